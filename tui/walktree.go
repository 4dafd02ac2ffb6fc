package tui

import (
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/theme"
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
	id      string // the question that it leads to
}

// treeOf derives the tree of the questions that are walked, and of the one that is asked, in one pass over the controls, which
// are in walking order.
func treeOf(v *desk.View, order []string, at string) []treeRow {
	var out []treeRow
	walked := make(map[string]bool, len(order))
	for _, id := range order {
		walked[id] = true
	}
	current, _ := v.Posture.Control(at)
	layer, topic := questionnaire.Layer(""), ""
	layerAt, topicAt := -1, -1
	for i := range v.Posture.Controls {
		c := &v.Posture.Controls[i]
		q := c.Control
		if !walked[q.ID] && q.ID != at {
			continue
		}
		if q.Layer != layer {
			layer, topic = q.Layer, ""
			layerAt = len(out)
			out = append(out, treeRow{text: q.Layer.Title(), layer: true, id: q.ID})
		}
		open := current != nil && current.Control.Layer == q.Layer && current.Control.Topic == q.Topic
		if q.Topic != topic {
			topic = q.Topic
			topicAt = len(out)
			title := topic
			if t, ok := v.Catalog.Topic(topic); ok {
				title = t.Title
			}
			out = append(out, treeRow{indent: 1, text: safe(title), here: open, id: q.ID})
		}
		for _, i := range []int{layerAt, topicAt} {
			tally(&out[i], c)
		}
		if open {
			out = append(out, treeRow{indent: 2, text: safe(q.Title), mark: stateMark(c), here: q.ID == at, id: q.ID})
		}
	}
	return out
}

// tally counts how many of a branch are answered, and how many differ.
func tally(r *treeRow, c *assess.ControlState) {
	r.total++
	if c.Answered() {
		r.done++
	}
	if differs(c) {
		r.differs++
	}
}

// treeFrom is the first row to draw in h rows: the question that is asked has others around it, and rows move only as far as they
// must, so that the eye and the terminal have little to do.
func treeFrom(rows []treeRow, h, first int) int {
	at := 0
	for i, r := range rows {
		if r.here {
			at = i
		}
	}
	around := h / 4
	first = cell.Window(len(rows), h, max(0, at-around), first)
	return cell.Window(len(rows), h, min(at+around, max(0, len(rows)-1)), first)
}

// drawTree draws the visible rows.
func drawTree(rows []treeRow, first int, size cell.Size, th theme.Theme) []string {
	first = treeFrom(rows, size.H, first)
	var out []string
	for i := first; i < len(rows) && len(out) < size.H; i++ {
		out = append(out, th.Row(i, drawTreeRow(rows[i], size.W, th)))
	}
	return out
}

func drawTreeRow(r treeRow, w int, th theme.Theme) string {
	if r.total == 0 { // a question
		text := cell.Cut(r.text, w-7)
		if r.here {
			return "  › " + r.mark.say(th) + " " + th.Accent.Say(text)
		}
		return "    " + r.mark.say(th) + " " + text
	}
	differ := "  "
	if r.differs > 0 {
		differ = th.Warn.Say("! ")
	}
	counts := padLeft(fmt.Sprintf("%d/%d", r.done, r.total), 6)
	style := theme.Style{}
	if r.layer || r.here {
		style = th.Strong
	}
	left := " " + strings.Repeat(" ", r.indent) + style.Say(cell.Cut(r.text, w-11-r.indent))
	return cell.Ends(left, differ+th.Dim.Say(counts)+" ", w)
}
