package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKillImportsWholeOrNothing kills the real binary at random moments of taking in a whole assessment: either all of it is there
// afterwards, as it was written down, or nothing is, and it can be taken in again.
func TestKillImportsWholeOrNothing(t *testing.T) {
	home, binary := t.TempDir(), itself(t)
	file := filepath.Join(home, "a.json")
	mustRun(t, drydock(binary, home, "assess", "harbour", "--sample", "--as-of", "2026-11-20", "--format", "json", "--output", file))
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	mustRun(t, drydock(binary, home, "import", file, "--from", "session", "--client", "first", "--as-of", "2026-11-20"))
	run := time.Since(begun)
	random := rand.New(rand.NewPCG(3, 4))
	whole, nothing := 0, 0
	rounds := 24
	if testing.Short() {
		rounds = 8
	}
	for range rounds {
		cmd := drydock(binary, home, "import", file, "--from", "session", "--client", "killed", "--as-of", "2026-11-20")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(random.Int64N(int64(run*5/4))), func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		timer.Stop()
		mustRun(t, drydock(binary, home, "store", "check", "--client", "killed"))
		if !strings.Contains(mustRun(t, drydock(binary, home, "list", "--client", "killed")), "harbour") {
			nothing++
			continue
		}
		whole++
		out := filepath.Join(home, "b.json")
		mustRun(t, drydock(binary, home, "export", "harbour", "--client", "killed", "--as-of", "2026-11-20", "--format", "json", "--output", out))
		if got, err := os.ReadFile(out); err != nil || string(got) != string(want) {
			t.Fatalf("only part of it is there (%d bytes of %d, %v)", len(got), len(want), err)
		}
		mustRun(t, drydock(binary, home, "store", "purge", "harbour", "--yes", "--client", "killed"))
	}
	if whole+nothing != rounds || nothing == 0 {
		t.Errorf("%d whole, %d nothing: the test shows nothing", whole, nothing)
	}
	mustRun(t, drydock(binary, home, "import", file, "--from", "session", "--client", "killed", "--as-of", "2026-11-20"))
}
