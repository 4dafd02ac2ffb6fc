package probe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"drydock/assess/probe/moto"
	"drydock/questionnaire"
)

// command is one line of AWS CLI in the catalogue.
type command struct {
	Where     string   `json:"where"`
	Service   string   `json:"service"`
	Operation string   `json:"operation"`
	Flags     []string `json:"flags"`
}

// highLevel are commands of the CLI that are no operation of an API.
var highLevel = map[string][]string{"s3": {"cp", "ls", "mv", "rm", "sync"}, "logs": {"tail"}}

var flagName = regexp.MustCompile(`(?:^|\s)--([a-z0-9][a-z0-9-]*)`)

// TestCatalogCommandsExist reads every line of AWS CLI in the catalogue: service, operation and flags must be AWS's.
func TestCatalogCommandsExist(t *testing.T) {
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var commands []command
	for _, a := range cat.Actions {
		where := fmt.Sprintf("%s:%d: %s", a.Place.File, a.Place.Line, a.ID)
		for _, line := range strings.Split(strings.ReplaceAll(a.CLI, "\\\n", " "), "\n") {
			if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			c, ok := parseCommand(line)
			if !ok {
				t.Errorf("%s: not a line of AWS CLI: %s", where, line)
				continue
			}
			if c.Where = where; !isHighLevel(c) {
				commands = append(commands, c)
			}
		}
	}
	if len(commands) < 30 {
		t.Fatalf("only %d commands were found: the test reads too little", len(commands))
	}
	for _, problem := range unknownTo(t, commands) {
		t.Error(problem)
	}
}

// parseCommand reads "aws SERVICE OPERATION --flag …"; what stands in quotes is no flag.
func parseCommand(line string) (command, bool) {
	words := strings.Fields(line)
	if len(words) < 3 || words[0] != "aws" {
		return command{}, false
	}
	c := command{Service: words[1], Operation: words[2], Flags: []string{}}
	for _, m := range flagName.FindAllStringSubmatch(withoutQuoted(line), -1) {
		c.Flags = append(c.Flags, m[1])
	}
	return c, true
}

func withoutQuoted(s string) string {
	var b strings.Builder
	var quote rune
	for _, r := range s {
		switch {
		case quote == 0 && (r == '\'' || r == '"'):
			quote = r
		case r == quote:
			quote = 0
		case quote == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isHighLevel(c command) bool {
	for _, op := range highLevel[c.Service] {
		if c.Operation == op {
			return true
		}
	}
	return false
}

// unknownTo asks botocore's models, which are AWS's own.
func unknownTo(t *testing.T, commands []command) []string {
	t.Helper()
	in, err := json.Marshal(commands)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(moto.Python(t), "testdata/commands.py")
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")[:strings.Count(string(out), "\n")]
}

// TestParseCommand shows that the reader sees flags, and only flags.
func TestParseCommand(t *testing.T) {
	c, ok := parseCommand(`aws iam put-role-policy --role-name <r> --policy-document '{"a": "--not-a-flag"}' --policy-name x`)
	if !ok || c.Service != "iam" || c.Operation != "put-role-policy" || strings.Join(c.Flags, " ") != "role-name policy-document policy-name" {
		t.Errorf("read wrong: %+v", c)
	}
	if _, ok := parseCommand("terraform apply"); ok {
		t.Error("terraform is taken for the AWS CLI")
	}
	got := unknownTo(t, []command{{"x", "iam", "make-coffee", nil}, {"y", "iam", "get-role", []string{"role", "role-name"}}, {"z", "cofee", "get", nil}, {"ok", "iam", "get-role", []string{"role-name"}}})
	if len(got) != 3 {
		t.Errorf("botocore's models found %q", got)
	}
}
