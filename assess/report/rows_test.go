package report

import (
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/questionnaire"
)

var rowFormats = map[string]func(io.Writer, Input) error{
	"controls.csv": ControlsCSV, "findings.csv": FindingsCSV, "actions.csv": ActionsCSV, "jira.csv": JiraCSV,
}

// rows writes a format and reads it back with the standard reader, which refuses ragged rows.
func rows(t *testing.T, name string, cat *questionnaire.Catalog, s *assess.Session) (string, [][]string) {
	t.Helper()
	p := assess.Judge(cat, s, today, noon, assess.DefaultPolicy())
	var b bytes.Buffer
	in := Input{Session: s, Catalog: cat, Posture: p, Plan: assess.MakePlan(cat, s, p, assess.PlanOptions{}), Version: "1.2.3", Generated: noon}
	if err := rowFormats[name](&b, in); err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, b.String())
	}
	return b.String(), table
}

func TestRowsGolden(t *testing.T) {
	for name := range rowFormats {
		t.Run(name, func(t *testing.T) {
			cat, s := harbour("")
			got, _ := rows(t, name, cat, s)
			golden := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Errorf("%s changed; look at it and run with -update (-want +got):\n%s", name, d)
			}
		})
	}
}

// No text from outside becomes a formula, a control sequence, or a row of its own.
func TestHostileTextStaysInItsCell(t *testing.T) {
	formulas := []string{"=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "  =1"}
	for name := range rowFormats {
		cat, s := harbour("")
		_, want := rows(t, name, cat, s)
		for _, h := range append(append(formulas, hostile...), strings.Join(hostile, " ")) {
			cat, s := harbour(h)
			s.Notes[0].Text, s.Notes[0].By = "", "" // the cell then begins with what is left of the hostile text
			_, got := rows(t, name, cat, s)
			if len(got) != len(want) {
				t.Errorf("%s: %q makes %d rows of %d", name, h, len(got), len(want))
			}
			for _, row := range got {
				for _, cell := range row {
					if c := strings.TrimLeft(cell, " \n"); c != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(c)[0]) {
						t.Errorf("%s: a spreadsheet takes %q for a formula", name, cell)
					}
					if strings.ContainsAny(cell, "\x1b\x07\r\u202e") {
						t.Errorf("%s: %q reaches a cell", name, cell)
					}
				}
			}
		}
	}
}

// Rows hold what people typed, and never a private note.
func TestRowsHoldWhatPeopleTyped(t *testing.T) {
	cat, s := harbour("")
	for name, wants := range map[string][]string{
		"controls.csv": {"so it is", "Ada", "seen", "https://example.org", "small", "Lin", "2026-05-01", "data owner"},
		"findings.csv": {"wildcards", "kms:DescribeKey", "others", "unassigned", "shared"},
		"actions.csv":  {"Olga", "soon"},
		"jira.csv":     {"Olga", "soon", "Put it back"},
	} {
		got, _ := rows(t, name, cat, s)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s does not hold %q", name, want)
			}
		}
		if strings.Contains(got, "the-secret-note") {
			t.Errorf("%s holds a private note", name)
		}
	}
}

// Jira reads a parent before its children, one date format, and labels without spaces.
func TestJiraCanBeImported(t *testing.T) {
	cat, s := harbour("")
	_, table := rows(t, "jira.csv", cat, s)
	head := strings.Join(table[0], ",")
	if head != "Summary,Issue Type,Issue Key,Issue ID,Parent,Priority,Assignee,Due Date,Labels,Labels,Description" {
		t.Errorf("the header is %s", head)
	}
	date := regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	epics := map[string]bool{}
	tasks := 0
	for _, row := range table[1:] {
		kind, id, parent := row[1], row[3], row[4]
		switch kind {
		case "Epic":
			epics[id] = true
		case "Task":
			tasks++
			if !epics[parent] {
				t.Errorf("%s stands before its parent %s", row[0], parent)
			}
			if !date.MatchString(row[7]) {
				t.Errorf("%s is due on %q", row[0], row[7])
			}
		default:
			t.Errorf("an issue of type %q", kind)
		}
		if strings.ContainsAny(row[8]+row[9], " ,") {
			t.Errorf("label %q %q", row[8], row[9])
		}
	}
	p := assess.Judge(cat, s, today, noon, assess.DefaultPolicy())
	if want := len(assess.MakePlan(cat, s, p, assess.PlanOptions{}).Actions); tasks != want {
		t.Errorf("%d tasks for %d actions", tasks, want)
	}
}
