package tui

import (
	"strconv"
	"strings"

	"drydock/tui/cell"
	"drydock/tui/theme"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// option is one of the answers to a choice.
type option struct{ value, label string }

// field is one row of a form: text, a tick, or a choice among options.
type field struct {
	id, label, help string
	section         string // a heading above it
	options         []option
	chosen          int
	isTick, ticked  bool
	input           textinput.Model
}

func textField(id, label, value, help string) field {
	in := textinput.New()
	in.CharLimit = 4000
	in.SetValue(value)
	in.Focus()
	return field{id: id, label: label, help: help, input: in}
}

func tickField(id, label string, ticked bool) field {
	return field{id: id, label: label, isTick: true, ticked: ticked}
}

func choiceField(id, label, value, help string, options []option) field {
	f := field{id: id, label: label, help: help, options: options}
	for i, o := range options {
		if o.value == value {
			f.chosen = i
		}
	}
	return f
}

func (f field) isText() bool { return !f.isTick && len(f.options) == 0 }

// value is what the field holds: text, the value of the option, or "yes" for a tick.
func (f field) value() string {
	switch {
	case f.isTick && f.ticked:
		return "yes"
	case f.isTick:
		return ""
	case len(f.options) > 0:
		return f.options[f.chosen].value
	}
	return strings.TrimSpace(f.input.Value())
}

// form is a page of fields, of which one has the focus. After the last field stands the button.
type form struct {
	fields []field
	at     int
	button string
}

func (f form) value(id string) string {
	for _, g := range f.fields {
		if g.id == id {
			return g.value()
		}
	}
	return ""
}

func (f form) onButton() bool { return f.at >= len(f.fields) }

// typing says whether letters are text now.
func (f form) typing() bool { return !f.onButton() && f.fields[f.at].isText() }

func (f form) focus(id string) form {
	for i, g := range f.fields {
		if g.id == id {
			f.at = i
		}
	}
	return f
}

func (f form) step(by int) form {
	n := len(f.fields) + 1
	f.at = (f.at + by + n) % n
	return f
}

// edit gives a copy in which the focused field is changed.
func (f form) edit(change func(*field)) form {
	if f.onButton() {
		return f
	}
	f.fields = append([]field(nil), f.fields...)
	change(&f.fields[f.at])
	return f
}

// update types into the focused field.
func (f form) update(msg any) form {
	if !f.typing() {
		return f
	}
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		if m.String() == "ctrl+v" { // pasting is the terminal's: a command would be I/O
			return f
		}
		return f.edit(func(g *field) { g.input, _ = g.input.Update(m) })
	case tea.PasteMsg:
		return f.edit(func(g *field) { g.input, _ = g.input.Update(m) })
	}
	return f
}

func (f form) turn(by int) form {
	return f.edit(func(g *field) {
		switch {
		case g.isTick:
			g.ticked = !g.ticked
		case len(g.options) > 0:
			g.chosen = (g.chosen + by + len(g.options)) % len(g.options)
		}
	})
}

// commands lists what works in the form now; set puts a changed form back into its screen.
func (f form) commands(set func(form) Screen, save func() (Screen, Step)) []Command {
	to := func(g form) func() (Screen, Step) {
		return func() (Screen, Step) { return set(g), Step{} }
	}
	enter := to(f.step(1))
	if f.onButton() {
		enter = save
	}
	out := []Command{
		{ID: formEnter, Hint: true, Do: enter},
		{ID: formSave, Hint: true, Do: save},
		{ID: formNext, Hint: true, Do: to(f.step(1))},
		{ID: formPrev, Do: to(f.step(-1))},
	}
	if f.onButton() || f.typing() {
		return out
	}
	if f.fields[f.at].isTick {
		return append(out, Command{ID: formTick, Hint: true, Do: to(f.turn(1))})
	}
	if len(f.fields[f.at].options) < 2 {
		return out
	}
	return append(out,
		Command{ID: formRight, Hint: true, Do: to(f.turn(1))},
		Command{ID: formTick, Do: to(f.turn(1))},
		Command{ID: formLeft, Do: to(f.turn(-1))})
}

// rows draws the form, one line a field, and says which line has the focus.
func (f form) rows(w int, th theme.Theme) (lines []string, focus int) {
	label := min(30, max(14, w/3))
	for i, g := range f.fields {
		if g.section != "" {
			if len(lines) > 0 {
				lines = append(lines, "")
			}
			lines = append(lines, head(th, g.section))
		}
		focused := i == f.at
		if focused {
			focus = len(lines)
		}
		lines = append(lines, th.Row(i, drawField(g, focused, label, w, th)))
		if focused && g.help != "" {
			for _, l := range cell.Wrap(g.help, w-6) {
				lines = append(lines, "     "+th.Dim.Say(safe(l)))
			}
		}
	}
	if f.onButton() {
		focus = len(lines) + 1
	}
	return append(lines, "", th.Zone(zoneButton, drawButton(f.button, f.onButton(), th))), focus
}

func drawButton(label string, focused bool, th theme.Theme) string {
	if focused {
		return " › " + th.Selected.Say("[ "+label+" ]") + th.Dim.Say("  enter")
	}
	return "   [ " + label + " ]"
}

func drawField(g field, focused bool, label, w int, th theme.Theme) string {
	pointer, style := "   ", theme.Style{}
	if focused {
		pointer, style = " › ", th.Accent
	}
	if g.isTick {
		box := "[ ] "
		if g.ticked {
			box = "[x] "
		}
		return th.Accent.Say(pointer) + box + style.Say(cell.Cut(safe(g.label), w-8))
	}
	room := w - label - 6
	start := th.Accent.Say(pointer) + style.Say(cell.Fit(safe(g.label), label)) + "  "
	if g.isText() {
		return start + drawInput(g.input.Value(), g.input.Position(), room, focused, th)
	}
	return start + drawChoice(g, focused, room, th)
}

// drawChoice shows all options where they fit, else the chosen one.
func drawChoice(g field, focused bool, room int, th theme.Theme) string {
	parts, width := make([]string, len(g.options)), 0
	for i, o := range g.options {
		text := "( ) " + safe(o.label)
		if i == g.chosen {
			text = "(•) " + safe(o.label)
		}
		width += cell.Width(text) + 2
		if i == g.chosen {
			text = th.Strong.Say(text)
		} else {
			text = th.Dim.Say(text)
		}
		parts[i] = th.Zone(zoneOption+strconv.Itoa(i), text)
	}
	if width-2 <= room {
		return strings.Join(parts, "  ")
	}
	text := safe(g.options[g.chosen].label)
	if focused {
		return th.Accent.Say("‹ ") + th.Strong.Say(cell.Cut(text, room-4)) + th.Accent.Say(" ›")
	}
	return cell.Cut(text, room)
}

// drawInput shows text with the cursor as a bar between two letters, kept in sight.
func drawInput(value string, pos, room int, focused bool, th theme.Theme) string {
	if !focused {
		if value == "" {
			return th.Dim.Say("–")
		}
		return cell.Cut(safe(value), room)
	}
	r := []rune(value)
	pos = min(max(pos, 0), len(r))
	before, after := safe(string(r[:pos])), safe(string(r[pos:]))
	before = cell.CutLeft(before, max(1, room-2))
	return before + th.Accent.Say("▏") + cell.Cut(after, max(0, room-cell.Width(before)-1))
}

// formSheet is a form laid over a screen: settle, accept, who said so, owner and due.
type formSheet struct {
	title  string
	about  string // why it is asked
	form   form
	submit func(form) (Step, string) // a step, or what is missing
	wrong  string
	busy   bool
}

func (s formSheet) Typing() bool { return s.form.typing() }

func (s formSheet) Rows(width int) int {
	n := len(s.form.fields) + 6 + len(cell.Wrap(s.about, max(1, width-4)))
	for _, f := range s.form.fields {
		if f.help != "" {
			return n + 2
		}
	}
	return n
}

func (s formSheet) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case edited:
		s.form = s.form.edit(func(g *field) { g.input.SetValue(m.text) })
		if s.wrong = ""; m.err != nil {
			s.wrong = sentence(m.err)
		}
	case failed:
		s.busy, s.wrong = false, sentence(m.err)
	case tea.KeyPressMsg, tea.PasteMsg:
		s.form = s.form.update(m)
		s.wrong = ""
	}
	return s, Step{}
}

func (s formSheet) save() (Screen, Step) {
	if s.busy {
		return s, Step{Say: "Saving…"}
	}
	step, wrong := s.submit(s.form)
	if wrong != "" {
		s.wrong = wrong
		return s, Step{}
	}
	s.busy = step.Hold
	return s, step
}

func (s formSheet) Commands() []Command {
	set := func(f form) Screen { s.form = f; return s }
	out := s.form.commands(set, s.save)
	if s.form.typing() {
		typed := s.form.fields[s.form.at].input.Value()
		out = append(out, Command{ID: formEditor, Do: func() (Screen, Step) { return s, Step{Edit: &typed} }})
	}
	return append(out, Command{ID: formClose, Hint: true, Do: func() (Screen, Step) { return s, Step{Close: true} }})
}

func (s formSheet) View(size cell.Size, th theme.Theme) string {
	lines := []string{head(th, s.title)}
	for _, l := range cell.Wrap(safe(s.about), max(1, size.W-4)) {
		if l != "" {
			lines = append(lines, " "+th.Dim.Say(l))
		}
	}
	lines = append(lines, "")
	rows, focus := s.form.rows(size.W, th)
	if s.wrong != "" {
		rows = append(rows, "   "+th.Bad.Say("! "+safe(s.wrong)))
	}
	room := max(1, size.H-len(lines))
	first := cell.Window(len(rows), room, min(focus+1, len(rows)-1), 0)
	return cell.Block(append(lines, rows[first:]...), size)
}
