package desk

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

func TestTodayIsArrangedAndTakenBack(t *testing.T) {
	r := newRoom(t)
	scope := scopeOf("claims")
	scope.Minutes = 60
	v := must[*View](t)(r.New(t.Context(), scope))
	items := v.Agenda.Items
	last := v.Agenda.Deferred[len(v.Agenda.Deferred)-1].Control
	a := assess.Arrangement{}.Move(items, items[2].Control, -2).Hide(items[1].Control).Insist(last)
	now := must[Receipt](t)(r.Arrange(t.Context(), v, a)).View
	if got := now.Agenda; got.Items[0].Control != items[2].Control || got.Hidden[0].Control != items[1].Control || got.Used > got.Minutes {
		t.Errorf("first %s, hidden %+v, %d of %d min", got.Items[0].Control, got.Hidden, got.Used, got.Minutes)
	}
	if !slices.ContainsFunc(now.Agenda.Items, func(i assess.AgendaItem) bool { return i.Control == last && i.Must }) {
		t.Errorf("%s must be asked, and is not", last)
	}
	if _, err := r.Arrange(t.Context(), now, assess.Arrangement{Must: []string{"nothing"}}); err == nil {
		t.Error("what is no control was arranged")
	}
	back := must[Receipt](t)(r.Undo(t.Context(), now)).View
	if !back.Session.Arranged.Empty() || back.Agenda.Items[0].Control != items[0].Control {
		t.Errorf("after undo: %+v", back.Session.Arranged)
	}
}

func TestAWorkshopClosesWithOwnersOrAReason(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	for _, c := range v.Posture.Controls[:12] {
		v = must[Receipt](t)(r.Decide(t.Context(), v, answer(c.Control.ID, assess.No))).View
	}
	if _, err := r.CloseWorkshop(t.Context(), v, assess.Ending{}); err == nil || !strings.Contains(err.Error(), "5 actions") {
		t.Errorf("it closed without owners: %v", err)
	}
	v = must[Receipt](t)(r.CloseWorkshop(t.Context(), v, assess.Ending{By: "Ana", Reason: "The sponsor names them on Monday"})).View
	if e := v.Session.Endings; len(e) != 1 || len(e[0].Ownerless) != 5 || e[0].Milestone != "workshop-2026-11-21" || len(v.Session.Milestones) != 1 {
		t.Errorf("recorded %+v, %d milestones", e, len(v.Session.Milestones))
	}
	plan := string(must[[]byte](t)(r.Render(t.Context(), v, "markdown")))
	for _, want := range []string{"closed by Ana", "The sponsor names them on Monday"} {
		if !strings.Contains(plan, want) {
			t.Errorf("the plan does not say %q", want)
		}
	}
	for range 5 {
		id := v.Plan.Ownerless()[0]
		v = must[Receipt](t)(r.SetAction(t.Context(), v, assess.ActionState{Action: id, Owner: "Bo"})).View
	}
	v = must[Receipt](t)(r.CloseWorkshop(t.Context(), v, assess.Ending{})).View
	if e := v.Session.Endings[1]; e.Milestone != "workshop-2026-11-21-2" || e.Reason != "" || e.By != "N. N." {
		t.Errorf("recorded %+v", e)
	}
	v = must[Receipt](t)(r.Undo(t.Context(), v)).View
	if len(v.Session.Endings) != 1 || len(v.Session.Milestones) != 1 {
		t.Error("undo left half of it")
	}
}

func TestPreWorkIsWrittenOnceAndNeverOverAFile(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	path := filepath.Join(t.TempDir(), "form.yaml")
	if written := must[string](t)(r.WriteForm(t.Context(), v, questionnaire.DataOwner, path, false)); written != path {
		t.Errorf("written to %s", written)
	}
	if _, err := r.WriteForm(t.Context(), v, questionnaire.DataOwner, path, false); !errors.Is(err, ErrFileExists) {
		t.Errorf("a form was written over a file: %v", err)
	}
	must[string](t)(r.WriteForm(t.Context(), v, "", path, true))
}

func TestVotesStayInTheRoomUnlessAskedFor(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	v = must[Receipt](t)(r.Vote(t.Context(), v, assess.Vote{Control: "human-approval", Yes: 2, No: 1})).View
	if data := must[[]byte](t)(r.Render(t.Context(), v, "json")); bytes.Contains(data, []byte(`"votes"`)) {
		t.Error("the export holds votes")
	}
	if data := must[[]byte](t)(r.RenderWith(t.Context(), v, ExportOptions{Format: "json", Votes: true})); !bytes.Contains(data, []byte(`"votes"`)) {
		t.Error("the export that was asked for votes holds none")
	}
}

// TestAWorkloadIsCalledByItsTitleAndCommandsByItsName keeps what people typed, until the assessment is renamed.
func TestAWorkloadIsCalledByItsTitleAndCommandsByItsName(t *testing.T) {
	r := newRoom(t)
	scope := scopeOf("harbour-mutual-claims-assistant")
	scope.Title = "Harbour Mutual, claims assistant"
	must[*View](t)(r.New(t.Context(), scope))
	v := must[*View](t)(r.Open(t.Context(), "harbour-mutual-claims-assistant"))
	if got := v.Session.Scope.Called(); got != scope.Title {
		t.Errorf("called %q", got)
	}
	if plan := must[[]byte](t)(r.Render(t.Context(), v, "markdown")); !bytes.Contains(plan, []byte("Harbour Mutual, claims assistant")) {
		t.Error("the plan does not call it by its title")
	}
	if err := r.Rename(t.Context(), v.Session.Meta.ID, "claims"); err != nil {
		t.Fatal(err)
	}
	if v = must[*View](t)(r.Open(t.Context(), "claims")); v.Session.Scope.Called() != "claims" {
		t.Errorf("after renaming it is called %q", v.Session.Scope.Called())
	}
}

// TestAWorkshopTravelsWhole brings votes, agenda, a contested answer's owner and how it was closed to another store.
func TestAWorkshopTravelsWhole(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	v = must[Receipt](t)(r.Vote(t.Context(), v, assess.Vote{Control: "human-approval", Yes: 2, No: 1})).View
	v = must[Receipt](t)(r.Decide(t.Context(), v, assess.Decision{Said: assess.Said{Control: "human-approval", Value: assess.No, By: "the room"}, Contested: true, Owner: "Ana"})).View
	v = must[Receipt](t)(r.Arrange(t.Context(), v, assess.Arrangement{}.Hide("threat-model"))).View
	v = must[Receipt](t)(r.CloseWorkshop(t.Context(), v, assess.Ending{Reason: "Monday"})).View
	data := must[[]byte](t)(r.RenderWith(t.Context(), v, ExportOptions{Format: "json", Votes: true}))
	got := must[*View](t)(newRoom(t).ImportSession(t.Context(), bytes.NewReader(data), "claims.json", "")).Session
	want := v.Session
	if d := cmp.Diff([]any{want.Votes, want.Arranged, want.Endings, want.Decisions["human-approval"].Owner}, []any{got.Votes, got.Arranged, got.Endings, got.Decisions["human-approval"].Owner}); d != "" {
		t.Error(d)
	}
	if plan := must[[]byte](t)(r.Render(t.Context(), v, "markdown")); !bytes.Contains(plan, []byte("until Ana finds out")) {
		t.Error("the plan does not say who finds out")
	}
}
