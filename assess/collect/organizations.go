package collect

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"drydock/assess/fact"
)

// organization reads the organisation, the account's effective AI opt-out policy, and the SCPs and RCPs on the way from the root
// to the account. AWS answers most of it only to the management account or a delegated administrator.
func organization() Collector {
	return Collector{
		Name: "organization", Service: "organizations", Global: true,
		Kinds: []fact.Kind{"organization", "organization_policy"},
		Calls: []Call{
			{"organizations.DescribeOrganization", "organizations:DescribeOrganization"},
			{"organizations.DescribeEffectivePolicy", "organizations:DescribeEffectivePolicy"},
			{"organizations.ListRoots", "organizations:ListRoots"},
			{"organizations.ListParents", "organizations:ListParents"},
			{"organizations.ListPoliciesForTarget", "organizations:ListPoliciesForTarget"},
			{"organizations.DescribePolicy", "organizations:DescribePolicy"},
		},
		Collect: collectOrganization,
	}
}

func collectOrganization(ctx context.Context, env *Env) Batch {
	client := organizations.NewFromConfig(env.Config)
	out, proof, gap := Ask(ctx, env, "organizations.DescribeOrganization", &organizations.DescribeOrganizationInput{}, client.DescribeOrganization)
	if gap != nil && !Absent(gap) {
		return Batch{Reach: []fact.Reach{env.Reach("organization", gap, proof), env.Reach("organization_policy", gap, proof)}}
	}
	f := &fact.Organization{Meta: env.Meta("", "", proof), AIOptOut: "none"}
	batch := Batch{Facts: []fact.Fact{f}}
	if gap != nil { // the account stands alone: no organisation, hence no policies of one
		batch.Reach = []fact.Reach{env.Reach("organization", nil, proof), env.Reach("organization_policy", nil, proof)}
		return batch
	}
	f.InOrganization = true
	if org := out.Organization; org != nil {
		f.Name, f.ManagementAccount = aws.ToString(org.Id), aws.ToString(org.MasterAccountId)
	}
	readOptOut(ctx, env, client, f)
	readPolicyTypes(ctx, env, client, f)
	policies, proofs, gap := readOrganizationPolicies(ctx, env, client)
	batch.Reach = []fact.Reach{env.Reach("organization", nil, f.Proof...), env.Reach("organization_policy", gap, proofs...)}
	batch.Facts = append(batch.Facts, policies...)
	return batch
}

func readOptOut(ctx context.Context, env *Env, client *organizations.Client, f *fact.Organization) {
	const op = "organizations.DescribeEffectivePolicy"
	out, proof, gap := Ask(ctx, env, op, &organizations.DescribeEffectivePolicyInput{PolicyType: types.EffectivePolicyTypeAiservicesOptOutPolicy}, client.DescribeEffectivePolicy)
	if none(&f.Meta, proof, gap) || !kept(&f.Meta, proof, gap, "aiOptOut", "optOutExceptions") {
		return
	}
	var content string
	if out.EffectivePolicy != nil {
		content = aws.ToString(out.EffectivePolicy.PolicyContent)
	}
	optOut, exceptions, err := parseOptOut(content)
	if err != nil {
		gap := unexpected(op, fmt.Sprintf("the effective policy cannot be read: %v", err))
		f.MarkUnread("aiOptOut", gap)
		f.MarkUnread("optOutExceptions", gap)
		return
	}
	f.AIOptOut, f.OptOutExceptions = optOut, exceptions
}

// parseOptOut reads an effective AI services opt-out policy. An effective policy has its operators resolved, so every value is plain.
func parseOptOut(content string) (byDefault string, exceptions []string, err error) {
	var policy struct {
		Services map[string]struct {
			OptOutPolicy string `json:"opt_out_policy"`
		} `json:"services"`
	}
	if err := json.Unmarshal([]byte(content), &policy); err != nil {
		return "", nil, err
	}
	byDefault = "none"
	for service, s := range policy.Services {
		switch {
		case s.OptOutPolicy != "optIn" && s.OptOutPolicy != "optOut":
			return "", nil, fmt.Errorf("%s is neither optIn nor optOut", service)
		case service == "default":
			byDefault = s.OptOutPolicy
		case s.OptOutPolicy == "optIn":
			exceptions = append(exceptions, service)
		}
	}
	slices.Sort(exceptions)
	return byDefault, exceptions, nil
}

func readPolicyTypes(ctx context.Context, env *Env, client *organizations.Client, f *fact.Organization) {
	roots, proofs, gap := list(ctx, env, "organizations.ListRoots", &organizations.ListRootsInput{}, client.ListRoots,
		func(out *organizations.ListRootsOutput) *string { return out.NextToken },
		func(in *organizations.ListRootsInput, token *string) { in.NextToken = token },
		func(out *organizations.ListRootsOutput) []types.Root { return out.Roots })
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		f.MarkUnread("policyTypes", *gap)
	}
	for _, root := range roots {
		for _, p := range root.value.PolicyTypes {
			if p.Status == types.PolicyTypeStatusEnabled {
				f.PolicyTypes = append(f.PolicyTypes, string(p.Type))
			}
		}
	}
}

// maxPath bounds the way up: AWS nests organisational units five deep, under one root, over one account.
const maxPath = 7

// pathToRoot names the account and everything above it, the root first.
func pathToRoot(ctx context.Context, env *Env, client *organizations.Client) (path []string, proofs []fact.Proof, gap *fact.Gap) {
	const op = "organizations.ListParents"
	path = []string{env.Target.Account}
	for range maxPath {
		parents, read, gap := list(ctx, env, op, &organizations.ListParentsInput{ChildId: aws.String(path[0])}, client.ListParents,
			func(out *organizations.ListParentsOutput) *string { return out.NextToken },
			func(in *organizations.ListParentsInput, token *string) { in.NextToken = token },
			func(out *organizations.ListParentsOutput) []types.Parent { return out.Parents })
		proofs = append(proofs, read...)
		if gap != nil {
			return nil, proofs, gap
		}
		if len(parents) != 1 {
			gap := unexpected(op, fmt.Sprintf("%s has %d parents; AWS gives everything below the root exactly one", path[0], len(parents)))
			return nil, proofs, &gap
		}
		path = append([]string{aws.ToString(parents[0].value.Id)}, path...)
		if parents[0].value.Type == types.ParentTypeRoot {
			return path, proofs, nil
		}
	}
	broken := unexpected(op, fmt.Sprintf("no root after %d steps up; AWS nests no deeper", maxPath))
	return nil, proofs, &broken
}

// attachment is one policy hanging on one place of the path.
type attachment struct {
	summary types.PolicySummary
	target  string
	level   int
	proof   fact.Proof
}

// readOrganizationPolicies reads the SCPs and RCPs along the path. What was read before a gap stands beside it.
func readOrganizationPolicies(ctx context.Context, env *Env, client *organizations.Client) ([]fact.Fact, []fact.Proof, *fact.Gap) {
	path, proofs, gap := pathToRoot(ctx, env, client)
	if gap != nil {
		return nil, proofs, gap
	}
	var attached []attachment
	for level, target := range path {
		for _, filter := range []types.PolicyType{types.PolicyTypeServiceControlPolicy, types.PolicyTypeResourceControlPolicy} {
			in := &organizations.ListPoliciesForTargetInput{TargetId: aws.String(target), Filter: filter}
			policies, read, listGap := list(ctx, env, "organizations.ListPoliciesForTarget", in, client.ListPoliciesForTarget,
				func(out *organizations.ListPoliciesForTargetOutput) *string { return out.NextToken },
				func(in *organizations.ListPoliciesForTargetInput, token *string) { in.NextToken = token },
				func(out *organizations.ListPoliciesForTargetOutput) []types.PolicySummary { return out.Policies })
			proofs = append(proofs, read...)
			for _, p := range policies {
				attached = append(attached, attachment{p.value, target, level, p.proof})
			}
			if listGap != nil && gap == nil {
				gap = listGap
			}
		}
	}
	return describePolicies(ctx, env, client, attached), proofs, gap
}

// describePolicies reads each policy once, however often it is attached, and makes one fact per attachment.
func describePolicies(ctx context.Context, env *Env, client *organizations.Client, attached []attachment) []fact.Fact {
	type answer struct {
		content string
		proof   fact.Proof
		gap     *fact.Gap
	}
	var ids []string
	for _, a := range attached {
		if id := aws.ToString(a.summary.Id); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	answers := inOrder(ctx, env, ids, func(ctx context.Context, id string) answer {
		out, proof, gap := Ask(ctx, env, "organizations.DescribePolicy", &organizations.DescribePolicyInput{PolicyId: aws.String(id)}, client.DescribePolicy)
		if gap != nil || out.Policy == nil {
			return answer{proof: proof, gap: gap}
		}
		return answer{content: aws.ToString(out.Policy.Content), proof: proof}
	})
	var policies []fact.Fact
	for _, a := range attached {
		f := &fact.OrganizationPolicy{
			Meta: env.Meta(aws.ToString(a.summary.Arn), aws.ToString(a.summary.Name), a.proof),
			Type: string(a.summary.Type), AttachedTo: a.target, Level: a.level,
		}
		read := answers[slices.Index(ids, aws.ToString(a.summary.Id))]
		if kept(&f.Meta, read.proof, read.gap, "document") {
			f.Document = read.content
		}
		policies = append(policies, f)
	}
	return policies
}
