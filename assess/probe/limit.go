package probe

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"
)

// limiter holds one token bucket per account, Region and service. AWS throttles by the same three, so that a slow service does not
// hold up the others.
type limiter struct {
	perSecond float64

	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

func newLimiter(perSecond float64) *limiter {
	return &limiter{perSecond: perSecond, buckets: map[string]*rate.Limiter{}}
}

func (l *limiter) bucket(account, region, service string) *rate.Limiter {
	key := strings.Join([]string{account, region, service}, "|")
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.buckets[key] == nil {
		l.buckets[key] = rate.NewLimiter(rate.Limit(l.perSecond), max(1, int(l.perSecond)))
	}
	return l.buckets[key]
}

// attempts makes every attempt, retries included, wait for its turn and end in time. The time covers the body, which the guard
// reads whole before the attempt ends.
func (a *AWS) attempts(account, region string) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("DrydockAttempts", func(
			ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
		) (middleware.FinalizeOutput, middleware.Metadata, error) {
			if err := a.limiter.bucket(account, region, awsmiddleware.GetServiceID(ctx)).Wait(ctx); err != nil {
				if ctx.Err() == nil {
					err = context.DeadlineExceeded // the turn would come after the deadline
				}
				return middleware.FinalizeOutput{}, middleware.Metadata{}, err
			}
			attempt, cancel := context.WithTimeout(ctx, a.limits.Attempt)
			defer cancel()
			out, metadata, err := next.HandleFinalize(attempt, in)
			if err != nil && attempt.Err() != nil && ctx.Err() == nil {
				err = attemptTimeout{after: a.limits.Attempt}
			}
			return out, metadata, err
		}), "Retry", middleware.After)
	}
}

// attemptTimeout is an attempt that took too long. Unlike a cancelled context it is tried again.
type attemptTimeout struct{ after time.Duration }

func (e attemptTimeout) Error() string { return fmt.Sprintf("no whole answer within %v", e.after) }

// ConnectionError tells the SDK's retryer that the wire failed and not the request.
func (e attemptTimeout) ConnectionError() bool { return true }

// Unwrap makes it a deadline for whoever asks what happened.
func (e attemptTimeout) Unwrap() error { return context.DeadlineExceeded }
