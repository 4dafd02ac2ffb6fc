package tui

import (
	"context"
	"fmt"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

func undo(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Undo(ctx, v) }

func redo(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Redo(ctx, v) }

func decide(d assess.Decision) Write {
	return func(ctx context.Context, desk Desk, v *desk.View) (desk.Receipt, error) {
		return desk.Decide(ctx, v, d)
	}
}

// answerCommands lists keys 1 to 6, and settling where something differs.
func answerCommands(w walk, c *assess.ControlState) []Command {
	answer := func(id ID, value assess.Answer) Command {
		return Command{ID: id, Do: func() (Screen, Step) {
			return w, Step{Write: decide(assess.Decision{Said: assess.Said{Control: c.Control.ID, Revision: c.Control.Revision, Value: value}})}
		}}
	}
	out := []Command{
		answer(walkYes, assess.Yes), answer(walkPartly, assess.Partial), answer(walkNo, assess.No), answer(walkDont, assess.DontKnow),
		{ID: walkOut, Do: func() (Screen, Step) { return w, Step{Over: outForm(w.view, c)} }},
		{ID: walkAccept, Do: func() (Screen, Step) { return w, Step{Over: acceptForm(w.view, c)} }},
	}
	if differs(c) {
		out = append(out, Command{ID: walkSettle, Hint: true, Do: func() (Screen, Step) { return w, Step{Over: settleForm(c)} }})
	}
	return out
}

func roleOptions() []option {
	out := []option{{notSaid, "not said"}}
	for _, r := range questionnaire.Roles() {
		out = append(out, option{string(r), roleWord(r)})
	}
	return out
}

func basisOptions() []option {
	return []option{
		{notSaid, "as the role says"},
		{string(assess.BasisDocument), "a document"},
		{string(assess.BasisDemonstration), "shown to us"},
		{string(assess.BasisOwner), "the owner says so"},
		{string(assess.BasisHearsay), "somebody else says so"},
	}
}

func answerOptions() []option {
	return []option{
		{string(assess.Yes), "yes"},
		{string(assess.Partial), "partly"},
		{string(assess.No), "no"},
		{string(assess.DontKnow), "don't know"},
		{string(assess.NotApplicable), "does not apply"},
	}
}

// outForm asks what "does not apply" needs: a reason, a name, a day to look again.
func outForm(v *desk.View, c *assess.ControlState) formSheet {
	f := form{button: "Save: does not apply", fields: []field{
		textField("because", "Why not", "", "What makes this question not one of this workload."),
		textField("by", "Who says so", "", ""),
		textField("review", "Look again on", string(v.Posture.AsOf.AddDays(180)), "A date like 2027-03-31."),
	}}
	return formSheet{
		title: "Does not apply", about: "It leaves all sums, until the day on which somebody looks again. While AWS shows the thing in use, it differs.",
		form: f, submit: func(f form) (Step, string) {
			if f.value("because") == "" || f.value("by") == "" {
				return Step{}, "A reason and a name are needed: the plan prints both."
			}
			review, err := assess.ParseDate(f.value("review"))
			if err != nil {
				return Step{}, "Look again on: write a date like 2027-03-31."
			}
			said := assess.Said{
				Control: c.Control.ID, Revision: c.Control.Revision, Value: assess.NotApplicable,
				Because: text.Untrusted(f.value("because")), By: text.Untrusted(f.value("by")), Review: review,
			}
			return Step{Hold: true, Write: decide(assess.Decision{Said: said})}, ""
		},
	}
}

// acceptForm asks for a risk acceptance: somebody who may, a reason, and an end.
func acceptForm(v *desk.View, c *assess.ControlState) formSheet {
	limit := assess.AcceptanceLimit(c.Weight)
	failing := failingResources(c)
	fields := []field{
		textField("approver", "Who accepts it", "", "Somebody who may, and who does not do the work."),
		textField("reason", "Why", "", ""),
		textField("expires", "Until", string(v.Posture.AsOf.AddDays(limit)), fmt.Sprintf("At most %d days for a weight of %d.", limit, c.Weight)),
	}
	if len(failing) > 0 {
		fields = append(fields, choiceField("what", "For", "all", "", []option{
			{"all", "the whole question"}, {"failing", "only what fails now: " + count(len(failing), "resource", "resources")},
		}))
	}
	return formSheet{
		title: "Accept the risk", about: "The gap stays in every number. Only the gate stops waiting for it, until the date.",
		form: form{button: "Accept the risk", fields: fields},
		submit: func(f form) (Step, string) {
			if f.value("approver") == "" || f.value("reason") == "" {
				return Step{}, "A name and a reason are needed: the plan prints both."
			}
			expires, err := assess.ParseDate(f.value("expires"))
			if err != nil {
				return Step{}, "Until: write a date like 2027-03-31."
			}
			a := assess.Acceptance{
				Control: c.Control.ID, Approver: text.Untrusted(f.value("approver")), Reason: text.Untrusted(f.value("reason")), Expires: expires,
			}
			if f.value("what") == "failing" {
				a.Resources = failing
			}
			return Step{Hold: true, Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Accept(ctx, v, a) }}, ""
		},
	}
}

func failingResources(c *assess.ControlState) []text.Untrusted {
	var out []text.Untrusted
	seen := map[text.Untrusted]bool{}
	for _, f := range c.Evidence.Findings {
		counts := f.Ownership != evidence.Others && f.Ownership != evidence.Unassigned
		if f.Outcome == evidence.Fail && f.Resource != "" && counts && !seen[f.Resource] {
			seen[f.Resource] = true
			out = append(out, f.Resource)
		}
	}
	return out
}

// settleForm asks which of the two is right, who says so, and why.
func settleForm(c *assess.ControlState) formSheet {
	d := c.Differs
	f := form{button: "Settle", fields: []field{
		choiceField("for", "Which is right", "evidence", "", []option{
			{"evidence", "what AWS shows"}, {"decision", "what people said"}, {"partial", "partly"},
		}),
		textField("by", "Who settles it", "", ""),
		textField("reason", "Why", "", ""),
	}}
	return formSheet{
		title: "These differ",
		about: safe(d.Said) + "; " + lowerAfter(safe(d.Shows)) + ". Settling holds for this evidence only, and for 90 days.",
		form:  f,
		submit: func(f form) (Step, string) {
			if f.value("by") == "" || f.value("reason") == "" {
				return Step{}, "A name and a reason are needed: who reads the plan will ask."
			}
			s := assess.Settlement{
				Control: c.Control.ID, For: f.value("for"), By: text.Untrusted(f.value("by")),
				Reason: text.Untrusted(f.value("reason")), Digest: d.Digest,
			}
			return Step{Hold: true, Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Settle(ctx, v, s) }}, ""
		},
	}
}

// saidFields are what a statement and a decision share.
func saidFields(s assess.Said) []field {
	link, dated := "", ""
	if s.Document != nil {
		link, dated = string(s.Document.Link), string(s.Document.Dated)
	}
	return []field{
		choiceField("value", "The answer", string(s.Value), "", answerOptions()),
		textField("by", "Who says so", string(s.By), ""),
		choiceField("role", "In which role", string(s.Role), "", roleOptions()),
		choiceField("basis", "It rests on", string(s.Basis), "", basisOptions()),
		textField("link", "Document", link, "A link or a name, so that it can be found again."),
		textField("dated", "Its date", dated, "A date like 2027-03-31."),
		textField("because", "In their words", string(s.Because), ""),
	}
}

func readSaid(f form, q *questionnaire.Control) (assess.Said, string) {
	s := assess.Said{
		Control: q.ID, Revision: q.Revision, Value: assess.Answer(f.value("value")), By: text.Untrusted(f.value("by")),
		Role: questionnaire.Role(f.value("role")), Basis: assess.Basis(f.value("basis")), Because: text.Untrusted(f.value("because")),
	}
	if link := f.value("link"); link != "" {
		s.Document = &assess.Document{Link: text.Untrusted(link)}
		if dated := f.value("dated"); dated != "" {
			d, err := assess.ParseDate(dated)
			if err != nil {
				return s, "Its date: write a date like 2027-03-31."
			}
			s.Document.Dated = d
		}
	}
	if s.By == "" {
		return s, "Who says so? A name is enough."
	}
	return s, ""
}

// basisForm records the decision with all that stands behind it.
func basisForm(v *desk.View, c *assess.ControlState) formSheet {
	said := assess.Said{Value: assess.Yes}
	if c.Decision != nil && !c.Decision.AsEvidence {
		said = c.Decision.Said
	}
	f := form{button: "Save the answer", fields: append(saidFields(said), tickField("contested", "the room stayed split; the lower answer stands", c.Decision != nil && c.Decision.Contested))}
	return formSheet{
		title: "Who says so, and on what basis", about: "A document or a demonstration shows it; a word alone only says it.", form: f,
		submit: func(f form) (Step, string) {
			s, wrong := readSaid(f, c.Control)
			if wrong != "" {
				return Step{}, wrong
			}
			if s.Value == assess.NotApplicable {
				if s.Because == "" {
					return Step{}, "Does not apply needs a reason: in their words."
				}
				s.Review = v.Posture.AsOf.AddDays(180)
			}
			return Step{Hold: true, Write: decide(assess.Decision{Said: s, Contested: f.value("contested") != ""})}, ""
		},
	}
}

// saidForm records what one person said; it counts for nothing until it is decided.
func saidForm(c *assess.ControlState) formSheet {
	return formSheet{
		title: "Somebody said", about: "One person's word, beside the answer. Keys 1 to 5 decide.",
		form: form{button: "Save what they said", fields: saidFields(assess.Said{Value: assess.Yes})},
		submit: func(f form) (Step, string) {
			s, wrong := readSaid(f, c.Control)
			if wrong != "" {
				return Step{}, wrong
			}
			st := assess.Statement{Said: s}
			return Step{Hold: true, Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Say(ctx, v, st) }}, ""
		},
	}
}
