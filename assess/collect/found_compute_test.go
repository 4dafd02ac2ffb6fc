package collect

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	ekstypes "github.com/aws/aws-sdk-go-v2/service/eks/types"

	"drydock/assess/fact"
)

func TestFunctionFacts(t *testing.T) {
	function := func(name string) fact.LambdaFunction {
		return fact.LambdaFunction{
			Meta:    fact.Meta{ARN: functionArn + name, Name: name, Tags: claimsTag},
			RoleArn: "role", Runtime: "python3.13", Subnets: []string{"subnet-1"}, KmsKeyArn: "key", Variables: 2,
		}
	}
	refund, quiet := function("refund"), function("quiet")
	refund.Public, refund.LooseServices = true, []string{"bedrock.amazonaws.com"}
	refund.URLAuthTypes, refund.URLOrigins = []string{"NONE", "AWS_IAM"}, []string{"*"}
	checkFacts(t, found[*fact.LambdaFunction](t, world(), lambdaFunctions()), []*fact.LambdaFunction{&refund, &quiet})
	machine := func(name string) fact.Meta { return fact.Meta{ARN: machineArn + name, Name: name, Tags: claimsTag} }
	checkFacts(t, found[*fact.StateMachine](t, world(), stateMachines()), []*fact.StateMachine{
		{Meta: machine("claims"), RoleArn: "role", LogLevel: "ALL", LogsContent: true},
		{Meta: machine("plain"), RoleArn: "role", LogLevel: "OFF"},
	})
}

func TestContainerFacts(t *testing.T) {
	clusters := found[*fact.ECSCluster](t, world(), ecsContainers())
	checkFacts(t, clusters, []*fact.ECSCluster{
		{Meta: fact.Meta{ARN: ecsArn + "cluster/ai", Name: "ai", Tags: claimsTag}, Insights: "enhanced"},
		{Meta: fact.Meta{ARN: ecsArn + "cluster/web", Name: "web", Tags: claimsTag}, Insights: "disabled"},
	})
	services := found[*fact.ECSService](t, world(), ecsContainers())
	serve, web := ecsArn+"task-definition/serve:1", ecsArn+"task-definition/web:3"
	checkFacts(t, services[:2], []*fact.ECSService{
		{Meta: fact.Meta{ARN: ecsArn + "service/ai/serve", Name: "serve", Tags: claimsTag}, ClusterArn: ecsArn + "cluster/ai", Running: 2, TaskDefinitionArns: []string{serve, web}, PublicIP: true},
		{Meta: fact.Meta{ARN: ecsArn + "service/ai/web", Name: "web", Tags: claimsTag}, ClusterArn: ecsArn + "cluster/ai", Running: 2, TaskDefinitionArns: []string{web}},
	})
	main := fact.ECSContainer{Name: "main", Image: "image:1", ReadOnlyRoot: true, LogDriver: "awslogs"}
	checkFacts(t, found[*fact.ECSTaskDefinition](t, world(), ecsContainers()), []*fact.ECSTaskDefinition{
		{
			Meta: fact.Meta{ARN: serve, Name: "serve:1", Tags: claimsTag}, RoleArn: "role", PidMode: "host", GPUs: 3,
			Containers: []fact.ECSContainer{main, {Name: "model", Image: "model@sha256:aa", Privileged: true}},
		},
		{Meta: fact.Meta{ARN: web, Name: "web:3", Tags: claimsTag}, RoleArn: "role", Containers: []fact.ECSContainer{main}},
	})
	cluster := func(name string) fact.Meta {
		return fact.Meta{ARN: "arn:aws-cn:eks:cn-north-1:111122223333:cluster/" + name, Name: name, Tags: claimsTag}
	}
	checkFacts(t, found[*fact.EKSCluster](t, world(), eksClusters()), []*fact.EKSCluster{
		{
			Meta: cluster("models"), Status: "ACTIVE", Version: "1.31", VersionStatus: "EXTENDED_SUPPORT", PublicAccess: true, PublicCidrs: []string{"0.0.0.0/0"}, PrivateAccess: true,
			LogTypes: []string{"api", "audit"}, SecretsKey: "key",
		},
		{Meta: cluster("quiet"), Status: "ACTIVE", Version: "1.34", VersionStatus: "STANDARD_SUPPORT", PrivateAccess: true},
	})
}

func TestImageAndMachineFacts(t *testing.T) {
	checkFacts(t, found[*fact.ECRRepository](t, world(), ecrRepositories()), []*fact.ECRRepository{
		{Meta: fact.Meta{ARN: ecrArn + "serve", Name: "serve", Tags: claimsTag}, URI: "registry/serve", TagMutability: "IMMUTABLE", ScanFrequency: "CONTINUOUS_SCAN"},
		{Meta: fact.Meta{ARN: ecrArn + "tools", Name: "tools", Tags: claimsTag}, URI: "registry/tools", TagMutability: "MUTABLE", ScanFrequency: "MANUAL"},
	})
	machine := func(id, kind string) *fact.EC2Instance {
		return &fact.EC2Instance{
			Meta: fact.Meta{ARN: "arn:aws-cn:ec2:cn-north-1:111122223333:instance/" + id, Name: "serve", Tags: map[string]string{"Name": "serve"}},
			ID:   id, Type: kind, PublicIP: "192.0.2.7", Metadata: "enabled", HTTPTokens: "required", HopLimit: 2,
		}
	}
	checkFacts(t, found[*fact.EC2Instance](t, world(), ec2Instances()), []*fact.EC2Instance{machine("i-gpu", "g6e.xlarge"), machine("i-inf", "inf2.xlarge")})
	for kind, want := range map[string]bool{"p5en.48xlarge": true, "trn1n.32xlarge": true, "gr6.4xlarge": true, "m7g.large": false, "t3.micro": false, "r7g.large": false, "i4g.large": false} {
		if accelerated.MatchString(kind) != want {
			t.Errorf("accelerated(%s) is not %t", kind, want)
		}
	}
}

func TestSignInFacts(t *testing.T) {
	pool := func(id string) fact.Meta {
		return fact.Meta{ARN: "arn:aws-cn:cognito-idp:cn-north-1:111122223333:userpool/" + id, Name: "people-" + id, Tags: claimsTag}
	}
	checkFacts(t, found[*fact.CognitoUserPool](t, world(), cognitoUserPools()), []*fact.CognitoUserPool{
		{Meta: pool("p1"), Users: 12, Clients: 2, AdminOnly: true, MFA: "ON", Threats: "ENFORCED", WebAclArn: "acl", HighRisk: "MFA_REQUIRED", BlocksLeaked: true},
		{Meta: pool("p2"), Users: 12, Clients: 2, Federated: true, MFA: "OFF", Threats: "OFF"},
	})
	identities := found[*fact.CognitoIdentityPool](t, world(), cognitoIdentityPools())
	checkFacts(t, identities[:1], []*fact.CognitoIdentityPool{{
		Meta:   fact.Meta{ARN: "arn:aws-cn:cognito-identity:cn-north-1:111122223333:identitypool/i1", Name: "browsers-i1", Tags: claimsTag},
		Guests: true, GuestRoleArn: "guest", UserRoleArn: "user",
	}})
}

// What an answer about many leaves out is unread for the one that is left out, and never a default.
func TestWhatABatchLeavesOutIsUnread(t *testing.T) {
	f := world()
	always(f, "ecr.BatchGetRepositoryScanningConfiguration", &ecr.BatchGetRepositoryScanningConfigurationInput{}, &ecr.BatchGetRepositoryScanningConfigurationOutput{
		Failures: []ecrtypes.RepositoryScanningConfigurationFailure{{RepositoryName: aws.String("serve"), FailureCode: ecrtypes.ScanningConfigurationFailureCodeRepositoryNotFound}},
	})
	always(f, "ecs.DescribeClusters", &ecs.DescribeClustersInput{}, &ecs.DescribeClustersOutput{Failures: []ecstypes.Failure{{Arn: aws.String(ecsArn + "cluster/ai"), Reason: aws.String("MISSING")}}})
	always(f, "ecs.DescribeServices", &ecs.DescribeServicesInput{}, &ecs.DescribeServicesOutput{Failures: []ecstypes.Failure{{Reason: aws.String("MISSING")}}})
	always(f, "eks.DescribeClusterVersions", &eks.DescribeClusterVersionsInput{}, &eks.DescribeClusterVersionsOutput{ClusterVersions: []ekstypes.ClusterVersionInformation{}})
	for _, c := range []struct {
		collector Collector
		field     string
		kind      fact.Kind
	}{
		{ecrRepositories(), "scanFrequency", "ecr_repository"},
		{ecsContainers(), "insights", "ecs_cluster"},
		{ecsContainers(), "publicIp", "ecs_service"},
		{eksClusters(), "versionStatus", "eks_cluster"},
	} {
		for _, one := range collected(t, f, c.collector).Facts {
			if gap := one.Base().Unread[c.field]; one.Kind() == c.kind && gap.Status != fact.Failed {
				t.Errorf("%s %s: %s is not unread: %+v", c.kind, one.Base().Name, c.field, gap)
			}
		}
	}
	if reach := reachOf(collected(t, f, ecsContainers()), "ecs_task_definition"); reach.Gap.Status == fact.Read {
		t.Error("the tasks of services that were not described are missing, and the reach says read")
	}
}
