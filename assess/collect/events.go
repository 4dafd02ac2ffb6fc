package collect

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"drydock/assess/fact"
)

// eventRules reads the rules that hear of findings or of AI services, on every bus, and what they set off.
func eventRules() Collector {
	const kind = "event_rule"
	return Collector{
		Name: "event-rules", Service: "events",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"eventbridge.ListEventBuses", "events:ListEventBuses"},
			{"eventbridge.ListRules", "events:ListRules"},
			{"eventbridge.ListTargetsByRule", "events:ListTargetsByRule"},
			{"eventbridge.ListTagsForResource", "events:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := eventbridge.NewFromConfig(env.Config)
			buses, proofs, gap := list(ctx, env, "eventbridge.ListEventBuses", &eventbridge.ListEventBusesInput{}, client.ListEventBuses,
				func(out *eventbridge.ListEventBusesOutput) *string { return out.NextToken },
				func(in *eventbridge.ListEventBusesInput, token *string) { in.NextToken = token },
				func(out *eventbridge.ListEventBusesOutput) []types.EventBus { return out.EventBuses })
			rules, more, rulesGap := rulesOf(ctx, env, client, buses)
			proofs = append(proofs, more...)
			if gap == nil {
				gap = rulesGap
			}
			var heard []entry[types.Rule]
			for _, r := range rules {
				if len(hears(aws.ToString(r.value.EventPattern))) > 0 {
					heard = append(heard, r)
				}
			}
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, heard, func(ctx context.Context, r entry[types.Rule]) *fact.EventRule {
					return readEventRule(ctx, env, client, r)
				}),
			}
		},
	}
}

// rulesOf reads the rules of every bus. The first gap stands for the whole.
func rulesOf(ctx context.Context, env *Env, client *eventbridge.Client, buses []entry[types.EventBus]) (
	all []entry[types.Rule], proofs []fact.Proof, gap *fact.Gap,
) {
	type rules struct {
		entries []entry[types.Rule]
		proofs  []fact.Proof
		gap     *fact.Gap
	}
	for _, r := range inOrder(ctx, env, buses, func(ctx context.Context, bus entry[types.EventBus]) (r rules) {
		r.entries, r.proofs, r.gap = list(ctx, env, "eventbridge.ListRules", &eventbridge.ListRulesInput{EventBusName: bus.value.Name}, client.ListRules,
			func(out *eventbridge.ListRulesOutput) *string { return out.NextToken },
			func(in *eventbridge.ListRulesInput, token *string) { in.NextToken = token },
			func(out *eventbridge.ListRulesOutput) []types.Rule { return out.Rules })
		return r
	}) {
		all, proofs = append(all, r.entries...), append(proofs, r.proofs...)
		if gap == nil {
			gap = r.gap
		}
	}
	return all, proofs, gap
}

func readEventRule(ctx context.Context, env *Env, client *eventbridge.Client, r entry[types.Rule]) *fact.EventRule {
	f := &fact.EventRule{
		Meta:    env.Meta(aws.ToString(r.value.Arn), aws.ToString(r.value.Name), r.proof),
		Bus:     aws.ToString(r.value.EventBusName),
		Enabled: r.value.State == types.RuleStateEnabled || r.value.State == types.RuleStateEnabledWithAllCloudtrailManagementEvents,
		Sources: hears(aws.ToString(r.value.EventPattern)),
	}
	in := &eventbridge.ListTargetsByRuleInput{Rule: r.value.Name, EventBusName: r.value.EventBusName}
	targets, proofs, gap := list(ctx, env, "eventbridge.ListTargetsByRule", in, client.ListTargetsByRule,
		func(out *eventbridge.ListTargetsByRuleOutput) *string { return out.NextToken },
		func(in *eventbridge.ListTargetsByRuleInput, token *string) { in.NextToken = token },
		func(out *eventbridge.ListTargetsByRuleOutput) []types.Target { return out.Targets })
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		f.MarkUnread("targets", *gap)
	} else {
		for _, t := range targets {
			f.Targets = append(f.Targets, aws.ToString(t.value.Arn))
		}
	}
	tags, proof, gap := Ask(ctx, env, "eventbridge.ListTagsForResource", &eventbridge.ListTagsForResourceInput{ResourceARN: r.value.Arn}, client.ListTagsForResource)
	if kept(&f.Meta, proof, gap, "tags") {
		f.Tags = tagMap(tags.Tags, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	}
	return f
}

// listened are the sources whose events matter here, with the beginning of their detail types. Services that find threats also send
// other events, so a rule hears of findings only if it lets that beginning through.
var listened = []struct {
	source, detailType string
	finds              bool
}{
	{"aws.bedrock", "Bedrock", false},
	{"aws.bedrock-agentcore", "Bedrock", false},
	{"aws.guardduty", "GuardDuty", true},
	{"aws.inspector2", "Inspector2", true},
	{"aws.macie", "Macie", true},
	{"aws.sagemaker", "SageMaker", false},
	{"aws.securityhub", "Security Hub", true},
}

// hears says which of the listened sources an event pattern lets through. A pattern that names neither sources nor detail types
// lets through all of them; a schedule, which has no pattern, none.
func hears(pattern string) []string {
	var p struct {
		Source     []any `json:"source"`
		DetailType []any `json:"detail-type"`
	}
	if json.Unmarshal([]byte(pattern), &p) != nil {
		return nil
	}
	var heard []string
	for _, l := range listened {
		ofSource := lets(p.Source,
			func(value string) bool { return value == l.source },
			func(prefix string) bool { return strings.HasPrefix(l.source, prefix) })
		ofType := lets(p.DetailType,
			func(value string) bool { return strings.HasPrefix(value, l.detailType) },
			func(prefix string) bool {
				return strings.HasPrefix(l.detailType, prefix) || strings.HasPrefix(prefix, l.detailType)
			})
		if ofSource && (ofType || p.Source != nil && !l.finds) {
			heard = append(heard, l.source)
		}
	}
	return heard
}

// lets says whether one of a field's matchers lets what is looked for through: a plain value or a prefix that fits, or a comparison of
// another kind, which is taken to. A field that the pattern leaves out lets everything through.
func lets(matchers []any, is, begins func(string) bool) bool {
	if matchers == nil {
		return true
	}
	return slices.ContainsFunc(matchers, func(m any) bool {
		if value, ok := m.(string); ok {
			return is(value)
		}
		if comparison, ok := m.(map[string]any); ok {
			if prefix, ok := comparison["prefix"].(string); ok {
				return begins(prefix)
			}
		}
		return true
	})
}
