package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"drydock/assess"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// JiraDates is the one date format of JiraCSV, as Jira's import asks for it.
const JiraDates = "yyyy-MM-dd"

// JiraCSV writes the plan for Jira's CSV import: one Epic for each phase, before its Tasks; one Task for each action, in the
// plan's order. Labels stand in two columns of one name, as Jira wants several values. Dates are written as JiraDates says.
func JiraCSV(w io.Writer, in Input) error {
	r, err := newReport(in)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	write := func(row ...string) {
		for i := range row {
			row[i] = text.Untrusted(row[i]).CSV()
		}
		if err == nil {
			err = out.Write(row)
		}
	}
	write("Summary", "Issue Type", "Issue Key", "Issue ID", "Parent", "Priority", "Assignee", "Due Date", "Labels", "Labels", "Description")
	byPhase := map[questionnaire.Phase][]*assess.PlannedAction{}
	for i := range in.Plan.Actions {
		a := &in.Plan.Actions[i]
		byPhase[phaseOf(a)] = append(byPhase[phaseOf(a)], a)
	}
	id := 0
	for _, phase := range questionnaire.Phases() {
		if len(byPhase[phase]) == 0 {
			continue
		}
		id++
		epic := strconv.Itoa(id)
		write(fmt.Sprintf("%s: to %s", r.name(), lowerFirst(questionnaire.Gates()[phase.Number()-1].Title())), "Epic", "", epic, "", "", "",
			string(in.Session.Scope.By), "drydock", "drydock-"+string(phase), r.epicText(phase))
		for _, a := range byPhase[phase] {
			id++
			due := firstOf(string(a.State.Due), string(a.Finish))
			write(a.Action.Title, "Task", "", strconv.Itoa(id), epic, jiraPriority(a), string(a.State.Owner), due, "drydock", "drydock-"+a.Action.ID, r.taskText(a))
		}
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		return fmt.Errorf("write the rows for Jira: %w", err)
	}
	return nil
}

// phaseOf is the first phase of what an action closes; a mere prerequisite goes with the gate worked on first.
func phaseOf(a *assess.PlannedAction) questionnaire.Phase {
	first := questionnaire.Phase("")
	for _, c := range a.Closes {
		if p := c.Control.Phase; first == "" || p.Number() < first.Number() {
			first = p
		}
	}
	if first == "" {
		return questionnaire.Foundational
	}
	return first
}

// jiraPriority is the heaviest weight that an action closes, in the words that every Jira has.
func jiraPriority(a *assess.PlannedAction) string {
	heaviest := 0
	for _, c := range a.Closes {
		heaviest = max(heaviest, c.Control.Weight())
	}
	switch {
	case heaviest >= 9:
		return "Highest"
	case heaviest >= 6:
		return "High"
	case heaviest >= 3:
		return "Medium"
	}
	return "Low"
}

func (r *report) epicText(phase questionnaire.Phase) string {
	var lines []string
	for i := range r.Posture.Gates {
		if g := &r.Posture.Gates[i]; g.Gate.Number() == phase.Number() {
			lines = append(lines, wiki(g.Sentence))
		}
	}
	return strings.Join(append(lines, r.origin()), "\n")
}

// origin says in one line where an issue comes from.
func (r *report) origin() string {
	return wiki(fmt.Sprintf("Written by Drydock %s, catalogue %s, from the assessment %s as of %s. Dates are written %s.%s", r.Version,
		firstOf(r.Catalog.Version, r.Session.Meta.CatalogVersion), r.Session.Meta.Name, r.Posture.AsOf, JiraDates, marks(r.Session.Meta)))
}

// marks say of an assessment that it is no real one, or not all of it.
func marks(m assess.Meta) string {
	out := ""
	if m.Sample {
		out += " SAMPLE: all of it is made up."
	}
	if m.Redacted {
		out += " REDACTED: account ids, ARNs and names are masked."
	}
	return out
}

// taskText is an action as its owner gets it.
func (r *report) taskText(a *assess.PlannedAction) string {
	var b strings.Builder
	part := func(head, body string) {
		if body != "" {
			fmt.Fprintf(&b, "*%s*\n%s\n\n", head, wiki(body))
		}
	}
	part("Why", a.Why)
	part("Note", string(a.State.Note))
	part("Steps", numbered(a.Action.Steps))
	part("Closes", lines(a.Closes, func(c assess.Closing) string {
		s, _ := r.Posture.Control(c.Control.ID)
		if s == nil || s.GapFrom == "" {
			return c.Control.Title
		}
		return c.Control.Title + ": " + s.GapFrom
	}))
	part("Decided", r.decisionsOn(a))
	part("Needs first", lines(a.Needs, r.actionTitle))
	part("Resources", lines(a.Resources, func(u text.Untrusted) string { return string(u) }))
	part("May break", a.Action.MayBreak)
	part("Undo", a.Action.Undo)
	part("Done when", a.Action.Verify)
	for _, code := range []string{a.Commands().Short(filledLines), a.TerraformCode().Short(filledLines)} {
		if code = text.Untrusted(strings.TrimSpace(code)).TerminalLines(); code != "" {
			fmt.Fprintf(&b, "{noformat}\n%s\n{noformat}\n\n", strings.ReplaceAll(code, "{noformat}", "{ noformat}"))
		}
	}
	b.WriteString(r.origin())
	return b.String()
}

// decisionsOn is what was settled or accepted of the controls that an action closes: who does the work should know.
func (r *report) decisionsOn(a *assess.PlannedAction) string {
	var out []string
	for _, c := range a.Closes {
		if st := r.settled(c.Control); st != nil {
			out = append(out, c.Control.Title+": settled "+r.settledCell(st))
		}
		if s, ok := r.Posture.Control(c.Control.ID); ok {
			for _, x := range slices.Concat(s.Acceptance, s.Expired) {
				out = append(out, c.Control.Title+": risk accepted "+r.acceptanceCell(x))
			}
		}
	}
	return strings.Join(out, "\n")
}

func numbered(steps []string) string {
	var out []string
	for i, s := range steps {
		out = append(out, fmt.Sprintf("%d. %s", i+1, s))
	}
	return strings.Join(out, "\n")
}

func wiki(s string) string { return text.Untrusted(s).Wiki() }
