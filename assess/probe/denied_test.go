package probe

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"drydock/assess/collect"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/probe/moto"
	"drydock/assess/rule"
	"drydock/questionnaire"
)

// gate stands before an emulator, notes for which services it is asked, and denies one of them.
type gate struct {
	*httptest.Server
	mu     sync.Mutex
	closed string
	asked  map[string]bool // signing names since open was called
}

func newGate(t *testing.T, emulator string) *gate {
	t.Helper()
	behind, err := url.Parse(emulator)
	if err != nil {
		t.Fatal(err)
	}
	through := httputil.NewSingleHostReverseProxy(behind)
	through.ErrorLog = log.New(io.Discard, "", 0) // a client that gives up is no news
	g := &gate{}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		service := ""
		if scope := credentialScope.FindStringSubmatch(r.Header.Get("Authorization")); scope != nil {
			service = scope[1]
		}
		g.mu.Lock()
		if service != "sts" {
			g.asked[service] = true
		}
		closed := g.closed != "" && g.closed == service
		g.mu.Unlock()
		if closed {
			fail(w, request{Request: r, service: service}, http.StatusForbidden, "AccessDeniedException", identityDenial)
			return
		}
		through.ServeHTTP(w, r)
	}))
	t.Cleanup(g.Close)
	return g
}

func (g *gate) close(service string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed, g.asked = service, map[string]bool{}
}

// asking are the services that were asked for since the gate was set.
func (g *gate) asking() map[string]bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.asked
}

// TestADeniedServiceIsNeverAPass closes every service in turn on an account that is seeded with things right and wrong. Only the
// collectors that ask the closed service are asked anew; what the others read stands. Whatever a rule then says otherwise than with
// all open is unknown, and every rule has a row.
func TestADeniedServiceIsNeverAPass(t *testing.T) {
	base := moto.Start(t)
	moto.Seed(t, base)
	g := newGate(t, base)
	g.close("")
	source := connect(t, g.URL, func(o *AWSOptions) { o.Limits = Limits{PerSecond: 10_000, Attempts: 1} })
	ask := func(c collect.Collector) *tray {
		plan, sink := planOf(source.limits, c), &tray{}
		plan.Targets[0].Account = moto.Account
		if _, err := Run(context.Background(), plan, source, sink); err != nil {
			t.Fatal(err)
		}
		return sink
	}
	open, uses, services := map[string]*tray{}, map[string]map[string]bool{}, map[string]bool{}
	for _, c := range collect.All() {
		g.close("")
		open[c.Name] = ask(c)
		uses[c.Name] = g.asking()
		for service := range uses[c.Name] {
			services[service] = true
		}
	}
	judge := newTestJudge(t)
	before := map[string]evidence.Outcome{}
	tally := map[evidence.Outcome]int{}
	for _, f := range judge(open) {
		before[f.ID] = f.Outcome
		tally[f.Outcome]++
	}
	if tally[evidence.Pass] == 0 || tally[evidence.Fail] == 0 {
		t.Fatalf("with all open: %v", tally)
	}
	changed := 0
	for service := range services {
		g.close(service)
		read := map[string]*tray{}
		for _, c := range collect.All() {
			if read[c.Name] = open[c.Name]; uses[c.Name][service] {
				read[c.Name] = ask(c)
			}
		}
		for _, f := range judge(read) {
			was, known := before[f.ID]
			if f.Outcome != was {
				changed++
			}
			if f.Outcome != evidence.Unknown && f.Outcome != was {
				t.Errorf("without %s, %s about %q is %s; it was %q (%v): %s", service, f.Rule, f.Resource, f.Outcome, was, known, f.Because)
			}
		}
	}
	t.Logf("%d services closed in turn; with all open %v; %d findings changed, all to unknown", len(services), tally, changed)
	if changed == 0 {
		t.Error("nothing changed")
	}
}

// newTestJudge judges what collectors brought by all rules of the catalogue, and fails where a rule has no row.
func newTestJudge(t *testing.T) func(read map[string]*tray) []evidence.Finding {
	t.Helper()
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	judge, err := rule.New(cat)
	if err != nil {
		t.Fatal(err)
	}
	scope := questionnaire.Scope{Name: "claims", Does: []string{"writes", "reads-data", "acts", "predicts"}, Regions: []string{moto.Region}, Next: "scale"}
	in, _ := questionnaire.Select(cat, scope)
	return func(read map[string]*tray) []evidence.Finding {
		snap := &fact.Snapshot{At: time.Now(), Targets: []fact.Target{{Partition: "aws", Account: moto.Account, Region: moto.Region, Role: defaultRole}}}
		for _, c := range collect.All() {
			snap.Reach, snap.Facts = append(snap.Reach, read[c.Name].reach...), append(snap.Facts, read[c.Name].facts...)
		}
		findings := judge.Judge(snap, scope, in, nil)
		rows := map[string]bool{}
		for _, f := range findings {
			rows[f.Rule] = true
		}
		for _, c := range in {
			for _, r := range c.Rules {
				if !rows[r.ID] && (len(r.In) == 0 || strings.Contains(strings.Join(r.In, " "), defaultRole)) {
					t.Errorf("the rule %s has no row", r.ID)
				}
			}
		}
		return findings
	}
}
