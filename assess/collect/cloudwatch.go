package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"drydock/assess/fact"
)

// cloudWatchAlarms reads the metric alarms that watch an AI service.
func cloudWatchAlarms() Collector {
	const op, kind = "cloudwatch.DescribeAlarms", "cloudwatch_alarm"
	return Collector{
		Name: "cloudwatch-alarms", Service: "cloudwatch",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{op, "cloudwatch:DescribeAlarms"},
			{"cloudwatch.ListTagsForResource", "cloudwatch:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := cloudwatch.NewFromConfig(env.Config)
			in := &cloudwatch.DescribeAlarmsInput{AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm}}
			alarms, proofs, gap := list(ctx, env, op, in, client.DescribeAlarms,
				func(out *cloudwatch.DescribeAlarmsOutput) *string { return out.NextToken },
				func(in *cloudwatch.DescribeAlarmsInput, token *string) { in.NextToken = token },
				func(out *cloudwatch.DescribeAlarmsOutput) []types.MetricAlarm { return out.MetricAlarms })
			alarms = slices.DeleteFunc(alarms, func(a entry[types.MetricAlarm]) bool {
				namespace, _ := watched(a.value)
				return namespace == ""
			})
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, alarms, func(ctx context.Context, a entry[types.MetricAlarm]) *fact.CloudWatchAlarm {
					return readAlarm(ctx, env, client, a)
				}),
			}
		},
	}
}

func readAlarm(ctx context.Context, env *Env, client *cloudwatch.Client, a entry[types.MetricAlarm]) *fact.CloudWatchAlarm {
	namespace, metric := watched(a.value)
	f := &fact.CloudWatchAlarm{
		Meta:      env.Meta(aws.ToString(a.value.AlarmArn), aws.ToString(a.value.AlarmName), a.proof),
		Namespace: namespace, Metric: metric,
		ActionsEnabled: a.value.ActionsEnabled == nil || *a.value.ActionsEnabled, // the documented default is true
		Actions:        len(a.value.AlarmActions),
		ActionArns:     a.value.AlarmActions,
	}
	out, proof, gap := Ask(ctx, env, "cloudwatch.ListTagsForResource", &cloudwatch.ListTagsForResourceInput{ResourceARN: a.value.AlarmArn}, client.ListTagsForResource)
	if kept(&f.Meta, proof, gap, "tags") {
		f.Tags = tagMap(out.Tags, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	}
	return f
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
