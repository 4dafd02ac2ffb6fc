package assess

import (
	"fmt"
	"slices"
	"sort"

	"drydock/assess/evidence"
	"drydock/questionnaire"
)

// DefaultMinutes is the length of a workshop where nobody said.
const DefaultMinutes = 180

// ranks of a question; the lower is asked first.
const (
	askDiffers = iota
	askDisputed
	askMust
	askRest
)

type question struct {
	s    *ControlState
	rank int
	item AgendaItem
}

// MakeAgenda says what is asked today: what differs, then differences of opinion, then musts that nobody has answered,
// then weight per minute, up to the minutes there are (0: the scope's, else DefaultMinutes). A question whose roles are
// all absent goes out as pre-work; of what does not fit, what a document can answer does too, and the rest is deferred.
// An answer of "don't know" is not asked again today: it is in the plan, under find out first. The facilitator's arrangement goes before
// all that: what is hidden waits, what must be asked is asked whatever the minutes say, and the order is theirs.
func MakeAgenda(_ *questionnaire.Catalog, s *Session, p *Posture, minutes int) *Agenda {
	if minutes <= 0 {
		minutes = s.Scope.Minutes
	}
	if minutes <= 0 {
		minutes = DefaultMinutes
	}
	a := &Agenda{Minutes: minutes, PreWork: map[questionnaire.Role][]string{}}
	qs := s.Arranged.arrange(questions(s.Scope, p, s.Arranged, a))
	kept := 0 // minutes of what must be asked and is not placed yet
	for _, q := range qs {
		if q.item.Must {
			kept += q.item.Minutes
		}
	}
	for _, q := range qs {
		c := q.s.Control
		switch {
		case slices.Contains(s.Arranged.Hidden, c.ID):
			a.Hidden = append(a.Hidden, q.item)
		case q.item.Must:
			kept -= q.item.Minutes
			a.Used += q.item.Minutes
			a.Items = append(a.Items, q.item)
		case q.rank >= askMust && absent(s.Scope, c):
			a.PreWork[asks(c)] = append(a.PreWork[asks(c)], c.ID)
		case a.Used+q.item.Minutes+kept <= minutes:
			a.Used += q.item.Minutes
			a.Items = append(a.Items, q.item)
		case q.rank == askRest && len(c.Documents) > 0:
			a.PreWork[asks(c)] = append(a.PreWork[asks(c)], c.ID)
		default:
			a.Deferred = append(a.Deferred, q.item)
		}
	}
	return a
}

// Open reports whether anything is left to ask.
func (a *Agenda) Open() bool { return len(a.Items) > 0 || len(a.Deferred) > 0 || len(a.PreWork) > 0 }

// questions are what people still have to answer, first things first; what evidence settles goes to the agenda as such.
func questions(scope questionnaire.Scope, p *Posture, arranged Arrangement, a *Agenda) []question {
	var qs []question
	for i := range p.Controls {
		s := &p.Controls[i]
		rank, ask := rankOf(s)
		must := slices.Contains(arranged.Must, s.Control.ID) && !slices.Contains(arranged.Hidden, s.Control.ID)
		if must && !ask {
			rank, ask = askRest, true // it is asked, though it has an answer
		}
		if !ask {
			if s.Decision == nil && s.Known || s.Decision != nil && s.Decision.AsEvidence && s.Known {
				a.Settled = append(a.Settled, s.Control.ID)
			}
			continue
		}
		qs = append(qs, question{s, rank, AgendaItem{
			Control: s.Control.ID, Minutes: max(1, s.Control.Minutes), Reason: reason(s, rank),
			Asks: presentRole(scope, s.Control), Owner: attendee(scope, presentRole(scope, s.Control)), Must: must,
		}})
	}
	sort.SliceStable(qs, func(i, j int) bool {
		x, y := &qs[i], &qs[j]
		if x.rank != y.rank {
			return x.rank < y.rank
		}
		if x.rank == askRest { // weight per minute, compared crosswise
			if l, r := x.s.Weight*y.item.Minutes, y.s.Weight*x.item.Minutes; l != r {
				return l > r
			}
		}
		if x.s.Weight != y.s.Weight {
			return x.s.Weight > y.s.Weight
		}
		return x.s.Control.Must && !y.s.Control.Must
	})
	return qs
}

// rankOf says whether a control is asked today, and how early.
func rankOf(s *ControlState) (rank int, ask bool) {
	answered := s.Decision != nil && !s.Stale
	switch {
	case s.Differs != nil && s.Differs.Settled == nil:
		return askDiffers, true
	case s.Disputed:
		return askDisputed, true
	case answered && !(s.Decision.AsEvidence && s.Ceiling), s.Known && s.Evidence.Verdict != evidence.VerdictNone:
		return 0, false
	case s.Control.Must:
		return askMust, true
	}
	return askRest, true
}

func reason(s *ControlState, rank int) string {
	switch rank {
	case askDiffers:
		return "differs"
	case askDisputed:
		return "opinions differ"
	case askMust:
		return "open must"
	}
	return fmt.Sprintf("weight %d in %d min", s.Weight, max(1, s.Control.Minutes))
}

// absent says whether the scope names who is in the room, and nobody who can answer is.
func absent(scope questionnaire.Scope, c *questionnaire.Control) bool {
	if len(scope.Attendees) == 0 || len(c.Asks) == 0 {
		return false
	}
	for _, r := range c.Asks {
		if attendee(scope, r) != "" {
			return false
		}
	}
	return true
}

// presentRole is the first role asked that is in the room, else the first asked.
func presentRole(scope questionnaire.Scope, c *questionnaire.Control) questionnaire.Role {
	for _, r := range c.Asks {
		if attendee(scope, r) != "" {
			return r
		}
	}
	return asks(c)
}
