package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
	"drydock/tui/words"
)

// writing is what is saved: the desk does it for the view as it is then.
type writing func(ctx context.Context, v *desk.View) (desk.Receipt, error)

// sheet asks for what something needs, and saves it. What is refused is asked again, with what was typed kept; back leaves.
func (t *talk) sheet(about string, fields []words.Field, wrong check, write func(f []words.Field) writing) error {
	t.say("%s", about)
	for {
		filled, err := t.form(fields, wrong)
		if err != nil {
			return backFrom(err)
		}
		if t.save(write(filled)) {
			return nil
		}
		fields = filled
		t.say("Enter keeps what you typed, line by line; b at the first line leaves.")
	}
}

// act does what a key says about a question.
func (t *talk) act(c *assess.ControlState, key string) error {
	switch key {
	case "1", "2", "3", "4":
		value := []assess.Answer{assess.Yes, assess.Partial, assess.No, assess.DontKnow}[key[0]-'1']
		said := assess.Said{Control: c.Control.ID, Revision: c.Control.Revision, Value: value}
		t.save(t.decide(assess.Decision{Said: said}))
		return nil
	case "5":
		return t.outOf(c)
	case "6":
		return t.accept(c)
	case "t":
		return t.settle(c)
	case "w":
		return t.basis(c)
	case "i":
		return t.somebody(c)
	case "n":
		return t.note(c.Control.ID)
	case "d":
		t.details(c)
	case "k":
		return t.parkOne()
	}
	return nil
}

func (t *talk) decide(d assess.Decision) writing {
	return func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Decide(ctx, v, d) }
}

// outOf asks what "does not apply" needs: a reason, a name, a day to look again.
func (t *talk) outOf(c *assess.ControlState) error {
	return t.sheet("Does not apply. It leaves all sums, until the day on which somebody looks again. While AWS shows the thing in use, it differs.",
		[]words.Field{
			entry("because", "Why not", "", "What makes this question not one of this workload."),
			entry("by", "Who says so", "", ""),
			entry("review", "Look again on", string(t.v.Posture.AsOf.AddDays(180)), "A date like 2027-03-31."),
		},
		needs(map[string]string{
			"because": "A reason is needed: the plan prints it.", "by": "A name is needed: the plan prints it.", "review": "A day is needed, like 2027-03-31.",
		}, "review"),
		func(f []words.Field) writing {
			return t.decide(assess.Decision{Said: assess.Said{
				Control: c.Control.ID, Revision: c.Control.Revision, Value: assess.NotApplicable, Because: text.Untrusted(value(f, "because")),
				By: text.Untrusted(value(f, "by")), Review: assess.Date(value(f, "review")),
			}})
		})
}

// accept asks for a risk acceptance: somebody who may, a reason, and an end.
func (t *talk) accept(c *assess.ControlState) error {
	limit, failing := assess.AcceptanceLimit(c.Weight), failingResources(c)
	fields := []words.Field{
		entry("approver", "Who accepts it", "", "Somebody who may, and who does not do the work."),
		entry("reason", "Why", "", ""),
		entry("expires", "Until", string(t.v.Posture.AsOf.AddDays(limit)), fmt.Sprintf("At most %d days for a weight of %d.", limit, c.Weight)),
	}
	if len(failing) > 0 {
		fields = append(fields, pick("what", "For", "all", "", words.Option{Value: "all", Label: "the whole question"},
			words.Option{Value: "failing", Label: "only what fails now: " + assess.Counted(len(failing), "resource", "resources")}))
	}
	return t.sheet("Accept the risk. The gap stays in every number. Only the gate stops waiting for it, until the date.", fields,
		needs(map[string]string{
			"approver": "A name is needed: the plan prints it.", "reason": "A reason is needed: the plan prints it.", "expires": "A last day is needed, like 2027-03-31.",
		}, "expires"),
		func(f []words.Field) writing {
			a := assess.Acceptance{
				Control: c.Control.ID, Approver: text.Untrusted(value(f, "approver")), Reason: text.Untrusted(value(f, "reason")),
				Expires: assess.Date(value(f, "expires")),
			}
			if value(f, "what") == "failing" {
				a.Resources = failing
			}
			return func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Accept(ctx, v, a) }
		})
}

func failingResources(c *assess.ControlState) []text.Untrusted {
	var out []text.Untrusted
	for _, f := range c.Evidence.Findings {
		counts := f.Ownership != evidence.Others && f.Ownership != evidence.Unassigned
		if f.Outcome == evidence.Fail && f.Resource != "" && counts && !slices.Contains(out, f.Resource) {
			out = append(out, f.Resource)
		}
	}
	return out
}

// settle asks which of the two is right, who says so, and why.
func (t *talk) settle(c *assess.ControlState) error {
	d := c.Differs
	return t.sheet("These differ: "+strings.TrimSuffix(d.Said, ".")+"; "+stopped(words.LowerAfter(d.Shows))+" Settling holds for this evidence only, and for 90 days.",
		[]words.Field{
			pick("for", "Which is right", "evidence", "", words.Option{Value: "evidence", Label: "what AWS shows"},
				words.Option{Value: "decision", Label: "what people said"}, words.Option{Value: "partial", Label: "partly"}),
			entry("by", "Who settles it", "", ""),
			entry("reason", "Why", "", ""),
		},
		needs(map[string]string{"by": "A name is needed: who reads the plan will ask.", "reason": "A reason is needed: who reads the plan will ask."}),
		func(f []words.Field) writing {
			s := assess.Settlement{
				Control: c.Control.ID, For: value(f, "for"), By: text.Untrusted(value(f, "by")), Reason: text.Untrusted(value(f, "reason")), Digest: d.Digest,
			}
			return func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Settle(ctx, v, s) }
		})
}

// saidFields are what a statement and a decision share.
func saidFields(s assess.Said) []words.Field {
	link, dated := "", ""
	if s.Document != nil {
		link, dated = string(s.Document.Link), string(s.Document.Dated)
	}
	var answers []words.Option
	for _, a := range []assess.Answer{assess.Yes, assess.Partial, assess.No, assess.DontKnow, assess.NotApplicable} {
		answers = append(answers, words.Option{Value: string(a), Label: a.Word()})
	}
	roles := []words.Option{{Value: words.NotSaid, Label: "not said"}}
	for _, r := range questionnaire.Roles() {
		roles = append(roles, words.Option{Value: string(r), Label: r.Word()})
	}
	return []words.Field{
		pick("value", "The answer", string(s.Value), "", answers...),
		entry("by", "Who says so", string(s.By), ""),
		pick("role", "In which role", string(s.Role), "", roles...),
		pick("basis", "It rests on", string(s.Basis), "", words.Option{Value: words.NotSaid, Label: "as the role says"},
			words.Option{Value: string(assess.BasisDocument), Label: "a document"}, words.Option{Value: string(assess.BasisDemonstration), Label: "shown to us"},
			words.Option{Value: string(assess.BasisOwner), Label: "the owner says so"}, words.Option{Value: string(assess.BasisHearsay), Label: "somebody else says so"}),
		entry("link", "Document", link, "A link or a name, so that it can be found again."),
		entry("dated", "Its date", dated, "A date like 2027-03-31."),
		entry("because", "In their words", string(s.Because), ""),
	}
}

// saidCheck says what is wrong with who said what.
func saidCheck(f []words.Field, at int) string {
	if f[at].ID == "because" && value(f, "value") == string(assess.NotApplicable) && f[at].Value == "" {
		return "Does not apply needs a reason: in their words."
	}
	return needs(map[string]string{"by": "Who says so? A name is enough."}, "dated")(f, at)
}

func readSaid(f []words.Field, q *questionnaire.Control) assess.Said {
	s := assess.Said{
		Control: q.ID, Revision: q.Revision, Value: assess.Answer(value(f, "value")), By: text.Untrusted(value(f, "by")),
		Role: questionnaire.Role(value(f, "role")), Basis: assess.Basis(value(f, "basis")), Because: text.Untrusted(value(f, "because")),
	}
	if link := value(f, "link"); link != "" {
		s.Document = &assess.Document{Link: text.Untrusted(link), Dated: assess.Date(value(f, "dated"))}
	}
	return s
}

// basis records the decision with all that stands behind it.
func (t *talk) basis(c *assess.ControlState) error {
	said, contested := assess.Said{Value: assess.Yes}, ""
	if d := c.Decision; d != nil && !d.AsEvidence {
		if said = d.Said; d.Contested {
			contested = "yes"
		}
	}
	fields := append(saidFields(said), words.Field{ID: "contested", Kind: words.Tick, Label: "the room stayed split; the lower answer stands", Value: contested})
	return t.sheet("Who says so, and on what basis. A document or a demonstration shows it; a word alone only says it.", fields, saidCheck,
		func(f []words.Field) writing {
			d := assess.Decision{Said: readSaid(f, c.Control), Contested: value(f, "contested") != ""}
			if d.Value == assess.NotApplicable {
				d.Review = t.v.Posture.AsOf.AddDays(180)
			}
			return t.decide(d)
		})
}

// somebody records what one person said; it counts for nothing until it is decided.
func (t *talk) somebody(c *assess.ControlState) error {
	return t.sheet("Somebody said. One person's word, beside the answer. 1 to 5 decide.", saidFields(assess.Said{Value: assess.Yes}), saidCheck,
		func(f []words.Field) writing {
			s := assess.Statement{Said: readSaid(f, c.Control)}
			return func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Say(ctx, v, s) }
		})
}

// note takes lines until an empty one. What was typed is saved too when the input ends or somebody interrupts.
func (t *talk) note(control string) error {
	t.say("Type the note, as many lines as it takes; an empty line ends it.")
	var lines []string
	var end error
	for {
		line, err := t.hear()
		if err != nil {
			end = err
			break
		}
		if line == "" || len(lines) == 0 && line == "b" {
			break
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		t.say("Nothing was written.")
		return end
	}
	n := assess.Note{Control: control, Text: text.Untrusted(strings.Join(lines, "\n"))}
	write := func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.AddNote(ctx, v, n) }
	for !t.save(write) && end == nil {
		again, err := t.yes(true, "Try to save the note again?")
		if err != nil && !errors.Is(err, errBack) {
			return err
		}
		if !again {
			break
		}
	}
	return end
}
