package collect

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/detective"
	"github.com/aws/aws-sdk-go-v2/service/detective/types"

	"drydock/assess/fact"
)

// detectiveGraphs reads the behaviour graphs that the account administers, and whose data does not arrive in them. Members are known
// by their account ids; their mail addresses are not kept.
func detectiveGraphs() Collector {
	const kind = "detective_graph"
	return Collector{
		Name: "detective", Service: "detective",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"detective.ListGraphs", "detective:ListGraphs"},
			{"detective.ListMembers", "detective:ListMembers"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := detective.NewFromConfig(env.Config)
			graphs, proofs, gap := list(ctx, env, "detective.ListGraphs", &detective.ListGraphsInput{}, client.ListGraphs,
				func(out *detective.ListGraphsOutput) *string { return out.NextToken },
				func(in *detective.ListGraphsInput, token *string) { in.NextToken = token },
				func(out *detective.ListGraphsOutput) []types.Graph { return out.GraphList })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, graphs, func(ctx context.Context, g entry[types.Graph]) *fact.DetectiveGraph {
					return readGraph(ctx, env, client, g)
				}),
			}
		},
	}
}

func readGraph(ctx context.Context, env *Env, client *detective.Client, g entry[types.Graph]) *fact.DetectiveGraph {
	arn := aws.ToString(g.value.Arn)
	f := &fact.DetectiveGraph{Meta: env.Meta(arn, arn[strings.LastIndexByte(arn, ':')+1:], g.proof)}
	members, proofs, gap := list(ctx, env, "detective.ListMembers", &detective.ListMembersInput{GraphArn: g.value.Arn}, client.ListMembers,
		func(out *detective.ListMembersOutput) *string { return out.NextToken },
		func(in *detective.ListMembersInput, token *string) { in.NextToken = token },
		func(out *detective.ListMembersOutput) []types.MemberDetail { return out.MemberDetails })
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		f.MarkUnread("members", *gap)
		f.MarkUnread("silent", *gap)
	} else {
		for _, m := range members {
			if m.value.Status == types.MemberStatusEnabled {
				f.Members++
			} else {
				f.Silent = append(f.Silent, aws.ToString(m.value.AccountId))
			}
		}
	}
	f.MarkUnread("tags", unasked("Drydock does not ask for the tags of graphs"))
	return f
}
