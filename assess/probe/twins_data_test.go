package probe

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	coretypes "github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	tabletypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/probe/moto"
)

// Buckets: what their lists, ownership and policies let in, as read from a server that is not ours.
func TestTwinBuckets(t *testing.T) {
	_, facts := onMoto(t, func(ctx context.Context, cfg aws.Config) {
		s := seeding{t, ctx}
		client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
		for _, name := range []string{"closed", "open"} {
			_, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String(name)})
			s.must("bucket", err)
		}
		_, err := client.PutBucketOwnershipControls(ctx, &s3.PutBucketOwnershipControlsInput{Bucket: aws.String("closed"), OwnershipControls: &s3types.OwnershipControls{
			Rules: []s3types.OwnershipControlsRule{{ObjectOwnership: s3types.ObjectOwnershipBucketOwnerEnforced}},
		}})
		s.must("ownership", err)
		_, err = client.PutBucketAcl(ctx, &s3.PutBucketAclInput{Bucket: aws.String("open"), ACL: s3types.BucketCannedACLPublicRead})
		s.must("list", err)
		_, err = client.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: aws.String("open"), Policy: aws.String(`{"Version":"2012-10-17","Statement":[` +
			`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::open/*"}]}`)})
		s.must("policy", err)
	}, "s3")
	closed, open := factOf[*fact.S3Bucket](t, facts, "closed"), factOf[*fact.S3Bucket](t, facts, "open")
	if closed.Ownership != "BucketOwnerEnforced" || closed.ACLPublic || len(closed.PolicyAccounts) != 0 {
		t.Errorf("the closed bucket is %+v", closed)
	}
	if open.Ownership == "BucketOwnerEnforced" || !open.ACLPublic || len(open.PolicyAccounts) != 1 {
		t.Errorf("the open bucket is %+v", open)
	}
}

// Keys for enclaves: one that opens only with proof, and one that the account opens as well.
func TestTwinSealedKeys(t *testing.T) {
	var sealed, leaky string
	findings, _ := onMoto(t, func(ctx context.Context, cfg aws.Config) {
		s, client := seeding{t, ctx}, kms.NewFromConfig(cfg)
		const enclave = `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*",` +
			`"Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:ImageSha384":"ab","kms:RecipientAttestation:PCR3":"cd"}}}`
		for beside, arn := range map[string]*string{
			`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":["kms:Put*","kms:Get*","kms:Describe*"],"Resource":"*"}`: &sealed,
			`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"}`:                                 &leaky,
		} {
			out, err := client.CreateKey(ctx, &kms.CreateKeyInput{Policy: aws.String(`{"Version":"2012-10-17","Statement":[` + beside + `,` + enclave + `]}`)})
			s.must("key", err)
			*arn = *out.KeyMetadata.Arn
		}
	}, "kms")
	wantTwins(t, findings, []twin{
		{"enclave-keys-open-only-to-enclaves", sealed, evidence.Pass},
		{"enclave-keys-open-only-to-enclaves", leaky, evidence.Fail},
		{"enclave-keys-bind-where-it-runs", sealed, evidence.Pass},
	})
}

// Secrets and tables of an agent: what its role may reach is judged, what it may not reach is not.
func TestTwinSecretsAndTables(t *testing.T) {
	findings, facts := onMoto(t, func(ctx context.Context, cfg aws.Config) {
		s := seeding{t, ctx}
		secrets, tables := secretsmanager.NewFromConfig(cfg), dynamodb.NewFromConfig(cfg)
		for _, name := range []string{"claims-rotating", "claims-still", "shop"} {
			_, err := secrets.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: aws.String(name), SecretString: aws.String(moto.Canary)})
			s.must("secret", err)
		}
		_, err := secrets.RotateSecret(ctx, &secretsmanager.RotateSecretInput{SecretId: aws.String("claims-rotating")})
		s.must("rotation", err)
		_, err = secrets.PutResourcePolicy(ctx, &secretsmanager.PutResourcePolicyInput{SecretId: aws.String("claims-still"), ResourcePolicy: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"secretsmanager:GetSecretValue","Resource":"*"}]}`)})
		s.must("secret policy", err)
		key, err := kms.NewFromConfig(cfg).CreateKey(ctx, &kms.CreateKeyInput{})
		s.must("key", err)
		for name, encryption := range map[string]*tabletypes.SSESpecification{
			"claims-kept": {Enabled: aws.Bool(true), SSEType: tabletypes.SSETypeKms, KMSMasterKeyId: key.KeyMetadata.Arn}, "claims-bare": nil, "shop": nil,
		} {
			_, err := tables.CreateTable(ctx, &dynamodb.CreateTableInput{
				TableName: aws.String(name), BillingMode: tabletypes.BillingModePayPerRequest, SSESpecification: encryption,
				AttributeDefinitions: []tabletypes.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: tabletypes.ScalarAttributeTypeS}},
				KeySchema:            []tabletypes.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: tabletypes.KeyTypeHash}},
			})
			s.must("table", err)
		}
		_, err = tables.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
			TableName:                        aws.String("claims-kept"),
			PointInTimeRecoverySpecification: &tabletypes.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: aws.Bool(true)},
		})
		s.must("recovery", err)
		s.role(iam.NewFromConfig(cfg), "claims", "bedrock-agentcore.amazonaws.com", "",
			`["secretsmanager:GetSecretValue","dynamodb:GetItem","dynamodb:PutItem"]`, "arn:aws:*:us-east-1:123456789012:*claims-*")
		_, err = bedrockagentcorecontrol.NewFromConfig(cfg).CreateAgentRuntime(ctx, &bedrockagentcorecontrol.CreateAgentRuntimeInput{
			AgentRuntimeName: aws.String("claims"), RoleArn: aws.String("arn:aws:iam::" + moto.Account + ":role/claims"),
			AgentRuntimeArtifact: &coretypes.AgentRuntimeArtifactMemberContainerConfiguration{Value: coretypes.ContainerConfiguration{ContainerUri: aws.String("image")}},
			NetworkConfiguration: &coretypes.NetworkConfiguration{NetworkMode: coretypes.NetworkModePublic},
		})
		s.must("runtime", err)
	}, "secretsmanager", "dynamodb", "iam", "kms", "bedrock-agentcore", "agentcore", "organizations")
	for _, name := range []string{"claims-rotating", "claims-still", "shop"} {
		factOf[*fact.Secret](t, facts, name)
	}
	wantTwins(t, findings, []twin{
		{"agents-secrets-are-not-open", "claims-rotating", evidence.Pass},
		{"agents-secrets-are-not-open", "claims-still", evidence.Fail},
		{"agents-tables-can-be-restored", "claims-kept", evidence.Pass},
		{"agents-tables-can-be-restored", "claims-bare", evidence.Fail},
		{"agents-tables-use-own-key", "claims-kept", evidence.Pass},
		{"agents-tables-use-own-key", "claims-bare", evidence.Fail},
	})
}

// Database servers: read with their keys, their clusters and whether they have a public address.
func TestTwinDatabases(t *testing.T) {
	_, facts := onMoto(t, func(ctx context.Context, cfg aws.Config) {
		s, client := seeding{t, ctx}, rds.NewFromConfig(cfg)
		for name, good := range map[string]bool{"kept": true, "bare": false} {
			_, err := client.CreateDBCluster(ctx, &rds.CreateDBClusterInput{
				DBClusterIdentifier: aws.String(name), Engine: aws.String("aurora-postgresql"), StorageEncrypted: aws.Bool(good),
				MasterUsername: aws.String("owner"), MasterUserPassword: aws.String(moto.Canary),
			})
			s.must("cluster", err)
			_, err = client.CreateDBInstance(ctx, &rds.CreateDBInstanceInput{
				DBInstanceIdentifier: aws.String(name + "-1"), DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
				DBClusterIdentifier: aws.String(name), PubliclyAccessible: aws.Bool(!good),
			})
			s.must("server", err)
		}
	}, "rds")
	kept, bare := factOf[*fact.RDSCluster](t, facts, "kept"), factOf[*fact.RDSCluster](t, facts, "bare")
	if !kept.Encrypted || bare.Encrypted {
		t.Errorf("clusters are %+v and %+v", kept, bare)
	}
	server, open := factOf[*fact.RDSInstance](t, facts, "kept-1"), factOf[*fact.RDSInstance](t, facts, "bare-1")
	if server.Public || !open.Public || server.ClusterArn != kept.ARN || open.ClusterArn != bare.ARN {
		t.Errorf("servers are %+v and %+v", server, open)
	}
}
