package plain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/words"
)

// home lists this client's assessments, or, when there are none, the three ways to begin. It returns when one is open.
func (t *talk) home() error {
	cards, err := t.desk.List(t.ctx)
	if err != nil {
		if err := t.trouble(err); err != nil {
			return err
		}
	}
	if len(cards) == 0 {
		return t.empty()
	}
	slices.SortStableFunc(cards, func(a, b desk.Card) int { // what was put away stands last
		switch {
		case a.Meta.Archived == b.Meta.Archived:
			return 0
		case a.Meta.Archived:
			return 1
		}
		return -1
	})
	t.title("Your assessments")
	for i, c := range cards {
		t.item(i+1, "%s", cardLine(c))
	}
	p, err := t.ask(question{numbers: len(cards), choose: "to open it", enter: "1", takes: "open the first", choices: []choice{
		key("n", "assess my workload"), key("w", "prepare a workshop"), key("e", "look around a finished example"), key("i", "import one"), key("m", "rename one"), key("c", "copy one"), key("a", "put one away, or take it out"), key("x", "delete one"),
	}})
	switch {
	case err != nil:
		return err
	case p.n > 0:
		return t.opening(func() (*desk.View, error) { return t.desk.Open(t.ctx, cards[p.n-1].Meta.ID) })
	}
	switch p.key {
	case "n":
		return t.begun(false)
	case "w":
		return t.begun(true)
	case "i":
		if err := t.takeIn(); err != nil {
			return err
		}
		return errAgain
	case "e":
		return t.opening(func() (*desk.View, error) { return t.desk.OpenSample(t.ctx, false) })
	}
	return t.one(cards, p.key)
}

// empty is home before there is anything.
func (t *talk) empty() error {
	t.title("How secure is your AI workload on AWS, and what should be done first?")
	for i, s := range []string{"Look around a finished example", "Assess my workload", "Prepare a workshop"} {
		t.item(i+1, "%s", s)
	}
	p, err := t.ask(question{numbers: 3, choose: "to choose", enter: "1", takes: "look around"})
	switch {
	case err != nil:
		return err
	case p.n == 1:
		return t.opening(func() (*desk.View, error) { return t.desk.OpenSample(t.ctx, false) })
	}
	return t.begun(p.n == 3)
}

func cardLine(c desk.Card) string {
	name := c.Scope.Called()
	if name == "" {
		name = c.Meta.Name
	}
	if name != c.Meta.Name {
		name += ", called " + c.Meta.Name
	}
	if c.Meta.Sample {
		name += ", SAMPLE"
	}
	if c.Meta.Archived {
		name += ", put away"
	}
	if c.Unreadable != nil {
		return stopped(name) + " It cannot be read; the others can. Open it to hear why, and what to do."
	}
	parts := []string{fmt.Sprintf("%d of %d answered", c.Answered, c.Controls)}
	if c.Differs > 0 {
		parts = append(parts, assess.Counted(c.Differs, "differs", "differ"))
	}
	parts = append(parts, "changed "+words.Clock(c.Meta.Changed))
	return stopped(name) + " " + stopped(c.Sentence) + " " + words.Upper(strings.Join(parts, "; ")) + "."
}

// opening opens an assessment; one that cannot be opened is told, and home asks again.
func (t *talk) opening(open func() (*desk.View, error)) error {
	v, err := open()
	if err != nil {
		if err := t.trouble(err); err != nil {
			return err
		}
		return errAgain
	}
	t.opened(v)
	return nil
}

// opened makes an assessment the one that is talked about.
func (t *talk) opened(v *desk.View) { t.v, t.start = v, v.Session.Place }

// one renames, copies, puts away or deletes one of the list.
func (t *talk) one(cards []desk.Card, what string) error {
	at := 1
	if len(cards) > 1 {
		t.say("Which one?")
		p, err := t.ask(question{numbers: len(cards), choose: "for its place in the list"})
		if err != nil {
			return homeAgain(err)
		}
		at = p.n
	}
	card := cards[at-1]
	switch what {
	case "x":
		return t.remove(card)
	case "c":
		return t.copied(card)
	case "a":
		return t.away(card)
	}
	fields, err := t.form([]words.Field{
		needed(entry("name", "Name", card.Meta.Name, "Small letters, digits and hyphens; commands use it."), "A name is needed."),
	}, words.Wrong)
	if err != nil {
		return homeAgain(err)
	}
	name := value(fields, "name")
	if err := t.desk.Rename(context.WithoutCancel(t.ctx), card.Meta.ID, name); err != nil {
		if err := t.trouble(err); err != nil {
			return err
		}
		return errAgain
	}
	t.say("Saved: its name is %s.", name)
	return errAgain
}

// homeAgain leads back to the list from what was begun there.
func homeAgain(err error) error {
	if isBack(err) {
		return errAgain
	}
	return err
}

func (t *talk) remove(card desk.Card) error {
	sure, err := t.yes(false, "Delete %s? Its answers, notes and evidence go from this machine. Backups keep it until drydock store purge.", card.Meta.Name)
	switch {
	case err != nil:
		return homeAgain(err)
	case !sure:
		t.say("It stays.")
		return errAgain
	}
	if err := t.desk.Delete(context.WithoutCancel(t.ctx), card.Meta.ID); err != nil {
		if err := t.trouble(err); err != nil {
			return err
		}
		return errAgain
	}
	t.say("Deleted: %s.", card.Meta.Name)
	return errAgain
}

// begun asks for the scope of a new assessment and begins it; then AWS is asked, or people.
func (t *talk) begun(workshop bool) error {
	start := questionnaire.Scope{Next: questionnaire.GoLive}
	if workshop {
		start.Minutes = 180
	}
	t.title("What is true of the workload?")
	t.say("Enter takes what stands in brackets; a full stop alone takes the rest as it stands. Nothing is saved before the end.")
	fields, err := t.form(words.Scope(start, nil, workshop), scopeCheck(start))
	if err != nil {
		return homeAgain(err)
	}
	for {
		fields, err = t.review(fields, start)
		if err != nil {
			return homeAgain(err)
		}
		scope, _ := words.ReadScope(fields, start)
		v, err := t.desk.New(context.WithoutCancel(t.ctx), scope)
		if err == nil {
			t.v, t.start = v, assess.Place{Screen: words.PlaceProbe}
			t.say("Saved: %s is begun.", v.Session.Meta.Name)
			if !slices.ContainsFunc(v.Posture.Controls, func(c assess.ControlState) bool { return len(c.Control.Rules) > 0 }) {
				t.start.Screen = words.PlaceWalk
				t.say("AWS can show nothing here; the questions are for people.")
			}
			return nil
		}
		if err := t.trouble(err); err != nil {
			return err
		}
	}
}

// landing leads to where an assessment was left.
func (t *talk) landing() error {
	p := t.start
	switch p.Screen {
	case words.PlaceWalk:
		return t.walk(walkOf(t.v, p.Control), p.Control)
	case words.PlaceProbe:
		return t.probe()
	case words.PlaceOverview:
		return t.again(t.overview)
	case words.PlacePlan, words.PlaceAction:
		return t.planAt(p.Item, p.Screen == words.PlaceAction)
	case words.PlaceScope:
		return t.scope()
	case words.PlaceExport:
		return t.export()
	case words.PlaceAgenda:
		return t.again(t.agenda)
	case words.PlaceReadOut:
		return t.again(t.readOut)
	}
	return nil
}

// menu is what can be done with the open assessment.
func (t *talk) menu() error {
	v := t.v
	answered := 0
	for i := range v.Posture.Controls {
		if v.Posture.Controls[i].Decision != nil {
			answered++
		}
	}
	t.title("%s", nameOf(v))
	for i := range v.Posture.Gates {
		if g := v.Posture.Gates[i]; g.Gate == v.Session.Scope.Gate() {
			t.say("%s", stopped(g.Sentence))
		}
	}
	t.say("%d of %d answered. %s.", answered, len(v.Posture.Controls), words.Upper(assess.Counted(len(v.Posture.Conflicts), "differs", "differ")))
	pages := []struct {
		does string
		open func() error
	}{
		{"questions", func() error { return t.walk(walkOf(t.v, ""), "") }},
		{"ask AWS", t.probe},
		{"where we stand", func() error { return t.again(t.overview) }},
		{"plan", func() error { return t.planAt("", false) }},
		{"scope", t.scope},
		{"export", t.export},
		{"parking lot", t.parking},
		{"milestone", t.milestone},
		{"compare", t.compare},
		{"history", t.history},
		{"today's agenda", func() error { return t.again(t.agenda) }},
		{"read-out", func() error { return t.again(t.readOut) }},
		{"import", t.takeIn},
		{"all assessments", func() error { return errBack }},
	}
	for i, p := range pages {
		t.item(i+1, "%s", words.Upper(p.does))
	}
	p, err := t.ask(question{numbers: len(pages), choose: "to choose", enter: "1", takes: "questions"})
	if err != nil {
		return err
	}
	err = pages[p.n-1].open()
	if p.n < len(pages) && isBack(err) {
		return nil
	}
	return err
}

func nameOf(v *desk.View) string {
	if called := v.Session.Scope.Called(); called != "" {
		return called
	}
	return v.Session.Meta.Name
}
