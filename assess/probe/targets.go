package probe

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	accounttypes "github.com/aws/aws-sdk-go-v2/service/account/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"drydock/assess/collect"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// Targets are the accounts of a scope in its Regions. Without accounts it is the caller's own, without Regions the one that the
// caller is configured for.
func Targets(scope questionnaire.Scope, caller fact.Caller, region string) []fact.Target {
	regions := scope.Regions
	if len(regions) == 0 {
		regions = []string{region}
	}
	return targetsIn(AccountsOf(scope, caller), caller, func(string) []string { return regions })
}

// AccountsOf are the accounts of a scope; without any it is the caller's own.
func AccountsOf(scope questionnaire.Scope, caller fact.Caller) []questionnaire.Account {
	if len(scope.Accounts) > 0 {
		return scope.Accounts
	}
	return []questionnaire.Account{{ID: caller.Account, Role: defaultRole}}
}

func targetsIn(accounts []questionnaire.Account, caller fact.Caller, regions func(account string) []string) []fact.Target {
	var targets []fact.Target
	for _, account := range accounts {
		for _, region := range regions(account.ID) {
			targets = append(targets, fact.Target{
				Partition: caller.Partition, Account: account.ID, Region: region, Role: cmp.Or(account.Role, defaultRole),
			})
		}
	}
	return targets
}

// TargetsEverywhere are the accounts of a scope in all Regions that are switched on there.
func (a *AWS) TargetsEverywhere(ctx context.Context, scope questionnaire.Scope) ([]fact.Target, []string, error) {
	accounts := AccountsOf(scope, a.caller)
	ids := make([]string, len(accounts))
	for i, account := range accounts {
		ids[i] = account.ID
	}
	regions, notes, err := a.enabledRegionsOf(ctx, ids)
	return targetsIn(accounts, a.caller, func(id string) []string { return regions[id] }), notes, err
}

// enabledRegionsOf are the Regions that are switched on in each of these accounts. Where an account does not say, the Regions of the
// others stand for it, so that what is not read there is listed with its reason; notes name those accounts. When no account says, it
// fails with what to do.
func (a *AWS) enabledRegionsOf(ctx context.Context, accounts []string) (regions map[string][]string, notes []string, err error) {
	regions = map[string][]string{}
	gaps := map[string]*fact.Gap{}
	var mu sync.Mutex
	collect.Each(ctx, &collect.Env{Workers: a.limits.Workers}, accounts, func(ctx context.Context, id string) {
		found, gap := a.enabledRegions(ctx, id)
		mu.Lock()
		defer mu.Unlock()
		regions[id], gaps[id] = found, gap
	})
	var all []string
	for _, found := range regions {
		all = append(all, found...)
	}
	all = distinct(all)
	for _, id := range accounts {
		gap := gaps[id]
		switch {
		case gap == nil:
		case len(all) == 0:
			return nil, nil, fmt.Errorf("the enabled Regions of %s could not be read: %s; grant account:ListRegions or ec2:DescribeRegions, or name the Regions", id, explainGap(gap))
		default:
			regions[id] = all
			notes = append(notes, fmt.Sprintf("The enabled Regions of %s could not be read (%s); those of the other accounts are taken", id, explainGap(gap)))
		}
	}
	return regions, notes, ctx.Err()
}

var (
	callListRegions     = collect.Call{Operation: "account.ListRegions", Action: "account:ListRegions"}
	callDescribeRegions = collect.Call{Operation: "ec2.DescribeRegions", Action: "ec2:DescribeRegions"}
)

// enabledRegions asks the account service, and EC2 where that may not be asked.
func (a *AWS) enabledRegions(ctx context.Context, accountID string) ([]string, *fact.Gap) {
	env, gap := a.env(ctx, accountID, callListRegions, callDescribeRegions)
	if gap != nil {
		return nil, gap
	}
	var regions []string
	on := []accounttypes.RegionOptStatus{accounttypes.RegionOptStatusEnabled, accounttypes.RegionOptStatusEnabledByDefault}
	_, gap = collect.Pages(ctx, env, callListRegions.Operation, &account.ListRegionsInput{RegionOptStatusContains: on}, account.NewFromConfig(env.Config).ListRegions,
		func(out *account.ListRegionsOutput) *string { return out.NextToken },
		func(in *account.ListRegionsInput, token *string) { in.NextToken = token },
		func(out *account.ListRegionsOutput) {
			for _, r := range out.Regions {
				if slices.Contains(on, r.RegionOptStatus) {
					regions = append(regions, aws.ToString(r.RegionName))
				}
			}
		})
	if gap == nil && len(regions) > 0 {
		return distinct(regions), nil
	}
	out, _, gap := collect.Ask(ctx, env, callDescribeRegions.Operation, &ec2.DescribeRegionsInput{}, ec2.NewFromConfig(env.Config).DescribeRegions)
	if gap != nil {
		return nil, gap
	}
	regions = nil
	for _, r := range out.Regions { // without AllRegions only those that are on
		regions = append(regions, aws.ToString(r.RegionName))
	}
	if len(regions) == 0 {
		return nil, &fact.Gap{Status: fact.Failed, Operation: callDescribeRegions.Operation, Message: "the answer names no Region"}
	}
	return distinct(regions), nil
}

// env is what a question outside a collector works in: one account, at its partition's home, and these calls.
func (a *AWS) env(ctx context.Context, accountID string, calls ...collect.Call) (*collect.Env, *fact.Gap) {
	cfg, _, gap := a.enter(ctx, accountID)
	if gap != nil {
		return nil, gap
	}
	cfg, _, err := a.guarded(cfg, accountID, homeRegion(a.caller.Partition, a.base.Region), calls...)
	if err != nil {
		gap := collect.Classify(calls[0].Operation, calls[0].Action, err)
		return nil, &gap
	}
	return &collect.Env{
		Config: cfg, Target: fact.Target{Partition: a.caller.Partition, Account: accountID, Region: fact.Global}, Now: a.options.Now,
		CallTimeout: a.limits.Call, Calls: calls,
	}, nil
}

var (
	callListAccounts  = collect.Call{Operation: "organizations.ListAccounts", Action: "organizations:ListAccounts"}
	callOrganization  = collect.Call{Operation: "organizations.DescribeOrganization", Action: "organizations:DescribeOrganization"}
	callDelegated     = collect.Call{Operation: "organizations.ListDelegatedAdministrators", Action: "organizations:ListDelegatedAdministrators"}
	securityPrincipal = []string{"guardduty.amazonaws.com", "securityhub.amazonaws.com"}
)

// OrganizationAccounts are the active accounts of the caller's organisation, each with its part: the management account, security
// for whom GuardDuty or Security Hub is delegated to, workload for all others. AWS lists them to the management account and to
// delegated administrators only.
func (a *AWS) OrganizationAccounts(ctx context.Context) ([]questionnaire.Account, error) {
	cfg, _, err := a.guarded(a.base, a.caller.Account, homeRegion(a.caller.Partition, a.base.Region), callListAccounts, callOrganization, callDelegated)
	if err != nil {
		return nil, err
	}
	env := &collect.Env{
		Config: cfg, Target: fact.Target{Account: a.caller.Account, Region: fact.Global}, Now: a.options.Now, CallTimeout: a.limits.Call,
		Calls: []collect.Call{callListAccounts, callOrganization, callDelegated},
	}
	client := organizations.NewFromConfig(cfg)
	var accounts []questionnaire.Account
	_, gap := collect.Pages(ctx, env, callListAccounts.Operation, &organizations.ListAccountsInput{}, client.ListAccounts,
		func(out *organizations.ListAccountsOutput) *string { return out.NextToken },
		func(in *organizations.ListAccountsInput, token *string) { in.NextToken = token },
		func(out *organizations.ListAccountsOutput) {
			for _, x := range out.Accounts {
				if x.State == orgtypes.AccountStateActive || x.State == "" && x.Status == orgtypes.AccountStatusActive {
					accounts = append(accounts, questionnaire.Account{ID: aws.ToString(x.Id), Alias: aws.ToString(x.Name), Role: defaultRole})
				}
			}
		})
	if gap != nil {
		return nil, fmt.Errorf("the accounts of the organisation could not be listed: %s; ask from its management account or a delegated administrator, or name the accounts in a file", explainGap(gap))
	}
	parts := a.parts(ctx, env, client)
	for i := range accounts {
		accounts[i].Role = cmp.Or(parts[accounts[i].ID], defaultRole)
	}
	slices.SortFunc(accounts, func(a, b questionnaire.Account) int { return strings.Compare(a.ID, b.ID) })
	return accounts, nil
}

// parts says which accounts play a part that AWS knows of; what it does not tell is left out.
func (a *AWS) parts(ctx context.Context, env *collect.Env, client *organizations.Client) map[string]string {
	parts := map[string]string{}
	for _, principal := range securityPrincipal {
		in := &organizations.ListDelegatedAdministratorsInput{ServicePrincipal: aws.String(principal)}
		_, _ = collect.Pages(ctx, env, callDelegated.Operation, in, client.ListDelegatedAdministrators,
			func(out *organizations.ListDelegatedAdministratorsOutput) *string { return out.NextToken },
			func(in *organizations.ListDelegatedAdministratorsInput, token *string) { in.NextToken = token },
			func(out *organizations.ListDelegatedAdministratorsOutput) {
				for _, x := range out.DelegatedAdministrators {
					parts[aws.ToString(x.Id)] = "security"
				}
			})
	}
	out, _, gap := collect.Ask(ctx, env, callOrganization.Operation, &organizations.DescribeOrganizationInput{}, client.DescribeOrganization)
	if gap == nil && out.Organization != nil {
		parts[aws.ToString(out.Organization.MasterAccountId)] = "management"
	}
	return parts
}
