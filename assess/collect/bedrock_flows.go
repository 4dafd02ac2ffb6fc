package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent/types"

	"drydock/assess/fact"
)

// readFlows reads flows as their aliases deploy them. Prompts that are written into steps are in the answers and are never kept.
func readFlows(ctx context.Context, env *Env, client *bedrockagent.Client) ([]fact.Fact, []fact.Proof, *fact.Gap) {
	flows, proofs, gap := list(ctx, env, "bedrockagent.ListFlows", &bedrockagent.ListFlowsInput{}, client.ListFlows,
		func(out *bedrockagent.ListFlowsOutput) *string { return out.NextToken },
		func(in *bedrockagent.ListFlowsInput, token *string) { in.NextToken = token },
		func(out *bedrockagent.ListFlowsOutput) []types.FlowSummary { return out.FlowSummaries })
	return facts(ctx, env, flows, func(ctx context.Context, e entry[types.FlowSummary]) *fact.BedrockFlow {
		f := &fact.BedrockFlow{Meta: env.Meta(aws.ToString(e.value.Arn), aws.ToString(e.value.Name), e.proof), ID: aws.ToString(e.value.Id)}
		agentTags(ctx, env, client, &f.Meta)
		if readFlowDeployment(ctx, env, client, f) {
			for _, version := range f.DeployedVersions {
				readFlowVersion(ctx, env, client, f, version)
			}
		}
		return f
	}), proofs, gap
}

// readFlowDeployment finds the versions that aliases route to, oldest first. Without it nothing can be said about what is deployed.
func readFlowDeployment(ctx context.Context, env *Env, client *bedrockagent.Client, f *fact.BedrockFlow) bool {
	in := &bedrockagent.ListFlowAliasesInput{FlowIdentifier: aws.String(f.ID)}
	aliases, proofs, gap := list(ctx, env, "bedrockagent.ListFlowAliases", in, client.ListFlowAliases,
		func(out *bedrockagent.ListFlowAliasesOutput) *string { return out.NextToken },
		func(in *bedrockagent.ListFlowAliasesInput, token *string) { in.NextToken = token },
		func(out *bedrockagent.ListFlowAliasesOutput) []types.FlowAliasSummary { return out.FlowAliasSummaries })
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		for _, field := range []string{"deployed", "deployedVersions", "guardrailIds", "guardrailVersions", "prompts"} {
			f.MarkUnread(field, *gap)
		}
		return false
	}
	var routed []string
	for _, a := range aliases {
		if aws.ToString(a.value.Id) == testAlias {
			continue
		}
		for _, route := range a.value.RoutingConfiguration {
			routed = append(routed, aws.ToString(route.FlowVersion))
		}
	}
	f.DeployedVersions = versions(routed)
	f.Deployed = len(f.DeployedVersions) > 0
	return true
}

// readFlowVersion notes the guardrail of every step that calls a model, and the stored prompts that steps name. One version that was
// not read leaves the lists unread: a list that leaves one out would look like an answer about all.
func readFlowVersion(ctx context.Context, env *Env, client *bedrockagent.Client, f *fact.BedrockFlow, version string) {
	const op = "bedrockagent.GetFlowVersion"
	in := &bedrockagent.GetFlowVersionInput{FlowIdentifier: aws.String(f.ID), FlowVersion: aws.String(version)}
	out, proof, gap := Ask(ctx, env, op, in, client.GetFlowVersion)
	definition, gap := whole(op, out, gap, func(out *bedrockagent.GetFlowVersionOutput) *types.FlowDefinition { return out.Definition })
	if kept(&f.Meta, proof, gap, "guardrailIds", "guardrailVersions", "prompts") {
		readSteps(f, definition)
	}
}

// readSteps walks the steps of a flow, those of its loops included. A step that returns what a knowledge base found, and leaves the
// answer to another step, calls no model.
func readSteps(f *fact.BedrockFlow, definition *types.FlowDefinition) {
	for _, node := range definition.Nodes {
		switch c := node.Configuration.(type) {
		case *types.FlowNodeConfigurationMemberPrompt:
			noteGuardrail(f, c.Value.GuardrailConfiguration)
			if stored, is := c.Value.SourceConfiguration.(*types.PromptFlowNodeSourceConfigurationMemberResource); is {
				f.Prompts = append(f.Prompts, aws.ToString(stored.Value.PromptArn))
			}
		case *types.FlowNodeConfigurationMemberKnowledgeBase:
			if aws.ToString(c.Value.ModelId) != "" {
				noteGuardrail(f, c.Value.GuardrailConfiguration)
			}
		case *types.FlowNodeConfigurationMemberLoop:
			if c.Value.Definition != nil {
				readSteps(f, c.Value.Definition)
			}
		case *types.UnknownUnionMember:
			gap := unexpected("bedrockagent.GetFlowVersion", "the flow has a step of a kind that Drydock does not know: "+c.Tag)
			f.MarkUnread("guardrailIds", gap)
			f.MarkUnread("guardrailVersions", gap)
			f.MarkUnread("prompts", gap)
		}
	}
}

func noteGuardrail(f *fact.BedrockFlow, c *types.GuardrailConfiguration) {
	var guardrail, version string
	if c != nil {
		guardrail, version = aws.ToString(c.GuardrailIdentifier), aws.ToString(c.GuardrailVersion)
	}
	f.GuardrailIDs, f.GuardrailVersions = append(f.GuardrailIDs, guardrail), append(f.GuardrailVersions, version)
}
