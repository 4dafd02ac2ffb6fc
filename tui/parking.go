package tui

import (
	"context"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire/text"
	"drydock/tui/cell"
	"drydock/tui/theme"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// parking is the list of side topics: type one and enter parks it; with the arrows an old one is chosen, to be given to somebody or
// ticked off.
type parking struct {
	asOf  assess.Date
	items []assess.Parked
	input textinput.Model
	at    int // -1: at the input
	wrong string
	busy  bool
}

func newParking(v *desk.View) parking {
	p := parking{asOf: v.Posture.AsOf, items: openParked(v), input: textinput.New(), at: -1}
	p.input.CharLimit = 1000
	p.input.Focus()
	return p
}

func openParked(v *desk.View) []assess.Parked {
	var out []assess.Parked
	for _, p := range v.Session.Parking {
		if !p.Done {
			out = append(out, p)
		}
	}
	return out
}

func (p parking) Typing() bool { return true }

func (p parking) Rows(int) int { return min(14, max(1, len(p.items))+5) }

func (p parking) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case fresh:
		before := p.items
		p.items = openParked(m.view)
		if p.at >= 0 && p.at < len(before) {
			id := before[p.at].ID
			p.at = stay(p.items, p.at, func(q assess.Parked) bool { return q.ID == id })
		}
		p.at = min(p.at, len(p.items)-1)
	case failed:
		p.busy, p.wrong = false, sentence(m.err)
	case tea.KeyPressMsg, tea.PasteMsg:
		if k, ok := m.(tea.KeyPressMsg); !ok || k.String() != "ctrl+v" {
			p.input, _ = p.input.Update(m)
			p.at, p.wrong = -1, ""
		}
	}
	return p, Step{}
}

func (p parking) Commands() []Command {
	out := []Command{
		{ID: parkUp, Do: func() (Screen, Step) { p.at = max(-1, p.at-1); return p, Step{} }},
		{ID: parkDown, Do: func() (Screen, Step) { p.at = min(len(p.items)-1, p.at+1); return p, Step{} }},
	}
	if p.at >= 0 && p.at < len(p.items) {
		item := p.items[p.at]
		out = append(out,
			Command{ID: parkEdit, Hint: true, Do: func() (Screen, Step) { return p, Step{Over: parkedForm(item)} }},
			Command{ID: parkDone, Hint: true, Do: p.tickOff})
	} else {
		out[1].Hint = len(p.items) > 0
		out = append([]Command{{ID: parkAdd, Hint: true, Do: p.park}}, out...)
	}
	return append(out, Command{ID: listClose, Hint: true, Do: func() (Screen, Step) { return p, Step{Close: true} }})
}

// park writes the typed topic. The sheet stays until it is on disk, so that nothing typed is lost.
func (p parking) park() (Screen, Step) {
	typed := strings.TrimSpace(p.input.Value())
	if typed == "" {
		return p, Step{Close: true}
	}
	p.busy = true
	return p, Step{Hold: true, Write: park(assess.Parked{Text: text.Untrusted(typed)})}
}

func park(item assess.Parked) Write {
	return func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Park(ctx, v, item) }
}

func (p parking) tickOff() (Screen, Step) {
	item := p.items[p.at]
	item.Done = true
	return p, Step{Write: park(item)}
}

// Draft is what would be lost if the program had to end now.
func (p parking) Draft() Write {
	typed := strings.TrimSpace(p.input.Value())
	if typed == "" || p.busy {
		return nil
	}
	return park(assess.Parked{Text: text.Untrusted(typed)})
}

func (p parking) View(size cell.Size, th theme.Theme) string {
	input := drawInput(p.input.Value(), p.input.Position(), max(1, size.W-6), p.at < 0, th)
	pointer := " › "
	if p.at >= 0 {
		pointer = "   "
	}
	lines := []string{head(th, "Parking lot"), pointer + input, ""}
	if p.wrong != "" {
		lines = append(lines, " "+th.Bad.Say("! "+safe(p.wrong)))
	}
	if len(p.items) == 0 {
		lines = append(lines, " "+th.Dim.Say("Nothing is parked. Type a side topic; enter parks it, and the talk goes on."))
	}
	w := min(size.W, widest)
	room := max(1, size.H-len(lines))
	first := cell.Window(len(p.items), room, max(0, p.at), 0)
	for i := first; i < len(p.items) && i < first+room; i++ {
		left, right := safe(p.items[i].Text), cell.Cut(parkedRight(p.items[i], p.asOf), w/2)+" "
		if i == p.at {
			lines = append(lines, th.Row(i, th.Selected.Say(cell.Ends(" › "+left, right, w))))
			continue
		}
		lines = append(lines, th.Row(i, cell.Ends("   "+left, th.Dim.Say(right), w)))
	}
	return cell.Block(lines, size)
}

// parkedForm gives a parked topic to somebody, until a day, or ticks it off.
func parkedForm(item assess.Parked) formSheet {
	f := form{button: "Save", fields: []field{
		textField("text", "Topic", string(item.Text), ""),
		textField("owner", "Who takes it", string(item.Owner), ""),
		textField("due", "Due", string(item.Due), "A date like 2027-03-31."),
		tickField("done", "done", item.Done),
	}}.focus("owner")
	return formSheet{title: "Parked", form: f, submit: func(f form) (Step, string) {
		next := item
		next.Text, next.Owner, next.Due, next.Done = text.Untrusted(f.value("text")), text.Untrusted(f.value("owner")), "", f.value("done") != ""
		if due := f.value("due"); due != "" {
			d, err := assess.ParseDate(due)
			if err != nil {
				return Step{}, "Due: write a date like 2027-03-31."
			}
			next.Due = d
		}
		return Step{Hold: true, Write: park(next)}, ""
	}}
}
