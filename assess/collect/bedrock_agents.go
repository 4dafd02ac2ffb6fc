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

// testAlias is the alias that AWS makes for every agent's working draft.
const testAlias = "TSTALIASID"

// readAgents reads agents as their aliases deploy them. Instructions and prompts are in the answers and are never kept.
func readAgents(ctx context.Context, env *Env, client *bedrockagent.Client) ([]fact.Fact, []fact.Proof, *fact.Gap) {
	agents, proofs, gap := list(ctx, env, "bedrockagent.ListAgents", &bedrockagent.ListAgentsInput{}, client.ListAgents,
		func(out *bedrockagent.ListAgentsOutput) *string { return out.NextToken },
		func(in *bedrockagent.ListAgentsInput, token *string) { in.NextToken = token },
		func(out *bedrockagent.ListAgentsOutput) []types.AgentSummary { return out.AgentSummaries })
	return facts(ctx, env, agents, func(ctx context.Context, e entry[types.AgentSummary]) *fact.BedrockAgent {
		return readAgent(ctx, env, client, e)
	}), proofs, gap
}

func readAgent(ctx context.Context, env *Env, client *bedrockagent.Client, e entry[types.AgentSummary]) *fact.BedrockAgent {
	id := aws.ToString(e.value.AgentId)
	f := &fact.BedrockAgent{Meta: env.Meta(env.here("bedrock", "agent/"+id), aws.ToString(e.value.AgentName), e.proof), ID: id}
	out, proof, gap := Ask(ctx, env, "bedrockagent.GetAgent", &bedrockagent.GetAgentInput{AgentId: aws.String(id)}, client.GetAgent)
	agent, gap := whole("bedrockagent.GetAgent", out, gap, func(out *bedrockagent.GetAgentOutput) *types.Agent { return out.Agent })
	if kept(&f.Meta, proof, gap, "roleArn", "kmsKeyArn", "foundationModel") {
		f.RoleArn = aws.ToString(agent.AgentResourceRoleArn)
		f.KmsKeyArn = aws.ToString(agent.CustomerEncryptionKeyArn)
		f.FoundationModel = aws.ToString(agent.FoundationModel)
	}
	agentTags(ctx, env, client, &f.Meta)
	if !readDeployment(ctx, env, client, f) {
		return f
	}
	readAgentGuardrails(ctx, env, client, f)
	if f.Deployed {
		readActionGroups(ctx, env, client, f)
	}
	return f
}

func agentTags(ctx context.Context, env *Env, client *bedrockagent.Client, m *fact.Meta) {
	out, proof, gap := Ask(ctx, env, "bedrockagent.ListTagsForResource",
		&bedrockagent.ListTagsForResourceInput{ResourceArn: aws.String(m.ARN)}, client.ListTagsForResource)
	if kept(m, proof, gap, "tags") {
		m.Tags = out.Tags
	}
}

// readDeployment finds the versions that aliases route to, oldest first. Without it nothing can be said about what is deployed.
func readDeployment(ctx context.Context, env *Env, client *bedrockagent.Client, f *fact.BedrockAgent) bool {
	in := &bedrockagent.ListAgentAliasesInput{AgentId: aws.String(f.ID)}
	aliases, proofs, gap := list(ctx, env, "bedrockagent.ListAgentAliases", in, client.ListAgentAliases,
		func(out *bedrockagent.ListAgentAliasesOutput) *string { return out.NextToken },
		func(in *bedrockagent.ListAgentAliasesInput, token *string) { in.NextToken = token },
		func(out *bedrockagent.ListAgentAliasesOutput) []types.AgentAliasSummary {
			return out.AgentAliasSummaries
		})
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		for _, field := range []string{"deployed", "deployedVersions", "guardrailIds", "guardrailVersions", "actionGroups", "functions", "confirmedActionGroups"} {
			f.MarkUnread(field, *gap)
		}
		return false
	}
	var routed []string
	for _, a := range aliases {
		if aws.ToString(a.value.AgentAliasId) == testAlias {
			continue
		}
		for _, route := range a.value.RoutingConfiguration {
			routed = append(routed, aws.ToString(route.AgentVersion))
		}
	}
	f.DeployedVersions = versions(routed)
	f.Deployed = len(f.DeployedVersions) > 0
	return true
}

// versions are what aliases route to, each once, oldest first.
func versions(routed []string) []string {
	var distinct []string
	for _, v := range routed {
		if v != "" && !slices.Contains(distinct, v) {
			distinct = append(distinct, v)
		}
	}
	slices.SortFunc(distinct, func(a, b string) int { return versionNumber(a) - versionNumber(b) })
	return distinct
}

// versionNumber orders versions; the draft, which has no number, comes before all.
func versionNumber(version string) int {
	number, err := strconv.Atoi(version)
	if err != nil {
		return -1
	}
	return number
}

// readAgentGuardrails notes the guardrail of every deployed version. One version that was not read leaves the lists unread: a
// list that leaves one out would look like an answer about all.
func readAgentGuardrails(ctx context.Context, env *Env, client *bedrockagent.Client, f *fact.BedrockAgent) {
	for _, version := range f.DeployedVersions {
		in := &bedrockagent.GetAgentVersionInput{AgentId: aws.String(f.ID), AgentVersion: aws.String(version)}
		out, proof, gap := Ask(ctx, env, "bedrockagent.GetAgentVersion", in, client.GetAgentVersion)
		deployed, gap := whole("bedrockagent.GetAgentVersion", out, gap, func(out *bedrockagent.GetAgentVersionOutput) *types.AgentVersion { return out.AgentVersion })
		if !kept(&f.Meta, proof, gap, "guardrailIds", "guardrailVersions") {
			continue
		}
		var guardrail, guardrailVersion string
		if c := deployed.GuardrailConfiguration; c != nil {
			guardrail, guardrailVersion = aws.ToString(c.GuardrailIdentifier), aws.ToString(c.GuardrailVersion)
		}
		f.GuardrailIDs = append(f.GuardrailIDs, guardrail)
		f.GuardrailVersions = append(f.GuardrailVersions, guardrailVersion)
	}
}

// readActionGroups counts what the newest deployed version may do, and how much of it asks a person first.
func readActionGroups(ctx context.Context, env *Env, client *bedrockagent.Client, f *fact.BedrockAgent) {
	newest := f.DeployedVersions[len(f.DeployedVersions)-1]
	in := &bedrockagent.ListAgentActionGroupsInput{AgentId: aws.String(f.ID), AgentVersion: aws.String(newest)}
	groups, proofs, gap := list(ctx, env, "bedrockagent.ListAgentActionGroups", in, client.ListAgentActionGroups,
		func(out *bedrockagent.ListAgentActionGroupsOutput) *string { return out.NextToken },
		func(in *bedrockagent.ListAgentActionGroupsInput, token *string) { in.NextToken = token },
		func(out *bedrockagent.ListAgentActionGroupsOutput) []types.ActionGroupSummary {
			return out.ActionGroupSummaries
		})
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		for _, field := range []string{"actionGroups", "functions", "confirmedActionGroups"} {
			f.MarkUnread(field, *gap)
		}
		return
	}
	for _, g := range groups {
		if g.value.ActionGroupState != types.ActionGroupStateEnabled {
			continue
		}
		in := &bedrockagent.GetAgentActionGroupInput{AgentId: aws.String(f.ID), AgentVersion: aws.String(newest), ActionGroupId: g.value.ActionGroupId}
		out, proof, gap := Ask(ctx, env, "bedrockagent.GetAgentActionGroup", in, client.GetAgentActionGroup)
		group, gap := whole("bedrockagent.GetAgentActionGroup", out, gap, func(out *bedrockagent.GetAgentActionGroupOutput) *types.AgentActionGroup { return out.AgentActionGroup })
		if kept(&f.Meta, proof, gap, "actionGroups", "functions", "confirmedActionGroups") {
			countActionGroup(f, group)
		}
	}
}

// countActionGroup counts one enabled group. Asking the user for input is no action. Whether the operations of an OpenAPI schema
// ask for confirmation stands in a document that Drydock does not read, so such a group leaves the count unread.
func countActionGroup(f *fact.BedrockAgent, g *types.AgentActionGroup) {
	if g.ParentActionSignature == types.ActionGroupSignatureAmazonUserinput {
		return
	}
	f.ActionGroups++
	if function, ok := g.ActionGroupExecutor.(*types.ActionGroupExecutorMemberLambda); ok && !slices.Contains(f.Functions, function.Value) {
		f.Functions = append(f.Functions, function.Value)
	}
	functions, simple := g.FunctionSchema.(*types.FunctionSchemaMemberFunctions)
	switch {
	case simple:
		asks := func(fn types.Function) bool { return fn.RequireConfirmation == types.RequireConfirmationEnabled }
		if len(functions.Value) > 0 && !slices.ContainsFunc(functions.Value, func(fn types.Function) bool { return !asks(fn) }) {
			f.ConfirmedActionGroups++
		}
	case g.ApiSchema != nil:
		f.MarkUnread("confirmedActionGroups", unasked("the action group is described by an OpenAPI schema; Drydock does not read schemas"))
	}
}
