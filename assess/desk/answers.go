package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"drydock/assess"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// Answers are the checked answers of a file.
type Answers struct{ decisions []assess.Decision }

// LoadAnswers reads and checks a file of answers. All that is wrong with it comes in one error, with file and line.
func (d *Desk) LoadAnswers(file questionnaire.File) (*Answers, error) {
	cat, _, err := d.catalog()
	if err != nil {
		return nil, err
	}
	given, err := questionnaire.LoadAnswers(file)
	if err != nil {
		return nil, err
	}
	decisions, err := d.decisionsOf(cat, given)
	return &Answers{decisions}, err
}

// decisionsOf are the answers of a file as decisions, or all that is wrong with them.
func (d *Desk) decisionsOf(cat *questionnaire.Catalog, given []questionnaire.GivenAnswer) ([]assess.Decision, error) {
	var all []assess.Decision
	var errs []error
	for _, g := range given {
		dec, err := d.decisionOf(cat, g)
		if err != nil {
			errs = append(errs, placed(g.Place, err))
			continue
		}
		all = append(all, dec)
	}
	return all, errors.Join(errs...)
}

// placed gives each thing that is wrong its place in a file: a joined error has a line for each.
func placed(at questionnaire.Place, err error) error {
	var errs []error
	for what := range strings.Lines(err.Error()) {
		errs = append(errs, fmt.Errorf("%s:%d: %s", at.File, at.Line, strings.TrimSpace(what)))
	}
	return errors.Join(errs...)
}

// decisionOf is an answer of a file as a decision. The day on which it was given is the file's to say, so that an answer
// does not grow young by being read again.
func (d *Desk) decisionOf(cat *questionnaire.Catalog, g questionnaire.GivenAnswer) (assess.Decision, error) {
	c, err := (&View{Catalog: cat}).control(g.Control)
	if err != nil {
		return assess.Decision{}, err
	}
	dec := assess.Decision{Said: assess.Said{
		Value: assess.Answer(g.Value), Because: text.Untrusted(g.Because), By: text.Untrusted(g.By), Role: questionnaire.Role(g.Role),
		Basis: assess.Basis(g.Basis), Review: assess.Date(g.Review),
	}, Contested: g.Contested, Owner: text.Untrusted(g.Owner)}
	if g.Value == questionnaire.AsAWSShows {
		dec.Value, dec.AsEvidence = assess.DontKnow, true
	}
	if g.By == "" {
		return dec, fmt.Errorf("%s: an answer needs a name; add by:, here or at the top of the file", c.ID)
	}
	switch {
	case g.Document != "":
		dec.Document = &assess.Document{Link: text.Untrusted(g.Document), Dated: assess.Date(g.Dated)}
		if dec.Basis == "" {
			dec.Basis = assess.BasisDocument
		}
	case g.Dated != "":
		return dec, fmt.Errorf("%s: “dated” is the date of a document; name it with “document”", c.ID)
	}
	d.said(c, &dec.Said)
	if dec.At, err = d.dayOf(g.On, dec.At); err != nil {
		return dec, fmt.Errorf("%s: %w", c.ID, err)
	}
	if g.Revision > c.Revision {
		return dec, fmt.Errorf("%s: the catalogue has revision %d of this question, and the answer is to revision %d; use a newer Drydock", c.ID, c.Revision, g.Revision)
	}
	if g.Revision > 0 {
		dec.Revision = g.Revision
	}
	return dec, assess.ValidateDecision(c, &dec, min(d.asOf(questionnaire.Scope{}), assess.DateOf(dec.At, time.UTC)))
}

// dayOf is the day that a file names with on:, or else the given time.
func (d *Desk) dayOf(on string, otherwise time.Time) (time.Time, error) {
	if on == "" {
		return otherwise, nil
	}
	day, err := time.Parse(time.DateOnly, on)
	if err != nil || day.After(d.clock()) {
		return otherwise, fmt.Errorf("on: takes a day that has been, such as %s, not %q", d.asOf(questionnaire.Scope{}), on)
	}
	return day.UTC(), nil
}

// DecideAll records the answers of a file in one act, which one undo takes back. What stands already stays as it is, with
// its age.
func (d *Desk) DecideAll(ctx context.Context, v *View, all *Answers) (Receipt, error) {
	var changes []assess.Change
	for _, dec := range all.decisions {
		if was, had := v.Session.Decisions[dec.Control]; had && sameAnswer(was, dec) {
			continue
		}
		changes = append(changes, change(v, assess.BucketDecisions, dec.Control, dec))
	}
	if len(changes) == 0 {
		return Receipt{What: fmt.Sprintf("All %d answers stand already", len(all.decisions)), View: v}, nil
	}
	what := fmt.Sprintf("Saved: %d answers", len(changes))
	if same := len(all.decisions) - len(changes); same > 0 {
		what += fmt.Sprintf(" (%d stand already)", same)
	}
	return d.write(ctx, v, what, changes...)
}

// sameAnswer says whether a file says what stands. A file that names no day leaves the day as it is.
func sameAnswer(was, now assess.Decision) bool {
	documents := was.Document == nil && now.Document == nil ||
		was.Document != nil && now.Document != nil && *was.Document == *now.Document
	was.Document, now.Document = nil, nil
	was.At, was.RecordedBy = now.At, now.RecordedBy
	return documents && was == now
}
