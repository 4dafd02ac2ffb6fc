package tui

import (
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/theme"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"
)

// treeRow is one row of the tree of layers and topics; the topic that is walked shows its questions.
type treeRow struct {
	indent  int
	text    string
	mark    mark
	done    int
	total   int
	differs int
	here    bool
	layer   bool
}

// treeOf derives the tree in one pass over the controls, which are in walking order.
func treeOf(v *desk.View, at string) []treeRow {
	var out []treeRow
	current, _ := v.Posture.Control(at)
	layer, topic := questionnaire.Layer(""), ""
	layerAt, topicAt := -1, -1
	for i := range v.Posture.Controls {
		c := &v.Posture.Controls[i]
		q := c.Control
		if q.Layer != layer {
			layer, topic = q.Layer, ""
			layerAt = len(out)
			out = append(out, treeRow{text: q.Layer.Title(), layer: true})
		}
		open := current != nil && current.Control.Layer == q.Layer && current.Control.Topic == q.Topic
		if q.Topic != topic {
			topic = q.Topic
			topicAt = len(out)
			title := topic
			if t, ok := v.Catalog.Topic(topic); ok {
				title = t.Title
			}
			out = append(out, treeRow{indent: 1, text: safe(title)})
		}
		for _, i := range []int{layerAt, topicAt} {
			tally(&out[i], c)
		}
		if open {
			out = append(out, treeRow{indent: 2, text: safe(q.Title), mark: stateMark(c), here: q.ID == at})
		}
	}
	return out
}

func tally(r *treeRow, c *assess.ControlState) {
	r.total++
	if c.Status == assess.StatusDone || c.Status == assess.StatusOut {
		r.done++
	}
	if differs(c) {
		r.differs++
	}
}

// drawTree draws the visible rows, with the question that is asked in sight.
func drawTree(rows []treeRow, size cell.Size, th theme.Theme) []string {
	at := 0
	for i, r := range rows {
		if r.here {
			at = i
		}
	}
	first := cell.Window(len(rows), size.H, min(at+size.H/3, max(0, len(rows)-1)), 0)
	var out []string
	for i := first; i < len(rows) && len(out) < size.H; i++ {
		out = append(out, drawTreeRow(rows[i], size.W, th))
	}
	return out
}

func drawTreeRow(r treeRow, w int, th theme.Theme) string {
	if r.total == 0 { // a question
		text := cell.Cut(r.text, w-6)
		if r.here {
			return " › " + r.mark.say(th) + " " + th.Accent.Say(text)
		}
		return "   " + r.mark.say(th) + " " + text
	}
	counts := fmt.Sprintf("%d/%d", r.done, r.total)
	if r.differs > 0 {
		counts = "! " + counts
	}
	style := theme.Style{}
	if r.layer {
		style = th.Strong
	}
	left := " " + strings.Repeat(" ", r.indent) + style.Say(cell.Cut(r.text, w-10-r.indent))
	return cell.Ends(left, th.Dim.Say(counts)+" ", w)
}

// chosen is what the finder hands back.
type chosen struct{ id string }

// finder goes to a question by a few letters of it.
type finder struct {
	ids   []string
	words []string
	marks []mark
	shown []int
	input textinput.Model
	at    int
}

func newFinder(v *desk.View) finder {
	f := finder{input: textinput.New()}
	f.input.Focus()
	for i := range v.Posture.Controls {
		c := &v.Posture.Controls[i]
		f.ids = append(f.ids, c.Control.ID)
		f.words = append(f.words, safe(c.Control.Title)+"  "+c.Control.ID)
		f.marks = append(f.marks, stateMark(c))
	}
	return f.search()
}

func (f finder) search() finder {
	f.shown, f.at = nil, 0
	typed := strings.TrimSpace(f.input.Value())
	if typed == "" {
		for i := range f.ids {
			f.shown = append(f.shown, i)
		}
		return f
	}
	for _, m := range fuzzy.Find(typed, f.words) {
		f.shown = append(f.shown, m.Index)
	}
	return f
}

func (f finder) Typing() bool { return true }

func (f finder) Update(msg any) (Screen, Step) {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		f.input, _ = f.input.Update(msg)
		return f.search(), Step{}
	}
	return f, Step{}
}

func (f finder) Commands() []Command {
	move := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) {
			f.at = min(max(0, f.at+by), max(0, len(f.shown)-1))
			return f, Step{}
		}
	}
	return []Command{
		{ID: listEnter, Hint: true, Do: func() (Screen, Step) {
			if len(f.shown) == 0 {
				return f, Step{Say: "No question reads like that. Delete a letter or two."}
			}
			return f, Step{Close: true, Tell: chosen{id: f.ids[f.shown[f.at]]}}
		}},
		{ID: listUp, Hint: true, Do: move(-1)},
		{ID: listDown, Hint: true, Do: move(1)},
		{ID: listClose, Hint: true, Do: func() (Screen, Step) { return f, Step{Close: true} }},
	}
}

func (f finder) View(size cell.Size, th theme.Theme) string {
	lines := []string{head(th, "Find a question"), " › " + drawInput(f.input.Value(), f.input.Position(), max(1, size.W-6), true, th), ""}
	if len(f.shown) == 0 {
		lines = append(lines, " "+th.Dim.Say("No question reads like that."))
	}
	room := max(1, size.H-len(lines))
	first := cell.Window(len(f.shown), room, f.at, 0)
	for i := first; i < len(f.shown) && i < first+room; i++ {
		n := f.shown[i]
		if i == f.at {
			lines = append(lines, th.Selected.Say(cell.Fit(" › "+f.marks[n].glyph+" "+f.words[n], size.W)))
			continue
		}
		lines = append(lines, "   "+f.marks[n].say(th)+" "+f.words[n])
	}
	return cell.Block(lines, size)
}
