package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/theme"
	"drydock/tui/words"

	tea "charm.land/bubbletea/v2"
)

// Places that a session remembers.
const (
	placeHome     = words.PlaceHome
	placeScope    = words.PlaceScope
	placeWalk     = words.PlaceWalk
	placeProbe    = words.PlaceProbe
	placeOverview = words.PlaceOverview
	placePlan     = words.PlacePlan
	placeAction   = words.PlaceAction
	placeExport   = words.PlaceExport
	placeAgenda   = words.PlaceAgenda
	placeReadOut  = words.PlaceReadOut
)

// scopePage asks what is true of the workload, on one page, and counts beside it what that brings in.
type scopePage struct {
	view    *desk.View // nil: a new assessment
	scope   questionnaire.Scope
	form    form
	preview desk.Preview
	counted bool
	wrong   string
	busy    bool
	lists   bool // show what is in and out, instead of the form
	first   int  // row of the lists
	before  form // as it was opened, to know what would be lost
}

type previewed struct{ preview desk.Preview }

func newScope(workshop bool) scopePage {
	s := scopePage{scope: questionnaire.Scope{Next: questionnaire.GoLive}}
	if workshop {
		s.scope.Minutes = 180
	}
	s.form = scopeForm(s.scope, nil, workshop)
	s.before = s.form
	return s
}

func newScopeOf(v *desk.View) scopePage {
	f := scopeForm(v.Session.Scope, v.Catalog, v.Session.Scope.Minutes > 0)
	return scopePage{view: v, scope: v.Session.Scope, form: f.focus("does." + questionnaire.DoesWrite), before: f}
}

func (s scopePage) Start() Step { return Step{Run: []Work{s.count()}} }

func (s scopePage) Place() assess.Place {
	if s.view == nil {
		return assess.Place{}
	}
	return assess.Place{Screen: placeScope}
}

func (s scopePage) Head() string { return "Scope" }

func (s scopePage) Typing() bool { return !s.lists && s.form.typing() }

// count asks the desk what the page as it stands brings in; only the newest answer is shown.
func (s scopePage) count() Work {
	scope, _ := scopeOf(s.form, s.scope)
	return do("preview", func(_ context.Context, d Desk) any {
		p, err := d.Preview(scope)
		if err != nil {
			return failed{key: "preview", err: err}
		}
		return previewed{preview: p}
	})
}

func (s scopePage) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case previewed:
		s.preview, s.counted = m.preview, true
	case fresh:
		if s.view != nil {
			s.view = m.view
		}
		if s.busy { // what was saved is what is there now
			s.busy, s.before = false, s.form
		}
	case opened:
		s.busy, s.view = false, m.view
		if !awsKnows(m.view) {
			return s, Step{Move: Push, To: newWalk(m.view, ""), Say: "Saved. AWS can show nothing here; the questions are for people."}
		}
		return s, Step{Move: Push, To: newProbe(m.view), Say: "Saved. Next: ask AWS, or skip to the questions."}
	case failed:
		s.busy, s.wrong = false, sentence(m.err)
		return s, Step{Say: s.wrong, Warn: true}
	case tea.KeyPressMsg, tea.PasteMsg:
		if !s.lists {
			return s.set(s.form.update(m))
		}
	}
	return s, Step{}
}

// awsKnows says whether AWS can show something on any question in scope.
func awsKnows(v *desk.View) bool {
	return slices.ContainsFunc(v.Posture.Controls, func(s assess.ControlState) bool { return len(s.Control.Rules) > 0 })
}

// set takes a changed form and has its counts made.
func (s scopePage) set(f form) (Screen, Step) {
	s.form, s.wrong = f, ""
	return s, Step{Run: []Work{s.count()}}
}

func (s scopePage) save() (Screen, Step) {
	scope, wrong := scopeOf(s.form, s.scope)
	if wrong == "" && scope.Name == "" {
		wrong = "Give the workload a name, with a letter or a digit in it: it stands on every page."
		s.form = s.form.focus("name")
	}
	if wrong != "" {
		s.wrong = wrong
		return s, Step{Say: wrong, Warn: true}
	}
	if s.busy {
		return s, Step{}
	}
	if s.view == nil {
		s.busy = true
		return s, Step{Run: []Work{do("create", func(ctx context.Context, d Desk) any {
			v, err := d.New(ctx, scope)
			if err != nil {
				return failed{key: "create", err: because("saving the scope", err)}
			}
			return opened{view: v}
		})}}
	}
	s.busy = true
	return s, Step{Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) {
		r, reopened, err := d.SetScope(ctx, v, scope)
		if n := len(reopened); err == nil && n > 0 {
			r.What += ". It opens " + count(n, "question", "questions") + " again."
		}
		return r, err
	}}
}

func (s scopePage) Commands() []Command {
	if s.lists {
		return []Command{
			{ID: exportUp, Do: func() (Screen, Step) { s.first = max(0, s.first-1); return s, Step{} }},
			{ID: exportDown, Hint: true, Do: func() (Screen, Step) { s.first = min(s.first+1, max(0, s.listed()-1)); return s, Step{} }},
			{ID: formClose, Hint: true, Do: func() (Screen, Step) { s.lists, s.first = false, 0; return s, Step{} }},
		}
	}
	changed := func(f form) Screen { s.form, s.wrong = f, ""; return s }
	out := s.form.commands(changed, s.save)
	for i, c := range out {
		if c.ID == formTick || c.ID == formLeft || c.ID == formRight {
			turn := c.Do
			out[i].Do = func() (Screen, Step) {
				screen, _ := turn()
				next := screen.(scopePage)
				return next, Step{Run: []Work{next.count()}}
			}
		}
	}
	if s.changed() {
		out = append(out, s.leaving(goBack, Back), s.leaving(goQuit, Quit))
	}
	out = append(out, Command{ID: formLists, Hint: true, Do: func() (Screen, Step) { s.lists = true; return s, Step{} }})
	if s.view == nil || s.form.typing() {
		return out
	}
	return append(out, inAssessment(s.view, goScope)...)
}

// changed says whether the page holds what is not saved.
func (s scopePage) changed() bool {
	for i, f := range s.form.fields {
		if f.value() != s.before.fields[i].value() {
			return true
		}
	}
	return false
}

// leaving asks before what was typed is thrown away.
func (s scopePage) leaving(id ID, move Move) Command {
	return Command{ID: id, Do: func() (Screen, Step) {
		return s, Step{Over: confirm{
			question: "Leave without saving?", detail: "What is ticked and typed on this page is not saved. n goes back to it; ctrl+s there saves it.",
			yes: func() Step { return Step{Move: move} },
		}}
	}}
}

func (s scopePage) listed() int { return len(s.preview.In) + len(s.preview.Out) + 4 }

// sums is what the page brings in, in words.
func (s scopePage) sums() string {
	if !s.counted {
		return "Counting…"
	}
	p := s.preview
	return fmt.Sprintf("%s, %s, about %d min; AWS can show something on %d",
		count(len(p.In), "question", "questions"), count(p.Musts, "must-have", "must-haves"), p.Minutes, p.Shown)
}

func (s scopePage) View(size cell.Size, th theme.Theme) string {
	if s.lists {
		return cell.Block(s.listLines(size, th), size)
	}
	side := 0
	if size.W >= 118 {
		side = min(72, max(44, size.W/3))
	}
	w := size.W - side
	top := []string{}
	if side == 0 {
		top = append(top, " "+th.Accent.Say(s.sums()), "")
	}
	rows, focus := s.form.rows(w, th)
	if s.wrong != "" {
		rows = append(rows, "   "+th.Bad.Say("! "+safe(s.wrong)))
	}
	room := max(1, size.H-len(top))
	first := cell.Window(len(rows), room, min(focus+2, len(rows)-1), max(0, focus-room/2))
	lines := append(top, rows[first:min(len(rows), first+room)]...)
	if side > 0 {
		lines = cell.Beside(lines, w-2, "  ", s.sideLines(side, size.H, th))
	}
	return cell.Block(lines, size)
}

// sideLines draws the counts, what is out and why, and today's agenda by minutes.
func (s scopePage) sideLines(w, h int, th theme.Theme) []string {
	lines := []string{th.Strong.Say("What this brings in"), ""}
	for _, l := range cell.Wrap(s.sums(), w-1) {
		lines = append(lines, th.Accent.Say(l))
	}
	if s.view != nil && s.view.Agenda != nil {
		a := s.view.Agenda
		lines = append(lines, "", th.Strong.Say("Today"), fmt.Sprintf("%s in %d of %d min", count(len(a.Items), "question", "questions"), a.Used, a.Minutes))
		if n := len(a.Deferred); n > 0 {
			lines = append(lines, count(n, "question", "questions")+" left for another day")
		}
	}
	if len(s.preview.Out) > 0 {
		lines = append(lines, "", th.Strong.Say(count(len(s.preview.Out), "question is", "questions are")+" out"))
	}
	for _, o := range s.preview.Out {
		if len(lines) >= h-2 {
			lines = append(lines, th.Dim.Say("… ctrl+l shows all"))
			break
		}
		lines = append(lines, th.Dim.Say("– ")+cell.Cut(safe(o.Control.Title), w-3))
		lines = append(lines, th.Dim.Say("  "+cell.Cut(safe(o.Because), w-3)))
	}
	return lines
}

func (s scopePage) listLines(size cell.Size, th theme.Theme) []string {
	lines := []string{head(th, s.sums()), ""}
	scope, _ := scopeOf(s.form, s.scope)
	w := min(size.W, widest)
	for _, c := range s.preview.In {
		must := ""
		if c.Must {
			must = "must-have "
		}
		because := upper(strings.TrimPrefix(safe(scope.WhyIn(c)), "In, because "))
		lines = append(lines, cell.Ends(" "+th.Good.Say("✓ ")+safe(c.Title), th.Warn.Say(must), w), "   "+th.Dim.Say(cell.Cut(because, w-4)))
	}
	if n := len(s.preview.Out); n > 0 {
		lines = append(lines, "", head(th, count(n, "question is", "questions are")+" out"), "")
	}
	for _, o := range s.preview.Out {
		lines = append(lines, " "+th.Dim.Say("– ")+safe(o.Control.Title), "   "+th.Dim.Say(cell.Cut(upper(safe(o.Because)), w-4)))
	}
	first := min(2*s.first, max(0, len(lines)-size.H))
	return lines[first:]
}
