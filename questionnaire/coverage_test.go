package questionnaire

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReferences holds the lists at the sizes that their sources have.
func TestReferences(t *testing.T) {
	want := map[string]int{
		"framework": 69, "aisf": 105, "aisf-related": 25, "prowler-requirement": 63, "prowler-check": 224, "aws-sample": 123, "security-hub": 31,
		"wa-genai": 10, "wa-agentic": 30, "owasp-llm-2025": 10, "owasp-llm-2026": 10, "owasp-agentic-2026": 10, "own": 10,
		"nist-ai-rmf": 72, "nist-ai-600-1": 12, "iso-42001": 38,
	}
	refs, err := readReferences()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, ref := range refs {
		seen := map[string]bool{}
		for _, id := range ref.IDs {
			if seen[id] || strings.TrimSpace(id) != id {
				t.Errorf("%s: %q stands twice or has stray space", ref.ID, id)
			}
			seen[id] = true
		}
		got[ref.ID] = len(ref.IDs)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestLoadRefusesWhatNoSourceHas writes wrong ids into the example, and reads where they stand and what is near.
func TestLoadRefusesWhatNoSourceHas(t *testing.T) {
	const rule, list = "bedrock_agent_role_not_shared_across_agents", "left-out: [{source: %, id: %, because: Because.}]"
	for name, c := range map[string]struct{ old, new, want string }{
		"framework":    {"acts/identity_data/foundational/1", "acts/identity_data/foundational/9", `framework has no "acts/identity_data/foundational/9"; did you mean acts/identity_data/foundational/1`},
		"edition":      {"LLM06:2025", "LLM16:2025", `owasp-llm has no "LLM16:2025"; did you mean LLM`},
		"check":        {rule, "bedrock_agent_role_shared", `prowler has no "bedrock_agent_role_shared"`},
		"source":       {"same-as: {prowler", "same-as: {prowlr", `same-as knows no source "prowlr"`},
		"unsound":      {"{prowler: [" + rule + "]}", "{aws-sample: [AC-04]}", "no sound rule is the same as aws-sample's AC-04"},
		"atlas":        {"AML.T0053", "AML.TX053", `"AML.TX053" is no id of ATLAS`},
		"lens":         {"AGENTSEC03-BP01", "AGENTSEC03-BP99", `wa-agentic has no "AGENTSEC03-BP99"`},
		"left":         {"actions:", strings.NewReplacer("source: %", "source: prowler-check", "id: %", "id: "+rule).Replace(list) + "\nactions:", "is left out, but the rule agent-roles-are-not-shared"},
		"left nothing": {"actions:", strings.NewReplacer("source: %", "source: prowler-check", "id: %", "id: nothing").Replace(list) + "\nactions:", `prowler-check has no "nothing"`},
		"left source":  {"actions:", strings.NewReplacer("source: %", "source: cis", "id: %", "id: 1.1").Replace(list) + "\nactions:", `source can't be "cis"`},
	} {
		t.Run(name, func(t *testing.T) {
			good := string(example(t).Data)
			bad := strings.Replace(good, c.old, c.new, 1)
			if bad == good {
				t.Fatalf("the example holds no %q", c.old)
			}
			_, err := Load([]File{{Name: "identity_data/x.yaml", Data: []byte(bad)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %s", err, c.want)
			}
			if !strings.HasPrefix(err.Error(), "identity_data/x.yaml:") {
				t.Errorf("no file and line: %v", err)
			}
		})
	}
}

// TestCoverageCountsTheStrongestWay looks at the one example control from three sides.
func TestCoverageCountsTheStrongestWay(t *testing.T) {
	row := func(cat *Catalog, source string, collected bool) SourceCoverage {
		for _, s := range cat.Coverage(func(Rule) bool { return collected }).Sources {
			if s.ID == source {
				return s
			}
		}
		t.Fatalf("no row %s", source)
		return SourceCoverage{}
	}
	cat, err := Load([]File{example(t)})
	if err != nil {
		t.Fatal(err)
	}
	if got := row(cat, "prowler-check", true); got.By != (By{Ceiling: 1}) || got.Covered != 1 || len(got.Missing) != 223 || got.NotCollected != 0 {
		t.Errorf("got %+v", got)
	}
	if got := row(cat, "aisf", false); got.By != (By{Ceiling: 1}) || got.NotCollected != 1 {
		t.Errorf("got %+v", got)
	}
	open := strings.Replace(string(example(t).Data), "    ceiling: AWS cannot tell which ECS task or Lambda function is an agent.\n", "", 1)
	cat, err = Load([]File{{Name: "identity_data/x.yaml", Data: []byte(open)}})
	if err != nil {
		t.Fatal(err)
	}
	if got := row(cat, "aisf", true); got.By != (By{Rule: 1}) {
		t.Errorf("without a ceiling: %+v", got)
	}
	asked := *cat
	asked.Controls = []Control{cat.Controls[0]}
	asked.Controls[0].Rules = nil
	if got := row(&asked, "aisf", true); got.By != (By{Question: 1}) {
		t.Errorf("without rules: %+v", got)
	}
	if got := row(&asked, "prowler-check", true); got.Covered != 0 {
		t.Errorf("a check is covered without a rule: %+v", got)
	}
}

// TestWhatIsLeftOutSaysWhy holds the list to reasons, and to the marks of what is unsound.
func TestWhatIsLeftOutSaysWhy(t *testing.T) {
	cat := builtin(t)
	left := map[string]bool{}
	for _, x := range cat.LeftOut {
		left[x.Source+" "+x.ID] = true
		if len(x.Because) < 30 || !strings.HasSuffix(x.Because, ".") {
			t.Errorf("%s:%d: %q is no reason", x.Place.File, x.Place.Line, x.Because)
		}
	}
	for _, ref := range cat.refs {
		for id, says := range ref.Says {
			if says == unsound && !left[ref.ID+" "+id] {
				t.Errorf("%s's %s is unsound; left-out.yaml doesn't say why", ref.ID, id)
			}
		}
	}
	for _, s := range cat.Coverage(func(Rule) bool { return true }).Sources {
		if s.Total != s.Covered+s.LeftOut+len(s.Missing) || s.Covered != s.By.Rule+s.By.Ceiling+s.By.Question {
			t.Errorf("%+v does not add up", s)
		}
	}
}
