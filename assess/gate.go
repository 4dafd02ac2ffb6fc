package assess

import (
	"fmt"
	"sort"

	"drydock/questionnaire"
)

// fewMusts is the number of musts below which a gate says little about a workload.
const fewMusts = 8

// gates judges the three gates. Those after the next gate are not looked at: their verdict is empty.
func gates(p *Posture, next questionnaire.Gate) []GateState {
	out := make([]GateState, 0, 3)
	for _, g := range questionnaire.Gates() {
		state := GateState{Gate: g, InScope: g.Number() <= next.Number()}
		if state.InScope {
			judgeGate(p, &state)
		} else {
			state.Sentence = g.Title() + ": not looked at; the next gate is " + next.Title() + "."
		}
		out = append(out, state)
	}
	return out
}

// gateNow is the gate worked on now: the lowest not met, else the next gate.
func gateNow(gs []GateState, next questionnaire.Gate) questionnaire.Gate {
	for i := range gs {
		if gs[i].InScope && gs[i].Verdict == GateNotMet {
			return gs[i].Gate
		}
	}
	return next
}

func judgeGate(p *Posture, g *GateState) {
	var open, unknown []Blocker
	for _, s := range heaviestFirst(p, g.Gate.Number()) {
		b := Blocker{Control: s.Control.ID, Title: s.Control.Title, Because: s.Why, Unknown: !s.Known}
		if s.Known {
			b.Because = s.GapFrom
		}
		if !s.Control.Must {
			if !s.Known {
				g.Warnings = append(g.Warnings, b)
			}
			continue
		}
		g.Musts++
		switch s.Must {
		case MustShown:
			g.Shown++
			g.proven(s)
		case MustOnWord:
			g.OnWord = append(g.OnWord, b)
		case MustException:
			b.Because = s.Standing
			g.Exceptions = append(g.Exceptions, b)
		case MustUnknown:
			unknown = append(unknown, b)
		default:
			open = append(open, b)
		}
	}
	g.InTheWay = append(open, unknown...)
	g.SaysLittle = g.Musts < fewMusts
	g.Verdict = verdict(len(g.InTheWay), len(g.Exceptions), len(g.OnWord))
	g.Sentence = g.sentence(len(open), len(unknown))
}

// proven keeps the oldest proof among the shown musts.
func (g *GateState) proven(s *ControlState) {
	at := s.Evidence.Oldest
	if at.IsZero() && s.Decision != nil {
		at = s.Decision.At
	}
	if !at.IsZero() && (g.Oldest.IsZero() || at.Before(g.Oldest)) {
		g.Oldest = at
	}
}

func verdict(inTheWay, exceptions, onWord int) GateVerdict {
	switch {
	case inTheWay > 0:
		return GateNotMet
	case exceptions > 0:
		return GateMetExceptions
	case onWord > 0:
		return GateMetOnWord
	}
	return GateMet
}

func (g *GateState) sentence(open, unknown int) string {
	title := g.Gate.Title() + ": "
	switch g.Verdict {
	case GateNotMet:
		if unknown == 0 {
			return fmt.Sprintf("%snot yet. %s in the way.", title, Counted(open, "stands", "stand"))
		}
		if open == 0 {
			return fmt.Sprintf("%snot yet. %d not known.", title, unknown)
		}
		return fmt.Sprintf("%snot yet. %s in the way, %d not known.", title, Counted(open, "stands", "stand"), unknown)
	case GateMetExceptions:
		rest := ""
		if n := len(g.OnWord); n > 0 {
			rest = fmt.Sprintf(", and %s on word only", Counted(n, "rests", "rest"))
		}
		return fmt.Sprintf("%syes, with %s%s.", title, Counted(len(g.Exceptions), "exception", "exceptions"), rest)
	case GateMetOnWord:
		return fmt.Sprintf("%syes, but %d of %s on word only.", title, len(g.OnWord), Counted(g.Musts, "must-have rests", "must-haves rest"))
	}
	if g.Musts == 0 {
		return title + "no must-have applies, so this gate says nothing about this workload."
	}
	return fmt.Sprintf("%syes. %s shown.", title, Counted(g.Musts, "must-have is", "must-haves are"))
}

// heaviestFirst are the controls that apply up to a phase, heaviest first, else in catalogue order.
func heaviestFirst(p *Posture, phase int) []*ControlState {
	var out []*ControlState
	for i := range p.Controls {
		if s := &p.Controls[i]; s.Applies && s.Control.Phase.Number() <= phase {
			out = append(out, s)
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Weight > out[b].Weight })
	return out
}

// cellPercentFrom is the number of controls from which a cell may show a percentage.
const cellPercentFrom = 8

// cells counts the nine cells, layer by layer, and marks the weakest among those due.
func cells(ts []tally, now questionnaire.Gate) []Cell {
	var out []Cell
	weakest := -1
	var low numbers
	for _, layer := range questionnaire.Layers() {
		for _, phase := range questionnaire.Phases() {
			in := func(t *tally) bool { return t.layer == layer && t.phase == phase.Number() }
			c := countCell(ts, in)
			c.Layer, c.Phase, c.Due = layer, phase, phase.Number() <= now.Number()
			n := count(ts, in)
			// done2/all, what is unknown counted as open; compared crosswise, so exactly
			if c.Due && n.done2 < 2*n.all && (weakest < 0 || n.done2*low.all < low.done2*n.all) {
				weakest, low = len(out), n
			}
			out = append(out, c)
		}
	}
	if weakest >= 0 {
		out[weakest].Weakest = true
	}
	return out
}

func countCell(ts []tally, in func(*tally) bool) Cell {
	c := Cell{Percent: -1}
	for i := range ts {
		if !in(&ts[i]) {
			continue
		}
		c.Total++
		switch {
		case !ts[i].known:
			c.NotKnown++
		case ts[i].gap == 0:
			c.Done++
		default:
			c.Open++
		}
	}
	if c.Total >= cellPercentFrom {
		c.Percent = percent(c.Done, c.Total)
	}
	switch {
	case c.Total == 0:
		c.Sentence = "nothing applies"
	default:
		c.Sentence = fmt.Sprintf("%d of %d done, %d open, %d not known", c.Done, c.Total, c.Open, c.NotKnown)
	}
	return c
}
