package tui

import (
	"context"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire/text"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// notesSheet lists the notes beside a question: to write one anew, keep it from exports, link it, or take it away.
type notesSheet struct {
	control string
	notes   []assess.Note
	at      int
}

func notesOf(v *desk.View, control string) []assess.Note {
	var out []assess.Note
	for _, n := range v.Session.Notes {
		if n.Control == control {
			out = append(out, n)
		}
	}
	return out
}

func newNotes(v *desk.View, control string) notesSheet {
	return notesSheet{control: control, notes: notesOf(v, control)}
}

func (s notesSheet) Rows(int) int { return min(14, 2*len(s.notes)+3) }

func (s notesSheet) Update(msg any) (Screen, Step) {
	if m, ok := msg.(fresh); ok {
		s.notes = notesOf(m.view, s.control)
		s.at = min(s.at, max(0, len(s.notes)-1))
		if len(s.notes) == 0 {
			return s, Step{Close: true}
		}
	}
	return s, Step{}
}

func writeNote(n assess.Note) Write {
	return func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.AddNote(ctx, v, n) }
}

func (s notesSheet) Commands() []Command {
	move := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) {
			s.at = min(max(0, s.at+by), max(0, len(s.notes)-1))
			return s, Step{}
		}
	}
	out := []Command{}
	if s.at < len(s.notes) {
		n := s.notes[s.at]
		private, gone := n, n
		private.Private = !n.Private
		gone.Text = ""
		out = append(out,
			Command{ID: notesEdit, Hint: true, Do: func() (Screen, Step) { return s, Step{Over: editNote(n)} }},
			Command{ID: notesPrivate, Hint: true, Do: func() (Screen, Step) { return s, Step{Write: writeNote(private)} }},
			Command{ID: notesLink, Hint: true, Do: func() (Screen, Step) { return s, Step{Over: linkForm(n)} }},
			Command{ID: notesDelete, Hint: true, Do: func() (Screen, Step) { return s, Step{Write: writeNote(gone)} }})
	}
	if len(s.notes) > 1 {
		out = append(out, Command{ID: notesUp, Do: move(-1)}, Command{ID: notesDown, Do: move(1)})
	}
	return append(out,
		Command{ID: notesNew, Hint: true, Do: func() (Screen, Step) { return s, Step{Over: newNote(s.control)} }},
		Command{ID: notesClose, Hint: true, Do: func() (Screen, Step) { return s, Step{Close: true} }})
}

// linkForm asks where what a note speaks of can be found.
func linkForm(n assess.Note) formSheet {
	return formSheet{
		title: "Link of the note", about: "A ticket, a page, a file: so that it can be found again. Empty: none.",
		form: form{button: "Save the link", fields: []field{textField("link", "Link", string(n.Link), "")}},
		submit: func(f form) (Step, string) {
			linked := n
			linked.Link = text.Untrusted(f.value("link"))
			return Step{Hold: true, Write: writeNote(linked)}, ""
		},
	}
}

func (s notesSheet) Click(zones []string) (Screen, Step) {
	if n, ok := rowAt(zones); ok && n < len(s.notes) {
		s.at = n
	}
	return s, Step{}
}

func (s notesSheet) View(size cell.Size, th theme.Theme) string {
	lines := []string{cell.Ends(head(th, "Notes"), th.Dim.Say("u takes the last change back, once this is closed")+" ", size.W), ""}
	focus := 0
	for i, n := range s.notes {
		who := noteWho(n)
		if i == s.at {
			focus = len(lines) + 1
			lines = append(lines, th.Row(i, th.Selected.Say(cell.Ends(" › "+safe(n.Text), who+" ", size.W))))
		} else {
			lines = append(lines, th.Row(i, cell.Ends("   "+safe(n.Text), th.Dim.Say(who)+" ", size.W)))
		}
		if n.Link != "" {
			lines = append(lines, "     "+th.Dim.Say(safe(n.Link)))
		}
	}
	first := cell.Window(len(lines), size.H, min(focus, len(lines)-1), 0)
	return cell.Block(lines[first:], size)
}

// noteWho says who wrote a note, when, and whether it stays here.
func noteWho(n assess.Note) string {
	who := safe(n.By) + ", " + day(n.At)
	if n.Private {
		who += ", private"
	}
	return who
}
