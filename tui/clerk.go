package tui

import (
	"context"
	"errors"
	"fmt"

	"drydock/assess"
	"drydock/tui/desk"
)

// clerk carries writes to the desk one after another, each on the newest view, so that two quick keys cannot make each
// other stale. It is a value like a screen; what it wants done is returned.
type clerk struct {
	view  *desk.View
	queue []job
	busy  bool
	place assess.Place // as saved last
}

// job is a write, and the overlay that waits for it; 0: none does.
type job struct {
	write   Write
	overlay int
}

// written is what became of a job.
type written struct {
	overlay int
	receipt desk.Receipt
	err     error
	view    *desk.View // the newest, also when the write was refused; nil: not known
}

// holds takes the view of an assessment that was opened; nil closes it.
func (c clerk) holds(v *desk.View) clerk {
	if v == nil {
		return clerk{}
	}
	if c.view == nil || c.view.Session.Meta.ID != v.Session.Meta.ID {
		return clerk{view: v, place: v.Session.Place}
	}
	c.view = v
	return c
}

// next starts the oldest job, if none is under way.
func (c clerk) next(d Desk) (clerk, func(context.Context) any) {
	if c.busy || len(c.queue) == 0 || c.view == nil {
		return c, nil
	}
	j, v := c.queue[0], c.view
	c.queue = append([]job(nil), c.queue[1:]...)
	c.busy = true
	return c, func(ctx context.Context) any { return carry(ctx, d, v, j) }
}

// carry does one job. A write that came too late is refused by the store; then the newest view is fetched, so that
// what the other one did is seen.
func carry(ctx context.Context, d Desk, v *desk.View, j job) written {
	receipt, err := j.write(ctx, d, v)
	out := written{overlay: j.overlay, receipt: receipt, err: err, view: receipt.View}
	if errors.Is(err, assess.ErrStale) {
		newest, _, refresh := d.Refresh(ctx, v)
		if refresh == nil && newest != nil {
			out.view = newest
		}
		out.err = fmt.Errorf("somebody else changed this a moment ago, and you now see what it became; press the key again if yours should stand: %w", err)
	}
	return out
}

// savePlace remembers where somebody is, if that is somewhere new.
func (c clerk) savePlace(d Desk, p assess.Place) (clerk, func(context.Context) any) {
	if c.view == nil || p == c.place || p.Screen == "" {
		return c, nil
	}
	c.place = p
	v := c.view
	return c, func(ctx context.Context) any {
		if err := d.SetPlace(ctx, v, p); err != nil {
			return failed{key: "place", err: fmt.Errorf("remembering where you are: %w", err)}
		}
		return nil
	}
}
