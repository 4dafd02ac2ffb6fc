package collect

import (
	"context"
	"errors"
	"time"
)

// patience is the time of one collector. It is up when for so long nothing was answered about what the collector listed, so that it
// grows with what there is: a thousand buckets take longer than ten, and are read in full. It is bounded all the same. A page that
// follows another page buys no time, or a list that never ends would never end; nor does a call that failed, was throttled or timed
// out; and the caller's own deadline, that of the run, stands above it.
type patience struct {
	context.Context // ended by the caller's, by stop, or by the timer
	timer           *time.Timer
	idle            time.Duration
}

type patienceKey struct{}

// WithPatience is a context that ends with ctx, or when no question in it was answered for so long.
func WithPatience(ctx context.Context, idle time.Duration) (context.Context, context.CancelFunc) {
	inner, stop := context.WithCancelCause(ctx)
	p := &patience{Context: inner, idle: idle}
	p.timer = time.AfterFunc(idle, func() { stop(context.DeadlineExceeded) })
	return p, func() {
		p.timer.Stop()
		stop(context.Canceled)
	}
}

// Err implements context.Context: time that is up is a deadline, and nobody's wish.
func (p *patience) Err() error {
	err := p.Context.Err()
	if err != nil && errors.Is(context.Cause(p.Context), context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return err
}

// Value implements context.Context.
func (p *patience) Value(key any) any {
	if _, mine := key.(patienceKey); mine {
		return p
	}
	return p.Context.Value(key)
}

// answered begins the time of a collector anew.
func answered(ctx context.Context) {
	if p, ok := ctx.Value(patienceKey{}).(*patience); ok && p != nil && p.Context.Err() == nil {
		p.timer.Reset(p.idle)
	}
}

// unmoved is ctx for a question whose answer buys no time.
func unmoved(ctx context.Context) context.Context {
	return context.WithValue(ctx, patienceKey{}, (*patience)(nil))
}
