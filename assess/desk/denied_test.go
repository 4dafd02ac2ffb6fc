package desk

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"sync/atomic"
	"testing"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/probe"
	"drydock/assess/probe/moto"
	"drydock/questionnaire"
)

var signingService = regexp.MustCompile(`Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request`)

// gate stands before an emulator and denies what closed says, by the name under which a service is signed for.
func gate(t *testing.T, url *url.URL, closed func(service string) bool) string {
	t.Helper()
	through := httputil.NewSingleHostReverseProxy(url)
	through.ErrorLog = log.New(io.Discard, "", 0) // a client that gives up is no news
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		service := signingService.FindStringSubmatch(r.Header.Get("Authorization"))
		if service == nil || !closed(service[1]) {
			through.ServeHTTP(w, r)
			return
		}
		w.Header().Set("X-Amzn-Requestid", "11111111-2222-3333-4444-555555555555")
		const message = "not authorized to perform this because no identity-based policy allows the action"
		switch service[1] {
		case "iam", "s3", "ec2", "sns", "elasticloadbalancing":
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprintf(w, `<ErrorResponse><Error><Code>AccessDenied</Code><Message>%s</Message></Error><RequestId>x</RequestId></ErrorResponse>`, message)
		default:
			w.Header().Set("X-Amzn-Errortype", "AccessDeniedException")
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprintf(w, `{"__type":"AccessDeniedException","message":%q}`, message)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestADeniedReadIsNeverAPass probes an account, seeded with each thing right and wrong, through a gate: open, with one service closed
// at a time, and with all closed but STS. Nothing that failed or was not known passes because less could be read, every rule has its
// row each time, and with all closed nothing passes and nothing fails.
func TestADeniedReadIsNeverAPass(t *testing.T) {
	base := moto.Start(t)
	moto.Seed(t, base)
	// After the start: moto takes an empty AWS_PROFILE for the name of a profile.
	for _, name := range []string{"AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION", "HTTP_PROXY"} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_CONFIG_FILE", t.TempDir()+"/none")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", t.TempDir()+"/none")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIATESTTESTTESTTEST")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret-of-a-test")
	behind := must[*url.URL](t)(url.Parse(base))
	var closed atomic.Value
	closed.Store(func(string) bool { return false })
	server := gate(t, behind, func(service string) bool { return closed.Load().(func(string) bool)(service) })

	r := newRoom(t)
	v := must[*View](t)(r.New(t.Context(), questionnaire.Scope{
		Name: "claims", Does: []string{"writes", "reads-data", "acts"}, Regions: []string{moto.Region}, Next: "scale",
	}))
	in, _ := questionnaire.Select(v.Catalog, v.Session.Scope)
	judge := func() []evidence.Finding {
		t.Helper()
		plan := must[*ProbePlan](t)(r.ProbePreview(t.Context(), v, AWSOptions{
			Region: moto.Region, EndpointURL: server, Limits: probe.Limits{Attempts: 1, PerSecond: 10_000},
		}))
		v = must[*ProbeResult](t)(r.Probe(t.Context(), v, plan, nil)).View
		for _, c := range in {
			for _, rule := range c.Rules {
				if (len(rule.In) == 0 || slices.Contains(rule.In, "workload")) &&
					!slices.ContainsFunc(v.Session.Findings, func(f evidence.Finding) bool { return f.Rule == rule.ID }) {
					t.Errorf("the rule %s has no row", rule.ID)
				}
			}
		}
		return v.Session.Findings
	}
	count := func(findings []evidence.Finding, o evidence.Outcome) (n int) {
		for _, f := range findings {
			if f.Outcome == o {
				n++
			}
		}
		return n
	}
	open := judge()
	if count(open, evidence.Pass) == 0 || count(open, evidence.Fail) == 0 {
		t.Fatalf("%d pass and %d fail on the seeded account", count(open, evidence.Pass), count(open, evidence.Fail))
	}
	before := map[string]evidence.Outcome{}
	for _, f := range open {
		before[f.ID] = f.Outcome
	}
	for _, service := range []string{"iam", "s3", "bedrock-agentcore"} {
		closed.Store(func(asked string) bool { return asked == service })
		for _, f := range judge() {
			if was := before[f.ID]; f.Outcome == evidence.Pass && was != evidence.Pass {
				t.Errorf("without %s, %s about %q passes; it was %q", service, f.Rule, f.Resource, was)
			}
		}
	}
	closed.Store(func(asked string) bool { return asked != "sts" })
	none := judge()
	if p, f := count(none, evidence.Pass), count(none, evidence.Fail); p+f > 0 || len(none) == 0 {
		t.Errorf("with all closed %d pass and %d fail of %d", p, f, len(none))
	}
	for _, f := range none {
		if f.Outcome == evidence.Unknown && f.Because == "" || f.Gap != nil && f.Gap.Status == fact.Denied && f.Gap.Action == "" {
			t.Errorf("%s is unknown without its cause", f.Rule)
		}
	}
}
