package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

const today = assess.Date("2026-03-02")

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// harbour is a small assessment in which everything that the report can show happens once. word stands wherever text
// comes from outside: names, notes, resources, reasons, and the catalogue itself, which may be a pack.
func harbour(word string) (*questionnaire.Catalog, *assess.Session) {
	w := func(s string) string { return s + word }
	u := func(s string) text.Untrusted { return text.Untrusted(s + word) }
	cat := &questionnaire.Catalog{Version: "1.0", Digest: "abcdef", Packs: []questionnaire.PackInfo{{ID: "own", Version: "2", Title: w("Own")}}}
	add := func(id string, layer questionnaire.Layer, phase questionnaire.Phase, must bool) *questionnaire.Control {
		cat.Controls = append(cat.Controls, questionnaire.Control{
			ID: id, Revision: 1, Title: w("Title of " + id), Layer: layer, Phase: phase, From: questionnaire.Answers, Must: must, Impact: 3, Exposure: 2,
			Minutes: 3, Asks: []questionnaire.Role{questionnaire.DataOwner}, Question: w("Is it " + id + "?"), Documents: []string{w("Register")},
			Maps: map[string][]string{"owasp-llm": {w("LLM01:2025")}}, Placement: "stated", Rules: []questionnaire.Rule{{ID: id + "-rule"}},
		})
		return &cat.Controls[len(cat.Controls)-1]
	}
	add("logs", questionnaire.AIApplication, questionnaire.Foundational, true)
	add("roles", questionnaire.IdentityData, questionnaire.Foundational, true)
	add("keys", questionnaire.Infrastructure, questionnaire.Enhanced, false).Ceiling = w("Copies are not seen.")
	add("words", questionnaire.IdentityData, questionnaire.Foundational, true)
	add("risk", questionnaire.Infrastructure, questionnaire.Foundational, true)
	add("votes", questionnaire.AIApplication, questionnaire.Enhanced, false)
	add("later", questionnaire.AIApplication, questionnaire.Advanced, true)
	for _, id := range []string{"logs", "roles", "keys", "risk", "votes"} {
		cat.Actions = append(cat.Actions, questionnaire.Action{
			ID: "fix-" + id, Title: w("Fix " + id), Days: 2, Per: "resource", DoneBy: questionnaire.PlatformEngineer, MayBreak: w("Callers"), Undo: w("Put it back"),
			Verify: w("The rule passes"), Steps: []string{w("First"), w("Second")}, CLI: w("aws sts get-caller-identity"), Terraform: w(`resource "x" "y" {}`),
			Closes: []questionnaire.Share{{Control: id, Share: 1}}, RunningCost: w("low"),
		})
	}
	cat.Actions[1].Needs = []string{"fix-logs"}
	said := func(control string, v assess.Answer) assess.Said {
		return assess.Said{Control: control, Revision: 1, Value: v, By: u("Ada"), Role: questionnaire.DataOwner, Because: u("so it is"), At: noon.AddDate(0, 0, -3)}
	}
	s := &assess.Session{
		Meta: assess.Meta{ID: "01J", Name: "harbour"},
		Scope: questionnaire.Scope{
			Name: w("Harbour"), Does: []string{questionnaire.DoesAct}, Next: questionnaire.GoLive, By: "2026-03-20", Regions: []string{"eu-west-1"},
			Attendees: []questionnaire.Attendee{{Name: w("Ada"), Role: questionnaire.DataOwner}},
			Accounts:  []questionnaire.Account{{ID: "111122223333", Alias: w("prod"), Role: "workload"}},
		},
		Decisions: map[string]assess.Decision{},
		Acceptances: []assess.Acceptance{{
			ID: "1", Control: "risk", Approver: u("Lin"), Reason: u("small"), Expires: "2026-05-01", By: u("Ada"), At: noon.AddDate(0, 0, -9),
		}},
		Actions: map[string]assess.ActionState{"fix-roles": {Owner: u("Olga"), Note: u("soon")}},
		Notes: []assess.Note{
			{Control: "logs", Text: u("seen"), Link: u("https://example.org"), By: u("Ada"), At: noon},
			{Control: "logs", Text: "the-secret-note", Private: true, By: u("Ada"), At: noon},
			{Text: u("about all of it"), By: u("Ada"), At: noon},
		},
		Parking:    []assess.Parked{{Text: u("Who pays?"), Owner: u("Bo"), Due: "2026-04-01"}},
		Milestones: []assess.Milestone{{Name: w("baseline"), AsOf: "2025-12-01", Controls: []assess.Frozen{{Control: "roles", Known: true}, {Control: "words", Known: true, Gap: 1}}}},
		Runs:       []assess.Run{{ID: "r", At: noon.AddDate(0, 0, -2), Caller: w("arn:caller"), Calls: 7, Complete: true}},
		Reach: []fact.Reach{
			{Account: "111122223333", Region: "eu-west-1", Kind: "iam_role", Gap: fact.Gap{Status: fact.Read}},
			{Account: "111122223333", Region: "eu-west-1", Kind: "kms_key", Gap: fact.Gap{Status: fact.Denied, Action: "kms:ListKeys"}},
		},
	}
	for _, d := range []assess.Said{said("logs", assess.Yes), said("roles", assess.Partial), said("words", assess.Yes), said("risk", assess.No)} {
		s.Decisions[d.Control] = assess.Decision{Said: d}
	}
	s.Statements = []assess.Statement{{ID: "1", Said: said("votes", assess.Yes)}, {ID: "2", Said: said("votes", assess.No)}}
	find := func(control, resource string, out evidence.Outcome, whose evidence.Ownership) {
		s.Findings = append(s.Findings, evidence.Finding{
			ID: control + resource, Source: evidence.Own, Rule: control + "-rule", Control: control, Account: "111122223333", Region: "eu-west-1", Kind: "iam_role",
			Resource: u("arn:" + resource), Name: u(resource), Outcome: out, Because: u("it does"), Shows: u("wildcards"), At: noon.AddDate(0, 0, -2), Ownership: whose,
		})
	}
	find("logs", "a", evidence.Pass, evidence.Ours)
	find("logs", "b", evidence.Fail, evidence.Ours)
	find("roles", "a", evidence.Fail, evidence.Shared)
	find("roles", "x", evidence.Fail, evidence.Others)
	find("roles", "y", evidence.Fail, evidence.Unassigned)
	find("keys", "k", evidence.Unknown, evidence.Ours)
	s.Findings[len(s.Findings)-1].Gap = &fact.Gap{Status: fact.Denied, Action: "kms:DescribeKey", Message: w("denied")}
	return cat, s
}

func write(t *testing.T, cat *questionnaire.Catalog, s *assess.Session) string {
	t.Helper()
	p := assess.Judge(cat, s, today, noon, assess.DefaultPolicy())
	var b bytes.Buffer
	err := Markdown(&b, Input{
		Session: s, Catalog: cat, Posture: p, Plan: assess.MakePlan(cat, s, p, assess.PlanOptions{}), Agenda: assess.MakeAgenda(cat, s, p, 0),
		Version: "1.2.3", Generated: noon,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	cat, s := harbour("")
	got := write(t, cat, s)
	golden := filepath.Join("testdata", "plan.md")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("the report changed; look at it and run with -update (-want +got):\n%s", d)
	}
}

// The first screen is the decision, and says it in the words of people.
func TestFirstScreen(t *testing.T) {
	cat, s := harbour("")
	md := write(t, cat, s)
	first, _, _ := strings.Cut(md, "\n## ")
	for _, want := range []string{
		"# Harbour: May it go live?", "**DRAFT: 4 of 6 questions are answered", "**Not yet.** 2 must-haves stand in the way",
		"you said yes, but AWS shows it in part (1 of 2 roles)", "**Earliest date** at 10 days of work a month:", "**On word only:** 1 of 4 must-haves",
		"**Signed for:** Title of risk (risk accepted by Lin until 2026-05-01)", "**We ask you to decide:**",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the first screen does not say %q:\n%s", want, first)
		}
	}
	order := []string{
		"What we did not look at", "Who was asked", "Find out first", "What to do first, and why", "The plan", "The work, action by action", "What differs",
		"Accepted risks", "Where it stands", "Since the milestone", "Parking lot", "Notes", "Sign-off", "Appendix A", "Appendix B", "Provenance",
	}
	at := 0
	for _, h := range order {
		i := strings.Index(md, "\n## "+h)
		if i < at {
			t.Errorf("section %q is missing or out of place", h)
		}
		at = i
	}
}

func TestMarks(t *testing.T) {
	cat, s := harbour("")
	if md := write(t, cat, s); strings.Contains(md, "the-secret-note") {
		t.Error("a private note was exported")
	} else if strings.Contains(md, "SAMPLE") {
		t.Error("an assessment of one's own is marked SAMPLE")
	}
	s.Meta.Sample = true
	if md := write(t, cat, s); !strings.Contains(md, "**SAMPLE.**") {
		t.Error("the sample is not marked")
	}
	for _, id := range []string{"votes", "keys", "logs"} {
		s.Decisions[id] = assess.Decision{Said: assess.Said{Control: id, Value: assess.No, By: "Ada", At: noon}}
	}
	if md := write(t, cat, s); strings.Contains(md, "DRAFT") {
		t.Error("DRAFT although nothing is left to ask")
	}
}

func TestSameInputSameBytes(t *testing.T) {
	cat, s := harbour("")
	first := write(t, cat, s)
	for i := 0; i < 20; i++ {
		if d := cmp.Diff(first, write(t, cat, s)); d != "" {
			t.Fatalf("two exports differ:\n%s", d)
		}
	}
}

func TestWithoutAnything(t *testing.T) {
	cat, _ := harbour("")
	md := write(t, cat, &assess.Session{})
	if !strings.Contains(md, "AWS was not asked") || !strings.Contains(md, "Nobody yet.") {
		t.Error("an empty assessment does not say that nobody was asked")
	}
	if err := Markdown(&bytes.Buffer{}, Input{}); err == nil {
		t.Error("a report of nothing was written")
	}
}

// hostile has broken other tools' Markdown.
var hostile = []string{
	"| a | b |", "\n\n# Not yours\n", "\n| x |\n| --- |\n", "```\nout\n```", "````", "~~~", "<script>alert(1)</script>", "<!--", "</details>", "<details>",
	"[x](javascript:alert(1))", "![i](https://evil.example/x.png)", "https://evil.example", "\x1b]0;t\x07", "a\u202eb", "\r\n- item", "\n1. one", "\n> quote",
	"\\", "\\|", "`", "**bold**", "_", "&lt;", "\n---\n", "\n===\n", "\n\n    code", "\xff\xfe", "end of table |\n\nparagraph", "%s %d %!", "\n:::",
}

// Whatever stands in the text, the document has the blocks of a benign run: as many headings, tables, rows and lists.
func TestHostileTextKeepsTheShape(t *testing.T) {
	cat, s := harbour("")
	want := shape(write(t, cat, s))
	for _, h := range append(hostile, strings.Join(hostile, " ")) {
		cat, s := harbour(h)
		md := write(t, cat, s)
		if got := shape(md); !reflect.DeepEqual(want, got) {
			t.Errorf("%q changes the document (-want +got):\n%s", h, cmp.Diff(want, got))
		}
		for _, bad := range []string{"\x1b", "\x07", "\r", "\u202e", "<script"} {
			if strings.Contains(outsideCode(md), bad) {
				t.Errorf("%q: %q reaches the document", h, bad)
			}
		}
	}
}

// outsideCode is the document without its fenced blocks, where markup is only shown.
func outsideCode(md string) string {
	var out []string
	fence := ""
	for _, line := range strings.Split(md, "\n") {
		switch {
		case fence == "" && strings.HasPrefix(line, "```"):
			fence = line[:len(line)-len(strings.TrimLeft(line, "`"))]
		case fence != "" && line == fence:
			fence = ""
		case fence == "":
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// shape counts the blocks of a document as GitHub would see them, and what may run or load.
func shape(md string) map[string]int {
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(gtext.NewReader([]byte(md)), parser.WithContext(parser.NewContext()))
	out := map[string]int{}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindHeading, ast.KindList, ast.KindListItem, ast.KindFencedCodeBlock, ast.KindCodeBlock, ast.KindBlockquote, ast.KindThematicBreak,
			ast.KindHTMLBlock, ast.KindRawHTML, ast.KindLink, ast.KindImage, ast.KindAutoLink, ast.KindCodeSpan, ast.KindEmphasis,
			east.KindTable, east.KindTableRow, east.KindTableCell, east.KindTaskCheckBox, east.KindStrikethrough:
			out[n.Kind().String()]++
		}
		return ast.WalkContinue, nil
	})
	return out
}

func FuzzMarkdown(f *testing.F) {
	for _, h := range hostile {
		f.Add(h)
	}
	f.Fuzz(func(t *testing.T, word string) {
		cat, s := harbour("")
		want := shape(write(t, cat, s))
		cat, s = harbour(word)
		if got := shape(write(t, cat, s)); !reflect.DeepEqual(want, got) {
			t.Fatalf("%q changes the document (-want +got):\n%s", word, cmp.Diff(want, got))
		}
	})
}
