package probe

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/probe/moto"
)

const (
	agentTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"bedrock-agentcore.amazonaws.com"},"Action":"sts:AssumeRole",
		"Condition":{"StringEquals":{"aws:SourceAccount":"` + moto.Account + `"}}}]}`
	openTrust   = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"bedrock-agentcore.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	narrowAgent = `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"},
		{"Effect":"Allow","Action":"bedrock-agentcore:GetWorkloadAccessToken","Resource":"arn:aws:bedrock-agentcore:us-east-1:` + moto.Account + `:workload-identity-directory/default/workload-identity/claims"},
		{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}`
	wideAgent = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["bedrock-agentcore:*","logs:*"],"Resource":"*"}]}`
)

// agentTwins seeds agents' doors, tools, memories and records, good beside bad.
type agentTwins struct {
	t   *testing.T
	ctx context.Context
	cfg aws.Config
	key string
}

func (a *agentTwins) must(what string, err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatalf("seeding %s: %v", what, err)
	}
}

func (a *agentTwins) role(name, trust, policy string) *string {
	client := iam.NewFromConfig(a.cfg)
	out, err := client.CreateRole(a.ctx, &iam.CreateRoleInput{RoleName: aws.String(name), AssumeRolePolicyDocument: aws.String(trust)})
	a.must("role", err)
	_, err = client.PutRolePolicy(a.ctx, &iam.PutRolePolicyInput{RoleName: aws.String(name), PolicyName: aws.String("rights"), PolicyDocument: aws.String(policy)})
	a.must("policy", err)
	return out.Role.Arn
}

func (a *agentTwins) runtimes(good, bad *string) {
	client := bedrockagentcorecontrol.NewFromConfig(a.cfg)
	artifact := &types.AgentRuntimeArtifactMemberContainerConfiguration{Value: types.ContainerConfiguration{ContainerUri: aws.String("registry/agent:1")}}
	_, err := client.CreateAgentRuntime(a.ctx, &bedrockagentcorecontrol.CreateAgentRuntimeInput{
		AgentRuntimeName: aws.String("careful"), RoleArn: good, AgentRuntimeArtifact: artifact,
		NetworkConfiguration:    &types.NetworkConfiguration{NetworkMode: types.NetworkModeVpc, NetworkModeConfig: &types.VpcConfig{SecurityGroups: []string{"sg-1"}, Subnets: []string{"subnet-1"}}},
		LifecycleConfiguration:  &types.LifecycleConfiguration{IdleRuntimeSessionTimeout: aws.Int32(300), MaxLifetime: aws.Int32(3600)},
		AuthorizerConfiguration: tokensFor("claims"),
	})
	a.must("runtime", err)
	_, err = client.CreateAgentRuntime(a.ctx, &bedrockagentcorecontrol.CreateAgentRuntimeInput{
		AgentRuntimeName: aws.String("careless"), RoleArn: bad, AgentRuntimeArtifact: artifact,
		NetworkConfiguration:    &types.NetworkConfiguration{NetworkMode: types.NetworkModePublic},
		LifecycleConfiguration:  &types.LifecycleConfiguration{MaxLifetime: aws.Int32(1209600)},
		AuthorizerConfiguration: tokensFor(),
	})
	a.must("runtime", err)
}

// tokensFor is an authoriser that takes tokens made for these audiences, or anybody's.
func tokensFor(audience ...string) types.AuthorizerConfiguration {
	return &types.AuthorizerConfigurationMemberCustomJWTAuthorizer{Value: types.CustomJWTAuthorizerConfiguration{
		DiscoveryUrl: aws.String("https://sign-in.example.com/.well-known/openid-configuration"), AllowedAudience: audience,
	}}
}

func (a *agentTwins) gateways(role *string) {
	client := bedrockagentcorecontrol.NewFromConfig(a.cfg)
	engine := "arn:aws:bedrock-agentcore:us-east-1:" + moto.Account + ":policy-engine/tools"
	good, err := client.CreateGateway(a.ctx, &bedrockagentcorecontrol.CreateGatewayInput{
		Name: aws.String("careful"), RoleArn: role, ProtocolType: types.GatewayProtocolTypeMcp, KmsKeyArn: aws.String(a.key),
		AuthorizerType: types.AuthorizerTypeCustomJwt, AuthorizerConfiguration: tokensFor("tools"),
		PolicyEngineConfiguration: &types.GatewayPolicyEngineConfiguration{Arn: aws.String(engine), Mode: types.GatewayPolicyEngineModeEnforce},
	})
	a.must("gateway", err)
	bad, err := client.CreateGateway(a.ctx, &bedrockagentcorecontrol.CreateGatewayInput{
		Name: aws.String("careless"), RoleArn: role, ProtocolType: types.GatewayProtocolTypeMcp, AuthorizerType: types.AuthorizerTypeNone,
		ExceptionLevel: types.ExceptionLevelDebug,
	})
	a.must("gateway", err)
	for _, target := range []struct {
		gateway     *string
		name        string
		credentials []types.CredentialProviderConfiguration
	}{
		{good.GatewayId, "proven", []types.CredentialProviderConfiguration{{CredentialProviderType: types.CredentialProviderTypeGatewayIamRole}}},
		{bad.GatewayId, "unproven", nil},
	} {
		_, err := client.CreateGatewayTarget(a.ctx, &bedrockagentcorecontrol.CreateGatewayTargetInput{
			GatewayIdentifier: target.gateway, Name: aws.String(target.name), CredentialProviderConfigurations: target.credentials,
			TargetConfiguration: &types.TargetConfigurationMemberMcp{Value: &types.McpTargetConfigurationMemberMcpServer{
				Value: types.McpServerTargetConfiguration{Endpoint: aws.String("https://tools.example.com/mcp")},
			}},
		})
		a.must("target", err)
	}
}

func (a *agentTwins) memories() {
	client := bedrockagentcorecontrol.NewFromConfig(a.cfg)
	remember := func(path string) []types.MemoryStrategyInput {
		return []types.MemoryStrategyInput{&types.MemoryStrategyInputMemberSemanticMemoryStrategy{Value: types.SemanticMemoryStrategyInput{
			//lint:ignore SA1019 the emulator knows the older name only
			Name: aws.String("facts"), Namespaces: []string{path},
		}}}
	}
	_, err := client.CreateMemory(a.ctx, &bedrockagentcorecontrol.CreateMemoryInput{
		Name: aws.String("careful"), EncryptionKeyArn: aws.String(a.key), EventExpiryDuration: aws.Int32(30), MemoryStrategies: remember("/people/{actorId}/"),
	})
	a.must("memory", err)
	_, err = client.CreateMemory(a.ctx, &bedrockagentcorecontrol.CreateMemoryInput{
		Name: aws.String("careless"), EventExpiryDuration: aws.Int32(365), MemoryStrategies: remember("/everybody/"),
	})
	a.must("memory", err)
}

// records delivers a log to a guarded log group, and leaves another log group as it was made. The emulator knows deliveries of Bedrock
// and none of AgentCore.
func (a *agentTwins) records() {
	client := cloudwatchlogs.NewFromConfig(a.cfg)
	careful := aws.String("/aws/vendedlogs/bedrock-agentcore/careful")
	for name, key := range map[string]*string{*careful: aws.String(a.key), "/aws/vendedlogs/bedrock-agentcore/careless": nil} {
		_, err := client.CreateLogGroup(a.ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(name), KmsKeyId: key})
		a.must("log group", err)
	}
	_, err := client.PutRetentionPolicy(a.ctx, &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: careful, RetentionInDays: aws.Int32(90)})
	a.must("retention", err)
	place, err := client.PutDeliveryDestination(a.ctx, &cloudwatchlogs.PutDeliveryDestinationInput{
		Name: aws.String("agents"), OutputFormat: logtypes.OutputFormatJson,
		DeliveryDestinationConfiguration: &logtypes.DeliveryDestinationConfiguration{
			DestinationResourceArn: aws.String("arn:aws:logs:us-east-1:" + moto.Account + ":log-group:" + *careful),
		},
	})
	a.must("destination", err)
	source, err := client.PutDeliverySource(a.ctx, &cloudwatchlogs.PutDeliverySourceInput{
		Name: aws.String("kb"), ResourceArn: aws.String("arn:aws:bedrock:us-east-1:" + moto.Account + ":knowledge-base/KB1"), LogType: aws.String("APPLICATION_LOGS"),
	})
	a.must("source", err)
	_, err = client.CreateDelivery(a.ctx, &cloudwatchlogs.CreateDeliveryInput{DeliverySourceName: source.DeliverySource.Name, DeliveryDestinationArn: place.DeliveryDestination.Arn})
	a.must("delivery", err)
}

// trail records calls to these kinds of resource.
func (a *agentTwins) trail(kinds ...string) {
	_, err := s3.NewFromConfig(a.cfg, func(o *s3.Options) { o.UsePathStyle = true }).CreateBucket(a.ctx, &s3.CreateBucketInput{Bucket: aws.String("trail-files")})
	a.must("bucket", err)
	client, name := cloudtrail.NewFromConfig(a.cfg), aws.String("agents")
	_, err = client.CreateTrail(a.ctx, &cloudtrail.CreateTrailInput{Name: name, S3BucketName: aws.String("trail-files"), IsMultiRegionTrail: aws.Bool(true)})
	a.must("trail", err)
	_, err = client.StartLogging(a.ctx, &cloudtrail.StartLoggingInput{Name: name})
	a.must("logging", err)
	var selectors []trailtypes.AdvancedEventSelector
	for _, kind := range kinds {
		selectors = append(selectors, trailtypes.AdvancedEventSelector{FieldSelectors: []trailtypes.AdvancedFieldSelector{
			{Field: aws.String("eventCategory"), Equals: []string{"Data"}}, {Field: aws.String("resources.type"), Equals: []string{kind}},
		}})
	}
	_, err = client.PutEventSelectors(a.ctx, &cloudtrail.PutEventSelectorsInput{TrailName: name, AdvancedEventSelectors: selectors})
	a.must("selectors", err)
}

// seedAgents fills an emulator; its trail records calls to these kinds of resource.
func seedAgents(t *testing.T, kinds ...string) func(context.Context, aws.Config) {
	return func(ctx context.Context, cfg aws.Config) {
		a := &agentTwins{t: t, ctx: ctx, cfg: cfg}
		key, err := kms.NewFromConfig(cfg).CreateKey(ctx, &kms.CreateKeyInput{})
		a.must("key", err)
		a.key = *key.KeyMetadata.Arn
		a.runtimes(a.role("careful", agentTrust, narrowAgent), a.role("careless", openTrust, wideAgent))
		a.gateways(a.role("gateway", agentTrust, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock-agentcore:AuthorizeAction","Resource":"*"}]}`))
		a.memories()
		a.records()
		a.trail(kinds...)
	}
}

func TestAgentCoreTwins(t *testing.T) {
	findings, facts := onMoto(t, seedAgents(t, "AWS::BedrockAgentCore::Runtime", "AWS::BedrockAgentCore::Gateway", "AWS::BedrockAgentCore::Memory"),
		"bedrock-agentcore", "iam", "organizations", "logs", "cloudtrail")
	if d := factOf[*fact.LogDelivery](t, facts, "kb"); !d.Delivered || len(d.Destinations) != 1 || !strings.HasSuffix(d.Destinations[0], "/careful") {
		t.Errorf("the delivery did not come out as it was seeded: %+v", d)
	}
	var twins []twin
	for _, rule := range []string{
		"runtimes-are-in-vpc", "runtimes-take-only-own-tokens", "agent-sessions-end-within-a-day",
		"agents-cannot-touch-their-logs", "agent-roles-name-their-source", "gateways-authorize-callers", "gateways-use-own-key", "gateways-keep-errors-to-themselves",
		"gateway-enforces-policies", "memories-use-own-key", "memory-paths-name-the-person",
	} {
		twins = append(twins, twin{rule, "careful", evidence.Pass}, twin{rule, "careless", evidence.Fail})
	}
	// The emulator does not say which policies runtimes and gateways carry, and those could give a role more than its own do.
	for _, rule := range []string{
		"agents-cannot-change-their-score", "code-opens-no-shell-in-agents", "code-speaks-for-named-agents-only", "code-cannot-take-agentcore-apart",
	} {
		twins = append(twins, twin{rule, "careful", evidence.Unknown}, twin{rule, "careless", evidence.Fail})
	}
	wantTwins(t, findings, append(twins,
		twin{"gateway-targets-prove-themselves", "proven", evidence.Pass},
		twin{"gateway-targets-prove-themselves", "unproven", evidence.Fail},
		twin{"runtimes-deliver-traces", "careful", evidence.Fail}, // nobody connected it
		twin{"gateways-deliver-traces-and-logs", "careful", evidence.Fail},
		twin{"agent-calls-are-in-the-trail", "", evidence.Pass},
		twin{"agent-logs-use-own-key", "agentcore/careful", evidence.Pass},
		twin{"agent-logs-use-own-key", "agentcore/careless", evidence.Fail},
		twin{"agent-logs-have-an-end", "agentcore/careful", evidence.Pass},
		twin{"agent-logs-have-an-end", "agentcore/careless", evidence.Fail},
		// What the emulator has no answer for is unknown.
		twin{"runtimes-have-own-policy", "careful", evidence.Unknown},
		twin{"gateways-admit-known-networks", "careful", evidence.Unknown},
		twin{"browsers-are-in-vpc", "", evidence.Unknown},
		twin{"policy-engines-use-own-key", "", evidence.Unknown},
	))
}

func TestAgentCoreTwinsWithoutATrail(t *testing.T) {
	findings, _ := onMoto(t, seedAgents(t, "AWS::BedrockAgentCore::Runtime"), "bedrock-agentcore", "cloudtrail")
	wantTwins(t, findings, []twin{
		{"agent-calls-are-in-the-trail", "", evidence.Fail},
		{"agents-cannot-change-their-score", "careful", evidence.Unknown}, // roles were not asked for
	})
}
