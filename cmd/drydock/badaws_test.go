package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"drydock/assess/evidence"
)

// TestBadAWS points the real binary at what is not a usable AWS: each time one clear line that says what to do, the exit
// code that a script can tell apart, and every answer still there.
func TestBadAWS(t *testing.T) {
	says := func(code, message string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			refuse(w, r, http.StatusForbidden, code, message)
			return true
		}
	}
	for _, tt := range []struct {
		name  string
		sts   func(http.ResponseWriter, *http.Request) bool
		env   []string // after the cloud's own
		scope []string
		args  []string
		code  int
		want  []string
	}{
		{
			name: "no credentials", env: []string{"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY="},
			code: exitNoCredentials, want: []string{"no AWS credentials", "aws sso login", "--profile"},
		},
		{
			name: "profile that is not there", args: []string{"--profile", "nowhere"},
			code: exitNoCredentials, want: []string{`profile "nowhere"`, "aws configure list-profiles"},
		},
		{
			name: "expired token", sts: says("ExpiredToken", "The security token included in the request is expired"),
			code: exitNoCredentials, want: []string{"expired", "aws sso login"},
		},
		{
			name: "key that AWS does not know", sts: says("InvalidClientTokenId", "The security token included in the request is invalid"),
			code: exitNoCredentials, want: []string{"does not accept these credentials", "check the keys"},
		},
		{
			name: "no Region", args: []string{"--region", ""}, env: []string{"AWS_REGION="},
			code: exitError, want: []string{"no Region is set", "--region"},
		},
		{
			name: "Region that is none", args: []string{"--region", "frankfurt"},
			code: exitUsage, want: []string{`"frankfurt"`, "write it as eu-west-1"},
		},
		{
			name: "Region out of scope", args: []string{"--region", "eu-north-1"}, scope: []string{"--region", "us-east-1"},
			code: exitUsage, want: []string{`"eu-north-1" is not in the scope of claims (us-east-1)`},
		},
		{
			name: "endpoint that is not AWS", args: []string{"--endpoint-url", "http://aws.example"},
			code: exitError, want: []string{"was not asked", "--allow-endpoint"},
		},
		{
			name: "endpoint that is no address", args: []string{"--endpoint-url", "localhost"},
			code: exitError, want: []string{"not a URL", "https://host:port"},
		},
		{
			name: "log-in page of a hotel", sts: func(w http.ResponseWriter, _ *http.Request) bool {
				_, _ = w.Write([]byte("<!doctype html><html><body>Log in</body></html>"))
				return true
			},
			code: exitError, want: []string{"not AWS", "check --endpoint-url"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			home, binary := t.TempDir(), itself(t)
			mustRun(t, drydock(binary, home, append([]string{"new", "claims", "--does", "acts"}, tt.scope...)...))
			mustRun(t, drydock(binary, home, "answer", "claims", "threat-model", "partial", "--by", "A. Meyer"))
			c := newCloud(t)
			c.sts = tt.sts
			for _, command := range []string{"probe", "assess"} {
				args := append([]string{command, "claims"}, tt.args...)
				if len(tt.args) == 0 || tt.args[0] != "--region" {
					args = append(args, "--region", "us-east-1")
				}
				cmd := c.asking(drydock(binary, home, args...))
				cmd.Env = append(cmd.Env, tt.env...)
				got := ended(t, cmd)
				if got.code != tt.code {
					t.Errorf("%s: exit code %d; want %d", command, got.code, tt.code)
				}
				if lines := strings.Count(strings.TrimSpace(got.errOut), "\n"); lines != 0 || got.out != "" {
					t.Errorf("%s: want one line on stderr and nothing on stdout; got\n%s%s", command, got.out, got.errOut)
				}
				for _, want := range tt.want {
					if !strings.Contains(got.errOut, want) {
						t.Errorf("%s: stderr does not say %q: %s", command, want, got.errOut)
					}
				}
			}
			if plan := mustRun(t, drydock(binary, home, "export", "claims")); !strings.Contains(plan, "A. Meyer") {
				t.Error("the answer is lost")
			}
		})
	}
}

// TestExpiredInMidRun lets the credentials expire after a first answer: the run ends at once and says why, nothing is a pass, no
// half plan is printed, and after signing in again it goes on where it was.
func TestExpiredInMidRun(t *testing.T) {
	home, binary := t.TempDir(), itself(t)
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts", "--runs-on", "bedrock", "--region", "us-east-1"))
	c := newCloud(t)
	c.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == loggingPath {
			_, _ = w.Write([]byte(`{}`))
			return true
		}
		if strings.Contains(r.Header.Get("Authorization"), "/iam/aws4_request") {
			return false // IAM is asked before the run, and denies
		}
		for c.requests(loggingPath) == 0 {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(20 * time.Millisecond)
		refuse(w, r, http.StatusForbidden, "ExpiredTokenException", "The security token included in the request is expired")
		return true
	}
	for _, args := range [][]string{{"assess", "claims", "--json"}, {"probe", "claims"}} {
		got := ended(t, c.asking(drydock(binary, home, args...)))
		if got.code != exitNoCredentials || got.out != "" {
			t.Errorf("%v: exit code %d; want %d; printed %q", args, got.code, exitNoCredentials, got.out)
		}
		for _, want := range []string{"session expired half-way", "kept", "aws sso login", "drydock probe claims --resume"} {
			if !strings.Contains(got.errOut, want) {
				t.Errorf("%v: stderr does not say %q:\n%s", args, want, got.errOut)
			}
		}
	}
	for _, f := range outcomesOf(t, drydock(binary, home, "assess", "claims", "--no-probe", "--json")) {
		if f.Outcome == evidence.Pass {
			t.Errorf("%s passes on an expired session", f.Rule)
		}
	}
	again := newCloud(t)
	if got := ended(t, again.asking(drydock(binary, home, "probe", "claims", "--resume"))); got.code != 0 {
		t.Errorf("--resume after signing in again: exit code %d\n%s", got.code, got.errOut)
	}
	if n := again.requests(loggingPath); n != 0 {
		t.Errorf("--resume asked %d times again for what had been read", n)
	}
}

// TestNobodyListens tells at once that nobody answers at an address.
func TestNobodyListens(t *testing.T) {
	home, binary := t.TempDir(), itself(t)
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts", "--region", "us-east-1"))
	c := newCloud(t)
	c.Close()
	start := time.Now()
	got := ended(t, c.asking(drydock(binary, home, "probe", "claims")))
	t.Logf("told after %v", time.Since(start))
	if got.code != exitError || !strings.Contains(got.errOut, "AWS cannot be reached") || !strings.Contains(got.errOut, "--endpoint-url") {
		t.Errorf("exit code %d: %s", got.code, got.errOut)
	}
	if strings.Contains(got.errOut, "exceeded maximum number of attempts") {
		t.Errorf("it was tried again: %s", got.errOut)
	}
}
