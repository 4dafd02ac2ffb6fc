package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestKillLosesNothing kills the real binary at random moments of answering and finds, each time, every answer that it had
// called saved. Package tui does the same to the workbench.
func TestKillLosesNothing(t *testing.T) {
	home, binary := t.TempDir(), itself(t)
	begun := time.Now()
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts", "--next", "scale"))
	run := time.Since(begun) // how long a run takes on this machine today: kills fall before, within and after it
	controls := []string{"human-approval", "threat-model", "incident-plan", "invocation-logging", "agents-registered"}
	answers := []string{"yes", "partial", "no", "unknown"}
	acknowledged := map[string]string{}
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 40 {
		control, answer := controls[round%len(controls)], answers[random.IntN(len(answers))]
		cmd := drydock(binary, home, "answer", "claims", control, answer, "--by", fmt.Sprintf("Round %d", round))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(random.Int64N(int64(2*run))), func() { _ = cmd.Process.Kill() })
		saved := bufio.NewScanner(out).Scan()
		_ = cmd.Wait()
		timer.Stop()
		if saved {
			acknowledged[control] = fmt.Sprintf("Round %d", round)
		}
	}
	plan := mustRun(t, drydock(binary, home, "export", "claims"))
	for control, by := range acknowledged {
		if !strings.Contains(plan, by) {
			// A later round may have been written without being acknowledged; then its name stands there instead.
			if !laterRound(plan, controls, control, by) {
				t.Errorf("%s was saved by %s and is lost", control, by)
			}
		}
	}
	if len(acknowledged) == 0 {
		t.Fatal("no round was acknowledged: the test shows nothing")
	}
	mustRun(t, drydock(binary, home, "store", "check"))
}

// laterRound says whether an answer of a later round to the same control stands in the plan.
func laterRound(plan string, controls []string, control, by string) bool {
	var acked int
	_, _ = fmt.Sscanf(by, "Round %d", &acked)
	for round := acked + len(controls); round < 40; round += len(controls) {
		if controls[round%len(controls)] == control && strings.Contains(plan, fmt.Sprintf("Round %d", round)) {
			return true
		}
	}
	return false
}

func mustRun(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args[1:], " "), err, out)
	}
	return string(out)
}

// TestKilledLinesLoseNothing kills plain mode at random moments of answering: what a line called saved is there at the next start.
func TestKilledLinesLoseNothing(t *testing.T) {
	home, binary := t.TempDir(), itself(t)
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts", "--next", "scale"))
	first := drydock(binary, home, "open", "claims", "--plain")
	first.Stdin = strings.NewReader("1\n") // from then on it opens at a question
	mustRun(t, first)
	answers := []string{"yes", "partly", "no", "don't know"}
	random := rand.New(rand.NewPCG(4, 6))
	acknowledged := 0
	for range 12 {
		cmd := drydock(binary, home, "open", "claims", "--plain")
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		said := bufio.NewScanner(out)
		saved, left := -1, 1+random.IntN(6) // so many answers, and the kill falls upon the next
		_, _ = io.WriteString(in, "1\n")
		for said.Scan() {
			word, ok := strings.CutPrefix(said.Text(), "Saved: ")
			if !ok {
				continue
			}
			if saved = slices.IndexFunc(answers, func(a string) bool { return strings.HasPrefix(word, a) }); saved < 0 {
				t.Fatalf("it said %q", said.Text())
			}
			acknowledged++
			_, _ = fmt.Fprintln(in, 1+(saved+1)%len(answers))
			if left--; left == 0 {
				time.AfterFunc(time.Duration(random.Int64N(int64(20*time.Millisecond))), func() { _ = cmd.Process.Kill() })
			}
		}
		_ = cmd.Wait()
		again := mustRun(t, drydock(binary, home, "open", "claims", "--plain"))
		stands := func(n int) bool { return strings.Contains(again, "You said: "+answers[n%len(answers)]+",") }
		if saved >= 0 && !stands(saved) && !stands(saved+1) { // the next may be on disk before anybody could say so
			t.Fatalf("%q was called saved and is lost:\n%s", answers[saved], again)
		}
	}
	if acknowledged == 0 {
		t.Fatal("nothing was acknowledged: the test shows nothing")
	}
	mustRun(t, drydock(binary, home, "store", "check"))
}
