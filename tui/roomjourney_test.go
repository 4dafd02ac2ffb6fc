package tui

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// projector opens a second terminal that follows the workbench.
func (b shipped) projector(t *testing.T, name string) *terminal {
	t.Helper()
	return newTerminal(t, 80, 24, b.line()+" present "+name)
}

// TestARoomOfThreeTerminals walks a question with a facilitator, a projector and a scribe, and the pre-work of two who are not there.
func TestARoomOfThreeTerminals(t *testing.T) {
	b := newShared(t)
	preWork(t, b)
	facilitator := b.open(t, "claims")
	screen := b.projector(t, "claims")
	facilitator.wants("People differ", "Ana", "Ben") // what people differ in is asked first
	screen.wants("Does a person approve", "0 of").gone("Ana")
	facilitator.keys("V").wants("All hands at once").keys("type:3/2/1", "Enter").wants("split: 3 yes, 2 partly, 1 no")
	screen.wants("Vote: split: 3 yes, 2 partly, 1 no", "█")
	scribe := b.open(t, "claims").question(approval)
	scribe.keys("o").wants("May it go live?").keys("w").wants("1 yes") // looking around does not lead the projector
	facilitator.keys("type:4/2/0", "Enter").wants("Second vote", "Still split").keys("Enter").wants("Who finds out").keys("type:Ana", "C-s")
	facilitator.wants("Saved: partly", "•2 partly")
	screen.wants("First vote: split: 3 yes", "Second vote: split: 4 yes, 2 partly", "Decided: partly, contested")
	scribe.question(approval).wants("•2 partly").keys("n").wants("Note").keys("type:Refunds above 500 need a second person", "C-s").wants("Saved: note")
	facilitator.keys("PageDown", "PageDown", "PageDown", "PageDown", "PageDown", "PageDown", "PageDown", "PageDown").wants("Refunds above 500")
	facilitator.keys("Enter")
	screen.gone("Decided: partly").gone("Refunds above 500")
	facilitator.keys("p").wants("Find out first")
	before := b.sum(t)
	screen.wants("What to do first")
	screen.keys("1", "q").wants("ENDED 0", " icanon")
	if after := b.sum(t); before != after {
		t.Error("the projector changed the store")
	}
}

// preWork brings in the forms of two people who were asked before, and differ.
func preWork(t *testing.T, b shipped) {
	t.Helper()
	asked := b.command(t, "ask", "claims", "--role", "workload-owner")
	for by, word := range map[string]string{"Ana": "yes", "Ben": "no"} {
		filled, mine := []string{}, false
		for line := range strings.Lines(asked) {
			switch trimmed := strings.TrimSpace(line); {
			case strings.HasPrefix(line, "by:"):
				line = "by: " + by + "\n"
			case strings.HasPrefix(trimmed, "- control:"):
				mine = strings.HasSuffix(trimmed, approval)
			case mine && trimmed == "answer:":
				line = strings.TrimRight(line, "\n") + " " + word + "\n"
			}
			filled = append(filled, line)
		}
		name := filepath.Join(b.work(), by+".yaml")
		if err := os.WriteFile(name, []byte(strings.Join(filled, "")), 0o600); err != nil {
			t.Fatal(err)
		}
		b.command(t, "import", "claims", "--from", "answers", name)
	}
}

// sum is a digest of the files of people's records and of evidence.
func (b shipped) sum(t *testing.T) string {
	t.Helper()
	out := ""
	for _, name := range []string{"sessions.db", "evidence.db"} {
		data, err := os.ReadFile(filepath.Join(b.home, "data", "drydock", "default", name))
		if err != nil {
			t.Fatal(err)
		}
		out += fmt.Sprintf("%x", sha256.Sum256(data))
	}
	return out
}

// TestAWorkshopFromRehearsalToClosing goes the facilitator's whole day, by keyboard.
func TestAWorkshopFromRehearsalToClosing(t *testing.T) {
	b := newShared(t)
	x := b.open(t, "claims")
	x.keys("A").wants("Today: ", "of 180 min", "› 0:00").keys("]").wants("Saved: the order").keys("x").wants("Not today: ")
	x.keys("f").wants("Pre-work").keys("C-s").wants("Written: ")
	if _, err := os.Stat(filepath.Join(b.work(), "claims-questions.yaml")); err != nil {
		t.Error(err)
	}
	x.keys("w").wants("1 yes").keys("C").wants("The clock runs", "of 180 min")
	for range 6 {
		x.keys("3").wants("Saved: no").keys("Enter").gone("Saved: no")
	}
	x.wants(" ahead").keys("P").wants("Nothing is parked").keys("type:Who pays for logs?", "Enter").wants("Parked")
	x.keys("B").wants("Minutes", "nobody's yet: 1 of 1").keys("C-s").wants("Break until").keys("B").wants("Back at work")
	x.keys("R").wants("What happens first", "nobody yet", "Who pays for logs?")
	x.keys("c").wants("Nobody takes yet").keys("C-s").wants("need an owner, or a reason").keys("Escape").gone("Nobody takes yet")
	for range 5 {
		x.keys("i").wants("Owner", "Due").keys("type:Ana", "C-s").gone("Days of work").keys("Down")
	}
	x.keys("c").wants("It makes a milestone").keys("C-s").wants("Write the plan now?").keys("y").wants("plan.md")
	if out := b.command(t, "export", "claims"); !strings.Contains(out, "Workshop closed by") || !strings.Contains(out, "Who pays for logs?") {
		t.Error("the plan does not say that the workshop was closed, or what was parked")
	}
	x.keys("q").wants("ENDED 0", " icanon")
}
