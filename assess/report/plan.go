package report

import (
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire"
)

// The top of the plan that the summary shows with its reasons, the resources that a card names, and the lines that one command
// may become.
const (
	topActions     = 5
	namedResources = 10
	filledLines    = 50
)

// top shows the first actions with why they are first.
func (r *report) top() {
	if len(r.Plan.Actions) == 0 {
		return
	}
	r.heading(2, "What to do first, and why")
	var items []inline
	for i := range r.Plan.Actions {
		if i == topActions {
			break
		}
		a := &r.Plan.Actions[i]
		items = append(items, say("%s, %s: %s", bold(r.toAction(a.Action.ID, say("%s", a.Action.Title))), r.days(a), a.Because))
	}
	r.numbers(items...)
	if len(r.Plan.QuickWins) > 0 {
		var wins []inline
		for _, id := range r.Plan.QuickWins {
			wins = append(wins, r.toAction(id, say("“%s”", r.actionTitle(id))))
		}
		r.para(say("**Quick wins** (two days at most, nothing before them, weight 6 or more): %s.", join(wins, ", ")))
	}
}

func (r *report) days(a *assess.PlannedAction) inline {
	if a.State.Days > 0 {
		return dayCount(a.Days) + ", as set"
	}
	if strings.Contains(a.DaysWhy, "×") {
		return say("%s (%s)", dayCount(a.Days), a.DaysWhy)
	}
	return dayCount(a.Days)
}

func dayCount(d float64) inline {
	if d <= 1 {
		return say("%s day", assess.Quarters(d))
	}
	return say("%s days", assess.Quarters(d))
}

// plan is the order of work by horizon: one table each, then all of it on a time line.
func (r *report) plan() {
	r.heading(2, "The plan")
	if len(r.Plan.Actions) == 0 {
		r.para("No work is planned: nothing that is known to be open has an action.")
		r.done()
		return
	}
	r.para(say("%s of work at %d days a month, counted from %s. Each place in the order follows from the points that an action closes a day; prerequisites come first.",
		dayCount(r.Plan.Total), r.Plan.Capacity, r.Plan.AsOf.Long()))
	for _, h := range horizons() {
		t := &table{head: []inline{"#", "Action", "Days", "Owner", "Planned for", "Closes"}}
		var last *assess.PlannedAction
		for i := range r.Plan.Actions {
			if a := &r.Plan.Actions[i]; a.Horizon == h {
				last = a
				t.row(say("%d", a.Rank), r.toAction(a.Action.ID, say("%s", a.Action.Title)), say("%s", assess.Quarters(a.Days)), r.owner(a), say("%s – %s", short(a.Start), short(a.Finish)),
					r.closes(a))
			}
		}
		if len(t.rows) > 0 {
			r.heading(3, inline(horizonWord(h)))
			r.table(t)
			// Not a column: it would change in every row with every answer.
			r.para(say("Readiness when these are done: %s.", last.After.Readiness.Sentence))
		}
	}
	r.late()
	r.done()
	r.gantt()
}

func (r *report) owner(a *assess.PlannedAction) inline {
	if a.State.Owner != "" {
		return say("%s", a.State.Owner)
	}
	return say("*open* (%s)", roleWord(a.Action.DoneBy))
}

// closes names what an action closes; a prerequisite says so.
func (r *report) closes(a *assess.PlannedAction) inline {
	var parts []inline
	for _, c := range a.Closes {
		if c.Points > 0 {
			parts = append(parts, r.toControl(c.Control.ID, say("%s", c.Control.Title)))
		}
	}
	if len(parts) == 0 {
		return "*comes first for others*"
	}
	return join(parts, "; ")
}

func (r *report) late() {
	s := r.Plan.Short
	if s == nil || len(s.Late) == 0 {
		return
	}
	var parts []inline
	for _, id := range s.Late {
		parts = append(parts, r.toAction(id, say("“%s”", r.actionTitle(id))))
	}
	r.para(say("**After your date (%s)** falls, of what the gate needs: %s.", s.By.Long(), join(parts, ", ")))
}

func (r *report) done() {
	var parts []inline
	for _, id := range r.Plan.Done {
		part := say("%s", r.actionTitle(id))
		if r.onWordOnly(id) {
			part += " *(on word)*"
		}
		if said := r.actionState(r.Session.Actions[id]); said != "" {
			part += " (" + said + ")"
		}
		parts = append(parts, part)
	}
	if len(parts) > 0 {
		r.para("**Done already:** " + join(parts, "; ") + ".")
	}
	parts = nil
	for _, id := range r.Plan.WhatIf {
		parts = append(parts, say("%s", r.actionTitle(id)))
	}
	if len(parts) > 0 {
		r.para("**Taken as done for this plan** (what if): " + join(parts, "; ") + ".")
	}
}

// onWordOnly says whether somebody's word is all there is for what an action closes.
func (r *report) onWordOnly(action string) bool {
	for i := range r.Catalog.Actions {
		if r.Catalog.Actions[i].ID != action {
			continue
		}
		for _, c := range r.Catalog.Actions[i].Closes {
			if s, ok := r.Posture.Control(c.Control); ok && s.Applies && (!s.Known || s.Gap > 0 || s.Proof < 3) {
				return true
			}
		}
	}
	return false
}

// gantt draws the plan as a Mermaid chart. Names keep only letters, digits and a few marks: Mermaid has no escaping.
func (r *report) gantt() {
	var b strings.Builder
	b.WriteString("gantt\n  dateFormat YYYY-MM-DD\n  axisFormat %d %b\n")
	for _, h := range horizons() {
		first := true
		for i := range r.Plan.Actions {
			a := &r.Plan.Actions[i]
			if a.Horizon != h {
				continue
			}
			if first {
				b.WriteString("  section " + strings.SplitN(horizonWord(h), ":", 2)[0] + "\n")
				first = false
			}
			finish := a.Finish
			if finish <= a.Start {
				finish = a.Start.AddDays(1)
			}
			b.WriteString("  " + chartName(a.Action.Title) + " :" + string(a.Start) + ", " + string(finish) + "\n")
		}
	}
	if s := r.Plan.Short; s != nil {
		b.WriteString("  section Date\n  " + chartName(r.Session.Scope.Gate().Title()) + " :milestone, " + string(s.By) + ", 0d\n")
	}
	r.chart(r.lanes(), b.String())
}

func chartName(s string) string {
	keep := func(c rune) rune {
		switch {
		case c == '\'', c == '’':
			return -1
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == ' ', c == '-', c >= 0xC0 && c < 0x250:
			return c
		}
		return ' '
	}
	words := strings.Fields(strings.Map(keep, s))
	if len(words) == 0 || slices.Contains(chartWords(), strings.ToLower(words[0])) {
		words = append([]string{"Action"}, words...)
	}
	return strings.Join(words, " ")
}

// chartWords begin a line that is no task of a gantt chart.
func chartWords() []string {
	return []string{
		"gantt", "section", "title", "click", "call", "href", "dateformat", "axisformat", "excludes", "includes", "todaymarker", "inclusiveenddates", "topaxis",
		"tickinterval", "weekday", "weekend", "acctitle", "accdescr", "accdescription",
	}
}

// work is one card for each action: all that the person who does it needs.
func (r *report) work() {
	if len(r.Plan.Actions) == 0 {
		return
	}
	r.heading(2, "The work, action by action")
	for i := range r.Plan.Actions {
		a := &r.Plan.Actions[i]
		r.within(group{frame: frameAction, id: place("a-", a.Action.ID), facets: actionFacets(a)}, func() { r.card(a) })
	}
}

func (r *report) card(a *assess.PlannedAction) {
	x := a.Action
	r.heading(3, say("Action %d: %s", a.Rank, x.Title))
	t := &table{facts: true, head: []inline{"Id", "Days", "Owner", "Done by", "Due", "Needs first", "Running cost"}}
	owner := inline("*open*")
	if a.State.Owner != "" {
		owner = say("%s", a.State.Owner)
	}
	t.row(say("%s", x.ID), r.days(a), owner, say("%s", roleWord(x.DoneBy)), r.due(a), r.needs(a), say("%s", firstOf(x.RunningCost, "none")))
	r.table(t)
	r.para(say("**Why here:** %s", a.Why))
	r.bullets(r.closing(a)...)
	if n := len(a.Resources); n > 0 {
		list := make([]string, n)
		for i, res := range a.Resources {
			list[i] = string(res)
		}
		r.para(say("**Concerns** %s: %s", one(n, "resource", "resources"), some(list, namedResources)))
		if n > namedResources {
			r.sum(say("All %d resources", n), func() { r.bullets(sayAll(list)...) })
		}
	}
	var steps []inline
	for _, s := range x.Steps {
		steps = append(steps, say("%s", s))
	}
	if len(steps) > 0 {
		r.para("**Steps**")
		r.numbers(steps...)
	}
	r.bullets(labelled("May break", x.MayBreak), labelled("Undo", x.Undo), labelled("Done when", x.Verify), labelled("Note", string(a.State.Note)),
		labelled("State", stateWord(a.State)))
	if x.CLI != "" || x.Terraform != "" {
		r.fold(say("Commands and Terraform for action %d", a.Rank), func() {
			r.code("sh", a.Commands().Short(filledLines))
			r.code("hcl", a.TerraformCode().Short(filledLines))
		})
	}
}

func sayAll(list []string) []inline {
	out := make([]inline, len(list))
	for i, s := range list {
		out[i] = say("%s", s)
	}
	return out
}

// due is the day that people set, else the one that the plan gives.
func (r *report) due(a *assess.PlannedAction) inline {
	if a.State.Due != "" {
		return say("%s", short(a.State.Due))
	}
	return say("%s, as planned", short(a.Finish))
}

func (r *report) needs(a *assess.PlannedAction) inline {
	var parts []inline
	for _, id := range a.Needs {
		if n, ok := r.Plan.Action(id); ok {
			parts = append(parts, r.toAction(id, say("action %d", n.Rank)))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return join(parts, ", ")
}

// closing says what each control behind an action shows today.
func (r *report) closing(a *assess.PlannedAction) []inline {
	var out []inline
	for _, c := range a.Closes {
		s, ok := r.Posture.Control(c.Control.ID)
		if !ok {
			continue
		}
		state := s.GapFrom
		if !s.Known {
			state = "not known"
		}
		if d := s.Differs; s.Known && d != nil && d.Settled == nil {
			state = d.Said + ", but " + d.Shows + "; these differ, so settle that first"
			if s.Evidence.Verdict == evidence.VerdictPass {
				state += ": AWS shows that the work may be done already"
			}
		}
		out = append(out, say("Closes %s%s: %s", bold(r.toControl(c.Control.ID, say("%s", c.Control.Title))), mustWord(c.Control), lowerFirst(state)))
	}
	return out
}

func mustWord(c *questionnaire.Control) inline {
	if !c.Must {
		return ""
	}
	return say(" (must-have of “%s”)", questionnaire.Gates()[c.Phase.Number()-1].Title())
}

func labelled(label inline, s string) inline {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return bold(label+":") + " " + say("%s", s)
}
