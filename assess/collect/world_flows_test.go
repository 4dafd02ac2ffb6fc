package collect

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	bedrocktypes "github.com/aws/aws-sdk-go-v2/service/bedrock/types"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent"
	agenttypes "github.com/aws/aws-sdk-go-v2/service/bedrockagent/types"

	"drydock/assess/fact"
)

func promptStep(guardrail, version string, source agenttypes.PromptFlowNodeSourceConfiguration) agenttypes.FlowNode {
	c := agenttypes.PromptFlowNodeConfiguration{SourceConfiguration: source}
	if guardrail != "" {
		c.GuardrailConfiguration = &agenttypes.GuardrailConfiguration{GuardrailIdentifier: aws.String(guardrail), GuardrailVersion: aws.String(version)}
	}
	return agenttypes.FlowNode{Configuration: &agenttypes.FlowNodeConfigurationMemberPrompt{Value: c}}
}

func knowledgeStep(model string) agenttypes.FlowNode {
	c := agenttypes.KnowledgeBaseFlowNodeConfiguration{KnowledgeBaseId: aws.String("kb1")}
	if model != "" {
		c.ModelId = aws.String(model)
	}
	return agenttypes.FlowNode{Configuration: &agenttypes.FlowNodeConfigurationMemberKnowledgeBase{Value: c}}
}

// The flows: f1 is deployed at versions 1 and 2, f2 has only its draft. The prompts: p1 has versions 1 and 2, p2 is a draft.
func worldFlows(f *fakeAWS) {
	flow := func(id, name string) agenttypes.FlowSummary {
		return agenttypes.FlowSummary{Arn: aws.String(bedrockArn + "flow/" + id), Id: aws.String(id), Name: aws.String(name)}
	}
	pages(f, "bedrockagent.ListFlows", func(in *bedrockagent.ListFlowsInput) *string { return in.NextToken },
		&bedrockagent.ListFlowsOutput{NextToken: second, FlowSummaries: []agenttypes.FlowSummary{flow("f1", "letters")}},
		&bedrockagent.ListFlowsOutput{FlowSummaries: []agenttypes.FlowSummary{flow("f2", "idea")}})
	alias := func(id string, versions ...string) agenttypes.FlowAliasSummary {
		a := agenttypes.FlowAliasSummary{Id: aws.String(id)}
		for _, v := range versions {
			a.RoutingConfiguration = append(a.RoutingConfiguration, agenttypes.FlowAliasRoutingConfigurationListItem{FlowVersion: aws.String(v)})
		}
		return a
	}
	on(f, "bedrockagent.ListFlowAliases", func(in *bedrockagent.ListFlowAliasesInput) (*bedrockagent.ListFlowAliasesOutput, error) {
		switch {
		case in.NextToken == nil:
			return &bedrockagent.ListFlowAliasesOutput{NextToken: second, FlowAliasSummaries: []agenttypes.FlowAliasSummary{alias(testAlias, "DRAFT")}}, nil
		case *in.FlowIdentifier == "f1":
			return &bedrockagent.ListFlowAliasesOutput{FlowAliasSummaries: []agenttypes.FlowAliasSummary{alias("live", "2"), alias("old", "1")}}, nil
		}
		return &bedrockagent.ListFlowAliasesOutput{}, nil
	})
	stored := &agenttypes.PromptFlowNodeSourceConfigurationMemberResource{Value: agenttypes.PromptFlowNodeResourceConfiguration{PromptArn: aws.String(bedrockArn + "prompt/p1:2")}}
	written := &agenttypes.PromptFlowNodeSourceConfigurationMemberInline{Value: agenttypes.PromptFlowNodeInlineConfiguration{
		TemplateConfiguration: &agenttypes.PromptTemplateConfigurationMemberText{Value: agenttypes.TextPromptTemplateConfiguration{Text: aws.String("canary-secret prompt")}},
	}}
	steps := map[string][]agenttypes.FlowNode{
		"1": {promptStep("", "", written)},
		"2": {
			promptStep("gr1", "2", stored), knowledgeStep(""),
			{Configuration: &agenttypes.FlowNodeConfigurationMemberLoop{Value: agenttypes.LoopFlowNodeConfiguration{
				Definition: &agenttypes.FlowDefinition{Nodes: []agenttypes.FlowNode{knowledgeStep("model")}},
			}}},
		},
	}
	on(f, "bedrockagent.GetFlowVersion", func(in *bedrockagent.GetFlowVersionInput) (*bedrockagent.GetFlowVersionOutput, error) {
		return &bedrockagent.GetFlowVersionOutput{Definition: &agenttypes.FlowDefinition{Nodes: steps[*in.FlowVersion]}}, nil
	})
	prompt := func(id, version string) agenttypes.PromptSummary {
		return agenttypes.PromptSummary{Arn: aws.String(bedrockArn + "prompt/" + id), Id: aws.String(id), Name: aws.String(id), Version: aws.String(version)}
	}
	prompts := map[string][]agenttypes.PromptSummary{
		"": {prompt("p1", "DRAFT")}, "2": {prompt("p2", "DRAFT")},
		"p1": {prompt("p1", "DRAFT"), prompt("p1", "2")}, "p12": {prompt("p1", "1")}, "p2": {prompt("p2", "DRAFT")},
	}
	on(f, "bedrockagent.ListPrompts", func(in *bedrockagent.ListPromptsInput) (*bedrockagent.ListPromptsOutput, error) {
		key := aws.ToString(in.PromptIdentifier) + aws.ToString(in.NextToken)
		out := &bedrockagent.ListPromptsOutput{PromptSummaries: prompts[key]}
		if _, goesOn := prompts[key+"2"]; goesOn {
			out.NextToken = second
		}
		return out, nil
	})
	on(f, "bedrockagent.GetPrompt", func(in *bedrockagent.GetPromptInput) (*bedrockagent.GetPromptOutput, error) {
		out := &bedrockagent.GetPromptOutput{Id: in.PromptIdentifier, Variants: []agenttypes.PromptVariant{{
			TemplateConfiguration: &agenttypes.PromptTemplateConfigurationMemberText{Value: agenttypes.TextPromptTemplateConfiguration{Text: aws.String("canary-secret prompt")}},
		}}}
		if aws.ToString(in.PromptVersion) == "2" {
			out.CustomerEncryptionKeyArn = aws.String("key")
		}
		return out, nil
	})
}

func worldBedrockJobs(f *fakeAWS) {
	job := func(name, uri, key string, status bedrocktypes.ModelInvocationJobStatus) bedrocktypes.ModelInvocationJobSummary {
		out := bedrocktypes.ModelInvocationJobS3OutputDataConfig{S3Uri: aws.String(uri)}
		if key != "" {
			out.S3EncryptionKeyId = aws.String(key)
		}
		return bedrocktypes.ModelInvocationJobSummary{
			JobArn: aws.String(bedrockArn + "model-invocation-job/" + name), JobName: aws.String(name), Status: status,
			OutputDataConfig: &bedrocktypes.ModelInvocationJobOutputDataConfigMemberS3OutputDataConfig{Value: out},
		}
	}
	pages(f, "bedrock.ListModelInvocationJobs", func(in *bedrock.ListModelInvocationJobsInput) *string { return in.NextToken },
		&bedrock.ListModelInvocationJobsOutput{NextToken: second, InvocationJobSummaries: []bedrocktypes.ModelInvocationJobSummary{
			job("broken", "s3://letters/out/", "", bedrocktypes.ModelInvocationJobStatusFailed),
			job("tonight", "s3://letters/out/", "key", bedrocktypes.ModelInvocationJobStatusInProgress),
			job("yesterday", "s3://letters/out/", "", bedrocktypes.ModelInvocationJobStatusCompleted),
		}},
		&bedrock.ListModelInvocationJobsOutput{InvocationJobSummaries: []bedrocktypes.ModelInvocationJobSummary{
			job("other", "s3://claims", "", bedrocktypes.ModelInvocationJobStatusCompleted),
		}})
	profile := func(id string, models ...string) bedrocktypes.InferenceProfileSummary {
		p := bedrocktypes.InferenceProfileSummary{
			InferenceProfileArn: aws.String(bedrockArn + "application-inference-profile/" + id), InferenceProfileId: aws.String(id), InferenceProfileName: aws.String(id),
		}
		for _, m := range models {
			p.Models = append(p.Models, bedrocktypes.InferenceProfileModel{ModelArn: aws.String(m)})
		}
		return p
	}
	pages(f, "bedrock.ListInferenceProfiles", func(in *bedrock.ListInferenceProfilesInput) *string { return in.NextToken },
		&bedrock.ListInferenceProfilesOutput{NextToken: second, InferenceProfileSummaries: []bedrocktypes.InferenceProfileSummary{profile("one", "m1")}},
		&bedrock.ListInferenceProfilesOutput{InferenceProfileSummaries: []bedrocktypes.InferenceProfileSummary{profile("two", "m1", "m2")}})
	policy := func(id, version string) bedrocktypes.AutomatedReasoningPolicySummary {
		return bedrocktypes.AutomatedReasoningPolicySummary{
			PolicyArn: aws.String(bedrockArn + "automated-reasoning-policy/" + id), PolicyId: aws.String(id), Name: aws.String(id), Version: aws.String(version),
		}
	}
	arn := bedrockArn + "automated-reasoning-policy/"
	policies := map[string][]bedrocktypes.AutomatedReasoningPolicySummary{
		"": {policy("r1", "DRAFT")}, "2": {policy("r2", "DRAFT")},
		arn + "r1": {policy("r1", "1")}, arn + "r12": {policy("r1", "2")}, arn + "r2": {},
	}
	on(f, "bedrock.ListAutomatedReasoningPolicies", func(in *bedrock.ListAutomatedReasoningPoliciesInput) (*bedrock.ListAutomatedReasoningPoliciesOutput, error) {
		key := aws.ToString(in.PolicyArn) + aws.ToString(in.NextToken)
		out := &bedrock.ListAutomatedReasoningPoliciesOutput{AutomatedReasoningPolicySummaries: policies[key]}
		if _, goesOn := policies[key+"2"]; goesOn {
			out.NextToken = second
		}
		return out, nil
	})
}

func TestFlowFacts(t *testing.T) {
	checkFacts(t, found[*fact.BedrockFlow](t, world(), bedrockGuardrails()), []*fact.BedrockFlow{{
		Meta: fact.Meta{ARN: bedrockArn + "flow/f1", Name: "letters", Tags: claimsTag}, ID: "f1",
		Deployed: true, DeployedVersions: []string{"1", "2"},
		GuardrailIDs: []string{"", "gr1", ""}, GuardrailVersions: []string{"", "2", ""}, Prompts: []string{bedrockArn + "prompt/p1:2"},
	}, {
		Meta: fact.Meta{ARN: bedrockArn + "flow/f2", Name: "idea", Tags: claimsTag}, ID: "f2",
	}})
}

// A guardrail that a deployed flow names is deployed, though no agent names it and a newer version exists.
func TestFlowsDeployGuardrails(t *testing.T) {
	f := world()
	on(f, "bedrockagent.GetFlowVersion", func(*bedrockagent.GetFlowVersionInput) (*bedrockagent.GetFlowVersionOutput, error) {
		return &bedrockagent.GetFlowVersionOutput{Definition: &agenttypes.FlowDefinition{Nodes: []agenttypes.FlowNode{promptStep("gr1", "1", nil)}}}, nil
	})
	always(f, "bedrockagent.ListAgents", &bedrockagent.ListAgentsInput{}, &bedrockagent.ListAgentsOutput{})
	var deployed []string
	for _, g := range found[*fact.BedrockGuardrail](t, f, bedrockGuardrails()) {
		if g.Deployed {
			deployed = append(deployed, g.ID+":"+g.Version)
		}
	}
	if !slices.Contains(deployed, "gr1:1") {
		t.Errorf("version 1 of gr1 is named by a deployed flow; deployed are %v", deployed)
	}
}

// A step of a kind that this build does not know may call a model, so nothing is said about the flow's steps.
func TestUnknownStepsLeaveTheFlowUnread(t *testing.T) {
	f := world()
	on(f, "bedrockagent.GetFlowVersion", func(*bedrockagent.GetFlowVersionInput) (*bedrockagent.GetFlowVersionOutput, error) {
		return &bedrockagent.GetFlowVersionOutput{Definition: &agenttypes.FlowDefinition{Nodes: []agenttypes.FlowNode{
			{Configuration: &agenttypes.UnknownUnionMember{Tag: "oracle"}},
		}}}, nil
	})
	flow := found[*fact.BedrockFlow](t, f, bedrockGuardrails())[0]
	for _, field := range []string{"guardrailIds", "guardrailVersions", "prompts"} {
		if gap := flow.Unread[field]; gap.Status != fact.Failed {
			t.Errorf("%s is %+v; want failed", field, gap)
		}
	}
}

func TestPromptFacts(t *testing.T) {
	checkFacts(t, found[*fact.BedrockPrompt](t, world(), bedrockPrompts()), []*fact.BedrockPrompt{
		{Meta: fact.Meta{ARN: bedrockArn + "prompt/p1", Name: "p1", Tags: claimsTag}, ID: "p1", Versions: []string{"1", "2"}, KmsKeyArn: "key"},
		{Meta: fact.Meta{ARN: bedrockArn + "prompt/p2", Name: "p2", Tags: claimsTag}, ID: "p2"},
	})
}

// Of each bucket the newest job that wrote something stands; one that failed hides none.
func TestBatchJobFacts(t *testing.T) {
	checkFacts(t, found[*fact.BedrockBatchJob](t, world(), bedrockBatchJobs()), []*fact.BedrockBatchJob{
		{Meta: fact.Meta{ARN: bedrockArn + "model-invocation-job/tonight", Name: "tonight", Tags: claimsTag}, Status: "InProgress", OutputBucket: "letters", KmsKeyID: "key"},
		{Meta: fact.Meta{ARN: bedrockArn + "model-invocation-job/other", Name: "other", Tags: claimsTag}, Status: "Completed", OutputBucket: "claims"},
	})
}

func TestInferenceProfileFacts(t *testing.T) {
	checkFacts(t, found[*fact.BedrockInferenceProfile](t, world(), bedrockProfiles()), []*fact.BedrockInferenceProfile{
		{Meta: fact.Meta{ARN: bedrockArn + "application-inference-profile/one", Name: "one", Tags: claimsTag}, ID: "one", Models: []string{"m1"}},
		{Meta: fact.Meta{ARN: bedrockArn + "application-inference-profile/two", Name: "two", Tags: claimsTag}, ID: "two", Models: []string{"m1", "m2"}},
	})
}

func TestReasoningPolicyFacts(t *testing.T) {
	checkFacts(t, found[*fact.BedrockReasoningPolicy](t, world(), bedrockReasoning()), []*fact.BedrockReasoningPolicy{
		{Meta: fact.Meta{ARN: bedrockArn + "automated-reasoning-policy/r1", Name: "r1", Tags: claimsTag}, ID: "r1", Versions: []string{"1", "2"}},
		{Meta: fact.Meta{ARN: bedrockArn + "automated-reasoning-policy/r2", Name: "r2", Tags: claimsTag}, ID: "r2"},
	})
}

// An account that stands alone has nothing above it that could enforce a guardrail.
func TestNoOrganizationEnforcesNothing(t *testing.T) {
	for _, code := range []string{"AWSOrganizationsNotInUseException", "EffectivePolicyNotFoundException"} {
		f := world()
		refuses(f, "organizations.DescribeEffectivePolicy", code)
		batch := collected(t, f, bedrockGuardrails())
		if gap := reachOf(batch, "bedrock_enforced_guardrail").Gap; gap.Status != fact.Read {
			t.Errorf("%s: reach is %+v; want read", code, gap)
		}
		if n := len(only[*fact.BedrockEnforcedGuardrail](batch)); n != 1 {
			t.Errorf("%s: %d enforced guardrails; want the account's own", code, n)
		}
	}
}
