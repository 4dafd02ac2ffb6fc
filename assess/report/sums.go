package report

import (
	"drydock/assess"
)

// gateSums opens each gate's counts to its must-haves, one by one.
func (r *report) gateSums() {
	for i := range r.Posture.Gates {
		g := &r.Posture.Gates[i]
		if !g.InScope || g.Musts == 0 {
			continue
		}
		t := &table{caption: say("The must-haves of “%s”", g.Gate.Title()), head: []inline{"Must-have", "Phase", "Weight", "How it stands"}}
		for j := range r.Posture.Controls {
			s := &r.Posture.Controls[j]
			if s.Applies && s.Control.Must && s.Control.Phase.Number() <= g.Gate.Number() {
				t.row(r.toControl(s.Control.ID, say("%s", s.Control.Title)), say("%s", s.Control.Phase.Title()), say("%d", s.Weight), mustStands(s.Must))
			}
		}
		r.sum(say("%s %s, one by one", g.Gate.Question(), one(g.Musts, "must-have", "must-haves")), func() { r.table(t) })
	}
}

// mustStands is how a must-have stands towards its gate, in words.
func mustStands(m assess.MustState) inline {
	switch m {
	case assess.MustShown:
		return "✓ shown"
	case assess.MustOnWord:
		return "“ on word only"
	case assess.MustException:
		return "! signed for"
	case assess.MustUnknown:
		return "? not known"
	}
	return "✗ in the way"
}

// cellSums opens each cell to its controls.
func (r *report) cellSums() {
	t := &table{caption: "The controls of each cell", head: []inline{"Layer and phase", "Done", "Still open", "Not known"}}
	for i := range r.Posture.Cells {
		c := &r.Posture.Cells[i]
		if c.Total == 0 {
			continue
		}
		in := map[assess.Status][]inline{}
		for j := range r.Posture.Controls {
			s := &r.Posture.Controls[j]
			if s.Applies && s.Control.Layer == c.Layer && s.Control.Phase == c.Phase {
				in[s.Status] = append(in[s.Status], r.toControl(s.Control.ID, say("%s", s.Control.Title)))
			}
		}
		t.row(say("%s, %s", c.Layer.Title(), c.Phase.Title()), join(in[assess.StatusDone], "; "), join(in[assess.StatusOpen], "; "), join(in[assess.StatusUnknown], "; "))
	}
	if len(t.rows) > 0 {
		r.sum("Each cell, control by control", func() { r.table(t) })
	}
}

// numberSums opens the three numbers to the weights behind them, control by control.
func (r *report) numberSums() {
	t := &table{caption: "How the three numbers add up", head: []inline{"Control", "Weight", "Known", "Gap", "Done", "Proof", "Proven"}}
	all, unknown := 0, 0
	for i := range r.Posture.Controls {
		s := &r.Posture.Controls[i]
		if !s.Applies {
			continue
		}
		all += s.Weight
		title, weight := r.toControl(s.Control.ID, say("%s", s.Control.Title)), say("%d", s.Weight)
		if !s.Known {
			unknown += s.Weight
			t.row(title, weight, "0", "not known", "–", "–", "–")
			continue
		}
		w := float64(s.Weight)
		t.row(title, weight, weight, quarters(s.Gap), quarters(w*(1-s.Gap)), say("%d/4", s.Proof), quarters(w*float64(s.Proof)/4))
	}
	if len(t.rows) == 0 {
		return
	}
	p := r.Posture
	t.row("**All together**", bold(say("%d", all)), bold(quarters(p.Known.Sum)), "", bold(quarters(p.Readiness.Sum)), "", bold(quarters(p.HowWeKnow.Sum)))
	r.sum("How the three numbers add up, control by control", func() {
		r.para(say("Known is %s of %s. Readiness is %s done of %s known; its range is %s of %s when the %d not known count as open, and %s of %s when they count as done. How we know is %s proven of %s known.",
			quarters(p.Known.Sum), quarters(p.Known.Of), quarters(p.Readiness.Sum), quarters(p.Readiness.Of), quarters(p.Readiness.Sum), say("%d", all), unknown,
			quarters(p.Readiness.Sum+float64(unknown)), say("%d", all), quarters(p.HowWeKnow.Sum), quarters(p.HowWeKnow.Of)))
		r.table(t)
	})
}

func quarters(x float64) inline { return inline(assess.Quarters(x)) }

// actionFacets are what a reader finds an action by.
func actionFacets(a *assess.PlannedAction) facets {
	f := facets{horizon: a.Horizon, must: "no", roles: []string{roleWord(a.Action.DoneBy)}, owners: []string{firstOf(string(a.State.Owner), nobody)}}
	for _, c := range a.Closes {
		if c.Control.Must && c.Points > 0 {
			f.must = "yes"
		}
	}
	return f
}

// nobody stands for the owner that an action does not have.
const nobody = "nobody yet"

// controlFacets are what a reader finds a control by.
func controlFacets(s *assess.ControlState) facets {
	f := facets{layer: string(s.Control.Layer), phase: string(s.Control.Phase), status: string(s.Status), must: "no"}
	if s.Control.Must {
		f.must = "yes"
	}
	f.states = controlStates(s)
	for _, role := range s.Control.Asks {
		f.roles = append(f.roles, roleWord(role))
	}
	return f
}

// The states beside a status that a reader looks for.
const (
	stateOnWord  = "On word only"
	stateDiffers = "These differ"
	stateSigned  = "Signed for"
	stateExpired = "Accepted risk expired"
)

// controlStates are all states that a control is in.
func controlStates(s *assess.ControlState) []string {
	out := []string{statusWord(s.Status)}
	if s.Must == assess.MustOnWord {
		out = append(out, stateOnWord)
	}
	if s.Differs != nil && s.Differs.Settled == nil {
		out = append(out, stateDiffers)
	}
	if s.Must == assess.MustException || len(s.Acceptance) > 0 {
		out = append(out, stateSigned)
	}
	if len(s.Expired) > 0 {
		out = append(out, stateExpired)
	}
	return out
}

// stateOrder is the order in which the states are offered.
func stateOrder() []string {
	return []string{
		statusWord(assess.StatusDone), stateOnWord, statusWord(assess.StatusOpen), stateDiffers, statusWord(assess.StatusUnknown), stateSigned, stateExpired,
		statusWord(assess.StatusOut),
	}
}
