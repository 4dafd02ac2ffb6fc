package fact

import (
	"maps"
	"slices"
)

// kinds is the closed table of kinds; nothing changes it after the program has started.
var kinds = map[Kind]func() Fact{
	"account":                    blank[Account],
	"agentcore_gateway":          blank[AgentCoreGateway],
	"agentcore_gateway_target":   blank[AgentCoreGatewayTarget],
	"agentcore_memory":           blank[AgentCoreMemory],
	"agentcore_policy_engine":    blank[AgentCorePolicyEngine],
	"agentcore_runtime":          blank[AgentCoreRuntime],
	"agentcore_token_vault":      blank[AgentCoreTokenVault],
	"bedrock_agent":              blank[BedrockAgent],
	"bedrock_custom_model":       blank[BedrockCustomModel],
	"bedrock_data_source":        blank[BedrockDataSource],
	"bedrock_enforced_guardrail": blank[BedrockEnforcedGuardrail],
	"bedrock_guardrail":          blank[BedrockGuardrail],
	"bedrock_knowledge_base":     blank[BedrockKnowledgeBase],
	"bedrock_logging":            blank[BedrockLogging],
	"bedrock_usage":              blank[BedrockUsage],
	"cloudtrail_trail":           blank[CloudTrailTrail],
	"cloudwatch_alarm":           blank[CloudWatchAlarm],
	"ec2_vpc":                    blank[EC2VPC],
	"ec2_vpc_endpoint":           blank[EC2VPCEndpoint],
	"guardduty_detector":         blank[GuardDutyDetector],
	"iam_account_summary":        blank[IAMAccountSummary],
	"iam_role":                   blank[IAMRole],
	"iam_user":                   blank[IAMUser],
	"kms_key":                    blank[KMSKey],
	"organization":               blank[Organization],
	"organization_policy":        blank[OrganizationPolicy],
	"s3_account_block":           blank[S3AccountBlock],
	"s3_bucket":                  blank[S3Bucket],
	"sagemaker_notebook":         blank[SageMakerNotebook],
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
