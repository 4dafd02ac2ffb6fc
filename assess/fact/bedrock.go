package fact

// BedrockLogging is the model invocation logging of one Region; there is always one such fact where the read worked.
type BedrockLogging struct {
	Meta
	Enabled   bool   `json:"enabled" derived:"loggingConfig is present with a destination"`
	Text      bool   `json:"text" aws:"bedrock.GetModelInvocationLoggingConfiguration.loggingConfig.textDataDeliveryEnabled"`
	Image     bool   `json:"image" aws:"bedrock.GetModelInvocationLoggingConfiguration.loggingConfig.imageDataDeliveryEnabled"`
	Embedding bool   `json:"embedding" aws:"bedrock.GetModelInvocationLoggingConfiguration.loggingConfig.embeddingDataDeliveryEnabled"`
	Bucket    string `json:"bucket" aws:"bedrock.GetModelInvocationLoggingConfiguration.loggingConfig.s3Config.bucketName"`
	LogGroup  string `json:"logGroup" aws:"bedrock.GetModelInvocationLoggingConfiguration.loggingConfig.cloudWatchConfig.logGroupName"`
}

// ContentFilter is one content filter of a guardrail. Strengths: NONE LOW MEDIUM HIGH. Actions: BLOCK NONE.
type ContentFilter struct {
	Type           string `json:"type" aws:"bedrock.GetGuardrail.contentPolicy.filters[].type"`
	InputStrength  string `json:"inputStrength" aws:"bedrock.GetGuardrail.contentPolicy.filters[].inputStrength"`
	OutputStrength string `json:"outputStrength" aws:"bedrock.GetGuardrail.contentPolicy.filters[].outputStrength"`
	InputAction    string `json:"inputAction" aws:"bedrock.GetGuardrail.contentPolicy.filters[].inputAction"`
	InputEnabled   bool   `json:"inputEnabled" aws:"bedrock.GetGuardrail.contentPolicy.filters[].inputEnabled"`
	OutputAction   string `json:"outputAction" aws:"bedrock.GetGuardrail.contentPolicy.filters[].outputAction"`
	OutputEnabled  bool   `json:"outputEnabled" aws:"bedrock.GetGuardrail.contentPolicy.filters[].outputEnabled"`
}

// BedrockGuardrail is one version of a guardrail: every numbered version that exists; the draft where there is none, and where an
// agent, a flow or an enforced configuration names it. The ARN of a numbered version ends in :VERSION, as in IAM conditions.
type BedrockGuardrail struct {
	Meta
	ID           string          `json:"id" aws:"bedrock.GetGuardrail.guardrailId"`
	Version      string          `json:"version" aws:"bedrock.GetGuardrail.version"` // "DRAFT" or a number
	Deployed     bool            `json:"deployed" derived:"the newest numbered version, or one that an agent, a flow or an enforced configuration names"`
	Status       string          `json:"status" aws:"bedrock.GetGuardrail.status"`
	KmsKeyArn    string          `json:"kmsKeyArn" aws:"bedrock.GetGuardrail.kmsKeyArn"`
	Filters      []ContentFilter `json:"filters" derived:"contentPolicy.filters"`
	DeniedTopics int             `json:"deniedTopics" derived:"count of topicPolicy.topics"`
	PIIEntities  int             `json:"piiEntities" derived:"count of sensitiveInformationPolicy.piiEntities and regexes with an action other than NONE"`
	Grounding    float64         `json:"grounding" derived:"threshold of the GROUNDING filter that is on and blocks; 0: none"`
	Relevance    float64         `json:"relevance" derived:"threshold of the RELEVANCE filter that is on and blocks; 0: none"`
	// ReasoningPolicies are the ARNs of the automated reasoning policies that it proves answers against.
	ReasoningPolicies []string `json:"reasoningPolicies" aws:"bedrock.GetGuardrail.automatedReasoningPolicy.policies"`
}

// BedrockEnforcedGuardrail is a guardrail that the account or the organisation applies to every call in a Region.
type BedrockEnforcedGuardrail struct {
	Meta
	GuardrailArn     string   `json:"guardrailArn" aws:"bedrock.ListEnforcedGuardrailsConfiguration.guardrailsConfig[].guardrailArn"`
	GuardrailVersion string   `json:"guardrailVersion" aws:"bedrock.ListEnforcedGuardrailsConfiguration.guardrailsConfig[].guardrailVersion"`
	Owner            string   `json:"owner" aws:"bedrock.ListEnforcedGuardrailsConfiguration.guardrailsConfig[].owner"`
	ExcludedModels   []string `json:"excludedModels" aws:"bedrock.ListEnforcedGuardrailsConfiguration.guardrailsConfig[].modelEnforcement.excludedModels"`
	IncludedModels   []string `json:"includedModels" aws:"bedrock.ListEnforcedGuardrailsConfiguration.guardrailsConfig[].modelEnforcement.includedModels"`
}

// BedrockCustomModel is a model that was tuned or imported; an imported one has no base model.
type BedrockCustomModel struct {
	Meta
	BaseModelArn string `json:"baseModelArn" aws:"bedrock.GetCustomModel.baseModelArn"`
	KmsKeyArn    string `json:"kmsKeyArn" aws:"bedrock.GetCustomModel.modelKmsKeyArn"`
}

// BedrockAgent is an agent as its aliases deploy it: one fact per agent that has at least one alias beside the test alias;
// an agent without is there with Deployed false.
type BedrockAgent struct {
	Meta
	ID               string   `json:"id" aws:"bedrockagent.GetAgent.agent.agentId"`
	RoleArn          string   `json:"roleArn" aws:"bedrockagent.GetAgent.agent.agentResourceRoleArn"`
	KmsKeyArn        string   `json:"kmsKeyArn" aws:"bedrockagent.GetAgent.agent.customerEncryptionKeyArn"`
	FoundationModel  string   `json:"foundationModel" aws:"bedrockagent.GetAgent.agent.foundationModel"`
	Deployed         bool     `json:"deployed" derived:"an alias other than TSTALIASID routes to a version"`
	DeployedVersions []string `json:"deployedVersions" derived:"versions that aliases route to"`
	// GuardrailIDs has one entry per deployed version; "" where that version has none.
	GuardrailIDs      []string `json:"guardrailIds" aws:"bedrockagent.GetAgentVersion.agentVersion.guardrailConfiguration.guardrailIdentifier"`
	GuardrailVersions []string `json:"guardrailVersions" aws:"bedrockagent.GetAgentVersion.agentVersion.guardrailConfiguration.guardrailVersion"`
	// ActionGroups leaves out AWS's own group that asks the user for input.
	ActionGroups int `json:"actionGroups" derived:"enabled action groups of the newest deployed version"`
	// Functions are the Lambda functions that do what those groups promise, as they are named there, with alias or version.
	Functions []string `json:"functions" aws:"bedrockagent.GetAgentActionGroup.agentActionGroup.actionGroupExecutor.lambda"`
	// ConfirmedActionGroups counts those whose every function asks for confirmation; unread where a group has an OpenAPI schema.
	ConfirmedActionGroups int `json:"confirmedActionGroups" derived:"functions' requireConfirmation ENABLED"`
}

// BedrockKnowledgeBase is a knowledge base with where its vectors live.
type BedrockKnowledgeBase struct {
	Meta
	ID          string `json:"id" aws:"bedrockagent.GetKnowledgeBase.knowledgeBase.knowledgeBaseId"`
	RoleArn     string `json:"roleArn" aws:"bedrockagent.GetKnowledgeBase.knowledgeBase.roleArn"`
	StorageType string `json:"storageType" aws:"bedrockagent.GetKnowledgeBase.knowledgeBase.storageConfiguration.type"`
	StorageArn  string `json:"storageArn" derived:"ARN of the collection, domain, bucket of vectors, database cluster or graph that storageConfiguration names; empty for stores outside AWS"`
	IndexArn    string `json:"indexArn" derived:"ARN of the S3 Vectors index; empty for other stores"`
	SecretArn   string `json:"secretArn" derived:"credentialsSecretArn with which the knowledge base signs in to its store"`
}

// BedrockDataSource is a source of a knowledge base. AWS gives it neither ARN nor tags: its ARN here is its knowledge base's with
// /data-source/ID, and its tags are its knowledge base's.
type BedrockDataSource struct {
	Meta
	KnowledgeBaseID string `json:"knowledgeBaseId" aws:"bedrockagent.GetDataSource.dataSource.knowledgeBaseId"`
	SourceType      string `json:"sourceType" aws:"bedrockagent.GetDataSource.dataSource.dataSourceConfiguration.type"`
	BucketArn       string `json:"bucketArn" aws:"bedrockagent.GetDataSource.dataSource.dataSourceConfiguration.s3Configuration.bucketArn"`
	BucketOwner     string `json:"bucketOwner" aws:"bedrockagent.GetDataSource.dataSource.dataSourceConfiguration.s3Configuration.bucketOwnerAccountId"`
	KmsKeyArn       string `json:"kmsKeyArn" aws:"bedrockagent.GetDataSource.dataSource.serverSideEncryptionConfiguration.kmsKeyArn"`
	DeletionPolicy  string `json:"deletionPolicy" aws:"bedrockagent.GetDataSource.dataSource.dataDeletionPolicy"`
	// Functions are the Lambda functions that every document passes on its way into the index.
	Functions []string `json:"functions" derived:"ARNs in vectorIngestionConfiguration.customTransformationConfiguration.transformations"`
}

// BedrockFlow is a flow as its aliases deploy it; one without an alias beside the test alias is there with Deployed false.
type BedrockFlow struct {
	Meta
	ID               string   `json:"id" aws:"bedrockagent.ListFlows.flowSummaries[].id"`
	Deployed         bool     `json:"deployed" derived:"an alias other than TSTALIASID routes to a version"`
	DeployedVersions []string `json:"deployedVersions" derived:"versions that aliases route to"`
	// GuardrailIDs has one entry per step that calls a model, of every deployed version; "" where that step has none.
	GuardrailIDs      []string `json:"guardrailIds" derived:"bedrockagent.GetFlowVersion, guardrailIdentifier of prompt steps and of knowledge base steps with a model"`
	GuardrailVersions []string `json:"guardrailVersions" derived:"bedrockagent.GetFlowVersion, guardrailVersion of the same steps"`
	// Prompts are the stored prompts that steps of deployed versions name, as they name them; without a number at the end it is the draft.
	Prompts []string `json:"prompts" derived:"bedrockagent.GetFlowVersion, promptArn of prompt steps"`
}

// BedrockPrompt is a stored prompt. Its text is never kept.
type BedrockPrompt struct {
	Meta
	ID        string   `json:"id" aws:"bedrockagent.ListPrompts.promptSummaries[].id"`
	Versions  []string `json:"versions" derived:"numbered versions that ListPrompts tells of the prompt"`
	KmsKeyArn string   `json:"kmsKeyArn" aws:"bedrockagent.GetPrompt.customerEncryptionKeyArn"`
}

// BedrockBatchJob is the newest batch inference job that writes to one place; those before it cannot be changed any more.
type BedrockBatchJob struct {
	Meta
	Status       string `json:"status" aws:"bedrock.ListModelInvocationJobs.invocationJobSummaries[].status"`
	OutputBucket string `json:"outputBucket" derived:"bucket of outputDataConfig.s3OutputDataConfig.s3Uri"`
	KmsKeyID     string `json:"kmsKeyId" derived:"outputDataConfig.s3OutputDataConfig.s3EncryptionKeyId; empty: as the bucket does by default"`
}

// BedrockReasoningPolicy is a set of written rules that answers can be proved against.
type BedrockReasoningPolicy struct {
	Meta
	ID string `json:"id" aws:"bedrock.ListAutomatedReasoningPolicies.automatedReasoningPolicySummaries[].policyId"`
	// Versions are what was published of it, each with a number; a policy without is a draft.
	Versions []string `json:"versions" derived:"numbered versions that ListAutomatedReasoningPolicies tells of the policy"`
}

// BedrockInferenceProfile is a name of the account's own under which it calls a model, in one Region or in several.
type BedrockInferenceProfile struct {
	Meta
	ID string `json:"id" aws:"bedrock.ListInferenceProfiles.inferenceProfileSummaries[].inferenceProfileId"`
	// Models are the ARNs of the model in every Region that calls are routed to.
	Models []string `json:"models" aws:"bedrock.ListInferenceProfiles.inferenceProfileSummaries[].models[].modelArn"`
}

// Kind implements Fact.
func (*BedrockLogging) Kind() Kind           { return "bedrock_logging" }
func (*BedrockGuardrail) Kind() Kind         { return "bedrock_guardrail" }
func (*BedrockEnforcedGuardrail) Kind() Kind { return "bedrock_enforced_guardrail" }
func (*BedrockCustomModel) Kind() Kind       { return "bedrock_custom_model" }
func (*BedrockAgent) Kind() Kind             { return "bedrock_agent" }
func (*BedrockKnowledgeBase) Kind() Kind     { return "bedrock_knowledge_base" }
func (*BedrockDataSource) Kind() Kind        { return "bedrock_data_source" }
func (*BedrockFlow) Kind() Kind              { return "bedrock_flow" }
func (*BedrockPrompt) Kind() Kind            { return "bedrock_prompt" }
func (*BedrockBatchJob) Kind() Kind          { return "bedrock_batch_job" }
func (*BedrockReasoningPolicy) Kind() Kind   { return "bedrock_reasoning_policy" }
func (*BedrockInferenceProfile) Kind() Kind  { return "bedrock_inference_profile" }
