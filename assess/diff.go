package assess

import (
	"cmp"
	"fmt"
	"slices"

	"drydock/questionnaire"
)

// Standing is an assessment as it was judged on one day: now, at a milestone, or after a run.
type Standing struct {
	Name     string        `json:"name"` // "claims@baseline"
	AsOf     Date          `json:"asOf"`
	Controls []Frozen      `json:"controls"`
	Gates    []GateVerdict `json:"gates,omitempty"` // three; none where it was not kept
}

// Freeze keeps a posture as it was judged, to compare with later.
func Freeze(name string, p *Posture) Standing {
	st := Standing{Name: name, AsOf: p.AsOf}
	for i := range p.Controls {
		st.Controls = append(st.Controls, freeze(&p.Controls[i]))
	}
	for i := range p.Gates {
		st.Gates = append(st.Gates, p.Gates[i].Verdict)
	}
	return st
}

func freeze(s *ControlState) Frozen {
	f := Frozen{
		Control: s.Control.ID, Gap: s.Gap, Known: s.Known, Verdict: s.Evidence.Verdict, Must: s.Control.Must, Out: !s.Applies, Passes: s.Evidence.Passes,
	}
	if s.Decision != nil {
		f.Value = s.Decision.Value
	}
	for _, x := range failing(&s.Evidence) {
		f.Failing = append(f.Failing, FailingRule{x.Rule, x.Account, x.Region, x.Resource})
	}
	slices.SortFunc(f.Failing, compareFailing)
	return f
}

func compareFailing(a, b FailingRule) int {
	return cmp.Or(cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Rule, b.Rule))
}

// Standing is a milestone, to compare with.
func (m *Milestone) Standing(session string) Standing {
	return Standing{Name: session + "@" + m.Name, AsOf: m.AsOf, Controls: m.Controls, Gates: m.Verdicts}
}

// Move says which way a control went between two standings.
type Move string

// The closed list of moves.
const (
	MoveClosed   Move = "closed"          // open or not known, now done
	MoveReopened Move = "reopened"        // done, now open
	MoveLost     Move = "no longer known" // done or open, now not known: stale, denied, or nobody answers for it
	MoveWorse    Move = "worse"           // the gap grew
	MoveBetter   Move = "better"          // the gap shrank, and is not closed
	MoveFound    Move = "found out"       // not known, now known to be open
	MoveNew      Move = "new"             // was not in scope
	MoveGone     Move = "gone"            // is no longer in scope, or does not apply any more
	MoveNone     Move = ""
)

// ControlChange is what changed of one control. New ones have no Was, gone ones no Now.
type ControlChange struct {
	Control string `json:"control"`
	Title   string `json:"title"`
	Must    bool   `json:"must,omitempty"`
	Move    Move   `json:"move,omitempty"`
	Was     Frozen `json:"was"`
	Now     Frozen `json:"now"`
	// Answered says that the answer changed.
	Answered bool `json:"answered,omitempty"`
	// Broken fail now and did not then, Mended the other way round. A resource that is new and fails is broken.
	Broken []FailingRule `json:"broken,omitempty"`
	Mended []FailingRule `json:"mended,omitempty"`
}

// GateChange is a gate whose verdict changed.
type GateChange struct {
	Gate questionnaire.Gate `json:"gate"`
	Was  GateVerdict        `json:"was"`
	Now  GateVerdict        `json:"now"`
}

// Diff is what changed between two standings.
type Diff struct {
	Was      Standing        `json:"-"`
	Now      Standing        `json:"-"`
	Gates    []GateChange    `json:"gates,omitempty"`
	Controls []ControlChange `json:"controls,omitempty"` // those that changed, in the catalogue's order
}

// Compare says what changed from one standing to another. The catalogue gives titles and order; a control that it does not
// know any more comes last, under its id.
func Compare(cat *questionnaire.Catalog, was, now Standing) Diff {
	d := Diff{Was: was, Now: now}
	for i, g := range questionnaire.Gates() {
		if i < len(was.Gates) && i < len(now.Gates) && was.Gates[i] != now.Gates[i] {
			d.Gates = append(d.Gates, GateChange{g, was.Gates[i], now.Gates[i]})
		}
	}
	before, after := byControl(was), byControl(now)
	known := map[string]*questionnaire.Control{}
	var order []string
	for i := range cat.Controls {
		c := &cat.Controls[i]
		known[c.ID] = c
		order = append(order, c.ID)
	}
	for _, id := range append(order, unknownControls(known, before, after)...) {
		a, had := before[id]
		b, has := after[id]
		c := ControlChange{Control: id, Title: id, Must: a.Must || b.Must, Was: a, Now: b, Move: move(a, had, b, has)}
		if k := known[id]; k != nil {
			c.Title, c.Must = k.Title, k.Must
		}
		if had && has {
			c.Answered = a.Value != b.Value
			c.Broken, c.Mended = notIn(b.Failing, a.Failing), notIn(a.Failing, b.Failing)
		} else if has {
			c.Broken = b.Failing
		}
		if c.Move != MoveNone || c.Answered || len(c.Broken)+len(c.Mended) > 0 {
			d.Controls = append(d.Controls, c)
		}
	}
	return d
}

func byControl(st Standing) map[string]Frozen {
	out := make(map[string]Frozen, len(st.Controls))
	for _, f := range st.Controls {
		out[f.Control] = f
	}
	return out
}

// unknownControls are the controls of both sides that the catalogue does not know, sorted.
func unknownControls(known map[string]*questionnaire.Control, sides ...map[string]Frozen) []string {
	var out []string
	for _, side := range sides {
		for id := range side {
			if known[id] == nil {
				out = append(out, id)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func move(was Frozen, had bool, now Frozen, has bool) Move {
	had, has = had && !was.Out, has && !now.Out
	switch {
	case !had && !has:
		return MoveNone
	case !had:
		return MoveNew
	case !has:
		return MoveGone
	case was.Known && !now.Known:
		return MoveLost
	case !now.Known:
		return MoveNone
	case now.Gap == 0:
		if was.Known && was.Gap == 0 {
			return MoveNone
		}
		return MoveClosed
	case !was.Known:
		return MoveFound
	case was.Gap == 0:
		return MoveReopened
	case now.Gap > was.Gap:
		return MoveWorse
	case now.Gap < was.Gap:
		return MoveBetter
	}
	return MoveNone
}

// notIn are those of list that are not in other; both are sorted.
func notIn(list, other []FailingRule) []FailingRule {
	var out []FailingRule
	for _, x := range list {
		if _, there := slices.BinarySearchFunc(other, x, compareFailing); !there {
			out = append(out, x)
		}
	}
	return out
}

// Moved are the controls that went one way.
func (d *Diff) Moved(m Move) []ControlChange {
	var out []ControlChange
	for _, c := range d.Controls {
		if c.Move == m {
			out = append(out, c)
		}
	}
	return out
}

// Regressions say, one by one, what was better before: a gate that was met, a control that was done or known, a gap that was
// smaller.
func (d *Diff) Regressions() []string {
	var out []string
	for _, g := range d.Gates {
		if g.Now == GateNotMet {
			out = append(out, fmt.Sprintf("%s was %s, and is not met now", g.Gate.Title(), g.Was))
		}
	}
	for _, c := range d.Controls {
		switch c.Move {
		case MoveReopened:
			out = append(out, c.Title+" was done, and is open again")
		case MoveWorse:
			out = append(out, c.Title+" was open in part, and is open now")
		case MoveLost:
			out = append(out, c.Title+" was known, and is not known now")
		}
	}
	return out
}

// NewFails say which resources fail now and did not before.
func (d *Diff) NewFails() []string {
	var out []string
	for _, c := range d.Controls {
		for _, f := range c.Broken {
			out = append(out, fmt.Sprintf("%s: %s fails %s", c.Title, f.Where(), f.Rule))
		}
	}
	return out
}

// Where names the resource, or the account and Region where the failure is of no single resource.
func (f FailingRule) Where() string {
	if f.Resource != "" {
		return string(f.Resource)
	}
	return f.Account + " " + f.Region
}
