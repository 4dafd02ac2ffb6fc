package tui

import (
	"drydock/assess/desk"

	tea "charm.land/bubbletea/v2"
)

// commands lists what works now: an overlay's own, or the top screen's and those that go everywhere.
func (a *app) commands() []Command {
	front := a.front().screen
	own := front.Commands()
	if len(a.overlays) > 0 {
		return append(own, a.everywhere(front, true)...)
	}
	return append(own, a.everywhere(front, false)...)
}

// everywhere lists the router's own commands.
func (a *app) everywhere(front Screen, overlay bool) []Command {
	over := func(make func() Screen) func() (Screen, Step) {
		return func() (Screen, Step) { return nil, Step{Over: make()} }
	}
	quit := Command{ID: goQuit, Hint: len(a.stack) == 1, Do: func() (Screen, Step) { return nil, Step{Move: Quit} }}
	searching := []Command{
		{ID: goHelp, Hint: true, Do: over(func() Screen { return newHelp(a.registry, a.commands(), false) })},
		{ID: goPalette, Do: over(func() Screen { return newHelp(a.registry, a.commands(), true) })},
		{ID: goSuspend, Do: func() (Screen, Step) { return nil, Step{Move: Suspend} }},
	}
	if _, helping := front.(help); helping {
		return searching[2:]
	}
	if v := a.clerk.view; v != nil && !a.follows {
		if _, parking := front.(parking); !parking && (overlay || isTyping(front)) { // a side topic is parked in the middle of a sentence
			searching = append(searching, Command{ID: goPark, Do: over(func() Screen { return newParking(v) })})
		}
	}
	if overlay {
		return searching
	}
	out := []Command{}
	if len(a.stack) > 1 {
		out = append(out, Command{ID: goBack, Do: func() (Screen, Step) { return nil, Step{Move: Back} }})
	}
	out = append(out, searching...)
	if c, ok := front.(copyable); ok {
		out = append(out, Command{ID: goCopy, Do: func() (Screen, Step) { return nil, chooseCopy(c.Copies()) }})
	}
	if !a.follows {
		out = append(out, a.clockCommands()...)
	}
	out = append(out,
		Command{ID: goTheme, Do: func() (Screen, Step) { return nil, a.nextColours() }},
		Command{ID: goMouse, Do: func() (Screen, Step) { return nil, a.toggleMouse() }},
		quit)
	return out
}

func isTyping(s Screen) bool {
	t, ok := s.(typist)
	return ok && t.Typing()
}

func (a *app) nextColours() Step {
	a.colours = (a.colours + 1) % 4
	a.dress()
	return Step{Say: "Colours: " + []string{"as the terminal says", "for a dark background", "for a light background", "none"}[a.colours]}
}

func (a *app) toggleMouse() Step {
	a.mouse = !a.mouse
	if a.mouse {
		return Step{Say: "The mouse clicks and scrolls. To select text, hold shift, or press M again."}
	}
	return Step{Say: "The mouse belongs to the terminal again."}
}

// key gives a key to whoever it is for: text to a field, a bound key to its command, and no key is dead.
func (a *app) key(msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	if name == "ctrl+c" {
		return a.leave()
	}
	a.status, a.warn = "", false
	front := a.front()
	t, ok := front.screen.(typist)
	typing := ok && t.Typing()
	if typing && msg.Text != "" {
		return a.tell(front, msg)
	}
	if c, ok := a.registry.find(a.commands(), name); ok {
		return a.perform(c)
	}
	if typing {
		return a.tell(front, msg)
	}
	a.status = "The key " + keyName(safe(name)) + " does nothing here. " + keyName(a.helpKey()) + " shows what does."
	return nil
}

// helpKey is the key that shows what works, also while letters are text.
func (a *app) helpKey() string {
	id := goHelp
	if t, ok := a.front().screen.(typist); ok && t.Typing() {
		id = goPalette
	}
	if keys := a.registry.spec(id).keys; len(keys) > 0 {
		return keys[0]
	}
	return string(id)
}

// perform runs a command for the screen in front.
func (a *app) perform(c Command) tea.Cmd {
	front := a.front()
	screen, step := c.Do()
	if screen != nil {
		a.put(front.id, screen)
	}
	return a.follow(front.id, step)
}

// wheel scrolls by the keys for up and down.
func (a *app) wheel(m tea.MouseWheelMsg) tea.Cmd {
	key := "down"
	if m.Button == tea.MouseWheelUp {
		key = "up"
	}
	if c, ok := a.registry.find(a.commands(), key); ok {
		return a.perform(c)
	}
	return nil
}

// inAssessment lists the commands that every screen of an open assessment shares; without leaves some out.
func inAssessment(v *desk.View, without ...ID) []Command {
	to := func(id ID, make func() Screen) Command {
		return Command{ID: id, Do: func() (Screen, Step) { return nil, Step{Move: Push, To: make()} }}
	}
	all := []Command{
		to(goWalk, func() Screen { return newWalk(v, "") }),
		to(goOverview, func() Screen { return newOverview(v) }),
		to(goPlan, func() Screen { return newPlan(v) }),
		to(goProbe, func() Screen { return newProbe(v) }),
		to(goScope, func() Screen { return newScopeOf(v) }),
		to(goAgenda, func() Screen { return newAgenda(v) }),
		to(goReadOut, func() Screen { return newReadOut(v) }),
		to(goExport, func() Screen { return newExport(v) }),
		{ID: goPark, Do: func() (Screen, Step) { return nil, Step{Over: newParking(v)} }},
		{ID: goUndo, Do: func() (Screen, Step) { return nil, Step{Write: undo} }},
		{ID: goRedo, Do: func() (Screen, Step) { return nil, Step{Write: redo} }},
		{ID: goHistory, Do: func() (Screen, Step) { return nil, Step{Over: newHistory(v)} }},
		{ID: goHome, Do: func() (Screen, Step) { return nil, Step{Move: GoHome} }},
	}
	kept := all[:0]
	for _, c := range all {
		if !contains(without, c.ID) {
			kept = append(kept, c)
		}
	}
	return kept
}

func contains(ids []ID, id ID) bool {
	for _, i := range ids {
		if i == id {
			return true
		}
	}
	return false
}
