package questionnaire

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"drydock/questionnaire/text"
)

const edited = `# Claims, owned by Ines. Ask her before you change the scope.
drydock: 1
scope:
  name: claims
  # two accounts, since the data has its own
  accounts:
    - {id: "111122223333", role: workload} # production
    - {id: "444455556666", role: data}
  does: [writes, acts]
by: R. Singh
role: workload-owner
on: 2026-01-10
answers:
  # decided in the workshop
  - control: threat-model
    answer: no # until March
  - control: human-approval
    answer: partial
    because: |
      Refunds above 500 need a person.
      The rest does not.
accepted:
  - control: ai-inventory
    approver: Lin
    reason: small
    expires: 2026-05-01
actions:
  - action: register-agents
    owner: Olga
    days: 2.5
`

func TestLoadWorkload(t *testing.T) {
	w, err := LoadWorkload(File{Name: "drydock.yaml", Data: []byte(edited)})
	if err != nil {
		t.Fatal(err)
	}
	if w.Scope.Name != "claims" || len(w.Scope.Accounts) != 2 || len(w.Answers) != 2 || w.Answers[0].By != "R. Singh" || w.Answers[0].On != "2026-01-10" {
		t.Errorf("read as %+v", w)
	}
	if w.Accepted[0].Expires != "2026-05-01" || w.Actions[0].Days != 2.5 || w.Actions[0].Place.Line != 28 {
		t.Errorf("read as %+v and %+v", w.Accepted, w.Actions)
	}
}

func TestWorkloadMistakesHaveTheirLine(t *testing.T) {
	for name, tt := range map[string]struct{ file, want string }{
		"format":         {"drydock: 2\nscope: {name: a}\n", "drydock.yaml:1: drydock must be a whole number from 1 to 1"},
		"no scope":       {"drydock: 1\n", `drydock.yaml:1: "scope" is missing`},
		"unknown":        {"drydock: 1\nscope: {name: a}\nanswer: []\n", `drydock.yaml:3: the file has no field "answer"; did you mean "answers"?`},
		"scope":          {"drydock: 1\nscope:\n  name: a\n  data: secret\n", "drydock.yaml:4: data can't be"},
		"scope as whole": {"drydock: 1\nscope: {name: A B}\n", "drydock.yaml:2: the name"},
		"half":           {"drydock: 1\nscope: {name: a}\nactions:\n  - {action: x, days: 1.3}\n", "drydock.yaml:4: days must be a number in halves"},
		"twice":          {"drydock: 1\nscope: {name: a}\nactions:\n  - {action: x}\n  - {action: x}\n", "drydock.yaml:5: x stands twice, first in line 4"},
		"accepted":       {"drydock: 1\nscope: {name: a}\naccepted:\n  - {control: x}\n", `drydock.yaml:4: "approver" is missing`},
		"folded":         {"drydock: 1\nscope: {name: a}\nScope: {name: b}\n", `drydock.yaml:3: "Scope" stands twice`},
		"alias":          {"drydock: 1\nscope: &a {name: a}\nanswers: *a\n", "anchors and aliases are not allowed"},
	} {
		if _, err := LoadWorkload(File{Name: "drydock.yaml", Data: []byte(tt.file)}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
	}
}

// A file that people wrote keeps their comments, their order and what did not change; only what changed differs.
func TestWriteWorkloadKeepsWhatPeopleWrote(t *testing.T) {
	w, err := LoadWorkload(File{Name: "drydock.yaml", Data: []byte(edited)})
	if err != nil {
		t.Fatal(err)
	}
	w.Answers[0].Value = "yes"
	w.Answers = append(w.Answers, GivenAnswer{Control: "ai-inventory", Value: "no", By: "Olga"})
	w.Scope.Regions = []string{"eu-west-1"}
	w.Actions = nil
	got, err := WriteWorkload(w, []byte(edited))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"# Claims, owned by Ines.", "# two accounts, since the data has its own", `- {id: "111122223333", role: workload} # production`,
		"# decided in the workshop", "answer: yes # until March", "because: |\n      Refunds above 500", "  - control: ai-inventory\n    answer: no", "regions:\n    - eu-west-1",
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%q is gone from\n%s", want, got)
		}
	}
	if strings.Contains(string(got), "register-agents") {
		t.Error("what is gone stays in the file")
	}
	if i, j := strings.Index(string(got), "threat-model"), strings.Index(string(got), "ai-inventory"); i > j {
		t.Error("the order changed")
	}
	again, err := WriteWorkload(w, got)
	if d := cmp.Diff(string(got), string(again)); err != nil || d != "" {
		t.Errorf("written again it differs: %v\n%s", err, d)
	}
	for what, old := range map[string]string{
		"a file that cannot be read": "a: [", "another tool's findings": `[{"message": "open"}]`, "another tool's settings": "services:\n  web: {}\n", "a text": "Minutes of Monday\n",
	} {
		if _, err := WriteWorkload(w, []byte(old)); err == nil {
			t.Errorf("%s was written over", what)
		}
	}
}

func FuzzWorkload(f *testing.F) {
	f.Add(edited)
	f.Add("drydock: 1\nscope: {name: a}\nanswers:\n  - {control: x, answer: no, because: \"a\\u202eb\"}\n")
	f.Fuzz(func(t *testing.T, s string) {
		w, err := LoadWorkload(File{Name: "drydock.yaml", Data: []byte(s)})
		if err != nil {
			return
		}
		for _, old := range []string{"", s} {
			out, err := WriteWorkload(w, []byte(old))
			if err != nil {
				t.Fatalf("what was read cannot be written: %v", err)
			}
			if strings.ContainsFunc(string(out), text.Invisible) {
				t.Fatalf("an invisible rune is in the file: %q", out)
			}
			again, err := LoadWorkload(File{Name: "drydock.yaml", Data: out})
			if err != nil {
				t.Fatalf("what was written cannot be read: %v\n%s", err, out)
			}
			places := cmpopts.IgnoreTypes(Place{})
			if d := cmp.Diff(w, again, places, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("the round trip changed it:\n%s\n%s", d, out)
			}
		}
	})
}
