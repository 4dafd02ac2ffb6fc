package tui

import (
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// confirm asks before something that cannot be taken back; the key that asked never also answers.
type confirm struct {
	question string
	detail   string
	yes      func() Step
}

func (c confirm) Update(any) (Screen, Step) { return c, Step{} }

func (c confirm) Rows(width int) int { return 4 + len(cell.Wrap(c.detail, max(1, width-4))) }

func (c confirm) Commands() []Command {
	return []Command{
		{ID: askYes, Hint: true, Do: func() (Screen, Step) {
			step := c.yes()
			step.Close = true
			return c, step
		}},
		{ID: askNo, Hint: true, Do: func() (Screen, Step) { return c, Step{Close: true} }},
	}
}

func (c confirm) View(size cell.Size, th theme.Theme) string {
	lines := []string{head(th, c.question), ""}
	for _, l := range cell.Wrap(safe(c.detail), max(1, size.W-4)) {
		lines = append(lines, " "+l)
	}
	return cell.Block(lines, size)
}
