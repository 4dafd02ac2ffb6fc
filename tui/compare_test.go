package tui

import (
	"testing"

	"drydock/assess"
)

func TestCompareSaysWhatMovedSinceAMilestone(t *testing.T) {
	d := newFake(t).withSample("claims")
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 40).press("o", "c")
	v.wants("There is nothing to compare with yet.").press("m").wants("2026-11-20", "Keep how things stand today")
	v.press("ctrl+s").wants("Milestone 2026-11-20", "Milestone 2026-11-20, 20 November 2026", "Nothing changed between the two.")

	id := v.app.clerk.view.Posture.Controls[0].Control.ID
	v.app.push(newWalk(v.app.clerk.view, id))
	v.press("3", "o", "c").wants("1 answered otherwise", "You said yes → no")
	v.press("enter").wants("1 yes")
	if v.app.place().Control != id {
		t.Errorf("enter led to %s", v.app.place().Control)
	}
	v.press("esc", "x", "ctrl+s").wants("Written: compare.md")
	d.exists = true
	v.press("x", "right", "ctrl+s").wants("Replace compare.json?").press("y").wants("Written: compare.json")
}

func TestCompareTakesAnyTwo(t *testing.T) {
	d := newFake(t).withSample("claims")
	d.session.Milestones = []assess.Milestone{{Name: "first", AsOf: "2026-08-20"}, {Name: "second", AsOf: "2026-10-20"}}
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 30).press("o", "c").wants("From Milestone second", "To   Now")
	v.press("f").wants("Milestone first", "Now").press("down", "enter").wants("From Milestone first", "New in scope")
	v.press("t", "down", "enter").wants("To   Milestone second", "Nothing changed")
}

func TestAMilestoneIsProposedUnderAFreeName(t *testing.T) {
	there := []assess.Milestone{{Name: "2026-11-20"}, {Name: "2026-11-20-2"}}
	if got := milestoneName(there, "2026-11-20"); got != "2026-11-20-3" {
		t.Errorf("proposed %s", got)
	}
}
