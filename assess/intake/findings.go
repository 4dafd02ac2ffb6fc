package intake

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// SameAs are the rules of a catalogue by the foreign checks that they are the same as.
type SameAs map[string]map[string][]*questionnaire.Rule

// RulesOf indexes the rules of some controls. What Prowler sent to Security Hub is known there too, under prowlerInHub.
func RulesOf(controls []*questionnaire.Control) SameAs {
	by := SameAs{}
	for _, c := range controls {
		for i := range c.Rules {
			for source, checks := range c.Rules[i].SameAs {
				for _, check := range checks {
					by.add(source, check, &c.Rules[i])
					if source == Prowler {
						by.add(SecurityHub, prowlerInHub+check, &c.Rules[i])
					}
				}
			}
		}
	}
	return by
}

func (s SameAs) add(source, check string, rule *questionnaire.Rule) {
	if s[source] == nil {
		s[source] = map[string][]*questionnaire.Rule{}
	}
	s[source][check] = append(s[source][check], rule)
}

// Knows says whether a rule is the same as a check.
func (s SameAs) Knows(source, check string) bool { return len(s[source][check]) > 0 }

// where is what a rule of ours speaks of.
type where struct {
	source, rule, account, region string
	resource                      text.Untrusted
}

// Findings are what other tools found, as findings of our own rules: those in scope, at the places that they judge. Several foreign
// findings about what is one place to a rule are one finding, the gravest. The function global says whether a kind of
// resource belongs to an account and not to a Region.
func Findings(s *assess.Session, controls []*questionnaire.Control, global func(fact.Kind) bool) []evidence.Finding {
	if len(s.Imported) == 0 {
		return nil
	}
	rules, roles := RulesOf(controls), rolesOf(s.Scope)
	gravest, at := map[where]*assess.Imported{}, map[where]*questionnaire.Rule{}
	count := map[where]int{}
	for i := range s.Imported {
		f := &s.Imported[i]
		for _, rule := range rules[f.Source][f.Check] {
			place, ok := placeOf(f, rule, s.Scope, roles, global)
			if !ok {
				continue
			}
			count[place]++
			if was := gravest[place]; was == nil || f.Worse(was) || !was.Worse(f) && f.At.Before(was.At) {
				gravest[place], at[place] = f, rule
			}
		}
	}
	whose := ownership(s)
	out := make([]evidence.Finding, 0, len(gravest))
	for place, f := range gravest {
		out = append(out, finding(place, f, at[place], count[place], whose))
	}
	slices.SortFunc(out, func(a, b evidence.Finding) int {
		return cmp.Or(
			cmp.Compare(a.Control, b.Control), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region),
			cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Source, b.Source),
		)
	})
	return out
}

// InScope counts the findings that a rule of these controls judges.
func InScope(found []assess.Imported, s *assess.Session, controls []*questionnaire.Control, global func(fact.Kind) bool) int {
	rules, roles, n := RulesOf(controls), rolesOf(s.Scope), 0
	for i := range found {
		judged := func(rule *questionnaire.Rule) bool {
			_, ok := placeOf(&found[i], rule, s.Scope, roles, global)
			return ok
		}
		if slices.ContainsFunc(rules[found[i].Source][found[i].Check], judged) {
			n++
		}
	}
	return n
}

// rolesOf are the roles of the accounts in scope; nil where the scope names none.
func rolesOf(scope questionnaire.Scope) map[string]string {
	if len(scope.Accounts) == 0 {
		return nil
	}
	roles := map[string]string{}
	for _, a := range scope.Accounts {
		roles[a.ID] = cmp.Or(a.Role, "workload")
	}
	return roles
}

// placeOf is what a foreign finding is about in the words of a rule; false where the rule does not judge there.
func placeOf(f *assess.Imported, rule *questionnaire.Rule, scope questionnaire.Scope, roles map[string]string, global func(fact.Kind) bool) (where, bool) {
	role := "workload"
	if roles != nil {
		var ours bool
		if role, ours = roles[f.Account]; !ours {
			return where{}, false
		}
	}
	if in := rule.In; len(in) == 0 && role != "workload" || len(in) > 0 && !slices.Contains(in, role) {
		return where{}, false
	}
	p := where{source: f.Source, rule: rule.ID, account: f.Account, region: f.Region, resource: f.Resource}
	switch {
	case rule.Once == "account":
		p.region, p.resource = fact.Global, ""
	case rule.Once == "region":
		p.resource = ""
	case global(fact.Kind(rule.Each)):
		p.region = fact.Global
	}
	if p.region != fact.Global && len(scope.Regions) > 0 && !slices.Contains(scope.Regions, p.region) {
		return where{}, false
	}
	return p, true
}

// ownership says whose a resource is: as our own findings have it, which know its tags, else as the scope and people say.
func ownership(s *assess.Session) func(arn string) evidence.Ownership {
	known := map[string]evidence.Ownership{}
	for i := range s.Findings {
		if f := &s.Findings[i]; f.Resource != "" && f.Ownership != "" {
			known[string(f.Resource)] = f.Ownership
		}
	}
	own := assess.Own(s.Scope, s.Claims)
	return func(arn string) evidence.Ownership {
		if whose, ok := known[arn]; ok {
			return whose
		}
		return own(arn, nil)
	}
}

func finding(p where, from *assess.Imported, rule *questionnaire.Rule, of int, whose func(string) evidence.Ownership) evidence.Finding {
	f := evidence.Finding{
		ID: id(p), Source: p.source, Rule: rule.ID, Control: rule.Control, States: rule.States, Decisive: rule.Decisive,
		Account: p.account, Region: p.region, Kind: fact.Kind(rule.Each), Resource: p.resource, Outcome: from.Outcome,
		At: from.At, Ownership: whose(string(p.resource)), Muted: from.Muted, Shows: from.Says,
	}
	if p.resource != "" {
		f.Name = from.Name
	}
	if f.Outcome == evidence.Unknown {
		f.Cause = evidence.Undecided
	}
	tool := cmp.Or(string(from.Tool), p.source)
	what := map[evidence.Outcome]string{
		evidence.Pass: "passes it", evidence.Fail: "fails it", evidence.Unknown: "leaves it open", evidence.NotApplicable: "says that it does not apply",
	}[from.Outcome]
	if from.Muted {
		what += ", muted there"
	}
	because := fmt.Sprintf("%s %s (%s, %s)", tool, what, from.Check, from.At.Format("2006-01-02"))
	if of > 1 {
		because += fmt.Sprintf("; the gravest of %d findings", of)
		if p.resource == "" && from.Resource != "" {
			because += ", on " + string(from.Resource)
		}
	}
	f.Because = text.Untrusted(because)
	return f
}

// id is the same for the same source, rule and place, whenever it was found.
func id(p where) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{p.source, p.rule, p.account, p.region, string(p.resource)}, "\x00")))
	return hex.EncodeToString(sum[:12])
}
