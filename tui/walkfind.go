package tui

import (
	"slices"
	"strings"
	"unicode"

	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/theme"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"
)

// chosen is what the finder hands back.
type chosen struct{ id string }

// finder goes to any question by a few letters of it, of its topic, or of what another framework calls it.
type finder struct {
	all   []findable
	names []string // title and id of each, for letters that only nearly fit
	shown []found
	input textinput.Model
	at    int
}

// findable is a question with all that it may be called by.
type findable struct {
	id, title string
	mark      mark
	words     string   // title, id, topic and question, in small letters
	foreign   []string // ids of other frameworks and tools, as they are written
	plain     []string // the same, letters and digits only
}

// found is a question that was found, with what it was found by where that is not in sight.
type found struct {
	i  int
	by string
}

func newFinder(v *desk.View) finder {
	f := finder{input: textinput.New()}
	f.input.Focus()
	for i := range v.Posture.Controls {
		c := &v.Posture.Controls[i]
		x := findable{id: c.Control.ID, title: safe(c.Control.Title), mark: stateMark(c), foreign: foreignIDs(c.Control)}
		topic := ""
		if t, ok := v.Catalog.Topic(c.Control.Topic); ok {
			topic = safe(t.Title)
		}
		x.words = strings.ToLower(strings.Join([]string{x.title, x.id, topic, safe(c.Control.Question)}, " "))
		for _, id := range x.foreign {
			x.plain = append(x.plain, plainID(id))
		}
		f.all = append(f.all, x)
		f.names = append(f.names, strings.ToLower(x.title+" "+x.id))
	}
	return f.search()
}

// foreignIDs are what other frameworks and tools call a question, sorted and once each.
func foreignIDs(c *questionnaire.Control) []string {
	var out []string
	for _, ids := range c.Maps {
		out = append(out, ids...)
	}
	for i := range c.Rules {
		for _, ids := range c.Rules[i].SameAs {
			out = append(out, ids...)
		}
	}
	for i := range out {
		out[i] = safe(out[i])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// plainID is an id as people type it: LLM01:2025 is llm012025, Bedrock.1 is bedrock1.
func plainID(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// search finds by whole words first, then by foreign ids, then by letters that only nearly fit.
func (f finder) search() finder {
	f.shown, f.at = nil, 0
	typed := strings.ToLower(strings.TrimSpace(f.input.Value()))
	seen := map[int]bool{}
	add := func(i int, by string) {
		if !seen[i] {
			seen[i] = true
			f.shown = append(f.shown, found{i, by})
		}
	}
	words := strings.Fields(typed)
	holds := func(text string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
	}
	for i := range f.all {
		if holds(f.names[i]) {
			add(i, "")
		}
	}
	if typed == "" {
		return f
	}
	if id := plainID(typed); id != "" {
		for _, fits := range []func(string) bool{func(s string) bool { return s == id }, func(s string) bool { return strings.HasPrefix(s, id) }} {
			for i, x := range f.all {
				if n := slices.IndexFunc(x.plain, fits); n >= 0 {
					add(i, x.foreign[n])
				}
			}
		}
	}
	for i, x := range f.all {
		if holds(x.words) {
			add(i, "")
		}
	}
	if len(f.shown) == 0 {
		for _, m := range fuzzy.Find(typed, f.names) {
			add(m.Index, "")
		}
	}
	return f
}

func (f finder) Typing() bool { return true }

func (f finder) Update(msg any) (Screen, Step) {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		f.input, _ = f.input.Update(msg)
		return f.search(), Step{}
	}
	return f, Step{}
}

func (f finder) Commands() []Command {
	move := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) {
			f.at = min(max(0, f.at+by), max(0, len(f.shown)-1))
			return f, Step{}
		}
	}
	return []Command{
		{ID: listEnter, Hint: true, Do: func() (Screen, Step) {
			if len(f.shown) == 0 {
				return f, Step{Say: "No question reads like that. Delete a letter or two."}
			}
			return f, Step{Close: true, Tell: chosen{id: f.all[f.shown[f.at].i].id}}
		}},
		{ID: listUp, Hint: true, Do: move(-1)},
		{ID: listDown, Hint: true, Do: move(1)},
		{ID: listClose, Hint: true, Do: func() (Screen, Step) { return f, Step{Close: true} }},
	}
}

func (f finder) View(size cell.Size, th theme.Theme) string {
	title := head(th, "Find a question")
	if size.W >= 90 {
		title = cell.Ends(title, th.Dim.Say("by words, topic, id, or another framework's id: LLM01, Bedrock.1")+" ", size.W)
	}
	lines := []string{title, " › " + drawInput(f.input.Value(), f.input.Position(), max(1, size.W-6), true, th), ""}
	if len(f.shown) == 0 {
		lines = append(lines, " "+th.Dim.Say("No question reads like that."))
	}
	room := max(1, size.H-len(lines))
	first := cell.Window(len(f.shown), room, f.at, 0)
	for i := first; i < len(f.shown) && i < first+room; i++ {
		x := f.all[f.shown[i].i]
		right := orElse(f.shown[i].by, x.id) + " "
		if i == f.at {
			lines = append(lines, th.Row(i, th.Selected.Say(cell.Ends(" › "+x.mark.glyph+" "+x.title, right, size.W))))
			continue
		}
		lines = append(lines, th.Row(i, cell.Ends("   "+x.mark.say(th)+" "+x.title, th.Dim.Say(right), size.W)))
	}
	return cell.Block(lines, size)
}
