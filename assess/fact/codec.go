package fact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// envelope is how a fact is written: its kind beside it, so that it can be read back as the type that it was.
type envelope struct {
	Kind Kind            `json:"kind"`
	Fact json.RawMessage `json:"fact"`
}

// Marshal writes a fact with its kind.
func Marshal(f Fact) ([]byte, error) {
	if f == nil {
		return nil, errors.New("writing a fact: there is none")
	}
	body, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("writing a %s: %w", f.Kind(), err)
	}
	return json.Marshal(envelope{Kind: f.Kind(), Fact: body})
}

// Unmarshal reads what Marshal wrote. A kind or a field that this version does not know is an error, never dropped:
// a fact with a hole in it would be judged as if the hole were an answer.
func Unmarshal(data []byte) (Fact, error) {
	var e envelope
	if err := strict(data, &e); err != nil {
		return nil, fmt.Errorf("reading a fact: %w", err)
	}
	f := New(e.Kind)
	if f == nil {
		return nil, fmt.Errorf("reading a fact: the kind %q is not known; it was written by another version of Drydock", e.Kind)
	}
	if body := bytes.TrimSpace(e.Fact); len(body) == 0 || body[0] != '{' {
		return nil, fmt.Errorf("reading a %s: it is not an object", e.Kind)
	}
	if err := strict(e.Fact, f); err != nil {
		return nil, fmt.Errorf("reading a %s: %w", e.Kind, err)
	}
	markMissing(f, e.Fact)
	return f, nil
}

// markMissing marks as unread what the fact was written without: a field that Drydock did not look at in those days is not
// zero.
func markMissing(f Fact, body []byte) {
	var there map[string]json.RawMessage
	if json.Unmarshal(body, &there) != nil {
		return // it was decoded a moment ago
	}
	for _, field := range reflect.VisibleFields(reflect.TypeOf(f).Elem()) {
		name := jsonName(field)
		if len(field.Index) > 1 || field.Anonymous || name == "" || whole(there[name], field.Type) {
			continue
		}
		f.Base().MarkUnread(name, Gap{Status: NotCollected, Message: "it was read by a version of Drydock that did not look at this; probe again"})
	}
}

// whole says whether a value holds every field that its type has today, in each struct within it.
func whole(value json.RawMessage, t reflect.Type) bool {
	if value == nil {
		return false
	}
	switch t.Kind() {
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Struct {
			return true
		}
		var items []json.RawMessage
		_ = json.Unmarshal(value, &items) // null is an empty list
		return !slices.ContainsFunc(items, func(item json.RawMessage) bool { return !whole(item, t.Elem()) })
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return true
		}
		var there map[string]json.RawMessage
		if json.Unmarshal(value, &there) != nil {
			return false
		}
		for _, field := range reflect.VisibleFields(t) {
			if name := jsonName(field); name != "" && !whole(there[name], field.Type) {
				return false
			}
		}
	}
	return true
}

// jsonName is the name under which a field is always written; "" where it may be left out.
func jsonName(field reflect.StructField) string {
	name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	if options != "" || name == "-" {
		return ""
	}
	return name
}

func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("there is more after the end")
	}
	return nil
}

// plain is Snapshot without its methods, so that the codec can fall back on encoding/json for the rest.
type plain Snapshot

// MarshalJSON writes a snapshot with every fact under its kind.
func (s Snapshot) MarshalJSON() ([]byte, error) {
	facts := make([]json.RawMessage, 0, len(s.Facts))
	for _, f := range s.Facts {
		data, err := Marshal(f)
		if err != nil {
			return nil, err
		}
		facts = append(facts, data)
	}
	if s.Targets == nil {
		s.Targets = []Target{} // a reader expects a list
	}
	if s.Reach == nil {
		s.Reach = []Reach{}
	}
	return json.Marshal(struct {
		plain
		Facts []json.RawMessage `json:"facts"`
	}{plain(s), facts})
}

// UnmarshalJSON reads what MarshalJSON wrote; one bad fact refuses the whole snapshot.
func (s *Snapshot) UnmarshalJSON(data []byte) error {
	var read struct {
		plain
		Facts []json.RawMessage `json:"facts"`
	}
	if err := strict(data, &read); err != nil {
		return fmt.Errorf("reading a snapshot: %w", err)
	}
	*s = Snapshot(read.plain)
	s.Facts = nil
	for i, raw := range read.Facts {
		f, err := Unmarshal(raw)
		if err != nil {
			return fmt.Errorf("reading fact %d of a snapshot: %w", i+1, err)
		}
		s.Facts = append(s.Facts, f)
	}
	return nil
}
