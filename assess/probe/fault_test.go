package probe

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"drydock/assess/collect"
	"drydock/assess/fact"
)

const (
	identityDenial = "User: arn:aws:sts::111122223333:assumed-role/audit/drydock is not authorized to perform this because no identity-based policy allows the action"
	scpDenial      = "User is not authorized to perform this with an explicit deny in a service control policy"
	rcpDenial      = "User is not authorized to perform this with an explicit deny in a resource control policy"
	resourceDenial = "User is not authorized to perform this with an explicit deny in a resource-based policy"
)

// fault is something that AWS, or what stands before it, may do to a call.
type fault struct {
	name   string
	answer func(w http.ResponseWriter, r request)
	want   fact.Status
	or     fact.Status // another way in which the same may show; empty: none
	// legitimate are kinds for which the answer means what it says.
	legitimate []fact.Kind
	says       string                                                               // what every reason must name; empty: nothing in particular
	dial       func(ctx context.Context, network, address string) (net.Conn, error) // how the wire fails, once the caller is known
}

func code(status int, code, message string) func(http.ResponseWriter, request) {
	return func(w http.ResponseWriter, r request) { fail(w, r, status, code, message) }
}

// body answers 200 with a body; by AWS when signed by a request id.
func body(text string, byAWS bool) func(http.ResponseWriter, request) {
	return func(w http.ResponseWriter, r request) {
		if byAWS {
			signed(w)
		}
		fmt.Fprint(w, text)
	}
}

func faults(elsewhere, secure, strict string) []fault {
	const page = "<!doctype html><html><body>Log in to the hotel's network</body></html>"
	const xhtml = "<html><body>Log in to the hotel's network</body></html>"
	return []fault{
		{name: "throttled", answer: code(400, "ThrottlingException", "Rate exceeded"), want: fact.Throttled},
		{name: "slow down", answer: code(503, "SlowDown", "Reduce your request rate"), want: fact.Throttled},
		{name: "429", answer: code(429, "TooManyRequestsException", "Too many requests"), want: fact.Throttled},
		{name: "500", answer: code(500, "InternalFailure", "We erred"), want: fact.Failed},
		{name: "503", answer: code(503, "ServiceUnavailable", "Come back later"), want: fact.Failed},
		{name: "503 of a proxy", answer: func(w http.ResponseWriter, _ request) { http.Error(w, page, http.StatusServiceUnavailable) }, want: fact.Failed},
		{name: "404 of an emulator", answer: func(w http.ResponseWriter, _ request) { signed(w); http.Error(w, page, http.StatusNotFound) }, want: fact.Failed},
		{name: "reset", answer: func(w http.ResponseWriter, _ request) { reset(w) }, want: fact.Failed},
		{name: "headers never come", answer: func(_ http.ResponseWriter, r request) { <-r.Context().Done() }, want: fact.TimedOut},
		{name: "body drips", answer: drip, want: fact.TimedOut, or: fact.Failed},
		{name: "body never ends", answer: endless, want: fact.Failed},
		{name: "body is short", answer: cutOff, want: fact.Failed},
		{name: "204", answer: func(w http.ResponseWriter, _ request) { signed(w); w.WriteHeader(204) }, want: fact.Failed},
		{name: "empty body", answer: body("", true), want: fact.Failed},
		{name: "empty body of a proxy", answer: body("", false), want: fact.Failed},
		{name: "{} of a proxy", answer: body("{}", false), want: fact.Failed},
		{name: "{} of AWS", answer: body("{}", true), want: fact.Failed, legitimate: []fact.Kind{"bedrock_logging", "budget", "sqs_queue"}},
		{name: "null", answer: body("null", true), want: fact.Failed},
		{name: "[]", answer: body("[]", true), want: fact.Failed},
		{name: "another object", answer: body(`{"hello":"world"}`, true), want: fact.Failed, legitimate: []fact.Kind{"bedrock_logging", "budget", "sqs_queue"}},
		{name: "truncated JSON", answer: body(`{"guardrails":[{"id":"g1"},`, true), want: fact.Failed},
		{name: "HTML", answer: body(page, true), want: fact.Failed},
		{name: "XHTML", answer: body(xhtml, true), want: fact.Failed},
		{name: "wrong root", answer: body(`<Welcome xmlns="x"><Buckets/><vpcSet/></Welcome>`, true), want: fact.Failed},
		{name: "307 elsewhere", answer: func(w http.ResponseWriter, r request) {
			http.Redirect(w, r.Request, elsewhere+r.URL.Path, http.StatusTemporaryRedirect)
		}, want: fact.Failed},
		{name: "denied", answer: code(403, "AccessDeniedException", identityDenial), want: fact.Denied},
		{name: "denied, in the old way", answer: code(403, "AccessDenied", "Access Denied"), want: fact.Denied},
		{name: "denied by EC2", answer: code(403, "UnauthorizedOperation", "You are not authorized to perform this operation."), want: fact.Denied},
		{name: "denied by a resource policy", answer: code(403, "AccessDeniedException", resourceDenial), want: fact.Denied},
		{name: "closed by an SCP", answer: code(403, "AccessDeniedException", scpDenial), want: fact.ClosedByPolicy},
		{name: "closed by an RCP", answer: code(403, "AccessDenied", rcpDenial), want: fact.ClosedByPolicy},
		{name: "expired", answer: code(403, "ExpiredToken", "The security token included in the request is expired"), want: fact.Failed, or: fact.Cancelled},
		{name: "expired (JSON)", answer: code(400, "ExpiredTokenException", "The security token included in the request is expired"), want: fact.Failed, or: fact.Cancelled},
		{name: "Region is off", answer: code(403, "UnrecognizedClientException", "The security token included in the request is invalid."), want: fact.Failed},
		{name: "opt-in", answer: code(403, "OptInRequired", "You are not subscribed to this service"), want: fact.Failed},
		{name: "subscription", answer: code(400, "SubscriptionRequiredException", "The AWS Access Key Id needs a subscription for the service"), want: fact.Failed},
		{name: "skewed clock", answer: code(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."), want: fact.Failed, says: "the clock of this machine"},
		{name: "skewed clock, in words", answer: clockIsOff, want: fact.Failed, says: "the clock of this machine"},
		{name: "skewed clock of EC2", answer: code(400, "RequestExpired", "Request has expired."), want: fact.Failed, says: "the clock of this machine"},
		{name: "no such name", dial: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "kms.eu-west-1.amazonaws.com", IsNotFound: true}}
		}, want: fact.Failed, says: "the name kms.eu-west-1.amazonaws.com could not be looked up: no such host"},
		{name: "names are not answered", dial: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "i/o timeout", Name: "kms.eu-west-1.amazonaws.com", IsTimeout: true}}
		}, want: fact.TimedOut, or: fact.Failed, says: "could not be looked up: i/o timeout"},
		{name: "a certificate of nobody", dial: handshake(secure), want: fact.Failed, says: "certificate that was shown is not trusted"},
		{name: "not TLS at all", dial: handshake(elsewhere), want: fact.Failed, says: "server gave HTTP response to HTTPS client"},
		{name: "TLS is refused", dial: handshake(strict), want: fact.Failed, says: "tls: protocol version not supported"},
		{name: "not found, off the list", answer: code(404, "NoSuchThingException", "not found"), want: fact.Failed},
	}
}

// clockIsOff is how most services say that a request was signed at another time: with the code of a wrong signature, and a date that
// the SDK cannot set its clock by.
func clockIsOff(w http.ResponseWriter, r request) {
	fail(w, r, 403, "InvalidSignatureException", "Signature expired: 20261121T100000Z is now earlier than 20261121T114500Z (20261121T120000Z - 15 min.)")
}

// handshake dials a server of ours with TLS as if it were AWS.
func handshake(server string) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		address := strings.TrimPrefix(strings.TrimPrefix(server, "https://"), "http://")
		return (&tls.Dialer{Config: &tls.Config{MaxVersion: tls.VersionTLS12}}).DialContext(ctx, network, address)
	}
}

func drip(w http.ResponseWriter, r request) {
	signed(w)
	for r.Context().Err() == nil {
		fmt.Fprint(w, " ")
		w.(http.Flusher).Flush()
		select {
		case <-time.After(20 * time.Millisecond):
		case <-r.Context().Done():
		}
	}
}

func endless(w http.ResponseWriter, r request) {
	signed(w)
	chunk := strings.Repeat(" ", 1<<20)
	for r.Context().Err() == nil {
		if _, err := fmt.Fprint(w, chunk); err != nil {
			return
		}
	}
}

func cutOff(w http.ResponseWriter, _ request) {
	signed(w)
	w.Header().Set("Content-Length", "4096")
	fmt.Fprint(w, `{"guardrails":[`)
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

// Every fault, before every collector: no kind comes out as read, no fact is made up, every planned row arrives with its reason.
func TestNoFaultBecomesEvidence(t *testing.T) {
	elsewhere := newFake(t, body(`{}`, true))
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	strict := httptest.NewUnstartedServer(http.NotFoundHandler())
	strict.TLS = &tls.Config{MinVersion: tls.VersionTLS13}
	strict.StartTLS()
	t.Cleanup(strict.Close)
	for _, server := range []*httptest.Server{secure, strict} {
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
	}
	for _, f := range faults(elsewhere.URL, secure.URL, strict.URL) {
		t.Run(f.name, func(t *testing.T) {
			server := newFake(t, f.answer)
			source := connect(t, server.URL, func(o *AWSOptions) {
				if f.name == "body never ends" {
					o.Limits.Attempt, o.Limits.Attempts = 10*time.Second, 1
				}
			})
			if f.dial != nil {
				source.base.HTTPClient.(*wire).client.Transport = &http.Transport{DialContext: f.dial}
			}
			plan := planOf(source.limits, collect.All()...)
			if f.name == "body never ends" {
				plan.Limits.Parallel = 1
				plan.Collectors = plan.Collectors[:min(3, len(plan.Collectors))]
			}
			sink := &tray{}
			if _, err := Run(context.Background(), plan, source, sink); err != nil {
				t.Fatal(err)
			}
			wantAllRows(t, plan, sink.reach)
			for _, row := range sink.reach {
				if row.Gap.Status != f.want && (f.or == "" || row.Gap.Status != f.or) && !slices.Contains(f.legitimate, row.Kind) {
					t.Errorf("%s is %s (%s %s); want %s", row.Kind, row.Gap.Status, row.Gap.Code, row.Gap.Message, f.want)
				}
				if !strings.Contains(row.Gap.Message, f.says) && !slices.Contains(f.legitimate, row.Kind) {
					t.Errorf("%s: %q does not name the cause: %s", row.Kind, row.Gap.Message, f.says)
				}
				if row.Gap.Status == fact.Denied && row.Gap.Action == "" {
					t.Errorf("%s is denied without the action that it needs", row.Kind)
				}
			}
			for _, made := range sink.facts {
				if !slices.Contains(f.legitimate, made.Kind()) {
					t.Errorf("a fact was made up: %s %s", made.Kind(), made.Base().ARN)
				}
			}
		})
	}
	if n := elsewhere.requests(); n > 0 {
		t.Errorf("%d requests followed a redirect to another host", n)
	}
}
