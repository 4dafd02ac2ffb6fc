package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"drydock/assess/probe/moto"
)

// TestTheWholeWayOnALiveAPI walks from an empty Home to a plan on disk and back, by keyboard, on the real binary, against
// an AWS API that is not ours.
func TestTheWholeWayOnALiveAPI(t *testing.T) {
	built := drydock(t)
	url := moto.Start(t)
	moto.Seed(t, url)
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel() // asking is mostly waiting: what the emulator lacks is asked again
			b := built.at(t)
			line := b.twice("AWS_ENDPOINT_URL="+url, "AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=example")
			x := newTerminal(t, size[0], size[1], line)
			x.wants("Look around a finished example", "Assess my workload", "Prepare a workshop").keys("2")
			fillScope(x)
			askLive(x)
			workThrough(x)
			reachThePlan(t, x, b)
		})
	}
}

// fillScope fills the page field by field, as tab goes.
func fillScope(x *terminal) {
	x.wants("› Name").keys("type:claims", "Tab")
	for _, label := range []string{"it writes or answers text", "it reads our data", "it can change something"} {
		x.wants("› [ ] " + label).keys("Space").wants("› [x] " + label).keys("Tab")
	}
	x.wants("› [ ] it predicts").keys("Tab").wants("› [ ] we bought").keys("Tab")
	x.wants("› The most it does alone").keys("Tab")
	for _, label := range []string{"Amazon Bedrock", "Bedrock AgentCore"} {
		x.wants("› " + label).keys("Right").wants("(•) used").keys("Tab")
	}
	for _, label := range []string{
		"SageMaker AI", "EKS, EC2, Lambda", "another provider's API", "bought SaaS", "Data", "Who uses it", "Tenants", "AWS Organizations",
	} {
		x.wants("› " + label).keys("Tab")
	}
	x.wants("› Stands today").keys("Right", "Right").wants("pilot").keys("Tab")
	x.wants("› Next decision", "(•) go live").keys("Tab").wants("› By when").keys("Tab").wants("› Days of work").keys("Tab")
	x.wants("› Accounts").keys("Tab").wants("› Regions").keys("type:"+moto.Region, "Tab")
	x.wants("› What is ours").keys("type:app=claims", "C-s")
}

// askLive goes from the permission preview over the run to what it brought, and says whose each resource is.
func askLive(x *terminal) {
	x.wants("Looking who you are in AWS")
	x.wants("What Drydock would ask", "You are", moto.Account, "read calls", "AWS can show something on").keys("Enter")
	x.wants("Asking AWS", "calls so far").wants("AWS settles", "only a person knows", "Whose are these")
	before := settles(x)
	chosen := regexp.MustCompile(`(?m)^ › \? .*$`)
	for whose := chosen.FindString(x.screen()); whose != ""; {
		x.keys("1").gone(whose)
		whose = chosen.FindString(x.screen())
	}
	x.gone(before) // what is ours counts now
	x.wants("Accept as evidence", "› [ ]").keys("Space").wants("› [x]").keys("y").wants("Who accepts it").keys("type:Ana", "C-s")
	x.wants("Accepted as AWS shows it")
	// One key each leads on: the must-haves that nobody knows yet, what could not be read, the heaviest open question.
	x.keys("i").wants("must-haves that are not known", "Question 1 of").keys("Escape").wants("AWS settles")
	x.keys("v").wants("What was not read").keys("f").wants("What was read, and what was not").keys("v").wants("AWS settles")
	x.keys("Enter").wants("1 yes", "You said", "AWS shows")
}

// settles is the beginning of the sentence that says what a run brought.
func settles(x *terminal) string {
	return regexp.MustCompile(`AWS settles \d+ `).FindString(x.screen())
}

// workThrough answers, notes, looks at the evidence, makes something differ, and settles it.
func workThrough(x *terminal) {
	x.keys("4").wants("Saved: don't know").keys("2").wants("Saved: partly (was: don't know)")
	x.keys("n").wants("Note").keys("type:Ask the platform team", "C-s").wants("Saved: note")
	x.keys("/").wants("Find a question").keys("type:Notebooks are closed", "Enter")
	x.wants("Notebooks", moto.Notebook).keys("v").wants("What AWS shows", moto.Notebook).keys("v").wants("Proof", "request").keys("Escape").wants("1 yes")
	x.keys("5").wants("Why not").keys("type:We have no notebooks", "Tab", "type:Ana", "C-s")
	x.wants("Saved: does not apply", "These differ").keys("t")
	x.wants("Which is right").keys("Tab", "type:Bo", "Tab", "type:The notebook is there", "C-s").wants("settled it for what AWS shows")
}

// reachThePlan reads the overview and the plan with its reasons, writes it, and comes back to exactly where it was left.
func reachThePlan(t *testing.T, x *terminal, b shipped) {
	t.Helper()
	x.keys("o").wants("May it leave the lab?", "May it go live?", "Not yet.", "Foundational", "Identity and data", "Readiness", "How we know")
	x.keys("p").wants("Find out first").keys("e")
	x.wants("DRAFT", "enter writes plan.md").keys("Enter").wants("written: ")
	text, err := os.ReadFile(filepath.Join(b.work(), "plan.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"DRAFT", moto.Notebook, moto.BadGateway, "Ask the platform team"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("plan.md lacks %q", part)
		}
	}
	if strings.Contains(string(text), moto.Canary) {
		t.Error("plan.md holds a secret")
	}
	x.keys("p").wants("Find out first").downTo("› … ").keys("Down").wants("closes “", "points over").keys("i").wants("Owner")
	x.keys("type:Priya", "Tab", "type:2027-03-31", "C-s").wants("Saved: ", "Priya")
	if plan := b.command(t, "plan", "claims"); !strings.Contains(plan, "Priya") {
		t.Errorf("the plan names no owner:\n%s", plan)
	}
	x.keys("Enter").wants("Why", "Closes", "Action 1 of")
	x.keys("q").wants("AGAIN").keys("Enter").wants("Action 1 of", "Closes")
	x.keys("w").wants("Question").keys("Enter", "Enter")
	x.keys("Z").wants("The key Z does nothing here").keys("q").wants("ENDED 0", " icanon")
}
