package fact

// AgentCoreBrowser is a browser that agents use, made in this account; the one that AWS offers to everybody is not read.
type AgentCoreBrowser struct {
	Meta
	ID              string `json:"id" aws:"bedrockagentcorecontrol.GetBrowser.browserId"`
	NetworkMode     string `json:"networkMode" aws:"bedrockagentcorecontrol.GetBrowser.networkConfiguration.networkMode"` // PUBLIC | VPC
	RoleArn         string `json:"roleArn" aws:"bedrockagentcorecontrol.GetBrowser.executionRoleArn"`                     // empty: none
	Records         bool   `json:"records" aws:"bedrockagentcorecontrol.GetBrowser.recording.enabled"`
	RecordingBucket string `json:"recordingBucket" aws:"bedrockagentcorecontrol.GetBrowser.recording.s3Location.bucket"`
}

// AgentCoreCodeInterpreter is a sandbox in which agents run code, made in this account; the one that AWS offers to everybody is not read.
type AgentCoreCodeInterpreter struct {
	Meta
	ID          string `json:"id" aws:"bedrockagentcorecontrol.GetCodeInterpreter.codeInterpreterId"`
	NetworkMode string `json:"networkMode" aws:"bedrockagentcorecontrol.GetCodeInterpreter.networkConfiguration.networkMode"` // PUBLIC | SANDBOX | VPC
	RoleArn     string `json:"roleArn" aws:"bedrockagentcorecontrol.GetCodeInterpreter.executionRoleArn"`                     // empty: none
}

// AgentCoreEvaluation is a standing evaluation that scores what agents do in operation.
type AgentCoreEvaluation struct {
	Meta
	Running bool   `json:"running" derived:"executionStatus is ENABLED"`
	RoleArn string `json:"roleArn" aws:"bedrockagentcorecontrol.GetOnlineEvaluationConfig.evaluationExecutionRoleArn"`
	// LogGroup is where results go; empty where they go back to the log group that the traces came from.
	LogGroup string `json:"logGroup" aws:"bedrockagentcorecontrol.GetOnlineEvaluationConfig.outputConfig.cloudWatchConfig.logGroupName"`
}

// AgentCorePaymentManager is what lets agents pay.
type AgentCorePaymentManager struct {
	Meta
	RoleArn        string `json:"roleArn" aws:"bedrockagentcorecontrol.ListPaymentManagers.paymentManagers[].roleArn"`
	AuthorizerType string `json:"authorizerType" aws:"bedrockagentcorecontrol.ListPaymentManagers.paymentManagers[].authorizerType"` // CUSTOM_JWT | AWS_IAM
	KmsKeyArn      string `json:"kmsKeyArn" aws:"bedrockagentcorecontrol.ListPaymentManagers.paymentManagers[].kmsKeyArn"`
}

// LogDelivery is a log that an AI service offers about a resource, and whether anybody takes it.
type LogDelivery struct {
	Meta
	Service      string   `json:"service" aws:"cloudwatchlogs.DescribeDeliverySources.deliverySources[].service"`
	LogType      string   `json:"logType" aws:"cloudwatchlogs.DescribeDeliverySources.deliverySources[].logType"` // APPLICATION_LOGS | TRACES | USAGE_LOGS
	ResourceArns []string `json:"resourceArns" aws:"cloudwatchlogs.DescribeDeliverySources.deliverySources[].resourceArns"`
	Delivered    bool     `json:"delivered" derived:"cloudwatchlogs.DescribeDeliveries has a delivery from this source"`
	// Destinations are ARNs of log groups, buckets and streams; XRAY for traces.
	Destinations []string `json:"destinations" derived:"cloudwatchlogs.DescribeDeliveryDestinations, destinationResourceArn of each delivery"`
}

// Kind implements Fact.
func (*AgentCoreBrowser) Kind() Kind         { return "agentcore_browser" }
func (*AgentCoreCodeInterpreter) Kind() Kind { return "agentcore_code_interpreter" }
func (*AgentCoreEvaluation) Kind() Kind      { return "agentcore_evaluation" }
func (*AgentCorePaymentManager) Kind() Kind  { return "agentcore_payment_manager" }
func (*LogDelivery) Kind() Kind              { return "log_delivery" }
