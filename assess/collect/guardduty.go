package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/guardduty/types"

	"drydock/assess/fact"
)

// guardDuty reads whether GuardDuty watches the Region. No detector is a fact of its own: it is off.
func guardDuty() Collector {
	const kind = "guardduty_detector"
	return Collector{
		Name: "guardduty", Service: "guardduty",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"guardduty.ListDetectors", "guardduty:ListDetectors"},
			{"guardduty.GetDetector", "guardduty:GetDetector"},
			{"guardduty.GetAdministratorAccount", "guardduty:GetAdministratorAccount"},
			{"guardduty.ListMembers", "guardduty:ListMembers"},
			{"guardduty.DescribeOrganizationConfiguration", "guardduty:DescribeOrganizationConfiguration"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := guardduty.NewFromConfig(env.Config)
			ids, proofs, gap := list(ctx, env, "guardduty.ListDetectors", &guardduty.ListDetectorsInput{}, client.ListDetectors,
				func(out *guardduty.ListDetectorsOutput) *string { return out.NextToken },
				func(in *guardduty.ListDetectorsInput, token *string) { in.NextToken = token },
				func(out *guardduty.ListDetectorsOutput) []string { return out.DetectorIds })
			batch := Batch{Reach: []fact.Reach{env.Reach(kind, gap, proofs...)}}
			if gap == nil && len(ids) == 0 {
				batch.Facts = []fact.Fact{&fact.GuardDutyDetector{Meta: env.Meta("", "GuardDuty", proofs...)}}
				return batch
			}
			batch.Facts = facts(ctx, env, ids, func(ctx context.Context, id entry[string]) *fact.GuardDutyDetector {
				return readDetector(ctx, env, client, id)
			})
			return batch
		},
	}
}

func readDetector(ctx context.Context, env *Env, client *guardduty.Client, id entry[string]) *fact.GuardDutyDetector {
	const op = "guardduty.GetDetector"
	f := &fact.GuardDutyDetector{Meta: env.Meta("", id.value, id.proof)}
	out, proof, gap := Ask(ctx, env, op, &guardduty.GetDetectorInput{DetectorId: aws.String(id.value)}, client.GetDetector)
	if gap == nil && out.Status == "" {
		silent := unexpected(op, "the answer does not hold what was asked for")
		gap = &silent
	}
	readDetectorOwner(ctx, env, client, f)
	if !kept(&f.Meta, proof, gap, "enabled", "features", "knownFeatures", "tags") {
		return f
	}
	f.Enabled = out.Status == types.DetectorStatusEnabled
	f.Tags = out.Tags
	for _, feature := range out.Features {
		f.KnownFeatures = append(f.KnownFeatures, string(feature.Name))
		if feature.Status == types.FeatureStatusEnabled {
			f.Features = append(f.Features, string(feature.Name))
		}
	}
	return f
}

// readDetectorOwner asks who runs the detector and whose detectors its account runs. Only an account that runs others' is asked what
// it does with new ones: AWS refuses the question to all others.
func readDetectorOwner(ctx context.Context, env *Env, client *guardduty.Client, f *fact.GuardDutyDetector) {
	id := aws.String(f.Name)
	admin, proof, gap := Ask(ctx, env, "guardduty.GetAdministratorAccount", &guardduty.GetAdministratorAccountInput{DetectorId: id}, client.GetAdministratorAccount)
	if kept(&f.Meta, proof, gap, "administrator") && admin.Administrator != nil {
		f.Administrator = aws.ToString(admin.Administrator.AccountId)
	}
	members, proofs, gap := list(ctx, env, "guardduty.ListMembers", &guardduty.ListMembersInput{DetectorId: id, OnlyAssociated: aws.String("true")}, client.ListMembers,
		func(out *guardduty.ListMembersOutput) *string { return out.NextToken },
		func(in *guardduty.ListMembersInput, token *string) { in.NextToken = token },
		func(out *guardduty.ListMembersOutput) []types.Member { return out.Members })
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		f.MarkUnread("members", *gap)
		f.MarkUnread("autoEnable", *gap)
		return
	}
	if f.Members = len(members); f.Members == 0 {
		return
	}
	out, proof, gap := Ask(ctx, env, "guardduty.DescribeOrganizationConfiguration",
		&guardduty.DescribeOrganizationConfigurationInput{DetectorId: id}, client.DescribeOrganizationConfiguration)
	if kept(&f.Meta, proof, gap, "autoEnable") {
		f.AutoEnable = orDefault(out.AutoEnableOrganizationMembers, types.AutoEnableMembersNone)
	}
}
