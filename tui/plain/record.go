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

// export writes the assessment to a file, in a format that is chosen.
func (t *talk) export() error {
	t.at(assess.Place{Screen: words.PlaceExport})
	formats := desk.Outputs()
	t.title("Export: which format?")
	for i, f := range formats {
		t.item(i+1, "%s", formatLine(f))
	}
	p, err := t.insist(question{numbers: len(formats), choose: "to choose", enter: "1", takes: formats[0]})
	if err != nil {
		return err
	}
	return t.writeTo(formats[p.n-1])
}

// formatLine is a format with what it is for.
func formatLine(format string) string {
	what := map[string]string{
		desk.Markdown:  "the whole plan, for a repository or a reader",
		"html":         "the whole plan as one page for a browser",
		"summary":      "the decision and the top of the plan, in Markdown",
		desk.Workfile:  "scope and answers, to keep in a repository",
		"controls-csv": "a line for each question",
		"findings-csv": "a line for each finding",
		"actions-csv":  "a line for each action",
		"jira-csv":     "the actions, for Jira to import",
		"json":         "the whole assessment, for programs and other stores",
	}[format]
	if what == "" {
		return format
	}
	return format + ": " + what + "."
}

func (t *talk) writeTo(format string) error {
	o := desk.ExportOptions{Format: format, Path: desk.OutputPath(t.v, format)}
	masked := ""
	for {
		f, err := t.form([]words.Field{
			needed(entry("path", "Path", o.Path, "Relative to where you started Drydock."), "A path is needed, like plan.md."),
			{ID: "redact", Kind: words.Tick, Label: "mask account ids, ARNs and the names of people and resources", Value: masked},
		}, words.Wrong)
		if err != nil {
			return backFrom(err)
		}
		masked = value(f, "redact") // asked for again, it stays
		o.Path, o.Redact = value(f, "path"), masked != ""
		path, err := t.desk.WriteOutput(t.ctx, t.v, o)
		if errors.Is(err, desk.ErrFileExists) {
			replace, asked := t.yes(false, "A file of this name is there. Replace %s?", o.Path)
			if asked != nil {
				return backFrom(asked)
			}
			if !replace {
				t.say("It stays as it is. Give another path.")
				continue
			}
			over := o
			over.Overwrite = true
			path, err = t.desk.WriteOutput(t.ctx, t.v, over)
		}
		if err == nil {
			t.say("Written: %s", path)
			if note := desk.OutputNote(format); note != "" {
				t.say("%s", note)
			}
			return nil
		}
		if err := t.trouble(err); err != nil {
			return err
		}
	}
}

// parking lists the side topics that were put aside, with who takes each.
func (t *talk) parking() error {
	return t.again(func() error {
		t.title("Parking lot")
		var open []assess.Parked
		for _, p := range t.v.Session.Parking {
			if !p.Done {
				open = append(open, p)
				owner := ""
				if p.Owner != "" {
					owner = ", " + string(p.Owner)
				}
				t.item(len(open), "%s%s", p.Text, owner)
			}
		}
		if len(open) == 0 {
			t.say("Nothing is parked.")
		}
		p, err := t.ask(question{numbers: len(open), choose: "to say who takes it, or that it is done", enter: "m", choices: []choice{key("k", "park a topic"), key("m", "menu")}})
		switch {
		case err != nil:
			return err
		case p.key == "m":
			return nil
		case p.key == "k":
			err = t.parkOne()
		default:
			err = t.parked(open[p.n-1])
		}
		if err != nil {
			return err
		}
		return errAgain
	})
}

// parkOne asks for a side topic and puts it aside.
func (t *talk) parkOne() error {
	topic, err := t.typed(entry("topic", "Park what", "", "A side topic in a few words."))
	if err != nil || topic == "" {
		return backFrom(err)
	}
	t.park(topic)
	return nil
}

func (t *talk) park(topic string) {
	item := assess.Parked{Text: text.Untrusted(strings.TrimSpace(topic))}
	t.save(func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Park(ctx, v, item) })
}

// milestone freezes the assessment as it is judged now.
func (t *talk) milestone() error {
	t.title("Milestone")
	for _, m := range t.v.Session.Milestones {
		t.under("%s, of %s", m.Name, m.AsOf.Long())
	}
	f := words.Form{Title: "Keep how things stand now", About: "To compare with it later.", Fields: []words.Field{
		needed(entry("name", "Name", string(t.v.Posture.AsOf), "Small letters, digits and hyphens."), "A name is needed, like baseline."),
	}}
	return t.sheet(f, func(f []words.Field) writing {
		return func(ctx context.Context, v *desk.View) (desk.Receipt, error) {
			return t.desk.Milestone(ctx, v, value(f, "name"))
		}
	})
}

// compare says what changed since a milestone.
func (t *talk) compare() error {
	milestones := t.v.Session.Milestones
	t.title("Compare: since when?")
	if len(milestones) == 0 {
		t.say("There is no milestone yet. Make one from the menu, and compare with it later.")
		return nil
	}
	for i, m := range milestones {
		t.item(i+1, "%s, of %s", m.Name, m.AsOf.Long())
	}
	p, err := t.insist(question{numbers: len(milestones), choose: "to choose", enter: "1", takes: milestones[0].Name})
	if err != nil {
		return backFrom(err)
	}
	name := t.v.Session.Meta.Name
	d, err := t.desk.Compare(t.ctx, name+"@"+milestones[p.n-1].Name, name)
	if err != nil {
		return t.trouble(err)
	}
	t.title("What changed since %s, %s", milestones[p.n-1].Name, d.Was.AsOf.Long())
	t.diff(d)
	return nil
}

func (t *talk) diff(d *assess.Diff) {
	if len(d.Gates)+len(d.Controls) == 0 {
		t.say("Nothing changed.")
	}
	for _, g := range d.Gates {
		t.say("%s: was %s, is %s.", g.Gate.Title(), g.Was, g.Now)
	}
	for _, move := range []assess.Move{
		assess.MoveClosed, assess.MoveReopened, assess.MoveWorse, assess.MoveLost, assess.MoveBetter, assess.MoveFound, assess.MoveNew, assess.MoveGone,
	} {
		moved := d.Moved(move)
		if len(moved) == 0 {
			continue
		}
		t.say("%s, %d:", words.Upper(string(move)), len(moved))
		for _, c := range moved {
			t.under("%s%s", c.Title, resources(c))
		}
	}
	for _, c := range d.Moved(assess.MoveNone) {
		if what := resources(c); what != "" {
			t.say("%s%s", c.Title, what)
		} else if c.Answered {
			t.say("%s: the answer changed, from %s to %s.", c.Title, answerWord(c.Was.Value), answerWord(c.Now.Value))
		}
	}
}

func answerWord(a assess.Answer) string {
	if a == "" {
		return "none"
	}
	return a.Word()
}

// resources says how many fail now that did not, and how many are mended.
func resources(c assess.ControlChange) string {
	var parts []string
	if n := len(c.Broken); n > 0 {
		parts = append(parts, assess.Counted(n, "fails anew", "fail anew"))
	}
	if n := len(c.Mended); n > 0 {
		parts = append(parts, assess.Counted(n, "is mended", "are mended"))
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, ", ") + "."
}

// history says who changed what, the newest first.
func (t *talk) history() error {
	const some = 20
	for n := some; ; n += some {
		entries, err := t.desk.History(t.ctx, t.v, n+1)
		if err != nil {
			return t.trouble(err)
		}
		if n == some {
			t.title("History, the newest first")
		}
		for _, e := range entries[min(n-some, len(entries)):min(n, len(entries))] {
			t.say("%s, %s: %s", words.Clock(e.At), e.By, e.What)
		}
		if len(entries) <= n {
			t.say("That is all.")
			return nil
		}
		if _, err := t.insist(question{enter: "m", choices: []choice{key("m", "more")}}); err != nil {
			return err
		}
	}
}
