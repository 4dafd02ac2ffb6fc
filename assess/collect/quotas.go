package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas/types"

	"drydock/assess/fact"
)

// quotaIncreases reads which quotas of Bedrock were raised on request: what a loop or a thief can spend grows with them.
func quotaIncreases() Collector {
	const kind, op = "quota_increase", "servicequotas.ListRequestedServiceQuotaChangeHistory"
	return Collector{
		Name: "servicequotas", Service: "servicequotas",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "servicequotas:ListRequestedServiceQuotaChangeHistory"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := servicequotas.NewFromConfig(env.Config)
			in := &servicequotas.ListRequestedServiceQuotaChangeHistoryInput{ServiceCode: aws.String("bedrock"), Status: types.RequestStatusApproved}
			raised, proofs, gap := list(ctx, env, op, in, client.ListRequestedServiceQuotaChangeHistory,
				func(out *servicequotas.ListRequestedServiceQuotaChangeHistoryOutput) *string { return out.NextToken },
				func(in *servicequotas.ListRequestedServiceQuotaChangeHistoryInput, token *string) {
					in.NextToken = token
				},
				func(out *servicequotas.ListRequestedServiceQuotaChangeHistoryOutput) []types.RequestedServiceQuotaChange {
					return out.RequestedQuotas
				})
			if Absent(gap) && len(raised) == 0 { // Bedrock has no quotas in this Region
				gap = nil
			}
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, raised, func(_ context.Context, e entry[types.RequestedServiceQuotaChange]) *fact.QuotaIncrease {
					return &fact.QuotaIncrease{
						Meta:    env.Meta("", aws.ToString(e.value.QuotaName), e.proof),
						Service: aws.ToString(e.value.ServiceCode), Quota: aws.ToString(e.value.QuotaName),
					}
				}),
			}
		},
	}
}
