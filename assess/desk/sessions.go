package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// Card is a session in the list on Home.
type Card struct {
	Meta     assess.Meta
	Scope    questionnaire.Scope
	AsOf     assess.Date
	Sentence string // of the next gate: "Go live: not yet. 4 stand in the way"
	Differs  int    // controls where what was said and what AWS shows differ
	InTheWay int    // musts that stand in the way of the next gate
	Answered int    // controls in scope with a decision
	Controls int    // controls in scope
	// Milestones are their names, oldest first.
	Milestones []string
	Unreadable error // why it cannot be read, and what to do; then only Meta says something
}

// List gives a card for each session of this client, last changed first. One that cannot be read has a card too; trouble that all
// of them share is an error.
func (d *Desk) List(ctx context.Context) ([]Card, error) {
	if _, _, err := d.catalog(); err != nil {
		return nil, err
	}
	metas, err := d.opts.Store.List(ctx)
	if err != nil {
		return nil, err
	}
	cards := make([]Card, 0, len(metas))
	for _, m := range metas {
		v, err := d.load(ctx, m.ID)
		if errors.Is(err, assess.ErrNotFound) {
			continue // deleted meanwhile
		}
		switch {
		case err == nil:
			cards = append(cards, v.card())
		case shared(ctx, err):
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		default:
			cards = append(cards, Card{Meta: m, Sentence: "It cannot be read", Unreadable: err})
		}
	}
	return cards, nil
}

// shared reports whether what went wrong with one session goes wrong with every other as well.
func shared(ctx context.Context, err error) bool {
	return ctx.Err() != nil || slices.ContainsFunc([]error{ErrStoreLocked, ErrStoreMissing, ErrStoreNewer, ErrStoreForeign, ErrStoreFull},
		func(kind error) bool { return errors.Is(err, kind) })
}

func (v *View) card() Card {
	c := Card{Meta: v.Session.Meta, Scope: v.Session.Scope, AsOf: v.Posture.AsOf, Differs: len(v.Posture.Conflicts), Controls: len(v.Posture.Controls)}
	for i := range v.Posture.Controls {
		if v.Posture.Controls[i].Decision != nil {
			c.Answered++
		}
	}
	for i := range v.Session.Milestones {
		c.Milestones = append(c.Milestones, v.Session.Milestones[i].Name)
	}
	if g := v.gate(); g != nil {
		c.Sentence, c.InTheWay = g.Sentence, len(g.InTheWay)
	}
	return c
}

// gate is the next gate of the scope, as it was judged.
func (v *View) gate() *assess.GateState {
	for i := range v.Posture.Gates {
		if v.Posture.Gates[i].Gate == v.Session.Scope.Gate() {
			return &v.Posture.Gates[i]
		}
	}
	return nil
}

// New begins an assessment; the scope's name is its name.
func (d *Desk) New(ctx context.Context, scope questionnaire.Scope) (*View, error) {
	cat, _, err := d.catalog()
	if err != nil {
		return nil, err
	}
	if err := scope.Validate(); err != nil {
		return nil, err
	}
	now := d.opts.Now().UTC()
	m := assess.Meta{
		ID: d.opts.NewID(), Name: scope.Name, Created: now, Changed: now,
		CatalogVersion: cat.Version, CatalogDigest: cat.Digest, Packs: cat.Packs,
	}
	if err := d.opts.Store.Create(ctx, m, scope); err != nil {
		return nil, taken(scope.Name, err)
	}
	return d.load(ctx, m.ID)
}

// Open opens a session by name, id or unambiguous beginning of its id. With another catalogue than last time everything
// is derived anew, and the notices say what changed.
func (d *Desk) Open(ctx context.Context, ref string) (*View, error) {
	v, err := d.load(ctx, ref)
	if err != nil {
		return nil, err
	}
	m, cat := v.Session.Meta, v.Catalog
	if m.CatalogDigest == cat.Digest {
		return v, nil
	}
	if err := d.opts.Store.SetCatalog(ctx, m.ID, cat.Version, cat.Digest, cat.Packs); err != nil && !errors.Is(err, ErrStoreReadOnly) {
		return nil, err
	}
	fresh, err := d.load(ctx, m.ID)
	if err == nil {
		fresh.Notices = newCatalogue(m, fresh)
	}
	return fresh, err
}

// newCatalogue says what another catalogue changed for a session.
func newCatalogue(was assess.Meta, v *View) []string {
	versions := fmt.Sprintf("it is %s now, was %s", v.Catalog.Version, was.CatalogVersion)
	if v.Catalog.Version == was.CatalogVersion {
		versions = "its texts or rules, or a pack"
	}
	notices := []string{fmt.Sprintf("The catalogue changed (%s); everything was judged anew and every answer kept.", versions)}
	var anew, unknown []string
	for i := range v.Posture.Controls {
		if s := &v.Posture.Controls[i]; s.AskedAnew {
			anew = append(anew, s.Control.Title)
		}
	}
	for id := range v.Session.Decisions {
		if !known(v.Catalog, id) {
			unknown = append(unknown, id)
		}
	}
	slices.Sort(unknown)
	if len(anew) > 0 {
		notices = append(notices, "Asked differently now: "+strings.Join(anew, "; ")+".")
	}
	if len(unknown) > 0 {
		notices = append(notices, "Answered, but not in this catalogue (a pack is missing?): "+strings.Join(unknown, ", ")+".")
	}
	for _, p := range was.Packs {
		if !slices.ContainsFunc(v.Catalog.Packs, func(q questionnaire.PackInfo) bool { return q.ID == p.ID }) {
			notices = append(notices, fmt.Sprintf("The pack %s %s is not loaded now; what was answered on it is kept.", p.ID, p.Version))
		}
	}
	return notices
}

// known says whether the catalogue has a control under this id, now or formerly.
func known(cat *questionnaire.Catalog, id string) bool {
	if _, ok := cat.Control(id); ok {
		return true
	}
	return slices.ContainsFunc(cat.Controls, func(c questionnaire.Control) bool { return slices.Contains(c.Formerly, id) })
}

// Refresh looks cheaply whether anybody changed the session, and reads it again if so.
func (d *Desk) Refresh(ctx context.Context, v *View) (*View, bool, error) {
	revision, err := d.opts.Store.Revision(ctx, v.Session.Meta.ID)
	if err != nil {
		return v, false, d.explain(ctx, v.Session.Meta.Name, err)
	}
	if revision == v.Session.Revision {
		return v, false, nil
	}
	fresh, err := d.load(ctx, v.Session.Meta.ID)
	if err != nil {
		return v, false, err
	}
	return fresh, true, nil
}

// Rename gives a session another name; nothing that refers to it breaks.
func (d *Desk) Rename(ctx context.Context, ref, name string) error {
	return d.explain(ctx, ref, taken(name, d.opts.Store.Rename(ctx, ref, name)))
}

// Delete takes a session out of the store; backups keep it.
func (d *Desk) Delete(ctx context.Context, ref string) error {
	return d.explain(ctx, ref, d.opts.Store.Delete(ctx, ref))
}

// Archive puts a session away, or takes it out again; nothing of it is lost.
func (d *Desk) Archive(ctx context.Context, ref string, archived bool) error {
	return d.explain(ctx, ref, d.opts.Store.SetArchived(ctx, ref, archived))
}

// Duplicate makes a copy under another name, with all that people recorded, milestones and private notes too; with evidence also
// what AWS and other tools showed. The history stays with the first.
func (d *Desk) Duplicate(ctx context.Context, ref, name string, evidence bool) (*View, error) {
	v, err := d.Open(ctx, ref)
	if err != nil {
		return nil, err
	}
	s := *v.Session
	now := d.opts.Now().UTC()
	s.Meta.ID, s.Meta.Name, s.Meta.Created, s.Meta.Changed, s.Meta.Archived = d.opts.NewID(), name, now, now, false
	s.Place, s.Findings, s.Reach = assess.Place{}, nil, nil // judged anew
	if !s.Meta.Sample {
		s.Scope.Name = name
	}
	var snap *fact.Snapshot
	if !evidence {
		s.Runs, s.Imports, s.Imported = nil, nil, nil
	} else if n := len(s.Runs); n > 0 {
		if snap, err = d.standing(ctx, v.Session); err != nil {
			return nil, err
		}
		s.Runs = slices.Clone(s.Runs)
		s.Runs[n-1].Judged = ""
	}
	if err := d.opts.Store.Import(ctx, &s, snap); err != nil {
		return nil, taken(name, err)
	}
	return d.Open(ctx, s.Meta.ID)
}

// SetPlace remembers where somebody was, to resume there.
func (d *Desk) SetPlace(ctx context.Context, v *View, p assess.Place) error {
	return d.opts.Store.SetPlace(ctx, v.Session.Meta.ID, p)
}

// History gives the newest n changes, newest first.
func (d *Desk) History(ctx context.Context, v *View, n int) ([]assess.HistoryEntry, error) {
	return d.opts.Store.History(ctx, v.Session.Meta.ID, n)
}

// Preview is what a scope would bring, before it is begun.
type Preview struct {
	In      []*questionnaire.Control
	Out     []questionnaire.Exclusion
	Musts   int
	Minutes int // to ask them all
	Shown   int // AWS can show something on so many
}

// Preview says what a scope brings in and what it leaves out.
func (d *Desk) Preview(scope questionnaire.Scope) (Preview, error) {
	cat, _, err := d.catalog()
	if err != nil {
		return Preview{}, err
	}
	var p Preview
	p.In, p.Out = questionnaire.Select(cat, scope)
	for _, c := range p.In {
		p.Minutes += c.Minutes
		if c.Must {
			p.Musts++
		}
		if len(c.Rules) > 0 {
			p.Shown++
		}
	}
	return p, nil
}

// SetScope changes what is true of the workload. Every answer is kept; reopened names what it brings in anew, and the
// gates that are no longer met.
func (d *Desk) SetScope(ctx context.Context, v *View, scope questionnaire.Scope) (r Receipt, reopened []string, err error) {
	valid := scope
	if v.Session.Meta.Sample {
		valid.Name = v.Session.Meta.Name // its scope has a title for a name
	}
	if err := valid.Validate(); err != nil {
		return Receipt{}, nil, err
	}
	if valid.Name != v.Session.Meta.Name {
		if err := d.Rename(ctx, v.Session.Meta.ID, scope.Name); err != nil {
			return Receipt{}, nil, err
		}
	}
	r, err = d.write(ctx, v, "Saved: scope", change(v, assess.BucketScope, "scope", scope))
	if err != nil {
		return r, nil, err
	}
	reopened = reopens(v.Posture, r.View.Posture)
	if n := len(r.View.Posture.Controls) - len(v.Posture.Controls); n != 0 {
		r.What = fmt.Sprintf("Saved: scope (%d questions, %+d)", len(r.View.Posture.Controls), n)
	}
	return r, reopened, nil
}

// reopens lists what a new posture asks that the old one did not, and the gates that it takes back.
func reopens(was, now *assess.Posture) []string {
	var out []string
	for i := range now.Gates {
		before, after := was.Gates[i].Verdict, now.Gates[i].Verdict
		if before != assess.GateNotMet && after == assess.GateNotMet && was.Gates[i].InScope {
			out = append(out, fmt.Sprintf("%s was %s, and is open again", now.Gates[i].Gate.Title(), before))
		}
	}
	for i := range now.Controls {
		c := &now.Controls[i]
		if _, had := was.Control(c.Control.ID); !had && c.Decision == nil {
			out = append(out, c.Control.Title)
		}
	}
	return out
}

// taken explains that a name is in use.
func taken(name string, err error) error {
	if errors.Is(err, assess.ErrExists) {
		return fmt.Errorf("%w: %q. Open that one, or choose another name", assess.ErrExists, name)
	}
	return err
}

// explain adds to a failed look-up which sessions there are.
func (d *Desk) explain(ctx context.Context, ref string, err error) error {
	if !errors.Is(err, assess.ErrNotFound) && !errors.Is(err, assess.ErrAmbiguous) {
		return err
	}
	metas, listErr := d.opts.Store.List(ctx)
	if listErr != nil || len(metas) == 0 {
		return fmt.Errorf("%w. There is none yet: begin one", err)
	}
	names := make([]string, 0, len(metas))
	for _, m := range metas {
		names = append(names, m.Name)
	}
	const most = 8
	if more := len(names) - most; more > 0 {
		names = append(names[:most], fmt.Sprintf("%d more", more))
	}
	return fmt.Errorf("%w. There are: %s", err, strings.Join(names, ", "))
}
