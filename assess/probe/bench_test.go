package probe

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"drydock/assess/collect"
	"drydock/assess/fact"
	"drydock/assess/probe/moto"
)

// tape records what a server answers, and plays it back after a wait, without the server. Every Region answers as moto's does, with its
// own name in place of that one's.
type tape struct {
	target  string // empty: play back
	latency time.Duration

	mu        sync.Mutex
	answers   map[string]recorded
	calls     int             // without those of STS
	questions map[string]bool // Region, operation and what it is about
}

type recorded struct {
	status int
	header http.Header
	body   []byte
}

var signedFor = regexp.MustCompile(`Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request`)

func (p *tape) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	region, service := "", "" // the scope also holds a date, which is no part of the question
	if scope := signedFor.FindStringSubmatch(r.Header.Get("Authorization")); scope != nil {
		region, service = scope[1], scope[2]
	}
	key := strings.Join([]string{service, r.Method, r.URL.RequestURI(), r.Header.Get("X-Amz-Target"), string(body)}, "\n")
	there := strings.NewReplacer(region, moto.Region).Replace
	p.mu.Lock()
	if service != "sts" {
		p.calls++
		p.questions[region+"\n"+key] = true
	}
	answer, ok := p.answers[there(key)]
	p.mu.Unlock()
	if !ok && p.target != "" {
		answer = p.record(r, body)
		p.mu.Lock()
		p.answers[key] = answer
		p.mu.Unlock()
	}
	time.Sleep(p.latency)
	for name, values := range answer.header {
		w.Header()[name] = values
	}
	w.WriteHeader(cmp.Or(answer.status, http.StatusTeapot)) // a question that was not recorded
	_, _ = w.Write(bytes.ReplaceAll(answer.body, []byte(moto.Region), []byte(region)))
}

func (p *tape) record(r *http.Request, body []byte) recorded {
	request, err := http.NewRequestWithContext(r.Context(), r.Method, p.target+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return recorded{status: http.StatusInternalServerError}
	}
	request.Header = r.Header.Clone()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return recorded{status: http.StatusInternalServerError}
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	for _, ofTheBody := range []string{"Content-Length", "X-Amz-Crc32"} {
		response.Header.Del(ofTheBody) // the Region's name changes both
	}
	return recorded{status: response.StatusCode, header: response.Header, body: answer}
}

// rewind forgets what was asked, and plays back from now on.
func (p *tape) rewind(latency time.Duration) {
	p.target, p.latency, p.calls, p.questions = "", latency, 0, map[string]bool{}
}

// studio is a tape of moto's answers, with its server and what a run needs.
type studio struct {
	*tape
	url string
}

const benchLatency = 50 * time.Millisecond

// newStudio records a run over the seeded workload and n more resources of eight kinds.
func newStudio(b *testing.B, n int) *studio {
	url := moto.Start(b)
	moto.Seed(b, url)
	moto.Crowd(b, url, n)
	s := &studio{tape: &tape{target: url, answers: map[string]recorded{}, questions: map[string]bool{}}}
	server := httptest.NewServer(s.tape)
	b.Cleanup(server.Close)
	s.url = server.URL
	s.run(b, s.open(b, 10_000), moto.Region)
	s.rewind(benchLatency)
	return s
}

// open is a source with fresh token buckets, as a new run has them.
func (s *studio) open(b *testing.B, perSecond float64) *AWS {
	return connect(b, s.url, func(o *AWSOptions) { o.Limits = Limits{Attempts: 1, PerSecond: perSecond} })
}

// run probes these Regions and says how many calls that were, and how long the slowest collector took.
func (s *studio) run(b *testing.B, source *AWS, regions ...string) (calls int, longest time.Duration) {
	plan := planOf(source.limits, collect.All()...)
	plan.Targets = nil
	for _, region := range regions {
		plan.Targets = append(plan.Targets, fact.Target{Partition: "aws", Account: moto.Account, Region: region, Role: defaultRole})
	}
	begun, slowest := map[string]time.Time{}, ""
	summary, err := Run(context.Background(), plan, source, &tray{onEach: func(e Event) {
		job := e.Collector + " in " + e.Target.Region
		if e.State == Asking {
			begun[job] = time.Now()
		} else if took := time.Since(begun[job]); took > longest {
			longest, slowest = took, job
		}
	}})
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d calls; the slowest collector is %s with %v", summary.Calls, slowest, longest)
	return summary.Calls, longest
}

// distinct fails where something was asked twice: calls = distinct (operation, target, resource).
func (s *studio) distinct(b *testing.B, calls int) int {
	if calls != s.calls || calls != len(s.questions) {
		b.Errorf("%d calls were counted, %d arrived, and %d of them were distinct", calls, s.calls, len(s.questions))
	}
	return len(s.questions)
}

// BenchmarkRun probes the seeded workload in one Region, played back from memory with 50 ms of latency. It reports the wall time
// beside its aim, 1.5 times the time below which no run can end: the longest chain of calls that wait for each other, times the
// latency. It reports the calls beside those of them that are distinct, which are to be all.
func BenchmarkRun(b *testing.B) {
	s := newStudio(b, 0)
	calls, longest := s.run(b, s.open(b, 10_000), moto.Region) // without the pace, a collector takes as long as its chain
	distinct, chain := s.distinct(b, calls), longest/benchLatency
	var wall time.Duration
	for b.Loop() {
		source := s.open(b, 0)
		start := time.Now()
		s.run(b, source, moto.Region)
		wall += time.Since(start)
	}
	b.ReportMetric(float64(wall.Milliseconds())/float64(b.N), "wall-ms")
	b.ReportMetric(1.5*float64((chain*benchLatency).Milliseconds()), "aim-ms")
	b.ReportMetric(float64(calls), "calls")
	b.ReportMetric(float64(distinct), "distinct")
	b.ReportMetric(float64(chain), "chain-calls")
}

// BenchmarkRunEverywhere probes 17 Regions with the seeded workload and 320 more resources in each. It reports the wall time beside its
// aim: 1.5 × (calls × latency ÷ concurrency), where the concurrency is that of collectors, 16. One run is enough to tell, whatever
// -benchtime says.
func BenchmarkRunEverywhere(b *testing.B) {
	s := newStudio(b, 40)
	var regions []string
	for i := range 17 {
		regions = append(regions, fmt.Sprintf("eu-test-%d", i+1))
	}
	regions[0] = moto.Region
	for once := true; b.Loop(); once = false {
		if !once {
			continue
		}
		source := s.open(b, 0)
		start := time.Now()
		calls, _ := s.run(b, source, regions...)
		wall := time.Since(start)
		aim := 3 * time.Duration(calls) * benchLatency / time.Duration(2*source.limits.Parallel)
		b.ReportMetric(float64(wall.Milliseconds()), "wall-ms")
		b.ReportMetric(float64(aim.Milliseconds()), "aim-ms")
		b.ReportMetric(float64(calls), "calls")
		b.ReportMetric(float64(s.distinct(b, calls)), "distinct")
	}
}
