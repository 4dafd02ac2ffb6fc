package probe

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	bedrocktypes "github.com/aws/aws-sdk-go-v2/service/bedrock/types"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	coretypes "github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/inspector2"
	inspectortypes "github.com/aws/aws-sdk-go-v2/service/inspector2/types"
	"github.com/aws/aws-sdk-go-v2/service/macie2"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/securityhub"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/probe/moto"
)

const (
	worker = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sqs:ReceiveMessage","sns:Publish"],
		"Resource":["arn:aws:sqs:us-east-1:` + moto.Account + `:careful*","arn:aws:sqs:us-east-1:` + moto.Account + `:careless*",
			"arn:aws:sns:us-east-1:` + moto.Account + `:careful*","arn:aws:sns:us-east-1:` + moto.Account + `:careless*"]}}`
	anybody = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}]}`
	anyone  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sns:Publish","Resource":"*"}]}`
	ownKey  = "arn:aws:kms:us-east-1:" + moto.Account + ":key/11111111-2222-3333-4444-555555555555"
)

// watchTwins seeds what records, tells and carries messages, good beside bad.
type watchTwins struct {
	t   *testing.T
	ctx context.Context
	cfg aws.Config
}

func (w *watchTwins) must(what string, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("seeding %s: %v", what, err)
	}
}

// agent is a runtime whose role may use the queues and topics, but for the shop's.
func (w *watchTwins) agent() {
	people := iam.NewFromConfig(w.cfg)
	role, err := people.CreateRole(w.ctx, &iam.CreateRoleInput{RoleName: aws.String("worker"), AssumeRolePolicyDocument: aws.String(agentTrust)})
	w.must("role", err)
	_, err = people.PutRolePolicy(w.ctx, &iam.PutRolePolicyInput{RoleName: aws.String("worker"), PolicyName: aws.String("work"), PolicyDocument: aws.String(worker)})
	w.must("policy", err)
	_, err = bedrockagentcorecontrol.NewFromConfig(w.cfg).CreateAgentRuntime(w.ctx, &bedrockagentcorecontrol.CreateAgentRuntimeInput{
		AgentRuntimeName: aws.String("worker"), RoleArn: role.Role.Arn,
		AgentRuntimeArtifact: &coretypes.AgentRuntimeArtifactMemberContainerConfiguration{Value: coretypes.ContainerConfiguration{ContainerUri: aws.String("registry/agent:1")}},
		NetworkConfiguration: &coretypes.NetworkConfiguration{NetworkMode: coretypes.NetworkModePublic},
	})
	w.must("runtime", err)
}

func (w *watchTwins) messages() {
	queues, topics := sqs.NewFromConfig(w.cfg), sns.NewFromConfig(w.cfg)
	for name, attributes := range map[string]map[string]string{
		"careful":  {"KmsMasterKeyId": ownKey},
		"careless": {"SqsManagedSseEnabled": "false", "Policy": anybody},
		"shop":     {"SqsManagedSseEnabled": "false", "Policy": anybody},
	} {
		_, err := queues.CreateQueue(w.ctx, &sqs.CreateQueueInput{QueueName: aws.String(name), Attributes: attributes})
		w.must("queue", err)
	}
	for name, attributes := range map[string]map[string]string{
		"careful": {"KmsMasterKeyId": ownKey}, "careless": {"Policy": anyone}, "shop": {},
	} {
		_, err := topics.CreateTopic(w.ctx, &sns.CreateTopicInput{Name: aws.String(name), Attributes: attributes})
		w.must("topic", err)
	}
}

func (w *watchTwins) trails() {
	store, trails := s3.NewFromConfig(w.cfg, func(o *s3.Options) { o.UsePathStyle = true }), cloudtrail.NewFromConfig(w.cfg)
	for _, name := range []string{"careful", "careless"} {
		_, err := store.CreateBucket(w.ctx, &s3.CreateBucketInput{Bucket: aws.String(name + "-trail")})
		w.must("bucket", err)
		in := &cloudtrail.CreateTrailInput{Name: aws.String(name), S3BucketName: aws.String(name + "-trail"), IsMultiRegionTrail: aws.Bool(true)}
		if name == "careful" {
			in.KmsKeyId = aws.String(ownKey)
			_, err = store.PutPublicAccessBlock(w.ctx, &s3.PutPublicAccessBlockInput{
				Bucket: in.S3BucketName,
				PublicAccessBlockConfiguration: &s3types.PublicAccessBlockConfiguration{
					BlockPublicAcls: aws.Bool(true), IgnorePublicAcls: aws.Bool(true), BlockPublicPolicy: aws.Bool(true), RestrictPublicBuckets: aws.Bool(true),
				},
			})
			w.must("public access block", err)
		}
		_, err = trails.CreateTrail(w.ctx, in)
		w.must("trail", err)
		_, err = trails.StartLogging(w.ctx, &cloudtrail.StartLoggingInput{Name: in.Name})
		w.must("logging", err)
	}
}

// log makes the log of model calls, with or without a key.
func (w *watchTwins) log(key *string) {
	_, err := cloudwatchlogs.NewFromConfig(w.cfg).CreateLogGroup(w.ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("bedrock-prompts"), KmsKeyId: key})
	w.must("log group", err)
	_, err = bedrock.NewFromConfig(w.cfg).PutModelInvocationLoggingConfiguration(w.ctx, &bedrock.PutModelInvocationLoggingConfigurationInput{
		LoggingConfig: &bedrocktypes.LoggingConfig{
			TextDataDeliveryEnabled: aws.Bool(true),
			CloudWatchConfig:        &bedrocktypes.CloudWatchConfig{LogGroupName: aws.String("bedrock-prompts"), RoleArn: aws.String("arn:aws:iam::" + moto.Account + ":role/log")},
		},
	})
	w.must("invocation logging", err)
}

// page makes the rule that sends findings on; switched off it sends nothing.
func (w *watchTwins) page(state eventtypes.RuleState) {
	_, err := guardduty.NewFromConfig(w.cfg).CreateDetector(w.ctx, &guardduty.CreateDetectorInput{Enable: aws.Bool(true)})
	w.must("detector", err)
	events := eventbridge.NewFromConfig(w.cfg)
	_, err = events.PutRule(w.ctx, &eventbridge.PutRuleInput{
		Name: aws.String("page"), State: state, EventPattern: aws.String(`{"source":["aws.guardduty"],"detail-type":["GuardDuty Finding"]}`),
	})
	w.must("rule", err)
	_, err = events.PutTargets(w.ctx, &eventbridge.PutTargetsInput{Rule: aws.String("page"), Targets: []eventtypes.Target{
		{Id: aws.String("oncall"), Arn: aws.String("arn:aws:sns:us-east-1:" + moto.Account + ":careful")},
	}})
	w.must("target", err)
}

func TestDetectionTwinsOnMoto(t *testing.T) {
	findings, facts := onMoto(t, func(ctx context.Context, cfg aws.Config) {
		w := &watchTwins{t, ctx, cfg}
		w.agent()
		w.messages()
		w.trails()
		w.log(aws.String(ownKey))
		w.page(eventtypes.RuleStateEnabled)
		_, err := inspector2.NewFromConfig(cfg).Enable(ctx, &inspector2.EnableInput{AccountIds: []string{moto.Account}, ResourceTypes: []inspectortypes.ResourceScanType{inspectortypes.ResourceScanTypeLambda}})
		w.must("inspector", err)
		_, err = macie2.NewFromConfig(cfg).EnableMacie(ctx, &macie2.EnableMacieInput{})
		w.must("macie", err)
		_, err = securityhub.NewFromConfig(cfg).EnableSecurityHub(ctx, &securityhub.EnableSecurityHubInput{})
		w.must("security hub", err)
	}, "bedrock", "bedrock-agentcore", "iam", "organizations", "s3", "s3control", "logs", "cloudtrail", "guardduty", "events", "sns", "sqs", "inspector2", "macie2", "securityhub")
	wantTwins(t, findings, []twin{
		{"agent-queues-are-closed", "careful", evidence.Pass},
		{"agent-queues-are-closed", "careless", evidence.Fail},
		{"agent-queues-are-closed", "shop", evidence.NotApplicable},
		{"agent-queues-are-encrypted", "careful", evidence.Pass},
		{"agent-queues-are-encrypted", "careless", evidence.Fail},
		{"agent-topics-are-closed", "careful", evidence.Pass},
		{"agent-topics-are-closed", "careless", evidence.Fail},
		{"agent-topics-are-closed", "shop", evidence.NotApplicable},
		{"agent-topics-are-encrypted", "careful", evidence.Pass},
		{"agent-topics-are-encrypted", "careless", evidence.Fail},
		{"audit-log-bucket-is-closed", "careful-trail", evidence.Pass},
		{"audit-log-bucket-is-closed", "careless-trail", evidence.Fail},
		{"audit-trail-has-a-key", "careful", evidence.Pass},
		{"audit-trail-has-a-key", "careless", evidence.Fail},
		{"prompt-log-groups-use-own-key", "bedrock-prompts", evidence.Pass},
		{"findings-set-something-off", "", evidence.Pass},
		{"security-hub-on-where-ai-runs", "", evidence.Unknown}, // the emulator does not know which standards are on
		{"macie-on-where-ai-reads", "", evidence.NotApplicable},
	})
	if i := factOf[*fact.Inspector](t, facts, ""); !i.Lambda || i.EC2 {
		t.Errorf("Inspector did not come out as it was seeded: %+v", i)
	}
	if m := factOf[*fact.Macie](t, facts, ""); !m.Enabled {
		t.Errorf("Macie did not come out as it was seeded: %+v", m)
	}
}

func TestAbsentDetectionOnMoto(t *testing.T) {
	findings, facts := onMoto(t, func(ctx context.Context, cfg aws.Config) {
		w := &watchTwins{t, ctx, cfg}
		w.agent()
		w.log(nil)
		w.page(eventtypes.RuleStateDisabled)
	}, "bedrock", "bedrock-agentcore", "logs", "cloudtrail", "guardduty", "events", "macie2", "securityhub", "cloudwatch", "sagemaker")
	wantTwins(t, findings, []twin{
		{"prompt-log-groups-use-own-key", "bedrock-prompts", evidence.Fail},
		{"audit-log-groups-refuse-deletion", "bedrock-prompts", evidence.Fail},
		{"prompt-log-groups-mask-personal-data", "bedrock-prompts", evidence.Fail},
		{"findings-set-something-off", "", evidence.Fail},
		{"security-hub-on-where-ai-runs", "", evidence.Fail},
	})
	if h := factOf[*fact.SecurityHub](t, facts, ""); h.Enabled {
		t.Errorf("Security Hub is off and reads as on: %+v", h)
	}
}
