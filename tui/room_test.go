package tui

import (
	"strings"
	"testing"
	"time"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
)

// roomScreens are the screens and sheets of a workshop.
func roomScreens(d *fakeDesk, v *desk.View, differing *assess.ControlState) map[string]Screen {
	return map[string]Screen{
		"agenda": newAgenda(arrangedView(d)), "read-out": newReadOut(v), "sheet-close": closeForm(v), "sheet-prework": preworkForm(v, questionnaire.DataOwner),
		"sheet-parked": parkedForm(d.session.Parking[0]), "sheet-vote": votedBallot(d), "sheet-break": breakForm(v, testDay),
		"sheet-vote-decide": voteForm(differing, splitVote(differing.Control.ID, 2)),
		"present":           presenting(d, placeWalk), "present-overview": presenting(d, placeOverview), "present-plan": presenting(d, placePlan), "present-title": presenting(d, placeHome),
		"present-agenda": presenting(d, placeAgenda), "present-read-out": presenting(d, placeReadOut),
	}
}

// splitVote is a vote in which a room does not agree.
func splitVote(control string, round int) assess.Vote {
	return assess.Vote{Control: control, Round: round, Yes: 3, Partly: 2, No: 1, At: testDay}
}

// votedBallot is the ballot after a first, split vote; the desk is left as it was.
func votedBallot(d *fakeDesk) ballot {
	v := d.view()
	v.Session.Votes = []assess.Vote{splitVote(v.Posture.Conflicts[0], 1)}
	return newBallot(v, v.Posture.Conflicts[0])
}

// presenting is the projector while the facilitator is at a screen.
func presenting(d *fakeDesk, screen string) present {
	v := d.view()
	at := v.Posture.Conflicts[0]
	v.Session.Votes = []assess.Vote{splitVote(at, 1), splitVote(at, 2)}
	v.Session.Place = assess.Place{Screen: screen, Control: at, Lead: 1, Timer: assess.Timer{}.Begin(testDay, v.Agenda)}
	return present{view: v, now: testDay.Add(190 * time.Second)}
}

func TestARoomVotesTwiceAndThenDecides(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	control := v.app.place().Control
	v.press("V").wants("Vote", "All hands at once")
	v.press("enter").wants("Count the hands first")
	v.press("type:3/x", "enter").wants("is no count of hands", "3/x")
	v.press("backspace", "type:2/1", "enter").wants("Vote split: 3 yes, 2 partly, 1 no", "yes         █████████ 3", "Those who stand alone speak first")
	v.press("type:4/2/0", "enter").wants("Second vote: split: 4 yes, 2 partly", "Still split", "the lower answer, partly")
	v.press("enter").wants("The decision", "Who finds out", "(•) partly")
	v.press("ctrl+s").wants("who finds out what holds?")
	v.press("type:Ana", "ctrl+s").wants("Saved: partly", "•2 partly", "The room stayed split", "Ana finds out what", "first split: 3 yes, 2 partly, 1 no", "then split: 4 yes")
	dec := d.session.Decisions[control]
	if !dec.Contested || dec.Owner != "Ana" || dec.By != "the room" || dec.Value != assess.Partial {
		t.Errorf("decided %+v", dec)
	}
}

func TestARoomThatAgreesDecidesAtOnce(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	v.press("V", "type:0/0/5/1", "enter").wants("agreed: 5 no, 1 don't know", "The room agrees").press("enter").wants("(•) no")
	v.lacks("Who finds out").press("ctrl+s").wants("•3 no").lacks("stayed split")
}

func TestTheClockRunsByMessagesAndStandsInABreak(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 40)
	at := func(s int) { v.send(tick{at: testDay.Add(time.Duration(s) * time.Second)}) }
	at(0)
	v.press("C").wants("The clock runs", "0:00 of")
	at(61)
	v.wants("1:01 of", "block 1 min", "1 of 120 min", "on time")
	before := v.screen()
	v.app.dirty = false
	v.send(tick{at: testDay.Add(61*time.Second + 300*time.Millisecond)})
	if v.app.dirty {
		t.Error("a second that is not over draws the screen anew")
	}
	if v.screen() != before {
		t.Error("the screen changed without a second")
	}
	v.press("enter")
	at(70)
	v.wants("0:08 of")
	at(1900)
	v.wants("behind")
	v.press("B").wants("It is 09:31 now").press("backspace", "backspace", "type:15", "ctrl+s").wants("Break until 09:46")
	at(2500)
	v.wants("Break until 09:46")
	v.press("B")
	at(2501)
	v.wants("31 of 120 min", "block 0 min").lacks("Break until")
	if got := d.session.Place.Timer; !got.Runs() || got.InBreak() {
		t.Errorf("the place keeps the clock %+v", got)
	}
	v.press("C").wants("Stop the clock?").press("y")
	at(2600)
	v.lacks("block")
}

func TestTheProjectorFollowsAndKeepsQuietAboutTheClient(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	d.session.Scope.Name = "Harbour 111122223333 arn:aws:iam::111122223333:role/x, claims"
	room := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 40)
	room.app.process = 1
	screen := drive(t, d, present{ref: "harbour-mutual"}, 120, 40)
	screen.app.follows = true
	see := func() *driver { screen.send(tick{at: testDay.Add(time.Minute)}); return screen }
	for _, keys := range [][]string{{"enter"}, {"V", "type:3/2/1", "enter", "esc"}, {"o"}, {"p"}, {"enter"}, {"a"}, {"s"}, {"e"}, {"w"}} {
		room.press(keys...)
		see().lacks("111122223333", "arn:", "role/", "eu-west-1", "Ask the platform team", "Heard", "Ask on", "because of")
		screen.wants("SAMPLE")
	}
	d.session.Place.Lead = 0
	see().wants("A conversation, not an audit")
	writes := len(d.written)
	room.press("esc", "w", "enter")
	c, _ := d.view().Posture.Control(d.session.Place.Control)
	see().wants(strings.Fields(c.Control.Question)[0])
	screen.press("1", "n", "u", "V", "P").wants("does nothing here")
	if len(d.written) != writes {
		t.Error("the projector wrote something")
	}
	if screen.press("q"); !screen.quit {
		t.Error("q does not quit")
	}
}

// arrangedView has an agenda with something moved, hidden and insisted on.
func arrangedView(d *fakeDesk) *desk.View {
	v := d.view()
	items := v.Agenda.Items
	a := assess.Arrangement{}
	if len(items) > 5 {
		a = a.Move(items, items[3].Control, -2).Hide(items[4].Control).Insist(items[5].Control)
	}
	v.Session.Arranged = a
	v.Agenda = assess.MakeAgenda(v.Catalog, v.Session, v.Posture, 120)
	return v
}

func TestTheAgendaIsArrangedByKeys(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	d.session.Scope.Minutes = 60
	before := d.view().Agenda.Items
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 60)
	v.press("A").wants("Today: ", "of 60 min", "Goes out before the day", "0:00  ")
	v.press("]").wants("Saved: the agenda")
	if got := d.view().Agenda.Items; got[0].Control != before[1].Control || got[1].Control != before[0].Control {
		t.Errorf("after moving: %s, %s", got[0].Control, got[1].Control)
	}
	v.press("[")
	if got := d.view().Agenda.Items; got[0].Control != before[0].Control {
		t.Error("the cursor did not go with the question")
	}
	v.press("x").wants("Not today")
	if got := d.view().Agenda; got.Items[0].Control != before[1].Control || len(got.Hidden) != 1 {
		t.Errorf("hidden: %+v", got.Hidden)
	}
	v.press("m").wants("must be asked")
	v.press("enter").wants("1 yes").press("A", "f").wants("Pre-work").press("ctrl+s").wants("Written: harbour-mutual-questions.yaml")
	v.press("c").wants("Forget how today was arranged?").press("y").lacks("Not today:")
}

func TestTheReadOutWantsOwnersBeforeItCloses(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
	v.press("R").wants("What happens first", "nobody yet", "To decide now", "Parked", "cost of Harbour")
	v.press("c").wants("Nobody takes yet").press("tab", "ctrl+s").wants("need an owner, or a reason why not")
	if len(d.session.Endings) != 0 {
		t.Fatal("it closed without owners")
	}
	v.press("esc", "i", "type:Ana", "ctrl+s").wants("Ana")
	v.press("c", "type:The budget is decided on Monday", "ctrl+s").wants("Write the plan now?").press("n").wants("Closed", "e exports the plan")
	if len(d.session.Endings) != 1 || d.session.Endings[0].Reason == "" || len(d.session.Endings[0].Ownerless) != 4 {
		t.Errorf("recorded %+v", d.session.Endings)
	}
}

func TestASideTopicIsParkedInTheMiddleOfASentence(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
	v.press("n", "type:Ask Ben", "ctrl+p").wants("Parking lot").press("type:Who pays?", "enter").wants("Saved: parked", "Ask Ben")
	v.press("ctrl+s").wants("Saved: the note")
	v.press("P", "down", "down", "enter").wants("Who takes it").press("type:Bo", "tab", "type:2026-13-01", "ctrl+s").wants("write a date like")
	v.press("backspace", "backspace", "backspace", "backspace", "backspace", "type:12-01", "ctrl+s").wants("Bo", "1 Dec")
	if last := d.session.Parking[len(d.session.Parking)-1]; last.Owner != "Bo" || last.Due != "2026-12-01" {
		t.Errorf("parked: %+v", d.session.Parking)
	}
}

func TestTheClockBelongsToTheOneWhoLeads(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
	v.app.process = 2
	d.session.Place = assess.Place{Screen: placeWalk, Control: d.view().Posture.Conflicts[0], Lead: 1, Timer: assess.Timer{}.Begin(testDay, d.view().Agenda)}
	v.app.clerk.view = d.view()
	v.send(tick{at: testDay.Add(time.Minute)})
	v.press("C").wants("Another window leads the projector")
	d.session.Place.Timer = d.session.Place.Timer.Pause(testDay.Add(2*time.Minute), 10*time.Minute)
	v.send(tick{at: testDay.Add(3 * time.Minute)})
	v.wants("Break until 09:12")
	v.press("L").wants("The projector follows this window now")
	if p := d.session.Place; p.Lead != 2 || !p.Timer.InBreak() {
		t.Errorf("the place is %+v", p)
	}
	v.press("C").wants("Back at work")
}

func TestABreakOfAnotherDayIsOver(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	d.session.Place = assess.Place{Screen: placeWalk, Timer: assess.Timer{}.Pause(testDay, 10*time.Minute)} // the clock was never begun
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
	v.send(tick{at: testDay.Add(time.Minute)})
	v.wants("Break until")
	v.send(tick{at: testDay.Add(24 * time.Hour)})
	v.lacks("Break until")
}

func TestAnAccountStaysOffTheProjectorHoweverItIsWritten(t *testing.T) {
	for _, s := range []string{"logs of 111122223333", "logs_111122223333_eu", "acct111122223333", "1111-2222-3333, as the console writes it"} {
		if said := forRoom(s); strings.Contains(said, "2222") {
			t.Errorf("%q is shown as %q", s, said)
		}
	}
}

func TestTheLeadCanBeTakenBack(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
	v.app.process = 2
	d.session.Place = assess.Place{Screen: placeWalk, Control: d.view().Posture.Conflicts[0], Lead: 1}
	v.app.clerk.view = d.view()
	v.send(tick{at: testDay.Add(time.Minute)})
	v.press("L").wants("The projector follows this window now")
	v.app.refresh(fresh{view: d.view()})
	d.session.Place.Lead = 1 // who led before pressed L too
	v.app.refresh(fresh{view: d.view()})
	v.press("C").wants("Another window leads the projector")
}
