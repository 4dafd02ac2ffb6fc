package tui

import (
	"strings"

	"drydock/tui/cell"
	"drydock/tui/theme"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"
)

// help lists what works now, and only that; it can be searched, and enter runs the chosen command. The palette is the
// same list with the search first.
type help struct {
	title string
	rows  []helpRow
	shown []int
	input textinput.Model
	at    int
}

type helpRow struct {
	id   ID
	keys string
	what string
}

func newHelp(r *Registry, commands []Command, palette bool) help {
	h := help{title: "What works here", input: textinput.New()}
	if palette {
		h.title = "All commands"
	}
	h.input.Focus()
	seen := map[ID]bool{}
	for _, c := range commands {
		if seen[c.ID] {
			continue
		}
		seen[c.ID] = true
		s := r.spec(c.ID)
		names := make([]string, len(s.keys))
		for i, k := range s.keys {
			names[i] = keyName(k)
		}
		h.rows = append(h.rows, helpRow{id: c.ID, keys: strings.Join(names, " "), what: s.long})
	}
	return h.search()
}

// search finds by the words of the commands; nothing typed shows all, in the order of the screen.
func (h help) search() help {
	h.shown, h.at = nil, 0
	typed := strings.TrimSpace(h.input.Value())
	if typed == "" {
		for i := range h.rows {
			h.shown = append(h.shown, i)
		}
		return h
	}
	words := make([]string, len(h.rows))
	for i, r := range h.rows {
		words[i] = r.what
	}
	for _, m := range fuzzy.Find(typed, words) {
		h.shown = append(h.shown, m.Index)
	}
	return h
}

func (h help) Typing() bool { return true }

func (h help) Rows(int) int { return len(h.rows) + 4 }

func (h help) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		if m.String() == "?" && h.input.Value() == "" {
			return h, Step{Close: true}
		}
		h.input, _ = h.input.Update(m)
		return h.search(), Step{}
	case tea.PasteMsg:
		h.input, _ = h.input.Update(m)
		return h.search(), Step{}
	}
	return h, Step{}
}

func (h help) move(by int) help {
	h.at = min(max(0, h.at+by), max(0, len(h.shown)-1))
	return h
}

func (h help) Commands() []Command {
	out := []Command{
		{ID: listEnter, Hint: true, Do: func() (Screen, Step) {
			if len(h.shown) == 0 {
				return h, Step{Say: "Nothing is called so. Delete a letter or two."}
			}
			return h, Step{Close: true, Tell: h.rows[h.shown[h.at]].id}
		}},
		{ID: listUp, Hint: true, Do: func() (Screen, Step) { return h.move(-1), Step{} }},
		{ID: listDown, Hint: true, Do: func() (Screen, Step) { return h.move(1), Step{} }},
		{ID: listClose, Hint: true, Do: func() (Screen, Step) { return h, Step{Close: true} }},
	}
	return out
}

func (h help) View(size cell.Size, th theme.Theme) string {
	search := drawInput(h.input.Value(), h.input.Position(), max(8, size.W-30), true, th)
	lines := []string{cell.Ends(head(th, h.title), "", size.W), " " + th.Dim.Say("search ") + search, ""}
	room := max(1, size.H-len(lines))
	if len(h.shown) == 0 {
		lines = append(lines, " "+th.Dim.Say("Nothing is called so."))
	}
	first := cell.Window(len(h.shown), room, h.at, 0)
	for i := first; i < len(h.shown) && i < first+room; i++ {
		r := h.rows[h.shown[i]]
		row := " " + cell.Fit(r.keys, 16) + " " + r.what
		if i == h.at {
			lines = append(lines, th.Row(i, th.Selected.Say(cell.Fit("›"+row, size.W))))
			continue
		}
		lines = append(lines, th.Row(i, " "+th.Accent.Say(" "+cell.Fit(r.keys, 16))+" "+r.what))
	}
	return cell.Block(lines, size)
}
