package desk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drydock/assess/evidence"
	"drydock/questionnaire"
)

// examples are the fenced blocks of a language in a document.
func examples(document, language string) []string {
	var blocks []string
	for _, part := range strings.Split(document, "\n```"+language+"\n")[1:] {
		block, _, _ := strings.Cut(part, "\n```")
		blocks = append(blocks, block+"\n")
	}
	return blocks
}

// TestThePackInTheGuideWorks takes the example out of docs/packs.md and does with it what the reader does.
func TestThePackInTheGuideWorks(t *testing.T) {
	guide := must[[]byte](t)(os.ReadFile(filepath.Join("..", "..", "docs", "packs.md")))
	blocks := examples(string(guide), "yaml")
	if len(blocks) != 1 {
		t.Fatalf("the guide has %d examples in YAML, want one", len(blocks))
	}
	base := must[*questionnaire.Catalog](t)(questionnaire.Builtin())
	cat, err := questionnaire.Merge(base, questionnaire.File{Name: "house.yaml", Data: []byte(blocks[0])})
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckRules(cat); err != nil {
		t.Fatal(err)
	}
	if len(cat.Controls) != len(base.Controls)+2 || len(cat.Agreed) != len(base.Agreed)+1 {
		t.Errorf("%d controls and %d lists, want two and one more than %d and %d", len(cat.Controls), len(cat.Agreed), len(base.Controls), len(base.Agreed))
	}
	r := newRoom(t, func(o *Options) { o.Catalog = func() (*questionnaire.Catalog, error) { return cat, nil } })
	v := must[*View](t)(r.OpenSample(t.Context(), true))
	c, ok := v.Posture.Control("house-agents-carry-our-tags")
	if !ok || len(c.Evidence.Findings) == 0 {
		t.Fatalf("the sample shows nothing on the pack's control: %+v", c)
	}
	unknown := 0
	for _, f := range c.Evidence.Findings {
		if f.Resource == "" { // a Region without any
			continue
		}
		unknown++
		if said := string(f.Because); f.Outcome != evidence.Unknown || !strings.Contains(said, "agreed") {
			t.Errorf("a list that nobody gave is not what stands in the way of %s: %s %s", f.Resource, f.Outcome, said)
		}
	}
	if unknown == 0 {
		t.Error("the sample has no agent for the pack's rules")
	}
	broken := strings.Replace(blocks[0], "key in it.tags)", "key in it.tag)", 1)
	cat, err = questionnaire.Merge(base, questionnaire.File{Name: "house.yaml", Data: []byte(broken)})
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckRules(cat); err == nil || !strings.Contains(err.Error(), "house.yaml:") {
		t.Errorf("a field that is not there passes: %v", err)
	}
}
