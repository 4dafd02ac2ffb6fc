package tui

import (
	"context"
	"errors"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// home shows this client's assessments, or, when there are none, the three ways to begin.
type home struct {
	begin  begin // what to open at the start; done after the first time
	cards  []desk.Card
	shown  []int // of the cards, those that are not put away and that the search finds
	loaded bool
	err    error
	at     int // among shown, or among the ways to begin
	page   int // cards that fit
	away   bool
	typing bool // letters go into the search
	search textinput.Model
}

// begin says where the workbench starts.
type begin struct {
	ref    string // an assessment by name or id; empty: the last one, where it was left
	sample bool   // the built-in example
	fresh  bool   // with sample: a new copy of it
	home   bool   // stay on Home
}

// listed brings the list; say is what was done to it, here the assessment to be at.
type listed struct {
	cards     []desk.Card
	say, here string
}

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
	newest := slices.IndexFunc(cards, func(c desk.Card) bool { return !c.Meta.Archived })
	if err != nil || b.home || newest < 0 {
		return listed{cards: cards}, because("reading your assessments", err)
	}
	v, err := d.Open(ctx, cards[newest].Meta.ID)
	if err != nil || v.Session.Place.Screen == "" || v.Session.Place.Screen == placeHome {
		return listed{cards: cards}, nil // Home shows what cannot be opened, and says why when asked to open it
	}
	return opened{view: v}, nil
}

func (h home) Place() assess.Place { return assess.Place{Screen: placeHome} }

func (h home) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case resized:
		h.page = max(1, (m.size.H-2)/cardRows)
	case listed:
		here := orElse(m.here, h.card().Meta.ID)
		h.cards, h.loaded, h.err, h.begin = m.cards, true, nil, begin{home: true}
		return h.find(here), Step{Say: m.say}
	case failed:
		h.err, h.loaded, h.begin = m.err, true, begin{home: true}
		if errors.Is(m.err, assess.ErrNotFound) {
			return h, h.Start()
		}
		return h, Step{Say: sentence(m.err), Warn: true}
	case opened:
		h.begin = begin{home: true}
		switch m.to {
		case homeCompare:
			return h, Step{Move: Push, To: newCompare(m.view)}
		case homeImport:
			return h, Step{Move: Push, To: newImport(m.view)}
		case goExport:
			return h, Step{Move: Push, To: newExport(m.view)}
		}
		return h, landing(m.view)
	case Work:
		return h, Step{Run: []Work{m}}
	case tea.KeyPressMsg, tea.PasteMsg:
		h.search, _ = h.search.Update(m)
		h.at = 0
		return h.find(""), Step{}
	}
	return h, Step{}
}

// find shows the assessments that the search finds by title or name, and is at one of them.
func (h home) find(here string) home {
	h.shown = nil
	typed := strings.ToLower(strings.TrimSpace(h.search.Value()))
	for i, c := range h.cards {
		if c.Meta.Archived && !h.away || !strings.Contains(strings.ToLower(titleOfCard(c)+" "+c.Meta.Name), typed) {
			continue
		}
		if c.Meta.ID == here {
			h.at = len(h.shown)
		}
		h.shown = append(h.shown, i)
	}
	h.at = min(h.at, max(0, h.rows()-1))
	return h
}

// card is the chosen assessment; an empty one where there is none.
func (h home) card() desk.Card {
	if h.at < len(h.shown) {
		return h.cards[h.shown[h.at]]
	}
	return desk.Card{}
}

func (h home) empty() bool { return h.loaded && len(h.cards) == 0 }

func (h home) Typing() bool { return h.typing }

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
			return Step{Move: Push, Under: newWalkOf(v, assess.ParseFilter(p.Filter), p.Control), To: newEvidence(v, p.Control)}
		}
		if f := assess.ParseFilter(p.Filter); f != (assess.Filter{}) {
			return to(newWalkOf(v, f, p.Control))
		}
		return to(newWalk(v, p.Control))
	}
}

func (h home) Commands() []Command {
	if !h.loaded {
		return nil
	}
	move := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) { h.at = min(max(0, h.at+by), max(0, h.rows()-1)); return h, Step{} }
	}
	out := []Command{}
	if h.err != nil {
		out = append(out, Command{ID: homeRetry, Hint: true, Do: func() (Screen, Step) { h.loaded = false; return h, h.Start() }})
	}
	out = append(out, Command{ID: homeOpen, Hint: true, Do: h.enter})
	if h.rows() > 1 {
		out = append(out,
			Command{ID: homeUp, Do: move(-1)}, Command{ID: homeDown, Do: move(1)},
			Command{ID: homePageUp, Do: move(-h.page)}, Command{ID: homePageDown, Do: move(h.page)})
	}
	if h.typing || h.search.Value() != "" {
		out = append(out, Command{ID: homeClear, Hint: true, Do: func() (Screen, Step) {
			here := h.card().Meta.ID
			h.typing = false
			h.search.Reset()
			return h.find(here), Step{}
		}})
	}
	if h.typing {
		return out
	}
	out = append(out,
		Command{ID: homeAssess, Hint: !h.empty(), Do: h.assess},
		Command{ID: homeImport, Hint: h.empty(), Do: h.importing},
		Command{ID: homeRoom, Do: h.workshop}, Command{ID: homeSample, Do: h.sample})
	return append(out, h.cardCommands()...)
}

// cardCommands are what can be done to the chosen assessment, and to the list.
func (h home) cardCommands() []Command {
	if h.empty() {
		return nil
	}
	over := func(make func(desk.Card) Screen) func() (Screen, Step) {
		return func() (Screen, Step) { return h, Step{Over: make(h.card())} }
	}
	out := []Command{
		{ID: homeSearch, Hint: len(h.shown) > h.page, Do: func() (Screen, Step) {
			h.typing = true
			h.search = textinput.New()
			h.search.Focus()
			return h.find(h.card().Meta.ID), Step{}
		}},
	}
	if len(h.shown) > 0 {
		c := h.card()
		archive := Command{ID: homeArchive, Do: func() (Screen, Step) { return h, Step{Run: []Work{archiving(c)}} }}
		if c.Meta.Archived {
			archive.ID = homeUnarchive
		}
		out = append(out,
			Command{ID: homeCompare, Hint: true, Do: h.opening(homeCompare)},
			Command{ID: homeMark, Hint: true, Do: over(markForm)},
			Command{ID: goExport, Hint: true, Do: h.opening(goExport)},
			Command{ID: homeRename, Do: over(renameForm)},
			Command{ID: homeCopy, Hint: true, Do: over(copyForm)},
			archive,
			Command{ID: homeDelete, Hint: true, Do: over(deleteSheet)})
	}
	if h.archived() > 0 {
		show := Command{ID: homeAway, Do: func() (Screen, Step) {
			here := h.card().Meta.ID
			h.away = !h.away
			return h.find(here), Step{}
		}}
		out = append(out, show)
	}
	return out
}

// archived counts what is put away.
func (h home) archived() int {
	n := 0
	for i := range h.cards {
		if h.cards[i].Meta.Archived {
			n++
		}
	}
	return n
}

func (h home) rows() int {
	if len(h.cards) == 0 {
		return len(beginnings())
	}
	return len(h.shown)
}

func (h home) enter() (Screen, Step) {
	if len(h.cards) > 0 {
		if len(h.shown) == 0 {
			return h, Step{Say: "No assessment is called so. esc shows all again."}
		}
		h.typing = false
		return h.opening("")()
	}
	switch h.at {
	case 0:
		return h.sample()
	case 1:
		return h.assess()
	}
	return h.workshop()
}

// opening opens the chosen assessment, where it was left or on a page.
func (h home) opening(to ID) func() (Screen, Step) {
	return func() (Screen, Step) {
		ref := h.card().Meta.ID
		return h, Step{Say: "Opening…", Run: []Work{openWork(to, func(ctx context.Context, d Desk) (*desk.View, error) { return d.Open(ctx, ref) })}}
	}
}

func openWork(to ID, open func(ctx context.Context, d Desk) (*desk.View, error)) Work {
	return do("open", func(ctx context.Context, d Desk) any {
		v, err := open(ctx, d)
		if err != nil {
			return failed{key: "open", err: because("opening it", err)}
		}
		return opened{view: v, to: to}
	})
}

func (h home) sample() (Screen, Step) {
	h.at = 0
	return h, Step{Say: "Opening the example…", Run: []Work{openWork("", func(ctx context.Context, d Desk) (*desk.View, error) {
		return d.OpenSample(ctx, false)
	})}}
}

func (h home) assess() (Screen, Step) { return h, Step{Move: Push, To: newScope(false)} }

func (h home) workshop() (Screen, Step) { return h, Step{Move: Push, To: newScope(true)} }

// importing takes in a file: into the chosen assessment, or as an assessment of its own.
func (h home) importing() (Screen, Step) {
	if len(h.shown) == 0 {
		return h, Step{Move: Push, To: newImport(nil)}
	}
	return h.opening(homeImport)()
}

func titleOfCard(c desk.Card) string {
	if called := c.Scope.Called(); called != "" {
		return called
	}
	return c.Meta.Name
}
