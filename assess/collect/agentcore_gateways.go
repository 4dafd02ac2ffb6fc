package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	agentcore "github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"

	"drydock/assess/fact"
)

// agentCoreGateways reads tool gateways and the tools behind them. A target has no ARN and no tags of its own in AWS: its ARN here
// is its gateway's with /target/ID, and its tags are its gateway's.
func agentCoreGateways() Collector {
	return Collector{
		Name: "agentcore-gateways", Service: "bedrock-agentcore",
		Kinds: []fact.Kind{"agentcore_gateway", "agentcore_gateway_target"},
		Calls: []Call{
			{"bedrockagentcorecontrol.ListGateways", "bedrock-agentcore:ListGateways"},
			{"bedrockagentcorecontrol.GetGateway", "bedrock-agentcore:GetGateway"},
			{"bedrockagentcorecontrol.GetResourcePolicy", "bedrock-agentcore:GetResourcePolicy"},
			{"bedrockagentcorecontrol.ListTagsForResource", "bedrock-agentcore:ListTagsForResource"},
			{"bedrockagentcorecontrol.ListGatewayTargets", "bedrock-agentcore:ListGatewayTargets"},
			{"bedrockagentcorecontrol.GetGatewayTarget", "bedrock-agentcore:GetGatewayTarget"},
		},
		Collect: collectGateways,
	}
}

func collectGateways(ctx context.Context, env *Env) Batch {
	client := agentcore.NewFromConfig(env.Config)
	summaries, proofs, gap := list(ctx, env, "bedrockagentcorecontrol.ListGateways", &agentcore.ListGatewaysInput{}, client.ListGateways,
		func(out *agentcore.ListGatewaysOutput) *string { return out.NextToken },
		func(in *agentcore.ListGatewaysInput, token *string) { in.NextToken = token },
		func(out *agentcore.ListGatewaysOutput) []types.GatewaySummary { return out.Items })
	gateways := facts(ctx, env, summaries, func(ctx context.Context, e entry[types.GatewaySummary]) *fact.AgentCoreGateway {
		return readGateway(ctx, env, client, e)
	})
	targets, targetProofs, targetGap := children(ctx, env, gateways, func(ctx context.Context, gateway fact.Fact) ([]fact.Fact, []fact.Proof, *fact.Gap) {
		return readTargets(ctx, env, client, gateway.(*fact.AgentCoreGateway))
	})
	if gap != nil { // a gateway that was not listed has targets that were not listed
		targetGap = gap
	}
	return Batch{
		Reach: []fact.Reach{
			env.Reach("agentcore_gateway", gap, proofs...),
			env.Reach("agentcore_gateway_target", targetGap, append(proofs, targetProofs...)...),
		},
		Facts: append(gateways, targets...),
	}
}

func readGateway(ctx context.Context, env *Env, client *agentcore.Client, e entry[types.GatewaySummary]) *fact.AgentCoreGateway {
	const op = "bedrockagentcorecontrol.GetGateway"
	id := aws.ToString(e.value.GatewayId)
	f := &fact.AgentCoreGateway{
		Meta: env.Meta(env.here("bedrock-agentcore", "gateway/"+id), aws.ToString(e.value.Name), e.proof),
		ID:   id, AuthorizerType: string(e.value.AuthorizerType),
	}
	out, proof, gap := Ask(ctx, env, op, &agentcore.GetGatewayInput{GatewayIdentifier: aws.String(id)}, client.GetGateway)
	_, gap = whole(op, out, gap, func(out *agentcore.GetGatewayOutput) *string { return out.GatewayId })
	if kept(&f.Meta, proof, gap, "roleArn", "kmsKeyArn", "policyEngineArn", "policyMode", "webAclArn", "exceptionLevel", "allowedClients", "allowedAudience") {
		f.AuthorizerType = string(out.AuthorizerType)
		f.RoleArn, f.KmsKeyArn = aws.ToString(out.RoleArn), aws.ToString(out.KmsKeyArn)
		f.WebAclArn, f.ExceptionLevel = aws.ToString(out.WebAclArn), string(out.ExceptionLevel)
		if engine := out.PolicyEngineConfiguration; engine != nil {
			f.PolicyEngineArn, f.PolicyMode = aws.ToString(engine.Arn), string(engine.Mode)
		}
		if jwt := jwtAuthorizer(out.AuthorizerConfiguration); jwt != nil {
			f.AllowedClients, f.AllowedAudience = jwt.AllowedClients, jwt.AllowedAudience
		}
	}
	policy := readAgentCorePolicy(ctx, env, client, &f.Meta)
	f.Policy, f.PolicyOpen = policy.text, policy.open
	f.NetworkBound = policy.bound(f.AuthorizerType == string(types.AuthorizerTypeCustomJwt))
	agentCoreTags(ctx, env, client, &f.Meta)
	return f
}

func readTargets(ctx context.Context, env *Env, client *agentcore.Client, gateway *fact.AgentCoreGateway) ([]fact.Fact, []fact.Proof, *fact.Gap) {
	const op = "bedrockagentcorecontrol.GetGatewayTarget"
	in := &agentcore.ListGatewayTargetsInput{GatewayIdentifier: aws.String(gateway.ID)}
	summaries, proofs, gap := list(ctx, env, "bedrockagentcorecontrol.ListGatewayTargets", in, client.ListGatewayTargets,
		func(out *agentcore.ListGatewayTargetsOutput) *string { return out.NextToken },
		func(in *agentcore.ListGatewayTargetsInput, token *string) { in.NextToken = token },
		func(out *agentcore.ListGatewayTargetsOutput) []types.TargetSummary { return out.Items })
	var targets []fact.Fact
	for _, e := range summaries {
		id := aws.ToString(e.value.TargetId)
		f := &fact.AgentCoreGatewayTarget{
			Meta:       env.Meta(gateway.ARN+"/target/"+id, aws.ToString(e.value.Name), e.proof),
			GatewayArn: gateway.ARN,
		}
		inherit(&f.Meta, &gateway.Meta)
		in := &agentcore.GetGatewayTargetInput{GatewayIdentifier: aws.String(gateway.ID), TargetId: aws.String(id)}
		out, proof, gap := Ask(ctx, env, op, in, client.GetGatewayTarget)
		_, gap = whole(op, out, gap, func(out *agentcore.GetGatewayTargetOutput) *string { return out.TargetId })
		if kept(&f.Meta, proof, gap, "functionArn", "credentialProviders") {
			f.FunctionArn = targetFunction(out.TargetConfiguration)
			for _, c := range out.CredentialProviderConfigurations {
				f.CredentialProviders = append(f.CredentialProviders, string(c.CredentialProviderType))
			}
		}
		targets = append(targets, f)
	}
	return targets, proofs, gap
}

// targetFunction is the Lambda function behind a target; empty where the tool is something else. Tool schemas are not kept.
func targetFunction(c types.TargetConfiguration) string {
	if mcp, ok := c.(*types.TargetConfigurationMemberMcp); ok {
		if function, ok := mcp.Value.(*types.McpTargetConfigurationMemberLambda); ok {
			return aws.ToString(function.Value.LambdaArn)
		}
	}
	return ""
}
