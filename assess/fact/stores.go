package fact

// OpenSearchDomain is a search domain with machines of its own. A policy that names no condition on who calls counts as public.
type OpenSearchDomain struct {
	Meta
	HTTPSOnly    bool   `json:"httpsOnly" aws:"opensearch.DescribeDomains.DomainStatusList[].DomainEndpointOptions.EnforceHTTPS"`
	NodeToNode   bool   `json:"nodeToNode" aws:"opensearch.DescribeDomains.DomainStatusList[].NodeToNodeEncryptionOptions.Enabled"` // traffic between its machines is encrypted
	Encrypted    bool   `json:"encrypted" aws:"opensearch.DescribeDomains.DomainStatusList[].EncryptionAtRestOptions.Enabled"`
	KmsKeyID     string `json:"kmsKeyId" aws:"opensearch.DescribeDomains.DomainStatusList[].EncryptionAtRestOptions.KmsKeyId"`
	InVpc        bool   `json:"inVpc" derived:"VPCOptions names a VPC"`
	FineGrained  bool   `json:"fineGrained" aws:"opensearch.DescribeDomains.DomainStatusList[].AdvancedSecurityOptions.Enabled"`
	PolicyPublic bool   `json:"policyPublic" derived:"AccessPolicies allows every principal, with no condition on who or where the caller is"`
}

// OpenSearchCollection is a collection of OpenSearch Serverless with what its policies say of it.
type OpenSearchCollection struct {
	Meta
	Type       string   `json:"type" aws:"opensearchserverless.BatchGetCollection.collectionDetails[].type"` // VECTORSEARCH | SEARCH | TIMESERIES
	KmsKeyArn  string   `json:"kmsKeyArn" derived:"collectionDetails[].kmsKeyArn; empty where it is auto, a key that AWS owns"`
	Public     bool     `json:"public" derived:"a network policy opens the collection to the internet: AllowFromPublic"`
	Principals []string `json:"principals" derived:"principals that data access policies let at the indexes of the collection"`
}

// S3VectorBucket is a bucket of vectors.
type S3VectorBucket struct {
	Meta
	KmsKeyArn      string   `json:"kmsKeyArn" aws:"s3vectors.GetVectorBucket.vectorBucket.encryptionConfiguration.kmsKeyArn"`
	PolicyPublic   bool     `json:"policyPublic" derived:"the bucket's policy allows every principal, with no condition on who or where the caller is"`
	PolicyAccounts []string `json:"policyAccounts" derived:"other accounts that the bucket's policy lets in"`
}

// S3VectorIndex is an index in a bucket of vectors; it has a key of its own or the bucket's.
type S3VectorIndex struct {
	Meta
	BucketArn string `json:"bucketArn" derived:"the bucket that was listed"`
	KmsKeyArn string `json:"kmsKeyArn" aws:"s3vectors.GetIndex.index.encryptionConfiguration.kmsKeyArn"`
}

// RDSCluster is an Aurora or Multi-AZ cluster.
type RDSCluster struct {
	Meta
	Encrypted bool   `json:"encrypted" aws:"rds.DescribeDBClusters.DBClusters[].StorageEncrypted"`
	KmsKeyID  string `json:"kmsKeyId" aws:"rds.DescribeDBClusters.DBClusters[].KmsKeyId"`
}

// RDSInstance is a database server, alone or in a cluster.
type RDSInstance struct {
	Meta
	ClusterArn string `json:"clusterArn" derived:"ARN of the cluster that DBClusterIdentifier names; empty for a server alone"`
	Encrypted  bool   `json:"encrypted" aws:"rds.DescribeDBInstances.DBInstances[].StorageEncrypted"`
	Public     bool   `json:"public" aws:"rds.DescribeDBInstances.DBInstances[].PubliclyAccessible"` // it has a public address
}

// DynamoDBTable is a table.
type DynamoDBTable struct {
	Meta
	KmsKeyArn string `json:"kmsKeyArn" aws:"dynamodb.DescribeTable.Table.SSEDescription.KMSMasterKeyArn"` // "": a key that AWS owns
	Recovery  bool   `json:"recovery" derived:"PointInTimeRecoveryStatus is ENABLED"`
}

// BackupVault keeps recovery points.
type BackupVault struct {
	Meta
	Locked         bool `json:"locked" aws:"backup.ListBackupVaults.BackupVaultList[].Locked"`
	Final          bool `json:"final" derived:"LockDate has passed: nobody can take the lock off"`
	RecoveryPoints int  `json:"recoveryPoints" aws:"backup.ListBackupVaults.BackupVaultList[].NumberOfRecoveryPoints"`
}

// BackupResource is something that AWS Backup has a copy of; its ARN is the resource's own.
type BackupResource struct {
	Meta
	VaultArn string `json:"vaultArn" aws:"backup.ListProtectedResources.Results[].LastBackupVaultArn"` // of the newest copy
	AgeDays  int    `json:"ageDays" derived:"whole days since LastBackupTime; -1: AWS does not say"`
}

// Secret is a secret of Secrets Manager. Its value is never read. Days are whole; -1 means never.
type Secret struct {
	Meta
	Owner          string   `json:"owner" aws:"secretsmanager.ListSecrets.SecretList[].OwningService"` // "": yours; else the AWS service that keeps it
	KmsKeyID       string   `json:"kmsKeyId" aws:"secretsmanager.ListSecrets.SecretList[].KmsKeyId"`   // "": the key that AWS manages
	Rotation       bool     `json:"rotation" aws:"secretsmanager.ListSecrets.SecretList[].RotationEnabled"`
	AgeDays        int      `json:"ageDays" derived:"days since CreatedDate"`
	RotatedDays    int      `json:"rotatedDays" derived:"days since LastRotatedDate"`
	AccessedDays   int      `json:"accessedDays" derived:"days since LastAccessedDate"`
	PolicyPublic   bool     `json:"policyPublic" derived:"the secret's policy allows every principal, with no condition on who or where the caller is"`
	PolicyAccounts []string `json:"policyAccounts" derived:"other accounts that the secret's policy lets in"`
}

// Kind implements Fact.
func (*OpenSearchDomain) Kind() Kind     { return "opensearch_domain" }
func (*OpenSearchCollection) Kind() Kind { return "opensearch_collection" }
func (*S3VectorBucket) Kind() Kind       { return "s3vectors_bucket" }
func (*S3VectorIndex) Kind() Kind        { return "s3vectors_index" }
func (*RDSCluster) Kind() Kind           { return "rds_cluster" }
func (*RDSInstance) Kind() Kind          { return "rds_instance" }
func (*DynamoDBTable) Kind() Kind        { return "dynamodb_table" }
func (*BackupVault) Kind() Kind          { return "backup_vault" }
func (*BackupResource) Kind() Kind       { return "backup_resource" }
func (*Secret) Kind() Kind               { return "secretsmanager_secret" }
