package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"drydock/assess/evidence"
	"drydock/assess/probe/moto"
)

// onMoto prepares a run of the binary against an emulator.
func onMoto(t *testing.T, home, url string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := drydock(itself(t), home, args...)
	cmd.Env = append(cmd.Env, "AWS_ENDPOINT_URL="+url, "AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=example", "DRYDOCK_DB="+filepath.Join(home, "db"))
	return cmd
}

// TestAssessOnARealAPI is the whole way on a server that is not ours: what was seeded wrong is found, what was seeded right passes, and
// what the emulator can't answer is unknown with the reason.
func TestAssessOnARealAPI(t *testing.T) {
	url := moto.Start(t)
	moto.Seed(t, url)
	home := t.TempDir()
	plan := filepath.Join(home, "plan.md")
	var got result
	out := stdout(t, onMoto(t, home, url, "assess", "live", "--does", "acts", "--runs-on", "bedrock,agentcore", "--today", "pilot",
		"--next", "go-live", "--region", moto.Region, "--output", plan, "--json", "--log", filepath.Join(home, "run.log")))
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v in:\n%s", err, out)
	}
	if got.Output != plan || len(got.Actions) == 0 || len(got.FindOut) == 0 || got.Outcomes["pass"] == 0 || got.Outcomes["fail"] == 0 {
		t.Errorf("the result is not whole: %d actions, %d to find out, %v, written to %q", len(got.Actions), len(got.FindOut), got.Outcomes, got.Output)
	}
	for _, want := range []struct {
		rule, resource string
		outcome        evidence.Outcome
	}{
		{"ai-buckets-block-public-access", moto.GoodBucket, evidence.Pass},
		{"ai-buckets-refuse-plain-http", moto.GoodBucket, evidence.Pass},
		{"runtimes-are-in-vpc", moto.GoodRuntime, evidence.Pass},
		{"runtimes-are-in-vpc", moto.BadRuntime, evidence.Fail},
		{"runtimes-cannot-weaken-safeguards", moto.GoodRuntime, evidence.Pass},
		{"runtimes-cannot-weaken-safeguards", moto.BadRuntime, evidence.Fail},
		{"runtimes-hold-no-secrets", moto.GoodRuntime, evidence.Pass},
		{"runtimes-hold-no-secrets", moto.BadRuntime, evidence.Fail},
		{"gateways-authorize-callers", moto.GoodGateway, evidence.Pass},
		{"gateways-authorize-callers", moto.BadGateway, evidence.Fail},
		{"memories-use-own-key", moto.GoodMemory, evidence.Pass},
		{"memories-use-own-key", moto.BadMemory, evidence.Fail},
		{"notebooks-have-no-root", moto.Notebook, evidence.Fail},
		{"audit-trail-runs-in-each-region", "", evidence.Pass},
		{"invocation-logging-on", "", evidence.Pass},
		{"guardrail-blocks-prompt-attacks", "", evidence.Unknown}, // the emulator has no guardrails
		{"agents-carry-a-guardrail", "", evidence.Unknown},
	} {
		wantFinding(t, got.Findings, want.rule, want.resource, want.outcome)
	}
	for _, f := range got.Findings {
		if f.Outcome == evidence.Pass && len(f.Proof) == 0 {
			t.Errorf("%s passes without proof", f.Rule)
		}
		if f.Outcome == evidence.Unknown && f.Because == "" {
			t.Errorf("%s is unknown without a reason", f.Rule)
		}
	}
	log, err := os.ReadFile(filepath.Join(home, "run.log"))
	if err != nil || !strings.Contains(string(log), `"msg":"read","account":"`+moto.Account) {
		t.Errorf("the log does not say what was read: %v\n%s", err, log)
	}
	for _, secret := range []string{moto.Canary, "AKIAEXAMPLE"} {
		if strings.Contains(string(log), secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
	data, err := os.ReadFile(plan)
	if err != nil || strings.Contains(string(data), moto.Canary) {
		t.Errorf("the plan can't be read, or holds a secret: %v", err)
	}
}

// stdout runs a command that must succeed and returns what it printed for programs.
func stdout(t *testing.T, cmd *exec.Cmd) []byte {
	t.Helper()
	var talk strings.Builder
	cmd.Stderr = &talk
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args[1:], " "), err, talk.String())
	}
	return out
}

func wantFinding(t *testing.T, findings []evidence.Finding, rule, resource string, outcome evidence.Outcome) {
	t.Helper()
	i := slices.IndexFunc(findings, func(f evidence.Finding) bool {
		return f.Rule == rule && (resource == "" || strings.Contains(string(f.Resource), resource) || strings.Contains(string(f.Name), resource))
	})
	if i < 0 {
		t.Errorf("no finding of %s about %q", rule, resource)
	} else if findings[i].Outcome != outcome {
		t.Errorf("%s about %s is %s, want %s: %s", rule, resource, findings[i].Outcome, outcome, findings[i].Because)
	}
}
