package collect

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	"github.com/aws/aws-sdk-go-v2/service/bedrock/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	organizationtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"drydock/assess/fact"
)

// readEnforced reads what the account itself enforces here.
func readEnforced(ctx context.Context, env *Env, client *bedrock.Client) ([]*fact.BedrockEnforcedGuardrail, []fact.Proof, *fact.Gap) {
	entries, proofs, gap := list(ctx, env, "bedrock.ListEnforcedGuardrailsConfiguration",
		&bedrock.ListEnforcedGuardrailsConfigurationInput{}, client.ListEnforcedGuardrailsConfiguration,
		func(out *bedrock.ListEnforcedGuardrailsConfigurationOutput) *string { return out.NextToken },
		func(in *bedrock.ListEnforcedGuardrailsConfigurationInput, token *string) { in.NextToken = token },
		func(out *bedrock.ListEnforcedGuardrailsConfigurationOutput) []types.AccountEnforcedGuardrailOutputConfiguration {
			return out.GuardrailsConfig
		})
	var enforced []*fact.BedrockEnforcedGuardrail
	for _, e := range entries {
		c := e.value
		f := &fact.BedrockEnforcedGuardrail{
			Meta:         env.Meta(aws.ToString(c.GuardrailArn), aws.ToString(c.ConfigId), e.proof),
			GuardrailArn: aws.ToString(c.GuardrailArn), GuardrailVersion: aws.ToString(c.GuardrailVersion), Owner: string(c.Owner),
		}
		if m := c.ModelEnforcement; m != nil {
			f.ExcludedModels, f.IncludedModels = m.ExcludedModels, m.IncludedModels
		}
		enforced = append(enforced, f)
	}
	return enforced, proofs, gap
}

// byOrganization is the owner of what a policy of the organisation enforces; Bedrock's own list knows only the account's.
const byOrganization = "ORGANIZATION"

// readEnforcedAbove reads what the organisation enforces here. An account without an organisation, or without such a policy, has none.
func readEnforcedAbove(ctx context.Context, env *Env) ([]*fact.BedrockEnforcedGuardrail, []fact.Proof, *fact.Gap) {
	const op = "organizations.DescribeEffectivePolicy"
	client := organizations.NewFromConfig(env.Config)
	in := &organizations.DescribeEffectivePolicyInput{PolicyType: organizationtypes.EffectivePolicyTypeBedrockPolicy}
	out, proof, gap := Ask(ctx, env, op, in, client.DescribeEffectivePolicy)
	if Absent(gap) {
		return nil, nil, nil
	}
	policy, gap := whole(op, out, gap, func(out *organizations.DescribeEffectivePolicyOutput) *organizationtypes.EffectivePolicy {
		return out.EffectivePolicy
	})
	if gap != nil {
		return nil, nil, gap
	}
	enforced, err := parseEnforced(aws.ToString(policy.PolicyContent), env.Target.Region)
	if err != nil {
		gap := unexpected(op, fmt.Sprintf("the effective policy cannot be read: %v", err))
		return nil, []fact.Proof{proof}, &gap
	}
	for _, f := range enforced {
		name := f.Name
		f.Meta = env.Meta(f.GuardrailArn, name, proof)
	}
	return enforced, []fact.Proof{proof}, nil
}

// parseEnforced reads the guardrails that an effective policy enforces in one Region, in the order of their names. An effective policy
// has its operators resolved, so every value is plain.
func parseEnforced(content, region string) ([]*fact.BedrockEnforcedGuardrail, error) {
	var policy struct {
		Bedrock struct {
			GuardrailInference map[string]map[string]struct {
				Identifier       string `json:"identifier"`
				ModelEnforcement struct {
					Included []string `json:"included_models"`
					Excluded []string `json:"excluded_models"`
				} `json:"model_enforcement"`
			} `json:"guardrail_inference"`
		} `json:"bedrock"`
	}
	if err := json.Unmarshal([]byte(content), &policy); err != nil {
		return nil, err
	}
	var enforced []*fact.BedrockEnforcedGuardrail
	configs := policy.Bedrock.GuardrailInference[region]
	for _, name := range slices.Sorted(maps.Keys(configs)) {
		c := configs[name]
		path, id, is := strings.Cut(c.Identifier, ":guardrail/")
		if !is {
			return nil, fmt.Errorf("%s names no guardrail", name)
		}
		id, version, _ := strings.Cut(id, ":")
		enforced = append(enforced, &fact.BedrockEnforcedGuardrail{
			Meta:         fact.Meta{Name: name},
			GuardrailArn: path + ":guardrail/" + id, GuardrailVersion: version, Owner: byOrganization,
			IncludedModels: c.ModelEnforcement.Included, ExcludedModels: c.ModelEnforcement.Excluded,
		})
	}
	return enforced, nil
}
