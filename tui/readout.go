package tui

import (
	"context"
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// readOut is for the last ten minutes: the decision, the numbers, who does the first five things, what is parked, what ends, and
// what has to be decided.
type readOut struct {
	view *desk.View
	rows []readRow
	at   int
}

// readRow is a line of text, an action, or a parked topic.
type readRow struct {
	head, text, right string
	style             pick
	action            *assess.PlannedAction
	parked            *assess.Parked
}

func (r readRow) choosable() bool { return r.action != nil || r.parked != nil }

func newReadOut(v *desk.View) readOut { return readOut{view: v}.derive() }

func (o readOut) Place() assess.Place { return assess.Place{Screen: placeReadOut} }

func (o readOut) Head() string { return "Read-out" }

func (o readOut) derive() readOut {
	o.rows = nil
	for _, s := range standing(o.view) {
		o.rows = append(o.rows, readRow{text: s.text, style: s.style})
	}
	o = o.actions()
	if list := assess.ToDecide(o.view.Session, o.view.Posture, o.view.Plan); len(list) > 0 {
		o = o.head("To decide now")
		for _, s := range list {
			o.rows = append(o.rows, readRow{text: "· " + safe(s)})
		}
	}
	o = o.contestedRows()
	o = o.parkedRows()
	o = o.acceptedRows()
	if e := o.view.Session.Endings; len(e) > 0 {
		last := e[len(e)-1]
		o = o.head("Closed")
		o.rows = append(o.rows, readRow{text: fmt.Sprintf("By %s, %s; milestone %s. e exports the plan.", safe(last.By), clock(last.At), safe(last.Milestone)), style: good})
	}
	o.at = min(o.at, max(0, len(o.rows)-1))
	if len(o.rows) > 0 && !o.rows[o.at].choosable() {
		o = o.move(1)
	}
	return o
}

// said is a line with its style.
type said struct {
	text  string
	style pick
}

// standing is the decision and the three numbers, in words.
func standing(v *desk.View) []said {
	var out []said
	for i := range v.Posture.Gates {
		if g := &v.Posture.Gates[i]; g.Gate == v.Session.Scope.Gate() {
			m := verdictWord(g.Verdict)
			out = append(out, said{m.glyph + " " + g.Gate.Question() + " " + upper(strings.TrimPrefix(safe(g.Sentence), g.Gate.Title()+": ")), m.style})
		}
	}
	for _, n := range (overview{view: v}).numbers() {
		if n.number.Of > 0 {
			out = append(out, said{"  " + cell.Fit(n.name, 13) + safe(n.number.Sentence), dim})
		}
	}
	return out
}

func (o readOut) head(h string) readOut {
	o.rows = append(o.rows, readRow{}, readRow{head: h})
	return o
}

func (o readOut) actions() readOut {
	o = o.head("What happens first")
	top := o.view.Plan.Actions[:min(assess.TopActions, len(o.view.Plan.Actions))]
	if len(top) == 0 {
		o.rows = append(o.rows, readRow{text: "Nothing to do yet: the plan grows from answers and from what AWS shows.", style: dim})
	}
	for i := range top {
		a := &top[i]
		who, due := "nobody yet", a.State.Due
		if a.State.Owner != "" {
			who = safe(a.State.Owner)
		}
		if due == "" {
			due = a.Finish
		}
		r := readRow{action: a, text: fmt.Sprintf("%d  %s", a.Rank, safe(a.Action.Title)), right: who + padLeft(near(due, o.view.Posture.AsOf), 9)}
		if a.State.Owner == "" {
			r.style = warn
		}
		o.rows = append(o.rows, r)
	}
	return o
}

// contestedRows are the answers on which the room stayed split, with who finds out.
func (o readOut) contestedRows() readOut {
	first := true
	for i := range o.view.Posture.Controls {
		c := &o.view.Posture.Controls[i]
		if c.Decision == nil || !c.Decision.Contested {
			continue
		}
		if first {
			o, first = o.head("Contested: who finds out"), false
		}
		o.rows = append(o.rows, readRow{
			text: "· " + safe(c.Control.Title) + " (" + answerWord(c.Decision.Value) + " until then)", right: orElse(safe(c.Decision.Owner), "nobody yet") + padLeft("", 9),
		})
	}
	return o
}

func (o readOut) parkedRows() readOut {
	open := openParked(o.view)
	if len(open) == 0 {
		return o
	}
	o = o.head("Parked")
	for i := range open {
		r := readRow{parked: &open[i], text: "· " + safe(open[i].Text), right: parkedRight(open[i], o.view.Posture.AsOf)}
		if open[i].Owner == "" {
			r.style = warn
		}
		o.rows = append(o.rows, r)
	}
	return o
}

// parkedRight says who takes a topic, and until when.
func parkedRight(p assess.Parked, asOf assess.Date) string {
	who := "nobody yet"
	if p.Owner != "" {
		who = safe(p.Owner)
	}
	return who + padLeft(near(p.Due, asOf), 9)
}

// acceptedRows are the accepted risks, with the day on which each ends.
func (o readOut) acceptedRows() readOut {
	first := true
	for i := range o.view.Posture.Controls {
		c := &o.view.Posture.Controls[i]
		for _, a := range append(append([]assess.Acceptance(nil), c.Expired...), c.Acceptance...) {
			if first {
				o, first = o.head("Accepted risks"), false
			}
			r := readRow{text: "· " + safe(c.Control.Title), right: safe(a.Approver) + ", until " + near(a.Expires, o.view.Posture.AsOf)}
			if a.Expires < o.view.Posture.AsOf {
				r.right, r.style = safe(a.Approver)+", ended "+near(a.Expires, o.view.Posture.AsOf), bad
			}
			o.rows = append(o.rows, r)
		}
	}
	return o
}

func (o readOut) move(by int) readOut {
	o.at = nextRow(o.rows, o.at, by, readRow.choosable)
	return o
}

func (o readOut) Update(msg any) (Screen, Step) {
	if m, ok := msg.(fresh); ok {
		closed := len(m.view.Session.Endings) > len(o.view.Session.Endings)
		o.view = m.view
		if closed {
			return o.derive(), Step{Over: confirm{
				question: "The workshop is closed. Write the plan now?", detail: "For those who were here, and those who were not. n stays here.",
				yes: func() Step { return Step{Move: Push, To: newExport(m.view)} },
			}}
		}
		return o.derive(), Step{}
	}
	return o, Step{}
}

func (o readOut) row() readRow {
	if o.at < len(o.rows) {
		return o.rows[o.at]
	}
	return readRow{}
}

// edit sets who does what is chosen, and until when.
func (o readOut) edit() (Screen, Step) {
	r := o.row()
	if r.parked != nil {
		return o, Step{Over: parkedForm(*r.parked)}
	}
	return o, Step{Over: actionForm(o.view, r.action.Action.ID, r.action.Action.Title)}
}

// Click chooses a row; what is chosen already is edited.
func (o readOut) Click(zones []string) (Screen, Step) {
	n, ok := rowAt(zones)
	if !ok || n >= len(o.rows) || !o.rows[n].choosable() {
		return o, Step{}
	}
	if o.at == n {
		return o.edit()
	}
	o.at = n
	return o, Step{}
}

func (o readOut) Commands() []Command {
	out := []Command{
		{ID: readUp, Do: func() (Screen, Step) { return o.move(-1), Step{} }},
		{ID: readDown, Do: func() (Screen, Step) { return o.move(1), Step{} }},
	}
	if o.row().choosable() {
		out = append(out, Command{ID: readEdit, Hint: true, Do: o.edit})
	}
	out = append(out, Command{ID: readClose, Hint: true, Do: func() (Screen, Step) { return o, Step{Over: closeForm(o.view)} }})
	rest := inAssessment(o.view)
	for i := range rest {
		rest[i].Hint = rest[i].ID == goExport || rest[i].ID == goPark || rest[i].ID == goPlan
	}
	return append(out, rest...)
}

func (o readOut) View(size cell.Size, th theme.Theme) string {
	w := min(size.W, widest)
	var lines []string
	focus := 0
	for i, r := range o.rows {
		if i == o.at {
			focus = len(lines)
		}
		for _, l := range drawRead(r, i == o.at && r.choosable(), w, th) {
			lines = append(lines, th.Row(i, l))
		}
	}
	first := cell.Window(len(lines), size.H, min(focus+3, max(0, len(lines)-1)), 0)
	lines = lines[first:]
	if rest := len(lines) - size.H; rest > 0 && size.H > 4 { // so many stand below the chosen row at any time
		lines[size.H-1] = " " + th.Dim.Say(fmt.Sprintf("↓ %s more", count(rest+1, "line", "lines")))
	}
	return cell.Block(lines, size)
}

func drawRead(r readRow, chosen bool, w int, th theme.Theme) []string {
	right := r.right
	if right != "" {
		right = cell.Cut(right, w/2) + " "
	}
	switch {
	case r.head != "":
		return []string{head(th, r.head)}
	case chosen:
		return []string{th.Selected.Say(cell.Ends(" › "+r.text, right, w))}
	case right != "":
		style := dim
		if r.style != nil {
			style = r.style
		}
		return []string{cell.Ends("   "+r.text, by(th, style).Say(right), w)}
	}
	var lines []string
	hang := ""
	if strings.HasPrefix(r.text, "· ") {
		hang = "  "
	}
	for i, l := range cell.Wrap(r.text, max(1, w-6)) {
		if i > 0 {
			l = hang + l
		}
		lines = append(lines, "   "+by(th, r.style).Say(l))
	}
	return lines
}

// closeForm ends the workshop. While nobody takes one of the first five actions it wants a reason.
func closeForm(v *desk.View) formSheet {
	fields := []field{
		textField("by", "Who closes it", "", "Empty: you."),
		textField("name", "Milestone", v.WorkshopName(), "To compare with in 90 days; small letters, digits and hyphens."),
	}
	about := "It makes a milestone of what stands now. Afterwards e exports the plan."
	ownerless := v.Plan.Ownerless()
	if n := len(ownerless); n > 0 {
		names := make([]string, n)
		for i, id := range ownerless {
			names[i] = id
			if a, ok := v.Catalog.Action(id); ok {
				names[i] = a.Title
			}
		}
		about = "Nobody takes yet: " + strings.Join(names, "; ") + ". Esc goes back, i names an owner. To close without, say why; the plan prints it."
		fields = append([]field{textField("reason", "Why without", "", "")}, fields...)
	}
	return formSheet{title: "Close the workshop", about: about, form: form{button: "Close the workshop", fields: fields}, submit: func(f form) (Step, string) {
		if len(ownerless) > 0 && f.value("reason") == "" {
			return Step{}, "The first " + count(min(assess.TopActions, len(v.Plan.Actions)), "action", "actions") + " need an owner, or a reason why not."
		}
		e := assess.Ending{By: text.Untrusted(f.value("by")), Milestone: f.value("name"), Reason: text.Untrusted(f.value("reason"))}
		return Step{Hold: true, Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) {
			return d.CloseWorkshop(ctx, v, e)
		}}, ""
	}}
}

// readOutSlide is the read-out for the projector.
func readOutSlide(v *desk.View, w int) []slideRow {
	var rows []slideRow
	for i, s := range standing(v) {
		style := s.style
		if i == 0 {
			style = strong
		}
		rows = append(rows, slideRow{text: cell.Cut(s.text, w), style: style})
	}
	rows = append(rows, slideRow{})
	for i := range v.Plan.Actions[:min(assess.TopActions, len(v.Plan.Actions))] {
		a := &v.Plan.Actions[i]
		rows = append(rows, slideRow{text: cell.Ends(cell.Cut(fmt.Sprintf("%d  %s", a.Rank, forRoom(a.Action.Title)), w-24), ownerDay(v, a), w)}, slideRow{gap: true})
	}
	if list := assess.ToDecide(v.Session, v.Posture, v.Plan); len(list) > 0 {
		rows = append(rows, slideRow{}, slideRow{text: "To decide now", style: strong})
		for _, s := range list[:min(4, len(list))] {
			rows = append(rows, bullet(forRoom(s), w)...)
		}
	}
	if open := openParked(v); len(open) > 0 {
		rows = append(rows, slideRow{}, slideRow{text: "Parked", style: strong})
		for _, p := range open[:min(3, len(open))] {
			rows = append(rows, slideRow{text: cell.Ends(cell.Cut("· "+forRoom(p.Text), w-24), forRoom(parkedRight(p, v.Posture.AsOf)), w)})
		}
	}
	return rows
}

// ownerDay is who and when, short.
func ownerDay(v *desk.View, a *assess.PlannedAction) string {
	who, due := ownerAndDay(v, a)
	return cell.Cut(who, 14) + padLeft(due, 8)
}

// agendaSlide is today in a few lines: how much of what is asked, in which order.
func agendaSlide(v *desk.View, w int) []slideRow {
	rows := []slideRow{{text: fmt.Sprintf("Today: %s, %d minutes", count(len(v.Agenda.Items), "question", "questions"), v.Agenda.Minutes), style: strong}, {}}
	first := 0
	var questions, minutes [3]int
	for _, item := range v.Agenda.Items {
		c, ok := v.Posture.Control(item.Control)
		if !ok {
			continue
		}
		if differs(c) || c.Disputed {
			first++
		}
		for i, l := range questionnaire.Layers() {
			if c.Control.Layer == l {
				questions[i]++
				minutes[i] += item.Minutes
			}
		}
	}
	for i, l := range questionnaire.Layers() {
		right := count(questions[i], "question", "questions") + padLeft(fmt.Sprintf("%d min", minutes[i]), 9)
		rows = append(rows, slideRow{text: cell.Ends(l.Title(), right, w)}, slideRow{gap: true})
	}
	if first > 0 {
		rows = append(rows, slideRow{})
		rows = append(rows, wrapRows("First what differs, and where opinions differ: "+count(first, "question", "questions")+".", w, dim)...)
	}
	return rows
}
