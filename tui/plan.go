package tui

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// plan says what to find out first, and what to do in which order. Ticks ask what if something were done; they change
// nothing but this page.
type plan struct {
	view *desk.View
	plan *assess.Plan // with the ticks and the capacity of this page
	won  assess.WinBack
	look planLook
	rows []planRow
	at   int    // among rows
	then string // the row to be at once the plan is made anew, as planRow.key names it
	wide bool
	low  bool // few rows: the work has to stay in sight
}

// planLook is how somebody looks at the plan: it is kept with the place where they are, and so is there the next time, and it
// changes no record of the assessment and no export.
type planLook struct {
	capacity int
	whatIf   []string
	filter   string // an owner or a state, as planFilters names it; empty: all
	findAll  bool   // show all that is to find out, not only the first few
	list     bool   // the list, where there is room for lanes
}

// lowRoom is below how many rows a page is a low one.
const lowRoom = 26

// fewFinds is how much of what is to find out is shown at first: the work has to stay in sight.
func (p plan) fewFinds() int {
	if p.low {
		return 2
	}
	return 5
}

// String writes a look for assess.Place.
func (l planLook) String() string {
	q := url.Values{}
	if l.capacity > 0 {
		q.Set("capacity", strconv.Itoa(l.capacity))
	}
	if len(l.whatIf) > 0 {
		q.Set("what-if", strings.Join(l.whatIf, ","))
	}
	if l.filter != "" {
		q.Set("show", l.filter)
	}
	if l.list {
		q.Set("as", "list")
	}
	return q.Encode()
}

// parseLook reads what String wrote; what it does not understand it leaves out.
func parseLook(s string) (l planLook) {
	q, err := url.ParseQuery(s)
	if err != nil {
		return l
	}
	if n, err := strconv.Atoi(q.Get("capacity")); err == nil && n > 0 && n <= maxCapacity {
		l.capacity = n
	}
	if ids := q.Get("what-if"); ids != "" {
		l.whatIf = strings.Split(ids, ",")
	}
	l.filter, l.list = q.Get("show"), q.Get("as") == "list"
	return l
}

// maxCapacity is the days a month that a plan is made for at most: some ten people's.
const maxCapacity = 200

// Messages of the plan.
type (
	// replanned is a plan for other ticks or another capacity.
	replanned struct{ plan *assess.Plan }
	// wonBack is what brings the date back.
	wonBack struct{ won assess.WinBack }
	// capacitySet and planFiltered are what sheets hand back.
	capacitySet  struct{ days int }
	planFiltered struct{ filter string }
)

func newPlan(v *desk.View) plan {
	p := plan{view: v, plan: v.Plan}
	if v.Plan != nil {
		p.look.capacity = v.Plan.Capacity
	}
	if pl := v.Session.Place; pl.Screen == placePlan || pl.Screen == placeAction {
		p = p.looking(parseLook(pl.Filter))
	}
	p.then = v.Session.Place.Item
	return p.derive()
}

// looking takes a look; what the plan no longer has is left out.
func (p plan) looking(l planLook) plan {
	if l.capacity == 0 {
		l.capacity = p.look.capacity
	}
	l.whatIf = slices.DeleteFunc(slices.Clone(l.whatIf), func(id string) bool {
		_, ok := p.view.Catalog.Action(id)
		return !ok
	})
	p.look = l
	return p
}

// Resume keeps the look of the page that this one takes the place of.
func (p plan) Resume(older Screen) Screen {
	o, ok := older.(plan)
	if !ok {
		return p
	}
	p.wide, p.low = o.wide, o.low
	p = p.looking(o.look)
	if o.plan != nil && o.view == p.view {
		p.plan, p.won = o.plan, o.won
	}
	p.then = o.row().key()
	return p.derive()
}

// Start makes the plan anew where the look asks for another than the assessment's own.
func (p plan) Start() Step {
	_, step := p.again()
	return step
}

func (p plan) Place() assess.Place {
	pl := assess.Place{Screen: placePlan, Filter: p.look.String()}
	if a := p.row().action; a != nil {
		pl.Item = a.Action.ID
	}
	return pl
}

func (p plan) Head() string {
	h := "Plan · " + count(p.look.capacity, "day", "days") + " a month"
	if p.look.filter != "" {
		h += " · " + filterWord(p.look.filter)
	}
	return h
}

func (p plan) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case resized:
		p.wide = m.size.W >= laneWidth
		if low := m.size.H < lowRoom; low != p.low {
			p.low = low
			p = p.derive()
		}
	case fresh:
		p.view = m.view
		return p.again()
	case replanned:
		p.plan = m.plan
		p = p.derive()
		return p, p.wins()
	case wonBack:
		p.won = m.won
	case capacitySet:
		p.look.capacity = m.days
		return p.again()
	case planFiltered:
		p.look.filter, p.at = m.filter, 0
		return p.derive(), Step{}
	}
	return p, Step{}
}

// again has the plan made anew where ticks or capacity differ from the assessment's own.
func (p plan) again() (Screen, Step) {
	v, look := p.view, p.look
	p.won = assess.WinBack{}
	if len(look.whatIf) == 0 && v.Plan != nil && look.capacity == v.Plan.Capacity {
		p.plan = v.Plan
		p = p.derive()
		return p, p.wins()
	}
	return p, Step{Run: []Work{do("plan", func(ctx context.Context, d Desk) any {
		return replanned{plan: d.Plan(ctx, v, look.capacity, look.whatIf)}
	})}}
}

// wins has looked for what brings the date back, where it is missed.
func (p plan) wins() Step {
	if p.plan == nil || p.plan.Short == nil || p.plan.Short.Days <= 0 {
		return Step{}
	}
	v, look := p.view, p.look
	return Step{Run: []Work{do("win", func(ctx context.Context, d Desk) any {
		return wonBack{won: d.WinBack(ctx, v, look.capacity, look.whatIf)}
	})}}
}

func (p plan) row() planRow {
	if p.at < len(p.rows) {
		return p.rows[p.at]
	}
	return planRow{}
}

func (p plan) lanes() bool { return p.wide && !p.look.list }

func (p plan) Commands() []Command {
	rest := inAssessment(p.view, goPlan)
	for i := range rest {
		rest[i].Hint = rest[i].ID == goExport || rest[i].ID == goWalk
	}
	if p.plan == nil || len(p.plan.FindOut)+len(p.plan.Actions)+len(p.plan.Done) == 0 {
		return rest
	}
	set := func(change func(*planLook)) func() (Screen, Step) {
		return func() (Screen, Step) { change(&p.look); return p.again() }
	}
	out := []Command{
		{ID: planOpen, Hint: true, Do: p.open},
		{ID: planUp, Do: func() (Screen, Step) { return p.move(-1), Step{} }},
		{ID: planDown, Do: func() (Screen, Step) { return p.move(1), Step{} }},
	}
	out = append(out, p.actionCommands()...)
	if len(p.look.whatIf) > 0 {
		out = append(out, Command{ID: planClear, Hint: true, Do: set(func(l *planLook) { l.whatIf = nil })})
	}
	out = append(out,
		Command{ID: planMore, Hint: true, Do: set(func(l *planLook) { l.capacity = min(maxCapacity, l.capacity+1) })},
		Command{ID: planLess, Do: set(func(l *planLook) { l.capacity = max(1, l.capacity-1) })},
		Command{ID: planCapacity, Do: func() (Screen, Step) { return p, Step{Over: capacityForm(p.view, p.look.capacity)} }},
		Command{ID: planFilter, Hint: true, Do: func() (Screen, Step) { return p, Step{Over: p.filters()} }})
	if p.wide {
		out = append(out, Command{ID: planLanes, Hint: true, Do: func() (Screen, Step) { p.look.list = !p.look.list; return p, Step{} }})
	}
	if p.lanes() {
		out = append(out,
			Command{ID: planLeft, Do: func() (Screen, Step) { return p.aside(-1), Step{} }},
			Command{ID: planRight, Do: func() (Screen, Step) { return p.aside(1), Step{} }})
	}
	return append(out, rest...)
}

// actionCommands are what can be done to the chosen action.
func (p plan) actionCommands() []Command {
	if id := p.row().id; id != "" {
		return []Command{{ID: planDone, Hint: true, Do: func() (Screen, Step) { return p, Step{Write: toggleDone(p.view, id)} }}}
	}
	a := p.row().action
	if p.row().whatIf != "" {
		return []Command{{ID: planTick, Hint: true, Do: p.tick}}
	}
	if a == nil {
		return nil
	}
	return []Command{
		{ID: planTick, Hint: true, Do: p.tick},
		{ID: planEdit, Hint: true, Do: func() (Screen, Step) { return p, Step{Over: actionForm(p.view, a.Action.ID, a.Action.Title)} }},
		{ID: planDone, Hint: true, Do: func() (Screen, Step) { return p, Step{Write: toggleDone(p.view, a.Action.ID)} }},
		{ID: planAccept, Do: func() (Screen, Step) { return p, acceptFor(p.view, a) }},
	}
}

// tick takes the chosen action as done, or no longer. The row under it is chosen next, so that a list can be ticked through.
func (p plan) tick() (Screen, Step) {
	r := p.row()
	id := r.whatIf
	if r.action != nil {
		id = r.action.Action.ID
	}
	if i := slices.Index(p.look.whatIf, id); i >= 0 {
		p.look.whatIf = slices.Delete(slices.Clone(p.look.whatIf), i, i+1)
		p.then = id
	} else {
		p.look.whatIf = append(slices.Clone(p.look.whatIf), id)
		p.then = p.move(1).row().key()
	}
	return p.again()
}

func (p plan) open() (Screen, Step) {
	switch r := p.row(); {
	case r.find != nil:
		return p, Step{Move: Push, To: newWalk(p.view, r.find.Control)}
	case r.action != nil:
		return p, Step{Move: Push, To: newPlanDetail(p.view, p.plan, r.action.Action.ID)}
	case r.more != "":
		p.look.findAll = !p.look.findAll
		p.at = min(p.at, p.fewFinds()+1)
		return p.derive(), Step{}
	case r.whatIf != "":
		return p, Step{Say: "This is taken as done. space takes the tick away."}
	}
	return p, Step{Say: "This is done. d opens it again."}
}

func (p plan) View(size cell.Size, th theme.Theme) string {
	if p.plan == nil || len(p.plan.FindOut)+len(p.plan.Actions)+len(p.plan.Done) == 0 {
		return cell.Block([]string{
			"", " " + th.Strong.Say("Nothing to do yet."), "",
			" " + th.Dim.Say("The plan grows from answers and from what AWS shows: w walks the questions, a asks AWS."),
		}, size)
	}
	lanes := size.W >= laneWidth && !p.look.list
	w := min(size.W, widest)
	if lanes {
		w = size.W
	}
	top := p.summary(min(w, widest), th)
	foot := p.foot(min(w, widest), th)
	room := max(1, size.H-len(top)-len(foot))
	var body []string
	if lanes {
		body = p.drawLanes(w, room, th)
	} else {
		body = p.drawList(w, room, th)
	}
	lines := append(top, body...)
	for len(lines) < size.H-len(foot) {
		lines = append(lines, "")
	}
	return cell.Block(append(lines[:max(0, min(len(lines), size.H-len(foot)))], foot...), size)
}

// summary says what the plan comes to: the date, the shortfall and what wins it back, and what the ticks change.
func (p plan) summary(w int, th theme.Theme) []string {
	lines := []string{" " + count(len(p.plan.FindOut), "thing to find out", "things to find out") + ", " +
		count(len(p.plan.Actions), "action", "actions") + ", " + assess.Quarters(p.plan.Total) + " days of work" + p.quickWins()}
	if s := p.plan.Short; s != nil {
		style, sentence := th.Bad, shortfall(s, p.view.Posture.AsOf)+p.winBack()
		switch {
		case s.Earliest == "":
			style = th.Warn
		case s.Days <= 0:
			style = th.Good
		}
		lines = append(lines, hung(sentence, w, 3, style)...)
	} else if p.plan.Earliest.Sentence != "" {
		lines = append(lines, " "+th.Dim.Say(cell.Cut(safe(p.plan.Earliest.Sentence), w-2)))
	}
	if n := len(p.look.whatIf); n > 0 {
		lines = append(lines, hung("What if "+count(n, "action were", "actions were")+" done: "+p.change(), w, 2, th.Accent)...)
	}
	return append(lines, "")
}

// quickWins says how many there are.
func (p plan) quickWins() string {
	if n := len(p.plan.QuickWins); n > 0 {
		return " · " + quickMark + " " + count(n, "quick win", "quick wins")
	}
	return ""
}

// hung wraps a sentence under itself, by at most so many lines.
func hung(s string, w, most int, style theme.Style) []string {
	wrapped := cell.Wrap(s, max(8, w-4))
	if len(wrapped) > most {
		wrapped = append(wrapped[:most-1:most-1], cell.Cut(strings.Join(wrapped[most-1:], " "), max(8, w-4)))
	}
	for i, l := range wrapped {
		indent := " "
		if i > 0 {
			indent = "   "
		}
		wrapped[i] = indent + style.Say(l)
	}
	return wrapped
}

func shortfall(s *assess.Shortfall, asOf assess.Date) string {
	switch {
	case s.Earliest == "":
		return "? no date yet: for a must-have in the way no work is in the plan"
	case s.Days <= 0:
		return "✓ fits the date, " + near(s.By, asOf) + ": the earliest is " + near(s.Earliest, asOf)
	}
	return fmt.Sprintf("✗ %s late for %s: the earliest is %s", count(s.Days, "day", "days"), near(s.By, asOf), near(s.Earliest, asOf))
}

// winBack says what brings the date back.
func (p plan) winBack() string {
	var ways []string
	if p.won.Capacity > 0 {
		ways = append(ways, fmt.Sprintf("%d days a month", p.won.Capacity))
	}
	if n := len(p.won.Without); n > 0 {
		names := make([]string, n)
		for i, id := range p.won.Without {
			names[i] = id
			if a, ok := p.plan.Action(id); ok {
				names[i] = fmt.Sprintf("action %d (“%s”)", a.Rank, safe(a.Action.Title))
			}
		}
		ways = append(ways, "others taking "+strings.Join(names, " and "))
	}
	if len(ways) == 0 {
		return ""
	}
	if p.low {
		ways = ways[:1]
	}
	return ". " + upper(strings.Join(ways, ", or ")) + " would win it back"
}

// change says what the ticks win, before and after: gates first, then the date, then the work.
func (p plan) change() string {
	before, after := p.view.Plan, p.plan
	if before == nil || after == nil {
		return ""
	}
	var parts []string
	for i, g := range p.view.Posture.Gates {
		if i < len(before.Before) && i < len(after.Before) && before.Before[i] != after.Before[i] {
			parts = append(parts, fmt.Sprintf("%s %s → %s", g.Gate.Title(), before.Before[i], after.Before[i]))
		}
	}
	asOf := p.view.Posture.AsOf
	if a, b := before.Earliest.Date, after.Earliest.Date; a != b {
		parts = append(parts, "earliest date "+orElse(near(a, asOf), "none")+" → "+orElse(near(b, asOf), "none"))
	}
	if before.Total != after.Total {
		parts = append(parts, assess.Quarters(before.Total)+" → "+assess.Quarters(after.Total)+" days of work")
	}
	if len(parts) == 0 {
		return "nothing changes"
	}
	return strings.Join(parts, " · ")
}
