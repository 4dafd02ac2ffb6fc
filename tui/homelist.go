package tui

import (
	"context"

	"drydock/assess"
	"drydock/assess/desk"
)

// changeList changes one assessment as a whole and reads the list again. The change gives the assessment to be at afterwards.
func changeList(doing, done string, change func(ctx context.Context, d Desk) (here string, err error)) Work {
	return do("list", func(ctx context.Context, d Desk) any {
		here, err := change(ctx, d)
		if err != nil {
			return failed{key: "list", err: because(doing, err)}
		}
		cards, err := d.List(ctx)
		if err != nil {
			return failed{key: "list", err: because("reading your assessments", err)}
		}
		return listed{cards: cards, say: done, here: here}
	})
}

// nameForm asks for a name and hands Home the work that follows.
func nameForm(title, about, button, name string, more []field, work func(f form) Work) formSheet {
	fields := append([]field{textField("name", "Name", name, "Small letters, digits and hyphens; commands use it.")}, more...)
	return formSheet{title: title, about: about, form: form{button: button, fields: fields}, submit: func(f form) (Step, string) {
		if f.value("name") == "" {
			return Step{}, "A name is needed."
		}
		return Step{Close: true, Tell: work(f)}, ""
	}}
}

func renameForm(c desk.Card) Screen {
	return nameForm("Rename "+safe(c.Meta.Name), "", "Rename", c.Meta.Name, nil, func(f form) Work {
		name := f.value("name")
		return changeList("renaming it", "Saved: it is called "+safe(name)+" now", func(ctx context.Context, d Desk) (string, error) {
			return c.Meta.ID, d.Rename(ctx, c.Meta.ID, name)
		})
	})
}

// copyForm makes a second assessment out of one: for another workload of the kind, or to try something out.
func copyForm(c desk.Card) Screen {
	about := "All that people recorded comes along: answers, decisions, notes, plan, milestones. The first stays as it is."
	more := []field{tickField("evidence", "What AWS showed comes along too", false)}
	return nameForm("Copy "+safe(titleOfCard(c)), about, "Make the copy", c.Meta.Name+"-copy", more, func(f form) Work {
		name, evidence := f.value("name"), f.value("evidence") != ""
		return changeList("copying it", "Copied: "+safe(name), func(ctx context.Context, d Desk) (string, error) {
			v, err := d.Duplicate(ctx, c.Meta.ID, name, evidence)
			if err != nil {
				return "", err
			}
			return v.Session.Meta.ID, nil
		})
	})
}

// markForm keeps how the chosen assessment stands.
func markForm(c desk.Card) Screen {
	there := make([]assess.Milestone, len(c.Milestones))
	for i, name := range c.Milestones {
		there[i].Name = name
	}
	about := "A milestone never changes. Compare says what moved since."
	return nameForm("Keep how things stand today", about, "Keep it", milestoneName(there, c.AsOf), nil, func(f form) Work {
		name := f.value("name")
		return changeList("keeping the milestone", "Milestone "+safe(name), func(ctx context.Context, d Desk) (string, error) {
			v, err := d.Open(ctx, c.Meta.ID)
			if err != nil {
				return "", err
			}
			_, err = d.Milestone(ctx, v, name)
			return c.Meta.ID, err
		})
	})
}

// archiving puts an assessment away, or takes it out again.
func archiving(c desk.Card) Work {
	done := "Put away: " + safe(titleOfCard(c)) + ". v shows what is put away."
	if c.Meta.Archived {
		done = "Taken out again: " + safe(titleOfCard(c))
	}
	return changeList("putting it away", done, func(ctx context.Context, d Desk) (string, error) {
		return "", d.Archive(ctx, c.Meta.ID, !c.Meta.Archived)
	})
}

func deleteSheet(c desk.Card) Screen {
	return confirm{
		question: "Delete " + safe(titleOfCard(c)) + "?",
		detail:   "Its answers, notes and evidence go from this machine. Backups keep it until `drydock store purge`. y deletes, n keeps it.",
		yes: func() Step {
			return Step{Tell: changeList("deleting it", "Deleted: "+safe(titleOfCard(c)), func(ctx context.Context, d Desk) (string, error) {
				return "", d.Delete(ctx, c.Meta.ID)
			})}
		},
	}
}
