package moto

import (
	"context"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamodbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Crowd adds n resources of each of eight kinds, of the sort that accounts have many of, to what Seed made.
func Crowd(t testing.TB, url string, n int) {
	t.Helper()
	s := &seeder{t: t, ctx: context.Background(), cfg: aws.Config{
		Region: Region, BaseEndpoint: aws.String(url),
		Credentials: credentials.NewStaticCredentialsProvider("testing", "testing", ""),
	}}
	keys, topics, queues := kms.NewFromConfig(s.cfg), sns.NewFromConfig(s.cfg), sqs.NewFromConfig(s.cfg)
	buckets := s3.NewFromConfig(s.cfg, func(o *s3.Options) { o.UsePathStyle = true })
	secrets, tables := secretsmanager.NewFromConfig(s.cfg), dynamodb.NewFromConfig(s.cfg)
	images, groups := ecr.NewFromConfig(s.cfg), cloudwatchlogs.NewFromConfig(s.cfg)
	id := []dynamodbtypes.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: dynamodbtypes.KeyTypeHash}}
	text := []dynamodbtypes.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: dynamodbtypes.ScalarAttributeTypeS}}
	for i := range n {
		name := aws.String(fmt.Sprintf("crowd-%d", i))
		_, err := keys.CreateKey(s.ctx, &kms.CreateKeyInput{Description: name})
		s.must("key", err)
		_, err = topics.CreateTopic(s.ctx, &sns.CreateTopicInput{Name: name})
		s.must("topic", err)
		_, err = queues.CreateQueue(s.ctx, &sqs.CreateQueueInput{QueueName: name})
		s.must("queue", err)
		_, err = buckets.CreateBucket(s.ctx, &s3.CreateBucketInput{Bucket: name})
		s.must("bucket", err)
		_, err = secrets.CreateSecret(s.ctx, &secretsmanager.CreateSecretInput{Name: name, SecretString: aws.String(Canary)})
		s.must("secret", err)
		_, err = tables.CreateTable(s.ctx, &dynamodb.CreateTableInput{
			TableName: name, KeySchema: id, AttributeDefinitions: text, BillingMode: dynamodbtypes.BillingModePayPerRequest,
		})
		s.must("table", err)
		_, err = images.CreateRepository(s.ctx, &ecr.CreateRepositoryInput{RepositoryName: name})
		s.must("repository", err)
		_, err = groups.CreateLogGroup(s.ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: name})
		s.must("log group", err)
	}
}
