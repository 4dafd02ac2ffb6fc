package fact

// LogGroup is a log group of CloudWatch Logs. Tags are read of groups that by their name hold logs of AI.
type LogGroup struct {
	Meta
	KmsKeyArn string `json:"kmsKeyArn" aws:"cloudwatchlogs.DescribeLogGroups.logGroups[].kmsKeyId"`
	// RetentionDays is after how many days events are deleted; -1: never.
	RetentionDays      int  `json:"retentionDays" derived:"retentionInDays; -1 where none is set, which AWS documents as for ever"`
	Masks              bool `json:"masks" derived:"dataProtectionStatus is ACTIVATED, or inheritedProperties name ACCOUNT_DATA_PROTECTION"`
	DeletionProtection bool `json:"deletionProtection" aws:"cloudwatchlogs.DescribeLogGroups.logGroups[].deletionProtectionEnabled"`
}

// SNSTopic is a topic with what decides who may publish to it, who reads it and whether messages get through.
type SNSTopic struct {
	Meta
	KmsKeyID      string `json:"kmsKeyId" aws:"sns.GetTopicAttributes.Attributes"` // key id, ARN or alias; empty: none
	Policy        string `json:"policy" aws:"sns.GetTopicAttributes.Attributes"`
	PolicyOpen    bool   `json:"policyOpen" derived:"the policy allows every principal, with no condition on who or where the caller is"`
	Subscriptions int    `json:"subscriptions" derived:"SubscriptionsConfirmed"`
}

// SQSQueue is a queue.
type SQSQueue struct {
	Meta
	KmsKeyID   string `json:"kmsKeyId" aws:"sqs.GetQueueAttributes.Attributes"` // key id, ARN or alias; empty: none
	ServiceKey bool   `json:"serviceKey" derived:"SqsManagedSseEnabled is true"`
	Policy     string `json:"policy" aws:"sqs.GetQueueAttributes.Attributes"`
	PolicyOpen bool   `json:"policyOpen" derived:"the policy allows every principal, with no condition on who or where the caller is"`
}

// EventRule is a rule of EventBridge that listens to a service which finds threats or runs AI.
type EventRule struct {
	Meta
	Bus     string   `json:"bus" aws:"eventbridge.ListRules.Rules[].EventBusName"`
	Enabled bool     `json:"enabled" derived:"State is ENABLED or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"`
	Sources []string `json:"sources" derived:"which of aws.guardduty, aws.securityhub, aws.inspector2, aws.macie, aws.bedrock, aws.bedrock-agentcore and aws.sagemaker the event pattern lets through"`
	Targets []string `json:"targets" aws:"eventbridge.ListTargetsByRule.Targets[].Arn"`
}

// SecurityHub is Security Hub in one Region; where it is off, Enabled is false.
type SecurityHub struct {
	Meta
	Enabled   bool     `json:"enabled" derived:"securityhub.DescribeHub answered"`
	Standards []string `json:"standards" derived:"StandardsArn of enabled standards, from standards/ on, with status READY or INCOMPLETE"`
	// Linking is how Regions are gathered here: ALL_REGIONS | ALL_REGIONS_EXCEPT_SPECIFIED | SPECIFIED_REGIONS | NO_REGIONS; empty where
	// no Region gathers for this account.
	Linking    string `json:"linking" aws:"securityhub.GetFindingAggregator.RegionLinkingMode"`
	HomeRegion string `json:"homeRegion" aws:"securityhub.GetFindingAggregator.FindingAggregationRegion"`
}

// Inspector is Amazon Inspector in one Region: what it scans.
type Inspector struct {
	Meta
	EC2        bool `json:"ec2" derived:"inspector2.BatchGetAccountStatus resourceState.ec2.status is ENABLED"`
	ECR        bool `json:"ecr" derived:"resourceState.ecr.status is ENABLED"`
	Lambda     bool `json:"lambda" derived:"resourceState.lambda.status is ENABLED"`
	LambdaCode bool `json:"lambdaCode" derived:"resourceState.lambdaCode.status is ENABLED"`
	Code       bool `json:"code" derived:"resourceState.codeRepository.status is ENABLED"`
}

// Macie is Amazon Macie in one Region; where it is off, Enabled is false.
type Macie struct {
	Meta
	Enabled   bool `json:"enabled" derived:"macie2.GetMacieSession has status ENABLED"`
	Discovers bool `json:"discovers" derived:"macie2.GetAutomatedDiscoveryConfiguration has status ENABLED"`
}

// DetectiveGraph is a behaviour graph that this account administers. Where there is none there is no fact.
type DetectiveGraph struct {
	Meta
	Members int `json:"members" derived:"count of member accounts with status ENABLED"`
	// Silent are member accounts that were asked and whose data does not arrive.
	Silent []string `json:"silent" derived:"accounts of members with another status than ENABLED"`
}

// XRaySettings are how X-Ray keeps traces in one Region.
type XRaySettings struct {
	Meta
	KmsKeyID    string `json:"kmsKeyId" aws:"xray.GetEncryptionConfig.EncryptionConfig.KeyId"` // empty: AWS's own encryption
	Destination string `json:"destination" aws:"xray.GetTraceSegmentDestination.Destination"`  // XRay | CloudWatchLogs
	Ready       bool   `json:"ready" derived:"xray.GetTraceSegmentDestination has status ACTIVE"`
}

// OAMSink is where a monitoring account takes in metrics, logs and traces of other accounts.
type OAMSink struct {
	Meta
	Policy     string   `json:"policy" aws:"oam.GetSinkPolicy.Policy"` // who may link; empty: nobody
	PolicyOpen bool     `json:"policyOpen" derived:"the policy allows every principal, with no condition on who or where the caller is"`
	Links      []string `json:"links" aws:"oam.ListAttachedLinks.Items[].LinkArn"` // each is of the account that sends
}

// Kind implements Fact.
func (*LogGroup) Kind() Kind       { return "log_group" }
func (*SNSTopic) Kind() Kind       { return "sns_topic" }
func (*SQSQueue) Kind() Kind       { return "sqs_queue" }
func (*EventRule) Kind() Kind      { return "event_rule" }
func (*SecurityHub) Kind() Kind    { return "security_hub" }
func (*Inspector) Kind() Kind      { return "inspector" }
func (*Macie) Kind() Kind          { return "macie" }
func (*DetectiveGraph) Kind() Kind { return "detective_graph" }
func (*XRaySettings) Kind() Kind   { return "xray_settings" }
func (*OAMSink) Kind() Kind        { return "oam_sink" }
