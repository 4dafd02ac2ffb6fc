package fact

import (
	"encoding/json"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestKindsNameTheirTypes(t *testing.T) {
	kinds := Kinds()
	if len(kinds) == 0 || !slices.IsSorted(kinds) {
		t.Fatalf("Kinds() = %v; want a sorted list that is not empty", kinds)
	}
	seen := map[reflect.Type]Kind{}
	for _, kind := range kinds {
		f := New(kind)
		if f.Kind() != kind {
			t.Errorf("New(%q) is a %q", kind, f.Kind())
		}
		if other, twice := seen[reflect.TypeOf(f)]; twice {
			t.Errorf("%q and %q are the same type", kind, other)
		}
		seen[reflect.TypeOf(f)] = kind
		if f.Base() == nil {
			t.Errorf("a new %q has no base", kind)
		}
	}
	if f := New("no_such_kind"); f != nil {
		t.Errorf("New of an unknown kind = %v; want nil", f)
	}
}

// Every field says where it comes from, and none is a pointer: nil would be a third state beside a value and unread.
func TestFieldsSayTheirOriginAndHoldValues(t *testing.T) {
	var check func(t *testing.T, typ reflect.Type)
	check = func(t *testing.T, typ reflect.Type) {
		for i := range typ.NumField() {
			field := typ.Field(i)
			if field.Type == reflect.TypeFor[Meta]() {
				continue
			}
			_, aws := field.Tag.Lookup("aws")
			_, derived := field.Tag.Lookup("derived")
			if aws == derived {
				t.Errorf("%s.%s: want exactly one of the tags aws and derived", typ.Name(), field.Name)
			}
			if name := field.Tag.Get("json"); name == "" || strings.Contains(name, ",") {
				t.Errorf("%s.%s: the json tag %q must be a plain name; rules use it", typ.Name(), field.Name, name)
			}
			inner := field.Type
			if inner.Kind() == reflect.Slice {
				inner = inner.Elem()
			}
			switch inner.Kind() {
			case reflect.String, reflect.Bool, reflect.Int, reflect.Float64:
			case reflect.Struct:
				check(t, inner)
			default:
				t.Errorf("%s.%s: facts hold plain values, not %s", typ.Name(), field.Name, field.Type)
			}
		}
	}
	for _, kind := range Kinds() {
		check(t, reflect.TypeOf(New(kind)).Elem())
	}
}

func TestMarkUnreadKeepsTheFirstReason(t *testing.T) {
	var m Meta
	m.MarkUnread("policy", Gap{Status: Denied})
	m.MarkUnread("policy", Gap{Status: Throttled})
	if diff := cmp.Diff(map[string]Gap{"policy": {Status: Denied}}, m.Unread); diff != "" {
		t.Error(diff)
	}
}

func TestSnapshotSurvivesTheCodec(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
		want := Snapshot{
			Run: "01JD", At: at, Caller: "arn:aws:iam::111122223333:role/ReadOnly", Calls: 7,
			Targets: []Target{{Partition: "aws", Account: "111122223333", Region: "eu-west-1", Role: "workload"}},
			Reach:   []Reach{{Account: "111122223333", Region: Global, Kind: "iam_role", Gap: Gap{Status: Denied, Action: "iam:GetRole"}, ReadAt: at}},
		}
		random := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		for _, kind := range rapid.SliceOfN(rapid.SampledFrom(Kinds()), 0, 12).Draw(t, "kinds") {
			want.Facts = append(want.Facts, filled(New(kind), random, at))
		}
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got Snapshot
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// filled puts something into every field of a fact.
func filled(f Fact, random *rand.Rand, at time.Time) Fact {
	fill(reflect.ValueOf(f).Elem(), random, at)
	return f
}

func fill(v reflect.Value, random *rand.Rand, at time.Time) {
	switch v.Kind() {
	case reflect.String:
		v.SetString([]string{"", "a", "\x1b]0;x", "=1+1", "ü\u202e", `"}`}[random.Intn(6)])
	case reflect.Bool:
		v.SetBool(random.Intn(2) == 1)
	case reflect.Int:
		v.SetInt(random.Int63n(1 << 40))
	case reflect.Float64:
		v.SetFloat(random.Float64())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), random.Intn(3), 3))
		for i := range v.Len() {
			fill(v.Index(i), random, at)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range random.Intn(3) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, random, at)
			fill(value, random, at)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(at))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), random, at)
		}
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	for name, data := range map[string]string{
		"an unknown kind":  `{"kind":"s3_bukket","fact":{}}`,
		"no kind":          `{"fact":{}}`,
		"no fact":          `{"kind":"s3_bucket"}`,
		"null":             `{"kind":"s3_bucket","fact":null}`,
		"a list":           `{"kind":"s3_bucket","fact":[]}`,
		"an unknown field": `{"kind":"s3_bucket","fact":{"encrypted":true}}`,
		"a wrong type":     `{"kind":"s3_bucket","fact":{"tlsOnly":"yes"}}`,
		"trailing text":    `{"kind":"s3_bucket","fact":{}} {}`,
		"cut off":          `{"kind":"s3_bucket","fact":{"tlsOnly":tr`,
	} {
		if f, err := Unmarshal([]byte(data)); err == nil {
			t.Errorf("%s: read as %v; want an error", name, f)
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	random := rand.New(rand.NewSource(1))
	for _, kind := range Kinds() {
		data, err := Marshal(filled(New(kind), random, time.Unix(0, 0).UTC()))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"kind":"bedrock_logging","fact":{"enabled":true,"Enabled":false}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := Unmarshal(data)
		if err != nil {
			return
		}
		written, err := Marshal(first)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		second, err := Unmarshal(written)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if diff := cmp.Diff(first, second, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzSnapshot(f *testing.F) {
	f.Add([]byte(`{"run":"01JD","facts":[{"kind":"bedrock_usage","fact":{"modelId":"m"}}]}`))
	f.Add([]byte(`{"facts":[null]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s Snapshot
		if json.Unmarshal(data, &s) != nil {
			return
		}
		if _, err := json.Marshal(s); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
	})
}

// A fact that an older Drydock wrote lacks what Drydock looks at today; that is unread, not zero.
func TestWhatAFactWasWrittenWithoutIsUnread(t *testing.T) {
	f, err := Unmarshal([]byte(`{"kind":"bedrock_guardrail","fact":{"account":"1","region":"eu-west-1","arn":"a","name":"g","readAt":"2026-01-01T00:00:00Z",
		"id":"g","filters":[{"type":"HATE","inputStrength":"HIGH"}],"deniedTopics":2}}`))
	if err != nil {
		t.Fatal(err)
	}
	unread := f.Base().Unread
	for _, want := range []string{"filters", "kmsKeyArn", "deployed"} {
		if gap, marked := unread[want]; !marked || gap.Status != NotCollected {
			t.Errorf("%s counts as read", want)
		}
	}
	for _, kept := range []string{"id", "deniedTopics", "tags", "proof"} {
		if _, marked := unread[kept]; marked {
			t.Errorf("%s counts as unread", kept)
		}
	}
	for _, kind := range Kinds() {
		data, err := Marshal(New(kind))
		if err != nil {
			t.Fatal(err)
		}
		if f, err := Unmarshal(data); err != nil || len(f.Base().Unread) > 0 {
			t.Errorf("%s written today is unread tomorrow: %v %v", kind, err, f.Base().Unread)
		}
	}
}
