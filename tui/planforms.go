package tui

import (
	"context"
	"fmt"
	"strconv"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/words"
)

func stateOf(v *desk.View, id string) assess.ActionState {
	s, ok := v.Session.Actions[id]
	if !ok {
		s = assess.ActionState{Status: assess.ActionOpen}
	}
	s.Action = id
	return s
}

func toggleDone(v *desk.View, id string) Write {
	return setAction(words.Toggled(stateOf(v, id), v.Posture.AsOf))
}

func setAction(s assess.ActionState) Write {
	return func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.SetAction(ctx, v, s) }
}

// actionForm sets who does an action, until when, and how long it takes.
func actionForm(v *desk.View, id, title string) formSheet {
	s := stateOf(v, id)
	f := words.Form{Title: title, Button: "Save", Fields: words.ActionForm(s)}
	return asked(f, func(fields []words.Field) Write { return setAction(words.ReadAction(fields, s, v.Posture.AsOf)) })
}

// capacityForm asks for the days a month that people give to the plan, for this look or for the assessment.
func capacityForm(v *desk.View, capacity int) formSheet {
	f := form{button: "Plan with it", fields: []field{
		textField("days", "Days of work a month", strconv.Itoa(capacity), "All who work on it together: 10 is half a person."),
		choiceField("keep", "For", "look", "The assessment's own figure is in every export.", []option{{"look", "this look at the plan"}, {"keep", "the assessment"}}),
	}}
	return formSheet{title: "How much time is there?", form: f, submit: func(f form) (Step, string) {
		n, err := strconv.Atoi(f.value("days"))
		if err != nil || n < 1 || n > maxCapacity {
			return Step{}, fmt.Sprintf("Days of work a month: a number from 1 to %d.", maxCapacity)
		}
		step := Step{Close: true, Tell: capacitySet{n}}
		if f.value("keep") == "keep" {
			step.Write = func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) {
				scope := v.Session.Scope
				scope.Capacity = n
				r, _, err := d.SetScope(ctx, v, scope)
				if err == nil {
					r.What = "Saved: " + count(n, "day", "days") + " of work a month"
				}
				return r, err
			}
		}
		return step, ""
	}}
}

// acceptFor leads to the acceptance of a risk behind an action: of the one control that it closes, or of one of several.
func acceptFor(v *desk.View, a *assess.PlannedAction) Step {
	rows := []pickRow{}
	for _, c := range a.Closes {
		s, ok := v.Posture.Control(c.Control.ID)
		if !ok || !s.Known || s.Gap == 0 {
			continue
		}
		right := "weight " + strconv.Itoa(s.Weight)
		if s.Control.Must {
			right = "must · " + right
		}
		rows = append(rows, pickRow{text: safe(c.Control.Title), right: right, step: Step{Close: true, Over: acceptForm(v, s)}})
	}
	switch len(rows) {
	case 0:
		return Step{Say: "Nothing that this closes is known to be open: there is no risk to accept."}
	case 1:
		return Step{Over: rows[0].step.Over}
	}
	return Step{Over: picker{title: "Accept which risk?", about: "A risk is accepted question by question.", rows: rows}}
}
