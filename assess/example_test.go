package assess

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

const exampleDay = Date("2026-03-02") // a Monday

var exampleNow = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// The worked example of SCORING.md, built in Go.
func example() (*questionnaire.Catalog, *Session) {
	control := func(id, title string, phase questionnaire.Phase, impact, exposure int, must bool) questionnaire.Control {
		return questionnaire.Control{
			ID: id, Title: title, Layer: questionnaire.AIApplication, Phase: phase, From: questionnaire.Answers, Revision: 1,
			Impact: impact, Exposure: exposure, Must: must, Minutes: 4, Asks: []questionnaire.Role{questionnaire.PlatformEngineer},
		}
	}
	one, two := questionnaire.Foundational, questionnaire.Enhanced
	cat := &questionnaire.Catalog{Controls: []questionnaire.Control{
		control("C1", "invocation logging", one, 3, 2, true),
		control("C2", "CloudTrail covers the accounts in scope", one, 3, 2, true),
		control("C3", "guardrail on every agent alias", one, 3, 3, true),
		control("C4", "agent roles are narrow", one, 3, 3, true),
		control("C7", "a person approves critical actions", one, 3, 2, true),
		control("C10", "agents are registered", one, 2, 1, false),
		control("C11", "retrieval follows the user's entitlement", one, 3, 3, true),
		control("C12", "every call passes the guardrail", two, 3, 2, true),
		control("C5", "customer key on the knowledge base", two, 2, 2, false),
		control("C6", "AI alerts are answered", two, 2, 2, true),
		control("C8", "AI incident playbook", two, 2, 1, true),
		control("C9", "SageMaker isolation", two, 2, 2, false),
	}}
	for i := range cat.Controls {
		if cat.Controls[i].ID == "C12" {
			cat.Controls[i].Ceiling = "Calls that never reach it are not seen."
		}
	}
	action := func(id, title string, days float64, closes string, needs ...string) questionnaire.Action {
		return questionnaire.Action{
			ID: id, Title: title, Days: days, Per: "workload", Needs: needs,
			Closes: []questionnaire.Share{{Control: closes, Share: 1}},
		}
	}
	cat.Actions = []questionnaire.Action{
		action("A1", "logging in all Regions", 0.5, "C1"),
		action("A2", "attach guardrails", 2, "C3"),
		action("A3", "narrow the roles", 5, "C4", "A8"),
		action("A4", "approval step", 3, "C7", "A3"),
		action("A5", "alert rules", 2, "C6", "A1"),
		action("A6", "playbook and tabletop", 3, "C8", "A5"),
		action("A8", "register agents", 1, "C10"),
	}
	s := &Session{
		Scope: questionnaire.Scope{
			Name: "example", Today: questionnaire.Pilot, Next: questionnaire.GoLive, Does: []string{questionnaire.DoesAct},
		},
		Decisions: map[string]Decision{}, Findings: exampleFindings(),
	}
	say := func(control string, v Answer, role questionnaire.Role) *Decision {
		s.Decisions[control] = Decision{Said: Said{
			Control: control, Revision: 1, Value: v, By: "Ada", Role: role, RecordedBy: "Ada", At: exampleNow.AddDate(0, 0, -1),
		}}
		d := s.Decisions[control]
		return &d
	}
	owner, other := questionnaire.PlatformEngineer, questionnaire.Sponsor
	say("C1", Yes, owner)
	say("C2", Yes, owner)
	say("C3", No, owner)
	say("C4", Partial, owner)
	say("C7", No, other)
	say("C10", No, owner)
	say("C11", Yes, owner)
	say("C5", DontKnow, owner)
	say("C6", No, owner)
	d := say("C8", Partial, owner)
	d.Basis, d.Document = BasisDocument, &Document{Link: "wiki/playbook", Dated: "2026-02-01"}
	s.Decisions["C8"] = *d
	d = say("C9", NotApplicable, owner)
	d.Because, d.Review = "we run no SageMaker", "2026-08-01"
	s.Decisions["C9"] = *d
	return cat, s
}

func exampleFindings() []evidence.Finding {
	find := func(control, region, resource string, out evidence.Outcome) evidence.Finding {
		return evidence.Finding{
			ID: control + region + resource, Source: evidence.Own, Rule: control + "-rule", Control: control, Account: "111122223333",
			Region: region, Kind: "iam_role", Resource: text.Untrusted(resource), Outcome: out, Ownership: evidence.Ours,
			At: exampleNow.Add(-time.Hour),
		}
	}
	denied := find("C5", "eu-west-1", "arn:aws:kms:eu-west-1:111122223333:key/k", evidence.Unknown)
	denied.Gap = &fact.Gap{Status: fact.Denied, Operation: "kms.DescribeKey", Action: "kms:DescribeKey"}
	return []evidence.Finding{
		find("C1", "eu-west-1", "", evidence.Pass), find("C1", "eu-central-1", "", evidence.Fail),
		find("C2", "eu-west-1", "", evidence.Pass), find("C2", "eu-central-1", "", evidence.Pass),
		find("C4", fact.Global, "arn:role/a", evidence.Fail), find("C4", fact.Global, "arn:role/b", evidence.Fail),
		find("C4", fact.Global, "arn:role/c", evidence.Fail),
		find("C12", "eu-west-1", "", evidence.Pass), denied,
		find("C9", "eu-west-1", "", evidence.NotApplicable),
	}
}

func TestWorkedExamplePosture(t *testing.T) {
	cat, s := example()
	p := Judge(cat, s, exampleDay, exampleNow, DefaultPolicy())

	var got []string
	for i := range p.Controls {
		c := &p.Controls[i]
		gap, proof := "not known", "–"
		if c.Known {
			gap, proof = Quarters(c.Gap), fmt.Sprint(c.Proof)
		}
		if !c.Applies {
			gap = "out"
		}
		for _, mark := range []struct {
			on   bool
			word string
		}{{c.Differs != nil, "differs"}, {c.Sharper, "sharper"}, {c.Ceiling, "ceiling open"}} {
			if mark.on {
				gap += ", " + mark.word
			}
		}
		got = append(got, fmt.Sprintf("%s w=%d %s gap %s k %s %s", c.Control.ID, c.Weight, c.Evidence.Verdict, gap, proof, c.Must))
	}
	want := []string{
		"C1 w=6 some gap ½, differs k 4 open",
		"C2 w=6 pass gap 0 k 4 shown",
		"C3 w=9 none gap 1 k 2 open",
		"C4 w=9 fail gap 1, sharper k 4 open",
		"C7 w=6 none gap 1 k 1 open",
		"C10 w=2 none gap 1 k 2 ",
		"C11 w=9 none gap 0 k 2 on-word",
		"C12 w=6 pass gap not known, ceiling open k – not-known",
		"C5 w=4 not-assessed gap not known k – ",
		"C6 w=4 none gap 1 k 2 open",
		"C8 w=2 none gap ½ k 3 open",
		"C9 w=4 none gap out k – ",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("controls (-want +got):\n%s", d)
	}
	numbers := []string{p.Known.Sentence, p.Readiness.Sentence, p.HowWeKnow.Sentence}
	if d := cmp.Diff([]string{"53/63 = 84 %", "19/53 = 36 % (30–46)", "36/53 = 68 %"}, numbers); d != "" {
		t.Errorf("numbers (-want +got):\n%s", d)
	}
	if one := p.Phase(questionnaire.Foundational); one.Sum != 18 || one.Of != 47 {
		t.Errorf("phase 1 = %v/%v, want 18/47", one.Sum, one.Of)
	}
	if p.Now != questionnaire.LeaveLab {
		t.Errorf("gate now = %q, want leave-lab", p.Now)
	}
	if d := cmp.Diff([]string{"C1"}, p.Conflicts); d != "" {
		t.Errorf("conflicts (-want +got):\n%s", d)
	}
	g := p.Gates[0]
	if g.Verdict != GateNotMet || g.Sentence != "Leave the lab: not yet. 4 stand in the way." {
		t.Errorf("gate 1: %q, %q", g.Verdict, g.Sentence)
	}
	if d := cmp.Diff("C3 C4 C1 C7 | C11", ids(g.InTheWay)+" | "+ids(g.OnWord)); d != "" {
		t.Errorf("gate 1 (-want +got):\n%s", d)
	}
}

func ids(bs []Blocker) string {
	var out []string
	for _, b := range bs {
		out = append(out, b.Control)
	}
	return strings.Join(out, " ")
}

func TestWorkedExamplePlan(t *testing.T) {
	cat, s := example()
	p := Judge(cat, s, exampleDay, exampleNow, DefaultPolicy())
	plan := MakePlan(cat, s, p, PlanOptions{Capacity: 10})

	var got []string
	for i := range plan.Actions {
		a := &plan.Actions[i]
		quick := ""
		if a.QuickWin {
			quick = " quick"
		}
		r := a.After.Readiness
		got = append(got, fmt.Sprintf("%d %s V=%s %s%s so far %v, %d (%d–%d) %s", a.Rank, a.Action.ID, Quarters(a.Value),
			ratioWord(a.Ratio), quick, a.Cumulated, r.Percent(), r.Low, r.Top, a.Horizon))
	}
	want := []string{
		"1 A1 V=6 12 quick so far 0.5, 42 (35–51) now",
		"2 A2 V=18 9 quick so far 2.5, 58 (49–65) now",
		"3 A8 V=2 3.56 so far 3.5, 62 (52–68) now",
		"4 A3 V=18 3.56 so far 8.5, 79 (67–83) now",
		"5 A4 V=12 3.56 so far 11.5, 91 (76–92) next",
		"6 A5 V=8 4 so far 13.5, 98 (83–98) next",
		"7 A6 V=2 0.67 so far 16.5, 100 (84–100) next",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("order (-want +got):\n%s", d)
	}
	after := plan.Actions[4].After
	if after.Gates[0] != GateMetOnWord || after.OnWord != 1 {
		t.Errorf("after A4 gate 1 is %q with %d on word, want met on word only (1)", after.Gates[0], after.OnWord)
	}
	if d := cmp.Diff([]string{"A1", "A2"}, plan.QuickWins); d != "" {
		t.Errorf("quick wins (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"A3", "A4", "A8"}, plan.Actions[2].Bundle); d != "" {
		t.Errorf("bundle (-want +got):\n%s", d)
	}
	var find []string
	for _, f := range plan.FindOut {
		find = append(find, fmt.Sprintf("%s %s: %s", f.Control, f.Due, f.What))
	}
	wantFind := []string{
		"C11 2026-03-05: on word only (Ada): a demonstration or a dated document",
		"C12 2026-03-05: a yes with a demonstration or a dated document, because AWS shows only half of it. Calls that never reach it are not seen.",
		"C5 2026-03-16: allow kms:DescribeKey and probe again",
	}
	if d := cmp.Diff(wantFind, find); d != "" {
		t.Errorf("find out first (-want +got):\n%s", d)
	}
	wantWhy := "narrow the roles is 4th: closes “agent roles are narrow” (weight 9 = impact 3 × exposure 3; gap 1: AWS shows that it fails on 3 of 3 roles; " +
		"×2, stands in the way of gate 1) = 18; it comes first because “approval step” needs it: with “register agents” and “approval step”, " +
		"32 points over 9 days = 3.56 a day."
	if d := cmp.Diff(wantWhy, plan.Why("A3")); d != "" {
		t.Errorf("why A3 (-want +got):\n%s", d)
	}
}
