package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// TestTwoAnswerAtOnce lets several processes answer on one session at the same time. Whoever was told "Saved" finds the
// answer in the history of the session; whoever was not is told why, and nobody's answer damages another's.
func TestTwoAnswerAtOnce(t *testing.T) {
	home, binary := t.TempDir(), itself(t)
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts"))
	controls := []string{"human-approval", "threat-model", "incident-plan", "invocation-logging", "agents-registered", "ai-alerts-answered"}
	var mu sync.Mutex
	last := map[string][]string{} // control → the names that were told "Saved"
	var wg sync.WaitGroup
	for person := range 4 {
		wg.Go(func() {
			for i, control := range controls {
				by := fmt.Sprintf("Person %d in round %d", person, i)
				out, err := drydock(binary, home, "answer", "claims", control, "partial", "--by", by).CombinedOutput()
				switch {
				case err == nil && strings.HasPrefix(string(out), "Saved"):
					mu.Lock()
					last[control] = append(last[control], by)
					mu.Unlock()
				case err == nil || !strings.Contains(string(out), "somebody else changed this record meanwhile; nothing was lost"):
					t.Errorf("%s: %v: %s", by, err, out)
				}
			}
		})
	}
	wg.Wait()
	plan := mustRun(t, drydock(binary, home, "export", "claims"))
	for _, control := range controls {
		stands := 0
		for _, by := range last[control] {
			if strings.Contains(plan, by) {
				stands++
			}
		}
		if stands != 1 {
			t.Errorf("%s: %d of the answers that were called saved stand (%q); want one", control, stands, last[control])
		}
	}
	mustRun(t, drydock(binary, home, "store", "check"))
}

// TestCommandBesideTheWorkbench answers by command while the workbench is open on the same session: the workbench shows
// it, and closing the workbench takes nothing back.
func TestCommandBesideTheWorkbench(t *testing.T) {
	home, binary := t.TempDir(), itself(t)
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts"))
	s := openScreen(t, drydock(binary, home, "open", "claims"), 40, 120)
	s.waitFor(t, "claims")
	mustRun(t, drydock(binary, home, "answer", "claims", "threat-model", "no", "--by", "A. Meyer"))
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	if plan := mustRun(t, drydock(binary, home, "export", "claims")); !strings.Contains(plan, "A. Meyer") {
		t.Error("the answer is lost")
	}
}
