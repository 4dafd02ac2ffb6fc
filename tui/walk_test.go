package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire/text"
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

func TestEvidenceShowsEachResourceWithItsProofAndMutesIt(t *testing.T) {
	for _, width := range []int{80, 120} {
		d := newFake(t).withSample(sampleName)
		v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, width, 40)
		v.press("v", "down").wants("What AWS shows", "Proof", "iam.GetRole", "request r", "2026-11-18T09:00:00Z")
		v.press("m").wants("Mute ", "never counts as passed").press("enter", "enter", "enter", "enter").wants("A reason and a date")
		v.press("up", "up", "up", "type:test role", "ctrl+s").wants("Saved: muted")
		if n := len(d.session.Mutes); n != 1 || d.session.Mutes[0].Reason != "test role" {
			t.Fatalf("mutes: %+v", d.session.Mutes)
		}
		v.wants("Muted", "test role").press("m").wants("Saved: no longer muted").lacks("test role")
		v.press("q")
		drive(t, d, home{}, width, 40).wants("What AWS shows").press("esc").wants("1 yes")
	}
}

func TestALongListOfEvidenceScrolls(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	view := d.view()
	control := view.Posture.Conflicts[0]
	var like evidence.Finding
	for _, f := range view.Session.Findings {
		if f.Control == control {
			like = f
		}
	}
	for i := range 5000 {
		f := like
		f.ID, f.Name, f.Outcome, f.Shows = fmt.Sprint(i), text.Untrusted(fmt.Sprintf("agent-%04d", i)), evidence.Fail, text.Untrusted(fmt.Sprintf("runtime agent-%04d: role arn:aws:iam::1:role/agent-default", i))
		f.Resource = "arn:aws:x:::" + f.Name
		d.session.Findings = append(d.session.Findings, f)
	}
	d.session.Revision++
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 30)
	v.app.push(newEvidence(d.view(), control))
	v.app.start(v.app.top())
	v.app.dirty = true
	s := v.app.top().screen.(seen)
	for i, r := range s.rows {
		if r.of != nil && len(r.of.Findings) == 5000 {
			v.app.put(v.app.top().id, s.choose(i))
		}
	}
	v.wants("5000 roles share role agent-default").press("enter", "down").wants("agent-0000")
	for range 400 {
		v.press("pgdown")
	}
	v.press("pgup").wants("agent-4")
}

func TestNotesAreWrittenAnewKeptPrivateLinkedAndTakenAway(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
	v.app.stack[1].screen = newWalk(d.view(), d.session.Notes[0].Control)
	v.press("N").wants("Notes", "Ask the platform team").press("enter").wants("it goes into exports")
	v.press("type: again", "ctrl+t").wants("never exported").press("ctrl+s").wants("Saved: the note")
	if n := d.session.Notes; len(n) != 1 || !n[0].Private || !strings.HasSuffix(string(n[0].Text), "again") {
		t.Fatalf("notes: %+v", n)
	}
	v.press("l", "type:TICKET-7", "ctrl+s").wants("TICKET-7", "private").press("p").lacks(", private")
	v.press("x").lacks("TICKET-7")
	if len(d.session.Notes) != 0 {
		t.Errorf("notes: %+v", d.session.Notes)
	}
}

func TestAllThatThereIsToAQuestionIsToldBesideIt(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	control := d.view().Posture.Conflicts[0]
	say := func(a assess.Answer, by string) {
		d.session.Statements = append(d.session.Statements, assess.Statement{ID: by, Said: assess.Said{Control: control, Value: a, By: text.Untrusted(by), Because: "as far as I saw"}})
	}
	say(assess.Yes, "Ana")
	say(assess.No, "Ben")
	view := d.view()
	c, _ := view.Posture.Control(control)
	d.session.Settlements[control] = assess.Settlement{Control: control, For: "evidence", By: "Ana", Reason: "the script is right", At: testDay, Digest: c.Differs.Digest}
	d.session.Revision++
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 60)
	v.app.stack[1].screen = newWalk(d.view(), control)
	v.app.dirty = true
	v.wants("“as far as I saw”", "Ana settled it for what AWS shows", "It holds until 18 February 2027", "To do")
	s := d.session.Settlements[control]
	s.Digest = "older"
	d.session.Settlements[control] = s
	delete(d.session.Decisions, control)
	dec := c.Decision
	dec.Revision, dec.Document = 0, &assess.Document{Link: "runbook.md"}
	d.session.Decisions[control] = *dec
	v.app.stack[1].screen = newWalk(d.view(), control)
	v.app.dirty = true
	v.wants("It was settled before, and that is void: what was said or what AWS shows", "runbook.md, without a date")
	v.press("x").wants("Control", "revision", "placement").press("esc", "g").wants("Closes")
}

func TestTheFilterIsKeptWhateverPageSomebodyLeavesFrom(t *testing.T) {
	for _, keys := range [][]string{{"o"}, {"v"}, {"p", "e"}} {
		d := newFake(t).withSample(sampleName)
		v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 30)
		v.press("f", "m", "enter").press(keys...).press("q")
		again := drive(t, d, home{}, 100, 30)
		if got := again.app.place().Filter; got != "must" {
			t.Errorf("after %v the filter is %q", keys, got)
		}
		again.press("w").wants("must-haves", "F walks all").press("F", "o", "w").lacks("F walks all")
	}
}

func TestAnotherToolsWordStandsBesideOurs(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	control := d.view().Posture.Conflicts[0]
	c, _ := d.view().Posture.Control(control)
	theirs := c.Evidence.Findings[0]
	theirs.ID, theirs.Source, theirs.Outcome, theirs.At = "theirs", "prowler", evidence.Pass, testDay.Add(-3*time.Hour)
	d.session.Findings = append(d.session.Findings, theirs)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 50)
	v.app.stack[1].screen = newWalk(d.view(), control)
	v.app.dirty = true
	v.wants("Another tool says otherwise on 1").press("v", "down").wants("Prowler", "says otherwise: in order, 3 h ago", "another tool's; ours counts")
}

func TestWhatAWSSettlesIsAcceptedByOneKey(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	view := d.view()
	var control string
	for i := range view.Posture.Controls {
		c := &view.Posture.Controls[i]
		if c.Control.Ceiling != "" || len(c.Control.Rules) == 0 {
			continue
		}
		control = c.Control.ID
		delete(d.session.Decisions, control)
		for k := range d.session.Findings {
			if f := &d.session.Findings[k]; f.Control == control {
				f.Outcome, f.Gap, f.Cause = evidence.Pass, nil, ""
			}
		}
		break
	}
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
	v.app.push(newWalk(d.view(), control))
	v.app.dirty = true
	v.wants("c accepts it as AWS shows it").press("c").wants("as AWS shows it, accepted by").lacks("nothing yet")
	if dec := d.session.Decisions[control]; !dec.AsEvidence {
		t.Errorf("decided %+v", dec)
	}
}

func TestEvidenceThatIsTooOldSaysSo(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	control := d.view().Posture.Conflicts[0]
	for k := range d.session.Findings {
		if f := &d.session.Findings[k]; f.Control == control && f.Outcome != evidence.Unknown {
			f.At = testDay.AddDate(0, 0, -95)
		}
	}
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 110, 40)
	v.app.push(newWalk(d.view(), control))
	v.app.dirty = true
	v.wants("read 95 days ago: too old", "read too long ago to count").press("v").wants("read 95 days ago: too old")
	v.press("esc", "f", "o").wants("1 of ", "questions that are too old")
}
