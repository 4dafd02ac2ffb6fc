package assess

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"drydock/questionnaire/text"
)

// Vote is a show of hands on a control: how many said what, and never who. It decides nothing.
type Vote struct {
	Control  string    `json:"control"`
	Round    int       `json:"round"` // 1, or 2: once more, after those who stood alone spoke
	Yes      int       `json:"yes"`
	Partly   int       `json:"partly"`
	No       int       `json:"no"`
	DontKnow int       `json:"dontKnow"`
	At       time.Time `json:"at"`
}

// Rounds is how often a room votes on a control: once, and once more.
const Rounds = 2

// mostHands is how many can say the same: more is a slip of the finger, or a file that nobody here wrote.
const mostHands = 999

// Key is the vote's key in its bucket.
func (v Vote) Key() string { return fmt.Sprintf("%s/%d", v.Control, v.Round) }

// Hands is how many voted.
func (v Vote) Hands() int { return v.Yes + v.Partly + v.No + v.DontKnow }

// Split reports whether people said different things; who does not know does not disagree.
func (v Vote) Split() bool {
	sides := 0
	for _, n := range []int{v.Yes, v.Partly, v.No} {
		if n > 0 {
			sides++
		}
	}
	return sides > 1
}

// Lower is the lowest answer that somebody gave: what stands while a room stays split. Of one side it is that side.
func (v Vote) Lower() Answer {
	switch {
	case v.No > 0:
		return No
	case v.Partly > 0:
		return Partial
	case v.Yes > 0:
		return Yes
	}
	return DontKnow
}

// Sentence says how the hands fell: "split: 3 yes, 2 partly, 1 no".
func (v Vote) Sentence() string {
	var parts []string
	for _, side := range []struct {
		n    int
		word string
	}{{v.Yes, "yes"}, {v.Partly, "partly"}, {v.No, "no"}, {v.DontKnow, "don't know"}} {
		if side.n > 0 {
			parts = append(parts, strconv.Itoa(side.n)+" "+side.word)
		}
	}
	how := "agreed: "
	if v.Split() {
		how = "split: "
	}
	return how + strings.Join(parts, ", ")
}

// ParseVote reads counts of hands as people type them: 3/2/1 or 3/2/1/0 for yes, partly, no, don't know.
func ParseVote(typed string) (Vote, error) {
	const how = "write the hands for yes, partly and no as 3/2/1, and don't know as a fourth: 3/2/1/0"
	fields := strings.FieldsFunc(typed, func(r rune) bool { return r == '/' || r == ' ' || r == ',' || r == ';' || r == '-' })
	if len(fields) < 3 || len(fields) > 4 {
		return Vote{}, fmt.Errorf("%q is no count of hands; %s", typed, how)
	}
	var counts [4]int
	for i, f := range fields {
		n, err := strconv.Atoi(f)
		if err != nil || n < 0 || n > mostHands {
			return Vote{}, fmt.Errorf("%q is no number of hands; %s", f, how)
		}
		counts[i] = n
	}
	v := Vote{Yes: counts[0], Partly: counts[1], No: counts[2], DontKnow: counts[3]}
	if v.Hands() == 0 {
		return Vote{}, errors.New("nobody raised a hand; " + how)
	}
	return v, nil
}

// VotesOn lists the votes on a control, the first round first.
func (s *Session) VotesOn(control string) []Vote {
	var out []Vote
	for _, v := range s.Votes {
		if v.Control == control {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b Vote) int { return a.Round - b.Round })
	return out
}

// Ending is how a workshop was ended, one record per ending. The reason is there when work at the top of the plan had no owner.
type Ending struct {
	ID        string         `json:"id"`
	By        text.Untrusted `json:"by"`
	At        time.Time      `json:"at"`
	Milestone string         `json:"milestone"`
	Ownerless []string       `json:"ownerless,omitempty"` // actions at the top that nobody took
	Reason    text.Untrusted `json:"reason,omitempty"`
}

// Timer is the clock of a workshop as the facilitator runs it. Its zero value stands still.
type Timer struct {
	Begun  time.Time     `json:"begun,omitzero"`
	Asked  time.Time     `json:"asked,omitzero"`  // since when the question is asked
	Block  time.Time     `json:"block,omitzero"`  // since when people sit: the begin, or the end of the last break
	Paused time.Duration `json:"paused,omitzero"` // in breaks that are over
	Break  time.Time     `json:"break,omitzero"`  // since when there is a break
	Until  time.Time     `json:"until,omitzero"`  // when it ends
	Today  string        `json:"today,omitempty"` // the controls that were on the agenda at the begin, with spaces between
}

// Runs reports whether the clock was begun.
func (t Timer) Runs() bool { return !t.Begun.IsZero() }

// InBreak reports whether people are out for a break.
func (t Timer) InBreak() bool { return !t.Break.IsZero() }

// Begin starts the clock on today's questions.
func (t Timer) Begin(now time.Time, a *Agenda) Timer {
	now = now.UTC().Round(0)
	var ids []string
	if a != nil {
		for _, item := range a.Items {
			ids = append(ids, item.Control)
		}
	}
	return Timer{Begun: now, Asked: now, Block: now, Today: strings.Join(ids, " ")}
}

// Ask notes that another question is asked from now on.
func (t Timer) Ask(now time.Time) Timer {
	switch {
	case t.InBreak():
		t.Asked = t.Break // the clock stands still, and goes on from here
	case t.Runs():
		t.Asked = now.UTC().Round(0)
	}
	return t
}

// Pause begins a break; the clock stands still until Resume.
func (t Timer) Pause(now time.Time, long time.Duration) Timer {
	t.Break = now.UTC().Round(0)
	t.Until = t.Break.Add(long)
	return t
}

// Resume ends the break. The question that was asked before it is asked as long as it was.
func (t Timer) Resume(now time.Time) Timer {
	if !t.InBreak() {
		return t
	}
	now = now.UTC().Round(0)
	out := now.Sub(t.Break)
	if t.Runs() {
		t.Paused += out
		t.Asked, t.Block = t.Asked.Add(out), now
	}
	t.Break, t.Until = time.Time{}, time.Time{}
	return t
}

// Worked is how long the room worked so far, breaks left out; Question and Block are how long the question is asked and people sit.
func (t Timer) Worked(now time.Time) time.Duration { return t.since(now, t.Begun) - t.Paused }

// Question is how long the question is asked.
func (t Timer) Question(now time.Time) time.Duration { return t.since(now, t.Asked) }

// Sitting is how long people sit since the begin or the last break.
func (t Timer) Sitting(now time.Time) time.Duration { return t.since(now, t.Block) }

func (t Timer) since(now, from time.Time) time.Duration {
	if t.InBreak() {
		now = t.Break
	}
	if from.IsZero() {
		return 0
	}
	return max(0, now.Sub(from))
}

// Pace compares what of today's questions is done with what should be by now.
type Pace struct {
	Done, Of int // of the questions that were on the agenda at the begin
	Due      int // so many should be done by now
}

// Behind is by how many questions the room is late; negative: ahead.
func (p Pace) Behind() int { return p.Due - p.Done }

// PaceOf says how the room keeps its pace. A question is done when it is not open any more, or was hidden meanwhile.
func PaceOf(t Timer, now time.Time, a *Agenda, p *Posture) Pace {
	open := map[string]bool{}
	for _, list := range [][]AgendaItem{a.Items, a.Deferred} {
		for _, item := range list {
			open[item.Control] = true
		}
	}
	var pace Pace
	left := t.Worked(now)
	for _, id := range strings.Fields(t.Today) {
		c, ok := p.Control(id)
		if !ok {
			continue // the scope left it out meanwhile
		}
		pace.Of++
		if !open[id] {
			pace.Done++
		}
		if left -= time.Duration(max(1, c.Control.Minutes)) * time.Minute; left >= 0 {
			pace.Due++
		}
	}
	return pace
}
