package probe

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"

	"drydock/assess/collect"
)

// pace is how many attempts a second a service is asked, in one account and Region: all its operations together, or each of them.
type pace struct {
	perSecond    float64
	perOperation bool
}

// paceOf is the pace of a service, by its SDK package. PerSecond, where it is not 0, is everybody's.
//
// AWS throttles by account, Region and service or operation, and shares that with the workload that runs there, so Drydock takes a part
// of what AWS documents. Where the documents are silent it stays at 10, which no service that we know of refuses for long; what is
// refused is tried again.
func paceOf(service string, perSecond float64) pace {
	if perSecond != 0 {
		return pace{perSecond: perSecond}
	}
	switch service {
	case "s3":
		return pace{perSecond: 50} // no quota on reading a bucket's settings is published; a prefix bears 5,500 reads
	case "kms":
		return pace{perSecond: 50} // 500 to 2,000 per operation, apart from the quota for encrypting
	case "secretsmanager":
		return pace{perSecond: 20} // 50 for policies, far more for the rest
	case "ec2", "ecs":
		return pace{perSecond: 20} // describing refills at 20, from a bucket of 50 to 100
	case "iam":
		return pace{perSecond: 15} // unpublished; what another scanner settled on
	case "bedrock", "bedrockagent", "bedrockagentcorecontrol", "dynamodb", "sns":
		return pace{perSecond: 8, perOperation: true} // 10 to 30, counted per operation
	case "cloudwatchlogs":
		return pace{perSecond: 5, perOperation: true} // 5 to 10, counted per operation
	case "apigateway", "apigatewayv2":
		return pace{perSecond: 5} // 10 for all that manages APIs, everybody's deployments included
	case "account", "organizations", "route53resolver", "servicequotas", "wafv2":
		return pace{perSecond: 5} // 5 to 10
	}
	return pace{perSecond: 10} // Lambda: 15 for all but three operations
}

// limiter holds one token bucket per account, Region and service, or operation where AWS counts those. A slow service does not hold up
// the others.
type limiter struct {
	perSecond float64 // 0: each service's own pace

	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

func newLimiter(perSecond float64) *limiter {
	return &limiter{perSecond: perSecond, buckets: map[string]*rate.Limiter{}}
}

// bucket is where an operation, named as collectors do, takes its tokens from.
func (l *limiter) bucket(account, region, operation string) *rate.Limiter {
	service, _, _ := strings.Cut(operation, ".")
	pace := paceOf(service, l.perSecond)
	if !pace.perOperation {
		operation = service
	}
	key := strings.Join([]string{account, region, operation}, "|")
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.buckets[key] == nil {
		l.buckets[key] = rate.NewLimiter(rate.Limit(pace.perSecond), max(1, int(pace.perSecond)))
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
			if err := a.limiter.bucket(account, region, collect.OperationIn(ctx)).Wait(ctx); err != nil {
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
