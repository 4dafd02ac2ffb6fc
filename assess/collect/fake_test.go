package collect

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"drydock/assess/fact"
)

// fakeAWS answers calls with typed SDK outputs, so that a fixture cannot hold a field that AWS does not have.
type fakeAWS struct {
	answers map[string]func(in any) (any, error)

	mu    sync.Mutex
	asked map[string]int
	// twice are questions that were asked again word for word.
	questions, twice map[string]bool
	// failFrom makes an operation fail from its n-th call on, 1 being the first.
	failFrom map[string]int
	failWith error
}

func newFake() *fakeAWS {
	return &fakeAWS{
		answers: map[string]func(any) (any, error){}, asked: map[string]int{}, failFrom: map[string]int{},
		questions: map[string]bool{}, twice: map[string]bool{},
		failWith: apiError("AccessDeniedException", "User is not authorized to perform this"),
	}
}

// on answers an operation.
func on[In, Out any](f *fakeAWS, op string, answer func(*In) (*Out, error)) {
	f.answers[op] = func(in any) (any, error) {
		typed, ok := in.(*In)
		if !ok {
			return nil, fmt.Errorf("%s was asked with a %T", op, in)
		}
		return answer(typed)
	}
}

// always answers an operation the same way, whatever it is asked.
func always[In, Out any](f *fakeAWS, op string, _ *In, out *Out) {
	on(f, op, func(*In) (*Out, error) { return out, nil })
}

// pages answers a list with its pages; the token of a page after the first is its number in text, which the page before must name.
func pages[In, Out any](f *fakeAWS, op string, token func(*In) *string, outs ...*Out) {
	on(f, op, func(in *In) (*Out, error) {
		for i, out := range outs {
			if aws.ToString(token(in)) == []string{"", "2", "3"}[i] {
				return out, nil
			}
		}
		return nil, fmt.Errorf("%s has no page %q", op, aws.ToString(token(in)))
	})
}

// refuses answers an operation with an error of AWS.
func refuses(f *fakeAWS, op, code string) {
	f.answers[op] = func(any) (any, error) { return nil, apiError(code, "refused by the test") }
}

func apiError(code, message string) error {
	return &awshttp.ResponseError{
		RequestID: "request-" + code,
		ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusBadRequest}},
			Err:      &smithy.GenericAPIError{Code: code, Message: message},
		},
	}
}

// config makes clients that ask the fake.
func (f *fakeAWS) config(region string) aws.Config {
	return aws.Config{
		Region: region, Credentials: aws.AnonymousCredentials{},
		APIOptions: []func(*middleware.Stack) error{func(stack *middleware.Stack) error {
			return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("FakeAWS", f.handle), middleware.After)
		}},
	}
}

func (f *fakeAWS) handle(ctx context.Context, in middleware.InitializeInput, _ middleware.InitializeHandler) (
	out middleware.InitializeOutput, metadata middleware.Metadata, err error,
) {
	op := OperationIn(ctx)
	words, err := json.Marshal(in.Parameters)
	if err != nil {
		return out, metadata, err
	}
	question := awsmiddleware.GetRegion(ctx) + " " + op + string(words)
	f.mu.Lock()
	f.asked[op]++
	n := f.asked[op]
	f.twice[question] = f.questions[question]
	f.questions[question] = true
	f.mu.Unlock()
	if from := f.failFrom[op]; from != 0 && n >= from {
		return out, metadata, f.failWith
	}
	answer, known := f.answers[op]
	if !known {
		return out, metadata, fmt.Errorf("the test has no answer for %s", op)
	}
	if out.Result, err = answer(in.Parameters); err != nil {
		return out, metadata, err
	}
	// Clients write the metadata into the output; a copy keeps parallel calls from sharing one.
	shared := reflect.ValueOf(out.Result).Elem()
	own := reflect.New(shared.Type())
	own.Elem().Set(shared)
	out.Result = own.Interface()
	awsmiddleware.SetRequestIDMetadata(&metadata, fmt.Sprintf("%s-%d", op, n))
	return out, metadata, nil
}

// The target of the tests. The partition is not aws, so that a literal arn:aws: shows.
const (
	testAccount = "111122223333"
	testRegion  = "cn-north-1"
)

var testNow = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// collected runs one collector against the fake and checks what holds for every batch.
func collected(t *testing.T, f *fakeAWS, c Collector) Batch {
	t.Helper()
	return collectedIn(t.Context(), t, f, c)
}

func collectedIn(ctx context.Context, t *testing.T, f *fakeAWS, c Collector) Batch {
	t.Helper()
	env := &Env{
		Config: f.config(testRegion), Now: func() time.Time { return testNow }, Workers: 4, Calls: c.Calls,
		Target: fact.Target{Partition: "aws-cn", Account: testAccount, Region: testRegion, Role: "workload"},
	}
	if c.Global {
		env.Target.Region = fact.Global
	}
	batch := c.Collect(ctx, env)
	var kinds []fact.Kind
	for _, r := range batch.Reach {
		kinds = append(kinds, r.Kind)
		if r.Account != testAccount || r.Region != env.Target.Region {
			t.Errorf("reach of %s is for %s %s", r.Kind, r.Account, r.Region)
		}
		if r.Gap.Status == fact.Read {
			checkProof(t, "reach of "+string(r.Kind), r.Proof)
		}
	}
	if !slices.Equal(slices.Sorted(slices.Values(kinds)), slices.Sorted(slices.Values(c.Kinds))) {
		t.Errorf("reach is for %v; the collector declares %v", kinds, c.Kinds)
	}
	for _, one := range batch.Facts {
		checkFact(t, env, c, one)
	}
	return batch
}

func checkFact(t *testing.T, env *Env, c Collector, one fact.Fact) {
	t.Helper()
	m := one.Base()
	where := string(one.Kind()) + " " + m.Name
	if !slices.Contains(c.Kinds, one.Kind()) {
		t.Errorf("%s: the collector does not declare this kind", where)
	}
	if m.Account != testAccount || m.Region != env.Target.Region || !m.ReadAt.Equal(testNow) {
		t.Errorf("%s: is of %s %s at %s", where, m.Account, m.Region, m.ReadAt)
	}
	if m.ARN != "" && !strings.HasPrefix(m.ARN, "arn:aws-cn:") {
		t.Errorf("%s: ARN %s is not of the target's partition", where, m.ARN)
	}
	checkProof(t, where, m.Proof)
	for field, gap := range m.Unread {
		if _, exists := fields(one)[field]; !exists {
			t.Errorf("%s: unread field %q does not exist", where, field)
		}
		if gap.Status == fact.Read || gap.Status == "" {
			t.Errorf("%s: %s is unread with status %q", where, field, gap.Status)
		}
	}
}

func checkProof(t *testing.T, where string, proofs []fact.Proof) {
	t.Helper()
	if len(proofs) == 0 {
		t.Errorf("%s has no proof", where)
	}
	for _, p := range proofs {
		if p.RequestID == "" || p.Operation == "" || p.Account == "" || p.Region == "" || p.At.IsZero() {
			t.Errorf("%s: proof %+v is not whole", where, p)
		}
	}
}

// fields are the values of a fact that rules see, by JSON name.
func fields(one fact.Fact) map[string]any {
	v := reflect.ValueOf(one).Elem()
	all := map[string]any{"tags": one.Base().Tags}
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("json"); name != "" {
			all[name] = v.Field(i).Interface()
		}
	}
	return all
}

// only returns the facts of one type.
func only[F fact.Fact](b Batch) []F {
	var found []F
	for _, one := range b.Facts {
		if typed, ok := one.(F); ok {
			found = append(found, typed)
		}
	}
	return found
}
