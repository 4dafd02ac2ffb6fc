package desk

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
)

func TestACopyHoldsWhatPeopleRecordedAndEvidenceWhenWanted(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), true))
	must[Receipt](t)(r.AddNote(t.Context(), v, assess.Note{Text: "mine alone", Private: true}))
	v = must[*View](t)(r.Open(t.Context(), v.Session.Meta.ID))

	whole := must[*View](t)(r.Duplicate(t.Context(), v.Session.Meta.ID, "copy", true))
	if d := cmp.Diff(assess.Freeze("", v.Posture), assess.Freeze("", whole.Posture)); d != "" {
		t.Errorf("the copy is judged otherwise (-first +copy):\n%s", d)
	}
	if d := cmp.Diff(v.Session.Notes, whole.Session.Notes); d != "" {
		t.Errorf("notes (-first +copy):\n%s", d)
	}
	people := must[*View](t)(r.Duplicate(t.Context(), v.Session.Meta.ID, "people", false))
	if n := len(people.Session.Findings) + len(people.Session.Runs) + len(people.Session.Imports); n != 0 {
		t.Errorf("%d records of AWS came along unasked", n)
	}
	if d := cmp.Diff(len(v.Session.Milestones), len(people.Session.Milestones)); d != "" || len(people.Session.Decisions) != len(v.Session.Decisions) {
		t.Errorf("milestones or decisions are missing: %s", d)
	}
	must[Receipt](t)(r.Decide(t.Context(), people, answer(v.Posture.Controls[0].Control.ID, assess.No)))
	if again := must[*View](t)(r.Open(t.Context(), v.Session.Meta.ID)); again.Session.Revision != v.Session.Revision {
		t.Error("a change of the copy reached the first")
	}
	if _, err := r.Duplicate(t.Context(), v.Session.Meta.ID, "copy", false); !errors.Is(err, assess.ErrExists) {
		t.Errorf("a name in use: %v", err)
	}
	must[*View](t)(r.OpenSample(t.Context(), true))
	must[*View](t)(r.Open(t.Context(), "copy")) // a fresh example takes no copy away
}

func TestAnArchivedAssessmentIsPutAwayAndTakenOut(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	for _, away := range []bool{true, false} {
		if err := r.Archive(t.Context(), v.Session.Meta.ID, away); err != nil {
			t.Fatal(err)
		}
		if cards := must[[]Card](t)(r.List(t.Context())); len(cards) != 1 || cards[0].Meta.Archived != away {
			t.Errorf("archived: %v", cards)
		}
	}
	if err := r.Archive(t.Context(), "nobody", true); !errors.Is(err, assess.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}
