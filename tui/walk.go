package tui

import (
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// Ways to choose which questions are walked.
const (
	walkAll     = "all"
	walkToday   = "today"
	walkDiffers = "what differs"
	walkOpen    = "open"
	walkUnknown = "not known"
)

// walk puts one question at a time. All that it draws is derived when something changes, not when it is drawn.
type walk struct {
	view   *desk.View
	at     string // the control that is asked
	filter string
	order  []string // what enter walks through
	cell   *cellRef // only the controls of one layer and phase
	all    bool     // show all resources
	scroll int
	size   cell.Size
	rows   []row // the question, laid out to rowsW
	rowsW  int
	tree   []treeRow
}

type cellRef struct {
	layer questionnaire.Layer
	phase questionnaire.Phase
}

// newWalk opens the questions at a control; without one at the first of today: what differs, then the heaviest open must.
func newWalk(v *desk.View, control string) walk {
	w := walk{view: v, at: control, filter: walkAll}
	if _, ok := v.Posture.Control(control); !ok {
		w.at = firstToday(v)
	}
	return w.derive()
}

// newWalkCell opens the questions of one layer and phase.
func newWalkCell(v *desk.View, layer questionnaire.Layer, phase questionnaire.Phase) walk {
	w := walk{view: v, filter: walkAll, cell: &cellRef{layer: layer, phase: phase}}
	w = w.derive()
	if len(w.order) > 0 {
		w.at = w.order[0]
	}
	return w.derive()
}

func firstToday(v *desk.View) string {
	if len(v.Posture.Conflicts) > 0 {
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

func (w walk) Place() assess.Place { return assess.Place{Screen: placeWalk, Control: w.at} }

func (w walk) Head() string {
	i := slices.Index(w.order, w.at)
	which := ""
	switch {
	case w.cell != nil:
		which = " · " + w.cell.layer.Title() + ", " + strings.ToLower(w.cell.phase.Title())
	case w.filter != walkAll:
		which = " · " + w.filter
	}
	if i < 0 {
		return fmt.Sprintf("%s%s", count(len(w.order), "question", "questions"), which)
	}
	return fmt.Sprintf("Question %d of %d%s", i+1, len(w.order), which)
}

// derive makes what is drawn from the view and the place in it.
func (w walk) derive() walk {
	w.order = w.walked()
	w.tree = treeOf(w.view, w.at)
	w.rowsW = w.detailWidth(w.size.W)
	w.rows = nil
	if c, ok := w.view.Posture.Control(w.at); ok {
		w.rows = layOut(questionBlocks(w.view, c, w.all), w.rowsW)
	}
	w.scroll = min(w.scroll, w.furthest())
	return w
}

// walked lists the controls that the filter lets through, in the order of the walk.
func (w walk) walked() []string {
	var out []string
	if w.filter == walkToday && w.view.Agenda != nil {
		for _, item := range w.view.Agenda.Items {
			out = append(out, item.Control)
		}
		return out
	}
	if w.filter == walkDiffers {
		return w.view.Posture.Conflicts
	}
	for i := range w.view.Posture.Controls {
		c := &w.view.Posture.Controls[i]
		if w.cell != nil && (c.Control.Layer != w.cell.layer || c.Control.Phase != w.cell.phase) {
			continue
		}
		if w.filter == walkOpen && c.Status != assess.StatusOpen || w.filter == walkUnknown && c.Status != assess.StatusUnknown {
			continue
		}
		out = append(out, c.Control.ID)
	}
	return out
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
	}
	return w, Step{}
}

func (w walk) to(id string) walk {
	w.at, w.scroll, w.all = id, 0, false
	return w.derive()
}

// step goes to a neighbour in the order; what is asked now may itself be in it no more.
func (w walk) step(by int) (Screen, Step) {
	if len(w.order) == 0 {
		return w, Step{Say: "No question is " + w.filter + ". f chooses others."}
	}
	i := slices.Index(w.order, w.at)
	switch next := i + by; {
	case i < 0 && by > 0:
		return w.to(w.order[0]), Step{}
	case next < 0:
		return w, Step{Say: "This is the first question."}
	case next >= len(w.order):
		return w, Step{Say: "This was the last question. o shows where we stand, p the plan."}
	default:
		return w.to(w.order[next]), Step{}
	}
}

// topic goes to the first question of the topic before or after.
func (w walk) topic(by int) (Screen, Step) {
	var firsts []string
	now, last := -1, ""
	for i := range w.view.Posture.Controls {
		c := w.view.Posture.Controls[i].Control
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

func (w walk) nextFilter() (Screen, Step) {
	filters := []string{walkAll, walkToday, walkDiffers, walkOpen, walkUnknown}
	if w.cell != nil {
		w.cell = nil
		w.filter = filters[len(filters)-1]
	}
	w.filter = filters[(slices.Index(filters, w.filter)+1)%len(filters)]
	w = w.derive()
	return w, Step{Say: "Walking " + count(len(w.order), "question", "questions") + ": " + w.filter}
}

func (w walk) scrolled(by int) (Screen, Step) {
	w.scroll = min(max(0, w.scroll+by), w.furthest())
	return w, Step{}
}

func (w walk) furthest() int {
	return max(0, len(w.rows)-max(1, w.size.H-w.barRows(w.rowsW)))
}

func (w walk) Commands() []Command {
	c, ok := w.view.Posture.Control(w.at)
	if !ok {
		return append([]Command{{ID: walkFilter, Hint: true, Do: w.nextFilter}}, inAssessment(w.view, goWalk)...)
	}
	out := []Command{{ID: walkNext, Hint: true, Do: func() (Screen, Step) { return w.step(1) }}}
	out = append(out, answerCommands(w, c)...)
	out = append(out,
		Command{ID: walkNote, Hint: true, Do: func() (Screen, Step) { return w, Step{Over: newNote(w.at)} }},
		Command{ID: walkBasis, Hint: true, Do: func() (Screen, Step) { return w, Step{Over: basisForm(w.view, c)} }},
		Command{ID: walkSaid, Do: func() (Screen, Step) { return w, Step{Over: saidForm(c)} }},
		Command{ID: walkPrev, Do: func() (Screen, Step) { return w.step(-1) }},
		Command{ID: walkFind, Do: func() (Screen, Step) { return w, Step{Over: newFinder(w.view)} }},
		Command{ID: walkFilter, Do: w.nextFilter},
		Command{ID: walkTopicUp, Do: func() (Screen, Step) { return w.topic(-1) }},
		Command{ID: walkTopicDn, Do: func() (Screen, Step) { return w.topic(1) }},
		Command{ID: walkUp, Do: func() (Screen, Step) { return w.scrolled(-3) }},
		Command{ID: walkDown, Do: func() (Screen, Step) { return w.scrolled(3) }})
	if len(c.Evidence.Findings) > 0 {
		out = append(out, Command{ID: walkMore, Do: func() (Screen, Step) {
			w.all = !w.all
			return w.derive(), Step{}
		}})
	}
	rest := inAssessment(w.view, goWalk)
	for i := range rest {
		rest[i].Hint = rest[i].ID == goOverview || rest[i].ID == goPlan || rest[i].ID == goProbe || rest[i].ID == goPark
	}
	return append(out, rest...)
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

func (w walk) View(size cell.Size, th theme.Theme) string {
	width := w.detailWidth(size.W)
	rows := w.rows
	c, ok := w.view.Posture.Control(w.at)
	if !ok {
		return cell.Block([]string{"", " " + th.Dim.Say("No question is in scope. s opens the scope: tick what is true of the workload.")}, size)
	}
	if width != w.rowsW {
		rows = layOut(questionBlocks(w.view, c, w.all), width)
	}
	bar := answerBar(c, width, th)
	room := max(0, size.H-len(bar))
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
		lines = cell.Beside(drawTree(w.tree, cell.Size{W: t, H: size.H}, th), t, "  ", lines)
	}
	return cell.Block(lines, size)
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
	}{
		{"1", "yes", assess.Yes},
		{"2", "partly", assess.Partial},
		{"3", "no", assess.No},
		{"4", "don't know", assess.DontKnow},
		{"5", "does not apply", assess.NotApplicable},
		{"6", "accept the risk", ""},
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
		line, n = line+say+"  ", n+cell.Width(text)+2
	}
	return append(lines, line)
}
