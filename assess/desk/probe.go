package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/probe"
)

// Types and errors of a probe run, under the desk's name for those who only talk to the desk.
type (
	// AWSOptions say with which credentials, and where, AWS is asked.
	AWSOptions = probe.AWSOptions
	// PolicyOptions say how to print the IAM policy.
	PolicyOptions = probe.PolicyOptions
	// AWSProfile is a profile of this machine's AWS configuration.
	AWSProfile = probe.Profile
	// Rights are what the caller may read, and Opening is what a missing action would open.
	Rights  = probe.Rights
	Opening = probe.Opening
)

// ErrNoCredentials says that AWS cannot be asked with what this machine has; the message says what to do.
var ErrNoCredentials = probe.ErrCredentials

// ErrNothingToAsk says that no question in scope has a rule, so that there is nothing to ask AWS.
var ErrNothingToAsk = errors.New("AWS can show nothing here: no question in scope has anything on AWS behind it. Ask people; if something does run on AWS, say so in the scope")

// Profiles lists the profiles of this machine's AWS configuration.
func (d *Desk) Profiles(ctx context.Context) ([]AWSProfile, error) { return probe.Profiles(ctx) }

// PolicyFormats are the formats of Policy.
func PolicyFormats() []string { return probe.Formats() }

// Probe asks AWS, keeps every batch as it comes, judges what stands then and says what came of it. progress may be nil; it
// is never called at the same time. Stopping ctx ends the run early: what was read is kept and judged, and the result is
// marked as stopped.
func (d *Desk) Probe(ctx context.Context, v *View, p *ProbePlan, progress func(ProbeEvent)) (*ProbeResult, error) {
	keep := context.WithoutCancel(ctx)
	v, err := d.widen(keep, v, p)
	if err != nil {
		return nil, err
	}
	run, plan, err := d.beginRun(keep, v, p)
	if err != nil {
		return nil, err
	}
	if err := d.opts.Store.SaveRun(keep, v.Session.Meta.ID, run); err != nil {
		return nil, fmt.Errorf("begin the run: %w", err)
	}
	sink, err := d.newSink(keep, v, run.ID, plan.Targets, progress)
	if err != nil {
		return nil, err
	}
	summary, runErr := probe.Run(ctx, plan, p.source, sink)
	run.Calls += summary.Calls
	run.Complete = runErr == nil && !summary.Cancelled && !summary.Expired
	if err := d.opts.Store.SaveRun(keep, v.Session.Meta.ID, run); err != nil {
		return nil, errors.Join(runErr, fmt.Errorf("end the run: %w", err))
	}
	fresh, err := d.load(keep, v.Session.Meta.ID) // judges what stands now
	if err = errors.Join(runErr, err); err != nil {
		return nil, err
	}
	return resultOf(fresh, ProbeResult{Reach: sink.reach, Calls: run.Calls, Stopped: summary.Cancelled, Expired: summary.Expired}), nil
}

// beginRun is a new run, or the newest one that was broken off with what it still lacks.
func (d *Desk) beginRun(ctx context.Context, v *View, p *ProbePlan) (assess.Run, probe.Plan, error) {
	plan := p.Plan
	plan.Now = d.opts.Now
	if runs := v.Session.Runs; p.Retry && len(runs) > 0 {
		snap, err := d.opts.Store.LoadStanding(ctx, v.Session.Meta.ID)
		if err != nil {
			return assess.Run{}, plan, fmt.Errorf("ask again what was not read: %w", err)
		}
		plan.Skip = finished(plan, unreadThroughout(snap), fact.Read, fact.NotOffered)
	} else if runs := v.Session.Runs; p.Resume && len(runs) > 0 && !runs[len(runs)-1].Complete {
		run := runs[len(runs)-1]
		run.Judged = ""
		snap, err := d.opts.Store.LoadSnapshot(ctx, v.Session.Meta.ID, run.ID)
		if err != nil {
			return run, plan, fmt.Errorf("go on with the run of %s: %w", run.At.Format("2 January 15:04"), err)
		}
		plan.Skip = finished(plan, snap, fact.Read, fact.Denied, fact.ClosedByPolicy, fact.NotOffered)
		for _, t := range plan.Targets {
			if !slices.Contains(run.Targets, t) {
				run.Targets = append(run.Targets, t)
			}
		}
		return run, plan, nil
	}
	return assess.Run{ID: d.opts.NewID(), At: d.opts.Now().UTC(), Caller: p.Caller.ARN, Targets: plan.Targets}, plan, nil
}

// unreadThroughout is a snapshot in which a kind counts as not read when anything of it was not: a key of which one call was denied,
// say.
func unreadThroughout(snap *fact.Snapshot) *fact.Snapshot {
	type row struct {
		account, region string
		kind            fact.Kind
	}
	gaps := map[row]fact.Gap{}
	for _, f := range snap.Facts {
		b := f.Base()
		for _, gap := range b.Unread {
			gaps[row{b.Account, b.Region, f.Kind()}] = gap
		}
	}
	out := *snap
	out.Reach = slices.Clone(snap.Reach)
	for i, r := range out.Reach {
		if gap, ok := gaps[row{r.Account, r.Region, r.Kind}]; ok {
			out.Reach[i].Gap = gap
		}
	}
	return &out
}

// finished are the jobs of a plan that an earlier run answered for every kind, by what counts as an answer. What failed by bad luck
// is asked again.
func finished(plan probe.Plan, snap *fact.Snapshot, answers ...fact.Status) map[string]bool {
	type row struct {
		account, region string
		kind            fact.Kind
	}
	answered := map[row]bool{}
	for _, r := range snap.Reach {
		if slices.Contains(answers, r.Gap.Status) {
			answered[row{r.Account, r.Region, r.Kind}] = true
		}
	}
	skip := map[string]bool{}
	for _, t := range plan.Targets {
		for _, step := range plan.Collectors {
			at := t
			if step.Global {
				at.Region = fact.Global
			}
			missing := func(k fact.Kind) bool { return !answered[row{at.Account, at.Region, k}] }
			if !slices.ContainsFunc(step.Kinds, missing) {
				skip[probe.Key(at, step.Name)] = true
			}
		}
	}
	return skip
}

// ProbeResult is what a run brought, against what can be known.
type ProbeResult struct {
	View        *View
	Settles     int                // AWS shows it, one way or the other
	Half        int                // AWS shows a half that is in order; people know the other
	Unread      int                // AWS could show it, but was not read
	OnlyPeople  int                // no rule speaks of it here
	Permissions []string           // IAM actions that would open more
	Opens       int                // so many of the unread ones
	Sentence    string             // "AWS settles 14 · shows half of 6 · could not read 5 (2 permissions open 4) · 13 only a person knows"
	Unassigned  []evidence.Finding // one per resource: whose is this?
	Reach       []fact.Reach       // of this run, what was not asked included
	Calls       int
	Stopped     bool // by somebody; Resume goes on
	Expired     bool // the credentials expired on the way; after signing in again Resume goes on
}

// resultOf counts what a run brought against how things stand.
func resultOf(v *View, of ProbeResult) *ProbeResult {
	r := &ProbeResult{View: v, Reach: of.Reach, Calls: of.Calls, Stopped: of.Stopped, Expired: of.Expired}
	for i := range v.Posture.Controls {
		s := &v.Posture.Controls[i]
		switch s.Evidence.Verdict {
		case evidence.VerdictNone:
			r.OnlyPeople++
		case evidence.VerdictNotAssessed:
			r.Unread++
			r.open(s)
		case evidence.VerdictPass:
			if s.Control.Ceiling != "" {
				r.Half++
			} else {
				r.Settles++
			}
		default:
			r.Settles++
		}
	}
	slices.Sort(r.Permissions)
	r.Permissions = slices.Compact(r.Permissions)
	r.Unassigned = unassigned(v.Session.Findings)
	r.Sentence = r.sentence()
	return r
}

// Recount is the same run against how things stand now: whose a resource is, and what was answered since, changes what counts.
func (r *ProbeResult) Recount(v *View) *ProbeResult {
	return resultOf(v, *r)
}

// open notes the permissions that would open a control, if permissions are all that it lacks.
func (r *ProbeResult) open(s *assess.ControlState) {
	var actions []string
	for i := range s.Evidence.Findings {
		f := &s.Evidence.Findings[i]
		if f.Outcome != evidence.Unknown || !f.Counts() {
			continue
		}
		if f.Gap == nil || f.Gap.Status != fact.Denied || f.Gap.Action == "" {
			return
		}
		actions = append(actions, f.Gap.Action)
	}
	if len(actions) > 0 {
		r.Opens++
		r.Permissions = append(r.Permissions, actions...)
	}
}

func (r *ProbeResult) sentence() string {
	unread := fmt.Sprintf("could not read %d", r.Unread)
	switch n := len(r.Permissions); {
	case n == 1:
		unread += fmt.Sprintf(" (1 permission opens %d)", r.Opens)
	case n > 1:
		unread += fmt.Sprintf(" (%d permissions open %d)", n, r.Opens)
	}
	s := fmt.Sprintf("AWS settles %d · shows half of %d · %s · %d only a person knows", r.Settles, r.Half, unread, r.OnlyPeople)
	switch {
	case r.Expired:
		s = "The AWS session expired half-way; what was read is kept. " + s
	case r.Stopped:
		s = "Stopped half-way; what was read is kept. " + s
	}
	return s
}

// unassigned gives one finding for each resource that nobody claimed. Of one that no rule has anything to say of nobody is asked.
func unassigned(findings []evidence.Finding) []evidence.Finding {
	var out []evidence.Finding
	for _, f := range findings {
		same := func(g evidence.Finding) bool { return g.Resource == f.Resource }
		if f.Ownership == evidence.Unassigned && f.Outcome != evidence.NotApplicable && !slices.ContainsFunc(out, same) {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b evidence.Finding) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Resource, b.Resource))
	})
	return out
}
