package plain

import (
	"errors"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/words"
)

// order is which questions are walked, fixed when the walk begins, so that an answer does not move the others.
type order struct {
	name string
	ids  []string
}

// today are the questions that are asked today: what differs, differences of opinion, open musts, then by weight.
func today(v *desk.View) order {
	o := order{name: "today"}
	for _, item := range v.Agenda.Items {
		o.ids = append(o.ids, item.Control)
	}
	return o
}

// those are the questions that fit, in the order of the catalogue.
func those(v *desk.View, name string, fits func(*assess.ControlState) bool) order {
	o := order{name: name}
	for i := range v.Posture.Controls {
		if c := &v.Posture.Controls[i]; fits(c) {
			o.ids = append(o.ids, c.Control.ID)
		}
	}
	return o
}

func all(v *desk.View) order {
	return those(v, "all", func(*assess.ControlState) bool { return true })
}

// walkOf is today's questions, or all where there are none today or the one to begin at is not among them.
func walkOf(v *desk.View, at string) order {
	o := today(v)
	if len(o.ids) == 0 || at != "" && !slices.Contains(o.ids, at) {
		return all(v)
	}
	return o
}

// walking is where a walk is.
type walking struct {
	order
	i     int
	said  string // the question that was said last
	short bool   // what may be typed was said in full
}

func (w *walking) title(t *talk, c *assess.ControlState) {
	t.title("Question %d of %d, %s: %s", w.i+1, len(w.ids), w.name, c.Control.Title)
}

// walk puts one question at a time, beginning at one.
func (t *talk) walk(o order, at string) error {
	w := &walking{order: o, i: max(0, slices.Index(o.ids, at))}
	for {
		if len(w.ids) == 0 {
			t.say("No question is here: %s.", w.name)
			next, err := t.filter()
			if err != nil {
				return err
			}
			w.order, w.i = next, 0
			continue
		}
		id := w.ids[w.i]
		c, ok := t.v.Posture.Control(id)
		if !ok { // the scope leaves it out meanwhile
			w.ids = slices.Delete(slices.Clone(w.ids), w.i, w.i+1)
			w.i = max(0, min(w.i, len(w.ids)-1))
			continue
		}
		t.at(assess.Place{Screen: words.PlaceWalk, Control: id})
		if w.said != id {
			w.title(t, c)
			t.question(c)
			w.said = id
		}
		p, err := t.ask(walkQuestion(c, w.short))
		w.short = true
		if errors.Is(err, errAgain) {
			if c, ok := t.v.Posture.Control(id); ok {
				w.title(t, c)
				t.stands(c)
			}
			continue
		}
		if err != nil {
			return err
		}
		if last, err := t.step(w, c, p.key); last || err != nil {
			return err
		}
	}
}

// step does what was typed at a question; it reports whether the walk is over.
func (t *talk) step(w *walking, c *assess.ControlState, key string) (over bool, err error) {
	switch key {
	case "next":
		if w.i+1 == len(w.ids) {
			t.say("This was the last question: %s.", w.name)
			return true, nil
		}
		w.i++
	case "p":
		if w.i == 0 {
			t.say("This is the first question.")
		}
		w.i = max(0, w.i-1)
	case "s":
		w.said = ""
	case "f", "g":
		next, to, err := t.elsewhere(w.order, key)
		if err != nil {
			return false, err
		}
		if to != "" || !slices.Equal(next.ids, w.ids) {
			w.order, w.i, w.said = next, max(0, slices.Index(next.ids, to)), ""
		}
	default:
		return false, t.act(c, key)
	}
	return false, nil
}

// elsewhere chooses other questions, or one by its words; back stays where it was.
func (t *talk) elsewhere(o order, key string) (next order, to string, err error) {
	if key == "f" {
		next, err = t.filter()
	} else {
		next, to, err = t.find()
	}
	if isBack(err) || err == nil && next.ids == nil && to == "" && next.name == "" {
		return o, "", nil
	}
	return next, to, err
}

// walkQuestion is what can be done with a question; short names the answers only, for who has heard the rest.
func walkQuestion(c *assess.ControlState, short bool) question {
	q := question{enter: "next", short: short, choices: []choice{
		key("1", "yes"), key("2", "partly"), key("3", "no"), key("4", "don't know"), key("5", "does not apply"), key("6", "accept the risk"),
	}}
	if differs(c) {
		q.choices = append(q.choices, key("t", "settle what differs"))
	}
	if settled(c) {
		q.choices = append(q.choices, key("c", "accept as AWS shows it"))
	}
	for i := range q.choices {
		q.choices[i].main = true
	}
	q.choices = append(q.choices, []choice{
		key("w", "who says so, why, and on what basis"),
		key("i", "somebody said"),
		key("n", "note"),
		key("v", "vote by hands"),
		key("d", "details"),
		key("s", "say it again"),
		key("p", "previous"),
		key("f", "other questions"),
		key("g", "go to a question"),
		key("k", "park a topic"),
		key("next", "next question"),
	}...)
	return q
}

// filter asks which questions to walk.
func (t *talk) filter() (order, error) {
	v := t.v
	orders := []order{
		today(v), all(v),
		{name: "what differs", ids: v.Posture.Conflicts},
		those(v, "open", func(c *assess.ControlState) bool { return c.Status == assess.StatusOpen }),
		those(v, "not known", func(c *assess.ControlState) bool { return c.Status == assess.StatusUnknown }),
		those(v, "not answered", func(c *assess.ControlState) bool { return c.Decision == nil }),
		those(v, "must-haves", func(c *assess.ControlState) bool { return c.Control.Must }),
		those(v, "too old to count", func(c *assess.ControlState) bool { return c.Stale }),
	}
	for _, l := range questionnaire.Layers() {
		orders = append(orders, those(v, words.LowerAfter(l.Title()), func(c *assess.ControlState) bool { return c.Control.Layer == l }))
	}
	for _, p := range questionnaire.Phases() {
		orders = append(orders, those(v, strings.ToLower(p.Title()), func(c *assess.ControlState) bool { return c.Control.Phase == p }))
	}
	for _, r := range questionnaire.Roles() {
		orders = append(orders, those(v, "asked of the "+r.Word(), func(c *assess.ControlState) bool { return slices.Contains(c.Control.Asks, r) }))
	}
	orders = slices.DeleteFunc(orders, func(o order) bool { return len(o.ids) == 0 })
	t.title("Which questions?")
	for i, o := range orders {
		t.item(i+1, "%s: %d", words.Upper(o.name), len(o.ids))
	}
	if len(orders) == 0 {
		t.say("No question is in scope. The scope, in the menu, says why.")
		return order{}, errBack
	}
	p, err := t.insist(question{numbers: len(orders), choose: "to choose", enter: "1", takes: orders[0].name})
	if err != nil {
		return order{}, err
	}
	return orders[p.n-1], nil
}

// find goes to a question by words of it.
func (t *talk) find() (order, string, error) {
	typed, err := t.typed(entry("find", "Find a question", "", "A word or two of it, or its id."))
	if err != nil || typed == "" {
		return order{}, "", backFrom(err)
	}
	var found []*questionnaire.Control
	for i := range t.v.Posture.Controls {
		c := t.v.Posture.Controls[i].Control
		if matches(c, typed) {
			found = append(found, c)
		}
	}
	const most = 9
	switch {
	case len(found) == 0:
		t.say("No question has that in it.")
		return order{}, "", nil
	case len(found) == 1:
		return walkOf(t.v, found[0].ID), found[0].ID, nil
	}
	for i, c := range found[:min(most, len(found))] {
		t.item(i+1, "%s", c.Title)
	}
	if more := len(found) - most; more > 0 {
		t.say("and %d more; another word narrows it.", more)
	}
	p, err := t.insist(question{numbers: min(most, len(found)), choose: "to go there", enter: "1", takes: "go to the first"})
	if err != nil {
		return order{}, "", backFrom(err)
	}
	id := found[p.n-1].ID
	return walkOf(t.v, id), id, nil
}

// backFrom stays on the page where a side step was left.
func backFrom(err error) error {
	if isBack(err) || errors.Is(err, errAgain) || errors.Is(err, errRest) {
		return nil
	}
	return err
}

// matches says whether a question has all the words.
func matches(c *questionnaire.Control, typed string) bool {
	in := strings.ToLower(c.ID + " " + c.Title + " " + c.Question)
	for _, word := range strings.Fields(strings.ToLower(typed)) {
		if !strings.Contains(in, word) {
			return false
		}
	}
	return true
}
