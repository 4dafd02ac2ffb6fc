package probe

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	"github.com/aws/aws-sdk-go-v2/service/bedrock/types"

	"drydock/assess/evidence"
	"drydock/assess/probe/moto"
)

// TestBedrockTwinsOnMoto sets Bedrock up in one account as it should be and in another as it should not be. Of Bedrock the emulator has
// the invocation log, of which a Region has one. It has tuned models too, and writes their times in a way that AWS does not: they are
// unknown, well set up or not, as is all that it has not.
func TestBedrockTwinsOnMoto(t *testing.T) {
	unread := []twin{
		{"tuned-models-use-own-key", "", evidence.Unknown},
		{"guardrail-blocks-harmful-content", "", evidence.Unknown},
		{"flows-carry-a-guardrail", "", evidence.Unknown},
		{"stored-prompts-use-own-key", "", evidence.Unknown},
		{"batch-inference-results-use-own-key", "", evidence.Unknown},
		{"reasoning-policies-are-in-use", "", evidence.Unknown},
	}
	for name, account := range map[string]struct {
		good  bool
		twins []twin
	}{
		"good": {true, []twin{{"invocation-logging-on", "", evidence.Pass}, {"invocation-logging-keeps-text", "", evidence.Pass}}},
		"bad":  {false, []twin{{"invocation-logging-on", "", evidence.Pass}, {"invocation-logging-keeps-text", "", evidence.Fail}}},
	} {
		t.Run(name, func(t *testing.T) {
			findings, _ := onMoto(t, func(ctx context.Context, cfg aws.Config) {
				seedBedrock(ctx, t, bedrock.NewFromConfig(cfg), account.good)
			}, "bedrock")
			wantTwins(t, findings, append(account.twins, unread...))
		})
	}
}

// seedBedrock makes the invocation log and one tuned model, with text and a key of one's own where it is good.
func seedBedrock(ctx context.Context, t *testing.T, client *bedrock.Client, good bool) {
	t.Helper()
	_, err := client.PutModelInvocationLoggingConfiguration(ctx, &bedrock.PutModelInvocationLoggingConfigurationInput{
		LoggingConfig: &types.LoggingConfig{
			S3Config: &types.S3Config{BucketName: aws.String("logs")}, TextDataDeliveryEnabled: aws.Bool(good), ImageDataDeliveryEnabled: aws.Bool(true),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	in := &bedrock.CreateModelCustomizationJobInput{
		JobName: aws.String("tuning"), CustomModelName: aws.String("claims"), RoleArn: aws.String("arn:aws:iam::" + moto.Account + ":role/tuning"),
		BaseModelIdentifier: aws.String("amazon.nova-lite-v1:0"), HyperParameters: map[string]string{"epochCount": "1"},
		TrainingDataConfig: &types.TrainingDataConfig{S3Uri: aws.String("s3://training/claims.jsonl")}, OutputDataConfig: &types.OutputDataConfig{S3Uri: aws.String("s3://training/out/")},
	}
	if good {
		in.CustomModelKmsKeyId = aws.String("arn:aws:kms:" + moto.Region + ":" + moto.Account + ":key/claims")
	}
	if _, err := client.CreateModelCustomizationJob(ctx, in); err != nil {
		t.Fatal(err)
	}
}
