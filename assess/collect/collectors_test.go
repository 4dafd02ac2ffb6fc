package collect

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"drydock/assess/fact"
)

func TestCollectorsFillEveryKindOnce(t *testing.T) {
	filled := map[fact.Kind]string{}
	names := map[string]bool{}
	for _, c := range All() {
		if names[c.Name] {
			t.Errorf("two collectors are called %s", c.Name)
		}
		names[c.Name] = true
		for _, kind := range c.Kinds {
			if other, twice := filled[kind]; twice {
				t.Errorf("%s is filled by %s and by %s", kind, other, c.Name)
			}
			filled[kind] = c.Name
		}
		for _, call := range c.Calls {
			if err := CheckCall(call); err != nil {
				t.Errorf("%s: %v", c.Name, err)
			}
		}
	}
	var collectable []fact.Kind
	for _, kind := range fact.Kinds() {
		if !slices.Contains(fact.Uncollected(), kind) {
			collectable = append(collectable, kind)
		}
	}
	if diff := cmp.Diff(collectable, slices.Sorted(maps.Keys(filled))); diff != "" {
		t.Errorf("kinds that fact.Uncollected does not name (-) and kinds that are collected (+):\n%s", diff)
	}
}

// Whether a kind belongs to an account or to a Region is said once, in the facts.
func TestGlobalCollectorsFillKindsOfTheAccount(t *testing.T) {
	for _, c := range All() {
		for _, kind := range c.Kinds {
			if fact.PerAccount(kind) != c.Global {
				t.Errorf("%s fills %s: global %v, but fact.PerAccount says %v", c.Name, kind, c.Global, !c.Global)
			}
		}
	}
}

// What a collector declares is what it asks: no more, or the printed policy is too wide; no less, or it is too narrow.
func TestCollectorsAskWhatTheyDeclare(t *testing.T) {
	for _, c := range All() {
		t.Run(c.Name, func(t *testing.T) {
			f := world()
			batch := collected(t, f, c)
			if len(batch.Facts) == 0 {
				t.Error("nothing was found in the world")
			}
			for _, one := range batch.Facts {
				for field, gap := range one.Base().Unread {
					if gap.Status != fact.NotCollected {
						t.Errorf("%s %s: %s is unread: %+v", one.Kind(), one.Base().Name, field, gap)
					}
				}
			}
			var declared []string
			for _, call := range c.Calls {
				declared = append(declared, call.Operation)
			}
			slices.Sort(declared)
			declared = slices.Compact(declared) // an operation may need more than one action
			if diff := cmp.Diff(declared, slices.Sorted(maps.Keys(f.asked))); diff != "" {
				t.Errorf("declared (-) and asked (+):\n%s", diff)
			}
			for question, again := range f.twice {
				if again {
					t.Errorf("asked twice: %s", question)
				}
			}
		})
	}
}

// Whatever is refused, from whichever call on, nothing that was not read may look like an answer: each field of each fact is what
// it was, or is unread, or its kind's reach has a gap that names the operation and the missing permission.
func TestRefusedCallsNeverLookLikeAnswers(t *testing.T) {
	for _, c := range All() {
		whole := collected(t, world(), c)
		for i, call := range c.Calls {
			if slices.ContainsFunc(c.Calls[:i], func(first Call) bool { return first.Operation == call.Operation }) {
				continue // a gap names the first action that the operation needs
			}
			for from := 1; from <= 3; from++ {
				f := world()
				f.failFrom[call.Operation] = from
				part := collected(t, f, c)
				if f.asked[call.Operation] < from {
					break // it was never asked that often
				}
				name := c.Name + " without " + call.Operation
				missing := compareBatches(t, name, whole, part)
				noticed := slices.ContainsFunc(gaps(part), func(g fact.Gap) bool {
					return g.Status == fact.Denied && g.Operation == call.Operation && g.Action == call.Action
				})
				if !noticed {
					t.Errorf("%s: no gap names %s", name, call.Action)
				}
				for kind := range missing {
					if reachOf(part, kind).Gap.Status == fact.Read {
						t.Errorf("%s: a %s is missing and the reach says read", name, kind)
					}
				}
			}
		}
	}
}

// compareBatches reports fields that changed without being unread, and returns the kinds of which facts are missing.
func compareBatches(t *testing.T, name string, whole, part Batch) map[fact.Kind]bool {
	t.Helper()
	key := func(one fact.Fact) string {
		where, _ := fields(one)["attachedTo"].(string)
		return string(one.Kind()) + " " + one.Base().ARN + " " + one.Base().Name + " " + where
	}
	before := map[string]fact.Fact{}
	for _, one := range whole.Facts {
		before[key(one)] = one
	}
	seen := map[string]bool{}
	for _, one := range part.Facts {
		seen[key(one)] = true
		was, existed := before[key(one)]
		if !existed {
			t.Errorf("%s: %s appeared", name, key(one))
			continue
		}
		old := fields(was)
		for field, value := range fields(one) {
			_, unread := one.Base().Unread[field]
			_, unreadBefore := was.Base().Unread[field]
			if !unread && !unreadBefore && !cmp.Equal(value, old[field], cmpopts.EquateEmpty()) {
				t.Errorf("%s: %s: %s became %v; it was %v", name, key(one), field, value, old[field])
			}
		}
	}
	missing := map[fact.Kind]bool{}
	for k, one := range before {
		if !seen[k] {
			missing[one.Kind()] = true
		}
	}
	return missing
}

func gaps(b Batch) []fact.Gap {
	var all []fact.Gap
	for _, r := range b.Reach {
		all = append(all, r.Gap)
	}
	for _, one := range b.Facts {
		all = slices.AppendSeq(all, maps.Values(one.Base().Unread))
	}
	return all
}

func reachOf(b Batch, kind fact.Kind) fact.Reach {
	i := slices.IndexFunc(b.Reach, func(r fact.Reach) bool { return r.Kind == kind })
	return b.Reach[i]
}

// A service that answers nothing leaves no fact, and says why in every row.
func TestThrottledCollectorsSaySo(t *testing.T) {
	for _, c := range All() {
		f := world()
		for op := range f.answers {
			f.failFrom[op] = 1
		}
		f.failWith = apiError("ThrottlingException", "Rate exceeded")
		batch := collected(t, f, c)
		if len(batch.Facts) != 0 {
			t.Errorf("%s: %d facts out of nothing", c.Name, len(batch.Facts))
		}
		for _, r := range batch.Reach {
			if r.Gap.Status != fact.Throttled {
				t.Errorf("%s: reach of %s is %s; want throttled", c.Name, r.Kind, r.Gap.Status)
			}
		}
	}
}

// Whoever cancels finds every row, cancelled, and no fact.
func TestCancelledCollectorsSaySo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range All() {
		f := world()
		batch := collectedIn(ctx, t, f, c)
		if len(batch.Facts) != 0 || len(f.asked) != 0 {
			t.Errorf("%s: %d facts and %d calls after the cancel", c.Name, len(batch.Facts), len(f.asked))
		}
		for _, r := range batch.Reach {
			if r.Gap.Status != fact.Cancelled {
				t.Errorf("%s: reach of %s is %s; want cancelled", c.Name, r.Kind, r.Gap.Status)
			}
		}
	}
}

// The fake world plants a secret wherever AWS would hand one out with a read.
func TestNoSecretIsKept(t *testing.T) {
	for _, c := range All() {
		batch := collected(t, world(), c)
		data, err := json.Marshal(fact.Snapshot{Reach: batch.Reach, Facts: batch.Facts})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "canary-secret") {
			t.Errorf("%s keeps a secret", c.Name)
		}
	}
}

// found runs a collector and returns the facts of a type without what all facts share, but with name, ARN and unread fields.
func found[F fact.Fact](t *testing.T, f *fakeAWS, c Collector) []F {
	t.Helper()
	facts := only[F](collected(t, f, c))
	for _, one := range facts {
		m := one.Base()
		*m = fact.Meta{Name: m.Name, ARN: m.ARN, Tags: m.Tags, Unread: m.Unread}
	}
	return facts
}

func checkFacts[F fact.Fact](t *testing.T, got, want []F) {
	t.Helper()
	short := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().Type() == reflect.TypeFor[fact.Gap]() },
		cmp.Comparer(func(a, b fact.Gap) bool { return a.Status == b.Status }))
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), short); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}
