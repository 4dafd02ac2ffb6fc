package tui

import (
	"strings"
	"testing"
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
