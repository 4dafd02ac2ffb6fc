package plain_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/plain"
	"drydock/tui/words"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// builtin reads the catalogue once for all tests.
var builtin = sync.OnceValues(questionnaire.Builtin)

// seat is a desk of one person on a store.
func seat(store desk.Store, me string) *desk.Desk {
	var mu sync.Mutex
	ids := 0
	return desk.New(desk.Options{
		Store: store, Catalog: builtin, Now: func() time.Time { return noon }, Me: me, Version: "test",
		NewID: func() string {
			mu.Lock()
			defer mu.Unlock()
			ids++
			return fmt.Sprintf("01%s%020d", strings.ToUpper(me[:1])+"QQQ", ids)
		},
	})
}

// onDisk is a real store in a folder of its own.
func onDisk(t testing.TB) desk.StoreHandle {
	t.Helper()
	s, err := desk.OpenStore(t.Context(), t.TempDir(), "default", func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// talked types lines and gives all that was said; it must end in order, in lines that any reader can say.
func talked(t *testing.T, o plain.Options, lines ...string) string {
	t.Helper()
	var said bytes.Buffer
	o.In, o.Out = strings.NewReader(strings.Join(lines, "\n")+"\n"), &said
	if err := plain.Run(t.Context(), o); err != nil {
		t.Fatalf("%v, after:\n%s", err, said.String())
	}
	if wrong := unsayable(said.String()); wrong != "" {
		t.Errorf("%s in:\n%s", wrong, said.String())
	}
	return said.String()
}

// unsayable says what plain mode must never write: a byte that is no printable text, or a line that is too long.
func unsayable(said string) string {
	for n, line := range strings.Split(said, "\n") {
		if w := cell.Width(line); w > 78 {
			return fmt.Sprintf("line %d is %d wide: %q", n+1, w, line)
		}
		for _, r := range line {
			if r == utf8.RuneError || unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) {
				return fmt.Sprintf("line %d holds %q", n+1, r)
			}
		}
	}
	return ""
}

func wants(t *testing.T, said string, parts ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(said), " ")
	at := 0
	for _, p := range parts {
		i := strings.Index(flat[at:], p)
		if i < 0 {
			t.Fatalf("%q was not said (in this order):\n%s", p, said)
		}
		at += i + len(p)
	}
}

// scopeLines answer the scope of a small workload: its name, what it does, where it runs, then all else as it stands.
func scopeLines(name string) []string {
	return []string{name, "yes", "", "", "", "", "", "used", "not used", "not used", "not used", "not used", "not used", "."}
}

func TestAWholeAssessmentInLines(t *testing.T) {
	store := onDisk(t)
	d, dir := offline{seat(store, "Ines")}, t.TempDir()
	lines := append([]string{"2"}, scopeLines("Claims Assistant")...)
	lines = append(lines, "", "s") // save the scope, skip AWS
	said := talked(t, plain.Options{Desk: d}, lines...)
	wants(t, said, "Assess my workload", "Name.", "What is true of it?", "The scope as it stands", "Saved: claims-assistant is begun.", "Question 1 of")

	v, err := d.Open(t.Context(), "claims-assistant")
	if err != nil {
		t.Fatal(err)
	}
	first := v.Agenda.Items[0].Control
	if v.Session.Place.Control != first {
		t.Errorf("the place is %+v, want the first question, %s", v.Session.Place, first)
	}
	lines = nil // where it was left: walk every question of today, the first with who says so
	for i := range v.Agenda.Items {
		switch i % 4 {
		case 0:
			lines = append(lines, "w", "3", "R. Singh", "workload owner", "the owner says so", "", "", "nobody has time for it", "", "")
		case 1:
			lines = append(lines, "1", "")
		case 2:
			lines = append(lines, "2", "n", "ask the platform team", "", "")
		case 3:
			lines = append(lines, "4", "park the cost of it", "")
		}
	}
	lines = append(lines, "3", "p", "1", "i", "Ana Moreno", "2027-01-15", "2", "1", "first thing", "l", "e", "1", filepath.Join(dir, "plan.md"), "", "q")
	said = talked(t, plain.Options{Desk: d}, lines...)
	wants(t, said, "Question 1 of", "Saved: no.", "Question 2 of", "Saved: yes.", "Saved: partly.", "Saved: note.", "Saved: don't know.", "Parked.",
		"This was the last question: today.", "Where we stand", "May it go live?", "Known, how much of it we know", "Plan, 10 days a month",
		"Why:", "Ana Moreno, due 15 January 2027", "Written:", "Goodbye")

	written, err := os.ReadFile(filepath.Join(dir, "plan.md"))
	if err != nil || !strings.Contains(string(written), "Ana Moreno") || !strings.Contains(string(written), "R. Singh") {
		t.Errorf("plan.md lacks what was said: %v", err)
	}
	v, err = d.Open(t.Context(), "claims-assistant")
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Session.Decisions) < len(v.Posture.Controls)/2 || len(v.Session.Notes) == 0 || len(v.Session.Parking) == 0 {
		t.Errorf("%d decisions, %d notes, %d parked", len(v.Session.Decisions), len(v.Session.Notes), len(v.Session.Parking))
	}
	if got := v.Session.Place.Screen; got != words.PlacePlan {
		t.Errorf("the place is %q, want the plan", got)
	}
	wants(t, talked(t, plain.Options{Desk: d}), "Plan, 10 days a month", "Goodbye") // the next start comes back to it
}

func TestWhatDiffersIsSettledAndAWSIsAsked(t *testing.T) {
	d := seat(onDisk(t), "Ines")
	said := talked(t, plain.Options{Desk: d, Sample: true},
		"1", "t", "1", "R. Singh", "the role is being retired", "", // the first question differs
		"6", "J. Okafor", "small sums", "", "", // accept a risk
		"b", "2", "", // ask AWS
		"1", "2", "3", "4", "4", "4", "4", "b", "1", "b", "q")
	wants(t, said, "SAMPLE.", "These differ: You said yes", "Which is right", "Settled: AWS is right (R. Singh).", "Risk accepted until",
		"This is the sample account", "Asking AWS", "found.", "AWS settles", "Whose is this, 1 of")
	said = talked(t, plain.Options{Desk: d, Sample: true}, "b", "8", "spring-review", "9", "1", "10", "7", "k", "the cost of tokens", "1", "Ana", "2027-01-15", "1", "b", "q")
	wants(t, said, "Milestone spring-review.", "What changed since", "Closed, ", "Reopened, 1:", "History, the newest first", "Ines: Settled", "Parked", "no longer parked")
}

// Enter keeps what stands in brackets, and what was refused never stands there.
func TestEnterKeepsWhatIsInOrderNotWhatWasRefused(t *testing.T) {
	d := seat(onDisk(t), "Ines")
	said := talked(t, plain.Options{Desk: d, Sample: true}, "1", "6", "J. Okafor", "small sums", "soon", "", "", "q")
	wants(t, said, "Until: write a date like 2027-03-31.", "Risk accepted until")
	if strings.Contains(said, "[soon]") {
		t.Errorf("what was refused is what Enter keeps:\n%s", said)
	}
}

// Who asked for a masked file, and then for another path, still gets a masked one.
func TestAnExportStaysMaskedWhenItsPathIsTaken(t *testing.T) {
	d, dir := seat(onDisk(t), "Ines"), t.TempDir()
	taken, other := filepath.Join(dir, "plan.md"), filepath.Join(dir, "other.md")
	if err := os.WriteFile(taken, []byte("ours"), 0o600); err != nil {
		t.Fatal(err)
	}
	talked(t, plain.Options{Desk: d, Sample: true}, "6", "1", taken, "yes", "no", other, "", "q")
	plan, err := os.ReadFile(other)
	if err != nil || strings.Contains(string(plan), "Tomasz Nowak") {
		t.Errorf("the plan names people (%v)", err)
	}
}

// What was taken back while the scope was on the page does not come back with the next line that is changed.
func TestTheScopeIsReadAnewAfterAChangeOfIt(t *testing.T) {
	d := seat(onDisk(t), "Ines")
	said := talked(t, plain.Options{Desk: d, Sample: true}, "5", "23", "30", "s", "5", "u", "22", "2027-02-01", "s", "q")
	wants(t, said, "23. Days of work a month: 30", "Taken back", "23. Days of work a month: 25", "22. By when: 2027-02-01")
	v, err := d.OpenSample(t.Context(), false)
	if err != nil || v.Session.Scope.Capacity != 25 || v.Session.Scope.By != "2027-02-01" {
		t.Errorf("%d days a month by %s (%v)", v.Session.Scope.Capacity, v.Session.Scope.By, err)
	}
}

func TestAHelpThatAsksIsNotStoppedTwice(t *testing.T) {
	said := talked(t, plain.Options{Desk: offline{seat(onDisk(t), "Ines")}}, append([]string{"2", "Claims"}, make([]string, 40)...)...)
	if strings.Contains(said, "?.") {
		t.Errorf("a question ends twice:\n%s", said)
	}
}

func TestARoomVotesAndIsReadOut(t *testing.T) {
	d := seat(onDisk(t), "Ines")
	said := talked(t, plain.Options{Desk: d, Sample: true},
		"1", "v", "nonsense", "3/2/1", "2/3/1", "", "", "Ana", "", "still open", // hands twice, still split: the lower answer, with a finder
		"", "v", "4/0/0", "", "", "", // agreed
		"b", "11", "2", "5", "1", "2", "f", "2", "/nowhere/at/all.yaml", "", // the agenda: later, not today; a form that cannot be written
		"b", "b", "12", "c", "", "nobody had time", "", "", "1", "Ana", "", "", "", "", "b", "q")
	wants(t, said, "is no count of hands", "split: 3 yes, 2 partly, 1 no", "Those who stand alone speak first", "Second vote", "Who finds out", "Saved: no",
		"agreed: 4 yes", "Today: ", "Saved: the order of today's questions", "Saved: Not today", "Read-out", "May it go live?", "What happens first:", "Nobody takes yet:",
		"need an owner, or a reason why not", "The workshop is closed; milestone workshop-2026-11-20.", "Closed by Ines")
	v, err := d.OpenSample(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	contested := false
	for _, dec := range v.Session.Decisions {
		contested = contested || dec.Contested && dec.Owner == "Ana" && dec.Value == assess.No
	}
	if !contested {
		t.Error("no answer is contested, with somebody who finds out")
	}
}

func TestEvidenceIsAcceptedInBulkAndMustsOneByOne(t *testing.T) {
	d := seat(onDisk(t), "Ines")
	v, err := d.OpenSample(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	musts, others := 0, 0
	for i := range v.Posture.Controls {
		if c := &v.Posture.Controls[i]; c.Decision == nil && c.Evidence.Verdict == "pass" && !c.Ceiling {
			if c.Control.Must {
				musts++
			} else {
				others++
			}
		}
	}
	one := talked(t, plain.Options{Desk: d, Sample: true}, "1", "g", "audit trail covers", "c", "u", "b", "b", "q")
	wants(t, one, "c accept as AWS shows it", "Accepted as AWS shows it: 1.", "Taken back")
	lines := []string{"2", "", "b"} // no need to say whose things are
	for range musts {
		lines = append(lines, "1")
	}
	if others > 0 {
		lines = append(lines, "")
	}
	said := talked(t, plain.Options{Desk: d, Sample: true}, append(lines, "R. Singh", "q")...)
	if musts+others == 0 {
		t.Skip("the sample has nothing to accept")
	}
	wants(t, said, "Accept as evidence", fmt.Sprintf("Accepted as AWS shows it: %d", musts+others))
}

func TestEveryPromptHelpsAndGoesBackAndTakesBack(t *testing.T) {
	d := seat(onDisk(t), "Ines")
	said := talked(t, plain.Options{Desk: d, Sample: true}, "1", "3", "u", "r", "nonsense", "?", "b", "b", "q")
	wants(t, said, "Saved: no (was: yes).", "Taken back: Saved: no", "You said: yes", "Done again: Saved: no", "You said: no",
		"“nonsense” is none of it. Here you can type:", "1: yes", "q: quit; the next start comes back to here", "Your assessments", "Goodbye")
	said = talked(t, plain.Options{Desk: d}, "b", "m", "renamed", "c", "", "", "a", "2", "i", "1", "nowhere.json", "", "x", "1", "", "a", "2", "x", "2", "1", "x", "1", "q")
	wants(t, said, "Saved: its name is renamed.", "Copied: renamed-copy.", "Put away: renamed", ", put away", "Nothing of it was taken in:", "It stays.", "Taken out: renamed", "Deleted: renamed", "Deleted: renamed", "How secure is your AI workload")
}

func TestAnothersChangeIsToldAtTheNextPrompt(t *testing.T) {
	store := onDisk(t)
	d, other := seat(store, "Ines"), seat(store, "Omar")
	v, err := other.OpenSample(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	id := v.Agenda.Items[0].Control
	in, type_ := io.Pipe()
	said := &said{}
	done := make(chan error, 1)
	go func() {
		defer said.end()
		done <- plain.Run(t.Context(), plain.Options{Desk: d, Sample: true, In: in, Out: said})
	}()
	say := func(line string) {
		if _, err := io.WriteString(type_, line+"\n"); err != nil {
			t.Error(err)
		}
	}
	said.wait(t, "to choose.")
	say("1")
	said.wait(t, "Enter: next question.") // from here on it only listens
	if _, err := other.Decide(t.Context(), v, assess.Decision{Said: assess.Said{Control: id, Value: assess.No}}); err != nil {
		t.Fatal(err)
	}
	say("2") // on what it saw before: refused, and nothing is lost
	said.wait(t, "nothing was lost")
	say("2")
	said.wait(t, "Saved: partly (was: no)")
	if _, err := other.Park(t.Context(), v, assess.Parked{Text: "the cost"}); err != nil {
		t.Fatal(err)
	}
	say("")
	said.wait(t, "Somebody else changed this assessment meanwhile:")
	said.wait(t, "Omar: Parked")
	if err := type_.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// said is what was said so far, to be waited for.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
	over bool // nothing more will be said
	more chan struct{}
}

// told wakes whoever waits.
func (s *said) told() {
	if s.more != nil {
		close(s.more)
		s.more = nil
	}
}

func (s *said) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.told()
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told()
	return s.text.Write(b)
}

// wait waits until a part was said, lines joined.
func (s *said) wait(t *testing.T, part string) {
	t.Helper()
	for {
		s.mu.Lock()
		text, over := s.text.String(), s.over
		if s.more == nil {
			s.more = make(chan struct{})
		}
		more := s.more
		s.mu.Unlock()
		switch {
		case strings.Contains(strings.Join(strings.Fields(text), " "), part):
			return
		case over:
			t.Fatalf("%q was never said:\n%s", part, text)
		}
		<-more
	}
}

func TestAnInterruptionInTheMiddleLosesNothing(t *testing.T) {
	d := seat(onDisk(t), "Ines")
	ctx, interrupt := context.WithCancel(t.Context())
	in, type_ := io.Pipe()
	said := &said{}
	done := make(chan error, 1)
	go func() {
		defer said.end()
		done <- plain.Run(ctx, plain.Options{Desk: d, Sample: true, In: in, Out: said})
	}()
	go func() { _, _ = io.WriteString(type_, "1\n3\nn\nthe first line of a note\nthe second\n") }()
	said.wait(t, "an empty line ends it.")
	// The pipe hands over a line when somebody takes it: once this one is taken, the two before it were heard.
	if _, err := io.WriteString(type_, "the third\n"); err != nil {
		t.Fatal(err)
	}
	interrupt()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	v, err := d.OpenSample(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	first := v.Session.Place.Control
	if got := v.Session.Decisions[first].Value; got != assess.No {
		t.Errorf("the answer that was called saved is %q", got)
	}
	if !noted(v, "the first line of a note\nthe second") {
		t.Errorf("the note that was being typed is lost: %+v", v.Session.Notes)
	}
}

func TestNothingHostileGetsOut(t *testing.T) {
	d := seat(onDisk(t), "Ines")
	hostile := "\x1b]52;c;cGF5\x07\x1b[31m\u202egnol\u2066 " + strings.Repeat("長い名前", 40) + "\x9b2J \xff e\u0301\u0301 עברית"
	said := talked(t, plain.Options{Desk: d, Sample: true},
		hostile, "1", hostile, "w", "1", hostile, "", "", hostile, "", hostile, "", "n", hostile, "", "d", "park "+hostile, "g", hostile, "g", "guardrail", "1",
		"b", "4", "1", "i", hostile, "", "", "", hostile, "l", "b", "7", "b", "10", "b", "5", "1", hostile, "b", "q")
	wants(t, said, `\x1b]52`, "Saved: yes", "Saved: note", "Parked", "History")
	v, err := d.OpenSample(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	if !noted(v, "\x1b]52;c;cGF5\x07\x1b[31m\u202egnol\u2066 長い名前") {
		t.Error("the note is not kept as it was typed")
	}
}

// noted says whether a note begins with a text.
func noted(v *desk.View, begins string) bool {
	return slices.ContainsFunc(v.Session.Notes, func(n assess.Note) bool { return strings.HasPrefix(string(n.Text), begins) })
}

// closed takes nothing, like a pipe whose reader went away.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWithNobodyListeningItEnds(t *testing.T) {
	d := seat(desk.MemoryStore(func() time.Time { return noon }), "Ines")
	err := plain.Run(t.Context(), plain.Options{Desk: d, In: strings.NewReader("1\n1\n"), Out: closed{}})
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("it ended with %v", err)
	}
}
