package tui

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"drydock/tui/words"

	tea "charm.land/bubbletea/v2"
)

// guarded makes a command of work. A panic in it becomes an error message and a trace, never a broken terminal.
func (a *app) guarded(f func(ctx context.Context) any) tea.Cmd {
	ctx, crash := a.ctx, a.crash
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				crash.note(r, debug.Stack())
				msg = stop{}
			}
		}()
		return f(ctx)
	}
}

// run starts work for a screen: 0 is the router itself.
func (a *app) run(id int, w Work) tea.Cmd {
	gen := 0
	if w.Key != "" {
		k := genKey{id: id, key: w.Key}
		a.gens[k]++
		gen = a.gens[k]
	}
	p, d := newPipe(), a.desk
	start := a.guarded(func(ctx context.Context) any {
		last := w.Do(ctx, d, p.send)
		p.close(last)
		return nil
	})
	return tea.Batch(start, p.wait(a, id, gen, w.Key))
}

// pipe carries messages of long work; whoever reads takes all that is there at once.
type pipe struct {
	mu    sync.Mutex
	batch []any
	done  bool
	ready chan struct{}
}

func newPipe() *pipe { return &pipe{ready: make(chan struct{}, 1)} }

func (p *pipe) send(msg any) { p.add(msg, false) }

func (p *pipe) close(last any) { p.add(last, true) }

func (p *pipe) add(msg any, done bool) {
	p.mu.Lock()
	if msg != nil {
		p.batch = append(p.batch, msg)
	}
	p.done = p.done || done
	p.mu.Unlock()
	select {
	case p.ready <- struct{}{}:
	default:
	}
}

// batched is all that came since the last look.
type batched struct{ msgs []any }

// wait gives the next batch; the router asks again while there is more to come.
func (p *pipe) wait(a *app, id, gen int, key string) tea.Cmd {
	return a.guarded(func(ctx context.Context) any {
		select {
		case <-p.ready:
		case <-ctx.Done():
			return nil
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		msgs := p.batch
		p.batch = nil
		r := result{id: id, gen: gen, key: key, msg: batched{msgs: msgs}}
		if !p.done {
			r.pipe = p
		}
		return r
	})
}

// receive delivers what work gave, unless newer work took its place or the screen is gone.
func (a *app) receive(r result) tea.Cmd {
	var cmds []tea.Cmd
	if r.pipe != nil {
		cmds = append(cmds, r.pipe.wait(a, r.id, r.gen, r.key))
	}
	if r.key != "" && a.gens[genKey{id: r.id, key: r.key}] != r.gen {
		return tea.Batch(cmds...)
	}
	msgs := []any{r.msg}
	if b, ok := r.msg.(batched); ok {
		msgs = b.msgs
	}
	if len(msgs) == 0 || (len(msgs) == 1 && msgs[0] == nil) {
		return tea.Batch(cmds...)
	}
	for _, msg := range msgs {
		cmds = append(cmds, a.deliver(r.id, msg))
	}
	return tea.Batch(cmds...)
}

func (a *app) deliver(id int, msg any) tea.Cmd {
	switch m := msg.(type) {
	case nil:
		return nil
	case fresh:
		return a.refresh(m)
	case opened:
		a.clerk, a.clock = a.clerk.holds(m.view), a.clock.opens(m.view)
		a.status, a.warn = strings.Join(m.view.Notices, " "), false
	case clipped:
		a.sayCopied(m)
		return nil
	case edited:
		var told tea.Cmd
		if e, ok := a.entry(id); ok {
			told = a.tell(e, m)
		}
		return tea.Batch(told, a.editorBack())
	case failed:
		if id == 0 || m.key == "poll" || m.key == "place" {
			a.status, a.warn = sentence(m.err), true
			return nil
		}
	}
	e, ok := a.entry(id)
	if !ok {
		return nil
	}
	return a.tell(e, msg)
}

// refresh hands the newest view to everybody. A poll that was overtaken by a write is dropped.
func (a *app) refresh(m fresh) tea.Cmd {
	now := a.clerk.view
	if now == nil || m.view == nil || now.Session.Meta.ID != m.view.Session.Meta.ID || m.view.Session.Revision < now.Session.Revision {
		return nil
	}
	a.clerk = a.clerk.holds(m.view)
	if m.view.Session.Place.Lead == a.process {
		a.clerk.took = false // it is on disk; from now on another can take it back
	}
	if a.follows {
		a.status = ""
		a.clock.control, a.clock.asking = m.view.Session.Place.Control, m.view.Session.Place.Screen == placeWalk
		a.clock = a.clock.opens(m.view)
	} else if a.led() {
		a.clock = a.clock.opens(m.view)
	}
	a.clock = a.clock.derive(m.view)
	return a.everybody(m)
}

func (a *app) carryOn() tea.Cmd {
	c, f := a.clerk.next(a.desk)
	a.clerk = c
	if f == nil {
		return nil
	}
	return a.guarded(func(ctx context.Context) any { return f(ctx) })
}

// wrote says what became of a write, closes the overlay that waited for it, and begins the next one.
func (a *app) wrote(w written) tea.Cmd {
	a.clerk.busy = false
	var cmds []tea.Cmd
	if w.view != nil {
		cmds = append(cmds, a.refresh(fresh{view: w.view}))
	}
	if w.err != nil {
		a.status, a.warn = sentence(w.err), true
		a.leaving = false
		if e, ok := a.entry(w.job.from); ok {
			cmds = append(cmds, a.tell(e, failed{key: notSaved, err: w.err}))
		}
	} else {
		a.status, a.warn = w.receipt.What, false
		if w.job.hold {
			a.close(w.job.from)
		}
	}
	cmds = append(cmds, a.carryOn())
	if a.leaving {
		cmds = append(cmds, a.leave())
	}
	return tea.Batch(cmds...)
}

// sentence is an error as a person would say it.
func sentence(err error) string { return words.Sentence(err) }

// because wraps an error with what was being done; nil stays nil.
func because(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
