package collect

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"drydock/assess/fact"
)

// What the collectors make of the fake world, field by field.

var (
	claimsTag  = map[string]string{"app": "claims"}
	notAsked   = fact.Gap{Status: fact.NotCollected}
	invoke     = fact.Policy{Name: "invoke", ARN: invokeArn, Document: invokeDocument}
	bedrockArn = "arn:aws-cn:bedrock:cn-north-1:111122223333:"
)

func TestAccountFacts(t *testing.T) {
	checkFacts(t, found[*fact.Account](t, world(), accountCollector()), []*fact.Account{{
		Meta: fact.Meta{Name: testAccount}, EnabledRegions: []string{"cn-north-1", "cn-northwest-1"}, SecurityContact: true,
	}})
	checkFacts(t, found[*fact.S3AccountBlock](t, world(), s3AccountBlock()), []*fact.S3AccountBlock{{
		Meta: fact.Meta{Name: testAccount}, BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true,
	}})
}

func TestIAMFacts(t *testing.T) {
	checkFacts(t, found[*fact.IAMRole](t, world(), iamDetails()), []*fact.IAMRole{{
		Meta: fact.Meta{ARN: "arn:aws-cn:iam::111122223333:role/agents/claims", Name: "claims", Tags: claimsTag},
		Path: "/agents/", Trust: trustDocument, TrustedBy: []string{"444455556666", "bedrock.amazonaws.com", "lambda.amazonaws.com"},
		Policies: []fact.Policy{{Name: "own", Document: invokeDocument}, invoke}, PolicyArns: []string{invokeArn},
		Boundary: fact.Policy{Name: "boundary", ARN: boundaryArn, Document: invokeDocument}, HasBoundary: true, LastUsedDays: 40, CreatedDays: 400,
		Services: []string{"bedrock"}, UnpinnedServices: []string{"bedrock.amazonaws.com", "lambda.amazonaws.com"},
	}, {
		Meta: fact.Meta{ARN: "arn:aws-cn:iam::111122223333:role/idle", Name: "idle"}, Path: "/",
		Trust:     `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`,
		TrustedBy: []string{"*"}, LastUsedDays: -1, CreatedDays: 400,
	}})
	checkFacts(t, found[*fact.IAMUser](t, world(), iamDetails()), []*fact.IAMUser{{
		Meta:             fact.Meta{ARN: "arn:aws-cn:iam::111122223333:user/ann", Name: "ann"},
		ActiveAccessKeys: 1, ActiveBedrockKeys: 1, Policies: []fact.Policy{{Name: "group", Document: invokeDocument}, invoke},
		HasPassword: true, MFADevices: 2, Services: []string{"bedrock"},
	}})
	checkFacts(t, found[*fact.IAMAccountSummary](t, world(), iamSummary()), []*fact.IAMAccountSummary{{
		Meta: fact.Meta{Name: testAccount}, RootAccessKeys: 1, RootMFA: true, RootPassword: true,
	}})
}

// A list that claims to go on and does not say where is not complete.
func TestTruncatedListWithoutMarkerIsAGap(t *testing.T) {
	f := world()
	on(f, "iam.ListAccessKeys", func(in *iam.ListAccessKeysInput) (*iam.ListAccessKeysOutput, error) {
		if in.Marker != nil {
			return nil, apiError("ValidationError", "The marker is not valid")
		}
		return &iam.ListAccessKeysOutput{IsTruncated: true}, nil
	})
	checkFacts(t, found[*fact.IAMUser](t, f, iamDetails()), []*fact.IAMUser{{
		Meta: fact.Meta{
			ARN: "arn:aws-cn:iam::111122223333:user/ann", Name: "ann",
			Unread: map[string]fact.Gap{"activeAccessKeys": {Status: fact.Failed}},
		},
		ActiveBedrockKeys: 1, Policies: []fact.Policy{{Name: "group", Document: invokeDocument}, invoke},
		HasPassword: true, MFADevices: 2, Services: []string{"bedrock"},
	}})
}

func TestOrganizationFacts(t *testing.T) {
	checkFacts(t, found[*fact.Organization](t, world(), organization()), []*fact.Organization{{
		Meta:           fact.Meta{Name: "o-1"},
		InOrganization: true, ManagementAccount: "999988887777", PolicyTypes: []string{"SERVICE_CONTROL_POLICY"},
		AIOptOut: "optOut", OptOutExceptions: []string{"lex"},
	}})
	policy := func(id, typ, at string, level int) *fact.OrganizationPolicy {
		return &fact.OrganizationPolicy{
			Meta: fact.Meta{ARN: "arn:aws-cn:organizations::999988887777:policy/o-1/" + id, Name: id},
			Type: typ, Document: scpDocument, AttachedTo: at, Level: level,
		}
	}
	f := world()
	checkFacts(t, found[*fact.OrganizationPolicy](t, f, organization()), []*fact.OrganizationPolicy{
		policy("p-full", "SERVICE_CONTROL_POLICY", "r-1", 0), policy("p-deny", "SERVICE_CONTROL_POLICY", "r-1", 0),
		policy("p-rcp", "RESOURCE_CONTROL_POLICY", "ou-1", 1), policy("p-full", "SERVICE_CONTROL_POLICY", testAccount, 2),
	})
	if n := f.asked["organizations.DescribePolicy"]; n != 3 {
		t.Errorf("three policies were described %d times", n)
	}
}

func TestBedrockFacts(t *testing.T) {
	checkFacts(t, found[*fact.BedrockLogging](t, world(), bedrockLogging()), []*fact.BedrockLogging{{
		Meta: fact.Meta{Name: "model invocation logging"}, Enabled: true, Text: true, Embedding: true, Bucket: "logs", LogGroup: "/bedrock",
	}})
	version := func(arn, id, version string, deployed bool) *fact.BedrockGuardrail {
		return &fact.BedrockGuardrail{
			Meta: fact.Meta{ARN: guardrailArn + arn, Name: id, Tags: claimsTag}, ID: id, Version: version, Deployed: deployed,
			Status: "READY", KmsKeyArn: "arn:aws-cn:kms:cn-north-1:111122223333:key/k1",
			Filters: []fact.ContentFilter{
				{Type: "PROMPT_ATTACK", InputStrength: "HIGH", OutputStrength: "NONE", InputAction: "BLOCK", InputEnabled: true, OutputAction: "BLOCK", OutputEnabled: true},
				{Type: "HATE", InputStrength: "LOW", OutputStrength: "LOW", InputAction: "NONE", OutputAction: "NONE"},
			},
			DeniedTopics: 1, PIIEntities: 2, Grounding: 0.8, ReasoningPolicies: []string{"rules"},
		}
	}
	checkFacts(t, found[*fact.BedrockGuardrail](t, world(), bedrockGuardrails()), []*fact.BedrockGuardrail{
		version("gr1:1", "gr1", "1", true), // an agent names it
		version("gr1:2", "gr1", "2", true), // the newest
		version("gr2", "gr2", "DRAFT", true),
	})
	checkFacts(t, found[*fact.BedrockEnforcedGuardrail](t, world(), bedrockGuardrails()), []*fact.BedrockEnforcedGuardrail{{
		Meta: fact.Meta{ARN: guardrailArn + "gr2", Name: "c1"}, GuardrailArn: guardrailArn + "gr2", GuardrailVersion: "DRAFT", Owner: "ACCOUNT",
		IncludedModels: []string{"ALL"}, ExcludedModels: []string{"m1"},
	}, {
		Meta:         fact.Meta{ARN: "arn:aws-cn:bedrock:cn-north-1:999988887777:guardrail/gr9", Name: "all"},
		GuardrailArn: "arn:aws-cn:bedrock:cn-north-1:999988887777:guardrail/gr9", GuardrailVersion: "3", Owner: "ORGANIZATION",
		IncludedModels: []string{"ALL"}, ExcludedModels: []string{"m2"},
	}})
	model := func(path, name, base string) *fact.BedrockCustomModel {
		return &fact.BedrockCustomModel{Meta: fact.Meta{ARN: bedrockArn + path, Name: name, Tags: claimsTag}, BaseModelArn: base, KmsKeyArn: "key"}
	}
	checkFacts(t, found[*fact.BedrockCustomModel](t, world(), bedrockModels()), []*fact.BedrockCustomModel{
		model("custom-model/a", "a", "base"), model("custom-model/b", "b", "base"), model("imported-model/c", "c", ""),
	})
	checkFacts(t, found[*fact.BedrockUsage](t, world(), bedrockUsage()), []*fact.BedrockUsage{
		{Meta: fact.Meta{Name: "zai.glm-4.6"}, ModelID: "zai.glm-4.6"},
		{Meta: fact.Meta{Name: "apac.anthropic.claude"}, ModelID: "apac.anthropic.claude"},
		{Meta: fact.Meta{Name: "zai.glm-4.6 (bedrock-mantle)"}, ModelID: "zai.glm-4.6"},
	})
}

func TestAgentFacts(t *testing.T) {
	checkFacts(t, found[*fact.BedrockAgent](t, world(), bedrockGuardrails()), []*fact.BedrockAgent{{
		Meta: fact.Meta{ARN: bedrockArn + "agent/a1", Name: "claims", Tags: claimsTag},
		ID:   "a1", RoleArn: "role", KmsKeyArn: "key", FoundationModel: "model", Deployed: true, DeployedVersions: []string{"2", "10"},
		GuardrailIDs: []string{"", "gr1"}, GuardrailVersions: []string{"", "1"}, ActionGroups: 2, Functions: []string{"function"}, ConfirmedActionGroups: 1,
	}, {
		Meta: fact.Meta{ARN: bedrockArn + "agent/a2", Name: "idea", Tags: claimsTag},
		ID:   "a2", RoleArn: "role", KmsKeyArn: "key", FoundationModel: "model",
	}})
	base := func(id, name string) *fact.BedrockKnowledgeBase {
		return &fact.BedrockKnowledgeBase{
			Meta: fact.Meta{ARN: bedrockArn + "knowledge-base/" + id, Name: name, Tags: claimsTag}, ID: id, RoleArn: "role", StorageType: "S3_VECTORS",
			StorageArn: vectorBucketArn, IndexArn: vectorBucketArn + "/index/i1",
		}
	}
	checkFacts(t, found[*fact.BedrockKnowledgeBase](t, world(), bedrockKnowledge()), []*fact.BedrockKnowledgeBase{base("kb1", "policies"), base("kb2", "letters")})
	source := func(base, id, name string) *fact.BedrockDataSource {
		return &fact.BedrockDataSource{
			Meta:            fact.Meta{ARN: bedrockArn + "knowledge-base/" + base + "/data-source/" + id, Name: name, Tags: claimsTag},
			KnowledgeBaseID: base, SourceType: "S3", BucketArn: "bucket", BucketOwner: "444455556666", KmsKeyArn: "key", DeletionPolicy: "DELETE", Functions: []string{"screen"},
		}
	}
	checkFacts(t, found[*fact.BedrockDataSource](t, world(), bedrockKnowledge()), []*fact.BedrockDataSource{
		source("kb1", "d1", "one"), source("kb1", "d2", "two"), source("kb2", "d1", "one"), source("kb2", "d2", "two"),
	})
}

func TestAgentCoreFacts(t *testing.T) {
	secrets := []string{"DB_PASSWORD", "authToken"}
	checkFacts(t, found[*fact.AgentCoreRuntime](t, world(), agentCoreRuntimes()), []*fact.AgentCoreRuntime{{
		Meta: fact.Meta{ARN: agentCoreArn + "runtime/r1", Name: "r1", Tags: claimsTag},
		ID:   "r1", RoleArn: "role", NetworkMode: "PUBLIC", Protocol: "HTTP", InboundAuth: "AWS_IAM", SecretLikeEnv: secrets,
		IdleSeconds: 900, LifeSeconds: 28800, Policy: openDoor, PolicyOpen: true,
	}, {
		Meta: fact.Meta{ARN: agentCoreArn + "runtime/r2", Name: "r2", Tags: claimsTag},
		ID:   "r2", RoleArn: "role", NetworkMode: "PUBLIC", Protocol: "MCP", InboundAuth: "CUSTOM_JWT", SecretLikeEnv: secrets,
		AllowedClients: []string{"app"}, AllowedAudience: []string{"claims"}, Image: "agent:1", OnlyWorkloads: true,
		IdleSeconds: 60, LifeSeconds: 3600, Policy: networkDoor, NetworkBound: true,
	}})
	gateways := found[*fact.AgentCoreGateway](t, world(), agentCoreGateways())
	checkFacts(t, gateways[:1], []*fact.AgentCoreGateway{{
		Meta: fact.Meta{ARN: agentCoreArn + "gateway/g1", Name: "g1", Tags: claimsTag},
		ID:   "g1", AuthorizerType: "CUSTOM_JWT", RoleArn: "role", KmsKeyArn: "key", PolicyEngineArn: "engine", PolicyMode: "ENFORCE",
		WebAclArn: "acl", ExceptionLevel: "DEBUG", AllowedClients: []string{"app"}, AllowedAudience: []string{"claims"},
		Policy: networkDoor, NetworkBound: true,
	}})
	targets := found[*fact.AgentCoreGatewayTarget](t, world(), agentCoreGateways())
	if len(gateways) != 2 || len(targets) != 4 {
		t.Fatalf("%d gateways and %d targets; want 2 and 4", len(gateways), len(targets))
	}
	checkFacts(t, targets[3:], []*fact.AgentCoreGatewayTarget{{
		Meta:       fact.Meta{ARN: agentCoreArn + "gateway/g2/target/t2", Name: "t2", Tags: claimsTag},
		GatewayArn: agentCoreArn + "gateway/g2", FunctionArn: "function", CredentialProviders: []string{"OAUTH"},
	}})
	memories := found[*fact.AgentCoreMemory](t, world(), agentCoreMemories())
	checkFacts(t, memories[1:], []*fact.AgentCoreMemory{{
		Meta: fact.Meta{ARN: agentCoreArn + "memory/m2", Name: "m2", Tags: claimsTag},
		ID:   "m2", KmsKeyArn: "key", EventExpiryDays: 90, RoleArn: "role", Namespaces: []string{"/users/{actorId}", "/all"},
	}})
	engines := found[*fact.AgentCorePolicyEngine](t, world(), agentCorePolicyEngines())
	checkFacts(t, engines[:1], []*fact.AgentCorePolicyEngine{{
		Meta: fact.Meta{ARN: agentCoreArn + "policy-engine/e1", Name: "e1", Tags: claimsTag}, Status: "ACTIVE", Policies: 2,
		KmsKeyArn: "key", ContentPolicies: 1, DeadThresholds: 1, SessionPolicies: 1,
	}})
	checkFacts(t, found[*fact.AgentCoreTokenVault](t, world(), agentCoreTokenVault()), []*fact.AgentCoreTokenVault{{
		Meta: fact.Meta{ARN: agentCoreArn + "token-vault/default", Name: "default"}, KeyType: "CustomerManagedKey", KmsKeyArn: "key",
	}})
}

func TestPlatformFacts(t *testing.T) {
	bucket := func(name string, tlsOnly bool) *fact.S3Bucket {
		return &fact.S3Bucket{
			Meta:            fact.Meta{ARN: "arn:aws-cn:s3:::" + name, Name: name, Tags: claimsTag},
			BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true,
			PolicyPublic: true, Policy: tlsOnlyPolicy, TLSOnly: tlsOnly, Encryption: "aws:kms", KmsKeyArn: "arn:aws-cn:kms:cn-north-1:111122223333:key/k1",
			Versioning: "Enabled", ObjectLock: true, Ownership: "BucketOwnerPreferred", ACLPublic: true, PolicyAccounts: []string{"444455556666"},
		}
	}
	checkFacts(t, found[*fact.S3Bucket](t, world(), s3Buckets()), []*fact.S3Bucket{
		bucket("data", true), bucket("plain", false), // the policy speaks of the bucket data
	})
	key := func(id string) fact.Meta {
		return fact.Meta{ARN: "arn:aws-cn:kms:cn-north-1:111122223333:key/" + id, Name: id, Tags: map[string]string{"a": "1"}}
	}
	managed := key("k2")
	managed.Tags, managed.Unread = nil, map[string]fact.Gap{
		"policy": notAsked, "policyPublic": notAsked, "attested": notAsked, "attestedOnly": notAsked, "attestedPlace": notAsked, "tags": notAsked,
	}
	checkFacts(t, found[*fact.KMSKey](t, world(), kmsKeys()), []*fact.KMSKey{
		{Meta: key("k1"), Manager: "CUSTOMER", State: "Enabled", Spec: "SYMMETRIC_DEFAULT", Origin: "AWS_KMS", Rotation: true, Policy: keyPolicy, PolicyPublic: true, Attested: true},
		{Meta: managed, Manager: "AWS", State: "Enabled", Spec: "SYMMETRIC_DEFAULT", Origin: "AWS_KMS", Rotation: true},
		{Meta: key("k3"), Manager: "CUSTOMER", State: "Enabled", Spec: "RSA_2048", Origin: "AWS_KMS", Policy: keyPolicy, PolicyPublic: true, Attested: true},
	})
	network := func(id string) fact.Meta {
		return fact.Meta{ARN: "arn:aws-cn:ec2:cn-north-1:111122223333:vpc/" + id, Name: "net-" + id, Tags: map[string]string{"Name": "net-" + id}}
	}
	checkFacts(t, found[*fact.EC2VPC](t, world(), ec2Networks()), []*fact.EC2VPC{
		{Meta: network("v1"), ID: "v1", FlowLogs: true}, {Meta: network("v2"), ID: "v2", IsDefault: true},
	})
	endpoints := found[*fact.EC2VPCEndpoint](t, world(), ec2Endpoints())
	if len(endpoints) != 2 || endpoints[0].Service != "bedrock-runtime" || !endpoints[0].PolicyOpen ||
		endpoints[1].Service != "bedrock-agentcore.gateway" || endpoints[1].PolicyOpen {
		t.Errorf("endpoints are %+v and %+v", endpoints[0], endpoints[1])
	}
	checkFacts(t, found[*fact.SageMakerNotebook](t, world(), sagemakerNotebooks()), []*fact.SageMakerNotebook{{
		Meta: fact.Meta{
			ARN: "arn:aws-cn:sagemaker:cn-north-1:111122223333:notebook-instance/n1", Name: "n1", Tags: map[string]string{"a": "1", "b": "2"},
		},
		Status: "InService", InternetAccess: "Disabled", RootAccess: "Enabled", SubnetID: "subnet-1", RoleArn: "role", KmsKeyID: "key", Platform: "notebook-al2023-v1",
	}})
}

func TestWatchingFacts(t *testing.T) {
	trail := func(name, home string) *fact.CloudTrailTrail {
		return &fact.CloudTrailTrail{
			Meta: fact.Meta{
				ARN: "arn:aws-cn:cloudtrail:" + home + ":111122223333:trail/" + name, Name: name, Unread: map[string]fact.Gap{"tags": notAsked},
			},
			HomeRegion: home, MultiRegion: true, OrganizationWide: true, Validation: true, KmsKeyID: "key", Bucket: "trail-bucket",
			LogGroupArn: "arn:aws-cn:logs:cn-north-1:111122223333:log-group:trail:*",
			Logging:     true, DeliveryError: "AccessDenied", Management: true, DataTypes: []string{"AWS::Bedrock::AgentAlias", "AWS::BedrockAgentCore::Runtime"}, WholeDataTypes: []string{"AWS::Bedrock::AgentAlias"},
		}
	}
	batch := collected(t, world(), cloudTrail())
	for _, p := range only[*fact.CloudTrailTrail](batch)[1].Proof[1:] {
		if p.Region != "cn-northwest-1" {
			t.Errorf("%s of a shadow was asked in %s; it is at home in cn-northwest-1", p.Operation, p.Region)
		}
	}
	checkFacts(t, found[*fact.CloudTrailTrail](t, world(), cloudTrail()), []*fact.CloudTrailTrail{trail("here", testRegion), trail("shadow", "cn-northwest-1")})
	checkFacts(t, found[*fact.GuardDutyDetector](t, world(), guardDuty()), []*fact.GuardDutyDetector{{
		Meta:    fact.Meta{Name: "d1", Tags: map[string]string{"team": "soc"}},
		Enabled: true, Features: []string{"S3_DATA_EVENTS"}, KnownFeatures: []string{"S3_DATA_EVENTS", "LAMBDA_NETWORK_LOGS"},
		Members: 2, AutoEnable: "ALL",
	}})
	alarm := func(name string) fact.Meta {
		return fact.Meta{ARN: "arn:aws-cn:cloudwatch:cn-north-1:111122223333:alarm:" + name, Name: name, Tags: claimsTag}
	}
	checkFacts(t, found[*fact.CloudWatchAlarm](t, world(), cloudWatchAlarms()), []*fact.CloudWatchAlarm{
		{Meta: alarm("calls"), Namespace: "AWS/Bedrock", Metric: "Invocations", ActionsEnabled: true, Actions: 1, ActionArns: []string{"sns"}},
		{Meta: alarm("formula"), Namespace: "/aws/sagemaker/Endpoints", Metric: "CPUUtilization", Actions: 1, ActionArns: []string{"sns"}},
	})
}

func TestFactsAreOfTheAccountThatOwnsThem(t *testing.T) {
	env := &Env{Target: fact.Target{Account: testAccount}}
	if got := env.owner(aws.String("444455556666")); got != "444455556666" {
		t.Errorf("a shared network belongs to %s", got)
	}
	if got := env.owner(nil); got != testAccount {
		t.Errorf("a network without an owner belongs to %s", got)
	}
}
