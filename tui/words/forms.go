package words

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// Form is what is asked before something is recorded, and why.
type Form struct {
	Title, About, Button string
	Fields               []Field
}

// Wrong says what is wrong with what a field holds, beside the others; empty: nothing.
func Wrong(fields []Field, at int) string {
	f, v := fields[at], values(fields)
	held := strings.TrimSpace(f.Value)
	switch {
	case held == "" && f.ID == "because" && v.of("value") == string(assess.NotApplicable):
		return "Does not apply needs a reason: in their words."
	case held == "" && f.ID == "finder" && v.of("contested") != "":
		return "The room stayed split: who finds out what holds? A name is enough."
	case held == "":
		return f.Needed
	case f.Holds == Date:
		if _, err := assess.ParseDate(held); err != nil {
			return f.Label + ": write a date like 2027-03-31."
		}
	case f.Holds == Days:
		if n, err := strconv.ParseFloat(held, 64); err != nil || math.IsNaN(n) || n < 0 || n > 10000 {
			return f.Label + ": a number, like 2 or 0.5."
		}
	}
	return ""
}

// FirstWrong says what is wrong with the first field with which something is; empty: nothing.
func FirstWrong(fields []Field) string {
	for i := range fields {
		if what := Wrong(fields, i); what != "" {
			return what
		}
	}
	return ""
}

func (f Field) needed(because string) Field { f.Needed = because; return f }

func dateField(id, label, value, help string) Field {
	return Field{ID: id, Label: label, Value: value, Help: help, Holds: Date}
}

// Out asks what "does not apply" needs: a reason, a name, a day to look again.
func Out(asOf assess.Date) Form {
	return Form{
		Title: "Does not apply", Button: "Save: does not apply",
		About: "It leaves all sums, until the day on which somebody looks again. While AWS shows the thing in use, it differs.",
		Fields: []Field{
			textField("because", "Why not", "", "What makes this question not one of this workload.").needed("A reason is needed: the plan prints it."),
			textField("by", "Who says so", "", "").needed("A name is needed: the plan prints it."),
			dateField("review", "Look again on", string(asOf.AddDays(180)), "A date like 2027-03-31.").needed("Look again on: write a date like 2027-03-31."),
		},
	}
}

// ReadOut is the answer that Out asked for.
func ReadOut(fields []Field, q *questionnaire.Control) assess.Decision {
	f := values(fields)
	return assess.Decision{Said: assess.Said{
		Control: q.ID, Revision: q.Revision, Value: assess.NotApplicable,
		Because: text.Untrusted(f.of("because")), By: text.Untrusted(f.of("by")), Review: assess.Date(f.of("review")),
	}}
}

// Accept asks for a risk acceptance: somebody who may, a reason, and an end.
func Accept(c *assess.ControlState, asOf assess.Date) Form {
	limit := assess.AcceptanceLimit(c.Weight)
	fields := []Field{
		textField("approver", "Who accepts it", "", "Somebody who may, and who does not do the work.").needed("A name is needed: the plan prints it."),
		textField("reason", "Why", "", "").needed("A reason is needed: the plan prints it."),
		dateField("expires", "Until", string(asOf.AddDays(limit)), fmt.Sprintf("At most %d days for a weight of %d.", limit, c.Weight)).needed("Until: write a date like 2027-03-31."),
	}
	if n := len(Failing(c)); n > 0 {
		fields = append(fields, choiceField("what", "For", "all", "", []Option{
			{"all", "the whole question"}, {"failing", "only what fails now: " + assess.Counted(n, "resource", "resources")},
		}))
	}
	return Form{
		Title: "Accept the risk", Button: "Accept the risk", Fields: fields,
		About: "The gap stays in every number. Only the gate stops waiting for it, until the date.",
	}
}

// ReadAccept is the acceptance that Accept asked for.
func ReadAccept(fields []Field, c *assess.ControlState) assess.Acceptance {
	f := values(fields)
	a := assess.Acceptance{
		Control: c.Control.ID, Approver: text.Untrusted(f.of("approver")), Reason: text.Untrusted(f.of("reason")), Expires: assess.Date(f.of("expires")),
	}
	if f.of("what") == "failing" {
		a.Resources = Failing(c)
	}
	return a
}

// Failing are the resources of ours that fail a rule of the control, each once.
func Failing(c *assess.ControlState) []text.Untrusted {
	var out []text.Untrusted
	seen := map[text.Untrusted]bool{}
	for i := range c.Evidence.Findings {
		f := &c.Evidence.Findings[i]
		counts := f.Ownership != evidence.Others && f.Ownership != evidence.Unassigned
		if f.Outcome == evidence.Fail && f.Resource != "" && counts && !seen[f.Resource] {
			seen[f.Resource] = true
			out = append(out, f.Resource)
		}
	}
	return out
}

// Settle asks which of the two is right, who says so, and why.
func Settle(d *assess.Differs) Form {
	return Form{
		Title: "These differ", Button: "Settle",
		About: Safe(d.Said) + "; " + LowerAfter(Safe(d.Shows)) + ". Settling holds for this evidence only, and for 90 days.",
		Fields: []Field{
			choiceField("for", "Which is right", "evidence", "", []Option{
				{"evidence", "what AWS shows"}, {"decision", "what people said"}, {"partial", "partly"},
			}),
			textField("by", "Who settles it", "", "").needed("A name is needed: who reads the plan will ask."),
			textField("reason", "Why", "", "").needed("A reason is needed: who reads the plan will ask."),
		},
	}
}

// ReadSettle is the settlement that Settle asked for.
func ReadSettle(fields []Field, c *assess.ControlState) assess.Settlement {
	f := values(fields)
	return assess.Settlement{
		Control: c.Control.ID, For: f.of("for"), By: text.Untrusted(f.of("by")), Reason: text.Untrusted(f.of("reason")), Digest: c.Differs.Digest,
	}
}

// Answers are what people can say.
func Answers() []Option {
	var out []Option
	for _, a := range []assess.Answer{assess.Yes, assess.Partial, assess.No, assess.DontKnow, assess.NotApplicable} {
		out = append(out, Option{string(a), a.Word()})
	}
	return out
}

// said are the fields that a statement and a decision share.
func said(s assess.Said) []Field {
	link, dated := "", ""
	if s.Document != nil {
		link, dated = string(s.Document.Link), string(s.Document.Dated)
	}
	roles := []Option{{NotSaid, "not said"}}
	for _, r := range questionnaire.Roles() {
		roles = append(roles, Option{string(r), Safe(r.Word())})
	}
	return []Field{
		choiceField("value", "The answer", string(s.Value), "", Answers()),
		textField("by", "Who says so", string(s.By), "").needed("Who says so? A name is enough."),
		choiceField("role", "In which role", string(s.Role), "", roles),
		choiceField("basis", "It rests on", string(s.Basis), "", []Option{
			{NotSaid, "as the role says"},
			{string(assess.BasisDocument), "a document"},
			{string(assess.BasisDemonstration), "shown to us"},
			{string(assess.BasisOwner), "the owner says so"},
			{string(assess.BasisHearsay), "somebody else says so"},
		}),
		textField("link", "Document", link, "A link or a name, so that it can be found again."),
		dateField("dated", "Its date", dated, "A date like 2027-03-31."),
		textField("because", "In their words", string(s.Because), ""),
	}
}

// ReadSaid is what somebody said.
func ReadSaid(fields []Field, q *questionnaire.Control) assess.Said {
	f := values(fields)
	s := assess.Said{
		Control: q.ID, Revision: q.Revision, Value: assess.Answer(f.of("value")), By: text.Untrusted(f.of("by")),
		Role: questionnaire.Role(f.of("role")), Basis: assess.Basis(f.of("basis")), Because: text.Untrusted(f.of("because")),
	}
	if link := f.of("link"); link != "" {
		s.Document = &assess.Document{Link: text.Untrusted(link), Dated: assess.Date(f.of("dated"))}
	}
	return s
}

// BasisForm asks for a decision with all that stands behind it.
func BasisForm(c *assess.ControlState) Form {
	before, contested, finder := assess.Said{Value: assess.Yes}, false, ""
	if d := c.Decision; d != nil && !d.AsEvidence {
		before, contested, finder = d.Said, d.Contested, string(d.Owner)
	}
	return Form{
		Title: "Who says so, and on what basis", Button: "Save the answer",
		About: "A document or a demonstration shows it; a word alone only says it.",
		Fields: append(said(before), tickField("contested", "the room stayed split; the lower answer stands", contested),
			Field{ID: "finder", Label: "Who finds out", Value: finder, Help: "Where the room stayed split: who comes back with what holds.", If: "contested"}),
	}
}

// ReadBasis is the decision that BasisForm asked for.
func ReadBasis(fields []Field, q *questionnaire.Control, asOf assess.Date) assess.Decision {
	f := values(fields)
	d := assess.Decision{Said: ReadSaid(fields, q), Contested: f.of("contested") != ""}
	if d.Contested {
		d.Owner = text.Untrusted(f.of("finder"))
	}
	if d.Value == assess.NotApplicable {
		d.Review = asOf.AddDays(180)
	}
	return d
}

// SaidForm asks what one person said; it counts for nothing until it is decided.
func SaidForm() Form {
	return Form{
		Title: "Somebody said", Button: "Save what they said", About: "One person's word, beside the answer. Keys 1 to 5 decide.",
		Fields: said(assess.Said{Value: assess.Yes}),
	}
}

// ActionForm asks who does an action, until when, how long it takes and how far it is.
func ActionForm(s assess.ActionState) []Field {
	own := ""
	if s.Days > 0 {
		own = strconv.FormatFloat(s.Days, 'f', -1, 64) // to be edited as typed
	}
	days := textField("days", "Days of work", own, "Empty: as computed.")
	days.Holds = Days
	return []Field{
		textField("owner", "Owner", string(s.Owner), ""),
		dateField("due", "Due", string(s.Due), "A date like 2027-03-31; empty as planned."),
		days,
		choiceField("status", "Status", s.Status, "", []Option{{assess.ActionOpen, "open"}, {assess.ActionInProgress, "in progress"}, {assess.ActionDone, "done"}}),
		textField("note", "Note", string(s.Note), ""),
	}
}

// ReadAction is the state that ActionForm asked for, on top of the one before.
func ReadAction(fields []Field, s assess.ActionState, asOf assess.Date) assess.ActionState {
	f := values(fields)
	s.Owner, s.Note, s.Due, s.Status = text.Untrusted(f.of("owner")), text.Untrusted(f.of("note")), assess.Date(f.of("due")), f.of("status")
	s.Days, _ = strconv.ParseFloat(f.of("days"), 64)
	if s.Status == assess.ActionDone && s.DoneAt == "" {
		s.DoneAt = asOf
	}
	return s
}

// Toggled is an action marked as done, or as open again.
func Toggled(s assess.ActionState, asOf assess.Date) assess.ActionState {
	if s.Status == assess.ActionDone {
		s.Status, s.DoneAt = assess.ActionOpen, ""
	} else {
		s.Status, s.DoneAt = assess.ActionDone, asOf
	}
	return s
}

// With gives fields the values that were filled in.
func With(fields []Field, value func(id string) string) []Field {
	out := slices.Clone(fields)
	for i := range out {
		out[i].Value = value(out[i].ID)
	}
	return out
}
