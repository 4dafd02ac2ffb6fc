package assess

import (
	"errors"
	"strings"
	"testing"

	"drydock/assess/evidence"
	"drydock/questionnaire/text"
)

// wants checks an error against what it must say; empty means no error.
func wants(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("refused: %v", err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("error is %v; want it to say %q", err, want)
	case want != "" && !errors.Is(err, ErrInvalid):
		t.Errorf("%v is not ErrInvalid", err)
	}
}

func TestValidateDecision(t *testing.T) {
	tests := []struct {
		name string
		how  func(*Decision)
		want string
	}{
		{"a plain yes", func(*Decision) {}, ""},
		{"an odd value", func(d *Decision) { d.Value = "maybe" }, "use yes, partial, no, unknown or not-applicable"},
		{"no name", func(d *Decision) { d.By, d.RecordedBy = "", "" }, "say who gave it"},
		{"does not apply", func(d *Decision) { d.Value = NotApplicable; na(d) }, ""},
		{"does not apply without a reason", func(d *Decision) { d.Value = NotApplicable; na(d); d.Because = "" }, "needs a reason"},
		{"does not apply, review past", func(d *Decision) { d.Value = NotApplicable; na(d); d.Review = "2026-03-01" }, "give a date from 2026-03-02"},
		{"document without a link", func(d *Decision) { d.Basis = BasisDocument }, "link it"},
		{"document without a date", func(d *Decision) { linked(d); d.Document.Dated = "" }, "needs its date"},
		{"demonstration without a trace", func(d *Decision) { d.Basis = BasisDemonstration }, "what was seen"},
		{"an odd role", func(d *Decision) { d.Role = "wizard" }, `"wizard" is no role; use one of sponsor, workload-owner`},
		{"an odd date of a document", func(d *Decision) { linked(d); d.Basis, d.Document.Dated = "", "June" }, "a document is dated as 2026-03-02"},
		{"an odd day to look again", func(d *Decision) { d.Review = "soon" }, `"soon" is no day`},
		{"an odd basis", func(d *Decision) { d.Basis = "rumour" }, "no basis"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench().sayWith(Yes, tt.how)
			d := b.session.Decisions["c"]
			wants(t, ValidateDecision(&b.control, &d, exampleDay), tt.want)
		})
	}
}

func TestValidateSettlement(t *testing.T) {
	differs := newBench().say(Yes).shows(evidence.Fail).judge()
	tests := []struct {
		name  string
		state *ControlState
		st    Settlement
		want  string
	}{
		{"good", differs, Settlement{For: "evidence", By: "Ada", Reason: "seen"}, ""},
		{"nothing differs", newBench().say(No).judge(), Settlement{For: "evidence", By: "Ada", Reason: "seen"}, "nothing differs"},
		{"no name", differs, Settlement{For: "evidence", Reason: "seen"}, "needs a name"},
		{"no reason", differs, Settlement{For: "evidence", By: "Ada", Reason: " "}, "needs a reason"},
		{"for nobody, where nothing differs", newBench().say(No).judge(), Settlement{For: "nobody", By: "Ada", Reason: "seen"}, "settle it for"},
		{"for nobody", differs, Settlement{For: "nobody", By: "Ada", Reason: "seen"}, "settle it for"},
		{"on another pair", differs, Settlement{For: "no", By: "Ada", Reason: "seen", Digest: "old"}, "changed meanwhile"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wants(t, ValidateSettlement(tt.state, &tt.st), tt.want) })
	}
}

func TestValidateAcceptance(t *testing.T) {
	six := newBench().say(No).judge()
	b := newBench().say(No)
	b.control.Exposure = 3
	nine := b.judge()
	good := Acceptance{Approver: "Lin", Reason: "bearable", Expires: "2026-05-30"}
	tests := []struct {
		name  string
		state *ControlState
		how   func(*Acceptance)
		want  string
	}{
		{"good", six, func(*Acceptance) {}, ""},
		{"good at weight 9", nine, func(*Acceptance) {}, ""},
		{"180 days", six, func(a *Acceptance) { a.Expires = exampleDay.AddDays(180) }, ""},
		{"181 days", six, func(a *Acceptance) { a.Expires = exampleDay.AddDays(181) }, "for 180 days at most"},
		{"91 days at weight 9", nine, func(a *Acceptance) { a.Expires = exampleDay.AddDays(91) }, "for 90 days at most"},
		{"over", six, func(a *Acceptance) { a.Expires = "2026-03-01" }, "is over"},
		{"no date", six, func(a *Acceptance) { a.Expires = "" }, "needs a last day"},
		{"no approver", six, func(a *Acceptance) { a.Approver = "" }, "needs an approver"},
		{"no reason", six, func(a *Acceptance) { a.Reason = "" }, "needs a reason"},
		{"a resource on which nothing fails", six, func(a *Acceptance) { a.Resources = []text.Untrusted{"arn:x"} }, "nothing fails here on arn:x"},
		{"the owner approves", six, func(a *Acceptance) { a.Approver = "Olga" }, "owns the action"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := good
			tt.how(&a)
			wants(t, ValidateAcceptance(tt.state, &a, []text.Untrusted{"Olga"}, exampleDay), tt.want)
		})
	}
}
