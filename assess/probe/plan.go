// Package probe is one run over AWS: what is asked where, in bounded parallel, with every row of reach accounted for.
package probe

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"drydock/assess/collect"
	"drydock/assess/fact"
	"drydock/assess/rule"
	"drydock/questionnaire"
)

// Step is one collector of a plan.
type Step struct {
	Name    string
	Service string
	Global  bool
	Kinds   []fact.Kind
	Calls   []collect.Call
	// Roles are the account roles that it is needed in; empty: everywhere.
	Roles []string
}

// Need is what one control with rules wants to see.
type Need struct {
	Control string
	Kinds   []fact.Kind
}

// Plan is what a run will ask, before anything is asked.
type Plan struct {
	Targets    []fact.Target
	Collectors []Step
	Needs      []Need          // one per control that AWS can show something on
	Skip       map[string]bool // Key of jobs that an earlier run finished
	Limits     Limits
	Now        func() time.Time // nil: the machine's clock
}

// Limits bound a run; a zero field means its default.
type Limits struct {
	Run       time.Duration // the whole run; 30 minutes
	Collector time.Duration // one collector on one target, without an answer about what it listed: see collect.WithPatience; 2 minutes
	Call      time.Duration // one call with its retries; 45 seconds
	Attempt   time.Duration // one attempt with its body; 10 seconds
	Attempts  int           // per call; 5
	Backoff   time.Duration // the longest wait between two attempts; 20 seconds
	Parallel  int           // collectors at a time; 16
	Workers   int           // details at a time within a collector; 8
	PerSecond float64       // attempts per account, Region and service; 0: what the service bears, see paceOf
	Grace     time.Duration // how long a stopped collector may take to hand over what it has; 80 milliseconds
}

func (l Limits) withDefaults() Limits {
	return Limits{
		Run:       cmp.Or(l.Run, 30*time.Minute),
		Collector: cmp.Or(l.Collector, 2*time.Minute),
		Call:      cmp.Or(l.Call, collect.DefaultCallTimeout),
		Attempt:   cmp.Or(l.Attempt, 10*time.Second),
		Attempts:  cmp.Or(l.Attempts, 5),
		Backoff:   cmp.Or(l.Backoff, 20*time.Second),
		Parallel:  cmp.Or(l.Parallel, 16),
		Workers:   cmp.Or(l.Workers, collect.DefaultWorkers),
		PerSecond: l.PerSecond,
		Grace:     cmp.Or(l.Grace, 80*time.Millisecond),
	}
}

// Key names one job of a run, for Plan.Skip: account, Region and collector.
func Key(t fact.Target, collector string) string {
	return strings.Join([]string{t.Account, t.Region, collector}, "|")
}

// NewPlan takes the collectors that the rules of these controls need on these targets.
func NewPlan(controls []*questionnaire.Control, targets []fact.Target) Plan {
	return planFor(controls, targets, collect.All(), rule.Kinds)
}

// planFor takes the collectors that the rules of the given controls need, and no others, in the order in which they are declared.
func planFor(
	controls []*questionnaire.Control, targets []fact.Target,
	collectors []collect.Collector, kinds func(questionnaire.Rule) []fact.Kind,
) Plan {
	plan := Plan{Targets: slices.Clone(targets)}
	roles := map[fact.Kind][]string{}
	for _, control := range controls {
		need := Need{Control: control.ID}
		for _, rule := range control.Rules {
			in := rule.In
			if len(in) == 0 {
				in = []string{defaultRole}
			}
			for _, kind := range kinds(rule) {
				roles[kind] = append(roles[kind], in...)
				need.Kinds = append(need.Kinds, kind)
			}
		}
		if len(need.Kinds) > 0 {
			slices.Sort(need.Kinds)
			need.Kinds = slices.Compact(need.Kinds)
			plan.Needs = append(plan.Needs, need)
		}
	}
	for _, c := range collectors {
		var in []string
		for _, kind := range c.Kinds {
			in = append(in, roles[kind]...)
		}
		if len(in) == 0 {
			continue
		}
		slices.Sort(in)
		plan.Collectors = append(plan.Collectors, Step{
			Name: c.Name, Service: c.Service, Global: c.Global, Kinds: c.Kinds, Calls: c.Calls, Roles: slices.Compact(in),
		})
	}
	return plan
}

// defaultRole is the part of an account that nobody gave one.
const defaultRole = "workload"

// job is one collector on one target; the unit of progress, of storing and of resuming.
type job struct {
	target fact.Target
	step   Step
}

func (j job) key() string { return Key(j.target, j.step.Name) }

// jobs lists what is to be done, account by account: global collectors once per account, the others once per Region.
func (p Plan) jobs() []job {
	var jobs []job
	planned := map[string]bool{}
	for _, target := range p.Targets {
		role := cmp.Or(target.Role, defaultRole)
		for _, step := range p.Collectors {
			if len(step.Roles) > 0 && !slices.Contains(step.Roles, role) {
				continue
			}
			j := job{target: target, step: step}
			if step.Global {
				j.target.Region = fact.Global
			}
			if !planned[j.key()] {
				planned[j.key()] = true
				jobs = append(jobs, j)
			}
		}
	}
	return jobs
}

// Preview is what a plan will do, for people, before anything is asked.
type Preview struct {
	Accounts, Regions []string
	Jobs              int      // collectors × targets
	Skipped           int      // of them done by an earlier run
	Rows              int      // (account, Region, kind) that will get an answer or a reason
	Operations        []string // that may be asked
	Permissions       []string // IAM actions that they need
	MinCalls          int      // at least so many calls; details come on top
}

// Preview says what the plan will do.
func (p Plan) Preview() Preview {
	var preview Preview
	for _, j := range p.jobs() {
		preview.Accounts = append(preview.Accounts, j.target.Account)
		preview.Regions = append(preview.Regions, j.target.Region)
		preview.Jobs++
		if p.Skip[j.key()] {
			preview.Skipped++
			continue
		}
		preview.Rows += len(j.step.Kinds)
	}
	for _, t := range p.Targets {
		preview.Regions = append(preview.Regions, t.Region)
	}
	for _, call := range p.Calls() {
		preview.Operations = append(preview.Operations, call.Operation)
		preview.Permissions = append(preview.Permissions, call.Action)
	}
	preview.Accounts = distinct(preview.Accounts)
	preview.Regions = slices.DeleteFunc(distinct(preview.Regions), func(r string) bool { return r == fact.Global })
	preview.Operations, preview.Permissions = distinct(preview.Operations), distinct(preview.Permissions)
	preview.MinCalls = preview.Jobs - preview.Skipped + len(preview.Accounts) // one each, and STS once per account
	return preview
}

// Estimate is how long a run takes, as far as that can be known before: AWS tells how much there is only while it is read.
type Estimate struct {
	Latency   time.Duration // of one call, as measured; zero: not measured
	Least     time.Duration // with nothing in the accounts
	Hundred   time.Duration // what a hundred resources of the most talkative kind add, in one account and Region
	Talkative string        // the collector of that kind
	Most      time.Duration // then the run ends, and says what it did not read
}

// Estimate says how long the plan takes where one call takes so long.
func (p Plan) Estimate(latency time.Duration) Estimate {
	limits := p.Limits.withDefaults()
	e := Estimate{Latency: latency, Most: limits.Run}
	calls := p.Preview().MinCalls
	waves := (calls + limits.Parallel - 1) / limits.Parallel
	e.Least = time.Duration(max(2, waves)) * latency // who is calling, then all the rest
	for _, step := range p.Collectors {
		if added := step.hundred(limits.PerSecond); added > e.Hundred {
			e.Hundred, e.Talkative = added, step.Name
		}
	}
	return e
}

// hundred is how long a step takes at most for the details of a hundred resources. One of its calls lists; the others are asked for
// each resource, as a rule.
func (s Step) hundred(perSecond float64) time.Duration {
	var whole, slowest float64 // seconds: of the calls that share a pace, and of those that have their own
	for _, call := range s.Calls[min(1, len(s.Calls)):] {
		service, _, _ := strings.Cut(call.Operation, ".")
		pace := paceOf(service, perSecond)
		took := 100 / pace.perSecond
		if pace.perOperation {
			slowest = max(slowest, took)
		} else {
			whole += took
		}
	}
	return time.Duration(max(whole, slowest) * float64(time.Second))
}

// Sentence is the estimate in words.
func (e Estimate) Sentence() string {
	if e.Latency == 0 {
		return "How long it takes depends on how much there is; after " + rounded(e.Most) + " it ends, and says what it did not read."
	}
	s := fmt.Sprintf("At least %s, at %s a call", rounded(e.Least), rounded(e.Latency))
	if e.Hundred > 0 {
		s += fmt.Sprintf("; every 100 resources of one kind in one Region add up to %s (%s asks most)", rounded(e.Hundred), e.Talkative)
	}
	return fmt.Sprintf("%s. After %s it ends, and says what it did not read.", s, rounded(e.Most))
}

// rounded is a duration as people say it.
func rounded(d time.Duration) string {
	switch {
	case d >= 10*time.Minute:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	case d >= 2*time.Second:
		return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
	case d >= time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%d ms", max(1, d.Milliseconds()))
}

// Calls are the declared calls of the plan, each once, sorted by operation.
func (p Plan) Calls() []collect.Call {
	var calls []collect.Call
	for _, step := range p.Collectors {
		calls = append(calls, step.Calls...)
	}
	return distinctCalls(calls)
}

// AllCalls are the calls that Drydock may ever make as a collector, for a policy that fits every session.
func AllCalls() []collect.Call {
	var calls []collect.Call
	for _, c := range collect.All() {
		calls = append(calls, c.Calls...)
	}
	return distinctCalls(calls)
}

func distinctCalls(calls []collect.Call) []collect.Call {
	sorted := slices.Clone(calls)
	slices.SortFunc(sorted, func(a, b collect.Call) int {
		return cmp.Or(strings.Compare(a.Operation, b.Operation), strings.Compare(a.Action, b.Action))
	})
	return slices.Compact(sorted)
}

func distinct(s []string) []string {
	sorted := slices.Clone(s)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}
