package probe

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"drydock/assess/collect"
	"drydock/assess/fact"
)

// Aggregated is a Source that asks an aggregator of AWS Config instead of the accounts: one set of credentials, no role in any of them,
// and only the kinds that Config records.
type Aggregated struct {
	aws  *AWS
	name string
}

const viaAggregator = "config-aggregator:"

// Via is the source that a name such as config-aggregator:NAME stands for.
func Via(a *AWS, via string) (*Aggregated, error) {
	name, ok := strings.CutPrefix(via, viaAggregator)
	if !ok || name == "" || strings.ContainsAny(name, " '\"") {
		return nil, fmt.Errorf("--via takes %sNAME, not %q", viaAggregator, via)
	}
	return &Aggregated{aws: a, name: name}, nil
}

// Plan leaves in a plan what the aggregator can show, each kind with what is asked for it. What it leaves out keeps what stands.
func (g *Aggregated) Plan(p Plan) Plan {
	kinds := collect.AggregatorKinds()
	var steps []Step
	for _, step := range p.Collectors {
		step.Kinds = slices.DeleteFunc(slices.Clone(step.Kinds), func(k fact.Kind) bool { return !slices.Contains(kinds, k) })
		if len(step.Kinds) > 0 {
			step.Calls = collect.AggregatorCalls()
			steps = append(steps, step)
		}
	}
	p.Collectors = steps
	return p
}

// Caller implements Source.
func (g *Aggregated) Caller(ctx context.Context) (fact.Caller, error) { return g.aws.Caller(ctx) }

// Read implements Source.
func (g *Aggregated) Read(ctx context.Context, t fact.Target, _ string, kinds []fact.Kind) ([]fact.Reach, []fact.Fact, int) {
	a := g.aws
	env := &collect.Env{Target: t, Now: a.options.Now, Workers: a.limits.Workers, CallTimeout: a.limits.Call, Calls: collect.AggregatorCalls()}
	cfg, guard, err := a.guarded(a.base, a.caller.Account, a.base.Region, env.Calls...)
	if err != nil {
		gap := collect.Classify("", "", err)
		var reach []fact.Reach
		for _, kind := range kinds {
			reach = append(reach, env.Reach(kind, &gap))
		}
		return reach, nil, 0
	}
	env.Config = cfg
	defer a.remember(guard)
	batch := collect.FromAggregator(ctx, env, g.name, kinds)
	return batch.Reach, batch.Facts, guard.Count()
}
