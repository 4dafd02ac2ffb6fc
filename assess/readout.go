package assess

import "fmt"

// TopActions is how many actions a room takes along: all of them need an owner before a workshop is closed.
const TopActions = 5

// Ownerless lists the actions at the top of the plan that nobody took.
func (p *Plan) Ownerless() []string {
	var out []string
	for i := range p.Actions[:min(TopActions, len(p.Actions))] {
		if p.Actions[i].State.Owner == "" {
			out = append(out, p.Actions[i].Action.ID)
		}
	}
	return out
}

// ToDecide says what a room has to decide before it parts, a sentence each.
func ToDecide(s *Session, p *Posture, plan *Plan) []string {
	var out []string
	if short := plan.Short; short != nil && short.Days > 0 {
		out = append(out, fmt.Sprintf("Move the date to %s, or give more days: the work is %s late for %s.",
			short.Earliest.Long(), Counted(short.Days, "day", "days"), short.By.Long()))
	}
	if n := len(plan.Ownerless()); n > 0 {
		out = append(out, fmt.Sprintf("Name who takes %d of the first %s.", n, Counted(min(TopActions, len(plan.Actions)), "action", "actions")))
	}
	for i := range p.Controls {
		c := &p.Controls[i]
		switch {
		case c.Differs != nil && c.Differs.Settled == nil && c.Control.Must:
			out = append(out, "Settle what differs: "+c.Control.Title+".")
		case c.Decision != nil && c.Decision.Contested && c.Decision.Owner == "":
			out = append(out, "Name who finds out: "+c.Control.Title+" (contested).")
		case c.Disputed:
			out = append(out, "Decide where opinions differ: "+c.Control.Title+".")
		}
		for range c.Expired {
			out = append(out, "Renew or end the accepted risk: "+c.Control.Title+".")
		}
	}
	alone := 0
	for _, x := range s.Parking {
		if !x.Done && x.Owner == "" {
			alone++
		}
	}
	if alone > 0 {
		out = append(out, "Name who takes "+Counted(alone, "parked topic", "parked topics")+".")
	}
	return out
}
