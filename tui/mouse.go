package tui

import (
	"strconv"
	"strings"

	"drydock/tui/theme"

	tea "charm.land/bubbletea/v2"
)

// Zones that views name, beside theme.Row.
const (
	zoneDo     = "do "     // performs a command
	zoneOption = "option " // an option of a choice, within its row
	zoneButton = "button"  // of a form
	zoneGate   = "gate "
	zoneCell   = "cell "
	zoneNumber = "number "
)

// zoneOf is the zone that performs a command when it is clicked.
func zoneOf(id ID) string { return zoneDo + string(id) }

// numbered is the number of the outermost zone of a kind.
func numbered(zones []string, kind string) (int, bool) {
	for _, z := range zones {
		if word, ok := strings.CutPrefix(z, kind); ok {
			n, err := strconv.Atoi(word)
			return n, err == nil
		}
	}
	return 0, false
}

func rowAt(zones []string) (int, bool) { return numbered(zones, "row ") }

// click does what stands under the mouse: a key's label performs it, a row is for the screen in front. What stands where is
// what the views say when they are drawn once more with their zones.
func (a *app) click(m tea.MouseClickMsg) tea.Cmd {
	if m.Button != tea.MouseLeft || a.size.W < leastW || a.size.H < leastH {
		return nil
	}
	a.theme.Marks = true
	lines := strings.Split(a.draw(), "\n")
	a.theme.Marks = false
	if m.Y < 0 || m.Y >= len(lines) {
		return nil
	}
	zones := theme.ZonesAt(lines[m.Y], m.X)
	if len(zones) == 0 {
		return nil
	}
	a.status, a.warn = "", false
	if id, ok := strings.CutPrefix(zones[len(zones)-1], zoneDo); ok {
		return a.handOver(ID(id))
	}
	front := a.front()
	c, ok := front.screen.(clickable)
	if !ok {
		return nil
	}
	screen, step := c.Click(zones)
	a.put(front.id, screen)
	return a.follow(front.id, step)
}

// A click chooses a row; on the chosen row it is enter.

func (h home) Click(zones []string) (Screen, Step) {
	n, ok := rowAt(zones)
	if !ok || n >= h.rows() {
		return h, Step{}
	}
	again := n == h.at
	if h.at = n; again {
		return h.enter()
	}
	return h, Step{}
}

func (h history) Click(zones []string) (Screen, Step) {
	n, ok := rowAt(zones)
	if !ok || n >= len(h.past) {
		return h, Step{}
	}
	again := n == h.at
	if h.at = n; again {
		return h.open()
	}
	return h, Step{}
}

func (w walk) Click(zones []string) (Screen, Step) {
	if n, ok := rowAt(zones); ok && n < len(w.tree) {
		return w.to(w.tree[n].id), Step{}
	}
	return w, Step{}
}

func (o overview) Click(zones []string) (Screen, Step) {
	before := o
	if n, ok := rowAt(zones); ok && n < len(o.items) {
		o.part, o.at = partGates, n
		if before.part == o.part && before.at == n {
			return o.open()
		}
	}
	if n, ok := numbered(zones, zoneGate); ok && n < len(o.view.Posture.Gates) && o.view.Posture.Gates[n].InScope {
		o.part, o.gate, o.at = partGates, n, 0
		return o.derive(), Step{}
	}
	if n, ok := numbered(zones, zoneCell); ok {
		o.part, o.cell = partCells, n
		if before.part == o.part && before.cell == n {
			return o.open()
		}
	}
	if n, ok := numbered(zones, zoneNumber); ok {
		o.part, o.num = partNumbers, n
		return o.open()
	}
	return o, Step{}
}

func (p plan) Click(zones []string) (Screen, Step) {
	n, ok := rowAt(zones)
	if !ok || n >= len(p.rows) || !p.rows[n].choosable() {
		return p, Step{}
	}
	again := n == p.at
	if p.at = n; again {
		return p.open()
	}
	return p, Step{}
}

func (p probe) Click(zones []string) (Screen, Step) {
	items := p.items()
	n, ok := rowAt(zones)
	if !ok || n >= len(items) {
		return p, Step{}
	}
	again := n == p.at
	if p.at = n; again && items[n].resource == nil {
		return p.tick(items[n]), Step{}
	}
	return p, Step{}
}

// listClick chooses a row of an overlay's list; what is chosen already is performed.
func listClick(s Screen, zones []string, at *int, total int, chosen func() Screen) (Screen, Step) {
	n, ok := rowAt(zones)
	if !ok || n >= total {
		return s, Step{}
	}
	again := n == *at
	*at = n
	next := chosen()
	if !again {
		return next, Step{}
	}
	for _, c := range next.Commands() {
		if c.ID == listEnter {
			return c.Do()
		}
	}
	return next, Step{}
}

func (h help) Click(zones []string) (Screen, Step) {
	return listClick(h, zones, &h.at, len(h.shown), func() Screen { return h })
}

func (f finder) Click(zones []string) (Screen, Step) {
	return listClick(f, zones, &f.at, len(f.shown), func() Screen { return f })
}

func (c copies) Click(zones []string) (Screen, Step) {
	return listClick(c, zones, &c.at, len(c.items), func() Screen { return c })
}

func (p picker) Click(zones []string) (Screen, Step) {
	return listClick(p, zones, &p.at, len(p.rows), func() Screen { return p })
}

func (p parking) Click(zones []string) (Screen, Step) {
	n, ok := rowAt(zones)
	if !ok || n >= len(p.items) {
		return p, Step{}
	}
	if p.at == n {
		return p, Step{Over: parkedForm(p.items[n])}
	}
	p.at = n
	return p, Step{}
}

func (s filterSheet) Click(zones []string) (Screen, Step) {
	rows := filterRows()
	n, ok := rowAt(zones)
	if !ok || n >= len(rows) {
		return s, Step{}
	}
	s.at = n
	return s.turn(rows[n], 1)
}

// click goes to a field; a tick is turned by it, an option chosen.
func (f form) click(zones []string) form {
	n, ok := rowAt(zones)
	if !ok || n >= len(f.fields) {
		return f
	}
	again := f.at == n
	f.at = n
	if f.fields[n].isTick {
		return f.turn(1)
	}
	if o, ok := numbered(zones, zoneOption); ok && o < len(f.fields[n].options) {
		return f.edit(func(g *field) { g.chosen = o })
	}
	if again { // a choice that has no room for its options shows one at a time
		return f.turn(1)
	}
	return f
}

func onButton(zones []string) bool { return len(zones) > 0 && zones[len(zones)-1] == zoneButton }

func (s formSheet) Click(zones []string) (Screen, Step) {
	if onButton(zones) {
		return s.save()
	}
	s.form = s.form.click(zones)
	return s, Step{}
}

func (s scopePage) Click(zones []string) (Screen, Step) {
	switch {
	case s.lists:
		return s, Step{}
	case onButton(zones):
		return s.save()
	}
	return s.set(s.form.click(zones))
}
