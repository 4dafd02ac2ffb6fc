package report

import (
	"bytes"
	"strings"
	"testing"

	"drydock/assess"
)

func TestDiffIsSaidAndInert(t *testing.T) {
	cat, s := harbour("| <script> ![x](y) |")
	was := assess.Freeze("then", assess.Judge(cat, s, today, noon, assess.DefaultPolicy()))
	delete(s.Decisions, "words")
	s.Findings = nil
	d := assess.Compare(cat, was, assess.Freeze("now", assess.Judge(cat, s, today, noon, assess.DefaultPolicy())))
	var b bytes.Buffer
	if err := Diff(&b, &d); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# What changed: then to now", "No longer known", "## Answers that changed", "| yes | nothing |", "## No longer fails"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the comparison does not say %q:\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "<script") || strings.Contains(b.String(), "![x]") {
		t.Error("text from outside reaches the page as markup")
	}
}

// TestDiffFoldsLongLists keeps what many controls have in common from hiding what few have.
func TestDiffFoldsLongLists(t *testing.T) {
	d := assess.Diff{Was: assess.Standing{Name: "then"}, Now: assess.Standing{Name: "now"}}
	for i := range 20 {
		move := assess.MoveNew
		if i < 3 {
			move = assess.MoveClosed
		}
		d.Controls = append(d.Controls, assess.ControlChange{Title: "Control " + string(rune('A'+i)), Move: move})
	}
	var b bytes.Buffer
	if err := Diff(&b, &d); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"- **Closed (3)**: Control A; Control B; Control C\n", "- **New in scope (17)**, listed below\n", "<summary>New in scope</summary>", "- Control T\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the comparison does not say %q:\n%s", want, b.String())
		}
	}
}
