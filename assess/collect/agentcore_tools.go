package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	agentcore "github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"

	"drydock/assess/fact"
)

// agentCoreBrowsers reads the browsers that were made for agents in this account. It reads how they are set, never a session.
func agentCoreBrowsers() Collector {
	const kind = "agentcore_browser"
	return Collector{
		Name: "agentcore-browsers", Service: "bedrock-agentcore",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"bedrockagentcorecontrol.ListBrowsers", "bedrock-agentcore:ListBrowsers"},
			{"bedrockagentcorecontrol.GetBrowser", "bedrock-agentcore:GetBrowser"},
			{"bedrockagentcorecontrol.ListTagsForResource", "bedrock-agentcore:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := agentcore.NewFromConfig(env.Config)
			in := &agentcore.ListBrowsersInput{Type: types.ResourceTypeCustom}
			browsers, proofs, gap := list(ctx, env, "bedrockagentcorecontrol.ListBrowsers", in, client.ListBrowsers,
				func(out *agentcore.ListBrowsersOutput) *string { return out.NextToken },
				func(in *agentcore.ListBrowsersInput, token *string) { in.NextToken = token },
				func(out *agentcore.ListBrowsersOutput) []types.BrowserSummary { return out.BrowserSummaries })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, browsers, func(ctx context.Context, e entry[types.BrowserSummary]) *fact.AgentCoreBrowser {
					return readBrowser(ctx, env, client, e)
				}),
			}
		},
	}
}

func readBrowser(ctx context.Context, env *Env, client *agentcore.Client, e entry[types.BrowserSummary]) *fact.AgentCoreBrowser {
	const op = "bedrockagentcorecontrol.GetBrowser"
	id := aws.ToString(e.value.BrowserId)
	f := &fact.AgentCoreBrowser{Meta: env.Meta(aws.ToString(e.value.BrowserArn), nameOr(e.value.Name, id), e.proof), ID: id}
	out, proof, gap := Ask(ctx, env, op, &agentcore.GetBrowserInput{BrowserId: aws.String(id)}, client.GetBrowser)
	_, gap = whole(op, out, gap, func(out *agentcore.GetBrowserOutput) *string { return out.BrowserId })
	if kept(&f.Meta, proof, gap, "networkMode", "roleArn", "records", "recordingBucket") {
		if out.NetworkConfiguration != nil {
			f.NetworkMode = string(out.NetworkConfiguration.NetworkMode)
		} else {
			f.MarkUnread("networkMode", unexpected(op, "the answer does not say"))
		}
		f.RoleArn = aws.ToString(out.ExecutionRoleArn)
		if r := out.Recording; r != nil { // where it is left out nothing is recorded
			f.Records = r.Enabled
			if r.S3Location != nil {
				f.RecordingBucket = aws.ToString(r.S3Location.Bucket)
			}
		}
	}
	agentCoreTags(ctx, env, client, &f.Meta)
	return f
}

// agentCoreCodeInterpreters reads the sandboxes that were made for agents' code in this account.
func agentCoreCodeInterpreters() Collector {
	const kind = "agentcore_code_interpreter"
	return Collector{
		Name: "agentcore-code-interpreters", Service: "bedrock-agentcore",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"bedrockagentcorecontrol.ListCodeInterpreters", "bedrock-agentcore:ListCodeInterpreters"},
			{"bedrockagentcorecontrol.GetCodeInterpreter", "bedrock-agentcore:GetCodeInterpreter"},
			{"bedrockagentcorecontrol.ListTagsForResource", "bedrock-agentcore:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := agentcore.NewFromConfig(env.Config)
			in := &agentcore.ListCodeInterpretersInput{Type: types.ResourceTypeCustom}
			sandboxes, proofs, gap := list(ctx, env, "bedrockagentcorecontrol.ListCodeInterpreters", in, client.ListCodeInterpreters,
				func(out *agentcore.ListCodeInterpretersOutput) *string { return out.NextToken },
				func(in *agentcore.ListCodeInterpretersInput, token *string) { in.NextToken = token },
				func(out *agentcore.ListCodeInterpretersOutput) []types.CodeInterpreterSummary {
					return out.CodeInterpreterSummaries
				})
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, sandboxes, func(ctx context.Context, e entry[types.CodeInterpreterSummary]) *fact.AgentCoreCodeInterpreter {
					return readCodeInterpreter(ctx, env, client, e)
				}),
			}
		},
	}
}

func readCodeInterpreter(ctx context.Context, env *Env, client *agentcore.Client, e entry[types.CodeInterpreterSummary]) *fact.AgentCoreCodeInterpreter {
	const op = "bedrockagentcorecontrol.GetCodeInterpreter"
	id := aws.ToString(e.value.CodeInterpreterId)
	f := &fact.AgentCoreCodeInterpreter{Meta: env.Meta(aws.ToString(e.value.CodeInterpreterArn), nameOr(e.value.Name, id), e.proof), ID: id}
	out, proof, gap := Ask(ctx, env, op, &agentcore.GetCodeInterpreterInput{CodeInterpreterId: aws.String(id)}, client.GetCodeInterpreter)
	_, gap = whole(op, out, gap, func(out *agentcore.GetCodeInterpreterOutput) *string { return out.CodeInterpreterId })
	if kept(&f.Meta, proof, gap, "networkMode", "roleArn") {
		if out.NetworkConfiguration != nil {
			f.NetworkMode = string(out.NetworkConfiguration.NetworkMode)
		} else {
			f.MarkUnread("networkMode", unexpected(op, "the answer does not say"))
		}
		f.RoleArn = aws.ToString(out.ExecutionRoleArn)
	}
	agentCoreTags(ctx, env, client, &f.Meta)
	return f
}

// nameOr is a name, or the id of what was never given one.
func nameOr(name *string, id string) string {
	if n := aws.ToString(name); n != "" {
		return n
	}
	return id
}

// agentCoreEvaluations reads the standing evaluations that score agents: who scores and where results go, never a score.
func agentCoreEvaluations() Collector {
	const kind = "agentcore_evaluation"
	return Collector{
		Name: "agentcore-evaluations", Service: "bedrock-agentcore",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"bedrockagentcorecontrol.ListOnlineEvaluationConfigs", "bedrock-agentcore:ListOnlineEvaluationConfigs"},
			{"bedrockagentcorecontrol.GetOnlineEvaluationConfig", "bedrock-agentcore:GetOnlineEvaluationConfig"},
			{"bedrockagentcorecontrol.ListTagsForResource", "bedrock-agentcore:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := agentcore.NewFromConfig(env.Config)
			configs, proofs, gap := list(ctx, env, "bedrockagentcorecontrol.ListOnlineEvaluationConfigs", &agentcore.ListOnlineEvaluationConfigsInput{}, client.ListOnlineEvaluationConfigs,
				func(out *agentcore.ListOnlineEvaluationConfigsOutput) *string { return out.NextToken },
				func(in *agentcore.ListOnlineEvaluationConfigsInput, token *string) { in.NextToken = token },
				func(out *agentcore.ListOnlineEvaluationConfigsOutput) []types.OnlineEvaluationConfigSummary {
					return out.OnlineEvaluationConfigs
				})
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, configs, func(ctx context.Context, e entry[types.OnlineEvaluationConfigSummary]) *fact.AgentCoreEvaluation {
					return readEvaluation(ctx, env, client, e)
				}),
			}
		},
	}
}

func readEvaluation(ctx context.Context, env *Env, client *agentcore.Client, e entry[types.OnlineEvaluationConfigSummary]) *fact.AgentCoreEvaluation {
	const op = "bedrockagentcorecontrol.GetOnlineEvaluationConfig"
	f := &fact.AgentCoreEvaluation{
		Meta:    env.Meta(aws.ToString(e.value.OnlineEvaluationConfigArn), aws.ToString(e.value.OnlineEvaluationConfigName), e.proof),
		Running: e.value.ExecutionStatus == types.OnlineEvaluationExecutionStatusEnabled,
	}
	in := &agentcore.GetOnlineEvaluationConfigInput{OnlineEvaluationConfigId: e.value.OnlineEvaluationConfigId}
	out, proof, gap := Ask(ctx, env, op, in, client.GetOnlineEvaluationConfig)
	_, gap = whole(op, out, gap, func(out *agentcore.GetOnlineEvaluationConfigOutput) *string { return out.OnlineEvaluationConfigId })
	if kept(&f.Meta, proof, gap, "roleArn", "logGroup") {
		f.RoleArn = aws.ToString(out.EvaluationExecutionRoleArn)
		if c := out.OutputConfig; c != nil && c.CloudWatchConfig != nil {
			f.LogGroup = aws.ToString(c.CloudWatchConfig.LogGroupName)
		}
	}
	agentCoreTags(ctx, env, client, &f.Meta)
	return f
}

// agentCorePayments reads what lets agents pay. It never reads a payment, an instrument or a credential.
func agentCorePayments() Collector {
	const op, kind = "bedrockagentcorecontrol.ListPaymentManagers", "agentcore_payment_manager"
	return Collector{
		Name: "agentcore-payments", Service: "bedrock-agentcore",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{op, "bedrock-agentcore:ListPaymentManagers"},
			{"bedrockagentcorecontrol.ListTagsForResource", "bedrock-agentcore:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := agentcore.NewFromConfig(env.Config)
			managers, proofs, gap := list(ctx, env, op, &agentcore.ListPaymentManagersInput{}, client.ListPaymentManagers,
				func(out *agentcore.ListPaymentManagersOutput) *string { return out.NextToken },
				func(in *agentcore.ListPaymentManagersInput, token *string) { in.NextToken = token },
				func(out *agentcore.ListPaymentManagersOutput) []types.PaymentManagerSummary {
					return out.PaymentManagers
				})
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, managers, func(ctx context.Context, e entry[types.PaymentManagerSummary]) *fact.AgentCorePaymentManager {
					f := &fact.AgentCorePaymentManager{
						Meta:    env.Meta(aws.ToString(e.value.PaymentManagerArn), aws.ToString(e.value.Name), e.proof),
						RoleArn: aws.ToString(e.value.RoleArn), AuthorizerType: string(e.value.AuthorizerType),
						KmsKeyArn: aws.ToString(e.value.KmsKeyArn),
					}
					agentCoreTags(ctx, env, client, &f.Meta)
					return f
				}),
			}
		},
	}
}
