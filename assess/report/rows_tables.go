package report

import (
	"io"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// ControlsCSV writes one row for each control in scope, and for each that the scope leaves out, with the reason.
func ControlsCSV(w io.Writer, in Input) error {
	r, err := newReport(in)
	if err != nil {
		return err
	}
	var list []controlRow
	for i := range in.Posture.Controls {
		list = append(list, controlRow{ControlState: &in.Posture.Controls[i]})
	}
	said := map[string]*kept{}
	for _, k := range r.keptAside() {
		said[k.id] = k
	}
	for _, x := range in.Posture.Out {
		list = append(list, r.outRow(x.Control, x.Because, said[x.Control.ID]))
		delete(said, x.Control.ID)
	}
	for _, id := range keys(said) {
		list = append(list, r.outRow(&questionnaire.Control{ID: id, Title: id}, said[id].because, said[id]))
	}
	columns := append(controlColumns(), r.saidColumns()...)
	columns = append(columns, r.shownColumns()...)
	return writeRows(w, append(columns, origin[controlRow](in)...), list)
}

type controlRow struct {
	*assess.ControlState
	out string // why the scope leaves it out
}

// outRow is a control that is not asked now, with what people said of it all the same.
func (r *report) outRow(c *questionnaire.Control, because string, said *kept) controlRow {
	s := &assess.ControlState{Control: c}
	if said != nil {
		s.Decision, s.Statements = said.decision, said.statements
		for _, a := range said.accepted {
			if a.Expires < r.Posture.AsOf {
				s.Expired = append(s.Expired, a)
			} else {
				s.Acceptance = append(s.Acceptance, a)
			}
		}
	}
	return controlRow{ControlState: s, out: because}
}

func controlColumns() []column[controlRow] {
	type row = controlRow
	return []column[row]{
		{"Control", func(s row) string { return s.Control.ID }},
		{"Title", func(s row) string { return s.Control.Title }},
		{"Layer", func(s row) string { return s.Control.Layer.Title() }},
		{"Phase", func(s row) string { return s.Control.Phase.Title() }},
		{"Must-have", func(s row) string { return yesOr(s.Control.Must, "no") }},
		{"Weight", func(s row) string { return countOr(s.Weight, "") }},
		{"State", func(s row) string { return rowState(s.ControlState, s.out) }},
		{"Gap", func(s row) string { return gapCell(s.ControlState) }},
		{"Why", func(s row) string {
			if s.out != "" {
				return "Not in scope: " + s.out + "."
			}
			return s.Why
		}},
		{"Question", func(s row) string { return s.Control.Question }},
		{"Asks", func(s row) string { return joined(s.Control.Asks, roleWord) }},
		{"Placement", func(s row) string { return s.Control.Placement }},
		{"See also", func(s row) string { return strings.Join(references(s.Control), "; ") }},
	}
}

// saidColumns are what people said of a control.
func (r *report) saidColumns() []column[controlRow] {
	said := func(head string, of func(*assess.Decision) string) column[controlRow] {
		return column[controlRow]{head, func(s controlRow) string {
			if s.Decision == nil {
				return ""
			}
			return of(s.Decision)
		}}
	}
	return []column[controlRow]{
		said("You said", func(d *assess.Decision) string { return d.Value.Word() }),
		said("Because", func(d *assess.Decision) string { return string(d.Because) }),
		said("Said by", func(d *assess.Decision) string { return string(d.By) }),
		said("Role", func(d *assess.Decision) string { return roleWord(d.Role) }),
		said("Said on", func(d *assess.Decision) string { return string(r.day(d.At)) }),
		said("Rests on", func(d *assess.Decision) string { return basisWord(&d.Said) }),
		said("Document", func(d *assess.Decision) string { return documentCell(d.Document) }),
		said("Review by", func(d *assess.Decision) string { return string(d.Review) }),
		said("Contested", contestedCell),
		said("Recorded by", func(d *assess.Decision) string { return string(d.RecordedBy) }),
		{"Also said", func(s controlRow) string { return lines(s.Statements, r.statementCell) }},
		{"Notes", func(s controlRow) string { return r.notesCell(s.Control) }},
	}
}

// shownColumns are what AWS shows of a control, and what was decided about the difference.
func (r *report) shownColumns() []column[controlRow] {
	type row = controlRow
	return []column[row]{
		{"AWS shows", func(s row) string { return s.Evidence.Sentence }},
		{"Passes", func(s row) string { return countOr(s.Evidence.Passes, "0") }},
		{"Fails", func(s row) string { return countOr(s.Evidence.Fails, "0") }},
		{"Not known", func(s row) string { return countOr(s.Evidence.Unknowns, "0") }},
		{"These differ", func(s row) string { return yesOr(s.Differs != nil && s.Differs.Settled == nil, "no") }},
		{"Settled", func(s row) string { return r.settledCell(r.settled(s.Control)) }},
		{"Accepted risks", func(s row) string { return lines(s.Acceptance, r.acceptanceCell) }},
		{"Expired acceptances", func(s row) string { return lines(s.Expired, r.acceptanceCell) }},
	}
}

// FindingsCSV writes one row for each finding of every control in scope, those that do not count included.
func FindingsCSV(w io.Writer, in Input) error {
	if _, err := newReport(in); err != nil {
		return err
	}
	claimed := map[text.Untrusted]text.Untrusted{}
	for _, c := range in.Session.Claims {
		claimed[c.Resource] = c.By
	}
	muted := map[string]assess.Mute{}
	for _, m := range in.Session.Mutes {
		muted[m.Finding] = m
	}
	var list []findingRow
	for i := range in.Posture.Controls {
		s := &in.Posture.Controls[i]
		for j := range s.Evidence.Findings {
			f := &s.Evidence.Findings[j]
			list = append(list, findingRow{f, s.Control, muted[f.ID], claimed[f.Resource]})
		}
	}
	return writeRows(w, append(findingColumns(), origin[findingRow](in)...), list)
}

type findingRow struct {
	*evidence.Finding
	control *questionnaire.Control
	mute    assess.Mute
	claimed text.Untrusted // who said whose it is
}

func findingColumns() []column[findingRow] {
	type row = findingRow
	return []column[row]{
		{"Finding", func(f row) string { return f.ID }},
		{"Outcome", func(f row) string { return string(f.Outcome) }},
		{"Counts as", func(f row) string { return countsAs(f.Finding) }},
		{"Cause", func(f row) string { return string(f.Cause) }},
		{"Control", func(f row) string { return f.control.ID }},
		{"Control title", func(f row) string { return f.control.Title }},
		{"Rule", func(f row) string { return f.Rule }},
		{"States", func(f row) string { return f.States }},
		{"Account", func(f row) string { return f.Account }},
		{"Region", func(f row) string { return f.Region }},
		{"Kind", func(f row) string { return string(f.Kind) }},
		{"Resource", func(f row) string { return string(f.Resource) }},
		{"Name", func(f row) string { return string(f.Name) }},
		{"Because", func(f row) string { return string(f.Because) }},
		{"Shows", func(f row) string { return string(f.Shows) }},
		{"Missing permission", func(f row) string { return missingAction(f.Finding) }},
		{"Whose", func(f row) string { return string(f.Ownership) }},
		{"Said by", func(f row) string { return string(f.claimed) }},
		{"Muted by", func(f row) string { return string(f.mute.By) }},
		{"Muted because", func(f row) string { return string(f.mute.Reason) }},
		{"Muted until", func(f row) string { return string(f.mute.Expires) }},
		{"Source", func(f row) string { return f.Source }},
		{"Read at", func(f row) string { return instant(f.At) }},
		{"Request ids", func(f row) string { return requestIDs(f.Finding) }},
	}
}

// ActionsCSV writes one row for each action of the plan, in its order, and then for each of which people said something else: those
// that are done, and those that this catalogue does not have.
func ActionsCSV(w io.Writer, in Input) error {
	r, err := newReport(in)
	if err != nil {
		return err
	}
	var list []*assess.PlannedAction
	for i := range in.Plan.Actions {
		list = append(list, &in.Plan.Actions[i])
	}
	for _, id := range in.Plan.Done {
		if st, said := in.Session.Actions[id]; said {
			list = append(list, r.unplanned(st))
		}
	}
	for _, st := range r.strayActions() {
		list = append(list, r.unplanned(st))
	}
	return writeRows(w, append(actionColumns(), origin[*assess.PlannedAction](in)...), list)
}

// unplanned is an action outside of the plan, as a row.
func (r *report) unplanned(st assess.ActionState) *assess.PlannedAction {
	a, ok := r.Catalog.Action(st.Action)
	if !ok {
		a = &questionnaire.Action{ID: st.Action, Title: st.Action}
	}
	return &assess.PlannedAction{Action: a, State: st, Days: st.Days}
}

func actionColumns() []column[*assess.PlannedAction] {
	type row = *assess.PlannedAction
	same := func(s string) string { return s }
	return []column[row]{
		{"Rank", func(a row) string { return countOr(a.Rank, "") }},
		{"Action", func(a row) string { return a.Action.ID }},
		{"Title", func(a row) string { return a.Action.Title }},
		{"Horizon", func(a row) string { return a.Horizon }},
		{"Days", func(a row) string { return number(a.Days) }},
		{"Days because", func(a row) string { return a.DaysWhy }},
		{"Start", func(a row) string { return string(a.Start) }},
		{"Finish", func(a row) string { return string(a.Finish) }},
		{"Status", func(a row) string { return firstOf(a.State.Status, assess.ActionOpen) }},
		{"Owner", func(a row) string { return string(a.State.Owner) }},
		{"Due", func(a row) string { return string(a.State.Due) }},
		{"Done on", func(a row) string { return string(a.State.DoneAt) }},
		{"Note", func(a row) string { return string(a.State.Note) }},
		{"Done by", func(a row) string { return roleWord(a.Action.DoneBy) }},
		{"Quick win", func(a row) string { return yesOr(a.QuickWin, "no") }},
		{"Value", func(a row) string { return number(a.Value) }},
		{"Why", func(a row) string { return a.Why }},
		{"Closes", func(a row) string { return joined(a.Closes, func(c assess.Closing) string { return c.Control.ID }) }},
		{"Needs first", func(a row) string { return joined(a.Needs, same) }},
		{"Resources", func(a row) string { return lines(a.Resources, func(u text.Untrusted) string { return string(u) }) }},
		{"Steps", func(a row) string { return lines(a.Action.Steps, same) }},
		{"May break", func(a row) string { return a.Action.MayBreak }},
		{"Undo", func(a row) string { return a.Action.Undo }},
		{"Running cost", func(a row) string { return a.Action.RunningCost }},
		{"Verify", func(a row) string { return a.Action.Verify }},
		{"Readiness after", func(a row) string { return a.After.Readiness.Sentence }},
	}
}
