package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// home shows this client's assessments, or, when there are none, the three ways to begin.
type home struct {
	begin  begin // what to open at the start; done after the first time
	cards  []desk.Card
	loaded bool
	err    error
	at     int
}

// begin says where the workbench starts.
type begin struct {
	ref    string // an assessment by name or id; empty: the last one, where it was left
	sample bool   // the built-in example
	fresh  bool   // with sample: a new copy of it
	home   bool   // stay on Home
}

type listed struct{ cards []desk.Card }

// Start reads the list; the first time it also opens what should be open.
func (h home) Start() Step {
	b := h.begin
	return Step{Run: []Work{do("list", func(ctx context.Context, d Desk) any {
		msg, err := beginAt(ctx, d, b)
		if err != nil {
			return failed{key: "list", err: err}
		}
		return msg
	})}}
}

// beginAt opens what the start asks for. Without a wish it is the newest assessment, if it was left on a page of its own.
func beginAt(ctx context.Context, d Desk, b begin) (any, error) {
	if b.sample {
		v, err := d.OpenSample(ctx, b.fresh)
		return opened{view: v}, because("opening the example", err)
	}
	if b.ref != "" {
		v, err := d.Open(ctx, b.ref)
		return opened{view: v}, because("opening "+b.ref, err)
	}
	cards, err := d.List(ctx)
	if err != nil || b.home || len(cards) == 0 {
		return listed{cards: cards}, because("reading your assessments", err)
	}
	v, err := d.Open(ctx, cards[0].Meta.ID)
	if err != nil || v.Session.Place.Screen == "" || v.Session.Place.Screen == placeHome {
		return listed{cards: cards}, nil // Home shows what cannot be opened, and says why when asked to open it
	}
	return opened{view: v}, nil
}

func (h home) Place() assess.Place { return assess.Place{Screen: placeHome} }

func (h home) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case listed:
		before := ""
		if h.at < len(h.cards) {
			before = h.cards[h.at].Meta.ID
		}
		h.cards, h.loaded, h.err, h.begin = m.cards, true, nil, begin{home: true}
		h.at = stay(h.cards, h.at, func(c desk.Card) bool { return c.Meta.ID == before })
	case failed:
		h.err, h.loaded, h.begin = m.err, true, begin{home: true}
		if errors.Is(m.err, assess.ErrNotFound) {
			return h, h.Start()
		}
		return h, Step{Say: sentence(m.err), Warn: true}
	case opened:
		h.begin = begin{home: true}
		return h, landing(m.view)
	case renaming:
		return h, Step{Run: []Work{changeList("renaming it", func(ctx context.Context, d Desk) error { return d.Rename(ctx, m.id, m.name) })}}
	case deleting:
		return h, Step{Run: []Work{changeList("deleting it", func(ctx context.Context, d Desk) error { return d.Delete(ctx, m.id) })}}
	}
	return h, Step{}
}

// landing leads to where an assessment was left, else to the first question of today.
func landing(v *desk.View) Step {
	to := func(s Screen) Step { return Step{Move: Push, To: s} }
	switch p := v.Session.Place; p.Screen {
	case placeOverview:
		return to(newOverview(v))
	case placePlan:
		return to(newPlan(v))
	case placeAction:
		under := newPlan(v)
		if under.row().action == nil || under.row().action.Action.ID != p.Item {
			return to(under) // it is done meanwhile, or closed
		}
		return Step{Move: Push, Under: under, To: newPlanDetail(v, v.Plan, p.Item)}
	case placeProbe:
		return to(newProbe(v))
	case placeScope:
		return to(newScopeOf(v))
	case placeExport:
		return to(newExport(v))
	case placeAgenda:
		return to(newAgenda(v).to(p.Item))
	case placeReadOut:
		return to(newReadOut(v))
	default:
		if _, ok := v.Posture.Control(p.Control); ok && p.Item == itemEvidence {
			return Step{Move: Push, Under: newWalk(v, p.Control), To: newEvidence(v, p.Control)}
		}
		if f := assess.ParseFilter(p.Filter); f != (assess.Filter{}) {
			return to(newWalkOf(v, f, p.Control))
		}
		return to(newWalk(v, p.Control))
	}
}

func (h home) Commands() []Command {
	empty := h.loaded && len(h.cards) == 0
	out := []Command{}
	if !h.loaded {
		return out
	}
	if h.err != nil {
		out = append(out, Command{ID: homeRetry, Hint: true, Do: func() (Screen, Step) { h.loaded = false; return h, h.Start() }})
	}
	out = append(out,
		Command{ID: homeOpen, Hint: true, Do: h.enter},
		Command{ID: homeAssess, Hint: !empty, Do: h.assess},
		Command{ID: homeRoom, Hint: !empty, Do: h.workshop},
		Command{ID: homeSample, Hint: !empty, Do: h.sample})
	if h.rows() > 1 {
		out = append(out,
			Command{ID: homeUp, Do: func() (Screen, Step) { h.at = max(0, h.at-1); return h, Step{} }},
			Command{ID: homeDown, Do: func() (Screen, Step) { h.at = min(h.rows()-1, h.at+1); return h, Step{} }})
	}
	if !empty {
		out = append(out,
			Command{ID: homeRename, Hint: true, Do: h.rename},
			Command{ID: homeDelete, Hint: true, Do: h.remove})
	}
	return out
}

func (h home) rows() int {
	if len(h.cards) == 0 {
		return 3
	}
	return len(h.cards)
}

func (h home) enter() (Screen, Step) {
	if len(h.cards) > 0 {
		ref := h.cards[h.at].Meta.ID
		return h, Step{Say: "Opening…", Run: []Work{openWork(func(ctx context.Context, d Desk) (*desk.View, error) { return d.Open(ctx, ref) })}}
	}
	switch h.at {
	case 0:
		return h.sample()
	case 1:
		return h.assess()
	}
	return h.workshop()
}

func openWork(open func(ctx context.Context, d Desk) (*desk.View, error)) Work {
	return do("open", func(ctx context.Context, d Desk) any {
		v, err := open(ctx, d)
		if err != nil {
			return failed{key: "open", err: because("opening it", err)}
		}
		return opened{view: v}
	})
}

// changeList changes one assessment as a whole and reads the list again.
func changeList(doing string, change func(ctx context.Context, d Desk) error) Work {
	return do("list", func(ctx context.Context, d Desk) any {
		if err := change(ctx, d); err != nil {
			return failed{key: "list", err: because(doing, err)}
		}
		cards, err := d.List(ctx)
		if err != nil {
			return failed{key: "list", err: because("reading your assessments", err)}
		}
		return listed{cards: cards}
	})
}

func (h home) sample() (Screen, Step) {
	h.at = 0
	return h, Step{Say: "Opening the example…", Run: []Work{openWork(func(ctx context.Context, d Desk) (*desk.View, error) {
		return d.OpenSample(ctx, false)
	})}}
}

func (h home) assess() (Screen, Step) { return h, Step{Move: Push, To: newScope(false)} }

func (h home) workshop() (Screen, Step) { return h, Step{Move: Push, To: newScope(true)} }

func (h home) rename() (Screen, Step) {
	card := h.cards[h.at]
	f := form{button: "Rename", fields: []field{textField("name", "Name", card.Meta.Name, "Small letters, digits and hyphens; commands use it.")}}
	return h, Step{Over: formSheet{title: "Rename " + safe(card.Meta.Name), form: f, submit: func(f form) (Step, string) {
		name := f.value("name")
		if name == "" {
			return Step{}, "A name is needed."
		}
		return Step{Close: true, Tell: renaming{id: card.Meta.ID, name: name}}, ""
	}}}
}

// renaming and deleting are what overlays of Home hand back to it.
type (
	renaming struct{ id, name string }
	deleting struct{ id string }
)

func (h home) remove() (Screen, Step) {
	card := h.cards[h.at]
	return h, Step{Over: confirm{
		question: "Delete " + safe(titleOfCard(card)) + "?",
		detail:   "Its answers, notes and evidence go from this machine. Backups keep it until `drydock store purge`. y deletes, n keeps it.",
		yes:      func() Step { return Step{Tell: deleting{id: card.Meta.ID}} },
	}}
}

func titleOfCard(c desk.Card) string {
	if called := c.Scope.Called(); called != "" {
		return called
	}
	return c.Meta.Name
}

func (h home) View(size cell.Size, th theme.Theme) string {
	switch {
	case !h.loaded:
		return cell.Block([]string{"", " " + th.Dim.Say("Reading your assessments…")}, size)
	case len(h.cards) == 0:
		return cell.Block(h.emptyLines(size, th), size)
	}
	lines := []string{head(th, "Your assessments"), ""}
	const tall = 3
	room := max(1, (size.H-len(lines))/tall)
	first := cell.Window(len(h.cards), room, h.at, 0)
	for i := first; i < len(h.cards) && i < first+room; i++ {
		for _, l := range cardLines(h.cards[i], i == h.at, size.W, th) {
			lines = append(lines, th.Row(i, l))
		}
	}
	return cell.Block(lines, size)
}

func (h home) emptyLines(size cell.Size, th theme.Theme) []string {
	choices := []string{"Look around a finished example", "Assess my workload", "Prepare a workshop"}
	lines := []string{"", head(th, "How secure is your AI workload on AWS, and what should be done first?"), ""}
	if h.err != nil {
		lines = append(lines, " "+th.Bad.Say("! "+cell.Cut(sentence(h.err), size.W-4)), "")
	}
	for i, c := range choices {
		key := string(rune('1' + i))
		if i == h.at {
			lines = append(lines, th.Row(i, " › "+th.Accent.Say(key)+"  "+th.Strong.Say(c)), "")
			continue
		}
		lines = append(lines, th.Row(i, "   "+th.Accent.Say(key)+"  "+c), "")
	}
	return lines
}

func cardLines(c desk.Card, chosen bool, w int, th theme.Theme) []string {
	name := safe(titleOfCard(c))
	if c.Meta.Sample {
		name += "  SAMPLE"
	}
	known := fmt.Sprintf("%d of %d answered", c.Answered, c.Controls)
	right := th.Dim.Say("changed " + clock(c.Meta.Changed))
	pointer, style := "   ", th.Strong
	if chosen {
		pointer, style = " › ", th.Accent
	}
	state := []string{strings.TrimSuffix(safe(c.Sentence), "."), known}
	if c.Differs > 0 {
		state = append(state, count(c.Differs, "differs", "differ"))
	}
	return []string{
		cell.Ends(th.Accent.Say(pointer)+style.Say(name), right+" ", w),
		cell.Cut("   "+strings.Join(nonEmpty(state), th.Dim.Say(" · ")), w),
		"",
	}
}

func nonEmpty(parts []string) []string {
	out := parts[:0]
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}
