package collect

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"drydock/assess/fact"
)

// batchOperations take many names in one call, and answer for each on its own.
var batchOperations = []string{
	"ecr.BatchGetRepositoryScanningConfiguration", "ecs.DescribeClusters", "ecs.DescribeServices", "elasticloadbalancingv2.DescribeTags",
	"inspector2.BatchGetAccountStatus", "opensearch.DescribeDomains", "opensearchserverless.BatchGetCollection",
}

// A batch that answers for some of the names, or for none, leaves the others unread: whether the answer lists them as failed, as these
// do in their own tests, or says nothing of them at all.
func TestPartialBatchesNeverLookLikeAnswers(t *testing.T) {
	asked := map[string]bool{}
	for _, c := range All() {
		for _, op := range batchOperations {
			if !slices.ContainsFunc(c.Calls, func(call Call) bool { return call.Operation == op }) {
				continue
			}
			asked[op] = true
			whole := collected(t, world(), c)
			for keep := range 2 {
				name := fmt.Sprintf("%s with %d answers to %s", c.Name, keep, op)
				f := world()
				answer := f.answers[op]
				f.answers[op] = func(in any) (any, error) {
					out, err := answer(in)
					if err != nil {
						return nil, err
					}
					return shortened(out, keep), nil
				}
				part := collected(t, f, c)
				missing := compareBatches(t, name, whole, part)
				for kind := range missing {
					if reachOf(part, kind).Gap.Status == fact.Read {
						t.Errorf("%s: a %s is missing and the reach says read", name, kind)
					}
				}
				if keep == 0 && len(gaps(part)) <= len(gaps(whole)) && len(missing) == 0 {
					t.Errorf("%s: nothing is said to be unread", name)
				}
			}
		}
	}
	for _, op := range batchOperations {
		if !asked[op] {
			t.Errorf("no collector asks %s any more", op)
		}
	}
}

// shortened is a copy of an answer with at most n elements in each of its lists.
func shortened(out any, n int) any {
	whole := reflect.ValueOf(out).Elem()
	short := reflect.New(whole.Type())
	short.Elem().Set(whole)
	for i := range whole.NumField() {
		if field := short.Elem().Field(i); field.CanSet() && field.Kind() == reflect.Slice && field.Len() > n {
			field.Set(field.Slice(0, n))
		}
	}
	return short.Interface()
}
