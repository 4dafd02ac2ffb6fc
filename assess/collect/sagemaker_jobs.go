package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"drydock/assess/fact"
)

// sagemakerTraining reads the training jobs of the last 90 days.
func sagemakerTraining() Collector {
	return sagemakerKind("training", "sagemaker_training_job", []string{"ListTrainingJobs", "DescribeTrainingJob"},
		func(ctx context.Context, s sage) ([]entry[types.TrainingJobSummary], []fact.Proof, *fact.Gap) {
			in := &sagemaker.ListTrainingJobsInput{CreationTimeAfter: s.since(), SortBy: types.SortByCreationTime, SortOrder: types.SortOrderDescending}
			return newest(ctx, s.env, "sagemaker.ListTrainingJobs", in, s.client.ListTrainingJobs,
				func(out *sagemaker.ListTrainingJobsOutput) *string { return out.NextToken },
				func(in *sagemaker.ListTrainingJobsInput, token *string) { in.NextToken = token },
				func(out *sagemaker.ListTrainingJobsOutput) []types.TrainingJobSummary {
					return out.TrainingJobSummaries
				})
		}, readTrainingJob)
}

func readTrainingJob(ctx context.Context, s sage, e entry[types.TrainingJobSummary]) *fact.SageMakerTrainingJob {
	const op = "sagemaker.DescribeTrainingJob"
	f := &fact.SageMakerTrainingJob{Meta: s.env.Meta(aws.ToString(e.value.TrainingJobArn), aws.ToString(e.value.TrainingJobName), e.proof)}
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeTrainingJobInput{TrainingJobName: e.value.TrainingJobName}, s.client.DescribeTrainingJob)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeTrainingJobOutput) *string { return out.TrainingJobArn })
	if kept(&f.Meta, proof, gap, "status", "networkIsolation", "trafficEncryption", "subnets", "instances", "localDisks",
		"volumeKey", "outputKey", "inputBuckets", "outputBucket") {
		describeTrainingJob(f, out)
	}
	s.tags(ctx, &f.Meta)
	return f
}

func describeTrainingJob(f *fact.SageMakerTrainingJob, out *sagemaker.DescribeTrainingJobOutput) {
	f.Status = string(out.TrainingJobStatus)
	f.NetworkIsolation, f.TrafficEncryption = aws.ToBool(out.EnableNetworkIsolation), aws.ToBool(out.EnableInterContainerTrafficEncryption)
	f.Subnets = subnetsOf(out.VpcConfig)
	if c := out.ResourceConfig; c != nil {
		f.Instances, f.VolumeKey = int(aws.ToInt32(c.InstanceCount)), aws.ToString(c.VolumeKmsKeyId)
		f.LocalDisks = localDisks(c.InstanceType) || localDisks(c.SelectedInstanceType)
		for _, group := range c.InstanceGroups {
			f.Instances += int(aws.ToInt32(group.InstanceCount))
			f.LocalDisks = f.LocalDisks || localDisks(group.InstanceType)
		}
		if c.SelectedInstanceCount != nil {
			f.Instances = int(*c.SelectedInstanceCount)
		}
	}
	if c := out.OutputDataConfig; c != nil {
		f.OutputKey, f.OutputBucket = aws.ToString(c.KmsKeyId), bucketOf(c.S3OutputPath)
	}
	for _, channel := range out.InputDataConfig {
		if d := channel.DataSource; d != nil && d.S3DataSource != nil {
			if bucket := bucketOf(d.S3DataSource.S3Uri); bucket != "" && !slices.Contains(f.InputBuckets, bucket) {
				f.InputBuckets = append(f.InputBuckets, bucket)
			}
		}
	}
}

// sagemakerProcessing reads the processing jobs of the last 90 days.
func sagemakerProcessing() Collector {
	return sagemakerKind("processing", "sagemaker_processing_job", []string{"ListProcessingJobs", "DescribeProcessingJob"},
		func(ctx context.Context, s sage) ([]entry[types.ProcessingJobSummary], []fact.Proof, *fact.Gap) {
			in := &sagemaker.ListProcessingJobsInput{CreationTimeAfter: s.since(), SortBy: types.SortByCreationTime, SortOrder: types.SortOrderDescending}
			return newest(ctx, s.env, "sagemaker.ListProcessingJobs", in, s.client.ListProcessingJobs,
				func(out *sagemaker.ListProcessingJobsOutput) *string { return out.NextToken },
				func(in *sagemaker.ListProcessingJobsInput, token *string) { in.NextToken = token },
				func(out *sagemaker.ListProcessingJobsOutput) []types.ProcessingJobSummary {
					return out.ProcessingJobSummaries
				})
		}, readProcessingJob)
}

func readProcessingJob(ctx context.Context, s sage, e entry[types.ProcessingJobSummary]) *fact.SageMakerProcessingJob {
	const op = "sagemaker.DescribeProcessingJob"
	f := &fact.SageMakerProcessingJob{Meta: s.env.Meta(aws.ToString(e.value.ProcessingJobArn), aws.ToString(e.value.ProcessingJobName), e.proof)}
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeProcessingJobInput{ProcessingJobName: e.value.ProcessingJobName}, s.client.DescribeProcessingJob)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeProcessingJobOutput) *string { return out.ProcessingJobArn })
	if kept(&f.Meta, proof, gap, "status", "image", "networkIsolation", "trafficEncryption", "subnets", "instances", "localDisks",
		"volumeKey", "outputKey", "scheduleArn") {
		f.Status, f.ScheduleArn = string(out.ProcessingJobStatus), aws.ToString(out.MonitoringScheduleArn)
		if a := out.AppSpecification; a != nil {
			f.Image = aws.ToString(a.ImageUri)
		}
		if n := out.NetworkConfig; n != nil {
			f.NetworkIsolation, f.TrafficEncryption = aws.ToBool(n.EnableNetworkIsolation), aws.ToBool(n.EnableInterContainerTrafficEncryption)
			f.Subnets = subnetsOf(n.VpcConfig)
		}
		if r := out.ProcessingResources; r != nil && r.ClusterConfig != nil {
			f.Instances, f.VolumeKey = int(aws.ToInt32(r.ClusterConfig.InstanceCount)), aws.ToString(r.ClusterConfig.VolumeKmsKeyId)
			f.LocalDisks = localDisks(r.ClusterConfig.InstanceType)
		}
		if o := out.ProcessingOutputConfig; o != nil {
			f.OutputKey = aws.ToString(o.KmsKeyId)
		}
	}
	s.tags(ctx, &f.Meta)
	return f
}

// sagemakerAutoML reads the AutoML jobs of the last 90 days, of both versions of the API.
func sagemakerAutoML() Collector {
	return sagemakerKind("automl", "sagemaker_automl_job", []string{"ListAutoMLJobs", "DescribeAutoMLJobV2"},
		func(ctx context.Context, s sage) ([]entry[types.AutoMLJobSummary], []fact.Proof, *fact.Gap) {
			in := &sagemaker.ListAutoMLJobsInput{CreationTimeAfter: s.since(), SortBy: types.AutoMLSortByCreationTime, SortOrder: types.AutoMLSortOrderDescending}
			return newest(ctx, s.env, "sagemaker.ListAutoMLJobs", in, s.client.ListAutoMLJobs,
				func(out *sagemaker.ListAutoMLJobsOutput) *string { return out.NextToken },
				func(in *sagemaker.ListAutoMLJobsInput, token *string) { in.NextToken = token },
				func(out *sagemaker.ListAutoMLJobsOutput) []types.AutoMLJobSummary { return out.AutoMLJobSummaries })
		}, readAutoMLJob)
}

func readAutoMLJob(ctx context.Context, s sage, e entry[types.AutoMLJobSummary]) *fact.SageMakerAutoMLJob {
	const op = "sagemaker.DescribeAutoMLJobV2"
	f := &fact.SageMakerAutoMLJob{Meta: s.env.Meta(aws.ToString(e.value.AutoMLJobArn), aws.ToString(e.value.AutoMLJobName), e.proof)}
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeAutoMLJobV2Input{AutoMLJobName: e.value.AutoMLJobName}, s.client.DescribeAutoMLJobV2)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeAutoMLJobV2Output) *string { return out.AutoMLJobArn })
	if kept(&f.Meta, proof, gap, "status", "trafficEncryption", "subnets", "volumeKey", "outputKey") {
		f.Status = string(out.AutoMLJobStatus)
		if c := out.SecurityConfig; c != nil {
			f.TrafficEncryption, f.VolumeKey = aws.ToBool(c.EnableInterContainerTrafficEncryption), aws.ToString(c.VolumeKmsKeyId)
			f.Subnets = subnetsOf(c.VpcConfig)
		}
		if o := out.OutputDataConfig; o != nil {
			f.OutputKey = aws.ToString(o.KmsKeyId)
		}
	}
	s.tags(ctx, &f.Meta)
	return f
}

// sagemakerCompilation reads the compilation jobs of the last 90 days.
func sagemakerCompilation() Collector {
	return sagemakerKind("compilation", "sagemaker_compilation_job", []string{"ListCompilationJobs", "DescribeCompilationJob"},
		func(ctx context.Context, s sage) ([]entry[types.CompilationJobSummary], []fact.Proof, *fact.Gap) {
			in := &sagemaker.ListCompilationJobsInput{
				CreationTimeAfter: s.since(), SortBy: types.ListCompilationJobsSortByCreationTime, SortOrder: types.SortOrderDescending,
			}
			return newest(ctx, s.env, "sagemaker.ListCompilationJobs", in, s.client.ListCompilationJobs,
				func(out *sagemaker.ListCompilationJobsOutput) *string { return out.NextToken },
				func(in *sagemaker.ListCompilationJobsInput, token *string) { in.NextToken = token },
				func(out *sagemaker.ListCompilationJobsOutput) []types.CompilationJobSummary {
					return out.CompilationJobSummaries
				})
		}, readCompilationJob)
}

func readCompilationJob(ctx context.Context, s sage, e entry[types.CompilationJobSummary]) *fact.SageMakerCompilationJob {
	const op = "sagemaker.DescribeCompilationJob"
	f := &fact.SageMakerCompilationJob{Meta: s.env.Meta(aws.ToString(e.value.CompilationJobArn), aws.ToString(e.value.CompilationJobName), e.proof)}
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeCompilationJobInput{CompilationJobName: e.value.CompilationJobName}, s.client.DescribeCompilationJob)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeCompilationJobOutput) *string { return out.CompilationJobArn })
	if kept(&f.Meta, proof, gap, "status", "outputKey") {
		f.Status = string(out.CompilationJobStatus)
		if o := out.OutputConfig; o != nil {
			f.OutputKey = aws.ToString(o.KmsKeyId)
		}
	}
	s.tags(ctx, &f.Meta)
	return f
}

// sagemakerLabeling reads the labelling jobs of the last 90 days; AWS answers their tags with them.
func sagemakerLabeling() Collector {
	c := sagemakerKind("labeling", "sagemaker_labeling_job", []string{"ListLabelingJobs", "DescribeLabelingJob"},
		func(ctx context.Context, s sage) ([]entry[types.LabelingJobSummary], []fact.Proof, *fact.Gap) {
			in := &sagemaker.ListLabelingJobsInput{CreationTimeAfter: s.since(), SortBy: types.SortByCreationTime, SortOrder: types.SortOrderDescending}
			return newest(ctx, s.env, "sagemaker.ListLabelingJobs", in, s.client.ListLabelingJobs,
				func(out *sagemaker.ListLabelingJobsOutput) *string { return out.NextToken },
				func(in *sagemaker.ListLabelingJobsInput, token *string) { in.NextToken = token },
				func(out *sagemaker.ListLabelingJobsOutput) []types.LabelingJobSummary {
					return out.LabelingJobSummaryList
				})
		}, readLabelingJob)
	c.Calls = sagemakerCalls("ListLabelingJobs", "DescribeLabelingJob")
	return c
}

func readLabelingJob(ctx context.Context, s sage, e entry[types.LabelingJobSummary]) *fact.SageMakerLabelingJob {
	const op = "sagemaker.DescribeLabelingJob"
	f := &fact.SageMakerLabelingJob{Meta: s.env.Meta(aws.ToString(e.value.LabelingJobArn), aws.ToString(e.value.LabelingJobName), e.proof)}
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeLabelingJobInput{LabelingJobName: e.value.LabelingJobName}, s.client.DescribeLabelingJob)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeLabelingJobOutput) *string { return out.LabelingJobArn })
	if kept(&f.Meta, proof, gap, "status", "workteamArn", "outputKey", "tags") {
		f.Status = string(out.LabelingJobStatus)
		f.Tags = tagMap(out.Tags, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
		if h := out.HumanTaskConfig; h != nil {
			f.WorkteamArn = aws.ToString(h.WorkteamArn)
		}
		if o := out.OutputConfig; o != nil {
			f.OutputKey = aws.ToString(o.KmsKeyId)
		}
	}
	return f
}
