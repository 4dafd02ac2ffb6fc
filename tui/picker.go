package tui

import (
	"strings"

	"drydock/tui/cell"
	"drydock/tui/theme"
)

// picker is a short list laid over a screen, of which one row is chosen.
type picker struct {
	title string
	about string
	rows  []pickRow
	at    int
}

// pickRow is a row of a picker, with what choosing it leads to.
type pickRow struct {
	text, right string
	step        Step
}

func (p picker) Update(any) (Screen, Step) { return p, Step{} }

func (p picker) Rows(width int) int {
	n := len(p.rows) + 3
	if p.about != "" {
		n += len(cell.Wrap(p.about, max(1, width-4)))
	}
	return n
}

func (p picker) Commands() []Command {
	move := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) { p.at = min(max(0, p.at+by), max(0, len(p.rows)-1)); return p, Step{} }
	}
	out := []Command{
		{ID: listEnter, Hint: true, Do: func() (Screen, Step) {
			if p.at >= len(p.rows) {
				return p, Step{Close: true}
			}
			return p, p.rows[p.at].step
		}},
		{ID: listClose, Hint: true, Do: func() (Screen, Step) { return p, Step{Close: true} }},
	}
	if len(p.rows) > 1 {
		out = append(out, Command{ID: listUp, Do: move(-1)}, Command{ID: listDown, Hint: true, Do: move(1)})
	}
	return out
}

func (p picker) View(size cell.Size, th theme.Theme) string {
	lines := []string{head(th, p.title)}
	if p.about != "" {
		for _, l := range cell.Wrap(p.about, max(1, size.W-4)) {
			lines = append(lines, " "+th.Dim.Say(safe(l)))
		}
	}
	lines = append(lines, "")
	w := min(size.W, widest)
	room := max(1, size.H-len(lines))
	first := cell.Window(len(p.rows), room, p.at, 0)
	for i := first; i < len(p.rows) && i < first+room; i++ {
		r := p.rows[i]
		right := r.right
		if right != "" {
			right += " "
		}
		if i == p.at {
			lines = append(lines, th.Row(i, th.Selected.Say(cell.Ends(" › "+r.text, right, w))))
			continue
		}
		lines = append(lines, th.Row(i, cell.Ends("   "+r.text, th.Dim.Say(strings.TrimSuffix(right, " "))+" ", w)))
	}
	return cell.Block(lines, size)
}
