package assess

import (
	"fmt"
	"strings"

	"drydock/questionnaire"
)

// closing is one control in an action's sum, with the sentence that opens its points.
func (y *yard) closing(c share, quarters int, gate questionnaire.Gate) Closing {
	t := &y.ts[c.tally]
	s, _ := y.posture.Control(t.id)
	out := Closing{Control: s.Control, Share: float64(c.halves) / 2, Points: float64(quarters) / 4}
	var b strings.Builder
	fmt.Fprintf(&b, "weight %d = impact %d × exposure %d", s.Weight, s.Control.Impact, s.Exposure)
	switch {
	case !t.known:
		b.WriteString("; not known, so it counts 0 until it is found out")
	case t.gap == 0:
		b.WriteString("; nothing is left open here")
	default:
		fmt.Fprintf(&b, "; gap %s: %s", Quarters(s.Gap), s.GapFrom)
		if gateMust(t, gate) {
			how := "stands in the way of"
			if t.stands == MustException {
				how = "signed for, but still a must-have of"
			}
			fmt.Fprintf(&b, "; ×2, %s gate %d", how, gate.Number())
		}
		if c.halves < 2 {
			b.WriteString("; half of it")
		}
		if s.Differs != nil && s.Differs.Settled == nil {
			b.WriteString("; these differ, so settle that first")
		}
	}
	out.Why = b.String()
	return out
}

// because opens an action's place: what it closes, and what pulled it here.
func because(a *PlannedAction, w *work, b *bundle) string {
	var closes []string
	for _, c := range a.Closes {
		if c.Points > 0 {
			closes = append(closes, fmt.Sprintf("“%s” (%s) = %s", c.Control.Title, c.Why, Quarters(c.Points)))
		}
	}
	out := "closes " + strings.Join(closes, "; and ")
	if len(closes) == 0 {
		out = "by itself it closes nothing that is known to be open"
	}
	var others []string
	for _, m := range b.members {
		if m != w {
			others = append(others, "“"+m.action.Title+"”")
		}
	}
	days, own, takes := Amount(float64(b.days)/2, "day", "days"), "", ""
	switch {
	case a.State.Days > 0:
		own = ", as set"
	case strings.Contains(a.DaysWhy, "×"):
		own = " (" + a.DaysWhy + ")"
	}
	switch {
	case own != "" && len(others) == 0:
		days += own
	case own != "":
		takes = "; by itself it takes " + Amount(a.Days, "day", "days") + own
	}
	total := fmt.Sprintf("%s over %s = %s a day", Amount(float64(b.value)/4, "point", "points"), days, ratioWord(a.Ratio))
	switch {
	case len(others) > 0 && w != b.head:
		out += fmt.Sprintf("; it comes first because “%s” needs it: with %s, %s", b.head.action.Title, list(others), total)
	case len(others) > 0:
		out += fmt.Sprintf("; with %s, %s", list(others), total)
	default:
		out += "; " + total
	}
	out += takes
	if w.reopen != "" {
		out += "; it is here again, because it was " + w.reopen
	}
	return out + "."
}

// ratioWord writes points a day with at most two decimals.
func ratioWord(r float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", r), "0"), ".")
}

// Amount writes a number of halves and quarters with its noun: ½ day, 1 point, 1½ days.
func Amount(n float64, one, many string) string {
	if n == 1 || n == 0.5 {
		return Quarters(n) + " " + one
	}
	return Quarters(n) + " " + many
}

// list joins words the way people do: a, b and c.
func list(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
