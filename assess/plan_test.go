package assess

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

func TestWhatIf(t *testing.T) {
	cat, s := example()
	s.Scope.By = "2026-04-15"
	p := Judge(cat, s, exampleDay, exampleNow, DefaultPolicy())
	plan := MakePlan(cat, s, p, PlanOptions{})
	if plan.Short == nil || plan.Short.Earliest != "2026-04-21" || plan.Short.Days != 6 {
		t.Fatalf("shortfall = %+v, want 2026-04-21, 6 days late", plan.Short)
	}
	if d := cmp.Diff([]string{"A6"}, plan.Short.Late); d != "" {
		t.Errorf("late (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"C12"}, plan.Earliest.Supposes); d != "" {
		t.Errorf("supposes (-want +got):\n%s", d)
	}
	better := MakePlan(cat, s, p, PlanOptions{WhatIf: []string{"A6"}})
	if better.Short.Days > 0 || len(better.Short.Late) > 0 {
		t.Errorf("with A6 done: %+v, want in time", better.Short)
	}
	if _, ok := better.Action("A6"); ok || better.Why("A6") != "Taken as done for this plan." {
		t.Errorf("A6 is still in the plan: %s", better.Why("A6"))
	}
	if plan.Why("A6") == better.Why("A6") {
		t.Error("what-if changed nothing")
	}
}

func TestEarliestWithoutWork(t *testing.T) {
	cat, s := example()
	cat.Actions = cat.Actions[1:] // nothing closes C1
	p := Judge(cat, s, exampleDay, exampleNow, DefaultPolicy())
	plan := MakePlan(cat, s, p, PlanOptions{})
	if plan.Earliest.Date != "" || len(plan.Earliest.NoWork) != 1 || !strings.HasPrefix(plan.Earliest.Sentence, "No date") {
		t.Errorf("earliest = %+v, want none, because of C1", plan.Earliest)
	}
	if plan.Short != nil {
		t.Errorf("shortfall without a date: %+v", plan.Short)
	}
}

func TestDoneActions(t *testing.T) {
	cat, s := example()
	s.Actions = map[string]ActionState{
		"A1": {Status: ActionDone, DoneAt: "2026-02-20"}, // AWS shows a fail that was read later
		"A2": {Status: ActionDone, DoneAt: "2026-02-20"}, // nobody answered again
	}
	p := Judge(cat, s, exampleDay, exampleNow, DefaultPolicy())
	plan := MakePlan(cat, s, p, PlanOptions{})
	if !strings.Contains(plan.Why("A1"), "marked done on 2026-02-20, but on 2026-03-02 AWS shows") {
		t.Errorf("A1: %s", plan.Why("A1"))
	}
	if d := cmp.Diff([]string{"A2"}, plan.Done); d != "" {
		t.Errorf("done (-want +got):\n%s", d)
	}
	said := false
	for _, f := range plan.FindOut {
		said = said || f.Control == "C3" && strings.Contains(f.What, "reported done")
	}
	if !said {
		t.Error("C3 is not to be found out, although its work is reported done")
	}
	if last := plan.Actions[len(plan.Actions)-1].After; last.Gates[0] != GateNotMet {
		t.Errorf("gate 1 is %q on the word of an action marked done", last.Gates[0])
	}
}

func TestEffort(t *testing.T) {
	roles := func(b *bench) *bench {
		for i := range b.session.Findings {
			b.session.Findings[i].Kind = "iam_role"
		}
		return b
	}
	fail := evidence.Fail
	tests := []struct {
		name  string
		bench *bench
		per   string
		want  string
	}{
		{"workload", newBench().shows(fail, fail), "workload", "½ d = 0.5"},
		{"resource", roles(newBench().shows(fail, fail, fail)), "resource", "½ d × 3 roles = 1.5"},
		{"resource, nothing counted", newBench().say(No), "resource", "½ d = 0.5"},
		{"account", newBench().shows(fail, fail), "account", "½ d = 0.5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.bench.action.Days, tt.bench.action.Per = 0.5, tt.per
			p := Judge(tt.bench.catalog(), &tt.bench.session, exampleDay, exampleNow, DefaultPolicy())
			plan := MakePlan(tt.bench.catalog(), &tt.bench.session, p, PlanOptions{})
			if got := fmt.Sprintf("%s = %v", plan.Actions[0].DaysWhy, plan.Actions[0].Days); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestShares(t *testing.T) {
	b := newBench().say(No)
	cat := b.catalog()
	cat.Actions = nil
	for _, id := range []string{"a", "b"} {
		cat.Actions = append(cat.Actions, questionnaire.Action{ID: id, Title: id, Days: 1, Closes: []questionnaire.Share{{Control: "c", Share: 0.5}}})
	}
	p := Judge(cat, &b.session, exampleDay, exampleNow, DefaultPolicy())
	plan := MakePlan(cat, &b.session, p, PlanOptions{})
	if len(plan.Actions) != 2 || plan.Actions[0].Value != 6 || plan.Actions[1].Value != 6 {
		t.Fatalf("values are not half of 12 each: %+v", plan.Actions)
	}
	if got := plan.Actions[0].After.Gates[1]; got != GateNotMet {
		t.Errorf("half the work meets the gate: %q", got)
	}
	if got := plan.Actions[1].After.Gates[1]; got != GateMet {
		t.Errorf("all the work does not meet the gate: %q", got)
	}
}

func TestTies(t *testing.T) {
	named := func(id string) *work { return &work{action: &questionnaire.Action{ID: id}} }
	base := bundle{head: named("b"), value: 12, days: 4, weight: 6}
	tests := []struct {
		name string
		how  func(*bundle)
	}{
		{"the better ratio, whatever else", func(b *bundle) { b.value, b.weight, b.head = 13, 1, named("z") }},
		{"then a must of the gate", func(b *bundle) { b.must, b.weight = true, 1 }},
		{"then the larger weight", func(b *bundle) { b.weight, b.value, b.days = 9, 24, 8 }},
		{"then fewer days", func(b *bundle) { b.value, b.days, b.head = 6, 2, named("z") }},
		{"then the id", func(b *bundle) { b.head = named("a") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			first, second := base, base
			tt.how(&first)
			if !first.before(&second) || second.before(&first) {
				t.Error("it does not come first")
			}
		})
	}
}

// Prerequisites come first, values are never negative, and no share of a control is sold twice.
func TestPlanProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cat, s := drawSession(t)
		p := Judge(cat, s, exampleDay, exampleNow, DefaultPolicy())
		plan := MakePlan(cat, s, p, PlanOptions{Capacity: rapid.IntRange(1, 30).Draw(t, "capacity")})
		place := map[string]int{}
		for i := range plan.Actions {
			place[plan.Actions[i].Action.ID] = i
		}
		sold := map[string]float64{}
		for i := range plan.Actions {
			a := &plan.Actions[i]
			for _, n := range a.Needs {
				if j, ok := place[n]; !ok || j >= i {
					t.Fatalf("%s comes before %s, which it needs", a.Action.ID, n)
				}
			}
			sum := 0.0
			for _, c := range a.Closes {
				sum += c.Points
				if c.Points > 0 {
					sold[c.Control.ID] += c.Share
				}
			}
			if sum != a.Value {
				t.Fatalf("%s: value %v, sum %v", a.Action.ID, a.Value, sum)
			}
			before := p.Readiness.Percent()
			if i > 0 {
				before = plan.Actions[i-1].After.Readiness.Percent()
				if a.Finish < plan.Actions[i-1].Finish {
					t.Fatalf("%s finishes before the one in front of it", a.Action.ID)
				}
			}
			if a.After.Readiness.Percent() < before {
				t.Fatalf("%s lowers readiness from %d to %d", a.Action.ID, before, a.After.Readiness.Percent())
			}
		}
		for id, share := range sold {
			if share > 1 {
				t.Fatalf("%s is closed by shares of %v", id, share)
			}
		}
	})
}

// Whatever is said and shown: no must is shown on word alone, nothing unknown is done, and closing a gap never lowers
// readiness.
func TestPostureProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cat, s := drawSession(t)
		p := Judge(cat, s, exampleDay, exampleNow, DefaultPolicy())
		for i := range p.Controls {
			c := &p.Controls[i]
			counted := c.Evidence.Passes > 0 && c.Evidence.Fails == 0 && c.Evidence.Unknowns == 0 && c.Control.Ceiling == ""
			person := c.Decision != nil && c.Decision.Value == Yes && proof(&c.Decision.Said, c.Control) >= 3
			if c.Must == MustShown && !counted && !person {
				t.Fatalf("%s is shown with neither evidence nor proof: %s", c.Control.ID, c.Why)
			}
			if c.Status == StatusDone && !c.Known {
				t.Fatalf("%s is done but not known", c.Control.ID)
			}
			if c.Evidence.Passes == 0 && c.Decision == nil && c.Status == StatusDone {
				t.Fatalf("%s is done, and nobody has seen it", c.Control.ID)
			}
		}
		if r := p.Readiness; r.Low > r.Top {
			t.Fatalf("range %d–%d", r.Low, r.Top)
		}
		for i := range p.Controls {
			c := &p.Controls[i]
			if c.Known && c.Applies && c.Gap > 0 {
				closed := *s
				closed.Findings = without(s.Findings, c.Control.ID)
				closed.Decisions = map[string]Decision{}
				for k, v := range s.Decisions {
					closed.Decisions[k] = v
				}
				closed.Decisions[c.Control.ID] = Decision{Said: Said{Control: c.Control.ID, Value: Yes, By: "Ada", At: exampleNow}}
				q := Judge(cat, &closed, exampleDay, exampleNow, DefaultPolicy())
				if q.Readiness.Percent() < p.Readiness.Percent() {
					t.Fatalf("closing %s lowers readiness from %s to %s", c.Control.ID, p.Readiness.Sentence, q.Readiness.Sentence)
				}
			}
		}
	})
}

func without(fs []evidence.Finding, control string) []evidence.Finding {
	var out []evidence.Finding
	for _, f := range fs {
		if f.Control != control {
			out = append(out, f)
		}
	}
	return out
}

// drawSession draws a small catalogue with actions that need earlier ones, and answers and findings on it.
func drawSession(t *rapid.T) (*questionnaire.Catalog, *Session) {
	n := rapid.IntRange(1, 8).Draw(t, "controls")
	cat := &questionnaire.Catalog{}
	s := &Session{Scope: questionnaire.Scope{Next: questionnaire.Scale}, Decisions: map[string]Decision{}, Actions: map[string]ActionState{}}
	for i := 0; i < n; i++ {
		id := fmt.Sprintf("c%d", i)
		c := questionnaire.Control{
			ID: id, Title: id, Layer: questionnaire.Infrastructure, Phase: rapid.SampledFrom(questionnaire.Phases()).Draw(t, "phase"),
			From: questionnaire.Answers, Impact: rapid.IntRange(1, 3).Draw(t, "impact"), Exposure: rapid.IntRange(1, 3).Draw(t, "exposure"),
			Must: rapid.Bool().Draw(t, "must"), Ceiling: rapid.SampledFrom([]string{"", "half"}).Draw(t, "ceiling"),
		}
		cat.Controls = append(cat.Controls, c)
		if rapid.Bool().Draw(t, "answered") {
			s.Decisions[id] = Decision{Said: Said{
				Control: id, Value: rapid.SampledFrom([]Answer{Yes, Partial, No, DontKnow}).Draw(t, "value"), By: "Ada",
				Basis: rapid.SampledFrom([]Basis{"", BasisDocument, BasisDemonstration}).Draw(t, "basis"),
				At:    exampleNow.AddDate(0, 0, -rapid.IntRange(0, 200).Draw(t, "age")),
			}}
		}
		for j := rapid.IntRange(0, 3).Draw(t, "findings"); j > 0; j-- {
			s.Findings = append(s.Findings, evidence.Finding{
				ID: fmt.Sprintf("%s-%d", id, j), Source: evidence.Own, Rule: "r", Control: id, Account: "1", Region: "eu-west-1", Kind: "iam_role",
				Resource: text.Untrusted(fmt.Sprint(j)), At: exampleNow.AddDate(0, 0, -rapid.IntRange(0, 40).Draw(t, "read")),
				Outcome: rapid.SampledFrom([]evidence.Outcome{evidence.Pass, evidence.Fail, evidence.Unknown}).Draw(t, "outcome"),
			})
		}
		a := questionnaire.Action{
			ID: "a" + id, Title: "a" + id, Days: rapid.SampledFrom([]float64{0.5, 1, 2, 3, 5, 8}).Draw(t, "days"),
			Closes: []questionnaire.Share{{Control: id, Share: 1}},
		}
		for j := 0; j < i; j++ {
			if rapid.IntRange(0, 3).Draw(t, "needs") == 0 {
				a.Needs = append(a.Needs, fmt.Sprintf("ac%d", j))
			}
		}
		if i > 0 && rapid.Bool().Draw(t, "split") {
			a.Closes = []questionnaire.Share{{Control: id, Share: 0.5}}
			cat.Actions = append(cat.Actions, questionnaire.Action{ID: "b" + id, Title: "b" + id, Days: 1, Closes: []questionnaire.Share{{Control: id, Share: 0.5}}})
		}
		cat.Actions = append(cat.Actions, a)
	}
	return cat, s
}

func TestAgenda(t *testing.T) {
	cat, s := example()
	delete(s.Decisions, "C3")  // an open must
	delete(s.Decisions, "C10") // no must
	delete(s.Decisions, "C4")  // settled by evidence
	s.Statements = []Statement{{ID: "1", Said: Said{Control: "C7", Value: Yes}}, {ID: "2", Said: Said{Control: "C7", Value: No}}}
	delete(s.Decisions, "C7")
	p := Judge(cat, s, exampleDay, exampleNow, DefaultPolicy())
	a := MakeAgenda(cat, s, p, 17)
	var got []string
	for _, i := range a.Items {
		got = append(got, i.Control+" "+i.Reason)
	}
	want := []string{"C1 differs", "C7 opinions differ", "C3 open must", "C12 open must"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("items (-want +got):\n%s", d)
	}
	if a.Used != 16 || len(a.Deferred) != 1 || a.Deferred[0].Control != "C10" {
		t.Errorf("used %d, deferred %v; want 16 and C10", a.Used, a.Deferred)
	}
	if d := cmp.Diff([]string{"C4"}, a.Settled); d != "" {
		t.Errorf("settled (-want +got):\n%s", d)
	}
	s.Scope.Attendees = []questionnaire.Attendee{{Name: "Ann", Role: questionnaire.Sponsor}}
	a = MakeAgenda(cat, s, p, 17)
	if d := cmp.Diff([]string{"C3", "C12", "C10"}, a.PreWork[questionnaire.PlatformEngineer]); d != "" {
		t.Errorf("pre-work (-want +got):\n%s", d)
	}
}

func TestFindOutNamesWhatIsMissing(t *testing.T) {
	gap := func(status fact.Status, action string) func(*bench) {
		return func(b *bench) {
			b.shows(evidence.Unknown)
			b.session.Findings[0].Gap = &fact.Gap{Status: status, Action: action, Operation: "kms.DescribeKey"}
		}
	}
	tests := []struct {
		name  string
		setup func(*bench)
		want  string
	}{
		{"denied", gap(fact.Denied, "kms:DescribeKey"), "allow kms:DescribeKey and probe again; an answer, best with “the register”"},
		{"closed", gap(fact.ClosedByPolicy, "kms:DescribeKey"), "a policy above the account closes kms:DescribeKey: ask who owns it, or for a document; an answer, best with “the register”"},
		{"throttled", gap(fact.Throttled, ""), "probe again: kms.DescribeKey throttled; an answer, best with “the register”"},
		{"never read", func(b *bench) { gap(fact.Failed, "")(b); b.session.Findings[0].At = time.Time{} }, "probe again: kms.DescribeKey failed; an answer, best with “the register”"},
		{"nobody asked", func(*bench) {}, "an answer, best with “the register”"},
		{"on word", func(b *bench) { b.say(Yes) }, "on word only (Ada): a demonstration or a dated document (the register)"},
		{"stale", func(b *bench) { b.sayWith(Yes, func(d *Decision) { d.At = exampleNow.AddDate(-1, 0, 0) }) }, "a new answer: the last is of 2025-03-02, older than 180 days"},
		{"stale evidence", func(b *bench) { b.shows(evidence.Pass); b.session.Findings[0].At = exampleNow.AddDate(0, -2, 0) }, "probe again: it was last read on 2026-01-02; an answer, best with “the register”"},
		{"known and open", func(b *bench) { b.say(No) }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench()
			b.control.Documents = []string{"the register"}
			tt.setup(b)
			p := Judge(b.catalog(), &b.session, exampleDay, exampleNow, DefaultPolicy())
			got := ""
			for _, f := range MakePlan(b.catalog(), &b.session, p, PlanOptions{}).FindOut {
				got += f.What
			}
			if got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// BenchmarkJudgeAndPlan judges 250 controls with 5,000 findings and plans 250 actions.
func BenchmarkJudgeAndPlan(b *testing.B) {
	cat, s := &questionnaire.Catalog{}, &Session{Decisions: map[string]Decision{}, Scope: questionnaire.Scope{Next: questionnaire.Scale}}
	for i := 0; i < 250; i++ {
		id := fmt.Sprintf("c%03d", i)
		cat.Controls = append(cat.Controls, questionnaire.Control{
			ID: id, Title: id, Layer: questionnaire.Layers()[i%3], Phase: questionnaire.Phases()[i/3%3], From: questionnaire.Answers,
			Impact: 1 + i%3, Exposure: 1 + i/3%3, Must: i%4 == 0,
		})
		a := questionnaire.Action{ID: "a" + id, Title: id, Days: float64(1 + i%5), Closes: []questionnaire.Share{{Control: id, Share: 1}}}
		if i >= 10 {
			a.Needs = []string{fmt.Sprintf("ac%03d", i-10)}
		}
		cat.Actions = append(cat.Actions, a)
		for j := 0; j < 20; j++ {
			out := evidence.Pass
			if (i+j)%7 == 0 {
				out = evidence.Fail
			}
			s.Findings = append(s.Findings, evidence.Finding{
				ID: fmt.Sprint(i, j), Source: evidence.Own, Rule: "r", Control: id, Account: "1", Region: "eu-west-1", Kind: "iam_role",
				Resource: text.Untrusted(fmt.Sprint(j)), Outcome: out, At: exampleNow.Add(-time.Hour),
			})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		p := Judge(cat, s, exampleDay, exampleNow, DefaultPolicy())
		MakePlan(cat, s, p, PlanOptions{})
	}
}

func TestWhatWinsTheDateBack(t *testing.T) {
	cat, s := example()
	s.Scope.By = "2026-04-15"
	p := Judge(cat, s, exampleDay, exampleNow, DefaultPolicy())
	w := FindWinBack(cat, s, p, PlanOptions{})
	if plan := MakePlan(cat, s, p, PlanOptions{Capacity: w.Capacity}); w.Capacity <= 10 || plan.Short.Days > 0 {
		t.Errorf("%d days a month still miss the date by %d", w.Capacity, plan.Short.Days)
	}
	if plan := MakePlan(cat, s, p, PlanOptions{Capacity: w.Capacity - 1}); plan.Short.Days <= 0 {
		t.Errorf("%d days a month would do as well", w.Capacity-1)
	}
	if plan := MakePlan(cat, s, p, PlanOptions{WhatIf: w.Without}); len(w.Without) != 1 || plan.Short.Days > 0 {
		t.Errorf("without %v the date is missed by %d", w.Without, plan.Short.Days)
	}
	s.Scope.By = ""
	if w := FindWinBack(cat, s, p, PlanOptions{}); w.Capacity != 0 || w.Without != nil {
		t.Errorf("without a date there is nothing to win back: %+v", w)
	}
}
