package tui

import (
	"slices"
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
	id    ID
	group string
	keys  string
	what  string
	words string // what it is found by
}

// Groups of commands, in the order in which help has them.
const (
	groupHere  = "On this page"
	groupGo    = "Go to"
	groupOften = "Anywhere"
)

func groupOf(id ID) string {
	switch id {
	case goWalk, goProbe, goOverview, goPlan, goScope, goExport, goHome, goBack:
		return groupGo
	}
	if strings.HasPrefix(string(id), "go.") {
		return groupOften
	}
	return groupHere
}

func newHelp(r *Registry, commands []Command, palette bool) help {
	h := help{title: "What works here", input: textinput.New()}
	if palette {
		h.title = "All commands"
	}
	h.input.Focus()
	seen, taken := map[ID]bool{}, map[string]bool{}
	for _, c := range commands {
		if seen[c.ID] {
			continue
		}
		seen[c.ID] = true
		s := r.spec(c.ID)
		names := []string{}
		for _, k := range s.keys {
			if !taken[k] { // a key calls the first command that has it
				names = append(names, keyName(k))
			}
			taken[k] = true
		}
		h.rows = append(h.rows, helpRow{
			id: c.ID, group: groupOf(c.ID), keys: strings.Join(names, " "), what: s.long, words: strings.ToLower(s.long + " " + s.short + " " + string(s.id)),
		})
	}
	order := []string{groupHere, groupGo, groupOften}
	slices.SortStableFunc(h.rows, func(a, b helpRow) int { return slices.Index(order, a.group) - slices.Index(order, b.group) })
	return h.search()
}

// search finds by the words of the commands, then by letters that nearly fit; nothing typed shows all, in groups.
func (h help) search() help {
	h.shown, h.at = nil, 0
	typed := strings.ToLower(strings.TrimSpace(h.input.Value()))
	parts := strings.Fields(typed)
	names := make([]string, len(h.rows))
	for i, r := range h.rows {
		names[i] = r.what
		if !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(r.words, p) }) {
			h.shown = append(h.shown, i)
		}
	}
	if len(h.shown) == 0 {
		for _, m := range fuzzy.Find(typed, names) {
			h.shown = append(h.shown, m.Index)
		}
	}
	return h
}

func (h help) Typing() bool { return true }

func (h help) Rows(int) int { return len(h.rows) + 9 }

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
				return h, Step{Say: "No command fits these words. Delete a letter or two."}
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
		lines = append(lines, " "+th.Dim.Say("No command fits these words."))
	}
	rows, focus := h.lines(size.W, th)
	first := cell.Window(len(rows), room, focus, 0)
	if h.at == 0 {
		first = 0
	}
	return cell.Block(append(lines, rows[first:]...), size)
}

// lines draws what was found, with the groups as headings where nothing was typed, and says which line is chosen.
func (h help) lines(w int, th theme.Theme) (lines []string, focus int) {
	grouped, last := h.input.Value() == "", ""
	for i, n := range h.shown {
		r := h.rows[n]
		if grouped && r.group != last {
			if last != "" {
				lines = append(lines, "")
			}
			lines = append(lines, head(th, r.group))
			last = r.group
		}
		if i == h.at {
			focus = len(lines)
			lines = append(lines, th.Row(i, th.Selected.Say(cell.Fit(" › "+cell.Fit(r.keys, 16)+" "+r.what, w))))
			continue
		}
		lines = append(lines, th.Row(i, cell.Fit("   "+th.Accent.Say(cell.Fit(r.keys, 16))+" "+r.what, w)))
	}
	return lines, focus
}
