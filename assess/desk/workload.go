package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"drydock/assess"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// Workload is a checked drydock.yaml: what people said of a workload, as a file in a repository holds it.
type Workload struct {
	Scope     questionnaire.Scope
	decisions []assess.Decision
	accepted  []assess.Acceptance
	actions   []assess.ActionState
}

// LoadWorkload reads and checks a drydock.yaml. All that is wrong with it comes in one error, with file and line.
func (d *Desk) LoadWorkload(file questionnaire.File) (*Workload, error) {
	cat, _, err := d.catalog()
	if err != nil {
		return nil, err
	}
	given, err := questionnaire.LoadWorkload(file)
	if err != nil {
		return nil, err
	}
	w := &Workload{Scope: given.Scope}
	var errs []error
	decisions, err := d.decisionsOf(cat, given.Answers)
	w.decisions, errs = decisions, append(errs, err)
	for _, g := range given.Accepted {
		a, err := d.acceptanceOf(cat, g)
		if err != nil {
			errs = append(errs, placed(g.Place, err))
		}
		w.accepted = append(w.accepted, a)
	}
	for _, g := range given.Actions {
		a := assess.ActionState{
			Action: g.Action, Status: g.Status, Owner: text.Untrusted(g.Owner), Due: assess.Date(g.Due), Days: g.Days,
			DoneAt: assess.Date(g.DoneOn), Note: text.Untrusted(g.Note),
		}
		if err := d.checkAction(cat, &a, d.asOf(given.Scope)); err != nil {
			errs = append(errs, placed(g.Place, err))
		}
		w.actions = append(w.actions, a)
	}
	return w, errors.Join(errs...)
}

// acceptanceOf is an accepted risk of a file. One that has run out is no mistake: it opens again, and the plan says so.
func (d *Desk) acceptanceOf(cat *questionnaire.Catalog, g questionnaire.GivenAccepted) (assess.Acceptance, error) {
	c, err := (&View{Catalog: cat}).control(g.Control)
	if err != nil {
		return assess.Acceptance{}, err
	}
	a := assess.Acceptance{
		Control: c.ID, Approver: text.Untrusted(g.Approver), Reason: text.Untrusted(g.Reason), Expires: assess.Date(g.Expires),
		By: text.Untrusted(g.By), At: d.opts.Now().UTC(),
	}
	for _, r := range g.Resources {
		a.Resources = append(a.Resources, text.Untrusted(r))
	}
	if a.By == "" {
		a.By = d.me()
	}
	// The same risk of the same file is the same record, however often it is read.
	sum := sha256.Sum256([]byte(strings.Join(append([]string{c.ID, g.Approver, g.Reason, g.Expires, g.On}, g.Resources...), "\x00")))
	a.ID = "file-" + hex.EncodeToString(sum[:8])
	if a.At, err = d.dayOf(g.On, a.At); err != nil {
		return a, fmt.Errorf("%s: %w", c.ID, err)
	}
	return a, assess.CompleteAcceptance(c.ID, &a)
}

// Adopt brings a session to what a drydock.yaml says: it begins the session where there is none, and else takes scope,
// answers, accepted risks and the state of actions from the file, in one act. What the file does not mention stays.
func (d *Desk) Adopt(ctx context.Context, w *Workload) (Receipt, error) {
	v, err := d.Open(ctx, w.Scope.Name)
	if errors.Is(err, assess.ErrNotFound) {
		v, err = d.New(ctx, w.Scope)
	}
	if err != nil {
		return Receipt{}, err
	}
	var changes []assess.Change
	if !sameScope(v.Session.Scope, w.Scope) {
		changes = append(changes, change(v, assess.BucketScope, "scope", w.Scope))
	}
	for _, dec := range w.decisions {
		if was, had := v.Session.Decisions[dec.Control]; !had || !sameAnswer(was, dec) {
			changes = append(changes, change(v, assess.BucketDecisions, dec.Control, dec))
		}
	}
	for _, a := range w.accepted {
		if !slices.ContainsFunc(v.Session.Acceptances, func(b assess.Acceptance) bool { return sameRisk(a, b) }) {
			changes = append(changes, change(v, assess.BucketAcceptances, a.ID, a))
		}
	}
	for _, a := range w.actions {
		if v.Session.Actions[a.Action] != a {
			changes = append(changes, change(v, assess.BucketActions, a.Action, a))
		}
	}
	if len(changes) == 0 {
		return Receipt{What: "The file says what stands already", View: v}, nil
	}
	what := fmt.Sprintf("Taken from the file: %s, %s, %s", assess.Counted(len(w.decisions), "answer", "answers"),
		assess.Counted(len(w.accepted), "accepted risk", "accepted risks"), assess.Counted(len(w.actions), "action", "actions"))
	return d.write(ctx, v, what, changes...)
}

// sameRisk says whether two acceptances are one, whichever way each was written down.
func sameRisk(a, b assess.Acceptance) bool {
	return a.Control == b.Control && a.Approver == b.Approver && a.Reason == b.Reason && a.Expires == b.Expires && slices.Equal(a.Resources, b.Resources)
}

// SaveOptions say where to save a workload, and whether for eyes outside.
type SaveOptions struct {
	Path   string
	Redact bool // mask account ids, ARNs and names; such a file is for reading, and never replaces another
}

// SaveWorkload writes what people said of a workload to a file for a repository. A file that is there already keeps its
// comments and its order.
func (d *Desk) SaveWorkload(ctx context.Context, v *View, o SaveOptions) (string, error) {
	path, err := filepath.Abs(atHome(o.Path))
	if err != nil {
		return "", fmt.Errorf("save to %s: %w", o.Path, err)
	}
	if err := mayWrite(path, !o.Redact); errors.Is(err, ErrFileExists) {
		return "", fmt.Errorf("%s is there, and a masked one never takes the place of another; give another path", path)
	} else if err != nil {
		return "", err
	}
	if o.Redact {
		if v, err = d.Redacted(ctx, v); err != nil {
			return "", err
		}
	}
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("save to %s: %w", path, err)
	}
	data, err := questionnaire.WriteWorkload(d.workloadOf(v), old)
	if err != nil {
		return "", fmt.Errorf("%s is there and can't be read, so it was left alone; mend it, or save to another file:\n%w", path, err)
	}
	if err := writeWhole(path, data, !o.Redact); err != nil {
		return "", fmt.Errorf("save to %s: nothing was written there: %w%s", path, err, wayOut(err))
	}
	return path, nil
}

// workloadOf is a session as a drydock.yaml holds it, in the order of the catalogue.
func (d *Desk) workloadOf(v *View) questionnaire.Workload {
	s := v.Session
	w := questionnaire.Workload{Format: questionnaire.WorkloadFormat, Scope: s.Scope}
	w.Scope.Name = s.Meta.Name
	for i := range v.Catalog.Controls {
		if dec, ok := s.Decisions[v.Catalog.Controls[i].ID]; ok {
			w.Answers = append(w.Answers, givenAnswer(dec))
		}
	}
	for _, a := range s.Acceptances {
		g := questionnaire.GivenAccepted{
			Control: a.Control, Approver: string(a.Approver), Reason: string(a.Reason), Expires: string(a.Expires), By: string(a.By),
			On: dayOn(a.At),
		}
		for _, r := range a.Resources {
			g.Resources = append(g.Resources, string(r))
		}
		w.Accepted = append(w.Accepted, g)
	}
	for i := range v.Catalog.Actions {
		if a, ok := s.Actions[v.Catalog.Actions[i].ID]; ok {
			w.Actions = append(w.Actions, questionnaire.GivenAction{
				Action: a.Action, Status: a.Status, Owner: string(a.Owner), Due: string(a.Due), Days: a.Days, DoneOn: string(a.DoneAt), Note: string(a.Note),
			})
		}
	}
	return w
}

func givenAnswer(dec assess.Decision) questionnaire.GivenAnswer {
	g := questionnaire.GivenAnswer{
		Control: dec.Control, Value: string(dec.Value), Because: string(dec.Because), By: string(dec.By), Role: string(dec.Role),
		On: dayOn(dec.At), Basis: string(dec.Basis), Review: string(dec.Review), Contested: dec.Contested, Owner: string(dec.Owner), Revision: dec.Revision,
	}
	if dec.AsEvidence {
		g.Value = questionnaire.AsAWSShows
	}
	if dec.Document != nil {
		g.Document, g.Dated = string(dec.Document.Link), string(dec.Document.Dated)
	}
	return g
}

// sameScope says whether two scopes say the same.
func sameScope(a, b questionnaire.Scope) bool { return reflect.DeepEqual(a, b) }

// dayOn is the day of an instant as a file names it with on:, in UTC, as it is read back.
func dayOn(t time.Time) string { return string(assess.DateOf(t, time.UTC)) }
