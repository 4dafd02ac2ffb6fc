package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/inspector2"
	"github.com/aws/aws-sdk-go-v2/service/inspector2/types"

	"drydock/assess/fact"
)

// inspector reads what Amazon Inspector scans in the Region. Off is an answer of its own: AWS says DISABLED.
func inspector() Collector {
	const op, kind = "inspector2.BatchGetAccountStatus", "inspector"
	return Collector{
		Name: "inspector", Service: "inspector2",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "inspector2:BatchGetAccountStatus"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := inspector2.NewFromConfig(env.Config)
			in := &inspector2.BatchGetAccountStatusInput{AccountIds: []string{env.Target.Account}}
			out, proof, gap := Ask(ctx, env, op, in, client.BatchGetAccountStatus)
			state, gap := whole(op, out, gap, func(out *inspector2.BatchGetAccountStatusOutput) *types.ResourceState {
				i := slices.IndexFunc(out.Accounts, func(a types.AccountState) bool { return aws.ToString(a.AccountId) == env.Target.Account })
				if i < 0 {
					return nil
				}
				return out.Accounts[i].ResourceState
			})
			if gap != nil {
				return Batch{Reach: []fact.Reach{env.Reach(kind, gap, proof)}}
			}
			scans := func(s *types.State) bool { return s != nil && s.Status == types.StatusEnabled }
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, nil, proof)},
				Facts: []fact.Fact{&fact.Inspector{
					Meta: env.Meta("", "Amazon Inspector", proof),
					EC2:  scans(state.Ec2), ECR: scans(state.Ecr), Lambda: scans(state.Lambda),
					LambdaCode: scans(state.LambdaCode), Code: scans(state.CodeRepository),
				}},
			}
		},
	}
}
