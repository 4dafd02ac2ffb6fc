// Package desk is the one place where a use case is written down. Workbench, commands and plain mode only call it.
package desk

import (
	"context"
	"sync"
	"time"

	"drydock/assess"
	"drydock/assess/rule"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// MemoryAim is how much memory a process should hold at most, in bytes, as debug.SetMemoryLimit takes it: near it garbage is collected
// sooner. What stands of the largest estates may be more.
const MemoryAim = 128 << 20

// Options are the parts of the world that a desk needs.
type Options struct {
	Store   Store
	Catalog func() (*questionnaire.Catalog, error) // called once, when first needed
	Now     func() time.Time
	AsOf    assess.Date   // what today is for ages, expiries and horizons; empty: the day of Now in the session's zone
	Me      string        // who records
	NewID   func() string // ULIDs
	Policy  assess.Policy // zero: assess.DefaultPolicy
	Version string        // of Drydock, for exports
}

// Desk holds the use cases. Its methods may be called from several goroutines.
type Desk struct {
	opts Options

	mu    sync.Mutex
	cat   *questionnaire.Catalog
	judge *rule.Judge
}

// New makes a desk. It does no work yet.
func New(o Options) *Desk {
	if o.Policy == (assess.Policy{}) {
		o.Policy = assess.DefaultPolicy()
	}
	return &Desk{opts: o}
}

// View is a session with all that follows from it. It is never changed: each use case gives a new one.
type View struct {
	Session *assess.Session
	Catalog *questionnaire.Catalog
	Posture *assess.Posture
	Plan    *assess.Plan
	Agenda  *assess.Agenda
	Notices []string  // what opening changed: "The catalogue is newer than …"
	Now     time.Time // the clock when it was judged, for ages in hours
}

// Receipt says what was done, in words, and how things stand now.
type Receipt struct {
	What string // "Saved: partly (was: yes)"
	View *View
}

// catalog is the catalogue and the judge of its rules, made when first needed.
func (d *Desk) catalog() (*questionnaire.Catalog, *rule.Judge, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cat != nil {
		return d.cat, d.judge, nil
	}
	cat, err := d.opts.Catalog()
	if err != nil {
		return nil, nil, err
	}
	judge, err := rule.New(cat)
	if err != nil {
		return nil, nil, err
	}
	d.cat, d.judge = cat, judge
	return cat, judge, nil
}

// asOf is today, in the zone of the session.
func (d *Desk) asOf(scope questionnaire.Scope) assess.Date {
	if d.opts.AsOf != "" {
		return d.opts.AsOf
	}
	return assess.DateOf(d.opts.Now(), assess.ZoneOf(scope.Zone))
}

// clock is the time against which nothing may lie ahead: now, or the end of the day that stands in for today when that
// is later.
func (d *Desk) clock() time.Time {
	now := d.opts.Now()
	if day, err := time.Parse(time.DateOnly, string(d.opts.AsOf)); err == nil && day.AddDate(0, 0, 1).After(now) {
		return day.AddDate(0, 0, 1).Add(-time.Second)
	}
	return now
}

func (d *Desk) me() text.Untrusted { return text.Untrusted(d.opts.Me) }

// load reads a session and brings its findings up to date with the catalogue, the scope and what people claimed.
func (d *Desk) load(ctx context.Context, ref string) (*View, error) {
	cat, judge, err := d.catalog()
	if err != nil {
		return nil, err
	}
	s, err := d.opts.Store.Load(ctx, ref)
	if err != nil {
		return nil, d.explain(ctx, ref, err)
	}
	named(s)
	if err := d.judgeAgain(ctx, cat, judge, s); err != nil {
		return nil, err
	}
	d.addImported(cat, s)
	return d.view(cat, s), nil
}

// named gives the scope the session's name, which may have changed since; the sample's scope keeps its title.
func named(s *assess.Session) {
	if !s.Meta.Sample {
		s.Scope.Name = s.Meta.Name
		if questionnaire.Slug(s.Scope.Title) != s.Meta.Name {
			s.Scope.Title = "" // it was renamed since
		}
	}
}

// view derives all that follows from a session.
func (d *Desk) view(cat *questionnaire.Catalog, s *assess.Session) *View {
	now := d.clock()
	posture := assess.Judge(cat, s, d.asOf(s.Scope), now, d.opts.Policy)
	return &View{
		Session: s, Catalog: cat, Posture: posture, Now: now,
		Plan:   assess.MakePlan(cat, s, posture, assess.PlanOptions{}),
		Agenda: assess.MakeAgenda(cat, s, posture, 0),
	}
}

// Plan is the view's plan under other conditions: another capacity in days a month (0: the scope's), actions taken as done.
func (d *Desk) Plan(_ context.Context, v *View, capacity int, whatIf []string) *assess.Plan {
	return assess.MakePlan(v.Catalog, v.Session, v.Posture, assess.PlanOptions{Capacity: capacity, WhatIf: whatIf})
}

// WinBack says what brings the date of a late plan back, under the same conditions. It makes many plans.
func (d *Desk) WinBack(_ context.Context, v *View, capacity int, whatIf []string) assess.WinBack {
	return assess.FindWinBack(v.Catalog, v.Session, v.Posture, assess.PlanOptions{Capacity: capacity, WhatIf: whatIf})
}
