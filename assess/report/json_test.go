package report

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	generator "github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"drydock/assess"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// schemaFile is the published form of the JSON export.
var schemaFile = filepath.Join("..", "..", "docs", "schema", "assessment-1.json")

// published is the schema as the Go types have it today.
func published(t *testing.T) []byte {
	t.Helper()
	r := generator.Reflector{AllowAdditionalProperties: false, ExpandedStruct: true}
	s := r.Reflect(&assess.Portable{})
	s.ID, s.Title = "", "A Drydock assessment"
	s.Description = "What drydock export --format json writes and drydock import --from session reads: " + assess.PortableSchema
	// A fact is written under its kind; which fields a kind has, docs/catalog/facts.md says.
	facts := &generator.Schema{Type: "array", Items: &generator.Schema{
		Type: "object", Required: []string{"kind", "fact"}, Properties: generator.NewProperties(), AdditionalProperties: generator.FalseSchema,
	}}
	facts.Items.Properties.Set("kind", &generator.Schema{Type: "string"})
	facts.Items.Properties.Set("fact", &generator.Schema{Type: "object"})
	s.Definitions["Snapshot"].Properties.Set("facts", facts)
	evidence, _ := s.Properties.Get("evidence")
	s.Properties.Set("evidence", &generator.Schema{OneOf: []*generator.Schema{evidence, {Type: "null"}}})
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(data, '\n')
}

func TestPublishedSchemaIsUpToDate(t *testing.T) {
	got := published(t)
	if *update {
		if err := os.MkdirAll(filepath.Dir(schemaFile), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("docs/schema is not what is written; a form that readers rely on changed. If it may, run with -update (-want +got):\n%s", d)
	}
}

func exported(t *testing.T, cat *questionnaire.Catalog, s *assess.Session, snap *fact.Snapshot) []byte {
	t.Helper()
	p := assess.Judge(cat, s, today, noon, assess.DefaultPolicy())
	var b bytes.Buffer
	in := Input{Session: s, Catalog: cat, Posture: p, Plan: assess.MakePlan(cat, s, p, assess.PlanOptions{}), Evidence: snap, Version: "1.2.3"}
	if err := JSON(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is written fits the published schema, as an independent reader of schemas sees it.
func TestJSONFitsItsSchema(t *testing.T) {
	compiler := validator.NewCompiler()
	schema, err := compiler.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	cat, s := harbour("a\u202eb \x1b[1m")
	snap := &fact.Snapshot{Run: "r", At: noon, Facts: []fact.Fact{&fact.KMSKey{Meta: fact.Meta{Account: "1", Region: "eu-west-1", ARN: "k", ReadAt: noon}}}}
	for name, data := range map[string][]byte{
		"harbour": exported(t, cat, s, snap), "empty": exported(t, cat, &assess.Session{}, nil),
	} {
		if bytes.ContainsFunc(data, text.Invisible) {
			t.Errorf("%s: an invisible rune is in the file", name)
		}
		doc, err := validator.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(string(data), "the-secret-note") {
			t.Errorf("%s holds a private note", name)
		}
		var back assess.Portable
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		if name == "harbour" && back.Notes[0].Text != s.Notes[0].Text {
			t.Errorf("text comes back as %q", back.Notes[0].Text)
		}
	}
	bad, _ := validator.UnmarshalJSON(strings.NewReader(`{"schema":"drydock.assessment/1"}`))
	if schema.Validate(bad) == nil {
		t.Error("the schema takes anything")
	}
}
