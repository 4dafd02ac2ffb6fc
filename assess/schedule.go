package assess

import "fmt"

// earliest is when the next gate can be met by work: when the last must that stands in its way is closed. What is not
// known is supposed to turn out well, not before it is found out; and the sentence says so.
func (y *yard) earliest(plan *Plan) Earliest {
	e := Earliest{Gate: y.next, Date: plan.AsOf}
	closedOn := y.closedOn(plan)
	due := map[string]Date{}
	for _, f := range plan.FindOut {
		due[f.Control] = f.Due
	}
	for _, s := range heaviestFirst(y.posture, y.next.Number()) {
		switch s.Must {
		case MustUnknown:
			e.Supposes = append(e.Supposes, s.Control.ID)
			e.Date = maxDate(e.Date, due[s.Control.ID])
		case MustOpen:
			if day, ok := closedOn[s.Control.ID]; ok {
				e.Date = maxDate(e.Date, day)
			} else {
				e.NoWork = append(e.NoWork, s.Control.ID)
			}
		}
	}
	if len(e.NoWork) > 0 {
		e.Date = ""
	}
	e.Sentence = e.sentence(plan)
	return e
}

// closedOn is the day on which each control's last share is closed.
func (y *yard) closedOn(plan *Plan) map[string]Date {
	out := map[string]Date{}
	for i := range y.ts {
		if t := &y.ts[i]; t.known && t.gap == 0 {
			out[t.id] = plan.AsOf // by what-if, unless an action below closes it
		}
	}
	for i := range plan.Actions {
		for _, c := range plan.Actions[i].Closes {
			if _, closed := out[c.Control.ID]; closed && c.Points > 0 {
				out[c.Control.ID] = maxDate(out[c.Control.ID], plan.Actions[i].Finish)
			}
		}
	}
	return out
}

func (e *Earliest) sentence(plan *Plan) string {
	suppose := ""
	if n := len(e.Supposes); n > 0 {
		suppose = fmt.Sprintf(", if the %s out well", Counted(n, "must-have not known today turns", "must-haves not known today turn"))
	}
	switch {
	case len(e.NoWork) > 0:
		return fmt.Sprintf("No date: for %s no work is in the plan.", Counted(len(e.NoWork), "must-have in the way", "must-haves in the way"))
	case e.Date == plan.AsOf:
		return "Nothing stands in the way today."
	}
	return fmt.Sprintf("Earliest date at %d days a month: %s%s.", plan.Capacity, e.Date.Long(), suppose)
}

// shortfall says what falls after the date of the next gate; nil where no date was set. Nothing is moved for it.
func (y *yard) shortfall(plan *Plan) *Shortfall {
	by := Date(y.session.Scope.By)
	if !by.Valid() {
		return nil
	}
	s := &Shortfall{By: by, Earliest: plan.Earliest.Date}
	if s.Earliest != "" {
		s.Days = s.Earliest.DaysSince(by)
	}
	serves := y.servesGate(plan)
	for i := range plan.Actions {
		if a := &plan.Actions[i]; a.Finish > by && serves[a.Action.ID] {
			s.Late = append(s.Late, a.Action.ID)
		}
	}
	return s
}

// servesGate are the actions that close a must of the next gate, and all that they need.
func (y *yard) servesGate(plan *Plan) map[string]bool {
	serves := map[string]bool{}
	for i := len(plan.Actions) - 1; i >= 0; i-- {
		a := &plan.Actions[i]
		for _, c := range a.Closes {
			if c.Points > 0 && c.Control.Must && c.Control.Phase.Number() <= y.next.Number() {
				serves[a.Action.ID] = true
			}
		}
		if serves[a.Action.ID] {
			for _, n := range a.Needs {
				serves[n] = true
			}
		}
	}
	return serves
}

func maxDate(a, b Date) Date {
	if b > a {
		return b
	}
	return a
}
