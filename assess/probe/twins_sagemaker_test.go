package probe

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"drydock/assess/evidence"
	"drydock/assess/probe/moto"
)

// SageMaker: a training job, an endpoint with its model and a domain, each as it should be and as it should not be. Whether a model is
// isolated moto forgets.
func TestTwinSageMaker(t *testing.T) {
	findings, _ := onMoto(t, func(ctx context.Context, cfg aws.Config) {
		s, client := seeding{t, ctx}, sagemaker.NewFromConfig(cfg)
		sageTraining(s, client)
		sageServing(s, client)
		for name, access := range map[string]types.AppNetworkAccessType{"closed": types.AppNetworkAccessTypeVpcOnly, "open": types.AppNetworkAccessTypePublicInternetOnly} {
			_, err := client.CreateDomain(ctx, &sagemaker.CreateDomainInput{
				DomainName: aws.String(name), AuthMode: types.AuthModeIam, AppNetworkAccessType: access, VpcId: aws.String("vpc-1"), SubnetIds: []string{"subnet-1"},
				DefaultUserSettings: &types.UserSettings{ExecutionRole: aws.String(sageRole)},
			})
			s.must("domain", err)
		}
	}, "sagemaker")
	wantTwins(t, findings, []twin{
		{"training-jobs-are-isolated", "good", evidence.Pass},
		{"training-jobs-are-isolated", "bad", evidence.Fail},
		{"training-jobs-are-in-vpc", "good", evidence.Pass},
		{"training-jobs-are-in-vpc", "bad", evidence.Fail},
		{"training-jobs-use-own-key", "good", evidence.Pass},
		{"training-jobs-use-own-key", "bad", evidence.Fail},
		{"training-results-use-own-key", "good", evidence.Pass},
		{"training-results-use-own-key", "bad", evidence.Fail},
		{"endpoints-use-own-key", "good", evidence.Pass},
		{"endpoints-use-own-key", "bad", evidence.Fail},
		{"deployed-models-are-in-vpc", "good", evidence.Pass},
		{"deployed-models-are-in-vpc", "bad", evidence.Fail},
		{"model-images-are-pinned", "good", evidence.Pass},
		{"model-images-are-pinned", "bad", evidence.Fail},
		{"studio-goes-through-vpc", "closed", evidence.Pass},
		{"studio-goes-through-vpc", "open", evidence.Fail},
	})
}

const sageRole = "arn:aws:iam::" + moto.Account + ":role/training"

func sageTraining(s seeding, client *sagemaker.Client) {
	for _, good := range []bool{true, false} {
		in := &sagemaker.CreateTrainingJobInput{
			TrainingJobName: aws.String("bad"), RoleArn: aws.String(sageRole), StoppingCondition: &types.StoppingCondition{MaxRuntimeInSeconds: aws.Int32(60)},
			AlgorithmSpecification: &types.AlgorithmSpecification{TrainingImage: aws.String("image"), TrainingInputMode: types.TrainingInputModeFile},
			HyperParameters:        map[string]string{"token": moto.Canary},
			OutputDataConfig:       &types.OutputDataConfig{S3OutputPath: aws.String("s3://models/credit")},
			ResourceConfig:         &types.ResourceConfig{InstanceType: types.TrainingInstanceTypeMlM5Large, InstanceCount: aws.Int32(1), VolumeSizeInGB: aws.Int32(1)},
		}
		if good {
			in.TrainingJobName, in.EnableNetworkIsolation = aws.String("good"), aws.Bool(true)
			in.VpcConfig = &types.VpcConfig{Subnets: []string{"subnet-1"}, SecurityGroupIds: []string{"sg-1"}}
			in.ResourceConfig.VolumeKmsKeyId, in.OutputDataConfig.KmsKeyId = aws.String("key"), aws.String("key")
		}
		_, err := client.CreateTrainingJob(s.ctx, in)
		s.must("training job", err)
	}
}

func sageServing(s seeding, client *sagemaker.Client) {
	for _, good := range []bool{true, false} {
		name, image := "bad", "registry/scoring:latest"
		config := &sagemaker.CreateEndpointConfigInput{}
		model := &sagemaker.CreateModelInput{ExecutionRoleArn: aws.String(sageRole)}
		if good {
			name, image, config.KmsKeyId = "good", "registry/scoring@sha256:ab", aws.String("key")
			model.EnableNetworkIsolation, model.VpcConfig = aws.Bool(true), &types.VpcConfig{Subnets: []string{"subnet-1"}, SecurityGroupIds: []string{"sg-1"}}
		}
		model.ModelName, model.PrimaryContainer = aws.String(name), &types.ContainerDefinition{Image: aws.String(image), Environment: map[string]string{"TOKEN": moto.Canary}}
		_, err := client.CreateModel(s.ctx, model)
		s.must("model", err)
		config.EndpointConfigName = aws.String(name)
		config.ProductionVariants = []types.ProductionVariant{{
			VariantName: aws.String("live"), ModelName: aws.String(name), InitialInstanceCount: aws.Int32(1), InstanceType: types.ProductionVariantInstanceTypeMlM5Large,
		}}
		_, err = client.CreateEndpointConfig(s.ctx, config)
		s.must("endpoint configuration", err)
		_, err = client.CreateEndpoint(s.ctx, &sagemaker.CreateEndpointInput{EndpointName: aws.String(name), EndpointConfigName: aws.String(name)})
		s.must("endpoint", err)
	}
}
