package assess

import (
	"testing"

	"drydock/questionnaire"
)

func TestTrendReadsWhatTheGatesSaidThen(t *testing.T) {
	s := &Session{Milestones: []Milestone{
		{Name: "later", AsOf: "2026-03-01", Gates: []string{"Leave the lab: yes. 9 must-haves are shown.", "Go live: not yet. 1 stands in the way."}},
		{Name: "baseline", AsOf: "2026-01-01", Gates: []string{"Leave the lab: not yet. 3 not known.", "Go live: not yet. 12 stand in the way, 4 not known."}},
		{Name: "tomorrow", AsOf: "2027-01-01", Gates: []string{"", "Go live: not yet. 7 stand in the way."}},
	}}
	p := &Posture{AsOf: "2026-04-01", Gates: make([]GateState, 3)}
	p.Gates[1].InTheWay = []Blocker{{}, {}, {}, {}, {Unknown: true}}
	points := Trend(s, p, questionnaire.GoLive)
	if len(points) != 3 || points[0].Name != "baseline" || points[1].InTheWay != 1 || points[2].InTheWay != 4 || points[2].NotKnown != 1 {
		t.Fatalf("got %+v", points)
	}
	for gate, want := range map[questionnaire.Gate]string{
		questionnaire.GoLive:   "90 days ago 12 stood in the way, 4 not known; now 4, and 1 not known",
		questionnaire.LeaveLab: "90 days ago 3 were not known; now nothing",
		questionnaire.Scale:    "",
	} {
		if got := TrendWords(Trend(s, p, gate)); got != want {
			t.Errorf("%s: %q, want %q", gate, got, want)
		}
	}
}

// A gate that was not looked at then had nothing in its way only because nobody looked.
func TestTrendLeavesOutWhenAGateWasNotLookedAt(t *testing.T) {
	s := &Session{Milestones: []Milestone{
		{Name: "baseline", AsOf: "2026-01-01", Gates: []string{"", "Go live: not looked at; the next gate is Leave the lab."}},
	}}
	p := &Posture{AsOf: "2026-04-01", Gates: make([]GateState, 3)}
	p.Gates[1].InTheWay = []Blocker{{}, {}}
	if points := Trend(s, p, questionnaire.GoLive); points != nil {
		t.Errorf("said of then: %q", TrendWords(points))
	}
	s.Milestones = append(s.Milestones, Milestone{Name: "later", AsOf: "2026-03-02", Gates: []string{"", "Go live: not yet. 3 not known."}})
	if got, want := TrendWords(Trend(s, p, questionnaire.GoLive)), "30 days ago 3 were not known; now 2"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
