package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/words"
)

// planning is the plan with the ticks and the capacity of this page; neither changes the assessment.
type planning struct {
	capacity int
	whatIf   []string
}

// At first so much is said; the rest on demand.
const (
	fewFinds   = 3
	fewActions = 10
)

// planAt says the plan, or one action of it first.
func (t *talk) planAt(action string, detail bool) error {
	p := &planning{}
	if detail {
		if err := t.action(p, action); err != nil && !isBack(err) {
			return err
		}
	}
	return t.again(func() error { return t.plan(p) })
}

func (t *talk) planned(p *planning) *assess.Plan {
	if p.capacity == 0 && len(p.whatIf) == 0 {
		return t.v.Plan
	}
	return t.desk.Plan(t.ctx, t.v, p.capacity, p.whatIf)
}

func (t *talk) plan(p *planning) error {
	t.at(assess.Place{Screen: words.PlacePlan})
	made := t.planned(p)
	t.title("Plan, %s a month", assess.Counted(made.Capacity, "day", "days"))
	t.summary(p, made)
	if len(made.FindOut)+len(made.Actions)+len(made.Done) == 0 {
		t.say("Nothing to do yet. The plan grows from answers and from what AWS shows.")
	}
	if len(made.FindOut) > 0 {
		t.say("Find out first, the first of %d:", len(made.FindOut))
		for i := range made.FindOut[:min(fewFinds, len(made.FindOut))] {
			t.under("%s", t.findLine(&made.FindOut[i]))
		}
	}
	said := t.actions(p, made, 0)
	for {
		got, err := t.ask(planQuestion(p, made, said))
		switch {
		case err != nil:
			return err
		case got.key == "m":
			said = t.actions(p, made, said)
			continue
		case got.n > 0:
			err = t.action(p, made.Actions[got.n-1].Action.ID)
		default:
			err = t.planChoice(p, made, got.key)
		}
		return planAgain(err)
	}
}

// actions says the next few, by when they are up, and gives how many are said.
func (t *talk) actions(p *planning, made *assess.Plan, said int) int {
	last := ""
	if said > 0 {
		last = made.Actions[said-1].Horizon
	}
	end := min(said+fewActions, len(made.Actions))
	for i := said; i < end; i++ {
		a := &made.Actions[i]
		if a.Horizon != last {
			last = a.Horizon
			t.say("%s.", words.Horizon(last))
		}
		t.item(i+1, "%s", t.actionLine(p, made, a))
	}
	if more := len(made.Actions) - end; more > 0 {
		t.under("and %s more.", assess.Counted(more, "action", "actions"))
	}
	return end
}

func planQuestion(p *planning, made *assess.Plan, said int) question {
	q := question{numbers: len(made.Actions), choose: "to open an action", enter: "e"}
	add := func(there bool, k, does string) {
		if there {
			q.choices = append(q.choices, key(k, does))
		}
	}
	add(said < len(made.Actions), "m", "more actions")
	add(len(made.FindOut) > 0, "f", "all to find out")
	add(len(made.Done) > 0, "d", "what is done")
	add(len(made.Actions) > 0, "w", "what if one were done")
	add(len(p.whatIf) > 0, "x", "forget the what-if")
	add(true, "c", "days of work a month")
	add(true, "e", "export")
	return q
}

func (t *talk) planChoice(p *planning, made *assess.Plan, what string) error {
	switch what {
	case "e":
		return t.export()
	case "f":
		return t.again(t.finding)
	case "d":
		return t.again(t.finished)
	case "x":
		p.whatIf = nil
	case "w":
		return t.ticking(p, made)
	case "c":
		f, err := t.form([]words.Field{entry("capacity", "Days of work a month", strconv.Itoa(made.Capacity), "")}, func(f []words.Field, _ int) string {
			if n, err := strconv.Atoi(f[0].Value); err != nil || n < 1 || n > 1000 {
				return "Days of work a month: a whole number from 1."
			}
			return ""
		})
		if err != nil {
			return err
		}
		p.capacity, _ = strconv.Atoi(value(f, "capacity"))
	}
	return nil
}

// finding lists all that is to find out; a number opens the question.
func (t *talk) finding() error {
	finds := t.v.Plan.FindOut
	t.title("Find out first")
	for i := range finds {
		t.item(i+1, "%s", t.findLine(&finds[i]))
	}
	if len(finds) == 0 {
		t.say("Nothing is left to find out.")
		return nil
	}
	got, err := t.ask(question{numbers: len(finds), choose: "to open the question", enter: "l", choices: []choice{key("l", "back to the plan")}})
	if err != nil || got.key == "l" {
		return err
	}
	if err := t.walk(order{name: "find out", ids: []string{finds[got.n-1].Control}}, ""); err != nil && !isBack(err) {
		return err
	}
	return errAgain
}

// finished lists the actions that are done; a number opens one again.
func (t *talk) finished() error {
	done := t.v.Plan.Done
	t.title("Done")
	for i, id := range done {
		t.item(i+1, "%s", stopped(t.titleOf(id)))
	}
	got, err := t.ask(question{numbers: len(done), choose: "to open it again", enter: "l", choices: []choice{key("l", "back to the plan")}})
	if err != nil || got.key == "l" {
		return err
	}
	return t.toggle(done[got.n-1])
}

// planAgain says the plan again after a side step.
func planAgain(err error) error {
	if err = backFrom(err); err == nil {
		return errAgain
	}
	return err
}

// summary says what the plan comes to: the work, the date, the shortfall, and what the ticks change.
func (t *talk) summary(p *planning, made *assess.Plan) {
	total := 0.0
	if n := len(made.Actions); n > 0 {
		total = made.Actions[n-1].Cumulated
	}
	t.say("%s, %s, %s of work.", assess.Counted(len(made.FindOut), "thing to find out", "things to find out"),
		assess.Counted(len(made.Actions), "action", "actions"), assess.Amount(total, "day", "days"))
	asOf := t.v.Posture.AsOf
	if s := made.Short; s != nil && s.Days <= 0 {
		t.say("It fits the date, %s.", words.Near(s.By, asOf))
	} else if s != nil {
		t.say("%s late for %s: the earliest is %s.", assess.Counted(s.Days, "day", "days"), words.Near(s.By, asOf), words.Near(s.Earliest, asOf))
	}
	if len(p.whatIf) == 0 {
		return
	}
	t.say("What if %s done:", assess.Counted(len(p.whatIf), "action were", "actions were"))
	for _, id := range p.whatIf {
		t.under("%s", stopped(t.titleOf(id)))
	}
	before := t.v.Plan
	if before.Short != nil && made.Short != nil && before.Short.Earliest != made.Short.Earliest {
		t.say("Then the earliest date moves from %s to %s.", words.Near(before.Short.Earliest, asOf), words.Near(made.Short.Earliest, asOf))
		return
	}
	t.say("Then %s instead of %d.", assess.Counted(len(made.Actions), "action", "actions"), len(before.Actions))
}

// findLine is what to find out, with who can and until when.
func (t *talk) findLine(f *assess.FindOut) string {
	who := "the " + f.Finder.Word()
	if f.Owner != "" {
		who = string(f.Owner)
	}
	must := ""
	if f.Must {
		must = "Must-have. "
	}
	return fmt.Sprintf("%s: %s %sAsk %s, by %s.", f.Title, stopped(f.What), must, who, words.Near(f.Due, t.v.Posture.AsOf))
}

// actionLine is an action with how long it takes, until when, by whom, and why.
func (t *talk) actionLine(p *planning, made *assess.Plan, a *assess.PlannedAction) string {
	due := a.State.Due
	if due == "" {
		due = a.Finish
	}
	parts := []string{assess.Amount(a.Days, "day", "days"), "by " + words.Near(due, t.v.Posture.AsOf)}
	if a.State.Owner != "" {
		parts = append(parts, string(a.State.Owner))
	}
	if a.State.Status == assess.ActionInProgress {
		parts = append(parts, "in progress")
	}
	if made.Short != nil && slices.Contains(made.Short.Late, a.Action.ID) {
		parts = append(parts, "late")
	}
	if a.QuickWin {
		parts = append(parts, "quick win")
	}
	if slices.Contains(p.whatIf, a.Action.ID) {
		parts = append(parts, "taken as done")
	}
	var closes []string
	for _, c := range a.Closes {
		if c.Points > 0 {
			closes = append(closes, "“"+c.Control.Title+"”")
		}
	}
	why := "It comes first for others."
	if len(closes) > 0 {
		why = fmt.Sprintf("Closes %s: %s.", strings.Join(closes, " and "), assess.Amount(a.Value, "point", "points"))
	}
	return a.Action.Title + ", " + strings.Join(parts, ", ") + ". " + why
}

func (t *talk) titleOf(id string) string {
	if a, ok := t.v.Catalog.Action(id); ok {
		return a.Title
	}
	return id
}

// ticking takes actions as done, or not any more, to see what it changes.
func (t *talk) ticking(p *planning, made *assess.Plan) error {
	if len(made.Actions) == 0 {
		t.say("There is no action to take as done.")
		return nil
	}
	for i := range made.Actions {
		t.item(i+1, "%s", made.Actions[i].Action.Title)
	}
	got, err := t.insist(question{numbers: len(made.Actions), choose: "to take it as done"})
	if err != nil {
		return err
	}
	p.whatIf = append(slices.Clone(p.whatIf), made.Actions[got.n-1].Action.ID)
	return nil
}

// action is one action whole, and what can be done with it.
func (t *talk) action(p *planning, id string) error {
	for {
		made := t.planned(p)
		a, ok := made.Action(id)
		if !ok {
			t.say("%s is not in the plan any more.", t.titleOf(id))
			return nil
		}
		t.at(assess.Place{Screen: words.PlaceAction, Item: id})
		t.title("Action %d of %d: %s", a.Rank, len(made.Actions), a.Action.Title)
		t.whole(a)
		got, err := t.ask(question{enter: "l", choices: []choice{
			key("i", "owner, due, days and status"), key("d", "done or open again"), key("c", "say the commands"), key("l", "back to the list"),
		}})
		switch {
		case errors.Is(err, errAgain):
		case err != nil:
			return err
		case got.key == "l":
			return nil
		case got.key == "c":
			t.commands(a)
		case got.key == "d":
			if err := t.toggle(id); err != nil {
				return err
			}
		case got.key == "i":
			if err := t.edit(id); err != nil {
				return err
			}
		}
	}
}

// whole says all that there is to an action.
func (t *talk) whole(a *assess.PlannedAction) {
	act := a.Action
	t.say("Why: %s", a.Why)
	t.say("%s of work, until %s.", assess.Amount(a.Days, "day", "days"), words.Near(a.Finish, t.v.Posture.AsOf))
	if strings.Contains(a.DaysWhy, "×") {
		t.say("Days: %s.", a.DaysWhy)
	}
	owner := string(a.State.Owner)
	if owner == "" {
		owner = "nobody yet"
	}
	t.say("Done by: %s (%s).", owner, act.DoneBy.Word())
	if a.State.Note != "" {
		t.say("Note: %s", a.State.Note)
	}
	if len(a.Needs) > 0 {
		var first []string
		for _, id := range a.Needs {
			first = append(first, t.titleOf(id))
		}
		t.say("Needs first: %s.", strings.Join(first, "; "))
	}
	for _, p := range []struct{ label, text string }{{"May break", act.MayBreak}, {"Go back", act.Undo}, {"Costs", act.RunningCost}} {
		if p.text != "" {
			t.say("%s: %s", p.label, p.text)
		}
	}
	if len(act.Steps) > 0 {
		t.say("Steps:")
	}
	for i, s := range act.Steps {
		t.item(i+1, "%s", s)
	}
	for i, r := range a.Resources {
		if i == manyResources {
			t.under("and %d more; the export lists them.", len(a.Resources)-i)
			break
		}
		t.say("Where: %s", r)
	}
	if act.Verify != "" {
		t.say("Verify: %s", act.Verify)
	}
}

// codeLines is how many lines of a part of the code are said; the export has all.
const codeLines = 20

// commands says the command lines and the Terraform of an action, filled with what fails.
func (t *talk) commands(a *assess.PlannedAction) {
	if a.Action.CLI == "" && a.Action.Terraform == "" {
		t.say("It has no commands; the steps are for people.")
		return
	}
	t.say("Long lines are broken here; the export has them whole.")
	for _, code := range []struct {
		label  string
		filled assess.Filled
	}{{"Commands", a.Commands()}, {"Terraform", a.TerraformCode()}} {
		if said := strings.TrimRight(code.filled.Short(codeLines), "\n"); said != "" {
			t.say("%s:", code.label)
			t.under("%s", said)
		}
		if len(code.filled.Open) > 0 {
			t.say("Yours to fill in: %s.", strings.Join(code.filled.Open, ", "))
		}
	}
}

func (t *talk) stateOf(id string) assess.ActionState {
	s, ok := t.v.Session.Actions[id]
	if !ok {
		s = assess.ActionState{Status: assess.ActionOpen}
	}
	s.Action = id
	return s
}

// toggle marks an action as done, or as open again.
func (t *talk) toggle(id string) error {
	s := words.Toggled(t.stateOf(id), t.v.Posture.AsOf)
	t.save(func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.SetAction(ctx, v, s) })
	return nil
}

// edit sets who does an action, until when, how long it takes and how far it is.
func (t *talk) edit(id string) error {
	s := t.stateOf(id)
	f := words.Form{Title: "Who does it, and by when", Fields: words.ActionForm(s)}
	return t.sheet(f, func(f []words.Field) writing {
		next := words.ReadAction(f, s, t.v.Posture.AsOf)
		return func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.SetAction(ctx, v, next) }
	})
}
