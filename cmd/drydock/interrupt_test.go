package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// loggingPath is the one call that a half-run answers.
const loggingPath = "/logging/modelinvocations"

// TestInterruptedProbe stops the real binary in mid-probe, in each way that a system stops programs: it says so, exits
// 130, keeps what was read, and goes on from there.
func TestInterruptedProbe(t *testing.T) {
	for _, how := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(how.String(), func(t *testing.T) {
			t.Parallel()
			home, binary := t.TempDir(), itself(t)
			mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts", "--runs-on", "bedrock", "--region", "us-east-1"))

			got := stopWhenRead(t, slowCloud(t), home, binary, how, "probe", "claims")
			if got.code != exitInterrupted {
				t.Errorf("exit code %d; want %d", got.code, exitInterrupted)
			}
			for _, want := range []string{"kept", "drydock probe claims --resume"} {
				if !strings.Contains(got.errOut, want) {
					t.Errorf("stderr does not say %q:\n%s", want, got.errOut)
				}
			}

			quick := newCloud(t)
			resumed := ended(t, quick.asking(drydock(binary, home, "probe", "claims", "--resume")))
			if resumed.code != 0 {
				t.Fatalf("--resume: exit code %d\n%s", resumed.code, resumed.errOut)
			}
			if n := quick.requests(loggingPath); n != 0 {
				t.Errorf("--resume asked %d times again for what had been read", n)
			}
			plan := mustRun(t, drydock(binary, home, "export", "claims"))
			if strings.Contains(plan, "bedrock:GetModelInvocationLoggingConfiguration was **denied**") {
				t.Error("what was read before the signal is lost")
			}
			mustRun(t, drydock(binary, home, "store", "check"))
		})
	}
}

// TestInterruptedAssess writes no plan of half a probe: a pipeline that is stopped must not read it as the result.
func TestInterruptedAssess(t *testing.T) {
	home, binary := t.TempDir(), itself(t)
	got := stopWhenRead(t, slowCloud(t), home, binary, syscall.SIGTERM, "assess", "claims", "--does", "acts", "--region", "us-east-1", "--output", home+"/plan.md")
	if got.code != exitInterrupted {
		t.Errorf("exit code %d; want %d\n%s", got.code, exitInterrupted, got.errOut)
	}
	if got.out != "" {
		t.Errorf("a decision was printed:\n%s", got.out)
	}
	if _, err := os.Stat(home + "/plan.md"); err == nil {
		t.Error("a plan was written")
	}
}

// slowCloud answers whether model calls are logged, denies IAM, and is as slow as can be with all else.
func slowCloud(t *testing.T) *cloud {
	slow := newCloud(t)
	slow.answer = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.URL.Path == loggingPath:
			_, _ = io.WriteString(w, `{}`)
		case strings.Contains(r.Header.Get("Authorization"), "/iam/aws4_request"):
			return false
		default:
			<-r.Context().Done()
		}
		return true
	}
	return slow
}

// stopWhenRead runs drydock against a cloud and sends it a signal as soon as it tells that one collector was read.
func stopWhenRead(t *testing.T, c *cloud, home, binary string, how syscall.Signal, args ...string) outcome {
	t.Helper()
	cmd := c.asking(drydock(binary, home, args...))
	var out strings.Builder
	cmd.Stdout = &out
	talk, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	signalled := false
	lines := bufio.NewScanner(talk)
	for lines.Scan() {
		fmt.Fprintln(&said, lines.Text())
		if strings.Contains(lines.Text(), "bedrock-logging in") && !signalled {
			signalled = true
			if err := cmd.Process.Signal(how); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait()
	if !signalled {
		t.Fatalf("the run never told of bedrock-logging:\n%s", said.String())
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), said.String()}
}

// TestKilledProbeGoesOn kills the binary in mid-probe, where it can do nothing more: what it had read is on disk, --resume asks only
// for the rest, and in the end all is as if it had never been killed.
func TestKilledProbeGoesOn(t *testing.T) {
	home, binary := t.TempDir(), itself(t)
	claims := []string{"new", "claims", "--does", "acts", "--runs-on", "bedrock", "--region", "us-east-1"}
	mustRun(t, drydock(binary, home, claims...))
	first := slowCloud(t)
	if got := stopWhenRead(t, first, home, binary, syscall.SIGKILL, "probe", "claims"); got.code != -1 {
		t.Fatalf("exit code %d; it was killed", got.code)
	}
	quick := newCloud(t)
	quick.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == loggingPath {
			_, _ = io.WriteString(w, `{}`)
		}
		return r.URL.Path == loggingPath
	}
	resumed := ended(t, quick.asking(drydock(binary, home, "probe", "claims", "--resume")))
	if resumed.code != 0 {
		t.Fatalf("--resume: exit code %d\n%s", resumed.code, resumed.errOut)
	}
	if n := quick.requests(loggingPath); n != 0 || first.requests(loggingPath) != 1 {
		t.Errorf("what had been read was asked %d times again", n)
	}
	mustRun(t, drydock(binary, home, "store", "check"))

	whole := t.TempDir()
	mustRun(t, drydock(binary, whole, claims...))
	never := ended(t, quick.asking(drydock(binary, whole, "probe", "claims")))
	if never.code != 0 {
		t.Fatalf("exit code %d\n%s", never.code, never.errOut)
	}
	outcomes := func(home string) map[string]string {
		all := map[string]string{}
		for _, f := range outcomesOf(t, drydock(binary, home, "assess", "claims", "--no-probe", "--json")) {
			all[f.ID] = string(f.Outcome) + " " + string(f.Because)
		}
		return all
	}
	if diff := cmp.Diff(outcomes(whole), outcomes(home)); diff != "" {
		t.Errorf("killed and resumed, it came out differently:\n%s", diff)
	}
}
