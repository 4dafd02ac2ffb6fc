package collect

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"drydock/assess/fact"
)

// backups reads vaults and what AWS Backup holds a copy of.
func backups() Collector {
	return Collector{
		Name: "backup", Service: "backup",
		Kinds: []fact.Kind{"backup_vault", "backup_resource"},
		Calls: []Call{
			{"backup.ListBackupVaults", "backup:ListBackupVaults"},
			{"backup.ListTags", "backup:ListTags"},
			{"backup.ListProtectedResources", "backup:ListProtectedResources"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := backup.NewFromConfig(env.Config)
			vaults, vaultProofs, vaultGap := list(ctx, env, "backup.ListBackupVaults", &backup.ListBackupVaultsInput{}, client.ListBackupVaults,
				func(out *backup.ListBackupVaultsOutput) *string { return out.NextToken },
				func(in *backup.ListBackupVaultsInput, token *string) { in.NextToken = token },
				func(out *backup.ListBackupVaultsOutput) []types.BackupVaultListMember { return out.BackupVaultList })
			saved, savedProofs, savedGap := list(ctx, env, "backup.ListProtectedResources", &backup.ListProtectedResourcesInput{}, client.ListProtectedResources,
				func(out *backup.ListProtectedResourcesOutput) *string { return out.NextToken },
				func(in *backup.ListProtectedResourcesInput, token *string) { in.NextToken = token },
				func(out *backup.ListProtectedResourcesOutput) []types.ProtectedResource { return out.Results })
			batch := Batch{
				Reach: []fact.Reach{env.Reach("backup_vault", vaultGap, vaultProofs...), env.Reach("backup_resource", savedGap, savedProofs...)},
				Facts: facts(ctx, env, vaults, func(ctx context.Context, e entry[types.BackupVaultListMember]) *fact.BackupVault {
					return readVault(ctx, env, client, e)
				}),
			}
			for _, e := range saved {
				f := &fact.BackupResource{Meta: env.Meta(aws.ToString(e.value.ResourceArn), aws.ToString(e.value.ResourceName), e.proof)}
				f.VaultArn, f.AgeDays = aws.ToString(e.value.LastBackupVaultArn), daysSince(env, e.value.LastBackupTime)
				f.MarkUnread("tags", unasked("the tags of a copy are those of the resource; they are not read here"))
				batch.Facts = append(batch.Facts, f)
			}
			return batch
		},
	}
}

// daysSince counts whole days; -1 where there is no such day.
func daysSince(env *Env, at *time.Time) int {
	if at == nil {
		return -1
	}
	return int(env.Now().Sub(*at).Hours() / 24)
}

func readVault(ctx context.Context, env *Env, client *backup.Client, e entry[types.BackupVaultListMember]) *fact.BackupVault {
	f := &fact.BackupVault{Meta: env.Meta(aws.ToString(e.value.BackupVaultArn), aws.ToString(e.value.BackupVaultName), e.proof)}
	f.Locked, f.RecoveryPoints = aws.ToBool(e.value.Locked), int(e.value.NumberOfRecoveryPoints)
	f.Final = f.Locked && e.value.LockDate != nil && e.value.LockDate.Before(env.Now())
	in := &backup.ListTagsInput{ResourceArn: aws.String(f.ARN)}
	proofs, gap := Pages(ctx, env, "backup.ListTags", in, client.ListTags,
		func(out *backup.ListTagsOutput) *string { return out.NextToken },
		func(in *backup.ListTagsInput, token *string) { in.NextToken = token },
		func(out *backup.ListTagsOutput) {
			if f.Tags == nil {
				f.Tags = map[string]string{}
			}
			for key, value := range out.Tags {
				f.Tags[key] = value
			}
		})
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		f.Tags = nil
		f.MarkUnread("tags", *gap)
	}
	return f
}
