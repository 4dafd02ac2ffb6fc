package tui

import (
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/desk"
	"drydock/tui/theme"
)

// overview says where the workload stands: the decisions first, then the counts, then the three numbers.
type overview struct {
	view  *desk.View
	items []gateItem // what can be chosen among the gates
	part  int        // partGates, partCells, partNumbers
	at    int        // among items
	cell  int        // 0..8
	num   int        // 0..2
}

const (
	partGates = iota
	partCells
	partNumbers
)

// gateItem is a line under a gate: a must that stands in the way, is on word, or is an exception.
type gateItem struct {
	gate    int
	kind    string
	blocker assess.Blocker
}

func newOverview(v *desk.View) overview { return overview{view: v}.derive() }

func (o overview) derive() overview {
	o.items = nil
	for i, g := range o.view.Posture.Gates {
		if !g.InScope {
			continue
		}
		for _, b := range g.InTheWay {
			o.items = append(o.items, gateItem{gate: i, kind: "stands in the way", blocker: b})
		}
		for _, b := range g.OnWord {
			o.items = append(o.items, gateItem{gate: i, kind: "on word only", blocker: b})
		}
		for _, b := range g.Exceptions {
			o.items = append(o.items, gateItem{gate: i, kind: "exception", blocker: b})
		}
	}
	o.at = min(o.at, max(0, len(o.items)-1))
	return o
}

func (o overview) Place() assess.Place { return assess.Place{Screen: placeOverview} }

func (o overview) Head() string { return "Where we stand · as of " + string(o.view.Posture.AsOf) }

func (o overview) Update(msg any) (Screen, Step) {
	if m, ok := msg.(fresh); ok {
		o.view = m.view
		return o.derive(), Step{}
	}
	return o, Step{}
}

func (o overview) Commands() []Command {
	out := []Command{
		{ID: viewOpen, Hint: true, Do: o.open},
		{ID: viewCells, Hint: true, Do: func() (Screen, Step) { o.part = (o.part + 1) % 3; return o, Step{} }},
		{ID: viewUp, Do: func() (Screen, Step) { return o.move(0, -1), Step{} }},
		{ID: viewDown, Do: func() (Screen, Step) { return o.move(0, 1), Step{} }},
	}
	if o.part == partCells {
		out = append(out,
			Command{ID: viewLeft, Do: func() (Screen, Step) { return o.move(-1, 0), Step{} }},
			Command{ID: viewRight, Do: func() (Screen, Step) { return o.move(1, 0), Step{} }})
	}
	rest := inAssessment(o.view, goOverview)
	for i := range rest {
		rest[i].Hint = rest[i].ID == goPlan || rest[i].ID == goWalk
	}
	return append(out, rest...)
}

func (o overview) move(dx, dy int) overview {
	switch o.part {
	case partGates:
		if o.at+dy >= len(o.items) {
			o.part = partCells
			return o
		}
		o.at = max(0, o.at+dy)
	case partCells:
		x, y := o.cell%3+dx, o.cell/3+dy
		if y < 0 {
			o.part = partGates
			return o
		}
		if y > 2 {
			o.part, o.num = partNumbers, 0
			return o
		}
		o.cell = y*3 + min(max(0, x), 2)
	case partNumbers:
		if o.num+dy < 0 {
			o.part = partCells
			return o
		}
		o.num = min(2, o.num+dy)
	}
	return o
}

func (o overview) open() (Screen, Step) {
	switch {
	case o.part == partGates && len(o.items) > 0:
		return o, Step{Move: Push, To: newWalk(o.view, o.items[o.at].blocker.Control)}
	case o.part == partCells:
		c := o.cellAt(o.cell)
		if c.Total == 0 {
			return o, Step{Say: "No question is in this cell."}
		}
		return o, Step{Move: Push, To: newWalkCell(o.view, c.Layer, c.Phase)}
	case o.part == partNumbers:
		n := o.numbers()[o.num]
		return o, Step{Say: n.name + ": " + safe(n.number.Sentence)}
	}
	return o, Step{Say: "Nothing stands in the way here. p shows the plan."}
}

// cellAt finds the cell by its place: layers downwards, phases to the right.
func (o overview) cellAt(i int) assess.Cell {
	layer, phase := questionnaire.Layers()[i/3], questionnaire.Phases()[i%3]
	for _, c := range o.view.Posture.Cells {
		if c.Layer == layer && c.Phase == phase {
			return c
		}
	}
	return assess.Cell{Layer: layer, Phase: phase, Percent: -1}
}

type namedNumber struct {
	name, means string
	number      assess.Number
}

func (o overview) numbers() []namedNumber {
	p := o.view.Posture
	return []namedNumber{
		{"Known", "how much of it we know", p.Known},
		{"Readiness", "how much of what we know is done", p.Readiness},
		{"How we know", "seen, shown, or only said", p.HowWeKnow},
	}
}

func (o overview) View(size cell.Size, th theme.Theme) string {
	lines, focus := o.gateLines(size.W, th)
	cells, cellFocus := o.cellLines(size.W, th)
	nums, numFocus := o.numberLines(size.W, th)
	below := append(append([]string{""}, cells...), nums...)
	switch o.part {
	case partCells:
		focus = len(lines) + 1 + cellFocus
	case partNumbers:
		focus = len(lines) + 1 + len(cells) + numFocus
	}
	// Where all does not fit, the gates give way: the grid and the numbers stay in sight while a gate is read.
	if rest := size.H - len(below); o.part == partGates && rest >= 6 && len(lines) > rest {
		first := cell.Window(len(lines), rest-1, focus, 0)
		cut := append([]string{}, lines[first:first+rest-1]...)
		lines = append(cut, " "+th.Dim.Say(fmt.Sprintf("↓ %d more", len(lines)-first-rest+1)))
		focus -= first
	}
	lines = append(lines, below...)
	first := cell.Window(len(lines), size.H, min(focus+1, len(lines)-1), 0)
	return cell.Block(lines[first:], size)
}

func (o overview) gateLines(w int, th theme.Theme) (lines []string, focus int) {
	n := 0
	for i, g := range o.view.Posture.Gates {
		lines = append(lines, gateHead(g, o.view.Posture.Now == g.Gate, w, th))
		if !g.InScope {
			continue
		}
		if g.SaysLittle {
			lines = append(lines, "     "+th.Dim.Say("Fewer than 8 must-haves apply: this gate says little about this workload."))
		}
		for ; n < len(o.items) && o.items[n].gate == i; n++ {
			chosen := o.part == partGates && n == o.at
			if chosen {
				focus = len(lines)
			}
			lines = append(lines, drawGateItem(o.items[n], chosen, w, th))
		}
		if !g.Oldest.IsZero() {
			lines = append(lines, "     "+th.Dim.Say("oldest proof "+day(g.Oldest)))
		}
	}
	return lines, focus
}

func gateHead(g assess.GateState, now bool, w int, th theme.Theme) string {
	if !g.InScope {
		return "   " + th.Dim.Say(g.Gate.Question()+"  not asked yet")
	}
	m := verdictWord(g.Verdict)
	text := g.Gate.Question() + "  "
	sentence := safe(g.Sentence)
	if sentence == "" {
		sentence = string(g.Verdict)
	}
	right := fmt.Sprintf("%d of %d shown", g.Shown, g.Musts)
	if now {
		right = "worked on now · " + right
	}
	return cell.Ends(" "+m.say(th)+" "+th.Strong.Say(text)+m.style(th).Say(sentence), th.Dim.Say(right)+" ", w)
}

func drawGateItem(it gateItem, chosen bool, w int, th theme.Theme) string {
	m := mark{"✗", bad}
	switch {
	case it.kind == "on word only":
		m = mark{"“", warn}
	case it.kind == "exception":
		m = mark{"~", warn}
	case it.blocker.Unknown:
		m = mark{"?", unknown}
	}
	text := safe(it.blocker.Title)
	because := safe(it.blocker.Because)
	if it.kind != "stands in the way" {
		because = joined(it.kind, because)
	}
	if chosen {
		return th.Selected.Say(cell.Fit("   › "+m.glyph+" "+text+"  "+because, w))
	}
	return cell.Cut("     "+m.say(th)+" "+text+"  "+th.Dim.Say(because), w)
}

func (o overview) cellLines(w int, th theme.Theme) (lines []string, focus int) {
	label := 20
	each := min(30, max(12, (w-label-2)/3))
	headline := " " + cell.Fit("", label)
	for _, p := range questionnaire.Phases() {
		headline += th.Dim.Say(cell.Fit(p.Title(), each))
	}
	lines = append(lines, headline)
	for y, l := range questionnaire.Layers() {
		line := " " + cell.Fit(l.Title(), label)
		for x := range questionnaire.Phases() {
			i := y*3 + x
			chosen := o.part == partCells && i == o.cell
			if chosen {
				focus = len(lines)
			}
			line += drawCell(o.cellAt(i), chosen, each, th)
		}
		lines = append(lines, line)
	}
	if o.part == partCells {
		lines = append(lines, " "+th.Dim.Say(cell.Cut(safe(o.cellAt(o.cell).Sentence), w-2)))
	} else {
		lines = append(lines, "")
	}
	return lines, focus
}

// drawCell counts first; a cell that is not due yet is grey and says so.
func drawCell(c assess.Cell, chosen bool, w int, th theme.Theme) string {
	pointer := " "
	if chosen {
		pointer = "›"
	}
	text := "–"
	if c.Total > 0 {
		parts := []string{fmt.Sprintf("✓%d", c.Done), fmt.Sprintf("✗%d", c.Open), fmt.Sprintf("?%d", c.NotKnown)}
		text = fmt.Sprintf("%d of %d  %s", c.Done, c.Total, strings.Join(parts[1:], " "))
		if c.Percent >= 0 && w >= 24 {
			text += fmt.Sprintf("  %d %%", c.Percent)
		}
		if c.Weakest {
			text += " ◂"
		}
	}
	text = cell.Fit(pointer+text, w-1) + " "
	switch {
	case chosen:
		return th.Selected.Say(text)
	case !c.Due && c.Total > 0:
		return th.Dim.Say(cell.Fit(" "+strings.TrimSpace(text)+" later", w))
	case !c.Due:
		return th.Dim.Say(text)
	case c.Open > 0:
		return th.Bad.Say(text)
	case c.NotKnown > 0:
		return th.Unknown.Say(text)
	case c.Total == 0:
		return th.Dim.Say(text)
	}
	return th.Good.Say(text)
}

func (o overview) numberLines(w int, th theme.Theme) (lines []string, focus int) {
	lines = []string{""}
	for i, n := range o.numbers() {
		chosen := o.part == partNumbers && i == o.num
		pointer := "   "
		if chosen {
			pointer, focus = " › ", len(lines)
		}
		sum := safe(n.number.Sentence)
		if n.number.Of == 0 {
			sum = "nothing to measure yet"
		}
		text := pointer + cell.Fit(n.name, 13) + cell.Fit(sum, min(30, max(16, w/3))) + " " + n.means
		if chosen {
			lines = append(lines, th.Selected.Say(cell.Fit(text, w)))
			continue
		}
		lines = append(lines, pointer+th.Strong.Say(cell.Fit(n.name, 13))+cell.Fit(sum, min(30, max(16, w/3)))+" "+th.Dim.Say(n.means))
	}
	return lines, focus
}
