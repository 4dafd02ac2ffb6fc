package tui

import (
	"context"
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// probeItem is a row of the result that asks for something: whose is this, or accept this as evidence.
type probeItem struct {
	resource *evidence.Finding
	controls []string // what the row accepts: one must, or all others together
	text     string
}

// items lists what the result asks for: first whose things are, then the musts one by one, then the rest in one row.
func (p probe) items() []probeItem {
	if p.result == nil {
		return nil
	}
	var out []probeItem
	seen := map[string]bool{}
	for i := range p.result.Unassigned {
		f := &p.result.Unassigned[i]
		if !seen[string(f.Resource)] {
			seen[string(f.Resource)] = true
			out = append(out, probeItem{resource: f})
		}
	}
	var others, titles []string
	for _, c := range settled(p.view) {
		if c.Control.Must {
			out = append(out, probeItem{controls: []string{c.Control.ID}, text: safe(c.Control.Title)})
		} else {
			others, titles = append(others, c.Control.ID), append(titles, safe(c.Control.Title))
		}
	}
	if len(others) > 0 {
		out = append(out, probeItem{controls: others, text: count(len(others), "other question", "other questions") + ": " + strings.Join(titles, "; ")})
	}
	return out
}

// settled lists the controls that AWS settles and that nobody has answered.
func settled(v *desk.View) []*assess.ControlState {
	var out []*assess.ControlState
	for i := range v.Posture.Controls {
		c := &v.Posture.Controls[i]
		if awsSettles(c) {
			out = append(out, c)
		}
	}
	return out
}

// awsSettles says whether AWS shows a question to be in order, with nothing left that only people know, and nobody answered it.
func awsSettles(c *assess.ControlState) bool {
	return !answered(c) && c.Evidence.Verdict == evidence.VerdictPass && !c.Ceiling
}

// proposed ticks what is safe to accept in one go: everything but the musts, which somebody should look at.
func proposed(v *desk.View) map[string]bool {
	ticked := map[string]bool{}
	if v == nil {
		return ticked
	}
	for _, c := range settled(v) {
		if !c.Control.Must {
			ticked[c.Control.ID] = true
		}
	}
	return ticked
}

func (p probe) tick(it probeItem) probe {
	next := map[string]bool{}
	for id, on := range p.ticked {
		next[id] = on
	}
	on := !next[it.controls[0]]
	for _, id := range it.controls {
		next[id] = on
	}
	p.ticked = next
	return p
}

// accepting lists the ticked controls, in the order of the rows.
func (p probe) accepting() []string {
	var out []string
	for _, it := range p.items() {
		for _, id := range it.controls {
			if p.ticked[id] {
				out = append(out, id)
			}
		}
	}
	return out
}

// accept asks for the name that stands behind it.
func (p probe) accept() (Screen, Step) {
	controls := p.accepting()
	f := form{button: "Accept " + count(len(controls), "question", "questions"), fields: []field{textField("by", "Who accepts it", "", "Empty: you.")}}
	return p, Step{Over: formSheet{
		title: "Accept as evidence", about: "As AWS shows it, and only as long as AWS shows it: it never becomes a yes.", form: f,
		submit: func(f form) (Step, string) {
			by := f.value("by")
			return Step{Hold: true, Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) {
				return d.Confirm(ctx, v, controls, by)
			}}, ""
		},
	}}
}

func (p probe) resultLines(size cell.Size, th theme.Theme) []string {
	r := p.result
	lines := []string{}
	for _, l := range cell.Wrap(safe(r.Sentence), max(1, size.W-2)) {
		lines = append(lines, " "+th.Strong.Say(l))
	}
	lines = append(append(lines, p.nextLines(size.W, th)...), "")
	if p.err != nil {
		lines = append(lines, " "+th.Bad.Say("! "+sentence(p.err)), "")
	}
	items := p.items()
	if len(items) == 0 {
		return append(lines, " "+th.Dim.Say("Nothing is left to sort out here. enter goes to the heaviest open question."))
	}
	rows, focus := p.itemRows(items, size.W, th)
	room := max(1, size.H-len(lines))
	first := cell.Window(len(rows), room, focus, max(0, focus-room/2))
	return append(lines, rows[first:]...)
}

// nextLines say where one key leads from here, as far as it leads anywhere.
func (p probe) nextLines(w int, th theme.Theme) []string {
	var parts []string
	add := func(key, what string) { parts = append(parts, key+" "+what) }
	r, v := p.result, p.view
	if r.Stopped || r.Expired {
		add("r", "goes on with the rest")
	}
	if n := len(v.Posture.Conflicts); n > 0 {
		add("d", count(n, "differs", "differ"))
	}
	if n := len(openMusts.Select(v.Posture, v.Agenda)); n > 0 {
		add("i", count(n, "must-have not known", "must-haves not known"))
	}
	if n := len(r.Permissions); n > 0 {
		add("c", "copies "+count(n, "missing permission", "missing permissions"))
	}
	if len(p.missing) > 0 {
		add("v", "what was not read")
	}
	if p.plan != nil && len(p.missing) > 0 && !r.Stopped && !r.Expired {
		add("l", "asks only for that again")
	}
	if len(v.Session.Runs) > 1 {
		add("n", "what is new since the last run")
	}
	line, lines := " ", []string{}
	width := 1
	for _, part := range append([]string{count(r.Calls, "read call was", "read calls were") + " made"}, parts...) {
		n := cell.Width(part)
		if width+n+3 > w && width > 1 {
			lines, line, width = append(lines, line), " ", 1
		}
		key, what, ok := strings.Cut(part, " ")
		if ok && len(key) == 1 && key[0] >= 'a' {
			part = th.Accent.Say(key) + " " + th.Dim.Say(what)
		} else {
			part = th.Dim.Say(part)
		}
		line, width = line+part+"   ", width+n+3
	}
	return append(lines, line)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func (p probe) itemRows(items []probeItem, w int, th theme.Theme) (rows []string, focus int) {
	part, resources := "", 0
	for _, it := range items {
		if it.resource != nil {
			resources++
		}
	}
	for i, it := range items {
		heading := "Accept as evidence what AWS shows to be in order?   space ticks, y accepts"
		if it.resource != nil {
			heading = plural(resources, "Whose is this?", fmt.Sprintf("Whose are these %d?", resources)) + "   1 ours   2 shared   3 somebody else's"
		}
		if heading != part {
			if part != "" {
				rows = append(rows, "")
			}
			part = heading
			rows = append(rows, head(th, heading))
		}
		if i == p.at {
			focus = len(rows)
		}
		rows = append(rows, th.Row(i, p.drawItem(it, i == p.at, w, th)))
	}
	return rows, focus
}

func (p probe) drawItem(it probeItem, chosen bool, w int, th theme.Theme) string {
	text := ""
	if f := it.resource; f != nil {
		text = "? " + short(*f) + "  " + strings.ReplaceAll(safe(f.Kind), "_", " ") + "  " + where(f.Account, f.Region)
	} else {
		box := "[ ] "
		if p.ticked[it.controls[0]] {
			box = "[x] "
		}
		text = box + it.text
	}
	if chosen {
		return th.Selected.Say(cell.Fit(" › "+text, w))
	}
	return "   " + text
}
