package rule

import (
	"slices"
	"testing"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// A rule on a kind that no collector fills yet stands in the findings once for every target: unknown, not collected yet.
func TestWhatNobodyCollectsIsOneUnknownForEachTarget(t *testing.T) {
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	j, err := New(cat)
	if err != nil {
		t.Fatal(err)
	}
	snap := &fact.Snapshot{At: readAt, Targets: []fact.Target{
		{Account: "111111111111", Region: "eu-west-1", Role: "workload"},
		{Account: "111111111111", Region: "eu-central-1", Role: "workload"},
	}}
	scope := questionnaire.Scope{Name: "shop", RunsOn: map[string]questionnaire.Use{}} // every platform is in use: no rule rests because of the scope
	for _, platform := range questionnaire.Platforms() {
		scope.RunsOn[platform] = questionnaire.Used
	}
	judged := 0
	for i := range cat.Controls {
		c := &cat.Controls[i]
		for _, r := range c.Rules {
			if !slices.Contains(fact.Uncollected(), fact.Kind(r.Each)) {
				continue
			}
			judged++
			for i := range snap.Targets {
				snap.Targets[i].Role = append(slices.Clone(r.In), "workload")[0]
			}
			got := j.Judge(snap, scope, []*questionnaire.Control{{ID: c.ID, Rules: []questionnaire.Rule{r}}}, nil)
			if n := count(got); len(got) != len(snap.Targets) || n[evidence.Unknown] != len(got) {
				t.Errorf("%s: want one unknown for each of %d targets: %s", r.ID, len(snap.Targets), print(got))
			}
			for _, f := range got {
				if f.Cause != evidence.NotCollected {
					t.Errorf("%s: unknown because of %q: %s", r.ID, f.Cause, f.Because)
				}
			}
		}
	}
	if judged == 0 && len(fact.Uncollected()) > 0 {
		t.Error("no rule judges a kind that fact.Uncollected names")
	}
}
