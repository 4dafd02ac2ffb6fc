package tui

import (
	"strings"
	"testing"

	"drydock/assess"
	"drydock/tui/theme"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// clickOn clicks on the first place where the screen shows a text.
func (d *driver) clickOn(text string) *driver {
	d.t.Helper()
	for y, l := range strings.Split(d.screen(), "\n") {
		if before, _, ok := strings.Cut(l, text); ok {
			d.send(tea.MouseClickMsg{X: ansi.StringWidth(before) + 1, Y: y, Button: tea.MouseLeft})
			return d
		}
	}
	d.t.Fatalf("the screen lacks %q:\n%s", text, d.screen())
	return d
}

func TestTheMouseIsOffUntilItIsAskedFor(t *testing.T) {
	v := drive(t, newFake(t).withSample(sampleName), home{begin: begin{ref: "harbour-mutual"}}, 120, 40)
	if m := v.app.View().MouseMode; m != tea.MouseModeNone {
		t.Errorf("mouse mode %v at the start", m)
	}
	if v.press("M").wants("The mouse clicks and scrolls").app.View().MouseMode != tea.MouseModeCellMotion {
		t.Error("M did not take the mouse")
	}
	if v.press("M").wants("belongs to the terminal").app.View().MouseMode != tea.MouseModeNone {
		t.Error("M did not give the mouse back")
	}
}

func TestClicksDoWhatStandsUnderThem(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 40)
	control := v.app.place().Control
	v.clickOn("3 no  4").wants("Saved: no")
	if got := d.session.Decisions[control].Value; got != assess.No {
		t.Errorf("decided %q", got)
	}
	v.clickOn("? help").wants("What works here").press("esc")
	v.clickOn("AI application").wants("Question")
	if v.app.place().Control == control {
		t.Error("a click on the tree led nowhere")
	}
	v.press("o").clickOn("May it scale?").clickOn("May it go live?")
	o := v.app.top().screen.(overview)
	v.clickOn(safe(o.items[1].blocker.Title))
	if got := v.app.top().screen.(overview).at; got != 1 {
		t.Errorf("row %d is chosen, want 1", got)
	}
	v.clickOn(safe(o.items[1].blocker.Title)).wants("1 yes")
	v.press("p").clickOn(" 1 ").clickOn(" 1 ").wants("Closes")
	v.press("esc", "v").clickOn("Now: the next 30 days").clickOn(" 1  ").clickOn(" 1  ").wants("Closes")
	v.press("esc", "s").clickOn("it predicts or scores").wants("[x] it predicts or scores").clickOn("( ) not used").wants("(•) not used")
	v.clickOn("ctrl+s save").wants("Saved: the scope")
}

// TestZonesChangeNothing clicks on every cell in which a screen has a zone.
func TestZonesChangeNothing(t *testing.T) {
	d := newFake(t).withSample(hostile)
	marked := theme.Plain()
	marked.Marks = true
	for name, s := range allScreens(t, d) {
		for _, size := range sizes(true) {
			s, _ := s.Update(resized{size: size})
			if got, want := ansi.Strip(s.View(size, marked)), s.View(size, theme.Plain()); got != want {
				t.Fatalf("%s at %v: drawn with zones it is another screen:\n%s\n%s", name, size, got, want)
			}
		}
		c, ok := s.(clickable)
		if !ok {
			continue
		}
		for y, l := range strings.Split(s.View(sizes(true)[8], marked), "\n") {
			for x := range 200 {
				if zones := theme.ZonesAt(l, x); len(zones) > 0 {
					if after, _ := c.Click(zones); after == nil {
						t.Fatalf("%s: a click at %d,%d left no screen", name, x, y)
					}
				}
			}
		}
	}
}
