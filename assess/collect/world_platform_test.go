package collect

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	watchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	dutytypes "github.com/aws/aws-sdk-go-v2/service/guardduty/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	sagetypes "github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
)

func worldPlatform(f *fakeAWS) {
	vpc := func(id string, isDefault bool) ec2types.Vpc {
		return ec2types.Vpc{
			VpcId: aws.String(id), IsDefault: aws.Bool(isDefault), OwnerId: aws.String(testAccount),
			Tags: []ec2types.Tag{{Key: aws.String("Name"), Value: aws.String("net-" + id)}},
		}
	}
	pages(f, "ec2.DescribeVpcs", func(in *ec2.DescribeVpcsInput) *string { return in.NextToken },
		&ec2.DescribeVpcsOutput{NextToken: second, Vpcs: []ec2types.Vpc{vpc("v1", false)}},
		&ec2.DescribeVpcsOutput{Vpcs: []ec2types.Vpc{vpc("v2", true)}})
	pages(f, "ec2.DescribeFlowLogs", func(in *ec2.DescribeFlowLogsInput) *string { return in.NextToken },
		&ec2.DescribeFlowLogsOutput{NextToken: second, FlowLogs: []ec2types.FlowLog{{ResourceId: aws.String("v1"), FlowLogStatus: aws.String("ACTIVE")}}},
		&ec2.DescribeFlowLogsOutput{FlowLogs: []ec2types.FlowLog{{ResourceId: aws.String("subnet-1"), FlowLogStatus: aws.String("ACTIVE")}}})
	endpoint := func(id, service, policy string) ec2types.VpcEndpoint {
		return ec2types.VpcEndpoint{
			VpcEndpointId: aws.String(id), VpcId: aws.String("v1"), OwnerId: aws.String(testAccount), ServiceName: aws.String(service),
			State: ec2types.StateAvailable, PrivateDnsEnabled: aws.Bool(true), PolicyDocument: aws.String(policy), VpcEndpointType: ec2types.VpcEndpointTypeInterface,
		}
	}
	pages(f, "ec2.DescribeVpcEndpoints", func(in *ec2.DescribeVpcEndpointsInput) *string { return in.NextToken },
		&ec2.DescribeVpcEndpointsOutput{NextToken: second, VpcEndpoints: []ec2types.VpcEndpoint{
			endpoint("e1", "cn.com.amazonaws.cn-north-1.bedrock-runtime", `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`),
		}},
		&ec2.DescribeVpcEndpointsOutput{VpcEndpoints: []ec2types.VpcEndpoint{
			endpoint("e2", "cn.com.amazonaws.cn-north-1.bedrock-agentcore.gateway", `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"bedrock:*","Resource":"*"}]}`),
		}})
	pages(f, "sagemaker.ListNotebookInstances", func(in *sagemaker.ListNotebookInstancesInput) *string { return in.NextToken },
		&sagemaker.ListNotebookInstancesOutput{NextToken: second, NotebookInstances: []sagetypes.NotebookInstanceSummary{{
			NotebookInstanceArn: aws.String("arn:aws-cn:sagemaker:cn-north-1:111122223333:notebook-instance/n1"), NotebookInstanceName: aws.String("n1"),
			NotebookInstanceStatus: sagetypes.NotebookInstanceStatusInService,
		}}},
		&sagemaker.ListNotebookInstancesOutput{})
	always(f, "sagemaker.DescribeNotebookInstance", &sagemaker.DescribeNotebookInstanceInput{}, &sagemaker.DescribeNotebookInstanceOutput{
		NotebookInstanceArn: aws.String("n1"), NotebookInstanceStatus: sagetypes.NotebookInstanceStatusInService, DirectInternetAccess: sagetypes.DirectInternetAccessDisabled,
		SubnetId: aws.String("subnet-1"), RoleArn: aws.String("role"), KmsKeyId: aws.String("key"), PlatformIdentifier: aws.String("notebook-al2023-v1"),
	})
	pages(f, "sagemaker.ListTags", func(in *sagemaker.ListTagsInput) *string { return in.NextToken },
		&sagemaker.ListTagsOutput{NextToken: second, Tags: []sagetypes.Tag{{Key: aws.String("a"), Value: aws.String("1")}}},
		&sagemaker.ListTagsOutput{Tags: []sagetypes.Tag{{Key: aws.String("b"), Value: aws.String("2")}}})
}

const tlsOnlyPolicy = `{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws-cn:s3:::data","arn:aws-cn:s3:::data/*"],
	"Condition":{"Bool":{"aws:SecureTransport":"false"}}},
	{"Effect":"Allow","Principal":{"AWS":"arn:aws-cn:iam::444455556666:root","Service":"logging.s3.amazonaws.com"},"Action":"s3:GetObject","Resource":"arn:aws-cn:s3:::data/*"}]}`

func worldS3(f *fakeAWS) {
	bucket := func(name, region string) s3types.Bucket {
		return s3types.Bucket{Name: aws.String(name), BucketRegion: aws.String(region)}
	}
	pages(f, "s3.ListBuckets", func(in *s3.ListBucketsInput) *string { return in.ContinuationToken },
		&s3.ListBucketsOutput{ContinuationToken: second, Buckets: []s3types.Bucket{bucket("data", testRegion), bucket("elsewhere", "cn-northwest-1")}},
		&s3.ListBucketsOutput{Buckets: []s3types.Bucket{{Name: aws.String("plain")}}})
	always(f, "s3.GetBucketLocation", &s3.GetBucketLocationInput{}, &s3.GetBucketLocationOutput{LocationConstraint: s3types.BucketLocationConstraint(testRegion)})
	always(f, "s3.GetPublicAccessBlock", &s3.GetPublicAccessBlockInput{}, &s3.GetPublicAccessBlockOutput{
		PublicAccessBlockConfiguration: &s3types.PublicAccessBlockConfiguration{
			BlockPublicAcls: aws.Bool(true), IgnorePublicAcls: aws.Bool(true), BlockPublicPolicy: aws.Bool(true), RestrictPublicBuckets: aws.Bool(true),
		},
	})
	always(f, "s3.GetBucketPolicyStatus", &s3.GetBucketPolicyStatusInput{}, &s3.GetBucketPolicyStatusOutput{PolicyStatus: &s3types.PolicyStatus{IsPublic: aws.Bool(true)}})
	always(f, "s3.GetBucketPolicy", &s3.GetBucketPolicyInput{}, &s3.GetBucketPolicyOutput{Policy: aws.String(tlsOnlyPolicy)})
	always(f, "s3.GetBucketEncryption", &s3.GetBucketEncryptionInput{}, &s3.GetBucketEncryptionOutput{
		ServerSideEncryptionConfiguration: &s3types.ServerSideEncryptionConfiguration{Rules: []s3types.ServerSideEncryptionRule{{
			ApplyServerSideEncryptionByDefault: &s3types.ServerSideEncryptionByDefault{SSEAlgorithm: s3types.ServerSideEncryptionAwsKms, KMSMasterKeyID: aws.String("k1")},
		}}},
	})
	always(f, "s3.GetBucketVersioning", &s3.GetBucketVersioningInput{}, &s3.GetBucketVersioningOutput{Status: s3types.BucketVersioningStatusEnabled})
	always(f, "s3.GetObjectLockConfiguration", &s3.GetObjectLockConfigurationInput{}, &s3.GetObjectLockConfigurationOutput{
		ObjectLockConfiguration: &s3types.ObjectLockConfiguration{ObjectLockEnabled: s3types.ObjectLockEnabledEnabled},
	})
	always(f, "s3.GetBucketOwnershipControls", &s3.GetBucketOwnershipControlsInput{}, &s3.GetBucketOwnershipControlsOutput{
		OwnershipControls: &s3types.OwnershipControls{Rules: []s3types.OwnershipControlsRule{{ObjectOwnership: s3types.ObjectOwnershipBucketOwnerPreferred}}},
	})
	always(f, "s3.GetBucketAcl", &s3.GetBucketAclInput{}, &s3.GetBucketAclOutput{
		Owner:  &s3types.Owner{ID: aws.String("owner")},
		Grants: []s3types.Grant{{Permission: s3types.PermissionRead, Grantee: &s3types.Grantee{URI: aws.String("http://acs.amazonaws.com/groups/global/AllUsers")}}},
	})
	always(f, "s3.GetBucketTagging", &s3.GetBucketTaggingInput{}, &s3.GetBucketTaggingOutput{TagSet: []s3types.Tag{{Key: aws.String("app"), Value: aws.String("claims")}}})
}

// keyPolicy opens the key to everybody, and to enclaves of one image.
const keyPolicy = `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"},
	{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:ImageSha384":"ab"}}}]}`

// The keys: k1 is the account's own, k2 is AWS's, k3 signs and cannot rotate.
func worldKMS(f *fakeAWS) {
	key := func(id string) kmstypes.KeyListEntry {
		return kmstypes.KeyListEntry{KeyId: aws.String(id), KeyArn: aws.String("arn:aws-cn:kms:cn-north-1:111122223333:key/" + id)}
	}
	pages(f, "kms.ListKeys", func(in *kms.ListKeysInput) *string { return in.Marker },
		&kms.ListKeysOutput{Truncated: true, NextMarker: second, Keys: []kmstypes.KeyListEntry{key("k1"), key("k2")}},
		&kms.ListKeysOutput{Keys: []kmstypes.KeyListEntry{key("k3")}})
	on(f, "kms.DescribeKey", func(in *kms.DescribeKeyInput) (*kms.DescribeKeyOutput, error) {
		m := &kmstypes.KeyMetadata{
			KeyId: in.KeyId, KeyManager: kmstypes.KeyManagerTypeCustomer, KeyState: kmstypes.KeyStateEnabled,
			KeySpec: kmstypes.KeySpecSymmetricDefault, Origin: kmstypes.OriginTypeAwsKms,
		}
		switch *in.KeyId {
		case *key("k2").KeyArn:
			m.KeyManager = kmstypes.KeyManagerTypeAws
		case *key("k3").KeyArn:
			m.KeySpec = kmstypes.KeySpecRsa2048
		}
		return &kms.DescribeKeyOutput{KeyMetadata: m}, nil
	})
	on(f, "kms.GetKeyRotationStatus", func(in *kms.GetKeyRotationStatusInput) (*kms.GetKeyRotationStatusOutput, error) {
		if *in.KeyId != *key("k1").KeyArn {
			return nil, errors.New("asked about a key that cannot be switched")
		}
		return &kms.GetKeyRotationStatusOutput{KeyRotationEnabled: true}, nil
	})
	always(f, "kms.GetKeyPolicy", &kms.GetKeyPolicyInput{}, &kms.GetKeyPolicyOutput{Policy: aws.String(keyPolicy)})
	pages(f, "kms.ListResourceTags", func(in *kms.ListResourceTagsInput) *string { return in.Marker },
		&kms.ListResourceTagsOutput{Truncated: true, NextMarker: second, Tags: []kmstypes.Tag{{TagKey: aws.String("a"), TagValue: aws.String("1")}}},
		&kms.ListResourceTagsOutput{})
}

func worldWatching(f *fakeAWS) {
	trail := func(name, home string) trailtypes.Trail {
		return trailtypes.Trail{
			TrailARN: aws.String("arn:aws-cn:cloudtrail:" + home + ":111122223333:trail/" + name), Name: aws.String(name), HomeRegion: aws.String(home),
			IsMultiRegionTrail: aws.Bool(true), IsOrganizationTrail: aws.Bool(true), LogFileValidationEnabled: aws.Bool(true),
			KmsKeyId: aws.String("key"), S3BucketName: aws.String("trail-bucket"),
			CloudWatchLogsLogGroupArn: aws.String("arn:aws-cn:logs:cn-north-1:111122223333:log-group:trail:*"),
		}
	}
	always(f, "cloudtrail.DescribeTrails", &cloudtrail.DescribeTrailsInput{}, &cloudtrail.DescribeTrailsOutput{
		TrailList: []trailtypes.Trail{trail("here", testRegion), trail("shadow", "cn-northwest-1")},
	})
	always(f, "cloudtrail.GetTrailStatus", &cloudtrail.GetTrailStatusInput{}, &cloudtrail.GetTrailStatusOutput{IsLogging: aws.Bool(true), LatestDeliveryError: aws.String("AccessDenied")})
	always(f, "cloudtrail.GetEventSelectors", &cloudtrail.GetEventSelectorsInput{}, &cloudtrail.GetEventSelectorsOutput{
		AdvancedEventSelectors: []trailtypes.AdvancedEventSelector{
			{FieldSelectors: []trailtypes.AdvancedFieldSelector{{Field: aws.String("eventCategory"), Equals: []string{"Management"}}}},
			{FieldSelectors: []trailtypes.AdvancedFieldSelector{
				{Field: aws.String("eventCategory"), Equals: []string{"Data"}}, {Field: aws.String("resources.type"), Equals: []string{"AWS::Bedrock::AgentAlias"}},
			}},
			{FieldSelectors: []trailtypes.AdvancedFieldSelector{
				{Field: aws.String("eventCategory"), Equals: []string{"Data"}},
				{Field: aws.String("resources.type"), Equals: []string{"AWS::BedrockAgentCore::Runtime"}},
				{Field: aws.String("readOnly"), Equals: []string{"true"}},
			}},
		},
	})
	pages(f, "guardduty.ListDetectors", func(in *guardduty.ListDetectorsInput) *string { return in.NextToken },
		&guardduty.ListDetectorsOutput{NextToken: second, DetectorIds: []string{"d1"}}, &guardduty.ListDetectorsOutput{})
	always(f, "guardduty.GetDetector", &guardduty.GetDetectorInput{}, &guardduty.GetDetectorOutput{
		Status: dutytypes.DetectorStatusEnabled, Tags: map[string]string{"team": "soc"},
		Features: []dutytypes.DetectorFeatureConfigurationResult{
			{Name: dutytypes.DetectorFeatureResultS3DataEvents, Status: dutytypes.FeatureStatusEnabled},
			{Name: dutytypes.DetectorFeatureResultLambdaNetworkLogs, Status: dutytypes.FeatureStatusDisabled},
		},
	})
	always(f, "guardduty.GetAdministratorAccount", &guardduty.GetAdministratorAccountInput{}, &guardduty.GetAdministratorAccountOutput{})
	pages(f, "guardduty.ListMembers", func(in *guardduty.ListMembersInput) *string { return in.NextToken },
		&guardduty.ListMembersOutput{NextToken: second, Members: []dutytypes.Member{{AccountId: aws.String("444455556666")}}},
		&guardduty.ListMembersOutput{Members: []dutytypes.Member{{AccountId: aws.String("777788889999")}}})
	always(f, "guardduty.DescribeOrganizationConfiguration", &guardduty.DescribeOrganizationConfigurationInput{},
		&guardduty.DescribeOrganizationConfigurationOutput{AutoEnableOrganizationMembers: dutytypes.AutoEnableMembersAll})
	metric := func(model string) watchtypes.Metric {
		return watchtypes.Metric{Dimensions: []watchtypes.Dimension{{Name: aws.String("ModelId"), Value: aws.String(model)}}}
	}
	called := map[string][]watchtypes.Metric{
		"AWS/Bedrock": {metric("zai.glm-4.6"), metric("zai.glm-4.6")}, "AWS/Bedrock2": {metric("apac.anthropic.claude")},
		"AWS/BedrockMantle": {{}, {Dimensions: []watchtypes.Dimension{
			{Name: aws.String("Project"), Value: aws.String("p1")}, {Name: aws.String("Model"), Value: aws.String("zai.glm-4.6")},
		}}}, "AWS/BedrockMantle2": {},
	}
	on(f, "cloudwatch.ListMetrics", func(in *cloudwatch.ListMetricsInput) (*cloudwatch.ListMetricsOutput, error) {
		key := aws.ToString(in.Namespace) + aws.ToString(in.NextToken)
		out := &cloudwatch.ListMetricsOutput{Metrics: called[key]}
		if _, goesOn := called[key+"2"]; goesOn {
			out.NextToken = second
		}
		return out, nil
	})
	alarm := func(name, namespace string) watchtypes.MetricAlarm {
		return watchtypes.MetricAlarm{
			AlarmArn: aws.String("arn:aws-cn:cloudwatch:cn-north-1:111122223333:alarm:" + name), AlarmName: aws.String(name),
			Namespace: aws.String(namespace), MetricName: aws.String("Invocations"), AlarmActions: []string{"sns"},
		}
	}
	formula := alarm("formula", "")
	formula.Namespace, formula.MetricName, formula.ActionsEnabled = nil, nil, aws.Bool(false)
	formula.Metrics = []watchtypes.MetricDataQuery{{Expression: aws.String("m1*2")}, {MetricStat: &watchtypes.MetricStat{
		Metric: &watchtypes.Metric{Namespace: aws.String("/aws/sagemaker/Endpoints"), MetricName: aws.String("CPUUtilization")},
	}}}
	pages(f, "cloudwatch.DescribeAlarms", func(in *cloudwatch.DescribeAlarmsInput) *string { return in.NextToken },
		&cloudwatch.DescribeAlarmsOutput{NextToken: second, MetricAlarms: []watchtypes.MetricAlarm{alarm("calls", "AWS/Bedrock"), alarm("cpu", "AWS/EC2")}},
		&cloudwatch.DescribeAlarmsOutput{MetricAlarms: []watchtypes.MetricAlarm{formula}})
	always(f, "cloudwatch.ListTagsForResource", &cloudwatch.ListTagsForResourceInput{}, &cloudwatch.ListTagsForResourceOutput{
		Tags: []watchtypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}},
	})
}
