// Package collect reads AWS into facts. It asks only declared questions, says how far every answer reached, and judges nothing.
package collect

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go/middleware"

	"drydock/assess/fact"
)

// Call is one operation that a collector may ask, with the IAM permission that it needs.
type Call struct {
	Operation string // SDK package and operation: "bedrock.GetGuardrail"
	Action    string // IAM action: "bedrock:GetGuardrail"
}

// Collector fills one or more kinds of fact from one service.
type Collector struct {
	Name    string
	Service string // service for people and for the rate limit: "bedrock"
	Kinds   []fact.Kind
	Global  bool // asked once per account, not once per Region
	Calls   []Call
	Collect func(ctx context.Context, env *Env) Batch
}

// Batch is what one collector brought home from one target: reach for every kind it fills, and the facts that arrived.
type Batch struct {
	Reach []fact.Reach
	Facts []fact.Fact
}

// Limits of one call, where the environment sets none.
const (
	DefaultCallTimeout = 45 * time.Second
	DefaultWorkers     = 8
)

// Env is what a collector works in: one target and the way to ask it.
type Env struct {
	// Config makes clients. Its Region is the one to ask; for a global collector that is the partition's home Region.
	Config aws.Config
	// Target is what is read. Its Region is fact.Global for a global collector.
	Target fact.Target
	Now    func() time.Time
	// Workers bounds Each; 0 means DefaultWorkers.
	Workers int
	// Calls are the running collector's declared calls. Ask refuses others; nil declares nothing and refuses nothing (tests).
	Calls []Call
	// CallTimeout bounds one call with its retries; 0 means DefaultCallTimeout.
	CallTimeout time.Duration
}

// Ask makes one declared call. It answers with the output and its proof, or with the gap that stands for it; never both, never neither.
// A gap that says "there is none" (Absent) or "not offered here" comes with its proof: those too are answers.
// In, Out and O are inferred from the client's method: Ask(ctx, env, "kms.DescribeKey", &kms.DescribeKeyInput{…}, client.DescribeKey).
func Ask[In, Out, O any](
	ctx context.Context, env *Env, op string, in *In,
	call func(context.Context, *In, ...func(*O)) (*Out, error),
) (*Out, fact.Proof, *fact.Gap) {
	var out *Out
	proof, gap := env.ask(ctx, op, func(ctx context.Context) (answer any, err error) {
		if out, err = call(ctx, in); out == nil {
			return nil, err
		}
		return out, err
	})
	if gap != nil {
		return nil, proof, gap
	}
	return out, proof, nil
}

// ask is Ask without its types: the compiler writes Ask anew for every operation, and this once.
func (env *Env) ask(ctx context.Context, op string, call func(context.Context) (answer any, err error)) (fact.Proof, *fact.Gap) {
	action, declared := env.action(op)
	if !declared {
		gap := Classify(op, "", &UndeclaredError{Operation: op})
		return fact.Proof{}, &gap
	}
	if err := ctx.Err(); err != nil {
		gap := Classify(op, action, err)
		return fact.Proof{}, &gap
	}
	timeout := env.CallTimeout
	if timeout == 0 {
		timeout = DefaultCallTimeout
	}
	callCtx, cancel := context.WithTimeout(Expecting(ctx, op), timeout)
	defer cancel()
	out, err := call(callCtx)
	if err == nil && out == nil {
		err = errors.New("the client returned neither an answer nor an error")
	}
	var requestID string
	if err == nil {
		if requestID = requestIDOf(out); requestID == "" {
			err = &NotEvidenceError{Operation: op, Because: "it carries no request id"}
		}
	}
	if err != nil {
		switch cause := ctx.Err(); { // what stopped the collector outranks what the SDK made of it
		case errors.Is(cause, context.DeadlineExceeded):
			err = fmt.Errorf("%w: %v", cause, err) // to the SDK it looks as if somebody had stopped it
		case cause != nil:
			err = fmt.Errorf("%w: %w", cause, err)
		}
		gap := Classify(op, action, err)
		if Absent(&gap) || slices.Contains([]fact.Status{fact.NotOffered, fact.Denied, fact.ClosedByPolicy}, gap.Status) {
			answered(ctx)
		}
		if response := (*awshttp.ResponseError)(nil); (Absent(&gap) || gap.Status == fact.NotOffered) && errors.As(err, &response) {
			return env.proof(op, response.ServiceRequestID()), &gap
		}
		return fact.Proof{}, &gap
	}
	answered(ctx)
	return env.proof(op, requestID), nil
}

func (env *Env) proof(op, requestID string) fact.Proof {
	return fact.Proof{
		Operation: op, Account: env.Target.Account, Region: env.Target.Region,
		RequestID: requestID, At: env.Now().UTC(), AllPages: true,
	}
}

// action finds the IAM action of a declared operation.
func (env *Env) action(op string) (action string, declared bool) {
	if env.Calls == nil {
		return "", true
	}
	for _, c := range env.Calls {
		if c.Operation == op {
			return c.Action, true
		}
	}
	return "", false
}

// requestIDOf reads the request id out of any operation's output: every one of them has a field ResultMetadata.
func requestIDOf(out any) string {
	v := reflect.Indirect(reflect.ValueOf(out))
	if v.Kind() != reflect.Struct {
		return ""
	}
	field := v.FieldByName("ResultMetadata")
	if !field.IsValid() {
		return ""
	}
	metadata, ok := field.Interface().(middleware.Metadata)
	if !ok {
		return ""
	}
	id, _ := awsmiddleware.GetRequestIDMetadata(metadata)
	return id
}

// Each runs fn for every item, at most env.Workers at a time, and returns when all are done. It runs fn for every item even when
// ctx has ended: Ask then answers at once with a gap, so that nothing is missing in silence. A panic in fn surfaces in the caller.
func Each[T any](ctx context.Context, env *Env, items []T, fn func(context.Context, T)) {
	env.each(len(items), func(i int) { fn(ctx, items[i]) })
}

// each is Each without its types.
func (env *Env) each(n int, fn func(place int)) {
	workers := env.Workers
	if workers <= 0 {
		workers = DefaultWorkers
	}
	workers = min(workers, n)
	var (
		group    sync.WaitGroup
		once     sync.Once
		panicked any
		queue    = make(chan int)
	)
	guarded := func(place int) {
		defer func() {
			if p := recover(); p != nil {
				once.Do(func() { panicked = p })
			}
		}()
		fn(place)
	}
	for range workers {
		group.Go(func() {
			for place := range queue {
				guarded(place)
			}
		})
	}
	for place := range n {
		queue <- place
	}
	close(queue)
	group.Wait()
	if panicked != nil {
		panic(panicked)
	}
}

// Reach says how far the read of a kind went: read when gap is nil. A proof that Ask left empty is dropped.
func (env *Env) Reach(kind fact.Kind, gap *fact.Gap, proof ...fact.Proof) fact.Reach {
	reach := fact.Reach{
		Account: env.Target.Account, Region: env.Target.Region, Kind: kind,
		Gap: fact.Gap{Status: fact.Read}, ReadAt: env.Now().UTC(),
	}
	for _, p := range proof {
		if p.RequestID != "" {
			reach.Proof = append(reach.Proof, p)
		}
	}
	if gap != nil {
		reach.Gap = *gap
	}
	return reach
}

// Meta starts a fact of this target.
func (env *Env) Meta(arn, name string, proof ...fact.Proof) fact.Meta {
	return fact.Meta{
		Account: env.Target.Account, Region: env.Target.Region, ARN: arn, Name: name,
		ReadAt: env.Now().UTC(), Proof: proof,
	}
}
