package plain

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire/text"
	"drydock/tui/cell"
	"drydock/tui/words"
)

// talk is one conversation: what is said, what is heard, and the assessment that it is about.
type talk struct {
	ctx     context.Context
	desk    Desk
	in      <-chan heard
	held    []heard // heard already, to be heard again
	out     io.Writer
	broken  error // why nothing can be said any more
	width   int
	process int

	v     *desk.View   // nil: no assessment is open
	start assess.Place // where it was left when it was opened
	place assess.Place // as it was kept last
}

// heard is a line, or the end of the input.
type heard struct {
	line string
	err  error
}

// longestLine is how much of a line is listened to.
const longestLine = 64 << 10

// listen reads lines until the input ends or nobody listens any more.
func listen(r io.Reader, done <-chan struct{}) <-chan heard {
	lines := make(chan heard)
	guarded(func() error {
		in := bufio.NewReader(r)
		for {
			line, err := readLine(in)
			if err == nil || line != "" {
				select {
				case lines <- heard{line: line}:
				case <-done:
					return nil
				}
			}
			if err != nil {
				select {
				case lines <- heard{err: err}:
				case <-done:
				}
				return nil
			}
		}
	})
	return lines
}

// guarded is the only place that starts a goroutine: a panic in it becomes an error.
func guarded(f func() error) <-chan error {
	ended := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				ended <- fmt.Errorf("this is a bug of Drydock's own: %v", r)
			}
		}()
		ended <- f()
	}()
	return ended
}

// readLine reads up to the end of a line; what is too long is cut.
func readLine(in *bufio.Reader) (string, error) {
	var b []byte
	for {
		part, err := in.ReadSlice('\n')
		if room := longestLine - len(b); room > 0 {
			b = append(b, part[:min(len(part), room)]...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return strings.TrimRight(string(b), "\r\n"), err
		}
	}
}

// hear waits for a line. The end of the input is a way to quit.
func (t *talk) hear() (string, error) {
	h, err := t.next()
	switch {
	case err != nil:
		return "", err
	case h.err != nil:
		t.held = append(t.held, h) // whoever asks again hears the same
		t.keepPlace()
		if errors.Is(h.err, io.EOF) {
			return "", errQuit
		}
		return "", fmt.Errorf("the input can't be read: %w", h.err)
	}
	return strings.TrimSpace(h.line), nil
}

func (t *talk) next() (heard, error) {
	if t.broken != nil {
		return heard{}, t.broken
	}
	if len(t.held) > 0 {
		h := t.held[0]
		t.held = t.held[1:]
		return h, nil
	}
	select {
	case h := <-t.in:
		return h, nil
	case <-t.ctx.Done():
		return heard{}, t.ctx.Err()
	}
}

// say writes a paragraph, wrapped at words.
func (t *talk) say(format string, args ...any) { t.indented("", "", fmt.Sprintf(format, args...)) }

// item writes one of a list: what it is called by, then what it is, set in under itself.
func (t *talk) item(n int, format string, args ...any) {
	lead := strconv.Itoa(n) + ". "
	t.indented(lead, strings.Repeat(" ", len(lead)), fmt.Sprintf(format, args...))
}

// under writes a line that belongs to the one above it.
func (t *talk) under(format string, args ...any) {
	t.indented("   ", "   ", fmt.Sprintf(format, args...))
}

// title begins a page.
func (t *talk) title(format string, args ...any) {
	sample := ""
	if t.v != nil && t.v.Session.Meta.Sample {
		sample = "SAMPLE. "
	}
	t.write("\n")
	t.say("%s", sample+fmt.Sprintf(format, args...))
}

// indented is the only way out: nothing in it can steer a terminal, and no line is longer than the width.
func (t *talk) indented(first, rest, s string) {
	for _, line := range strings.Split(text.Untrusted(s).TerminalLines(), "\n") {
		for _, part := range cell.Wrap(line, max(1, t.width-cell.Width(first))) {
			t.write(strings.TrimRight(first+part, " ") + "\n")
			first = rest
		}
	}
}

func (t *talk) write(s string) {
	if t.broken == nil {
		_, t.broken = io.WriteString(t.out, s)
	}
}

// again runs a page until it is done with: one whose ground changed is said again.
func (t *talk) again(page func() error) error {
	for {
		if err := page(); !errors.Is(err, errAgain) {
			return err
		}
	}
}

// at keeps where somebody is, to resume there.
// The workshop's clock goes on as it was.
func (t *talk) at(p assess.Place) {
	p.Timer, p.Lead = t.start.Timer, t.process
	if t.v != nil && p != t.place {
		t.place = p
		t.keepPlace()
	}
}

// keepPlace writes the place down. One that cannot be kept is no reason to stop: it is told when something is to be saved.
func (t *talk) keepPlace() {
	if t.v != nil && t.place != (assess.Place{}) {
		_ = t.desk.SetPlace(context.WithoutCancel(t.ctx), t.v, t.place)
	}
}

// save does one thing and says what is on disk now, or why it is not; it reports whether it is.
func (t *talk) save(do func(ctx context.Context, v *desk.View) (desk.Receipt, error)) bool {
	r, err := do(context.WithoutCancel(t.ctx), t.v) // an interruption waits for what is under way
	if r.View != nil {
		t.v = r.View
	}
	switch {
	case err == nil:
		t.say("%s", stopped(r.What))
	case errors.Is(err, assess.ErrStale), r.What != "":
		t.say("%s", stopped(words.Sentence(err)))
	default:
		t.say("Not saved: %s", stopped(words.Safe(err.Error())))
	}
	return err == nil
}

// stopped ends a sentence.
func stopped(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!") {
		return s
	}
	return s + "."
}

// trouble says what went wrong; the talk goes on.
func (t *talk) trouble(err error) error {
	if t.ctx.Err() != nil {
		return err
	}
	t.say("%s", stopped(words.Sentence(err)))
	return nil
}

// refreshed looks whether somebody else changed the assessment, and says what they did.
func (t *talk) refreshed() bool {
	if t.v == nil {
		return false
	}
	fresh, changed, err := t.desk.Refresh(t.ctx, t.v)
	if err != nil || !changed {
		return false
	}
	was := t.v.Session.Revision
	t.v = fresh
	t.say("Somebody else changed this assessment meanwhile:")
	const most = 5
	entries, err := t.desk.History(t.ctx, t.v, int(min(fresh.Session.Revision-was, most)))
	if err != nil || len(entries) == 0 {
		t.say("What is said from here on counts their change in.")
		return true
	}
	for _, e := range entries {
		t.under("%s: %s", e.By, e.What)
	}
	return true
}
