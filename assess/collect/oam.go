package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/oam"
	"github.com/aws/aws-sdk-go-v2/service/oam/types"

	"drydock/assess/fact"
)

// monitoringSinks reads where other accounts can send their metrics, logs and traces to: who may link, and who does. What is sent is
// never asked for.
func monitoringSinks() Collector {
	const kind = "oam_sink"
	return Collector{
		Name: "oam", Service: "oam",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"oam.ListSinks", "oam:ListSinks"},
			{"oam.GetSinkPolicy", "oam:GetSinkPolicy"},
			{"oam.ListAttachedLinks", "oam:ListAttachedLinks"},
			{"oam.ListTagsForResource", "oam:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := oam.NewFromConfig(env.Config)
			sinks, proofs, gap := list(ctx, env, "oam.ListSinks", &oam.ListSinksInput{}, client.ListSinks,
				func(out *oam.ListSinksOutput) *string { return out.NextToken },
				func(in *oam.ListSinksInput, token *string) { in.NextToken = token },
				func(out *oam.ListSinksOutput) []types.ListSinksItem { return out.Items })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, sinks, func(ctx context.Context, s entry[types.ListSinksItem]) *fact.OAMSink {
					return readSink(ctx, env, client, s)
				}),
			}
		},
	}
}

func readSink(ctx context.Context, env *Env, client *oam.Client, s entry[types.ListSinksItem]) *fact.OAMSink {
	const op = "oam.GetSinkPolicy"
	f := &fact.OAMSink{Meta: env.Meta(aws.ToString(s.value.Arn), aws.ToString(s.value.Name), s.proof)}
	out, proof, gap := Ask(ctx, env, op, &oam.GetSinkPolicyInput{SinkIdentifier: s.value.Arn}, client.GetSinkPolicy)
	if !none(&f.Meta, proof, gap) { // without a policy nobody can link
		_, gap = whole(op, out, gap, func(out *oam.GetSinkPolicyOutput) *string { return out.SinkArn })
		if kept(&f.Meta, proof, gap, "policy", "policyOpen") {
			f.Policy = aws.ToString(out.Policy)
			f.PolicyOpen = openPolicy(&f.Meta, op, f.Policy)
		}
	}
	links, proofs, gap := list(ctx, env, "oam.ListAttachedLinks", &oam.ListAttachedLinksInput{SinkIdentifier: s.value.Arn}, client.ListAttachedLinks,
		func(out *oam.ListAttachedLinksOutput) *string { return out.NextToken },
		func(in *oam.ListAttachedLinksInput, token *string) { in.NextToken = token },
		func(out *oam.ListAttachedLinksOutput) []types.ListAttachedLinksItem { return out.Items })
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		f.MarkUnread("links", *gap)
	} else {
		for _, link := range links {
			f.Links = append(f.Links, aws.ToString(link.value.LinkArn))
		}
	}
	tags, proof, gap := Ask(ctx, env, "oam.ListTagsForResource", &oam.ListTagsForResourceInput{ResourceArn: s.value.Arn}, client.ListTagsForResource)
	if kept(&f.Meta, proof, gap, "tags") {
		f.Tags = tags.Tags
	}
	return f
}
