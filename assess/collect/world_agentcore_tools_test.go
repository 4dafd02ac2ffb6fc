package collect

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	agentcore "github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"drydock/assess/fact"
)

// worldAgentCoreTools holds two of each: one as it should be, one as a quick start leaves it.
func worldAgentCoreTools(f *fakeAWS) {
	browser := func(id string) types.BrowserSummary {
		return types.BrowserSummary{BrowserArn: aws.String(agentCoreArn + "browser-custom/" + id), BrowserId: aws.String(id), Name: aws.String(id)}
	}
	pages(f, "bedrockagentcorecontrol.ListBrowsers", func(in *agentcore.ListBrowsersInput) *string { return in.NextToken },
		&agentcore.ListBrowsersOutput{NextToken: second, BrowserSummaries: []types.BrowserSummary{browser("b1")}},
		&agentcore.ListBrowsersOutput{BrowserSummaries: []types.BrowserSummary{browser("b2")}})
	on(f, "bedrockagentcorecontrol.GetBrowser", func(in *agentcore.GetBrowserInput) (*agentcore.GetBrowserOutput, error) {
		if *in.BrowserId == "b2" {
			return &agentcore.GetBrowserOutput{BrowserId: in.BrowserId, NetworkConfiguration: &types.BrowserNetworkConfiguration{NetworkMode: types.BrowserNetworkModePublic}}, nil
		}
		return &agentcore.GetBrowserOutput{
			BrowserId: in.BrowserId, ExecutionRoleArn: aws.String("role"),
			NetworkConfiguration: &types.BrowserNetworkConfiguration{NetworkMode: types.BrowserNetworkModeVpc},
			Recording:            &types.RecordingConfig{Enabled: true, S3Location: &types.S3Location{Bucket: aws.String("recordings"), Prefix: aws.String("b1/")}},
		}, nil
	})
	sandbox := func(id string) types.CodeInterpreterSummary {
		return types.CodeInterpreterSummary{CodeInterpreterArn: aws.String(agentCoreArn + "code-interpreter-custom/" + id), CodeInterpreterId: aws.String(id)}
	}
	pages(f, "bedrockagentcorecontrol.ListCodeInterpreters", func(in *agentcore.ListCodeInterpretersInput) *string { return in.NextToken },
		&agentcore.ListCodeInterpretersOutput{NextToken: second, CodeInterpreterSummaries: []types.CodeInterpreterSummary{sandbox("c1")}},
		&agentcore.ListCodeInterpretersOutput{CodeInterpreterSummaries: []types.CodeInterpreterSummary{sandbox("c2")}})
	on(f, "bedrockagentcorecontrol.GetCodeInterpreter", func(in *agentcore.GetCodeInterpreterInput) (*agentcore.GetCodeInterpreterOutput, error) {
		return &agentcore.GetCodeInterpreterOutput{
			CodeInterpreterId: in.CodeInterpreterId, ExecutionRoleArn: aws.String("role"),
			NetworkConfiguration: &types.CodeInterpreterNetworkConfiguration{NetworkMode: types.CodeInterpreterNetworkModeSandbox},
		}, nil
	})
	evaluation := func(id string, status types.OnlineEvaluationExecutionStatus) types.OnlineEvaluationConfigSummary {
		return types.OnlineEvaluationConfigSummary{
			OnlineEvaluationConfigArn: aws.String(agentCoreArn + "online-evaluation-config/" + id), OnlineEvaluationConfigId: aws.String(id),
			OnlineEvaluationConfigName: aws.String(id), ExecutionStatus: status,
		}
	}
	pages(f, "bedrockagentcorecontrol.ListOnlineEvaluationConfigs", func(in *agentcore.ListOnlineEvaluationConfigsInput) *string { return in.NextToken },
		&agentcore.ListOnlineEvaluationConfigsOutput{NextToken: second, OnlineEvaluationConfigs: []types.OnlineEvaluationConfigSummary{evaluation("o1", types.OnlineEvaluationExecutionStatusEnabled)}},
		&agentcore.ListOnlineEvaluationConfigsOutput{OnlineEvaluationConfigs: []types.OnlineEvaluationConfigSummary{evaluation("o2", types.OnlineEvaluationExecutionStatusDisabled)}})
	on(f, "bedrockagentcorecontrol.GetOnlineEvaluationConfig", func(in *agentcore.GetOnlineEvaluationConfigInput) (*agentcore.GetOnlineEvaluationConfigOutput, error) {
		return &agentcore.GetOnlineEvaluationConfigOutput{
			OnlineEvaluationConfigId: in.OnlineEvaluationConfigId, EvaluationExecutionRoleArn: aws.String("judge"),
			OutputConfig: &types.OutputConfig{CloudWatchConfig: &types.CloudWatchOutputConfig{LogGroupName: aws.String("scores")}},
		}, nil
	})
	manager := func(id string) types.PaymentManagerSummary {
		return types.PaymentManagerSummary{
			PaymentManagerArn: aws.String(agentCoreArn + "payment-manager/" + id), Name: aws.String(id), RoleArn: aws.String("role"),
			AuthorizerType: types.PaymentsAuthorizerTypeAwsIam, KmsKeyArn: aws.String("key"),
		}
	}
	pages(f, "bedrockagentcorecontrol.ListPaymentManagers", func(in *agentcore.ListPaymentManagersInput) *string { return in.NextToken },
		&agentcore.ListPaymentManagersOutput{NextToken: second, PaymentManagers: []types.PaymentManagerSummary{manager("p1")}},
		&agentcore.ListPaymentManagersOutput{PaymentManagers: []types.PaymentManagerSummary{manager("p2")}})
}

const logsArn = "arn:aws-cn:logs:cn-north-1:111122223333:"

func worldLogDeliveries(f *fakeAWS) {
	source := func(name, kind, resource string) logtypes.DeliverySource {
		return logtypes.DeliverySource{
			Arn: aws.String(logsArn + "delivery-source:" + name), Name: aws.String(name), LogType: aws.String(kind), Service: aws.String("bedrock-agentcore"),
			ResourceArns: []string{resource}, Tags: map[string]string{"app": "claims"},
		}
	}
	pages(f, "cloudwatchlogs.DescribeDeliverySources", func(in *cloudwatchlogs.DescribeDeliverySourcesInput) *string { return in.NextToken },
		&cloudwatchlogs.DescribeDeliverySourcesOutput{NextToken: second, DeliverySources: []logtypes.DeliverySource{
			source("logs", "APPLICATION_LOGS", agentCoreArn+"gateway/g1"), source("traces", "TRACES", agentCoreArn+"gateway/g1"),
		}},
		&cloudwatchlogs.DescribeDeliverySourcesOutput{DeliverySources: []logtypes.DeliverySource{
			source("nobody", "APPLICATION_LOGS", agentCoreArn+"gateway/g2"),
			source("other", "ACCESS_LOGS", "arn:aws-cn:cloudfront::111122223333:distribution/x"),
		}})
	delivery := func(name, destination string, kind logtypes.DeliveryDestinationType) logtypes.Delivery {
		return logtypes.Delivery{DeliverySourceName: aws.String(name), DeliveryDestinationArn: aws.String(destination), DeliveryDestinationType: kind}
	}
	pages(f, "cloudwatchlogs.DescribeDeliveries", func(in *cloudwatchlogs.DescribeDeliveriesInput) *string { return in.NextToken },
		&cloudwatchlogs.DescribeDeliveriesOutput{NextToken: second, Deliveries: []logtypes.Delivery{
			delivery("logs", "here", logtypes.DeliveryDestinationTypeCwl), delivery("logs", "elsewhere", logtypes.DeliveryDestinationTypeS3),
		}},
		&cloudwatchlogs.DescribeDeliveriesOutput{Deliveries: []logtypes.Delivery{delivery("traces", "x", logtypes.DeliveryDestinationTypeXray)}})
	pages(f, "cloudwatchlogs.DescribeDeliveryDestinations", func(in *cloudwatchlogs.DescribeDeliveryDestinationsInput) *string { return in.NextToken },
		&cloudwatchlogs.DescribeDeliveryDestinationsOutput{NextToken: second},
		&cloudwatchlogs.DescribeDeliveryDestinationsOutput{DeliveryDestinations: []logtypes.DeliveryDestination{{
			Arn:                              aws.String("here"),
			DeliveryDestinationConfiguration: &logtypes.DeliveryDestinationConfiguration{DestinationResourceArn: aws.String(logsArn + "log-group:agents")},
		}}})
}

func TestAgentCoreToolFacts(t *testing.T) {
	checkFacts(t, found[*fact.AgentCoreBrowser](t, world(), agentCoreBrowsers()), []*fact.AgentCoreBrowser{{
		Meta: fact.Meta{ARN: agentCoreArn + "browser-custom/b1", Name: "b1", Tags: claimsTag},
		ID:   "b1", NetworkMode: "VPC", RoleArn: "role", Records: true, RecordingBucket: "recordings",
	}, {
		Meta: fact.Meta{ARN: agentCoreArn + "browser-custom/b2", Name: "b2", Tags: claimsTag},
		ID:   "b2", NetworkMode: "PUBLIC",
	}})
	checkFacts(t, found[*fact.AgentCoreCodeInterpreter](t, world(), agentCoreCodeInterpreters())[1:], []*fact.AgentCoreCodeInterpreter{{
		Meta: fact.Meta{ARN: agentCoreArn + "code-interpreter-custom/c2", Name: "c2", Tags: claimsTag},
		ID:   "c2", NetworkMode: "SANDBOX", RoleArn: "role",
	}})
	checkFacts(t, found[*fact.AgentCoreEvaluation](t, world(), agentCoreEvaluations()), []*fact.AgentCoreEvaluation{
		{Meta: fact.Meta{ARN: agentCoreArn + "online-evaluation-config/o1", Name: "o1", Tags: claimsTag}, Running: true, RoleArn: "judge", LogGroup: "scores"},
		{Meta: fact.Meta{ARN: agentCoreArn + "online-evaluation-config/o2", Name: "o2", Tags: claimsTag}, RoleArn: "judge", LogGroup: "scores"},
	})
	checkFacts(t, found[*fact.AgentCorePaymentManager](t, world(), agentCorePayments())[1:], []*fact.AgentCorePaymentManager{{
		Meta:    fact.Meta{ARN: agentCoreArn + "payment-manager/p2", Name: "p2", Tags: claimsTag},
		RoleArn: "role", AuthorizerType: "AWS_IAM", KmsKeyArn: "key",
	}})
}

func TestLogDeliveryFacts(t *testing.T) {
	meta := func(name string) fact.Meta {
		return fact.Meta{ARN: logsArn + "delivery-source:" + name, Name: name, Tags: claimsTag}
	}
	checkFacts(t, found[*fact.LogDelivery](t, world(), logDeliveries()), []*fact.LogDelivery{{
		Meta: meta("logs"), Service: "bedrock-agentcore", LogType: "APPLICATION_LOGS", ResourceArns: []string{agentCoreArn + "gateway/g1"},
		Delivered: true, Destinations: []string{logsArn + "log-group:agents", "elsewhere"},
	}, {
		Meta: meta("traces"), Service: "bedrock-agentcore", LogType: "TRACES", ResourceArns: []string{agentCoreArn + "gateway/g1"},
		Delivered: true, Destinations: []string{"XRAY"},
	}, {
		Meta: meta("nobody"), Service: "bedrock-agentcore", LogType: "APPLICATION_LOGS", ResourceArns: []string{agentCoreArn + "gateway/g2"},
	}})
}
