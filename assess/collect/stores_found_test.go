package collect

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/opensearch"
	searchtypes "github.com/aws/aws-sdk-go-v2/service/opensearch/types"
	"github.com/aws/aws-sdk-go-v2/service/opensearchserverless"

	"drydock/assess/fact"
)

// storeMeta is the shared part of what stores hold in the world.
func storeMeta(arn, name string) fact.Meta {
	return fact.Meta{ARN: "arn:aws-cn:" + arn, Name: name, Tags: claimsTag}
}

func TestSearchFacts(t *testing.T) {
	checkFacts(t, found[*fact.OpenSearchDomain](t, world(), openSearchDomains()), []*fact.OpenSearchDomain{{
		Meta:      storeMeta("es:cn-north-1:111122223333:domain/claims", "claims"),
		HTTPSOnly: true, NodeToNode: true, Encrypted: true, KmsKeyID: "key", InVpc: true, FineGrained: true,
	}, {
		Meta: storeMeta("es:cn-north-1:111122223333:domain/bare", "bare"), PolicyPublic: true,
	}})
	checkFacts(t, found[*fact.OpenSearchCollection](t, world(), openSearchCollections()), []*fact.OpenSearchCollection{{
		Meta: storeMeta("aoss:cn-north-1:111122223333:collection/c1", "claims"), Type: "VECTORSEARCH", KmsKeyArn: "key", Principals: []string{"admin", "kb"},
	}, {
		Meta: storeMeta("aoss:cn-north-1:111122223333:collection/c2", "test-notes"), Type: "SEARCH", Public: true, Principals: []string{"admin"},
	}})
}

// An answer about other domains or collections than those asked for says nothing about these.
func TestPartialBatchesAreUnread(t *testing.T) {
	f := world()
	always(f, "opensearch.DescribeDomains", &opensearch.DescribeDomainsInput{}, &opensearch.DescribeDomainsOutput{
		DomainStatusList: []searchtypes.DomainStatus{{DomainName: aws.String("claims")}},
	})
	always(f, "opensearchserverless.BatchGetCollection", &opensearchserverless.BatchGetCollectionInput{}, &opensearchserverless.BatchGetCollectionOutput{})
	if domains := only[*fact.OpenSearchDomain](collected(t, f, openSearchDomains())); domains[0].Unread["httpsOnly"].Status != "" || domains[1].Unread["httpsOnly"].Status != fact.Failed {
		t.Errorf("unread is %v and %v", domains[0].Unread, domains[1].Unread)
	}
	for _, c := range only[*fact.OpenSearchCollection](collected(t, f, openSearchCollections())) {
		if c.Unread["kmsKeyArn"].Status != fact.Failed {
			t.Errorf("%s: unread is %v", c.Name, c.Unread)
		}
	}
}

func TestVectorFacts(t *testing.T) {
	bucket := func(suffix string) *fact.S3VectorBucket {
		return &fact.S3VectorBucket{
			Meta: fact.Meta{ARN: vectorBucketArn + suffix, Name: "vectors" + suffix, Tags: claimsTag}, KmsKeyArn: "key", PolicyAccounts: []string{"444455556666"},
		}
	}
	checkFacts(t, found[*fact.S3VectorBucket](t, world(), s3Vectors()), []*fact.S3VectorBucket{bucket(""), bucket("-2")})
	index := func(suffix, name string) *fact.S3VectorIndex {
		return &fact.S3VectorIndex{
			Meta: fact.Meta{ARN: vectorBucketArn + suffix + "/index/" + name, Name: name, Tags: claimsTag}, BucketArn: vectorBucketArn + suffix, KmsKeyArn: "key",
		}
	}
	checkFacts(t, found[*fact.S3VectorIndex](t, world(), s3Vectors()), []*fact.S3VectorIndex{index("", "i1"), index("", "i2"), index("-2", "i1"), index("-2", "i2")})
	f := world()
	refuses(f, "s3vectors.GetVectorBucketPolicy", "NotFoundException")
	for _, b := range found[*fact.S3VectorBucket](t, f, s3Vectors()) {
		if b.PolicyPublic || len(b.PolicyAccounts) != 0 || len(b.Unread) != 0 {
			t.Errorf("a bucket without a policy became %+v", b)
		}
	}
}

func TestDatabaseFacts(t *testing.T) {
	cluster := func(name string) *fact.RDSCluster {
		return &fact.RDSCluster{Meta: storeMeta("rds:cn-north-1:111122223333:cluster:"+name, name), Encrypted: true, KmsKeyID: "key"}
	}
	checkFacts(t, found[*fact.RDSCluster](t, world(), databases()), []*fact.RDSCluster{cluster("v1"), cluster("v2")})
	checkFacts(t, found[*fact.RDSInstance](t, world(), databases()), []*fact.RDSInstance{{
		Meta: storeMeta("rds:cn-north-1:111122223333:db:s1", "s1"), ClusterArn: "arn:aws-cn:rds:cn-north-1:111122223333:cluster:v1", Encrypted: true, Public: true,
	}, {
		Meta: storeMeta("rds:cn-north-1:111122223333:db:s2", "s2"), Encrypted: true, Public: true,
	}})
	table := func(name string) *fact.DynamoDBTable {
		return &fact.DynamoDBTable{Meta: storeMeta("dynamodb:cn-north-1:111122223333:table/"+name, name), KmsKeyArn: "key", Recovery: true}
	}
	checkFacts(t, found[*fact.DynamoDBTable](t, world(), dynamoDBTables()), []*fact.DynamoDBTable{table("orders"), table("talks")})
}

func TestSecretFacts(t *testing.T) {
	checkFacts(t, found[*fact.Secret](t, world(), secrets()), []*fact.Secret{{
		Meta: storeMeta("secretsmanager:cn-north-1:111122223333:secret:still", "still"), AgeDays: 300, RotatedDays: -1, AccessedDays: -1, PolicyPublic: true,
	}, {
		Meta:  storeMeta("secretsmanager:cn-north-1:111122223333:secret:rotating", "rotating"),
		Owner: "rds", KmsKeyID: "key", Rotation: true, AgeDays: 300, RotatedDays: 12, AccessedDays: 1,
	}})
}

func TestBackupFacts(t *testing.T) {
	vault := func(name string, final bool) *fact.BackupVault {
		m := storeMeta("backup:cn-north-1:111122223333:backup-vault:"+name, name)
		m.Tags = map[string]string{"app": "claims", "b": "2"}
		return &fact.BackupVault{Meta: m, Locked: true, Final: final, RecoveryPoints: 7}
	}
	checkFacts(t, found[*fact.BackupVault](t, world(), backups()), []*fact.BackupVault{vault("soon", false), vault("final", true)})
	saved := func(name string, days int) *fact.BackupResource {
		return &fact.BackupResource{
			Meta:     fact.Meta{ARN: "arn:aws-cn:s3:::" + name, Name: name, Unread: map[string]fact.Gap{"tags": notAsked}},
			VaultArn: "arn:aws-cn:backup:cn-north-1:111122223333:backup-vault:final", AgeDays: days,
		}
	}
	checkFacts(t, found[*fact.BackupResource](t, world(), backups()), []*fact.BackupResource{saved("data", 2), saved("plain", -1)})
}
