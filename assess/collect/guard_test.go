package collect

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/smithy-go"
	"pgregory.net/rapid"

	"drydock/assess/fact"
)

// onLoopback is a configuration whose clients talk to handler, under a guard that allows these operations.
func onLoopback(t *testing.T, handler http.HandlerFunc, operations ...string) (aws.Config, *Guard) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	var calls []Call
	for _, op := range operations {
		calls = append(calls, Call{Operation: op, Action: "test:" + op[strings.Index(op, ".")+1:]})
	}
	guard, err := NewGuard(calls)
	if err != nil {
		t.Fatal(err)
	}
	cfg := aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(server.URL), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIATEST", "secret", ""),
	}
	guard.Install(&cfg)
	return cfg, guard
}

// Every protocol that the collectors speak, once: undeclared operations leave no byte, whatever the client names them where.
func TestGuardRefusesUndeclaredOperations(t *testing.T) {
	sent := 0
	cfg, guard := onLoopback(t, func(http.ResponseWriter, *http.Request) { sent++ }, "kms.ListKeys")
	ctx := context.Background()
	calls := map[string]func() error{
		"bedrock.DeleteGuardrail": func() error {
			_, err := bedrock.NewFromConfig(cfg).DeleteGuardrail(ctx, &bedrock.DeleteGuardrailInput{GuardrailIdentifier: aws.String("g")})
			return err
		},
		"cloudtrail.StopLogging": func() error {
			_, err := cloudtrail.NewFromConfig(cfg).StopLogging(ctx, &cloudtrail.StopLoggingInput{Name: aws.String("t")})
			return err
		},
		"guardduty.DeleteDetector": func() error {
			_, err := guardduty.NewFromConfig(cfg).DeleteDetector(ctx, &guardduty.DeleteDetectorInput{DetectorId: aws.String("d")})
			return err
		},
		"ec2.GetPasswordData": func() error {
			_, err := ec2.NewFromConfig(cfg).GetPasswordData(ctx, &ec2.GetPasswordDataInput{InstanceId: aws.String("i")})
			return err
		},
		"iam.ListRoles": func() error { _, err := iam.NewFromConfig(cfg).ListRoles(ctx, &iam.ListRolesInput{}); return err },
		"s3.GetObject": func() error {
			_, err := s3.NewFromConfig(cfg).GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("b"), Key: aws.String("k")})
			return err
		},
		"s3control.DeletePublicAccessBlock": func() error {
			_, err := s3control.NewFromConfig(cfg).DeletePublicAccessBlock(ctx, &s3control.DeletePublicAccessBlockInput{AccountId: aws.String("111122223333")})
			return err
		},
	}
	for op, call := range calls {
		var undeclared *UndeclaredError
		if err := call(); !errors.As(err, &undeclared) || undeclared.Operation != op {
			t.Errorf("%s ended with %v; want it refused by that name", op, err)
		}
	}
	if sent != 0 || guard.Count() != 0 {
		t.Errorf("%d requests were sent, %d counted", sent, guard.Count())
	}
}

func TestGuardRecordsWhatItLetsThrough(t *testing.T) {
	cfg, guard := onLoopback(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-Requestid", "1")
		fmt.Fprint(w, `{"Keys":[]}`)
	}, "kms.ListKeys", "kms.ListAliases")
	client := kms.NewFromConfig(cfg)
	for range 3 {
		if _, err := client.ListKeys(context.Background(), &kms.ListKeysInput{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := guard.Asked(); !slices.Equal(got, []string{"kms.ListKeys"}) || guard.Count() != 3 {
		t.Errorf("asked %v, %d calls; want kms.ListKeys, 3", got, guard.Count())
	}
}

func TestDeclarationsThatAreRefused(t *testing.T) {
	for _, c := range []Call{
		{"kms", "kms:ListKeys"},
		{"kms.ListKeys", "kms"},
		{"kms.ListKeys", "kms:List*"},
		{"kms.ScheduleKeyDeletion", "kms:ScheduleKeyDeletion"},
		{"kms.GenerateDataKey", "kms:GenerateDataKey"},
		{"s3.GetObject", "s3:GetObject"},
		{"ec2.GetPasswordData", "ec2:GetPasswordData"},
		{"bedrockagentcorecontrol.GetResourceApiKey", "bedrock-agentcore:GetResourceApiKey"},
		{"bedrockagentcore.GetResourceOauth2Token", "bedrock-agentcore:GetResourceOauth2Token"},
		{"lambda.GetFunction", "lambda:GetFunction"},
		{"cloudwatchlogs.GetLogEvents", "logs:GetLogEvents"},
		{"cloudtrail.LookupEvents", "cloudtrail:LookupEvents"},
		{"ssm.GetParametersByPath", "ssm:GetParametersByPath"},
	} {
		if _, err := NewGuard([]Call{c}); err == nil {
			t.Errorf("%v was let through", c)
		}
	}
}

func TestCollectorsDeclareSafeReads(t *testing.T) {
	names, kinds := map[string]bool{}, map[fact.Kind]string{}
	for _, c := range All() {
		if names[c.Name] {
			t.Errorf("two collectors are named %s", c.Name)
		}
		names[c.Name] = true
		for _, kind := range c.Kinds {
			if kinds[kind] != "" {
				t.Errorf("%s is filled by %s and by %s", kind, kinds[kind], c.Name)
			}
			kinds[kind] = c.Name
		}
		if _, err := NewGuard(c.Calls); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		for _, call := range c.Calls {
			service, _, _ := strings.Cut(call.Operation, ".")
			if xmlREST[service] && xmlRoots[call.Operation] == "" {
				t.Errorf("%s: the root element of %s is not known to the guard", c.Name, call.Operation)
			}
		}
	}
}

func TestAnswersThatProveNothing(t *testing.T) {
	const id = "with request id"
	tests := []struct {
		name, op, requestID, body string
		evidence                  bool
	}{
		{"keys", "kms.ListKeys", id, `{"Keys":[]}`, true},
		{"false is content", "kms.GetKeyRotationStatus", id, `{"KeyRotationEnabled":false}`, true},
		{"no request id", "kms.ListKeys", "", `{"Keys":[]}`, false},
		{"empty object", "kms.ListKeys", id, `{}`, false},
		{"foreign object", "kms.ListKeys", id, `{"status":"ok"}`, false},
		{"two objects", "kms.ListKeys", id, `{"Keys":[]}{}`, false},
		{"nothing set, as documented", "bedrock.GetModelInvocationLoggingConfiguration", id, `{}`, true},
		{"nothing set, by nobody", "bedrock.GetModelInvocationLoggingConfiguration", "", `{}`, false},
		{"never versioned", "s3.GetBucketVersioning", id, `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>`, true},
		{"another answer", "s3.GetBucketVersioning", id, `<LocationConstraint/>`, false},
		{"half an answer", "s3.GetBucketVersioning", id, `<VersioningConfiguration><Status>`, false},
		{"no networks", "ec2.DescribeVpcs", id, `<DescribeVpcsResponse><requestId>1</requestId><vpcSet/></DescribeVpcsResponse>`, true},
		{"networks of another call", "ec2.DescribeVpcs", id, `<DescribeSubnetsResponse><vpcSet/></DescribeSubnetsResponse>`, false},
		{"a page", "ec2.DescribeVpcs", id, `<html><body>hello</body></html>`, false},
		{"a policy", "s3.GetBucketPolicy", id, `{"Version":"2012-10-17","Statement":[]}`, true},
		{"a page for a policy", "s3.GetBucketPolicy", id, `<html/>`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg, _ := onLoopback(t, func(w http.ResponseWriter, _ *http.Request) {
				if tt.requestID != "" {
					w.Header().Set("X-Amzn-Requestid", tt.requestID)
					w.Header().Set("X-Amz-Request-Id", tt.requestID)
				}
				fmt.Fprint(w, tt.body)
			}, tt.op)
			err := callOf(cfg, tt.op)
			var notEvidence *NotEvidenceError
			if got := err == nil; got != tt.evidence || !tt.evidence && !errors.As(err, &notEvidence) {
				t.Errorf("%s answered %s with id %q: %v; want evidence %v", tt.op, tt.body, tt.requestID, err, tt.evidence)
			}
		})
	}
}

func callOf(cfg aws.Config, op string) error {
	ctx, b := context.Background(), aws.String("bucket")
	s3Client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
	var err error
	switch op {
	case "kms.ListKeys":
		_, err = kms.NewFromConfig(cfg).ListKeys(ctx, &kms.ListKeysInput{})
	case "kms.GetKeyRotationStatus":
		_, err = kms.NewFromConfig(cfg).GetKeyRotationStatus(ctx, &kms.GetKeyRotationStatusInput{KeyId: aws.String("k")})
	case "bedrock.GetModelInvocationLoggingConfiguration":
		_, err = bedrock.NewFromConfig(cfg).GetModelInvocationLoggingConfiguration(ctx, &bedrock.GetModelInvocationLoggingConfigurationInput{})
	case "s3.GetBucketVersioning":
		_, err = s3Client.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: b})
	case "s3.GetBucketPolicy":
		_, err = s3Client.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: b})
	case "ec2.DescribeVpcs":
		_, err = ec2.NewFromConfig(cfg).DescribeVpcs(ctx, &ec2.DescribeVpcsInput{})
	default:
		err = errors.New("the test has no call for " + op)
	}
	return err
}

func TestClassify(t *testing.T) {
	api := func(code, message string) error { return &smithy.GenericAPIError{Code: code, Message: message} }
	tests := []struct {
		err  error
		want fact.Status
	}{
		{api("AccessDenied", "Access Denied"), fact.Denied},
		{api("AccessDeniedException", "is not authorized to perform: kms:ListKeys with an explicit deny in an identity-based policy"), fact.Denied},
		{api("AccessDeniedException", "is not authorized to perform: kms:ListKeys with an explicit deny in a service control policy"), fact.ClosedByPolicy},
		{api("AccessDeniedException", "because no service control policy allows the kms:ListKeys action"), fact.ClosedByPolicy},
		{api("ThrottlingException", "Rate exceeded"), fact.Throttled},
		{api("UnknownOperationException", "The requested operation is not supported in the called region."), fact.NotOffered},
		{api("UnknownOperationException", ""), fact.Failed},
		{api("OptInRequired", "You are not subscribed"), fact.Failed},
		{api("ResourceNotFoundException", "not found"), fact.Failed},
		{fmt.Errorf("calling: %w", context.Canceled), fact.Cancelled},
		{fmt.Errorf("calling: %w", context.DeadlineExceeded), fact.TimedOut},
		{&NotEvidenceError{Operation: "kms.ListKeys", Because: "it is empty", Err: api("NoSuchBucketPolicy", "x")}, fact.Failed},
		{errors.New("dial tcp: lookup bedrock.xx.amazonaws.com: no such host"), fact.Failed},
	}
	for _, tt := range tests {
		got := Classify("kms.ListKeys", "kms:ListKeys", tt.err)
		if got.Status != tt.want {
			t.Errorf("%v is %s; want %s", tt.err, got.Status, tt.want)
		}
		if needs := got.Status == fact.Denied || got.Status == fact.ClosedByPolicy; needs != (got.Action != "") {
			t.Errorf("%v names the action %q", tt.err, got.Action)
		}
	}
}

// A code means "there is none" only for the operation that AWS documents it for, and never in an answer that AWS did not sign.
func TestAbsentIsExact(t *testing.T) {
	noPolicy := &smithy.GenericAPIError{Code: "NoSuchBucketPolicy"}
	for _, tt := range []struct {
		op   string
		err  error
		want bool
	}{
		{"s3.GetBucketPolicy", noPolicy, true},
		{"s3.GetBucketTagging", noPolicy, false},
		{"kms.ListKeys", &smithy.GenericAPIError{Code: "ResourceNotFoundException"}, false},
		{"s3.GetBucketPolicy", &NotEvidenceError{Err: noPolicy}, false},
		{"s3.GetBucketPolicy", nil, false},
		{"s3.GetBucketPolicy", errors.New("NoSuchBucketPolicy"), false},
		{"bedrock.ListImportedModels", &smithy.GenericAPIError{Code: "UnknownOperationException"}, false},
	} {
		var gap *fact.Gap
		if tt.err != nil {
			g := Classify(tt.op, "", tt.err)
			gap = &g
		}
		if got := Absent(gap); got != tt.want {
			t.Errorf("Absent of %s, %v is %v; want %v", tt.op, tt.err, got, tt.want)
		}
	}
}

// Each runs every item exactly once, whatever the number of workers, and also when the context has ended.
func TestEachMissesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(rapid.Int(), 0, 40).Draw(t, "items")
		env := &Env{Workers: rapid.IntRange(0, 12).Draw(t, "workers")}
		ctx, cancel := context.WithCancel(context.Background())
		if rapid.Bool().Draw(t, "cancelled") {
			cancel()
		}
		defer cancel()
		ran := make([]int, len(items))
		indices := make([]int, len(items))
		for i := range indices {
			indices[i] = i
		}
		Each(ctx, env, indices, func(_ context.Context, i int) { ran[i]++ })
		for i, n := range ran {
			if n != 1 {
				t.Fatalf("item %d ran %d times", i, n)
			}
		}
	})
}

func TestEachHandsPanicsToItsCaller(t *testing.T) {
	ran := 0
	defer func() {
		if p := recover(); p != "broken" {
			t.Errorf("recovered %v; want the item's panic", p)
		}
		if ran != 2 {
			t.Errorf("%d other items ran; want 2", ran)
		}
	}()
	Each(context.Background(), &Env{Workers: 1}, []int{0, 1, 2}, func(_ context.Context, i int) {
		if i == 0 {
			panic("broken")
		}
		ran++
	})
}

func TestAskRefusesWhatIsNotDeclared(t *testing.T) {
	env := &Env{Now: time.Now, Calls: []Call{{"kms.ListKeys", "kms:ListKeys"}}}
	_, _, gap := Ask(context.Background(), env, "kms.ListAliases", &kms.ListAliasesInput{},
		func(context.Context, *kms.ListAliasesInput, ...func(*kms.Options)) (*kms.ListAliasesOutput, error) {
			t.Error("it was called")
			return nil, nil
		})
	if gap == nil || gap.Status != fact.Failed {
		t.Errorf("gap %+v; want failed", gap)
	}
}

func FuzzCheckBody(f *testing.F) {
	for _, body := range []string{`{"Keys":[]}`, `{}`, `<DescribeVpcsResponse/>`, "<html>", "\xa0", "\xbf\x61a\x01\xff", ""} {
		for _, op := range []string{"kms.ListKeys", "ec2.DescribeVpcs", "s3.GetBucketPolicy", "s3.ListBuckets", "cloudwatch.ListMetrics"} {
			f.Add(op, []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, op string, body []byte) {
		if _, err := checkBody(op, body); err == nil && len(strings.TrimSpace(string(body))) == 0 {
			t.Errorf("nothing is an answer to %s", op)
		}
	})
}
