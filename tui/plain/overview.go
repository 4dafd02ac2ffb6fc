package plain

import (
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/questionnaire"
	"drydock/tui/words"
)

// overview says where the workload stands: the decisions first, then the counts, then the three numbers.
func (t *talk) overview() error {
	t.at(assess.Place{Screen: words.PlaceOverview})
	p := t.v.Posture
	t.title("Where we stand, as of %s", p.AsOf.Long())
	var open []func() order   // what a number opens
	said := map[string]bool{} // what stands in the way of an earlier gate does of a later one too
	for _, g := range p.Gates {
		open = append(open, t.gate(g, len(open), said)...)
	}
	t.say("Layer by layer:")
	for _, c := range p.Cells {
		if c.Total == 0 {
			t.under("%s, %s: nothing is asked.", c.Layer.Title(), strings.ToLower(c.Phase.Title()))
			continue
		}
		open = append(open, func() order { return t.cell(c.Layer, c.Phase) })
		t.item(len(open), "%s", cellLine(c))
	}
	for _, n := range []struct {
		name, means string
		number      assess.Number
	}{
		{"Known", "how much of it we know", p.Known},
		{"Readiness", "how much of what we know is done", p.Readiness},
		{"How we know", "seen, shown, or only said", p.HowWeKnow},
	} {
		sum := n.number.Sentence
		if n.number.Of == 0 {
			sum = "nothing to measure yet"
		}
		t.say("%s, %s: %s.", n.name, n.means, sum)
	}
	got, err := t.ask(question{numbers: len(open), choose: "to open it", enter: "p", choices: []choice{key("p", "plan")}})
	switch {
	case err != nil:
		return err
	case got.key == "p":
		return t.planAt("", false)
	}
	if err := t.walk(open[got.n-1](), ""); err != nil && !isBack(err) {
		return err
	}
	return errAgain
}

// gate says how a decision stands and what stands in its way; each line of it can be opened.
func (t *talk) gate(g assess.GateState, before int, said map[string]bool) []func() order {
	if !g.InScope {
		t.say("%s Not asked yet.", g.Gate.Question())
		return nil
	}
	sentence := words.Upper(strings.TrimPrefix(g.Sentence, g.Gate.Title()+": "))
	t.say("%s %s %d of %d shown.", g.Gate.Question(), stopped(sentence), g.Shown, g.Musts)
	if g.SaysLittle {
		t.say("Fewer than 8 must-haves apply: this gate says little about this workload.")
	}
	var open []func() order
	again := 0
	for _, list := range []struct {
		kind     string
		blockers []assess.Blocker
	}{{"stands in the way", g.InTheWay}, {"on word only", g.OnWord}, {"exception", g.Exceptions}} {
		for _, b := range list.blockers {
			if said[b.Control] {
				again++
				continue
			}
			said[b.Control] = true
			kind, because := list.kind, b.Because
			if b.Unknown {
				kind = "not known"
				if _, missing, ok := strings.Cut(because, "; not known: "); ok {
					because = missing
				}
			}
			open = append(open, func() order { return order{name: kind, ids: []string{b.Control}} })
			t.item(before+len(open), "%s, %s: %s", b.Title, kind, stopped(because))
		}
	}
	if again > 0 {
		t.under("%s named above.", assess.Counted(again, "more is", "more are"))
	}
	return open
}

func (t *talk) cell(l questionnaire.Layer, p questionnaire.Phase) order {
	return those(t.v, l.Title()+", "+strings.ToLower(p.Title()), func(c *assess.ControlState) bool {
		return c.Control.Layer == l && c.Control.Phase == p
	})
}

// cellLine is a cell of the grid as a sentence: "Infrastructure, foundational: 5 of 9 done, 2 open".
func cellLine(c assess.Cell) string {
	s := fmt.Sprintf("%s, %s: %d of %d done", c.Layer.Title(), strings.ToLower(c.Phase.Title()), c.Done, c.Total)
	if c.Open > 0 {
		s += fmt.Sprintf(", %d open", c.Open)
	}
	if c.NotKnown > 0 {
		s += fmt.Sprintf(", %d not known", c.NotKnown)
	}
	if c.Percent >= 0 {
		s += fmt.Sprintf(", %d percent", c.Percent)
	}
	switch {
	case !c.Due:
		s += ", due later"
	case c.Weakest:
		s += ", the weakest"
	}
	return s + "."
}
