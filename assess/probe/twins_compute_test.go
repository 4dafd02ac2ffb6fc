package probe

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentity"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	idptypes "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	ekstypes "github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/aws/aws-sdk-go-v2/service/wafv2"
	waftypes "github.com/aws/aws-sdk-go-v2/service/wafv2/types"

	"drydock/assess/evidence"
	"drydock/assess/probe/moto"
)

// codeTwins seeds code around models, and the doors before it, good beside bad.
type codeTwins struct {
	t      *testing.T
	ctx    context.Context
	cfg    aws.Config
	role   *string // may call models
	subnet string
	group  string
}

func (c *codeTwins) must(what string, err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatalf("seeding %s: %v", what, err)
	}
}

func newCodeTwins(ctx context.Context, t *testing.T, cfg aws.Config) *codeTwins {
	c := &codeTwins{t: t, ctx: ctx, cfg: cfg}
	client := iam.NewFromConfig(cfg)
	role, err := client.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName:                 aws.String("caller"),
		AssumeRolePolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`),
	})
	c.must("role", err)
	c.role = role.Role.Arn
	_, err = client.PutRolePolicy(ctx, &iam.PutRolePolicyInput{
		RoleName: aws.String("caller"), PolicyName: aws.String("models"),
		PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"}]}`),
	})
	c.must("policy", err)
	network := ec2.NewFromConfig(cfg)
	vpc, err := network.CreateVpc(ctx, &ec2.CreateVpcInput{CidrBlock: aws.String("10.9.0.0/16")})
	c.must("network", err)
	subnet, err := network.CreateSubnet(ctx, &ec2.CreateSubnetInput{VpcId: vpc.Vpc.VpcId, CidrBlock: aws.String("10.9.1.0/24")})
	c.must("subnet", err)
	group, err := network.CreateSecurityGroup(ctx, &ec2.CreateSecurityGroupInput{GroupName: aws.String("code"), Description: aws.String("code"), VpcId: vpc.Vpc.VpcId})
	c.must("group", err)
	c.subnet, c.group = *subnet.Subnet.SubnetId, *group.GroupId
	return c
}

func (c *codeTwins) functions() {
	var code bytes.Buffer
	archive := zip.NewWriter(&code)
	file, err := archive.Create("app.py")
	c.must("code", err)
	_, err = file.Write([]byte("def handler(e, c): return e"))
	c.must("code", err)
	c.must("code", archive.Close())
	client := lambda.NewFromConfig(c.cfg)
	variables := &lambdatypes.Environment{Variables: map[string]string{"API_TOKEN": moto.Canary}}
	for _, in := range []*lambda.CreateFunctionInput{
		{
			FunctionName: aws.String("careful"), Runtime: lambdatypes.RuntimePython313, KMSKeyArn: aws.String("arn:aws:kms:us-east-1:" + moto.Account + ":key/k1"),
			VpcConfig: &lambdatypes.VpcConfig{SubnetIds: []string{c.subnet}, SecurityGroupIds: []string{c.group}},
		},
		{FunctionName: aws.String("careless"), Runtime: lambdatypes.RuntimePython38},
	} {
		in.Role, in.Handler, in.Code, in.Environment = c.role, aws.String("app.handler"), &lambdatypes.FunctionCode{ZipFile: code.Bytes()}, variables
		_, err := client.CreateFunction(c.ctx, in)
		c.must("function", err)
	}
	for _, in := range []*lambda.AddPermissionInput{
		{FunctionName: aws.String("careful"), Principal: aws.String("bedrock.amazonaws.com"), SourceAccount: aws.String(moto.Account)},
		{FunctionName: aws.String("careless"), Principal: aws.String("bedrock.amazonaws.com")},
		{FunctionName: aws.String("careless"), Principal: aws.String("*"), StatementId: aws.String("all")},
	} {
		in.Action = aws.String("lambda:InvokeFunction")
		if in.StatementId == nil {
			in.StatementId = aws.String("agent")
		}
		_, err := client.AddPermission(c.ctx, in)
		c.must("permission", err)
	}
}

func (c *codeTwins) workflows() {
	client := sfn.NewFromConfig(c.cfg)
	for name, content := range map[string]bool{"careful": false, "careless": true} {
		_, err := client.CreateStateMachine(c.ctx, &sfn.CreateStateMachineInput{
			Name: aws.String(name), RoleArn: c.role, Definition: aws.String(`{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}`),
			LoggingConfiguration: &sfntypes.LoggingConfiguration{Level: sfntypes.LogLevelAll, IncludeExecutionData: content, Destinations: []sfntypes.LogDestination{{
				CloudWatchLogsLogGroup: &sfntypes.CloudWatchLogsLogGroup{LogGroupArn: aws.String("arn:aws:logs:us-east-1:" + moto.Account + ":log-group:workflows:*")},
			}}},
		})
		c.must("workflow", err)
	}
}

func TestFunctionTwins(t *testing.T) {
	findings, facts := onMoto(t, func(ctx context.Context, cfg aws.Config) {
		c := newCodeTwins(ctx, t, cfg)
		c.functions()
		c.workflows()
	}, "lambda", "stepfunctions", "iam", "organizations")
	var twins []twin
	for _, rule := range []string{
		"ai-functions-are-not-public", "ai-functions-know-for-whom-they-act", "ai-functions-run-supported-runtimes",
		"model-calling-functions-are-in-vpc", "ai-function-settings-use-own-key", "model-workflows-log-no-content",
	} {
		twins = append(twins, twin{rule, "careful", evidence.Pass}, twin{rule, "careless", evidence.Fail})
	}
	wantTwins(t, findings, append(twins, twin{"ai-function-urls-ask-for-sign-in", "careful", evidence.Unknown})) // no list of addresses here
	for _, f := range facts {
		if encoded, err := json.Marshal(f); err != nil || strings.Contains(string(encoded), moto.Canary) {
			t.Errorf("%s %s holds the value of a variable (%v)", f.Kind(), f.Base().Name, err)
		}
	}
}

func (c *codeTwins) images() {
	client := ecr.NewFromConfig(c.cfg)
	for _, in := range []*ecr.CreateRepositoryInput{
		{RepositoryName: aws.String("careful"), ImageTagMutability: ecrtypes.ImageTagMutabilityImmutable},
		{RepositoryName: aws.String("careless"), ImageTagMutability: ecrtypes.ImageTagMutabilityMutable},
	} {
		_, err := client.CreateRepository(c.ctx, in)
		c.must("repository", err)
	}
	_, err := client.PutRegistryScanningConfiguration(c.ctx, &ecr.PutRegistryScanningConfigurationInput{ScanType: ecrtypes.ScanTypeBasic, Rules: []ecrtypes.RegistryScanningRule{{
		ScanFrequency:     ecrtypes.ScanFrequencyScanOnPush,
		RepositoryFilters: []ecrtypes.ScanningRepositoryFilter{{Filter: aws.String("careful"), FilterType: ecrtypes.ScanningRepositoryFilterTypeWildcard}},
	}}})
	c.must("scanning", err)
}

func (c *codeTwins) containers() {
	client := ecs.NewFromConfig(c.cfg)
	gpu := []ecstypes.ResourceRequirement{{Type: ecstypes.ResourceTypeGpu, Value: aws.String("1")}}
	image := func(name string) *string {
		return aws.String(moto.Account + ".dkr.ecr." + moto.Region + ".amazonaws.com/" + name + ":1")
	}
	for _, twin := range []struct {
		name, insights string
		task           *ecs.RegisterTaskDefinitionInput
		public         ecstypes.AssignPublicIp
	}{
		{"careful", "enabled", &ecs.RegisterTaskDefinitionInput{ContainerDefinitions: []ecstypes.ContainerDefinition{{
			ReadonlyRootFilesystem: aws.Bool(true), LogConfiguration: &ecstypes.LogConfiguration{LogDriver: ecstypes.LogDriverAwslogs},
		}}}, ecstypes.AssignPublicIpDisabled},
		{"careless", "disabled", &ecs.RegisterTaskDefinitionInput{PidMode: ecstypes.PidModeHost, ContainerDefinitions: []ecstypes.ContainerDefinition{{
			Privileged: aws.Bool(true),
		}}}, ecstypes.AssignPublicIpEnabled},
	} {
		_, err := client.CreateCluster(c.ctx, &ecs.CreateClusterInput{
			ClusterName: aws.String(twin.name), Settings: []ecstypes.ClusterSetting{{Name: ecstypes.ClusterSettingNameContainerInsights, Value: aws.String(twin.insights)}},
		})
		c.must("cluster", err)
		container := &twin.task.ContainerDefinitions[0]
		container.Name, container.Image, container.Memory, container.ResourceRequirements = aws.String("model"), image(twin.name), aws.Int32(512), gpu
		twin.task.Family, twin.task.NetworkMode = aws.String(twin.name), ecstypes.NetworkModeAwsvpc
		_, err = client.RegisterTaskDefinition(c.ctx, twin.task)
		c.must("task", err)
		_, err = client.CreateService(c.ctx, &ecs.CreateServiceInput{
			Cluster: aws.String(twin.name), ServiceName: aws.String(twin.name), TaskDefinition: aws.String(twin.name), DesiredCount: aws.Int32(1),
			NetworkConfiguration: &ecstypes.NetworkConfiguration{AwsvpcConfiguration: &ecstypes.AwsVpcConfiguration{Subnets: []string{c.subnet}, SecurityGroups: []string{c.group}, AssignPublicIp: twin.public}},
		})
		c.must("service", err)
	}
}

func (c *codeTwins) clusters() {
	client := eks.NewFromConfig(c.cfg)
	for _, in := range []*eks.CreateClusterInput{
		{
			Name: aws.String("careful"), ResourcesVpcConfig: &ekstypes.VpcConfigRequest{EndpointPrivateAccess: aws.Bool(true), EndpointPublicAccess: aws.Bool(false)},
			Logging: &ekstypes.Logging{ClusterLogging: []ekstypes.LogSetup{{Enabled: aws.Bool(true), Types: ekstypes.LogType("").Values()}}},
		},
		{
			Name: aws.String("careless"), ResourcesVpcConfig: &ekstypes.VpcConfigRequest{EndpointPrivateAccess: aws.Bool(false), EndpointPublicAccess: aws.Bool(true), PublicAccessCidrs: []string{"0.0.0.0/0"}},
		},
	} {
		in.RoleArn, in.ResourcesVpcConfig.SubnetIds = c.role, []string{c.subnet}
		_, err := client.CreateCluster(c.ctx, in)
		c.must("cluster", err)
	}
}

func (c *codeTwins) machines() {
	client := ec2.NewFromConfig(c.cfg)
	for name, options := range map[string]*ec2types.InstanceMetadataOptionsRequest{
		"careful":  {HttpTokens: ec2types.HttpTokensStateRequired, HttpPutResponseHopLimit: aws.Int32(1), HttpEndpoint: ec2types.InstanceMetadataEndpointStateEnabled},
		"careless": {HttpTokens: ec2types.HttpTokensStateOptional, HttpPutResponseHopLimit: aws.Int32(2), HttpEndpoint: ec2types.InstanceMetadataEndpointStateEnabled},
	} {
		_, err := client.RunInstances(c.ctx, &ec2.RunInstancesInput{
			ImageId: aws.String("ami-12c6146b"), InstanceType: ec2types.InstanceTypeG5Xlarge, MinCount: aws.Int32(1), MaxCount: aws.Int32(1), MetadataOptions: options,
			NetworkInterfaces: []ec2types.InstanceNetworkInterfaceSpecification{{
				DeviceIndex: aws.Int32(0), SubnetId: aws.String(c.subnet), AssociatePublicIpAddress: aws.Bool(name == "careless"), Groups: []string{c.group},
			}},
			TagSpecifications: []ec2types.TagSpecification{{ResourceType: ec2types.ResourceTypeInstance, Tags: []ec2types.Tag{{Key: aws.String("Name"), Value: aws.String(name)}}}},
		})
		c.must("machine", err)
	}
}

func TestContainerTwins(t *testing.T) {
	findings, _ := onMoto(t, func(ctx context.Context, cfg aws.Config) {
		c := newCodeTwins(ctx, t, cfg)
		c.images()
		c.containers()
		c.clusters()
		c.machines()
	}, "ecr", "ecs", "eks", "ec2", "guardduty", "iam", "organizations")
	var twins []twin
	for _, rule := range []string{
		"ai-images-are-scanned", "ai-services-have-no-public-address", "ai-container-clusters-are-measured",
		"model-clusters-are-not-open", "model-clusters-have-a-private-door", "model-clusters-write-all-logs",
		"gpu-machines-have-no-public-address", "gpu-machines-guard-their-role", "containers-cannot-take-the-machine-role",
	} {
		twins = append(twins, twin{rule, "careful", evidence.Pass}, twin{rule, "careless", evidence.Fail})
	}
	for _, rule := range []string{
		"ai-task-images-are-fixed", "ai-tasks-are-not-privileged", "ai-tasks-do-not-see-the-host", "ai-tasks-cannot-change-themselves", "ai-tasks-write-logs",
	} {
		twins = append(twins, twin{rule, "careful:1", evidence.Pass}, twin{rule, "careless:1", evidence.Fail})
	}
	wantTwins(t, findings, append(twins,
		twin{"model-hosts-are-watched-at-runtime", "", evidence.Fail},              // GuardDuty is off
		twin{"model-clusters-run-supported-versions", "careful", evidence.Unknown}, // no list of versions here
	))
}

// The directories: careful asks for a second factor behind a web ACL, careless is as it was made.
func (c *codeTwins) directories() {
	client := idp.NewFromConfig(c.cfg)
	for name, careful := range map[string]bool{"careful": true, "careless": false} {
		pool, err := client.CreateUserPool(c.ctx, &idp.CreateUserPoolInput{
			PoolName: aws.String(name), AdminCreateUserConfig: &idptypes.AdminCreateUserConfigType{AllowAdminCreateUserOnly: careful},
		})
		c.must("pool", err)
		id := pool.UserPool.Id
		_, err = client.CreateUserPoolClient(c.ctx, &idp.CreateUserPoolClientInput{UserPoolId: id, ClientName: aws.String("app")})
		c.must("client", err)
		_, err = client.AdminCreateUser(c.ctx, &idp.AdminCreateUserInput{UserPoolId: id, Username: aws.String("ann")})
		c.must("user", err)
		_, err = cognitoidentity.NewFromConfig(c.cfg).CreateIdentityPool(c.ctx, &cognitoidentity.CreateIdentityPoolInput{
			IdentityPoolName: aws.String(name), AllowUnauthenticatedIdentities: !careful,
		})
		c.must("identity pool", err)
		if !careful {
			continue
		}
		_, err = client.SetUserPoolMfaConfig(c.ctx, &idp.SetUserPoolMfaConfigInput{
			UserPoolId: id, MfaConfiguration: idptypes.UserPoolMfaTypeOn, SoftwareTokenMfaConfiguration: &idptypes.SoftwareTokenMfaConfigType{Enabled: true},
		})
		c.must("second factor", err)
		firewall := wafv2.NewFromConfig(c.cfg)
		acl, err := firewall.CreateWebACL(c.ctx, &wafv2.CreateWebACLInput{
			Name: aws.String("sign-in"), Scope: waftypes.ScopeRegional, DefaultAction: &waftypes.DefaultAction{Allow: &waftypes.AllowAction{}},
			VisibilityConfig: &waftypes.VisibilityConfig{MetricName: aws.String("sign-in"), CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true},
		})
		c.must("web ACL", err)
		_, err = firewall.AssociateWebACL(c.ctx, &wafv2.AssociateWebACLInput{WebACLArn: acl.Summary.ARN, ResourceArn: pool.UserPool.Arn})
		c.must("web ACL", err)
	}
}

func TestSignInTwins(t *testing.T) {
	findings, _ := onMoto(t, func(ctx context.Context, cfg aws.Config) { newCodeTwins(ctx, t, cfg).directories() },
		"cognito-idp", "cognito-identity", "iam", "organizations")
	var twins []twin
	for _, rule := range []string{"people-do-not-register-themselves", "sign-in-asks-for-a-second-factor", "sign-in-has-a-web-acl", "guests-get-no-credentials"} {
		twins = append(twins, twin{rule, "careful", evidence.Pass}, twin{rule, "careless", evidence.Fail})
	}
	wantTwins(t, findings, append(twins,
		twin{"sign-in-watches-for-theft", "careless", evidence.Fail},
		twin{"leaked-passwords-are-refused", "careless", evidence.Fail},
		twin{"browsers-call-no-models", "careless", evidence.Unknown}, // the emulator does not say which roles a pool hands out
	))
}
