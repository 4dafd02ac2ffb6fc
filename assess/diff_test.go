package assess

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

func TestCompareSaysWhichWayEachControlWent(t *testing.T) {
	open, half, done, unknown := Frozen{Known: true, Gap: 1}, Frozen{Known: true, Gap: 0.5}, Frozen{Known: true}, Frozen{}
	out := Frozen{Known: true, Out: true}
	for name, tt := range map[string]struct {
		was, now *Frozen
		want     Move
	}{
		"still open":            {&open, &open, MoveNone},
		"still done":            {&done, &done, MoveNone},
		"still unknown":         {&unknown, &unknown, MoveNone},
		"open to done":          {&open, &done, MoveClosed},
		"unknown to done":       {&unknown, &done, MoveClosed},
		"done to half":          {&done, &half, MoveReopened},
		"done to unknown":       {&done, &unknown, MoveLost},
		"open to unknown":       {&open, &unknown, MoveLost},
		"half to open":          {&half, &open, MoveWorse},
		"open to half":          {&open, &half, MoveBetter},
		"unknown to open":       {&unknown, &open, MoveFound},
		"not there to open":     {nil, &open, MoveNew},
		"not there to unknown":  {nil, &unknown, MoveNew},
		"open to not there":     {&open, nil, MoveGone},
		"open to out":           {&open, &out, MoveGone},
		"out to done":           {&out, &done, MoveNew},
		"out to not there":      {&out, nil, MoveNone},
		"not there, nor before": {nil, nil, MoveNone},
	} {
		side := func(f *Frozen) Standing {
			if f == nil {
				return Standing{}
			}
			g := *f
			g.Control = "c"
			return Standing{Controls: []Frozen{g}}
		}
		d := Compare(&questionnaire.Catalog{}, side(tt.was), side(tt.now))
		got := MoveNone
		if len(d.Controls) > 0 {
			got = d.Controls[0].Move
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestCompareByResource(t *testing.T) {
	fails := func(arns ...string) []FailingRule {
		var out []FailingRule
		for _, a := range arns {
			out = append(out, FailingRule{Rule: "r", Account: "1", Region: "eu-west-1", Resource: text.Untrusted(a)})
		}
		return out
	}
	cat := &questionnaire.Catalog{Controls: []questionnaire.Control{{ID: "b", Title: "Second"}, {ID: "a", Title: "First"}}}
	was := Standing{Controls: []Frozen{{Control: "a", Known: true, Gap: 0.5, Value: No, Failing: fails("x", "y")}, {Control: "b", Known: true}}, Gates: []GateVerdict{GateMet, GateNotMet, GateNotMet}}
	now := Standing{Controls: []Frozen{{Control: "a", Known: true, Gap: 0.5, Value: Yes, Failing: fails("", "y", "z")}, {Control: "b", Known: true, Gap: 1}}, Gates: []GateVerdict{GateNotMet, GateNotMet, GateNotMet}}
	d := Compare(cat, was, now)
	if len(d.Controls) != 2 || d.Controls[0].Control != "b" {
		t.Fatalf("not in the catalogue's order: %+v", d.Controls)
	}
	a := d.Controls[1]
	if diff := cmp.Diff(fails("", "z"), a.Broken); diff != "" || !a.Answered {
		t.Errorf("broken %v, answered %v", diff, a.Answered)
	}
	if diff := cmp.Diff(fails("x"), a.Mended); diff != "" {
		t.Error(diff)
	}
	wantFails := []string{"First: 1 eu-west-1 fails r", "First: z fails r"}
	if diff := cmp.Diff(wantFails, d.NewFails()); diff != "" {
		t.Error(diff)
	}
	got := strings.Join(d.Regressions(), "\n")
	for _, want := range []string{"Leave the lab was met, and is not met now", "Second was done, and is open again"} {
		if !strings.Contains(got, want) {
			t.Errorf("regressions lack %q:\n%s", want, got)
		}
	}
	if same := Compare(cat, now, now); len(same.Controls)+len(same.Gates)+len(same.Regressions()) != 0 {
		t.Errorf("the same differs from itself: %+v", same)
	}
}
