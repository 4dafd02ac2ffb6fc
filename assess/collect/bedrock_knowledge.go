package collect

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent/types"

	"drydock/assess/fact"
)

// bedrockKnowledge reads knowledge bases and the sources that feed them. A data source has no ARN and no tags of its own in AWS:
// its ARN here is its knowledge base's with /data-source/ID, and its tags are its knowledge base's.
func bedrockKnowledge() Collector {
	return Collector{
		Name: "bedrock-knowledge", Service: "bedrock",
		Kinds: []fact.Kind{"bedrock_knowledge_base", "bedrock_data_source"},
		Calls: []Call{
			{"bedrockagent.ListKnowledgeBases", "bedrock:ListKnowledgeBases"},
			{"bedrockagent.GetKnowledgeBase", "bedrock:GetKnowledgeBase"},
			{"bedrockagent.ListTagsForResource", "bedrock:ListTagsForResource"},
			{"bedrockagent.ListDataSources", "bedrock:ListDataSources"},
			{"bedrockagent.GetDataSource", "bedrock:GetDataSource"},
		},
		Collect: collectKnowledge,
	}
}

func collectKnowledge(ctx context.Context, env *Env) Batch {
	client := bedrockagent.NewFromConfig(env.Config)
	summaries, proofs, gap := list(ctx, env, "bedrockagent.ListKnowledgeBases", &bedrockagent.ListKnowledgeBasesInput{}, client.ListKnowledgeBases,
		func(out *bedrockagent.ListKnowledgeBasesOutput) *string { return out.NextToken },
		func(in *bedrockagent.ListKnowledgeBasesInput, token *string) { in.NextToken = token },
		func(out *bedrockagent.ListKnowledgeBasesOutput) []types.KnowledgeBaseSummary {
			return out.KnowledgeBaseSummaries
		})
	bases := facts(ctx, env, summaries, func(ctx context.Context, e entry[types.KnowledgeBaseSummary]) *fact.BedrockKnowledgeBase {
		return readKnowledgeBase(ctx, env, client, e)
	})
	sources, sourceProofs, sourceGap := children(ctx, env, bases, func(ctx context.Context, base fact.Fact) ([]fact.Fact, []fact.Proof, *fact.Gap) {
		return readDataSources(ctx, env, client, base.(*fact.BedrockKnowledgeBase))
	})
	if gap != nil { // a base that was not listed has sources that were not listed
		sourceGap = gap
	}
	return Batch{
		Reach: []fact.Reach{
			env.Reach("bedrock_knowledge_base", gap, proofs...),
			env.Reach("bedrock_data_source", sourceGap, append(proofs, sourceProofs...)...),
		},
		Facts: append(bases, sources...),
	}
}

func readKnowledgeBase(ctx context.Context, env *Env, client *bedrockagent.Client, e entry[types.KnowledgeBaseSummary]) *fact.BedrockKnowledgeBase {
	id := aws.ToString(e.value.KnowledgeBaseId)
	f := &fact.BedrockKnowledgeBase{Meta: env.Meta(env.here("bedrock", "knowledge-base/"+id), aws.ToString(e.value.Name), e.proof), ID: id}
	out, proof, gap := Ask(ctx, env, "bedrockagent.GetKnowledgeBase", &bedrockagent.GetKnowledgeBaseInput{KnowledgeBaseId: aws.String(id)}, client.GetKnowledgeBase)
	base, gap := whole("bedrockagent.GetKnowledgeBase", out, gap, func(out *bedrockagent.GetKnowledgeBaseOutput) *types.KnowledgeBase { return out.KnowledgeBase })
	if kept(&f.Meta, proof, gap, "roleArn", "storageType", "storageArn", "indexArn", "secretArn") {
		f.RoleArn = aws.ToString(base.RoleArn)
		if storage := base.StorageConfiguration; storage != nil { // a Kendra or SQL knowledge base has none
			describeStorage(f, storage)
		}
	}
	agentTags(ctx, env, client, &f.Meta)
	return f
}

func readDataSources(ctx context.Context, env *Env, client *bedrockagent.Client, base *fact.BedrockKnowledgeBase) ([]fact.Fact, []fact.Proof, *fact.Gap) {
	in := &bedrockagent.ListDataSourcesInput{KnowledgeBaseId: aws.String(base.ID)}
	summaries, proofs, gap := list(ctx, env, "bedrockagent.ListDataSources", in, client.ListDataSources,
		func(out *bedrockagent.ListDataSourcesOutput) *string { return out.NextToken },
		func(in *bedrockagent.ListDataSourcesInput, token *string) { in.NextToken = token },
		func(out *bedrockagent.ListDataSourcesOutput) []types.DataSourceSummary {
			return out.DataSourceSummaries
		})
	var sources []fact.Fact
	for _, e := range summaries {
		id := aws.ToString(e.value.DataSourceId)
		f := &fact.BedrockDataSource{
			Meta:            env.Meta(base.ARN+"/data-source/"+id, aws.ToString(e.value.Name), e.proof),
			KnowledgeBaseID: base.ID,
		}
		inherit(&f.Meta, &base.Meta)
		in := &bedrockagent.GetDataSourceInput{DataSourceId: aws.String(id), KnowledgeBaseId: aws.String(base.ID)}
		out, proof, gap := Ask(ctx, env, "bedrockagent.GetDataSource", in, client.GetDataSource)
		source, gap := whole("bedrockagent.GetDataSource", out, gap, func(out *bedrockagent.GetDataSourceOutput) *types.DataSource { return out.DataSource })
		if kept(&f.Meta, proof, gap, "sourceType", "bucketArn", "bucketOwner", "kmsKeyArn", "deletionPolicy", "functions") {
			describeDataSource(f, source)
		}
		sources = append(sources, f)
	}
	return sources, proofs, gap
}

func describeDataSource(f *fact.BedrockDataSource, d *types.DataSource) {
	f.DeletionPolicy = string(d.DataDeletionPolicy)
	if e := d.ServerSideEncryptionConfiguration; e != nil {
		f.KmsKeyArn = aws.ToString(e.KmsKeyArn)
	}
	f.Functions = transformations(d.VectorIngestionConfiguration)
	c := d.DataSourceConfiguration
	if c == nil {
		return
	}
	f.SourceType = string(c.Type)
	if c.S3Configuration != nil {
		f.BucketArn = aws.ToString(c.S3Configuration.BucketArn)
		f.BucketOwner = aws.ToString(c.S3Configuration.BucketOwnerAccountId)
	}
}

// describeStorage says which store a knowledge base keeps its vectors in, and with which secret it signs in there.
func describeStorage(f *fact.BedrockKnowledgeBase, s *types.StorageConfiguration) {
	f.StorageType = string(s.Type)
	switch {
	case s.OpensearchServerlessConfiguration != nil:
		f.StorageArn = aws.ToString(s.OpensearchServerlessConfiguration.CollectionArn)
	case s.OpensearchManagedClusterConfiguration != nil:
		f.StorageArn = aws.ToString(s.OpensearchManagedClusterConfiguration.DomainArn)
	case s.S3VectorsConfiguration != nil:
		f.IndexArn = aws.ToString(s.S3VectorsConfiguration.IndexArn)
		f.StorageArn = aws.ToString(s.S3VectorsConfiguration.VectorBucketArn)
		switch name := aws.ToString(s.S3VectorsConfiguration.IndexName); {
		case f.IndexArn == "" && name != "":
			f.IndexArn = f.StorageArn + "/index/" + name
		case f.StorageArn == "":
			f.StorageArn, _, _ = strings.Cut(f.IndexArn, "/index/")
		}
	case s.RdsConfiguration != nil:
		f.StorageArn, f.SecretArn = aws.ToString(s.RdsConfiguration.ResourceArn), aws.ToString(s.RdsConfiguration.CredentialsSecretArn)
	case s.NeptuneAnalyticsConfiguration != nil:
		f.StorageArn = aws.ToString(s.NeptuneAnalyticsConfiguration.GraphArn)
	case s.MongoDbAtlasConfiguration != nil:
		f.SecretArn = aws.ToString(s.MongoDbAtlasConfiguration.CredentialsSecretArn)
	case s.PineconeConfiguration != nil:
		f.SecretArn = aws.ToString(s.PineconeConfiguration.CredentialsSecretArn)
	case s.RedisEnterpriseCloudConfiguration != nil:
		f.SecretArn = aws.ToString(s.RedisEnterpriseCloudConfiguration.CredentialsSecretArn)
	}
}

// transformations are the functions that documents pass on their way into the index.
func transformations(c *types.VectorIngestionConfiguration) []string {
	if c == nil || c.CustomTransformationConfiguration == nil {
		return nil
	}
	var functions []string
	for _, t := range c.CustomTransformationConfiguration.Transformations {
		if t.TransformationFunction != nil && t.TransformationFunction.TransformationLambdaConfiguration != nil {
			functions = append(functions, aws.ToString(t.TransformationFunction.TransformationLambdaConfiguration.LambdaArn))
		}
	}
	return functions
}
