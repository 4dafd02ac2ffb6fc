package collect

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"drydock/assess/fact"
)

// sqsQueues reads queues: who may send and receive, and with which key. Messages are never asked for.
func sqsQueues() Collector {
	const kind = "sqs_queue"
	return Collector{
		Name: "sqs", Service: "sqs",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"sqs.ListQueues", "sqs:ListQueues"},
			{"sqs.GetQueueAttributes", "sqs:GetQueueAttributes"},
			{"sqs.ListQueueTags", "sqs:ListQueueTags"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := sqs.NewFromConfig(env.Config)
			in := &sqs.ListQueuesInput{MaxResults: aws.Int32(1000)} // without it SQS cuts the list off and does not say so
			queues, proofs, gap := list(ctx, env, "sqs.ListQueues", in, client.ListQueues,
				func(out *sqs.ListQueuesOutput) *string { return out.NextToken },
				func(in *sqs.ListQueuesInput, token *string) { in.NextToken = token },
				func(out *sqs.ListQueuesOutput) []string { return out.QueueUrls })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, queues, func(ctx context.Context, url entry[string]) *fact.SQSQueue {
					return readQueue(ctx, env, client, url)
				}),
			}
		},
	}
}

func readQueue(ctx context.Context, env *Env, client *sqs.Client, url entry[string]) *fact.SQSQueue {
	const op = "sqs.GetQueueAttributes"
	name := url.value[strings.LastIndexByte(url.value, '/')+1:]
	f := &fact.SQSQueue{Meta: env.Meta(env.here("sqs", name), name, url.proof)}
	out, proof, gap := Ask(ctx, env, op, &sqs.GetQueueAttributesInput{
		QueueUrl: aws.String(url.value),
		AttributeNames: []types.QueueAttributeName{
			types.QueueAttributeNameQueueArn, types.QueueAttributeNameKmsMasterKeyId, types.QueueAttributeNameSqsManagedSseEnabled,
			types.QueueAttributeNamePolicy,
		},
	}, client.GetQueueAttributes)
	if gap == nil && out.Attributes["QueueArn"] == "" {
		silent := unexpected(op, "the answer does not hold what was asked for")
		gap = &silent
	}
	if kept(&f.Meta, proof, gap, "kmsKeyId", "serviceKey", "policy", "policyOpen") {
		f.KmsKeyID, f.Policy = out.Attributes["KmsMasterKeyId"], out.Attributes["Policy"]
		f.ServiceKey = out.Attributes["SqsManagedSseEnabled"] == "true"
		f.PolicyOpen = openPolicy(&f.Meta, op, f.Policy)
	}
	tags, proof, gap := Ask(ctx, env, "sqs.ListQueueTags", &sqs.ListQueueTagsInput{QueueUrl: aws.String(url.value)}, client.ListQueueTags)
	if kept(&f.Meta, proof, gap, "tags") {
		f.Tags = tags.Tags
	}
	return f
}
