package collect

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	ekstypes "github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

func worldCompute(f *fakeAWS) {
	worldFunctions(f)
	worldECS(f)
	worldEKS(f)
	worldImages(f)
	instance := func(id string, typ ec2types.InstanceType) ec2types.Instance {
		return ec2types.Instance{
			InstanceId: aws.String(id), InstanceType: typ, PublicIpAddress: aws.String("192.0.2.7"), Tags: []ec2types.Tag{{Key: aws.String("Name"), Value: aws.String("serve")}},
			MetadataOptions: &ec2types.InstanceMetadataOptionsResponse{
				HttpEndpoint: ec2types.InstanceMetadataEndpointStateEnabled, HttpTokens: ec2types.HttpTokensStateRequired, HttpPutResponseHopLimit: aws.Int32(2),
			},
		}
	}
	pages(f, "ec2.DescribeInstances", func(in *ec2.DescribeInstancesInput) *string { return in.NextToken },
		&ec2.DescribeInstancesOutput{NextToken: second, Reservations: []ec2types.Reservation{{Instances: []ec2types.Instance{instance("i-web", "m7i.large"), instance("i-gpu", "g6e.xlarge")}}}},
		&ec2.DescribeInstancesOutput{Reservations: []ec2types.Reservation{{Instances: []ec2types.Instance{instance("i-inf", "inf2.xlarge")}}}})
}

const (
	functionArn = "arn:aws-cn:lambda:cn-north-1:111122223333:function:"
	machineArn  = "arn:aws-cn:states:cn-north-1:111122223333:stateMachine:"
	ecsArn      = "arn:aws-cn:ecs:cn-north-1:111122223333:"
	ecrArn      = "arn:aws-cn:ecr:cn-north-1:111122223333:repository/"
)

// The functions: refund is an agent's tool with an address, quiet has neither policy nor address.
func worldFunctions(f *fakeAWS) {
	function := func(name string) lambdatypes.FunctionConfiguration {
		return lambdatypes.FunctionConfiguration{
			FunctionArn: aws.String(functionArn + name), FunctionName: aws.String(name), Role: aws.String("role"), Runtime: lambdatypes.RuntimePython313,
			KMSKeyArn: aws.String("key"), VpcConfig: &lambdatypes.VpcConfigResponse{SubnetIds: []string{"subnet-1"}},
			Environment: &lambdatypes.EnvironmentResponse{Variables: map[string]string{"TOKEN": "canary-secret", "LEVEL": "info"}},
		}
	}
	pages(f, "lambda.ListFunctions", func(in *lambda.ListFunctionsInput) *string { return in.Marker },
		&lambda.ListFunctionsOutput{NextMarker: second, Functions: []lambdatypes.FunctionConfiguration{function("refund")}},
		&lambda.ListFunctionsOutput{Functions: []lambdatypes.FunctionConfiguration{function("quiet")}})
	on(f, "lambda.GetPolicy", func(in *lambda.GetPolicyInput) (*lambda.GetPolicyOutput, error) {
		if *in.FunctionName == functionArn+"quiet" {
			return nil, apiError("ResourceNotFoundException", "The resource you requested does not exist.")
		}
		return &lambda.GetPolicyOutput{Policy: aws.String(`{"Statement":[
			{"Effect":"Allow","Principal":{"Service":"bedrock.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"*"},
			{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"*","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws-cn:events:cn-north-1:111122223333:rule/r"}}},
			{"Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunctionUrl","Resource":"*","Condition":{"StringEquals":{"lambda:FunctionUrlAuthType":"NONE"}}},
			{"Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction","Resource":"*"}]}`)}, nil
	})
	address := func(auth lambdatypes.FunctionUrlAuthType, origins ...string) lambdatypes.FunctionUrlConfig {
		return lambdatypes.FunctionUrlConfig{AuthType: auth, Cors: &lambdatypes.Cors{AllowOrigins: origins}}
	}
	on(f, "lambda.ListFunctionUrlConfigs", func(in *lambda.ListFunctionUrlConfigsInput) (*lambda.ListFunctionUrlConfigsOutput, error) {
		switch {
		case *in.FunctionName == functionArn+"quiet":
			return &lambda.ListFunctionUrlConfigsOutput{}, nil
		case in.Marker == nil:
			return &lambda.ListFunctionUrlConfigsOutput{NextMarker: second, FunctionUrlConfigs: []lambdatypes.FunctionUrlConfig{address(lambdatypes.FunctionUrlAuthTypeNone, "*")}}, nil
		}
		return &lambda.ListFunctionUrlConfigsOutput{FunctionUrlConfigs: []lambdatypes.FunctionUrlConfig{address(lambdatypes.FunctionUrlAuthTypeAwsIam)}}, nil
	})
	always(f, "lambda.ListTags", &lambda.ListTagsInput{}, &lambda.ListTagsOutput{Tags: map[string]string{"app": "claims"}})
	machine := func(name string) sfntypes.StateMachineListItem {
		return sfntypes.StateMachineListItem{Name: aws.String(name), StateMachineArn: aws.String(machineArn + name)}
	}
	pages(f, "sfn.ListStateMachines", func(in *sfn.ListStateMachinesInput) *string { return in.NextToken },
		&sfn.ListStateMachinesOutput{NextToken: second, StateMachines: []sfntypes.StateMachineListItem{machine("claims")}},
		&sfn.ListStateMachinesOutput{StateMachines: []sfntypes.StateMachineListItem{machine("plain")}})
	on(f, "sfn.DescribeStateMachine", func(in *sfn.DescribeStateMachineInput) (*sfn.DescribeStateMachineOutput, error) {
		if in.IncludedData != sfntypes.IncludedDataMetadataOnly {
			return nil, errors.New("asked for the definition")
		}
		out := &sfn.DescribeStateMachineOutput{RoleArn: aws.String("role")}
		if *in.StateMachineArn == machineArn+"claims" {
			out.LoggingConfiguration = &sfntypes.LoggingConfiguration{Level: sfntypes.LogLevelAll, IncludeExecutionData: true}
		}
		return out, nil
	})
	always(f, "sfn.ListTagsForResource", &sfn.ListTagsForResourceInput{}, &sfn.ListTagsForResourceOutput{Tags: []sfntypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}}})
}

// The services: serve runs a GPU task with a public address and a second task by a task set; web runs what serve's set runs.
func worldECS(f *fakeAWS) {
	pages(f, "ecs.ListClusters", func(in *ecs.ListClustersInput) *string { return in.NextToken },
		&ecs.ListClustersOutput{NextToken: second, ClusterArns: []string{ecsArn + "cluster/ai"}},
		&ecs.ListClustersOutput{ClusterArns: []string{ecsArn + "cluster/web"}})
	tags := []ecstypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}}
	always(f, "ecs.DescribeClusters", &ecs.DescribeClustersInput{}, &ecs.DescribeClustersOutput{Clusters: []ecstypes.Cluster{
		{ClusterArn: aws.String(ecsArn + "cluster/web"), Tags: tags},
		{ClusterArn: aws.String(ecsArn + "cluster/ai"), Tags: tags, Settings: []ecstypes.ClusterSetting{{Name: ecstypes.ClusterSettingNameContainerInsights, Value: aws.String("enhanced")}}},
	}})
	on(f, "ecs.ListServices", func(in *ecs.ListServicesInput) (*ecs.ListServicesOutput, error) {
		name := lastPart(*in.Cluster)
		if in.NextToken == nil {
			return &ecs.ListServicesOutput{NextToken: second, ServiceArns: []string{ecsArn + "service/" + name + "/serve"}}, nil
		}
		return &ecs.ListServicesOutput{ServiceArns: []string{ecsArn + "service/" + name + "/web"}}, nil
	})
	network := func(public ecstypes.AssignPublicIp) *ecstypes.NetworkConfiguration {
		return &ecstypes.NetworkConfiguration{AwsvpcConfiguration: &ecstypes.AwsVpcConfiguration{AssignPublicIp: public}}
	}
	on(f, "ecs.DescribeServices", func(in *ecs.DescribeServicesInput) (*ecs.DescribeServicesOutput, error) {
		out := &ecs.DescribeServicesOutput{}
		for _, arn := range in.Services {
			s := ecstypes.Service{
				ServiceArn: aws.String(arn), RunningCount: 2, Tags: tags, TaskDefinition: aws.String(ecsArn + "task-definition/web:3"),
				NetworkConfiguration: network(ecstypes.AssignPublicIpDisabled),
			}
			if lastPart(arn) == "serve" {
				s.TaskDefinition = aws.String(ecsArn + "task-definition/serve:1")
				s.TaskSets = []ecstypes.TaskSet{{TaskDefinition: aws.String(ecsArn + "task-definition/web:3"), NetworkConfiguration: network(ecstypes.AssignPublicIpEnabled)}}
			}
			out.Services = append(out.Services, s)
		}
		return out, nil
	})
	on(f, "ecs.DescribeTaskDefinition", func(in *ecs.DescribeTaskDefinitionInput) (*ecs.DescribeTaskDefinitionOutput, error) {
		d := &ecstypes.TaskDefinition{TaskDefinitionArn: in.TaskDefinition, TaskRoleArn: aws.String("role"), ContainerDefinitions: []ecstypes.ContainerDefinition{{
			Name: aws.String("main"), Image: aws.String("image:1"), ReadonlyRootFilesystem: aws.Bool(true),
			Environment:      []ecstypes.KeyValuePair{{Name: aws.String("TOKEN"), Value: aws.String("canary-secret")}},
			LogConfiguration: &ecstypes.LogConfiguration{LogDriver: ecstypes.LogDriverAwslogs},
		}}}
		if lastPart(*in.TaskDefinition) == "serve:1" {
			d.PidMode = ecstypes.PidModeHost
			d.ContainerDefinitions = append(d.ContainerDefinitions, ecstypes.ContainerDefinition{
				Name: aws.String("model"), Image: aws.String("model@sha256:aa"), Privileged: aws.Bool(true),
				ResourceRequirements: []ecstypes.ResourceRequirement{{Type: ecstypes.ResourceTypeGpu, Value: aws.String("2")}},
				LinuxParameters:      &ecstypes.LinuxParameters{Devices: []ecstypes.Device{{HostPath: aws.String("/dev/neuron0")}}},
			})
		}
		return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: d, Tags: tags}, nil
	})
}

// The clusters: models is open to everybody by default, quiet has nothing set.
func worldEKS(f *fakeAWS) {
	pages(f, "eks.ListClusters", func(in *eks.ListClustersInput) *string { return in.NextToken },
		&eks.ListClustersOutput{NextToken: second, Clusters: []string{"models"}}, &eks.ListClustersOutput{Clusters: []string{"quiet"}})
	on(f, "eks.DescribeCluster", func(in *eks.DescribeClusterInput) (*eks.DescribeClusterOutput, error) {
		c := &ekstypes.Cluster{
			Name: in.Name, Status: ekstypes.ClusterStatusActive, Version: aws.String("1.34"), Tags: map[string]string{"app": "claims"},
			ResourcesVpcConfig: &ekstypes.VpcConfigResponse{EndpointPrivateAccess: true, PublicAccessCidrs: []string{}},
		}
		if *in.Name == "models" {
			c.Version, c.ResourcesVpcConfig.EndpointPublicAccess = aws.String("1.31"), true
			c.Logging = &ekstypes.Logging{ClusterLogging: []ekstypes.LogSetup{
				{Enabled: aws.Bool(true), Types: []ekstypes.LogType{ekstypes.LogTypeApi, ekstypes.LogTypeAudit}}, {Enabled: aws.Bool(false), Types: []ekstypes.LogType{ekstypes.LogTypeScheduler}},
			}}
			c.EncryptionConfig = []ekstypes.EncryptionConfig{{Provider: &ekstypes.Provider{KeyArn: aws.String("key")}}}
		}
		return &eks.DescribeClusterOutput{Cluster: c}, nil
	})
	pages(f, "eks.DescribeClusterVersions", func(in *eks.DescribeClusterVersionsInput) *string { return in.NextToken },
		&eks.DescribeClusterVersionsOutput{NextToken: second, ClusterVersions: []ekstypes.ClusterVersionInformation{{ClusterVersion: aws.String("1.34"), VersionStatus: ekstypes.VersionStatusStandardSupport}}},
		&eks.DescribeClusterVersionsOutput{ClusterVersions: []ekstypes.ClusterVersionInformation{{ClusterVersion: aws.String("1.31"), VersionStatus: ekstypes.VersionStatusExtendedSupport}}})
}

func worldImages(f *fakeAWS) {
	repository := func(name string, mutability ecrtypes.ImageTagMutability) ecrtypes.Repository {
		return ecrtypes.Repository{
			RepositoryArn: aws.String(ecrArn + name), RepositoryName: aws.String(name), RepositoryUri: aws.String("registry/" + name), ImageTagMutability: mutability,
		}
	}
	pages(f, "ecr.DescribeRepositories", func(in *ecr.DescribeRepositoriesInput) *string { return in.NextToken },
		&ecr.DescribeRepositoriesOutput{NextToken: second, Repositories: []ecrtypes.Repository{repository("serve", ecrtypes.ImageTagMutabilityImmutable)}},
		&ecr.DescribeRepositoriesOutput{Repositories: []ecrtypes.Repository{repository("tools", "")}})
	always(f, "ecr.BatchGetRepositoryScanningConfiguration", &ecr.BatchGetRepositoryScanningConfigurationInput{}, &ecr.BatchGetRepositoryScanningConfigurationOutput{
		ScanningConfigurations: []ecrtypes.RepositoryScanningConfiguration{
			{RepositoryName: aws.String("tools"), ScanFrequency: ecrtypes.ScanFrequencyManual}, {RepositoryName: aws.String("serve"), ScanFrequency: ecrtypes.ScanFrequencyContinuousScan},
		},
	})
	always(f, "ecr.ListTagsForResource", &ecr.ListTagsForResourceInput{}, &ecr.ListTagsForResourceOutput{Tags: []ecrtypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}}})
}
