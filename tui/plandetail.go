package tui

import (
	"context"
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// planDetail is one action whole: why, steps, command lines, Terraform, what it may break and how to go back.
type planDetail struct {
	view   *desk.View
	plan   *assess.Plan
	id     string
	rows   []row
	rowsW  int
	scroll int
	size   cell.Size
}

// fewLines is how many of many resources an action shows: the copy and the export have them all.
const fewLines = 5

func newPlanDetail(v *desk.View, p *assess.Plan, id string) planDetail {
	return planDetail{view: v, plan: p, id: id}.derive()
}

func (p planDetail) action() (*assess.PlannedAction, bool) {
	for i := range p.plan.Actions {
		if p.plan.Actions[i].Action.ID == p.id {
			return &p.plan.Actions[i], true
		}
	}
	return nil, false
}

func (p planDetail) derive() planDetail {
	p.rowsW = min(p.size.W, widest)
	p.rows = nil
	if a, ok := p.action(); ok {
		p.rows = layOut(actionBlocks(p.view, a), p.rowsW)
	}
	p.scroll = min(p.scroll, max(0, len(p.rows)-max(1, p.size.H)))
	return p
}

func (p planDetail) Place() assess.Place {
	return assess.Place{Screen: placeAction, Item: p.id, Filter: planLook{capacity: p.plan.Capacity, whatIf: p.plan.WhatIf}.String()}
}

func (p planDetail) Head() string {
	if a, ok := p.action(); ok {
		return fmt.Sprintf("Action %d of %d", a.Rank, len(p.plan.Actions))
	}
	return "Action"
}

func (p planDetail) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case resized:
		p.size = m.size
	case fresh:
		v, look := m.view, p.plan
		p.view = v
		if look.Capacity == v.Plan.Capacity && len(look.WhatIf) == 0 {
			return p.planned(v.Plan)
		}
		return p, Step{Run: []Work{do("plan", func(ctx context.Context, d Desk) any {
			return replanned{plan: d.Plan(ctx, v, look.Capacity, look.WhatIf)}
		})}}
	case replanned:
		return p.planned(m.plan)
	default:
		return p, Step{}
	}
	return p.derive(), Step{}
}

// planned takes a plan that was made anew.
func (p planDetail) planned(plan *assess.Plan) (Screen, Step) {
	p.plan = plan
	if _, ok := p.action(); !ok {
		return p, Step{Say: "This action is not in the plan any more. esc goes back."}
	}
	return p.derive(), Step{}
}

func (p planDetail) Commands() []Command {
	scrolled := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) {
			p.scroll = min(max(0, p.scroll+by), max(0, len(p.rows)-max(1, p.size.H)))
			return p, Step{}
		}
	}
	out := []Command{
		{ID: planUp, Do: scrolled(-3)},
		{ID: planDown, Hint: true, Do: scrolled(3)},
	}
	if a, ok := p.action(); ok {
		out = append(out,
			Command{ID: planEdit, Hint: true, Do: func() (Screen, Step) { return p, Step{Over: actionForm(p.view, p.id, a.Action.Title)} }},
			Command{ID: planDone, Hint: true, Do: func() (Screen, Step) { return p, Step{Write: toggleDone(p.view, p.id)} }},
			Command{ID: planAccept, Do: func() (Screen, Step) { return p, acceptFor(p.view, a) }})
		if a.Action.CLI != "" {
			out = append(out, Command{ID: planCopy, Hint: true, Do: func() (Screen, Step) { return p, copiedCode(a.Commands(), "command") }})
		}
		if a.Action.Terraform != "" {
			out = append(out, Command{ID: planTerra, Hint: true, Do: func() (Screen, Step) { return p, copiedCode(a.TerraformCode(), "line of Terraform") }})
		}
	}
	return append(out, inAssessment(p.view)...)
}

// copiedCode copies all of an action's code and says how much it is, and what a person still has to fill in.
func copiedCode(f assess.Filled, one string) Step {
	too := "The export has them too."
	if n := len(f.Open); n > 0 {
		too = "Yours to fill in: " + safe(firstFew(f.Open)) + "."
	}
	if f.LeftOut > 0 {
		too += " " + count(f.LeftOut, "resource", "resources") + " left out: the name could mean something else to a shell."
	}
	many := strings.Replace(one, "line", "lines", 1)
	if one == "command" {
		many = "commands"
	}
	return copied(safeLines(f.Text()), count(f.Lines(), one, many), too)
}

// firstFew names the first of many.
func firstFew(names []string) string {
	const few = 4
	if len(names) <= few+1 {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:few], ", ") + fmt.Sprintf(" and %d more", len(names)-few)
}

func (p planDetail) View(size cell.Size, th theme.Theme) string {
	a, ok := p.action()
	if !ok {
		return cell.Block([]string{"", " " + th.Dim.Say("This action is not in the plan any more. esc goes back.")}, size)
	}
	rows := p.rows
	w := min(size.W, widest)
	if p.rowsW != w {
		rows = layOut(actionBlocks(p.view, a), w)
	}
	first := min(p.scroll, max(0, len(rows)-max(1, size.H)))
	lines := []string{}
	for i := first; i < len(rows) && len(lines) < size.H; i++ {
		lines = append(lines, rows[i].draw(w, th))
	}
	if rest := len(rows) - first - size.H; rest > 0 && size.H > 1 {
		lines[size.H-1] = " " + th.Dim.Say(fmt.Sprintf("↓ %s more", count(rest+1, "line", "lines")))
	}
	return cell.Block(lines, size)
}

func actionBlocks(v *desk.View, a *assess.PlannedAction) []block {
	act := a.Action
	out := []block{
		{indent: 1, text: safe(act.Title), textBy: strong, right: assess.Quarters(a.Days) + " d · " + near(a.Finish, v.Posture.AsOf)},
		blank(),
		labelled("Why", safe(a.Why)), blank(),
	}
	for i, c := range a.Closes {
		b := under(safe(c.Control.Title)+"  "+safe(c.Why), nil)
		if i == 0 {
			b = labelled("Closes", safe(c.Control.Title)+"  "+safe(c.Why))
		}
		out = append(out, b)
	}
	if a.DaysWhy != "" {
		out = append(out, labelled("Days", safe(a.DaysWhy)))
	}
	out = append(out, labelled("Done by", orElse(safe(a.State.Owner), "nobody yet")+" ("+roleWord(act.DoneBy)+")"))
	if len(a.Needs) > 0 {
		out = append(out, labelled("Needs first", strings.Join(titles(v, a.Needs), "; ")))
	}
	for _, p := range []struct{ label, text string }{
		{"May break", act.MayBreak}, {"Go back", act.Undo}, {"Costs", act.RunningCost},
	} {
		if p.text != "" {
			out = append(out, labelled(p.label, safe(p.text)))
		}
	}
	out = append(out, blank())
	for i, s := range act.Steps {
		b := under(fmt.Sprintf("%d. %s", i+1, safe(s)), nil)
		if i == 0 {
			b = labelled("Steps", "1. "+safe(s))
		}
		out = append(out, b)
	}
	out = append(out, resourceBlocks(a)...)
	out = append(out, codeBlocks("Commands", a.Commands().Short(fewLines))...)
	out = append(out, codeBlocks("Terraform", a.TerraformCode().Short(fewLines))...)
	if act.Verify != "" {
		out = append(out, blank(), labelled("Verify", safe(act.Verify)))
	}
	return out
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func titles(v *desk.View, ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = safe(id)
		if a, ok := v.Catalog.Action(id); ok {
			out[i] = safe(a.Title)
		}
	}
	return out
}

func resourceBlocks(a *assess.PlannedAction) []block {
	var out []block
	for i, r := range a.Resources {
		if i == fewLines && len(a.Resources) > fewLines+1 {
			return append(out, under(fmt.Sprintf("… %d more; the export lists them", len(a.Resources)-i), dim))
		}
		if i == 0 {
			out = append(out, blank(), labelled("Where", safe(r)))
			continue
		}
		out = append(out, under(safe(r), nil))
	}
	return out
}

// codeBlocks keeps the lines of code as they are.
func codeBlocks(label, code string) []block {
	code = strings.TrimRight(code, "\n")
	if code == "" {
		return nil
	}
	out := []block{blank(), {indent: 1, mark: label, markBy: strong}}
	for _, l := range strings.Split(safeLines(code), "\n") {
		out = append(out, block{indent: 3, text: l + " "})
	}
	return out
}
