package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/securityhub"
	"github.com/aws/aws-sdk-go-v2/service/securityhub/types"

	"drydock/assess/fact"
)

// securityHub reads whether Security Hub is on in the Region, what it checks by, and where findings are gathered.
func securityHub() Collector {
	const op, kind = "securityhub.DescribeHub", "security_hub"
	return Collector{
		Name: "securityhub", Service: "securityhub",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{op, "securityhub:DescribeHub"},
			{"securityhub.GetEnabledStandards", "securityhub:GetEnabledStandards"},
			{"securityhub.ListFindingAggregators", "securityhub:ListFindingAggregators"},
			{"securityhub.GetFindingAggregator", "securityhub:GetFindingAggregator"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := securityhub.NewFromConfig(env.Config)
			out, proof, gap := Ask(ctx, env, op, &securityhub.DescribeHubInput{}, client.DescribeHub)
			f := &fact.SecurityHub{Meta: env.Meta("", "Security Hub")}
			if none(&f.Meta, proof, gap) {
				return Batch{Reach: []fact.Reach{env.Reach(kind, nil, proof)}, Facts: []fact.Fact{f}}
			}
			if _, gap = whole(op, out, gap, func(out *securityhub.DescribeHubOutput) *string { return out.HubArn }); gap != nil {
				return Batch{Reach: []fact.Reach{env.Reach(kind, gap, proof)}}
			}
			f.Enabled, f.Proof = true, []fact.Proof{proof}
			readStandards(ctx, env, client, f)
			readAggregator(ctx, env, client, f)
			return Batch{Reach: []fact.Reach{env.Reach(kind, nil, proof)}, Facts: []fact.Fact{f}}
		},
	}
}

func readStandards(ctx context.Context, env *Env, client *securityhub.Client, f *fact.SecurityHub) {
	standards, proofs, gap := list(ctx, env, "securityhub.GetEnabledStandards", &securityhub.GetEnabledStandardsInput{}, client.GetEnabledStandards,
		func(out *securityhub.GetEnabledStandardsOutput) *string { return out.NextToken },
		func(in *securityhub.GetEnabledStandardsInput, token *string) { in.NextToken = token },
		func(out *securityhub.GetEnabledStandardsOutput) []types.StandardsSubscription {
			return out.StandardsSubscriptions
		})
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		f.MarkUnread("standards", *gap)
		return
	}
	for _, s := range standards {
		if slices.Contains([]types.StandardsStatus{types.StandardsStatusReady, types.StandardsStatusIncomplete}, s.value.StandardsStatus) {
			arn := aws.ToString(s.value.StandardsArn)
			_, name, _ := strings.Cut(arn, ":::")
			if _, later, found := strings.Cut(arn, "standards/"); found {
				name = "standards/" + later
			}
			f.Standards = append(f.Standards, name)
		}
	}
}

func readAggregator(ctx context.Context, env *Env, client *securityhub.Client, f *fact.SecurityHub) {
	const op = "securityhub.GetFindingAggregator"
	aggregators, proofs, gap := list(ctx, env, "securityhub.ListFindingAggregators", &securityhub.ListFindingAggregatorsInput{}, client.ListFindingAggregators,
		func(out *securityhub.ListFindingAggregatorsOutput) *string { return out.NextToken },
		func(in *securityhub.ListFindingAggregatorsInput, token *string) { in.NextToken = token },
		func(out *securityhub.ListFindingAggregatorsOutput) []types.FindingAggregator {
			return out.FindingAggregators
		})
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		f.MarkUnread("linking", *gap)
		f.MarkUnread("homeRegion", *gap)
		return
	}
	for _, a := range aggregators { // an account has one at most
		out, proof, gap := Ask(ctx, env, op, &securityhub.GetFindingAggregatorInput{FindingAggregatorArn: a.value.FindingAggregatorArn}, client.GetFindingAggregator)
		mode, gap := whole(op, out, gap, func(out *securityhub.GetFindingAggregatorOutput) *string { return out.RegionLinkingMode })
		if kept(&f.Meta, proof, gap, "linking", "homeRegion") {
			f.Linking, f.HomeRegion = *mode, aws.ToString(out.FindingAggregationRegion)
		}
	}
}
