package collect

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	agentcore "github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"

	"drydock/assess/fact"
)

// agentCorePolicyEngines reads policy engines and counts their policies. The count comes from summaries, which need no key. The text
// of policies is looked at for the kinds of condition in it and goes no further.
func agentCorePolicyEngines() Collector {
	const kind = "agentcore_policy_engine"
	return Collector{
		Name: "agentcore-policy-engines", Service: "bedrock-agentcore",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"bedrockagentcorecontrol.ListPolicyEngineSummaries", "bedrock-agentcore:ListPolicyEngineSummaries"},
			{"bedrockagentcorecontrol.ListPolicySummaries", "bedrock-agentcore:ListPolicySummaries"},
			{"bedrockagentcorecontrol.ListPolicies", "bedrock-agentcore:ListPolicies"},
			{"bedrockagentcorecontrol.ListTagsForResource", "bedrock-agentcore:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := agentcore.NewFromConfig(env.Config)
			engines, proofs, gap := list(ctx, env, "bedrockagentcorecontrol.ListPolicyEngineSummaries", &agentcore.ListPolicyEngineSummariesInput{}, client.ListPolicyEngineSummaries,
				func(out *agentcore.ListPolicyEngineSummariesOutput) *string { return out.NextToken },
				func(in *agentcore.ListPolicyEngineSummariesInput, token *string) { in.NextToken = token },
				func(out *agentcore.ListPolicyEngineSummariesOutput) []types.PolicyEngineSummary {
					return out.PolicyEngines
				})
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, engines, func(ctx context.Context, e entry[types.PolicyEngineSummary]) *fact.AgentCorePolicyEngine {
					return readPolicyEngine(ctx, env, client, e)
				}),
			}
		},
	}
}

func readPolicyEngine(ctx context.Context, env *Env, client *agentcore.Client, e entry[types.PolicyEngineSummary]) *fact.AgentCorePolicyEngine {
	f := &fact.AgentCorePolicyEngine{
		Meta:   env.Meta(aws.ToString(e.value.PolicyEngineArn), aws.ToString(e.value.Name), e.proof),
		Status: string(e.value.Status), KmsKeyArn: aws.ToString(e.value.EncryptionKeyArn),
	}
	in := &agentcore.ListPolicySummariesInput{PolicyEngineId: e.value.PolicyEngineId}
	policies, proofs, gap := list(ctx, env, "bedrockagentcorecontrol.ListPolicySummaries", in, client.ListPolicySummaries,
		func(out *agentcore.ListPolicySummariesOutput) *string { return out.NextToken },
		func(in *agentcore.ListPolicySummariesInput, token *string) { in.NextToken = token },
		func(out *agentcore.ListPolicySummariesOutput) []types.PolicySummary { return out.Policies })
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		f.MarkUnread("policies", *gap)
	}
	for _, p := range policies {
		if p.value.Status == types.PolicyStatusActive && p.value.EnforcementMode != types.EnforcementModeLogOnly {
			f.Policies++
		}
	}
	lookAtPolicies(ctx, env, client, f, e.value.PolicyEngineId)
	agentCoreTags(ctx, env, client, &f.Meta)
	return f
}

// lookAtPolicies says which kinds of condition the policies in force hold.
func lookAtPolicies(ctx context.Context, env *Env, client *agentcore.Client, f *fact.AgentCorePolicyEngine, id *string) {
	const op = "bedrockagentcorecontrol.ListPolicies"
	policies, proofs, gap := list(ctx, env, op, &agentcore.ListPoliciesInput{PolicyEngineId: id}, client.ListPolicies,
		func(out *agentcore.ListPoliciesOutput) *string { return out.NextToken },
		func(in *agentcore.ListPoliciesInput, token *string) { in.NextToken = token },
		func(out *agentcore.ListPoliciesOutput) []types.Policy { return out.Policies })
	f.Proof = append(f.Proof, proofs...)
	for _, p := range policies {
		if p.value.Status != types.PolicyStatusActive || p.value.EnforcementMode == types.EnforcementModeLogOnly {
			continue
		}
		text, known := policyText(p.value.Definition)
		if !known && gap == nil {
			unclear := unexpected(op, "a policy is not in a form that Drydock knows")
			gap = &unclear
		}
		if strings.Contains(text, "BedrockGuardrails::") {
			f.ContentPolicies++
			f.DeadThresholds += deadThresholds(text)
		}
		if temporalBlock.MatchString(text) {
			f.SessionPolicies++
		}
	}
	if gap != nil {
		for _, field := range []string{"contentPolicies", "deadThresholds", "sessionPolicies"} {
			f.MarkUnread(field, *gap)
		}
	}
}

// policyText is what a policy says, in whichever of the two languages.
func policyText(d types.PolicyDefinition) (text string, known bool) {
	switch d := d.(type) {
	case *types.PolicyDefinitionMemberCedar:
		return aws.ToString(d.Value.Statement), d.Value.Statement != nil
	case *types.PolicyDefinitionMemberPolicy:
		return aws.ToString(d.Value.Statement), d.Value.Statement != nil
	}
	return "", false
}

var (
	temporalBlock = regexp.MustCompile(`\b(?:when|unless)\s+temporal\s*\{`)
	// above is a comparison with a threshold that a score has to exceed, or to reach.
	above = regexp.MustCompile(`\.(greaterThan|greaterThanOrEqual)\(\s*decimal\(\s*"([0-9.]+)"`)
)

// deadThresholds counts comparisons that no confidence score, which runs from 0 to 1, can fulfil.
func deadThresholds(text string) int {
	dead := 0
	for _, m := range above.FindAllStringSubmatch(text, -1) {
		threshold, err := strconv.ParseFloat(m[2], 64)
		if err == nil && (threshold > 1 || threshold == 1 && m[1] == "greaterThan") {
			dead++
		}
	}
	return dead
}

// doorPolicy is the resource policy of a runtime or a gateway.
type doorPolicy struct {
	text       string
	open       bool
	statements []statement
}

// readAgentCorePolicy asks for the resource policy of what m names. Most have none.
func readAgentCorePolicy(ctx context.Context, env *Env, client *agentcore.Client, m *fact.Meta) doorPolicy {
	const op = "bedrockagentcorecontrol.GetResourcePolicy"
	out, proof, gap := Ask(ctx, env, op, &agentcore.GetResourcePolicyInput{ResourceArn: aws.String(m.ARN)}, client.GetResourcePolicy)
	if none(m, proof, gap) || !kept(m, proof, gap, "policy", "policyOpen", "networkBound") || aws.ToString(out.Policy) == "" {
		return doorPolicy{}
	}
	p := doorPolicy{text: *out.Policy}
	statements, err := parsePolicy(p.text)
	if err != nil {
		for _, field := range []string{"policyOpen", "networkBound"} {
			m.MarkUnread(field, unexpected(op, "the policy cannot be understood: "+err.Error()))
		}
		return p
	}
	p.statements = statements
	p.open = opensToEverybody(statements)
	return p
}

// bound says that nobody calls from another network. With tokens the policy is all that lets in, so it is enough that each Allow
// names a network; with AWS credentials a caller's own rights let in as well, so it takes a Deny for all other networks.
func (p doorPolicy) bound(tokens bool) bool {
	named, open := 0, 0
	for _, s := range p.statements {
		switch {
		case !s.invokesAgents():
		case s.Effect == "Deny" && s.everybody() && s.asksNetwork(true):
			return true
		case s.Effect == "Allow" && s.asksNetwork(false):
			named++
		case s.Effect == "Allow":
			open++
		}
	}
	return tokens && named > 0 && open == 0
}

// invokesAgents says that a statement speaks of calling a runtime or a gateway.
func (s statement) invokesAgents() bool {
	return s.NotAction || slices.ContainsFunc(s.Actions, func(pattern string) bool {
		return slices.ContainsFunc([]string{"bedrock-agentcore:invokeagentruntime", "bedrock-agentcore:invokegateway"}, func(action string) bool {
			ok, _ := path.Match(strings.ToLower(pattern), action)
			return ok
		})
	})
}

// asksNetwork says that a statement depends on where a call comes from: on a named network, or on any other than that.
func (s statement) asksNetwork(other bool) bool {
	for operator, keys := range s.Conditions {
		for key, values := range keys {
			if !slices.Contains([]string{"aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn", "aws:vpcsourceip", "aws:sourceip"}, key) {
				continue
			}
			if !other && affirms(operator) && len(values) > 0 && !slices.ContainsFunc(values, matchesAll) {
				return true
			}
			if other && (negates(operator) || strings.EqualFold(operator, "Null") && slices.Equal(values, []string{"true"})) {
				return true
			}
		}
	}
	return false
}

// negates says that a condition operator holds for all but what it names, and where the key is missing.
func negates(operator string) bool {
	operator = strings.ToLower(operator[strings.LastIndex(operator, ":")+1:])
	return slices.Contains([]string{
		"stringnotequals", "stringnotequalsignorecase", "stringnotlike", "arnnotequals", "arnnotlike", "notipaddress",
	}, strings.TrimSuffix(operator, "ifexists"))
}
