package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// itself is this test binary under the name drydock, under which it is drydock: see TestMain.
func itself(tb testing.TB) string {
	tb.Helper()
	exe, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	path := filepath.Join(tb.TempDir(), "drydock")
	if err := os.Symlink(exe, path); err != nil {
		tb.Fatal(err)
	}
	return path
}

// released is the binary as it is shipped; benchmarks measure that one.
func released(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "drydock")
	build := exec.Command("go", "build", "-ldflags", "-s -w", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return path
}

// drydock prepares a run of the binary in a home of its own.
func drydock(binary, home string, args ...string) *exec.Cmd {
	cmd := exec.Command(binary, args...)
	cmd.Env = []string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_CONFIG_FILE=" + filepath.Join(home, "none"), "AWS_SHARED_CREDENTIALS_FILE=" + filepath.Join(home, "none"),
	}
	return cmd
}

// screen is a terminal that answers nothing: the program's output is read, its questions are not.
type screen struct {
	mu   sync.Mutex
	seen bytes.Buffer
	tty  *os.File
	cmd  *exec.Cmd
}

func openScreen(tb testing.TB, cmd *exec.Cmd, rows, cols uint16) *screen {
	tb.Helper()
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: rows, Cols: cols})
	if err != nil {
		tb.Fatal(err)
	}
	s := &screen{tty: tty, cmd: cmd}
	tb.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = tty.Close()
	})
	go func() {
		buf := make([]byte, 32<<10)
		for {
			n, err := tty.Read(buf)
			s.mu.Lock()
			s.seen.Write(buf[:n])
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return s
}

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.String()
}

// waitFor waits until want was written; it gives up only when the test's own deadline is near.
func (s *screen) waitFor(tb testing.TB, want string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for !strings.Contains(s.text(), want) {
		select {
		case <-ctx.Done():
			tb.Fatalf("the screen never showed %q; it showed:\n%q", want, s.text())
		case <-time.After(time.Millisecond):
		}
	}
}

// TestSilentTerminal starts the workbench on a terminal that answers none of its questions.
func TestSilentTerminal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no pseudo-terminal on Windows")
	}
	s := openScreen(t, drydock(itself(t), t.TempDir()), 24, 80)
	s.waitFor(t, "Look around a finished example")
}

// BenchmarkVersion starts the program and lets it end: what every command costs. It reports the median beside its aim, and the processor
// time, which a busy machine does not stretch.
func BenchmarkVersion(b *testing.B) {
	home, binary := b.TempDir(), released(b)
	var took []time.Duration
	var busy time.Duration
	for b.Loop() {
		command, begun := drydock(binary, home, "--version"), time.Now()
		if err := command.Run(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
		busy += command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2])/float64(time.Millisecond), "median-ms")
	b.ReportMetric(35, "aim-ms")
	b.ReportMetric(float64(busy)/float64(len(took))/float64(time.Millisecond), "cpu-ms")
	if info, err := os.Stat(binary); err == nil {
		b.ReportMetric(float64(info.Size())/(1<<20), "MiB-binary")
	}
}

func BenchmarkFirstFrame(b *testing.B) {
	home, binary := b.TempDir(), released(b)
	var took []time.Duration
	for b.Loop() {
		begun := time.Now()
		s := openScreen(b, drydock(binary, home), 24, 80)
		s.waitFor(b, "Drydock")
		took = append(took, time.Since(begun))
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2])/float64(time.Millisecond), "median-ms")
	b.ReportMetric(float64(took[len(took)*99/100])/float64(time.Millisecond), "p99-ms")
}

// BenchmarkAnswer is one answer by command: start, open, one commit, exit.
func BenchmarkAnswer(b *testing.B) {
	home, binary := b.TempDir(), released(b)
	if out, err := drydock(binary, home, "new", "claims", "--does", "acts").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	answers := []string{"yes", "no"}
	for i := 0; b.Loop(); i++ {
		cmd := drydock(binary, home, "answer", "claims", "human-approval", answers[i%2], "--by", "R. Singh")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
	}
}
