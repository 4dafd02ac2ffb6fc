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
}

// BedrockGuardrail is one version of a guardrail: every numbered version that exists; the draft where there is none, and where an
// agent or an enforced configuration names it. The ARN of a numbered version ends in :VERSION, as in IAM conditions.
type BedrockGuardrail struct {
	Meta
	ID           string          `json:"id" aws:"bedrock.GetGuardrail.guardrailId"`
	Version      string          `json:"version" aws:"bedrock.GetGuardrail.version"` // "DRAFT" or a number
	Deployed     bool            `json:"deployed" derived:"the newest numbered version, or one that an agent or an enforced configuration names"`
	Status       string          `json:"status" aws:"bedrock.GetGuardrail.status"`
	KmsKeyArn    string          `json:"kmsKeyArn" aws:"bedrock.GetGuardrail.kmsKeyArn"`
	Filters      []ContentFilter `json:"filters" derived:"contentPolicy.filters"`
	DeniedTopics int             `json:"deniedTopics" derived:"count of topicPolicy.topics"`
	PIIEntities  int             `json:"piiEntities" derived:"count of sensitiveInformationPolicy.piiEntities and regexes with an action other than NONE"`
	Grounding    float64         `json:"grounding" derived:"threshold of the GROUNDING filter; 0: none"`
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
}

// Kind implements Fact.
func (*BedrockLogging) Kind() Kind           { return "bedrock_logging" }
func (*BedrockGuardrail) Kind() Kind         { return "bedrock_guardrail" }
func (*BedrockEnforcedGuardrail) Kind() Kind { return "bedrock_enforced_guardrail" }
func (*BedrockCustomModel) Kind() Kind       { return "bedrock_custom_model" }
func (*BedrockAgent) Kind() Kind             { return "bedrock_agent" }
func (*BedrockKnowledgeBase) Kind() Kind     { return "bedrock_knowledge_base" }
func (*BedrockDataSource) Kind() Kind        { return "bedrock_data_source" }
