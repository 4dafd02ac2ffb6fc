// Package theme holds the colours of the workbench: one accent, and colours that mean a state. Nothing is told by colour
// alone; the plain theme draws the same screens without any.
package theme

import (
	"image/color"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Style dresses text. Its zero value leaves text as it is.
type Style struct{ before, after string }

// newStyle takes the sequences from Lip Gloss once, so that drawing is only joining strings.
func newStyle(s lipgloss.Style) Style {
	before, after, ok := strings.Cut(s.Render("x"), "x")
	if !ok {
		return Style{}
	}
	return Style{before: before, after: after}
}

// Say dresses one line of text.
func (s Style) Say(text string) string {
	if text == "" || s.before == "" {
		return text
	}
	return s.before + text + s.after
}

// Theme is a set of styles by meaning.
type Theme struct {
	Text     Style // what is read
	Strong   Style // the question, headings
	Dim      Style // what may be overlooked
	Accent   Style // where the eye and the keys are
	Good     Style // pass, met, done
	Bad      Style // fail, stands in the way
	Warn     Style // in part, differs
	Unknown  Style // could not be read, not known
	Selected Style // the chosen row
	Banner   Style // these differ

	// Marks has zones drawn with their names, so that a click can be traced to what stands under it. What is drawn so is
	// never shown.
	Marks bool
}

// The sequences around a zone take no cells.
const (
	zoneBegins = "\x1b]7777;"
	zoneEnds   = zoneBegins + "\x07"
)

// Zone names a part of a line that can be clicked.
func (t Theme) Zone(name, s string) string {
	if !t.Marks {
		return s
	}
	return zoneBegins + name + "\x07" + s + zoneEnds
}

// Row names the line of the nth row of a list.
func (t Theme) Row(n int, s string) string {
	if !t.Marks {
		return s
	}
	return t.Zone("row "+strconv.Itoa(n), s)
}

// ZonesAt gives the names of the zones at a cell of a line that was drawn with Marks, the outermost first.
func ZonesAt(line string, x int) []string {
	var names []string
	var state byte
	for at := 0; len(line) > 0; {
		seq, width, n, next := ansi.DecodeSequence(line, state, nil)
		switch zone, ok := strings.CutPrefix(seq, zoneBegins); {
		case ok && seq == zoneEnds:
			names = names[:max(0, len(names)-1)]
		case ok:
			names = append(names, strings.TrimSuffix(zone, "\x07"))
		}
		if at += width; at > x {
			return names
		}
		line, state = line[n:], next
	}
	return nil
}

// Plain is the theme without colours: for goldens, NO_COLOR and dumb terminals.
func Plain() Theme { return Theme{} }

// Background is what the terminal said of its background.
type Background int

// The states of knowledge about the background. Until a terminal answers, colours of its own palette are used.
const (
	BackgroundUnknown Background = iota
	BackgroundDark
	BackgroundLight
)

// palette is the few colours that a theme is mixed from.
type palette struct{ dim, accent, good, bad, warn, unknown, raised color.Color }

func paletteFor(b Background) palette {
	switch b {
	case BackgroundDark:
		return palette{
			dim: lipgloss.Color("#8a93a3"), accent: lipgloss.Color("#6cb6ff"), good: lipgloss.Color("#6bc46d"), bad: lipgloss.Color("#ff7b72"),
			warn: lipgloss.Color("#e3b341"), unknown: lipgloss.Color("#c297ff"), raised: lipgloss.Color("#2d3644"),
		}
	case BackgroundLight:
		return palette{
			dim: lipgloss.Color("#5c6670"), accent: lipgloss.Color("#0a58ca"), good: lipgloss.Color("#1a7f37"), bad: lipgloss.Color("#c01622"),
			warn: lipgloss.Color("#8a5a00"), unknown: lipgloss.Color("#7a3fc4"), raised: lipgloss.Color("#e2e8f0"),
		}
	}
	return palette{
		dim: lipgloss.BrightBlack, accent: lipgloss.Cyan, good: lipgloss.Green, bad: lipgloss.Red,
		warn: lipgloss.Yellow, unknown: lipgloss.Magenta,
	}
}

// New mixes the theme for a background.
func New(b Background) Theme {
	p := paletteFor(b)
	fg := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	selected := lipgloss.NewStyle().Bold(true)
	if p.raised != nil {
		selected = selected.Background(p.raised)
	} else {
		selected = selected.Reverse(true)
	}
	return Theme{
		Strong:   newStyle(lipgloss.NewStyle().Bold(true)),
		Dim:      newStyle(fg(p.dim)),
		Accent:   newStyle(fg(p.accent).Bold(true)),
		Good:     newStyle(fg(p.good)),
		Bad:      newStyle(fg(p.bad)),
		Warn:     newStyle(fg(p.warn)),
		Unknown:  newStyle(fg(p.unknown)),
		Selected: newStyle(selected),
		Banner:   newStyle(fg(p.warn).Bold(true)),
	}
}
