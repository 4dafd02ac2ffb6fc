package assess

import "slices"

// Arrangement is how the facilitator wants today's questions: one record of a session.
type Arrangement struct {
	Order  []string `json:"order,omitempty"`  // these first, in this order
	Hidden []string `json:"hidden,omitempty"` // not today
	Must   []string `json:"must,omitempty"`   // asked today, whatever else has to wait
}

// Empty reports whether nothing is arranged.
func (a Arrangement) Empty() bool { return len(a.Order)+len(a.Hidden)+len(a.Must) == 0 }

// Move puts a question of the agenda so many places later, or earlier when by is below 0.
func (a Arrangement) Move(items []AgendaItem, control string, by int) Arrangement {
	order := make([]string, 0, len(items))
	for _, item := range items {
		order = append(order, item.Control)
	}
	i := slices.Index(order, control)
	to := i + by
	if i < 0 || to < 0 || to >= len(order) {
		return a
	}
	order = slices.Insert(slices.Delete(order, i, i+1), to, control)
	a.Order = order
	return a
}

// Hide leaves a question for another day, or takes it back.
func (a Arrangement) Hide(control string) Arrangement {
	a.Hidden, a.Must = toggled(a.Hidden, control), leftOut(a.Must, control)
	return a
}

// Insist wants a question asked today, or leaves it to the agenda again.
func (a Arrangement) Insist(control string) Arrangement {
	a.Must, a.Hidden = toggled(a.Must, control), leftOut(a.Hidden, control)
	return a
}

func toggled(list []string, id string) []string {
	if slices.Contains(list, id) {
		return leftOut(list, id)
	}
	return append(slices.Clone(list), id)
}

func leftOut(list []string, id string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return x == id })
}

// arrange puts what has a place in the order there; the rest follows as it came.
func (a Arrangement) arrange(qs []question) []question {
	place := map[string]int{}
	for i, id := range a.Order {
		place[id] = i + 1
	}
	at := func(q question) int {
		if n := place[q.s.Control.ID]; n > 0 {
			return n
		}
		return len(a.Order) + 1
	}
	slices.SortStableFunc(qs, func(x, y question) int { return at(x) - at(y) })
	return qs
}
