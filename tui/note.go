package tui

import (
	"strings"

	"drydock/assess"
	"drydock/questionnaire/text"
	"drydock/tui/cell"
	"drydock/tui/theme"

	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
)

// noteSheet is the editor for a note beside a question.
type noteSheet struct {
	note  assess.Note // as it was; new ones have no id
	area  textarea.Model
	wrong string
	busy  bool
}

func newNote(control string) noteSheet { return editNote(assess.Note{Control: control}) }

// editNote is the editor with a note that is there already.
func editNote(n assess.Note) noteSheet {
	area := textarea.New()
	area.CharLimit, area.MaxHeight = 0, 0 // an editor may bring back a long text, and none of it is cut off
	area.ShowLineNumbers = false
	area.Focus()
	area.SetValue(string(n.Text))
	return noteSheet{note: n, area: area}
}

func (n noteSheet) Typing() bool { return true }
func (n noteSheet) Rows(int) int { return 10 }
func (n noteSheet) Commands() []Command {
	return []Command{
		{ID: formSave, Hint: true, Do: n.save},
		{ID: formClose, Hint: true, Do: n.close}, // before the rest: the way out has its place at any width
		{ID: formPrivate, Hint: true, Do: func() (Screen, Step) { n.note.Private = !n.note.Private; return n, Step{} }},
		{ID: formEditor, Hint: true, Do: func() (Screen, Step) { typed := n.area.Value(); return n, Step{Edit: &typed} }},
	}
}

func (n noteSheet) save() (Screen, Step) {
	typed := strings.TrimSpace(n.area.Value())
	if typed == "" {
		return n, Step{Close: true, Say: "Nothing was written; nothing was changed."}
	}
	n.busy, n.wrong = true, ""
	return n, Step{Hold: true, Write: n.write(typed)}
}

func (n noteSheet) write(typed string) Write {
	note := n.note
	note.Text = text.Untrusted(typed)
	return writeNote(note)
}

// close keeps what was typed: it asks first.
func (n noteSheet) close() (Screen, Step) {
	if typed := strings.TrimSpace(n.area.Value()); typed == "" || typed == strings.TrimSpace(string(n.note.Text)) {
		return n, Step{Close: true}
	}
	return n, Step{Over: confirm{
		question: "Throw this note away?", detail: "It was not saved. n goes back to it; ctrl+s there saves it.",
		yes: func() Step { return Step{Tell: discard{}} },
	}}
}

// discard tells an editor that its text is not wanted.
type discard struct{}

func (n noteSheet) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case discard:
		return n, Step{Close: true}
	case edited:
		n.area.SetValue(m.text)
		n.wrong = ""
		if m.err != nil {
			n.wrong = sentence(m.err)
		}
	case failed:
		n.busy, n.wrong = false, sentence(m.err)
	case resized:
		n.area.SetWidth(max(10, m.size.W-4))
		n.area.SetHeight(6)
	case tea.KeyPressMsg:
		if m.String() != "ctrl+v" {
			n.area, _ = n.area.Update(m)
		}
	case tea.PasteMsg:
		n.area, _ = n.area.Update(m)
	}
	return n, Step{}
}

// Draft is what would be lost if the program had to end now.
func (n noteSheet) Draft() Write {
	typed := strings.TrimSpace(n.area.Value())
	if typed == "" || n.busy || typed == strings.TrimSpace(string(n.note.Text)) {
		return nil
	}
	return n.write(typed)
}

func (n noteSheet) View(size cell.Size, th theme.Theme) string {
	kind := "it goes into exports"
	if n.note.Private {
		kind = "private: it is never exported"
	}
	lines := []string{head(th, "Note") + th.Dim.Say("  "+kind), ""}
	at := n.area.Line()
	focus := len(lines)
	for i, l := range strings.Split(n.area.Value(), "\n") {
		if i != at {
			for _, w := range cell.Wrap(safe(l), max(1, size.W-2)) {
				lines = append(lines, " "+w)
			}
			continue
		}
		r := []rune(l)
		col := min(n.area.Column(), len(r))
		for _, w := range cell.Wrap(safe(string(r[:col]))+"▏"+safe(string(r[col:])), max(1, size.W-2)) {
			if strings.Contains(w, "▏") {
				focus = len(lines)
			}
			lines = append(lines, " "+strings.Replace(w, "▏", th.Accent.Say("▏"), 1))
		}
	}
	if n.wrong != "" {
		for _, l := range cell.Wrap("! "+safe(n.wrong), max(1, size.W-2)) {
			lines = append(lines, " "+th.Bad.Say(l))
		}
	}
	first := cell.Window(len(lines), max(1, size.H), focus, 0)
	return cell.Block(lines[first:], size)
}
