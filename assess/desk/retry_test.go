package desk

import (
	"testing"
	"time"

	"drydock/assess/probe"
)

// TestOnlyWhatWasNotReadIsAskedAgain asks the sample account once, then once more for what was denied, and nothing that was read.
func TestOnlyWhatWasNotReadIsAskedAgain(t *testing.T) {
	r := newRoom(t)
	scope := must[*View](t)(r.OpenSample(t.Context(), true)).Session.Scope
	scope.Name = "claims"
	v := must[*View](t)(r.New(t.Context(), scope))
	first := must[*ProbeResult](t)(r.Probe(t.Context(), v, r.fromSample(t, v), nil))
	r.now = noon.Add(time.Hour)
	plan := r.fromSample(t, v)
	plan.Retry = true
	asked := map[string]bool{}
	again := must[*ProbeResult](t)(r.Probe(t.Context(), first.View, plan, func(e ProbeEvent) {
		if e.State != probe.Asking {
			asked[e.Collector] = true
		}
	}))
	if !asked["kms"] || len(asked) > 2 {
		t.Errorf("asked %v, want only what a denied call left open", asked)
	}
	if runs := again.View.Session.Runs; len(runs) != 2 || runs[1].Calls >= runs[0].Calls {
		t.Errorf("runs: %+v", runs)
	}
	if len(again.View.Session.Reach) != len(first.View.Session.Reach) {
		t.Errorf("%d rows stand, want %d", len(again.View.Session.Reach), len(first.View.Session.Reach))
	}
	for id, was := range verdicts(first.View) {
		if now := verdicts(again.View)[id]; now != was {
			t.Errorf("%s was %s and is %s", id, was, now)
		}
	}
}
