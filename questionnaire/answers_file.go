package questionnaire

// AsAWSShows is the answer of somebody who accepted the evidence instead of answering.
const AsAWSShows = "as-aws-shows"

// GivenAnswer is one answer of a file, as it was typed.
type GivenAnswer struct {
	Control   string `yaml:"control"`
	Value     string `yaml:"answer"` // yes | partial | no | unknown | not-applicable | as-aws-shows
	Because   string `yaml:"because,omitempty"`
	By        string `yaml:"by,omitempty"`
	Role      string `yaml:"role,omitempty"`
	On        string `yaml:"on,omitempty"` // the day on which it was given
	Basis     string `yaml:"basis,omitempty"`
	Document  string `yaml:"document,omitempty"`
	Dated     string `yaml:"dated,omitempty"`
	Review    string `yaml:"review,omitempty"`
	Contested bool   `yaml:"contested,omitempty"` // the room stayed split; the lower answer stands
	Owner     string `yaml:"owner,omitempty"`     // who finds out, where it is contested
	Revision  int    `yaml:"revision,omitempty"`  // of the control when it was asked; 0: as it is now
	Place     Place  `yaml:"-"`
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
	return r.answers(top), joined(r.errs)
}

// answers reads the answers of a mapping, which may name who, in which role and when for all of them.
func (r *reader) answers(top fields) []GivenAnswer {
	var out []GivenAnswer
	lines := map[string]int{}
	for _, n := range top.items("answers") {
		f := r.mapping(n, "an answer", "control", "answer", "by", "role", "on", "because", "basis", "document", "dated", "review", "contested", "owner", "revision")
		f.need("control", "answer")
		a := GivenAnswer{
			Control: f.text("control"), Value: f.text("answer"), Because: f.text("because"), Basis: f.text("basis"),
			Document: f.text("document"), Dated: f.text("dated"), Review: f.text("review"), Revision: f.whole("revision", 1, 1000),
			Owner: f.text("owner"), By: f.textOr(top, "by"), Role: f.textOr(top, "role"), On: f.textOr(top, "on"),
			Place: Place{File: r.file, Line: n.Line},
		}
		if contested := f.truth("contested"); contested != nil {
			a.Contested = *contested
		}
		if first, twice := lines[a.Control]; twice {
			r.fail(n.Line, "keep one of them", "%s is answered twice, first in line %d", a.Control, first)
		}
		lines[a.Control] = n.Line
		out = append(out, a)
	}
	return out
}

// textOr is the text of a key, else that of the same key above.
func (f fields) textOr(above fields, key string) string {
	if f.has(key) {
		return f.text(key)
	}
	return above.text(key)
}
