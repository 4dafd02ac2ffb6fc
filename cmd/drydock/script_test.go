package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"drydock": func() {
		if err := limitFiles(); err != nil {
			panic(err)
		}
		os.Exit(start())
	}})
}

// TestScripts runs the real binary on every script in testdata/script, each in a home of its own.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:  "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, "home")
			env.Setenv("HOME", home)
			for name, days := range map[string]int{"TODAY": 0, "IN_60_DAYS": 60, "IN_61_DAYS": 61, "IN_220_DAYS": 220} {
				env.Setenv(name, time.Now().UTC().AddDate(0, 0, days).Format(time.DateOnly))
			}
			env.Setenv("AWS_EC2_METADATA_DISABLED", "true")
			env.Setenv("AWS_CONFIG_FILE", filepath.Join(home, "no-aws-config"))
			env.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(home, "no-aws-credentials"))
			return os.Mkdir(home, 0o700)
		},
	})
}

// exits runs a command that must end with a code: exits CODE COMMAND ARGUMENTS.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGUMENTS]")
	}
	var failed *exec.ExitError
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if errors.As(err, &failed) {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("%s exited with %d, want %s", args[1], code, args[0])
	}
}
