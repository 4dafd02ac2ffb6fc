package desk

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess/report"
	"drydock/questionnaire"
)

// update writes anew what these tests hold the catalogue to; make catalog does it.
var update = flag.Bool("update", false, "write the goldens and docs/catalog anew")

// hold compares text with a golden file, or writes it with -update.
func hold(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s is no longer true. Look at what changed; if it is meant, run make catalog:\n%s", path, diff)
	}
}

// TestCoverageKeepsItsLevel holds the coverage of every source, so that it changes only knowingly.
func TestCoverageKeepsItsLevel(t *testing.T) {
	cat := must[*questionnaire.Catalog](t)(questionnaire.Builtin())
	var b strings.Builder
	cover := Coverage(cat)
	for _, s := range cover.Sources {
		fmt.Fprintf(&b, "%s: %d of %d (rule %d, ceiling %d, question %d), left out %d, missing %d, rules not collected %d\n",
			s.ID, s.Covered, s.Total, s.By.Rule, s.By.Ceiling, s.By.Question, s.LeftOut, len(s.Missing), s.NotCollected)
	}
	for _, s := range cover.Sources {
		for _, id := range s.Missing {
			fmt.Fprintf(&b, "missing %s %s\n", s.ID, id)
		}
	}
	hold(t, "coverage.txt", b.String())
}

// TestCoverageKnowsWhatIsCollected judges two rules: one on a kind that a collector fills, one on a kind that none does.
func TestCoverageKnowsWhatIsCollected(t *testing.T) {
	cat := must[*questionnaire.Catalog](t)(questionnaire.Builtin())
	count := func(kind string) int {
		mine := *cat
		mine.Controls = slices.Clone(cat.Controls[:1])
		mine.Controls[0].Maps = map[string][]string{"own": {"duties"}}
		mine.Controls[0].Rules = []questionnaire.Rule{{ID: "x", Each: kind, Pass: "true"}}
		for _, s := range Coverage(&mine).Sources {
			if s.ID == "own" {
				return s.NotCollected
			}
		}
		return -1
	}
	if got := count("bedrock_agent"); got != 0 {
		t.Errorf("a rule on a collected kind: %d", got)
	}
	if got := count("no_such_kind"); got != 1 {
		t.Errorf("a rule on a kind that nobody collects: %d", got)
	}
}

// TestCatalogPagesAreUpToDate compares docs/catalog with the catalogue.
func TestCatalogPagesAreUpToDate(t *testing.T) {
	cat := must[*questionnaire.Catalog](t)(questionnaire.Builtin())
	root := filepath.Join("..", "..", "docs", "catalog")
	if *update {
		must[int](t)(WriteCatalog(cat, root))
	}
	fresh := t.TempDir()
	must[int](t)(WriteCatalog(cat, fresh))
	want, got := pagesIn(t, fresh), pagesIn(t, root)
	for name, data := range want {
		if got[name] != data {
			t.Errorf("docs/catalog/%s is not what the catalogue says; run make catalog", name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("docs/catalog/%s has no topic any more; run make catalog", name)
		}
	}
}

func pagesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	pages := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		pages[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatalf("%v; run make catalog", err)
	}
	return pages
}

// TestWriteCatalogTouchesOnlyItsOwnPages leaves a stranger's files alone, and takes away a topic that went.
func TestWriteCatalogTouchesOnlyItsOwnPages(t *testing.T) {
	cat := must[*questionnaire.Catalog](t)(questionnaire.Builtin())
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	theirs, old := write("infrastructure/notes.md", "# Ours"), write("infrastructure/gone.md", report.CatalogMark+"\n\n# Gone")
	must[int](t)(WriteCatalog(cat, dir))
	if _, err := os.Stat(theirs); err != nil {
		t.Errorf("a file of somebody else: %v", err)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the page of a topic that went is still there: %v", err)
	}
	write("README.md", "# Not yours")
	if _, err := WriteCatalog(cat, dir); !errors.Is(err, ErrFileExists) {
		t.Errorf("a file that Drydock did not write is replaced: %v", err)
	}
}
