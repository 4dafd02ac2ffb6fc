package desk

import (
	"strings"
	"testing"

	"drydock/assess"
)

// TestOneAnswerMakesASmallDiff: the plan lies in a repository, so an answer that moves no work changes the lines that speak of it, the
// counts and the sums, and no card of an action; a note changes one line.
func TestOneAnswerMakesASmallDiff(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), false))
	before := string(must[[]byte](t)(r.Render(t.Context(), v, Markdown)))
	noted := must[Receipt](t)(r.AddNote(t.Context(), v, assess.Note{Control: "threat-model", Text: "Seen on Monday."})).View
	if n := len(changedLines(before, string(must[[]byte](t)(r.Render(t.Context(), noted, Markdown))))); n != 1 {
		t.Errorf("a note changes %d lines", n)
	}
	answered := must[Receipt](t)(r.Decide(t.Context(), v, answer("answers-render-inert", assess.Yes))).View
	after := string(must[[]byte](t)(r.Render(t.Context(), answered, Markdown)))
	changed := changedLines(before, after)
	if len(changed) > 60 {
		t.Errorf("one answer changes %d lines:\n%s", len(changed), strings.Join(changed, "\n"))
	}
	work := func(md string) string {
		_, rest, _ := strings.Cut(md, "\n## The work, action by action\n")
		cards, _, _ := strings.Cut(rest, "\n## ")
		return cards
	}
	if cards := changedLines(work(before), work(after)); len(cards) > 0 || work(before) == "" {
		t.Errorf("it changes cards:\n%s", strings.Join(cards, "\n"))
	}
}

// changedLines are the lines that are in one of two texts only.
func changedLines(a, b string) []string {
	count := map[string]int{}
	for _, line := range strings.Split(a, "\n") {
		count[line]++
	}
	for _, line := range strings.Split(b, "\n") {
		count[line]--
	}
	var out []string
	for line, n := range count {
		if n != 0 && strings.TrimSpace(line) != "" {
			out = append(out, line)
		}
	}
	return out
}
