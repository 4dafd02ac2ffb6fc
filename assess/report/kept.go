package report

import (
	"maps"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// kept is what people said of a control that is not asked now: it is out of scope, or of a pack or catalogue that is not here.
type kept struct {
	id         string
	control    *questionnaire.Control // nil: the catalogue does not know it
	because    string                 // why it is not asked
	decision   *assess.Decision
	statements []assess.Statement
	settled    *assess.Settlement
	accepted   []assess.Acceptance
	notes      []inline
}

func (k *kept) title() string {
	if k.control != nil {
		return k.control.Title
	}
	return k.id
}

// is says whether a record's control is this one, by its id or an earlier one.
func is(c *questionnaire.Control, id string) bool {
	return c.ID == id || slices.Contains(c.Formerly, id)
}

// keptAside is all that was said of controls that are not asked now, sorted by their ids. Nothing that was typed is lost because a
// scope or a catalogue changed.
func (r *report) keptAside() []*kept {
	asked := map[string]bool{"": true}
	for i := range r.Posture.Controls {
		c := r.Posture.Controls[i].Control
		asked[c.ID] = true
		for _, old := range c.Formerly {
			asked[old] = true
		}
	}
	all := map[string]*kept{}
	of := func(id string) *kept {
		if all[id] == nil {
			all[id] = &kept{id: id, because: "not in this catalogue"}
		}
		return all[id]
	}
	s := r.Session
	for id, d := range s.Decisions {
		if !asked[id] {
			of(id).decision = &d
		}
	}
	for id, st := range s.Settlements {
		if !asked[id] {
			of(id).settled = &st
		}
	}
	for _, st := range s.Statements {
		if !asked[st.Control] {
			of(st.Control).statements = append(of(st.Control).statements, st)
		}
	}
	for _, a := range s.Acceptances {
		if !asked[a.Control] {
			of(a.Control).accepted = append(of(a.Control).accepted, a)
		}
	}
	for _, n := range s.Notes {
		if !asked[n.Control] && !n.Private {
			of(n.Control).notes = append(of(n.Control).notes, r.note(n))
		}
	}
	for _, x := range r.Posture.Out {
		if k := all[x.Control.ID]; k != nil {
			k.control, k.because = x.Control, x.Because
		}
	}
	var out []*kept
	for _, id := range slices.Sorted(maps.Keys(all)) {
		out = append(out, all[id])
	}
	return out
}

// aside lists what is kept though nothing asks for it, and the state of actions that this catalogue does not have.
func (r *report) aside() {
	var items []inline
	for _, k := range r.keptAside() {
		head := bold(say("%s", k.title())) + say(" (%s). ", k.because)
		if k.decision != nil {
			items = append(items, head+"You said "+r.decided(k.decision))
		}
		for _, st := range k.statements {
			items = append(items, head+say("Also said: %s: ", st.Value.Word())+r.author(&st.Said))
		}
		if k.settled != nil {
			items = append(items, head+"Settled "+r.settlement(k.settled))
		}
		for _, a := range k.accepted {
			items = append(items, head+"Risk accepted "+r.acceptance(&a))
		}
		for _, n := range k.notes {
			items = append(items, head+"Note: "+n)
		}
	}
	for _, a := range r.strayActions() {
		items = append(items, bold(say("%s", r.actionTitle(a.Action)))+" (an action that is not in this plan): "+r.actionState(a))
	}
	if len(items) == 0 {
		return
	}
	r.heading(2, "Appendix C: what was said, and is not asked now")
	r.para("It is kept, and counts again as soon as the scope or the catalogue asks for it.")
	r.bullets(items...)
}

// strayActions are the states of actions that are neither planned nor done nor taken as done.
func (r *report) strayActions() []assess.ActionState {
	var out []assess.ActionState
	for _, id := range slices.Sorted(maps.Keys(r.Session.Actions)) {
		if _, planned := r.Plan.Action(id); !planned && !slices.Contains(r.Plan.Done, id) && !slices.Contains(r.Plan.WhatIf, id) {
			out = append(out, r.Session.Actions[id])
		}
	}
	return out
}

// settlement is what was settled, by whom, and whether it holds.
func (r *report) settlement(st *assess.Settlement) inline {
	out := say("for %s, by %s on %s: “%s”", settledFor(st.For), st.By, short(r.day(st.At)), st.Reason)
	if why := r.settlementIsVoid(st); why != "" {
		out += say("; it no longer holds, because %s", why)
	}
	return out
}

// settlementIsVoid says why a settlement does not hold now; empty when it does.
func (r *report) settlementIsVoid(st *assess.Settlement) string {
	for i := range r.Posture.Controls {
		s := &r.Posture.Controls[i]
		switch {
		case !is(s.Control, st.Control):
		case s.Differs == nil:
			return "nothing differs any more"
		default:
			return s.Differs.VoidedBy
		}
	}
	return "the control is not asked now"
}

// acceptance is one accepted risk with all that was typed.
func (r *report) acceptance(a *assess.Acceptance) inline {
	until := say("until %s", short(a.Expires))
	if a.Expires < r.Posture.AsOf {
		until = say("until %s, **expired**", short(a.Expires))
	}
	out := say("by %s %s: “%s”", a.Approver, until, a.Reason)
	if a.By != "" {
		out += say(" (written down by %s on %s)", a.By, short(r.day(a.At)))
	}
	if len(a.Resources) > 0 {
		out += say(", for %s", some(asStrings(a.Resources), len(a.Resources)))
	}
	return out
}

func asStrings(list []text.Untrusted) []string {
	return each(list, func(u text.Untrusted) string { return string(u) })
}

// muted lists the findings that somebody silenced, with the reason and the day on which they count again.
func (r *report) muted() {
	if len(r.Session.Mutes) == 0 {
		return
	}
	found := map[string]*evidence.Finding{}
	for i := range r.Session.Findings {
		found[r.Session.Findings[i].ID] = &r.Session.Findings[i]
	}
	r.heading(2, "Muted findings")
	r.para("A muted finding counts as not known.")
	t := &table{head: []inline{"Finding", "Muted by", "Why", "Until"}}
	for _, m := range r.Session.Mutes {
		what := say("%s, which is not found now", m.Finding)
		if f := found[m.Finding]; f != nil {
			what = say("%s: %s", firstOf(string(f.Name), string(f.Resource), f.Account+" "+f.Region), firstOf(f.States, f.Rule))
		}
		until := say("%s", short(m.Expires))
		if m.Expires < r.Posture.AsOf {
			until += ", **expired**"
		}
		t.row(what, say("%s", m.By), say("%s", m.Reason), until)
	}
	r.table(t)
}

// claims lists whose a resource is, where a person said so.
func (r *report) claims() {
	if len(r.Session.Claims) == 0 {
		return
	}
	r.heading(3, "Whose a resource is")
	t := &table{head: []inline{"Resource", "Whose", "Said by", "On"}}
	for _, c := range r.Session.Claims {
		t.row(say("%s", c.Resource), say("%s", whoseWord(c.Whose)), say("%s", c.By), say("%s", short(r.day(c.At))))
	}
	r.table(t)
}

func whoseWord(w evidence.Ownership) string {
	switch w {
	case evidence.Ours:
		return "this workload's"
	case evidence.Others:
		return "another team's"
	}
	return string(w)
}

// actionState is what people said of an action's state.
func (r *report) actionState(a assess.ActionState) inline {
	var parts []inline
	if a.Status != "" {
		parts = append(parts, say("%s", strings.ReplaceAll(a.Status, "-", " ")))
	}
	if a.Owner != "" {
		parts = append(parts, say("%s", a.Owner))
	}
	if a.Due != "" {
		parts = append(parts, say("due %s", short(a.Due)))
	}
	if a.Days > 0 {
		parts = append(parts, say("%s, as set", dayCount(a.Days)))
	}
	if a.DoneAt != "" {
		parts = append(parts, say("done on %s", short(a.DoneAt)))
	}
	if a.Note != "" {
		parts = append(parts, say("“%s”", a.Note))
	}
	return join(parts, ", ")
}
