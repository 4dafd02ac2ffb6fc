package probe

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"drydock/assess/collect"
	"drydock/assess/probe/moto"
)

// tape records what a server answers, and plays it back after a wait, without the server.
type tape struct {
	target  string // empty: play back
	latency time.Duration

	mu      sync.Mutex
	answers map[string]recorded
}

type recorded struct {
	status int
	header http.Header
	body   []byte
}

func (p *tape) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	service := "" // the scope also holds a date, which is no part of the question
	if scope := credentialScope.FindStringSubmatch(r.Header.Get("Authorization")); scope != nil {
		service = scope[1]
	}
	key := strings.Join([]string{service, r.Method, r.URL.RequestURI(), r.Header.Get("X-Amz-Target"), string(body)}, "\n")
	p.mu.Lock()
	answer, ok := p.answers[key]
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
	_, _ = w.Write(answer.body)
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
	return recorded{status: response.StatusCode, header: response.Header, body: answer}
}

// BenchmarkRun probes the seeded workload, played back from memory with 50 ms of latency. It reports the wall time, the calls, and the
// longest chain of calls that wait for each other, in calls and as the time below which no run can end. The rest of the wall time is
// the pace of 10 calls a second per service.
func BenchmarkRun(b *testing.B) {
	const latency = 50 * time.Millisecond
	url := moto.Start(b)
	moto.Seed(b, url)
	player := &tape{target: url, answers: map[string]recorded{}}
	server := httptest.NewServer(player)
	b.Cleanup(server.Close)
	run := func(source *AWS) (calls int, longest time.Duration) {
		plan := planOf(source.limits, collect.All()...)
		plan.Targets[0].Account = moto.Account
		begun, slowest := map[string]time.Time{}, ""
		summary, err := Run(context.Background(), plan, source, &tray{onEach: func(e Event) {
			if e.State == Asking {
				begun[e.Collector] = time.Now()
			} else if took := time.Since(begun[e.Collector]); took > longest {
				longest, slowest = took, e.Collector
			}
		}})
		if err != nil {
			b.Fatal(err)
		}
		b.Logf("%d calls; the slowest collector is %s with %v", summary.Calls, slowest, longest)
		return summary.Calls, longest
	}
	open := func(perSecond float64) *AWS {
		return connect(b, server.URL, func(o *AWSOptions) { o.Limits = Limits{Attempts: 1, PerSecond: perSecond} })
	}
	run(open(10_000))
	player.target, player.latency = "", latency
	calls, longest := run(open(10_000)) // without the pace, a collector takes as long as its chain
	chain := longest / latency

	var wall time.Duration
	for b.Loop() {
		source := open(0) // fresh token buckets, as a new run has them
		start := time.Now()
		run(source)
		wall += time.Since(start)
	}
	b.ReportMetric(float64(wall.Milliseconds())/float64(b.N), "wall-ms")
	b.ReportMetric(float64(calls), "calls")
	b.ReportMetric(float64(chain), "chain-calls")
	b.ReportMetric(float64((chain * latency).Milliseconds()), "chain-ms")
}
