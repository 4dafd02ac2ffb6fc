package assess

import (
	"errors"
	"fmt"
	"slices"

	"drydock/assess/evidence"
)

// Check says what is wrong with an assessment that came from outside: words outside their closed list, records without a key or
// twice, dates that are none. Whether its controls exist is for a catalogue to say; records of unknown ones are kept.
func (p *Portable) Check() error {
	c := &portableCheck{seen: map[string]bool{}}
	c.that(p.Assessment.ID != "" && p.Assessment.Name != "", "the assessment has no id or no name")
	scope := p.Scope
	scope.Name = p.Assessment.Name // the sample's scope has a title for a name
	if p.Assessment.Redacted {
		scope.Accounts = nil // their ids are masked
	}
	if err := scope.Validate(); err != nil {
		c.that(false, "the scope: %v", err)
	}
	for i := range p.Statements {
		c.key("statement", p.Statements[i].ID)
		c.said("statement", &p.Statements[i].Said)
	}
	for i := range p.Decisions {
		c.key("decision", p.Decisions[i].Control)
		c.said("decision", &p.Decisions[i].Said)
	}
	for _, s := range p.Settlements {
		c.key("settlement", s.Control)
		c.that(slices.Contains([]string{"decision", "evidence", string(Yes), string(Partial), string(No)}, s.For), "the settlement of %q is for %q", s.Control, s.For)
	}
	for _, a := range p.Acceptances {
		c.key("acceptance", a.ID)
		c.date(a.Expires, "the acceptance", a.Control)
	}
	for _, m := range p.Mutes {
		c.key("mute", m.Finding)
		c.date(m.Expires, "the mute", m.Finding)
	}
	for _, o := range p.Ownership {
		c.key("claim", string(o.Resource))
		c.that(slices.Contains([]evidence.Ownership{evidence.Ours, evidence.Shared, evidence.Others}, o.Whose), "%q is said to be %q", o.Resource, o.Whose)
	}
	for _, a := range p.Actions {
		c.key("action", a.Action)
		c.date(a.Due, "the action", a.Action)
		c.date(a.DoneAt, "the action", a.Action)
		c.that(slices.Contains([]string{"", ActionOpen, ActionInProgress, ActionDone}, a.Status), "the action %q is %q", a.Action, a.Status)
	}
	c.listed(p)
	c.that(p.Evidence == nil || len(p.Runs) > 0, "there is evidence, but no run that read it")
	c.imports(p)
	return c.errors()
}

// portableCheck collects what is wrong.
type portableCheck struct {
	seen map[string]bool
	errs []error
}

func (c *portableCheck) that(ok bool, format string, args ...any) {
	if !ok {
		c.errs = append(c.errs, fmt.Errorf(format, args...))
	}
}

func (c *portableCheck) key(what, key string) {
	c.that(key != "", "a %s has no key", what)
	c.that(!c.seen[what+"\x00"+key], "the %s %q stands twice", what, key)
	c.seen[what+"\x00"+key] = true
}

func (c *portableCheck) date(d Date, what, of string) {
	c.that(d == "" || d.Valid(), "%s %q has the date %q", what, of, d)
}

func (c *portableCheck) said(what string, s *Said) {
	c.that(slices.Contains([]Answer{Yes, Partial, No, DontKnow, NotApplicable}, s.Value), "the %s on %q says %q", what, s.Control, s.Value)
	c.that(slices.Contains([]Basis{"", BasisDocument, BasisDemonstration, BasisOwner, BasisHearsay}, s.Basis), "the %s on %q rests on %q", what, s.Control, s.Basis)
	c.date(s.Review, "the "+what+" on", s.Control)
	if s.Document != nil {
		c.date(s.Document.Dated, "the "+what+" on", s.Control)
	}
}

// listed checks what only needs a key or a date.
func (c *portableCheck) listed(p *Portable) {
	for _, n := range p.Notes {
		c.key("note", n.ID)
	}
	for _, x := range p.Parking {
		c.key("parked item", x.ID)
		c.date(x.Due, "the parked item", x.ID)
	}
	for _, m := range p.Milestones {
		c.key("milestone", m.Name)
	}
	for _, v := range p.Votes {
		c.key("vote", v.Key())
		c.that(v.Round >= 1 && v.Round <= Rounds && min(v.Yes, v.Partly, v.No, v.DontKnow) >= 0 && max(v.Yes, v.Partly, v.No, v.DontKnow) <= mostHands && v.Hands() > 0, "the vote on %q is no count of hands", v.Control)
	}
	for _, x := range p.Endings {
		c.key("closing", x.ID)
	}
	for _, r := range p.Runs {
		c.key("run", r.ID)
	}
}

func (c *portableCheck) imports(p *Portable) {
	sources := map[string]bool{}
	for _, i := range p.Imports {
		c.key("import", i.Source+"/"+i.Digest)
		sources[i.Source] = true
	}
	for i := range p.Imported {
		f := &p.Imported[i]
		c.that(sources[f.Source], "there is a finding from %q, but no import", f.Source)
		c.that(slices.Contains([]evidence.Outcome{evidence.Pass, evidence.Fail, evidence.Unknown, evidence.NotApplicable}, f.Outcome), "a finding of %q says %q", f.Check, f.Outcome)
	}
}

// errors are the first of all that is wrong.
func (c *portableCheck) errors() error {
	const most = 20
	if more := len(c.errs) - most; more > 0 {
		c.errs = append(c.errs[:most], fmt.Errorf("and %d more", more))
	}
	return errors.Join(c.errs...)
}
