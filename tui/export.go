package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// export shows the plan as it would be written, and writes it.
type export struct {
	view    *desk.View
	path    string
	rows    []row
	rowsW   int
	source  string
	err     error
	scroll  int
	size    cell.Size
	written string
}

const markdown = "markdown"

type (
	rendered struct{ text string }
	wroteTo  struct{ path string }
	repathed struct{ path string }
)

func newExport(v *desk.View) export { return export{view: v, path: "plan.md"} }

func (e export) Start() Step { return Step{Run: []Work{renderWork(e.view)}} }

func renderWork(v *desk.View) Work {
	return do("render", func(ctx context.Context, d Desk) any {
		b, err := d.Render(ctx, v, markdown)
		if err != nil {
			return failed{key: "render", err: because("writing the preview", err)}
		}
		return rendered{text: string(b)}
	})
}

func (e export) Place() assess.Place { return assess.Place{Screen: placeExport} }

func (e export) Head() string { return "Export · Markdown" }

func (e export) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case resized:
		e.size = m.size
		return e.lay(), Step{}
	case fresh:
		e.view = m.view
		return e, Step{Run: []Work{renderWork(e.view)}}
	case rendered:
		e.source, e.err = m.text, nil
		return e.lay(), Step{}
	case repathed:
		e.path = m.path
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

// overwrite is the answer to whether the file that is there may be replaced.
type overwrite struct{}

func (e export) failed(m failed) (Screen, Step) {
	if m.key == notSaved {
		return e, Step{}
	}
	if m.key == "write" && errors.Is(m.err, desk.ErrFileExists) {
		return e, Step{Over: confirm{
			question: "Replace " + safe(e.path) + "?", detail: "A file of this name is there. y replaces it, n keeps it.",
			yes: func() Step { return Step{Tell: overwrite{}} },
		}}
	}
	e.err = m.err
	return e, Step{Say: sentence(m.err), Warn: true}
}

func (e export) write(over bool) Work {
	v, path := e.view, e.path
	return do("write", func(ctx context.Context, d Desk) any {
		p, err := d.Export(ctx, v, desk.ExportOptions{Format: markdown, Path: path, Overwrite: over})
		if err != nil {
			return failed{key: "write", err: because("writing "+path, err)}
		}
		return wroteTo{path: p}
	})
}

func (e export) lay() export {
	e.rowsW = min(e.size.W, widest)
	e.rows = layOut(markdownBlocks(e.source), e.rowsW)
	e.scroll = min(e.scroll, e.furthest())
	return e
}

func (e export) furthest() int { return max(0, len(e.rows)-max(1, e.size.H-2)) }

func (e export) Commands() []Command {
	scrolled := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) {
			e.scroll = min(max(0, e.scroll+by), e.furthest())
			return e, Step{}
		}
	}
	out := []Command{
		{ID: exportWrite, Hint: true, Do: func() (Screen, Step) { return e, Step{Say: "Writing…", Run: []Work{e.write(false)}} }},
		{ID: exportPath, Hint: true, Do: func() (Screen, Step) { return e, Step{Over: e.pathForm()} }},
		{ID: exportUp, Do: scrolled(-3)},
		{ID: exportDown, Hint: true, Do: scrolled(3)},
	}
	return append(out, inAssessment(e.view, goExport)...)
}

func (e export) pathForm() formSheet {
	f := form{button: "Use this path", fields: []field{textField("path", "Path", e.path, "Relative to where you started Drydock.")}}
	return formSheet{title: "Where to write it", form: f, submit: func(f form) (Step, string) {
		if f.value("path") == "" {
			return Step{}, "A path is needed, like plan.md."
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
	to := th.Accent.Say("enter") + " writes " + th.Strong.Say(safe(e.path))
	if e.written != "" {
		to = th.Good.Say("✓ written: "+safe(e.written)) + th.Dim.Say("  enter writes it again")
	}
	lines := []string{" " + to, ""}
	if e.err != nil {
		lines = append(lines, " "+th.Bad.Say("! "+sentence(e.err)))
	}
	rows := e.rows
	w := min(size.W, widest)
	if w != e.rowsW {
		rows = layOut(markdownBlocks(e.source), w)
	}
	if e.source == "" && e.err == nil {
		lines = append(lines, " "+th.Dim.Say("Writing the preview…"))
	}
	room := max(0, size.H-len(lines))
	first := min(e.scroll, max(0, len(rows)-max(1, room)))
	for i := first; i < len(rows) && len(lines) < size.H; i++ {
		lines = append(lines, rows[i].draw(w, th))
	}
	if rest := len(rows) - first - room; rest > 0 && size.H > 2 && len(lines) == size.H {
		lines[size.H-1] = " " + th.Dim.Say(fmt.Sprintf("↓ %s more", count(rest+1, "line", "lines")))
	}
	return cell.Block(lines, size)
}
