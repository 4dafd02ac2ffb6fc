package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// overview says where the workload stands: the decisions first, then the counts, then the three numbers.
type overview struct {
	view  *desk.View
	gate  int        // whose list is shown
	items []gateItem // what stands in its way, what it rests on word for, its exceptions
	most  int        // of such lines under any gate
	trend []string   // of each gate, in words
	lines []string   // of each gate, drawn in blocks
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
	kind    string
	blocker assess.Blocker
}

// newOverview begins at the gate that is worked on now.
func newOverview(v *desk.View) overview {
	o := overview{view: v}
	for i, g := range v.Posture.Gates {
		if g.Gate == v.Posture.Now && g.InScope {
			o.gate = i
		}
	}
	return o.derive()
}

func (o overview) derive() overview {
	o.items, o.most, o.trend, o.lines = nil, 0, nil, nil
	for i, g := range o.view.Posture.Gates {
		items := itemsOf(g)
		if i == o.gate {
			o.items = items
		}
		if g.InScope {
			o.most = max(o.most, len(items))
		}
		points := assess.Trend(o.view.Session, o.view.Posture, g.Gate)
		o.trend = append(o.trend, assess.TrendWords(points))
		o.lines = append(o.lines, sparkline(points))
	}
	o.at = min(o.at, max(0, len(o.items)-1))
	return o
}

// itemsOf are the lines under a gate.
func itemsOf(g assess.GateState) []gateItem {
	var out []gateItem
	for _, list := range []struct {
		kind     string
		blockers []assess.Blocker
	}{{inTheWay, g.InTheWay}, {onWord, g.OnWord}, {exception, g.Exceptions}} {
		for _, b := range list.blockers {
			out = append(out, gateItem{kind: list.kind, blocker: b})
		}
	}
	return out
}

// sparkline draws what kept a gate shut at each milestone and now, one block a point; none is the lowest.
func sparkline(points []assess.TrendPoint) string {
	const blocks = "▁▂▃▄▅▆▇█"
	most := 0
	for _, p := range points {
		most = max(most, p.Waits())
	}
	var b strings.Builder
	for _, p := range points[max(0, len(points)-12):] {
		n := 0
		if most > 0 {
			n = (p.Waits()*7 + most - 1) / most
		}
		b.WriteRune([]rune(blocks)[n])
	}
	return b.String()
}

// Kinds of lines under a gate.
const (
	inTheWay  = "stands in the way"
	onWord    = "on word only"
	exception = "exception"
)

func (o overview) Place() assess.Place { return assess.Place{Screen: placeOverview} }

func (o overview) Head() string {
	return "Where we stand · " + near(o.view.Posture.AsOf, o.view.Posture.AsOf)
}

func (o overview) Update(msg any) (Screen, Step) {
	if m, ok := msg.(fresh); ok {
		before, at := o.items, o.at
		o.view = m.view
		o = o.derive()
		if at < len(before) {
			o.at = stay(o.items, at, func(it gateItem) bool { return it.blocker.Control == before[at].blocker.Control })
		}
		return o, Step{}
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
	if o.part != partNumbers {
		out = append(out,
			Command{ID: viewLeft, Do: func() (Screen, Step) { return o.move(-1, 0), Step{} }},
			Command{ID: viewRight, Hint: o.part == partGates, Do: func() (Screen, Step) { return o.move(1, 0), Step{} }})
	}
	out = append(out,
		Command{ID: viewCompare, Hint: true, Do: func() (Screen, Step) { return o, Step{Move: Push, To: newCompare(o.view)} }},
		Command{ID: viewMark, Do: func() (Screen, Step) { return o, Step{Over: milestoneForm(o.view)} }})
	for _, x := range []struct {
		id ID
		f  assess.Filter
	}{{viewDiffer, assess.Filter{Differs: true}}, {viewMusts, openMusts}} {
		if len(x.f.Select(o.view.Posture, o.view.Agenda)) > 0 {
			out = append(out, Command{ID: x.id, Hint: true, Do: func() (Screen, Step) { return o, Step{Move: Push, To: newWalkOf(o.view, x.f, "")} }})
		}
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
		if dx != 0 {
			return o.turn(dx)
		}
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

// turn shows the list of the gate before or after, among those that are asked.
func (o overview) turn(by int) overview {
	next := o.gate + by
	if next < 0 || next >= len(o.view.Posture.Gates) || !o.view.Posture.Gates[next].InScope {
		return o
	}
	o.gate, o.at = next, 0
	return o.derive()
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
		return o, Step{Move: Push, To: newWalkOf(o.view, assess.Filter{Layer: c.Layer, Phase: c.Phase}, "")}
	case o.part == partNumbers:
		return o, Step{Over: o.sum(o.num)}
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

func (o overview) View(size cell.Size, th theme.Theme) string {
	w := min(size.W, widest)
	gates := o.gateLines(w, th)
	cells, cellFocus := o.cellLines(cell.Size{W: w, H: size.H}, th)
	nums, numFocus := o.numberLines(w, th)
	// Where all does not fit, the list gives way: decisions, grid and numbers stay in sight.
	room := max(3, size.H-len(gates)-len(cells)-len(nums)-2)
	items := o.itemLines(room, w, th)
	if least := min(room, o.most); len(items) < least { // the grid stays where it is, whatever gate is chosen
		items = padded(items, least)
	}
	lines := append(append(append(gates, ""), items...), "")
	focus := len(gates) + 1 + min(o.at, room-1)
	switch o.part {
	case partCells:
		focus = len(lines) + cellFocus
	case partNumbers:
		focus = len(lines) + len(cells) + numFocus
	}
	lines = append(append(lines, cells...), nums...)
	first := cell.Window(len(lines), size.H, min(focus, len(lines)-1), 0)
	return cell.Block(lines[first:], size)
}

func (o overview) gateLines(w int, th theme.Theme) (lines []string) {
	for i, g := range o.view.Posture.Gates {
		lines = append(lines, th.Zone(zoneGate+strconv.Itoa(i), gateHead(g, i == o.gate, w, th)))
	}
	// The chosen gate's trend, and its caution, have a line of their own under all gates, so that turning moves nothing.
	said := o.trend[o.gate]
	if said != "" {
		said = o.lines[o.gate] + "  " + th.Dim.Say(said)
	}
	if g := o.view.Posture.Gates[o.gate]; g.SaysLittle {
		little := th.Dim.Say("fewer than 8 must-haves apply: this gate says little about this workload")
		if said != "" {
			little = said + th.Dim.Say("; ") + little
		}
		said = little
	}
	if said != "" || slices.ContainsFunc(o.trend, func(s string) bool { return s != "" }) {
		lines = append(lines, "     "+said)
	}
	return lines
}

// gateHead is a gate as a decision, in one line.
func gateHead(g assess.GateState, here bool, w int, th theme.Theme) string {
	pointer := "   "
	if here {
		pointer = th.Accent.Say(" › ")
	}
	question, narrow := cell.Fit(g.Gate.Question(), 21), w < 70
	if narrow { // the counts matter more than the whole question
		question = cell.Fit(g.Gate.Title(), 13)
	}
	if !g.InScope {
		return pointer + th.Dim.Say("– "+question+"  not asked yet")
	}
	m := verdictWord(g.Verdict)
	sentence := upper(strings.TrimPrefix(safe(g.Sentence), g.Gate.Title()+": "))
	right := fmt.Sprintf("%d of %d shown", g.Shown, g.Musts)
	if !g.Oldest.IsZero() && w >= 110 {
		right += ", oldest proof " + day(g.Oldest)
	}
	if narrow {
		sentence = strings.TrimPrefix(sentence, "Not yet. ")
	}
	left := pointer + m.say(th) + " " + th.Strong.Say(question) + "  " + m.style(th).Say(orElse(sentence, string(g.Verdict)))
	if cell.Width(left)+cell.Width(right)+3 > w { // the decision is said whole, or the count is not said
		return left
	}
	return cell.Ends(left, th.Dim.Say(right)+" ", w)
}

// itemLines draws as many of the lines under a gate as there is room for, and says how many more there are.
func (o overview) itemLines(room, w int, th theme.Theme) (lines []string) {
	first, shown, more := 0, len(o.items), ""
	if shown > room {
		shown = room - 1
		first = cell.Window(len(o.items), shown, o.at, 0)
		more = fmt.Sprintf("   ↓ %d more", len(o.items)-first-shown)
		if first+shown == len(o.items) {
			more = fmt.Sprintf("   ↑ %d more", first)
		}
	}
	for i := first; i < first+shown; i++ {
		lines = append(lines, th.Row(i, drawGateItem(o.items[i], o.part == partGates && i == o.at, w, th)))
	}
	switch {
	case more != "":
		lines = append(lines, " "+th.Dim.Say(more))
	case len(lines) == 0:
		lines = append(lines, "     "+th.Dim.Say("Nothing stands in its way."))
	}
	return lines
}

func drawGateItem(it gateItem, chosen bool, w int, th theme.Theme) string {
	m := mark{"✗", bad}
	switch {
	case it.kind == onWord:
		m = mark{"“", warn}
	case it.kind == exception:
		m = mark{"~", warn}
	case it.blocker.Unknown:
		m = mark{"?", unknown}
	}
	text, because := safe(it.blocker.Title), it.because()
	if cell.Width(because) > w/2 {
		because = cell.Cut(because, w/2)
	}
	if chosen {
		return th.Selected.Say(cell.Ends("   › "+m.glyph+" "+text, because+" ", w))
	}
	return cell.Ends("     "+m.say(th)+" "+text, th.Dim.Say(because)+" ", w)
}

// because is why a line is there, as short as the end of a line takes it.
func (it gateItem) because() string {
	said := safe(it.blocker.Because)
	switch {
	case it.kind == onWord:
		return onWord
	case it.kind == exception:
		return joined(exception, said)
	case it.blocker.Unknown: // the sum has it whole; what matters here is what is missing
		if _, missing, ok := strings.Cut(said, "; not known: "); ok {
			missing, _, _ = strings.Cut(missing, ";")
			return strings.TrimSuffix(missing, ".")
		}
		return "not known"
	}
	if shows, ok := strings.CutPrefix(said, "AWS shows "); ok {
		shows = strings.TrimPrefix(strings.TrimPrefix(shows, "that it "), "it ")
		if part, ok := strings.CutPrefix(shows, "in part ("); ok {
			shows = strings.TrimSuffix(part, ")")
		}
		return "AWS: " + shows
	}
	return said
}
