package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/account/types"

	"drydock/assess/fact"
)

// accountCollector reads the Regions that the account has switched on, and whether AWS knows whom to write to about security.
// It never keeps the contact itself.
func accountCollector() Collector {
	return Collector{
		Name: "account", Service: "account", Global: true,
		Kinds: []fact.Kind{"account"},
		Calls: []Call{
			{"account.ListRegions", "account:ListRegions"},
			{"account.GetAlternateContact", "account:GetAlternateContact"},
		},
		Collect: collectAccount,
	}
}

func collectAccount(ctx context.Context, env *Env) Batch {
	client := account.NewFromConfig(env.Config)
	f := &fact.Account{Meta: env.Meta("", env.Target.Account)}
	on := []types.RegionOptStatus{types.RegionOptStatusEnabled, types.RegionOptStatusEnabledByDefault}
	regions, proofs, gap := list(ctx, env, "account.ListRegions",
		&account.ListRegionsInput{RegionOptStatusContains: on}, client.ListRegions,
		func(out *account.ListRegionsOutput) *string { return out.NextToken },
		func(in *account.ListRegionsInput, token *string) { in.NextToken = token },
		func(out *account.ListRegionsOutput) []types.Region { return out.Regions })
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		f.MarkUnread("enabledRegions", *gap)
	}
	for _, r := range regions {
		if slices.Contains(on, r.value.RegionOptStatus) {
			f.EnabledRegions = append(f.EnabledRegions, aws.ToString(r.value.RegionName))
		}
	}
	slices.Sort(f.EnabledRegions)
	_, proof, contactGap := Ask(ctx, env, "account.GetAlternateContact",
		&account.GetAlternateContactInput{AlternateContactType: types.AlternateContactTypeSecurity}, client.GetAlternateContact)
	switch {
	case none(&f.Meta, proof, contactGap):
		f.SecurityContact = false
	case kept(&f.Meta, proof, contactGap, "securityContact"):
		f.SecurityContact = true
	}
	if gap != nil && contactGap != nil && !Absent(contactGap) {
		return Batch{Reach: []fact.Reach{env.Reach("account", gap, f.Proof...)}}
	}
	return Batch{Reach: []fact.Reach{env.Reach("account", nil, f.Proof...)}, Facts: []fact.Fact{f}}
}
