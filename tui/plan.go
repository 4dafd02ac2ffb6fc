package tui

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire/text"
	"drydock/tui/cell"
	"drydock/tui/theme"
	"drydock/tui/words"
)

// plan says what to find out first, and what to do in which order. Ticks ask what if something were done; they change
// nothing but this page.
type plan struct {
	view     *desk.View
	plan     *assess.Plan // with the ticks and the capacity of this page
	capacity int
	whatIf   []string
	rows     []planRow
	at       int  // among the rows that can be chosen
	findAll  bool // show all that is to find out, not only the first few
}

// fewFinds is how much of what is to find out is shown at first: the work has to stay in sight.
const fewFinds = 5

type planRow struct {
	head   string
	find   *assess.FindOut
	action *assess.PlannedAction
	id     string // of a done action
	more   string // shows more, or fewer, things to find out
}

func (r planRow) choosable() bool {
	return r.find != nil || r.action != nil || r.id != "" || r.more != ""
}

// replanned is a plan for other ticks or another capacity.
type replanned struct{ plan *assess.Plan }

func newPlan(v *desk.View) plan {
	p := plan{view: v, plan: v.Plan}
	if v.Plan != nil {
		p.capacity = v.Plan.Capacity
	}
	p = p.derive()
	return p.atAction(v.Session.Place.Item)
}

func (p plan) atAction(id string) plan {
	for i, r := range p.rows {
		if r.action != nil && r.action.Action.ID == id {
			p.at = i
		}
	}
	return p
}

func (p plan) Place() assess.Place {
	pl := assess.Place{Screen: placePlan}
	if p.at < len(p.rows) && p.rows[p.at].action != nil {
		pl.Item = p.rows[p.at].action.Action.ID
	}
	return pl
}

func (p plan) Head() string { return "Plan · " + count(p.capacity, "day", "days") + " a month" }

func (p plan) derive() plan {
	p.rows = nil
	if p.plan == nil {
		return p
	}
	p.rows = p.findRows()
	last := ""
	for i := range p.plan.Actions {
		a := &p.plan.Actions[i]
		if a.Horizon != last {
			last = a.Horizon
			p = p.headed(horizonWord(last))
		}
		p.rows = append(p.rows, planRow{action: a})
	}
	if len(p.plan.Done) > 0 {
		p = p.headed("Done")
		for _, id := range p.plan.Done {
			p.rows = append(p.rows, planRow{id: id})
		}
	}
	p.at = min(p.at, max(0, len(p.rows)-1))
	if len(p.rows) > 0 && !p.rows[p.at].choosable() {
		p = p.move(1)
	}
	return p
}

// findRows are the things to find out; many of them are folded into one row.
func (p plan) findRows() []planRow {
	finds := p.plan.FindOut
	if len(finds) == 0 {
		return nil
	}
	shown := len(finds)
	if shown > fewFinds+1 && !p.findAll {
		shown = fewFinds
	}
	out := []planRow{{head: "Find out first"}}
	for i := range finds[:shown] {
		out = append(out, planRow{find: &finds[i]})
	}
	switch {
	case shown < len(finds):
		out = append(out, planRow{more: fmt.Sprintf("%d more; enter shows them", len(finds)-shown)})
	case p.findAll:
		out = append(out, planRow{more: fmt.Sprintf("enter shows the first %d only", fewFinds)})
	}
	return out
}

// headed begins a part of the list.
func (p plan) headed(head string) plan {
	if len(p.rows) > 0 {
		p.rows = append(p.rows, planRow{})
	}
	p.rows = append(p.rows, planRow{head: head})
	return p
}

func horizonWord(h string) string { return words.Horizon(h) }

func (p plan) move(by int) plan {
	for i := p.at + by; i >= 0 && i < len(p.rows); i += by {
		if p.rows[i].choosable() {
			p.at = i
			return p
		}
	}
	return p
}

func (p plan) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case fresh:
		p.view = m.view
		return p.again()
	case replanned:
		p.plan = m.plan
		return p.derive(), Step{}
	}
	return p, Step{}
}

// again has the plan made anew where ticks or capacity differ from the assessment's own.
func (p plan) again() (Screen, Step) {
	v, capacity, whatIf := p.view, p.capacity, p.whatIf
	if len(whatIf) == 0 && v.Plan != nil && capacity == v.Plan.Capacity {
		p.plan = v.Plan
		return p.derive(), Step{}
	}
	return p, Step{Run: []Work{do("plan", func(ctx context.Context, d Desk) any {
		return replanned{plan: d.Plan(ctx, v, capacity, whatIf)}
	})}}
}

func (p plan) row() planRow {
	if p.at < len(p.rows) {
		return p.rows[p.at]
	}
	return planRow{}
}

func (p plan) Commands() []Command {
	rest := inAssessment(p.view, goPlan)
	for i := range rest {
		rest[i].Hint = rest[i].ID == goExport || rest[i].ID == goWalk
	}
	if len(p.rows) == 0 {
		return rest
	}
	out := []Command{
		{ID: planOpen, Hint: true, Do: p.open},
		{ID: planUp, Do: func() (Screen, Step) { return p.move(-1), Step{} }},
		{ID: planDown, Do: func() (Screen, Step) { return p.move(1), Step{} }},
		{ID: planMore, Hint: true, Do: func() (Screen, Step) { p.capacity++; return p.again() }},
		{ID: planLess, Do: func() (Screen, Step) { p.capacity = max(1, p.capacity-1); return p.again() }},
	}
	if a := p.row().action; a != nil {
		out = append(out,
			Command{ID: planTick, Hint: true, Do: p.tick},
			Command{ID: planEdit, Hint: true, Do: func() (Screen, Step) { return p, Step{Over: actionForm(p.view, a.Action.ID, a.Action.Title)} }},
			Command{ID: planDone, Hint: true, Do: func() (Screen, Step) { return p, Step{Write: toggleDone(p.view, a.Action.ID)} }})
	}
	if id := p.row().id; id != "" {
		out = append(out, Command{ID: planDone, Hint: true, Do: func() (Screen, Step) { return p, Step{Write: toggleDone(p.view, id)} }})
	}
	if len(p.whatIf) > 0 {
		out = append(out, Command{ID: planClear, Hint: true, Do: func() (Screen, Step) { p.whatIf = nil; return p.again() }})
	}
	return append(out, rest...)
}

func (p plan) tick() (Screen, Step) {
	id := p.row().action.Action.ID
	if i := slices.Index(p.whatIf, id); i >= 0 {
		p.whatIf = slices.Delete(slices.Clone(p.whatIf), i, i+1)
	} else {
		p.whatIf = append(slices.Clone(p.whatIf), id)
	}
	return p.again()
}

func (p plan) open() (Screen, Step) {
	switch r := p.row(); {
	case r.find != nil:
		return p, Step{Move: Push, To: newWalk(p.view, r.find.Control)}
	case r.action != nil:
		return p, Step{Move: Push, To: newPlanDetail(p.view, p.plan, r.action.Action.ID)}
	case r.more != "":
		p.findAll = !p.findAll
		p.at = min(p.at, fewFinds+1)
		return p.derive(), Step{}
	}
	return p, Step{Say: "This is done. d opens it again."}
}

func (p plan) View(size cell.Size, th theme.Theme) string {
	if len(p.rows) == 0 {
		return cell.Block([]string{
			"", " " + th.Strong.Say("Nothing to do yet."), "",
			" " + th.Dim.Say("The plan grows from answers and from what AWS shows: w walks the questions, a asks AWS."),
		}, size)
	}
	w := min(size.W, widest)
	top := p.summary(w, th)
	foot := p.foot(w, th)
	room := max(1, size.H-len(top)-len(foot))
	first := cell.Window(len(p.rows), room, p.at, max(0, p.at-room/2))
	lines := top
	for i := first; i < len(p.rows) && i < first+room; i++ {
		lines = append(lines, th.Row(i, p.drawRow(i, w, th)))
	}
	for len(lines) < size.H-len(foot) {
		lines = append(lines, "")
	}
	return cell.Block(append(lines[:max(0, min(len(lines), size.H-len(foot)))], foot...), size)
}

// summary says what the plan comes to: the date, the shortfall, and what the ticks change.
func (p plan) summary(w int, th theme.Theme) []string {
	total := 0.0
	if n := len(p.plan.Actions); n > 0 {
		total = p.plan.Actions[n-1].Cumulated
	}
	lines := []string{" " + count(len(p.plan.FindOut), "thing to find out", "things to find out") + ", " +
		count(len(p.plan.Actions), "action", "actions") + ", " + assess.Quarters(total) + " days of work"}
	if s := p.plan.Short; s != nil {
		lines = append(lines, " "+shortfall(s, p.view.Posture.AsOf, th))
	}
	if n := len(p.whatIf); n > 0 {
		lines = append(lines, " "+th.Accent.Say("What if "+count(n, "action were", "actions were")+" done: ")+p.change())
	}
	return append(lines, "")
}

func shortfall(s *assess.Shortfall, asOf assess.Date, th theme.Theme) string {
	if s.Days <= 0 {
		return th.Good.Say("✓ fits the date, " + near(s.By, asOf))
	}
	return th.Bad.Say(fmt.Sprintf("✗ %s late for %s: the earliest is %s", count(s.Days, "day", "days"), near(s.By, asOf), near(s.Earliest, asOf)))
}

// change says what the ticks win, beside the plan without them.
func (p plan) change() string {
	before, after := p.view.Plan, p.plan
	if before == nil || after == nil {
		return ""
	}
	if before.Short != nil && after.Short != nil && before.Short.Earliest != after.Short.Earliest {
		return fmt.Sprintf("the earliest date moves from %s to %s", near(before.Short.Earliest, p.view.Posture.AsOf), near(after.Short.Earliest, p.view.Posture.AsOf))
	}
	return fmt.Sprintf("%s instead of %d", count(len(after.Actions), "action", "actions"), len(before.Actions))
}

func (p plan) drawRow(i, w int, th theme.Theme) string {
	r := p.rows[i]
	chosen := i == p.at
	switch {
	case !r.choosable() && r.head == "":
		return ""
	case r.head != "":
		return head(th, r.head)
	case r.more != "" && chosen:
		return th.Selected.Say(cell.Fit(" › … "+r.more, w))
	case r.more != "":
		return "   " + th.Dim.Say("… "+r.more)
	case r.find != nil:
		return p.drawFind(r.find, chosen, w, th)
	case r.action != nil:
		return p.drawAction(r.action, chosen, w, th)
	}
	title := r.id
	if a, ok := p.view.Catalog.Action(r.id); ok {
		title = a.Title
	}
	if chosen {
		return th.Selected.Say(cell.Fit(" › ✓ "+safe(title), w))
	}
	return "   " + th.Good.Say("✓ ") + th.Dim.Say(safe(title))
}

func (p plan) drawFind(f *assess.FindOut, chosen bool, w int, th theme.Theme) string {
	who := roleWord(f.Finder)
	if f.Owner != "" {
		who = safe(f.Owner)
	}
	switch {
	case f.Must && w < 100: // the foot says who
		who = "must-have"
	case f.Must:
		who = "must-have · " + who
	}
	right := p.columns(who, f.Due, "", w)
	if chosen {
		return th.Selected.Say(cell.Ends(" › ? "+safe(f.Title), right, w))
	}
	return cell.Ends("   "+th.Unknown.Say("? ")+safe(f.Title), th.Dim.Say(right), w)
}

func (p plan) drawAction(a *assess.PlannedAction, chosen bool, w int, th theme.Theme) string {
	tags := []string{}
	if p.plan.Short != nil && slices.Contains(p.plan.Short.Late, a.Action.ID) {
		tags = append(tags, "late")
	}
	if a.QuickWin && (w >= 100 || a.State.Owner == "") {
		tags = append(tags, "quick win")
	}
	if a.State.Owner != "" {
		tags = append(tags, safe(a.State.Owner))
	}
	due := a.State.Due
	if due == "" {
		due = a.Finish
	}
	right := p.columns(strings.Join(tags, " · "), due, assess.Quarters(a.Days)+" d", w)
	left := fmt.Sprintf("%2d  %s", a.Rank, safe(a.Action.Title))
	if slices.Contains(p.whatIf, a.Action.ID) {
		left = fmt.Sprintf("%2d  [what if] %s", a.Rank, safe(a.Action.Title))
	}
	if chosen {
		return th.Selected.Say(cell.Ends(" › "+left, right, w))
	}
	return cell.Ends("   "+left, th.Dim.Say(right), w)
}

// columns is the right end of a row: who or what, when, how long. Dates and days stand under each other.
func (p plan) columns(tags string, due assess.Date, long string, w int) string {
	when := near(due, p.view.Posture.AsOf)
	return cell.Cut(tags, w*3/8) + padLeft(when, 8) + padLeft(long, 7) + " "
}

// padLeft puts a word at the right end of w cells.
func padLeft(s string, w int) string { return strings.Repeat(" ", max(0, w-cell.Width(s))) + s }

// foot opens the chosen row to its reason.
func (p plan) foot(w int, th theme.Theme) []string {
	why := ""
	switch r := p.row(); {
	case r.find != nil:
		why = r.find.Title + ": " + r.find.What + " (ask the " + roleWord(r.find.Finder) + ")"
	case r.action != nil:
		why = r.action.Why
	}
	const most = 4
	wrapped := cell.Wrap(safe(why), max(1, w-3))
	if len(wrapped) > most { // enter shows it whole
		wrapped = append(wrapped[:most-1:most-1], wrapped[most-1]+"…")
	}
	lines := []string{""}
	for _, l := range wrapped {
		lines = append(lines, " "+th.Dim.Say(l))
	}
	return lines
}

func stateOf(v *desk.View, id string) assess.ActionState {
	s, ok := v.Session.Actions[id]
	if !ok {
		s = assess.ActionState{Status: assess.ActionOpen}
	}
	s.Action = id
	return s
}

func toggleDone(v *desk.View, id string) Write {
	s := stateOf(v, id)
	if s.Status == assess.ActionDone {
		s.Status, s.DoneAt = assess.ActionOpen, ""
	} else {
		s.Status, s.DoneAt = assess.ActionDone, v.Posture.AsOf
	}
	return setAction(s)
}

func setAction(s assess.ActionState) Write {
	return func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.SetAction(ctx, v, s) }
}

// actionForm sets who does an action, until when, and how long it takes.
func actionForm(v *desk.View, id, title string) formSheet {
	s := stateOf(v, id)
	own := ""
	if s.Days > 0 {
		own = strconv.FormatFloat(s.Days, 'f', -1, 64) // to be edited as typed
	}
	f := form{button: "Save", fields: []field{
		textField("owner", "Owner", string(s.Owner), ""),
		textField("due", "Due", string(s.Due), "A date like 2027-03-31; empty as planned."),
		textField("days", "Days of work", own, "Empty: as computed."),
		choiceField("status", "Status", s.Status, "", []option{{assess.ActionOpen, "open"}, {assess.ActionInProgress, "in progress"}, {assess.ActionDone, "done"}}),
		textField("note", "Note", string(s.Note), ""),
	}}
	return formSheet{title: title, form: f, submit: func(f form) (Step, string) {
		next, wrong := readAction(f, s, v.Posture.AsOf)
		if wrong != "" {
			return Step{}, wrong
		}
		return Step{Hold: true, Write: setAction(next)}, ""
	}}
}

func readAction(f form, s assess.ActionState, asOf assess.Date) (assess.ActionState, string) {
	s.Owner, s.Note = text.Untrusted(f.value("owner")), text.Untrusted(f.value("note"))
	s.Due = ""
	if due := f.value("due"); due != "" {
		d, err := assess.ParseDate(due)
		if err != nil {
			return s, "Due: write a date like 2027-03-31."
		}
		s.Due = d
	}
	s.Days = 0
	if n := f.value("days"); n != "" {
		if _, err := fmt.Sscanf(n, "%g", &s.Days); err != nil || s.Days < 0 {
			return s, "Days of work: a number, like 2 or 0.5."
		}
	}
	if s.Status = f.value("status"); s.Status == assess.ActionDone && s.DoneAt == "" {
		s.DoneAt = asOf
	}
	return s, ""
}
