package assess

import (
	"sort"

	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// DefaultCapacity is the days a month that people give to the plan where nobody said.
const DefaultCapacity = 10

// Ends of the horizons, in days from the as-of date.
const (
	nowDays   = 30
	nextDays  = 90
	laterDays = 180
)

// Quick wins: how long, how heavy, how many.
const (
	quickDays   = 4 // halves
	quickWeight = 6
	quickShown  = 5
)

// PlanOptions are the two questions that a reader may put to a plan.
type PlanOptions struct {
	Capacity int      // days a month; 0: the scope's, else DefaultCapacity
	WhatIf   []string // actions taken as done
}

// MakePlan says what to find out first and what to do in which order, as of the posture's date.
func MakePlan(cat *questionnaire.Catalog, s *Session, p *Posture, opts PlanOptions) *Plan {
	y := newYard(cat, s, p)
	plan := &Plan{AsOf: p.AsOf, Capacity: opts.Capacity, Done: y.done, FindOut: findOut(y)}
	if plan.Capacity <= 0 {
		plan.Capacity = s.Scope.Capacity
	}
	if plan.Capacity <= 0 {
		plan.Capacity = DefaultCapacity
	}
	for _, id := range opts.WhatIf {
		if w, ok := y.byAction[id]; ok && !w.placed {
			w.placed = true
			y.close(w)
			plan.WhatIf = append(plan.WhatIf, id)
		}
	}
	plan.Before = y.verdicts()
	y.order(plan)
	plan.Projected = y.verdicts()
	for i := range plan.Actions {
		plan.Total += plan.Actions[i].Days
		a := &plan.Actions[i]
		if a.QuickWin = a.QuickWin && len(plan.QuickWins) < quickShown; a.QuickWin {
			plan.QuickWins = append(plan.QuickWins, a.Action.ID)
		}
	}
	plan.Earliest = y.earliest(plan)
	plan.Short = y.shortfall(plan)
	return plan
}

// Action finds a planned action by its id.
func (p *Plan) Action(id string) (*PlannedAction, bool) {
	for i := range p.Actions {
		if p.Actions[i].Action.ID == id {
			return &p.Actions[i], true
		}
	}
	return nil, false
}

// Why opens an action's place in the plan in one sentence.
func (p *Plan) Why(action string) string {
	if a, ok := p.Action(action); ok {
		return a.Why
	}
	for _, id := range p.Done {
		if id == action {
			return "Done: it was marked done, or all that it closes is done."
		}
	}
	for _, id := range p.WhatIf {
		if id == action {
			return "Taken as done for this plan."
		}
	}
	return "Not in the plan: nothing that it closes is known to be open."
}

// work is an action in the yard: not done, and of use here.
type work struct {
	action   *questionnaire.Action
	state    ActionState
	reopen   string // why an action marked done is back
	days     int    // halves
	daysWhy  string
	closes   []share
	needs    []*work // direct prerequisites that are not done
	res      []text.Untrusted
	fails    []*evidence.Finding // behind the open controls that it closes
	concerns []Concern
	placed   bool
}

// share is how much of a control an action closes, in halves.
type share struct{ tally, halves int }

// yard is where a plan is laid out: the tallies change as actions are placed.
type yard struct {
	cat      *questionnaire.Catalog
	session  *Session
	posture  *Posture
	next     questionnaire.Gate
	ts       []tally
	left     []int // halves of each control that no placed or done action has closed
	byTally  map[string]int
	works    []*work
	byAction map[string]*work
	done     []string
}

func newYard(cat *questionnaire.Catalog, s *Session, p *Posture) *yard {
	y := &yard{
		cat: cat, session: s, posture: p, next: s.Scope.Gate(), ts: p.tallies(),
		byTally: map[string]int{}, byAction: map[string]*work{},
	}
	y.left = make([]int, len(y.ts))
	for i := range y.ts {
		y.byTally[y.ts[i].id] = i
		y.left[i] = 2
	}
	later := map[string]bool{} // out only because its phase comes later
	for _, x := range p.Out {
		later[x.Control.ID] = x.Control.Phase.Number() > y.next.Number()
	}
	for i := range cat.Actions {
		y.add(&cat.Actions[i], later)
	}
	sort.Slice(y.works, func(a, b int) bool { return y.works[a].action.ID < y.works[b].action.ID })
	for _, w := range y.works {
		for _, id := range w.action.Needs {
			if n, ok := y.byAction[id]; ok {
				w.needs = append(w.needs, n)
			}
		}
	}
	return y
}

// add brings an action into the yard unless it is done, or nothing that it closes applies to this workload. An action
// for a later phase stays: it may be somebody's prerequisite.
func (y *yard) add(a *questionnaire.Action, later map[string]bool) {
	w := &work{action: a, state: y.session.Actions[a.ID]}
	w.state.Action = a.ID
	of, open := false, false
	for _, c := range a.Closes {
		i, ok := y.byTally[c.Control]
		if !ok {
			of = of || later[c.Control]
			open = open || later[c.Control]
			continue
		}
		of = true
		open = open || !y.ts[i].known || y.ts[i].gap > 0
		w.closes = append(w.closes, share{i, halves(c.Share)})
	}
	if !of {
		return
	}
	if w.state.Status == ActionDone {
		w.reopen = y.doneDiffers(w)
	}
	if !open || w.state.Status == ActionDone && w.reopen == "" {
		y.done = append(y.done, a.ID)
		for _, c := range w.closes {
			y.left[c.tally] = max(0, y.left[c.tally]-c.halves)
		}
		return
	}
	w.fails = y.failures(w)
	w.res, w.concerns = y.failingResources(w), y.concerns(w)
	w.days, w.daysWhy = y.effort(w)
	y.works = append(y.works, w)
	y.byAction[a.ID] = w
}

// doneDiffers says why an action marked done is not: evidence read after that day fails.
func (y *yard) doneDiffers(w *work) string {
	for _, c := range w.closes {
		s, _ := y.posture.Control(y.ts[c.tally].id)
		for _, f := range failing(&s.Evidence) {
			if day := DateOf(f.At, ZoneOf(y.session.Scope.Zone)); day > w.state.DoneAt {
				return "marked done on " + string(w.state.DoneAt) + ", but on " + string(day) + " " + s.Evidence.Shows() + " (“" + s.Control.Title + "”)"
			}
		}
	}
	return ""
}

func (y *yard) failingResources(w *work) []text.Untrusted {
	var out []text.Untrusted
	seen := map[text.Untrusted]bool{}
	for _, f := range w.fails {
		if f.Resource != "" && !seen[f.Resource] {
			seen[f.Resource] = true
			out = append(out, f.Resource)
		}
	}
	sort.Slice(out, func(a, b int) bool { return out[a] < out[b] })
	return out
}

// failures are the failing findings behind the open controls that an action closes.
func (y *yard) failures(w *work) []*evidence.Finding {
	var out []*evidence.Finding
	for _, c := range w.closes {
		if t := &y.ts[c.tally]; t.known && t.gap > 0 {
			s, _ := y.posture.Control(t.id)
			for i := range s.Evidence.Findings {
				if f := &s.Evidence.Findings[i]; f.Counts() && f.Effective() == evidence.Fail {
					out = append(out, f)
				}
			}
		}
	}
	return out
}

// effort is an action's days in halves, with the sum in words: what people set, else days times what per says. Where
// nothing was counted it is once.
func (y *yard) effort(w *work) (int, string) {
	if w.state.Days > 0 {
		d := max(1, halves(w.state.Days))
		return d, Quarters(float64(d)/2) + " d, as set"
	}
	once := max(1, halves(w.action.Days))
	n, noun := 1, ""
	switch w.action.Per {
	case "resource":
		n, noun = len(w.res), y.noun(w)
	case "account":
		n, noun = y.accounts(w), "account"
	}
	if n <= 1 {
		return once, Quarters(float64(once)/2) + " d"
	}
	return once * n, Quarters(float64(once)/2) + " d × " + Counted(n, noun, evidence.Plural(noun))
}

// noun is what the failing resources of an action are, where they are all of one kind.
func (y *yard) noun(w *work) string {
	noun := ""
	for _, f := range w.fails {
		if f.Resource == "" {
			continue
		}
		n := evidence.Noun(f.Kind)
		if noun != "" && n != noun {
			return "resource"
		}
		noun = n
	}
	return noun
}

// accounts counts where an account-wide action is due: where it fails, else every workload account of the scope.
func (y *yard) accounts(w *work) int {
	failed := map[string]bool{}
	for _, f := range w.fails {
		failed[f.Account] = true
	}
	if len(failed) > 0 {
		return len(failed)
	}
	n := 0
	for _, a := range y.session.Scope.Accounts {
		if a.Role == "workload" || a.Role == "" {
			n++
		}
	}
	return n
}
