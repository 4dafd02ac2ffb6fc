package probe

import (
	"context"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	"github.com/aws/aws-sdk-go-v2/service/bedrock/types"

	"drydock/assess/collect"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/probe/moto"
	"drydock/assess/rule"
	"drydock/questionnaire"
)

// TestBedrockTwinsOnMoto sets Bedrock up as it should be in one Region and as it should not be in another, on a server that is not
// ours, and judges both. Of Bedrock the emulator has the invocation log. It has tuned models too, and writes their times in a way that AWS
// does not: they are unknown, well set up or not.
func TestBedrockTwinsOnMoto(t *testing.T) {
	const good, bad = "us-east-1", "eu-west-1"
	url := moto.Start(t)
	seedBedrock(t, url, good, true)
	seedBedrock(t, url, bad, false)
	var collectors []collect.Collector
	for _, c := range collect.All() {
		if slices.Contains([]string{"bedrock-logging", "bedrock-models"}, c.Name) {
			collectors = append(collectors, c)
		}
	}
	source := connect(t, url, func(o *AWSOptions) { o.Limits = Limits{PerSecond: 1000, Attempts: 2} })
	plan := planOf(source.limits, collectors...)
	plan.Targets[0].Account = moto.Account
	other := plan.Targets[0]
	other.Region = bad
	plan.Targets = append(plan.Targets, other)
	sink := &tray{}
	if _, err := Run(context.Background(), plan, source, sink); err != nil {
		t.Fatal(err)
	}
	findings := bedrockFindings(t, plan.Targets, sink, "invocation-logging-on", "invocation-logging-keeps-text", "tuned-models-use-own-key")
	for _, want := range []struct {
		rule, region string
		outcome      evidence.Outcome
	}{
		{"invocation-logging-on", good, evidence.Pass},
		{"invocation-logging-keeps-text", good, evidence.Pass},
		{"invocation-logging-keeps-text", bad, evidence.Fail},
		{"tuned-models-use-own-key", good, evidence.Unknown},
		{"tuned-models-use-own-key", bad, evidence.Unknown},
	} {
		if !slices.ContainsFunc(findings, func(f evidence.Finding) bool {
			return f.Rule == want.rule && f.Region == want.region && f.Outcome == want.outcome
		}) {
			t.Errorf("%s in %s is not %s", want.rule, want.region, want.outcome)
		}
	}
}

// seedBedrock makes the invocation log and one tuned model of a Region, with text and a key of one's own where it is good.
func seedBedrock(t *testing.T, url, region string, good bool) {
	t.Helper()
	client := bedrock.NewFromConfig(aws.Config{
		Region: region, BaseEndpoint: aws.String(url), Credentials: credentials.NewStaticCredentialsProvider("testing", "testing", ""),
	})
	_, err := client.PutModelInvocationLoggingConfiguration(t.Context(), &bedrock.PutModelInvocationLoggingConfigurationInput{
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
		in.CustomModelKmsKeyId = aws.String("arn:aws:kms:" + region + ":" + moto.Account + ":key/claims")
	}
	if _, err := client.CreateModelCustomizationJob(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

// bedrockFindings are what rules of the catalogue say of what a run brought; everything is ours.
func bedrockFindings(t *testing.T, targets []fact.Target, sink *tray, ids ...string) []evidence.Finding {
	t.Helper()
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	judge, err := rule.New(cat)
	if err != nil {
		t.Fatal(err)
	}
	control := &questionnaire.Control{ID: "twins"}
	for _, c := range cat.Controls {
		for _, r := range c.Rules {
			if slices.Contains(ids, r.ID) {
				control.Rules = append(control.Rules, r)
			}
		}
	}
	snap := &fact.Snapshot{Targets: targets, Reach: sink.reach, Facts: sink.facts}
	scope := questionnaire.Scope{RunsOn: questionnaire.RunsOnList([]string{questionnaire.OnBedrock}), Regions: []string{"us-east-1", "eu-west-1"}}
	return judge.Judge(snap, scope, []*questionnaire.Control{control}, func(string, *fact.Meta) evidence.Ownership { return evidence.Ours })
}
