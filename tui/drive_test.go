package tui

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"drydock/tui/theme"

	tea "charm.land/bubbletea/v2"
)

// driver runs the router without a terminal: it feeds messages and drains commands, in order, with no sleeps.
type driver struct {
	t    testing.TB
	app  *app
	quit bool
}

func drive(t testing.TB, d Desk, first Screen, w, h int) *driver {
	t.Helper()
	r, err := NewRegistry(nil)
	if err != nil {
		t.Fatal(err)
	}
	a := newApp(context.Background(), d, r, first)
	a.colours = coloursNone
	a.theme = theme.Plain()
	a.editor.start = func(c tea.ExecCommand, done tea.ExecCallback) tea.Cmd { return func() tea.Msg { return done(c.Run()) } }
	v := &driver{t: t, app: a}
	v.send(tea.WindowSizeMsg{Width: w, Height: h})
	v.run(a.start(a.top()))
	return v
}

// send feeds one message and everything that follows from it.
func (d *driver) send(msg tea.Msg) {
	_, cmd := d.app.Update(msg)
	d.run(cmd)
	if trace := d.app.crash.text(); trace != "" {
		d.t.Fatalf("panic: %s", trace)
	}
}

func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if msg == nil {
		return
	}
	switch m := msg.(type) {
	case tea.BatchMsg:
		for _, c := range m {
			d.run(c)
		}
	case tea.QuitMsg:
		d.quit = true
	default:
		if cmds, ok := sequence(msg); ok {
			for _, c := range cmds {
				d.run(c)
			}
			return
		}
		d.send(msg)
	}
}

// press types keys by their names: "enter", "1", "ctrl+r"; other words letter by letter after "type:".
func (d *driver) press(keys ...string) *driver {
	d.t.Helper()
	for _, k := range keys {
		if word, ok := strings.CutPrefix(k, "type:"); ok {
			for _, r := range word {
				d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
			continue
		}
		d.send(keyMsg(k))
	}
	return d
}

func keyMsg(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
		"right": tea.KeyRight, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "home": tea.KeyHome, "end": tea.KeyEnd,
	}
	if r, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: r}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

func (d *driver) screen() string { return d.app.View().Content }

func (d *driver) wants(parts ...string) *driver {
	d.t.Helper()
	s := d.screen()
	for _, p := range parts {
		if !strings.Contains(s, p) {
			d.t.Fatalf("the screen lacks %q:\n%s", p, s)
		}
	}
	return d
}

func (d *driver) lacks(parts ...string) *driver {
	d.t.Helper()
	s := d.screen()
	for _, p := range parts {
		if strings.Contains(s, p) {
			d.t.Fatalf("the screen has %q, and should not:\n%s", p, s)
		}
	}
	return d
}

// sequence opens what tea.Sequence gives: its type is not exported, its shape is a list of commands.
func sequence(msg tea.Msg) ([]tea.Cmd, bool) {
	v := reflect.ValueOf(msg)
	if v.Kind() != reflect.Slice || v.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return nil, false
	}
	cmds := make([]tea.Cmd, v.Len())
	for i := range cmds {
		cmds[i], _ = v.Index(i).Interface().(tea.Cmd)
	}
	return cmds, true
}
