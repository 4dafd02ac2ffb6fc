package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	"github.com/aws/aws-sdk-go-v2/service/bedrock/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"drydock/assess/fact"
)

// bedrockDoors are the two endpoints through which models are called. Each has its own metrics; whoever looks at one of them misses
// the calls of the other.
func bedrockDoors() []bedrockDoor {
	return []bedrockDoor{
		{"AWS/Bedrock", "Invocations", "ModelId", ""},
		{"AWS/BedrockMantle", "Inferences", "Model", " (bedrock-mantle)"},
	}
}

type bedrockDoor struct {
	namespace, metric, dimension string
	suffix                       string // of the fact's name, where the usual endpoint is not meant
}

// bedrockUsage reads which models CloudWatch saw called; it lists metrics that had data in the last two weeks.
func bedrockUsage() Collector {
	const op, kind = "cloudwatch.ListMetrics", "bedrock_usage"
	return Collector{
		Name: "bedrock-usage", Service: "cloudwatch",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "cloudwatch:ListMetrics"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			var (
				batch  Batch
				proofs []fact.Proof
				gap    *fact.Gap
			)
			for _, door := range bedrockDoors() {
				used, read, doorGap := calledThrough(ctx, env, op, door)
				batch.Facts, proofs = append(batch.Facts, used...), append(proofs, read...)
				if gap == nil {
					gap = doorGap
				}
			}
			batch.Reach = []fact.Reach{env.Reach(kind, gap, proofs...)}
			return batch
		},
	}
}

// calledThrough reads the models that were called through one endpoint.
func calledThrough(ctx context.Context, env *Env, op string, door bedrockDoor) ([]fact.Fact, []fact.Proof, *fact.Gap) {
	client := cloudwatch.NewFromConfig(env.Config)
	in := &cloudwatch.ListMetricsInput{Namespace: aws.String(door.namespace), MetricName: aws.String(door.metric)}
	metrics, proofs, gap := list(ctx, env, op, in, client.ListMetrics,
		func(out *cloudwatch.ListMetricsOutput) *string { return out.NextToken },
		func(in *cloudwatch.ListMetricsInput, token *string) { in.NextToken = token },
		func(out *cloudwatch.ListMetricsOutput) []cloudwatchtypes.Metric { return out.Metrics })
	var used []fact.Fact
	seen := map[string]bool{}
	for _, m := range metrics {
		for _, d := range m.value.Dimensions {
			id := aws.ToString(d.Value)
			if aws.ToString(d.Name) != door.dimension || id == "" || seen[id] {
				continue
			}
			seen[id] = true
			used = append(used, &fact.BedrockUsage{Meta: env.Meta("", id+door.suffix, m.proof), ModelID: id})
		}
	}
	return used, proofs, gap
}

// bedrockProfiles reads the account's own inference profiles: names of its own under which it calls models.
func bedrockProfiles() Collector {
	const op, kind = "bedrock.ListInferenceProfiles", "bedrock_inference_profile"
	return Collector{
		Name: "bedrock-profiles", Service: "bedrock",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "bedrock:ListInferenceProfiles"}, {"bedrock.ListTagsForResource", "bedrock:ListTagsForResource"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := bedrock.NewFromConfig(env.Config)
			in := &bedrock.ListInferenceProfilesInput{TypeEquals: types.InferenceProfileTypeApplication}
			profiles, proofs, gap := list(ctx, env, op, in, client.ListInferenceProfiles,
				func(out *bedrock.ListInferenceProfilesOutput) *string { return out.NextToken },
				func(in *bedrock.ListInferenceProfilesInput, token *string) { in.NextToken = token },
				func(out *bedrock.ListInferenceProfilesOutput) []types.InferenceProfileSummary {
					return out.InferenceProfileSummaries
				})
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, profiles, func(ctx context.Context, e entry[types.InferenceProfileSummary]) *fact.BedrockInferenceProfile {
					f := &fact.BedrockInferenceProfile{
						Meta: env.Meta(aws.ToString(e.value.InferenceProfileArn), aws.ToString(e.value.InferenceProfileName), e.proof),
						ID:   aws.ToString(e.value.InferenceProfileId),
					}
					for _, m := range e.value.Models {
						f.Models = append(f.Models, aws.ToString(m.ModelArn))
					}
					bedrockTags(ctx, env, client, &f.Meta, f.ARN)
					return f
				}),
			}
		},
	}
}
