package tui

import (
	"runtime/debug"
	"strings"

	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"

	tea "charm.land/bubbletea/v2"
)

// The smallest terminal that screens are made for.
const (
	leastW = 60
	leastH = 15
)

// widest is how wide a page of text or a table becomes: longer lines are hard to follow with the eye.
const widest = 132

// chrome is how many rows the router keeps for itself: the header with a blank line, the status, the hints.
const chrome = 4

func (a *app) room() cell.Size { return a.size.Less(chrome) }

// View draws the frame. What has not changed is not drawn again.
func (a *app) View() (v tea.View) {
	defer func() {
		if r := recover(); r != nil {
			a.crash.note(r, debug.Stack())
			v = a.frame("")
		}
	}()
	if a.dirty {
		a.drawn = a.draw()
		a.dirty = false
	}
	return a.frame(a.drawn)
}

func (a *app) frame(content string) tea.View {
	v := tea.NewView(content)
	v.AltScreen = true
	v.WindowTitle = "Drydock"
	if a.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

// draw makes exactly size.H lines of size.W cells.
func (a *app) draw() string {
	if a.size.W < leastW || a.size.H < leastH {
		return tooSmall(a.size)
	}
	if _, ok := a.top().screen.(bare); ok && len(a.overlays) == 0 {
		return a.drawBare()
	}
	status := a.statusLines()
	lines := make([]string, 0, a.size.H)
	lines = append(lines, a.header(), a.clock.line(a.size.W, a.theme))
	lines = append(lines, a.body(a.room().Less(len(status)-1))...)
	lines = append(append(lines, status...), a.hints())
	return cell.Block(lines, a.size)
}

// drawBare draws a page that has the window to itself. What must be said is said in its last line.
func (a *app) drawBare() string {
	lines := strings.Split(a.top().screen.View(a.size, a.theme), "\n")
	if a.status != "" {
		lines[len(lines)-1] = a.statusLines()[0]
	}
	return cell.Block(lines, a.size)
}

// body draws the top screen, with the overlay as a sheet over its lower part.
func (a *app) body(room cell.Size) []string {
	top := a.top().screen
	n := len(a.overlays)
	if n == 0 {
		return strings.Split(top.View(room, a.theme), "\n")
	}
	over := a.overlays[n-1].screen
	rows := room.H - 1
	if s, ok := over.(sheet); ok {
		rows = min(rows, s.Rows(room.W))
	}
	var lines []string
	if rest := room.H - rows - 1; rest >= 4 {
		covered := a.theme
		covered.Marks = false
		lines = strings.Split(top.View(cell.Size{W: room.W, H: rest}, covered), "\n")
	} else {
		rows = room.H - 1
	}
	lines = append(lines, a.theme.Dim.Say(strings.Repeat("─", room.W)))
	return append(lines, strings.Split(over.View(cell.Size{W: room.W, H: rows}, a.theme), "\n")...)
}

func (a *app) header() string {
	left := a.theme.Accent.Say("Drydock")
	if v := a.clerk.view; v != nil && len(a.stack) > 1 {
		if v.Session.Meta.Sample { // before the name, so that no narrow header cuts it off
			left += a.theme.Dim.Say(" · ") + a.theme.Warn.Say("SAMPLE")
		}
		left += a.theme.Dim.Say(" · ") + a.theme.Strong.Say(safe(titleOf(v)))
	}
	right := ""
	if h, ok := a.top().screen.(headed); ok {
		right = a.theme.Dim.Say(safe(h.Head()))
	}
	return cell.Ends(" "+left, right+" ", a.size.W)
}

func titleOf(v *desk.View) string {
	if called := v.Session.Scope.Called(); called != "" {
		return called
	}
	return v.Session.Meta.Name
}

// mostStatus is how many lines of the page a message may take.
const mostStatus = 3

// statusLines is mostly one line; what is longer is said to its end, and the page gives way at its foot.
func (a *app) statusLines() []string {
	if a.status == "" {
		return []string{""}
	}
	style, text := a.theme.Good, safe(a.status)
	if a.warn {
		style, text = a.theme.Bad, "! "+text
	}
	w := max(1, a.size.W-4)
	lines := cell.Wrap(text, w)
	if len(lines) > mostStatus {
		lines = append(lines[:mostStatus-1:mostStatus-1], cell.Cut(strings.Join(lines[mostStatus-1:], " "), w))
	}
	for i, l := range lines {
		indent := "   "
		if i == 0 || !a.warn {
			indent = " "
		}
		lines[i] = indent + style.Say(l)
	}
	return lines
}

// hints draws as many of the commands worth a hint as the line holds; help comes last and always.
func (a *app) hints() string {
	last := a.hint(a.registry.spec(goHelp))
	if t, ok := a.front().screen.(typist); ok && t.Typing() {
		last = a.hint(a.registry.spec(goPalette))
	}
	if _, helping := a.front().screen.(help); helping {
		last = ""
	}
	line, width := " ", 1
	for _, c := range a.commands() {
		if !c.Hint || c.ID == goHelp {
			continue
		}
		h := a.hint(a.registry.spec(c.ID))
		n := cell.Width(h) + 3
		if width+n+cell.Width(last)+1 > a.size.W {
			continue
		}
		line, width = line+h+"   ", width+n
	}
	return line + last
}

func (a *app) hint(s spec) string {
	if len(s.keys) == 0 {
		return ""
	}
	return a.theme.Zone(zoneOf(s.id), a.theme.Accent.Say(keyName(s.keys[0]))+" "+a.theme.Dim.Say(s.short))
}

// tooSmall is the card for a terminal that no screen fits in; it fits in any.
func tooSmall(size cell.Size) string {
	if size.W <= 0 || size.H <= 0 {
		return ""
	}
	lines := cell.Wrap("Drydock needs 60 × 15. Make this window larger; nothing is lost.", size.W)
	top := max(0, (size.H-len(lines))/2)
	return cell.Block(append(make([]string, top), lines...), size)
}

// head is a heading with a space under it.
func head(th theme.Theme, s string) string { return " " + th.Strong.Say(safe(s)) }
