package tui

import (
	"context"
	"errors"
	"fmt"

	"drydock/assess"
	"drydock/assess/desk"
)

// compare lays two standings side by side: of this assessment now, at a milestone, after a run, or of another assessment.
type compare struct {
	view   *desk.View
	was    side
	now    side
	others []side // other assessments, once they are read
	diff   *assess.Diff
	err    error
	out    diffOut // as it was asked for last
	rows   []diffRow
	at     int
}

// side is one of the two that are compared: how the desk finds it, and what people call it.
type side struct{ ref, label string }

// diffRow is a line of the comparison: a heading, a gate, a control.
type diffRow struct {
	head  string
	gate  *assess.GateChange
	c     *assess.ControlChange
	glyph mark
}

func (r diffRow) choosable() bool { return r.c != nil }

// Messages of the comparison.
type (
	compared  struct{ diff *assess.Diff }
	sidesRead struct{ others []side }
	sideSet   struct {
		earlier bool
		side    side
	}
)

// newCompare compares with the newest milestone; without one with the run before the newest.
func newCompare(v *desk.View) compare {
	c := compare{view: v, now: side{v.Session.Meta.ID, "now"}}
	if all := c.sides(); len(all) > 1 {
		c.was = all[1]
	}
	return c
}

// sides are what can be compared, the newest first: now, milestones, runs that are not the newest, other assessments.
func (c compare) sides() []side {
	s := c.view.Session
	out := []side{{s.Meta.ID, "now"}}
	for i := len(s.Milestones) - 1; i >= 0; i-- {
		m := &s.Milestones[i]
		out = append(out, side{s.Meta.ID + "@" + m.Name, "milestone " + m.Name + ", " + m.AsOf.Long()})
	}
	for i := len(s.Runs) - 1; i >= 0; i-- {
		if i < len(s.Runs)-1 {
			out = append(out, side{s.Meta.ID + "@" + s.Runs[i].ID, "as AWS was on " + clock(s.Runs[i].At)})
		}
	}
	return append(out, c.others...)
}

func (c compare) Start() Step {
	step := c.again()
	step.Run = append(step.Run, do("sides", func(ctx context.Context, d Desk) any {
		cards, err := d.List(ctx)
		if err != nil {
			return nil // the others are a convenience; this assessment can be compared without
		}
		var others []side
		for _, x := range cards {
			if x.Meta.ID != c.view.Session.Meta.ID && x.Unreadable == nil {
				others = append(others, side{x.Meta.ID, "assessment " + titleOfCard(x)})
			}
		}
		return sidesRead{others}
	}))
	return step
}

func (c compare) again() Step {
	if c.was.ref == "" {
		return Step{}
	}
	was, now := c.was.ref, c.now.ref
	return Step{Run: []Work{do("compare", func(ctx context.Context, d Desk) any {
		diff, err := d.Compare(ctx, was, now)
		if err != nil {
			return failed{key: "compare", err: because("comparing", err)}
		}
		return compared{diff}
	})}}
}

func (c compare) Place() assess.Place { return assess.Place{Screen: placeOverview} }

func (c compare) Head() string { return "Compare" }

func (c compare) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case fresh:
		c.view = m.view
		if c.was.ref == "" {
			c = newCompare(m.view)
		}
		return c, c.again()
	case compared:
		c.diff, c.err = m.diff, nil
		return c.derive(), Step{}
	case sidesRead:
		c.others = m.others
	case sideSet:
		if m.earlier {
			c.was = m.side
		} else {
			c.now = m.side
		}
		c.diff = nil
		return c, c.again()
	case wroteTo:
		return c, Step{Say: "Written: " + safe(m.path)}
	case diffOut:
		c.out = m
		return c, Step{Run: []Work{c.write(m)}}
	case failed:
		return c.failed(m)
	}
	return c, Step{}
}

func (c compare) failed(m failed) (Screen, Step) {
	if m.key == notSaved {
		return c, Step{}
	}
	if m.key == "diff" && errors.Is(m.err, desk.ErrFileExists) {
		out := c.out
		out.over = true
		return c, Step{Over: confirm{
			question: "Replace " + safe(out.path) + "?", detail: "A file of this name is there. y replaces it, n keeps it.",
			yes: func() Step { return Step{Tell: out} },
		}}
	}
	if m.key == "compare" {
		c.err = m.err
	}
	return c, Step{Say: sentence(m.err), Warn: true}
}

// diffOut is a wish to write the comparison down.
type diffOut struct {
	format, path string
	redact, over bool
}

func (c compare) write(o diffOut) Work {
	was, now := c.was.ref, c.now.ref
	return do("diff", func(ctx context.Context, d Desk) any {
		path, err := d.ExportDiff(ctx, was, now, desk.ExportOptions{Format: o.format, Path: o.path, Redact: o.redact, Overwrite: o.over})
		if err != nil {
			return failed{key: "diff", err: because("writing "+o.path, err)}
		}
		return wroteTo{path}
	})
}

// exportForm asks for the format and the path; the path follows the format until it is typed.
func (c compare) exportForm() formSheet {
	f := form{button: "Write it", fields: []field{
		choiceField("format", "Format", desk.Markdown, "", []option{{desk.Markdown, "Markdown"}, {"json", "JSON"}}),
		textField("path", "Path", "", "Empty: compare.md, or compare.json. Relative to where you started Drydock."),
		tickField("redact", "Mask account ids, ARNs and names", false),
	}}
	return formSheet{title: "Write the comparison", form: f, submit: func(f form) (Step, string) {
		path := f.value("path")
		if path == "" {
			path = map[string]string{desk.Markdown: "compare.md", "json": "compare.json"}[f.value("format")]
		}
		return Step{Close: true, Tell: diffOut{format: f.value("format"), path: path, redact: f.value("redact") != ""}}, ""
	}}
}

// moves are the ways of controls in the order in which they are told.
func moves() []struct {
	move assess.Move
	head string
	mark mark
} {
	return []struct {
		move assess.Move
		head string
		mark mark
	}{
		{assess.MoveClosed, "Closed", mark{"✓", good}},
		{assess.MoveBetter, "Better, not closed yet", mark{"↗", good}},
		{assess.MoveReopened, "Open again", mark{"✗", bad}},
		{assess.MoveWorse, "Worse", mark{"↘", bad}},
		{assess.MoveLost, "No longer known", mark{"?", unknown}},
		{assess.MoveFound, "Found to be open", mark{"✗", warn}},
		{assess.MoveNone, "Otherwise answered, or other resources", mark{"·", dim}},
		{assess.MoveNew, "New in scope", mark{"+", dim}},
		{assess.MoveGone, "No longer in scope", mark{"–", dim}},
	}
}

func (c compare) derive() compare {
	here := ""
	if r := c.row(); r.c != nil {
		here = r.c.Control
	}
	c.rows = nil
	if c.diff == nil {
		return c
	}
	for i := range c.diff.Gates {
		if i == 0 {
			c.rows = append(c.rows, diffRow{head: "Gates"})
		}
		c.rows = append(c.rows, diffRow{gate: &c.diff.Gates[i]})
	}
	for _, m := range moves() {
		first := true
		for i := range c.diff.Controls {
			x := &c.diff.Controls[i]
			if x.Move != m.move {
				continue
			}
			if first {
				if len(c.rows) > 0 {
					c.rows = append(c.rows, diffRow{})
				}
				c.rows = append(c.rows, diffRow{head: fmt.Sprintf("%s (%d)", m.head, len(c.diff.Moved(m.move)))})
				first = false
			}
			c.rows = append(c.rows, diffRow{c: x, glyph: m.mark})
			if x.Control == here {
				c.at = len(c.rows) - 1
			}
		}
	}
	c.at = min(c.at, max(0, len(c.rows)-1))
	if c.row().c == nil {
		c = c.move(1)
	}
	if c.row().c == nil {
		c = c.move(-1)
	}
	return c
}

func (c compare) row() diffRow {
	if c.at < len(c.rows) {
		return c.rows[c.at]
	}
	return diffRow{}
}

func (c compare) move(by int) compare {
	c.at = nextRow(c.rows, c.at, by, diffRow.choosable)
	return c
}

func (c compare) Click(zones []string) (Screen, Step) {
	n, ok := rowAt(zones)
	if !ok || n >= len(c.rows) || c.rows[n].c == nil {
		return c, Step{}
	}
	again := n == c.at
	if c.at = n; again {
		return c.open()
	}
	return c, Step{}
}

func (c compare) Commands() []Command {
	pick := func(earlier bool) func() (Screen, Step) {
		return func() (Screen, Step) { return c, Step{Over: c.picker(earlier)} }
	}
	out := []Command{}
	if c.row().c != nil {
		out = append(out,
			Command{ID: compareOpen, Hint: true, Do: c.open},
			Command{ID: compareUp, Do: func() (Screen, Step) { return c.move(-1), Step{} }},
			Command{ID: compareDown, Do: func() (Screen, Step) { return c.move(1), Step{} }})
	}
	out = append(out,
		Command{ID: compareFrom, Hint: true, Do: pick(true)},
		Command{ID: compareTo, Hint: true, Do: pick(false)},
		Command{ID: compareMark, Hint: true, Do: func() (Screen, Step) { return c, Step{Over: milestoneForm(c.view)} }})
	if c.diff != nil {
		out = append(out, Command{ID: compareWrite, Hint: true, Do: func() (Screen, Step) { return c, Step{Over: c.exportForm()} }})
	}
	return append(out, inAssessment(c.view)...)
}

func (c compare) open() (Screen, Step) {
	id := c.row().c.Control
	if _, ok := c.view.Posture.Control(id); !ok {
		return c, Step{Say: "This question is not asked now: " + safe(c.view.Posture.Why(id))}
	}
	return c, Step{Move: Push, To: newWalk(c.view, id)}
}

// picker asks for one of the two sides.
func (c compare) picker(earlier bool) picker {
	p := picker{title: "Compare with", about: "How things stood before."}
	here := c.was
	if !earlier {
		p.title, p.about, here = "To compare", "How things stand, or stood later.", c.now
	}
	for _, s := range c.sides() {
		if s.ref == here.ref {
			p.at = len(p.rows)
		}
		p.rows = append(p.rows, pickRow{text: upper(safe(s.label)), step: Step{Close: true, Tell: sideSet{earlier, s}}})
	}
	return p
}
