package tui

import (
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/tui/cell"
	"drydock/tui/theme"
	"drydock/tui/words"
)

// laneWidth is how wide a terminal has to be for the horizons to stand beside each other.
const laneWidth = 120

// drawList is the ordered list.
func (p plan) drawList(w, room int, th theme.Theme) []string {
	var lines []string
	if len(p.rows) == 0 {
		return []string{" " + th.Dim.Say(notInAFilter)}
	}
	first := cell.Window(len(p.rows), room, p.at, max(0, p.at-room/2))
	for i := first; i < len(p.rows) && i < first+room; i++ {
		lines = append(lines, th.Row(i, p.drawRow(i, w, th)))
	}
	return lines
}

// drawRow is one line of the list.
func (p plan) drawRow(i, w int, th theme.Theme) string {
	r := p.rows[i]
	chosen := i == p.at
	mark := func(glyph string, style theme.Style, text string) string {
		if chosen {
			return th.Selected.Say(cell.Fit(" › "+glyph+" "+text, w))
		}
		return cell.Cut("   "+style.Say(glyph)+" "+th.Dim.Say(text), w)
	}
	switch {
	case r.head != "":
		return head(th, r.head)
	case r.note != "":
		return "      " + p.noteStyle(r, th).Say(cell.Cut(r.note, max(1, w-7)))
	case !r.choosable():
		return ""
	case r.more != "":
		return mark("…", th.Dim, r.more)
	case r.find != nil:
		return p.drawFind(r.find, chosen, w, th)
	case r.action != nil:
		return p.drawAction(r.action, chosen, w, th)
	case r.whatIf != "":
		return mark("[x]", th.Accent, p.titleOf(r.whatIf))
	}
	return mark("✓", th.Good, p.titleOf(r.id))
}

func (p plan) noteStyle(r planRow, th theme.Theme) theme.Style {
	if r.opens {
		return th.Good
	}
	return th.Dim
}

func (p plan) titleOf(id string) string {
	if a, ok := p.view.Catalog.Action(id); ok {
		return safe(a.Title)
	}
	return safe(id)
}

// whoFinds is who can find something out: by name, else by role.
func whoFinds(f *assess.FindOut) string {
	if f.Owner != "" {
		return safe(f.Owner)
	}
	return roleWord(f.Finder)
}

func (p plan) drawFind(f *assess.FindOut, chosen bool, w int, th theme.Theme) string {
	who := whoFinds(f)
	if f.Must {
		who = "must · " + who
	}
	right := p.columns(who, f.Due, "", w)
	if chosen {
		return th.Selected.Say(cell.Ends(" › ? "+safe(f.Title), right, w))
	}
	return cell.Ends("   "+th.Unknown.Say("? ")+safe(f.Title), th.Dim.Say(right), w)
}

// tags are what is to be known of an action beside its title, the gravest first.
func (p plan) tags(a *assess.PlannedAction) []string {
	var tags []string
	for _, t := range []struct {
		on   bool
		word string
	}{
		{doneDiffers(a), "differs: was done"},
		{a.State.Status == assess.ActionInProgress, "in progress"},
		{p.late(a), "late"},
		{a.QuickWin, "quick win"},
		{a.State.Owner != "", safe(a.State.Owner)},
	} {
		if t.on {
			tags = append(tags, t.word)
		}
	}
	return tags
}

// dueOf is the day that people set, else the one that the plan gives.
func dueOf(a *assess.PlannedAction) assess.Date {
	if a.State.Due != "" {
		return a.State.Due
	}
	return a.Finish
}

func (p plan) drawAction(a *assess.PlannedAction, chosen bool, w int, th theme.Theme) string {
	tags := p.tags(a)
	if w < 100 && len(tags) > 1 && a.State.Owner != "" { // the owner, and the gravest
		tags = append(tags[:1:1], tags[len(tags)-1])
	}
	right := p.columns(strings.Join(tags, " · "), dueOf(a), assess.Quarters(a.Days)+" d", w)
	left := fmt.Sprintf("%2d  %s", a.Rank, safe(a.Action.Title))
	if chosen {
		return th.Selected.Say(cell.Ends(" › "+left, right, w))
	}
	style := th.Dim
	if doneDiffers(a) {
		style = th.Warn
	}
	return cell.Ends("   "+left, style.Say(right), w)
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
		why = r.find.Title + ": " + r.find.What + ". Ask " + whoFinds(r.find) + " (" + roleWord(r.find.Finder) + "), by " + near(r.find.Due, p.view.Posture.AsOf) + "."
		if r.find.Owner == "" {
			why = r.find.Title + ": " + r.find.What + ". Ask the " + roleWord(r.find.Finder) + ", by " + near(r.find.Due, p.view.Posture.AsOf) + "."
		}
	case r.action != nil:
		why = r.action.Why
	case r.whatIf != "":
		why = p.titleOf(r.whatIf) + ": taken as done for this look at the plan. Nothing is saved as done."
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

// lane is one column of the plan, laid out.
type lane struct {
	head  string
	lines []string
	focus int // the line of the chosen row; -1: not here
}

// drawLanes puts what is to find out above, and now, next and later beside each other.
func (p plan) drawLanes(w, room int, th theme.Theme) []string {
	const gap = 2
	each := (w - 2*gap - 2) / 3
	var lines []string
	var above []int
	for i, r := range p.rows {
		if r.lane == laneNone {
			above = append(above, i)
		}
	}
	most := min(len(above), max(3, room*2/5))
	at := 0
	for n, i := range above {
		if i == p.at {
			at = n
		}
	}
	first := cell.Window(len(above), most, at, max(0, at-most/2))
	for n := first; n < len(above) && n < first+most; n++ {
		lines = append(lines, th.Row(above[n], p.drawRow(above[n], min(w, widest), th)))
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	tall := room - len(lines) - 1
	lanes := p.layLanes(each, false, th)
	for _, l := range lanes {
		if len(l.lines) > tall { // one line a card: more of the work in sight
			lanes = p.layLanes(each, true, th)
			break
		}
	}
	heads, columns := make([]string, 3), make([][]string, 3)
	for i, l := range lanes {
		heads[i] = cell.Fit(l.head, each)
		columns[i] = l.window(max(1, tall), each, th)
	}
	lines = append(lines, " "+strings.Join(heads, strings.Repeat(" ", gap)))
	for y := range max(0, tall) {
		line := " "
		for i := range columns {
			part := ""
			if y < len(columns[i]) {
				part = columns[i][y]
			}
			line += cell.Fit(part, each) + strings.Repeat(" ", gap)
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// window shows the part of a lane around what is chosen.
func (l lane) window(room, w int, th theme.Theme) []string {
	if len(l.lines) <= room {
		return l.lines
	}
	at := max(0, l.focus)
	first := cell.Window(len(l.lines), room-1, at, max(0, at-room/2))
	out := append([]string(nil), l.lines[first:first+room-1]...)
	more := fmt.Sprintf("↓ %d lines more", len(l.lines)-first-room+1)
	if first+room-1 >= len(l.lines) {
		more = fmt.Sprintf("↑ %d lines more", first)
	}
	return append(out, "   "+th.Dim.Say(cell.Cut(more, w-3)))
}

// layLanes lays out the three lanes; short: one line a card.
func (p plan) layLanes(w int, short bool, th theme.Theme) [3]lane {
	out := [3]lane{{focus: -1}, {focus: -1}, {focus: -1}}
	var n [3]int
	var days [3]float64
	for i, r := range p.rows {
		if r.lane == laneNone {
			continue
		}
		l := &out[r.lane-1]
		switch {
		case r.head != "":
			if r.head != words.Horizon(assess.HorizonNow) && r.head != words.Horizon(assess.HorizonNext) && r.head != words.Horizon(assess.HorizonLater) {
				if len(l.lines) == 0 { // right under the head it would be read as part of it
					l.lines = append(l.lines, "")
				}
				l.lines = append(l.lines, "  "+th.Strong.Say(cell.Cut(r.head, w-2)))
			}
		case !r.choosable() && r.note == "":
			if len(l.lines) > 0 {
				l.lines = append(l.lines, "")
			}
		default:
			if r.action != nil {
				n[r.lane-1]++
				days[r.lane-1] += r.action.Days
			}
			if i == p.at {
				l.focus = len(l.lines)
			}
			for _, line := range p.card(i, w, short, th) {
				l.lines = append(l.lines, th.Row(i, line))
			}
		}
	}
	for i, h := range []string{assess.HorizonNow, assess.HorizonNext, assess.HorizonLater} {
		title, until, _ := strings.Cut(words.Horizon(h), ": ")
		work := "nothing"
		if n[i] > 0 {
			work = fmt.Sprintf("%d in %s d", n[i], assess.Quarters(days[i]))
		}
		out[i].head = "  " + th.Strong.Say(title) + th.Dim.Say(" · "+until+" · "+work)
	}
	return out
}

// quickMark stands for a quick win where there is no room for the words; the summary says what it is.
const quickMark = "»"

// shortTag is the gravest of an action's tags in a few cells.
func (p plan) shortTag(a *assess.PlannedAction) string {
	switch {
	case doneDiffers(a):
		return " differs"
	case p.late(a):
		return " late"
	case a.QuickWin:
		return " " + quickMark
	}
	return ""
}

// card is a row in a lane.
func (p plan) card(i, w int, short bool, th theme.Theme) []string {
	r := p.rows[i]
	chosen := i == p.at
	if r.note != "" {
		return []string{"     " + p.noteStyle(r, th).Say(cell.Cut(r.note, w-5))}
	}
	pointer := "  "
	if chosen {
		pointer = "› "
	}
	if r.action == nil {
		line := cell.Fit(pointer+"✓ "+p.titleOf(r.id), w)
		if chosen {
			return []string{th.Selected.Say(line)}
		}
		return []string{th.Dim.Say(line)}
	}
	a := r.action
	when := near(dueOf(a), p.view.Posture.AsOf)
	tags := p.tags(a)
	right := padLeft(assess.Quarters(a.Days)+" d", 5)
	if short {
		right = p.shortTag(a) + right
	}
	line := cell.Ends(fmt.Sprintf("%s%2d %s", pointer, a.Rank, safe(a.Action.Title)), right, w)
	if chosen {
		line = th.Selected.Say(line)
	}
	if short {
		return []string{line}
	}
	style := th.Dim
	if doneDiffers(a) {
		style = th.Warn
	}
	return []string{line, "     " + style.Say(cell.Cut(strings.Join(append([]string{when}, tags...), " · "), w-5))}
}
