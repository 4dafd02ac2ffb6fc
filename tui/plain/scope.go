package plain

import (
	"context"
	"errors"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/words"
)

func isBack(err error) bool { return errors.Is(err, errBack) }

// scopeCheck says what cannot be read of the scope as it stands after a field.
func scopeCheck(base questionnaire.Scope) check {
	return func(fields []words.Field, at int) string {
		scope, wrong := words.ReadScope(fields, base)
		if scope.Name == "" {
			return "Give the workload a name, with a letter or a digit in it: it stands on every page."
		}
		if wrong != "" {
			return wrong
		}
		scope.Name = questionnaire.Slug(scope.Name) // the sample's has a title
		if err := scope.Validate(); err != nil {
			return stopped(words.Sentence(err))
		}
		return ""
	}
}

// review lists the scope as it stands and what it brings in; a number changes a line, Enter saves.
func (t *talk) review(fields []words.Field, base questionnaire.Scope) ([]words.Field, error) {
	for {
		scope, _ := words.ReadScope(fields, base)
		p, err := t.desk.Preview(scope)
		if err != nil {
			return nil, err
		}
		t.title("The scope as it stands")
		for i, f := range fields {
			t.item(i+1, "%s: %s", words.Upper(f.Label), shown(f))
		}
		t.say("%s, %s, about %d min; AWS can show something on %d. %s.", assess.Counted(len(p.In), "question", "questions"),
			assess.Counted(p.Musts, "must-have", "must-haves"), p.Minutes, p.Shown, assess.Counted(len(p.Out), "question is out", "questions are out"))
		got, err := t.ask(question{
			numbers: len(fields), choose: "to change that line", enter: "s",
			choices: []choice{key("s", "save"), key("i", "what is in, and why"), key("o", "what is out, and why")},
		})
		switch {
		case errors.Is(err, errAgain):
			if t.v != nil && !sameValues(t.scopeFields(base), t.scopeFields(t.v.Session.Scope)) {
				t.say("The scope changed; what was typed here and not saved is gone.")
				return nil, errAgain // saved, these lines would undo the change
			}
		case err != nil:
			return nil, err
		case got.key == "s":
			return fields, nil
		case got.key == "i":
			for _, c := range p.In {
				t.say("%s. %s", c.Title, words.Upper(strings.TrimPrefix(scope.WhyIn(c), "In, because ")))
			}
		case got.key == "o":
			t.outList(p)
		default:
			fields, err = t.change(fields, got.n-1, base)
			if err != nil {
				return nil, err
			}
		}
	}
}

func (t *talk) outList(p desk.Preview) {
	if len(p.Out) == 0 {
		t.say("No question is out.")
	}
	for _, o := range p.Out {
		t.say("%s. %s", o.Control.Title, words.Upper(o.Because))
	}
}

// change asks one line of the scope anew; back leaves it as it was.
func (t *talk) change(fields []words.Field, at int, base questionnaire.Scope) ([]words.Field, error) {
	one, err := t.form(fields[at:at+1], func(f []words.Field, _ int) string {
		all := append([]words.Field(nil), fields...)
		all[at] = f[0]
		return scopeCheck(base)(all, at)
	})
	switch {
	case isBack(err):
		return fields, nil
	case err != nil:
		return nil, err
	}
	out := append([]words.Field(nil), fields...)
	out[at] = one[0]
	return out, nil
}

// shown is what a field holds, for people.
func shown(f words.Field) string {
	switch {
	case f.Kind == words.Tick && f.Value != "":
		return "yes"
	case f.Kind == words.Tick:
		return "no"
	case f.Kind == words.Choice:
		for _, o := range f.Options {
			if o.Value == f.Value {
				return o.Label
			}
		}
	}
	if f.Value == "" {
		return "nothing"
	}
	return f.Value
}

// scopeFields are the lines of a scope of the open assessment.
func (t *talk) scopeFields(s questionnaire.Scope) []words.Field {
	return words.Scope(s, t.v.Catalog, s.Minutes > 0)
}

func sameValues(a, b []words.Field) bool {
	return slices.EqualFunc(a, b, func(a, b words.Field) bool { return a.ID == b.ID && a.Value == b.Value })
}

// scope shows the scope of the open assessment, and changes it.
func (t *talk) scope() error { return t.again(t.scopeOnce) }

func (t *talk) scopeOnce() error {
	t.at(assess.Place{Screen: words.PlaceScope})
	base := t.v.Session.Scope
	before := t.scopeFields(base)
	fields, err := t.review(before, base)
	if err != nil {
		return err
	}
	if sameValues(fields, before) {
		t.say("Nothing was changed.")
		return nil
	}
	scope, _ := words.ReadScope(fields, base)
	var reopened []string
	if t.save(func(ctx context.Context, v *desk.View) (r desk.Receipt, err error) {
		r, reopened, err = t.desk.SetScope(ctx, v, scope)
		return r, err
	}) && len(reopened) > 0 {
		t.say("It opens %s again:", assess.Counted(len(reopened), "question", "questions"))
		for _, what := range reopened {
			t.under("%s", what)
		}
	}
	return nil
}
