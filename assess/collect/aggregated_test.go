package collect

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/configservice"
	"github.com/aws/aws-sdk-go-v2/service/configservice/types"

	"drydock/assess/fact"
)

// Configuration items as a query over an aggregator returns them: the properties that AWS's schema of each resource type names.
const (
	recorderItem = `{"arn":"arn:r","configuration":{"Recording":true,"RecordingGroup":{"AllSupported":false,"ResourceTypes":["AWS::KMS::Key","AWS::S3::Bucket","AWS::EC2::VPC","AWS::Lambda::Function","AWS::EC2::SecurityGroup","AWS::EC2::Volume","AWS::DynamoDB::Table","AWS::SQS::Queue","AWS::SNS::Topic"]}}}`
	exceptItem   = `{"arn":"arn:r","configuration":{"Recording":true,"RecordingGroup":{"AllSupported":false,"RecordingStrategy":{"UseOnly":"EXCLUSION_BY_RESOURCE_TYPES"},"ExclusionByResourceTypes":{"ResourceTypes":["AWS::KMS::Key"]}}}}`
	stoppedItem  = `{"arn":"arn:r","configuration":{"Recording":false,"RecordingGroup":{"AllSupported":true}}}`
	keyItem      = `{"arn":"arn:aws:kms:eu-west-1:111122223333:key/1","resourceId":"1","tags":[{"tag":"team=claims","key":"team","value":"claims"}],` +
		`"configuration":{"keyManager":"CUSTOMER","keyState":"Enabled","customerMasterKeySpec":"SYMMETRIC_DEFAULT","origin":"AWS_KMS"},"supplementaryConfiguration":{"KeyRotationStatus":"true"}}`
	bucketItem = `{"arn":"arn:aws:s3:::claims","resourceName":"claims","tags":[],"supplementaryConfiguration":{` +
		`"PublicAccessBlockConfiguration":"{\"blockPublicAcls\":true,\"ignorePublicAcls\":true,\"blockPublicPolicy\":false,\"restrictPublicBuckets\":true}",` +
		`"ServerSideEncryptionConfiguration":{"rules":[{"applyServerSideEncryptionByDefault":{"sseAlgorithm":"aws:kms","kmsMasterKeyID":"arn:aws:kms:eu-west-1:111122223333:key/1"}}]},` +
		`"BucketVersioningConfiguration":{"status":"Off"}}}`
	networkItem  = `{"arn":"arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1","resourceId":"vpc-1","tags":[],"configuration":{"vpcId":"vpc-1","isDefault":false}}`
	functionItem = `{"arn":"arn:aws:lambda:eu-west-1:111122223333:function:f","resourceName":"f","tags":[],"configuration":{"role":"arn:aws:iam::111122223333:role/f","runtime":"python3.13","vpcConfig":{"subnetIds":["subnet-1","subnet-2"]}}}`
	groupItem    = `{"arn":"arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1","resourceId":"sg-1","tags":[{"key":"Name","value":"agents"}],"configuration":{"groupId":"sg-1","vpcId":"vpc-1",` +
		`"ipPermissionsEgress":[{"ipProtocol":"tcp","ipv4Ranges":[{"cidrIp":"10.0.0.0/8"}]},{"ipProtocol":"-1","ipv6Ranges":[{"cidrIpv6":"::/0"}]}]}}`
	closedItem = `{"arn":"arn:aws:ec2:eu-west-1:111122223333:security-group/sg-2","resourceId":"sg-2","tags":[],"configuration":{"groupId":"sg-2","vpcId":"vpc-1"}}`
	volumeItem = `{"arn":"arn:aws:ec2:eu-west-1:111122223333:volume/vol-1","resourceId":"vol-1","tags":[],"configuration":{"volumeId":"vol-1","state":{"value":"in-use"},"encrypted":false}}`
	tableItem  = `{"arn":"arn:aws:dynamodb:eu-west-1:111122223333:table/t","resourceName":"t","tags":[],"configuration":{"tableArn":"arn:aws:dynamodb:eu-west-1:111122223333:table/t"},` +
		`"supplementaryConfiguration":{"ContinuousBackupsDescription":{"continuousBackupsStatus":"ENABLED","pointInTimeRecoveryDescription":{"pointInTimeRecoveryStatus":"DISABLED"}}}}`
	queueItem = `{"arn":"arn:aws:sqs:eu-west-1:111122223333:q","resourceName":"q","tags":[],"configuration":{"QueueArn":"arn:aws:sqs:eu-west-1:111122223333:q","SqsManagedSseEnabled":"true"}}`
	topicItem = `{"arn":"arn:aws:sns:eu-west-1:111122223333:t","resourceName":"t","tags":[],"configuration":{"TopicArn":"arn:aws:sns:eu-west-1:111122223333:t","KmsMasterKeyId":"alias/topics"}}`
)

// aggregator answers queries by resource type, for one account and Region.
func aggregator(status types.AggregatedSourceStatusType, items map[string][]string) *Env {
	f := newFake()
	always(f, sourcesStatus, &configservice.DescribeConfigurationAggregatorSourcesStatusInput{}, &configservice.DescribeConfigurationAggregatorSourcesStatusOutput{
		AggregatedSourceStatusList: []types.AggregatedSourceStatus{
			{SourceId: aws.String("999999999999"), AwsRegion: aws.String("eu-west-1"), LastUpdateStatus: types.AggregatedSourceStatusTypeSucceeded},
			{SourceId: aws.String("111122223333"), AwsRegion: aws.String("eu-west-1"), LastUpdateStatus: status, LastErrorCode: aws.String("NoAuthorization")},
		},
	})
	on(f, selectItems, func(in *configservice.SelectAggregateResourceConfigInput) (*configservice.SelectAggregateResourceConfigOutput, error) {
		if aws.ToString(in.ConfigurationAggregatorName) != "org" || !strings.HasSuffix(*in.Expression, "' AND accountId = '111122223333' AND awsRegion = 'eu-west-1'") {
			return nil, fmt.Errorf("asked %s", *in.Expression)
		}
		for resourceType, results := range items {
			if strings.Contains(*in.Expression, "'"+resourceType+"'") {
				return &configservice.SelectAggregateResourceConfigOutput{Results: results}, nil
			}
		}
		return &configservice.SelectAggregateResourceConfigOutput{}, nil
	})
	return &Env{
		Config: f.config("eu-west-1"), Now: func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }, Calls: AggregatorCalls(),
		Target: fact.Target{Partition: "aws", Account: "111122223333", Region: "eu-west-1"},
	}
}

func TestFromAggregator(t *testing.T) {
	env := aggregator(types.AggregatedSourceStatusTypeSucceeded, map[string][]string{
		recorderType: {recorderItem}, "AWS::KMS::Key": {keyItem}, "AWS::S3::Bucket": {bucketItem}, "AWS::EC2::VPC": {networkItem}, "AWS::Lambda::Function": {functionItem},
		"AWS::EC2::SecurityGroup": {groupItem, closedItem}, "AWS::EC2::Volume": {volumeItem}, "AWS::DynamoDB::Table": {tableItem},
		"AWS::SQS::Queue": {queueItem}, "AWS::SNS::Topic": {topicItem},
	})
	batch := FromAggregator(t.Context(), env, "org", append(AggregatorKinds(), "bedrock_guardrail"))
	for _, r := range batch.Reach {
		if want := map[bool]fact.Status{true: fact.NotCollected, false: fact.Read}[r.Kind == "bedrock_guardrail"]; r.Gap.Status != want || want == fact.Read && len(r.Proof) != 3 {
			t.Errorf("%s: %+v with %d proofs; want %s", r.Kind, r.Gap, len(r.Proof), want)
		}
	}
	if len(batch.Reach) != 10 || len(batch.Facts) != 10 {
		t.Fatalf("%d rows, %d facts", len(batch.Reach), len(batch.Facts))
	}
	for _, f := range batch.Facts {
		if len(f.Base().Proof) == 0 || f.Base().ARN == "" {
			t.Errorf("%s has no proof or no name: %+v", f.Kind(), f.Base())
		}
		switch f := f.(type) {
		case *fact.KMSKey:
			if f.Manager != "CUSTOMER" || f.Spec != "SYMMETRIC_DEFAULT" || f.Origin != "AWS_KMS" || !f.Rotation || f.Tags["team"] != "claims" || f.Unread["policy"].Message != notCarried {
				t.Errorf("%+v", f)
			}
		case *fact.S3Bucket:
			if !f.BlockPublicAcls || f.BlockPublicPolicy || f.Encryption != "aws:kms" || f.KmsKeyArn == "" || f.Versioning != "" || f.Unread["objectLock"].Message != absentFromItem {
				t.Errorf("%+v", f)
			}
			if _, unread := f.Unread["versioning"]; unread {
				t.Error("versioning was never switched on, which is known")
			}
		case *fact.EC2VPC:
			if f.ID != "vpc-1" || f.IsDefault || f.Unread["flowLogs"].Message != notCarried {
				t.Errorf("%+v", f)
			}
		case *fact.EC2SecurityGroup:
			if f.ID != f.ARN[len(f.ARN)-4:] || f.VpcID != "vpc-1" || f.OpenOut != (f.Name == "agents") || len(f.Unread) > 0 {
				t.Errorf("%+v", f)
			}
		case *fact.EC2Volume:
			if f.ID != "vol-1" || !f.Attached || f.Encrypted || len(f.Unread) > 0 {
				t.Errorf("%+v", f)
			}
		case *fact.DynamoDBTable:
			if f.KmsKeyArn != "" || f.Recovery || len(f.Unread) > 0 {
				t.Errorf("%+v", f)
			}
		case *fact.SQSQueue:
			if f.KmsKeyID != "" || !f.ServiceKey || f.Unread["policy"].Message != notCarried {
				t.Errorf("%+v", f)
			}
		case *fact.SNSTopic:
			if f.KmsKeyID != "alias/topics" || f.Unread["subscriptions"].Message != notCarried {
				t.Errorf("%+v", f)
			}
		case *fact.LambdaFunction:
			if f.Runtime != "python3.13" || !slices.Equal(f.Subnets, []string{"subnet-1", "subnet-2"}) || f.KmsKeyArn != "" {
				t.Errorf("%+v", f)
			}
		}
	}
}

// What an aggregator lists is whole only where it is up to date and a recorder there records the kind.
func TestAggregatorsProveNothingAlone(t *testing.T) {
	for _, tt := range []struct {
		name, recorder string
		status         types.AggregatedSourceStatusType
		want           string
		facts          int
	}{
		{"no recorder", "", types.AggregatedSourceStatusTypeSucceeded, "holds no running recorder", 1},
		{"stopped recorder", stoppedItem, types.AggregatedSourceStatusTypeSucceeded, "holds no running recorder", 1},
		{"all but keys", exceptItem, types.AggregatedSourceStatusTypeSucceeded, "holds no running recorder", 1},
		{"failed", recorderItem, types.AggregatedSourceStatusTypeFailed, "not up to date here: FAILED NoAuthorization", 0},
		{"elsewhere", recorderItem, "", "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			items := map[string][]string{"AWS::KMS::Key": {keyItem}}
			if tt.recorder != "" {
				items[recorderType] = []string{tt.recorder}
			}
			env := aggregator(tt.status, items)
			if tt.name == "elsewhere" {
				env.Target.Region, tt.want, tt.facts = "eu-west-3", "does not collect this account in this Region", 0
			}
			batch := FromAggregator(t.Context(), env, "org", []fact.Kind{"kms_key"})
			if got := batch.Reach[0].Gap; got.Status != fact.Failed || !strings.Contains(got.Message, tt.want) || len(batch.Facts) != tt.facts {
				t.Errorf("%+v, %d facts; want %q", got, len(batch.Facts), tt.want)
			}
		})
	}
}

// An item without content leaves every field unread: none of them is a zero that looks like an answer.
func TestEmptyItemsAnswerNothing(t *testing.T) {
	for kind, r := range recordedKinds() {
		f := r.build(fact.Meta{}, item{})
		v := reflect.ValueOf(f).Elem()
		for n := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(n).Tag.Get("json"), ",")
			if _, unread := f.Base().Unread[name]; name != "" && !unread {
				t.Errorf("%s.%s is not unread", kind, name)
			}
		}
	}
}
