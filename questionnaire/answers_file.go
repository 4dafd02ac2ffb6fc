package questionnaire

// GivenAnswer is one answer of an answers file, as it was typed.
type GivenAnswer struct {
	Control, Value, By, Role, Because, Basis string
	Document, Dated                          string
	Review                                   string
	On                                       string // the day on which it was given
	Place                                    Place
}

// LoadAnswers reads answers from YAML. Everything wrong with the file comes in one error, with file and line; whether a
// control exists and an answer is complete is for those who have a catalogue to say.
func LoadAnswers(file File) ([]GivenAnswer, error) {
	r := &reader{file: file.Name}
	root := r.document(file.Data)
	if root == nil {
		return nil, joined(r.errs)
	}
	top := r.mapping(root, "the file", "by", "role", "on", "answers")
	top.need("answers")
	var out []GivenAnswer
	lines := map[string]int{}
	for _, n := range top.items("answers") {
		f := r.mapping(n, "an answer", "control", "answer", "by", "role", "on", "because", "basis", "document", "dated", "review")
		f.need("control", "answer")
		a := GivenAnswer{
			Control: f.text("control"), Value: f.text("answer"), Because: f.text("because"), Basis: f.text("basis"),
			Document: f.text("document"), Dated: f.text("dated"), Review: f.text("review"),
			By: f.textOr(top, "by"), Role: f.textOr(top, "role"), On: f.textOr(top, "on"),
			Place: Place{File: file.Name, Line: n.Line},
		}
		if first, twice := lines[a.Control]; twice {
			r.fail(n.Line, "keep one of them", "%s is answered twice, first in line %d", a.Control, first)
		}
		lines[a.Control] = n.Line
		out = append(out, a)
	}
	return out, joined(r.errs)
}

// textOr is the text of a key, else that of the same key above.
func (f fields) textOr(above fields, key string) string {
	if f.has(key) {
		return f.text(key)
	}
	return above.text(key)
}
