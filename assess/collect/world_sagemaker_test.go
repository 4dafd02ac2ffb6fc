package collect

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
)

const sageArn = "arn:aws-cn:sagemaker:cn-north-1:111122223333:"

func sageName(path string) (arn, name *string) {
	return aws.String(sageArn + path), aws.String(path[strings.LastIndex(path, "/")+1:])
}

func worldSageMaker(f *fakeAWS) {
	worldSageMakerServing(f)
	worldSageMakerModels(f)
	worldSageMakerTraining(f)
	worldSageMakerOtherJobs(f)
	worldSageMakerStudio(f)
	worldSageMakerMonitors(f)
	worldSageMakerRecords(f)
}

// Two endpoints: one with machines and a component, one that is being deleted. A batch job runs a third model.
func worldSageMakerServing(f *fakeAWS) {
	endpoint := func(path string, status types.EndpointStatus) types.EndpointSummary {
		arn, name := sageName(path)
		return types.EndpointSummary{EndpointArn: arn, EndpointName: name, EndpointStatus: status}
	}
	pages(f, "sagemaker.ListEndpoints", func(in *sagemaker.ListEndpointsInput) *string { return in.NextToken },
		&sagemaker.ListEndpointsOutput{NextToken: second, Endpoints: []types.EndpointSummary{endpoint("endpoint/scoring", types.EndpointStatusInService)}},
		&sagemaker.ListEndpointsOutput{Endpoints: []types.EndpointSummary{endpoint("endpoint/old", types.EndpointStatusDeleting)}})
	on(f, "sagemaker.DescribeEndpoint", func(in *sagemaker.DescribeEndpointInput) (*sagemaker.DescribeEndpointOutput, error) {
		out := &sagemaker.DescribeEndpointOutput{EndpointArn: in.EndpointName, EndpointStatus: types.EndpointStatusDeleting, EndpointConfigName: in.EndpointName}
		if *in.EndpointName == "scoring" {
			out.EndpointStatus = types.EndpointStatusInService
			out.ProductionVariants = []types.ProductionVariantSummary{{CurrentInstanceCount: aws.Int32(3)}, {CurrentInstanceCount: aws.Int32(2)}}
			out.DataCaptureConfig = &types.DataCaptureConfigSummary{EnableCapture: aws.Bool(true), CaptureStatus: types.CaptureStatusStarted, KmsKeyId: aws.String("key")}
		}
		return out, nil
	})
	on(f, "sagemaker.DescribeEndpointConfig", func(in *sagemaker.DescribeEndpointConfigInput) (*sagemaker.DescribeEndpointConfigOutput, error) {
		return &sagemaker.DescribeEndpointConfigOutput{
			EndpointConfigArn: in.EndpointConfigName, KmsKeyId: aws.String("key"),
			ProductionVariants: []types.ProductionVariant{
				{ModelName: aws.String("m-" + *in.EndpointConfigName), InstanceType: types.ProductionVariantInstanceTypeMlM5Large}, {InstanceType: types.ProductionVariantInstanceTypeMlG52xlarge},
			},
		}, nil
	})
	part := func(name, endpoint string) types.InferenceComponentSummary {
		return types.InferenceComponentSummary{InferenceComponentName: aws.String(name), EndpointName: aws.String(endpoint)}
	}
	pages(f, "sagemaker.ListInferenceComponents", func(in *sagemaker.ListInferenceComponentsInput) *string { return in.NextToken },
		&sagemaker.ListInferenceComponentsOutput{NextToken: second, InferenceComponents: []types.InferenceComponentSummary{part("c1", "scoring")}},
		&sagemaker.ListInferenceComponentsOutput{InferenceComponents: []types.InferenceComponentSummary{part("c2", "scoring")}})
	on(f, "sagemaker.DescribeInferenceComponent", func(in *sagemaker.DescribeInferenceComponentInput) (*sagemaker.DescribeInferenceComponentOutput, error) {
		return &sagemaker.DescribeInferenceComponentOutput{
			InferenceComponentArn: in.InferenceComponentName, Specification: &types.InferenceComponentSpecificationSummary{ModelName: aws.String("m-part")},
		}, nil
	})
	job := func(path string) types.TransformJobSummary {
		arn, name := sageName(path)
		return types.TransformJobSummary{TransformJobArn: arn, TransformJobName: name}
	}
	pages(f, "sagemaker.ListTransformJobs", func(in *sagemaker.ListTransformJobsInput) *string { return in.NextToken },
		&sagemaker.ListTransformJobsOutput{NextToken: second, TransformJobSummaries: []types.TransformJobSummary{job("transform-job/t1")}},
		&sagemaker.ListTransformJobsOutput{TransformJobSummaries: []types.TransformJobSummary{job("transform-job/t2")}})
	on(f, "sagemaker.DescribeTransformJob", func(in *sagemaker.DescribeTransformJobInput) (*sagemaker.DescribeTransformJobOutput, error) {
		return &sagemaker.DescribeTransformJobOutput{
			TransformJobArn: in.TransformJobName, TransformJobStatus: types.TransformJobStatusCompleted, ModelName: aws.String("m-batch"),
			Environment:        map[string]string{"PASSWORD": "canary-secret"},
			TransformResources: &types.TransformResources{InstanceType: types.TransformInstanceTypeMlM5Large, VolumeKmsKeyId: aws.String("key")},
			TransformOutput:    &types.TransformOutput{KmsKeyId: aws.String("key")},
		}, nil
	})
}

// Two of the models name the same version of the registry.
func worldSageMakerModels(f *fakeAWS) {
	on(f, "sagemaker.DescribeModel", func(in *sagemaker.DescribeModelInput) (*sagemaker.DescribeModelOutput, error) {
		out := &sagemaker.DescribeModelOutput{
			ModelArn: aws.String(sageArn + "model/" + *in.ModelName), EnableNetworkIsolation: aws.Bool(true), VpcConfig: &types.VpcConfig{Subnets: []string{"subnet-1"}},
		}
		if *in.ModelName == "m-batch" {
			out.PrimaryContainer = &types.ContainerDefinition{
				Image: aws.String("image"), ModelDataUrl: aws.String("s3://weights/one.tar.gz"), Environment: map[string]string{"TOKEN": "canary-secret"},
			}
			return out, nil
		}
		out.Containers = []types.ContainerDefinition{{ModelPackageName: aws.String(sageArn + "model-package/credit/7")}}
		return out, nil
	})
	on(f, "sagemaker.DescribeModelPackage", func(in *sagemaker.DescribeModelPackageInput) (*sagemaker.DescribeModelPackageOutput, error) {
		return &sagemaker.DescribeModelPackageOutput{
			ModelPackageArn: in.ModelPackageName, ModelPackageGroupName: aws.String("credit"), ModelPackageVersion: aws.Int32(7),
			ModelApprovalStatus: types.ModelApprovalStatusApproved, ApprovalDescription: aws.String("reviewed"),
			CreatedBy:          &types.UserContext{IamIdentity: &types.IamIdentity{Arn: aws.String("ann")}},
			LastModifiedBy:     &types.UserContext{UserProfileArn: aws.String("ben"), IamIdentity: &types.IamIdentity{Arn: aws.String("role")}},
			MetadataProperties: &types.MetadataProperties{GeneratedBy: aws.String("pipeline"), CommitId: aws.String("c0ffee")}, SourceUri: aws.String("s3://source"),
			ModelCard:    &types.ModelPackageModelCard{ModelCardStatus: types.ModelCardStatusDraft, ModelCardContent: aws.String("canary-secret")},
			ModelMetrics: &types.ModelMetrics{Bias: &types.Bias{PreTrainingReport: &types.MetricsSource{}}},
			InferenceSpecification: &types.InferenceSpecification{Containers: []types.ModelPackageContainerDefinition{{
				Image: aws.String("registry/credit:7"), ImageDigest: aws.String("sha256:ab"), ModelDataUrl: aws.String("s3://weights/seven.tar.gz"), ModelDataETag: aws.String("e7"),
			}}},
		}, nil
	})
}

func worldSageMakerTraining(f *fakeAWS) {
	training := func(path string) types.TrainingJobSummary {
		arn, name := sageName(path)
		return types.TrainingJobSummary{TrainingJobArn: arn, TrainingJobName: name}
	}
	pages(f, "sagemaker.ListTrainingJobs", func(in *sagemaker.ListTrainingJobsInput) *string { return in.NextToken },
		&sagemaker.ListTrainingJobsOutput{NextToken: second, TrainingJobSummaries: []types.TrainingJobSummary{training("training-job/j1")}},
		&sagemaker.ListTrainingJobsOutput{TrainingJobSummaries: []types.TrainingJobSummary{training("training-job/j2")}})
	on(f, "sagemaker.DescribeTrainingJob", func(in *sagemaker.DescribeTrainingJobInput) (*sagemaker.DescribeTrainingJobOutput, error) {
		from := func(uri string) types.Channel {
			return types.Channel{DataSource: &types.DataSource{S3DataSource: &types.S3DataSource{S3Uri: aws.String(uri)}}}
		}
		return &sagemaker.DescribeTrainingJobOutput{
			TrainingJobArn: in.TrainingJobName, TrainingJobStatus: types.TrainingJobStatusCompleted, EnableNetworkIsolation: aws.Bool(true),
			HyperParameters: map[string]string{"key": "canary-secret"}, VpcConfig: &types.VpcConfig{Subnets: []string{"subnet-1"}},
			ResourceConfig: &types.ResourceConfig{VolumeKmsKeyId: aws.String("key"), InstanceGroups: []types.InstanceGroup{
				{InstanceCount: aws.Int32(2), InstanceType: types.TrainingInstanceTypeMlM5Large}, {InstanceCount: aws.Int32(1), InstanceType: types.TrainingInstanceTypeMlP4d24xlarge},
			}},
			OutputDataConfig: &types.OutputDataConfig{KmsKeyId: aws.String("key"), S3OutputPath: aws.String("s3://models/credit")},
			InputDataConfig:  []types.Channel{from("s3://data/a"), from("s3://data/b"), {}},
		}, nil
	})
	processing := func(path string) types.ProcessingJobSummary {
		arn, name := sageName(path)
		return types.ProcessingJobSummary{ProcessingJobArn: arn, ProcessingJobName: name}
	}
	pages(f, "sagemaker.ListProcessingJobs", func(in *sagemaker.ListProcessingJobsInput) *string { return in.NextToken },
		&sagemaker.ListProcessingJobsOutput{NextToken: second, ProcessingJobSummaries: []types.ProcessingJobSummary{processing("processing-job/p1")}},
		&sagemaker.ListProcessingJobsOutput{ProcessingJobSummaries: []types.ProcessingJobSummary{processing("processing-job/p2")}})
	on(f, "sagemaker.DescribeProcessingJob", func(in *sagemaker.DescribeProcessingJobInput) (*sagemaker.DescribeProcessingJobOutput, error) {
		return &sagemaker.DescribeProcessingJobOutput{
			ProcessingJobArn: in.ProcessingJobName, ProcessingJobStatus: types.ProcessingJobStatusCompleted, MonitoringScheduleArn: aws.String("schedule"),
			AppSpecification: &types.AppSpecification{ImageUri: aws.String("clarify")}, Environment: map[string]string{"SECRET": "canary-secret"},
			NetworkConfig: &types.NetworkConfig{
				EnableNetworkIsolation: aws.Bool(true), EnableInterContainerTrafficEncryption: aws.Bool(true), VpcConfig: &types.VpcConfig{Subnets: []string{"subnet-1"}},
			},
			ProcessingResources: &types.ProcessingResources{ClusterConfig: &types.ProcessingClusterConfig{
				InstanceCount: aws.Int32(2), InstanceType: types.ProcessingInstanceTypeMlM5Large, VolumeKmsKeyId: aws.String("key"),
			}},
			ProcessingOutputConfig: &types.ProcessingOutputConfig{KmsKeyId: aws.String("key")},
		}, nil
	})
}

func worldSageMakerOtherJobs(f *fakeAWS) {
	automl := func(path string) types.AutoMLJobSummary {
		arn, name := sageName(path)
		return types.AutoMLJobSummary{AutoMLJobArn: arn, AutoMLJobName: name}
	}
	pages(f, "sagemaker.ListAutoMLJobs", func(in *sagemaker.ListAutoMLJobsInput) *string { return in.NextToken },
		&sagemaker.ListAutoMLJobsOutput{NextToken: second, AutoMLJobSummaries: []types.AutoMLJobSummary{automl("automl-job/a1")}},
		&sagemaker.ListAutoMLJobsOutput{AutoMLJobSummaries: []types.AutoMLJobSummary{automl("automl-job/a2")}})
	on(f, "sagemaker.DescribeAutoMLJobV2", func(in *sagemaker.DescribeAutoMLJobV2Input) (*sagemaker.DescribeAutoMLJobV2Output, error) {
		return &sagemaker.DescribeAutoMLJobV2Output{
			AutoMLJobArn: in.AutoMLJobName, AutoMLJobStatus: types.AutoMLJobStatusCompleted, OutputDataConfig: &types.AutoMLOutputDataConfig{KmsKeyId: aws.String("key")},
			SecurityConfig: &types.AutoMLSecurityConfig{
				EnableInterContainerTrafficEncryption: aws.Bool(true), VolumeKmsKeyId: aws.String("key"), VpcConfig: &types.VpcConfig{Subnets: []string{"subnet-1"}},
			},
		}, nil
	})
	compilation := func(path string) types.CompilationJobSummary {
		arn, name := sageName(path)
		return types.CompilationJobSummary{CompilationJobArn: arn, CompilationJobName: name}
	}
	pages(f, "sagemaker.ListCompilationJobs", func(in *sagemaker.ListCompilationJobsInput) *string { return in.NextToken },
		&sagemaker.ListCompilationJobsOutput{NextToken: second, CompilationJobSummaries: []types.CompilationJobSummary{compilation("compilation-job/c1")}},
		&sagemaker.ListCompilationJobsOutput{CompilationJobSummaries: []types.CompilationJobSummary{compilation("compilation-job/c2")}})
	on(f, "sagemaker.DescribeCompilationJob", func(in *sagemaker.DescribeCompilationJobInput) (*sagemaker.DescribeCompilationJobOutput, error) {
		return &sagemaker.DescribeCompilationJobOutput{
			CompilationJobArn: in.CompilationJobName, CompilationJobStatus: types.CompilationJobStatusCompleted, OutputConfig: &types.OutputConfig{KmsKeyId: aws.String("key")},
		}, nil
	})
	labeling := func(path string) types.LabelingJobSummary {
		arn, name := sageName(path)
		return types.LabelingJobSummary{LabelingJobArn: arn, LabelingJobName: name}
	}
	pages(f, "sagemaker.ListLabelingJobs", func(in *sagemaker.ListLabelingJobsInput) *string { return in.NextToken },
		&sagemaker.ListLabelingJobsOutput{NextToken: second, LabelingJobSummaryList: []types.LabelingJobSummary{labeling("labeling-job/l1")}},
		&sagemaker.ListLabelingJobsOutput{LabelingJobSummaryList: []types.LabelingJobSummary{labeling("labeling-job/l2")}})
	on(f, "sagemaker.DescribeLabelingJob", func(in *sagemaker.DescribeLabelingJobInput) (*sagemaker.DescribeLabelingJobOutput, error) {
		return &sagemaker.DescribeLabelingJobOutput{
			LabelingJobArn: in.LabelingJobName, LabelingJobStatus: types.LabelingJobStatusInProgress, Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("1")}},
			HumanTaskConfig: &types.HumanTaskConfig{WorkteamArn: aws.String("team"), TaskDescription: aws.String("canary-secret")},
			OutputConfig:    &types.LabelingJobOutputConfig{KmsKeyId: aws.String("key")},
		}, nil
	})
}

func worldSageMakerStudio(f *fakeAWS) {
	domain := func(path string) types.DomainDetails {
		arn, name := sageName(path)
		return types.DomainDetails{DomainArn: arn, DomainId: name, DomainName: name}
	}
	pages(f, "sagemaker.ListDomains", func(in *sagemaker.ListDomainsInput) *string { return in.NextToken },
		&sagemaker.ListDomainsOutput{NextToken: second, Domains: []types.DomainDetails{domain("domain/d1")}},
		&sagemaker.ListDomainsOutput{Domains: []types.DomainDetails{domain("domain/d2")}})
	on(f, "sagemaker.DescribeDomain", func(in *sagemaker.DescribeDomainInput) (*sagemaker.DescribeDomainOutput, error) {
		out := &sagemaker.DescribeDomainOutput{DomainArn: in.DomainId, AuthMode: types.AuthModeIam}
		if *in.DomainId == "d1" {
			out.AppNetworkAccessType, out.AuthMode, out.KmsKeyId = types.AppNetworkAccessTypeVpcOnly, types.AuthModeSso, aws.String("key")
			out.DomainSettings = &types.DomainSettings{ExecutionRoleIdentityConfig: types.ExecutionRoleIdentityConfigUserProfileName}
			out.SingleSignOnApplicationArn, out.SingleSignOnManagedApplicationInstanceId = aws.String("app"), aws.String("instance")
		}
		return out, nil
	})
	workforce := func(path string) types.Workforce {
		arn, name := sageName(path)
		return types.Workforce{
			WorkforceArn: arn, WorkforceName: name, SourceIpConfig: &types.SourceIpConfig{Cidrs: []string{"10.0.0.0/8"}},
			WorkforceVpcConfig: &types.WorkforceVpcConfigResponse{VpcId: aws.String("vpc-1")},
		}
	}
	pages(f, "sagemaker.ListWorkforces", func(in *sagemaker.ListWorkforcesInput) *string { return in.NextToken },
		&sagemaker.ListWorkforcesOutput{NextToken: second, Workforces: []types.Workforce{workforce("workforce/w1")}},
		&sagemaker.ListWorkforcesOutput{Workforces: []types.Workforce{workforce("workforce/w2")}})
	group := func(path string) types.FeatureGroupSummary {
		arn, name := sageName(path)
		return types.FeatureGroupSummary{FeatureGroupArn: arn, FeatureGroupName: name}
	}
	pages(f, "sagemaker.ListFeatureGroups", func(in *sagemaker.ListFeatureGroupsInput) *string { return in.NextToken },
		&sagemaker.ListFeatureGroupsOutput{NextToken: second, FeatureGroupSummaries: []types.FeatureGroupSummary{group("feature-group/g1")}},
		&sagemaker.ListFeatureGroupsOutput{FeatureGroupSummaries: []types.FeatureGroupSummary{group("feature-group/g2")}})
	on(f, "sagemaker.DescribeFeatureGroup", func(in *sagemaker.DescribeFeatureGroupInput) (*sagemaker.DescribeFeatureGroupOutput, error) {
		return &sagemaker.DescribeFeatureGroupOutput{
			FeatureGroupArn: in.FeatureGroupName, FeatureGroupStatus: types.FeatureGroupStatusCreated,
			OnlineStoreConfig:  &types.OnlineStoreConfig{EnableOnlineStore: aws.Bool(true), SecurityConfig: &types.OnlineStoreSecurityConfig{KmsKeyId: aws.String("online")}},
			OfflineStoreConfig: &types.OfflineStoreConfig{S3StorageConfig: &types.S3StorageConfig{KmsKeyId: aws.String("offline")}},
			OfflineStoreStatus: &types.OfflineStoreStatus{Status: types.OfflineStoreStatusValueActive},
		}, nil
	})
}

// Five schedules: one of each type, and one that says itself what its jobs run on.
func worldSageMakerMonitors(f *fakeAWS) {
	schedule := func(path string) types.MonitoringScheduleSummary {
		arn, name := sageName(path)
		return types.MonitoringScheduleSummary{MonitoringScheduleArn: arn, MonitoringScheduleName: name}
	}
	pages(f, "sagemaker.ListMonitoringSchedules", func(in *sagemaker.ListMonitoringSchedulesInput) *string { return in.NextToken },
		&sagemaker.ListMonitoringSchedulesOutput{NextToken: second, MonitoringScheduleSummaries: []types.MonitoringScheduleSummary{
			schedule("monitoring-schedule/DataQuality"), schedule("monitoring-schedule/ModelQuality"), schedule("monitoring-schedule/ModelBias"),
		}},
		&sagemaker.ListMonitoringSchedulesOutput{MonitoringScheduleSummaries: []types.MonitoringScheduleSummary{
			schedule("monitoring-schedule/ModelExplainability"), schedule("monitoring-schedule/own"),
		}})
	machines := &types.MonitoringResources{ClusterConfig: &types.MonitoringClusterConfig{InstanceCount: aws.Int32(2)}}
	on(f, "sagemaker.DescribeMonitoringSchedule", func(in *sagemaker.DescribeMonitoringScheduleInput) (*sagemaker.DescribeMonitoringScheduleOutput, error) {
		out := &sagemaker.DescribeMonitoringScheduleOutput{
			MonitoringScheduleStatus: types.ScheduleStatusScheduled, MonitoringType: types.MonitoringType(*in.MonitoringScheduleName), EndpointName: aws.String("scoring"),
			MonitoringScheduleConfig:       &types.MonitoringScheduleConfig{MonitoringJobDefinitionName: aws.String("definition")},
			LastMonitoringExecutionSummary: &types.MonitoringExecutionSummary{MonitoringExecutionStatus: types.ExecutionStatusCompleted},
		}
		if *in.MonitoringScheduleName == "own" {
			out.MonitoringType = ""
			out.MonitoringScheduleConfig = &types.MonitoringScheduleConfig{MonitoringType: types.MonitoringTypeDataQuality, MonitoringJobDefinition: &types.MonitoringJobDefinition{
				NetworkConfig: &types.NetworkConfig{EnableNetworkIsolation: aws.Bool(true)}, MonitoringResources: machines,
				Environment: map[string]string{"SECRET": "canary-secret"},
			}}
		}
		return out, nil
	})
	network := &types.MonitoringNetworkConfig{EnableNetworkIsolation: aws.Bool(true), EnableInterContainerTrafficEncryption: aws.Bool(true)}
	always(f, "sagemaker.DescribeDataQualityJobDefinition", &sagemaker.DescribeDataQualityJobDefinitionInput{},
		&sagemaker.DescribeDataQualityJobDefinitionOutput{NetworkConfig: network, JobResources: machines})
	always(f, "sagemaker.DescribeModelQualityJobDefinition", &sagemaker.DescribeModelQualityJobDefinitionInput{},
		&sagemaker.DescribeModelQualityJobDefinitionOutput{NetworkConfig: network, JobResources: machines})
	always(f, "sagemaker.DescribeModelBiasJobDefinition", &sagemaker.DescribeModelBiasJobDefinitionInput{},
		&sagemaker.DescribeModelBiasJobDefinitionOutput{NetworkConfig: network, JobResources: machines})
	always(f, "sagemaker.DescribeModelExplainabilityJobDefinition", &sagemaker.DescribeModelExplainabilityJobDefinitionInput{},
		&sagemaker.DescribeModelExplainabilityJobDefinitionOutput{NetworkConfig: network, JobResources: machines})
}

func worldSageMakerRecords(f *fakeAWS) {
	card := func(path string) types.ModelCardSummary {
		arn, name := sageName(path)
		return types.ModelCardSummary{ModelCardArn: arn, ModelCardName: name, ModelCardStatus: types.ModelCardStatusApproved}
	}
	pages(f, "sagemaker.ListModelCards", func(in *sagemaker.ListModelCardsInput) *string { return in.NextToken },
		&sagemaker.ListModelCardsOutput{NextToken: second, ModelCardSummaries: []types.ModelCardSummary{card("model-card/k1")}},
		&sagemaker.ListModelCardsOutput{ModelCardSummaries: []types.ModelCardSummary{card("model-card/k2")}})
	pages(f, "sagemaker.ListInferenceExperiments", func(in *sagemaker.ListInferenceExperimentsInput) *string { return in.NextToken },
		&sagemaker.ListInferenceExperimentsOutput{NextToken: second, InferenceExperiments: []types.InferenceExperimentSummary{{Name: aws.String("e1")}}},
		&sagemaker.ListInferenceExperimentsOutput{InferenceExperiments: []types.InferenceExperimentSummary{{Name: aws.String("e2")}}})
	on(f, "sagemaker.DescribeInferenceExperiment", func(in *sagemaker.DescribeInferenceExperimentInput) (*sagemaker.DescribeInferenceExperimentOutput, error) {
		return &sagemaker.DescribeInferenceExperimentOutput{
			Arn: in.Name, Status: types.InferenceExperimentStatusRunning, KmsKey: aws.String("key"),
			ModelVariants: []types.ModelVariantConfigSummary{{InfrastructureConfig: &types.ModelInfrastructureConfig{
				RealTimeInferenceConfig: &types.RealTimeInferenceConfig{InstanceType: types.ProductionVariantInstanceTypeMlM5dXlarge},
			}}},
			DataStorageConfig: &types.InferenceExperimentDataStorageConfig{Destination: aws.String("s3://captures"), KmsKey: aws.String("capture")},
		}, nil
	})
}
