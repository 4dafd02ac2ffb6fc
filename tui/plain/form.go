package plain

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"drydock/tui/words"
)

// rest is what takes the rest of a form as it stands.
const rest = "."

// errRest says that the rest of a form was taken as it stands.
var errRest = errors.New("the rest as it stands")

// check says what is wrong with what a field of a form holds now; empty: nothing.
type check func(fields []words.Field, at int) string

// form asks field by field. b goes back a field, and from the first one out of the form.
func (t *talk) form(fields []words.Field, wrong check) ([]words.Field, error) {
	fields = slices.Clone(fields)
	taking := false
	for i := 0; i < len(fields); {
		if of := fields[i].If; of != "" && value(fields, of) == "" {
			i++
			continue
		}
		was := fields[i].Value
		if !taking {
			if s := fields[i].Section; s != "" {
				t.say("%s", s)
			}
			got, err := t.field(fields[i])
			switch {
			case errors.Is(err, errBack) && i > 0:
				for i--; i > 0 && fields[i].If != "" && value(fields, fields[i].If) == ""; {
					i--
				}
				continue
			case errors.Is(err, errBack):
				t.say("Left; nothing was changed.")
				return nil, err
			case errors.Is(err, errRest):
				taking = true
			case err != nil:
				return nil, err
			default:
				fields[i].Value = got
			}
		}
		if what := wrong(fields, i); what != "" {
			t.say("%s", what)
			fields[i].Value, taking = was, false // Enter keeps what is in order, not what was refused
			continue
		}
		i++
	}
	return fields, nil
}

// field asks for one value; Enter keeps the one that it has.
func (t *talk) field(f words.Field) (string, error) {
	switch f.Kind {
	case words.Tick:
		return t.option(f, []words.Option{{Value: "yes", Label: "yes"}, {Value: "", Label: "no"}})
	case words.Choice:
		return t.option(f, f.Options)
	}
	return t.typed(f)
}

// option asks for one of a few answers, by number or by word.
func (t *talk) option(f words.Field, options []words.Option) (string, error) {
	at := max(0, slices.IndexFunc(options, func(o words.Option) bool { return o.Value == f.Value }))
	parts := make([]string, len(options))
	for i, o := range options {
		parts[i] = fmt.Sprintf("%d %s", i+1, o.Label)
	}
	helping := func(t *talk) {
		t.say("%s: %s. Enter keeps %s; a full stop alone takes the rest as it stands.", words.Upper(f.Label), strings.Join(parts, "; "), options[at].Label)
	}
	t.say("%s %s. Enter: %s [%d].", sentences(f.Label, f.Help), strings.Join(parts, "; "), options[at].Label, at+1)
	for {
		line, err := t.hear()
		switch {
		case err != nil:
			return "", err
		case line == "":
			return options[at].Value, nil
		case line == rest:
			return "", errRest
		}
		if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(options) {
			return options[n-1].Value, nil
		}
		if i := slices.IndexFunc(options, func(o words.Option) bool {
			return strings.EqualFold(line, o.Label) || o.Value != "" && strings.EqualFold(line, o.Value)
		}); i >= 0 {
			return options[i].Value, nil
		}
		if err := t.general(line, helping); err != nil && !errors.Is(err, errAgain) {
			return "", err
		}
	}
}

// sentences is a label with its help.
func sentences(label, help string) string {
	s := words.Upper(label)
	if help != "" {
		s += ". " + help
	}
	return stopped(s)
}

// typed asks for text. Enter keeps what is there, a hyphen empties it; a letter that would do something is taken as text between
// double quotes.
func (t *talk) typed(f words.Field) (string, error) {
	kept := "nothing"
	if f.Value != "" {
		kept = f.Value
	}
	helping := func(t *talk) {
		t.say("%s Enter keeps [%s]; a hyphen alone empties it; a full stop alone takes the rest as it stands.", sentences(f.Label, f.Help), kept)
		t.say("To write one of the letters below as text, put it between double quotes.")
	}
	t.say("%s [%s]", sentences(f.Label, f.Help), kept)
	for {
		line, err := t.hear()
		switch {
		case err != nil:
			return "", err
		case line == "":
			return f.Value, nil
		case line == "-":
			return "", nil
		case line == rest:
			return "", errRest
		case !slices.Contains([]string{"?", "b", "u", "r", "q"}, line):
			return unquoted(line), nil
		}
		if err := t.general(line, helping); err != nil && !errors.Is(err, errAgain) {
			return "", err
		}
	}
}

// unquoted takes the quotes off a letter that was typed as text.
func unquoted(line string) string {
	if len(line) == 3 && line[0] == '"' && line[2] == '"' {
		return line[1:2]
	}
	return line
}

// value is what a field of a form holds.
func value(fields []words.Field, id string) string {
	for _, f := range fields {
		if f.ID == id {
			return f.Value
		}
	}
	return ""
}

func entry(id, label, value, help string) words.Field {
	return words.Field{ID: id, Label: label, Value: value, Help: help}
}

func needed(f words.Field, because string) words.Field { f.Needed = because; return f }
