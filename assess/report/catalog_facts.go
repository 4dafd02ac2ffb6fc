package report

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"drydock/assess/fact"
)

// facts is the page of all that a rule can read: each kind with its fields, and where each comes from.
func facts() Page {
	d := begun("What a rule can read")
	d.para("A rule is judged for each fact of a kind, as `it`; other kinds are lists under `here`. " + leads("All topics", "README.md"))
	d.para("Every fact also has `it.account`, `it.region`, `it.arn`, `it.name` and `it.tags`.")
	var list []inline
	for _, kind := range fact.Kinds() {
		list = append(list, leads(say("%s", kind), "#"+string(kind)))
	}
	d.para(join(list, " · "))
	for _, kind := range fact.Kinds() {
		d.heading(2, inline(fmt.Sprintf(`<a id="%s"></a>`, kind))+say("%s", kind))
		if slices.Contains(fact.Uncollected(), kind) {
			d.para("Not collected yet: what a rule finds on it is unknown.")
		}
		t := &table{head: []inline{"Field", "Type", "Where it comes from"}}
		fields(t, "", reflect.TypeOf(fact.New(kind)).Elem())
		d.table(t)
	}
	return Page{Name: "facts.md", Data: []byte(d.String())}
}

// fields adds a row for each field of a struct, and of the structs in it.
func fields(t *table, under string, of reflect.Type) {
	for i := range of.NumField() {
		f := of.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" || name == "-" {
			continue
		}
		from := f.Tag.Get("aws")
		if from == "" {
			from = f.Tag.Get("derived")
		}
		t.row(say("%s", under+name), say("%s", typeName(f.Type)), say("%s", from))
		if inner := structIn(f.Type); inner != nil {
			fields(t, under+name+strings.Repeat("[]", lists(f.Type))+".", inner)
		}
	}
}

// structIn is the struct that a type is, or holds in lists; nil where it is none.
func structIn(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() {
		return nil
	}
	return t
}

func lists(t reflect.Type) int {
	n := 0
	for ; t.Kind() == reflect.Slice; t = t.Elem() {
		n++
	}
	return n
}

// typeName is a type in words.
func typeName(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "time"
	case t.Kind() == reflect.Pointer:
		return typeName(t.Elem()) + ", optional"
	case t.Kind() == reflect.Slice:
		return "list of " + typeName(t.Elem())
	case t.Kind() == reflect.Map:
		return "map of " + typeName(t.Key()) + " to " + typeName(t.Elem())
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "text"
	case reflect.Struct:
		return "group"
	default:
		return "number"
	}
}
