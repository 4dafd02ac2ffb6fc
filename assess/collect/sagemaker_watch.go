package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"drydock/assess/fact"
)

// sagemakerMonitors reads monitoring schedules with what their jobs run on.
func sagemakerMonitors() Collector {
	return sagemakerKind("monitors", "sagemaker_monitor", []string{
		"ListMonitoringSchedules", "DescribeMonitoringSchedule", "DescribeDataQualityJobDefinition", "DescribeModelQualityJobDefinition",
		"DescribeModelBiasJobDefinition", "DescribeModelExplainabilityJobDefinition",
	},
		func(ctx context.Context, s sage) ([]entry[types.MonitoringScheduleSummary], []fact.Proof, *fact.Gap) {
			return list(ctx, s.env, "sagemaker.ListMonitoringSchedules", &sagemaker.ListMonitoringSchedulesInput{}, s.client.ListMonitoringSchedules,
				func(out *sagemaker.ListMonitoringSchedulesOutput) *string { return out.NextToken },
				func(in *sagemaker.ListMonitoringSchedulesInput, token *string) { in.NextToken = token },
				func(out *sagemaker.ListMonitoringSchedulesOutput) []types.MonitoringScheduleSummary {
					return out.MonitoringScheduleSummaries
				})
		}, readMonitor)
}

func readMonitor(ctx context.Context, s sage, e entry[types.MonitoringScheduleSummary]) *fact.SageMakerMonitor {
	const op = "sagemaker.DescribeMonitoringSchedule"
	f := &fact.SageMakerMonitor{Meta: s.env.Meta(aws.ToString(e.value.MonitoringScheduleArn), aws.ToString(e.value.MonitoringScheduleName), e.proof)}
	in := &sagemaker.DescribeMonitoringScheduleInput{MonitoringScheduleName: e.value.MonitoringScheduleName}
	out, proof, gap := Ask(ctx, s.env, op, in, s.client.DescribeMonitoringSchedule)
	config, gap := whole(op, out, gap, func(out *sagemaker.DescribeMonitoringScheduleOutput) *types.MonitoringScheduleConfig {
		return out.MonitoringScheduleConfig
	})
	if kept(&f.Meta, proof, gap, append([]string{"status", "type", "endpointName", "lastRun", "definition"}, monitorJobFields()...)...) {
		f.Status, f.EndpointName = string(out.MonitoringScheduleStatus), aws.ToString(out.EndpointName)
		f.Type = orDefault(out.MonitoringType, config.MonitoringType)
		f.Definition = aws.ToString(config.MonitoringJobDefinitionName)
		if last := out.LastMonitoringExecutionSummary; last != nil {
			f.LastRun = string(last.MonitoringExecutionStatus)
		}
		s.monitorJob(ctx, f, config.MonitoringJobDefinition)
	}
	s.tags(ctx, &f.Meta)
	return f
}

func monitorJobFields() []string {
	return []string{"networkIsolation", "trafficEncryption", "instances"}
}

// monitorJob fills what the jobs of a schedule run on, from the schedule itself or from the job definition that it names.
func (s sage) monitorJob(ctx context.Context, f *fact.SageMakerMonitor, own *types.MonitoringJobDefinition) {
	if own != nil {
		var network *types.MonitoringNetworkConfig
		if n := own.NetworkConfig; n != nil {
			network = &types.MonitoringNetworkConfig{
				EnableNetworkIsolation: n.EnableNetworkIsolation, EnableInterContainerTrafficEncryption: n.EnableInterContainerTrafficEncryption,
			}
		}
		describeMonitorJob(f, network, own.MonitoringResources)
		return
	}
	name, client := aws.String(f.Definition), s.client
	switch types.MonitoringType(f.Type) {
	case types.MonitoringTypeDataQuality:
		monitorDefinition(ctx, s, f, "sagemaker.DescribeDataQualityJobDefinition",
			&sagemaker.DescribeDataQualityJobDefinitionInput{JobDefinitionName: name}, client.DescribeDataQualityJobDefinition,
			func(out *sagemaker.DescribeDataQualityJobDefinitionOutput) (*types.MonitoringNetworkConfig, *types.MonitoringResources) {
				return out.NetworkConfig, out.JobResources
			})
	case types.MonitoringTypeModelQuality:
		monitorDefinition(ctx, s, f, "sagemaker.DescribeModelQualityJobDefinition",
			&sagemaker.DescribeModelQualityJobDefinitionInput{JobDefinitionName: name}, client.DescribeModelQualityJobDefinition,
			func(out *sagemaker.DescribeModelQualityJobDefinitionOutput) (*types.MonitoringNetworkConfig, *types.MonitoringResources) {
				return out.NetworkConfig, out.JobResources
			})
	case types.MonitoringTypeModelBias:
		monitorDefinition(ctx, s, f, "sagemaker.DescribeModelBiasJobDefinition",
			&sagemaker.DescribeModelBiasJobDefinitionInput{JobDefinitionName: name}, client.DescribeModelBiasJobDefinition,
			func(out *sagemaker.DescribeModelBiasJobDefinitionOutput) (*types.MonitoringNetworkConfig, *types.MonitoringResources) {
				return out.NetworkConfig, out.JobResources
			})
	case types.MonitoringTypeModelExplainability:
		monitorDefinition(ctx, s, f, "sagemaker.DescribeModelExplainabilityJobDefinition",
			&sagemaker.DescribeModelExplainabilityJobDefinitionInput{JobDefinitionName: name}, client.DescribeModelExplainabilityJobDefinition,
			func(out *sagemaker.DescribeModelExplainabilityJobDefinitionOutput) (*types.MonitoringNetworkConfig, *types.MonitoringResources) {
				return out.NetworkConfig, out.JobResources
			})
	default:
		for _, field := range monitorJobFields() {
			f.MarkUnread(field, unexpected("sagemaker.DescribeMonitoringSchedule", "the schedule does not say which kind of job it runs"))
		}
	}
}

// monitorDefinition asks for the job definition of a schedule.
func monitorDefinition[In, Out, O any](
	ctx context.Context, s sage, f *fact.SageMakerMonitor, op string, in *In, call func(context.Context, *In, ...func(*O)) (*Out, error),
	parts func(*Out) (*types.MonitoringNetworkConfig, *types.MonitoringResources),
) {
	out, proof, gap := Ask(ctx, s.env, op, in, call)
	_, gap = whole(op, out, gap, func(out *Out) *types.MonitoringResources { _, resources := parts(out); return resources })
	if kept(&f.Meta, proof, gap, monitorJobFields()...) {
		network, resources := parts(out)
		describeMonitorJob(f, network, resources)
	}
}

// describeMonitorJob fills the network, where none is set nothing is isolated, and the number of machines.
func describeMonitorJob(f *fact.SageMakerMonitor, network *types.MonitoringNetworkConfig, resources *types.MonitoringResources) {
	if network != nil {
		f.NetworkIsolation, f.TrafficEncryption = aws.ToBool(network.EnableNetworkIsolation), aws.ToBool(network.EnableInterContainerTrafficEncryption)
	}
	if resources == nil || resources.ClusterConfig == nil {
		f.MarkUnread("instances", unexpected("sagemaker.DescribeMonitoringSchedule", "the answer does not say how many machines there are"))
		return
	}
	f.Instances = int(aws.ToInt32(resources.ClusterConfig.InstanceCount))
}

// sagemakerCards reads model cards. The list says how far each is; what stands in them is not read.
func sagemakerCards() Collector {
	return sagemakerKind("cards", "sagemaker_model_card", []string{"ListModelCards"},
		func(ctx context.Context, s sage) ([]entry[types.ModelCardSummary], []fact.Proof, *fact.Gap) {
			return list(ctx, s.env, "sagemaker.ListModelCards", &sagemaker.ListModelCardsInput{}, s.client.ListModelCards,
				func(out *sagemaker.ListModelCardsOutput) *string { return out.NextToken },
				func(in *sagemaker.ListModelCardsInput, token *string) { in.NextToken = token },
				func(out *sagemaker.ListModelCardsOutput) []types.ModelCardSummary { return out.ModelCardSummaries })
		},
		func(ctx context.Context, s sage, e entry[types.ModelCardSummary]) *fact.SageMakerModelCard {
			f := &fact.SageMakerModelCard{
				Meta:   s.env.Meta(aws.ToString(e.value.ModelCardArn), aws.ToString(e.value.ModelCardName), e.proof),
				Status: string(e.value.ModelCardStatus),
			}
			s.tags(ctx, &f.Meta)
			return f
		})
}

// sagemakerExperiments reads tests of one model beside another on live requests.
func sagemakerExperiments() Collector {
	return sagemakerKind("experiments", "sagemaker_inference_experiment", []string{"ListInferenceExperiments", "DescribeInferenceExperiment"},
		func(ctx context.Context, s sage) ([]entry[types.InferenceExperimentSummary], []fact.Proof, *fact.Gap) {
			return list(ctx, s.env, "sagemaker.ListInferenceExperiments", &sagemaker.ListInferenceExperimentsInput{}, s.client.ListInferenceExperiments,
				func(out *sagemaker.ListInferenceExperimentsOutput) *string { return out.NextToken },
				func(in *sagemaker.ListInferenceExperimentsInput, token *string) { in.NextToken = token },
				func(out *sagemaker.ListInferenceExperimentsOutput) []types.InferenceExperimentSummary {
					return out.InferenceExperiments
				})
		}, readExperiment)
}

func readExperiment(ctx context.Context, s sage, e entry[types.InferenceExperimentSummary]) *fact.SageMakerInferenceExperiment {
	const op = "sagemaker.DescribeInferenceExperiment"
	name := aws.ToString(e.value.Name)
	f := &fact.SageMakerInferenceExperiment{Meta: s.env.Meta(s.env.here("sagemaker", "inference-experiment/"+name), name, e.proof)}
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeInferenceExperimentInput{Name: e.value.Name}, s.client.DescribeInferenceExperiment)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeInferenceExperimentOutput) *string { return out.Arn })
	if kept(&f.Meta, proof, gap, "status", "kmsKey", "localDisks", "captures", "captureKey") {
		f.Status, f.KmsKey = string(out.Status), aws.ToString(out.KmsKey)
		for _, variant := range out.ModelVariants {
			if c := variant.InfrastructureConfig; c != nil && c.RealTimeInferenceConfig != nil && localDisks(c.RealTimeInferenceConfig.InstanceType) {
				f.LocalDisks = true
			}
		}
		if d := out.DataStorageConfig; d != nil {
			f.Captures, f.CaptureKey = aws.ToString(d.Destination) != "", aws.ToString(d.KmsKey)
		}
	}
	s.tags(ctx, &f.Meta)
	return f
}
