package tui

import (
	"slices"
	"testing"

	"drydock/assess/desk"
)

func TestHistoryListsLeadsAndTakesBack(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 40)
	title := v.app.clerk.view.Posture.Controls[3].Control.Title
	v.press("1", "U").wants("What was changed", "taken back", "yes, Harbour Mutual, claims assistant → partly")
	v.press("u").wants("Take back this change?")
	v.press("y").wants("Taken back", "What was changed")
	v.press("down", "down", "u").wants("Take back the newest 2 changes, down to this one?").press("n")
	v.press("down", "enter").lacks("What was changed").wants(title[:20])
}

func TestHistoryOfManyChangesDrawsOnlyWhatIsSeen(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	var past []desk.Past
	for i := range 10_000 {
		past = append(past, desk.Past{Seq: uint64(10_000 - i), At: testDay, By: "Ana", What: "Saved: yes", Parts: []desk.PastPart{{About: "A question", After: "yes"}}})
	}
	v.press("U")
	v.app.tell(v.app.front(), remembered{past: past})
	v.press("end").wants("10000 of 10000 changes").press("home").wants("1 of 10000 changes").press("pgdown").wants(" of 10000 changes").lacks(" 1 of 10000 changes")
	v.press("home").press(slices.Repeat([]string{"down"}, 1000)...).wants("1001 of 10000 changes") // a held key arrives whole
}
