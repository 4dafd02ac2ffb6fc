package questionnaire

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// arrange brings topics and controls into walking order and indexes them.
func (c *Catalog) arrange() {
	layer := func(l Layer) int { return slices.Index(Layers(), l) }
	slices.SortStableFunc(c.Topics, func(a, b Topic) int {
		return cmp.Or(cmp.Compare(layer(a.Layer), layer(b.Layer)), cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	c.topics = make(map[string]int, len(c.Topics))
	for i, t := range c.Topics {
		c.topics[t.ID] = i
	}
	slices.SortStableFunc(c.Controls, func(a, b Control) int { return cmp.Compare(c.topics[a.Topic], c.topics[b.Topic]) })
	slices.SortStableFunc(c.Actions, func(a, b Action) int { return cmp.Compare(a.ID, b.ID) })
	c.controls = make(map[string]int, len(c.Controls))
	for i := range c.Controls {
		c.controls[c.Controls[i].ID] = i
	}
	c.actions = make(map[string]int, len(c.Actions))
	for i := range c.Actions {
		c.actions[c.Actions[i].ID] = i
	}
}

// Control finds a control by its id or a former one.
func (c *Catalog) Control(id string) (*Control, bool) {
	if i, ok := c.controls[id]; ok {
		return &c.Controls[i], true
	}
	for i := range c.Controls {
		if slices.Contains(c.Controls[i].Formerly, id) {
			return &c.Controls[i], true
		}
	}
	return nil, false
}

// Action finds an action by its id.
func (c *Catalog) Action(id string) (*Action, bool) {
	i, ok := c.actions[id]
	if !ok {
		return nil, false
	}
	return &c.Actions[i], true
}

// Topic finds a topic by its id.
func (c *Catalog) Topic(id string) (*Topic, bool) {
	i, ok := c.topics[id]
	if !ok {
		return nil, false
	}
	return &c.Topics[i], true
}

// ActionsFor returns the actions that close a control, in order of id.
func (c *Catalog) ActionsFor(control string) []*Action {
	var out []*Action
	for i := range c.Actions {
		if slices.ContainsFunc(c.Actions[i].Closes, func(s Share) bool { return s.Control == control }) {
			out = append(out, &c.Actions[i])
		}
	}
	return out
}

// Near returns the control ids that a mistyped id may have meant, nearest first, at most three.
func (c *Catalog) Near(id string) []string {
	var ids []string
	for i := range c.Controls {
		if other := c.Controls[i].ID; strings.Contains(other, id) || editDistance(id, other) <= 1+len(id)/3 {
			ids = append(ids, other)
		}
	}
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(editDistance(id, a), editDistance(id, b)) })
	return ids[:min(3, len(ids))]
}

// problems checks what holds between files: no id twice, no dangling id, no cycle, every control closed to the full.
func (c *Catalog) problems() []error {
	k := &checker{c: c, ids: map[string]Place{}}
	for _, t := range c.Topics {
		k.claim("topic", t.ID, t.Place)
	}
	for _, p := range c.Packs {
		k.claim("pack", p.ID, Place{})
	}
	for _, a := range c.Agreed {
		k.claim("agreed list", a.ID, a.Place)
	}
	for i := range c.Controls {
		x := &c.Controls[i]
		k.claim("control", x.ID, x.Place)
		for _, old := range x.Formerly {
			k.claim("control", old, x.Place)
		}
		for _, r := range x.Rules {
			k.claim("rule", r.ID, r.Place)
		}
	}
	for _, r := range c.Retired {
		k.claim("control", r.ID, r.Place)
	}
	for i := range c.Actions {
		k.claim("action", c.Actions[i].ID, c.Actions[i].Place)
	}
	k.closings()
	k.cycles()
	k.leaving()
	return k.errs
}

// checker collects the mistakes between files.
type checker struct {
	c    *Catalog
	ids  map[string]Place // "what id" → where it was first given
	errs []error
}

func (k *checker) fail(p Place, fix, format string, args ...any) {
	k.errs = append(k.errs, &FileError{File: p.File, Line: p.Line, What: fmt.Sprintf(format, args...), Fix: fix})
}

func (k *checker) claim(what, id string, p Place) {
	if first, taken := k.ids[what+" "+id]; taken && id != "" {
		k.fail(p, "choose another id", "%s %q exists already, at %s:%d", what, id, first.File, first.Line)
		return
	}
	k.ids[what+" "+id] = p
}

// closings checks that actions close controls that exist, and every control by shares that add up to one.
func (k *checker) closings() {
	sum := map[string]float64{}
	for i := range k.c.Actions {
		a := &k.c.Actions[i]
		for _, s := range a.Closes {
			if _, ok := k.c.controls[s.Control]; !ok {
				k.fail(a.Place, near(k.c.Near(s.Control)), "action %q closes control %q, which does not exist", a.ID, s.Control)
			}
			sum[s.Control] += s.Share
		}
		for _, n := range a.Needs {
			if _, ok := k.c.actions[n]; !ok {
				k.fail(a.Place, "name an action that exists", "action %q needs %q, which does not exist", a.ID, n)
			}
		}
	}
	for i := range k.c.Controls {
		x := &k.c.Controls[i]
		if sum[x.ID] != 1 {
			k.fail(x.Place, "let the shares of its actions add up to 1", "control %q is closed by shares of %v", x.ID, sum[x.ID])
		}
	}
}

func near(ids []string) string {
	if len(ids) == 0 {
		return "name a control that exists"
	}
	return "did you mean " + strings.Join(ids, ", ") + "?"
}

// cycles refuses actions that need themselves, directly or through others.
func (k *checker) cycles() {
	const visiting, visited = 1, 2
	state := map[string]int{}
	var path []string
	var visit func(id string)
	visit = func(id string) {
		a, ok := k.c.Action(id)
		if !ok || state[id] == visited {
			return
		}
		if state[id] == visiting {
			from := slices.Index(path, id)
			k.fail(a.Place, "take one of the needs out", "actions need each other in a circle: %s", strings.Join(append(slices.Clone(path[from:]), id), " → "))
			return
		}
		state[id] = visiting
		path = append(path, id)
		for _, n := range a.Needs {
			visit(n)
		}
		path = path[:len(path)-1]
		state[id] = visited
	}
	for i := range k.c.Actions {
		visit(k.c.Actions[i].ID)
	}
}
