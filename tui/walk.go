package tui

import (
	"context"
	"fmt"
	"slices"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// walk puts one question at a time. All that it draws is derived when something changes, not when it is drawn.
type walk struct {
	view    *desk.View
	at      string // the control that is asked
	free    bool   // opened at no control in particular: it goes on where an older one was
	filter  assess.Filter
	order   []string // what enter walks through
	pos     int      // where at is in it, or was before it dropped out
	scroll  int
	size    cell.Size
	rows    []row // the question, laid out to rowsW
	rowsW   int
	tree    []treeRow
	treeTop int // the first row of it in sight
}

// newWalk opens the questions at a control; without one at the first of today: what differs, then the heaviest open must.
func newWalk(v *desk.View, control string) walk {
	w := walk{view: v, at: control}
	if _, ok := v.Posture.Control(control); ok {
		return w.derive()
	}
	w.at, w.free = firstToday(v), true
	// Where no page goes on, the filter that the assessment was left with does.
	if w.filter = assess.ParseFilter(v.Session.Place.Filter); w.filter != (assess.Filter{}) {
		w = w.derive()
		if len(w.order) > 0 && !slices.Contains(w.order, w.at) {
			w.at = w.order[0]
		}
	}
	return w.derive()
}

// newWalkOf opens the questions that a filter lets through, at the first of them or at a control.
func newWalkOf(v *desk.View, f assess.Filter, control string) walk {
	w := walk{view: v, filter: f, at: control}.derive()
	if _, ok := v.Posture.Control(control); ok {
		return w
	}
	if len(w.order) == 0 {
		w.at = firstToday(v)
		return w.derive()
	}
	return w.to(w.order[0])
}

// Resume goes on where the questions were left, unless somebody asked for one of them, or for some.
func (w walk) Resume(older Screen) Screen {
	if o, ok := older.(walk); ok && w.free && w.view.Session.Meta.ID == o.view.Session.Meta.ID {
		w.at, w.filter, w.scroll, w.pos = o.at, o.filter, o.scroll, o.pos
		return w.derive()
	}
	return w
}

func firstToday(v *desk.View) string {
	if len(v.Posture.Conflicts) > 0 && v.Session.Arranged.Empty() {
		return v.Posture.Conflicts[0]
	}
	if v.Agenda != nil && len(v.Agenda.Items) > 0 {
		return v.Agenda.Items[0].Control
	}
	if len(v.Posture.Controls) > 0 {
		return v.Posture.Controls[0].Control.ID
	}
	return ""
}

func (w walk) Place() assess.Place {
	return assess.Place{Screen: placeWalk, Control: w.at}
}

// Filtered is what is walked, as a place remembers it.
func (w walk) Filtered() string { return w.filter.String() }

func (w walk) Head() string {
	i := slices.Index(w.order, w.at)
	if i < 0 {
		return count(len(w.order), "question", "questions")
	}
	return fmt.Sprintf("Question %d of %d", i+1, len(w.order))
}

// derive makes what is drawn from the view and the place in it.
func (w walk) derive() walk {
	w.order = w.filter.Select(w.view.Posture, w.view.Agenda)
	if i := slices.Index(w.order, w.at); i >= 0 {
		w.pos = i
	}
	w.tree = treeOf(w.view, w.order, w.at)
	w.treeTop = treeFrom(w.tree, w.size.H, w.treeTop)
	w.rowsW = w.detailWidth(w.size.W)
	w.rows = nil
	if c, ok := w.view.Posture.Control(w.at); ok {
		w.rows = layOut(questionBlocks(w.view, c), w.rowsW)
	}
	w.scroll = min(w.scroll, w.furthest())
	return w
}

func (w walk) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case resized:
		w.size = m.size
		return w.derive(), Step{}
	case fresh:
		w.view = m.view
		return w.derive(), Step{}
	case chosen:
		return w.to(m.id), Step{}
	case assess.Filter:
		return w.filtered(m)
	}
	return w, Step{}
}

// filtered walks other questions; the one that is asked stays where it is among them, else the first is asked.
func (w walk) filtered(f assess.Filter) (Screen, Step) {
	w.filter = f
	w = w.derive()
	if !slices.Contains(w.order, w.at) && len(w.order) > 0 {
		w = w.to(w.order[0])
	}
	if f == (assess.Filter{}) {
		return w, Step{Say: fmt.Sprintf("Walking all %s.", count(len(w.order), "question", "questions"))}
	}
	return w, Step{Say: fmt.Sprintf("Walking %d of %d: %s.", len(w.order), len(w.view.Posture.Controls), f.Words())}
}

func (w walk) to(id string) walk {
	w.at, w.scroll, w.free = id, 0, false
	return w.derive()
}

// step goes to a neighbour in the order. What is asked now may be in it no more, because it was answered: then the next is
// the one that took its place.
func (w walk) step(by int) (Screen, Step) {
	if len(w.order) == 0 {
		return w, Step{Say: "None is left of the " + w.filter.Words() + ". F walks all questions again, o shows where we stand."}
	}
	next := w.pos + by
	if w.order[min(w.pos, len(w.order)-1)] != w.at && by > 0 {
		next = w.pos
	}
	switch {
	case next < 0:
		return w, Step{Say: "This is the first question."}
	case next >= len(w.order):
		return w, Step{Say: w.lastWords()}
	}
	return w.to(w.order[next]), Step{}
}

// lastWords say what comes after the last question.
func (w walk) lastWords() string {
	if w.filter == (assess.Filter{}) {
		return "This was the last question. o shows where we stand, p the plan."
	}
	return "This was the last of the " + w.filter.Words() + ". F walks all questions, o shows where we stand."
}

// topic goes to the first question of the topic before or after.
func (w walk) topic(by int) (Screen, Step) {
	var firsts []string
	now, last := -1, ""
	for i := range w.view.Posture.Controls {
		c := w.view.Posture.Controls[i].Control
		if c.ID != w.at && !slices.Contains(w.order, c.ID) {
			continue
		}
		if key := string(c.Layer) + "/" + c.Topic; key != last {
			firsts, last = append(firsts, c.ID), key
		}
		if c.ID == w.at {
			now = len(firsts) - 1
		}
	}
	next := now + by
	if next < 0 || next >= len(firsts) {
		return w, Step{Say: "There is no topic further on."}
	}
	return w.to(firsts[next]), Step{}
}

func (w walk) scrolled(by int) (Screen, Step) {
	w.scroll = min(max(0, w.scroll+by), w.furthest())
	return w, Step{}
}

func (w walk) furthest() int {
	return max(0, len(w.rows)-max(1, w.size.H-w.barRows(w.rowsW)-len(w.strip(w.size, theme.Plain()))))
}

func (w walk) Commands() []Command {
	c, ok := w.view.Posture.Control(w.at)
	if !ok {
		return append(w.filterCommands(), inAssessment(w.view, goWalk)...)
	}
	out := []Command{{ID: walkNext, Hint: true, Do: func() (Screen, Step) { return w.step(1) }}}
	out = append(out, answerCommands(w, c)...)
	out = append(out,
		Command{ID: walkNote, Hint: true, Do: func() (Screen, Step) { return w, Step{Over: newNote(w.at)} }},
		Command{ID: walkBasis, Hint: true, Do: func() (Screen, Step) { return w, Step{Over: basisForm(w.view, c)} }},
		Command{ID: walkVote, Hint: c.Disputed, Do: func() (Screen, Step) { return w, Step{Over: newBallot(w.view, w.at)} }},
		Command{ID: walkSaid, Do: func() (Screen, Step) { return w, Step{Over: saidForm(c)} }},
		Command{ID: walkPrev, Do: func() (Screen, Step) { return w.step(-1) }},
		Command{ID: walkFind, Do: func() (Screen, Step) { return w, Step{Over: newFinder(w.view)} }},
		Command{ID: walkTopicUp, Do: func() (Screen, Step) { return w.topic(-1) }},
		Command{ID: walkTopicDn, Do: func() (Screen, Step) { return w.topic(1) }},
		Command{ID: walkUp, Do: func() (Screen, Step) { return w.scrolled(-3) }},
		Command{ID: walkDown, Do: func() (Screen, Step) { return w.scrolled(3) }})
	if len(c.Evidence.Findings) > 0 {
		out = append(out, Command{ID: walkMore, Hint: true, Do: func() (Screen, Step) { return w, Step{Move: Push, To: newEvidence(w.view, w.at)} }})
	}
	out = append(out, w.besideCommands(c)...)
	out = append(out, w.filterCommands()...)
	rest := inAssessment(w.view, goWalk)
	for i := range rest {
		rest[i].Hint = rest[i].ID == goOverview || rest[i].ID == goPlan || rest[i].ID == goProbe || rest[i].ID == goPark
	}
	return append(out, rest...)
}

// besideCommands open what stands beside a question: its notes, its work, what others call it.
func (w walk) besideCommands(c *assess.ControlState) []Command {
	var out []Command
	if awsSettles(c) {
		control := c.Control.ID
		out = append(out, Command{ID: walkConfirm, Hint: true, Do: func() (Screen, Step) {
			return w, Step{Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) {
				return d.Confirm(ctx, v, []string{control}, "")
			}}
		}})
	}
	out = append(out, Command{ID: walkRefs, Do: func() (Screen, Step) { return w, Step{Over: references(w.view, c)} }})
	if len(notesOf(w.view, w.at)) > 0 {
		out = append(out, Command{ID: walkNotes, Do: func() (Screen, Step) { return w, Step{Over: newNotes(w.view, w.at)} }})
	}
	if actions := actionsOf(w.view, w.at); len(actions) > 0 {
		out = append(out, Command{ID: walkWork, Do: func() (Screen, Step) {
			return w, Step{Move: Push, To: newPlanDetail(w.view, w.view.Plan, actions[0].Action.ID)}
		}})
	} else if len(findOuts(w.view, w.at)) > 0 {
		out = append(out, Command{ID: walkWork, Do: func() (Screen, Step) { return w, Step{Move: Push, To: newPlan(w.view)} }})
	}
	return out
}

// filterCommands choose which questions are walked.
func (w walk) filterCommands() []Command {
	out := []Command{{ID: walkFilter, Hint: w.filter == (assess.Filter{}), Do: func() (Screen, Step) { return w, Step{Over: newFilterSheet(w.view, w.filter)} }}}
	if w.filter != (assess.Filter{}) {
		out = append(out, Command{ID: walkAll, Hint: true, Do: func() (Screen, Step) { return w.filtered(assess.Filter{}) }})
	}
	return out
}

// treeWidth is how wide the tree is beside the question; 0: there is no room for it.
func treeWidth(w int) int {
	if w < 118 {
		return 0
	}
	return min(46, w/3)
}

func (w walk) detailWidth(total int) int {
	if t := treeWidth(total); t > 0 {
		return min(total-t-2, widest)
	}
	return total
}

// strip says which questions are walked and how many, when it is not all of them.
func (w walk) strip(size cell.Size, th theme.Theme) []string {
	if w.filter == (assess.Filter{}) {
		return nil
	}
	left := th.Accent.Say(fmt.Sprintf(" %d of %d", len(w.order), len(w.view.Posture.Controls))) + "  " + w.filter.Words()
	right := "f changes it, F walks all "
	if cell.Width(left)+cell.Width(right)+1 > size.W { // which questions they are is said whole, as far as that goes
		right = ""
	}
	out := []string{cell.Ends(left, th.Dim.Say(right), size.W)}
	if size.H >= 30 {
		out = append(out, "")
	}
	return out
}

func (w walk) View(size cell.Size, th theme.Theme) string {
	strip := w.strip(size, th)
	below := size.Less(len(strip))
	width := w.detailWidth(size.W)
	rows := w.rows
	c, ok := w.view.Posture.Control(w.at)
	if !ok {
		return cell.Block(append(strip, "", " "+th.Dim.Say("No question is in scope. s opens the scope: tick what is true of the workload.")), size)
	}
	if width != w.rowsW {
		rows = layOut(questionBlocks(w.view, c), width)
	}
	bar := answerBar(c, width, th)
	room := max(0, below.H-len(bar))
	first := min(w.scroll, max(0, len(rows)-max(1, room)))
	lines := make([]string, 0, size.H)
	for i := first; i < len(rows) && len(lines) < room; i++ {
		lines = append(lines, rows[i].draw(width, th))
	}
	if rest := len(rows) - first - room; rest > 0 && room > 1 {
		lines[room-1] = " " + th.Dim.Say(fmt.Sprintf("↓ %s more", count(rest+1, "line", "lines")))
	}
	for len(lines) < room {
		lines = append(lines, "")
	}
	lines = append(lines, bar...)
	if t := treeWidth(size.W); t > 0 {
		lines = cell.Beside(drawTree(w.tree, w.treeTop, cell.Size{W: t, H: below.H}, th), t, "  ", lines)
	}
	return cell.Block(append(strip, lines...), size)
}

// barRows is how many rows the answers take.
func (w walk) barRows(width int) int {
	c, ok := w.view.Posture.Control(w.at)
	if !ok {
		return 0
	}
	return len(answerBar(c, max(1, width), theme.Plain()))
}

// answerBar draws the six keys; the answer that stands is marked.
func answerBar(c *assess.ControlState, width int, th theme.Theme) []string {
	keys := []struct {
		key, word string
		value     assess.Answer
		id        ID
	}{
		{"1", "yes", assess.Yes, walkYes},
		{"2", "partly", assess.Partial, walkPartly},
		{"3", "no", assess.No, walkNo},
		{"4", "don't know", assess.DontKnow, walkDont},
		{"5", "does not apply", assess.NotApplicable, walkOut},
		{"6", "accept the risk", "", walkAccept},
	}
	line, n := " ", 1
	lines := []string{""}
	for _, k := range keys {
		text := k.key + " " + k.word
		say := th.Accent.Say(k.key) + " " + k.word
		stands := c.Decision != nil && !c.Decision.AsEvidence && c.Decision.Value == k.value || k.value == "" && len(c.Acceptance) > 0
		if stands {
			text = "•" + text
			say = th.Accent.Say("•"+k.key) + " " + th.Strong.Say(k.word)
		}
		if n+cell.Width(text)+2 > width && n > 1 {
			lines, line, n = append(lines, line), " ", 1
		}
		line, n = line+th.Zone(zoneOf(k.id), say)+"  ", n+cell.Width(text)+2
	}
	return append(lines, line)
}
