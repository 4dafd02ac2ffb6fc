package questionnaire

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
)

func builtin(t testing.TB) *Catalog {
	t.Helper()
	cat, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

// TestBuiltinIsComplete holds the catalogue at the breadth that was promised.
func TestBuiltinIsComplete(t *testing.T) {
	cat := builtin(t)
	rules := 0
	cells := map[string]int{}
	uses := map[UseCase]int{}
	for i := range cat.Controls {
		c := &cat.Controls[i]
		cells[string(c.Layer)+" "+string(c.Phase)]++
		uses[c.From]++
		rules += len(c.Rules)
	}
	for _, l := range Layers() {
		for _, p := range Phases() {
			if n := cells[string(l)+" "+string(p)]; n < 2 {
				t.Errorf("%s × %s has %d controls, want at least 2", l, p, n)
			}
		}
	}
	for _, u := range UseCases() {
		if uses[u] == 0 {
			t.Errorf("no control from %s", u)
		}
	}
	if len(cat.Controls) < 24 || rules < 40 {
		t.Errorf("%d controls with %d rules, want at least 24 with 40", len(cat.Controls), rules)
	}
}

// TestFirstGateIsShort holds that nobody meets more than twelve musts at the first gate, bought or built, wherever it runs.
func TestFirstGateIsShort(t *testing.T) {
	cat := builtin(t)
	for name, s := range map[string]Scope{
		"bought": {Bought: yes(), RunsOn: RunsOnList([]string{OnSaaS})},
		"hosted": {Bought: no(), RunsOn: RunsOnList([]string{OnBedrock, OnAgentCore, OnSageMaker})},
		"own":    {Bought: no(), RunsOn: RunsOnList([]string{OnSelfHosted, OnSageMaker})},
		"others": {Bought: no(), RunsOn: RunsOnList([]string{OnOtherProvider, OnBedrock})},
	} {
		s.Next = LeaveLab
		in, _ := Select(cat, s)
		musts := 0
		for _, c := range in {
			if c.Must {
				musts++
			}
		}
		if musts == 0 || musts > 12 {
			t.Errorf("%s: gate 1 has %d musts, want 1 to 12", name, musts)
		}
	}
}

// TestBuiltinReadsWell checks what a strict form can't: no question asks two things, no must before its time.
func TestBuiltinReadsWell(t *testing.T) {
	cat := builtin(t)
	for i := range cat.Controls {
		c := &cat.Controls[i]
		if strings.Contains(c.Question, " and ") {
			t.Errorf("%s:%d: the question of %s asks two things", c.Place.File, c.Place.Line, c.ID)
		}
		if len(c.Good.Full) == 0 || len(c.FollowUps) == 0 || len(c.Documents) == 0 {
			t.Errorf("%s:%d: %s lacks what good looks like, follow-ups, or documents", c.Place.File, c.Place.Line, c.ID)
		}
		for _, id := range c.Maps["owasp-llm"] {
			if !strings.HasSuffix(id, ":2025") && !strings.HasSuffix(id, ":2026") {
				t.Errorf("%s:%d: %s maps to %s without an edition", c.Place.File, c.Place.Line, c.ID, id)
			}
		}
		if len(c.Maps["framework"]) == 0 {
			t.Errorf("%s:%d: %s has no place in the framework", c.Place.File, c.Place.Line, c.ID)
		}
	}
}

// TestBuiltinTerraformParses reads every block of Terraform as Terraform would.
func TestBuiltinTerraformParses(t *testing.T) {
	cat := builtin(t)
	for _, a := range cat.Actions {
		if a.Terraform == "" {
			continue
		}
		body, diags := hclparse.NewParser().ParseHCL([]byte(a.Terraform), a.ID+".tf")
		if diags.HasErrors() {
			t.Errorf("%s:%d: the Terraform of %s: %v", a.Place.File, a.Place.Line, a.ID, diags)
			continue
		}
		content, _, diags := body.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
			{Type: "resource", LabelNames: []string{"type", "name"}},
			{Type: "data", LabelNames: []string{"type", "name"}},
			{Type: "variable", LabelNames: []string{"name"}},
			{Type: "locals"},
			{Type: "provider", LabelNames: []string{"name"}},
		}})
		if diags.HasErrors() || len(content.Blocks) == 0 {
			t.Errorf("%s:%d: the Terraform of %s holds no block that Terraform knows: %v", a.Place.File, a.Place.Line, a.ID, diags)
		}
	}
}
