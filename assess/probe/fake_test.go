package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/smithy-go/encoding/cbor"

	"drydock/assess/collect"
	"drydock/assess/fact"
)

const testAccount = "111122223333"

// fake is an AWS endpoint on this machine. STS answers; everything else is up to the test.
type fake struct {
	*httptest.Server
	mu    sync.Mutex
	asked map[string]int // signing service → requests
}

// request is what a fake sees of a call.
type request struct {
	*http.Request
	service string // signing name
	body    string
}

var credentialScope = regexp.MustCompile(`Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request`)

func newFake(t testing.TB, answer func(w http.ResponseWriter, r request)) *fake {
	t.Helper()
	f := &fake{asked: map[string]int{}}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		in := request{Request: r, body: string(body)}
		if m := credentialScope.FindStringSubmatch(r.Header.Get("Authorization")); m != nil {
			in.service = m[1]
		}
		f.mu.Lock()
		f.asked[in.service]++
		f.mu.Unlock()
		if in.service == "sts" {
			identity(w, testAccount)
			return
		}
		answer(w, in)
	}))
	t.Cleanup(f.Close)
	return f
}

// requests is how many calls arrived that were not for STS.
func (f *fake) requests() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for service, k := range f.asked {
		if service != "sts" {
			n += k
		}
	}
	return n
}

func identity(w http.ResponseWriter, account string) {
	signed(w)
	fmt.Fprintf(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::%[1]s:assumed-role/audit/drydock</Arn>`+
		`<UserId>AROA:drydock</UserId><Account>%[1]s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, account)
}

// signed adds the headers by which AWS names a request.
func signed(w http.ResponseWriter) {
	w.Header().Set("X-Amzn-Requestid", "11111111-2222-3333-4444-555555555555")
	w.Header().Set("X-Amz-Request-Id", "1111222233334444")
}

// fail answers with an error in the protocol of the request.
func fail(w http.ResponseWriter, r request, status int, code, message string) {
	signed(w)
	switch {
	case r.Header.Get("Smithy-Protocol") == "rpc-v2-cbor":
		w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
		w.Header().Set("Content-Type", "application/cbor")
		w.WriteHeader(status)
		_, _ = w.Write(cbor.Encode(cbor.Map{"__type": cbor.String("com.amazonaws#" + code), "message": cbor.String(message)}))
	case r.service == "ec2":
		w.WriteHeader(status)
		fmt.Fprintf(w, `<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>x</RequestID></Response>`, code, message)
	case slices.Contains([]string{"cloudfront", "elasticloadbalancing", "iam", "rds", "sns", "sts"}, r.service):
		w.WriteHeader(status)
		fmt.Fprintf(w, `<ErrorResponse><Error><Code>%s</Code><Message>%s</Message></Error><RequestId>x</RequestId></ErrorResponse>`, code, message)
	case r.service == "s3" && strings.HasPrefix(r.URL.Path, "/v20180820/"):
		w.WriteHeader(status)
		fmt.Fprintf(w, `<ErrorResponse><Error><Code>%s</Code><Message>%s</Message></Error><RequestId>x</RequestId></ErrorResponse>`, code, message)
	case r.service == "s3":
		w.WriteHeader(status)
		fmt.Fprintf(w, `<Error><Code>%s</Code><Message>%s</Message><RequestId>x</RequestId></Error>`, code, message)
	default:
		w.Header().Set("X-Amzn-Errortype", code)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": message, "Message": message})
	}
}

// reset closes the connection as a broken network does.
func reset(w http.ResponseWriter) {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

// quick are limits under which a fault shows in a fraction of a second.
func quick() Limits {
	return Limits{
		Run: time.Minute, Collector: 20 * time.Second, Call: 10 * time.Second, Attempt: 300 * time.Millisecond,
		Attempts: 2, Backoff: time.Millisecond, PerSecond: 10_000,
	}
}

// connect opens a source on an endpoint, with credentials that only tests have.
func connect(t testing.TB, url string, change func(*AWSOptions)) *AWS {
	t.Helper()
	testCredentials(t)
	options := AWSOptions{Region: "us-east-1", EndpointURL: url, Limits: quick()}
	if change != nil {
		change(&options)
	}
	source, err := NewAWS(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// testCredentials keeps the machine's own AWS configuration out of a test.
func testCredentials(t testing.TB) {
	t.Helper()
	none := filepath.Join(t.TempDir(), "none")
	if err := os.WriteFile(none, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION", "HTTP_PROXY", "HTTPS_PROXY"} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_CONFIG_FILE", none)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", none)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIATESTTESTTESTTEST")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret-of-a-test")
}

// tray is a sink that keeps everything.
type tray struct {
	events []Event
	reach  []fact.Reach
	facts  []fact.Fact
	batch  func() error // nil: always succeeds
	onEach func(Event)
}

func (s *tray) Event(e Event) {
	s.events = append(s.events, e)
	if s.onEach != nil {
		s.onEach(e)
	}
}

func (s *tray) Batch(reach []fact.Reach, facts []fact.Fact) error {
	if s.batch != nil {
		if err := s.batch(); err != nil {
			return err
		}
	}
	s.reach, s.facts = append(s.reach, reach...), append(s.facts, facts...)
	return nil
}

// planOf plans collectors whole on one workload account and Region.
func planOf(limits Limits, collectors ...collect.Collector) Plan {
	plan := Plan{
		Targets: []fact.Target{{Partition: "aws", Account: testAccount, Region: "us-east-1", Role: defaultRole}}, Limits: limits,
	}
	for _, c := range collectors {
		plan.Collectors = append(plan.Collectors, Step{Name: c.Name, Service: c.Service, Global: c.Global, Kinds: c.Kinds, Calls: c.Calls})
	}
	return plan
}

// planned are the rows that a plan must answer for, as account|Region|kind.
func planned(plan Plan) map[string]bool {
	rows := map[string]bool{}
	for _, j := range plan.jobs() {
		for _, kind := range j.step.Kinds {
			rows[j.target.Account+"|"+j.target.Region+"|"+string(kind)] = true
		}
	}
	return rows
}

// wantAllRows fails unless every planned row arrived exactly once.
func wantAllRows(t *testing.T, plan Plan, reach []fact.Reach) {
	t.Helper()
	want, got := planned(plan), map[string]int{}
	for _, row := range reach {
		got[row.Account+"|"+row.Region+"|"+string(row.Kind)]++
	}
	for row := range want {
		if got[row] != 1 {
			t.Errorf("row %s arrived %d times; want once", row, got[row])
		}
		delete(got, row)
	}
	for row := range got {
		t.Errorf("row %s was not planned", row)
	}
}
