package fact

import (
	"maps"
	"slices"
)

// kinds is the closed table of kinds; nothing changes it after the program has started.
var kinds = map[Kind]func() Fact{
	"access_analyzer":                blank[AccessAnalyzer],
	"account":                        blank[Account],
	"agentcore_browser":              blank[AgentCoreBrowser],
	"agentcore_code_interpreter":     blank[AgentCoreCodeInterpreter],
	"agentcore_evaluation":           blank[AgentCoreEvaluation],
	"agentcore_gateway":              blank[AgentCoreGateway],
	"agentcore_gateway_target":       blank[AgentCoreGatewayTarget],
	"agentcore_memory":               blank[AgentCoreMemory],
	"agentcore_payment_manager":      blank[AgentCorePaymentManager],
	"agentcore_policy_engine":        blank[AgentCorePolicyEngine],
	"agentcore_runtime":              blank[AgentCoreRuntime],
	"agentcore_token_vault":          blank[AgentCoreTokenVault],
	"api_stage":                      blank[APIStage],
	"backup_resource":                blank[BackupResource],
	"backup_vault":                   blank[BackupVault],
	"bedrock_agent":                  blank[BedrockAgent],
	"bedrock_batch_job":              blank[BedrockBatchJob],
	"bedrock_custom_model":           blank[BedrockCustomModel],
	"bedrock_data_source":            blank[BedrockDataSource],
	"bedrock_enforced_guardrail":     blank[BedrockEnforcedGuardrail],
	"bedrock_flow":                   blank[BedrockFlow],
	"bedrock_guardrail":              blank[BedrockGuardrail],
	"bedrock_inference_profile":      blank[BedrockInferenceProfile],
	"bedrock_knowledge_base":         blank[BedrockKnowledgeBase],
	"bedrock_logging":                blank[BedrockLogging],
	"bedrock_prompt":                 blank[BedrockPrompt],
	"bedrock_reasoning_policy":       blank[BedrockReasoningPolicy],
	"bedrock_usage":                  blank[BedrockUsage],
	"budget":                         blank[Budget],
	"cloudfront_distribution":        blank[Distribution],
	"cloudfront_web_acl":             blank[CloudFrontWebACL],
	"cloudtrail_trail":               blank[CloudTrailTrail],
	"cloudwatch_alarm":               blank[CloudWatchAlarm],
	"cognito_identity_pool":          blank[CognitoIdentityPool],
	"cognito_user_pool":              blank[CognitoUserPool],
	"config_recorder":                blank[ConfigRecorder],
	"config_rule":                    blank[ConfigRule],
	"cost_monitor":                   blank[CostMonitor],
	"detective_graph":                blank[DetectiveGraph],
	"dns_firewall":                   blank[DNSFirewall],
	"dynamodb_table":                 blank[DynamoDBTable],
	"ec2_disk_default":               blank[EC2DiskDefault],
	"ec2_instance":                   blank[EC2Instance],
	"ec2_peering":                    blank[EC2Peering],
	"ec2_security_group":             blank[EC2SecurityGroup],
	"ec2_subnet":                     blank[EC2Subnet],
	"ec2_volume":                     blank[EC2Volume],
	"ec2_vpc":                        blank[EC2VPC],
	"ec2_vpc_endpoint":               blank[EC2VPCEndpoint],
	"ecr_repository":                 blank[ECRRepository],
	"ecs_cluster":                    blank[ECSCluster],
	"ecs_service":                    blank[ECSService],
	"ecs_task_definition":            blank[ECSTaskDefinition],
	"eks_cluster":                    blank[EKSCluster],
	"event_rule":                     blank[EventRule],
	"guardduty_detector":             blank[GuardDutyDetector],
	"http_api":                       blank[HTTPAPI],
	"iam_account_summary":            blank[IAMAccountSummary],
	"iam_organization_features":      blank[IAMOrganizationFeatures],
	"iam_role":                       blank[IAMRole],
	"iam_user":                       blank[IAMUser],
	"incident_response_plan":         blank[IncidentResponsePlan],
	"inspector":                      blank[Inspector],
	"iot_policy":                     blank[IoTPolicy],
	"kms_key":                        blank[KMSKey],
	"lambda_function":                blank[LambdaFunction],
	"landing_zone":                   blank[LandingZone],
	"load_balancer":                  blank[LoadBalancer],
	"log_delivery":                   blank[LogDelivery],
	"log_group":                      blank[LogGroup],
	"macie":                          blank[Macie],
	"network_firewall":               blank[NetworkFirewall],
	"oam_sink":                       blank[OAMSink],
	"opensearch_collection":          blank[OpenSearchCollection],
	"opensearch_domain":              blank[OpenSearchDomain],
	"organization":                   blank[Organization],
	"organization_delegate":          blank[OrganizationDelegate],
	"organization_policy":            blank[OrganizationPolicy],
	"quota_increase":                 blank[QuotaIncrease],
	"rds_cluster":                    blank[RDSCluster],
	"rds_instance":                   blank[RDSInstance],
	"rest_api":                       blank[RestAPI],
	"s3_account_block":               blank[S3AccountBlock],
	"s3_bucket":                      blank[S3Bucket],
	"s3vectors_bucket":               blank[S3VectorBucket],
	"s3vectors_index":                blank[S3VectorIndex],
	"sagemaker_automl_job":           blank[SageMakerAutoMLJob],
	"sagemaker_compilation_job":      blank[SageMakerCompilationJob],
	"sagemaker_domain":               blank[SageMakerDomain],
	"sagemaker_endpoint":             blank[SageMakerEndpoint],
	"sagemaker_feature_group":        blank[SageMakerFeatureGroup],
	"sagemaker_inference_experiment": blank[SageMakerInferenceExperiment],
	"sagemaker_labeling_job":         blank[SageMakerLabelingJob],
	"sagemaker_model":                blank[SageMakerModel],
	"sagemaker_model_card":           blank[SageMakerModelCard],
	"sagemaker_model_package":        blank[SageMakerModelPackage],
	"sagemaker_monitor":              blank[SageMakerMonitor],
	"sagemaker_notebook":             blank[SageMakerNotebook],
	"sagemaker_processing_job":       blank[SageMakerProcessingJob],
	"sagemaker_training_job":         blank[SageMakerTrainingJob],
	"sagemaker_transform_job":        blank[SageMakerTransformJob],
	"sagemaker_workforce":            blank[SageMakerWorkforce],
	"secretsmanager_secret":          blank[Secret],
	"security_hub":                   blank[SecurityHub],
	"sfn_state_machine":              blank[StateMachine],
	"shield":                         blank[Shield],
	"sns_topic":                      blank[SNSTopic],
	"sqs_queue":                      blank[SQSQueue],
	"sso_instance":                   blank[SSOInstance],
	"usage_plan":                     blank[UsagePlan],
	"web_acl":                        blank[WebACL],
	"xray_settings":                  blank[XRaySettings],
}

func blank[T any, P interface {
	*T
	Fact
}]() Fact {
	return P(new(T))
}

// New returns an empty fact of a kind, or nil for a kind that Drydock does not know.
func New(kind Kind) Fact {
	if make, known := kinds[kind]; known {
		return make()
	}
	return nil
}

// Kinds returns every kind, sorted.
func Kinds() []Kind { return slices.Sorted(maps.Keys(kinds)) }

// PerAccount says of a kind that its facts belong to an account as a whole and not to one of its Regions. A test holds it to
// the collectors.
func PerAccount(kind Kind) bool {
	switch kind {
	case "account", "budget", "cloudfront_distribution", "cloudfront_web_acl", "cost_monitor", "iam_account_summary", "iam_organization_features",
		"iam_role", "iam_user", "organization", "organization_delegate", "organization_policy", "s3_account_block", "shield":
		return true
	}
	return false
}

// Uncollected returns, sorted, the kinds whose struct stands ahead of its collector: rules on them are written and checked, and
// what they find is unknown, not collected yet. A test holds the list to the collectors that there are.
func Uncollected() []Kind {
	return []Kind{}
}

// MarkUnread notes that a field, named as in JSON, could not be read, and why. The first reason stands.
func (m *Meta) MarkUnread(field string, gap Gap) {
	if _, marked := m.Unread[field]; marked {
		return
	}
	if m.Unread == nil {
		m.Unread = map[string]Gap{}
	}
	m.Unread[field] = gap
}
