package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/configservice"
	"github.com/aws/aws-sdk-go-v2/service/configservice/types"

	"drydock/assess/fact"
)

// configRecorders reads what AWS Config writes down in a Region, and whether it does.
func configRecorders() Collector {
	return Collector{
		Name: "config", Service: "config",
		Kinds: []fact.Kind{"config_recorder", "config_rule"},
		Calls: []Call{
			{"configservice.DescribeConfigurationRecorders", "config:DescribeConfigurationRecorders"},
			{"configservice.DescribeConfigurationRecorderStatus", "config:DescribeConfigurationRecorderStatus"},
			{"configservice.DescribeConfigRules", "config:DescribeConfigRules"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := configservice.NewFromConfig(env.Config)
			batch := readRecorders(ctx, env, client)
			rules := readConfigRules(ctx, env, client)
			return Batch{Reach: append(batch.Reach, rules.Reach...), Facts: append(batch.Facts, rules.Facts...)}
		},
	}
}

func readRecorders(ctx context.Context, env *Env, client *configservice.Client) Batch {
	const kind, op = "config_recorder", "configservice.DescribeConfigurationRecorderStatus"
	out, proof, gap := Ask(ctx, env, "configservice.DescribeConfigurationRecorders", &configservice.DescribeConfigurationRecordersInput{}, client.DescribeConfigurationRecorders)
	if gap != nil {
		return Batch{Reach: []fact.Reach{env.Reach(kind, gap, proof)}}
	}
	batch := Batch{Reach: []fact.Reach{env.Reach(kind, nil, proof)}}
	if len(out.ConfigurationRecorders) == 0 {
		return batch
	}
	status, statusProof, statusGap := Ask(ctx, env, op, &configservice.DescribeConfigurationRecorderStatusInput{}, client.DescribeConfigurationRecorderStatus)
	for _, r := range out.ConfigurationRecorders {
		f := &fact.ConfigRecorder{Meta: env.Meta("", aws.ToString(r.Name), proof)}
		if g := r.RecordingGroup; g != nil {
			f.Strategy, f.Included, f.Excluded = strategy(g), names(g.ResourceTypes), nil
			if g.ExclusionByResourceTypes != nil {
				f.Excluded = names(g.ExclusionByResourceTypes.ResourceTypes)
			}
		} else {
			f.MarkUnread("strategy", unexpected(proof.Operation, "the answer does not say what is recorded"))
		}
		batch.Facts = append(batch.Facts, f)
		if !kept(&f.Meta, statusProof, statusGap, "recording", "lastStatus") {
			continue
		}
		i := slices.IndexFunc(status.ConfigurationRecordersStatus, func(s types.ConfigurationRecorderStatus) bool { return aws.ToString(s.Name) == f.Name })
		if i < 0 {
			gone := unexpected(op, "the answer does not speak of this recorder")
			f.MarkUnread("recording", gone)
			f.MarkUnread("lastStatus", gone)
			continue
		}
		f.Recording, f.LastStatus = status.ConfigurationRecordersStatus[i].Recording, string(status.ConfigurationRecordersStatus[i].LastStatus)
	}
	return batch
}

// strategy is what a recorder records; older recorders say it by a flag.
func strategy(g *types.RecordingGroup) string {
	switch {
	case g.RecordingStrategy != nil && g.RecordingStrategy.UseOnly != "":
		return string(g.RecordingStrategy.UseOnly)
	case g.AllSupported:
		return string(types.RecordingStrategyTypeAllSupportedResourceTypes)
	}
	return string(types.RecordingStrategyTypeInclusionByResourceTypes)
}

func readConfigRules(ctx context.Context, env *Env, client *configservice.Client) Batch {
	rules, proofs, gap := list(ctx, env, "configservice.DescribeConfigRules", &configservice.DescribeConfigRulesInput{}, client.DescribeConfigRules,
		func(out *configservice.DescribeConfigRulesOutput) *string { return out.NextToken },
		func(in *configservice.DescribeConfigRulesInput, token *string) { in.NextToken = token },
		func(out *configservice.DescribeConfigRulesOutput) []types.ConfigRule { return out.ConfigRules })
	return Batch{
		Reach: []fact.Reach{env.Reach("config_rule", gap, proofs...)},
		Facts: facts(ctx, env, rules, func(_ context.Context, e entry[types.ConfigRule]) *fact.ConfigRule {
			f := &fact.ConfigRule{
				Meta:  env.Meta(aws.ToString(e.value.ConfigRuleArn), aws.ToString(e.value.ConfigRuleName), e.proof),
				State: string(e.value.ConfigRuleState),
			}
			f.MarkUnread("tags", unasked("rules judge the whole Region; Drydock does not ask whose they are"))
			if e.value.Source != nil {
				f.Source = aws.ToString(e.value.Source.SourceIdentifier)
			}
			if e.value.Scope != nil {
				f.Types = slices.Clone(e.value.Scope.ComplianceResourceTypes)
			}
			return f
		}),
	}
}

// names turns the SDK's own string types into plain text.
func names[S ~string](values []S) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}
