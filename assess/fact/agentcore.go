package fact

// AgentCoreRuntime is a hosted agent or tool server, at its latest version.
type AgentCoreRuntime struct {
	Meta
	ID              string   `json:"id" aws:"bedrockagentcorecontrol.GetAgentRuntime.agentRuntimeId"`
	RoleArn         string   `json:"roleArn" aws:"bedrockagentcorecontrol.GetAgentRuntime.roleArn"`
	NetworkMode     string   `json:"networkMode" aws:"bedrockagentcorecontrol.GetAgentRuntime.networkConfiguration.networkMode"` // PUBLIC | VPC
	Subnets         []string `json:"subnets" aws:"bedrockagentcorecontrol.GetAgentRuntime.networkConfiguration.networkModeConfig.subnets"`
	SecurityGroups  []string `json:"securityGroups" aws:"bedrockagentcorecontrol.GetAgentRuntime.networkConfiguration.networkModeConfig.securityGroups"`
	Protocol        string   `json:"protocol" aws:"bedrockagentcorecontrol.GetAgentRuntime.protocolConfiguration.serverProtocol"`
	InboundAuth     string   `json:"inboundAuth" derived:"CUSTOM_JWT when a JWT authoriser is set, else AWS_IAM"`
	AllowedClients  []string `json:"allowedClients" aws:"bedrockagentcorecontrol.GetAgentRuntime.authorizerConfiguration.customJWTAuthorizer.allowedClients"`
	AllowedAudience []string `json:"allowedAudience" aws:"bedrockagentcorecontrol.GetAgentRuntime.authorizerConfiguration.customJWTAuthorizer.allowedAudience"`
	// Image is the container that runs; "" where the agent is code without one.
	Image string `json:"image" aws:"bedrockagentcorecontrol.GetAgentRuntime.agentRuntimeArtifact.containerConfiguration.containerUri"`
	// OnlyWorkloads: a token alone is not enough; the call has to come through a gateway or workload that is named.
	OnlyWorkloads bool   `json:"onlyWorkloads" derived:"the JWT authoriser names hosting environments or workload identities"`
	IdleSeconds   int    `json:"idleSeconds" aws:"bedrockagentcorecontrol.GetAgentRuntime.lifecycleConfiguration.idleRuntimeSessionTimeout"`
	LifeSeconds   int    `json:"lifeSeconds" aws:"bedrockagentcorecontrol.GetAgentRuntime.lifecycleConfiguration.maxLifetime"`
	Policy        string `json:"policy" aws:"bedrockagentcorecontrol.GetResourcePolicy.policy"` // empty: none
	PolicyOpen    bool   `json:"policyOpen" derived:"the resource policy allows everybody something, with no condition on who or where the caller is"`
	NetworkBound  bool   `json:"networkBound" derived:"the resource policy refuses calls from other networks: a Deny for everybody else's, or with tokens only Allows that name a VPC, endpoint or address"`
	// SecretLikeEnv are names (never values) of environment variables that look like secrets.
	SecretLikeEnv []string `json:"secretLikeEnv" derived:"names of environmentVariables with a word such as secret, password, token or key that do not point at a secret kept elsewhere"`
}

// AgentCoreGateway is a tool gateway.
type AgentCoreGateway struct {
	Meta
	ID              string   `json:"id" aws:"bedrockagentcorecontrol.GetGateway.gatewayId"`
	AuthorizerType  string   `json:"authorizerType" aws:"bedrockagentcorecontrol.GetGateway.authorizerType"` // CUSTOM_JWT | AWS_IAM | NONE | AUTHENTICATE_ONLY
	RoleArn         string   `json:"roleArn" aws:"bedrockagentcorecontrol.GetGateway.roleArn"`
	KmsKeyArn       string   `json:"kmsKeyArn" aws:"bedrockagentcorecontrol.GetGateway.kmsKeyArn"`
	PolicyEngineArn string   `json:"policyEngineArn" aws:"bedrockagentcorecontrol.GetGateway.policyEngineConfiguration.arn"`
	PolicyMode      string   `json:"policyMode" aws:"bedrockagentcorecontrol.GetGateway.policyEngineConfiguration.mode"` // ENFORCE | LOG_ONLY | ""
	WebAclArn       string   `json:"webAclArn" aws:"bedrockagentcorecontrol.GetGateway.webAclArn"`
	ExceptionLevel  string   `json:"exceptionLevel" aws:"bedrockagentcorecontrol.GetGateway.exceptionLevel"` // DEBUG | ""
	AllowedClients  []string `json:"allowedClients" aws:"bedrockagentcorecontrol.GetGateway.authorizerConfiguration.customJWTAuthorizer.allowedClients"`
	AllowedAudience []string `json:"allowedAudience" aws:"bedrockagentcorecontrol.GetGateway.authorizerConfiguration.customJWTAuthorizer.allowedAudience"`
	Policy          string   `json:"policy" aws:"bedrockagentcorecontrol.GetResourcePolicy.policy"` // empty: none
	PolicyOpen      bool     `json:"policyOpen" derived:"the resource policy allows everybody something, with no condition on who or where the caller is"`
	NetworkBound    bool     `json:"networkBound" derived:"the resource policy refuses calls from other networks: a Deny for everybody else's, or with tokens only Allows that name a VPC, endpoint or address"`
}

// AgentCoreGatewayTarget is a tool behind a gateway. AWS gives it neither ARN nor tags: its ARN here is its gateway's with
// /target/ID, and its tags are its gateway's.
type AgentCoreGatewayTarget struct {
	Meta
	GatewayArn          string   `json:"gatewayArn" aws:"bedrockagentcorecontrol.GetGatewayTarget.gatewayArn"`
	FunctionArn         string   `json:"functionArn" aws:"bedrockagentcorecontrol.GetGatewayTarget.targetConfiguration.mcp.lambda.lambdaArn"` // "": not a Lambda function
	CredentialProviders []string `json:"credentialProviders" aws:"bedrockagentcorecontrol.GetGatewayTarget.credentialProviderConfigurations[].credentialProviderType"`
}

// AgentCoreMemory is an agents' memory.
type AgentCoreMemory struct {
	Meta
	ID              string   `json:"id" aws:"bedrockagentcorecontrol.GetMemory.memory.id"`
	KmsKeyArn       string   `json:"kmsKeyArn" aws:"bedrockagentcorecontrol.GetMemory.memory.encryptionKeyArn"`
	EventExpiryDays int      `json:"eventExpiryDays" aws:"bedrockagentcorecontrol.GetMemory.memory.eventExpiryDuration"`
	RoleArn         string   `json:"roleArn" aws:"bedrockagentcorecontrol.GetMemory.memory.memoryExecutionRoleArn"`
	Namespaces      []string `json:"namespaces" derived:"namespace templates of the memory's strategies"`
}

// AgentCorePolicyEngine is a policy engine with the number of its policies that are in force: one that only logs is not counted.
type AgentCorePolicyEngine struct {
	Meta
	Status    string `json:"status" aws:"bedrockagentcorecontrol.ListPolicyEngineSummaries.policyEngines[].status"`
	Policies  int    `json:"policies" derived:"active, enforced policies from bedrockagentcorecontrol.ListPolicySummaries"`
	KmsKeyArn string `json:"kmsKeyArn" aws:"bedrockagentcorecontrol.ListPolicyEngineSummaries.policyEngines[].encryptionKeyArn"`
	// The text of policies is looked at and not kept. Whoever may not use the engine's key can't read it; then these are unread.
	ContentPolicies int `json:"contentPolicies" derived:"active, enforced policies from bedrockagentcorecontrol.ListPolicies with a block 'when guardrails'"`
	DeadThresholds  int `json:"deadThresholds" derived:"of those, thresholds that no score from 0 to 1 can pass"`
	SessionPolicies int `json:"sessionPolicies" derived:"active, enforced policies with a block 'when temporal', which looks at earlier events"`
}

// AgentCoreTokenVault is the vault that holds agents' outbound credentials.
type AgentCoreTokenVault struct {
	Meta
	KeyType   string `json:"keyType" aws:"bedrockagentcorecontrol.GetTokenVault.kmsConfiguration.keyType"` // CustomerManagedKey | ServiceManagedKey
	KmsKeyArn string `json:"kmsKeyArn" aws:"bedrockagentcorecontrol.GetTokenVault.kmsConfiguration.kmsKeyArn"`
}

// SageMakerNotebook is a notebook instance.
type SageMakerNotebook struct {
	Meta
	Status         string `json:"status" aws:"sagemaker.DescribeNotebookInstance.NotebookInstanceStatus"`
	InternetAccess string `json:"internetAccess" aws:"sagemaker.DescribeNotebookInstance.DirectInternetAccess"` // Enabled | Disabled
	RootAccess     string `json:"rootAccess" aws:"sagemaker.DescribeNotebookInstance.RootAccess"`               // Enabled | Disabled
	SubnetID       string `json:"subnetId" aws:"sagemaker.DescribeNotebookInstance.SubnetId"`
	RoleArn        string `json:"roleArn" aws:"sagemaker.DescribeNotebookInstance.RoleArn"`
	KmsKeyID       string `json:"kmsKeyId" aws:"sagemaker.DescribeNotebookInstance.KmsKeyId"`
	Platform       string `json:"platform" aws:"sagemaker.DescribeNotebookInstance.PlatformIdentifier"` // notebook-al2023-v1 …; "": AWS named none
}

// Kind implements Fact.
func (*AgentCoreRuntime) Kind() Kind       { return "agentcore_runtime" }
func (*AgentCoreGateway) Kind() Kind       { return "agentcore_gateway" }
func (*AgentCoreGatewayTarget) Kind() Kind { return "agentcore_gateway_target" }
func (*AgentCoreMemory) Kind() Kind        { return "agentcore_memory" }
func (*AgentCorePolicyEngine) Kind() Kind  { return "agentcore_policy_engine" }
func (*AgentCoreTokenVault) Kind() Kind    { return "agentcore_token_vault" }
func (*SageMakerNotebook) Kind() Kind      { return "sagemaker_notebook" }
