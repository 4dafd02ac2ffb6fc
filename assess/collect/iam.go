package collect

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"drydock/assess/fact"
)

const authorizationDetails = "iam.GetAccountAuthorizationDetails"

// iamDetails reads roles and users with every policy that decides what they may do, and the long-lived keys that users hold.
// One paged call brings all policies at their default versions; a document that it did not bring leaves policies unread.
func iamDetails() Collector {
	return Collector{
		Name: "iam", Service: "iam", Global: true,
		Kinds: []fact.Kind{"iam_role", "iam_user"},
		Calls: []Call{
			{authorizationDetails, "iam:GetAccountAuthorizationDetails"},
			{"iam.ListAccessKeys", "iam:ListAccessKeys"},
			{"iam.GetLoginProfile", "iam:GetLoginProfile"},
			{"iam.ListMFADevices", "iam:ListMFADevices"},
			{"iam.ListServiceSpecificCredentials", "iam:ListServiceSpecificCredentials"},
		},
		Collect: collectIAM,
	}
}

// details is what GetAccountAuthorizationDetails says of an account.
type details struct {
	roles   []entry[types.RoleDetail]
	users   []entry[types.UserDetail]
	groups  map[string]types.GroupDetail
	managed map[string]fact.Policy // by ARN, at the default version
	unread  fact.Gap               // why something that should be here is not
	proofs  []fact.Proof
}

func collectIAM(ctx context.Context, env *Env) Batch {
	client := iam.NewFromConfig(env.Config)
	d, gap := readDetails(ctx, env, client)
	batch := Batch{Reach: []fact.Reach{env.Reach("iam_role", gap, d.proofs...), env.Reach("iam_user", gap, d.proofs...)}}
	for _, r := range d.roles {
		batch.Facts = append(batch.Facts, d.role(env, r))
	}
	if len(d.users) == 0 {
		return batch
	}
	keys := readBedrockKeys(ctx, env, client)
	batch.Facts = append(batch.Facts, facts(ctx, env, d.users, func(ctx context.Context, u entry[types.UserDetail]) *fact.IAMUser {
		user := d.user(env, u)
		keys.count(user)
		countAccessKeys(ctx, env, client, user)
		readSignIn(ctx, env, client, user)
		return user
	})...)
	return batch
}

func readDetails(ctx context.Context, env *Env, client *iam.Client) (*details, *fact.Gap) {
	d := &details{
		groups: map[string]types.GroupDetail{}, managed: map[string]fact.Policy{},
		unread: unexpected(authorizationDetails, "the answer names this policy and does not hold its document"),
	}
	pages, proofs, gap := list(ctx, env, authorizationDetails, &iam.GetAccountAuthorizationDetailsInput{}, client.GetAccountAuthorizationDetails,
		func(out *iam.GetAccountAuthorizationDetailsOutput) *string { return more(out.IsTruncated, out.Marker) },
		func(in *iam.GetAccountAuthorizationDetailsInput, token *string) { in.Marker = token },
		func(out *iam.GetAccountAuthorizationDetailsOutput) []*iam.GetAccountAuthorizationDetailsOutput {
			return []*iam.GetAccountAuthorizationDetailsOutput{out}
		})
	d.proofs = proofs
	if gap != nil {
		d.unread = *gap
	}
	for _, page := range pages {
		for _, r := range page.value.RoleDetailList {
			d.roles = append(d.roles, entry[types.RoleDetail]{r, page.proof})
		}
		for _, u := range page.value.UserDetailList {
			d.users = append(d.users, entry[types.UserDetail]{u, page.proof})
		}
		for _, g := range page.value.GroupDetailList {
			d.groups[aws.ToString(g.GroupName)] = g
		}
		for _, p := range page.value.Policies {
			d.addManaged(p)
		}
	}
	return d, gap
}

func (d *details) addManaged(p types.ManagedPolicyDetail) {
	for _, v := range p.PolicyVersionList {
		if !v.IsDefaultVersion {
			continue
		}
		if document, err := url.PathUnescape(aws.ToString(v.Document)); err == nil && document != "" {
			d.managed[aws.ToString(p.Arn)] = fact.Policy{Name: aws.ToString(p.PolicyName), ARN: aws.ToString(p.Arn), Document: document}
		}
	}
}

func (d *details) role(env *Env, e entry[types.RoleDetail]) *fact.IAMRole {
	r := e.value
	f := &fact.IAMRole{
		Meta: env.Meta(aws.ToString(r.Arn), aws.ToString(r.RoleName), e.proof),
		Path: aws.ToString(r.Path), LastUsedDays: -1,
	}
	f.Tags = tagMap(r.Tags, iamTag)
	trust, err := url.PathUnescape(aws.ToString(r.AssumeRolePolicyDocument))
	if err == nil {
		f.Trust = trust
		f.TrustedBy, err = trustedBy(trust)
	}
	if err == nil {
		f.UnpinnedServices, err = unpinned(trust)
	}
	if err != nil {
		gap := unexpected(authorizationDetails, fmt.Sprintf("the trust policy cannot be read: %v", err))
		f.MarkUnread("trustedBy", gap)
		f.MarkUnread("unpinnedServices", gap)
	}
	f.Policies = append(d.inline(&f.Meta, r.RolePolicyList), d.attached(&f.Meta, r.AttachedManagedPolicies)...)
	f.Services, f.WholeServices = grants(&f.Meta, f.Policies)
	for _, a := range r.AttachedManagedPolicies {
		f.PolicyArns = append(f.PolicyArns, aws.ToString(a.PolicyArn))
	}
	f.Boundary, f.HasBoundary = d.boundary(&f.Meta, r.PermissionsBoundary)
	if r.RoleLastUsed != nil && r.RoleLastUsed.LastUsedDate != nil {
		f.LastUsedDays = int(f.ReadAt.Sub(*r.RoleLastUsed.LastUsedDate) / (24 * time.Hour))
	}
	if r.CreateDate == nil {
		f.MarkUnread("createdDays", unexpected(authorizationDetails, "the answer does not say when the role was made"))
	} else {
		f.CreatedDays = int(f.ReadAt.Sub(*r.CreateDate) / (24 * time.Hour))
	}
	return f
}

func (d *details) user(env *Env, e entry[types.UserDetail]) *fact.IAMUser {
	u := e.value
	f := &fact.IAMUser{Meta: env.Meta(aws.ToString(u.Arn), aws.ToString(u.UserName), e.proof)}
	f.Tags = tagMap(u.Tags, iamTag)
	f.Policies = append(d.inline(&f.Meta, u.UserPolicyList), d.attached(&f.Meta, u.AttachedManagedPolicies)...)
	for _, name := range u.GroupList {
		group, known := d.groups[name]
		if !known {
			f.MarkUnread("policies", d.unread)
			continue
		}
		f.Policies = append(f.Policies, d.inline(&f.Meta, group.GroupPolicyList)...)
		f.Policies = append(f.Policies, d.attached(&f.Meta, group.AttachedManagedPolicies)...)
	}
	f.Services, f.WholeServices = grants(&f.Meta, f.Policies)
	f.Boundary, f.HasBoundary = d.boundary(&f.Meta, u.PermissionsBoundary)
	return f
}

// inline decodes a principal's own policies; one that does not decode leaves the principal's policies unread.
func (d *details) inline(m *fact.Meta, own []types.PolicyDetail) []fact.Policy {
	var policies []fact.Policy
	for _, p := range own {
		document, err := url.PathUnescape(aws.ToString(p.PolicyDocument))
		if err != nil || document == "" {
			m.MarkUnread("policies", d.unread)
			continue
		}
		policies = append(policies, fact.Policy{Name: aws.ToString(p.PolicyName), Document: document})
	}
	return policies
}

// attached finds the documents of attached policies; one that the answer does not hold leaves the principal's policies unread.
func (d *details) attached(m *fact.Meta, attached []types.AttachedPolicy) []fact.Policy {
	var policies []fact.Policy
	for _, a := range attached {
		policy, known := d.managed[aws.ToString(a.PolicyArn)]
		if !known {
			m.MarkUnread("policies", d.unread)
			continue
		}
		policies = append(policies, policy)
	}
	return policies
}

func (d *details) boundary(m *fact.Meta, b *types.AttachedPermissionsBoundary) (policy fact.Policy, set bool) {
	if b == nil || aws.ToString(b.PermissionsBoundaryArn) == "" {
		return fact.Policy{}, false
	}
	policy, known := d.managed[aws.ToString(b.PermissionsBoundaryArn)]
	if !known {
		policy.ARN = aws.ToString(b.PermissionsBoundaryArn)
		m.MarkUnread("boundary", d.unread)
	}
	return policy, true
}

func iamTag(t types.Tag) (key, value *string) { return t.Key, t.Value }

func countAccessKeys(ctx context.Context, env *Env, client *iam.Client, user *fact.IAMUser) {
	keys, proofs, gap := list(ctx, env, "iam.ListAccessKeys", &iam.ListAccessKeysInput{UserName: aws.String(user.Name)}, client.ListAccessKeys,
		func(out *iam.ListAccessKeysOutput) *string { return more(out.IsTruncated, out.Marker) },
		func(in *iam.ListAccessKeysInput, token *string) { in.Marker = token },
		func(out *iam.ListAccessKeysOutput) []types.AccessKeyMetadata { return out.AccessKeyMetadata })
	user.Proof = append(user.Proof, proofs...)
	if gap != nil {
		user.MarkUnread("activeAccessKeys", *gap)
		return
	}
	for _, key := range keys {
		if key.value.Status == types.StatusTypeActive {
			user.ActiveAccessKeys++
		}
	}
}

// readSignIn reads whether the user can sign in to the console, and with how many second factors.
func readSignIn(ctx context.Context, env *Env, client *iam.Client, user *fact.IAMUser) {
	_, proof, gap := Ask(ctx, env, "iam.GetLoginProfile", &iam.GetLoginProfileInput{UserName: aws.String(user.Name)}, client.GetLoginProfile)
	if !none(&user.Meta, proof, gap) {
		user.HasPassword = kept(&user.Meta, proof, gap, "hasPassword")
	}
	devices, proofs, gap := list(ctx, env, "iam.ListMFADevices", &iam.ListMFADevicesInput{UserName: aws.String(user.Name)}, client.ListMFADevices,
		func(out *iam.ListMFADevicesOutput) *string { return more(out.IsTruncated, out.Marker) },
		func(in *iam.ListMFADevicesInput, token *string) { in.Marker = token },
		func(out *iam.ListMFADevicesOutput) []types.MFADevice { return out.MFADevices })
	user.Proof = append(user.Proof, proofs...)
	if gap != nil {
		user.MarkUnread("mfaDevices", *gap)
		return
	}
	user.MFADevices = len(devices)
}

// bedrockKeys counts the active Bedrock API keys of every user; one call names them all.
type bedrockKeys struct {
	active map[string]int
	proofs []fact.Proof
	gap    *fact.Gap
}

func readBedrockKeys(ctx context.Context, env *Env, client *iam.Client) bedrockKeys {
	keys := bedrockKeys{active: map[string]int{}}
	in := &iam.ListServiceSpecificCredentialsInput{AllUsers: aws.Bool(true), ServiceName: aws.String("bedrock.amazonaws.com")}
	entries, proofs, gap := list(ctx, env, "iam.ListServiceSpecificCredentials", in, client.ListServiceSpecificCredentials,
		func(out *iam.ListServiceSpecificCredentialsOutput) *string { return more(out.IsTruncated, out.Marker) },
		func(in *iam.ListServiceSpecificCredentialsInput, token *string) { in.Marker = token },
		func(out *iam.ListServiceSpecificCredentialsOutput) []types.ServiceSpecificCredentialMetadata {
			return out.ServiceSpecificCredentials
		})
	keys.proofs, keys.gap = proofs, gap
	for _, e := range entries {
		if e.value.Status == types.StatusTypeActive && aws.ToString(e.value.ServiceName) == "bedrock.amazonaws.com" {
			keys.active[aws.ToString(e.value.UserName)]++
		}
	}
	return keys
}

func (k bedrockKeys) count(user *fact.IAMUser) {
	if k.gap != nil {
		user.MarkUnread("activeBedrockKeys", *k.gap)
		return
	}
	user.ActiveBedrockKeys = k.active[user.Name]
	user.Proof = append(user.Proof, k.proofs...)
}

// iamSummary reads the account-wide state of IAM.
func iamSummary() Collector {
	return Collector{
		Name: "iam-summary", Service: "iam", Global: true,
		Kinds: []fact.Kind{"iam_account_summary"},
		Calls: []Call{{"iam.GetAccountSummary", "iam:GetAccountSummary"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			const kind = "iam_account_summary"
			client := iam.NewFromConfig(env.Config)
			out, proof, gap := Ask(ctx, env, "iam.GetAccountSummary", &iam.GetAccountSummaryInput{}, client.GetAccountSummary)
			if gap != nil {
				return Batch{Reach: []fact.Reach{env.Reach(kind, gap, proof)}}
			}
			f := &fact.IAMAccountSummary{Meta: env.Meta("", env.Target.Account, proof)}
			count := func(entry types.SummaryKeyType, field string) int {
				value, present := out.SummaryMap[string(entry)]
				if !present {
					f.MarkUnread(field, unexpected(proof.Operation, fmt.Sprintf("the answer has no entry %s", entry)))
				}
				return int(value)
			}
			f.RootAccessKeys = count(types.SummaryKeyTypeAccountAccessKeysPresent, "rootAccessKeys")
			f.RootMFA = count(types.SummaryKeyTypeAccountMFAEnabled, "rootMfa") > 0
			f.RootPassword = count(types.SummaryKeyTypeAccountPasswordPresent, "rootPassword") > 0
			return Batch{Reach: []fact.Reach{env.Reach(kind, nil, proof)}, Facts: []fact.Fact{f}}
		},
	}
}

// trustedBy names whom a trust policy's Allow statements let in: service principals, account ids, identity providers, "*".
func trustedBy(document string) ([]string, error) {
	statements, err := parsePolicy(document)
	if err != nil {
		return nil, err
	}
	var who []string
	for _, s := range statements {
		if s.Effect != "Allow" {
			continue
		}
		if s.NotPrincipal {
			who = append(who, "*")
		}
		for _, p := range s.Principals {
			who = append(who, accountOf(p))
		}
	}
	slices.Sort(who)
	return slices.Compact(who), nil
}
