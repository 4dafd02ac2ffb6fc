package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"drydock/assess/fact"
)

// logGroups reads how log groups keep what is written to them, never what was written. An account may have thousands, so tags are
// asked for only of those that by their name hold logs of AI.
func logGroups() Collector {
	const op, kind = "cloudwatchlogs.DescribeLogGroups", "log_group"
	return Collector{
		Name: "log-groups", Service: "logs",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{op, "logs:DescribeLogGroups"},
			{"cloudwatchlogs.ListTagsForResource", "logs:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := cloudwatchlogs.NewFromConfig(env.Config)
			groups, proofs, gap := list(ctx, env, op, &cloudwatchlogs.DescribeLogGroupsInput{}, client.DescribeLogGroups,
				func(out *cloudwatchlogs.DescribeLogGroupsOutput) *string { return out.NextToken },
				func(in *cloudwatchlogs.DescribeLogGroupsInput, token *string) { in.NextToken = token },
				func(out *cloudwatchlogs.DescribeLogGroupsOutput) []types.LogGroup { return out.LogGroups })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, groups, func(ctx context.Context, g entry[types.LogGroup]) *fact.LogGroup {
					return readLogGroup(ctx, env, client, g)
				}),
			}
		},
	}
}

func readLogGroup(ctx context.Context, env *Env, client *cloudwatchlogs.Client, g entry[types.LogGroup]) *fact.LogGroup {
	arn := aws.ToString(g.value.LogGroupArn)
	if arn == "" {
		arn = strings.TrimSuffix(aws.ToString(g.value.Arn), ":*")
	}
	f := &fact.LogGroup{
		Meta:      env.Meta(arn, aws.ToString(g.value.LogGroupName), g.proof),
		KmsKeyArn: aws.ToString(g.value.KmsKeyId), RetentionDays: -1,
		Masks: g.value.DataProtectionStatus == types.DataProtectionStatusActivated ||
			slices.Contains(g.value.InheritedProperties, types.InheritedPropertyAccountDataProtection),
		DeletionProtection: aws.ToBool(g.value.DeletionProtectionEnabled),
	}
	if days := g.value.RetentionInDays; days != nil && *days > 0 {
		f.RetentionDays = int(*days)
	}
	if !holdsLogsOfAI(f.Name) {
		f.MarkUnread("tags", unasked("Drydock asks for the tags of log groups only where their name says that they hold logs of AI"))
		return f
	}
	out, proof, gap := Ask(ctx, env, "cloudwatchlogs.ListTagsForResource", &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: aws.String(arn)}, client.ListTagsForResource)
	if kept(&f.Meta, proof, gap, "tags") {
		f.Tags = out.Tags
	}
	return f
}

// holdsLogsOfAI says that a log group's name is one that AI services write to, or speaks of them.
func holdsLogsOfAI(name string) bool {
	return name == "aws/spans" || slices.ContainsFunc([]string{"bedrock", "agentcore", "sagemaker"}, func(word string) bool {
		return strings.Contains(strings.ToLower(name), word)
	})
}
