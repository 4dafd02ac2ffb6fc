package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"drydock/assess/fact"
)

// organizationDelegates reads which accounts run services for the whole organisation. AWS answers only to the management account
// and to those accounts. An account that stands alone has none.
func organizationDelegates() Collector {
	const kind, op = "organization_delegate", "organizations.ListDelegatedAdministrators"
	return Collector{
		Name: "organization-delegates", Service: "organizations", Global: true,
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{op, "organizations:ListDelegatedAdministrators"},
			{"organizations.ListDelegatedServicesForAccount", "organizations:ListDelegatedServicesForAccount"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := organizations.NewFromConfig(env.Config)
			delegates, proofs, gap := list(ctx, env, op, &organizations.ListDelegatedAdministratorsInput{}, client.ListDelegatedAdministrators,
				func(out *organizations.ListDelegatedAdministratorsOutput) *string { return out.NextToken },
				func(in *organizations.ListDelegatedAdministratorsInput, token *string) { in.NextToken = token },
				func(out *organizations.ListDelegatedAdministratorsOutput) []types.DelegatedAdministrator {
					return out.DelegatedAdministrators
				})
			if Absent(gap) && len(delegates) == 0 { // the account stands alone
				gap = nil
			}
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, delegates, func(ctx context.Context, e entry[types.DelegatedAdministrator]) *fact.OrganizationDelegate {
					return readDelegate(ctx, env, client, e)
				}),
			}
		},
	}
}

func readDelegate(ctx context.Context, env *Env, client *organizations.Client, e entry[types.DelegatedAdministrator]) *fact.OrganizationDelegate {
	f := &fact.OrganizationDelegate{Meta: env.Meta("", aws.ToString(e.value.Id), e.proof), ID: aws.ToString(e.value.Id)}
	in := &organizations.ListDelegatedServicesForAccountInput{AccountId: e.value.Id}
	services, proofs, gap := list(ctx, env, "organizations.ListDelegatedServicesForAccount", in, client.ListDelegatedServicesForAccount,
		func(out *organizations.ListDelegatedServicesForAccountOutput) *string { return out.NextToken },
		func(in *organizations.ListDelegatedServicesForAccountInput, token *string) { in.NextToken = token },
		func(out *organizations.ListDelegatedServicesForAccountOutput) []types.DelegatedService {
			return out.DelegatedServices
		})
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		f.MarkUnread("services", *gap)
		return f
	}
	for _, s := range services {
		f.Services = append(f.Services, aws.ToString(s.value.ServicePrincipal))
	}
	slices.Sort(f.Services)
	return f
}

// rootFeatures reads what the organisation manages of its members' root users. Trusted access that was never switched on is an
// answer: nothing is managed. An account that stands alone has no members.
func rootFeatures() Collector {
	const kind, op = "iam_organization_features", "iam.ListOrganizationsFeatures"
	return Collector{
		Name: "iam-organization", Service: "iam", Global: true,
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "iam:ListOrganizationsFeatures"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := iam.NewFromConfig(env.Config)
			out, proof, gap := Ask(ctx, env, op, &iam.ListOrganizationsFeaturesInput{}, client.ListOrganizationsFeatures)
			switch {
			case Absent(gap) && gap.Code == noOrganization:
				return Batch{Reach: []fact.Reach{env.Reach(kind, nil, proof)}}
			case gap != nil && !Absent(gap):
				return Batch{Reach: []fact.Reach{env.Reach(kind, gap, proof)}}
			}
			f := &fact.IAMOrganizationFeatures{Meta: env.Meta("", "root users of members", proof)}
			if out != nil {
				f.Features = names(out.EnabledFeatures)
			}
			return Batch{Reach: []fact.Reach{env.Reach(kind, nil, proof)}, Facts: []fact.Fact{f}}
		},
	}
}

// noOrganization is IAM's code for an account that stands alone.
const noOrganization = "OrganizationNotFoundException"
