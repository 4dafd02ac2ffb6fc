package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"drydock/assess/fact"
)

// stateMachines reads how workflows are set. It asks for the metadata alone: definitions may hold prompts.
func stateMachines() Collector {
	const kind = "sfn_state_machine"
	return Collector{
		Name: "stepfunctions", Service: "stepfunctions",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"sfn.ListStateMachines", "states:ListStateMachines"},
			{"sfn.DescribeStateMachine", "states:DescribeStateMachine"},
			{"sfn.ListTagsForResource", "states:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := sfn.NewFromConfig(env.Config)
			machines, proofs, gap := list(ctx, env, "sfn.ListStateMachines", &sfn.ListStateMachinesInput{}, client.ListStateMachines,
				func(out *sfn.ListStateMachinesOutput) *string { return out.NextToken },
				func(in *sfn.ListStateMachinesInput, token *string) { in.NextToken = token },
				func(out *sfn.ListStateMachinesOutput) []types.StateMachineListItem { return out.StateMachines })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, machines, func(ctx context.Context, e entry[types.StateMachineListItem]) *fact.StateMachine {
					return readStateMachine(ctx, env, client, e)
				}),
			}
		},
	}
}

func readStateMachine(ctx context.Context, env *Env, client *sfn.Client, e entry[types.StateMachineListItem]) *fact.StateMachine {
	const op = "sfn.DescribeStateMachine"
	f := &fact.StateMachine{Meta: env.Meta(aws.ToString(e.value.StateMachineArn), aws.ToString(e.value.Name), e.proof)}
	in := &sfn.DescribeStateMachineInput{StateMachineArn: e.value.StateMachineArn, IncludedData: types.IncludedDataMetadataOnly}
	out, proof, gap := Ask(ctx, env, op, in, client.DescribeStateMachine)
	_, gap = whole(op, out, gap, func(out *sfn.DescribeStateMachineOutput) *string { return out.RoleArn })
	if kept(&f.Meta, proof, gap, "roleArn", "logLevel", "logsContent") {
		f.RoleArn, f.LogLevel = aws.ToString(out.RoleArn), string(types.LogLevelOff)
		if log := out.LoggingConfiguration; log != nil {
			f.LogLevel, f.LogsContent = orDefault(log.Level, types.LogLevelOff), log.IncludeExecutionData
		}
	}
	tags, proof, gap := Ask(ctx, env, "sfn.ListTagsForResource", &sfn.ListTagsForResourceInput{ResourceArn: e.value.StateMachineArn}, client.ListTagsForResource)
	if kept(&f.Meta, proof, gap, "tags") {
		f.Tags = tagMap(tags.Tags, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	}
	return f
}
