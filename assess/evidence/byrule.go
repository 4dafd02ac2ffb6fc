package evidence

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"drydock/assess/fact"
	"drydock/questionnaire/text"
)

// OfRule is what was found by one rule, in the order in which it is told: what fails, what is not known, what passes, and what does
// not count.
type OfRule struct {
	Rule, States            string
	Passes, Fails, Unknowns int // of the findings that count
	Groups                  []Group
	Apart                   []Group // what does not count, by the reason
	// Disagree are findings of ours, or of whoever counts, on which somebody else's tool says otherwise.
	Disagree int
}

// Group is some findings of one rule with one outcome and, where there is one, a cause that they share.
type Group struct {
	Outcome  Outcome   // as it counts
	Cause    string    // what they share, in words; empty: nothing that can be said of all
	Gap      *fact.Gap // instead of a cause: what could not be read
	Apart    string    // why they do not count; empty: they do
	Findings []Finding
}

// Noun is what the findings of a group are about: "57 runtimes".
func (g Group) Noun() string {
	n := len(g.Findings)
	one := "resource"
	for i := range g.Findings {
		s := sortOf(&g.Findings[i]).one
		if i > 0 && s != one {
			one = "resource"
			break
		}
		one = s
	}
	if n != 1 {
		one = Plural(one)
	}
	return fmt.Sprintf("%d %s", n, one)
}

// Say is a group as one line: "57 runtimes share role agent-default".
func (g Group) Say() string {
	switch {
	case g.Cause == "":
		return g.Noun()
	case len(g.Findings) > 1 && strings.HasPrefix(g.Cause, "role "):
		return g.Noun() + " share " + g.Cause
	}
	return g.Noun() + ": " + g.Cause
}

// Sum is how many pass of all that count: "57 of 60, 2 not known".
func (r OfRule) Sum() string {
	total := r.Passes + r.Fails + r.Unknowns
	if total == 0 {
		return "nothing to judge"
	}
	s := fmt.Sprintf("%d of %d", r.Passes, total)
	if r.Unknowns > 0 {
		s += fmt.Sprintf(", %d not known", r.Unknowns)
	}
	return s
}

// Outcome is the rule's state: the worst that counts.
func (r OfRule) Outcome() Outcome {
	switch {
	case r.Fails > 0:
		return Fail
	case r.Unknowns > 0:
		return Unknown
	case r.Passes > 0:
		return Pass
	}
	return NotApplicable
}

// Reasons for which a finding does not count, in the order in which they are told.
const (
	ApartUnassigned = "nobody said whose it is"
	ApartOthers     = "somebody else's"
	ApartSource     = "another tool's; ours counts"
	ApartNothing    = "does not apply"
)

// ByRule tells the evidence rule by rule, in the order in which the rules have the worst to say.
func (e *Evidence) ByRule() []OfRule {
	counting := e.Passes + e.Fails + e.Unknowns
	var out []OfRule
	at := map[string]int{}
	parts := map[string][]Finding{}
	for i := range e.Findings {
		f := &e.Findings[i]
		n, ok := at[f.Rule]
		if !ok {
			n = len(out)
			at[f.Rule] = n
			out = append(out, OfRule{Rule: f.Rule, States: f.States})
		}
		if i >= counting {
			parts[f.Rule] = append(parts[f.Rule], *f)
			continue
		}
		out[n].count(f)
	}
	for n := range out {
		r := &out[n]
		for _, o := range []Outcome{Fail, Unknown, Pass} {
			r.Groups = append(r.Groups, grouped(o, e.Findings[:counting], r.Rule)...)
		}
		r.Apart = setApart(parts[r.Rule])
		r.Disagree = disagreements(e.Findings[:counting], parts[r.Rule])
	}
	return out
}

func (r *OfRule) count(f *Finding) {
	switch f.Effective() {
	case Pass:
		r.Passes++
	case Fail:
		r.Fails++
	default:
		r.Unknowns++
	}
}

// grouped are the findings of one rule and outcome, by cause, the most frequent first. Passes are one group.
func grouped(o Outcome, counting []Finding, rule string) []Group {
	var out []Group
	at := map[string]int{}
	for i := range counting {
		f := &counting[i]
		if f.Rule != rule || f.Effective() != o {
			continue
		}
		key, cause := "", ""
		if o != Pass {
			key, cause = causeOf(f)
		}
		n, ok := at[key]
		if !ok {
			n = len(out)
			at[key] = n
			g := Group{Outcome: o, Cause: cause}
			if cause == "" && o == Unknown {
				g.Gap = f.Gap
			}
			out = append(out, g)
		}
		out[n].Findings = append(out[n].Findings, *f)
	}
	slices.SortStableFunc(out, func(a, b Group) int { return cmp.Compare(len(b.Findings), len(a.Findings)) })
	return out
}

// causeOf is what a finding has in common with others of its rule, as a key and in words: what it shows without its own name, or
// what was missing when it could not be read.
func causeOf(f *Finding) (key, words string) {
	switch {
	case f.Muted:
		return "muted", "muted; counts as not known"
	case f.Stale:
		return "stale", "read too long ago to count"
	case f.Ownership == Unclear:
		return "unclear", "whose it is rests on tags that could not be read"
	case f.Outcome == Unknown && f.Gap != nil:
		return "gap " + gapKey(f.Gap), ""
	case f.Outcome == Unknown:
		return "unknown " + string(f.Because), f.Because.Terminal()
	}
	words = sharedPart(f)
	return words, words
}

func gapKey(g *fact.Gap) string {
	return strings.Join([]string{string(g.Status), g.Operation, g.Action, g.Code}, "\x00")
}

// arn finds ARNs in a text; what tells them apart is their last part.
var arn = regexp.MustCompile(`arn:[a-z-]+:[^\s,;)]*[:/]([^\s,;)/:]+)`)

// sharedPart is what a failing finding shows, without the resource's own name: "role agent-default".
func sharedPart(f *Finding) string {
	says := text.Untrusted(cmp.Or(f.Shows, f.Because)).Terminal()
	for _, own := range []text.Untrusted{f.Name, f.Resource, text.Untrusted(lastPart(string(f.Resource)))} {
		if own == "" {
			continue
		}
		if before, after, ok := strings.Cut(says, own.Terminal()); ok && strings.Count(before, " ") <= 3 {
			says = strings.TrimLeft(after, " :,;")
			break
		}
	}
	return arn.ReplaceAllString(says, "$1")
}

func lastPart(s string) string {
	return s[strings.LastIndexAny(s, ":/")+1:]
}

// setApart groups what does not count by the reason; what does not apply, by why it does not.
func setApart(rest []Finding) []Group {
	var out []Group
	at := map[string]int{}
	for _, why := range []string{ApartUnassigned, ApartOthers, ApartSource, ApartNothing} {
		for i := range rest {
			f := &rest[i]
			if apart(f) != why {
				continue
			}
			g := Group{Outcome: NotApplicable, Apart: why}
			if why == ApartNothing {
				g.Cause = f.Because.Terminal()
			}
			n, ok := at[why+g.Cause]
			if !ok {
				n = len(out)
				at[why+g.Cause] = n
				out = append(out, g)
			}
			out[n].Findings = append(out[n].Findings, *f)
		}
	}
	return out
}

func apart(f *Finding) string {
	switch {
	case f.Outcome == NotApplicable:
		return ApartNothing
	case f.Ownership == Unassigned:
		return ApartUnassigned
	case f.Ownership == Others:
		return ApartOthers
	}
	return ApartSource
}

// disagreements counts the findings that count on which another source says otherwise.
func disagreements(counting, rest []Finding) int {
	others := map[string][]*Finding{}
	for i := range rest {
		if apart(&rest[i]) == ApartSource {
			others[subject(&rest[i])] = append(others[subject(&rest[i])], &rest[i])
		}
	}
	n := 0
	for i := range counting {
		if len(others) == 0 {
			break
		}
		f := &counting[i]
		if slices.ContainsFunc(others[subject(f)], f.DisagreesWith) {
			n++
		}
	}
	return n
}

// SameSubject says whether two findings are about one rule and resource.
func (f *Finding) SameSubject(g *Finding) bool {
	return f.Rule == g.Rule && f.Account == g.Account && f.Region == g.Region && f.Resource == g.Resource
}

// DisagreesWith says whether another source saw the same and says otherwise: one a pass, the other a fail.
func (f *Finding) DisagreesWith(g *Finding) bool {
	sure := func(o Outcome) bool { return o == Pass || o == Fail }
	return f.Source != g.Source && f.SameSubject(g) && sure(f.Outcome) && sure(g.Outcome) && f.Outcome != g.Outcome
}

// Unread is something that could not be read, and how many findings wait for it.
type Unread struct {
	Gap      fact.Gap
	Kinds    []fact.Kind
	Places   []string // "111122223333 eu-west-1"
	Findings int
}

// Unread lists what could not be read for this evidence, what most wait for first.
func (e *Evidence) Unread() []Unread {
	var out []Unread
	at := map[string]int{}
	for i := range e.Findings {
		f := &e.Findings[i]
		if f.Gap == nil || f.Outcome != Unknown || !f.Counts() {
			continue
		}
		key := gapKey(f.Gap)
		n, ok := at[key]
		if !ok {
			n = len(out)
			at[key] = n
			out = append(out, Unread{Gap: *f.Gap})
		}
		u := &out[n]
		u.Findings++
		if f.Kind != "" && !slices.Contains(u.Kinds, f.Kind) {
			u.Kinds = append(u.Kinds, f.Kind)
		}
		place := f.Account
		if f.Region != "" && f.Region != fact.Global {
			place += " " + f.Region
		}
		if !slices.Contains(u.Places, place) {
			u.Places = append(u.Places, place)
		}
	}
	slices.SortStableFunc(out, func(a, b Unread) int { return cmp.Compare(b.Findings, a.Findings) })
	return out
}
