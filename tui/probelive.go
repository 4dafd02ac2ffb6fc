package tui

import (
	"fmt"
	"strings"

	"drydock/tui/cell"
	"drydock/tui/theme"
)

// The states of an event that the page counts by.
const (
	stateAsking = "asking"
	stateRead   = "read"
)

func (p probe) progress() string {
	s := count(p.calls, "call", "calls") + " so far"
	if p.jobs > 0 {
		s = fmt.Sprintf("%d of %d done, ", p.done, p.jobs) + s
	}
	return s
}

// barCells is how long the bar is.
const barCells = 20

// bar shows how far it is, once AWS's answers say how much there is.
func (p probe) bar(th theme.Theme) string {
	if p.jobs == 0 {
		return ""
	}
	n := barCells * p.done / p.jobs
	return th.Accent.Say(strings.Repeat("━", n)) + th.Dim.Say(strings.Repeat("─", barCells-n)) + "  "
}

// liveLines keeps the sum in sight: where not all fits, the newest findings give way, then the first services.
func (p probe) liveLines(size cell.Size, th theme.Theme) []string {
	title := "Asking AWS"
	if p.stopping {
		title = "Stopping"
	}
	lines := []string{head(th, title) + "  " + p.bar(th) + th.Dim.Say(p.progress()), ""}
	services := make([]string, 0, len(p.lines))
	for _, l := range p.lines {
		services = append(services, l.draw(th))
	}
	room := max(1, size.H-len(lines))
	keep := min(latestKept, max(0, room-len(services)-2))
	if keep > 0 {
		room -= keep + 2
	}
	lines = append(lines, services[max(0, len(services)-room):]...)
	if keep == 0 {
		return lines
	}
	for len(lines) < size.H-keep-1 { // at the foot, so that nothing moves when a service comes in
		lines = append(lines, "")
	}
	if len(p.latest) > 0 {
		lines = append(lines, head(th, "Found last"))
	}
	for i := len(p.latest) - 1; i >= max(0, len(p.latest)-keep); i-- {
		f := p.latest[i]
		lines = append(lines, "   "+outcomeMark(f.Outcome).say(th)+" "+short(f)+th.Dim.Say("  "+safe(f.States)))
	}
	return lines
}

func (l serviceLine) draw(th theme.Theme) string {
	m, word := mark{"…", accent}, "asking"
	if l.done >= l.asking {
		m, word = mark{"✓", good}, "read"
		if l.gaps > 0 {
			m, word = mark{"?", unknown}, count(l.gaps, "not read", "not read")
		}
	}
	return fmt.Sprintf("   %s %s %s %s", m.say(th), cell.Fit(safe(l.service), 22), cell.Fit(word, 12),
		th.Dim.Say(padLeft(count(l.calls, "call ", "calls"), 10)+padLeft(count(l.facts, "thing ", "things")+" found", 20)))
}
