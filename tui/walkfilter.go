package tui

import (
	"fmt"
	"slices"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// filterSheet chooses which questions are walked. Its ticks and choices combine, and how many are left is said at once.
type filterSheet struct {
	view   *desk.View
	filter assess.Filter
	count  int
	at     int
}

// filterRow is a tick with a letter of its own, or a choice.
type filterRow struct {
	id      ID
	key     string
	label   string
	tick    func(*assess.Filter) *bool
	options []option
	value   func(*assess.Filter) *string
}

func newFilterSheet(v *desk.View, f assess.Filter) filterSheet {
	return filterSheet{view: v}.with(f)
}

func (s filterSheet) with(f assess.Filter) filterSheet {
	s.filter = f
	s.count = len(f.Select(s.view.Posture, s.view.Agenda))
	return s
}

// filterTicks are what a question can be.
func filterTicks() []filterRow {
	return []filterRow{
		{id: filterAnswer, key: "u", label: "nobody has answered", tick: func(f *assess.Filter) *bool { return &f.Unanswered }},
		{id: filterDiffer, key: "d", label: "what was said and what AWS shows differ", tick: func(f *assess.Filter) *bool { return &f.Differs }},
		{id: filterKnown, key: "n", label: "not known", tick: func(f *assess.Filter) *bool { return &f.NotKnown }},
		{id: filterGap, key: "g", label: "known to be open", tick: func(f *assess.Filter) *bool { return &f.Open }},
		{id: filterMust, key: "m", label: "a must-have", tick: func(f *assess.Filter) *bool { return &f.Must }},
		{id: filterOld, key: "o", label: "too old: answered or read too long ago", tick: func(f *assess.Filter) *bool { return &f.TooOld }},
		{id: filterToday, key: "t", label: "asked today", tick: func(f *assess.Filter) *bool { return &f.Today }},
	}
}

// filterRows are the ticks, then where a question sits and who can answer it.
func filterRows() []filterRow {
	layers, phases, roles := []option{{"", "any"}}, []option{{"", "any"}}, []option{{"", "anybody"}}
	for _, l := range questionnaire.Layers() {
		layers = append(layers, option{string(l), l.Title()})
	}
	for _, p := range questionnaire.Phases() {
		phases = append(phases, option{string(p), p.Title()})
	}
	for _, r := range questionnaire.Roles() {
		roles = append(roles, option{string(r), roleWord(r)})
	}
	return append(filterTicks(),
		filterRow{label: "Layer", options: layers, value: func(f *assess.Filter) *string { return (*string)(&f.Layer) }},
		filterRow{label: "Phase", options: phases, value: func(f *assess.Filter) *string { return (*string)(&f.Phase) }},
		filterRow{label: "Who can answer", options: roles, value: func(f *assess.Filter) *string { return (*string)(&f.Role) }})
}

func (s filterSheet) Rows(int) int { return len(filterRows()) + 5 }

func (s filterSheet) Update(msg any) (Screen, Step) {
	if m, ok := msg.(fresh); ok {
		s.view = m.view
		return s.with(s.filter), Step{}
	}
	return s, Step{}
}

// turn ticks a row, or goes to another of its choices.
func (s filterSheet) turn(r filterRow, by int) (Screen, Step) {
	f := s.filter
	if r.tick != nil {
		*r.tick(&f) = !*r.tick(&f)
		return s.with(f), Step{}
	}
	i := slices.IndexFunc(r.options, func(o option) bool { return o.value == *r.value(&f) })
	*r.value(&f) = r.options[(i+by+len(r.options))%len(r.options)].value
	return s.with(f), Step{}
}

func (s filterSheet) apply() (Screen, Step) {
	if s.count == 0 {
		return s, Step{Say: "No question is all of that. Take a tick away, or F for all questions.", Warn: true}
	}
	return s, Step{Close: true, Tell: s.filter}
}

func (s filterSheet) Commands() []Command {
	rows := filterRows()
	move := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) {
			s.at = (s.at + by + len(rows)) % len(rows)
			return s, Step{}
		}
	}
	turn := func(r filterRow, by int) func() (Screen, Step) {
		return func() (Screen, Step) { return s.turn(r, by) }
	}
	here := rows[s.at]
	out := []Command{
		{ID: filterApply, Hint: true, Do: s.apply},
		{ID: filterTick, Hint: true, Do: turn(here, 1)},
		{ID: filterAll, Hint: true, Do: func() (Screen, Step) { return s, Step{Close: true, Tell: assess.Filter{}} }},
		{ID: filterClose, Hint: true, Do: func() (Screen, Step) { return s, Step{Close: true} }},
		{ID: filterUp, Do: move(-1)},
		{ID: filterDown, Do: move(1)},
	}
	if here.value != nil {
		out = append(out, Command{ID: filterLeft, Do: turn(here, -1)}, Command{ID: filterRight, Do: turn(here, 1)})
	}
	for _, r := range filterTicks() {
		out = append(out, Command{ID: r.id, Do: turn(r, 1)})
	}
	return out
}

func (s filterSheet) View(size cell.Size, th theme.Theme) string {
	total := len(s.view.Posture.Controls)
	said := th.Dim.Say("all " + count(total, "question", "questions"))
	if s.filter != (assess.Filter{}) {
		by := th.Accent
		if s.count == 0 {
			by = th.Warn
		}
		said = by.Say(fmt.Sprintf("%d of %d", s.count, total)) + "  " + s.filter.Words()
	}
	lines := []string{head(th, "Which questions?"), " " + said, ""}
	rows, focus := filterRows(), 0
	for i, r := range rows {
		if r.value != nil && rows[max(0, i-1)].tick != nil {
			lines = append(lines, "")
		}
		if i == s.at {
			focus = len(lines)
		}
		lines = append(lines, th.Row(i, s.drawRow(r, i == s.at, size.W, th)))
	}
	first := cell.Window(len(lines), size.H, focus, 0)
	return cell.Block(lines[first:], size)
}

func (s filterSheet) drawRow(r filterRow, here bool, w int, th theme.Theme) string {
	pointer, style := "   ", theme.Style{}
	if here {
		pointer, style = th.Accent.Say(" › "), th.Strong
	}
	f := s.filter
	if r.tick != nil {
		box := "[ ] "
		if *r.tick(&f) {
			box = th.Accent.Say("[x] ")
		}
		return pointer + box + th.Accent.Say(r.key) + "  " + style.Say(r.label)
	}
	i := slices.IndexFunc(r.options, func(o option) bool { return o.value == *r.value(&f) })
	choice := field{options: r.options, chosen: max(0, i)}
	return pointer + style.Say(cell.Fit(r.label, 16)) + drawChoice(choice, here, max(8, w-20), th)
}
