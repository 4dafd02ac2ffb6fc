package tui

import (
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/tui/words"
)

// Resources of a rule that are shown at first, and when all are asked for.
const (
	fewResources  = 3
	manyResources = 200
)

// questionBlocks is all that there is to a question: the question, what AWS shows, what people said, and help to talk.
func questionBlocks(v *desk.View, c *assess.ControlState, all bool) []block {
	q := c.Control
	out := []block{pathBlock(v, c), blank(), {indent: 1, text: safe(q.Question), textBy: strong}, blank()}
	out = append(out, differsBlocks(v, c)...)
	out = append(out, saidBlocks(c)...)
	out = append(out, blank())
	out = append(out, evidenceBlocks(v, c, all)...)
	out = append(out, blank())
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
		return []block{
			{indent: 1, mark: "– ", markBy: dim, textBy: dim, text: fmt.Sprintf("These differed, and %s settled it for %s, %s: %s",
				safe(s.By), settledWord(s.For), ago(s.At, v.Posture.AsOf), safe(s.Reason))}, blank(),
		}
	}
	out := []block{{indent: 1, mark: "! These differ  ", markBy: banner, hang: 3, right: "t settles it", text: strings.TrimSuffix(safe(d.Said), ".") + "; " + lowerAfter(safe(d.Shows)) + "."}}
	if d.VoidedBy != "" {
		out = append(out, block{indent: 3, text: "It was settled before: " + safe(d.VoidedBy), textBy: dim})
	}
	return append(out, blank())
}

// lowerAfter keeps AWS upper-case and lowers any other first letter: the sentence goes on.
func lowerAfter(s string) string { return words.LowerAfter(s) }

func settledWord(s string) string { return words.Settled(s) }

// ruleFindings are the findings of one rule, what fails first.
type ruleFindings struct {
	states                        string
	passes, fails, unknowns, none int
	apart                         map[string]int // what does not count, by the reason
	list                          []evidence.Finding
}

// byRule groups the findings that count, in the order in which rules appear; others' and unassigned are only counted.
func byRule(findings []evidence.Finding) []ruleFindings {
	var out []ruleFindings
	at := map[string]int{}
	for _, f := range findings {
		i, ok := at[f.Rule]
		if !ok {
			i = len(out)
			at[f.Rule] = i
			out = append(out, ruleFindings{states: f.States, apart: map[string]int{}})
		}
		g := &out[i]
		if why := apart(f); why != "" {
			g.apart[why]++
			continue
		}
		switch f.Outcome {
		case evidence.Pass:
			g.passes++
		case evidence.Fail:
			g.fails++
		case evidence.Unknown:
			g.unknowns++
		default:
			g.none++
		}
		g.list = append(g.list, f)
	}
	return out
}

// Reasons for which a finding does not count, in the order in which they are told.
const (
	apartUnassigned = "nobody said whose it is"
	apartOthers     = "somebody else's"
	apartMuted      = "muted"
	apartStale      = "read too long ago"
)

func apart(f evidence.Finding) string {
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

// mark is the rule's state in one glyph: the worst that was seen.
func (g ruleFindings) mark() mark {
	switch {
	case g.fails > 0:
		return outcomeMark(evidence.Fail)
	case g.unknowns > 0:
		return outcomeMark(evidence.Unknown)
	case g.passes > 0:
		return outcomeMark(evidence.Pass)
	}
	return outcomeMark(evidence.NotApplicable)
}

func (g ruleFindings) sum() string {
	total := g.passes + g.fails + g.unknowns
	if total == 0 {
		return "nothing to judge"
	}
	s := fmt.Sprintf("%d of %d", g.passes, total)
	if g.unknowns > 0 {
		s += fmt.Sprintf(", %d not read", g.unknowns)
	}
	return s
}

// worst lists fails, then unknowns, then passes.
func (g ruleFindings) worst() []evidence.Finding {
	out := make([]evidence.Finding, 0, len(g.list))
	for _, o := range []evidence.Outcome{evidence.Fail, evidence.Unknown, evidence.Pass} {
		for _, f := range g.list {
			if f.Outcome == o {
				out = append(out, f)
			}
		}
	}
	return out
}

func evidenceBlocks(v *desk.View, c *assess.ControlState, all bool) []block {
	e := c.Evidence
	if len(e.Findings) == 0 {
		return []block{labelled("AWS shows", noEvidence(c.Control))}
	}
	m := verdictMark(e.Verdict)
	first := labelled("AWS shows", m.glyph+" "+verdictSentence(e))
	first.textBy = m.style
	if !e.Oldest.IsZero() {
		first.right = "read " + ago(e.Oldest, v.Posture.AsOf)
	}
	out := []block{first}
	for _, g := range byRule(e.Findings) {
		out = append(out, ruleBlocks(g, all)...)
	}
	if c.Ceiling {
		half := labelled("Only half", strings.TrimSuffix(safe(c.Control.Ceiling), ".")+". A yes with a document or a demonstration closes it (b).")
		half.textBy = warn
		out = append(out, blank(), half)
	}
	return out
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

func ruleBlocks(g ruleFindings, all bool) []block {
	m := g.mark()
	out := []block{{indent: 3, mark: m.glyph + " ", markBy: m.style, text: safe(g.states), right: g.sum()}}
	worst := g.worst()
	limit := fewResources
	if all {
		limit = manyResources
	}
	shown := 0
	for _, f := range worst {
		if f.Outcome == evidence.Pass && !all {
			continue
		}
		if shown == limit {
			break
		}
		fm := outcomeMark(f.Outcome)
		out = append(out, block{indent: 7, mark: fm.glyph + " ", markBy: fm.style, text: short(f) + findingWhy(f), cut: !all && g.fails+g.unknowns > 1})
		shown++
	}
	hidden := g.fails + g.unknowns - shown
	if all {
		hidden = len(worst) - shown
	}
	if hidden > 0 {
		out = append(out, block{indent: 7, text: fmt.Sprintf("… %d more; v shows them", hidden), textBy: dim})
	}
	for _, why := range []string{apartUnassigned, apartOthers, apartMuted, apartStale} {
		if n := g.apart[why]; n > 0 {
			out = append(out, block{indent: 7, text: count(n, "does not count: ", "do not count: ") + why, textBy: dim})
		}
	}
	return out
}

// findingWhy says why in few words: for what was not read, what is missing; else what was seen. The rule's own sentence
// stands above and is not said again.
func findingWhy(f evidence.Finding) string {
	if f.Outcome == evidence.Unknown && f.Gap != nil {
		return "  could not be read: " + gapWords(*f.Gap)
	}
	switch {
	case f.Shows != "":
		return "  " + safe(f.Shows)
	case f.Because != "" && !strings.Contains(string(f.Because), f.States):
		return "  " + safe(f.Because)
	}
	return ""
}

func saidBlocks(c *assess.ControlState) []block {
	out := []block{decisionBlock(c)}
	if d := c.Decision; d != nil {
		if d.Because != "" {
			out = append(out, under("“"+safe(d.Because)+"”", nil))
		}
		if d.Document != nil {
			out = append(out, under("Document: "+safe(d.Document.Link), dim))
		}
		if c.Stale {
			out = append(out, under("That is too long ago to count. Ask again.", warn))
		}
		if c.AskedAnew {
			out = append(out, under("It was asked differently then.", warn))
		}
		if d.Contested {
			out = append(out, under("The room stayed split; the lower answer stands.", warn))
		}
	}
	if len(c.Statements) > 0 && c.Disputed {
		out = append(out, under("People differ, and nothing is decided:", warn))
	}
	for _, s := range c.Statements {
		out = append(out, under("· "+saidLine(s.Said), dim))
	}
	for _, a := range c.Acceptance {
		out = append(out, under(fmt.Sprintf("Risk accepted by %s until %s: %s", safe(a.Approver), a.Expires.Long(), safe(a.Reason)), warn))
	}
	for _, a := range c.Expired {
		out = append(out, under(fmt.Sprintf("The risk acceptance by %s ended on %s.", safe(a.Approver), a.Expires.Long()), bad))
	}
	return out
}

func decisionBlock(c *assess.ControlState) block {
	d := c.Decision
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
	for _, n := range v.Session.Notes {
		if n.Control != control {
			continue
		}
		who := safe(n.By) + ", " + day(n.At)
		if n.Private {
			who += ", private"
		}
		if len(out) == 0 {
			out = append(out, labelled("Notes", who))
		} else {
			out = append(out, under(who, dim))
		}
		out = append(out, under(safeLines(n.Text), nil))
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
