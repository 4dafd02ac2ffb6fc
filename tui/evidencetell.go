package tui

import (
	"fmt"
	"strings"
	"time"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/tui/words"
)

func sourceWord(s string) string { return words.Source(s) }

func outcomeWord(o evidence.Outcome) string {
	switch o {
	case evidence.Pass:
		return "in order"
	case evidence.Fail:
		return "fails"
	case evidence.NotApplicable:
		return "does not apply"
	}
	return "not known"
}

// tell opens a row of the evidence: what was found, where, when, whose it is, and the proof.
func (s seen) tell(r seenRow) []block {
	switch {
	case r.finding != nil:
		return s.tellFinding(r.finding)
	case r.of != nil:
		return tellGroup(r.of)
	case r.unread != nil:
		return tellUnread(r.unread)
	case r.rule != nil:
		return s.tellRule(r.rule)
	}
	return []block{under0("Each line says which permission is missing, or why there was no answer. c on the page of asking AWS copies what is missing.")}
}

// under0 is a paragraph from the margin on.
func under0(s string) block { return block{indent: 1, text: s} }

func (s seen) tellFinding(f *evidence.Finding) []block {
	m := outcomeMark(f.Effective())
	out := []block{{indent: 1, mark: m.glyph + " ", markBy: m.style, text: short(*f), textBy: strong}, blank()}
	if said := orElse(safe(f.Shows), safe(f.Because)); said != "" {
		out = append(out, labelled("Shows", said))
	}
	out = append(out, s.setAside(f)...)
	if f.Gap != nil && f.Outcome == evidence.Unknown {
		out = append(out, tellGap(f.Gap)...)
	}
	out = append(out, labelled("Read", s.when(f)))
	if f.Resource != "" {
		out = append(out, labelled("Resource", safe(f.Resource)), labelled("Whose", words.Whose(f.Ownership)))
	}
	out = append(out, labelled("Where", where(f.Account, f.Region)))
	out = append(out, s.others(f)...)
	for i, p := range f.Proof {
		b := labelled("Proof", proofWords(p))
		if i > 0 {
			b = under(proofWords(p), nil)
		}
		out = append(out, b)
	}
	return out
}

// setAside says why a finding counts as not known although it was read.
func (s seen) setAside(f *evidence.Finding) []block {
	var out []block
	if m, ok := s.muted(f.ID); ok {
		b := labelled("Muted", fmt.Sprintf("by %s until %s: %s. m lets it count again.", safe(m.By), m.Expires.Long(), strings.TrimSuffix(safe(m.Reason), ".")))
		b.textBy = warn
		out = append(out, b)
	}
	if f.Stale {
		b := labelled("Too old", fmt.Sprintf("older than %d days, so it counts as not known. a asks AWS again.", s.view.Posture.Policy.EvidenceDays))
		b.textBy = warn
		out = append(out, b)
	}
	return out
}

func (s seen) when(f *evidence.Finding) string {
	if f.At.IsZero() {
		return "never"
	}
	out := since(f.At, s.view) + ", " + words.Clock(f.At)
	if f.Source != evidence.Own {
		out += ", by " + sourceWord(f.Source)
	}
	return out
}

// proofWords is a proof that somebody can look up in CloudTrail: operation, place, request, time.
func proofWords(p fact.Proof) string {
	parts := []string{safe(p.Operation), where(p.Account, p.Region)}
	if p.RequestID != "" {
		parts = append(parts, "request "+safe(p.RequestID))
	}
	if !p.At.IsZero() {
		parts = append(parts, p.At.UTC().Format(time.RFC3339))
	}
	if !p.AllPages {
		parts = append(parts, "not all pages")
	}
	return strings.Join(parts, " · ")
}

func tellGap(g *fact.Gap) []block {
	out := []block{labelled("Not read", gapWords(*g))}
	out[0].textBy = unknown
	said := strings.TrimSpace(safe(g.Operation) + " " + safe(g.Code))
	if said != "" {
		out = append(out, under(said, dim))
	}
	if g.Message != "" {
		out = append(out, under(safe(g.Message), dim))
	}
	return out
}

// others lists what other tools say about the same, and where they disagree.
func (s seen) others(f *evidence.Finding) []block {
	c, ok := s.view.Posture.Control(s.control)
	if !ok {
		return nil
	}
	var out []block
	for i := range c.Evidence.Findings {
		g := &c.Evidence.Findings[i]
		if g.Source == f.Source || !g.SameSubject(f) {
			continue
		}
		b := labelled(cutLabel(sourceWord(g.Source)), outcomeWord(g.Outcome)+", "+since(g.At, s.view))
		if g.DisagreesWith(f) {
			b.text, b.textBy = "! says otherwise: "+b.text, warn
		}
		out = append(out, b)
	}
	return out
}

func cutLabel(s string) string {
	if r := []rune(s); len(r) > margin-1 {
		return string(r[:margin-1])
	}
	return s
}

func tellGroup(g *evidence.Group) []block {
	m := outcomeMark(g.Outcome)
	out := []block{{indent: 1, mark: m.glyph + " ", markBy: m.style, text: groupHead(g), textBy: strong}, blank()}
	if g.Gap != nil {
		out = append(out, tellGap(g.Gap)...)
	}
	const few = 12
	names := make([]string, 0, few)
	for i := range g.Findings {
		if i == few {
			names = append(names, fmt.Sprintf("and %d more", len(g.Findings)-few))
			break
		}
		names = append(names, short(g.Findings[i]))
	}
	return append(out, labelled("Which", strings.Join(names, ", ")), blank(), block{indent: 1, text: "enter opens and closes it.", textBy: dim})
}

func tellUnread(u *evidence.Unread) []block {
	out := append([]block{under0(unreadWords(*u) + "."), blank()}, tellGap(&u.Gap)...)
	kinds := make([]string, 0, len(u.Kinds))
	for _, k := range u.Kinds {
		kinds = append(kinds, strings.ReplaceAll(safe(k), "_", " "))
	}
	if len(kinds) > 0 {
		out = append(out, labelled("What", strings.Join(kinds, ", ")))
	}
	for i, p := range u.Places {
		if i == 0 {
			out = append(out, labelled("Where", safe(p)))
			continue
		}
		out = append(out, under(safe(p), nil))
	}
	return append(out, blank(), block{indent: 1, text: "What nobody could read never counts as passed. a asks AWS again.", textBy: dim})
}

func (s seen) tellRule(r *evidence.OfRule) []block {
	out := []block{{indent: 1, text: safe(r.States), textBy: strong}, blank(), labelled("Passes", r.Sum())}
	c, ok := s.view.Posture.Control(s.control)
	if !ok {
		return out
	}
	for i := range c.Control.Rules {
		rule := &c.Control.Rules[i]
		if rule.ID != r.Rule {
			continue
		}
		if rule.Decisive {
			out = append(out, labelled("Decisive", "one failure fails the whole question"))
		}
		var same []string
		for _, source := range []string{"prowler", "security-hub", "aws-sample"} {
			for _, id := range rule.SameAs[source] {
				same = append(same, sourceWord(source)+" "+safe(id))
			}
		}
		if len(same) > 0 {
			out = append(out, labelled("Same as", strings.Join(same, ", ")))
		}
	}
	if r.Disagree > 0 {
		b := labelled("Others", fmt.Sprintf("another tool says otherwise on %d", r.Disagree))
		b.textBy = warn
		out = append(out, b)
	}
	return append(out, labelled("Rule", safe(r.Rule)))
}
