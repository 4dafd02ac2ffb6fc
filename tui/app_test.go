package tui

import (
	"errors"
	"strings"
	"testing"

	"drydock/assess"
	"drydock/tui/cell"
	"drydock/tui/theme"

	tea "charm.land/bubbletea/v2"
)

const sampleName = "Harbour Mutual, claims assistant"

func TestFirstFiveMinutes(t *testing.T) {
	d := newFake(t)
	v := drive(t, d, home{}, 80, 24)
	v.wants("1  Look around a finished example", "2  Assess my workload", "3  Prepare a workshop")
	v.press("2").wants("What is true of it?", "questions,", "must-haves")
	before := v.screen()
	v.press("type:Claims", "tab", "space", "tab", "space")
	if v.screen() == before {
		t.Error("ticks changed nothing")
	}
	v.press("ctrl+s").wants("You are ReadOnly in 111122223333", "212 read calls")
	v.press("enter").wants("AWS settles 14 · shows half of 6 · could not read 5 (1 permission opens 4)", "13 only a person knows", "Whose is this?")
	if !d.probed {
		t.Fatal("AWS was not asked")
	}
	v.press("1").wants("Saved: ours", "Accept as evidence")
	v.press("y", "type:Ana", "enter", "enter").wants("accepted")
	v.press("enter").wants("1 yes  2 partly  3 no  4 don't know")
	v.press("1").wants("Saved: yes", "•1 yes")
	v.press("o").wants("May it go live?", "Foundational", "Readiness")
	v.press("p").wants("Find out first")
	v.press("e").wants("# Plan for claims", "plan.md")
	v.press("enter").wants("Written: plan.md")
}

func TestEveryAnswerIsSavedAndUndone(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	view := d.view()
	control := view.Posture.Controls[3].Control.ID
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 40)
	v.app.stack[1].screen = newWalk(view, control)
	for key, want := range map[string]assess.Answer{"1": assess.Yes, "2": assess.Partial, "3": assess.No, "4": assess.DontKnow} {
		v.press(key)
		if got := d.session.Decisions[control].Value; got != want {
			t.Errorf("key %s decided %q, want %q", key, got, want)
		}
	}
	was := d.session.Decisions[control].Value
	v.press("1", "u").wants("Taken back")
	if got := d.session.Decisions[control].Value; got != was {
		t.Errorf("undo left %q, want %q", got, was)
	}
}

func TestQuickKeysAreWrittenOneAfterAnother(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	_, first := v.app.Update(keyMsg("1"))
	_, second := v.app.Update(keyMsg("3"))
	v.run(first)
	v.run(second)
	v.wants("Saved: no (was: yes)")
}

func TestARefusedWriteSaysSoAndLosesNothing(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	v.press("n", "type:Ask Ben about the key")
	d.fail = errors.New("the disk is full; make room and press ctrl+s again")
	v.press("ctrl+s").wants("The disk is full", "Ask Ben about the key")
	v.press("ctrl+s").wants("Saved: the note")
	if n := len(d.session.Notes); n != 2 {
		t.Errorf("%d notes, want 2", n)
	}
}

func TestOthersChangesAppear(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	control := v.app.place().Control
	if _, err := d.Decide(t.Context(), d.view(), assess.Decision{Said: assess.Said{Control: control, Value: assess.Partial, Because: "from the second terminal"}}); err != nil {
		t.Fatal(err)
	}
	view := v.app.clerk.view
	v.run(v.app.run(0, do("poll", pollWork(view))))
	v.wants("from the second terminal")
}

func TestQuitRemembersThePlaceAndTheNextStartGoesThere(t *testing.T) {
	for name, keys := range map[string][]string{
		"a question": {"enter", "enter"}, "overview": {"o"}, "plan": {"p"}, "an action": {"p", "down", "down", "down", "down", "down", "down", "down", "enter"},
		"export": {"p", "e"}, "scope": {"s"}, "asking AWS": {"a"}, "today": {"A", "down", "down"}, "read-out": {"R"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newFake(t).withSample(sampleName)
			v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
			v.press(keys...)
			want := v.app.place()
			if v.press("q"); !v.quit {
				t.Fatal("q did not quit")
			}
			again := drive(t, d, home{}, 80, 24)
			if got := again.app.place(); got != want {
				t.Errorf("resumed at %+v, want %+v", got, want)
			}
			if name == "an action" {
				again.wants("Action ", "Closes").press("esc").wants("Now: the next 30 days")
			}
			again.press("esc").wants("Your assessments", "Harbour Mutual")
			again.press("q")
			drive(t, d, home{}, 80, 24).wants("Your assessments")
		})
	}
}

func TestDeletingAsksWithAnotherKey(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	d.session.Place = assess.Place{Screen: placeHome}
	v := drive(t, d, home{}, 80, 24)
	v.press("x", "x").wants("Delete Harbour Mutual")
	v.press("n").wants("Your assessments")
	v.press("x", "y").wants("1  Look around a finished example")
}

func TestExportAsksBeforeItReplaces(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	d.exists = true
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	v.press("e", "enter").wants("Replace plan.md?")
	v.press("y").wants("Written: plan.md")
}

func TestDiffersIsSettledByANamedPerson(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
	v.wants("! These differ")
	v.press("t", "enter", "enter", "enter", "enter").wants("A name is needed")
	v.press("up", "up", "type:Ana Ruiz", "down", "type:The role was retired", "enter", "enter").wants("Saved: settled")
}

func TestHelpListsOnlyWhatWorksAndRunsIt(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 50)
	v.press("?").wants("Answer: yes", "What to do, in which order").lacks("Choose profile, Region or role")
	v.wants("On this page", "Go to", "Anywhere")
	v.press("esc", ":", "type:where we", "enter").wants("May it go live?")
	v.press(":", "type:stand where", "enter").wants("May it go live?") // words in any order
	v.press("?", "type:reach the shell").wants("No command fits these words")
}

func TestHelpShowsTheKeysThatAreBoundNow(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 50)
	r, err := NewRegistry(map[string][]string{"walk.note": {"ctrl+n", "f2"}, "go.help": {"f1"}})
	if err != nil {
		t.Fatal(err)
	}
	v.app.registry, v.app.dirty = r, true
	v.press("Z").wants("The key Z does nothing here. f1 shows what does.", "f1 help", "ctrl+n note")
	v.send(tea.KeyPressMsg{Code: tea.KeyF1})
	v.wants("ctrl+n f2")
	v.press("esc", "n").wants("The key n does nothing here")
	v.press("ctrl+n").wants("Note")
}

func TestANoteSurvivesQuitting(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	v.press("n", "type:half a thought", "ctrl+c")
	if !v.quit {
		t.Fatal("ctrl+c did not quit")
	}
	if n := len(d.session.Notes); n != 2 || d.session.Notes[1].Text != "half a thought" {
		t.Errorf("notes: %+v", d.session.Notes)
	}
}

func TestLeavingAChangedScopeAsks(t *testing.T) {
	v := drive(t, newFake(t), home{}, 80, 24)
	v.press("2", "tab", "space", "esc").wants("Leave without saving?")
	v.press("n").wants("[x] it writes or answers text")
	v.press("esc", "y").wants("1  Look around a finished example")
}

func TestAScopeThatCouldNotBeSavedCanBeSavedAgain(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	d.fail = errors.New("the disk is full")
	v.press("s", "space", "ctrl+s").wants("The disk is full")
	v.press("ctrl+s").wants("Saved: the scope")
}

func TestASavedScopeIsLeftWithoutAsking(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	v.press("s", "space", "ctrl+s").wants("Saved: the scope")
	v.press("esc").lacks("Leave without saving?").wants("Question")
}

func TestABugEndsInOrder(t *testing.T) {
	for name, broken := range map[string]Screen{"update": brokenScreen{}, "view": brokenScreen{view: true}} {
		t.Run(name, func(t *testing.T) {
			r, err := NewRegistry(nil)
			if err != nil {
				t.Fatal(err)
			}
			a := newApp(t.Context(), newFake(t), r, home{loaded: true})
			a.push(broken)
			_, _ = a.Update(keyMsg("x"))
			_ = a.View()
			if !strings.Contains(a.crash.text(), "a bug, for the test") {
				t.Errorf("the trace is %q", a.crash.text())
			}
		})
	}
}

// brokenScreen has a bug where it listens, or where it draws.
type brokenScreen struct{ view bool }

func (b brokenScreen) Typing() bool { return true }

func (b brokenScreen) Update(any) (Screen, Step) {
	if !b.view {
		panic("a bug, for the test")
	}
	return b, Step{}
}

func (b brokenScreen) View(size cell.Size, _ theme.Theme) string {
	if b.view {
		panic("a bug, for the test")
	}
	return cell.Block(nil, size)
}

func (b brokenScreen) Commands() []Command { return nil }

func TestTheSampleSaysSoOnEveryScreen(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 60, 20)
	for _, key := range []string{"w", "o", "p", "a", "e", "s", "w"} {
		v.press(key).wants("SAMPLE")
	}
}

func TestNoKeyIsDead(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	v.press("Z").wants("The key Z does nothing here. ? shows what does.")
}

func TestAProbeThatCannotBeginSaysWhatToDo(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	d.session.Meta.Sample = false
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	d.fail = errors.New("no credentials were found; sign in with your usual tool, or press t and name a profile")
	v.press("a").wants("AWS could not be asked", "No credentials were found", "r tries again")
	v.press("r").wants("You are ReadOnly")
}

func TestManyProbeEventsArriveInBatches(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	d.events = 5000
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	v.press("a", "enter").wants("AWS settles 14")
}

func TestKeysOfOneScreenDiffer(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	r, err := NewRegistry(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range allScreens(t, d) {
		v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 40)
		if isSheet(s) {
			v.app.open(s)
		} else {
			v.app.push(s)
		}
		seen := map[string]ID{}
		for _, c := range v.app.commands() {
			for _, key := range r.spec(c.ID).keys {
				if other, ok := seen[key]; ok && other != c.ID && !shadows(c.ID) {
					t.Errorf("%s: key %q is bound to %s and to %s", name, key, other, c.ID)
				}
				seen[key] = c.ID
			}
		}
	}
}

// shadows lists commands that give way where a form needs their key.
func shadows(id ID) bool { return strings.HasPrefix(string(id), "go.") }

func TestOverridesThatCollideNameBoth(t *testing.T) {
	_, err := NewRegistry(map[string][]string{"walk.note": {"t"}})
	if err == nil || !strings.Contains(err.Error(), "walk.note") || !strings.Contains(err.Error(), "walk.settle") {
		t.Errorf("err = %v, want both commands named", err)
	}
	if _, err := NewRegistry(map[string][]string{"walk.nope": {"t"}}); err == nil {
		t.Error("an unknown command was taken")
	}
	if _, err := NewRegistry(map[string][]string{"walk.note": {"ctrl+n"}}); err != nil {
		t.Errorf("a free key was refused: %v", err)
	}
}
