package tui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
)

// edited brings back what somebody wrote in their editor: the text is as it was left, also when the editor failed.
type edited struct {
	text string
	err  error
}

// editor runs a text in the editor that the environment names.
type editor struct {
	line string // as in $VISUAL: a command with arguments
	// start hands the terminal over and takes it back; tests run it in place.
	start func(tea.ExecCommand, tea.ExecCallback) tea.Cmd
	stop  func() // stops this program until it is continued; nil: it goes on
	// open is the screen that waits for its text; 0: none. Nothing ends the program before the text is back.
	open int
	// away is true while the terminal belongs to the editor: its ctrl+c is not ours.
	away *atomic.Bool
	// until is ended by a signal that ends the program: the editor is asked to end first.
	until context.Context
	end   context.CancelFunc
}

func newEditor(ctx context.Context) editor {
	until, end := context.WithCancel(ctx)
	return editor{start: tea.Exec, away: &atomic.Bool{}, until: until, end: end}
}

// nap is what runs while the program is stopped: the terminal is given back before and taken again after.
type nap struct{ stop func() }

func (n nap) SetStdin(io.Reader)  {}
func (n nap) SetStdout(io.Writer) {}
func (n nap) SetStderr(io.Writer) {}

func (n nap) Run() error {
	if n.stop != nil {
		n.stop()
	}
	return nil
}

// suspend leaves to the shell until it continues the program.
func (a *app) suspend() tea.Cmd {
	return a.editor.start(nap{stop: a.editor.stop}, func(error) tea.Msg { return nil })
}

// edit opens the text for a screen.
func (a *app) edit(id int, s string) tea.Cmd {
	words, err := editorWords(a.editor.line)
	if err != nil {
		a.status, a.warn = sentence(err), true
		return nil
	}
	a.editor.open = id
	e := &editing{words: words, text: s, ctx: a.editor.until, away: a.editor.away}
	return a.editor.start(e, func(error) tea.Msg { return result{id: id, msg: edited{text: e.text, err: e.err}} })
}

// editorBack lets an end that was asked for meanwhile go on, once the text is with its screen.
func (a *app) editorBack() tea.Cmd {
	a.editor.open = 0
	if a.leaving {
		return a.leave()
	}
	return nil
}

// editorWords says which program to run. Without a wish it is what the machine has.
func editorWords(line string) ([]string, error) {
	words, err := splitWords(line)
	if err != nil {
		return nil, fmt.Errorf("$VISUAL or $EDITOR can't be read: %w; it is %q", err, line)
	}
	if len(words) > 0 {
		return words, nil
	}
	for _, name := range []string{"nano", "vi"} {
		if path, err := exec.LookPath(name); err == nil {
			return []string{path}, nil
		}
	}
	return nil, errors.New("there is no editor: set $VISUAL or $EDITOR, such as EDITOR=nano, and start Drydock again. Nothing that you typed is lost")
}

// splitWords splits a line as a shell does: at spaces, but for those within quotes or after a backslash.
func splitWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	begun, escaped := false, false
	for _, r := range line {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			escaped, begun = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case quote == 0 && (r == ' ' || r == '\t' || r == '\n'):
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if quote != 0 || escaped {
		return nil, errors.New("a quote is not closed")
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}

// editing is one run of the editor, on a file of its own that nobody else can read and that is gone afterwards.
type editing struct {
	words    []string
	text     string // before and after
	err      error
	ctx      context.Context
	away     *atomic.Bool
	in       io.Reader
	out, bad io.Writer
}

func (e *editing) SetStdin(r io.Reader)  { e.in = r }
func (e *editing) SetStdout(w io.Writer) { e.out = w }
func (e *editing) SetStderr(w io.Writer) { e.bad = w }

// Run gives no error: what went wrong is told beside the text.
func (e *editing) Run() error {
	e.away.Store(true)
	defer e.away.Store(false)
	e.err = e.run()
	return nil
}

func (e *editing) run() (err error) {
	dir, err := os.MkdirTemp("", "drydock-")
	if err != nil {
		return because("making a place for the editor's file", err)
	}
	name := filepath.Join(dir, "note.md")
	if err := os.WriteFile(name, []byte(e.text), 0o600); err != nil {
		return errors.Join(because("writing the editor's file", err), os.RemoveAll(dir))
	}
	ran := e.command(name).Run()
	data, err := readNote(name)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.Join(errors.New("the editor took its file away; the text is as before"), os.RemoveAll(dir))
	}
	if err != nil { // what stands in it may be all that there is: leave it where it is
		return fmt.Errorf("what the editor left in %s could not be read, and the text is as before: %w", name, errors.Join(err, ran))
	}
	e.text = strings.TrimRight(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	if err := os.RemoveAll(dir); err != nil {
		return because("removing the editor's file", err)
	}
	if ran != nil {
		return fmt.Errorf("the editor %s did not end well (%w). The text is as it left it", e.words[0], ran)
	}
	return nil
}

func (e *editing) command(name string) *exec.Cmd {
	c := exec.CommandContext(e.ctx, e.words[0], append(append([]string{}, e.words[1:]...), name)...)
	c.Stdin, c.Stdout, c.Stderr = e.in, e.out, e.bad
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = time.Second
	return c
}

// mostNote and mostLines are how much an editor may leave: what the sheet on screen can hold.
const (
	mostNote  = 1 << 20
	mostLines = 9000
)

func readNote(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostNote+1))
	if err == nil && len(data) > mostNote {
		err = errors.New("it is larger than 1 MiB")
	}
	if err == nil && bytes.Count(data, []byte("\n")) > mostLines {
		err = fmt.Errorf("it has more than %d lines", mostLines)
	}
	return data, err
}
