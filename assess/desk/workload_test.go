package desk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"drydock/questionnaire"
)

// The file that docs/ci.md shows is one that Drydock takes.
func TestTheDocumentedWorkloadIsTaken(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "ci.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(doc), "```yaml\n")
	block, _, found := strings.Cut(after, "```")
	if !found {
		t.Fatal("docs/ci.md shows no file")
	}
	w, err := New(Options{Catalog: questionnaire.Builtin, Now: time.Now}).LoadWorkload(questionnaire.File{Name: "drydock.yaml", Data: []byte(block)})
	if err != nil {
		t.Fatal(err)
	}
	if w.Scope.Name != "claims" || len(w.decisions) != 1 {
		t.Errorf("read as %+v", w)
	}
}
