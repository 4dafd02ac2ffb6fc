package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	"github.com/aws/aws-sdk-go-v2/service/bedrock/types"

	"drydock/assess/fact"
)

// bedrockLogging reads the model invocation logging of a Region. No configuration is the documented default: off.
func bedrockLogging() Collector {
	const op, kind = "bedrock.GetModelInvocationLoggingConfiguration", "bedrock_logging"
	return Collector{
		Name: "bedrock-logging", Service: "bedrock",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "bedrock:GetModelInvocationLoggingConfiguration"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := bedrock.NewFromConfig(env.Config)
			out, proof, gap := Ask(ctx, env, op, &bedrock.GetModelInvocationLoggingConfigurationInput{}, client.GetModelInvocationLoggingConfiguration)
			if gap != nil {
				return Batch{Reach: []fact.Reach{env.Reach(kind, gap, proof)}}
			}
			f := &fact.BedrockLogging{Meta: env.Meta("", "model invocation logging", proof)}
			if c := out.LoggingConfig; c != nil {
				if c.S3Config != nil {
					f.Bucket = aws.ToString(c.S3Config.BucketName)
				}
				if c.CloudWatchConfig != nil {
					f.LogGroup = aws.ToString(c.CloudWatchConfig.LogGroupName)
				}
				f.Enabled = f.Bucket != "" || f.LogGroup != ""
				f.Text = said(&f.Meta, op, "text", c.TextDataDeliveryEnabled)
				f.Image = said(&f.Meta, op, "image", c.ImageDataDeliveryEnabled)
				f.Embedding = said(&f.Meta, op, "embedding", c.EmbeddingDataDeliveryEnabled)
			}
			return Batch{Reach: []fact.Reach{env.Reach(kind, nil, proof)}, Facts: []fact.Fact{f}}
		},
	}
}

// bedrockModels reads models that were tuned, and models that were imported where the Region offers import.
func bedrockModels() Collector {
	return Collector{
		Name: "bedrock-models", Service: "bedrock",
		Kinds: []fact.Kind{"bedrock_custom_model"},
		Calls: []Call{
			{"bedrock.ListCustomModels", "bedrock:ListCustomModels"},
			{"bedrock.GetCustomModel", "bedrock:GetCustomModel"},
			{"bedrock.ListImportedModels", "bedrock:ListImportedModels"},
			{"bedrock.GetImportedModel", "bedrock:GetImportedModel"},
			{"bedrock.ListTagsForResource", "bedrock:ListTagsForResource"},
		},
		Collect: collectModels,
	}
}

func collectModels(ctx context.Context, env *Env) Batch {
	const kind = "bedrock_custom_model"
	client := bedrock.NewFromConfig(env.Config)
	tuned, proofs, gap := list(ctx, env, "bedrock.ListCustomModels", &bedrock.ListCustomModelsInput{}, client.ListCustomModels,
		func(out *bedrock.ListCustomModelsOutput) *string { return out.NextToken },
		func(in *bedrock.ListCustomModelsInput, token *string) { in.NextToken = token },
		func(out *bedrock.ListCustomModelsOutput) []types.CustomModelSummary { return out.ModelSummaries })
	imported, more, importGap := list(ctx, env, "bedrock.ListImportedModels", &bedrock.ListImportedModelsInput{}, client.ListImportedModels,
		func(out *bedrock.ListImportedModelsOutput) *string { return out.NextToken },
		func(in *bedrock.ListImportedModelsInput, token *string) { in.NextToken = token },
		func(out *bedrock.ListImportedModelsOutput) []types.ImportedModelSummary { return out.ModelSummaries })
	found := facts(ctx, env, tuned, func(ctx context.Context, e entry[types.CustomModelSummary]) *fact.BedrockCustomModel {
		f := &fact.BedrockCustomModel{
			Meta:         env.Meta(aws.ToString(e.value.ModelArn), aws.ToString(e.value.ModelName), e.proof),
			BaseModelArn: aws.ToString(e.value.BaseModelArn),
		}
		out, proof, gap := Ask(ctx, env, "bedrock.GetCustomModel", &bedrock.GetCustomModelInput{ModelIdentifier: aws.String(f.ARN)}, client.GetCustomModel)
		if kept(&f.Meta, proof, gap, "kmsKeyArn") {
			f.KmsKeyArn = aws.ToString(out.ModelKmsKeyArn)
		}
		bedrockTags(ctx, env, client, &f.Meta, f.ARN)
		return f
	})
	found = append(found, facts(ctx, env, imported, func(ctx context.Context, e entry[types.ImportedModelSummary]) *fact.BedrockCustomModel {
		f := &fact.BedrockCustomModel{Meta: env.Meta(aws.ToString(e.value.ModelArn), aws.ToString(e.value.ModelName), e.proof)}
		out, proof, gap := Ask(ctx, env, "bedrock.GetImportedModel", &bedrock.GetImportedModelInput{ModelIdentifier: aws.String(f.ARN)}, client.GetImportedModel)
		if kept(&f.Meta, proof, gap, "kmsKeyArn") {
			f.KmsKeyArn = aws.ToString(out.ModelKmsKeyArn)
		}
		bedrockTags(ctx, env, client, &f.Meta, f.ARN)
		return f
	})...)
	return Batch{Reach: []fact.Reach{env.Reach(kind, eitherWay(gap, importGap), append(proofs, more...)...)}, Facts: found}
}

// eitherWay is the gap of two ways to come to a model. One that the Region does not offer brought none, so the other decides.
func eitherWay(one, other *fact.Gap) *fact.Gap {
	switch {
	case one != nil && one.Status != fact.NotOffered:
		return one
	case other != nil && other.Status != fact.NotOffered:
		return other
	case one != nil && other != nil:
		return one
	}
	return nil
}

func bedrockTags(ctx context.Context, env *Env, client *bedrock.Client, m *fact.Meta, arn string) {
	out, proof, gap := Ask(ctx, env, "bedrock.ListTagsForResource", &bedrock.ListTagsForResourceInput{ResourceARN: aws.String(arn)}, client.ListTagsForResource)
	if kept(m, proof, gap, "tags") {
		m.Tags = tagMap(out.Tags, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	}
}
