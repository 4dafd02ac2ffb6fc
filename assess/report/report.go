// Package report writes an assessment down for people who never start Drydock.
package report

import (
	"fmt"
	"io"
	"time"

	"drydock/assess"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// Input is all that a report is made of. Two reports of the same input are the same, byte for byte.
type Input struct {
	Session   *assess.Session
	Catalog   *questionnaire.Catalog
	Posture   *assess.Posture
	Plan      *assess.Plan
	Agenda    *assess.Agenda
	Votes     bool           // JSON holds the votes as well
	Evidence  *fact.Snapshot // what counts of all runs; only JSON reads it, nil where AWS was never asked
	Version   string         // of Drydock
	Generated time.Time      // not printed: two exports of one day must not differ
	Draft     bool           // marks a draft whatever is left on the agenda; an open agenda makes one by itself
}

// Markdown writes the plan for a repository and for print: the decision first, then what it rests on, then the work.
func Markdown(w io.Writer, in Input) error {
	return sections(w, in, (*report).whole)
}

// Summary writes what fits on one page, such as the page of a job: the decision, the top of the plan, what differs and what was
// accepted.
func Summary(w io.Writer, in Input) error {
	return sections(w, in, func(r *report) []section {
		return []section{{"decision", r.decision}, {"find-out", r.findOutBriefly}, {"do-first", r.top}, {"differs", r.differs}, {"accepted-risks", r.risks}}
	})
}

// section is a part of a report under one heading; it writes nothing where there is nothing to say.
type section struct {
	id    string // its place, for links
	write func()
}

// whole is everything that a report says, in the order in which it is read.
func (r *report) whole() []section {
	return []section{
		{"decision", r.decision},
		{"not-looked-at", r.notLookedAt},
		{"who-was-asked", r.whoWasAsked},
		{"find-out", r.findOut},
		{"do-first", r.top},
		{"plan", r.plan},
		{"work", r.work},
		{"differs", r.differs},
		{"accepted-risks", r.risks},
		{"muted", r.muted},
		{standsID, r.stands},
		{"since", r.since},
		{"parking-lot", r.parking},
		{"notes", r.generalNotes},
		{"sign-off", r.signOff},
		{controlsID, r.controls},
		{"out-of-scope", r.outOfScope},
		{"not-asked-now", r.aside},
		{"provenance", r.provenance},
	}
}

// Places that other sections point to.
const (
	standsID   = "where-it-stands"
	controlsID = "controls"
)

func sections(w io.Writer, in Input, of func(*report) []section) error {
	r, err := newReport(in)
	if err != nil {
		return err
	}
	for _, s := range of(r) {
		s.write()
	}
	if _, err := io.WriteString(w, r.doc.String()); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// report is one run of a format over one input; the formats for people write into its doc.
type report struct {
	Input
	*doc
	zone *time.Location // of the session
}

func newReport(in Input) (*report, error) {
	if in.Session == nil || in.Catalog == nil || in.Posture == nil || in.Plan == nil {
		return nil, fmt.Errorf("write the report: session, catalogue, posture and plan are all needed")
	}
	return &report{Input: in, doc: &doc{}, zone: assess.ZoneOf(in.Session.Scope.Zone)}, nil
}

// gate is the next gate of the scope, as it was judged.
func (r *report) gate() *assess.GateState {
	next := r.Session.Scope.Gate()
	for i := range r.Posture.Gates {
		if r.Posture.Gates[i].Gate == next {
			return &r.Posture.Gates[i]
		}
	}
	return &assess.GateState{Gate: next}
}

// draft says why this is a draft; empty when it is none.
func (r *report) draft() inline {
	answered := 0
	for i := range r.Posture.Controls {
		if s := &r.Posture.Controls[i]; s.Decision != nil && !s.Stale {
			answered++
		}
	}
	open := r.Agenda != nil && r.Agenda.Open()
	switch {
	case open:
		return say("DRAFT: %d of %d questions are answered, and some are still on the agenda.", answered, len(r.Posture.Controls))
	case r.Draft:
		return say("DRAFT: %d of %d questions are answered.", answered, len(r.Posture.Controls))
	}
	return ""
}

// title is a control's title by its id.
func (r *report) title(control string) string {
	if s, ok := r.Posture.Control(control); ok {
		return s.Control.Title
	}
	for _, x := range r.Posture.Out {
		if x.Control.ID == control {
			return x.Control.Title
		}
	}
	return control
}

// toControl leads to what is said about a control, where it is in the report.
func (r *report) toControl(id string, says inline) inline {
	if _, ok := r.Posture.Control(id); ok {
		return ref(place("c-", id), says)
	}
	return says
}

// toAction leads to what is said about an action, where it is in the plan.
func (r *report) toAction(id string, says inline) inline {
	if _, ok := r.Plan.Action(id); ok {
		return ref(place("a-", id), says)
	}
	return says
}

// actionTitle is an action's title by its id.
func (r *report) actionTitle(id string) string {
	for i := range r.Catalog.Actions {
		if r.Catalog.Actions[i].ID == id {
			return r.Catalog.Actions[i].Title
		}
	}
	return id
}

// name is the assessment's name for a heading.
func (r *report) name() string {
	if called := r.Session.Scope.Called(); called != "" {
		return called
	}
	return r.Session.Meta.Name
}

// one writes a number with its noun.
func one(n int, single, many string) inline {
	return inline(assess.Counted(n, single, many))
}

// day is the date of an instant in the session's zone.
func (r *report) day(t time.Time) assess.Date {
	if t.IsZero() {
		return ""
	}
	return assess.DateOf(t, r.zone)
}
