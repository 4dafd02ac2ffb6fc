package probe

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"drydock/assess/collect"
	"drydock/assess/fact"
)

// Source answers for one target. AWS is one; the sample is another. Read never fails: what it could not read, it says in reach.
type Source interface {
	Caller(ctx context.Context) (fact.Caller, error)
	Read(ctx context.Context, t fact.Target, collector string, kinds []fact.Kind) (reach []fact.Reach, facts []fact.Fact, calls int)
}

// Sink takes what a run brings home, as it comes. Its methods are never called at the same time. An error of Batch (a full disk)
// ends the run.
type Sink interface {
	Event(Event)
	Batch(reach []fact.Reach, facts []fact.Fact) error
}

// The states of an event.
const (
	Asking  = "asking"
	Read    = "read"
	Partly  = "partly"
	NotRead = "not read"
)

// Event tells how a collector on a target is getting on.
type Event struct {
	Target             fact.Target
	Collector, Service string
	State              string
	Calls, Facts       int
	Gap                *fact.Gap // the first reason of what was not read
	Done, Jobs         int       // of the whole run, resumed ones included
}

// Summary is a run in numbers.
type Summary struct {
	Caller    fact.Caller
	Jobs      int // planned, without those skipped
	Skipped   int
	Calls     int
	Facts     int
	Reach     map[fact.Status]int // rows per status
	Took      time.Duration
	Cancelled bool
	Expired   bool // the credentials expired on the way; what was not asked by then is marked cancelled
}

// result is one finished job.
type result struct {
	job   job
	reach []fact.Reach
	facts []fact.Fact
	calls int
}

// Run asks everything that the plan holds and hands every batch to the sink as it comes. It returns when every planned row of reach
// has been handed over: read, or with the reason why not. It fails only when nobody is known to be calling, or when the sink fails.
// Stopping ctx ends the run within Limits.Grace; what was read is kept, and the rest is marked cancelled. So it is when the
// credentials expire: nobody answers then, and every further question would only take away what an earlier run read.
func Run(ctx context.Context, plan Plan, source Source, sink Sink) (Summary, error) {
	now := plan.Now
	if now == nil {
		now = time.Now
	}
	start := now()
	limits := plan.Limits.withDefaults()
	summary := Summary{Reach: map[fact.Status]int{}}
	caller, err := source.Caller(ctx)
	if err != nil {
		return summary, err
	}
	summary.Caller = caller

	var todo []job
	for _, j := range plan.jobs() {
		if plan.Skip[j.key()] {
			summary.Skipped++
			continue
		}
		todo = append(todo, j)
	}
	summary.Jobs = len(todo)

	runCtx, stop := context.WithTimeout(ctx, limits.Run)
	defer stop()
	r := &run{source: source, limits: limits, sink: sink, summary: &summary, now: now}
	err = r.drive(runCtx, stop, todo)
	summary.Cancelled = ctx.Err() != nil
	summary.Expired = r.expired.Load()
	summary.Took = now().Sub(start)
	return summary, err
}

// run is the state of one Run; only its driving goroutine touches summary and sink.
type run struct {
	source  Source
	limits  Limits
	sink    Sink
	summary *Summary
	now     func() time.Time
	done    int
	expired atomic.Bool // set by the driver, seen by the readers
}

// note is what a reader tells the driver: it begins a job, or it ended one.
type note struct {
	begun *job
	ended *result
}

// drive starts the readers and hands what they bring to the sink, one at a time.
func (r *run) drive(ctx context.Context, stop context.CancelFunc, todo []job) error {
	queue := make(chan job)
	notes := make(chan note)
	var readers sync.WaitGroup
	for range min(r.limits.Parallel, len(todo)) {
		readers.Go(func() {
			for j := range queue {
				notes <- note{begun: &j}
				ended := r.read(ctx, j)
				notes <- note{ended: &ended}
			}
		})
	}
	readers.Go(func() {
		defer close(queue)
		for _, j := range todo {
			queue <- j // after a stop every job still passes, and is marked at once
		}
	})
	go func() { readers.Wait(); close(notes) }() // holds nothing that can panic

	var failed error
	for n := range notes {
		switch {
		case failed != nil: // drain: the readers end by themselves, their ctx is done
		case n.begun != nil:
			r.event(n.begun, Asking, nil)
		default:
			if failed = r.hand(n.ended); failed != nil {
				stop()
			}
		}
	}
	return failed
}

// hand gives one finished job to the sink.
func (r *run) hand(ended *result) error {
	if err := r.sink.Batch(ended.reach, ended.facts); err != nil {
		return fmt.Errorf("keeping what %s read in %s %s: %w", ended.job.step.Name, ended.job.target.Account, ended.job.target.Region, err)
	}
	r.done++
	r.summary.Calls += ended.calls
	r.summary.Facts += len(ended.facts)
	state, gap := Read, (*fact.Gap)(nil)
	read := 0
	for _, row := range ended.reach {
		r.summary.Reach[row.Gap.Status]++
		if collect.Expired(&row.Gap) {
			r.expired.Store(true)
		}
		if row.Gap.Status == fact.Read {
			read++
		} else if gap == nil {
			gap = &row.Gap
		}
	}
	for _, f := range ended.facts {
		for _, unread := range f.Base().Unread {
			state = Partly
			if collect.Expired(&unread) {
				r.expired.Store(true)
			}
		}
	}
	switch {
	case gap != nil && read == 0 && len(ended.facts) == 0:
		state = NotRead
	case gap != nil:
		state = Partly
	}
	r.eventOf(ended, state, gap)
	return nil
}

func (r *run) event(j *job, state string, gap *fact.Gap) {
	r.sink.Event(Event{
		Target: j.target, Collector: j.step.Name, Service: j.step.Service, State: state, Gap: gap,
		Done: r.done + r.summary.Skipped, Jobs: r.summary.Jobs + r.summary.Skipped,
	})
}

func (r *run) eventOf(ended *result, state string, gap *fact.Gap) {
	r.sink.Event(Event{
		Target: ended.job.target, Collector: ended.job.step.Name, Service: ended.job.step.Service, State: state, Gap: gap,
		Calls: ended.calls, Facts: len(ended.facts),
		Done: r.done + r.summary.Skipped, Jobs: r.summary.Jobs + r.summary.Skipped,
	})
}

// read runs one job to its end, whatever the source does: it may panic, hang, or say too little.
func (r *run) read(ctx context.Context, j job) result {
	if err := ctx.Err(); err != nil {
		return j.unread(gapOf(err), r.now().UTC())
	}
	if r.expired.Load() {
		return j.unread(fact.Gap{Status: fact.Cancelled, Message: "not asked: the AWS session had expired"}, r.now().UTC())
	}
	jobCtx, cancel := collect.WithPatience(ctx, r.limits.Collector)
	defer cancel()
	done := make(chan result, 1) // buffered: a source that hangs must not keep its goroutine when it ends at last
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- j.unread(fact.Gap{Status: fact.Failed, Message: fmt.Sprintf("the collector %s stopped by a fault of its own: %v", j.step.Name, p)}, r.now().UTC())
			}
		}()
		reach, facts, calls := r.source.Read(jobCtx, j.target, j.step.Name, j.step.Kinds)
		done <- result{job: j, reach: reach, facts: facts, calls: calls}.complete(r.now().UTC())
	}()
	select {
	case ended := <-done:
		return ended
	case <-jobCtx.Done():
	}
	grace := time.NewTimer(r.limits.Grace)
	defer grace.Stop()
	select {
	case ended := <-done:
		return ended
	case <-grace.C:
		return j.unread(gapOf(jobCtx.Err()), r.now().UTC())
	}
}

func gapOf(err error) fact.Gap {
	if errors.Is(err, context.DeadlineExceeded) {
		return fact.Gap{Status: fact.TimedOut, Message: "its time was up"}
	}
	return fact.Gap{Status: fact.Cancelled, Message: "the run was stopped"}
}

// unread is a job that brought nothing, with the reason in every row.
func (j job) unread(gap fact.Gap, at time.Time) result {
	ended := result{job: j}
	for _, kind := range j.step.Kinds {
		ended.reach = append(ended.reach, fact.Reach{
			Account: j.target.Account, Region: j.target.Region, Kind: kind, Gap: gap, ReadAt: at,
		})
	}
	return ended
}

// othersKinds may rightly describe what lives in another account: a trail of the organisation, a shared guardrail or network.
var othersKinds = []fact.Kind{"cloudtrail_trail", "organization", "organization_policy", "bedrock_enforced_guardrail", "ec2_vpc", "ec2_vpc_endpoint"}

// complete makes a result whole: exactly one row per planned kind, and nothing about another account or Region.
func (e result) complete(now time.Time) result {
	rows := map[fact.Kind]fact.Reach{}
	for _, row := range e.reach {
		if row.Account == e.job.target.Account && row.Region == e.job.target.Region {
			rows[row.Kind] = row
		}
	}
	whole := result{job: e.job, calls: e.calls}
	foreign := map[fact.Kind]string{}
	for _, f := range e.facts {
		if why := e.foreign(f); why != "" {
			foreign[f.Kind()] = why
			continue
		}
		whole.facts = append(whole.facts, f)
	}
	for _, kind := range e.job.step.Kinds {
		row, ok := rows[kind]
		if !ok {
			row = fact.Reach{
				Account: e.job.target.Account, Region: e.job.target.Region, Kind: kind, ReadAt: now,
				Gap: fact.Gap{Status: fact.Failed, Message: fmt.Sprintf("the collector %s said nothing about it", e.job.step.Name)},
			}
		}
		if why := foreign[kind]; why != "" {
			row.Gap = fact.Gap{Status: fact.Failed, Message: why}
		}
		whole.reach = append(whole.reach, row)
	}
	return whole
}

// foreign says why a fact does not belong to the target; empty when it does.
func (e result) foreign(f fact.Fact) string {
	base, target := f.Base(), e.job.target
	if base.Account != target.Account || base.Region != target.Region {
		return fmt.Sprintf("an answer was about %s %s, not %s %s", base.Account, base.Region, target.Account, target.Region)
	}
	if owner := accountOf(base.ARN); owner != "" && owner != target.Account && !slices.Contains(othersKinds, f.Kind()) {
		return fmt.Sprintf("another account's answer: %s is not of %s", base.ARN, target.Account)
	}
	return ""
}
