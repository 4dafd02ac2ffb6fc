package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// export shows the assessment as it would be written, in each format, and writes it.
type export struct {
	view    *desk.View
	format  string
	paths   map[string]string // by format, as somebody typed them; never changed in place
	redact  bool
	rows    []row
	rowsW   int
	source  string
	whole   int // lines of the whole, of which source may be the beginning
	err     error
	scroll  int
	size    cell.Size
	written string
}

const markdown = desk.Markdown

// Messages of the export.
type (
	rendered struct {
		text  string
		lines int
	}
	wroteTo  struct{ path string }
	repathed struct{ path string }
	// overwrite is the answer to whether the file that is there may be replaced.
	overwrite struct{}
)

func newExport(v *desk.View) export { return export{view: v, format: markdown} }

// Resume keeps format, path and masks of the page that this one takes the place of.
func (e export) Resume(older Screen) Screen {
	if o, ok := older.(export); ok {
		e.format, e.paths, e.redact, e.size = o.format, o.paths, o.redact, o.size
	}
	return e
}

func (e export) Start() Step { return Step{Run: []Work{e.render()}} }

// shownOf is how much of a file is previewed: its head.
const shownOf = 64 << 10

func (e export) render() Work {
	v, o := e.view, desk.ExportOptions{Format: e.format, Redact: e.redact}
	return do("render", func(ctx context.Context, d Desk) any {
		b, err := d.PreviewOutput(ctx, v, o)
		if err != nil {
			return failed{key: "render", err: because("writing the preview", err)}
		}
		lines := strings.Count(string(b), "\n")
		if o.Format != markdown && len(b) > shownOf {
			b = b[:shownOf]
		}
		return rendered{text: strings.ToValidUTF8(string(b), ""), lines: lines}
	})
}

func (e export) Place() assess.Place { return assess.Place{Screen: placeExport} }

func (e export) Head() string { return "Export · " + outputWord(e.format) }

// outputWord is what people call a format.
func outputWord(format string) string {
	switch format {
	case markdown:
		return "Markdown"
	case "html":
		return "HTML"
	case "json":
		return "JSON"
	case "summary":
		return "Summary"
	case "controls-csv", "findings-csv", "actions-csv":
		return upper(strings.TrimSuffix(format, "-csv")) + " CSV"
	case "jira-csv":
		return "Jira CSV"
	}
	return safe(format)
}

// path is where it is written: as typed, else the usual name.
func (e export) path() string {
	if p := e.paths[e.format]; p != "" {
		return p
	}
	return desk.OutputPath(e.view, e.format)
}

func (e export) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case resized:
		e.size = m.size
		return e.lay(), Step{}
	case fresh:
		e.view = m.view
		return e, Step{Run: []Work{e.render()}}
	case rendered:
		e.source, e.whole, e.err = m.text, m.lines, nil
		return e.lay(), Step{}
	case repathed:
		paths := map[string]string{e.format: m.path}
		for f, p := range e.paths {
			if f != e.format {
				paths[f] = p
			}
		}
		e.paths, e.written = paths, ""
		return e, Step{}
	case wroteTo:
		e.written = m.path
		return e, Step{Say: "Written: " + safe(m.path)}
	case overwrite:
		return e, Step{Run: []Work{e.write(true)}}
	case failed:
		return e.failed(m)
	}
	return e, Step{}
}

func (e export) failed(m failed) (Screen, Step) {
	if m.key == notSaved {
		return e, Step{}
	}
	if m.key == "write" && errors.Is(m.err, desk.ErrFileExists) {
		return e, Step{Over: confirm{
			question: "Replace " + safe(e.path()) + "?", detail: "A file of this name is there. y replaces it, n keeps it.",
			yes: func() Step { return Step{Tell: overwrite{}} },
		}}
	}
	if m.key == "render" {
		e.source = ""
	}
	e.err = m.err
	return e.lay(), Step{Say: sentence(m.err), Warn: true}
}

func (e export) write(over bool) Work {
	v, o := e.view, desk.ExportOptions{Format: e.format, Path: e.path(), Redact: e.redact, Overwrite: over}
	return do("write", func(ctx context.Context, d Desk) any {
		p, err := d.WriteOutput(ctx, v, o)
		if err != nil {
			return failed{key: "write", err: because("writing "+o.Path, err)}
		}
		return wroteTo{path: p}
	})
}

func (e export) lay() export {
	e.rowsW = min(e.size.W, widest)
	e.rows = layOut(e.blocks(), e.rowsW)
	e.scroll = min(e.scroll, e.furthest())
	return e
}

func (e export) blocks() []block {
	if e.format == markdown || e.format == "summary" {
		return markdownBlocks(e.source)
	}
	var out []block
	for _, l := range strings.Split(safeLines(e.source), "\n") {
		out = append(out, block{indent: 1, text: l + " ", cut: true})
	}
	return out
}

// headRows is how many rows stand over the preview.
func (e export) headRows() int {
	n := 4
	if desk.OutputNote(e.format) != "" {
		n++
	}
	return n
}

func (e export) furthest() int { return max(0, len(e.rows)-max(1, e.size.H-e.headRows())) }

func (e export) Commands() []Command {
	scrolled := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) {
			e.scroll = min(max(0, e.scroll+by), e.furthest())
			return e, Step{}
		}
	}
	turn := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) {
			all := desk.Outputs()
			return e.of(all[(slices.Index(all, e.format)+by+len(all))%len(all)])
		}
	}
	out := []Command{
		{ID: exportWrite, Hint: true, Do: func() (Screen, Step) { return e, Step{Say: "Writing…", Run: []Work{e.write(false)}} }},
		{ID: exportRight, Hint: true, Do: turn(1)},
		{ID: exportLeft, Do: turn(-1)},
		{ID: exportPath, Hint: true, Do: func() (Screen, Step) { return e, Step{Over: e.pathForm()} }},
		{ID: exportMask, Hint: true, Do: func() (Screen, Step) {
			e.redact, e.written = !e.redact, ""
			return e, Step{Run: []Work{e.render()}}
		}},
		{ID: exportUp, Do: scrolled(-3)},
		{ID: exportDown, Do: scrolled(3)},
	}
	return append(out, inAssessment(e.view, goExport)...)
}

// of turns to another format.
func (e export) of(format string) (Screen, Step) {
	e.format, e.source, e.err, e.written, e.scroll = format, "", nil, "", 0
	return e.lay(), Step{Run: []Work{e.render()}}
}

func (e export) Click(zones []string) (Screen, Step) {
	if n, ok := numbered(zones, zoneOption); ok && n < len(desk.Outputs()) {
		return e.of(desk.Outputs()[n])
	}
	return e, Step{}
}

func (e export) pathForm() formSheet {
	f := form{button: "Use this path", fields: []field{textField("path", "Path", e.path(), "Relative to where you started Drydock.")}}
	return formSheet{title: "Where to write it", form: f, submit: func(f form) (Step, string) {
		if f.value("path") == "" {
			return Step{}, "A path is needed, like " + desk.OutputPath(e.view, e.format) + "."
		}
		return Step{Close: true, Tell: repathed{path: f.value("path")}}, ""
	}}
}

// markdownBlocks dresses the source line by line: what is shown is what is written.
func markdownBlocks(source string) []block {
	var out []block
	for _, l := range strings.Split(safeLines(source), "\n") {
		b := block{indent: 1, text: l}
		switch {
		case strings.TrimSpace(l) == "":
			b = blank()
		case strings.HasPrefix(l, "#"):
			b.textBy = strong
		case strings.HasPrefix(l, "|") || strings.HasPrefix(l, ">"):
			b.textBy = dim
		}
		out = append(out, b)
	}
	return out
}

func (e export) View(size cell.Size, th theme.Theme) string {
	w := min(size.W, widest)
	lines := e.headLines(w, th)
	if e.err != nil {
		lines = append(lines, " "+th.Bad.Say("! "+sentence(e.err)))
	}
	rows := e.rows
	if w != e.rowsW {
		rows = layOut(e.blocks(), w)
	}
	if e.source == "" && e.err == nil {
		lines = append(lines, " "+th.Dim.Say("Writing the preview…"))
	}
	room := max(0, size.H-len(lines))
	first := min(e.scroll, max(0, len(rows)-max(1, room)))
	for i := first; i < len(rows) && len(lines) < size.H; i++ {
		lines = append(lines, rows[i].draw(w, th))
	}
	if rest := len(rows) - first - room; rest > 0 && size.H > 4 && len(lines) == size.H {
		lines[size.H-1] = " " + th.Dim.Say(fmt.Sprintf("↓ %s more", count(max(rest+1, e.whole-first-room), "line", "lines")))
	}
	return cell.Block(lines, size)
}

// headLines say in which format it is written where, and what to know of it.
func (e export) headLines(w int, th theme.Theme) []string {
	masks := th.Dim.Say("  names and ids as they are")
	if e.redact {
		masks = th.Warn.Say("  account ids, ARNs and names are masked")
	}
	to := " " + th.Accent.Say("enter") + " writes " + th.Strong.Say(cell.CutLeft(safe(e.path()), max(8, w-60))) + masks
	if e.written != "" {
		to = " " + th.Good.Say("✓ written: "+cell.CutLeft(safe(e.written), max(8, w-40))) + th.Dim.Say("  enter writes it again")
	}
	out := []string{e.formats(w, th), "", to}
	if note := desk.OutputNote(e.format); note != "" {
		out = append(out, " "+th.Dim.Say(cell.Cut(note, w-2)))
	}
	return append(out, "")
}

// formats names them all in a line, around the chosen one where there is no room.
func (e export) formats(w int, th theme.Theme) string {
	all := desk.Outputs()
	at := max(0, slices.Index(all, e.format))
	first := 0
	width := func(from int) int {
		n := 1
		for _, f := range all[from : at+1] {
			n += cell.Width(outputWord(f)) + 4
		}
		return n
	}
	for first < at && width(first) > w-4 {
		first++
	}
	line := " "
	if first > 0 {
		line += th.Dim.Say("‹ ")
	}
	for i := first; i < len(all); i++ {
		word := " " + outputWord(all[i]) + " "
		if cell.Width(line)+cell.Width(word)+4 > w && i > at {
			return line + th.Dim.Say("›")
		}
		style := th.Dim
		if i == at {
			style = th.Selected
			word = "[" + word[1:len(word)-1] + "]"
		}
		line += th.Zone(zoneOption+fmt.Sprint(i), style.Say(word)) + " "
	}
	return line
}
