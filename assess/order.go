package assess

import (
	"fmt"
	"sort"

	"drydock/questionnaire"
)

// bundle is an action with all its unplaced prerequisites, and what they bring together.
type bundle struct {
	head    *work
	members []*work
	value   int // points in quarters
	days    int // halves
	must    bool
	weight  int // the heaviest single control
}

// order places actions until nothing of value is left: each time the bundle with the most points a day.
func (y *yard) order(plan *Plan) {
	spent := 0
	for {
		gate := y.gate()
		best := y.best(gate)
		if best == nil {
			return
		}
		for _, w := range y.sequence(best, gate) {
			plan.Actions = append(plan.Actions, y.place(w, best, gate, spent, plan))
			spent += w.days
		}
	}
}

// best is the bundle to do next; nil when no unplaced action has any value left.
func (y *yard) best(gate questionnaire.Gate) *bundle {
	var best *bundle
	for _, w := range y.works {
		if w.placed || y.value(w, gate) == 0 {
			continue
		}
		b := y.bundle(w, gate)
		if best == nil || b.before(best) {
			best = b
		}
	}
	return best
}

// before says whether b is done before o: the better ratio, then a must of the gate, the larger single weight, fewer
// days, the id.
func (b *bundle) before(o *bundle) bool {
	if l, r := b.value*o.days, o.value*b.days; l != r {
		return l > r
	}
	if b.must != o.must {
		return b.must
	}
	if b.weight != o.weight {
		return b.weight > o.weight
	}
	if b.days != o.days {
		return b.days < o.days
	}
	return b.head.action.ID < o.head.action.ID
}

func (y *yard) bundle(head *work, gate questionnaire.Gate) *bundle {
	b := &bundle{head: head}
	seen := map[*work]bool{}
	var gather func(*work)
	gather = func(w *work) {
		if w.placed || seen[w] {
			return
		}
		seen[w] = true
		for _, n := range w.needs {
			gather(n)
		}
		b.members = append(b.members, w)
	}
	gather(head)
	taken := map[int]int{}
	for _, w := range b.members {
		b.days += w.days
		for _, c := range w.closes {
			t := &y.ts[c.tally]
			v := y.points(c, taken[c.tally], gate)
			taken[c.tally] += c.halves
			b.value += v
			if v > 0 {
				b.weight = max(b.weight, t.weight)
				b.must = b.must || gateMust(t, gate)
			}
		}
	}
	return b
}

// gateMust says whether a control is a must of a gate: gates need the musts of all phases up to theirs.
func gateMust(t *tally, gate questionnaire.Gate) bool { return t.must && t.phase <= gate.Number() }

// points is what closing a share of a control is worth, in quarters: weight × gap × u × share, where the share is what
// others (taken) have left of it. Not known counts 0.
func (y *yard) points(c share, taken int, gate questionnaire.Gate) int {
	t := &y.ts[c.tally]
	if !t.known {
		return 0
	}
	u := 1
	if gateMust(t, gate) {
		u = 2
	}
	return t.weight * t.gap * u * min(c.halves, max(0, y.left[c.tally]-taken))
}

func (y *yard) value(w *work, gate questionnaire.Gate) int {
	v := 0
	for _, c := range w.closes {
		v += y.points(c, 0, gate)
	}
	return v
}

// sequence is a bundle in an order that respects prerequisites, the better own ratio first where there is a choice.
func (y *yard) sequence(b *bundle, gate questionnaire.Gate) []*work {
	in := map[*work]bool{}
	for _, w := range b.members {
		in[w] = true
	}
	ready := func(w *work) bool {
		for _, n := range w.needs {
			if in[n] {
				return false
			}
		}
		return true
	}
	rest := append([]*work(nil), b.members...)
	sort.SliceStable(rest, func(i, j int) bool {
		a, c := rest[i], rest[j]
		if l, r := y.value(a, gate)*c.days, y.value(c, gate)*a.days; l != r {
			return l > r
		}
		return a.action.ID < c.action.ID
	})
	var out []*work
	for len(rest) > 0 {
		next := 0
		for i, w := range rest {
			if ready(w) {
				next = i
				break
			}
		}
		w := rest[next]
		out = append(out, w)
		delete(in, w)
		rest = append(rest[:next], rest[next+1:]...)
	}
	return out
}

// place writes an action into the plan and takes what it closes as shown from here on.
func (y *yard) place(w *work, b *bundle, gate questionnaire.Gate, spent int, plan *Plan) PlannedAction {
	end := spent + w.days
	a := PlannedAction{
		Action: w.action, Rank: len(plan.Actions) + 1, Days: float64(w.days) / 2, DaysWhy: w.daysWhy, Cumulated: float64(end) / 2,
		Ratio: float64(b.value) / 2 / float64(b.days), State: w.state, Resources: w.res, Concerns: w.concerns,
		Start: plan.AsOf.AddDays(15 * spent / plan.Capacity),
	}
	days := (15*end + plan.Capacity - 1) / plan.Capacity // calendar days of a 30-day month, rounded up
	a.Finish, a.Horizon = plan.AsOf.AddDays(days), horizon(days)
	heavy := false
	for _, c := range w.closes {
		t := &y.ts[c.tally]
		v := y.points(c, 0, gate)
		a.Closes = append(a.Closes, y.closing(c, v, gate))
		a.Value += float64(v) / 4
		heavy = heavy || v > 0 && t.weight >= quickWeight
	}
	for _, n := range w.needs {
		a.Needs = append(a.Needs, n.action.ID)
	}
	for _, m := range b.members {
		a.Bundle = append(a.Bundle, m.action.ID)
	}
	sort.Strings(a.Bundle)
	a.QuickWin = len(w.needs) == 0 && w.days <= quickDays && heavy
	a.Because = because(&a, w, b)
	a.Why = fmt.Sprintf("%s is %s: %s", w.action.Title, ordinal(a.Rank), a.Because)
	w.placed = true
	y.close(w)
	a.After = y.projection(gate)
	return a
}

func horizon(days int) string {
	switch {
	case days <= nowDays:
		return HorizonNow
	case days <= nextDays:
		return HorizonNext
	case days <= laterDays:
		return HorizonLater
	}
	return HorizonAfter
}

// close takes an action's shares; a control whose last share is taken counts as shown from here on. What is not known
// stays not known: work on it proves nothing.
func (y *yard) close(w *work) {
	for _, c := range w.closes {
		y.left[c.tally] = max(0, y.left[c.tally]-c.halves)
		if t := &y.ts[c.tally]; y.left[c.tally] == 0 && t.known && t.gap > 0 {
			t.gap, t.proof = 0, 4
			if t.must {
				t.stands = MustShown
			}
		}
	}
}

// projection is where the session stands with the work placed so far.
func (y *yard) projection(gate questionnaire.Gate) Projection {
	return Projection{Readiness: count(y.ts, nil).readiness(), Gates: y.verdicts(), OnWord: y.stand(gate).onWord}
}

// standing counts how the musts of one gate stand.
type standing struct{ inTheWay, exceptions, onWord int }

func (y *yard) stand(gate questionnaire.Gate) standing {
	var st standing
	for i := range y.ts {
		t := &y.ts[i]
		if !gateMust(t, gate) {
			continue
		}
		switch t.stands {
		case MustShown:
		case MustOnWord:
			st.onWord++
		case MustException:
			st.exceptions++
		default:
			st.inTheWay++
		}
	}
	return st
}

// verdicts are those of the three gates; empty for a gate after the next one.
func (y *yard) verdicts() []GateVerdict {
	var out []GateVerdict
	for _, g := range questionnaire.Gates() {
		v := GateVerdict("")
		if g.Number() <= y.next.Number() {
			st := y.stand(g)
			v = verdict(st.inTheWay, st.exceptions, st.onWord)
		}
		out = append(out, v)
	}
	return out
}

// gate is the gate worked on now: the lowest not met, else the next.
func (y *yard) gate() questionnaire.Gate {
	for _, g := range questionnaire.Gates() {
		if g.Number() < y.next.Number() && y.stand(g).inTheWay > 0 {
			return g
		}
	}
	return y.next
}
