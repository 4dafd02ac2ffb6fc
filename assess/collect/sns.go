package collect

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"drydock/assess/fact"
)

// snsTopics reads topics: who may publish, with which key, and whether anybody receives.
func snsTopics() Collector {
	const kind = "sns_topic"
	return Collector{
		Name: "sns", Service: "sns",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"sns.ListTopics", "sns:ListTopics"},
			{"sns.GetTopicAttributes", "sns:GetTopicAttributes"},
			{"sns.ListTagsForResource", "sns:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := sns.NewFromConfig(env.Config)
			topics, proofs, gap := list(ctx, env, "sns.ListTopics", &sns.ListTopicsInput{}, client.ListTopics,
				func(out *sns.ListTopicsOutput) *string { return out.NextToken },
				func(in *sns.ListTopicsInput, token *string) { in.NextToken = token },
				func(out *sns.ListTopicsOutput) []types.Topic { return out.Topics })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, topics, func(ctx context.Context, t entry[types.Topic]) *fact.SNSTopic {
					return readTopic(ctx, env, client, t)
				}),
			}
		},
	}
}

func readTopic(ctx context.Context, env *Env, client *sns.Client, t entry[types.Topic]) *fact.SNSTopic {
	const op = "sns.GetTopicAttributes"
	arn := aws.ToString(t.value.TopicArn)
	f := &fact.SNSTopic{Meta: env.Meta(arn, arn[strings.LastIndexByte(arn, ':')+1:], t.proof)}
	out, proof, gap := Ask(ctx, env, op, &sns.GetTopicAttributesInput{TopicArn: t.value.TopicArn}, client.GetTopicAttributes)
	if gap == nil && out.Attributes["TopicArn"] == "" {
		silent := unexpected(op, "the answer does not hold what was asked for")
		gap = &silent
	}
	if kept(&f.Meta, proof, gap, "kmsKeyId", "policy", "policyOpen", "subscriptions") {
		f.KmsKeyID, f.Policy = out.Attributes["KmsMasterKeyId"], out.Attributes["Policy"]
		f.PolicyOpen = openPolicy(&f.Meta, op, f.Policy)
		confirmed, err := strconv.Atoi(out.Attributes["SubscriptionsConfirmed"])
		if err != nil {
			f.MarkUnread("subscriptions", unexpected(op, "the answer does not count the subscriptions"))
		}
		f.Subscriptions = confirmed
	}
	tags, proof, gap := Ask(ctx, env, "sns.ListTagsForResource", &sns.ListTagsForResourceInput{ResourceArn: t.value.TopicArn}, client.ListTagsForResource)
	if kept(&f.Meta, proof, gap, "tags") {
		f.Tags = tagMap(tags.Tags, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	}
	return f
}

// openPolicy says whether a resource's policy lets everybody in. No policy lets in nobody beyond the account.
func openPolicy(m *fact.Meta, op, policy string) bool {
	if policy == "" {
		return false
	}
	statements, err := parsePolicy(policy)
	if err != nil {
		m.MarkUnread("policyOpen", unexpected(op, fmt.Sprintf("the policy cannot be read: %v", err)))
		return false
	}
	return opensToEverybody(statements)
}
