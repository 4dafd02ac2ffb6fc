package desk

import (
	"errors"
	"testing"

	"drydock/assess"
	"drydock/questionnaire"
)

func TestHandsAreCountedTwiceAndThenAnew(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	vote := func(yes, no int) {
		t.Helper()
		receipt, err := r.Vote(t.Context(), v, assess.Vote{Control: "human-approval", Yes: yes, No: no})
		if err != nil {
			t.Fatal(err)
		}
		v = receipt.View
	}
	rounds := func() (out []int) {
		for _, x := range v.Session.VotesOn("human-approval") {
			out = append(out, x.Yes*100+x.Round)
		}
		return out
	}
	vote(1, 1)
	vote(2, 1)
	if got := rounds(); len(got) != 2 || got[0] != 101 || got[1] != 202 {
		t.Errorf("two rounds: %v", got)
	}
	vote(3, 1)
	if got := rounds(); len(got) != 1 || got[0] != 301 {
		t.Errorf("a third vote begins anew: %v", got)
	}
	receipt, err := r.Undo(t.Context(), v)
	if err != nil || len(receipt.View.Session.VotesOn("human-approval")) != 2 {
		t.Errorf("undo: %v, %+v", err, receipt.View.Session.Votes)
	}
	if _, err := r.Vote(t.Context(), v, assess.Vote{Control: "human-approval"}); err == nil {
		t.Error("a vote without hands was recorded")
	}
	if _, err := r.Vote(t.Context(), v, assess.Vote{Control: "nothing", Yes: 1}); err == nil {
		t.Error("a vote on nothing was recorded")
	}
}

// TestFormsThatDisagreeComeEarly brings in the pre-work of two people who differ.
func TestFormsThatDisagreeComeEarly(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	for by, answer := range map[string]string{"Ana": "yes", "Ben": "no"} {
		form := "by: " + by + "\nrole: app-developer\nanswers:\n  - {control: human-approval, answer: " + answer + "}\n"
		f, err := r.LoadForm(questionnaire.File{Name: by + ".yaml", Data: []byte(form)})
		if err != nil {
			t.Fatal(err)
		}
		receipt, err := r.SayAll(t.Context(), v, f, false)
		if err != nil {
			t.Fatal(err)
		}
		v = receipt.View
	}
	if c, _ := v.Posture.Control("human-approval"); !c.Disputed || len(c.Statements) != 2 {
		t.Errorf("%+v", c)
	}
	if first := v.Agenda.Items[0]; first.Control != "human-approval" || first.Reason != "opinions differ" {
		t.Errorf("the agenda begins with %+v", first)
	}
}

// TestWhoFollowsSeesThePlaceAndWritesNothing follows a workbench on a store that is open for reading only.
func TestWhoFollowsSeesThePlaceAndWritesNothing(t *testing.T) {
	w := newRoom(t)
	v := w.begin(t)
	reading := must[StoreHandle](t)(OpenStoreReading(t.Context(), w.dir, "default", nil))
	p := (&room{store: reading, now: noon}).seat("Projector")
	seen, err := p.Open(t.Context(), "claims")
	if err != nil {
		t.Fatal(err)
	}
	if _, changed, err := p.Follow(t.Context(), seen); err != nil || changed {
		t.Errorf("nothing moved: %v, %v", changed, err)
	}
	if err := w.SetPlace(t.Context(), v, assess.Place{Screen: "plan"}); err != nil {
		t.Fatal(err)
	}
	seen, changed, err := p.Follow(t.Context(), seen)
	if err != nil || !changed || seen.Session.Place.Screen != "plan" {
		t.Errorf("it follows to %+v: %v, %v", seen.Session.Place, changed, err)
	}
	if _, err := w.Vote(t.Context(), v, assess.Vote{Control: "human-approval", Yes: 2}); err != nil {
		t.Fatal(err)
	}
	seen, changed, err = p.Follow(t.Context(), seen)
	if err != nil || !changed || len(seen.Session.Votes) != 1 {
		t.Errorf("it sees %+v: %v, %v", seen.Session.Votes, changed, err)
	}
	if _, err := p.Vote(t.Context(), seen, assess.Vote{Control: "human-approval", Yes: 1}); !errors.Is(err, ErrStoreReadOnly) {
		t.Errorf("the projector voted: %v", err)
	}
}
