package tui

import (
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// areas are the headings of the key table, by the first word of a command.
func areas() map[string]string {
	return map[string]string{
		"go": "Everywhere in an assessment", "home": "Home", "walk": "A question", "filter": "Which questions", "probe": "Ask AWS", "evidence": "What AWS shows",
		"overview": "Where we stand", "plan": "Plan", "compare": "Compare", "export": "Export", "agenda": "Today", "vote": "Vote", "read-out": "Read-out",
		"parking": "Parking lot", "form": "Forms and sheets", "list": "Lists to choose from", "history": "History", "notes": "Notes", "ask": "Questions with yes or no",
	}
}

// keyTable is the registry as Markdown.
func keyTable(t *testing.T) string {
	t.Helper()
	r, err := NewRegistry(nil)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	var order []string
	for _, k := range r.Bindings() {
		area, _, _ := strings.Cut(k.Command, ".")
		if rows[area] == nil {
			order = append(order, area)
		}
		names := make([]string, len(k.Keys))
		for i, key := range k.Keys {
			names[i] = "<kbd>" + html.EscapeString(keyName(key)) + "</kbd>"
		}
		rows[area] = append(rows[area], fmt.Sprintf("| %s | %s | `%s` |\n", strings.Join(names, " "), k.What, k.Command))
	}
	var b strings.Builder
	for _, area := range order {
		title := areas()[area]
		if title == "" {
			title = strings.ToUpper(area[:1]) + area[1:]
		}
		fmt.Fprintf(&b, "\n**%s**\n\n| key | what it does | command |\n| --- | --- | --- |\n%s", title, strings.Join(rows[area], ""))
	}
	return b.String() + "\n"
}

// TestTheGuidesKeyTableIsCurrent holds the table in the guide to the registry; with -update it writes it.
func TestTheGuidesKeyTableIsCurrent(t *testing.T) {
	data, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`(?s)<!-- keys -->\n(.*)<!-- /keys -->`)
	got := table.FindStringSubmatch(string(data))
	if got == nil {
		t.Fatal("the guide has no place for its key table")
	}
	want := keyTable(t)
	if *update {
		text := strings.Replace(string(data), got[0], "<!-- keys -->\n"+want+"<!-- /keys -->", 1)
		if err := os.WriteFile(guide, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got[1]); diff != "" {
		t.Errorf("the key table is old; make screens writes it (-want +got):\n%s", diff)
	}
}
