package questionnaire

import "go.yaml.in/yaml/v3"

// Workload is what a drydock.yaml holds: all that people said of one workload, readable in a repository. Evidence is not in
// it; AWS is asked anew.
type Workload struct {
	Format   int             `yaml:"drydock"` // WorkloadFormat
	Scope    Scope           `yaml:"scope"`
	By       string          `yaml:"by,omitempty"` // who gave the answers, where an answer does not say it itself
	Role     string          `yaml:"role,omitempty"`
	On       string          `yaml:"on,omitempty"`
	Answers  []GivenAnswer   `yaml:"answers,omitempty"`
	Accepted []GivenAccepted `yaml:"accepted,omitempty"`
	Actions  []GivenAction   `yaml:"actions,omitempty"`
}

// WorkloadFormat is the version of the file's form.
const WorkloadFormat = 1

// GivenAccepted is an accepted risk of a file, as it was typed.
type GivenAccepted struct {
	Control   string   `yaml:"control"`
	Approver  string   `yaml:"approver"`
	Reason    string   `yaml:"reason"`
	Expires   string   `yaml:"expires"`
	Resources []string `yaml:"resources,omitempty"` // none: the whole control
	By        string   `yaml:"by,omitempty"`        // who wrote it down
	On        string   `yaml:"on,omitempty"`
	Place     Place    `yaml:"-"`
}

// GivenAction is how far an action of a file is, as it was typed.
type GivenAction struct {
	Action string  `yaml:"action"`
	Status string  `yaml:"status,omitempty"`
	Owner  string  `yaml:"owner,omitempty"`
	Due    string  `yaml:"due,omitempty"`
	Days   float64 `yaml:"days,omitempty"`
	DoneOn string  `yaml:"done-on,omitempty"`
	Note   string  `yaml:"note,omitempty"`
	Place  Place   `yaml:"-"`
}

// LoadWorkload reads a drydock.yaml. Everything wrong with its form comes in one error, with file and line; whether controls
// and actions exist is for those who have a catalogue to say.
func LoadWorkload(file File) (Workload, error) {
	r := &reader{file: file.Name}
	root := r.document(file.Data)
	if root == nil {
		return Workload{}, joined(r.errs)
	}
	top := r.mapping(root, "the file", "drydock", "scope", "by", "role", "on", "answers", "accepted", "actions")
	top.need("drydock", "scope")
	w := Workload{
		Format: top.whole("drydock", WorkloadFormat, WorkloadFormat),
		By:     top.text("by"), Role: top.text("role"), On: top.text("on"), Answers: r.answers(top),
	}
	if n, ok := top.m["scope"]; ok {
		w.Scope = r.scope(n)
		if err := w.Scope.Validate(); err != nil {
			r.fail(n.Line, "", "%v", err)
		}
	}
	for _, n := range top.items("accepted") {
		w.Accepted = append(w.Accepted, r.givenAccepted(n))
	}
	lines := map[string]int{}
	for _, n := range top.items("actions") {
		a := r.givenAction(n)
		if first, twice := lines[a.Action]; twice {
			r.fail(n.Line, "keep one of them", "%s stands twice, first in line %d", a.Action, first)
		}
		lines[a.Action] = n.Line
		w.Actions = append(w.Actions, a)
	}
	return w, joined(r.errs)
}

func (r *reader) givenAccepted(n *yaml.Node) GivenAccepted {
	f := r.mapping(n, "an accepted risk", "control", "approver", "reason", "expires", "resources", "by", "on")
	f.need("control", "approver", "reason", "expires")
	return GivenAccepted{
		Control: f.text("control"), Approver: f.text("approver"), Reason: f.text("reason"), Expires: f.text("expires"),
		Resources: f.texts("resources"), By: f.text("by"), On: f.text("on"), Place: Place{File: r.file, Line: n.Line},
	}
}

func (r *reader) givenAction(n *yaml.Node) GivenAction {
	f := r.mapping(n, "an action", "action", "status", "owner", "due", "days", "done-on", "note")
	f.need("action")
	return GivenAction{
		Action: f.text("action"), Status: f.text("status"), Owner: f.text("owner"), Due: f.text("due"), Days: f.halves("days"),
		DoneOn: f.text("done-on"), Note: f.text("note"), Place: Place{File: r.file, Line: n.Line},
	}
}
