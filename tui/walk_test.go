package tui

import (
	"testing"

	"drydock/assess"
)

func TestFiltersCombineSayHowManyAndAreThereTheNextTime(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 40)
	v.press("f").wants("Which questions?", "all ", "nobody has answered")
	v.press("m").wants("must-haves").press("u").wants("unanswered must-haves")
	f := assess.Filter{Must: true, Unanswered: true}
	want := f.Select(d.view().Posture, d.view().Agenda)
	v.press("enter").wants("Walking ", "unanswered must-haves", "F walks all", "Question 1 of "+count(len(want), "", "")[:1])
	for _, id := range want { // each is answered, and leaves the list; enter goes on with the one that took its place
		if got := v.app.place().Control; got != id {
			t.Fatalf("asked is %s, want %s", got, id)
		}
		v.press("1", "enter")
	}
	v.wants("None is left of the unanswered must-haves. F walks all questions again")
	v.press("q")
	again := drive(t, d, home{}, 120, 40)
	if got := again.app.place(); got.Filter != f.String() {
		t.Fatalf("the filter is %q, want %q", got.Filter, f)
	}
	again.wants("0 of ", "unanswered must-haves").press("F").wants("Walking all").lacks("unanswered must-haves")
}

func TestAFilterThatLeavesNothingIsNotWalked(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	v.press("f", "g", "n").wants("0 of ").press("enter").wants("No question is all of that").press("F").wants("Walking all")
}

func TestTheQuestionsGoOnWhereTheyWereLeft(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	v.press("f", "m", "enter", "enter", "enter")
	was := v.app.place()
	if got := v.press("o", "w").app.place(); got != was {
		t.Errorf("back at %+v, want %+v", got, was)
	}
	v.press("o", "tab", "enter").lacks("must-haves,").wants("foundational questions of infrastructure")
}

func TestAnyQuestionIsFoundByWhatOthersCallIt(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 30)
	c := v.app.clerk.view.Posture.Controls[10].Control
	v.press("/", "type:"+c.ID, "enter")
	if got := v.app.place().Control; got != c.ID {
		t.Errorf("went to %s, want %s", got, c.ID)
	}
	v.press("/", "type:llm06").wants("LLM06").press("esc", "/", "type:zzqx").wants("No question reads like that")
}
