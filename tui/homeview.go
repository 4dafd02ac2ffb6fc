package tui

import (
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// cardRows is how tall a card is, with the blank line under it.
const cardRows = 3

func (h home) View(size cell.Size, th theme.Theme) string {
	switch {
	case !h.loaded:
		return cell.Block([]string{"", " " + th.Dim.Say("Reading your assessments…")}, size)
	case len(h.cards) == 0:
		return cell.Block(h.emptyLines(size, th), size)
	}
	w := min(size.W, widest)
	lines := []string{h.title(w, th), ""}
	if h.typing || h.search.Value() != "" {
		lines[1] = " " + th.Dim.Say("search ") + drawInput(h.search.Value(), h.search.Position(), max(8, w-12), h.typing, th)
		lines = append(lines, "")
	}
	if len(h.shown) == 0 {
		next := "No assessment is called so. esc shows all again."
		if h.search.Value() == "" {
			next = "All are put away. v shows them, n begins another."
		}
		return cell.Block(append(lines, " "+th.Dim.Say(next)), size)
	}
	room := max(1, (size.H-len(lines))/cardRows)
	first := cell.Window(len(h.shown), room, h.at, 0)
	for i := first; i < len(h.shown) && i < first+room; i++ {
		for _, l := range cardLines(h.cards[h.shown[i]], i == h.at, w, th) {
			lines = append(lines, th.Row(i, l))
		}
	}
	return cell.Block(lines, size)
}

// title says how many there are, and where in them somebody is.
func (h home) title(w int, th theme.Theme) string {
	var right []string
	if len(h.shown) > h.page && h.page > 0 {
		right = append(right, fmt.Sprintf("%d of %d", h.at+1, len(h.shown)))
	}
	if n := h.archived(); n > 0 && !h.away {
		right = append(right, fmt.Sprintf("%d put away", n))
	}
	return cell.Ends(head(th, "Your assessments"), th.Dim.Say(strings.Join(right, " · "))+" ", w)
}

// beginnings are the ways to begin, in the order of their keys.
func beginnings() []string {
	return []string{"Look around a finished example", "Assess my workload", "Prepare a workshop"}
}

func (h home) emptyLines(size cell.Size, th theme.Theme) []string {
	lines := []string{"", head(th, "How secure is your AI workload on AWS, and what should be done first?"), ""}
	if h.err != nil {
		lines = append(lines, " "+th.Bad.Say("! "+cell.Cut(sentence(h.err), size.W-4)), "")
	}
	for i, c := range beginnings() {
		key := string(rune('1' + i))
		if i == h.at {
			lines = append(lines, th.Row(i, " › "+th.Accent.Say(key)+"  "+th.Strong.Say(c)), "")
			continue
		}
		lines = append(lines, th.Row(i, "   "+th.Accent.Say(key)+"  "+c), "")
	}
	return lines
}

// cardLines is one assessment: what it is called, and the decision that it is about with what stands in its way.
func cardLines(c desk.Card, chosen bool, w int, th theme.Theme) []string {
	name := safe(titleOfCard(c))
	pointer, style := "   ", th.Strong
	if chosen {
		pointer, style = " › ", th.Accent
	}
	left := th.Accent.Say(pointer) + style.Say(cell.Cut(name, max(8, w/2)))
	if c.Meta.Name != titleOfCard(c) {
		left += "  " + th.Dim.Say(cell.Cut(safe(c.Meta.Name), max(8, w/5)))
	}
	for _, mark := range []struct {
		on   bool
		word string
	}{{c.Meta.Sample, "SAMPLE"}, {c.Meta.Redacted, "redacted"}, {c.Meta.Archived, "put away"}} {
		if mark.on {
			left += "  " + th.Warn.Say(mark.word)
		}
	}
	changed := th.Dim.Say("changed "+clock(c.Meta.Changed)) + " "
	if c.Unreadable != nil {
		return []string{cell.Ends(left, changed, w), cell.Cut("   "+th.Bad.Say("! It cannot be read; the others can. Enter says why, and what to do."), w), ""}
	}
	state := []string{strings.TrimSuffix(safe(c.Sentence), ".")}
	if by := assess.Date(c.Scope.By); by.Valid() {
		state[0] = strings.Replace(state[0], ":", " by "+near(by, c.AsOf)+":", 1)
	}
	if c.Differs > 0 {
		state = append([]string{th.Warn.Say("! " + count(c.Differs, "differs", "differ"))}, state...)
	}
	dot := th.Dim.Say(" · ")
	line := "   " + strings.Join(nonEmpty(state), dot)
	if all := line + dot + fmt.Sprintf("%d of %d answered", c.Answered, c.Controls); len(nonEmpty(state)) > 0 && cell.Width(all) <= w {
		line = all // whole or not at all
	}
	return []string{cell.Ends(left, changed, w), cell.Cut(line, w), ""}
}

func nonEmpty(parts []string) []string {
	out := parts[:0]
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}
