package tui

import (
	"fmt"
	"strconv"
	"strings"

	"drydock/assess"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// gridRoomy is how wide a column must be for whole words.
const gridRoomy = 18

// gridLabel is how wide the names of the layers are.
const gridLabel = 19

// Rows of the page from which a cell shows its questions one by one, and from which cells stand apart.
const (
	gridDrawn = 25
	gridAiry  = 34
)

// cellLines is the grid of layers and phases: counts first, then each question as one glyph.
func (o overview) cellLines(size cell.Size, th theme.Theme) (lines []string, focus int) {
	each := min(36, max(13, (size.W-gridLabel-2)/3))
	headline := " " + cell.Fit("", gridLabel)
	for x, p := range questionnaire.Phases() {
		title := " " + p.Title()
		if !o.cellAt(x).Due {
			if each >= gridRoomy {
				title += ", later"
			}
			headline += th.Dim.Say(cell.Fit(title, each))
			continue
		}
		headline += th.Strong.Say(cell.Fit(title, each))
	}
	lines = append(lines, headline)
	for y, l := range questionnaire.Layers() {
		top, under := " "+th.Strong.Say(cell.Fit(l.Title(), gridLabel)), " "+cell.Fit("", gridLabel)
		for x := range questionnaire.Phases() {
			i := y*3 + x
			chosen := o.part == partCells && i == o.cell
			if chosen {
				focus = len(lines)
			}
			zone := zoneCell + strconv.Itoa(i)
			top += th.Zone(zone, drawCell(o.cellAt(i), chosen, each, th))
			under += th.Zone(zone, drawDots(o.cellAt(i), chosen, each, th))
		}
		lines = append(lines, top)
		if size.H >= gridDrawn {
			lines = append(lines, under)
		}
		if size.H >= gridAiry && y < 2 {
			lines = append(lines, "")
		}
	}
	said := "✓ done   ✗ open   ? not known   grey: not due yet"
	if o.part == partCells {
		c := o.cellAt(o.cell)
		said = c.Layer.Title() + ", " + strings.ToLower(c.Phase.Title()) + ": " + safe(c.Sentence)
		if c.Total > 0 {
			if walks := said + "; enter walks them"; cell.Width(walks) <= size.W-2 {
				said = walks
			}
		}
	}
	return append(lines, " "+th.Dim.Say(cell.Cut(said, size.W-2))), focus
}

// part is a piece of a line with a style of its own.
type part struct {
	text string
	by   theme.Style
}

func partsWidth(parts []part) int {
	n := 0
	for _, p := range parts {
		n += cell.Width(p.text)
	}
	return n
}

// drawParts joins pieces and fills up to a width; chosen or grey, they have one style.
func drawParts(parts []part, w int, whole *theme.Style) string {
	var plain strings.Builder
	for _, p := range parts {
		plain.WriteString(p.text)
	}
	n := cell.Width(plain.String())
	if whole != nil || n > w {
		s := cell.Fit(plain.String(), w)
		if whole != nil {
			return whole.Say(s)
		}
		return s
	}
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.by.Say(p.text))
	}
	return b.String() + strings.Repeat(" ", w-n)
}

// drawCell counts first; a cell that is not due yet is grey.
func drawCell(c assess.Cell, chosen bool, w int, th theme.Theme) string {
	if c.Total == 0 {
		return drawParts([]part{{cellPointer(chosen) + "–", th.Dim}}, w-1, wholeCell(c, chosen, th)) + " "
	}
	of, gap := " of ", "  "
	if w < gridRoomy {
		of, gap = "/", " "
	}
	parts := []part{{cellPointer(chosen), th.Accent}, {fmt.Sprintf("%d%s%d", c.Done, of, c.Total), th.Strong}}
	if c.Open > 0 {
		parts = append(parts, part{fmt.Sprintf("%s✗%d", gap, c.Open), th.Bad})
	}
	if c.NotKnown > 0 {
		parts = append(parts, part{fmt.Sprintf("%s?%d", gap, c.NotKnown), th.Unknown})
	}
	if c.Percent >= 0 && w >= 28 {
		parts = append(parts, part{fmt.Sprintf("  %d %%", c.Percent), th.Dim})
	}
	if worst := append(parts, part{"  weakest", th.Dim}); c.Weakest && w >= 28 && partsWidth(worst) <= w-1 { // whole or not at all
		parts = worst
	}
	return drawParts(parts, w-1, wholeCell(c, chosen, th)) + " "
}

func cellPointer(chosen bool) string {
	if chosen {
		return "›"
	}
	return " "
}

// wholeCell is the one style of a cell that is chosen, or grey.
func wholeCell(c assess.Cell, chosen bool, th theme.Theme) *theme.Style {
	switch {
	case chosen:
		return &th.Selected
	case !c.Due || c.Total == 0:
		return &th.Dim
	}
	return nil
}

// drawDots is a cell's questions, one glyph each; where there are more than fit, they are drawn to scale.
func drawDots(c assess.Cell, chosen bool, w int, th theme.Theme) string {
	done, open, dark := c.Done, c.Open, c.NotKnown
	if most := w - 3; c.Total > most && most > 2 {
		done, open, dark = scaled(done, c.Total, most), scaled(open, c.Total, most), scaled(dark, c.Total, most)
		for largest := max(done, open, dark); done+open+dark > most; largest = max(done, open, dark) {
			switch largest {
			case done:
				done--
			case open:
				open--
			default:
				dark--
			}
		}
	}
	parts := []part{
		{" ", th.Dim}, {strings.Repeat("✓", done), th.Good}, {strings.Repeat("✗", open), th.Bad}, {strings.Repeat("?", dark), th.Unknown},
	}
	return drawParts(parts, w-1, wholeCell(c, chosen, th)) + " "
}

// scaled is a share of so many cells; what is there at all has one.
func scaled(n, of, cells int) int {
	if n == 0 {
		return 0
	}
	return max(1, n*cells/of)
}
