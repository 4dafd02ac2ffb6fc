package collect

import (
	"context"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent/types"

	"drydock/assess/fact"
)

// bedrockPrompts reads stored prompts: which versions there are, and under which key. Their text is in the answers and is never kept.
func bedrockPrompts() Collector {
	const kind = "bedrock_prompt"
	return Collector{
		Name: "bedrock-prompts", Service: "bedrock",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"bedrockagent.ListPrompts", "bedrock:ListPrompts"},
			{"bedrockagent.GetPrompt", "bedrock:GetPrompt"},
			{"bedrockagent.ListTagsForResource", "bedrock:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := bedrockagent.NewFromConfig(env.Config)
			prompts, proofs, gap := listPrompts(ctx, env, client, nil)
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, prompts, func(ctx context.Context, e entry[types.PromptSummary]) *fact.BedrockPrompt {
					return readPrompt(ctx, env, client, e)
				}),
			}
		},
	}
}

// listPrompts lists the prompts of a Region or, with an id, the versions of one.
func listPrompts(ctx context.Context, env *Env, client *bedrockagent.Client, id *string) ([]entry[types.PromptSummary], []fact.Proof, *fact.Gap) {
	return list(ctx, env, "bedrockagent.ListPrompts", &bedrockagent.ListPromptsInput{PromptIdentifier: id}, client.ListPrompts,
		func(out *bedrockagent.ListPromptsOutput) *string { return out.NextToken },
		func(in *bedrockagent.ListPromptsInput, token *string) { in.NextToken = token },
		func(out *bedrockagent.ListPromptsOutput) []types.PromptSummary { return out.PromptSummaries })
}

// readPrompt reads the key of the newest numbered version, which is what callers get; of a draft where nothing was published.
func readPrompt(ctx context.Context, env *Env, client *bedrockagent.Client, e entry[types.PromptSummary]) *fact.BedrockPrompt {
	f := &fact.BedrockPrompt{Meta: env.Meta(aws.ToString(e.value.Arn), aws.ToString(e.value.Name), e.proof), ID: aws.ToString(e.value.Id)}
	agentTags(ctx, env, client, &f.Meta)
	versions, proofs, gap := listPrompts(ctx, env, client, e.value.Id)
	f.Proof = append(f.Proof, proofs...)
	if gap != nil { // without the versions nobody knows which one to ask about
		f.MarkUnread("versions", *gap)
		f.MarkUnread("kmsKeyArn", *gap)
		return f
	}
	for _, v := range versions {
		f.Versions = numbered(f.Versions, v.value.Version)
	}
	slices.SortFunc(f.Versions, func(a, b string) int { return versionNumber(a) - versionNumber(b) })
	in := &bedrockagent.GetPromptInput{PromptIdentifier: e.value.Id}
	if n := len(f.Versions); n > 0 {
		in.PromptVersion = aws.String(f.Versions[n-1])
	}
	out, proof, gap := Ask(ctx, env, "bedrockagent.GetPrompt", in, client.GetPrompt)
	if kept(&f.Meta, proof, gap, "kmsKeyArn") {
		f.KmsKeyArn = aws.ToString(out.CustomerEncryptionKeyArn)
	}
	return f
}

// numbered adds a version that has a number; the draft has none.
func numbered(versions []string, version *string) []string {
	if _, err := strconv.Atoi(aws.ToString(version)); err != nil {
		return versions
	}
	return append(versions, *version)
}
