package collect

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"drydock/assess/fact"
)

// kmsKeys reads the account's keys. Of keys that AWS manages it reads only what they are: AWS rotates them every year, and nobody
// can change their policies.
func kmsKeys() Collector {
	const kind = "kms_key"
	return Collector{
		Name: "kms", Service: "kms",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"kms.ListKeys", "kms:ListKeys"},
			{"kms.DescribeKey", "kms:DescribeKey"},
			{"kms.GetKeyRotationStatus", "kms:GetKeyRotationStatus"},
			{"kms.GetKeyPolicy", "kms:GetKeyPolicy"},
			{"kms.ListResourceTags", "kms:ListResourceTags"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := kms.NewFromConfig(env.Config)
			keys, proofs, gap := list(ctx, env, "kms.ListKeys", &kms.ListKeysInput{}, client.ListKeys,
				func(out *kms.ListKeysOutput) *string { return more(out.Truncated, out.NextMarker) },
				func(in *kms.ListKeysInput, token *string) { in.Marker = token },
				func(out *kms.ListKeysOutput) []types.KeyListEntry { return out.Keys })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, keys, func(ctx context.Context, e entry[types.KeyListEntry]) *fact.KMSKey {
					return readKey(ctx, env, client, e)
				}),
			}
		},
	}
}

func readKey(ctx context.Context, env *Env, client *kms.Client, e entry[types.KeyListEntry]) *fact.KMSKey {
	const op = "kms.DescribeKey"
	f := &fact.KMSKey{Meta: env.Meta(aws.ToString(e.value.KeyArn), aws.ToString(e.value.KeyId), e.proof)}
	out, proof, gap := Ask(ctx, env, op, &kms.DescribeKeyInput{KeyId: e.value.KeyArn}, client.DescribeKey)
	metadata, gap := whole(op, out, gap, func(out *kms.DescribeKeyOutput) *types.KeyMetadata { return out.KeyMetadata })
	if kept(&f.Meta, proof, gap, "manager", "state", "spec", "origin") {
		f.Manager, f.State = string(metadata.KeyManager), string(metadata.KeyState)
		f.Spec, f.Origin = string(metadata.KeySpec), string(metadata.Origin)
	}
	if f.Manager == string(types.KeyManagerTypeAws) {
		f.Rotation = true
		for _, field := range policyFields() {
			f.MarkUnread(field, unasked("the key is managed by AWS; nobody can change its policy, and Drydock does not read it"))
		}
		f.MarkUnread("tags", unasked("the key is managed by AWS; Drydock does not ask for its tags"))
		return f
	}
	if metadata == nil || rotates(metadata) { // what cannot rotate is not asked: its answer is no
		out, proof, gap := Ask(ctx, env, "kms.GetKeyRotationStatus", &kms.GetKeyRotationStatusInput{KeyId: e.value.KeyArn}, client.GetKeyRotationStatus)
		if kept(&f.Meta, proof, gap, "rotation") {
			f.Rotation = out.KeyRotationEnabled
		}
	}
	readKeyPolicy(ctx, env, client, f)
	tags, proofs, gap := list(ctx, env, "kms.ListResourceTags", &kms.ListResourceTagsInput{KeyId: e.value.KeyArn}, client.ListResourceTags,
		func(out *kms.ListResourceTagsOutput) *string { return more(out.Truncated, out.NextMarker) },
		func(in *kms.ListResourceTagsInput, token *string) { in.Marker = token },
		func(out *kms.ListResourceTagsOutput) []types.Tag { return out.Tags })
	keepTags(&f.Meta, tags, proofs, gap, func(t types.Tag) (key, value *string) { return t.TagKey, t.TagValue })
	return f
}

func readKeyPolicy(ctx context.Context, env *Env, client *kms.Client, f *fact.KMSKey) {
	const op = "kms.GetKeyPolicy"
	out, proof, gap := Ask(ctx, env, op, &kms.GetKeyPolicyInput{KeyId: aws.String(f.ARN), PolicyName: aws.String("default")}, client.GetKeyPolicy)
	policy, gap := whole(op, out, gap, func(out *kms.GetKeyPolicyOutput) *string { return out.Policy })
	if !kept(&f.Meta, proof, gap, policyFields()...) {
		return
	}
	f.Policy = *policy
	statements, err := parsePolicy(f.Policy)
	if err != nil {
		for _, field := range policyFields()[1:] {
			f.MarkUnread(field, unexpected(op, fmt.Sprintf("the key policy cannot be read: %v", err)))
		}
		return
	}
	f.PolicyPublic = opensToEverybody(statements)
	sealed := attestationOf(statements)
	f.Attested, f.AttestedOnly, f.AttestedPlace = sealed.asked, sealed.only, sealed.place
}

// policyFields are the policy and what is derived from it.
func policyFields() []string {
	return []string{"policy", "policyPublic", "attested", "attestedOnly", "attestedPlace"}
}

// rotates says whether AWS can rotate a key by itself: only symmetric keys whose material AWS made or that was imported.
func rotates(m *types.KeyMetadata) bool {
	return m.KeySpec == types.KeySpecSymmetricDefault &&
		(m.Origin == types.OriginTypeAwsKms || m.Origin == types.OriginTypeExternal)
}
