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

// parking is the list of side topics: type one and enter parks it; ctrl+d ticks off the chosen one.
type parking struct {
	items []assess.Parked
	input textinput.Model
	at    int // -1: at the input
	wrong string
}

func newParking(v *desk.View) parking {
	p := parking{items: openParked(v), input: textinput.New(), at: -1}
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
		p.wrong = sentence(m.err)
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
		{ID: listEnter, Hint: true, Do: p.park},
		{ID: listUp, Do: func() (Screen, Step) { p.at = max(-1, p.at-1); return p, Step{} }},
		{ID: listDown, Hint: len(p.items) > 0, Do: func() (Screen, Step) { p.at = min(len(p.items)-1, p.at+1); return p, Step{} }},
		{ID: listClose, Hint: true, Do: func() (Screen, Step) { return p, Step{Close: true} }},
	}
	if p.at >= 0 && p.at < len(p.items) {
		out = append(out, Command{ID: listDone, Hint: true, Do: p.tickOff})
	}
	return out
}

// park writes the typed topic. The sheet stays until it is on disk, so that nothing typed is lost.
func (p parking) park() (Screen, Step) {
	typed := strings.TrimSpace(p.input.Value())
	if typed == "" {
		return p, Step{Close: true}
	}
	item := assess.Parked{Text: text.Untrusted(typed)}
	return p, Step{Hold: true, Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) {
		return d.Park(ctx, v, item)
	}}
}

func (p parking) tickOff() (Screen, Step) {
	item := p.items[p.at]
	item.Done = true
	return p, Step{Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Park(ctx, v, item) }}
}

func (p parking) View(size cell.Size, th theme.Theme) string {
	input := drawInput(p.input.Value(), p.input.Position(), max(1, size.W-6), true, th)
	lines := []string{head(th, "Parking lot"), " › " + input, ""}
	if p.wrong != "" {
		lines = append(lines, " "+th.Bad.Say("! "+safe(p.wrong)))
	}
	if len(p.items) == 0 {
		lines = append(lines, " "+th.Dim.Say("Nothing is parked. Type a side topic; enter parks it, and the talk goes on."))
	}
	room := max(1, size.H-len(lines))
	first := cell.Window(len(p.items), room, max(0, p.at), 0)
	for i := first; i < len(p.items) && i < first+room; i++ {
		item := p.items[i]
		row := "  " + safe(item.Text)
		if item.Owner != "" {
			row += " — " + safe(item.Owner)
		}
		if i == p.at {
			row = th.Selected.Say(cell.Fit("›"+row[1:], size.W))
		}
		lines = append(lines, th.Row(i, row))
	}
	return cell.Block(lines, size)
}
