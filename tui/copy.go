package tui

import (
	"context"
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/tui/cell"
	"drydock/tui/theme"

	tea "charm.land/bubbletea/v2"
	native "github.com/atotto/clipboard"
)

// clipboard is where copied text goes: to the terminal by OSC 52, which never answers, and to the machine's own clipboard
// where there is a tool for it.
type clipboard struct {
	native func(string) error // nil: there is none, or the machine is not the one that somebody sits at
	deaf   bool               // the terminal is known to drop OSC 52
	last   string             // copied last, and nobody knows whether it came through: the same key again shows it
}

// clipped says what became of a copy.
type clipped struct {
	native    bool
	what, too string
}

// nativeClipboard is the machine's own clipboard, if it has a tool for it.
func nativeClipboard(remote bool) func(string) error {
	if remote || native.Unsupported {
		return nil
	}
	return native.WriteAll
}

// deafTerminal knows the terminals that drop OSC 52.
func deafTerminal(term, program string) bool {
	return program == "Apple_Terminal" || term == "linux" || term == "dumb" || strings.HasPrefix(term, "vt")
}

// copied puts text on the clipboard; what says what it is, too where it is to be had besides.
func copied(s, what, too string) Step { return Step{Copy: s, Copied: what, CopyToo: too} }

// copy sends text by every way that there may be. The words say which.
func (a *app) copy(s Step) tea.Cmd {
	text, what := safeLines(s.Copy), orElse(s.Copied, "it")
	again := a.clipboard.last == text && text != ""
	a.clipboard.last = text
	if again || a.clipboard.deaf && a.clipboard.native == nil {
		return a.open(newShown(what, text))
	}
	to := a.clipboard.native
	if to == nil {
		a.sayCopied(clipped{what: what, too: s.CopyToo})
		return tea.SetClipboard(text)
	}
	tried := a.run(0, do("copy", func(context.Context, Desk) any {
		return clipped{native: to(text) == nil, what: what, too: s.CopyToo}
	}))
	return tea.Batch(tea.SetClipboard(text), tried)
}

func (a *app) sayCopied(c clipped) {
	way := "by the terminal (OSC 52). If it pastes something else, the same key again shows it."
	if c.native {
		a.clipboard.last = ""
		way = "to the clipboard."
	}
	a.status, a.warn = strings.TrimRight("Copied "+c.what+" "+way+" "+c.too, " "), false
}

// copyItem is something on a screen that is worth copying.
type copyItem struct{ what, text string }

// copyable is a screen that has such things.
type copyable interface{ Copies() []copyItem }

func chooseCopy(items []copyItem) Step {
	if len(items) == 0 {
		return Step{Say: "Nothing is here yet that could be copied."}
	}
	return Step{Over: copies{items: items}}
}

// copies is the list of what can be copied here.
type copies struct {
	items []copyItem
	at    int
}

func (c copies) Rows(int) int { return min(16, len(c.items)+3) }

func (c copies) Update(any) (Screen, Step) { return c, Step{} }

func (c copies) Commands() []Command {
	move := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) {
			c.at = min(max(0, c.at+by), len(c.items)-1)
			return c, Step{}
		}
	}
	return []Command{
		{ID: listEnter, Hint: true, Do: func() (Screen, Step) {
			it := c.items[c.at]
			step := copied(it.text, it.what, "")
			step.Close = true
			return c, step
		}},
		{ID: listUp, Hint: true, Do: move(-1)},
		{ID: listDown, Hint: true, Do: move(1)},
		{ID: listClose, Hint: true, Do: func() (Screen, Step) { return c, Step{Close: true} }},
	}
}

func (c copies) View(size cell.Size, th theme.Theme) string {
	lines := []string{head(th, "Copy what?"), ""}
	room := max(1, size.H-len(lines))
	first := cell.Window(len(c.items), room, c.at, 0)
	for i := first; i < len(c.items) && i < first+room; i++ {
		it := c.items[i]
		label := "   " + cell.Fit(it.what, 26) + " "
		if i == c.at {
			lines = append(lines, th.Row(i, th.Selected.Say(cell.Fit(" › "+label[3:]+safe(it.text), size.W))))
			continue
		}
		lines = append(lines, th.Row(i, label+th.Dim.Say(cell.Fit(safe(it.text), size.W-cell.Width(label)-1))))
	}
	return cell.Block(lines, size)
}

// shown is text to be taken by hand, for terminals that have no other way.
type shown struct {
	what  string
	lines []string
	first int
	size  cell.Size
}

func newShown(what, text string) shown { return shown{what: what, lines: strings.Split(text, "\n")} }

func (s shown) Rows(int) int { return len(s.lines) + 2 }

func (s shown) Update(msg any) (Screen, Step) {
	if m, ok := msg.(resized); ok {
		s.size = m.size
	}
	return s, Step{}
}

func (s shown) Commands() []Command {
	scrolled := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) {
			s.first = min(max(0, s.first+by), max(0, len(s.wrapped(s.size.W))-max(1, s.size.H-3)))
			return s, Step{}
		}
	}
	out := []Command{}
	if s.size.H > 0 && len(s.wrapped(s.size.W)) > s.size.H-3 {
		out = append(out, Command{ID: listUp, Hint: true, Do: scrolled(-1)}, Command{ID: listDown, Hint: true, Do: scrolled(1)})
	}
	return append(out, Command{ID: listClose, Hint: true, Do: func() (Screen, Step) { return s, Step{Close: true} }})
}

func (s shown) wrapped(w int) []string {
	var out []string
	for _, l := range s.lines {
		out = append(out, cell.Wrap(l, max(1, w))...)
	}
	return out
}

// View leaves no margin, so that what is marked with the mouse is the text alone.
func (s shown) View(size cell.Size, th theme.Theme) string {
	lines := []string{cell.Ends(head(th, upper(s.what)), th.Dim.Say("mark it with the mouse ")+" ", size.W), ""}
	all := s.wrapped(size.W)
	return cell.Block(append(lines, all[min(s.first, len(all)):]...), size)
}

// The screens' own: what is worth copying there.

func (w walk) Copies() []copyItem {
	c, ok := w.view.Posture.Control(w.at)
	if !ok {
		return nil
	}
	out := []copyItem{{"the question", safe(c.Control.Question)}}
	if c.Decision != nil {
		out = append(out, copyItem{"the answer", safe(c.Control.Question) + "\n" + saidLine(c.Decision.Said)})
	}
	if len(c.Evidence.Findings) > 0 {
		out = append(out, copyItem{"what AWS shows", evidenceText(c)})
	}
	failing := failingResources(c)
	if len(failing) > 1 {
		all := make([]string, len(failing))
		for i, r := range failing {
			all[i] = safe(r)
		}
		out = append(out, copyItem{fmt.Sprintf("all %d that fail", len(all)), strings.Join(all, "\n")})
	}
	for _, r := range failing {
		out = append(out, copyItem{"a resource that fails", safe(r)})
	}
	return append(out, copyItem{"its name for commands", c.Control.ID})
}

// evidenceText is what AWS shows of a control as plain lines, with resources whole.
func evidenceText(c *assess.ControlState) string {
	lines := []string{"AWS shows: " + verdictSentence(c.Evidence)}
	for _, r := range c.Evidence.ByRule() {
		lines = append(lines, outcomeMark(r.Outcome()).glyph+" "+safe(r.States)+"  "+r.Sum())
		for _, g := range r.Groups {
			for _, f := range g.Findings {
				if g.Outcome != evidence.Pass {
					lines = append(lines, "  "+outcomeMark(g.Outcome).glyph+" "+orElse(safe(f.Resource), short(f))+groupWhy(g))
				}
			}
		}
	}
	return strings.Join(lines, "\n")
}

func (o overview) Copies() []copyItem {
	var out []copyItem
	for i, g := range o.view.Posture.Gates {
		if !g.InScope {
			continue
		}
		lines := []string{g.Gate.Question() + " " + safe(g.Sentence)}
		at := o
		at.gate = i
		for _, it := range at.derive().items {
			lines = append(lines, "- "+safe(it.blocker.Title)+": "+it.because())
		}
		out = append(out, copyItem{g.Gate.Title(), strings.Join(lines, "\n")})
	}
	for _, n := range o.numbers() {
		out = append(out, copyItem{n.name, n.name + ": " + safe(n.number.Sentence)})
	}
	return out
}

func (g agenda) Copies() []copyItem {
	var all []string
	for _, r := range g.rows {
		if r.item != nil && r.begins >= 0 {
			title := r.item.Control
			if c, ok := g.view.Posture.Control(r.item.Control); ok {
				title = c.Control.Title
			}
			all = append(all, fmt.Sprintf("%d:%02d  %s", r.begins/60, r.begins%60, safe(title)))
		}
	}
	if len(all) == 0 {
		return nil
	}
	return []copyItem{{"today's agenda", strings.Join(all, "\n")}}
}

func (o readOut) Copies() []copyItem {
	var all []string
	for _, r := range o.rows {
		if line := strings.TrimSpace(strings.Join([]string{r.head, r.text, r.right}, "  ")); line != "" {
			all = append(all, safe(line))
		}
	}
	return []copyItem{{"the read-out", strings.Join(all, "\n")}}
}

func (p plan) Copies() []copyItem {
	var all []string
	for _, f := range p.plan.FindOut {
		all = append(all, "? "+safe(f.Title))
	}
	for _, a := range p.plan.Actions {
		all = append(all, fmt.Sprintf("%d. %s", a.Rank, safe(a.Action.Title)))
	}
	out := []copyItem{}
	if f := p.row().find; f != nil {
		out = append(out, copyItem{"what to find out", safe(f.Title) + ": " + safe(f.What)})
	}
	if a := p.row().action; a != nil {
		out = append(out, copyItem{"the action", safe(a.Action.Title) + "\n" + safe(a.Why)})
		if a.Action.CLI != "" {
			out = append(out, copyItem{"its command lines", a.Commands().Text()})
		}
		if a.Action.Terraform != "" {
			out = append(out, copyItem{"its Terraform", a.TerraformCode().Text()})
		}
	}
	if len(all) > 0 {
		out = append(out, copyItem{"the whole list", strings.Join(all, "\n")})
	}
	return out
}

func (p planDetail) Copies() []copyItem {
	a, ok := p.action()
	if !ok {
		return nil
	}
	out := []copyItem{{"the action", safe(a.Action.Title) + "\n" + safe(a.Why)}}
	for _, part := range []copyItem{{"the command lines", a.Commands().Text()}, {"the Terraform", a.TerraformCode().Text()}, {"how to verify it", a.Action.Verify}} {
		if part.text != "" {
			out = append(out, part)
		}
	}
	for _, r := range a.Resources {
		out = append(out, copyItem{"a resource", safe(r)})
	}
	return out
}

func (e export) Copies() []copyItem {
	out := []copyItem{{"the path", e.path()}}
	if e.source != "" {
		out = append([]copyItem{{"the whole preview", e.source}}, out...)
	}
	return out
}
