package probe

import (
	"context"
	"strings"
	"sync"

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

// paces makes every attempt, retries included, wait for its turn.
func (l *limiter) paces(account, region string) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("DrydockPaces", func(
			ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
		) (middleware.FinalizeOutput, middleware.Metadata, error) {
			if err := l.bucket(account, region, awsmiddleware.GetServiceID(ctx)).Wait(ctx); err != nil {
				if ctx.Err() == nil {
					err = context.DeadlineExceeded // the turn would come after the deadline
				}
				return middleware.FinalizeOutput{}, middleware.Metadata{}, err
			}
			return next.HandleFinalize(ctx, in)
		}), "Retry", middleware.After)
	}
}
