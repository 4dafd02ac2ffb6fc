package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/term"
)

// Options say what the workbench runs on.
type Options struct {
	Desk     Desk
	Start    string              // an assessment by name or id; empty: the last one, where it was left
	Sample   bool                // the built-in example instead
	Fresh    bool                // with Sample: a new copy of it
	NoColor  bool                // draw without colours
	Theme    string              // dark or light; else as the terminal says
	Mouse    bool                // take the mouse from the start
	Keys     map[string][]string // keys by command, over the defaults
	Editor   string              // as in $VISUAL: a command with arguments; empty: what the machine has
	Remote   bool                // the machine is not the one that somebody sits at: its clipboard is of no use
	StateDir string              // where a crash trace goes; empty: the system's folder for temporary files
	In       *os.File            // nil: standard input
	Out      *os.File            // nil: standard output
	Now      func() time.Time    // for the name of a crash trace
	Process  int                 // this process, by which it leads the projector; 0: whoever moved last does
	Project  bool                // the projector instead: it follows the workbench, and changes nothing
}

// ErrNoTerminal says that there is no terminal to draw on.
var ErrNoTerminal = errors.New("the workbench needs a terminal, and this is none; for the same work as line prompts run `drydock --plain`, without anybody asking `drydock assess`, and `drydock --help` lists all commands")

// Exit ends the program with a code that is not 0 or 1. The terminal is restored already.
type Exit struct {
	Code int
	Err  error // nil: nothing to say
}

func (e *Exit) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("ended with code %d", e.Code)
	}
	return e.Err.Error()
}

func (e *Exit) Unwrap() error { return e.Err }

// Exit codes after a signal follow the shell's custom; after a bug the one of sysexits.
const (
	exitBug    = 70
	exitSignal = 128
)

// Run shows the workbench until somebody quits. It restores the terminal on every way out, and returns what the exit code
// should be as an *Exit.
func Run(ctx context.Context, o Options) error {
	o = o.withDefaults()
	if !term.IsTerminal(int(o.In.Fd())) || !term.IsTerminal(int(o.Out.Fd())) || os.Getenv("TERM") == "dumb" {
		return ErrNoTerminal
	}
	registry, err := NewRegistry(o.Keys)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a := newApp(ctx, o.Desk, registry, o.first())
	a.ticks, a.process, a.follows = true, o.Process, o.Project
	a.editor.line = o.Editor
	a.clipboard = clipboard{native: nativeClipboard(o.Remote), deaf: deafTerminal(os.Getenv("TERM"), os.Getenv("TERM_PROGRAM"))}
	a.mouse = o.Mouse
	a.colours = coloursOf(o)
	a.dress()
	p := tea.NewProgram(a, tea.WithContext(ctx), tea.WithInput(o.In), tea.WithOutput(o.Out), tea.WithoutSignalHandler(), tea.WithEnvironment(o.environment()))
	a.crash.stop = func() { p.Send(stop{}) }
	got := a.listen(ctx, p)
	_, err = p.Run()
	cancel()
	return a.outcome(o, got.Load(), err)
}

// first is the screen that it starts with.
func (o Options) first() Screen {
	if o.Project {
		return present{ref: o.Start}
	}
	return home{begin: begin{ref: o.Start, sample: o.Sample, fresh: o.Fresh}}
}

func (o Options) withDefaults() Options {
	if o.In == nil {
		o.In = os.Stdin
	}
	if o.Out == nil {
		o.Out = os.Stdout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.StateDir == "" {
		o.StateDir = os.TempDir()
	}
	return o
}

// environment is this process's own. Colours that somebody chose for Drydock go before NO_COLOR, which is for all programs.
func (o Options) environment() []string {
	env := os.Environ()
	if o.Theme == "dark" || o.Theme == "light" {
		env = slices.DeleteFunc(env, func(e string) bool { return strings.HasPrefix(e, "NO_COLOR=") })
	}
	return env
}

// stop asks the router to leave in order.
type stop struct{}

// sleep asks the router to give the terminal back and to stop, until it is continued.
type sleep struct{}

// patience is how long a signal waits for writes that are under way before the program is ended regardless.
const patience = 3 * time.Second

// listen turns signals into an orderly end: the terminal comes back, what is under way is written.
func (a *app) listen(ctx context.Context, p *tea.Program) *atomic.Int32 {
	got := &atomic.Int32{}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	watchStop(signals)
	a.editor.stop = stopAll
	asleep := func() { a.crash.guard(func() { p.Send(sleep{}) }) }
	a.crash.guard(func() {
		defer signal.Stop(signals)
		n, ok := a.signalled(ctx, signals, asleep)
		if !ok {
			return
		}
		got.Store(int32(n))
		a.editor.end()
		a.crash.guard(func() { p.Send(stop{}) })
		select {
		case <-ctx.Done():
		case <-signals:
		case <-time.After(patience):
		}
		p.Kill()
	})
	return got
}

// signalled waits for a signal that is for us: what ctrl+c sends while an editor has the terminal is the editor's.
func (a *app) signalled(ctx context.Context, signals <-chan os.Signal, asleep func()) (syscall.Signal, bool) {
	for {
		select {
		case <-ctx.Done():
			return 0, false
		case s := <-signals:
			n, _ := s.(syscall.Signal)
			if a.editor.away.Load() && (n == syscall.SIGINT || n == syscall.SIGQUIT) {
				continue
			}
			if n == stopped {
				if a.editor.away.Load() { // the terminal is given back already
					stopAll()
				} else {
					asleep()
				}
				continue
			}
			return n, true
		}
	}
}

// outcome says how it ended: in order, by a signal, or by a bug whose trace is kept.
func (a *app) outcome(o Options, sig int32, err error) error {
	if trace := a.crash.text(); trace != "" {
		return &Exit{Code: exitBug, Err: a.crash.report(o.StateDir, o.Now(), trace)}
	}
	if sig != 0 {
		saved := a.rescue()
		return &Exit{Code: exitSignal + int(sig), Err: saved}
	}
	if err != nil && !errors.Is(err, tea.ErrProgramKilled) {
		return fmt.Errorf("the workbench ended: %w", err)
	}
	return err
}

// rescue saves what somebody was typing when the terminal went away.
func (a *app) rescue() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var errs []error
	for _, e := range a.overlays {
		d, ok := e.screen.(drafted)
		if !ok || a.clerk.view == nil {
			continue
		}
		if write := d.Draft(); write != nil {
			r, err := write(ctx, a.desk, a.clerk.view)
			errs = append(errs, because("saving the note that was being written", err))
			if err == nil {
				a.clerk = a.clerk.holds(r.View)
			}
		}
	}
	if c, f := a.clerk.savePlace(a.desk, a.place()); f != nil {
		a.clerk = c
		errs = append(errs, f(ctx))
	}
	return errors.Join(errs...)
}

// crash keeps the first panic, and ends the program in order.
type crash struct {
	mu    sync.Mutex
	trace string
	stop  func()
}

func (c *crash) note(r any, stack []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.trace != "" {
		return
	}
	c.trace = fmt.Sprintf("%v\n\n%s", r, stack)
	if c.stop != nil {
		c.guard(c.stop)
	}
}

func (c *crash) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.trace
}

// report writes the trace where only its owner can read it, and says where.
func (c *crash) report(dir string, now time.Time, trace string) error {
	name := filepath.Join(dir, "drydock-crash-"+now.UTC().Format("20060102-150405")+".txt")
	const said = "Drydock hit a bug of its own and stopped. Every answer that it showed as saved is on disk"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("%s. The trace could not be kept: %w", said, err)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("%s. The trace could not be kept: %w", said, err)
	}
	_, err = io.WriteString(f, trace)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s. The trace could not be kept: %w", said, err)
	}
	return fmt.Errorf("%s. The trace is in %s; please send it to us", said, name)
}
