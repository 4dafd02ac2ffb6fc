package rule

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"cel.dev/cel-go/common/ast"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// unreadCases takes away what was read, bit by bit, and demands that nothing turns better.
func unreadCases(t *testing.T, name string, j *Judge, control *questionnaire.Control, w world, before []evidence.Finding) {
	t.Helper()
	r := &control.Rules[0]
	failed := map[string]bool{}
	for _, f := range before {
		if f.Outcome == evidence.Fail {
			failed[f.ID] = true
		}
	}
	noBetter := func(what string, after []evidence.Finding) {
		t.Helper()
		for _, f := range after {
			if failed[f.ID] && (f.Outcome == evidence.Pass || f.Outcome == evidence.NotApplicable) {
				t.Errorf("%s: with %s, a fail becomes %s: %s", name, what, f.Outcome, print(after))
			}
		}
	}
	kinds := Kinds(*r)
	denied := w.without(kinds...)
	for _, f := range judgeCase(j, control, denied) {
		if f.Outcome == evidence.Pass || f.Outcome == evidence.Fail {
			t.Errorf("%s: with every kind denied, it says %s: %s", name, f.Outcome, f.Because)
		}
	}
	for _, kind := range kinds {
		noBetter(string(kind)+" denied", judgeCase(j, control, w.without(kind)))
	}
	values, named := poolOf(w.snap.Facts), selected(r)
	for i, f := range w.snap.Facts {
		for _, field := range factFields(f) {
			if !slices.Contains(kinds, f.Kind()) || !named[field] && !slices.Contains(iamKinds(), f.Kind()) {
				continue // the rule cannot see it; it is unread below, with all others
			}
			dark := w.unread(i, field)
			after := judgeCase(j, control, dark)
			what := fmt.Sprintf("%s.%s of fact %d unread", f.Kind(), field, i+1)
			noBetter(what, after)
			for seed := range uint64(2) {
				holdsHowever(t, name, what, after, judgeCase(j, control, dark.filled(values, seed)))
			}
		}
	}
	blind := w
	for i, f := range w.snap.Facts {
		blind = blind.unread(i, factFields(f)...)
	}
	after := judgeCase(j, control, blind)
	noBetter("every field unread", after)
	for seed := range uint64(8) {
		holdsHowever(t, name, "every field unread", after, judgeCase(j, control, blind.filled(values, seed)))
	}
}

// selected are the names of the fields that a rule's expressions select, of whatever.
func selected(r *questionnaire.Rule) map[string]bool {
	names := map[string]bool{}
	for _, src := range []string{r.When, r.Pass, r.Shows} {
		root, _ := parse(src)
		walk(root, func(e ast.Expr) {
			switch {
			case e.Kind() == ast.SelectKind:
				names[e.AsSelect().FieldName()] = true
			case e.Kind() == ast.LiteralKind: // it.?field
				if s, ok := stringLiteral(e); ok {
					names[s] = true
				}
			}
		})
	}
	return names
}

// holdsHowever demands that what was said without knowing some fields is so whatever their values are.
func holdsHowever(t *testing.T, name, what string, dark, filled []evidence.Finding) {
	t.Helper()
	outcome := map[string]evidence.Finding{}
	for _, f := range filled {
		outcome[f.ID] = f
	}
	for _, f := range dark {
		if f.Outcome == evidence.Unknown || outcome[f.ID].Cause == evidence.RuleFailed {
			continue
		}
		if g := outcome[f.ID]; g.Outcome != f.Outcome {
			t.Errorf("%s: with %s it says %s, yet with some value it would be %s: %s", name, what, f.Outcome, g.Outcome, print(filled))
		}
	}
}

// without is the world with kinds denied and their facts gone.
func (w world) without(kinds ...fact.Kind) world {
	snap := *w.snap
	snap.Facts, snap.Reach = nil, nil
	for _, f := range w.snap.Facts {
		if !slices.Contains(kinds, f.Kind()) {
			snap.Facts = append(snap.Facts, f)
		}
	}
	for _, row := range w.snap.Reach {
		if slices.Contains(kinds, row.Kind) {
			row = reachRow(row.Account, row.Region, row.Kind, fact.Denied)
		}
		snap.Reach = append(snap.Reach, row)
	}
	w.snap = &snap
	return w
}

// unread is the world with fields of one fact not read; their values are wiped, as a collector leaves them.
func (w world) unread(n int, fields ...string) world {
	snap := *w.snap
	snap.Facts = slices.Clone(snap.Facts)
	data, err := json.Marshal(snap.Facts[n])
	if err != nil {
		panic(err)
	}
	f := fact.New(snap.Facts[n].Kind())
	if err := json.Unmarshal(data, f); err != nil {
		panic(err)
	}
	for _, field := range fields {
		f.Base().MarkUnread(field, fact.Gap{Status: fact.Denied, Action: "test:Get"})
		wipe(reflect.ValueOf(f).Elem(), field)
	}
	snap.Facts[n] = f
	w.snap = &snap
	return w
}

// poolOf collects the texts of a case, so that filled fields often hold something that a rule knows.
func poolOf(facts []fact.Fact) []string {
	pool := []string{
		"", "x", "*", "ENABLED", "Enabled", "PUBLIC", "HIGH",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
	}
	var collect func(v reflect.Value)
	collect = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			pool = append(pool, v.String())
		case reflect.Slice:
			for i := range v.Len() {
				collect(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					collect(v.Field(i))
				}
			}
		}
	}
	for _, f := range facts {
		collect(reflect.ValueOf(f).Elem())
	}
	slices.Sort(pool)
	return slices.Compact(pool)
}

// filled is the world with every unread field read, and some value in it.
func (w world) filled(pool []string, seed uint64) world {
	rng := rand.New(rand.NewPCG(seed, 1))
	snap := *w.snap
	snap.Facts = slices.Clone(snap.Facts)
	for n, old := range snap.Facts {
		if len(old.Base().Unread) == 0 {
			continue
		}
		data, err := json.Marshal(old)
		if err != nil {
			panic(err)
		}
		f := fact.New(old.Kind())
		if err := json.Unmarshal(data, f); err != nil {
			panic(err)
		}
		v := reflect.ValueOf(f).Elem()
		for _, field := range reflect.VisibleFields(v.Type()) {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if _, unread := f.Base().Unread[name]; unread {
				fill(v.FieldByIndex(field.Index), pool, rng)
			}
		}
		f.Base().Unread = nil
		snap.Facts[n] = f
	}
	w.snap = &snap
	return w
}

func fill(v reflect.Value, pool []string, rng *rand.Rand) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(pool[rng.IntN(len(pool))])
	case reflect.Bool:
		v.SetBool(rng.IntN(2) == 0)
	case reflect.Int:
		v.SetInt(int64(rng.IntN(4)) * 50)
	case reflect.Float64:
		v.SetFloat(float64(rng.IntN(3)) / 2)
	case reflect.Slice:
		n := rng.IntN(3)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(v.Index(i), pool, rng)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range rng.IntN(3) {
			v.SetMapIndex(reflect.ValueOf(pool[rng.IntN(len(pool))]), reflect.ValueOf(pool[rng.IntN(len(pool))]))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), pool, rng)
		}
	}
}

// identity are the fields without which a fact would be another, or none: collectors always fill them.
var identity = []string{"account", "region", "arn", "name", "readAt", "unread", "proof"}

// factFields are the JSON names of the fields that may be unread.
func factFields(f fact.Fact) []string {
	var names []string
	for _, field := range reflect.VisibleFields(reflect.TypeOf(f).Elem()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name != "" && name != "-" && !slices.Contains(identity, name) {
			names = append(names, name)
		}
	}
	return names
}

func wipeFact(f fact.Fact, name string) { wipe(reflect.ValueOf(f).Elem(), name) }

func wipe(v reflect.Value, name string) {
	for _, field := range reflect.VisibleFields(v.Type()) {
		if json, _, _ := strings.Cut(field.Tag.Get("json"), ","); json == name {
			v.FieldByIndex(field.Index).SetZero()
		}
	}
}
