package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"time"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// A column of a table of rows: its head, and what stands in it for one row. Every cell is written as text that no
// spreadsheet takes for a formula.
type column[T any] struct {
	head string
	cell func(T) string
}

// writeRows writes one header row and one row for each of list.
func writeRows[T any](w io.Writer, columns []column[T], list []T) error {
	out := csv.NewWriter(w)
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.head
	}
	err := out.Write(row)
	for _, item := range list {
		for i, c := range columns {
			row[i] = text.Untrusted(c.cell(item)).CSV()
		}
		if err == nil {
			err = out.Write(row)
		}
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		return fmt.Errorf("write the rows: %w", err)
	}
	return nil
}

// origin ends every row, since rows are cut out and pasted elsewhere.
func origin[T any](in Input) []column[T] {
	fixed := func(s string) func(T) string { return func(T) string { return s } }
	return []column[T]{
		{"Assessment", fixed(firstOf(in.Session.Meta.Name, in.Session.Scope.Name))},
		{"As of", fixed(string(in.Posture.AsOf))},
		{"Drydock", fixed(in.Version)},
		{"Catalogue", fixed(firstOf(in.Catalog.Version, in.Session.Meta.CatalogVersion))},
		{"Sample", fixed(yesOr(in.Session.Meta.Sample, ""))},
	}
}

func yesOr(yes bool, no string) string {
	if yes {
		return "yes"
	}
	return no
}

func countOr(n int, none string) string {
	if n == 0 {
		return none
	}
	return strconv.Itoa(n)
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func joined[T any](list []T, say func(T) string) string { return strings.Join(each(list, say), ", ") }

func lines[T any](list []T, say func(T) string) string { return strings.Join(each(list, say), "\n") }

func each[T any](list []T, say func(T) string) []string {
	out := make([]string, len(list))
	for i, item := range list {
		out[i] = say(item)
	}
	return out
}

func rowState(s *assess.ControlState, out string) string {
	if out != "" {
		return "Out of scope"
	}
	return statusWord(s.Status)
}

func gapCell(s *assess.ControlState) string {
	if !s.Known {
		return ""
	}
	return number(s.Gap)
}

// contestedCell says that a room stayed split, and who finds out what holds.
func contestedCell(d *assess.Decision) string {
	switch {
	case !d.Contested:
		return "no"
	case d.Owner != "":
		return "yes, until " + string(d.Owner) + " finds out what holds"
	}
	return "yes"
}

func documentCell(d *assess.Document) string {
	if d == nil {
		return ""
	}
	return strings.TrimSpace(string(d.Link) + " " + string(d.Dated))
}

func (r *report) statementCell(s assess.Statement) string {
	by := firstOf(string(s.By), "nobody named")
	if s.Role != "" {
		by += " (" + roleWord(s.Role) + ")"
	}
	out := fmt.Sprintf("%s, by %s on %s, %s", s.Value.Word(), by, r.day(s.At), basisWord(&s.Said))
	if doc := documentCell(s.Document); doc != "" {
		out += ", " + doc
	}
	if s.Because != "" {
		out += ": " + string(s.Because)
	}
	if s.Review != "" {
		out += ", to be looked at again by " + string(s.Review)
	}
	if s.RecordedBy != "" && s.RecordedBy != s.By {
		out += " (written down by " + string(s.RecordedBy) + ")"
	}
	return out
}

func (r *report) settledCell(s *assess.Settlement) string {
	if s == nil {
		return ""
	}
	out := fmt.Sprintf("for %s, by %s on %s: %s", settledFor(s.For), s.By, r.day(s.At), s.Reason)
	if why := r.settlementIsVoid(s); why != "" {
		out += "; it no longer holds, because " + why
	}
	return out
}

func (r *report) acceptanceCell(a assess.Acceptance) string {
	until := "until " + string(a.Expires)
	if a.Expires < r.Posture.AsOf {
		until += ", expired"
	}
	out := fmt.Sprintf("by %s %s: %s", a.Approver, until, a.Reason)
	if len(a.Resources) > 0 {
		out += ", for " + strings.Join(asStrings(a.Resources), ", ")
	}
	if a.By != "" {
		out += fmt.Sprintf(" (written down by %s on %s)", a.By, r.day(a.At))
	}
	return out
}

func (r *report) notesCell(c *questionnaire.Control) string {
	var out []string
	for _, n := range r.Session.Notes {
		if is(c, n.Control) && !n.Private {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s: %s %s", n.By, n.Text, n.Link)))
		}
	}
	return strings.Join(out, "\n")
}

// references are what other frameworks call a control, framework by framework.
func references(c *questionnaire.Control) []string {
	var out []string
	for _, id := range questionnaire.Crosswalks() {
		if ids := c.Maps[id]; len(ids) > 0 {
			out = append(out, firstOf(questionnaire.CrosswalkTitle(id), id)+": "+strings.Join(ids, ", "))
		}
	}
	return out
}

func missingAction(f *evidence.Finding) string {
	if f.Gap == nil {
		return ""
	}
	return f.Gap.Action
}

func requestIDs(f *evidence.Finding) string {
	var ids []string
	for _, p := range f.Proof {
		ids = append(ids, p.Operation+" "+p.RequestID)
	}
	sort.Strings(ids)
	return strings.Join(ids, "\n")
}

// countsAs is how a finding enters its control: as pass, fail or unknown, or not at all.
func countsAs(f *evidence.Finding) string {
	if !f.Counts() {
		return "does not count"
	}
	return string(f.Effective())
}
