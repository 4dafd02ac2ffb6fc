package tui

import (
	"strings"
	"testing"

	"drydock/assess"
)

// commandOf runs a screen's command by its ID.
func commandOf(t *testing.T, s Screen, id ID) (Screen, Step) {
	t.Helper()
	for _, c := range s.Commands() {
		if c.ID == id {
			return c.Do()
		}
	}
	t.Fatalf("%s has no command %s", nameOf(s), id)
	return nil, Step{}
}

func TestAnActionCopiesItsCommandsWithWhatFails(t *testing.T) {
	d := newFake(t).withSample("claims")
	v := d.view()
	for i := range v.Plan.Actions {
		a := &v.Plan.Actions[i]
		if a.Action.ID != "narrow-agent-roles" {
			continue
		}
		_, step := commandOf(t, newPlanDetail(v, v.Plan, a.Action.ID), planCopy)
		if !strings.Contains(step.Copy, "--arn arn:aws:iam::111122223333:role/claims-4 ") || strings.Contains(step.Copy, "<role-arn>") {
			t.Errorf("the copy is not filled:\n%s", step.Copy)
		}
		if !strings.Contains(step.Copied, "commands") || !strings.Contains(step.CopyToo, "Yours to fill in: <") {
			t.Errorf("said: %s, %s", step.Copied, step.CopyToo)
		}
		_, step = commandOf(t, newPlanDetail(v, v.Plan, a.Action.ID), planTerra)
		if !strings.Contains(step.Copy, "failing_iam_role = [") || !strings.Contains(step.Copied, "lines of Terraform") {
			t.Errorf("the Terraform is not filled:\n%s\n%s", step.Copied, step.Copy)
		}
		return
	}
	t.Fatal("the action is not in the plan")
}

// planOf opens the plan of a fake assessment.
func planOf(t *testing.T, w, h int) *driver {
	t.Helper()
	d := newFake(t).withSample("claims")
	return drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, w, h).press("p")
}

func planNow(t *testing.T, d *driver) plan {
	t.Helper()
	p, ok := d.app.top().screen.(plan)
	if !ok {
		t.Fatalf("the plan is not on top, %s is", nameOf(d.app.top().screen))
	}
	return p
}

// toAction goes down to the first action.
func toAction(t *testing.T, d *driver) *driver {
	t.Helper()
	for range 60 {
		if planNow(t, d).row().action != nil {
			return d
		}
		d.press("down")
	}
	t.Fatal("there is no action")
	return d
}

func TestTicksAskWhatIfAndComeBack(t *testing.T) {
	d := toAction(t, planOf(t, 120, 40))
	first, second := planNow(t, d).plan.Actions[0].Action, planNow(t, d).plan.Actions[1].Action
	d.press("space").wants("What if 1 action were done", "[x]")
	p := planNow(t, d)
	if _, there := p.plan.Action(first.ID); there {
		t.Error("a ticked action is still to be done")
	}
	if p.row().key() != second.ID {
		t.Errorf("after a tick %q is chosen, want the next action %q", p.row().key(), second.ID)
	}
	d.press("+", "w", "p").wants("What if 1 action were done", "11 days a month")
	d.press("esc", "p").wants("What if 1 action were done", "11 days a month")

	v := d.app.clerk.view
	v.Session.Place = p.Place() // as the store gives it back
	if l := newPlan(v).look; len(l.whatIf) != 1 || l.whatIf[0] != first.ID {
		t.Errorf("the next start looks with %+v", l)
	}
	d.press("c").lacks("What if 1 action")
}

func TestALookIsReadAsItWasWritten(t *testing.T) {
	l := planLook{capacity: 12, whatIf: []string{"a", "b-c"}, filter: ownedBy + "Ana & Co=1", list: true}
	if got := parseLook(l.String()).String(); got != l.String() {
		t.Errorf("%q became %q", l, got)
	}
	for _, bad := range []string{"%zz", "capacity=-3", "capacity=999999", hostile} {
		if got := parseLook(bad); got.capacity != 0 {
			t.Errorf("%q gave %+v", bad, got)
		}
	}
}

func TestThePlanIsFilteredByOwnerAndState(t *testing.T) {
	d := toAction(t, planOf(t, 100, 30))
	d.press("i", "type:Ana", "ctrl+s").wants("Saved")
	d.press("f").wants("Show", "All", "Nobody's yet", "Ana")
	for sheet := d.app.front().screen.(picker); sheet.rows[sheet.at].text != "Ana"; sheet = d.app.front().screen.(picker) {
		d.press("down")
	}
	d.press("enter").wants("a month · Ana")
	if p := planNow(t, d); p.row().action == nil || string(p.row().action.State.Owner) != "Ana" {
		t.Errorf("chosen: %+v", p.row())
	}
	d.press("f", "enter").wants("a month · Ana")
}

func TestCapacityIsTypedForTheLookOrTheAssessment(t *testing.T) {
	d := planOf(t, 100, 30).press("m").wants("How much time is there?")
	d.press("backspace", "backspace", "type:31", "ctrl+s").wants("31 days a month")
	d.press("m", "backspace", "backspace", "type:32", "tab", "right", "ctrl+s").wants("Saved: 32 days of work a month", "32 days a month")
	d.press("m", "type:x", "ctrl+s").wants("a number from 1 to 200")
}

func TestLanesStandBesideEachOtherWhereThereIsRoom(t *testing.T) {
	d := toAction(t, planOf(t, 120, 40)).wants("Now · the next 30 days", "Next · until day 90", "Later")
	if lane := planNow(t, d).row().lane; lane != laneNow {
		t.Fatalf("the first action is in lane %d", lane)
	}
	d.press("right")
	if lane := planNow(t, d).row().lane; lane != laneNext {
		t.Errorf("right leads to lane %d", lane)
	}
	d.press("v").wants("Next: until day 90").lacks("Next · until day 90")
	planOf(t, 80, 24).lacks("Now · the next 30 days")
}

func TestARiskBehindAnActionIsAccepted(t *testing.T) {
	d := toAction(t, planOf(t, 100, 40)).press("6").wants("Accept")
	if strings.Contains(d.screen(), "Accept which risk?") {
		d.press("enter")
	}
	d.wants("Accept the risk", "Who accepts it")
}

func TestADoneActionThatAWSContradictsSaysSo(t *testing.T) {
	d := newFake(t).withSample("claims")
	for i := range d.view().Plan.Actions {
		a := &d.view().Plan.Actions[i]
		if len(a.Resources) == 0 {
			continue
		}
		id := a.Action.ID
		d.session.Actions[id] = assess.ActionState{Action: id, Status: assess.ActionDone, DoneAt: "2026-01-01"}
		v := d.view()
		back, ok := v.Plan.Action(id)
		if !ok {
			t.Fatalf("%s is not in the plan again", id)
		}
		if p := newPlan(v); !strings.Contains(strings.Join(p.tags(back), " "), "differs") || !strings.Contains(back.Why, "marked done") {
			t.Errorf("%v, because %s", p.tags(back), back.Why)
		}
		return
	}
	t.Fatal("no action concerns a resource")
}
