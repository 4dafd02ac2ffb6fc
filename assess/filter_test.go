package assess

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"drydock/assess/evidence"
	"drydock/questionnaire"
)

func TestFilterSelectsWhatAllOfItLetsThrough(t *testing.T) {
	owner := []questionnaire.Role{questionnaire.DataOwner}
	p := &Posture{Conflicts: []string{"c", "a"}, index: map[string]int{}}
	p.Controls = []ControlState{
		{Control: &questionnaire.Control{ID: "a", Layer: questionnaire.Infrastructure, Phase: questionnaire.Foundational, Must: true}, Status: StatusOpen, Decision: &Decision{}, Differs: &Differs{}},
		{Control: &questionnaire.Control{ID: "b", Layer: questionnaire.IdentityData, Phase: questionnaire.Foundational, Must: true, Asks: owner}, Status: StatusUnknown},
		{Control: &questionnaire.Control{ID: "c", Layer: questionnaire.IdentityData, Phase: questionnaire.Enhanced, Asks: owner}, Status: StatusDone, Decision: &Decision{}, Stale: true, Differs: &Differs{}},
		{
			Control: &questionnaire.Control{ID: "d", Layer: questionnaire.AIApplication, Phase: questionnaire.Enhanced}, Status: StatusUnknown,
			Evidence: evidence.Evidence{Findings: []evidence.Finding{{Outcome: evidence.Pass, Stale: true}}},
		},
		{Control: &questionnaire.Control{ID: "e", Layer: questionnaire.AIApplication, Phase: questionnaire.Enhanced, Must: true}, Status: StatusOpen, Differs: &Differs{Settled: &Settlement{}}},
	}
	for i := range p.Controls {
		p.index[p.Controls[i].Control.ID] = i
	}
	a := &Agenda{Items: []AgendaItem{{Control: "e"}, {Control: "b"}, {Control: "gone"}}}
	tests := []struct {
		filter Filter
		want   []string
		words  string
	}{
		{Filter{}, []string{"a", "b", "c", "d", "e"}, "questions"},
		{Filter{Must: true}, []string{"a", "b", "e"}, "must-haves"},
		{Filter{Unanswered: true, Must: true, Layer: questionnaire.IdentityData, Role: questionnaire.DataOwner}, []string{"b"}, "unanswered must-haves of identity and data, for the data owner"},
		{Filter{Differs: true}, []string{"c", "a"}, "questions that differ"},
		{Filter{TooOld: true}, []string{"c", "d"}, "questions that are too old"},
		{Filter{Today: true}, []string{"e", "b"}, "today's questions"},
		{Filter{Today: true, NotKnown: true}, []string{"b"}, "today's questions that are not known"},
		{Filter{Open: true, Phase: questionnaire.Foundational}, []string{"a"}, "open foundational questions"},
		{Filter{Open: true, NotKnown: true}, []string{}, "open questions that are not known"},
		{Filter{Layer: questionnaire.AIApplication, Differs: true, TooOld: true}, []string{}, "questions of the AI application that differ and are too old"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, tt.filter.Select(p, a)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.filter, diff)
		}
		if got := tt.filter.Words(); got != tt.words {
			t.Errorf("%s reads %q, want %q", tt.filter, got, tt.words)
		}
	}
}

func TestAFilterIsFoundAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		yes := rapid.Bool()
		f := Filter{
			Layer: rapid.SampledFrom(append(questionnaire.Layers(), "")).Draw(t, "layer"), Phase: rapid.SampledFrom(append(questionnaire.Phases(), "")).Draw(t, "phase"),
			Role: rapid.SampledFrom(append(questionnaire.Roles(), "")).Draw(t, "role"), Must: yes.Draw(t, "must"), Unanswered: yes.Draw(t, "unanswered"),
			Differs: yes.Draw(t, "differs"), Open: yes.Draw(t, "open"), NotKnown: yes.Draw(t, "not known"), TooOld: yes.Draw(t, "too old"), Today: yes.Draw(t, "today"),
		}
		if got := ParseFilter(f.String() + " shape=round newer"); got != f {
			t.Fatalf("%q gives %+v, want %+v", f, got, f)
		}
	})
}
