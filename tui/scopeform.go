package tui

import (
	"drydock/questionnaire"
	"drydock/tui/words"
)

// scopeForm is the one page, in the order in which people think of it.
func scopeForm(s questionnaire.Scope, cat *questionnaire.Catalog, workshop bool) form {
	return form{fields: fieldsOf(words.Scope(s, cat, workshop)), button: "Continue"}
}

// scopeOf reads the page back, on top of what the scope held beside it. The second result says what cannot be read.
func scopeOf(f form, s questionnaire.Scope) (questionnaire.Scope, string) {
	fields := make([]words.Field, 0, len(f.fields))
	for _, g := range f.fields {
		fields = append(fields, words.Field{ID: g.id, Value: g.value()})
	}
	return words.ReadScope(fields, s)
}

// fieldsOf makes rows of a form of what is to be asked.
func fieldsOf(asked []words.Field) []field {
	out := make([]field, 0, len(asked))
	for _, a := range asked {
		f := textField(a.ID, a.Label, a.Value, a.Help)
		switch a.Kind {
		case words.Tick:
			f = tickField(a.ID, a.Label, a.Value != "")
		case words.Choice:
			f = choiceField(a.ID, a.Label, a.Value, a.Help, optionsOf(a.Options))
		}
		f.section = a.Section
		out = append(out, f)
	}
	return out
}

func optionsOf(options []words.Option) []option {
	out := make([]option, 0, len(options))
	for _, o := range options {
		out = append(out, option{o.Value, o.Label})
	}
	return out
}
