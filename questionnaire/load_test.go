package questionnaire

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// example is the topic file that the design shows whole; its action needs nothing, so it stands alone.
func example(t testing.TB) File {
	t.Helper()
	data, err := os.ReadFile("testdata/agent-identity.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return File{Name: "identity_data/agent-identity.yaml", Data: data}
}

func TestLoadExample(t *testing.T) {
	cat, err := Load([]File{example(t)})
	if err != nil {
		t.Fatal(err)
	}
	c, ok := cat.Control("agent-has-own-role")
	if !ok {
		t.Fatal("the control is not there")
	}
	if c.Layer != IdentityData || c.Topic != "agent-identity" || !c.Must || c.Weight() != 9 || c.Rules[0].Each != "bedrock_agent" {
		t.Errorf("read wrong: %+v", c)
	}
	if got := cat.ActionsFor("agent-has-own-role"); len(got) != 1 || got[0].ID != "give-each-agent-its-role" {
		t.Errorf("ActionsFor = %v", got)
	}
	if c.Rules[0].PassPlace.Line <= c.Rules[0].Place.Line {
		t.Errorf("the expression's line %d is not behind the rule's %d", c.Rules[0].PassPlace.Line, c.Rules[0].Place.Line)
	}
}

// TestLoadRefuses mends the example into something wrong, one mistake at a time, and wants its line and its remedy.
func TestLoadRefuses(t *testing.T) {
	good := string(example(t).Data)
	tests := []struct{ name, old, new, want string }{
		{"unknown field", "    minutes: 4", "    minuets: 4", `a control has no field "minuets"; did you mean "minutes"?`},
		{"missing field", "    threat: One agent is talked into acting with rights that were meant for another.\n", "", `"threat" is missing`},
		{"wrong phase", "phase: foundational ", "phase: fundamental ", `phase can't be "fundamental"`},
		{"impact out of range", "impact: 3", "impact: 4", "impact must be a whole number from 1 to 3"},
		{"must without reason", "    must-because: A shared role lets the least trusted agent spend the rights of the most trusted one, and nothing else stops it.\n", "", "must and must-because don't agree"},
		{"dangling control", "control: agent-has-own-role, share", "control: agent-has-own-rule, share", `did you mean agent-has-own-role?`},
		{"dangling need", "needs: [] ", "needs: [nothing-there] ", `needs "nothing-there", which does not exist`},
		{"cycle", "needs: [] ", "needs: [give-each-agent-its-role] ", "circle: give-each-agent-its-role → give-each-agent-its-role"},
		{"half share", "share: 1}", "share: 0.5}", "closed by shares of 0.5"},
		{"days", "days: 0.5 ", "days: 4 ", "days must be one of"},
		{"each and once", "        each: bedrock_agent\n", "        each: bedrock_agent\n        once: region\n", "exactly one of each and once"},
		{"unknown framework", "      atlas:", "      altas:", `did you mean "atlas"?`},
		{"duplicate key", "    impact: 3\n", "    impact: 3\n    Impact: 3\n", `"Impact" stands twice`},
		{"alias", "    impact: 3\n", "    impact: &a 3\n", "anchors and aliases are not allowed"},
		{"not https", `"https://docs.`, `"http://docs.`, "is not an https address"},
		{"no question mark", "role of its own that nothing else uses?", "role of its own that nothing else uses", "asks nothing"},
		{"bad id", "  - id: agent-has-own-role\n", "  - id: Agent_role\n", "not a kebab-case id"},
		{"tab", "    impact: 3\n", "\timpact: 3\n", ":"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bad := strings.Replace(good, tt.old, tt.new, 1)
			if bad == good {
				t.Fatalf("the example no longer holds %q", tt.old)
			}
			_, err := Load([]File{{Name: "identity_data/agent-identity.yaml", Data: []byte(bad)}})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error = %v\nwant it to contain %q", err, tt.want)
			}
			var fe *FileError
			if !errors.As(err, &fe) || fe.Line < 1 || fe.File != "identity_data/agent-identity.yaml" {
				t.Errorf("no file and line in %v", err)
			}
		})
	}
}

func TestLoadFindsAllMistakesInOnePass(t *testing.T) {
	bad := strings.NewReplacer("impact: 3", "impact: 7", "exposure: 3", "exposure: 0", "minutes: 4", "minutes: x").Replace(string(example(t).Data))
	_, err := Load([]File{{Name: "identity_data/x.yaml", Data: []byte(bad)}})
	for _, want := range []string{"impact", "exposure", "minutes"} {
		if err == nil || !strings.Contains(err.Error(), want+" must be") {
			t.Errorf("%s is not reported in: %v", want, err)
		}
	}
}

func TestLoadCaps(t *testing.T) {
	for name, data := range map[string]string{
		"empty":  "",
		"large":  strings.Repeat("# x\n", maxFileBytes),
		"deep":   strings.Repeat("[", 2*maxDepth) + strings.Repeat("]", 2*maxDepth),
		"many":   "a: [" + strings.Repeat("1,", maxNodes) + "1]",
		"list":   "- a",
		"scalar": "a",
		"bomb":   "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Load([]File{{Name: "infrastructure/x.yaml", Data: []byte(data)}}); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestMergePack(t *testing.T) {
	base, err := Load([]File{example(t)})
	if err != nil {
		t.Fatal(err)
	}
	pack := strings.NewReplacer(
		"topic: {id: agent-identity,", "pack: {id: house-rules, version: \"1\", title: House rules, needs-catalog: \"2026.11\"}\ntopic: {layer: identity_data, id: house-identity,",
		"id: agent-has-own-role", "id: house-own-role", "control: agent-has-own-role", "control: house-own-role",
		"id: agent-roles-are-not-shared", "id: house-roles", "id: give-each-agent-its-role", "id: house-give-role",
	).Replace(string(example(t).Data))
	sum, err := Merge(base, File{Name: "house.yaml", Data: []byte(pack)})
	if err != nil {
		t.Fatal(err)
	}
	if len(sum.Controls) != 2 || len(base.Controls) != 1 || len(sum.Packs) != 1 {
		t.Errorf("merged %d controls, base holds %d, packs %v", len(sum.Controls), len(base.Controls), sum.Packs)
	}
	if c, _ := sum.Control("house-own-role"); c.Pack != "house-rules" {
		t.Errorf("the control does not say its pack: %q", c.Pack)
	}
	if _, err := Merge(base, File{Name: "house.yaml", Data: example(t).Data}); err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("a pack that repeats ids is accepted: %v", err)
	}
	newer := strings.Replace(pack, `needs-catalog: "2026.11"`, `needs-catalog: "2099.01"`, 1)
	if _, err := Merge(base, File{Name: "house.yaml", Data: []byte(newer)}); err == nil || !strings.Contains(err.Error(), "needs catalogue 2099.01") {
		t.Errorf("a pack for a newer catalogue is accepted: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(string(example(f).Data))
	f.Add("topic: {id: x}")
	f.Add("pack: {}\ntopic: {layer: infrastructure}")
	f.Fuzz(func(t *testing.T, s string) {
		cat, err := Load([]File{{Name: "infrastructure/x.yaml", Data: []byte(s)}})
		if (cat == nil) == (err == nil) {
			t.Fatalf("catalog %v, error %v: want exactly one", cat, err)
		}
	})
}

func FuzzLoadScope(f *testing.F) {
	f.Add("name: live\ndoes: [acts]\nruns-on: [bedrock]\nnext: go-live")
	f.Fuzz(func(t *testing.T, s string) {
		sc, err := LoadScope(File{Name: "scope.yaml", Data: []byte(s)})
		if err == nil && sc.Validate() != nil {
			t.Fatalf("accepted a scope that does not hold: %v", sc.Validate())
		}
	})
}
