package tui

import (
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// readerSheet is something to read over a screen: where a number comes from, what others call a question.
type readerSheet struct {
	title  string
	blocks []block
	first  int
	size   cell.Size
}

func (r readerSheet) Rows(width int) int { return len(layOut(r.blocks, width)) + 3 }

func (r readerSheet) Update(msg any) (Screen, Step) {
	if m, ok := msg.(resized); ok {
		r.size = m.size
	}
	return r, Step{}
}

func (r readerSheet) Commands() []Command {
	move := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) {
			r.first = min(max(0, r.first+by), max(0, len(layOut(r.blocks, max(1, r.size.W)))-3))
			return r, Step{}
		}
	}
	out := []Command{{ID: listUp, Do: move(-3)}, {ID: listDown, Do: move(3)}, {ID: listClose, Hint: true, Do: func() (Screen, Step) { return r, Step{Close: true} }}}
	out[1].Hint = r.size.H > 0 && r.Rows(r.size.W) > r.size.H
	return out
}

func (r readerSheet) View(size cell.Size, th theme.Theme) string {
	lines := []string{head(th, r.title), ""}
	rows := layOut(r.blocks, size.W)
	for _, x := range rows[min(r.first, len(rows)):] {
		lines = append(lines, x.draw(size.W, th))
	}
	return cell.Block(lines, size)
}
