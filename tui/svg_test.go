package tui

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"testing"

	"drydock/tui/cell"

	"github.com/charmbracelet/x/ansi"
)

// Sizes of a picture: a cell, and the space around the screen.
const (
	cellW  = 8.4
	cellH  = 18.0
	around = 14.0
)

// look is how a run of text is dressed.
type look struct {
	fg, bg  string // "#rrggbb"; empty: the terminal's own
	bold    bool
	reverse bool
}

// run is text of one look, from a column on.
type textRun struct {
	col, width int
	text       string
	look       look
}

// runsOf takes a drawn line apart.
func runsOf(line string) []textRun {
	var out []textRun
	var now look
	var state byte
	col := 0
	for len(line) > 0 {
		seq, width, n, next := ansi.DecodeSequence(line, state, nil)
		switch {
		case strings.HasPrefix(seq, "\x1b[") && strings.HasSuffix(seq, "m"):
			now = now.dressed(strings.Split(strings.TrimSuffix(seq[2:], "m"), ";"))
		case width > 0:
			if last := len(out) - 1; last >= 0 && out[last].look == now {
				out[last].text += seq
				out[last].width += width
			} else {
				out = append(out, textRun{col: col, width: width, text: seq, look: now})
			}
			col += width
		}
		line, state = line[n:], next
	}
	return out
}

// dressed applies the sequences that the themes use.
func (l look) dressed(codes []string) look {
	colour := func(i int) string {
		rgb := [3]int{}
		for k := range rgb {
			rgb[k], _ = strconv.Atoi(codes[i+2+k])
		}
		return fmt.Sprintf("#%02x%02x%02x", rgb[0], rgb[1], rgb[2])
	}
	for i := 0; i < len(codes); i++ {
		switch codes[i] {
		case "", "0":
			l = look{}
		case "1":
			l.bold = true
		case "7":
			l.reverse = true
		case "38", "48":
			if i+4 < len(codes) && codes[i+1] == "2" {
				if codes[i] == "38" {
					l.fg = colour(i)
				} else {
					l.bg = colour(i)
				}
				i += 4
			}
		}
	}
	return l
}

// The page that a picture is drawn on, dark and light.
var (
	pageDark  = [2]string{"#11161d", "#d8dee9"}
	pageLight = [2]string{"#ffffff", "#1c2128"}
)

// svg draws one screen that was drawn twice, on a dark and on a light background: text stays text, and whoever looks at it sees
// the colours that fit theirs.
func svg(t *testing.T, title, dark, light string, size cell.Size) string {
	t.Helper()
	w, h := float64(size.W)*cellW+2*around, float64(size.H)*cellH+2*around
	classes, order := map[[2]string]string{}, [][2]string{}
	class := func(pair [2]string) string {
		if _, ok := classes[pair]; !ok {
			classes[pair] = fmt.Sprintf("c%d", len(classes))
			order = append(order, pair)
		}
		return classes[pair]
	}
	page, ink := class([2]string{pageDark[0], pageLight[0]}), class([2]string{pageDark[1], pageLight[1]})
	var body strings.Builder
	darkLines, lightLines := strings.Split(dark, "\n"), strings.Split(light, "\n")
	for y, l := range darkLines {
		d, b := runsOf(l), runsOf(lightLines[y])
		if len(d) != len(b) {
			t.Fatalf("%s: line %d is not the same on both backgrounds", title, y)
		}
		for i, r := range d {
			x, top := around+float64(r.col)*cellW, around+float64(y)*cellH
			if r.look.bg != "" {
				fmt.Fprintf(&body, "<rect class=%q x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.0f\"/>\n", class([2]string{r.look.bg, b[i].look.bg}), x, top, float64(r.width)*cellW, cellH)
			}
			text := strings.TrimRight(r.text, " ")
			if text == "" {
				continue
			}
			name := ink
			if r.look.fg != "" {
				name = class([2]string{r.look.fg, b[i].look.fg})
			}
			if r.look.bold {
				name += " b"
			}
			fmt.Fprintf(&body, "<text class=%q x=\"%.1f\" y=\"%.1f\" textLength=\"%.1f\">%s</text>\n", name, x, top+13.5, float64(cell.Width(text))*cellW, html.EscapeString(text))
		}
	}
	var style strings.Builder
	for i, part := range []string{"", "@media (prefers-color-scheme: light) {\n"} {
		style.WriteString(part)
		for _, pair := range order {
			fmt.Fprintf(&style, ".%s { fill: %s }\n", classes[pair], pair[i])
		}
	}
	const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" role="img">
<title>%s</title>
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }
.b { font-weight: bold }
%s}
</style>
<rect class="%s" x="0.5" y="0.5" width="%.0f" height="%.0f" rx="8" stroke="#8a93a3" stroke-opacity="0.4"/>
%s</svg>
`
	return fmt.Sprintf(head, w, h, w, html.EscapeString(title), style.String(), page, w-1, h-1, body.String())
}
