package moto

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	bedrocktypes "github.com/aws/aws-sdk-go-v2/service/bedrock/types"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent"
	agenttypes "github.com/aws/aws-sdk-go-v2/service/bedrockagent/types"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	coretypes "github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	sagemakertypes "github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/aws/smithy-go"
)

// Account is the account that moto plays.
const Account = "123456789012"

// Region is where the workload is seeded.
const Region = "us-east-1"

// Names of what is seeded twice: once as it should be, once as it should not.
const (
	GoodBucket, BadBucket = "harbour-documents", "harbour-leftovers"
	GoodRole, BadRole     = "claims-agent", "shared-agents"
	Trail                 = "all-regions"
	GoodRuntime           = "claims_runtime"
	BadRuntime            = "lab_runtime"
	GoodMemory, BadMemory = "claims_memory", "lab_memory"
	GoodGateway           = "claims-gateway"
	BadGateway            = "lab-gateway"
	Notebook              = "lab-notebook"
)

// Canary is the value of an environment variable that looks like a secret; it must turn up nowhere.
const Canary = "canary-of-a-test"

// Workload are the names that AWS gave to what was seeded.
type Workload struct {
	GoodKey, BadKey         string // ARNs: with and without rotation
	VPC, Endpoint           string // ids
	GoodRoleARN, BadRoleARN string
}

// seeder makes resources and fails the test where the emulator does not take one.
type seeder struct {
	t   testing.TB
	ctx context.Context
	cfg aws.Config
	w   Workload
}

// Seed fills an emulator with an AI workload: each thing as it should be, and as it should not be.
func Seed(t testing.TB, url string) Workload {
	t.Helper()
	s := &seeder{t: t, ctx: context.Background(), cfg: aws.Config{
		Region: Region, BaseEndpoint: aws.String(url),
		Credentials: credentials.NewStaticCredentialsProvider("testing", "testing", ""),
	}}
	s.keys()
	s.roles()
	s.buckets()
	s.trail()
	s.network()
	s.bedrock()
	s.agentCore()
	s.sagemaker()
	_, err := guardduty.NewFromConfig(s.cfg).CreateDetector(s.ctx, &guardduty.CreateDetectorInput{Enable: aws.Bool(true)})
	s.must("guardduty detector", err)
	return s.w
}

func (s *seeder) must(what string, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("seeding %s: %v", what, err)
	}
}

func (s *seeder) keys() {
	client := kms.NewFromConfig(s.cfg)
	for i, arn := range []*string{&s.w.GoodKey, &s.w.BadKey} {
		out, err := client.CreateKey(s.ctx, &kms.CreateKeyInput{})
		s.must("key", err)
		*arn = *out.KeyMetadata.Arn
		if i == 0 {
			_, err = client.EnableKeyRotation(s.ctx, &kms.EnableKeyRotationInput{KeyId: out.KeyMetadata.KeyId})
			s.must("key rotation", err)
		}
	}
}

func (s *seeder) roles() {
	client := iam.NewFromConfig(s.cfg)
	trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["bedrock.amazonaws.com","bedrock-agentcore.amazonaws.com"]},"Action":"sts:AssumeRole"}]}`
	for _, role := range []struct {
		name, action, resource string
		arn                    *string
	}{
		{GoodRole, "bedrock:InvokeModel", "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0", &s.w.GoodRoleARN},
		{BadRole, "*", "*", &s.w.BadRoleARN},
	} {
		out, err := client.CreateRole(s.ctx, &iam.CreateRoleInput{RoleName: aws.String(role.name), AssumeRolePolicyDocument: aws.String(trust)})
		s.must("role", err)
		*role.arn = *out.Role.Arn
		_, err = client.PutRolePolicy(s.ctx, &iam.PutRolePolicyInput{
			RoleName: aws.String(role.name), PolicyName: aws.String("work"),
			PolicyDocument: aws.String(fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":%q,"Resource":%q}]}`, role.action, role.resource)),
		})
		s.must("role policy", err)
	}
}

func (s *seeder) buckets() {
	client := s3.NewFromConfig(s.cfg, func(o *s3.Options) { o.UsePathStyle = true })
	for _, name := range []string{GoodBucket, BadBucket} {
		_, err := client.CreateBucket(s.ctx, &s3.CreateBucketInput{Bucket: aws.String(name)})
		s.must("bucket", err)
	}
	good := aws.String(GoodBucket)
	_, err := client.PutPublicAccessBlock(s.ctx, &s3.PutPublicAccessBlockInput{Bucket: good, PublicAccessBlockConfiguration: &s3types.PublicAccessBlockConfiguration{
		BlockPublicAcls: aws.Bool(true), BlockPublicPolicy: aws.Bool(true), IgnorePublicAcls: aws.Bool(true), RestrictPublicBuckets: aws.Bool(true),
	}})
	s.must("public access block", err)
	_, err = client.PutBucketVersioning(s.ctx, &s3.PutBucketVersioningInput{Bucket: good, VersioningConfiguration: &s3types.VersioningConfiguration{Status: s3types.BucketVersioningStatusEnabled}})
	s.must("versioning", err)
	_, err = client.PutBucketEncryption(s.ctx, &s3.PutBucketEncryptionInput{Bucket: good, ServerSideEncryptionConfiguration: &s3types.ServerSideEncryptionConfiguration{
		Rules: []s3types.ServerSideEncryptionRule{{ApplyServerSideEncryptionByDefault: &s3types.ServerSideEncryptionByDefault{
			SSEAlgorithm: s3types.ServerSideEncryptionAwsKms, KMSMasterKeyID: aws.String(s.w.GoodKey),
		}}},
	}})
	s.must("encryption", err)
	_, err = client.PutBucketPolicy(s.ctx, &s3.PutBucketPolicyInput{Bucket: good, Policy: aws.String(`{"Version":"2012-10-17","Statement":[{"Sid":"TLS","Effect":"Deny","Principal":"*","Action":"s3:*",` +
		`"Resource":["arn:aws:s3:::` + GoodBucket + `","arn:aws:s3:::` + GoodBucket + `/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`)})
	s.must("bucket policy", err)
}

func (s *seeder) trail() {
	client := cloudtrail.NewFromConfig(s.cfg)
	_, err := client.CreateTrail(s.ctx, &cloudtrail.CreateTrailInput{
		Name: aws.String(Trail), S3BucketName: aws.String(GoodBucket), IsMultiRegionTrail: aws.Bool(true), EnableLogFileValidation: aws.Bool(true),
	})
	s.must("trail", err)
	_, err = client.StartLogging(s.ctx, &cloudtrail.StartLoggingInput{Name: aws.String(Trail)})
	s.must("trail logging", err)
}

func (s *seeder) network() {
	client := ec2.NewFromConfig(s.cfg)
	vpc, err := client.CreateVpc(s.ctx, &ec2.CreateVpcInput{CidrBlock: aws.String("10.7.0.0/16")})
	s.must("network", err)
	s.w.VPC = *vpc.Vpc.VpcId
	subnet, err := client.CreateSubnet(s.ctx, &ec2.CreateSubnetInput{VpcId: vpc.Vpc.VpcId, CidrBlock: aws.String("10.7.1.0/24")})
	s.must("subnet", err)
	endpoint, err := client.CreateVpcEndpoint(s.ctx, &ec2.CreateVpcEndpointInput{
		VpcId: vpc.Vpc.VpcId, ServiceName: aws.String("com.amazonaws." + Region + ".bedrock-runtime"), VpcEndpointType: ec2types.VpcEndpointTypeInterface,
		SubnetIds: []string{*subnet.Subnet.SubnetId}, PrivateDnsEnabled: aws.Bool(true),
		PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + s.w.GoodRoleARN + `"},"Action":"bedrock:InvokeModel","Resource":"*"}]}`),
	})
	s.must("endpoint", err)
	s.w.Endpoint = *endpoint.VpcEndpoint.VpcEndpointId
}

func (s *seeder) bedrock() {
	_, err := bedrock.NewFromConfig(s.cfg).PutModelInvocationLoggingConfiguration(s.ctx, &bedrock.PutModelInvocationLoggingConfigurationInput{
		LoggingConfig: &bedrocktypes.LoggingConfig{
			S3Config: &bedrocktypes.S3Config{BucketName: aws.String(GoodBucket)}, TextDataDeliveryEnabled: aws.Bool(true),
		},
	})
	s.must("invocation logging", err)
	client := bedrockagent.NewFromConfig(s.cfg)
	_, err = client.CreateAgent(s.ctx, &bedrockagent.CreateAgentInput{
		AgentName: aws.String("claims"), AgentResourceRoleArn: aws.String(s.w.GoodRoleARN), FoundationModel: aws.String("anthropic.claude-sonnet-4-5-20250929-v1:0"),
	})
	s.undecodable("agent", err)
	_, err = client.CreateKnowledgeBase(s.ctx, &bedrockagent.CreateKnowledgeBaseInput{
		Name: aws.String("handbooks"), RoleArn: aws.String(s.w.GoodRoleARN),
		KnowledgeBaseConfiguration: &agenttypes.KnowledgeBaseConfiguration{
			Type:                             agenttypes.KnowledgeBaseTypeVector,
			VectorKnowledgeBaseConfiguration: &agenttypes.VectorKnowledgeBaseConfiguration{EmbeddingModelArn: aws.String("arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0")},
		},
		StorageConfiguration: &agenttypes.StorageConfiguration{
			Type: agenttypes.KnowledgeBaseStorageTypeOpensearchServerless,
			OpensearchServerlessConfiguration: &agenttypes.OpenSearchServerlessConfiguration{
				CollectionArn: aws.String("arn:aws:aoss:us-east-1:" + Account + ":collection/handbooks"), VectorIndexName: aws.String("handbooks"),
				FieldMapping: &agenttypes.OpenSearchServerlessFieldMapping{
					MetadataField: aws.String("m"), TextField: aws.String("t"), VectorField: aws.String("v"),
				},
			},
		},
	})
	s.undecodable("knowledge base", err)
}

// undecodable accepts that the emulator made the thing and answered with a timestamp that AWS does not write.
func (s *seeder) undecodable(what string, err error) {
	s.t.Helper()
	var decoding *smithy.DeserializationError
	if !errors.As(err, &decoding) {
		s.must(what, err)
	}
}

func (s *seeder) agentCore() {
	client := bedrockagentcorecontrol.NewFromConfig(s.cfg)
	for _, runtime := range []struct {
		name, role string
		mode       coretypes.NetworkMode
		env        map[string]string
	}{
		{GoodRuntime, s.w.GoodRoleARN, coretypes.NetworkModeVpc, nil},
		{BadRuntime, s.w.BadRoleARN, coretypes.NetworkModePublic, map[string]string{"API_TOKEN": Canary}},
	} {
		network := &coretypes.NetworkConfiguration{NetworkMode: runtime.mode}
		if runtime.mode == coretypes.NetworkModeVpc {
			network.NetworkModeConfig = &coretypes.VpcConfig{SecurityGroups: []string{"sg-1"}, Subnets: []string{"subnet-1"}}
		}
		_, err := client.CreateAgentRuntime(s.ctx, &bedrockagentcorecontrol.CreateAgentRuntimeInput{
			AgentRuntimeName: aws.String(runtime.name), RoleArn: aws.String(runtime.role), NetworkConfiguration: network, EnvironmentVariables: runtime.env,
			AgentRuntimeArtifact: &coretypes.AgentRuntimeArtifactMemberContainerConfiguration{Value: coretypes.ContainerConfiguration{
				ContainerUri: aws.String(Account + ".dkr.ecr.us-east-1.amazonaws.com/agent:1"),
			}},
		})
		s.must("runtime", err)
	}
	for name, key := range map[string]*string{GoodMemory: aws.String(s.w.GoodKey), BadMemory: nil} {
		_, err := client.CreateMemory(s.ctx, &bedrockagentcorecontrol.CreateMemoryInput{Name: aws.String(name), EncryptionKeyArn: key, EventExpiryDuration: aws.Int32(30)})
		s.must("memory", err)
	}
	for name, authorizer := range map[string]coretypes.AuthorizerType{GoodGateway: coretypes.AuthorizerTypeAwsIam, BadGateway: coretypes.AuthorizerTypeNone} {
		_, err := client.CreateGateway(s.ctx, &bedrockagentcorecontrol.CreateGatewayInput{
			Name: aws.String(name), RoleArn: aws.String(s.w.GoodRoleARN), ProtocolType: coretypes.GatewayProtocolTypeMcp, AuthorizerType: authorizer,
		})
		s.must("gateway", err)
	}
}

func (s *seeder) sagemaker() {
	_, err := sagemaker.NewFromConfig(s.cfg).CreateNotebookInstance(s.ctx, &sagemaker.CreateNotebookInstanceInput{
		NotebookInstanceName: aws.String(Notebook), InstanceType: sagemakertypes.InstanceTypeMlT3Medium, RoleArn: aws.String(s.w.BadRoleARN),
		DirectInternetAccess: sagemakertypes.DirectInternetAccessEnabled, RootAccess: sagemakertypes.RootAccessEnabled,
	})
	s.must("notebook", err)
}
