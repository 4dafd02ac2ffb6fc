package collect

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"drydock/assess/fact"
)

// cloudWatchAlarms reads the metric alarms that watch an AI service. It does not ask for tags.
func cloudWatchAlarms() Collector {
	const op, kind = "cloudwatch.DescribeAlarms", "cloudwatch_alarm"
	return Collector{
		Name: "cloudwatch-alarms", Service: "cloudwatch",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "cloudwatch:DescribeAlarms"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := cloudwatch.NewFromConfig(env.Config)
			in := &cloudwatch.DescribeAlarmsInput{AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm}}
			alarms, proofs, gap := list(ctx, env, op, in, client.DescribeAlarms,
				func(out *cloudwatch.DescribeAlarmsOutput) *string { return out.NextToken },
				func(in *cloudwatch.DescribeAlarmsInput, token *string) { in.NextToken = token },
				func(out *cloudwatch.DescribeAlarmsOutput) []types.MetricAlarm { return out.MetricAlarms })
			batch := Batch{Reach: []fact.Reach{env.Reach(kind, gap, proofs...)}}
			for _, a := range alarms {
				namespace, metric := watched(a.value)
				if namespace == "" {
					continue
				}
				batch.Facts = append(batch.Facts, &fact.CloudWatchAlarm{
					Meta:      env.Meta(aws.ToString(a.value.AlarmArn), aws.ToString(a.value.AlarmName), a.proof),
					Namespace: namespace, Metric: metric,
					ActionsEnabled: a.value.ActionsEnabled == nil || *a.value.ActionsEnabled, // the documented default is true
					Actions:        len(a.value.AlarmActions),
				})
			}
			return batch
		},
	}
}

// watched is the AI metric that an alarm looks at, by itself or in a formula; empty where it looks at none.
func watched(a types.MetricAlarm) (namespace, metric string) {
	if isAI(aws.ToString(a.Namespace)) {
		return *a.Namespace, aws.ToString(a.MetricName)
	}
	for _, q := range a.Metrics {
		if q.MetricStat != nil && q.MetricStat.Metric != nil && isAI(aws.ToString(q.MetricStat.Metric.Namespace)) {
			return *q.MetricStat.Metric.Namespace, aws.ToString(q.MetricStat.Metric.MetricName)
		}
	}
	return "", ""
}

// isAI says that a namespace belongs to Bedrock, AgentCore or SageMaker.
func isAI(namespace string) bool {
	namespace = strings.ToLower(strings.TrimPrefix(namespace, "/"))
	return strings.HasPrefix(namespace, "aws/bedrock") || strings.HasPrefix(namespace, "aws/sagemaker") ||
		strings.HasPrefix(namespace, "bedrock-agentcore")
}
