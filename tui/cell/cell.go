// Package cell lays out text in terminal cells: it measures, fits, wraps and stacks, and promises exact sizes. It has the
// one width function that every screen uses. Text may carry styling sequences; control characters must be gone before.
package cell

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Size is a room to draw in, in cells.
type Size struct{ W, H int }

// Less gives the room that is left when rows are taken away; never below zero.
func (s Size) Less(rows int) Size { return Size{W: s.W, H: max(0, s.H-rows)} }

// Width is how many cells the widest line of s takes.
func Width(s string) int {
	if !strings.Contains(s, "\n") {
		return width(s)
	}
	widest := 0
	for line := range strings.SplitSeq(s, "\n") {
		widest = max(widest, width(line))
	}
	return widest
}

// ours are the characters beyond ASCII that our own words and glyphs use; each takes one cell by itself.
const ours = "·›‹✓✗–—…“”‘’→←↑↓─│•▏½¼¾×"

// width is ansi.StringWidth for one line. Nearly all lines are ASCII, our own glyphs and our own colours, which are counted
// here without looking for clusters; anything else is measured there.
func width(s string) int {
	n := 0
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c >= ' ' && c < 0x7f:
			n++
			i++
		case c == 0x1b && i+1 < len(s) && s[i+1] == '[':
			end := strings.IndexByte(s[i:], 'm')
			if end < 0 || strings.Trim(s[i+2:i+end], "0123456789;:") != "" {
				return ansi.StringWidth(s)
			}
			i += end + 1
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError || !strings.ContainsRune(ours, r) {
				return ansi.StringWidth(s)
			}
			n++
			i += size
		}
	}
	return n
}

// Fit makes a line exactly w cells wide: padded with spaces, or cut with an ellipsis.
func Fit(s string, w int) string {
	if w <= 0 {
		return ""
	}
	n := width(s)
	if n > w {
		s = ansi.Truncate(s, w, "…")
		n = width(s)
	}
	if n < w {
		s += strings.Repeat(" ", w-n)
	}
	return s
}

// Cut shortens a line to at most w cells, with an ellipsis, and does not pad it.
func Cut(s string, w int) string {
	if w <= 0 {
		return ""
	}
	if width(s) <= w {
		return s
	}
	return ansi.Truncate(s, w, "…")
}

// CutLeft shortens a line to at most w cells by dropping its beginning: names and paths differ at their end.
func CutLeft(s string, w int) string {
	n := width(s)
	if n <= w {
		return s
	}
	if w <= 1 {
		return Cut("…", w)
	}
	cut := ansi.TruncateLeft(s, n-w+1, "…")
	return Cut(cut, w)
}

// wholeHyphen stands for a hyphen while text is wrapped: names such as eu-west-1 and flags such as --name stay whole.
const wholeHyphen = "\u2011"

// Wrap breaks text into lines of at most w cells, at spaces where it can. It gives at least one line, and keeps the
// line breaks that are in the text.
func Wrap(s string, w int) []string {
	if w <= 0 {
		return []string{""}
	}
	if !strings.Contains(s, "\n") && width(s) <= w {
		return []string{s}
	}
	lines := strings.Split(ansi.Wrap(strings.ReplaceAll(s, "-", wholeHyphen), w, " "), "\n")
	for i, line := range lines {
		lines[i] = strings.ReplaceAll(strings.TrimRight(line, " "), wholeHyphen, "-")
	}
	return lines
}

// Ends puts one text at the left and one at the right end of a line of exactly w cells. When both do not fit, the right
// one goes first.
func Ends(left, right string, w int) string {
	l, r := width(left), width(right)
	if r == 0 || l+r+1 > w {
		if r > 0 && w >= r+12 {
			return Fit(Cut(left, w-r-1), w-r) + right
		}
		return Fit(left, w)
	}
	return left + strings.Repeat(" ", w-l-r) + right
}

// Block makes exactly size.H lines of exactly size.W cells.
func Block(lines []string, size Size) string {
	if size.W <= 0 || size.H <= 0 {
		return ""
	}
	var b strings.Builder
	for i := range size.H {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i < len(lines) {
			b.WriteString(Fit(lines[i], size.W))
		} else {
			b.WriteString(strings.Repeat(" ", size.W))
		}
	}
	return b.String()
}

// Beside puts two blocks of lines next to each other, the left one w cells wide, with a gap between them.
func Beside(left []string, w int, gap string, right []string) []string {
	out := make([]string, max(len(left), len(right)))
	for i := range out {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		out[i] = Fit(l, w) + gap + r
	}
	return out
}

// Window says which n of total rows to show so that the row at stays in sight: the first one to draw. Rows move only
// as far as they must.
func Window(total, n, at, first int) int {
	if n <= 0 || total <= n {
		return 0
	}
	if at < first {
		first = at
	}
	if at >= first+n {
		first = at - n + 1
	}
	return min(max(first, 0), total-n)
}
