// Package tui is the workbench on screen: one file per screen, one router, one registry of commands. It talks only to
// the desk, and does no work of its own but drawing and listening.
package tui

import (
	"context"
	"time"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// Screen is one page of the workbench. It is a value: Update gives the screen as it is afterwards.
type Screen interface {
	// Update takes a message and says where to go next. It does no I/O.
	Update(msg any) (Screen, Step)
	// View draws the screen as exactly size.H lines of exactly size.W cells. It is pure.
	View(size cell.Size, th theme.Theme) string
	// Commands lists what works now, the most useful first.
	Commands() []Command
}

// Optional powers of a screen.
type (
	// starter has work to do when it comes up.
	starter interface{ Start() Step }
	// typist takes letters and digits as text while Typing is true.
	typist interface{ Typing() bool }
	// placed can be found again later.
	placed interface{ Place() assess.Place }
	// filtering walks some of the questions.
	filtering interface{ Filtered() string }
	// resuming goes on where the older page of its kind was, when it takes its place.
	resuming interface{ Resume(older Screen) Screen }
	// headed has something to say in the right corner of the header.
	headed interface{ Head() string }
	// drafted holds text that would be lost if the program ended now; nil: none does.
	drafted interface{ Draft() Write }
	// clickable has zones that can be clicked; they are as the view named them, the outermost first.
	clickable interface {
		Click(zones []string) (Screen, Step)
	}
	// bare is a page that has the whole window to itself: no header, no hints.
	bare interface{ Bare() }
	// sheet is a screen that is laid over the lower part of another; Rows is how many rows it would like to have.
	sheet interface{ Rows(width int) int }
)

// Step is what an update leads to: where to go, what to run, what to say. Navigation is a value and never a message, so
// that the next key cannot reach a screen that has been left.
type Step struct {
	Move  Move
	To    Screen // with Push
	Under Screen // with Push: where back leads from there, if that is not here
	Over  Screen // an overlay to open
	Close bool   // an overlay only: it is done
	Tell  any    // what the screen underneath is told, in the same update
	Run   []Work
	Write Write                                            // a change of the assessment; the status line says when it is on disk
	Hold  bool                                             // an overlay only, with Write: stay open until the write is on disk, then close
	Timer func(t assess.Timer, now time.Time) assess.Timer // a change of the workshop's clock
	Copy  string                                           // for the clipboard
	// With Copy: what it is, in words, and where it is to be had besides.
	Copied, CopyToo string
	Edit            *string // a text to write on in the editor that the environment names; the screen gets it back as edited
	Say             string  // for the status line
	Warn            bool    // Say is something that did not work
}

// Move is a step through the stack of screens.
type Move int

// The moves. Stay is the zero value.
const (
	Stay Move = iota
	Push
	Back
	GoHome
	Suspend
	Quit
)

// Work is I/O that a screen asks for. It closes over values, never over a screen. Of several with the same key only the
// newest result is delivered; an empty key is never superseded.
type Work struct {
	Key string
	Do  func(ctx context.Context, d Desk, emit func(any)) any
}

// do is work that gives one message.
func do(key string, f func(ctx context.Context, d Desk) any) Work {
	return Work{Key: key, Do: func(ctx context.Context, d Desk, _ func(any)) any { return f(ctx, d) }}
}

// Write is one change of the assessment. Writes run one after another, each on the newest view.
type Write func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error)

// Messages that the router sends to screens.
type (
	// opened brings the view of an assessment that was just opened.
	// With to it leads to a page rather than to where it was left.
	opened struct {
		view *desk.View
		to   ID
	}
	// fresh brings the newest view to every screen; what is empty when somebody else made the change.
	fresh struct{ view *desk.View }
	// failed tells the screen that asked why its work came to nothing.
	failed struct {
		key string
		err error
	}
	// resized tells the room that a screen has.
	resized struct{ size cell.Size }
)

// notSaved is the key of a failed write of the assessment; the status line tells it already.
const notSaved = "not-saved"
