package tui

import (
	"reflect"
	"testing"

	"drydock/tui/cell"
	"drydock/tui/theme"
)

// TestNoCommandIsDead performs every command that a screen lists: on the screen as it is, else after one of its others. It must
// show, lead somewhere, or say why not.
func TestNoCommandIsDead(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	for name, s := range allScreens(t, d) {
		for _, c := range s.Commands() {
			works := false
			for _, h := range []int{40, 10, 6, 3} { // what all fits in has nowhere to scroll to
				size := cell.Size{W: 60 + 2*h, H: h}
				works = works || alive(neighbours(s, size), c.ID, size)
			}
			if !works {
				t.Errorf("%s: %s does nothing", name, c.ID)
			}
		}
	}
}

// neighbours are a screen and what each of its commands makes of it.
func neighbours(s Screen, size cell.Size) []Screen {
	s, _ = s.Update(resized{size: size})
	out := []Screen{s}
	for i := range s.Commands() {
		if next, _ := s.Commands()[i].Do(); next != nil { // each list of commands is for one key
			out = append(out, next)
		}
	}
	return out
}

func alive(states []Screen, id ID, size cell.Size) bool {
	for _, s := range states {
		for i, c := range s.Commands() {
			if c.ID != id {
				continue
			}
			next, step := s.Commands()[i].Do()
			if !reflect.ValueOf(step).IsZero() || next != nil && next.View(size, theme.Plain()) != s.View(size, theme.Plain()) {
				return true
			}
		}
	}
	return false
}
