package collect

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	"github.com/aws/aws-sdk-go-v2/service/bedrock/types"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent"

	"drydock/assess/fact"
)

// bedrockGuardrails reads guardrails, where they are enforced, agents and flows. They are read together because which version of a
// guardrail is deployed shows only in who names it.
func bedrockGuardrails() Collector {
	return Collector{
		Name: "bedrock-guardrails", Service: "bedrock",
		Kinds: []fact.Kind{"bedrock_guardrail", "bedrock_enforced_guardrail", "bedrock_agent", "bedrock_flow"},
		Calls: []Call{
			{"bedrock.ListGuardrails", "bedrock:ListGuardrails"},
			{"bedrock.GetGuardrail", "bedrock:GetGuardrail"},
			{"bedrock.ListTagsForResource", "bedrock:ListTagsForResource"},
			{"bedrock.ListEnforcedGuardrailsConfiguration", "bedrock:ListEnforcedGuardrailsConfiguration"},
			{"organizations.DescribeEffectivePolicy", "organizations:DescribeEffectivePolicy"},
			{"bedrockagent.ListAgents", "bedrock:ListAgents"},
			{"bedrockagent.GetAgent", "bedrock:GetAgent"},
			{"bedrockagent.ListAgentAliases", "bedrock:ListAgentAliases"},
			{"bedrockagent.GetAgentVersion", "bedrock:GetAgentVersion"},
			{"bedrockagent.ListAgentActionGroups", "bedrock:ListAgentActionGroups"},
			{"bedrockagent.GetAgentActionGroup", "bedrock:GetAgentActionGroup"},
			{"bedrockagent.ListFlows", "bedrock:ListFlows"},
			{"bedrockagent.ListFlowAliases", "bedrock:ListFlowAliases"},
			{"bedrockagent.GetFlowVersion", "bedrock:GetFlowVersion"},
			{"bedrockagent.ListTagsForResource", "bedrock:ListTagsForResource"},
		},
		Collect: collectGuardrails,
	}
}

func collectGuardrails(ctx context.Context, env *Env) Batch {
	client := bedrock.NewFromConfig(env.Config)
	var (
		use   uses
		batch Batch
	)
	agentClient := bedrockagent.NewFromConfig(env.Config)
	agents, proofs, gap := readAgents(ctx, env, agentClient)
	batch.Reach = append(batch.Reach, env.Reach("bedrock_agent", gap, proofs...))
	use.doubt(gap)
	for _, f := range agents {
		agent := f.(*fact.BedrockAgent)
		use.all(&agent.Meta, agent.GuardrailIDs, agent.GuardrailVersions)
	}
	flows, proofs, gap := readFlows(ctx, env, agentClient)
	batch.Reach = append(batch.Reach, env.Reach("bedrock_flow", gap, proofs...))
	use.doubt(gap)
	for _, f := range flows {
		flow := f.(*fact.BedrockFlow)
		use.all(&flow.Meta, flow.GuardrailIDs, flow.GuardrailVersions)
	}
	enforced, proofs, gap := readEnforced(ctx, env, client)
	above, aboveProofs, aboveGap := readEnforcedAbove(ctx, env)
	enforced, proofs = append(enforced, above...), append(proofs, aboveProofs...)
	if gap == nil {
		gap = aboveGap
	}
	batch.Reach = append(batch.Reach, env.Reach("bedrock_enforced_guardrail", gap, proofs...))
	use.doubt(gap)
	for _, f := range enforced {
		use.name(f.GuardrailArn, f.GuardrailVersion)
		batch.Facts = append(batch.Facts, f)
	}
	guardrails, proofs, gap := readGuardrails(ctx, env, client, &use)
	batch.Reach = append(batch.Reach, env.Reach("bedrock_guardrail", gap, proofs...))
	batch.Facts = append(append(append(batch.Facts, agents...), flows...), guardrails...)
	return batch
}

// uses is who names which version of which guardrail. A doubt is why the list may miss somebody.
type uses struct {
	named  [][2]string // id or ARN, and version
	doubts []fact.Gap
}

func (u *uses) name(guardrail, version string) {
	if guardrail != "" {
		u.named = append(u.named, [2]string{guardrail, version})
	}
}

// doubt notes that somebody was not heard; what a Region does not offer names nothing there.
func (u *uses) doubt(gap *fact.Gap) {
	if gap != nil && gap.Status != fact.NotOffered {
		u.doubts = append(u.doubts, *gap)
	}
}

// all notes every guardrail that an agent or a flow names.
func (u *uses) all(m *fact.Meta, ids, versions []string) {
	for i, id := range ids {
		u.name(id, versions[i])
	}
	if gap, unread := m.Unread["guardrailIds"]; unread {
		u.doubt(&gap)
	}
}

func (u *uses) names(id, version string) bool {
	return slices.ContainsFunc(u.named, func(n [2]string) bool {
		guardrail, _, _ := strings.Cut(n[0][strings.LastIndexByte(n[0], '/')+1:], ":")
		return guardrail == id && n[1] == version
	})
}

// version is one version of a guardrail to be read.
type version struct {
	guardrail types.GuardrailSummary
	version   string
	newest    bool
	proof     fact.Proof
	tags      *fact.Meta // asked once for a guardrail; they hold for all its versions
}

func readGuardrails(ctx context.Context, env *Env, client *bedrock.Client, use *uses) ([]fact.Fact, []fact.Proof, *fact.Gap) {
	drafts, proofs, gap := listGuardrails(ctx, env, client, nil)
	type found struct {
		versions []version
		proofs   []fact.Proof
		gap      *fact.Gap
	}
	each := inOrder(ctx, env, drafts, func(ctx context.Context, draft entry[types.GuardrailSummary]) found {
		entries, proofs, gap := listGuardrails(ctx, env, client, draft.value.Arn)
		tags := &fact.Meta{}
		bedrockTags(ctx, env, client, tags, aws.ToString(draft.value.Arn))
		return found{chosen(draft, entries, gap, use, tags), proofs, gap}
	})
	var versions []version
	for _, f := range each {
		versions, proofs = append(versions, f.versions...), append(proofs, f.proofs...)
		if gap == nil {
			gap = f.gap
		}
	}
	return facts(ctx, env, versions, func(ctx context.Context, v version) *fact.BedrockGuardrail {
		return readGuardrail(ctx, env, client, v, use)
	}), proofs, gap
}

func listGuardrails(ctx context.Context, env *Env, client *bedrock.Client, arn *string) ([]entry[types.GuardrailSummary], []fact.Proof, *fact.Gap) {
	return list(ctx, env, "bedrock.ListGuardrails", &bedrock.ListGuardrailsInput{GuardrailIdentifier: arn}, client.ListGuardrails,
		func(out *bedrock.ListGuardrailsOutput) *string { return out.NextToken },
		func(in *bedrock.ListGuardrailsInput, token *string) { in.NextToken = token },
		func(out *bedrock.ListGuardrailsOutput) []types.GuardrailSummary { return out.Guardrails })
}

// chosen picks the versions to read: every numbered one; the draft where there is none, or where somebody names it.
func chosen(draft entry[types.GuardrailSummary], entries []entry[types.GuardrailSummary], gap *fact.Gap, use *uses, tags *fact.Meta) []version {
	var versions []version
	newest := 0
	for _, e := range entries {
		if number, err := strconv.Atoi(aws.ToString(e.value.Version)); err == nil {
			newest = max(newest, number)
			versions = append(versions, version{e.value, strconv.Itoa(number), false, e.proof, tags})
		}
	}
	for i := range versions {
		versions[i].newest = versions[i].version == strconv.Itoa(newest) && gap == nil
	}
	if (len(versions) == 0 && gap == nil) || use.names(aws.ToString(draft.value.Id), "DRAFT") {
		versions = append(versions, version{draft.value, "DRAFT", false, draft.proof, tags})
	}
	return versions
}

func readGuardrail(ctx context.Context, env *Env, client *bedrock.Client, v version, use *uses) *fact.BedrockGuardrail {
	id, arn := aws.ToString(v.guardrail.Id), aws.ToString(v.guardrail.Arn)
	if v.version != "DRAFT" {
		arn += ":" + v.version
	}
	f := &fact.BedrockGuardrail{
		Meta: env.Meta(arn, aws.ToString(v.guardrail.Name), v.proof),
		ID:   id, Version: v.version, Status: string(v.guardrail.Status),
		Deployed: v.newest || use.names(id, v.version),
	}
	f.Proof = append(f.Proof, v.tags.Proof...)
	inherit(&f.Meta, v.tags)
	if !f.Deployed && len(use.doubts) > 0 {
		f.MarkUnread("deployed", use.doubts[0])
	}
	out, proof, gap := Ask(ctx, env, "bedrock.GetGuardrail",
		&bedrock.GetGuardrailInput{GuardrailIdentifier: aws.String(id), GuardrailVersion: aws.String(v.version)}, client.GetGuardrail)
	if kept(&f.Meta, proof, gap, "kmsKeyArn", "filters", "deniedTopics", "piiEntities", "grounding", "relevance", "reasoningPolicies") {
		f.KmsKeyArn = aws.ToString(out.KmsKeyArn)
		f.Status = string(out.Status)
		f.Filters = contentFilters(out.ContentPolicy)
		if out.TopicPolicy != nil {
			f.DeniedTopics = len(out.TopicPolicy.Topics)
		}
		f.PIIEntities = countSensitive(out.SensitiveInformationPolicy)
		f.Grounding = threshold(out.ContextualGroundingPolicy, types.GuardrailContextualGroundingFilterTypeGrounding)
		f.Relevance = threshold(out.ContextualGroundingPolicy, types.GuardrailContextualGroundingFilterTypeRelevance)
		if out.AutomatedReasoningPolicy != nil {
			f.ReasoningPolicies = out.AutomatedReasoningPolicy.Policies
		}
	}
	return f
}

// contentFilters lists a guardrail's filters. Where the answer leaves them out, a filter is on and blocks: the documented defaults.
func contentFilters(policy *types.GuardrailContentPolicy) []fact.ContentFilter {
	if policy == nil {
		return nil
	}
	var filters []fact.ContentFilter
	for _, f := range policy.Filters {
		filters = append(filters, fact.ContentFilter{
			Type: string(f.Type), InputStrength: string(f.InputStrength), OutputStrength: string(f.OutputStrength),
			InputAction:   orDefault(f.InputAction, types.GuardrailContentFilterActionBlock),
			InputEnabled:  f.InputEnabled == nil || *f.InputEnabled,
			OutputAction:  orDefault(f.OutputAction, types.GuardrailContentFilterActionBlock),
			OutputEnabled: f.OutputEnabled == nil || *f.OutputEnabled,
		})
	}
	return filters
}

// countSensitive counts the kinds of personal data and the patterns that a guardrail blocks or masks on the way in or out.
func countSensitive(policy *types.GuardrailSensitiveInformationPolicy) int {
	if policy == nil {
		return 0
	}
	count := 0
	acts := func(byDefault, action types.GuardrailSensitiveInformationAction, enabled *bool) bool {
		if action == "" {
			action = byDefault
		}
		return action != types.GuardrailSensitiveInformationActionNone && (enabled == nil || *enabled)
	}
	for _, e := range policy.PiiEntities {
		if acts(e.Action, e.InputAction, e.InputEnabled) || acts(e.Action, e.OutputAction, e.OutputEnabled) {
			count++
		}
	}
	for _, r := range policy.Regexes {
		if acts(r.Action, r.InputAction, r.InputEnabled) || acts(r.Action, r.OutputAction, r.OutputEnabled) {
			count++
		}
	}
	return count
}

// threshold is from where on a check of answers against their sources blocks; 0 where it is off or only reports.
func threshold(policy *types.GuardrailContextualGroundingPolicy, kind types.GuardrailContextualGroundingFilterType) float64 {
	if policy == nil {
		return 0
	}
	for _, f := range policy.Filters {
		blocks := orDefault(f.Action, types.GuardrailContextualGroundingActionBlock) == string(types.GuardrailContextualGroundingActionBlock)
		if f.Type == kind && blocks && (f.Enabled == nil || *f.Enabled) {
			return aws.ToFloat64(f.Threshold)
		}
	}
	return 0
}
