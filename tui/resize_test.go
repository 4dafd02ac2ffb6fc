package tui

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/cell"

	tea "charm.land/bubbletea/v2"
)

// TestResizeAtAnyMoment types whatever works, and resizes between the keys: the frame fits exactly after each.
func TestResizeAtAnyMoment(t *testing.T) {
	keys := 60
	if testing.Short() {
		keys = 12
	}
	random := rand.New(rand.NewPCG(7, 7))
	for name, s := range allScreens(t, frozen(t).withSample(hostile)) {
		v := drive(t, frozen(t).withSample(hostile), home{begin: begin{ref: "harbour-mutual"}}, 120, 40)
		if isSheet(s) {
			v.app.open(s)
		} else {
			v.app.push(s)
		}
		done := ""
		for range keys {
			size := cell.Size{W: 1 + random.IntN(200), H: 1 + random.IntN(60)}
			v.send(tea.WindowSizeMsg{Width: size.W, Height: size.H})
			exact(t, fmt.Sprintf("%s after%s", name, done), v.screen(), size)
			commands := v.app.commands()
			c := commands[random.IntN(len(commands))]
			if c.ID == goQuit || c.ID == goSuspend || c.ID == goTheme || c.ID == formEditor || c.ID == homeDelete {
				continue
			}
			done += " " + string(c.ID)
			v.run(v.app.perform(c))
			v.app.dirty = true
			exact(t, fmt.Sprintf("%s after%s", name, done), v.screen(), size)
		}
	}
}

// TestTheChosenRowStaysWhenOthersChange has somebody else change what a list shows: the same row stays chosen.
func TestTheChosenRowStaysWhenOthersChange(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := d.view()
	o := newOverview(v).move(0, 1).move(0, 1)
	chosen := o.items[o.at].blocker.Control
	first := o.items[0].blocker.Control
	d.session.Decisions[first] = assess.Decision{Said: assess.Said{Control: first, Value: assess.Yes, Document: &assess.Document{Link: "x", Dated: testDate}, Basis: assess.BasisDocument, By: "Ana", At: testDay}}
	for i := range d.session.Findings {
		if d.session.Findings[i].Control == first {
			d.session.Findings[i].Outcome = "pass"
		}
	}
	after, _ := o.Update(fresh{view: d.view()})
	o = after.(overview)
	if got := o.items[o.at].blocker.Control; got != chosen || o.items[0].blocker.Control == first {
		t.Errorf("overview: %s is chosen, was %s; the first is %s", got, chosen, o.items[0].blocker.Control)
	}

	card := func(id string) desk.Card { return desk.Card{Meta: assess.Meta{ID: id, Name: id}} }
	h, _ := home{}.Update(listed{cards: []desk.Card{card("a"), card("b"), card("c")}})
	at := h.(home)
	at.at = 1
	h, _ = at.Update(listed{cards: []desk.Card{card("c"), card("a"), card("b")}})
	if got := h.(home); got.cards[got.at].Meta.ID != "b" {
		t.Errorf("home: row %d is chosen", got.at)
	}

	past := []desk.Past{{Seq: 2}, {Seq: 1}}
	p, _ := history{past: past, at: 1}.Update(remembered{past: append([]desk.Past{{Seq: 3}}, past...)})
	if got := p.(history); got.past[got.at].Seq != 1 {
		t.Errorf("history: row %d is chosen", got.at)
	}

	lot := newParking(v)
	lot.items, lot.at = []assess.Parked{{ID: "1", Text: "one"}, {ID: "2", Text: "two"}}, 0
	d.session.Parking = []assess.Parked{{ID: "3", Text: "new"}, {ID: "1", Text: "one"}}
	q, _ := lot.Update(fresh{view: d.view()})
	if got := q.(parking); got.at != 1 {
		t.Errorf("parking: row %d is chosen", got.at)
	}
}
