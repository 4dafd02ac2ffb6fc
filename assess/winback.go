package assess

import (
	"cmp"
	"slices"

	"drydock/questionnaire"
)

// WinBack says what brings a plan that misses its date back to it; its zero value: nothing that was tried does.
type WinBack struct {
	Capacity int      // days a month that make it
	Without  []string // actions without which it is made: they are done by others, or by today
}

// mostCapacity is the days a month up to which more of them is worth naming: three people's.
const mostCapacity = 60

// FindWinBack looks for the fewest days a month that make the date, and for the fewest days of work that somebody else would have to
// take. It makes many plans: not for a key press.
func FindWinBack(cat *questionnaire.Catalog, s *Session, p *Posture, opts PlanOptions) WinBack {
	plan := func(o PlanOptions) *Plan { return MakePlan(cat, s, p, o) }
	now := plan(opts)
	if !now.late() {
		return WinBack{}
	}
	var w WinBack
	low, high := now.Capacity+1, mostCapacity
	for low <= high {
		middle := (low + high) / 2
		if plan(PlanOptions{Capacity: middle, WhatIf: opts.WhatIf}).late() {
			low = middle + 1
		} else {
			w.Capacity, high = middle, middle-1
		}
	}
	w.Without = lighter(now, func(ids []string) *Plan {
		return plan(PlanOptions{Capacity: opts.Capacity, WhatIf: append(slices.Clone(opts.WhatIf), ids...)})
	})
	return w
}

// lighter finds the one action of fewest days that wins the date back, else the longest three at most that do together. What is too
// short to win back the days that are missing, and not itself after the date, is not tried alone.
func lighter(now *Plan, with func([]string) *Plan) []string {
	const most = 3
	var before []*PlannedAction
	for i := range now.Actions {
		if a := &now.Actions[i]; a.Start < now.Earliest.Date {
			before = append(before, a)
		}
	}
	slices.SortStableFunc(before, func(a, b *PlannedAction) int { return cmp.Compare(a.Days, b.Days) })
	missing := float64(now.Short.Days-1) * float64(now.Capacity) / 30
	for _, a := range before {
		if (a.Days >= missing || a.Finish > now.Short.By) && !with([]string{a.Action.ID}).late() {
			return []string{a.Action.ID}
		}
	}
	var taken []string
	for i := len(before) - 1; i >= 0 && len(taken) < most; i-- {
		if taken = append(taken, before[i].Action.ID); len(taken) > 1 && !with(taken).late() {
			return taken
		}
	}
	return nil
}

// late says whether a date was set, work can meet the gate, and the date is missed.
func (p *Plan) late() bool { return p.Short != nil && p.Short.Earliest != "" && p.Short.Days > 0 }
