package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	"github.com/aws/aws-sdk-go-v2/service/bedrock/types"

	"drydock/assess/fact"
)

// bedrockReasoning reads automated reasoning policies and which versions of them were published; the rules in them are not read.
func bedrockReasoning() Collector {
	const kind = "bedrock_reasoning_policy"
	return Collector{
		Name: "bedrock-reasoning", Service: "bedrock",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"bedrock.ListAutomatedReasoningPolicies", "bedrock:ListAutomatedReasoningPolicies"},
			{"bedrock.ListTagsForResource", "bedrock:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := bedrock.NewFromConfig(env.Config)
			policies, proofs, gap := listReasoning(ctx, env, client, nil)
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, policies, func(ctx context.Context, e entry[types.AutomatedReasoningPolicySummary]) *fact.BedrockReasoningPolicy {
					f := &fact.BedrockReasoningPolicy{Meta: env.Meta(aws.ToString(e.value.PolicyArn), aws.ToString(e.value.Name), e.proof), ID: aws.ToString(e.value.PolicyId)}
					versions, proofs, gap := listReasoning(ctx, env, client, e.value.PolicyArn)
					f.Proof = append(f.Proof, proofs...)
					if gap != nil {
						f.MarkUnread("versions", *gap)
					}
					for _, v := range versions {
						f.Versions = numbered(f.Versions, v.value.Version)
					}
					bedrockTags(ctx, env, client, &f.Meta, f.ARN)
					return f
				}),
			}
		},
	}
}

// listReasoning lists the drafts of all policies or, with an ARN, the published versions of one.
func listReasoning(ctx context.Context, env *Env, client *bedrock.Client, arn *string) ([]entry[types.AutomatedReasoningPolicySummary], []fact.Proof, *fact.Gap) {
	return list(ctx, env, "bedrock.ListAutomatedReasoningPolicies", &bedrock.ListAutomatedReasoningPoliciesInput{PolicyArn: arn}, client.ListAutomatedReasoningPolicies,
		func(out *bedrock.ListAutomatedReasoningPoliciesOutput) *string { return out.NextToken },
		func(in *bedrock.ListAutomatedReasoningPoliciesInput, token *string) { in.NextToken = token },
		func(out *bedrock.ListAutomatedReasoningPoliciesOutput) []types.AutomatedReasoningPolicySummary {
			return out.AutomatedReasoningPolicySummaries
		})
}
