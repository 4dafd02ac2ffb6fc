package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"drydock/assess/fact"
)

// lambdaFunctions reads functions: how they are set and who may call them. It never asks for code (GetFunction), and of variables it
// keeps only how many there are.
func lambdaFunctions() Collector {
	const kind = "lambda_function"
	return Collector{
		Name: "lambda", Service: "lambda",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"lambda.ListFunctions", "lambda:ListFunctions"},
			{"lambda.GetPolicy", "lambda:GetPolicy"},
			{"lambda.ListFunctionUrlConfigs", "lambda:ListFunctionUrlConfigs"},
			{"lambda.ListTags", "lambda:ListTags"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := lambda.NewFromConfig(env.Config)
			functions, proofs, gap := list(ctx, env, "lambda.ListFunctions", &lambda.ListFunctionsInput{}, client.ListFunctions,
				func(out *lambda.ListFunctionsOutput) *string { return out.NextMarker },
				func(in *lambda.ListFunctionsInput, token *string) { in.Marker = token },
				func(out *lambda.ListFunctionsOutput) []types.FunctionConfiguration { return out.Functions })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, functions, func(ctx context.Context, e entry[types.FunctionConfiguration]) *fact.LambdaFunction {
					return readFunction(ctx, env, client, e)
				}),
			}
		},
	}
}

func readFunction(ctx context.Context, env *Env, client *lambda.Client, e entry[types.FunctionConfiguration]) *fact.LambdaFunction {
	c := e.value
	f := &fact.LambdaFunction{
		Meta:    env.Meta(aws.ToString(c.FunctionArn), aws.ToString(c.FunctionName), e.proof),
		RoleArn: aws.ToString(c.Role), Runtime: string(c.Runtime), KmsKeyArn: aws.ToString(c.KMSKeyArn),
	}
	if c.VpcConfig != nil {
		f.Subnets = c.VpcConfig.SubnetIds
	}
	if c.Environment != nil {
		f.Variables = len(c.Environment.Variables)
		if c.Environment.Error != nil {
			f.MarkUnread("variables", unexpected("lambda.ListFunctions", "AWS could not decrypt the variables to list them"))
		}
	}
	readFunctionPolicy(ctx, env, client, f)
	in := &lambda.ListFunctionUrlConfigsInput{FunctionName: aws.String(f.ARN)}
	urls, proofs, gap := list(ctx, env, "lambda.ListFunctionUrlConfigs", in, client.ListFunctionUrlConfigs,
		func(out *lambda.ListFunctionUrlConfigsOutput) *string { return out.NextMarker },
		func(in *lambda.ListFunctionUrlConfigsInput, token *string) { in.Marker = token },
		func(out *lambda.ListFunctionUrlConfigsOutput) []types.FunctionUrlConfig {
			return out.FunctionUrlConfigs
		})
	f.Proof = append(f.Proof, proofs...)
	for _, url := range urls {
		f.URLAuthTypes = append(f.URLAuthTypes, string(url.value.AuthType))
		if url.value.Cors != nil {
			f.URLOrigins = append(f.URLOrigins, url.value.Cors.AllowOrigins...)
		}
	}
	if gap != nil {
		f.MarkUnread("urlAuthTypes", *gap)
		f.MarkUnread("urlOrigins", *gap)
	}
	tags, proof, gap := Ask(ctx, env, "lambda.ListTags", &lambda.ListTagsInput{Resource: aws.String(f.ARN)}, client.ListTags)
	if kept(&f.Meta, proof, gap, "tags") {
		f.Tags = tags.Tags
	}
	return f
}

// readFunctionPolicy notes whom the policy of the function lets in; a function without one lets in only its own account.
func readFunctionPolicy(ctx context.Context, env *Env, client *lambda.Client, f *fact.LambdaFunction) {
	const op = "lambda.GetPolicy"
	out, proof, gap := Ask(ctx, env, op, &lambda.GetPolicyInput{FunctionName: aws.String(f.ARN)}, client.GetPolicy)
	if none(&f.Meta, proof, gap) {
		return
	}
	policy, gap := whole(op, out, gap, func(out *lambda.GetPolicyOutput) *string { return out.Policy })
	if !kept(&f.Meta, proof, gap, "public", "looseServices") {
		return
	}
	statements, err := parsePolicy(*policy)
	if err != nil {
		broken := unexpected(op, "the policy cannot be read: "+err.Error())
		f.MarkUnread("public", broken)
		f.MarkUnread("looseServices", broken)
		return
	}
	loose := map[string]bool{}
	for _, s := range statements {
		if s.Effect != "Allow" || s.narrowed() || s.namesWayIn() {
			continue
		}
		f.Public = f.Public || s.everybody() || s.NotPrincipal
		for _, principal := range s.Principals {
			if strings.HasSuffix(principal, ".amazonaws.com") || strings.HasSuffix(principal, ".amazonaws.com.cn") {
				loose[principal] = true
			}
		}
	}
	f.LooseServices = sorted(loose)
}

// namesWayIn says that a statement speaks of the function's web address, whose own setting decides, or asks for a token.
func (s statement) namesWayIn() bool {
	for _, keys := range s.Conditions {
		for key := range keys {
			if slices.Contains([]string{"lambda:functionurlauthtype", "lambda:invokedviafunctionurl", "lambda:eventsourcetoken"}, key) {
				return true
			}
		}
	}
	return false
}
