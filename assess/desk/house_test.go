package desk

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the path that imports of our own begin with.
const module = "drydock/"

// mayImport is HOUSE.md's table: which of our packages may import which others. It binds tests too. Every package may
// import questionnaire/text.
func mayImport() map[string][]string {
	const (
		text, questionnaire, fact, evidence = "questionnaire/text", "questionnaire", "assess/fact", "assess/evidence"
		iam, collect, rule, probe, assess   = "assess/iam", "assess/collect", "assess/rule", "assess/probe", "assess"
		intake, report, sample, store       = "assess/intake", "assess/report", "assess/sample", "store"
		moto                                = "assess/probe/moto"
	)
	written := []string{assess, questionnaire, fact, evidence}
	screen := append([]string{"assess/desk"}, written...)
	return map[string][]string{
		text:          {},
		questionnaire: {},
		fact:          {},
		evidence:      {questionnaire, fact},
		iam:           {fact},
		collect:       {fact},
		rule:          {questionnaire, fact, iam, evidence},
		probe:         {collect, fact, iam, rule, evidence, questionnaire, moto},
		moto:          {}, // the emulator that tests seed
		assess:        {questionnaire, fact, evidence},
		intake:        written,
		report:        written,
		sample:        written,
		store:         written,
		"assess/desk": {questionnaire, fact, evidence, iam, collect, rule, probe, assess, intake, report, sample, store, moto}, // moto: what is denied on a seeded account
		"tui":         append([]string{"tui/cell", "tui/theme", "tui/words", moto}, screen...),                                 // moto: the journey in a terminal on a live API
		"tui/words":   written,
		"tui/plain":   append([]string{"tui/cell", "tui/words"}, screen...),
		"tui/cell":    {},
		"tui/theme":   {"tui/cell"},
		"cmd/drydock": append([]string{"tui", "tui/plain", moto}, screen...), // moto: the live test of the real binary
	}
}

// onlyIn says where a library may be imported, tests included.
func onlyIn() map[string][]string {
	screens := []string{"tui", "tui/cell", "tui/theme"}
	return map[string][]string{
		"go.etcd.io/bbolt":              {"store"},
		"cel.dev/":                      {"assess/rule"},
		"github.com/google/cel-go":      {"assess/rule"},
		"charm.land/":                   screens,
		"github.com/charmbracelet/":     screens,
		"github.com/spf13/":             {"cmd/drydock"},
		"charm.land/fang":               {"cmd/drydock"},
		"github.com/aws/aws-sdk-go-v2":  {"assess/collect", "assess/probe", "assess/probe/moto"},
		"github.com/aws/smithy-go":      {"assess/collect", "assess/probe", "assess/probe/moto"},
		"github.com/oklog/ulid":         {"cmd/drydock", "assess/desk"},
		"github.com/rogpeppe/go-intern": {"cmd/drydock"},
	}
}

// source is one parsed file of the module.
type source struct {
	name string // from the root, with slashes
	set  *token.FileSet
	file *ast.File
	rows int
}

func (s *source) dir() string  { return path.Dir(s.name) }
func (s *source) isTest() bool { return strings.HasSuffix(s.name, "_test.go") }

// house parses every Go file of the module.
func house(t *testing.T) []source {
	t.Helper()
	root, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(root, "go.mod")); missing == nil {
			break
		}
		if root == filepath.Dir(root) {
			t.Fatal("no go.mod above this folder")
		}
		root = filepath.Dir(root)
	}
	var all []source
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(name) != ".go":
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, data, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		short, err := filepath.Rel(root, name)
		all = append(all, source{filepath.ToSlash(short), set, file, strings.Count(string(data), "\n")})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d files found: this test looks in the wrong place", len(all))
	}
	return all
}

func TestEveryImportGoesInADirectionOfTheHouse(t *testing.T) {
	for _, s := range house(t) {
		if _, ok := mayImport()[s.dir()]; !ok {
			t.Errorf("%s: HOUSE.md knows no package %s", s.name, s.dir())
			continue
		}
		for _, problem := range wrongImports(s) {
			t.Error(problem)
		}
	}
}

// wrongImports are the imports of a file that the house does not allow.
func wrongImports(s source) []string {
	var problems []string
	for _, spec := range s.file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return []string{err.Error()}
		}
		if own, ok := strings.CutPrefix(imported, module); ok {
			if own != s.dir() && own != "questionnaire/text" && !slices.Contains(mayImport()[s.dir()], own) {
				problems = append(problems, fmt.Sprintf("%s: %s may not import %s", s.name, s.dir(), own))
			}
			continue
		}
		for library, dirs := range onlyIn() {
			if strings.HasPrefix(imported, library) && !slices.Contains(dirs, s.dir()) {
				problems = append(problems, fmt.Sprintf("%s: only %s may import %s", s.name, strings.Join(dirs, ", "), imported))
			}
		}
	}
	return problems
}

// TestTheHouseNoticesAWrongImport holds the check itself to account.
func TestTheHouseNoticesAWrongImport(t *testing.T) {
	for code, want := range map[string]int{
		"assess/fact: drydock/questionnaire":                1,
		"assess/fact: drydock/questionnaire/text":           0,
		"assess: drydock/assess/probe":                      1,
		"tui: drydock/store":                                1,
		"tui: drydock/assess/desk":                          0,
		"store: go.etcd.io/bbolt":                           0,
		"assess/desk: go.etcd.io/bbolt/errors":              1,
		"tui: github.com/aws/aws-sdk-go-v2/service/bedrock": 1,
		"cmd/drydock: charm.land/bubbletea/v2":              1,
		"store: drydock/store":                              0,
	} {
		dir, imported, _ := strings.Cut(code, ": ")
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, "x.go", fmt.Sprintf("package x\nimport _ %q\n", imported), 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := wrongImports(source{name: dir + "/x.go", set: set, file: file}); len(got) != want {
			t.Errorf("%s: %v", code, got)
		}
	}
}

func TestFilesAndFunctionsStayShort(t *testing.T) {
	const mostRows, mostFunction = 500, 60
	for _, s := range house(t) {
		if s.rows >= mostRows {
			t.Errorf("%s has %d lines; the house allows fewer than %d", s.name, s.rows, mostRows)
		}
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Body == nil || s.isTest() {
				continue
			}
			if n := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1; n >= mostFunction {
				t.Errorf("%s: %s has %d lines; the house allows fewer than %d", s.set.Position(f.Pos()), f.Name.Name, n, mostFunction)
			}
		}
	}
}

// TestHabitsOfTheHouse looks for what the house never does: init, os.Exit below main, packages named for nothing.
func TestHabitsOfTheHouse(t *testing.T) {
	for _, s := range house(t) {
		if slices.Contains([]string{"utils", "util", "common", "helpers", "helper", "misc", "context"}, s.file.Name.Name) {
			t.Errorf("%s: a package called %s says nothing of what it is for", s.name, s.file.Name.Name)
		}
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: init does work before main", s.set.Position(f.Pos()))
			}
			if s.isTest() || s.name == "cmd/drydock/main.go" && f.Name.Name == "main" {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if call, ok := n.(*ast.SelectorExpr); ok && call.Sel.Name == "Exit" {
					if x, ok := call.X.(*ast.Ident); ok && x.Name == "os" {
						t.Errorf("%s: os.Exit below main skips every defer", s.set.Position(call.Pos()))
					}
				}
				return true
			})
		}
	}
}
