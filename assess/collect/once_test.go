package collect

import (
	"maps"
	"slices"
	"testing"
)

// A run over a whole account asks nothing twice, neither within a collector nor by two of them: its calls are as many as there are
// distinct (operation, Region, resource).
func TestARunAsksNothingTwice(t *testing.T) {
	f := world()
	for _, c := range All() {
		collected(t, f, c)
	}
	calls := 0
	for _, n := range f.asked {
		calls += n
	}
	if distinct := len(f.questions); calls != distinct {
		t.Errorf("%d calls, of which %d are distinct", calls, distinct)
	}
	for _, question := range slices.Sorted(maps.Keys(f.twice)) {
		if f.twice[question] {
			t.Errorf("asked twice: %s", question)
		}
	}
}
