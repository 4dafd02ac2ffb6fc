package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssmincidents"
	"github.com/aws/aws-sdk-go-v2/service/ssmincidents/types"

	"drydock/assess/fact"
)

// responsePlans reads whom the response plans of Incident Manager call: how many, not who. Where Incident Manager was never set up
// there is no replication set, and no plan is asked for.
func responsePlans() Collector {
	const kind = "incident_response_plan"
	return Collector{
		Name: "ssm-incidents", Service: "ssm-incidents",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"ssmincidents.ListReplicationSets", "ssm-incidents:ListReplicationSets"},
			{"ssmincidents.ListResponsePlans", "ssm-incidents:ListResponsePlans"},
			{"ssmincidents.GetResponsePlan", "ssm-incidents:GetResponsePlan"},
			{"ssmincidents.ListTagsForResource", "ssm-incidents:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := ssmincidents.NewFromConfig(env.Config)
			sets, setProofs, gap := list(ctx, env, "ssmincidents.ListReplicationSets", &ssmincidents.ListReplicationSetsInput{}, client.ListReplicationSets,
				func(out *ssmincidents.ListReplicationSetsOutput) *string { return out.NextToken },
				func(in *ssmincidents.ListReplicationSetsInput, token *string) { in.NextToken = token },
				func(out *ssmincidents.ListReplicationSetsOutput) []string { return out.ReplicationSetArns })
			if gap != nil || len(sets) == 0 {
				return Batch{Reach: []fact.Reach{env.Reach(kind, gap, setProofs...)}}
			}
			plans, proofs, gap := list(ctx, env, "ssmincidents.ListResponsePlans", &ssmincidents.ListResponsePlansInput{}, client.ListResponsePlans,
				func(out *ssmincidents.ListResponsePlansOutput) *string { return out.NextToken },
				func(in *ssmincidents.ListResponsePlansInput, token *string) { in.NextToken = token },
				func(out *ssmincidents.ListResponsePlansOutput) []types.ResponsePlanSummary {
					return out.ResponsePlanSummaries
				})
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, append(setProofs, proofs...)...)},
				Facts: facts(ctx, env, plans, func(ctx context.Context, e entry[types.ResponsePlanSummary]) *fact.IncidentResponsePlan {
					return readResponsePlan(ctx, env, client, e)
				}),
			}
		},
	}
}

func readResponsePlan(ctx context.Context, env *Env, client *ssmincidents.Client, e entry[types.ResponsePlanSummary]) *fact.IncidentResponsePlan {
	f := &fact.IncidentResponsePlan{Meta: env.Meta(aws.ToString(e.value.Arn), aws.ToString(e.value.Name), e.proof)}
	out, proof, gap := Ask(ctx, env, "ssmincidents.GetResponsePlan", &ssmincidents.GetResponsePlanInput{Arn: e.value.Arn}, client.GetResponsePlan)
	if kept(&f.Meta, proof, gap, "engaged", "chat") {
		f.Engaged = len(out.Engagements)
		if chat, ok := out.ChatChannel.(*types.ChatChannelMemberChatbotSns); ok {
			f.Chat = len(chat.Value) > 0
		}
	}
	tags, proof, gap := Ask(ctx, env, "ssmincidents.ListTagsForResource", &ssmincidents.ListTagsForResourceInput{ResourceArn: e.value.Arn}, client.ListTagsForResource)
	if kept(&f.Meta, proof, gap, "tags") {
		f.Tags = tags.Tags
	}
	return f
}
