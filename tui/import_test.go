package tui

import (
	"testing"

	"drydock/assess/desk"
)

func TestAnImportIsLookedAtFirstAndThenTaken(t *testing.T) {
	d, v := atHome(t, 100, 40)
	v.press("i").wants("What it is", "Prowler", "Into Claims assistant")
	v.press("tab", "type:pro").wants("prowler.csv", "prowler.ocsf.json").press("tab").wants("prowler.▏")
	v.press("type:c", "tab").wants("prowler.csv▏").press("ctrl+s")
	v.wants("57 findings", "Would be new: 40", "Nothing was changed", "Model calls are logged", "ec2_x (12)", "[ Take it in ]")
	if len(d.written) != 0 {
		t.Errorf("a look wrote %v", d.written)
	}
	v.press("enter").wants("✓ Taken in: prowler.csv", "New: 40; changed: 0", "[ Look at it first ]").lacks("Would be new")
	if len(d.written) != 1 {
		t.Errorf("written: %v", d.written)
	}
	v.press("up", "backspace").lacks("Taken in:", "[ Take it in ]")
}

func TestMistakesInAFileAreToldWithTheirLines(t *testing.T) {
	_, v := atHome(t, 100, 40)
	v.press("i", "tab", "type:x.bad", "ctrl+s").wants("Nothing of it was taken in", "x.bad:7", "severity is missing").lacks("[ Take it in ]")
}

func TestAWholeAssessmentComesIntoAnEmptyList(t *testing.T) {
	d := newFake(t)
	v := drive(t, d, home{begin: begin{home: true}}, 100, 40)
	v.press("i").wants("A whole assessment comes into the list", "a whole assessment", "Name here").lacks("Prowler")
	v.press("ctrl+s").wants("Which file?").press("type:claims.json", "ctrl+s").wants("[ Take it in ]").press("ctrl+s").wants("Look around a finished example", "57 findings")
}

func TestEveryFormatIsPreviewedAndWritten(t *testing.T) {
	d, v := atHome(t, 120, 40)
	v.press("enter", "e").wants("[Markdown]", "drydock.yaml", "HTML", "plan.md")
	seen := map[string]bool{}
	for range desk.Outputs() {
		e := v.app.top().screen.(export)
		seen[e.path()] = true
		v.wants("enter writes "+e.path(), "Plan for").press("enter").wants("✓ written: " + e.path()).press("right")
	}
	if len(seen) != len(desk.Outputs()) {
		t.Errorf("two formats go to one file: %v", seen)
	}
	v.wants("[Markdown]").press("m").wants("names are masked").press("right").wants("A file that is there keeps its comments")
	v.press("tab", "type:x", "ctrl+s").wants("drydock.yamlx").press("left", "right").wants("drydock.yamlx").press("w", "e").wants("drydock.yamlx", "names are masked")
	d.exists = true
	v.press("enter").wants("Replace drydock.yamlx?").press("enter").wants("Replace").press("y").wants("✓ written")
}
