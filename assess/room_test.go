package assess_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"drydock/assess"
)

func TestHandsAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]struct {
		sentence string
		lower    assess.Answer
		split    bool
	}{
		"3/2/1":      {"split: 3 yes, 2 partly, 1 no", assess.No, true},
		"3/2/0/1":    {"split: 3 yes, 2 partly, 1 don't know", assess.Partial, true},
		"5 0 0":      {"agreed: 5 yes", assess.Yes, false},
		"0/4/0/2":    {"agreed: 4 partly, 2 don't know", assess.Partial, false},
		"0, 0, 0, 3": {"agreed: 3 don't know", assess.DontKnow, false},
	} {
		v, err := assess.ParseVote(typed)
		if err != nil || v.Sentence() != want.sentence || v.Lower() != want.lower || v.Split() != want.split {
			t.Errorf("%q: %q, %q, %v, %v", typed, v.Sentence(), v.Lower(), v.Split(), err)
		}
	}
	for _, wrong := range []string{"", "3", "3/2", "1/2/3/4/5", "a/b/c", "0/0/0", "1/1/1000"} {
		if v, err := assess.ParseVote(wrong); err == nil {
			t.Errorf("%q was read as %+v", wrong, v)
		}
	}
}

func TestTheClockStandsStillInBreaks(t *testing.T) {
	at := func(minutes int) time.Time {
		return time.Date(2026, 11, 21, 9, minutes, 0, 0, time.UTC)
	}
	c := assess.Timer{}.Begin(at(0), &assess.Agenda{})
	c = c.Ask(at(8)).Pause(at(10), 5*time.Minute)
	if got := c.Worked(at(14)); got != 10*time.Minute {
		t.Errorf("worked %v in a break, want 10m", got)
	}
	if !c.Until.Equal(at(15)) || !c.InBreak() {
		t.Errorf("the break ends at %v", c.Until)
	}
	c = c.Resume(at(16))
	if w, q, s := c.Worked(at(20)), c.Question(at(20)), c.Sitting(at(20)); w != 14*time.Minute || q != 6*time.Minute || s != 4*time.Minute {
		t.Errorf("worked %v, asked for %v, sitting for %v; want 14m, 6m, 4m", w, q, s)
	}
	if (assess.Timer{}).Question(at(3)) != 0 {
		t.Error("a clock that was not begun counts")
	}
}

func TestAQuestionThatIsAskedInABreakCountsFromItsEnd(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 11, 21, 9, minute, 0, 0, time.UTC) }
	clock := assess.Timer{}.Begin(at(0), nil).Pause(at(10), 10*time.Minute).Ask(at(15)).Resume(at(20))
	if got := clock.Question(at(23)); got != 3*time.Minute {
		t.Errorf("three minutes after the break the question is asked for %s", got)
	}
}

func TestAFileBringsNoVoteThatNoRoomCouldCast(t *testing.T) {
	for _, v := range []assess.Vote{{Yes: math.MaxInt, No: 1}, {}, {Yes: -1, No: 2}} {
		v.Control, v.Round = "threat-model", 1
		err := (&assess.Portable{Votes: []assess.Vote{v}}).Check()
		if err == nil || !strings.Contains(err.Error(), "no count of hands") {
			t.Errorf("%+v: %v", v, err)
		}
	}
}
