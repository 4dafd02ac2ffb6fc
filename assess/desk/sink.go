package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/probe"
	"drydock/assess/rule"
	"drydock/questionnaire"
)

// ProbeEvent tells how a run is getting on, with the first findings as they land.
type ProbeEvent struct {
	probe.Event
	Findings []evidence.Finding // failures that this batch shows, judged with what was read so far
}

// Sentence is an ended read in words; empty while it is asked.
func (e ProbeEvent) Sentence() string {
	if e.State == probe.Asking {
		return ""
	}
	s := fmt.Sprintf("%s in %s %s: %s", e.Collector, e.Target.Account, e.Target.Region, e.State)
	if e.Facts > 0 {
		s += fmt.Sprintf(", %d found", e.Facts)
	}
	if e.Gap == nil {
		return s
	}
	why := []string{string(e.Gap.Status)}
	if e.Gap.Action != "" {
		why = append(why, "needs "+e.Gap.Action)
	} else if e.Gap.Message != "" {
		why = append(why, e.Gap.Message)
	}
	return s + " (" + strings.Join(why, "; ") + ")"
}

// sink keeps what a run brings home, and tells how it is getting on. The run never calls it at the same time.
type sink struct {
	ctx      context.Context // of the store; a cancelled run still keeps what it read
	store    Store
	session  string
	run      string
	progress func(ProbeEvent)

	judge    *rule.Judge
	scope    questionnaire.Scope
	controls []*questionnaire.Control
	own      func(string, *fact.Meta) evidence.Ownership
	soFar    map[fact.Target]*fact.Snapshot // of each Region, and of each account's own kinds, what was read of it
	accounts []string                       // of soFar, in the order in which they began
	targets  []fact.Target
	landed   []evidence.Finding
	reach    []fact.Reach
}

func (d *Desk) newSink(ctx context.Context, v *View, run string, targets []fact.Target, progress func(ProbeEvent)) (*sink, error) {
	_, judge, err := d.catalog()
	if err != nil {
		return nil, err
	}
	in, _ := questionnaire.Select(v.Catalog, v.Session.Scope)
	return &sink{
		ctx: ctx, store: d.opts.Store, session: v.Session.Meta.ID, run: run, progress: progress,
		judge: judge, scope: v.Session.Scope, controls: in, own: assess.Own(v.Session.Scope, v.Session.Claims),
		soFar: map[fact.Target]*fact.Snapshot{}, targets: rule.Targets(targets, v.Session.Scope),
	}, nil
}

// Event passes progress on, with the findings that the batch before it brought.
func (s *sink) Event(e probe.Event) {
	if s.progress == nil {
		return
	}
	out := ProbeEvent{Event: e}
	if e.State != probe.Asking {
		out.Findings, s.landed = s.landed, nil
	}
	s.progress(out)
}

// Batch stores what one collector read. What was cancelled before it was asked is no attempt: it is listed, but takes
// nothing away from what an earlier run read.
func (s *sink) Batch(reach []fact.Reach, facts []fact.Fact) error {
	s.reach = append(s.reach, reach...)
	cancelled := func(r fact.Reach) bool { return r.Gap.Status == fact.Cancelled }
	if len(facts) == 0 && len(reach) > 0 && !slices.ContainsFunc(reach, func(r fact.Reach) bool { return !cancelled(r) }) {
		return nil
	}
	if err := s.store.SaveBatch(s.ctx, s.session, s.run, reach, facts); err != nil {
		return err
	}
	s.landed = nil
	if s.progress != nil {
		s.landed = s.failures(reach, facts)
	}
	return nil
}

// failures judges what a place shows by the rules that speak of the kinds that just came. What is still to be read there is
// unknown to them, so that no failure is called too early.
func (s *sink) failures(reach []fact.Reach, facts []fact.Fact) []evidence.Finding {
	if len(reach) == 0 {
		return nil
	}
	place := fact.Target{Account: reach[0].Account, Region: reach[0].Region}
	snap := s.soFar[place]
	if snap == nil {
		s.forget(place.Account)
		snap = &fact.Snapshot{Run: s.run}
		s.soFar[place] = snap
	}
	snap.Reach, snap.Facts = append(snap.Reach, reach...), append(snap.Facts, facts...)
	if len(facts) == 0 {
		return nil
	}
	seen := *snap
	if own := s.soFar[fact.Target{Account: place.Account, Region: fact.Global}]; own != nil && own != snap {
		seen.Reach, seen.Facts = slices.Concat(own.Reach, snap.Reach), slices.Concat(own.Facts, snap.Facts)
	}
	fresh := map[fact.Kind]bool{}
	for _, r := range reach {
		fresh[r.Kind] = true
	}
	var concerned []*questionnaire.Control
	for _, c := range s.controls {
		speaks := func(r questionnaire.Rule) bool { return fresh[fact.Kind(r.Each)] }
		if slices.ContainsFunc(c.Rules, speaks) {
			concerned = append(concerned, c)
		}
	}
	var out []evidence.Finding
	for _, f := range s.judge.JudgeAt(s.at(place), &seen, s.scope, concerned, s.own) {
		if fresh[f.Kind] && f.Account == place.Account && f.Region == place.Region && f.Outcome == evidence.Fail && f.Counts() {
			out = append(out, f)
		}
	}
	return out
}

// together is how many accounts are kept in mind: jobs come account by account, so that more than two are hardly read at a time.
const together = 3

// forget lets the account go that was begun first, where another one begins and there are enough. What it may still bring is judged with
// all that was read when the run has ended.
func (s *sink) forget(begins string) {
	if slices.Contains(s.accounts, begins) {
		return
	}
	if s.accounts = append(s.accounts, begins); len(s.accounts) <= together {
		return
	}
	for place := range s.soFar {
		if place.Account == s.accounts[0] {
			delete(s.soFar, place)
		}
	}
	s.accounts = s.accounts[1:]
}

// at are the targets that a place is part of: itself, or all Regions of the account.
func (s *sink) at(place fact.Target) []fact.Target {
	var at []fact.Target
	for _, t := range s.targets {
		if t.Account == place.Account && (t.Region == place.Region || place.Region == fact.Global) {
			at = append(at, t)
		}
	}
	return at
}
