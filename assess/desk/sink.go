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
	soFar    *fact.Snapshot
	landed   []evidence.Finding
	reach    []fact.Reach
}

func (d *Desk) newSink(ctx context.Context, v *View, run string, targets []fact.Target, progress func(ProbeEvent)) (*sink, error) {
	_, judge, err := d.catalog()
	if err != nil {
		return nil, err
	}
	if progress == nil {
		progress = func(ProbeEvent) {}
	}
	in, _ := questionnaire.Select(v.Catalog, v.Session.Scope)
	return &sink{
		ctx: ctx, store: d.opts.Store, session: v.Session.Meta.ID, run: run, progress: progress,
		judge: judge, scope: v.Session.Scope, controls: in, own: assess.Own(v.Session.Scope, v.Session.Claims),
		soFar: &fact.Snapshot{Run: run, Targets: targets},
	}, nil
}

// Event passes progress on, with the findings that the batch before it brought.
func (s *sink) Event(e probe.Event) {
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
	s.soFar.Reach = append(s.soFar.Reach, reach...)
	s.soFar.Facts = append(s.soFar.Facts, facts...)
	s.landed = nil
	if len(facts) > 0 {
		s.landed = s.failures(reach)
	}
	return nil
}

// failures judges what was read so far by the rules that speak of the kinds that just came. What is still to be read is
// unknown to them, so that no failure is called too early.
func (s *sink) failures(reach []fact.Reach) []evidence.Finding {
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
	for _, f := range s.judge.Judge(s.soFar, s.scope, concerned, s.own) {
		here := slices.ContainsFunc(reach, func(r fact.Reach) bool {
			return r.Kind == f.Kind && r.Account == f.Account && r.Region == f.Region
		})
		if here && f.Outcome == evidence.Fail && f.Counts() {
			out = append(out, f)
		}
	}
	return out
}
