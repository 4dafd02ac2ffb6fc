package tui

import "runtime/debug"

// guard is the only place that starts a goroutine: a panic in it is noted, and the terminal comes back.
func (c *crash) guard(f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				c.note(r, debug.Stack())
			}
		}()
		f()
	}()
}
