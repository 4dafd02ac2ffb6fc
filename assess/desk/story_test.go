package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/rule"
	"drydock/assess/sample"
	"drydock/questionnaire"
)

// story is the sample, judged by the real catalogue and the real rules.
type story struct {
	cat     *questionnaire.Catalog
	session *assess.Session
	posture *assess.Posture
	plan    *assess.Plan
}

func newStory(t *testing.T, asOf assess.Date) *story {
	t.Helper()
	now, err := time.Parse(time.RFC3339, string(asOf)+"T12:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	judge, err := rule.New(cat)
	if err != nil {
		t.Fatal(err)
	}
	s, snap := sample.New(asOf, now)
	in, _ := questionnaire.Select(cat, s.Scope)
	s.Findings = judge.Judge(snap, s.Scope, in, assess.Own(s.Scope, s.Claims))
	p := assess.Judge(cat, s, asOf, now, assess.DefaultPolicy())
	return &story{cat, s, p, assess.MakePlan(cat, s, p, assess.PlanOptions{})}
}

func (st *story) control(t *testing.T, id string) *assess.ControlState {
	t.Helper()
	c, ok := st.posture.Control(id)
	if !ok {
		t.Fatalf("%s is not in scope", id)
	}
	return c
}

// The sample tells what PRODUCT.md promises of it, on any day of any year.
func TestHarbourMutualTellsItsStory(t *testing.T) {
	for _, day := range []assess.Date{"2026-03-02", "2026-07-19", "2028-02-29"} {
		st := newStory(t, day)
		t.Run("differs "+string(day), st.differs)
		t.Run("shows "+string(day), st.shows)
		t.Run("plans "+string(day), st.plans)
	}
}

func (st *story) differs(t *testing.T) {
	want := []string{"guardrail-on-every-call", "invocation-logging", "notebooks-are-closed", "aws-does-not-train-on-our-data"}
	if d := cmp.Diff(want, st.posture.Conflicts); d != "" {
		t.Errorf("what differs (-want +got):\n%s", d)
	}
	batch := st.control(t, "guardrail-on-every-call")
	if f := batch.Evidence.Findings[0]; batch.Evidence.Verdict != evidence.VerdictFail || f.Name != "claims-batch-summariser" {
		t.Errorf("the batch summariser does not fail: %s, %s", batch.Evidence.Sentence, f.Name)
	}
	if got := st.control(t, "invocation-logging").Evidence.Sentence; got != "in part (1 of 2 Regions)" {
		t.Errorf("logging is %q", got)
	}
	if got := st.control(t, "notebooks-are-closed"); got.Gap != 1 || !got.Applies {
		t.Errorf("the forgotten notebook: gap %v, applies %v", got.Gap, got.Applies)
	}
	if got := st.control(t, "aws-does-not-train-on-our-data").Evidence.Verdict; got != evidence.VerdictPass {
		t.Errorf("the pleasant surprise is %s", got)
	}
}

func (st *story) shows(t *testing.T) {
	if c := st.control(t, "human-approval"); !c.Disputed || len(c.Statements) != 2 || !strings.Contains(string(c.Evidence.Findings[0].Name), "refunds") {
		t.Errorf("nobody disagrees about the refund tool: %s", c.Why)
	}
	if c := st.control(t, "ai-data-under-own-key"); c.Known || c.Evidence.Verdict != evidence.VerdictNotAssessed {
		t.Errorf("the denied key is known: %s", c.Why)
	}
	if c := st.control(t, "agent-has-own-role"); c.Evidence.Fails != 3 {
		t.Errorf("%d agents share a role, want 3", c.Evidence.Fails)
	}
	if c := st.control(t, "retrieval-follows-entitlement"); c.Must != assess.MustOnWord {
		t.Errorf("entitlement is %s, want on word", c.Must)
	}
	if x := st.posture.Expired; len(x) != 1 || st.posture.AsOf.DaysSince(x[0].Expires) != 12 {
		t.Errorf("expired acceptances: %+v, want one of 12 days ago", x)
	}
	others, unassigned := 0, 0
	for i := range st.posture.Controls {
		for _, f := range st.posture.Controls[i].Evidence.Findings {
			switch f.Ownership {
			case evidence.Others:
				others++
			case evidence.Unassigned:
				unassigned++
			}
		}
	}
	if others == 0 || unassigned == 0 {
		t.Errorf("%d findings are others', %d unassigned; want some of both", others, unassigned)
	}
	closed, reopened := 0, 0
	for _, f := range st.session.Milestones[0].Controls {
		c, was := st.control(t, f.Control), f.Known && f.Gap == 0
		switch {
		case !was && c.Status == assess.StatusDone:
			closed++
		case was && c.Status != assess.StatusDone:
			reopened++
		}
	}
	if closed != 5 || reopened != 1 {
		t.Errorf("since the milestone %d closed and %d reopened, want 5 and 1", closed, reopened)
	}
}

func (st *story) plans(t *testing.T) {
	if s := st.plan.Short; s == nil || s.Days != 6 || len(s.Late) == 0 {
		t.Fatalf("shortfall %+v, want 6 days; %s", s, st.plan.Earliest.Sentence)
	}
	won := assess.MakePlan(st.cat, st.session, st.posture, assess.PlanOptions{WhatIf: st.plan.Short.Late})
	if won.Short.Days > 0 {
		t.Errorf("with %v done it is still %d days late", st.plan.Short.Late, won.Short.Days)
	}
	register, ok := st.plan.Action("register-agents")
	if !ok || !slices.Contains(register.Bundle, "narrow-agent-roles") {
		t.Error("registering agents is not pulled ahead by narrowing their roles")
	}
	found := false
	for _, f := range st.plan.FindOut {
		found = found || f.Control == "ai-data-under-own-key" && strings.Contains(f.What, "kms:DescribeKey")
	}
	if !found {
		t.Error("find out first does not name kms:DescribeKey")
	}
}
