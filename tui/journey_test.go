package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"drydock/assess"
	"drydock/assess/desk"
)

// terminal is a real terminal in tmux, to see the real binary as a person would.
type terminal struct {
	t    *testing.T
	sock string
}

// newTerminal runs a shell line in a terminal of its own; when the line ends, the screen says how, and in which state the
// terminal was left.
func newTerminal(t *testing.T, w, h int, line string) *terminal {
	t.Helper()
	if testing.Short() {
		t.Skip("a journey takes a real terminal")
	}
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv("DRYDOCK_CI") != "" {
			t.Fatal("tmux is not here: install it, or the journeys are not walked")
		}
		t.Skip("tmux is not here")
	}
	term := &terminal{t: t, sock: filepath.Join(t.TempDir(), "s")}
	line += `; echo "ENDED $?"; stty -a | tr ';' '\n' | grep -w icanon; cat`
	term.tmux("-f", os.DevNull, "new-session", "-d", "-x", fmt.Sprint(w), "-y", fmt.Sprint(h), "sh", "-c", line)
	t.Cleanup(func() {
		_ = exec.CommandContext(context.WithoutCancel(t.Context()), "tmux", "-S", term.sock, "kill-server").Run()
	})
	return term
}

func (x *terminal) tmux(args ...string) string {
	x.t.Helper()
	out, err := exec.CommandContext(x.t.Context(), "tmux", append([]string{"-S", x.sock}, args...)...).CombinedOutput()
	if err != nil {
		x.t.Fatalf("tmux %v: %v: %s", args, err, out)
	}
	return string(out)
}

func (x *terminal) screen() string { return x.tmux("capture-pane", "-p") }

// wants waits until the screen shows all parts; it waits as long as the test may run.
func (x *terminal) wants(parts ...string) *terminal {
	x.t.Helper()
	for {
		s, missing := x.screen(), ""
		for _, p := range parts {
			if !strings.Contains(s, p) {
				missing = p
			}
		}
		if missing == "" {
			return x
		}
		if end, ok := x.t.Deadline(); ok && time.Until(end) < 20*time.Second {
			x.t.Fatalf("the screen never showed %q:\n%s", missing, s)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// gone waits until the screen does not show the part any more.
func (x *terminal) gone(part string) *terminal {
	x.t.Helper()
	for strings.Contains(x.screen(), part) {
		if end, ok := x.t.Deadline(); ok && time.Until(end) < 20*time.Second {
			x.t.Fatalf("the screen still shows %q:\n%s", part, x.screen())
		}
		time.Sleep(20 * time.Millisecond)
	}
	return x
}

// downTo goes down row by row, each once the one before is chosen, until a row shows part.
func (x *terminal) downTo(part string) *terminal {
	x.t.Helper()
	for s := x.wants("›").screen(); !strings.Contains(s, part); {
		at := chosenRow(s)
		for x.keys("Down"); chosenRow(s) == at; s = x.screen() {
			if end, ok := x.t.Deadline(); ok && time.Until(end) < 20*time.Second {
				x.t.Fatalf("down never led to %q:\n%s", part, s)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	return x
}

// chosenRow is the line of a screen that the pointer stands on.
func chosenRow(screen string) string {
	_, row, _ := strings.Cut(screen, "› ")
	row, _, _ = strings.Cut(row, "\n")
	return row
}

func (x *terminal) keys(keys ...string) *terminal {
	x.t.Helper()
	for _, k := range keys {
		if text, ok := strings.CutPrefix(k, "type:"); ok {
			x.tmux("send-keys", "-l", text)
			continue
		}
		x.tmux("send-keys", k)
	}
	return x
}

// shipped is the real binary with a home of its own.
type shipped struct{ path, home string }

// drydock builds the real binary.
func drydock(t *testing.T) shipped {
	t.Helper()
	if testing.Short() {
		t.Skip("a journey takes the real binary")
	}
	path := filepath.Join(t.TempDir(), "drydock")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "drydock/cmd/drydock").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return shipped{path: path}.at(t)
}

// at is the same binary with a new, empty home.
func (b shipped) at(t *testing.T) shipped {
	t.Helper()
	b.home = t.TempDir()
	if err := os.MkdirAll(b.work(), 0o700); err != nil {
		t.Fatal(err)
	}
	return b
}

// work is the folder that it is started in.
func (b shipped) work() string { return filepath.Join(b.home, "work") }

func (b shipped) environment() []string {
	return []string{
		"HOME=" + b.home, "XDG_DATA_HOME=" + b.home + "/data", "XDG_CONFIG_HOME=" + b.home + "/config", "XDG_STATE_HOME=" + b.home + "/state",
		"TERM=xterm-256color",
	}
}

// line is the shell line that runs it; the environment is NAME=value.
func (b shipped) line(environment ...string) string {
	return fmt.Sprintf("cd %s && env %s %s", b.work(), strings.Join(append(b.environment(), environment...), " "), b.path)
}

// twice is the shell line that runs it, waits for enter, and runs it again.
func (b shipped) twice(environment ...string) string {
	return b.line(environment...) + " && echo AGAIN && read enter && " + b.line(environment...)
}

// command runs it beside the terminal, as a second one would.
func (b shipped) command(t *testing.T, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), b.path, args...)
	c.Dir, c.Env = b.work(), append(os.Environ(), b.environment()...)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("drydock %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestJourneyFromEmptyHomeToPlanAndBack(t *testing.T) {
	built := drydock(t)
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			b := built.at(t)
			x := newTerminal(t, size[0], size[1], b.twice())
			x.wants("Look around a finished example", "Assess my workload", "Prepare a workshop")
			x.keys("1").wants("These differ", "1 yes")
			x.keys("a").wants("What Drydock would ask").keys("Enter").wants("AWS settles", "only a person knows")
			x.keys("Enter").wants("These differ")
			x.keys("2").wants("Saved: partly (was: yes)").keys("u").wants("Taken back")
			x.keys("n").wants("Note").keys("type:Ask Jonas about the batch role", "C-s").wants("Saved: note")
			x.keys("t").wants("Which is right").keys("Tab", "type:Ana", "Tab", "type:The role is being retired", "C-s").wants("ettled")
			x.keys("o").wants("May it go live?", "Foundational", "Readiness")
			x.keys("p").wants("Find out first", "the next 30 days")
			x.keys("e").wants("SAMPLE", "plan.md").keys("Enter").wants("ritten")
			if text, err := os.ReadFile(filepath.Join(b.work(), "plan.md")); err != nil || !strings.Contains(string(text), "Harbour Mutual") {
				t.Errorf("plan.md: %v", err)
			}
			x.keys("w").wants("Question").keys("f").wants("Which questions?").keys("m").wants("must-haves").keys("Enter").wants("F walks all")
			x.keys("v").wants("What AWS shows").keys("Escape").wants("1 yes").keys("Enter", "Enter", "Enter")
			x.keys("Z").wants("The key Z does nothing here")
			head := strings.SplitN(x.screen(), "\n", 2)[0]
			x.keys("q").wants("AGAIN").keys("Enter").wants(strings.TrimSpace(head[strings.LastIndex(head, "Question"):]))
			x.keys("q").wants("ENDED 0", " icanon")
		})
	}
}

// An assessment is kept, compared, copied, fed from another tool and taken away as a file for a repository.
func TestJourneyOfAnAssessmentThroughTheMonths(t *testing.T) {
	b := drydock(t).at(t)
	found, err := filepath.Abs("../assess/intake/testdata/prowler-5.46.0.csv")
	if err != nil {
		t.Fatal(err)
	}
	x := newTerminal(t, 100, 30, b.twice())
	x.wants("Look around a finished example").keys("1").wants("These differ", "1 yes")
	x.keys("H").wants("Your assessments", "SAMPLE").keys("m").wants("Keep how things stand today").keys("C-s").wants("Milestone 20")
	x.keys("c").wants("Nothing changed between the two").keys("f").wants("Compare with").keys("Down", "Enter").wants("5 closed", "1 open again")
	x.keys("x").wants("Write the comparison").keys("C-s").wants("compare.md").keys("H")
	x.wants("Your assessments").keys("d").wants("harbour-copy").keys("C-s").wants("Copied: harbour-copy")
	x.keys("i").wants("What it is").keys("Tab", "type:"+found, "C-s").wants("Would be new").keys("Enter").wants("Taken in")
	x.keys("p").wants("Find out first", "quick wins").keys("m").wants("How much time is there?").keys("type:0", "C-s").wants("a number from 1 to 200").keys("Escape").wants("the next 30 days")
	x.keys("e").wants("plan.md").keys("Right").wants("drydock.yaml", "keeps its comments").keys("Enter").wants("ritten")
	x.keys("q").wants("AGAIN").keys("Enter").wants("Export").keys("q").wants("ENDED 0")
	for name, want := range map[string]string{"compare.md": "# What changed", "drydock.yaml": "drydock: 1"} {
		if text, err := os.ReadFile(filepath.Join(b.work(), name)); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSignalsGiveTheTerminalBack(t *testing.T) {
	for _, tt := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGTERM, 143}, {syscall.SIGINT, 130}, {syscall.SIGHUP, 129}, {syscall.SIGQUIT, 131}} {
		t.Run(tt.signal.String(), func(t *testing.T) {
			line, dir := helperLine(t)
			x := newTerminal(t, 80, 24, line)
			x.wants("1 yes")
			b, err := os.ReadFile(filepath.Join(dir, "pid"))
			if err != nil {
				t.Fatal(err)
			}
			pid, err := strconv.Atoi(string(b))
			if err != nil {
				t.Fatal(err)
			}
			if err := syscall.Kill(pid, tt.signal); err != nil {
				t.Fatal(err)
			}
			x.wants(fmt.Sprintf("ENDED %d", tt.code), " icanon")
		})
	}
}

// crashing is a desk that hits a bug where it works: in a goroutine of ours.
type crashing struct{ *fakeDesk }

func (crashing) Decide(context.Context, *desk.View, assess.Decision) (desk.Receipt, error) {
	panic("a bug, for the test")
}

// TestHelperProcess is not a test: it is the workbench on a desk of the tests, for terminals of the tests.
func TestHelperProcess(t *testing.T) {
	dir := os.Getenv("DRYDOCK_TUI_HELPER")
	if dir == "" {
		t.Skip("only for terminals of other tests")
	}
	if err := os.WriteFile(filepath.Join(dir, "pid"), []byte(strconv.Itoa(os.Getpid())), 0o600); err != nil {
		t.Fatal(err)
	}
	d := newFake(t).withSample(sampleName)
	err := Run(context.Background(), Options{Desk: crashing{d}, Start: "harbour-mutual", StateDir: dir})
	if e := (*Exit)(nil); errors.As(err, &e) {
		fmt.Println(err)
		os.Exit(e.Code)
	}
	t.Fatal(err)
}

func helperLine(t *testing.T) (line, dir string) {
	t.Helper()
	dir = t.TempDir()
	return fmt.Sprintf("env DRYDOCK_TUI_HELPER=%s TERM=xterm-256color %s -test.run=^TestHelperProcess$ -test.timeout=0", dir, os.Args[0]), dir
}

func TestABugGivesTheTerminalBackAndKeepsItsTrace(t *testing.T) {
	line, dir := helperLine(t)
	x := newTerminal(t, 80, 24, line)
	x.wants("1 yes").keys("3").wants("Drydock hit a bug", "ENDED 70", " icanon")
	traces, err := filepath.Glob(filepath.Join(dir, "drydock-crash-*.txt"))
	if err != nil || len(traces) != 1 {
		t.Fatalf("traces: %v, %v", traces, err)
	}
	info, err := os.Stat(traces[0])
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("the trace has mode %o, want 600", mode)
	}
}

// A terminal that can move no cursor, and a screen reader's, is talked to in lines.
func TestJourneyInLinesOnADumbTerminal(t *testing.T) {
	b := drydock(t)
	x := newTerminal(t, 80, 120, b.line("TERM=dumb")+" --sample; "+b.line("TERM=dumb")+" open harbour --client sample")
	x.wants("SAMPLE. Harbour Mutual", "14. All assessments").keys("type:1", "Enter").wants("Question 1 of", "Enter: next question.")
	x.keys("type:2", "Enter").wants("Saved: partly (was: yes).").keys("type:u", "Enter").wants("Taken back", "You said: yes")
	x.keys("type:nonsense", "Enter").wants("is none of it. Here you can type:")
	x.keys("type:q", "Enter").wants("Goodbye. All that was called saved is on disk.")
	for { // the second start comes back to the question; only then is it the one that hears the end
		if _, second, _ := strings.Cut(x.screen(), "Goodbye."); strings.Contains(second, "Question 1 of") && strings.Contains(second, "next question.") {
			break
		}
		x.wants("Goodbye.")
		time.Sleep(20 * time.Millisecond)
	}
	x.keys("C-d").wants("ENDED 0", " icanon")
}
