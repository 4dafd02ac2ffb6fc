package fact

// LambdaFunction is a function at its latest version. Code and the values of its variables are never kept.
type LambdaFunction struct {
	Meta
	RoleArn   string   `json:"roleArn" aws:"lambda.ListFunctions.Functions[].Role"`
	Runtime   string   `json:"runtime" aws:"lambda.ListFunctions.Functions[].Runtime"` // "": the function is an image
	Subnets   []string `json:"subnets" aws:"lambda.ListFunctions.Functions[].VpcConfig.SubnetIds"`
	KmsKeyArn string   `json:"kmsKeyArn" aws:"lambda.ListFunctions.Functions[].KMSKeyArn"` // of its variables; "": AWS's own key
	Variables int      `json:"variables" derived:"count of Environment.Variables"`
	// Public and LooseServices are read from the policy of the function itself, not from those of its aliases and versions.
	Public        bool     `json:"public" derived:"lambda.GetPolicy allows everybody, without a condition that names an account, an organisation, a source or a way in"`
	LooseServices []string `json:"looseServices" derived:"services that lambda.GetPolicy allows without a condition on the account, organisation or resource that they act for"`
	// URLAuthTypes and URLOrigins are those of all URLs of the function, aliases included; empty where it has none.
	URLAuthTypes []string `json:"urlAuthTypes" aws:"lambda.ListFunctionUrlConfigs.FunctionUrlConfigs[].AuthType"` // AWS_IAM | NONE
	URLOrigins   []string `json:"urlOrigins" aws:"lambda.ListFunctionUrlConfigs.FunctionUrlConfigs[].Cors.AllowOrigins"`
}

// ECRRepository is a private repository of container images.
type ECRRepository struct {
	Meta
	URI           string `json:"uri" aws:"ecr.DescribeRepositories.repositories[].repositoryUri"`
	TagMutability string `json:"tagMutability" aws:"ecr.DescribeRepositories.repositories[].imageTagMutability"` // MUTABLE | IMMUTABLE | …_WITH_EXCLUSION
	// ScanFrequency is what registry and repository together decide.
	ScanFrequency string `json:"scanFrequency" aws:"ecr.BatchGetRepositoryScanningConfiguration.scanningConfigurations[].scanFrequency"` // SCAN_ON_PUSH | CONTINUOUS_SCAN | MANUAL
}

// ECSCluster is a cluster of containers.
type ECSCluster struct {
	Meta
	Insights string `json:"insights" derived:"setting containerInsights: enhanced, enabled, disabled"`
}

// ECSService keeps tasks running in a cluster.
type ECSService struct {
	Meta
	ClusterArn string `json:"clusterArn" aws:"ecs.DescribeServices.services[].clusterArn"`
	Running    int    `json:"running" aws:"ecs.DescribeServices.services[].runningCount"`
	// TaskDefinitionArns are those of the service and of its task sets.
	TaskDefinitionArns []string `json:"taskDefinitionArns" aws:"ecs.DescribeServices.services[].taskDefinition"`
	PublicIP           bool     `json:"publicIp" derived:"assignPublicIp is ENABLED for the service or for one of its task sets"`
}

// ECSContainer is one container of a task.
type ECSContainer struct {
	Name         string `json:"name" aws:"ecs.DescribeTaskDefinition.taskDefinition.containerDefinitions[].name"`
	Image        string `json:"image" aws:"ecs.DescribeTaskDefinition.taskDefinition.containerDefinitions[].image"`
	Privileged   bool   `json:"privileged" aws:"ecs.DescribeTaskDefinition.taskDefinition.containerDefinitions[].privileged"`
	ReadOnlyRoot bool   `json:"readOnlyRoot" aws:"ecs.DescribeTaskDefinition.taskDefinition.containerDefinitions[].readonlyRootFilesystem"`
	LogDriver    string `json:"logDriver" aws:"ecs.DescribeTaskDefinition.taskDefinition.containerDefinitions[].logConfiguration.logDriver"`
}

// ECSTaskDefinition is a task definition that a service runs; those that nothing runs are not read, nor are values of variables.
type ECSTaskDefinition struct {
	Meta
	RoleArn    string         `json:"roleArn" aws:"ecs.DescribeTaskDefinition.taskDefinition.taskRoleArn"`
	PidMode    string         `json:"pidMode" aws:"ecs.DescribeTaskDefinition.taskDefinition.pidMode"` // host | task | ""
	Containers []ECSContainer `json:"containers" derived:"containerDefinitions"`
	GPUs       int            `json:"gpus" derived:"GPUs and inference accelerators that its containers reserve, Neuron devices included"`
}

// EKSCluster is a Kubernetes cluster.
type EKSCluster struct {
	Meta
	Status        string   `json:"status" aws:"eks.DescribeCluster.cluster.status"`
	Version       string   `json:"version" aws:"eks.DescribeCluster.cluster.version"`
	VersionStatus string   `json:"versionStatus" aws:"eks.DescribeClusterVersions.clusterVersions[].versionStatus"` // STANDARD_SUPPORT | EXTENDED_SUPPORT | UNSUPPORTED
	PublicAccess  bool     `json:"publicAccess" aws:"eks.DescribeCluster.cluster.resourcesVpcConfig.endpointPublicAccess"`
	PublicCidrs   []string `json:"publicCidrs" aws:"eks.DescribeCluster.cluster.resourcesVpcConfig.publicAccessCidrs"`
	PrivateAccess bool     `json:"privateAccess" aws:"eks.DescribeCluster.cluster.resourcesVpcConfig.endpointPrivateAccess"`
	LogTypes      []string `json:"logTypes" derived:"types of logging.clusterLogging entries that are enabled"`
	SecretsKey    string   `json:"secretsKey" derived:"key of encryptionConfig, which encrypts secrets and all other API data; empty: AWS's own key"`
}

// StateMachine is a workflow of Step Functions. Its definition is not asked for.
type StateMachine struct {
	Meta
	RoleArn     string `json:"roleArn" aws:"sfn.DescribeStateMachine.roleArn"`
	LogLevel    string `json:"logLevel" aws:"sfn.DescribeStateMachine.loggingConfiguration.level"` // ALL | ERROR | FATAL | OFF
	LogsContent bool   `json:"logsContent" aws:"sfn.DescribeStateMachine.loggingConfiguration.includeExecutionData"`
}

// CognitoUserPool is a directory in which people or programs sign in.
type CognitoUserPool struct {
	Meta
	Users     int    `json:"users" aws:"cognitoidentityprovider.DescribeUserPool.UserPool.EstimatedNumberOfUsers"`
	Clients   int    `json:"clients" derived:"count of cognitoidentityprovider.ListUserPoolClients"`
	Federated bool   `json:"federated" derived:"cognitoidentityprovider.ListIdentityProviders names another directory"`
	AdminOnly bool   `json:"adminOnly" aws:"cognitoidentityprovider.DescribeUserPool.UserPool.AdminCreateUserConfig.AllowAdminCreateUserOnly"`
	MFA       string `json:"mfa" aws:"cognitoidentityprovider.DescribeUserPool.UserPool.MfaConfiguration"`                        // OFF | ON | OPTIONAL
	Threats   string `json:"threats" aws:"cognitoidentityprovider.DescribeUserPool.UserPool.UserPoolAddOns.AdvancedSecurityMode"` // OFF | AUDIT | ENFORCED
	WebAclArn string `json:"webAclArn" aws:"wafv2.GetWebACLForResource.WebACL.ARN"`                                               // "": none
	HighRisk  string `json:"highRisk" derived:"action on a sign-in of high risk from DescribeRiskConfiguration while threats are ENFORCED: BLOCK, MFA_REQUIRED, MFA_IF_CONFIGURED, NO_ACTION; empty: none"`
	// BlocksLeaked is false where threats are not enforced.
	BlocksLeaked bool `json:"blocksLeaked" derived:"DescribeRiskConfiguration blocks a sign-in with a password that is known to have leaked, while threats are ENFORCED"`
}

// CognitoIdentityPool hands out AWS credentials to people who signed in elsewhere, and perhaps to guests.
type CognitoIdentityPool struct {
	Meta
	Guests       bool   `json:"guests" aws:"cognitoidentity.DescribeIdentityPool.AllowUnauthenticatedIdentities"`
	GuestRoleArn string `json:"guestRoleArn" derived:"role unauthenticated of cognitoidentity.GetIdentityPoolRoles"`
	UserRoleArn  string `json:"userRoleArn" derived:"role authenticated of cognitoidentity.GetIdentityPoolRoles"`
}

// EC2Instance is a running machine with a GPU or an accelerator for machine learning; other machines are not kept.
type EC2Instance struct {
	Meta
	ID         string `json:"id" aws:"ec2.DescribeInstances.Reservations[].Instances[].InstanceId"`
	Type       string `json:"type" aws:"ec2.DescribeInstances.Reservations[].Instances[].InstanceType"`
	PublicIP   string `json:"publicIp" aws:"ec2.DescribeInstances.Reservations[].Instances[].PublicIpAddress"` // "": none
	Metadata   string `json:"metadata" aws:"ec2.DescribeInstances.Reservations[].Instances[].MetadataOptions.HttpEndpoint"`
	HTTPTokens string `json:"httpTokens" aws:"ec2.DescribeInstances.Reservations[].Instances[].MetadataOptions.HttpTokens"` // required | optional
	HopLimit   int    `json:"hopLimit" aws:"ec2.DescribeInstances.Reservations[].Instances[].MetadataOptions.HttpPutResponseHopLimit"`
}

// Kind implements Fact.
func (*LambdaFunction) Kind() Kind      { return "lambda_function" }
func (*ECRRepository) Kind() Kind       { return "ecr_repository" }
func (*ECSCluster) Kind() Kind          { return "ecs_cluster" }
func (*ECSService) Kind() Kind          { return "ecs_service" }
func (*ECSTaskDefinition) Kind() Kind   { return "ecs_task_definition" }
func (*EKSCluster) Kind() Kind          { return "eks_cluster" }
func (*StateMachine) Kind() Kind        { return "sfn_state_machine" }
func (*CognitoUserPool) Kind() Kind     { return "cognito_user_pool" }
func (*CognitoIdentityPool) Kind() Kind { return "cognito_identity_pool" }
func (*EC2Instance) Kind() Kind         { return "ec2_instance" }
