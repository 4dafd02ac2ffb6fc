package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	tabletypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"drydock/assess/fact"
)

// databases reads database clusters and servers. Their lists say all that rules need, tags included.
func databases() Collector {
	return Collector{
		Name: "rds", Service: "rds",
		Kinds: []fact.Kind{"rds_cluster", "rds_instance"},
		Calls: []Call{
			{"rds.DescribeDBClusters", "rds:DescribeDBClusters"},
			{"rds.DescribeDBInstances", "rds:DescribeDBInstances"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := rds.NewFromConfig(env.Config)
			clusters, clusterProofs, clusterGap := list(ctx, env, "rds.DescribeDBClusters", &rds.DescribeDBClustersInput{}, client.DescribeDBClusters,
				func(out *rds.DescribeDBClustersOutput) *string { return out.Marker },
				func(in *rds.DescribeDBClustersInput, token *string) { in.Marker = token },
				func(out *rds.DescribeDBClustersOutput) []types.DBCluster { return out.DBClusters })
			servers, serverProofs, serverGap := list(ctx, env, "rds.DescribeDBInstances", &rds.DescribeDBInstancesInput{}, client.DescribeDBInstances,
				func(out *rds.DescribeDBInstancesOutput) *string { return out.Marker },
				func(in *rds.DescribeDBInstancesInput, token *string) { in.Marker = token },
				func(out *rds.DescribeDBInstancesOutput) []types.DBInstance { return out.DBInstances })
			batch := Batch{Reach: []fact.Reach{env.Reach("rds_cluster", clusterGap, clusterProofs...), env.Reach("rds_instance", serverGap, serverProofs...)}}
			for _, e := range clusters {
				batch.Facts = append(batch.Facts, databaseCluster(env, e))
			}
			for _, e := range servers {
				batch.Facts = append(batch.Facts, databaseServer(env, e))
			}
			return batch
		},
	}
}

func databaseCluster(env *Env, e entry[types.DBCluster]) *fact.RDSCluster {
	f := &fact.RDSCluster{Meta: env.Meta(aws.ToString(e.value.DBClusterArn), aws.ToString(e.value.DBClusterIdentifier), e.proof)}
	f.Encrypted = said(&f.Meta, "rds.DescribeDBClusters", "encrypted", e.value.StorageEncrypted)
	f.KmsKeyID, f.Tags = aws.ToString(e.value.KmsKeyId), tagMap(e.value.TagList, databaseTag)
	return f
}

func databaseServer(env *Env, e entry[types.DBInstance]) *fact.RDSInstance {
	const op = "rds.DescribeDBInstances"
	f := &fact.RDSInstance{Meta: env.Meta(aws.ToString(e.value.DBInstanceArn), aws.ToString(e.value.DBInstanceIdentifier), e.proof)}
	f.Encrypted, f.Public = said(&f.Meta, op, "encrypted", e.value.StorageEncrypted), said(&f.Meta, op, "public", e.value.PubliclyAccessible)
	f.Tags = tagMap(e.value.TagList, databaseTag)
	if cluster := aws.ToString(e.value.DBClusterIdentifier); cluster != "" {
		f.ClusterArn = env.here("rds", "cluster:"+cluster)
	}
	return f
}

func databaseTag(t types.Tag) (key, value *string) { return t.Key, t.Value }

// dynamoDBTables reads tables; what stands in them is never read.
func dynamoDBTables() Collector {
	const kind = "dynamodb_table"
	return Collector{
		Name: "dynamodb", Service: "dynamodb",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"dynamodb.ListTables", "dynamodb:ListTables"},
			{"dynamodb.DescribeTable", "dynamodb:DescribeTable"},
			{"dynamodb.DescribeContinuousBackups", "dynamodb:DescribeContinuousBackups"},
			{"dynamodb.ListTagsOfResource", "dynamodb:ListTagsOfResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := dynamodb.NewFromConfig(env.Config)
			names, proofs, gap := list(ctx, env, "dynamodb.ListTables", &dynamodb.ListTablesInput{}, client.ListTables,
				func(out *dynamodb.ListTablesOutput) *string { return out.LastEvaluatedTableName },
				func(in *dynamodb.ListTablesInput, token *string) { in.ExclusiveStartTableName = token },
				func(out *dynamodb.ListTablesOutput) []string { return out.TableNames })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, names, func(ctx context.Context, e entry[string]) *fact.DynamoDBTable { return readTable(ctx, env, client, e) }),
			}
		},
	}
}

func readTable(ctx context.Context, env *Env, client *dynamodb.Client, e entry[string]) *fact.DynamoDBTable {
	const op, backups = "dynamodb.DescribeTable", "dynamodb.DescribeContinuousBackups"
	f := &fact.DynamoDBTable{Meta: env.Meta(env.here("dynamodb", "table/"+e.value), e.value, e.proof)}
	out, proof, gap := Ask(ctx, env, op, &dynamodb.DescribeTableInput{TableName: aws.String(e.value)}, client.DescribeTable)
	table, gap := whole(op, out, gap, func(out *dynamodb.DescribeTableOutput) *tabletypes.TableDescription { return out.Table })
	if kept(&f.Meta, proof, gap, "kmsKeyArn") && table.SSEDescription != nil {
		f.KmsKeyArn = aws.ToString(table.SSEDescription.KMSMasterKeyArn)
	}
	saved, proof, gap := Ask(ctx, env, backups, &dynamodb.DescribeContinuousBackupsInput{TableName: aws.String(e.value)}, client.DescribeContinuousBackups)
	c, gap := whole(backups, saved, gap, func(out *dynamodb.DescribeContinuousBackupsOutput) *tabletypes.ContinuousBackupsDescription {
		return out.ContinuousBackupsDescription
	})
	if kept(&f.Meta, proof, gap, "recovery") {
		f.Recovery = c.PointInTimeRecoveryDescription != nil &&
			c.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus == tabletypes.PointInTimeRecoveryStatusEnabled
	}
	tags, proofs, gap := list(ctx, env, "dynamodb.ListTagsOfResource", &dynamodb.ListTagsOfResourceInput{ResourceArn: aws.String(f.ARN)}, client.ListTagsOfResource,
		func(out *dynamodb.ListTagsOfResourceOutput) *string { return out.NextToken },
		func(in *dynamodb.ListTagsOfResourceInput, token *string) { in.NextToken = token },
		func(out *dynamodb.ListTagsOfResourceOutput) []tabletypes.Tag { return out.Tags })
	keepTags(&f.Meta, tags, proofs, gap, func(t tabletypes.Tag) (key, value *string) { return t.Key, t.Value })
	return f
}
