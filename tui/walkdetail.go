package tui

import (
	"fmt"
	"strings"
	"time"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/tui/words"
)

// fewGroups is how many causes or resources of a rule are told beside the question; the evidence page has all.
const fewGroups = 3

// questionBlocks is all that there is to a question: the question, what AWS shows, what people said, and help to talk.
func questionBlocks(v *desk.View, c *assess.ControlState) []block {
	q := c.Control
	out := []block{pathBlock(v, c), blank(), {indent: 1, text: safe(q.Question), textBy: strong}, blank()}
	out = append(out, differsBlocks(v, c)...)
	out = append(out, saidBlocks(v, c)...)
	out = append(out, voteBlocks(v, q.ID)...)
	out = append(out, blank())
	out = append(out, evidenceBlocks(v, c)...)
	out = append(out, blank())
	out = append(out, workBlocks(v, c)...)
	if q.Why != "" {
		out = append(out, labelled("Why", safe(q.Why)), blank())
	}
	out = append(out, goodBlocks(q.Good)...)
	out = append(out, blank())
	out = append(out, talkBlocks(q)...)
	out = append(out, noteBlocks(v, q.ID)...)
	return append(out, sumBlocks(c)...)
}

func pathBlock(v *desk.View, c *assess.ControlState) block {
	q := c.Control
	path := q.Layer.Title()
	if t, ok := v.Catalog.Topic(q.Topic); ok {
		path += " › " + safe(t.Title)
	}
	right := fmt.Sprintf("weight %d · %d min", c.Weight, q.Minutes)
	if q.Must {
		right = "must-have · " + right
	}
	return block{indent: 1, text: path, textBy: dim, right: right}
}

// differsBlocks is the banner where decision and evidence disagree, settled or not.
func differsBlocks(v *desk.View, c *assess.ControlState) []block {
	d := c.Differs
	if d == nil {
		if c.Sharper {
			return []block{{indent: 1, mark: "! ", markBy: warn, text: "AWS is sharper than what was said: " + safe(c.GapFrom) + "."}, blank()}
		}
		return nil
	}
	if s := d.Settled; s != nil {
		until := assess.DateOf(s.At, assess.ZoneOf(v.Session.Scope.Zone)).AddDays(v.Posture.Policy.SettlementDays)
		return []block{
			{indent: 1, mark: "– ", markBy: dim, textBy: dim, text: fmt.Sprintf("These differed, and %s settled it for %s, %s: %s. It holds until %s, and only while neither changes.",
				safe(s.By), settledWord(s.For), ago(s.At, v.Posture.AsOf), strings.TrimSuffix(safe(s.Reason), "."), until.Long())}, blank(),
		}
	}
	out := []block{{indent: 1, mark: "! These differ  ", markBy: banner, hang: 3, right: "t settles it", text: strings.TrimSuffix(safe(d.Said), ".") + "; " + lowerAfter(safe(d.Shows)) + "."}}
	if d.VoidedBy != "" {
		out = append(out, block{indent: 3, text: "It was settled before, and that is void: " + safe(d.VoidedBy) + ".", textBy: warn})
	}
	return append(out, blank())
}

// lowerAfter keeps AWS upper-case and lowers any other first letter: the sentence goes on.
func lowerAfter(s string) string { return words.LowerAfter(s) }

func settledWord(s string) string { return words.Settled(s) }

func evidenceBlocks(v *desk.View, c *assess.ControlState) []block {
	e := &c.Evidence
	if len(e.Findings) == 0 {
		return []block{labelled("AWS shows", noEvidence(c.Control))}
	}
	m := verdictMark(e.Verdict)
	first := labelled("AWS shows", m.glyph+" "+verdictSentence(*e))
	first.textBy = m.style
	first.right = readWhen(v, e)
	out := []block{first}
	idle := 0
	for _, r := range e.ByRule() {
		if r.Outcome() == evidence.NotApplicable && e.Passes+e.Fails+e.Unknowns > 0 {
			idle++
			continue
		}
		out = append(out, ruleBlocks(r)...)
	}
	if idle > 0 {
		out = append(out, block{indent: 3, mark: "– ", markBy: dim, text: count(idle, "rule has", "rules have") + " nothing to judge here", textBy: dim})
	}
	out = append(out, block{indent: 3, text: "v opens every resource, with its proof", textBy: dim})
	if c.Ceiling {
		half := labelled("Only half", strings.TrimSuffix(safe(c.Control.Ceiling), ".")+". A yes with a document or a demonstration closes it (b).")
		half.markBy = warn
		out = append(out, blank(), half)
	}
	return out
}

// unreadWords say what could not be read, why, and how much waits for it.
func unreadWords(u evidence.Unread) string {
	where := count(len(u.Places), "place", "places")
	if len(u.Places) == 1 {
		where = safe(u.Places[0])
	}
	return fmt.Sprintf("%s in %s; %s for it", upper(gapWords(u.Gap)), where, count(u.Findings, "finding waits", "findings wait"))
}

// readWhen says how old the evidence is: what counts by its oldest part, and what is too old to count by its newest.
func readWhen(v *desk.View, e *evidence.Evidence) string {
	if e.Passes+e.Fails > 0 && !e.Oldest.IsZero() {
		return "read " + since(e.Oldest, v)
	}
	var newest time.Time
	for i := range e.Findings {
		if f := &e.Findings[i]; f.Stale && f.Counts() && f.At.After(newest) {
			newest = f.At
		}
	}
	switch {
	case !newest.IsZero():
		return "read " + since(newest, v) + ": too old"
	case !e.Oldest.IsZero():
		return "asked " + since(e.Oldest, v)
	}
	return ""
}

func noEvidence(q *questionnaire.Control) string {
	if len(q.Rules) == 0 {
		return "– nothing: only a person knows this."
	}
	return "– nothing yet. a asks AWS."
}

func verdictSentence(e evidence.Evidence) string {
	said := safe(e.Sentence)
	if e.Verdict == evidence.VerdictNotAssessed {
		return joined("not known", said)
	}
	return orElse(said, "nothing to judge")
}

func joined(word, said string) string {
	if said == "" {
		return word
	}
	if strings.HasPrefix(strings.ToLower(said), word) {
		return said
	}
	return word + ": " + said
}

// ruleBlocks are a rule with its counts, and the few things that are worst about it.
func ruleBlocks(r evidence.OfRule) []block {
	m := outcomeMark(r.Outcome())
	out := []block{{indent: 3, mark: m.glyph + " ", markBy: m.style, text: safe(r.States), right: r.Sum()}}
	shown, hidden := 0, 0
	for _, g := range r.Groups {
		switch {
		case g.Outcome == evidence.Pass:
		case shown == fewGroups:
			hidden += len(g.Findings)
		default:
			gm := outcomeMark(g.Outcome)
			out = append(out, block{indent: 7, mark: gm.glyph + " ", markBy: gm.style, text: groupWords(g), cut: r.Fails+r.Unknowns > 1})
			shown++
		}
	}
	if hidden > 0 {
		out = append(out, block{indent: 7, text: fmt.Sprintf("… %d more", hidden), textBy: dim})
	}
	if r.Disagree > 0 {
		out = append(out, block{indent: 7, mark: "! ", markBy: warn, text: "Another tool says otherwise on " + fmt.Sprint(r.Disagree)})
	}
	for _, g := range r.Apart {
		if g.Apart != evidence.ApartNothing {
			out = append(out, block{indent: 7, text: count(len(g.Findings), "does not count: ", "do not count: ") + g.Apart, textBy: dim})
		}
	}
	return out
}

// groupWords are one resource by its name and why, or many by what they share.
func groupWords(g evidence.Group) string {
	if len(g.Findings) == 1 {
		return short(g.Findings[0]) + groupWhy(g)
	}
	if g.Gap != nil {
		return g.Noun() + groupWhy(g)
	}
	return safe(g.Say())
}

func groupWhy(g evidence.Group) string {
	switch {
	case g.Gap != nil:
		return "  could not be read: " + gapWords(*g.Gap)
	case g.Cause != "":
		return "  " + safe(g.Cause)
	}
	return ""
}

func saidBlocks(v *desk.View, c *assess.ControlState) []block {
	out := []block{decisionBlock(c)}
	if d := c.Decision; d != nil {
		if d.Because != "" {
			out = append(out, under("“"+safe(d.Because)+"”", nil))
		}
		out = append(out, documentBlocks(d.Said)...)
		if d.Value == assess.NotApplicable && d.Review.Valid() {
			out = append(out, under("Somebody looks again on "+d.Review.Long()+".", dim))
		}
		if c.Stale {
			out = append(out, under("That is too long ago to count. Ask again.", warn))
		}
		if c.AskedAnew {
			out = append(out, under(fmt.Sprintf("It was asked differently then (revision %d; today %d). It counts; ask whether it still holds.", d.Revision, c.Control.Revision), warn))
		}
		if d.Contested {
			out = append(out, under("The room stayed split; the lower answer stands."+takenBy(d.Owner), warn))
		}
	}
	if c.Disputed {
		out = append(out, under("People differ, and nothing is decided: "+spread(c.Statements)+". Keys 1 to 5 decide.", warn))
	}
	for _, s := range c.Statements {
		out = append(out, under("· "+saidLine(s.Said), dim))
		if s.Because != "" {
			out = append(out, under("  “"+safe(s.Because)+"”", nil))
		}
		out = append(out, documentBlocks(s.Said)...)
	}
	return append(out, acceptedBlocks(v, c)...)
}

// spread counts what people said: "2 yes, 1 no".
func spread(all []assess.Statement) string {
	var out []string
	for _, a := range []assess.Answer{assess.Yes, assess.Partial, assess.No, assess.DontKnow, assess.NotApplicable} {
		n := 0
		for _, s := range all {
			if s.Value == a {
				n++
			}
		}
		if n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, answerWord(a)))
		}
	}
	return strings.Join(out, ", ")
}

// documentBlocks name the document behind an answer; without its date it does not count as one.
func documentBlocks(s assess.Said) []block {
	d := s.Document
	switch {
	case d == nil && s.Basis == assess.BasisDocument:
		return []block{under("No document is linked, so it counts as a word (b).", warn)}
	case d == nil:
		return nil
	case !d.Dated.Valid():
		return []block{under("Document: "+safe(d.Link)+", without a date, so it counts as a word (b).", warn)}
	}
	return []block{under("Document: "+safe(d.Link)+", of "+d.Dated.Long(), dim)}
}

func acceptedBlocks(v *desk.View, c *assess.ControlState) []block {
	var out []block
	for _, a := range c.Acceptance {
		what := "Risk accepted"
		if n := len(a.Resources); n > 0 {
			what += " for " + count(n, "resource", "resources")
		}
		days := a.Expires.DaysSince(v.Posture.AsOf)
		out = append(out, under(fmt.Sprintf("%s by %s until %s (%s left): %s", what, safe(a.Approver), a.Expires.Long(), count(days, "day", "days"), safe(a.Reason)), warn))
	}
	for _, a := range c.Expired {
		out = append(out, under(fmt.Sprintf("The risk acceptance by %s ended on %s (%s ago). 6 accepts it anew.",
			safe(a.Approver), a.Expires.Long(), count(v.Posture.AsOf.DaysSince(a.Expires), "day", "days")), bad))
	}
	if c.Standing != "" && c.Differs == nil && len(c.Acceptance)+len(c.Expired) > 0 {
		out = append(out, under(upper(strings.TrimSuffix(safe(c.Standing), "."))+".", dim))
	}
	return out
}

// workBlocks are what is planned for a question: the actions that close it, with owner and due, or what is to be found out.
func workBlocks(v *desk.View, c *assess.ControlState) []block {
	var out []block
	add := func(text string) {
		if len(out) == 0 {
			b := labelled("To do", text)
			b.right = "g opens it"
			out = append(out, b)
			return
		}
		out = append(out, under(text, nil))
	}
	for _, f := range findOuts(v, c.Control.ID) {
		who := orElse(safe(f.Owner), "the "+roleWord(f.Finder))
		add(fmt.Sprintf("Find out: %s. %s, by %s", strings.TrimSuffix(safe(f.What), "."), upper(who), near(f.Due, v.Posture.AsOf)))
	}
	for _, a := range actionsOf(v, c.Control.ID) {
		due := a.State.Due
		if due == "" {
			due = a.Finish
		}
		s := fmt.Sprintf("%s, %s, %s, by %s", safe(a.Action.Title), daysOfWork(a.Days), orElse(safe(a.State.Owner), "nobody yet"), near(due, v.Posture.AsOf))
		if a.State.Status == assess.ActionInProgress {
			s += ", begun"
		}
		add(s)
	}
	if c.Status == assess.StatusOpen && len(out) == 0 {
		return []block{labelled("To do", "nothing in the plan closes this: write a note, or accept the risk (6)"), blank()}
	}
	if len(out) > 0 {
		out = append(out, blank())
	}
	return out
}

// daysOfWork says "½ day", "1 day", "1½ days".
func daysOfWork(n float64) string {
	if n <= 1 {
		return assess.Quarters(n) + " day"
	}
	return assess.Quarters(n) + " days"
}

func findOuts(v *desk.View, control string) []assess.FindOut {
	var out []assess.FindOut
	for _, f := range v.Plan.FindOut {
		if f.Control == control {
			out = append(out, f)
		}
	}
	return out
}

// actionsOf are the planned actions that close a control, in their order.
func actionsOf(v *desk.View, control string) []*assess.PlannedAction {
	var out []*assess.PlannedAction
	for i := range v.Plan.Actions {
		for _, x := range v.Plan.Actions[i].Closes {
			if x.Control.ID == control {
				out = append(out, &v.Plan.Actions[i])
			}
		}
	}
	return out
}

func decisionBlock(c *assess.ControlState) block {
	d := c.Decision
	if d == nil && awsSettles(c) {
		return labelled("You said", "nothing yet; c accepts it as AWS shows it")
	}
	if d == nil {
		return labelled("You said", "nothing yet")
	}
	if d.AsEvidence {
		return labelled("You said", "as AWS shows it, accepted by "+safe(d.By)+", "+day(d.At))
	}
	return labelled("You said", saidLine(d.Said))
}

func saidLine(s assess.Said) string { return words.Said(s) }

func goodBlocks(g questionnaire.Good) []block {
	var out []block
	for _, p := range []struct{ word, text string }{{"yes", g.Full}, {"partly", g.Partial}, {"no", g.None}} {
		switch {
		case p.text == "":
		case len(out) == 0:
			out = append(out, labelled("Good is", p.word+": "+safe(p.text)))
		default:
			out = append(out, under(p.word+": "+safe(p.text), nil))
		}
	}
	return out
}

func talkBlocks(q *questionnaire.Control) []block {
	var out []block
	for i, f := range q.FollowUps {
		if i == 0 {
			out = append(out, labelled("Ask on", safe(f)))
			continue
		}
		out = append(out, under(safe(f), nil))
	}
	if len(q.OftenHeard) > 0 {
		out = append(out, blank())
	}
	for i, o := range q.OftenHeard {
		if i == 0 {
			out = append(out, labelled("Heard", "“"+safe(o.Says)+"”"))
		} else {
			out = append(out, under("“"+safe(o.Says)+"”", nil))
		}
		out = append(out, under(safe(o.Answer), dim))
	}
	if len(q.Documents) > 0 {
		docs := make([]string, len(q.Documents))
		for i, d := range q.Documents {
			docs[i] = safe(d)
		}
		out = append(out, blank(), labelled("Bring", strings.Join(docs, "; ")))
	}
	if len(q.Asks) > 0 {
		roles := make([]string, len(q.Asks))
		for i, r := range q.Asks {
			roles[i] = roleWord(r)
		}
		out = append(out, labelled("Ask whom", strings.Join(roles, ", ")))
	}
	return append(out, blank())
}

func noteBlocks(v *desk.View, control string) []block {
	var out []block
	for _, n := range notesOf(v, control) {
		if len(out) == 0 {
			b := labelled("Notes", noteWho(n))
			b.right = "N opens them"
			out = append(out, b)
		} else {
			out = append(out, under(noteWho(n), dim))
		}
		out = append(out, under(safeLines(n.Text), nil))
		if n.Link != "" {
			out = append(out, under(safe(n.Link), dim))
		}
	}
	if len(out) > 0 {
		out = append(out, blank())
	}
	return out
}

func sumBlocks(c *assess.ControlState) []block {
	var out []block
	if c.Why != "" {
		out = append(out, labelled("The sum", safe(c.Why)))
	}
	if c.Control.Must && c.Control.MustBecause != "" {
		out = append(out, labelled("Must-have", safe(c.Control.MustBecause)))
	}
	return out
}
