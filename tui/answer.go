package tui

import (
	"context"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire/text"
	"drydock/tui/words"
)

func undo(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Undo(ctx, v) }

func redo(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Redo(ctx, v) }

func decide(d assess.Decision) Write {
	return func(ctx context.Context, desk Desk, v *desk.View) (desk.Receipt, error) {
		return desk.Decide(ctx, v, d)
	}
}

// answerCommands lists keys 1 to 6, and settling where something differs.
func answerCommands(w walk, c *assess.ControlState) []Command {
	answer := func(id ID, value assess.Answer) Command {
		return Command{ID: id, Do: func() (Screen, Step) {
			return w, Step{Write: decide(assess.Decision{Said: assess.Said{Control: c.Control.ID, Revision: c.Control.Revision, Value: value}})}
		}}
	}
	out := []Command{
		answer(walkYes, assess.Yes), answer(walkPartly, assess.Partial), answer(walkNo, assess.No), answer(walkDont, assess.DontKnow),
		{ID: walkOut, Do: func() (Screen, Step) { return w, Step{Over: outForm(w.view, c)} }},
		{ID: walkAccept, Do: func() (Screen, Step) { return w, Step{Over: acceptForm(w.view, c)} }},
	}
	if differs(c) {
		out = append(out, Command{ID: walkSettle, Hint: true, Do: func() (Screen, Step) { return w, Step{Over: settleForm(c)} }})
	}
	return out
}

func answerOptions() []option { return optionsOf(words.Answers()) }

// asked makes a sheet of a form; write is what is saved of it, once nothing is wrong with it.
func asked(f words.Form, write func(fields []words.Field) Write) formSheet {
	return formSheet{
		title: f.Title, about: f.About, form: form{button: f.Button, fields: fieldsOf(f.Fields)},
		submit: func(filled form) (Step, string) {
			fields := words.With(f.Fields, filled.value)
			if wrong := words.FirstWrong(fields); wrong != "" {
				return Step{}, wrong
			}
			return Step{Hold: true, Write: write(fields)}, ""
		},
	}
}

// outForm asks what "does not apply" needs: a reason, a name, a day to look again.
func outForm(v *desk.View, c *assess.ControlState) formSheet {
	return asked(words.Out(v.Posture.AsOf), func(f []words.Field) Write { return decide(words.ReadOut(f, c.Control)) })
}

// acceptForm asks for a risk acceptance: somebody who may, a reason, and an end.
func acceptForm(v *desk.View, c *assess.ControlState) formSheet {
	return asked(words.Accept(c, v.Posture.AsOf), func(f []words.Field) Write {
		a := words.ReadAccept(f, c)
		return func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Accept(ctx, v, a) }
	})
}

func failingResources(c *assess.ControlState) []text.Untrusted { return words.Failing(c) }

// settleForm asks which of the two is right, who says so, and why.
func settleForm(c *assess.ControlState) formSheet {
	return asked(words.Settle(c.Differs), func(f []words.Field) Write {
		s := words.ReadSettle(f, c)
		return func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Settle(ctx, v, s) }
	})
}

// basisForm records the decision with all that stands behind it.
func basisForm(v *desk.View, c *assess.ControlState) formSheet {
	return asked(words.BasisForm(c), func(f []words.Field) Write { return decide(words.ReadBasis(f, c.Control, v.Posture.AsOf)) })
}

// saidForm records what one person said; it counts for nothing until it is decided.
func saidForm(c *assess.ControlState) formSheet {
	return asked(words.SaidForm(), func(f []words.Field) Write {
		st := assess.Statement{Said: words.ReadSaid(f, c.Control)}
		return func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Say(ctx, v, st) }
	})
}
