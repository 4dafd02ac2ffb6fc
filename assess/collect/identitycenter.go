package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin/types"

	"drydock/assess/fact"
)

// identityCenter reads whether the account sees an instance of IAM Identity Center in the Region; never who is in it.
func identityCenter() Collector {
	const kind = "sso_instance"
	return Collector{
		Name: "sso-admin", Service: "sso",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{"ssoadmin.ListInstances", "sso:ListInstances"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := ssoadmin.NewFromConfig(env.Config)
			instances, proofs, gap := list(ctx, env, "ssoadmin.ListInstances", &ssoadmin.ListInstancesInput{}, client.ListInstances,
				func(out *ssoadmin.ListInstancesOutput) *string { return out.NextToken },
				func(in *ssoadmin.ListInstancesInput, token *string) { in.NextToken = token },
				func(out *ssoadmin.ListInstancesOutput) []types.InstanceMetadata { return out.Instances })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, instances, func(_ context.Context, e entry[types.InstanceMetadata]) *fact.SSOInstance {
					return &fact.SSOInstance{
						Meta:  env.Meta("", aws.ToString(e.value.Name), e.proof),
						Owner: aws.ToString(e.value.OwnerAccountId), Status: string(e.value.Status),
					}
				}),
			}
		},
	}
}
