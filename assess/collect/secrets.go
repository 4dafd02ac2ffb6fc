package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"drydock/assess/fact"
)

// secrets reads what is known about secrets, and who their policies let in. What a secret holds is never asked.
func secrets() Collector {
	const kind = "secretsmanager_secret"
	return Collector{
		Name: "secrets", Service: "secretsmanager",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"secretsmanager.ListSecrets", "secretsmanager:ListSecrets"},
			{"secretsmanager.GetResourcePolicy", "secretsmanager:GetResourcePolicy"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := secretsmanager.NewFromConfig(env.Config)
			entries, proofs, gap := list(ctx, env, "secretsmanager.ListSecrets", &secretsmanager.ListSecretsInput{}, client.ListSecrets,
				func(out *secretsmanager.ListSecretsOutput) *string { return out.NextToken },
				func(in *secretsmanager.ListSecretsInput, token *string) { in.NextToken = token },
				func(out *secretsmanager.ListSecretsOutput) []types.SecretListEntry { return out.SecretList })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, entries, func(ctx context.Context, e entry[types.SecretListEntry]) *fact.Secret {
					return readSecret(ctx, env, client, e)
				}),
			}
		},
	}
}

func readSecret(ctx context.Context, env *Env, client *secretsmanager.Client, e entry[types.SecretListEntry]) *fact.Secret {
	const op = "secretsmanager.GetResourcePolicy"
	s := e.value
	f := &fact.Secret{
		Meta:  env.Meta(aws.ToString(s.ARN), aws.ToString(s.Name), e.proof),
		Owner: aws.ToString(s.OwningService), KmsKeyID: aws.ToString(s.KmsKeyId), Rotation: aws.ToBool(s.RotationEnabled),
		AgeDays: daysSince(env, s.CreatedDate), RotatedDays: daysSince(env, s.LastRotatedDate), AccessedDays: daysSince(env, s.LastAccessedDate),
	}
	f.Tags = tagMap(s.Tags, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	if s.CreatedDate == nil {
		f.MarkUnread("ageDays", unexpected("secretsmanager.ListSecrets", "the answer does not say when the secret was made"))
	}
	out, proof, gap := Ask(ctx, env, op, &secretsmanager.GetResourcePolicyInput{SecretId: s.ARN}, client.GetResourcePolicy)
	_, gap = whole(op, out, gap, func(out *secretsmanager.GetResourcePolicyOutput) *string { return out.ARN })
	if kept(&f.Meta, proof, gap, "policyPublic", "policyAccounts") {
		if policy := aws.ToString(out.ResourcePolicy); policy != "" { // without one, IAM alone decides
			f.PolicyPublic, f.PolicyAccounts = openings(env, &f.Meta, op, policy)
		}
	}
	return f
}
