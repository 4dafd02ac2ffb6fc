package tui

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

const (
	guide       = "../docs/guide.md"
	screensKept = "../docs/screens"
)

// picture is a screen of the guide: the keys that lead to it from the sample's first question.
type picture struct {
	name, title string
	size        cell.Size
	keys        []string
	empty       bool // begin at an empty Home instead
	projector   bool // show what `drydock present` shows after the keys
}

func pictures() []picture {
	wide, small := cell.Size{W: 120, H: 34}, cell.Size{W: 96, H: 28}
	return []picture{
		{name: "home-empty", title: "Home, the first time", size: cell.Size{W: 80, H: 16}, empty: true},
		{name: "home", title: "Home", size: small, keys: []string{"H"}},
		{name: "import", title: "Take in a file", size: small, keys: []string{"H", "i"}},
		{name: "scope", title: "Scope", size: wide, keys: []string{"s"}},
		{name: "probe", title: "Ask AWS: what would be asked", size: small, keys: []string{"a"}},
		{name: "probe-result", title: "Ask AWS: what came of it", size: small, keys: []string{"a", "enter"}},
		{name: "walk", title: "A question", size: wide},
		{name: "evidence", title: "What AWS shows, with its proof", size: wide, keys: []string{"v"}},
		{name: "settle", title: "These differ: settle it", size: small, keys: []string{"t"}},
		{name: "overview", title: "Where we stand", size: wide, keys: []string{"o"}},
		{name: "plan", title: "The plan", size: wide, keys: []string{"p"}},
		{name: "plan-list", title: "The plan as a list", size: wide, keys: []string{"p", "v"}},
		{name: "action", title: "An action", size: wide, keys: []string{"p", "down", "down", "down", "down", "down", "down", "enter"}},
		{name: "compare", title: "What changed since a milestone", size: small, keys: []string{"o", "c"}},
		{name: "history", title: "What was changed", size: small, keys: []string{"1", "enter", "2", "enter", "3", "u", "U"}},
		{name: "help", title: "Help", size: wide, keys: []string{"?"}},
		{name: "export", title: "Leave with it", size: small, keys: []string{"e"}},
		{name: "agenda", title: "Today's agenda", size: small, keys: []string{"A"}},
		{name: "vote", title: "A vote", size: small, keys: []string{"V", "type:3/2/1", "enter"}},
		{name: "present", title: "The projector", size: small, keys: []string{"V", "type:3/2/1", "enter"}, projector: true},
		{name: "read-out", title: "The read-out", size: wide, keys: []string{"R"}},
	}
}

// sampleDesk is the real desk on the built-in sample, on one day.
func sampleDesk(t *testing.T) *desk.Desk {
	t.Helper()
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	store, err := desk.OpenStore(t.Context(), t.TempDir(), "sample", func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	ids := 0
	return desk.New(desk.Options{
		Store: store, Catalog: questionnaire.Builtin, Now: func() time.Time { return now }, Me: "Ana Ruiz", Version: "the guide",
		NewID: func() string { ids++; return fmt.Sprintf("01JD%022d", ids) },
	})
}

// draw walks to the screen and draws it on a dark and on a light background.
func (p picture) draw(t *testing.T) string {
	t.Helper()
	d := sampleDesk(t)
	v := drive(t, d, home{begin: begin{sample: !p.empty, home: p.empty}}, p.size.W, p.size.H)
	v.press(p.keys...)
	if p.projector {
		view := v.app.clerk.view
		now := time.Date(2026, 11, 21, 9, 4, 0, 0, time.UTC)
		view.Session.Place = assess.Place{Screen: placeWalk, Control: v.app.place().Control, Lead: 1, Timer: assess.Timer{}.Begin(now.Add(-4*time.Minute), view.Agenda)}
		v = drive(t, d, present{view: view, now: now}, p.size.W, p.size.H)
		v.app.put(v.app.top().id, present{view: view, now: now})
	}
	var drawn []string
	for _, b := range []theme.Background{theme.BackgroundDark, theme.BackgroundLight} {
		v.app.theme, v.app.dirty = theme.New(b), true
		drawn = append(drawn, v.screen())
	}
	return svg(t, p.title, drawn[0], drawn[1], p.size)
}

// TestScreens draws the pictures of the guide from the real screens; with -update it writes them. What is on file may be older than
// the screens: `make screens` writes it anew before a release.
func TestScreens(t *testing.T) {
	if testing.Short() && !*update {
		t.Skip("pictures take the whole sample")
	}
	for _, p := range pictures() {
		t.Run(p.name, func(t *testing.T) {
			drawn := p.draw(t)
			wellFormed(t, p.name, drawn)
			if !*update {
				return
			}
			if err := os.MkdirAll(screensKept, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(screensKept, p.name+".svg"), []byte(drawn), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func wellFormed(t *testing.T, name, source string) {
	t.Helper()
	texts := 0
	for d := xml.NewDecoder(strings.NewReader(source)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "text" {
			texts++
		}
	}
	if texts < 5 {
		t.Errorf("%s shows next to nothing: %d texts", name, texts)
	}
}

// TestTheGuidesPicturesAreThere finds every picture that the guide and the README show, and every picture in the guide.
func TestTheGuidesPicturesAreThere(t *testing.T) {
	shown := map[string]bool{}
	for _, page := range []string{guide, "../README.md"} {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`screens/([a-z-]+)\.svg`).FindAllStringSubmatch(string(data), -1) {
			shown[m[1]] = true
			picture, err := os.ReadFile(filepath.Join(screensKept, m[1]+".svg"))
			if err != nil {
				t.Errorf("%s: %v; make screens draws it", page, err)
				continue
			}
			wellFormed(t, m[1], string(picture))
		}
	}
	for _, p := range pictures() {
		if !shown[p.name] {
			t.Errorf("the guide does not show %s", p.name)
		}
	}
}
