package plain

import (
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/tui/words"
)

// Resources of a rule that are named at first, and when all are asked for.
const (
	fewResources  = 3
	manyResources = 200
)

// differs says whether decision and evidence disagree and nobody settled it.
func differs(c *assess.ControlState) bool { return c.Differs != nil && c.Differs.Settled == nil }

// question says a question, what people said and what AWS shows, why it is asked and what good looks like.
func (t *talk) question(c *assess.ControlState) {
	q := c.Control
	path := q.Layer.Title()
	if topic, ok := t.v.Catalog.Topic(q.Topic); ok {
		path += ", " + topic.Title
	}
	must := ""
	if q.Must {
		must = " Must-have."
	}
	t.say("%s.%s Weight %d, %d min.", path, must, c.Weight, q.Minutes)
	t.say("Question: %s", q.Question)
	t.stands(c)
	t.shows(c, false)
	if q.Why != "" {
		t.say("Why: %s", q.Why)
	}
	for _, g := range []struct{ word, text string }{{"Yes", q.Good.Full}, {"Partly", q.Good.Partial}, {"No", q.Good.None}} {
		if g.text != "" {
			t.say("%s means: %s", g.word, g.text)
		}
	}
}

// stands says what differs and what people said.
func (t *talk) stands(c *assess.ControlState) {
	switch d := c.Differs; {
	case differs(c):
		t.say("These differ: %s; %s", strings.TrimSuffix(d.Said, "."), stopped(words.LowerAfter(d.Shows)))
		if d.VoidedBy != "" {
			t.say("It was settled before: %s", stopped(d.VoidedBy))
		}
	case d != nil:
		s := d.Settled
		t.say("These differed, and %s settled it for %s, %s: %s", s.By, words.Settled(s.For), words.Ago(s.At, t.v.Posture.AsOf), stopped(string(s.Reason)))
	case c.Sharper:
		t.say("AWS is sharper than what was said: %s", stopped(c.GapFrom))
	}
	t.decided(c)
	if len(c.Statements) > 0 && c.Disputed {
		t.say("People differ, and nothing is decided:")
	}
	for _, s := range c.Statements {
		t.under("%s", stopped(words.Said(s.Said)))
	}
	for _, v := range t.v.Session.VotesOn(c.Control.ID) {
		t.say("Vote, %s: %s.", words.Day(v.At), v.Sentence())
	}
	for _, a := range c.Acceptance {
		t.say("Risk accepted by %s until %s: %s", a.Approver, a.Expires.Long(), stopped(string(a.Reason)))
	}
	for _, a := range c.Expired {
		t.say("The risk acceptance by %s ended on %s.", a.Approver, a.Expires.Long())
	}
}

func (t *talk) decided(c *assess.ControlState) {
	d := c.Decision
	switch {
	case d == nil:
		t.say("You said: nothing yet.")
		return
	case d.AsEvidence:
		t.say("You said: as AWS shows it, accepted by %s, %s.", d.By, words.Day(d.At))
	default:
		t.say("You said: %s", stopped(words.Said(d.Said)))
	}
	if d.Because != "" {
		t.under("“%s”", d.Because)
	}
	if d.Document != nil {
		t.under("Document: %s", d.Document.Link)
	}
	if c.Stale {
		t.under("That is too long ago to count. Ask again.")
	}
	if c.AskedAnew {
		t.under("It was asked differently then.")
	}
	if d.Contested {
		t.under("The room stayed split; the lower answer stands.")
	}
}

// shows says what AWS shows: the verdict, then rule by rule with the resources that fail or could not be read; with all, every one.
func (t *talk) shows(c *assess.ControlState, all bool) {
	e := c.Evidence
	switch {
	case len(c.Control.Rules) == 0 && len(e.Findings) == 0:
		t.say("AWS shows: nothing; only a person knows this.")
		return
	case len(e.Findings) == 0:
		t.say("AWS shows: nothing yet. Ask AWS from the menu.")
		return
	}
	said := e.Sentence
	if e.Verdict == evidence.VerdictNotAssessed && !strings.HasPrefix(strings.ToLower(said), "not known") {
		said = strings.TrimSuffix("not known: "+said, ": ")
	}
	if said == "" {
		said = "nothing to judge"
	}
	read := ""
	if !e.Oldest.IsZero() {
		read = " Read " + words.Ago(e.Oldest, t.v.Posture.AsOf) + "."
	}
	t.say("AWS shows: %s%s", stopped(said), read)
	var order []string
	rules := map[string][]evidence.Finding{}
	for _, f := range e.Findings {
		if _, seen := rules[f.Rule]; !seen {
			order = append(order, f.Rule)
		}
		rules[f.Rule] = append(rules[f.Rule], f)
	}
	for _, rule := range order {
		t.rule(rules[rule], all)
	}
	if c.Ceiling {
		t.say("Only half: %s A yes with a document or a demonstration closes it.", stopped(c.Control.Ceiling))
	}
}

// rule says how one rule went: in counts, then by resource, the worst first.
func (t *talk) rule(findings []evidence.Finding, all bool) {
	counts, apart := map[evidence.Outcome]int{}, map[string]int{}
	var counting []evidence.Finding
	for _, f := range findings {
		if why := notCounting(f); why != "" {
			apart[why]++
			continue
		}
		counts[f.Outcome]++
		counting = append(counting, f)
	}
	sum := "nothing to judge"
	if n := counts[evidence.Pass] + counts[evidence.Fail] + counts[evidence.Unknown]; n > 0 {
		sum = fmt.Sprintf("%d of %d", counts[evidence.Pass], n)
		if u := counts[evidence.Unknown]; u > 0 {
			sum += fmt.Sprintf(", %d not read", u)
		}
	}
	t.under("%s: %s.", strings.TrimSuffix(findings[0].States, "."), sum)
	outcomes, most := []evidence.Outcome{evidence.Fail, evidence.Unknown}, fewResources
	if all {
		outcomes, most = append(outcomes, evidence.Pass), manyResources
	}
	said, total := 0, 0
	for _, o := range outcomes {
		for _, f := range counting {
			if f.Outcome != o {
				continue
			}
			if total++; said < most {
				said++
				t.under("%s: %s%s", outcomeWord(o), words.Short(f), stopped(findingWhy(f)))
			}
		}
	}
	if total > said {
		t.under("and %d more; d names them.", total-said)
	}
	for _, why := range []string{apartUnassigned, apartOthers, apartMuted, apartStale} {
		if n := apart[why]; n > 0 {
			t.under("%s %s.", assess.Counted(n, "does not count:", "do not count:"), why)
		}
	}
}

// Reasons for which a finding does not count, in the order in which they are told.
const (
	apartUnassigned = "nobody said whose it is"
	apartOthers     = "somebody else's"
	apartMuted      = "muted"
	apartStale      = "read too long ago"
)

func notCounting(f evidence.Finding) string {
	switch {
	case f.Ownership == evidence.Unassigned:
		return apartUnassigned
	case f.Ownership == evidence.Others:
		return apartOthers
	case f.Muted:
		return apartMuted
	case f.Stale:
		return apartStale
	}
	return ""
}

func outcomeWord(o evidence.Outcome) string {
	switch o {
	case evidence.Pass:
		return "Pass"
	case evidence.Fail:
		return "Fail"
	case evidence.NotApplicable:
		return "Does not apply"
	}
	return "Not known"
}

// findingWhy says why in few words: for what was not read, what is missing; else what was seen.
func findingWhy(f evidence.Finding) string {
	switch {
	case f.Outcome == evidence.Unknown && f.Gap != nil:
		return ", could not be read: " + words.Gap(*f.Gap)
	case f.Shows != "":
		return ", " + string(f.Shows)
	case f.Because != "" && !strings.Contains(string(f.Because), f.States):
		return ", " + string(f.Because)
	}
	return "."
}

// details says all else that there is to a question: every resource, help to talk, notes, the sum.
func (t *talk) details(c *assess.ControlState) {
	t.title("All about %s", c.Control.Title)
	t.shows(c, true)
	t.help(c.Control)
	for _, n := range t.v.Session.Notes {
		if n.Control == c.Control.ID {
			private := ""
			if n.Private {
				private = ", private"
			}
			t.say("Note by %s, %s%s: %s", n.By, words.Day(n.At), private, n.Text)
		}
	}
	if c.Why != "" {
		t.say("The sum: %s", c.Why)
	}
	if c.Control.Must && c.Control.MustBecause != "" {
		t.say("Must-have: %s", c.Control.MustBecause)
	}
}

// help is what helps to talk about a question.
func (t *talk) help(q *questionnaire.Control) {
	for _, f := range q.FollowUps {
		t.say("Ask on: %s", f)
	}
	for _, o := range q.OftenHeard {
		t.say("Heard: “%s” Answer: %s", o.Says, o.Answer)
	}
	if len(q.Documents) > 0 {
		t.say("Bring: %s", stopped(strings.Join(q.Documents, "; ")))
	}
	if len(q.Asks) > 0 {
		roles := make([]string, len(q.Asks))
		for i, r := range q.Asks {
			roles[i] = r.Word()
		}
		t.say("Ask whom: %s.", strings.Join(roles, ", "))
	}
}
