package tui

import (
	"slices"
	"strings"

	"drydock/tui/cell"
	"drydock/tui/theme"
)

// pick chooses a style of whatever theme is on; nil leaves text plain.
type pick func(theme.Theme) theme.Style

func strong(th theme.Theme) theme.Style { return th.Strong }
func accent(th theme.Theme) theme.Style { return th.Accent }
func banner(th theme.Theme) theme.Style { return th.Banner }

// block is a paragraph before it is laid out: a first word with a style of its own, and text that wraps under itself.
type block struct {
	indent int
	mark   string
	markBy pick
	text   string
	textBy pick
	right  string // at the right end of the first line
	cut    bool   // one line, cut rather than wrapped
	hang   int    // where the lines after the first begin; 0: under the text
}

// row is a laid-out line, still without colours, so that it can be kept when the theme changes.
type row struct {
	left, mark, text, right string
	markBy, textBy          pick
}

// layOut wraps blocks to a width. An empty block is a blank line, and never two in a row.
func layOut(blocks []block, w int) []row {
	var out []row
	for _, b := range blocks {
		if b.text == "" && b.mark == "" {
			if n := len(out); n > 0 && out[n-1].text != "" {
				out = append(out, row{})
			}
			continue
		}
		lead := b.indent + cell.Width(b.mark)
		room := max(8, w-lead-1)
		if b.right != "" {
			room = max(8, room-cell.Width(b.right)-2)
		}
		wrapped := cell.Wrap(b.text, room)
		if b.cut {
			wrapped = []string{cell.Cut(b.text, room)}
		}
		if b.hang > 0 && len(wrapped) > 1 {
			rest := strings.TrimSpace(strings.TrimPrefix(b.text, wrapped[0]))
			wrapped = append(wrapped[:1:1], cell.Wrap(rest, max(8, w-b.hang-1))...)
		}
		for i, l := range wrapped {
			r := row{left: strings.Repeat(" ", b.indent), text: l, textBy: b.textBy}
			if i == 0 {
				r.mark, r.markBy, r.right = b.mark, b.markBy, b.right
			} else {
				r.left = strings.Repeat(" ", lead)
				if b.hang > 0 {
					r.left = strings.Repeat(" ", b.hang)
				}
			}
			out = append(out, r)
		}
	}
	return out
}

// stay finds the row that was chosen in a list that was made anew; when it is gone, the place stays, or the last row.
func stay[T any](items []T, at int, same func(T) bool) int {
	if i := slices.IndexFunc(items, same); i >= 0 {
		return i
	}
	return min(at, max(0, len(items)-1))
}

func (r row) draw(w int, th theme.Theme) string {
	line := r.left + by(th, r.markBy).Say(r.mark) + by(th, r.textBy).Say(r.text)
	if r.right == "" {
		return line
	}
	return cell.Ends(line, th.Dim.Say(r.right)+" ", w)
}

func by(th theme.Theme, p pick) theme.Style {
	if p == nil {
		return theme.Style{}
	}
	return p(th)
}

func blank() block { return block{} }

// labelled is a paragraph with a word in the margin: "Why", "AWS shows".
func labelled(label, text string) block {
	return block{indent: 1, mark: cell.Fit(label, margin), markBy: strong, text: text}
}

// margin is how wide the words in the margin are.
const margin = 11

// under is a paragraph below a labelled one.
func under(text string, style pick) block {
	return block{indent: 1 + margin, text: text, textBy: style}
}

// nextRow is the nearest row in a direction that can be chosen; where there is none, at.
func nextRow[R any](rows []R, at, by int, choosable func(R) bool) int {
	for i := at + by; i >= 0 && i < len(rows); i += by {
		if choosable(rows[i]) {
			return i
		}
	}
	return at
}
