package tui

import (
	"context"
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// agenda is the facilitator's rehearsal: what is asked today in the minutes there are, what waits, and what goes out before.
type agenda struct {
	view *desk.View
	rows []agendaRow
	at   int
}

// agendaRow is a heading, a question, or a role whose questions go out as pre-work.
type agendaRow struct {
	head   string
	item   *assess.AgendaItem
	begins int // minutes after the begin; -1: not today
	hidden bool
	role   questionnaire.Role
	asked  int // of the role
}

func (r agendaRow) choosable() bool { return r.item != nil || r.role != "" }

func newAgenda(v *desk.View) agenda { return agenda{view: v}.derive() }

func (g agenda) Place() assess.Place {
	p := assess.Place{Screen: placeAgenda}
	if r := g.row(); r.item != nil {
		p.Item = r.item.Control
	}
	return p
}

func (g agenda) Head() string {
	return fmt.Sprintf("Today · %d of %d min", g.view.Agenda.Used, g.view.Agenda.Minutes)
}

func (g agenda) derive() agenda {
	a := g.view.Agenda
	g.rows = []agendaRow{{head: fmt.Sprintf("Today: %s in %d of %d min", count(len(a.Items), "question", "questions"), a.Used, a.Minutes)}}
	at := 0
	for i := range a.Items {
		g.rows = append(g.rows, agendaRow{item: &a.Items[i], begins: at})
		at += a.Items[i].Minutes
	}
	g = g.list("Does not fit: for another day", a.Deferred, false)
	g = g.prework()
	g = g.list("Not today", a.Hidden, true)
	g.at = min(g.at, len(g.rows)-1)
	if !g.rows[g.at].choosable() {
		g = g.move(1)
	}
	return g
}

func (g agenda) list(head string, items []assess.AgendaItem, hidden bool) agenda {
	if len(items) == 0 {
		return g
	}
	minutes := 0
	for _, item := range items {
		minutes += item.Minutes
	}
	g.rows = append(g.rows, agendaRow{}, agendaRow{head: fmt.Sprintf("%s: %s, %d min", head, count(len(items), "question", "questions"), minutes)})
	for i := range items {
		g.rows = append(g.rows, agendaRow{item: &items[i], begins: -1, hidden: hidden})
	}
	return g
}

// prework lists the roles whose questions go out before the day.
func (g agenda) prework() agenda {
	first := true
	for _, role := range questionnaire.Roles() {
		n := len(g.view.Agenda.PreWork[role])
		if n == 0 {
			continue
		}
		if first {
			g.rows = append(g.rows, agendaRow{}, agendaRow{head: "Goes out before the day, as a form"})
			first = false
		}
		g.rows = append(g.rows, agendaRow{role: role, asked: n})
		for _, id := range g.view.Agenda.PreWork[role] {
			item := assess.AgendaItem{Control: id, Minutes: 1, Asks: role}
			if c, ok := g.view.Posture.Control(id); ok {
				item.Minutes = max(1, c.Control.Minutes)
			}
			g.rows = append(g.rows, agendaRow{item: &item, begins: -1, role: role})
		}
	}
	return g
}

func (g agenda) row() agendaRow {
	if g.at < len(g.rows) {
		return g.rows[g.at]
	}
	return agendaRow{}
}

func (g agenda) move(by int) agenda {
	g.at = nextRow(g.rows, g.at, by, agendaRow.choosable)
	return g
}

// page goes ten questions further.
func (g agenda) page(by int) agenda {
	for range 10 {
		g = g.move(by)
	}
	return g
}

// to puts the cursor on a question, wherever it went.
func (g agenda) to(control string) agenda {
	for i, r := range g.rows {
		if r.item != nil && r.item.Control == control {
			g.at = i
		}
	}
	return g
}

// Click chooses a row; what is chosen already is asked.
func (g agenda) Click(zones []string) (Screen, Step) {
	n, ok := rowAt(zones)
	if !ok || n >= len(g.rows) || !g.rows[n].choosable() {
		return g, Step{}
	}
	if item := g.rows[n].item; g.at == n && item != nil {
		return g, Step{Move: Push, To: newWalk(g.view, item.Control)}
	}
	g.at = n
	return g, Step{}
}

func (g agenda) Update(msg any) (Screen, Step) {
	if m, ok := msg.(fresh); ok {
		control := g.Place().Item
		moved := assess.Arrangement{Order: g.view.Session.Arranged.Order}
		g.view = m.view
		g = g.derive()
		if fmt.Sprint(moved.Order) != fmt.Sprint(m.view.Session.Arranged.Order) {
			g = g.to(control) // it was moved, and the cursor goes with it
		}
	}
	return g, Step{}
}

func (g agenda) Commands() []Command {
	out := []Command{
		{ID: agendaUp, Do: func() (Screen, Step) { return g.move(-1), Step{} }},
		{ID: agendaDown, Do: func() (Screen, Step) { return g.move(1), Step{} }},
		{ID: agendaPgUp, Do: func() (Screen, Step) { return g.page(-1), Step{} }},
		{ID: agendaPgDown, Do: func() (Screen, Step) { return g.page(1), Step{} }},
	}
	r := g.row()
	if r.item != nil {
		id := r.item.Control
		arranged := g.view.Session.Arranged
		out = append(out, Command{ID: agendaOpen, Hint: true, Do: func() (Screen, Step) { return g, Step{Move: Push, To: newWalk(g.view, id)} }})
		if r.begins >= 0 {
			items := g.view.Agenda.Items
			out = append(out,
				Command{ID: agendaEarlier, Hint: true, Do: func() (Screen, Step) { return g, Step{Write: arrange(arranged.Move(items, id, -1))} }},
				Command{ID: agendaLater, Hint: true, Do: func() (Screen, Step) { return g, Step{Write: arrange(arranged.Move(items, id, 1))} }})
		}
		out = append(out,
			Command{ID: agendaHide, Hint: true, Do: func() (Screen, Step) { return g, Step{Write: arrange(arranged.Hide(id))} }},
			Command{ID: agendaMust, Hint: true, Do: func() (Screen, Step) { return g, Step{Write: arrange(arranged.Insist(id))} }})
	}
	out = append(out, Command{ID: agendaForm, Hint: true, Do: func() (Screen, Step) { return g, Step{Over: preworkForm(g.view, r.role)} }})
	if !g.view.Session.Arranged.Empty() {
		out = append(out, Command{ID: agendaReset, Do: func() (Screen, Step) {
			return g, Step{Over: confirm{
				question: "Forget how today was arranged?", detail: "Order, what is hidden and what must be asked go back to what Drydock proposes. u takes it back.",
				yes: func() Step { return Step{Write: arrange(assess.Arrangement{})} },
			}}
		}})
	}
	rest := inAssessment(g.view, goAgenda)
	for i := range rest {
		rest[i].Hint = rest[i].ID == goWalk
	}
	return append(out, rest...)
}

func arrange(a assess.Arrangement) Write {
	return func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Arrange(ctx, v, a) }
}

func (g agenda) View(size cell.Size, th theme.Theme) string {
	w := min(size.W, widest)
	foot := g.foot(w, th)
	room := max(1, size.H-len(foot))
	first := cell.Window(len(g.rows), room, g.at, max(0, g.at-room/2))
	var lines []string
	for i := first; i < len(g.rows) && len(lines) < room; i++ {
		lines = append(lines, th.Row(i, g.drawRow(i, w, th)))
	}
	for len(lines) < room {
		lines = append(lines, "")
	}
	return cell.Block(append(lines, foot...), size)
}

func (g agenda) drawRow(i, w int, th theme.Theme) string {
	r, chosen := g.rows[i], i == g.at
	left, right := "", ""
	switch {
	case r.head != "":
		return head(th, r.head)
	case r.item != nil:
		c, ok := g.view.Posture.Control(r.item.Control)
		title := r.item.Control
		if ok {
			title = c.Control.Title
		}
		when := "    "
		if r.begins >= 0 {
			when = fmt.Sprintf("%d:%02d", r.begins/60, r.begins%60)
		}
		left = when + "  " + safe(title)
		if r.role != "" {
			left = when + "    " + safe(title)
		}
		right = g.tags(r, w) + padLeft(fmt.Sprintf("%d min", r.item.Minutes), 8) + " "
	case r.role != "":
		left, right = "      "+upper(roleWord(r.role)), count(r.asked, "question", "questions")+" "
	default:
		return ""
	}
	if chosen {
		return th.Selected.Say(cell.Ends(" › "+left, right, w))
	}
	return cell.Ends("   "+left, th.Dim.Say(right), w)
}

// tags say why a question is asked, and who answers; on narrow screens only why.
func (g agenda) tags(r agendaRow, w int) string {
	parts := []string{}
	switch {
	case r.item.Must:
		parts = append(parts, "must be asked")
	case r.item.Reason != "": // the minutes stand beside it
		short, _, _ := strings.Cut(r.item.Reason, " in ")
		parts = append(parts, short)
	}
	switch {
	case w < 100 || r.role != "":
	case w < 130 && r.item.Owner != "":
		parts = append(parts, safe(r.item.Owner))
	default:
		parts = append(parts, whoAnswers(r.item))
	}
	return strings.Join(parts, " · ")
}

func whoAnswers(item *assess.AgendaItem) string {
	who := roleWord(item.Asks)
	if item.Owner != "" {
		who = safe(item.Owner) + ", " + who
	}
	return orElse(who, "anybody")
}

// foot asks the chosen question in full, and whom.
func (g agenda) foot(w int, th theme.Theme) []string {
	r := g.row()
	lines := []string{""}
	switch {
	case r.item != nil:
		if c, ok := g.view.Posture.Control(r.item.Control); ok {
			lines = append(lines, " "+cell.Cut(safe(c.Control.Question), w-2))
		}
		lines = append(lines, " "+th.Dim.Say(cell.Cut("Ask "+whoAnswers(r.item), w-2)))
	case r.role != "":
		lines = append(lines, " "+th.Dim.Say("f writes their form; filled in, drydock import reads it as what they said."))
	default:
		lines = append(lines, " "+th.Dim.Say("Nothing is open. w walks all questions."))
	}
	return lines
}

// preworkForm writes the form for who is not in the room.
func preworkForm(v *desk.View, role questionnaire.Role) formSheet {
	options := []option{{"", "everybody, in one form"}}
	for _, r := range questionnaire.Roles() {
		options = append(options, option{string(r), roleWord(r)})
	}
	name := func(role string) string {
		if role == "" {
			role = "questions"
		}
		return v.Session.Meta.Name + "-" + role + ".yaml"
	}
	f := form{button: "Write the form", fields: []field{
		choiceField("role", "For", string(role), "", options),
		textField("path", "File", "", "Empty: "+name("ROLE")+", in this folder."),
		tickField("over", "replace the file if it is there", false),
	}}
	return formSheet{
		title: "Pre-work", about: "Their open questions as a form. Filled in, it comes back with drydock import; what it says counts once the room decides.",
		form: f, submit: func(f form) (Step, string) {
			path := f.value("path")
			if path == "" {
				path = name(f.value("role"))
			}
			role, over := questionnaire.Role(f.value("role")), f.value("over") != ""
			return Step{Hold: true, Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) {
				written, err := d.WriteForm(ctx, v, role, path, over)
				return desk.Receipt{What: "Written: " + written}, err
			}}, ""
		},
	}
}
