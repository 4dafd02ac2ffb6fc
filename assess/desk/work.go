package desk

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"drydock/assess"
	"drydock/questionnaire"
)

// SetAction records who does an action, by when, and how far it is.
func (d *Desk) SetAction(ctx context.Context, v *View, a assess.ActionState) (Receipt, error) {
	if err := d.checkAction(v.Catalog, &a, d.asOf(v.Session.Scope)); err != nil {
		return Receipt{}, err
	}
	action, _ := v.Catalog.Action(a.Action)
	what := fmt.Sprintf("Saved: %s is %s", action.Title, strings.ReplaceAll(a.Status, "-", " "))
	if a.Owner != "" {
		what += fmt.Sprintf(", %s", a.Owner)
	}
	if a.Due != "" {
		what += ", due " + a.Due.Long()
	}
	return d.write(ctx, v, what, change(v, assess.BucketActions, a.Action, a))
}

// checkAction says what is wrong with the state of an action, and fills in what it does not say: that it is open, or since
// when it is done.
func (d *Desk) checkAction(cat *questionnaire.Catalog, a *assess.ActionState, today assess.Date) error {
	if _, ok := cat.Action(a.Action); !ok {
		return fmt.Errorf("there is no action %q in this catalogue", a.Action)
	}
	if a.Status == "" {
		a.Status = assess.ActionOpen
	}
	switch {
	case a.Status != assess.ActionOpen && a.Status != assess.ActionInProgress && a.Status != assess.ActionDone:
		return fmt.Errorf("an action can be %s, %s or %s, not %q", assess.ActionOpen, assess.ActionInProgress, assess.ActionDone, a.Status)
	case a.Due != "" && !a.Due.Valid():
		return fmt.Errorf("%q is no date; write it as 2027-03-31", a.Due)
	case a.DoneAt != "" && !a.DoneAt.Valid():
		return fmt.Errorf("%q is no date; write it as 2027-03-31", a.DoneAt)
	case a.Days < 0:
		return fmt.Errorf("%v days of work cannot be; leave it out to take the plan's own figure", a.Days)
	}
	if a.Status != assess.ActionDone {
		a.DoneAt = ""
	} else if a.DoneAt == "" {
		a.DoneAt = today
	}
	return nil
}

// AddNote writes a note, or with the id of one that exists writes it anew; with empty text it is taken away.
func (d *Desk) AddNote(ctx context.Context, v *View, n assess.Note) (Receipt, error) {
	if n.Control != "" {
		if _, err := v.control(n.Control); err != nil {
			return Receipt{}, err
		}
	}
	empty := strings.TrimSpace(string(n.Text)) == ""
	switch {
	case n.ID == "" && empty:
		return Receipt{}, errors.New("an empty note says nothing; type something, or leave it")
	case n.ID == "":
		n.ID = d.opts.NewID()
	case empty:
		return d.write(ctx, v, "Note taken away", change(v, assess.BucketNotes, n.ID, nil))
	}
	if n.By == "" {
		n.By = d.me()
	}
	n.At = d.opts.Now().UTC()
	what := "Saved: note"
	if n.Private {
		what = "Saved: private note, never exported"
	}
	return d.write(ctx, v, what, change(v, assess.BucketNotes, n.ID, n))
}

// Park puts a side topic aside, or with the id of one that exists changes it.
func (d *Desk) Park(ctx context.Context, v *View, p assess.Parked) (Receipt, error) {
	if strings.TrimSpace(string(p.Text)) == "" {
		return Receipt{}, errors.New("park what? Write the topic in a few words")
	}
	what := "Parked"
	if p.ID == "" {
		p.ID = d.opts.NewID()
	} else if p.Done {
		what = "Saved: no longer parked"
	}
	if p.At.IsZero() {
		p.At = d.opts.Now().UTC()
	}
	return d.write(ctx, v, what, change(v, assess.BucketParking, p.ID, p))
}

var milestoneName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// Milestone freezes the session as it is judged now, to compare with later.
func (d *Desk) Milestone(ctx context.Context, v *View, name string) (Receipt, error) {
	m, err := d.milestone(v, name)
	if err != nil {
		return Receipt{}, err
	}
	return d.write(ctx, v, "Milestone "+name, change(v, assess.BucketMilestones, name, m))
}

// milestone is the session as it is judged now, under a name that is free.
func (d *Desk) milestone(v *View, name string) (assess.Milestone, error) {
	if !milestoneName.MatchString(name) {
		return assess.Milestone{}, fmt.Errorf("milestone %q: use 1 to 63 of a-z, 0-9 and hyphen, beginning with a letter or digit", name)
	}
	for i := range v.Session.Milestones {
		if m := &v.Session.Milestones[i]; m.Name == name {
			return assess.Milestone{}, fmt.Errorf("there is a milestone %s of %s already; milestones are never changed, so choose another name", name, m.AsOf.Long())
		}
	}
	st := assess.Freeze(name, v.Posture)
	m := assess.Milestone{Name: name, At: d.opts.Now().UTC(), AsOf: st.AsOf, Controls: st.Controls, Verdicts: st.Gates}
	for i := range v.Posture.Gates {
		m.Gates = append(m.Gates, v.Posture.Gates[i].Sentence)
	}
	return m, nil
}
