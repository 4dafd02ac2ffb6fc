package collect

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	agentcore "github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"
)

const agentCoreArn = "arn:aws-cn:bedrock-agentcore:cn-north-1:111122223333:"

func jwt(client string) types.AuthorizerConfiguration {
	return &types.AuthorizerConfigurationMemberCustomJWTAuthorizer{Value: types.CustomJWTAuthorizerConfiguration{
		AllowedClients: []string{client}, AllowedAudience: []string{"claims"},
		AllowedWorkloadConfiguration: &types.AllowedWorkloadConfiguration{WorkloadIdentities: []string{"gateway"}},
	}}
}

// Resource policies: one that lets everybody in, and one that lets in whoever has a token and comes from the VPC.
const (
	openDoor    = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"bedrock-agentcore:InvokeAgentRuntime","Resource":"*"}]}`
	networkDoor = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"bedrock-agentcore:InvokeAgentRuntime","Resource":"*",
		"Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}}}`
)

func worldAgentCore(f *fakeAWS) {
	on(f, "bedrockagentcorecontrol.GetResourcePolicy", func(in *agentcore.GetResourcePolicyInput) (*agentcore.GetResourcePolicyOutput, error) {
		switch *in.ResourceArn {
		case agentCoreArn + "runtime/r1":
			return &agentcore.GetResourcePolicyOutput{Policy: aws.String(openDoor)}, nil
		case agentCoreArn + "gateway/g2":
			return nil, apiError("ResourceNotFoundException", "there is no policy")
		}
		return &agentcore.GetResourcePolicyOutput{Policy: aws.String(networkDoor)}, nil
	})
	runtime := func(id string) types.AgentRuntime {
		return types.AgentRuntime{AgentRuntimeArn: aws.String(agentCoreArn + "runtime/" + id), AgentRuntimeId: aws.String(id), AgentRuntimeName: aws.String(id)}
	}
	pages(f, "bedrockagentcorecontrol.ListAgentRuntimes", func(in *agentcore.ListAgentRuntimesInput) *string { return in.NextToken },
		&agentcore.ListAgentRuntimesOutput{NextToken: second, AgentRuntimes: []types.AgentRuntime{runtime("r1")}},
		&agentcore.ListAgentRuntimesOutput{AgentRuntimes: []types.AgentRuntime{runtime("r2")}})
	on(f, "bedrockagentcorecontrol.GetAgentRuntime", func(in *agentcore.GetAgentRuntimeInput) (*agentcore.GetAgentRuntimeOutput, error) {
		out := &agentcore.GetAgentRuntimeOutput{
			AgentRuntimeId: in.AgentRuntimeId, RoleArn: aws.String("role"),
			NetworkConfiguration: &types.NetworkConfiguration{NetworkMode: types.NetworkModePublic},
			EnvironmentVariables: map[string]string{
				"DB_PASSWORD": "canary-secret", "MAX_TOKENS": "4096", "API_KEY_ARN": "arn:aws-cn:secretsmanager:::x", "LOG_LEVEL": "info", "authToken": "canary-secret",
			},
		}
		if *in.AgentRuntimeId == "r2" {
			out.AgentRuntimeArtifact = &types.AgentRuntimeArtifactMemberContainerConfiguration{Value: types.ContainerConfiguration{ContainerUri: aws.String("agent:1")}}
			out.ProtocolConfiguration = &types.ProtocolConfiguration{ServerProtocol: types.ServerProtocolMcp}
			out.AuthorizerConfiguration = jwt("app")
			out.LifecycleConfiguration = &types.LifecycleConfiguration{IdleRuntimeSessionTimeout: aws.Int32(60), MaxLifetime: aws.Int32(3600)}
		}
		return out, nil
	})
	always(f, "bedrockagentcorecontrol.ListTagsForResource", &agentcore.ListTagsForResourceInput{}, &agentcore.ListTagsForResourceOutput{Tags: map[string]string{"app": "claims"}})
	memory := func(id string) types.MemorySummary {
		return types.MemorySummary{Arn: aws.String(agentCoreArn + "memory/" + id), Id: aws.String(id)}
	}
	pages(f, "bedrockagentcorecontrol.ListMemories", func(in *agentcore.ListMemoriesInput) *string { return in.NextToken },
		&agentcore.ListMemoriesOutput{NextToken: second, Memories: []types.MemorySummary{memory("m1")}},
		&agentcore.ListMemoriesOutput{Memories: []types.MemorySummary{memory("m2")}})
	on(f, "bedrockagentcorecontrol.GetMemory", func(in *agentcore.GetMemoryInput) (*agentcore.GetMemoryOutput, error) {
		return &agentcore.GetMemoryOutput{Memory: &types.Memory{
			Id: in.MemoryId, Name: in.MemoryId, EncryptionKeyArn: aws.String("key"), MemoryExecutionRoleArn: aws.String("role"), EventExpiryDuration: aws.Int32(90),
			Strategies: []types.MemoryStrategy{{NamespaceTemplates: []string{"/users/{actorId}"}}, {Namespaces: []string{"/all"}}},
		}}, nil
	})
	worldPolicyEngines(f)
	always(f, "bedrockagentcorecontrol.GetTokenVault", &agentcore.GetTokenVaultInput{}, &agentcore.GetTokenVaultOutput{
		TokenVaultId:     aws.String("default"),
		KmsConfiguration: &types.KmsConfiguration{KeyType: types.KeyTypeCustomerManagedKey, KmsKeyArn: aws.String("key")},
	})
}

func worldPolicyEngines(f *fakeAWS) {
	engine := func(id string) types.PolicyEngineSummary {
		return types.PolicyEngineSummary{PolicyEngineArn: aws.String(agentCoreArn + "policy-engine/" + id), PolicyEngineId: aws.String(id), Name: aws.String(id), Status: types.PolicyEngineStatusActive, EncryptionKeyArn: aws.String("key")}
	}
	pages(f, "bedrockagentcorecontrol.ListPolicyEngineSummaries", func(in *agentcore.ListPolicyEngineSummariesInput) *string { return in.NextToken },
		&agentcore.ListPolicyEngineSummariesOutput{NextToken: second, PolicyEngines: []types.PolicyEngineSummary{engine("e1")}},
		&agentcore.ListPolicyEngineSummariesOutput{PolicyEngines: []types.PolicyEngineSummary{engine("e2")}})
	pages(f, "bedrockagentcorecontrol.ListPolicySummaries", func(in *agentcore.ListPolicySummariesInput) *string { return in.NextToken },
		&agentcore.ListPolicySummariesOutput{NextToken: second, Policies: []types.PolicySummary{
			{Status: types.PolicyStatusActive, EnforcementMode: types.EnforcementModeActive}, {Status: types.PolicyStatusCreateFailed},
		}},
		&agentcore.ListPolicySummariesOutput{Policies: []types.PolicySummary{
			{Status: types.PolicyStatusActive}, {Status: types.PolicyStatusActive, EnforcementMode: types.EnforcementModeLogOnly},
		}})
	cedar := func(text string) types.PolicyDefinition {
		return &types.PolicyDefinitionMemberCedar{Value: types.CedarPolicy{Statement: aws.String(text)}}
	}
	dogwood := func(text string) types.PolicyDefinition {
		return &types.PolicyDefinitionMemberPolicy{Value: types.PolicyStatement{Statement: aws.String(text)}}
	}
	pages(f, "bedrockagentcorecontrol.ListPolicies", func(in *agentcore.ListPoliciesInput) *string { return in.NextToken },
		&agentcore.ListPoliciesOutput{NextToken: second, Policies: []types.Policy{
			{Status: types.PolicyStatusActive, Definition: cedar(`permit(principal, action, resource);`)},
			{Status: types.PolicyStatusActive, Definition: dogwood(`forbid(principal, action, resource) when guardrails {
				BedrockGuardrails::PromptAttack(["PROMPT_INJECTION"], [context.input.prompt])["PROMPT_INJECTION"].confidenceScore.greaterThan(decimal("1.0")) };`)},
		}},
		&agentcore.ListPoliciesOutput{Policies: []types.Policy{
			{Status: types.PolicyStatusActive, Definition: dogwood(`permit(principal, action, resource) when temporal { formerly within 1h x };`)},
			{Status: types.PolicyStatusActive, EnforcementMode: types.EnforcementModeLogOnly, Definition: dogwood(`permit(principal, action, resource) when temporal { x };`)},
			{Status: types.PolicyStatusCreateFailed, Definition: dogwood(`permit(principal, action, resource) when temporal { x };`)},
		}})
}

func worldGateways(f *fakeAWS) {
	gateway := func(id string) types.GatewaySummary {
		return types.GatewaySummary{GatewayId: aws.String(id), Name: aws.String(id), AuthorizerType: types.AuthorizerTypeCustomJwt}
	}
	pages(f, "bedrockagentcorecontrol.ListGateways", func(in *agentcore.ListGatewaysInput) *string { return in.NextToken },
		&agentcore.ListGatewaysOutput{NextToken: second, Items: []types.GatewaySummary{gateway("g1")}},
		&agentcore.ListGatewaysOutput{Items: []types.GatewaySummary{gateway("g2")}})
	on(f, "bedrockagentcorecontrol.GetGateway", func(in *agentcore.GetGatewayInput) (*agentcore.GetGatewayOutput, error) {
		return &agentcore.GetGatewayOutput{
			GatewayId: in.GatewayIdentifier, AuthorizerType: types.AuthorizerTypeCustomJwt, RoleArn: aws.String("role"), KmsKeyArn: aws.String("key"),
			WebAclArn: aws.String("acl"), ExceptionLevel: types.ExceptionLevelDebug, AuthorizerConfiguration: jwt("app"),
			PolicyEngineConfiguration: &types.GatewayPolicyEngineConfiguration{Arn: aws.String("engine"), Mode: types.GatewayPolicyEngineModeEnforce},
		}, nil
	})
	target := func(id string) types.TargetSummary {
		return types.TargetSummary{TargetId: aws.String(id), Name: aws.String(id)}
	}
	pages(f, "bedrockagentcorecontrol.ListGatewayTargets", func(in *agentcore.ListGatewayTargetsInput) *string { return in.NextToken },
		&agentcore.ListGatewayTargetsOutput{NextToken: second, Items: []types.TargetSummary{target("t1")}},
		&agentcore.ListGatewayTargetsOutput{Items: []types.TargetSummary{target("t2")}})
	on(f, "bedrockagentcorecontrol.GetGatewayTarget", func(in *agentcore.GetGatewayTargetInput) (*agentcore.GetGatewayTargetOutput, error) {
		return &agentcore.GetGatewayTargetOutput{
			TargetId: in.TargetId,
			TargetConfiguration: &types.TargetConfigurationMemberMcp{Value: &types.McpTargetConfigurationMemberLambda{
				Value: types.McpLambdaTargetConfiguration{LambdaArn: aws.String("function")},
			}},
			CredentialProviderConfigurations: []types.CredentialProviderConfiguration{{CredentialProviderType: types.CredentialProviderTypeOauth}},
		}, nil
	})
}
