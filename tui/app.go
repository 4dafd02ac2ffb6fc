package tui

import (
	"context"
	"runtime/debug"
	"time"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"

	tea "charm.land/bubbletea/v2"
)

// pollEvery is how often the workbench looks for what others changed.
const pollEvery = 400 * time.Millisecond

// entry is a screen in its place on the stack, with a number that outlives its changes.
type entry struct {
	id     int
	screen Screen
}

// app is the router: a stack of screens, overlays over the top one, a status line. It knows nothing of assessments but
// that the clerk has one open.
type app struct {
	ctx      context.Context
	desk     Desk
	registry *Registry
	crash    *crash

	stack    []entry
	overlays []entry
	left     Screen // the page that back left last: the next of its kind goes on there
	ids      int
	gens     map[genKey]int // the newest generation of work by screen and key
	clerk    clerk
	clock    stopwatch
	process  int  // who we are among those who may lead the projector
	follows  bool // this is the projector: it looks on, and keeps no place of its own
	leaving  bool

	editor    editor
	clipboard clipboard

	size       cell.Size
	theme      theme.Theme
	background theme.Background
	colours    colours
	mouse      bool
	status     string
	warn       bool
	drawn      string
	dirty      bool
	ticks      bool // false in tests: they drive by hand
}

type genKey struct {
	id  int
	key string
}

// result is what work gave, with the address of who asked.
type result struct {
	id, gen int
	key     string
	msg     any
	pipe    *pipe // more may follow
}

type tick struct{ at time.Time }

func newApp(ctx context.Context, d Desk, r *Registry, first Screen) *app {
	a := &app{
		ctx: ctx, desk: d, registry: r, crash: &crash{}, gens: map[genKey]int{},
		editor: newEditor(ctx), size: cell.Size{W: 80, H: 24}, theme: theme.New(theme.BackgroundUnknown), dirty: true,
	}
	a.push(first)
	return a
}

// Init starts the first screen's work after the first frame.
func (a *app) Init() tea.Cmd {
	cmds := []tea.Cmd{tea.RequestBackgroundColor, a.start(a.top())}
	if a.ticks { // the first at once: whoever starts the clock with the first key must not wait for the time
		cmds = append(cmds, func() tea.Msg { return tick{at: time.Now()} })
	}
	return tea.Batch(cmds...)
}

func (a *app) nextTick() tea.Cmd {
	every := pollEvery
	if a.follows {
		every /= 2
	}
	return tea.Tick(every, func(at time.Time) tea.Msg { return tick{at: at} })
}

func (a *app) top() entry { return a.stack[len(a.stack)-1] }

// front is who gets the keys: the newest overlay, else the top screen.
func (a *app) front() entry {
	if n := len(a.overlays); n > 0 {
		return a.overlays[n-1]
	}
	return a.top()
}

// Update is the one place where messages come in. A panic below it is noted, and the program ends in order.
func (a *app) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	defer func() {
		if r := recover(); r != nil {
			a.crash.note(r, debug.Stack())
			model, cmd = a, tea.Quit
		}
	}()
	a.dirty = a.dirty || !idle(msg)
	return a, tea.Batch(a.route(msg), a.keepPlace())
}

// keepPlace saves the place as soon as it is a new one: the projector waits for it.
func (a *app) keepPlace() tea.Cmd {
	if a.clerk.view == nil || a.follows || a.leaving {
		return nil
	}
	a.clock = a.clock.asks(a.place(), a.clerk.view)
	return a.savePlace(false)
}

// idle says whether a message can change nothing on screen: then nothing is drawn again.
func idle(msg tea.Msg) bool {
	switch m := msg.(type) {
	case tick, placeKept:
		return true
	case result:
		b, ok := m.msg.(batched)
		return m.msg == nil || ok && len(b.msgs) == 0
	}
	return false
}

func (a *app) route(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		a.size = cell.Size{W: m.Width, H: m.Height}
		return a.everybody(resized{size: a.room()})
	case tea.BackgroundColorMsg:
		a.background = theme.BackgroundLight
		if m.IsDark() {
			a.background = theme.BackgroundDark
		}
		a.dress()
	case tea.KeyPressMsg:
		return a.key(m)
	case tea.PasteMsg:
		return a.tell(a.front(), m)
	case tea.MouseWheelMsg:
		return a.wheel(m)
	case tea.MouseClickMsg:
		return a.click(m)
	case tick:
		return a.tick(m)
	case placeKept:
		a.clerk.placing = false
		if m.err != nil {
			a.status, a.warn, a.dirty = sentence(m.err), true, true
		}
	case sleep:
		return a.suspend()
	case stop:
		if a.crash.text() != "" {
			return tea.Quit // what is under way will not come back
		}
		return a.leave()
	case result:
		return a.receive(m)
	case written:
		return a.wrote(m)
	}
	return nil
}

// colours is what somebody chose over what the terminal says.
type colours int

const (
	coloursAsTerminal colours = iota
	coloursDark
	coloursLight
	coloursNone
)

func coloursOf(o Options) colours {
	switch {
	case o.NoColor:
		return coloursNone
	case o.Theme == "dark":
		return coloursDark
	case o.Theme == "light":
		return coloursLight
	}
	return coloursAsTerminal
}

func (a *app) dress() {
	switch a.colours {
	case coloursDark:
		a.theme = theme.New(theme.BackgroundDark)
	case coloursLight:
		a.theme = theme.New(theme.BackgroundLight)
	case coloursNone:
		a.theme = theme.Plain()
	default:
		a.theme = theme.New(a.background)
	}
}

// tell gives a message to one screen or overlay and follows its step.
func (a *app) tell(e entry, msg any) tea.Cmd {
	screen, step := e.screen.Update(msg)
	a.put(e.id, screen)
	return a.follow(e.id, step)
}

// everybody gives a message to every screen and overlay.
func (a *app) everybody(msg any) tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range append(append([]entry(nil), a.stack...), a.overlays...) {
		cmds = append(cmds, a.tell(e, msg))
	}
	return tea.Batch(cmds...)
}

func (a *app) put(id int, s Screen) {
	for _, list := range [][]entry{a.stack, a.overlays} {
		for i := range list {
			if list[i].id == id {
				list[i].screen = s
			}
		}
	}
}

func (a *app) entry(id int) (entry, bool) {
	for _, list := range [][]entry{a.stack, a.overlays} {
		for _, e := range list {
			if e.id == id {
				return e, true
			}
		}
	}
	return entry{}, false
}

// follow does what a step says: first the navigation, then the work.
func (a *app) follow(id int, s Step) tea.Cmd {
	if s.Say != "" {
		a.status, a.warn = s.Say, s.Warn
	}
	var cmds []tea.Cmd
	if s.Timer != nil {
		a.clock = a.clock.set(s.Timer, a.clerk.view)
	}
	if s.Copy != "" {
		cmds = append(cmds, a.copy(s))
	}
	if s.Edit != nil {
		cmds = append(cmds, a.edit(id, *s.Edit))
	}
	if s.Write != nil {
		a.clerk.queue = append(a.clerk.queue, job{write: s.Write, from: id, hold: s.Hold})
		cmds = append(cmds, a.carryOn())
	}
	for _, w := range s.Run {
		cmds = append(cmds, a.run(id, w))
	}
	if s.Over != nil {
		cmds = append(cmds, a.open(s.Over))
	}
	if s.Close {
		a.close(id)
		if s.Tell != nil {
			cmds = append(cmds, a.handOver(s.Tell))
		}
	}
	return tea.Batch(append(cmds, a.move(s))...)
}

// handOver gives what an overlay found to the one underneath it; a command is run there.
func (a *app) handOver(msg any) tea.Cmd {
	if id, ok := msg.(ID); ok {
		for _, c := range a.commands() {
			if c.ID == id {
				return a.perform(c)
			}
		}
		return nil
	}
	return a.tell(a.front(), msg)
}

func (a *app) move(s Step) tea.Cmd {
	switch s.Move {
	case Push:
		a.overlays = nil
		var under tea.Cmd
		if s.Under != nil {
			a.push(s.Under)
			under = a.start(a.top())
		}
		a.push(s.To)
		return tea.Batch(under, a.start(a.top()))
	case Back:
		return a.pop()
	case GoHome:
		a.overlays = nil
		a.stack = a.stack[:1]
		return a.arrive()
	case Suspend:
		return a.suspend()
	case Quit:
		return a.leave()
	}
	return nil
}

// push puts a screen on top. A kind of page is on the stack once: the older one goes, so that back never circles.
func (a *app) push(s Screen) {
	kind := nameOf(s)
	if r, ok := s.(resuming); ok && a.left != nil && nameOf(a.left) == kind {
		s = r.Resume(a.left)
	}
	kept := a.stack[:0:0]
	for i, e := range a.stack {
		if i == 0 || nameOf(e.screen) != kind {
			kept = append(kept, e)
		} else if r, ok := s.(resuming); ok {
			s = r.Resume(e.screen)
		}
	}
	a.ids++
	a.stack = append(kept, entry{id: a.ids, screen: s})
}

func (a *app) pop() tea.Cmd {
	if len(a.stack) == 1 {
		return nil
	}
	a.left = a.top().screen
	a.stack = a.stack[:len(a.stack)-1]
	return a.arrive()
}

// arrive lets a screen that comes back to the top begin anew where it must.
func (a *app) arrive() tea.Cmd {
	if len(a.stack) > 1 {
		return nil
	}
	saved := a.savePlace(true)
	a.left = nil
	a.clerk, a.clock = a.clerk.holds(nil), stopwatch{now: a.clock.now}
	return tea.Batch(saved, a.start(a.top()))
}

func (a *app) start(e entry) tea.Cmd {
	screen, _ := e.screen.Update(resized{size: a.room()})
	a.put(e.id, screen)
	if s, ok := screen.(starter); ok {
		return a.follow(e.id, s.Start())
	}
	return nil
}

func (a *app) open(s Screen) tea.Cmd {
	a.ids++
	e := entry{id: a.ids, screen: s}
	a.overlays = append(a.overlays, e)
	return a.start(e)
}

func (a *app) close(id int) {
	kept := a.overlays[:0:0]
	for _, e := range a.overlays {
		if e.id != id {
			kept = append(kept, e)
		}
	}
	a.overlays = kept
}

func (a *app) place() assess.Place {
	for i := len(a.stack) - 1; i >= 0; i-- {
		if p, ok := a.stack[i].screen.(placed); ok {
			place := p.Place()
			place.Filter = a.filter()
			place.Timer, place.Lead = a.clock.timer, a.process
			return place
		}
	}
	return assess.Place{}
}

// filter is that of the questions that are walked, or were last; another page does not forget it.
func (a *app) filter() string {
	for i := len(a.stack) - 1; i >= 0; i-- {
		if f, ok := a.stack[i].screen.(filtering); ok {
			return f.Filtered()
		}
	}
	if f, ok := a.left.(filtering); ok {
		return f.Filtered()
	}
	return a.clerk.place.Filter
}

// savePlace remembers where somebody is. While one is being saved the next waits, unless this is the last one.
func (a *app) savePlace(last bool) tea.Cmd {
	if a.follows || a.clerk.placing && !last {
		return nil
	}
	c, f := a.clerk.savePlace(a.desk, a.place())
	a.clerk = c
	if f == nil {
		return nil
	}
	a.clerk.placing = true
	return a.guarded(func(ctx context.Context) any { return placeKept{err: f(ctx)} })
}

// placeKept says that a place is on disk, or why not.
type placeKept struct{ err error }

// tick brings the time, and looks for others' changes.
func (a *app) tick(t tick) tea.Cmd {
	before := a.clock.text
	a.clock = a.clock.ticks(t.at, a.clerk.view)
	a.dirty = a.dirty || a.clock.text != before
	var cmds []tea.Cmd
	if a.follows && a.clock.text != before {
		cmds = append(cmds, a.everybody(projectorTime{now: a.clock.now}))
	}
	if a.ticks {
		cmds = append(cmds, a.nextTick())
	}
	if v := a.clerk.view; v != nil && !a.clerk.busy {
		look := poll
		if a.follows || a.led() {
			look = follow
		}
		cmds = append(cmds, a.run(0, do("poll", func(ctx context.Context, d Desk) any { return look(ctx, d, v) })))
	}
	return tea.Batch(cmds...)
}

func poll(ctx context.Context, d Desk, v *desk.View) any {
	newest, changed, err := d.Refresh(ctx, v)
	return newer(newest, changed, err)
}

// follow is the poll of the projector: it also brings where the one who leads is.
func follow(ctx context.Context, d Desk, v *desk.View) any {
	newest, changed, err := d.Follow(ctx, v)
	return newer(newest, changed, err)
}

func newer(newest *desk.View, changed bool, err error) any {
	if err != nil {
		return failed{key: "poll", err: err}
	}
	if !changed {
		return nil
	}
	return fresh{view: newest}
}

// leave saves what is being written and the place, waits for the writes that are under way, and quits.
func (a *app) leave() tea.Cmd {
	a.leaving = true
	if a.editor.open != 0 {
		return nil // its text comes first
	}
	var drafts []tea.Cmd
	for _, e := range a.overlays {
		if d, ok := e.screen.(drafted); ok && d.Draft() != nil && a.clerk.view != nil {
			a.clerk.queue = append(a.clerk.queue, job{write: d.Draft(), from: e.id, hold: true})
			drafts = append(drafts, a.carryOn())
		}
	}
	if len(drafts) > 0 {
		return tea.Batch(drafts...)
	}
	if a.clerk.busy || len(a.clerk.queue) > 0 {
		return nil
	}
	return tea.Sequence(a.savePlace(true), tea.Quit)
}
