package plain

import (
	"context"
	"errors"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire/text"
	"drydock/tui/words"
)

// writing is what is saved: the desk does it for the view as it is then.
type writing func(ctx context.Context, v *desk.View) (desk.Receipt, error)

// sheet asks for what something needs, and saves it. What is refused is asked again, with what was typed kept; back leaves.
func (t *talk) sheet(f words.Form, write func(f []words.Field) writing) error {
	t.say("%s %s", stopped(f.Title), f.About)
	fields := f.Fields
	for {
		filled, err := t.form(fields, words.Wrong)
		if err != nil {
			return backFrom(err)
		}
		if t.save(write(filled)) {
			return nil
		}
		fields = filled
		t.say("Enter keeps what you typed, line by line; b at the first line leaves.")
	}
}

// act does what a key says about a question.
func (t *talk) act(c *assess.ControlState, key string) error {
	switch key {
	case "1", "2", "3", "4":
		value := []assess.Answer{assess.Yes, assess.Partial, assess.No, assess.DontKnow}[key[0]-'1']
		said := assess.Said{Control: c.Control.ID, Revision: c.Control.Revision, Value: value}
		t.save(t.decide(assess.Decision{Said: said}))
		return nil
	case "c":
		t.save(func(ctx context.Context, v *desk.View) (desk.Receipt, error) {
			return t.desk.Confirm(ctx, v, []string{c.Control.ID}, "")
		})
	case "5":
		return t.outOf(c)
	case "6":
		return t.accept(c)
	case "t":
		return t.settle(c)
	case "w":
		return t.basis(c)
	case "i":
		return t.somebody(c)
	case "n":
		return t.note(c.Control.ID)
	case "d":
		t.details(c)
	case "k":
		return t.parkOne()
	case "v":
		return t.hands(c)
	}
	return nil
}

func (t *talk) decide(d assess.Decision) writing {
	return func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Decide(ctx, v, d) }
}

// outOf asks what "does not apply" needs: a reason, a name, a day to look again.
func (t *talk) outOf(c *assess.ControlState) error {
	return t.sheet(words.Out(t.v.Posture.AsOf), func(f []words.Field) writing { return t.decide(words.ReadOut(f, c.Control)) })
}

// accept asks for a risk acceptance: somebody who may, a reason, and an end.
func (t *talk) accept(c *assess.ControlState) error {
	return t.sheet(words.Accept(c, t.v.Posture.AsOf), func(f []words.Field) writing {
		a := words.ReadAccept(f, c)
		return func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Accept(ctx, v, a) }
	})
}

// settle asks which of the two is right, who says so, and why.
func (t *talk) settle(c *assess.ControlState) error {
	return t.sheet(words.Settle(c.Differs), func(f []words.Field) writing {
		s := words.ReadSettle(f, c)
		return func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Settle(ctx, v, s) }
	})
}

// basis records the decision with all that stands behind it.
func (t *talk) basis(c *assess.ControlState) error {
	return t.sheet(words.BasisForm(c), func(f []words.Field) writing { return t.decide(words.ReadBasis(f, c.Control, t.v.Posture.AsOf)) })
}

// somebody records what one person said; it counts for nothing until it is decided.
func (t *talk) somebody(c *assess.ControlState) error {
	return t.sheet(words.SaidForm(), func(f []words.Field) writing {
		s := assess.Statement{Said: words.ReadSaid(f, c.Control)}
		return func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Say(ctx, v, s) }
	})
}

// note takes lines until an empty one. What was typed is saved too when the input ends or somebody interrupts.
func (t *talk) note(control string) error {
	t.say("Type the note, as many lines as it takes; an empty line ends it.")
	var lines []string
	var end error
	for {
		line, err := t.hear()
		if err != nil {
			end = err
			break
		}
		if line == "" || len(lines) == 0 && line == "b" {
			break
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		t.say("Nothing was written.")
		return end
	}
	n := assess.Note{Control: control, Text: text.Untrusted(strings.Join(lines, "\n"))}
	write := func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.AddNote(ctx, v, n) }
	for !t.save(write) && end == nil {
		again, err := t.yes(true, "Try to save the note again?")
		if err != nil && !errors.Is(err, errBack) {
			return err
		}
		if !again {
			break
		}
	}
	return end
}
