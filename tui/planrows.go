package tui

import (
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/tui/words"
)

// planRow is one line of the plan, or one card of a lane.
type planRow struct {
	head   string
	find   *assess.FindOut
	action *assess.PlannedAction
	whatIf string // an action that is taken as done
	id     string // of a done action
	more   string // shows more, or fewer, things to find out
	note   string // under an action: what it needs, which gate it opens
	opens  bool   // the note is of a gate
	lane   int    // laneNone, laneNow …
}

// Lanes. What stands before the work is in none of them.
const (
	laneNone = iota
	laneNow
	laneNext
	laneLater
)

func (r planRow) choosable() bool { return r.key() != "" }

// key tells rows apart, also after the plan was made anew.
func (r planRow) key() string {
	switch {
	case r.find != nil:
		return "find " + r.find.Control
	case r.action != nil:
		return r.action.Action.ID
	case r.more != "":
		return "more"
	case r.whatIf != "":
		return r.whatIf
	}
	return r.id
}

func (p plan) derive() plan {
	here := orElse(p.then, p.row().key())
	p.rows, p.then = nil, ""
	if p.plan == nil {
		return p
	}
	p.rows = p.findRows()
	if len(p.look.whatIf) > 0 {
		p = p.headed("What if these were done", laneNone)
		for _, id := range p.look.whatIf {
			p.rows = append(p.rows, planRow{whatIf: id})
		}
	}
	p = p.workRows()
	if len(p.plan.Done) > 0 && p.look.filter == "" {
		p = p.headed("Done", laneLater)
		for _, id := range p.plan.Done {
			p.rows = append(p.rows, planRow{id: id, lane: laneLater})
		}
	}
	for i, r := range p.rows {
		if here != "" && r.key() == here {
			p.at = i
		}
	}
	p.at = min(p.at, max(0, len(p.rows)-1))
	if len(p.rows) > 0 && !p.rows[p.at].choosable() {
		p = p.move(1)
	}
	if len(p.rows) > 0 && !p.rows[p.at].choosable() {
		p = p.move(-1)
	}
	return p
}

// workRows are the actions by horizon, each with what it needs, and the gates where they open.
func (p plan) workRows() plan {
	last := ""
	gates := p.plan.Before
	for i := range p.plan.Actions {
		a := &p.plan.Actions[i]
		before := gates
		gates = a.After.Gates
		if !p.shows(a) {
			continue
		}
		lane := laneOf(a.Horizon)
		if a.Horizon != last {
			last = a.Horizon
			p = p.headed(words.Horizon(last), lane)
		}
		p.rows = append(p.rows, planRow{action: a, lane: lane})
		if needs := p.needs(a); needs != "" {
			p.rows = append(p.rows, planRow{note: "└ needs " + needs, lane: lane})
		}
		for g, v := range gates {
			if g < len(before) && before[g] == assess.GateNotMet && v != assess.GateNotMet && v != "" {
				p.rows = append(p.rows, planRow{note: "✓ " + p.view.Posture.Gates[g].Gate.Title() + ": " + string(v), opens: true, lane: lane})
			}
		}
	}
	return p
}

// needs names the actions that come before one, by their places.
func (p plan) needs(a *assess.PlannedAction) string {
	var names []string
	for _, id := range a.Needs {
		if n, ok := p.plan.Action(id); ok {
			names = append(names, fmt.Sprintf("%d %s", n.Rank, safe(n.Action.Title)))
		}
	}
	return strings.Join(names, "; ")
}

func laneOf(horizon string) int {
	switch horizon {
	case assess.HorizonNow:
		return laneNow
	case assess.HorizonNext:
		return laneNext
	}
	return laneLater
}

// findRows are the things to find out; many of them are folded into one row.
func (p plan) findRows() []planRow {
	var finds []*assess.FindOut
	for i := range p.plan.FindOut {
		if f := &p.plan.FindOut[i]; p.showsFind(f) {
			finds = append(finds, f)
		}
	}
	if len(finds) == 0 {
		return nil
	}
	shown := len(finds)
	if few := p.fewFinds(); shown > few+1 && !p.look.findAll {
		shown = few
	}
	out := []planRow{{head: "Find out first"}}
	for _, f := range finds[:shown] {
		out = append(out, planRow{find: f})
	}
	switch {
	case shown < len(finds):
		out = append(out, planRow{more: fmt.Sprintf("%d more; enter shows them", len(finds)-shown)})
	case p.look.findAll:
		out = append(out, planRow{more: fmt.Sprintf("enter shows the first %d only", p.fewFinds())})
	}
	return out
}

// headed begins a part of the list.
func (p plan) headed(head string, lane int) plan {
	if len(p.rows) > 0 {
		p.rows = append(p.rows, planRow{lane: lane})
	}
	p.rows = append(p.rows, planRow{head: head, lane: lane})
	return p
}

func (p plan) move(by int) plan {
	p.at = nextRow(p.rows, p.at, by, planRow.choosable)
	return p
}

// aside goes to the next lane that has work, at the same height where it has one.
func (p plan) aside(by int) plan {
	depth := 0
	for i := range p.at {
		if p.rows[i].lane == p.row().lane && p.rows[i].choosable() {
			depth++
		}
	}
	for lane := p.row().lane + by; lane >= laneNone && lane <= laneLater; lane += by {
		var there []int
		for i, r := range p.rows {
			if r.lane == lane && r.choosable() {
				there = append(there, i)
			}
		}
		if len(there) > 0 {
			p.at = there[min(depth, len(there)-1)]
			return p
		}
	}
	return p
}

// Filters of the plan, beside the names of owners, which begin with ownedBy.
const (
	showNobody   = "nobody"
	showStarted  = "started"
	showOpen     = "open"
	showLate     = "late"
	showQuick    = "quick"
	showDiffers  = "differs"
	ownedBy      = "owner "
	notInAFilter = "Nothing here is so. f shows all again."
)

func filterWord(f string) string {
	if name, ok := strings.CutPrefix(f, ownedBy); ok {
		return safe(name)
	}
	switch f {
	case showNobody:
		return "nobody's yet"
	case showStarted:
		return "in progress"
	case showOpen:
		return "not begun"
	case showLate:
		return "after the date"
	case showQuick:
		return "quick wins"
	case showDiffers:
		return "done, and AWS differs"
	}
	return "all"
}

// shows says whether an action passes the filter.
func (p plan) shows(a *assess.PlannedAction) bool {
	if name, ok := strings.CutPrefix(p.look.filter, ownedBy); ok {
		return string(a.State.Owner) == name
	}
	switch p.look.filter {
	case showNobody:
		return a.State.Owner == ""
	case showStarted:
		return a.State.Status == assess.ActionInProgress
	case showOpen:
		return a.State.Status == assess.ActionOpen || a.State.Status == ""
	case showLate:
		return p.late(a)
	case showQuick:
		return a.QuickWin
	case showDiffers:
		return doneDiffers(a)
	}
	return true
}

// showsFind says whether a thing to find out passes the filter: only names sort it.
func (p plan) showsFind(f *assess.FindOut) bool {
	if name, ok := strings.CutPrefix(p.look.filter, ownedBy); ok {
		return string(f.Owner) == name
	}
	return p.look.filter == "" || p.look.filter == showNobody && f.Owner == ""
}

// doneDiffers says that an action was marked done, and what AWS showed since says otherwise: so it is in the plan again.
func doneDiffers(a *assess.PlannedAction) bool { return a.State.Status == assess.ActionDone }

func (p plan) late(a *assess.PlannedAction) bool {
	return p.plan.Short != nil && slices.Contains(p.plan.Short.Late, a.Action.ID)
}

// filters asks what to show: all, states, and everybody who has something to do.
func (p plan) filters() picker {
	var names []string
	for i := range p.plan.Actions {
		names = append(names, string(p.plan.Actions[i].State.Owner))
	}
	for i := range p.plan.FindOut {
		names = append(names, string(p.plan.FindOut[i].Owner))
	}
	slices.Sort(names)
	all := []string{"", showNobody, showOpen, showStarted, showQuick, showLate, showDiffers}
	for _, n := range slices.Compact(names) {
		if n != "" {
			all = append(all, ownedBy+n)
		}
	}
	s := picker{title: "Show"}
	for _, f := range all {
		q := p
		q.look.filter = f
		actions, finds := 0, 0
		for i := range p.plan.Actions {
			if q.shows(&p.plan.Actions[i]) {
				actions++
			}
		}
		for i := range p.plan.FindOut {
			if q.showsFind(&p.plan.FindOut[i]) {
				finds++
			}
		}
		if f != "" && actions+finds == 0 {
			continue
		}
		right := count(actions, "action", "actions")
		if finds > 0 {
			right += fmt.Sprintf(", %d to find out", finds)
		}
		if f == p.look.filter {
			s.at = len(s.rows)
		}
		s.rows = append(s.rows, pickRow{text: upper(filterWord(f)), right: right, step: Step{Close: true, Tell: planFiltered{f}}})
	}
	return s
}
