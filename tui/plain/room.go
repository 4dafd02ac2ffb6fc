package plain

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
	"drydock/tui/words"
)

// hands counts hands on a question, twice at most, and then asks for a decision: a vote decides nothing.
func (t *talk) hands(c *assess.ControlState) error {
	t.title("Vote: %s", c.Control.Question)
	for round := 1; round <= assess.Rounds; round++ {
		typed, err := t.typed(entry("hands", "Hands, all at once", "", "3/2/1 is three yes, two partly, one no; a fourth number is don't know. Empty decides now."))
		if err != nil || typed == "" {
			if err != nil {
				return backFrom(err)
			}
			break
		}
		vote, err := assess.ParseVote(typed)
		if err != nil {
			t.say("%s", stopped(words.Sentence(err)))
			round--
			continue
		}
		vote.Control = c.Control.ID
		if !t.save(func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Vote(ctx, v, vote) }) {
			return nil
		}
		if !vote.Split() {
			break
		}
		if round < assess.Rounds {
			t.say("Those who stand alone speak first. Then vote once more.")
		}
	}
	votes := t.v.Session.VotesOn(c.Control.ID)
	if len(votes) == 0 {
		t.say("Nobody raised a hand; nothing is decided.")
		return nil
	}
	return t.voted(c, votes[len(votes)-1])
}

// voted asks for the decision after a vote. Where the room stayed split the lower answer is proposed, and somebody has to find out.
func (t *talk) voted(c *assess.ControlState, vote assess.Vote) error {
	f := words.Form{Title: "The decision", About: "The vote: " + vote.Sentence() + ". A vote decides nothing; this does.", Fields: []words.Field{
		{ID: "value", Label: "The answer", Kind: words.Choice, Value: string(vote.Lower()), Options: words.Answers()[:4]},
	}}
	if vote.Split() {
		f.About += " While the room is split the lower answer stands."
		f.Fields = append(f.Fields,
			words.Field{ID: "contested", Kind: words.Tick, Label: "the room stayed split", Value: "yes"},
			words.Field{ID: "finder", Label: "Who finds out", Help: "A name: somebody who comes back with what holds.", If: "contested"})
	}
	f.Fields = append(f.Fields, entry("by", "Who decides", "the room", ""), entry("because", "In their words", "", ""))
	return t.sheet(f, func(f []words.Field) writing {
		return t.decide(words.ReadBasis(f, c.Control, t.v.Posture.AsOf))
	})
}

// agenda is today in the minutes there are: what is asked, what waits, and what goes out before.
func (t *talk) agenda() error {
	t.at(assess.Place{Screen: words.PlaceAgenda})
	a := t.v.Agenda
	t.title("Today: %s in %d of %d min", assess.Counted(len(a.Items), "question", "questions"), a.Used, a.Minutes)
	lists := []struct {
		head  string
		items []assess.AgendaItem
	}{{"", a.Items}, {"Does not fit: for another day", a.Deferred}, {"Not today", a.Hidden}}
	var items []assess.AgendaItem
	for _, list := range lists {
		if list.head != "" && len(list.items) > 0 {
			t.say("%s:", list.head)
		}
		for i := range list.items {
			items = append(items, list.items[i])
			t.item(len(items), "%s", t.agendaLine(&list.items[i]))
		}
	}
	for _, role := range questionnaire.Roles() {
		if n := len(a.PreWork[role]); n > 0 {
			t.say("Goes out before the day as a form: %s for the %s.", assess.Counted(n, "question", "questions"), role.Word())
		}
	}
	q := question{numbers: len(items), choose: "to ask or move it", enter: "m", choices: []choice{key("f", "write a form to be filled in before")}}
	if !t.v.Session.Arranged.Empty() {
		q.choices = append(q.choices, key("c", "as proposed"))
	}
	q.choices = append(q.choices, key("m", "menu"))
	got, err := t.ask(q)
	switch {
	case err != nil:
		return err
	case got.key == "m":
		return nil
	case got.key == "f":
		err = t.prework()
	case got.key == "c":
		t.save(t.arrange(assess.Arrangement{}))
	default:
		err = t.move(items[got.n-1].Control, got.n <= len(a.Items))
	}
	if err != nil {
		return err
	}
	return errAgain
}

func (t *talk) agendaLine(item *assess.AgendaItem) string {
	title := item.Control
	if c, ok := t.v.Posture.Control(item.Control); ok {
		title = c.Control.Title
	}
	parts := []string{fmt.Sprintf("%d min", item.Minutes)}
	switch {
	case item.Must:
		parts = append(parts, "must be asked")
	case strings.HasPrefix(item.Reason, "weight "): // it says the minutes too
		parts = []string{item.Reason}
	case item.Reason != "":
		parts = append(parts, item.Reason)
	}
	who := item.Asks.Word()
	if item.Owner != "" {
		who = string(item.Owner)
	}
	if who != "" {
		parts = append(parts, who)
	}
	return title + ": " + strings.Join(parts, ", ") + "."
}

func (t *talk) arrange(a assess.Arrangement) writing {
	return func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Arrange(ctx, v, a) }
}

// move asks a question of the agenda, or gives it another place.
func (t *talk) move(id string, today bool) error {
	q := question{enter: "1", choices: []choice{key("1", "ask it"), key("2", "not today, or today after all"), key("3", "must be asked")}}
	if today {
		q.choices = append(q.choices, key("4", "earlier"), key("5", "later"))
	}
	p, err := t.insist(q)
	if err != nil {
		return backFrom(err)
	}
	a := t.v.Session.Arranged
	switch p.key {
	case "1":
		return backFrom(t.walk(walkOf(t.v, id), id))
	case "2":
		a = a.Hide(id)
	case "3":
		a = a.Insist(id)
	case "4":
		a = a.Move(t.v.Agenda.Items, id, -1)
	case "5":
		a = a.Move(t.v.Agenda.Items, id, 1)
	}
	t.save(t.arrange(a))
	return nil
}

// prework writes the open questions of a role as a form, to be filled in before the day.
func (t *talk) prework() error {
	roles := []words.Option{{Value: "", Label: "everybody, in one form"}}
	for _, r := range questionnaire.Roles() {
		roles = append(roles, words.Option{Value: string(r), Label: r.Word()})
	}
	f := words.Form{
		Title: "Pre-work", About: "Their open questions as a form. Filled in, it comes back with drydock import; what it says counts once the room decides.",
		Fields: []words.Field{
			{ID: "role", Label: "For", Kind: words.Choice, Options: roles},
			entry("path", "File", "", "Empty: named for the assessment and the role, in this folder."),
			{ID: "over", Label: "replace the file if it is there", Kind: words.Tick},
		},
	}
	return t.sheet(f, func(f []words.Field) writing {
		role, path := value(f, "role"), value(f, "path")
		if path == "" {
			name := "questions"
			if role != "" {
				name = role
			}
			path = t.v.Session.Meta.Name + "-" + name + ".yaml"
		}
		return func(ctx context.Context, v *desk.View) (desk.Receipt, error) {
			written, err := t.desk.WriteForm(ctx, v, questionnaire.Role(role), path, value(f, "over") != "")
			return desk.Receipt{What: "Written: " + written}, err
		}
	})
}

// readOut is for the last ten minutes: the decision, the numbers, who does the first five things, what has to be decided, what is
// parked and which risks are carried. It closes the workshop.
func (t *talk) readOut() error {
	t.at(assess.Place{Screen: words.PlaceReadOut})
	v := t.v
	t.title("Read-out")
	for i := range v.Posture.Gates {
		if g := &v.Posture.Gates[i]; g.Gate == v.Session.Scope.Gate() {
			t.say("%s %s", g.Gate.Question(), stopped(words.Upper(strings.TrimPrefix(g.Sentence, g.Gate.Title()+": "))))
		}
	}
	var open []func() error
	t.say("What happens first:")
	for i := range v.Plan.Actions[:min(assess.TopActions, len(v.Plan.Actions))] {
		a := &v.Plan.Actions[i]
		due := a.State.Due
		if due == "" {
			due = a.Finish
		}
		open = append(open, func() error { return t.edit(a.Action.ID) })
		t.item(len(open), "%s: %s, by %s.", a.Action.Title, orNobody(a.State.Owner), words.Near(due, v.Posture.AsOf))
	}
	t.undecided()
	for _, p := range v.Session.Parking {
		if p.Done {
			continue
		}
		open = append(open, func() error { return t.parked(p) })
		t.item(len(open), "Parked: %s: %s.", strings.TrimSuffix(string(p.Text), "."), orNobody(p.Owner))
	}
	t.risks()
	if n := len(v.Session.Endings); n > 0 {
		last := v.Session.Endings[n-1]
		t.say("Closed by %s, %s; milestone %s.", last.By, words.Clock(last.At), last.Milestone)
	}
	got, err := t.ask(question{numbers: len(open), choose: "to say who takes it, and until when", enter: "m", choices: []choice{
		key("c", "close the workshop"), key("m", "menu"),
	}})
	switch {
	case err != nil:
		return err
	case got.key == "m":
		return nil
	case got.key == "c":
		err = t.closing()
	default:
		err = open[got.n-1]()
	}
	if err != nil && !errors.Is(err, errBack) {
		return err
	}
	return errAgain
}

// undecided says what the room has to decide before it parts.
func (t *talk) undecided() {
	list := assess.ToDecide(t.v.Session, t.v.Posture, t.v.Plan)
	if len(list) == 0 {
		return
	}
	t.say("To decide now:")
	for _, s := range list {
		t.under("%s", s)
	}
}

// risks says which risks are carried, by whom, and until when.
func (t *talk) risks() {
	for i := range t.v.Posture.Controls {
		c := &t.v.Posture.Controls[i]
		for _, a := range append(append([]assess.Acceptance(nil), c.Expired...), c.Acceptance...) {
			t.say("Accepted risk: %s, %s, until %s.", c.Control.Title, a.Approver, a.Expires.Long())
		}
	}
}

func orNobody(owner text.Untrusted) string {
	if owner == "" {
		return "nobody yet"
	}
	return string(owner)
}

// closing ends the workshop. While nobody takes one of the first actions it wants a reason.
func (t *talk) closing() error {
	f := words.Form{Title: "Close the workshop", About: "It makes a milestone of what stands now."}
	if ownerless := t.v.Plan.Ownerless(); len(ownerless) > 0 {
		titles := make([]string, len(ownerless))
		for i, id := range ownerless {
			titles[i] = t.titleOf(id)
		}
		f.About = "Nobody takes yet: " + strings.Join(titles, "; ") + ". b goes back, to name them. To close without, say why; the plan prints it."
		f.Fields = append(f.Fields, needed(entry("reason", "Why without", "", ""), "The first actions need an owner, or a reason why not."))
	}
	f.Fields = append(f.Fields, entry("by", "Who closes it", "", "Empty: you."),
		entry("name", "Milestone", t.v.WorkshopName(), "To compare with in 90 days; small letters, digits and hyphens."))
	return t.sheet(f, func(f []words.Field) writing {
		e := assess.Ending{By: text.Untrusted(value(f, "by")), Milestone: value(f, "name"), Reason: text.Untrusted(value(f, "reason"))}
		return func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.CloseWorkshop(ctx, v, e) }
	})
}

// parked says who takes a parked topic, and until when, or that it is done.
func (t *talk) parked(item assess.Parked) error {
	f := words.Form{Title: "Parked", About: stopped(string(item.Text)), Fields: []words.Field{
		entry("owner", "Who takes it", string(item.Owner), ""),
		{ID: "due", Label: "Due", Value: string(item.Due), Help: "A date like 2027-03-31.", Holds: words.Date},
		{ID: "done", Label: "it is done", Kind: words.Tick},
	}}
	return t.sheet(f, func(f []words.Field) writing {
		next := item
		next.Owner, next.Due, next.Done = text.Untrusted(value(f, "owner")), assess.Date(value(f, "due")), value(f, "done") != ""
		return func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Park(ctx, v, next) }
	})
}
