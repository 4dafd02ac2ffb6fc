package tui

import (
	"context"

	"drydock/assess"
	"drydock/assess/desk"
)

// clerk carries writes to the desk one after another, each on the newest view, so that two quick keys cannot make each
// other stale. It is a value like a screen; what it wants done is returned.
type clerk struct {
	view  *desk.View
	queue []job
	busy  bool
	place assess.Place // as saved last

	placing bool // a place is being saved
	took    bool // this window took the lead from another
}

// job is a write, with the screen or overlay that asked for it; hold closes that overlay once it is on disk.
type job struct {
	write Write
	from  int
	hold  bool
}

// written is what became of a job.
type written struct {
	job     job
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

// carry does one job. What is refused because somebody else was faster comes back with the newest view beside the error.
func carry(ctx context.Context, d Desk, v *desk.View, j job) written {
	receipt, err := j.write(ctx, d, v)
	return written{job: j, receipt: receipt, err: err, view: receipt.View}
}

// savePlace remembers where somebody is, if that is somewhere new.
func (c clerk) savePlace(d Desk, p assess.Place) (clerk, func(context.Context) error) {
	if c.view == nil || p == c.place || p.Screen == "" {
		return c, nil
	}
	c.place = p
	v := c.view
	return c, func(ctx context.Context) error { return because("remembering where you are", d.SetPlace(ctx, v, p)) }
}
