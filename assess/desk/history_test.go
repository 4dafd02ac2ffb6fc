package desk

import (
	"errors"
	"testing"

	"drydock/assess"
)

func TestThePastIsToldInWords(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.New(t.Context(), scopeOf("claims")))
	say := func(a assess.Answer) {
		v = must[Receipt](t)(r.Decide(t.Context(), v, assess.Decision{Said: assess.Said{Control: "human-approval", Value: a, By: "R. Singh"}})).View
	}
	say(assess.Yes)
	say(assess.No)
	v = must[Receipt](t)(r.AddNote(t.Context(), v, assess.Note{Control: "human-approval", Text: "ask Ana"})).View
	changed := v.Session.Scope
	changed.By = "2027-03-31"
	rec, _, err := r.SetScope(t.Context(), v, changed)
	if err != nil {
		t.Fatal(err)
	}
	v = must[Receipt](t)(r.Undo(t.Context(), rec.View)).View
	past := must[[]Past](t)(r.Past(t.Context(), v))
	if len(past) != 5 || past[0].Undoes == 0 || !past[1].Undone || past[2].Undone {
		t.Fatalf("past = %+v", past)
	}
	if p := past[1].Parts[0]; p.About != "Scope" || p.Before != "by not said" || p.After != "by 2027-03-31" {
		t.Errorf("scope: %+v", p)
	}
	if p := past[2].Parts[0]; p.After != "“ask Ana”" || p.Control != "human-approval" {
		t.Errorf("note: %+v", p)
	}
	if p := past[3].Parts[0]; p.Before != "yes, R. Singh" || p.After != "no, R. Singh" || p.About == "human-approval" {
		t.Errorf("decision: %+v", p)
	}
	v = must[Receipt](t)(r.Redo(t.Context(), v)).View
	past = must[[]Past](t)(r.Past(t.Context(), v))
	if !past[0].Again || !past[1].Undone || past[2].Undone {
		t.Errorf("after doing it again: %+v", past[:3])
	}
}

func TestUndoToTakesBackAllSinceAndStopsWhenSomebodyIsFaster(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.New(t.Context(), scopeOf("claims")))
	for _, a := range []assess.Answer{assess.Yes, assess.No, assess.Partial} {
		v = must[Receipt](t)(r.Decide(t.Context(), v, assess.Decision{Said: assess.Said{Control: "human-approval", Value: a, By: "R. Singh"}})).View
	}
	past := must[[]Past](t)(r.Past(t.Context(), v))
	if n := Standing(past, past[1].Seq); n != 2 {
		t.Fatalf("%d stand, want 2", n)
	}
	other := must[Receipt](t)(r.AddNote(t.Context(), v, assess.Note{Text: "from another terminal"})).View
	if _, err := r.UndoTo(t.Context(), v, past[1].Seq, past[0].Seq); !errors.Is(err, assess.ErrStale) {
		t.Fatalf("err = %v, want ErrStale", err)
	}
	past = must[[]Past](t)(r.Past(t.Context(), other))
	if len(past) != 4 {
		t.Fatalf("something was taken back: %+v", past)
	}
	got := must[Receipt](t)(r.UndoTo(t.Context(), other, past[2].Seq, past[0].Seq))
	if d := got.View.Session.Decisions["human-approval"]; d.Value != assess.Yes || got.What != "Taken back: 3 changes" || len(got.View.Session.Notes) != 0 {
		t.Errorf("left %+v, said %q", d.Said, got.What)
	}
}
