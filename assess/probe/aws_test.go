package probe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kms"

	"drydock/assess/collect"
	"drydock/assess/fact"
)

func TestWithoutCredentialsSaysWhatToDo(t *testing.T) {
	expired := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(expired, []byte("[profile work]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = audit\nregion = us-east-1\n"+
		"[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://example.invalid/start\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		options AWSOptions
		env     map[string]string
		answer  func(http.ResponseWriter, *http.Request)
		is      error
		says    []string
	}{
		{name: "none at all", options: AWSOptions{Region: "us-east-1"}, env: map[string]string{"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, is: ErrCredentials, says: []string{"no AWS credentials were found", "--profile"}},
		{name: "no such profile", options: AWSOptions{Region: "us-east-1", Profile: "nobody"}, is: ErrCredentials, says: []string{`profile "nobody"`, "aws configure list-profiles"}},
		{
			name: "not logged in", options: AWSOptions{Profile: "work"},
			env: map[string]string{"AWS_CONFIG_FILE": expired, "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "HOME": t.TempDir()},
			is:  ErrCredentials, says: []string{"aws sso login --profile work"},
		},
		{name: "no Region", options: AWSOptions{}, is: ErrRegion, says: []string{"--region"}},
		{name: "no such Region", options: AWSOptions{Region: "frankfurt"}, is: ErrRegion, says: []string{`"frankfurt"`, "eu-central-1"}},
		{name: "foreign endpoint", options: AWSOptions{Region: "us-east-1", EndpointURL: "https://aws.example.com"}, is: ErrEndpoint, says: []string{"aws.example.com", "--allow-endpoint"}},
		{name: "foreign endpoint of the environment", options: AWSOptions{Region: "us-east-1"}, env: map[string]string{"AWS_ENDPOINT_URL": "https://amazonaws.com.example.com"}, is: ErrEndpoint, says: []string{"example.com", "AWS_ENDPOINT_URL"}},
		{name: "AWS without encryption", options: AWSOptions{Region: "us-east-1", EndpointURL: "http://sts.us-east-1.amazonaws.com"}, is: ErrEndpoint, says: []string{"https"}},
		{name: "no endpoint", options: AWSOptions{Region: "us-east-1", EndpointURL: "localhost:4566"}, is: ErrEndpoint, says: []string{"https://host:port"}},
		{name: "unknown host", options: AWSOptions{Region: "us-east-1", EndpointURL: "https://nothing.invalid", AllowEndpoint: true}, is: ErrRegion, says: []string{"nothing.invalid"}},
		{name: "expired", options: AWSOptions{Region: "us-east-1"}, answer: stsError(403, "ExpiredToken"), is: ErrCredentials, says: []string{"expired", "aws sso login"}},
		{name: "wrong keys", options: AWSOptions{Region: "us-east-1"}, answer: stsError(403, "InvalidClientTokenId"), is: ErrCredentials, says: []string{"does not accept", "clock", "Region"}},
		{name: "a login page", options: AWSOptions{Region: "us-east-1"}, answer: func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html><body>hello</body></html>") }, is: ErrEndpoint, says: []string{"not evidence", "proxy"}},
		{name: "an empty answer", options: AWSOptions{Region: "us-east-1"}, answer: func(w http.ResponseWriter, _ *http.Request) {}, is: ErrEndpoint, says: []string{"empty"}},
		{name: "a web server", options: AWSOptions{Region: "us-east-1"}, answer: func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, is: ErrEndpoint, says: []string{"--endpoint-url"}},
		{name: "nobody in particular", options: AWSOptions{Region: "us-east-1"}, answer: func(w http.ResponseWriter, _ *http.Request) {
			signed(w)
			fmt.Fprint(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
		}, is: ErrEndpoint, says: []string{"not evidence"}},
		{name: "a redirect", options: AWSOptions{Region: "us-east-1"}, answer: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.invalid/", http.StatusTemporaryRedirect)
		}, is: ErrEndpoint, says: []string{"another host"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			testCredentials(t)
			for name, value := range tt.env {
				t.Setenv(name, value)
			}
			if tt.answer != nil {
				server := httptest.NewServer(http.HandlerFunc(tt.answer))
				t.Cleanup(server.Close)
				tt.options.EndpointURL = server.URL
			}
			tt.options.Limits = quick()
			_, err := NewAWS(context.Background(), tt.options)
			if !errors.Is(err, tt.is) {
				t.Fatalf("error %v; want %v", err, tt.is)
			}
			for _, want := range tt.says {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "secret-of-a-test") {
				t.Error("the error holds a secret")
			}
		})
	}
}

func stsError(status int, code string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		fail(w, request{Request: r, service: "sts"}, status, code, "no")
	}
}

// keys is a collector with one paged list, for what only paging shows.
func keys() collect.Collector {
	return collect.Collector{
		Name: "keys", Service: "kms", Kinds: []fact.Kind{"kms_key"},
		Calls: []collect.Call{{Operation: "kms.ListKeys", Action: "kms:ListKeys"}},
		Collect: func(ctx context.Context, env *collect.Env) collect.Batch {
			var batch collect.Batch
			client := kms.NewFromConfig(env.Config)
			proof, gap := collect.Pages(ctx, env, "kms.ListKeys", &kms.ListKeysInput{}, client.ListKeys,
				func(out *kms.ListKeysOutput) *string { return out.NextMarker },
				func(in *kms.ListKeysInput, token *string) { in.Marker = token },
				func(out *kms.ListKeysOutput) {
					for _, k := range out.Keys {
						batch.Facts = append(batch.Facts, &fact.KMSKey{Meta: env.Meta(*k.KeyArn, *k.KeyId)})
					}
				})
			batch.Reach = []fact.Reach{env.Reach("kms_key", gap, proof...)}
			return batch
		},
	}
}

func page(w http.ResponseWriter, key int, next string) {
	signed(w)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	fmt.Fprintf(w, `{"Keys":[{"KeyId":"%[1]d","KeyArn":"arn:aws:kms:us-east-1:%[2]s:key/%[1]d"}],"Truncated":%[3]v,"NextMarker":%[4]q}`, key, testAccount, next != "", next)
}

func TestListsThatBreakOff(t *testing.T) {
	tests := []struct {
		name  string
		page  func(w http.ResponseWriter, r request, n int)
		want  fact.Status
		facts int
	}{
		{"whole", func(w http.ResponseWriter, _ request, n int) { page(w, n, []string{"b", "c", ""}[n]) }, fact.Read, 3},
		{"same token again", func(w http.ResponseWriter, _ request, n int) { page(w, n, "b") }, fact.Failed, 2},
		{"cycle", func(w http.ResponseWriter, _ request, n int) { page(w, n, []string{"b", "c"}[n%2]) }, fact.Failed, 3},
		{"page 2 fails", func(w http.ResponseWriter, r request, n int) {
			if n == 0 {
				page(w, n, "b")
				return
			}
			fail(w, r, 403, "AccessDeniedException", identityDenial)
		}, fact.Denied, 1},
		{"session expires", func(w http.ResponseWriter, r request, n int) {
			if n < 2 {
				page(w, n, fmt.Sprint("t", n))
				return
			}
			fail(w, r, 400, "ExpiredTokenException", "The security token included in the request is expired")
		}, fact.Failed, 2},
		{"never ends", func(w http.ResponseWriter, _ request, n int) { page(w, n, fmt.Sprint("t", n)) }, fact.Failed, 1000},
		{"throttled once", func(w http.ResponseWriter, r request, n int) {
			switch n {
			case 0:
				page(w, n, "b")
			case 1:
				fail(w, r, 400, "ThrottlingException", "Rate exceeded")
			default:
				page(w, n, "")
			}
		}, fact.Read, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := 0
			server := newFake(t, func(w http.ResponseWriter, r request) { tt.page(w, r, n); n++ })
			source := connect(t, server.URL, func(o *AWSOptions) { o.Collectors = []collect.Collector{keys()} })
			sink := &tray{}
			if _, err := Run(context.Background(), planOf(quick(), keys()), source, sink); err != nil {
				t.Fatal(err)
			}
			if got := sink.reach[0].Gap; got.Status != tt.want || len(sink.facts) != tt.facts {
				t.Errorf("%s (%s) with %d facts; want %s with %d", got.Status, got.Message, len(sink.facts), tt.want, tt.facts)
			}
			for _, proof := range sink.reach[0].Proof {
				if proof.AllPages != (tt.want == fact.Read) {
					t.Errorf("a proof says all pages %v where the list is %s", proof.AllPages, tt.want)
				}
			}
		})
	}
}

func TestUndeclaredOperationSendsNothing(t *testing.T) {
	server := newFake(t, body(`{"KeyMetadata":{}}`, true))
	sneaky := keys()
	sneaky.Collect = func(ctx context.Context, env *collect.Env) collect.Batch {
		client := kms.NewFromConfig(env.Config)
		_, err := client.ScheduleKeyDeletion(ctx, &kms.ScheduleKeyDeletionInput{KeyId: new(string)})
		var undeclared *collect.UndeclaredError
		if !errors.As(err, &undeclared) {
			t.Errorf("a deletion ended with %v; want it refused", err)
		}
		_, _, gap := collect.Ask(ctx, env, "kms.ListKeys", &kms.DescribeKeyInput{KeyId: new(string)}, client.DescribeKey)
		if gap == nil || !strings.Contains(gap.Message, "kms.DescribeKey") {
			t.Errorf("a call under another's name ended with %+v; want it refused", gap)
		}
		return collect.Batch{}
	}
	source := connect(t, server.URL, func(o *AWSOptions) { o.Collectors = []collect.Collector{sneaky} })
	if _, err := Run(context.Background(), planOf(quick(), sneaky), source, &tray{}); err != nil {
		t.Fatal(err)
	}
	if n := server.requests(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	if asked := source.Asked(); len(asked) != 0 {
		t.Errorf("%v were let through", asked)
	}
}

func TestOtherAccountsNeedARoleThatIsTheirs(t *testing.T) {
	const other = "444455556666"
	role := func(answering string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			if r.Form.Get("Action") == "AssumeRole" {
				if r.Form.Get("RoleSessionName") != "drydock" || r.Form.Get("DurationSeconds") != "3600" || r.Form.Get("ExternalId") != "shared-secret" ||
					r.Form.Get("RoleArn") != "arn:aws:iam::"+other+":role/audit" {
					fail(w, request{Request: r, service: "sts"}, 403, "AccessDenied", "not with role "+r.Form.Get("RoleArn"))
					return
				}
				signed(w)
				fmt.Fprint(w, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>`+
					`<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`)
				return
			}
			if strings.Contains(r.Header.Get("Authorization"), "ASIAROLE") {
				if r.Form.Get("Action") != "" {
					identity(w, answering)
					return
				}
				page(w, 1, "")
				return
			}
			identity(w, testAccount)
		}
	}
	tests := []struct {
		name, role, answering string
		want                  fact.Status
		says                  string
	}{
		{"no role", "", other, fact.Failed, "--role-arn"},
		{"its role", "arn:{partition}:iam::{account}:role/audit", other, fact.Failed, "another account's answer"}, // the key is of testAccount
		{"the role of a third account", "arn:{partition}:iam::{account}:role/audit", "999988887777", fact.Failed, "999988887777 answered instead"},
		{"a role that may not be taken", "arn:{partition}:iam::{account}:role/other", other, fact.Denied, "not with"},
		{"no role at all", "audit-{account}", other, fact.Failed, "is not the ARN of a role"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(role(tt.answering))
			t.Cleanup(server.Close)
			source := connect(t, server.URL, func(o *AWSOptions) {
				o.RoleARN, o.ExternalID, o.Collectors = tt.role, "shared-secret", []collect.Collector{keys()}
			})
			plan := planOf(quick(), keys())
			plan.Targets[0].Account = other
			sink := &tray{}
			if _, err := Run(context.Background(), plan, source, sink); err != nil {
				t.Fatal(err)
			}
			wantAllRows(t, plan, sink.reach)
			if got := sink.reach[0].Gap; got.Status != tt.want || !strings.Contains(got.Message, tt.says) {
				t.Errorf("%s %q; want %s and %q", got.Status, got.Message, tt.want, tt.says)
			}
			if len(sink.facts) > 0 {
				t.Error("a fact came of it")
			}
		})
	}
}

func TestRecordedOperationsAreDeclared(t *testing.T) {
	server := newFake(t, code(403, "AccessDeniedException", identityDenial))
	source := connect(t, server.URL, nil)
	plan := planOf(quick(), collect.All()...)
	if _, err := Run(context.Background(), plan, source, &tray{}); err != nil {
		t.Fatal(err)
	}
	declared := plan.Preview().Operations
	for _, op := range source.Asked() {
		if !slices.Contains(declared, op) {
			t.Errorf("%s was asked and is not declared", op)
		}
	}
	if len(source.Asked()) < len(plan.Collectors) {
		t.Errorf("%d operations were asked by %d collectors", len(source.Asked()), len(plan.Collectors))
	}
}
