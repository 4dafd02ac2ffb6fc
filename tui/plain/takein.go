package plain

import (
	"context"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/words"
)

// takeIn takes in a file of another tool, of answers, or of a whole assessment: first it says what the file would change.
func (t *talk) takeIn() error {
	sources := []words.Option{}
	if t.v != nil {
		for _, s := range desk.ImportSources() {
			sources = append(sources, words.Option{Value: s, Label: s})
		}
		sources = append(sources, words.Option{Value: desk.FromAnswers, Label: "answers on a form"})
	}
	sources = append(sources, words.Option{Value: desk.FromSession, Label: "a whole assessment"})
	t.title("Import")
	f, err := t.form([]words.Field{
		{ID: "from", Label: "What it is", Kind: words.Choice, Value: sources[0].Value, Options: sources},
		needed(entry("path", "File", "", "Relative to where you started Drydock."), "Which file? Give its path."),
	}, words.Wrong)
	if err != nil {
		return backFrom(err)
	}
	o, err := t.takenAs(desk.TakeInOptions{From: value(f, "from"), Path: value(f, "path"), DryRun: true})
	if err != nil {
		return backFrom(err)
	}
	seen, err := t.desk.TakeIn(t.ctx, t.v, o)
	if err != nil {
		t.say("Nothing of it was taken in:")
		return t.trouble(err)
	}
	t.say("%s", stopped(seen.Sentence))
	for _, c := range seen.Changes {
		t.under("%s: %s (was: %s).", c.Title, c.Now, c.Was)
	}
	if seen.Unmapped != "" {
		t.say("%s", stopped(seen.Unmapped))
	}
	if seen.Nothing {
		return nil
	}
	sure, err := t.yes(true, "Take it in?")
	if err != nil || !sure {
		return backFrom(err)
	}
	o.DryRun = false
	taken, err := t.desk.TakeIn(context.WithoutCancel(t.ctx), t.v, o)
	if err != nil {
		return t.trouble(err)
	}
	if taken.View != nil && o.From != desk.FromSession {
		t.v = taken.View
	}
	t.say("%s", stopped(taken.Sentence))
	return nil
}

// takenAs asks what a kind of file does not say itself.
func (t *talk) takenAs(o desk.TakeInOptions) (desk.TakeInOptions, error) {
	var more []words.Field
	switch o.From {
	case desk.FromSession:
		more = []words.Field{entry("as", "Name here", "", "Empty: its own. With another name it becomes a copy.")}
	case "aws-sample":
		more = []words.Field{
			entry("account", "Account", "", "This file names none; 12 digits."),
			{ID: "dated", Label: "Found on", Help: "This file names no day. Empty: the day of the file; else a date like 2027-03-31.", Holds: words.Date},
		}
	}
	f, err := t.form(more, words.Wrong)
	o.As, o.Account, o.Dated = value(f, "as"), value(f, "account"), assess.Date(value(f, "dated"))
	return o, err
}

// copied makes a copy of an assessment under another name.
func (t *talk) copied(card desk.Card) error {
	f, err := t.form([]words.Field{
		needed(entry("name", "Name of the copy", card.Meta.Name+"-copy", "Small letters, digits and hyphens; commands use it."), "A name is needed."),
		{ID: "evidence", Label: "with what AWS and other tools showed", Kind: words.Tick, Value: "yes"},
	}, words.Wrong)
	if err != nil {
		return homeAgain(err)
	}
	v, err := t.desk.Duplicate(context.WithoutCancel(t.ctx), card.Meta.ID, value(f, "name"), value(f, "evidence") != "")
	if err != nil {
		if err := t.trouble(err); err != nil {
			return err
		}
		return errAgain
	}
	t.say("Copied: %s.", v.Session.Meta.Name)
	return errAgain
}

// away puts an assessment away, or takes it out again.
func (t *talk) away(card desk.Card) error {
	if err := t.desk.Archive(context.WithoutCancel(t.ctx), card.Meta.ID, !card.Meta.Archived); err != nil {
		if err := t.trouble(err); err != nil {
			return err
		}
		return errAgain
	}
	if card.Meta.Archived {
		t.say("Taken out: %s.", card.Meta.Name)
	} else {
		t.say("Put away: %s. Nothing of it is lost; it stands last in the list.", card.Meta.Name)
	}
	return errAgain
}
