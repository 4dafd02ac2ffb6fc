package tui

import (
	"strings"
	"testing"

	"drydock/assess"
)

func TestWhereToAskIsChosenAmongTheProfilesOfThisMachine(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	d.session.Meta.Sample = false
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 30)
	v.press("a", "t").wants("Where to ask", "as your shell has it", "among the 2 of your AWS configuration", "aws sso login --profile work")
	v.press("right", "right").wants("work, 111122223333, eu-west-1, signs in by SSO")
	v.press("tab", "tab", "space", "tab", "type:111122223333, 444455556666:data", "ctrl+s").wants("Several accounts need a role")
	v.press("tab", "tab", "type:arn:{partition}:iam::{account}:role/Audit", "ctrl+s").wants("What Drydock would ask")
	o := v.app.top().screen.(probe).options
	if o.Profile != "work" || !o.EveryRegion || len(o.Accounts) != 2 || o.Accounts[1].Role != "data" || o.RoleARN == "" {
		t.Errorf("options: %+v", o)
	}
}

func TestThePreviewSaysWhatEachMissingActionWouldOpen(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 30)
	v.press("a").wants("Not allowed yet, and what it would open", "? kms:DescribeKey, bedrock:GetGuardrail", "opens 4 questions")
}

func TestOneKeyLeadsOnFromAResult(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	d.session.Runs = []assess.Run{{ID: "1", Complete: true}, {ID: "2", Complete: true}}
	for key, wants := range map[string]string{
		"d": "questions that differ", "i": "must-haves that are not known", "n": "What is new since the last run", "v": "What was not read", "l": "AWS settles 14",
	} {
		v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
		v.press("a", "enter").wants("AWS settles 14", "d ", "i ", "v what was not read")
		v.press(key).wants(wants)
	}
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
	v.press("a", "enter", "v").wants("kms key", "needs kms:DescribeKey", "Lists: 1 read, 1 not").lacks("iam role")
	v.press("f").wants("iam role").press("v").wants("AWS settles 14")
}

func TestTheFirstQuestionAfterAskingIsTodaysWhateverWasWalked(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
	v.press("a", "enter", "i", "esc", "enter")
	if p := v.app.place(); p.Filter != "" || p.Control != firstToday(v.app.clerk.view) {
		t.Errorf("at %+v", p)
	}
}

func TestASessionThatExpiredHalfWaySaysHowToGoOn(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	d.session.Meta.Sample, d.expires = false, true
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 30)
	v.press("a", "t", "right", "right", "ctrl+s", "enter")
	v.wants("expired half-way", "Run aws sso login --profile work in", "r goes on with the rest")
	v.press("r").wants("What Drydock would ask")
}

func TestWhatIsAcceptedInBulkIsNamed(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 40)
	v.press("a", "enter", "1")
	p := v.app.top().screen.(probe)
	for _, it := range p.items() {
		for _, id := range it.controls {
			c, _ := p.view.Posture.Control(id)
			if c.Ceiling || c.Control.Must && len(it.controls) > 1 {
				t.Errorf("%s is proposed in bulk", id)
			}
			if !strings.Contains(it.text, c.Control.Title) {
				t.Errorf("%q does not name %q", it.text, c.Control.Title)
			}
		}
	}
}
