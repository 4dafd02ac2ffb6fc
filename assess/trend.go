package assess

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"drydock/questionnaire"
)

// TrendPoint is how a gate stood on one day.
type TrendPoint struct {
	Name     string // of the milestone; empty: now
	AsOf     Date
	InTheWay int // open must-haves
	NotKnown int
}

// Waits is how many must-haves kept the gate shut.
func (t TrendPoint) Waits() int { return t.InTheWay + t.NotKnown }

// Trend is how a gate stood at each milestone, oldest first, and now. Where no milestone knew the gate it is empty: there is
// nothing to compare with.
func Trend(s *Session, p *Posture, gate questionnaire.Gate) []TrendPoint {
	i := slices.Index(questionnaire.Gates(), gate)
	var out []TrendPoint
	for _, m := range s.Milestones {
		if i < 0 || i >= len(m.Gates) || m.AsOf > p.AsOf || !saidAtAll.MatchString(m.Gates[i]) {
			continue
		}
		t := TrendPoint{Name: m.Name, AsOf: m.AsOf}
		t.InTheWay, t.NotKnown = saidOfGate(m.Gates[i])
		out = append(out, t)
	}
	if len(out) == 0 || i >= len(p.Gates) {
		return nil
	}
	slices.SortStableFunc(out, func(a, b TrendPoint) int { return a.AsOf.DaysSince(b.AsOf) })
	now := TrendPoint{AsOf: p.AsOf}
	for _, b := range p.Gates[i].InTheWay {
		if b.Unknown {
			now.NotKnown++
		} else {
			now.InTheWay++
		}
	}
	return append(out, now)
}

var (
	saidInTheWay = regexp.MustCompile(`(\d+) stands? in the way`)
	saidNotKnown = regexp.MustCompile(`(\d+) not known`)
	// saidAtAll tells a gate that was decided from one that was not looked at, of which nothing stood in the way either.
	saidAtAll = regexp.MustCompile(`: (yes|not yet)\b`)
)

// saidOfGate reads the counts out of a gate's sentence, which is what a milestone keeps of it.
func saidOfGate(sentence string) (open, unknown int) {
	number := func(re *regexp.Regexp) int {
		m := re.FindStringSubmatch(sentence)
		if m == nil {
			return 0
		}
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return 0
		}
		return n
	}
	return number(saidInTheWay), number(saidNotKnown)
}

// TrendWords compares the oldest point with now: "90 days ago 12 stood in the way, now 4".
func TrendWords(points []TrendPoint) string {
	if len(points) < 2 {
		return ""
	}
	was, now := points[0], points[len(points)-1]
	when := Counted(now.AsOf.DaysSince(was.AsOf), "day", "days") + " ago"
	if was.AsOf == now.AsOf {
		when = "earlier today"
	}
	then := fmt.Sprintf("%d stood in the way", was.InTheWay)
	switch {
	case was.Waits() == 0:
		then = "nothing stood in the way"
	case was.InTheWay == 0:
		then = Counted(was.NotKnown, "was", "were") + " not known"
	case was.NotKnown > 0:
		then += fmt.Sprintf(", %d not known", was.NotKnown)
	}
	is := fmt.Sprint(now.InTheWay)
	switch {
	case now.Waits() == 0:
		is = "nothing"
	case now.InTheWay == 0:
		is = fmt.Sprintf("%d not known", now.NotKnown)
	case now.NotKnown > 0:
		is = fmt.Sprintf("%d, and %d not known", now.InTheWay, now.NotKnown)
	}
	return fmt.Sprintf("%s %s; now %s", when, then, is)
}
