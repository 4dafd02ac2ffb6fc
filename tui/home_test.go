package tui

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"drydock/assess"
	"drydock/assess/desk"
)

// atHome opens Home with the fake's assessment in the list.
func atHome(t *testing.T, w, h int) (*fakeDesk, *driver) {
	t.Helper()
	d := newFake(t).withSample("Claims assistant")
	return d, drive(t, d, home{begin: begin{home: true}}, w, h)
}

func TestHomeSaysTheNextGateAndWhatDiffers(t *testing.T) {
	_, v := atHome(t, 120, 40)
	v.wants("Claims assistant  harbour-mutual  SAMPLE", "by 4 Jan: ", "differ", "answered", "changed 20 Nov")
}

func TestHomeCopiesArchivesAndKeepsMilestones(t *testing.T) {
	d, v := atHome(t, 120, 40)
	v.press("d").wants("Copy Claims assistant", "harbour-mutual-copy", "What AWS showed comes along too").press("ctrl+s").wants("Copied: harbour-mutual-copy")
	v.press("m").wants("2026-11-20").press("ctrl+s").wants("Milestone 2026-11-20")
	if len(d.session.Milestones) != 1 {
		t.Errorf("milestones: %v", d.session.Milestones)
	}
	v.press("m").wants("Name").press("esc")
	v.press("z").wants("Put away: Claims assistant", "All are put away").press("v").wants("Claims assistant", "put away")
	v.press("z").wants("Taken out again").press("c").wants("From Milestone 2026-11-20").press("H", "e").wants("plan.md")
	v.press("H", "x").wants("Delete Claims assistant?").press("x").wants("Delete Claims assistant?").press("y").wants("Look around a finished example")
}

func TestAHundredAssessmentsScrollAndAreFound(t *testing.T) {
	var cards []desk.Card
	for i := range 100 {
		cards = append(cards, desk.Card{Meta: assess.Meta{ID: strconv.Itoa(i), Name: "claims-" + strconv.Itoa(i)}})
	}
	v := drive(t, newFake(t), home{begin: begin{home: true}}, 80, 24)
	v.app.tell(v.app.top(), listed{cards: cards})
	v.app.dirty = true
	v.wants("1 of 100", "claims-0")
	v.press("pgdown").wants("7 of 100").press("/", "type:-7").wants("claims-7", "claims-70").lacks("claims-8 ")
	v.press("backspace", "type:99").wants("claims-99").lacks("claims-7")
	v.press("type:x").wants("No assessment is called so").press("esc").wants("of 100", "claims-")
	if strings.Contains(v.screen(), "search") {
		t.Error("the search is still there")
	}
}

func TestHomeShowsWhatCannotBeReadBesideTheOthers(t *testing.T) {
	broken := errors.New("sessions.db is damaged. `drydock store check` lists what can still be read")
	cards := []desk.Card{
		{Meta: assess.Meta{ID: "1", Name: "mail"}, Sentence: "It cannot be read", Unreadable: broken},
		{Meta: assess.Meta{ID: "2", Name: "claims"}, Sentence: "Go live: not yet", Controls: 40},
	}
	d := newFake(t)
	v := drive(t, d, home{begin: begin{home: true}}, 80, 24)
	v.app.tell(v.app.top(), listed{cards: cards})
	v.app.dirty = true
	v.wants("mail", "It cannot be read; the others can", "claims", "0 of 40 answered")
}
