package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBadStore gives the real binary store files that it cannot use: one clear message that names the file and the way
// out, and not a byte changed.
func TestBadStore(t *testing.T) {
	sessions := func(home string) string {
		return filepath.Join(home, ".local", "share", "drydock", "default", "sessions.db")
	}
	write := func(path string, change func([]byte) []byte) error {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, change(data), 0o600)
	}
	for _, tt := range []struct {
		name   string
		damage func(home string) error
		args   []string
		want   []string
	}{
		{
			name:   "zero bytes",
			damage: func(home string) error { return os.Truncate(sessions(home), 0) },
			want:   []string{"sessions.db", "is damaged", "empty (0 bytes)", "drydock store restore"},
		},
		{
			name:   "cut off",
			damage: func(home string) error { return os.Truncate(sessions(home), 20_000) },
			want:   []string{"sessions.db", "is damaged", "cut off", "drydock store restore"},
		},
		{
			name: "an answer changed behind our back",
			damage: func(home string) error {
				return write(sessions(home), func(data []byte) []byte {
					return []byte(strings.ReplaceAll(string(data), `"value":"no"`, `"value":"ye"`))
				})
			},
			want: []string{"sessions.db", "is damaged", "drydock store restore"},
		},
		{
			name:   "another program's file",
			damage: func(home string) error { return os.WriteFile(sessions(home), make([]byte, 65536), 0o600) },
			want:   []string{"sessions.db", "not a Drydock store", "drydock store restore"},
		},
		{
			name: "a newer Drydock's",
			damage: func(home string) error {
				newer := filepath.Join(home, "newer")
				return os.CopyFS(newer, os.DirFS(filepath.Join("testdata", "newer-store")))
			},
			args: []string{"--db", "HOME/newer"},
			want: []string{"sessions.db", "newer Drydock", "Use that version"},
		},
		{
			name:   "gone",
			damage: func(home string) error { return os.Remove(sessions(home)) },
			want:   []string{"sessions.db", "is missing", "Nothing was created", "drydock store restore"},
		},
		{
			name: "a file where the folder should be",
			args: []string{"--db", "binary_test.go"},
			want: []string{"can't be made", "--db"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			home, binary := t.TempDir(), itself(t)
			mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts"))
			mustRun(t, drydock(binary, home, "answer", "claims", "threat-model", "no", "--by", "A. Meyer"))
			if tt.damage != nil {
				if err := tt.damage(home); err != nil {
					t.Fatal(err)
				}
			}
			before, _ := os.ReadFile(sessions(home))
			for _, command := range [][]string{
				{"list"},
				{"answer", "claims", "threat-model", "yes", "--by", "B. Novak"},
				{"export", "claims"},
				{"assess", "claims", "--no-probe"},
			} {
				for _, arg := range tt.args {
					command = append(command, strings.Replace(arg, "HOME", home, 1))
				}
				got := ended(t, drydock(binary, home, command...))
				if got.code != exitError || got.out != "" {
					t.Errorf("%s: exit code %d, stdout %q", command[0], got.code, got.out)
				}
				for _, want := range tt.want {
					if !strings.Contains(got.errOut, want) {
						t.Errorf("%s: stderr does not say %q: %s", command[0], want, got.errOut)
					}
				}
			}
			if after, _ := os.ReadFile(sessions(home)); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

// TestOneDamagedAssessmentHidesNoOther lists what can be read, says what cannot and what to do, and is no success.
func TestOneDamagedAssessmentHidesNoOther(t *testing.T) {
	t.Parallel()
	home, binary := t.TempDir(), itself(t)
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts"))
	mustRun(t, drydock(binary, home, "new", "mail", "--does", "acts"))
	mustRun(t, drydock(binary, home, "answer", "mail", "threat-model", "no", "--by", "A. Meyer"))
	path := filepath.Join(home, ".local", "share", "drydock", "default", "sessions.db")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(data), `"value":"no"`, `"value":"ye"`)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"list"}, {"list", "--json"}} {
		got := ended(t, drydock(binary, home, command...))
		if got.code != exitError || !strings.Contains(got.out, "claims") || !strings.Contains(got.out, "It cannot be read") {
			t.Errorf("%v: exit code %d, stdout %s", command, got.code, got.out)
		}
		if !strings.Contains(got.errOut, "mail cannot be read: ") || !strings.Contains(got.errOut, "drydock store restore") {
			t.Errorf("%v: stderr %s", command, got.errOut)
		}
	}
}

// TestDiskFull lets no file grow any more: each command says so and what to do, and all that was saved before stays.
func TestDiskFull(t *testing.T) {
	if sizeLimit == "" {
		t.Skip("file sizes can't be limited on this system")
	}
	home, binary := t.TempDir(), itself(t)
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts", "--runs-on", "bedrock", "--region", "us-east-1"))
	mustRun(t, drydock(binary, home, "answer", "claims", "threat-model", "no", "--by", "A. Meyer"))
	plan := filepath.Join(home, "plan.md")
	mustRun(t, drydock(binary, home, "export", "claims", "--output", plan))
	before, err := os.ReadFile(plan)
	if err != nil {
		t.Fatal(err)
	}
	c := newCloud(t)
	c.answer = func(w http.ResponseWriter, r *http.Request) bool {
		refuse(w, r, http.StatusForbidden, "AccessDenied", strings.Repeat("not authorized ", 100))
		return true
	}
	long := strings.Repeat("because ", 4096)
	for _, command := range [][]string{
		{"answer", "claims", "incident-plan", "no", "--by", "B. Novak", "--because", long},
		{"new", "refunds", "--does", "acts"},
		{"export", "claims", "--output", plan},
		{"probe", "claims"},
		{"store", "backup", filepath.Join(home, "copy")},
	} {
		cmd := c.asking(drydock(binary, home, command...))
		cmd.Env = append(cmd.Env, fmt.Sprintf("%s=%d", sizeLimit, 4096))
		got := ended(t, cmd)
		if got.code != exitError {
			t.Errorf("%s: exit code %d", command[0], got.code)
		}
		if strings.Contains(got.errOut, "panic") || strings.Contains(got.errOut, "goroutine") || !strings.Contains(got.errOut, "space") {
			t.Errorf("%s: stderr does not say that space is needed: %s", command[0], got.errOut)
		}
	}
	if after, err := os.ReadFile(plan); err != nil || string(after) != string(before) {
		t.Errorf("the plan that was there is damaged (%v)", err)
	}
	mustRun(t, drydock(binary, home, "store", "check"))
	if now := mustRun(t, drydock(binary, home, "export", "claims")); !strings.Contains(now, "A. Meyer") || strings.Contains(now, "B. Novak") {
		t.Error("what was saved is lost, or what was refused is there")
	}
}

// TestStdoutFull prints to a device that takes nothing: a pipeline must not take the empty file for the result.
func TestStdoutFull(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	home, binary := t.TempDir(), itself(t)
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts"))
	for _, args := range [][]string{
		{"list"},
		{"list", "--json"},
		{"plan", "claims"},
		{"plan", "claims", "--why", "threat-model"},
		{"export", "claims"},
		{"policy"},
		{"assess", "claims", "--no-probe"},
		{"answer", "claims", "threat-model", "no", "--by", "A. Meyer"},
	} {
		cmd := drydock(binary, home, args...)
		var errOut strings.Builder
		cmd.Stdout, cmd.Stderr = full, &errOut
		_ = cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != exitError || !strings.Contains(errOut.String(), "no space left") {
			t.Errorf("%s: exit code %d, stderr %q", strings.Join(args, " "), code, errOut.String())
		}
	}
	if plan := mustRun(t, drydock(binary, home, "export", "claims")); !strings.Contains(plan, "A. Meyer") {
		t.Error("the answer is lost")
	}
}
