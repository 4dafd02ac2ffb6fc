package collect

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	bedrocktypes "github.com/aws/aws-sdk-go-v2/service/bedrock/types"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent"
	agenttypes "github.com/aws/aws-sdk-go-v2/service/bedrockagent/types"
)

const guardrailArn = "arn:aws-cn:bedrock:cn-north-1:111122223333:guardrail/"

func guardrail(id, version string) bedrocktypes.GuardrailSummary {
	return bedrocktypes.GuardrailSummary{
		Id: aws.String(id), Arn: aws.String(guardrailArn + id), Name: aws.String(id), Version: aws.String(version),
		Status: bedrocktypes.GuardrailStatusReady,
	}
}

// The guardrails: gr1 has versions 1 and 2, and an agent names version 1; gr2 is only a draft.
func worldBedrock(f *fakeAWS) {
	always(f, "bedrock.GetModelInvocationLoggingConfiguration", &bedrock.GetModelInvocationLoggingConfigurationInput{}, &bedrock.GetModelInvocationLoggingConfigurationOutput{
		LoggingConfig: &bedrocktypes.LoggingConfig{
			TextDataDeliveryEnabled: aws.Bool(true), ImageDataDeliveryEnabled: aws.Bool(false), EmbeddingDataDeliveryEnabled: aws.Bool(true),
			S3Config:         &bedrocktypes.S3Config{BucketName: aws.String("logs")},
			CloudWatchConfig: &bedrocktypes.CloudWatchConfig{LogGroupName: aws.String("/bedrock")},
		},
	})
	lists := map[string][]bedrocktypes.GuardrailSummary{
		"": {guardrail("gr1", "DRAFT")}, "2": {guardrail("gr2", "DRAFT")},
		guardrailArn + "gr1": {guardrail("gr1", "DRAFT"), guardrail("gr1", "1")}, guardrailArn + "gr12": {guardrail("gr1", "2")},
		guardrailArn + "gr2": {guardrail("gr2", "DRAFT")},
	}
	on(f, "bedrock.ListGuardrails", func(in *bedrock.ListGuardrailsInput) (*bedrock.ListGuardrailsOutput, error) {
		key := aws.ToString(in.GuardrailIdentifier) + aws.ToString(in.NextToken)
		out := &bedrock.ListGuardrailsOutput{Guardrails: lists[key]}
		if _, goesOn := lists[key+"2"]; goesOn {
			out.NextToken = second
		}
		return out, nil
	})
	on(f, "bedrock.GetGuardrail", func(in *bedrock.GetGuardrailInput) (*bedrock.GetGuardrailOutput, error) {
		return &bedrock.GetGuardrailOutput{
			GuardrailId: in.GuardrailIdentifier, Status: bedrocktypes.GuardrailStatusReady, KmsKeyArn: aws.String("arn:aws-cn:kms:cn-north-1:111122223333:key/k1"),
			ContentPolicy: &bedrocktypes.GuardrailContentPolicy{Filters: []bedrocktypes.GuardrailContentFilter{{
				Type: bedrocktypes.GuardrailContentFilterTypePromptAttack, InputStrength: bedrocktypes.GuardrailFilterStrengthHigh, OutputStrength: bedrocktypes.GuardrailFilterStrengthNone,
			}, {
				Type: bedrocktypes.GuardrailContentFilterTypeHate, InputStrength: bedrocktypes.GuardrailFilterStrengthLow, OutputStrength: bedrocktypes.GuardrailFilterStrengthLow,
				InputAction: bedrocktypes.GuardrailContentFilterActionNone, InputEnabled: aws.Bool(false),
				OutputAction: bedrocktypes.GuardrailContentFilterActionNone, OutputEnabled: aws.Bool(false),
			}}},
			TopicPolicy: &bedrocktypes.GuardrailTopicPolicy{Topics: []bedrocktypes.GuardrailTopic{{Name: aws.String("advice")}}},
			SensitiveInformationPolicy: &bedrocktypes.GuardrailSensitiveInformationPolicy{
				PiiEntities: []bedrocktypes.GuardrailPiiEntity{
					{Action: bedrocktypes.GuardrailSensitiveInformationActionBlock},
					{Action: bedrocktypes.GuardrailSensitiveInformationActionNone},
					{Action: bedrocktypes.GuardrailSensitiveInformationActionNone, OutputAction: bedrocktypes.GuardrailSensitiveInformationActionAnonymize},
				},
				Regexes: []bedrocktypes.GuardrailRegex{{Action: bedrocktypes.GuardrailSensitiveInformationActionAnonymize, InputEnabled: aws.Bool(false), OutputEnabled: aws.Bool(false)}},
			},
			ContextualGroundingPolicy: &bedrocktypes.GuardrailContextualGroundingPolicy{Filters: []bedrocktypes.GuardrailContextualGroundingFilter{
				{Type: bedrocktypes.GuardrailContextualGroundingFilterTypeRelevance, Threshold: aws.Float64(0.2), Action: bedrocktypes.GuardrailContextualGroundingActionNone},
				{Type: bedrocktypes.GuardrailContextualGroundingFilterTypeGrounding, Threshold: aws.Float64(0.8)},
			}},
			AutomatedReasoningPolicy: &bedrocktypes.GuardrailAutomatedReasoningPolicy{Policies: []string{"rules"}},
		}, nil
	})
	always(f, "bedrock.ListTagsForResource", &bedrock.ListTagsForResourceInput{}, &bedrock.ListTagsForResourceOutput{
		Tags: []bedrocktypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}},
	})
	pages(f, "bedrock.ListEnforcedGuardrailsConfiguration", func(in *bedrock.ListEnforcedGuardrailsConfigurationInput) *string { return in.NextToken },
		&bedrock.ListEnforcedGuardrailsConfigurationOutput{NextToken: second},
		&bedrock.ListEnforcedGuardrailsConfigurationOutput{GuardrailsConfig: []bedrocktypes.AccountEnforcedGuardrailOutputConfiguration{{
			ConfigId: aws.String("c1"), GuardrailArn: aws.String(guardrailArn + "gr2"), GuardrailVersion: aws.String("DRAFT"), Owner: bedrocktypes.ConfigurationOwnerAccount,
			ModelEnforcement: &bedrocktypes.ModelEnforcement{IncludedModels: []string{"ALL"}, ExcludedModels: []string{"m1"}},
		}}})
	model := func(id string) *string { return aws.String("arn:aws-cn:bedrock:cn-north-1:111122223333:" + id) }
	pages(f, "bedrock.ListCustomModels", func(in *bedrock.ListCustomModelsInput) *string { return in.NextToken },
		&bedrock.ListCustomModelsOutput{NextToken: second, ModelSummaries: []bedrocktypes.CustomModelSummary{{ModelArn: model("custom-model/a"), ModelName: aws.String("a"), BaseModelArn: aws.String("base")}}},
		&bedrock.ListCustomModelsOutput{ModelSummaries: []bedrocktypes.CustomModelSummary{{ModelArn: model("custom-model/b"), ModelName: aws.String("b"), BaseModelArn: aws.String("base")}}})
	always(f, "bedrock.GetCustomModel", &bedrock.GetCustomModelInput{}, &bedrock.GetCustomModelOutput{ModelArn: aws.String("a"), ModelKmsKeyArn: aws.String("key")})
	pages(f, "bedrock.ListImportedModels", func(in *bedrock.ListImportedModelsInput) *string { return in.NextToken },
		&bedrock.ListImportedModelsOutput{NextToken: second, ModelSummaries: []bedrocktypes.ImportedModelSummary{{ModelArn: model("imported-model/c"), ModelName: aws.String("c")}}},
		&bedrock.ListImportedModelsOutput{})
	always(f, "bedrock.GetImportedModel", &bedrock.GetImportedModelInput{}, &bedrock.GetImportedModelOutput{ModelArn: aws.String("c"), ModelKmsKeyArn: aws.String("key")})
}

// The agents: a1 is deployed at versions 2 and 10, a2 has only its draft.
func worldAgents(f *fakeAWS) {
	pages(f, "bedrockagent.ListAgents", func(in *bedrockagent.ListAgentsInput) *string { return in.NextToken },
		&bedrockagent.ListAgentsOutput{NextToken: second, AgentSummaries: []agenttypes.AgentSummary{{AgentId: aws.String("a1"), AgentName: aws.String("claims")}}},
		&bedrockagent.ListAgentsOutput{AgentSummaries: []agenttypes.AgentSummary{{AgentId: aws.String("a2"), AgentName: aws.String("idea")}}})
	on(f, "bedrockagent.GetAgent", func(in *bedrockagent.GetAgentInput) (*bedrockagent.GetAgentOutput, error) {
		return &bedrockagent.GetAgentOutput{Agent: &agenttypes.Agent{
			AgentId: in.AgentId, AgentResourceRoleArn: aws.String("role"), CustomerEncryptionKeyArn: aws.String("key"), FoundationModel: aws.String("model"),
			Instruction: aws.String("canary-secret instruction"),
		}}, nil
	})
	always(f, "bedrockagent.ListTagsForResource", &bedrockagent.ListTagsForResourceInput{}, &bedrockagent.ListTagsForResourceOutput{Tags: map[string]string{"app": "claims"}})
	alias := func(id string, versions ...string) agenttypes.AgentAliasSummary {
		a := agenttypes.AgentAliasSummary{AgentAliasId: aws.String(id)}
		for _, v := range versions {
			a.RoutingConfiguration = append(a.RoutingConfiguration, agenttypes.AgentAliasRoutingConfigurationListItem{AgentVersion: aws.String(v)})
		}
		return a
	}
	on(f, "bedrockagent.ListAgentAliases", func(in *bedrockagent.ListAgentAliasesInput) (*bedrockagent.ListAgentAliasesOutput, error) {
		switch {
		case in.NextToken == nil:
			return &bedrockagent.ListAgentAliasesOutput{NextToken: second, AgentAliasSummaries: []agenttypes.AgentAliasSummary{alias(testAlias, "DRAFT")}}, nil
		case *in.AgentId == "a1":
			return &bedrockagent.ListAgentAliasesOutput{AgentAliasSummaries: []agenttypes.AgentAliasSummary{alias("prod", "10"), alias("old", "2", "10")}}, nil
		}
		return &bedrockagent.ListAgentAliasesOutput{}, nil
	})
	on(f, "bedrockagent.GetAgentVersion", func(in *bedrockagent.GetAgentVersionInput) (*bedrockagent.GetAgentVersionOutput, error) {
		v := &agenttypes.AgentVersion{Version: in.AgentVersion, Instruction: aws.String("canary-secret instruction")}
		if *in.AgentVersion == "10" {
			v.GuardrailConfiguration = &agenttypes.GuardrailConfiguration{GuardrailIdentifier: aws.String("gr1"), GuardrailVersion: aws.String("1")}
		}
		return &bedrockagent.GetAgentVersionOutput{AgentVersion: v}, nil
	})
	group := func(id string, state agenttypes.ActionGroupState) agenttypes.ActionGroupSummary {
		return agenttypes.ActionGroupSummary{ActionGroupId: aws.String(id), ActionGroupState: state}
	}
	pages(f, "bedrockagent.ListAgentActionGroups", func(in *bedrockagent.ListAgentActionGroupsInput) *string { return in.NextToken },
		&bedrockagent.ListAgentActionGroupsOutput{NextToken: second, ActionGroupSummaries: []agenttypes.ActionGroupSummary{
			group("refund", agenttypes.ActionGroupStateEnabled), group("off", agenttypes.ActionGroupStateDisabled),
		}},
		&bedrockagent.ListAgentActionGroupsOutput{ActionGroupSummaries: []agenttypes.ActionGroupSummary{
			group("asked", agenttypes.ActionGroupStateEnabled), group("input", agenttypes.ActionGroupStateEnabled),
		}})
	functions := map[string][]agenttypes.RequireConfirmation{
		"refund": {agenttypes.RequireConfirmationEnabled, agenttypes.RequireConfirmationDisabled}, "asked": {agenttypes.RequireConfirmationEnabled},
	}
	on(f, "bedrockagent.GetAgentActionGroup", func(in *bedrockagent.GetAgentActionGroupInput) (*bedrockagent.GetAgentActionGroupOutput, error) {
		g := &agenttypes.AgentActionGroup{
			ActionGroupId: in.ActionGroupId, ActionGroupState: agenttypes.ActionGroupStateEnabled,
			ActionGroupExecutor: &agenttypes.ActionGroupExecutorMemberLambda{Value: "function"},
		}
		if *in.ActionGroupId == "input" {
			g.ParentActionSignature = agenttypes.ActionGroupSignatureAmazonUserinput
		}
		schema := &agenttypes.FunctionSchemaMemberFunctions{}
		for _, c := range functions[*in.ActionGroupId] {
			schema.Value = append(schema.Value, agenttypes.Function{RequireConfirmation: c})
		}
		g.FunctionSchema = schema
		return &bedrockagent.GetAgentActionGroupOutput{AgentActionGroup: g}, nil
	})
}

func worldKnowledge(f *fakeAWS) {
	pages(f, "bedrockagent.ListKnowledgeBases", func(in *bedrockagent.ListKnowledgeBasesInput) *string { return in.NextToken },
		&bedrockagent.ListKnowledgeBasesOutput{NextToken: second, KnowledgeBaseSummaries: []agenttypes.KnowledgeBaseSummary{{KnowledgeBaseId: aws.String("kb1"), Name: aws.String("policies")}}},
		&bedrockagent.ListKnowledgeBasesOutput{KnowledgeBaseSummaries: []agenttypes.KnowledgeBaseSummary{{KnowledgeBaseId: aws.String("kb2"), Name: aws.String("letters")}}})
	on(f, "bedrockagent.GetKnowledgeBase", func(in *bedrockagent.GetKnowledgeBaseInput) (*bedrockagent.GetKnowledgeBaseOutput, error) {
		return &bedrockagent.GetKnowledgeBaseOutput{KnowledgeBase: &agenttypes.KnowledgeBase{
			KnowledgeBaseId: in.KnowledgeBaseId, RoleArn: aws.String("role"),
			StorageConfiguration: &agenttypes.StorageConfiguration{
				Type:                   agenttypes.KnowledgeBaseStorageTypeS3Vectors,
				S3VectorsConfiguration: &agenttypes.S3VectorsConfiguration{VectorBucketArn: aws.String(vectorBucketArn), IndexName: aws.String("i1")},
			},
		}}, nil
	})
	pages(f, "bedrockagent.ListDataSources", func(in *bedrockagent.ListDataSourcesInput) *string { return in.NextToken },
		&bedrockagent.ListDataSourcesOutput{NextToken: second, DataSourceSummaries: []agenttypes.DataSourceSummary{{DataSourceId: aws.String("d1"), Name: aws.String("one")}}},
		&bedrockagent.ListDataSourcesOutput{DataSourceSummaries: []agenttypes.DataSourceSummary{{DataSourceId: aws.String("d2"), Name: aws.String("two")}}})
	on(f, "bedrockagent.GetDataSource", func(in *bedrockagent.GetDataSourceInput) (*bedrockagent.GetDataSourceOutput, error) {
		return &bedrockagent.GetDataSourceOutput{DataSource: &agenttypes.DataSource{
			DataSourceId: in.DataSourceId, DataDeletionPolicy: agenttypes.DataDeletionPolicyDelete,
			VectorIngestionConfiguration: &agenttypes.VectorIngestionConfiguration{CustomTransformationConfiguration: &agenttypes.CustomTransformationConfiguration{
				Transformations: []agenttypes.Transformation{{TransformationFunction: &agenttypes.TransformationFunction{
					TransformationLambdaConfiguration: &agenttypes.TransformationLambdaConfiguration{LambdaArn: aws.String("screen")},
				}}},
			}},
			ServerSideEncryptionConfiguration: &agenttypes.ServerSideEncryptionConfiguration{KmsKeyArn: aws.String("key")},
			DataSourceConfiguration: &agenttypes.DataSourceConfiguration{Type: agenttypes.DataSourceTypeS3, S3Configuration: &agenttypes.S3DataSourceConfiguration{
				BucketArn: aws.String("bucket"), BucketOwnerAccountId: aws.String("444455556666"),
			}},
		}}, nil
	})
}
