package collect

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	backuptypes "github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	tabletypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/opensearch"
	searchtypes "github.com/aws/aws-sdk-go-v2/service/opensearch/types"
	"github.com/aws/aws-sdk-go-v2/service/opensearchserverless"
	"github.com/aws/aws-sdk-go-v2/service/opensearchserverless/document"
	aosstypes "github.com/aws/aws-sdk-go-v2/service/opensearchserverless/types"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/aws/aws-sdk-go-v2/service/s3vectors"
	vectortypes "github.com/aws/aws-sdk-go-v2/service/s3vectors/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	secrettypes "github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
)

const (
	vectorBucketArn = "arn:aws-cn:s3vectors:cn-north-1:111122223333:bucket/vectors"
	// sharedWithOne lets one other account in, openToAll everybody.
	sharedWithOne = `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws-cn:iam::444455556666:root"},"Action":"*","Resource":"*"}]}`
	openToAll     = `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`
)

func worldStores(f *fakeAWS) {
	worldSearch(f)
	worldCollections(f)
	worldVectors(f)
	worldDatabases(f)
	worldTables(f)
	worldSecrets(f)
	worldBackups(f)
}

func daysAgo(days int) *time.Time { return aws.Time(testNow.AddDate(0, 0, -days)) }

func worldSearch(f *fakeAWS) {
	always(f, "opensearch.ListDomainNames", &opensearch.ListDomainNamesInput{}, &opensearch.ListDomainNamesOutput{
		DomainNames: []searchtypes.DomainInfo{{DomainName: aws.String("claims")}, {DomainName: aws.String("bare")}},
	})
	always(f, "opensearch.DescribeDomains", &opensearch.DescribeDomainsInput{}, &opensearch.DescribeDomainsOutput{DomainStatusList: []searchtypes.DomainStatus{
		{DomainName: aws.String("bare"), AccessPolicies: aws.String(openToAll)},
		{
			DomainName: aws.String("claims"), AccessPolicies: aws.String(sharedWithOne), VPCOptions: &searchtypes.VPCDerivedInfo{VPCId: aws.String("vpc-1")},
			DomainEndpointOptions:       &searchtypes.DomainEndpointOptions{EnforceHTTPS: aws.Bool(true)},
			NodeToNodeEncryptionOptions: &searchtypes.NodeToNodeEncryptionOptions{Enabled: aws.Bool(true)},
			EncryptionAtRestOptions:     &searchtypes.EncryptionAtRestOptions{Enabled: aws.Bool(true), KmsKeyId: aws.String("key")},
			AdvancedSecurityOptions:     &searchtypes.AdvancedSecurityOptions{Enabled: aws.Bool(true)},
		},
	}})
	always(f, "opensearch.ListTags", &opensearch.ListTagsInput{}, &opensearch.ListTagsOutput{
		TagList: []searchtypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}},
	})
}

// Two collections: the policies speak of the first by name, of the second by a pattern.
func worldCollections(f *fakeAWS) {
	collection := func(id, name string) aosstypes.CollectionSummary {
		return aosstypes.CollectionSummary{Arn: aws.String("arn:aws-cn:aoss:cn-north-1:111122223333:collection/" + id), Id: aws.String(id), Name: aws.String(name)}
	}
	pages(f, "opensearchserverless.ListCollections", func(in *opensearchserverless.ListCollectionsInput) *string { return in.NextToken },
		&opensearchserverless.ListCollectionsOutput{NextToken: second, CollectionSummaries: []aosstypes.CollectionSummary{collection("c1", "claims")}},
		&opensearchserverless.ListCollectionsOutput{CollectionSummaries: []aosstypes.CollectionSummary{collection("c2", "test-notes")}})
	always(f, "opensearchserverless.BatchGetCollection", &opensearchserverless.BatchGetCollectionInput{}, &opensearchserverless.BatchGetCollectionOutput{
		CollectionDetails: []aosstypes.CollectionDetail{
			{Id: aws.String("c2"), Type: aosstypes.CollectionTypeSearch, KmsKeyArn: aws.String("auto")},
			{Id: aws.String("c1"), Type: aosstypes.CollectionTypeVectorsearch, KmsKeyArn: aws.String("key")},
		},
	})
	network := func(name string) aosstypes.SecurityPolicySummary {
		return aosstypes.SecurityPolicySummary{Name: aws.String(name)}
	}
	pages(f, "opensearchserverless.ListSecurityPolicies", func(in *opensearchserverless.ListSecurityPoliciesInput) *string { return in.NextToken },
		&opensearchserverless.ListSecurityPoliciesOutput{NextToken: second, SecurityPolicySummaries: []aosstypes.SecurityPolicySummary{network("private")}},
		&opensearchserverless.ListSecurityPoliciesOutput{SecurityPolicySummaries: []aosstypes.SecurityPolicySummary{network("public")}})
	rule := func(kind, resource string) []any {
		return []any{map[string]any{"ResourceType": kind, "Resource": []string{kind + "/" + resource}}}
	}
	on(f, "opensearchserverless.GetSecurityPolicy", func(in *opensearchserverless.GetSecurityPolicyInput) (*opensearchserverless.GetSecurityPolicyOutput, error) {
		policy := []any{map[string]any{"Rules": rule("collection", "claims"), "AllowFromPublic": false}, map[string]any{"Rules": rule("dashboard", "claims"), "AllowFromPublic": true}}
		if *in.Name == "public" {
			policy = []any{map[string]any{"Rules": rule("collection", "test-*"), "AllowFromPublic": true}}
		}
		return &opensearchserverless.GetSecurityPolicyOutput{SecurityPolicyDetail: &aosstypes.SecurityPolicyDetail{Policy: document.NewLazyDocument(policy)}}, nil
	})
	data := func(name string) aosstypes.AccessPolicySummary {
		return aosstypes.AccessPolicySummary{Name: aws.String(name)}
	}
	pages(f, "opensearchserverless.ListAccessPolicies", func(in *opensearchserverless.ListAccessPoliciesInput) *string { return in.NextToken },
		&opensearchserverless.ListAccessPoliciesOutput{NextToken: second, AccessPolicySummaries: []aosstypes.AccessPolicySummary{data("kb")}},
		&opensearchserverless.ListAccessPoliciesOutput{AccessPolicySummaries: []aosstypes.AccessPolicySummary{data("all")}})
	on(f, "opensearchserverless.GetAccessPolicy", func(in *opensearchserverless.GetAccessPolicyInput) (*opensearchserverless.GetAccessPolicyOutput, error) {
		policy := []any{map[string]any{"Rules": rule("index", "claims/*"), "Principal": []string{"kb"}}, map[string]any{"Rules": rule("collection", "claims"), "Principal": []string{"keeper"}}}
		if *in.Name == "all" {
			policy = []any{map[string]any{"Rules": rule("index", "*/*"), "Principal": []string{"admin"}}}
		}
		return &opensearchserverless.GetAccessPolicyOutput{AccessPolicyDetail: &aosstypes.AccessPolicyDetail{Policy: document.NewLazyDocument(policy)}}, nil
	})
	always(f, "opensearchserverless.ListTagsForResource", &opensearchserverless.ListTagsForResourceInput{}, &opensearchserverless.ListTagsForResourceOutput{
		Tags: []aosstypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}},
	})
}

func worldVectors(f *fakeAWS) {
	bucket := func(arn, name string) vectortypes.VectorBucketSummary {
		return vectortypes.VectorBucketSummary{VectorBucketArn: aws.String(arn), VectorBucketName: aws.String(name)}
	}
	pages(f, "s3vectors.ListVectorBuckets", func(in *s3vectors.ListVectorBucketsInput) *string { return in.NextToken },
		&s3vectors.ListVectorBucketsOutput{NextToken: second, VectorBuckets: []vectortypes.VectorBucketSummary{bucket(vectorBucketArn, "vectors")}},
		&s3vectors.ListVectorBucketsOutput{VectorBuckets: []vectortypes.VectorBucketSummary{bucket(vectorBucketArn+"-2", "vectors-2")}})
	encryption := &vectortypes.EncryptionConfiguration{SseType: vectortypes.SseTypeAwsKms, KmsKeyArn: aws.String("key")}
	always(f, "s3vectors.GetVectorBucket", &s3vectors.GetVectorBucketInput{}, &s3vectors.GetVectorBucketOutput{
		VectorBucket: &vectortypes.VectorBucket{EncryptionConfiguration: encryption},
	})
	always(f, "s3vectors.GetVectorBucketPolicy", &s3vectors.GetVectorBucketPolicyInput{}, &s3vectors.GetVectorBucketPolicyOutput{Policy: aws.String(sharedWithOne)})
	on(f, "s3vectors.ListIndexes", func(in *s3vectors.ListIndexesInput) (*s3vectors.ListIndexesOutput, error) {
		index := func(name string) []vectortypes.IndexSummary {
			return []vectortypes.IndexSummary{{IndexArn: aws.String(*in.VectorBucketArn + "/index/" + name), IndexName: aws.String(name)}}
		}
		if in.NextToken == nil {
			return &s3vectors.ListIndexesOutput{NextToken: second, Indexes: index("i1")}, nil
		}
		return &s3vectors.ListIndexesOutput{Indexes: index("i2")}, nil
	})
	always(f, "s3vectors.GetIndex", &s3vectors.GetIndexInput{}, &s3vectors.GetIndexOutput{Index: &vectortypes.Index{EncryptionConfiguration: encryption}})
	always(f, "s3vectors.ListTagsForResource", &s3vectors.ListTagsForResourceInput{}, &s3vectors.ListTagsForResourceOutput{Tags: claimsTag})
}

func worldDatabases(f *fakeAWS) {
	tags := []rdstypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}}
	cluster := func(name string) []rdstypes.DBCluster {
		return []rdstypes.DBCluster{{
			DBClusterArn: aws.String("arn:aws-cn:rds:cn-north-1:111122223333:cluster:" + name), DBClusterIdentifier: aws.String(name),
			StorageEncrypted: aws.Bool(true), KmsKeyId: aws.String("key"), TagList: tags,
		}}
	}
	pages(f, "rds.DescribeDBClusters", func(in *rds.DescribeDBClustersInput) *string { return in.Marker },
		&rds.DescribeDBClustersOutput{Marker: second, DBClusters: cluster("v1")}, &rds.DescribeDBClustersOutput{DBClusters: cluster("v2")})
	server := func(name string, in *string) []rdstypes.DBInstance {
		return []rdstypes.DBInstance{{
			DBInstanceArn: aws.String("arn:aws-cn:rds:cn-north-1:111122223333:db:" + name), DBInstanceIdentifier: aws.String(name), DBClusterIdentifier: in,
			StorageEncrypted: aws.Bool(true), PubliclyAccessible: aws.Bool(true), TagList: tags,
		}}
	}
	pages(f, "rds.DescribeDBInstances", func(in *rds.DescribeDBInstancesInput) *string { return in.Marker },
		&rds.DescribeDBInstancesOutput{Marker: second, DBInstances: server("s1", aws.String("v1"))}, &rds.DescribeDBInstancesOutput{DBInstances: server("s2", nil)})
}

func worldTables(f *fakeAWS) {
	pages(f, "dynamodb.ListTables", func(in *dynamodb.ListTablesInput) *string { return in.ExclusiveStartTableName },
		&dynamodb.ListTablesOutput{LastEvaluatedTableName: second, TableNames: []string{"orders"}}, &dynamodb.ListTablesOutput{TableNames: []string{"talks"}})
	always(f, "dynamodb.DescribeTable", &dynamodb.DescribeTableInput{}, &dynamodb.DescribeTableOutput{
		Table: &tabletypes.TableDescription{SSEDescription: &tabletypes.SSEDescription{KMSMasterKeyArn: aws.String("key")}},
	})
	always(f, "dynamodb.DescribeContinuousBackups", &dynamodb.DescribeContinuousBackupsInput{}, &dynamodb.DescribeContinuousBackupsOutput{
		ContinuousBackupsDescription: &tabletypes.ContinuousBackupsDescription{
			PointInTimeRecoveryDescription: &tabletypes.PointInTimeRecoveryDescription{PointInTimeRecoveryStatus: tabletypes.PointInTimeRecoveryStatusEnabled},
		},
	})
	pages(f, "dynamodb.ListTagsOfResource", func(in *dynamodb.ListTagsOfResourceInput) *string { return in.NextToken },
		&dynamodb.ListTagsOfResourceOutput{NextToken: second, Tags: []tabletypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}}},
		&dynamodb.ListTagsOfResourceOutput{})
}

func worldSecrets(f *fakeAWS) {
	secret := func(name string) secrettypes.SecretListEntry {
		return secrettypes.SecretListEntry{
			ARN: aws.String("arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:" + name), Name: aws.String(name), CreatedDate: daysAgo(300),
			Tags: []secrettypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}},
		}
	}
	rotating := secret("rotating")
	rotating.RotationEnabled, rotating.LastRotatedDate, rotating.LastAccessedDate = aws.Bool(true), daysAgo(12), daysAgo(1)
	rotating.KmsKeyId, rotating.OwningService = aws.String("key"), aws.String("rds")
	pages(f, "secretsmanager.ListSecrets", func(in *secretsmanager.ListSecretsInput) *string { return in.NextToken },
		&secretsmanager.ListSecretsOutput{NextToken: second, SecretList: []secrettypes.SecretListEntry{secret("still")}},
		&secretsmanager.ListSecretsOutput{SecretList: []secrettypes.SecretListEntry{rotating}})
	on(f, "secretsmanager.GetResourcePolicy", func(in *secretsmanager.GetResourcePolicyInput) (*secretsmanager.GetResourcePolicyOutput, error) {
		out := &secretsmanager.GetResourcePolicyOutput{ARN: in.SecretId, ResourcePolicy: aws.String(openToAll)}
		if *in.SecretId == *rotating.ARN {
			out.ResourcePolicy = nil
		}
		return out, nil
	})
}

func worldBackups(f *fakeAWS) {
	vault := func(name string) backuptypes.BackupVaultListMember {
		return backuptypes.BackupVaultListMember{
			BackupVaultArn: aws.String("arn:aws-cn:backup:cn-north-1:111122223333:backup-vault:" + name), BackupVaultName: aws.String(name),
			Locked: aws.Bool(true), LockDate: daysAgo(-3), NumberOfRecoveryPoints: 7,
		}
	}
	final := vault("final")
	final.LockDate = daysAgo(3)
	pages(f, "backup.ListBackupVaults", func(in *backup.ListBackupVaultsInput) *string { return in.NextToken },
		&backup.ListBackupVaultsOutput{NextToken: second, BackupVaultList: []backuptypes.BackupVaultListMember{vault("soon")}},
		&backup.ListBackupVaultsOutput{BackupVaultList: []backuptypes.BackupVaultListMember{final}})
	pages(f, "backup.ListTags", func(in *backup.ListTagsInput) *string { return in.NextToken },
		&backup.ListTagsOutput{NextToken: second, Tags: claimsTag}, &backup.ListTagsOutput{Tags: map[string]string{"b": "2"}})
	saved := func(name string, at *time.Time) []backuptypes.ProtectedResource {
		return []backuptypes.ProtectedResource{{
			ResourceArn: aws.String("arn:aws-cn:s3:::" + name), ResourceName: aws.String(name), LastBackupTime: at, LastBackupVaultArn: final.BackupVaultArn,
		}}
	}
	pages(f, "backup.ListProtectedResources", func(in *backup.ListProtectedResourcesInput) *string { return in.NextToken },
		&backup.ListProtectedResourcesOutput{NextToken: second, Results: saved("data", daysAgo(2))}, &backup.ListProtectedResourcesOutput{Results: saved("plain", nil)})
}
