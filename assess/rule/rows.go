package rule

import (
	"fmt"
	"slices"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// run is one rule being judged.
type run struct {
	*bench
	*compiled
	programs programs
	rule     *questionnaire.Rule
	err      error // the rule cannot be judged
	findings []evidence.Finding
}

// each judges every resource of a kind: in every Region, or, for the kinds that belong to an account, in every account.
func (r *run) each() {
	kind := fact.Kind(r.rule.Each)
	accounts := map[string]bool{}
	for _, t := range r.in(r.rule) {
		region := t.Region
		if r.index.global[kind] {
			if region = fact.Global; accounts[t.Account] {
				continue
			}
			accounts[t.Account] = true
		}
		r.eachAt(r.viewOf(t.Account, region), t.Account, region, kind)
	}
}

// viewOf is what is here for a target. An account's own resources see all its Regions: a role is used anywhere.
func (r *run) viewOf(account, region string) *view {
	if region == fact.Global {
		return r.accountView(account)
	}
	return r.regionView(account, region)
}

// eachAt judges the resources of a kind at one place.
func (r *run) eachAt(v *view, account, region string, kind fact.Kind) {
	row := r.index.reach[place{account, region, kind}]
	f := r.finding(account, region, v)
	f.Kind = kind
	facts := r.index.facts[place{account, region, kind}]
	gap, whole := wholeList(row)
	switch {
	case r.err != nil:
		r.add(f.unknown(failed(r.err)))
		return
	case r.outOfScope(v):
		r.add(f.notApplicable(r.whenNot()))
		return
	case row != nil && row.Gap.Status == fact.NotOffered && len(facts) == 0:
		f.proof(row)
		r.add(f.notOffered(kind, whole))
		return
	case whole && len(facts) == 0:
		f.proof(row)
		r.add(f.proven(f.notApplicable(fmt.Sprintf("No %s found; the list was read", plural(kind)))))
		return
	}
	r.findings = slices.Grow(r.findings, len(facts)+1)
	for _, o := range facts {
		r.add(r.resource(f, v, o))
	}
	if !whole {
		f.rest = len(facts) > 0
		r.add(f.unknown(doubt{cause: evidence.Cause(gap.Status), what: string(kind), gap: gap}))
	}
}

// outOfScope says that the rule's when looks at the scope alone and is false, whatever AWS holds.
func (r *run) outOfScope(v *view) bool {
	if !r.whenOfScope {
		return false
	}
	when := r.askWhen(v, nil)
	return when.known && !when.holds
}

// askWhen asks the rule's when, which a rule that was judged just before may have asked already.
func (r *run) askWhen(v *view, o *object) verdict {
	key := whenKey{r.rests, v, o}
	if known, ok := r.whens[key]; ok {
		return known
	}
	said := r.ask(r.programs.when, v, o)
	r.whens[key] = said
	return said
}

// resource judges one resource; begun is what all findings at its place have in common.
func (r *run) resource(begun *finding, v *view, o *object) evidence.Finding {
	f := begun.about(o)
	if o.meta.ARN != "" && r.own != nil {
		f.Ownership = r.own(o.meta.ARN, o.meta)
	}
	return r.judge(f, v, o)
}

// oncePerRegion judges every Region of every account that the rule applies to.
func (r *run) oncePerRegion() {
	for _, t := range r.in(r.rule) {
		v := r.regionView(t.Account, t.Region)
		r.add(r.judge(r.finding(t.Account, t.Region, v), v, nil))
	}
}

// oncePerAccount judges every account that the rule applies to, over all its Regions in scope.
func (r *run) oncePerAccount() {
	accounts := map[string]bool{}
	for _, t := range r.in(r.rule) {
		if accounts[t.Account] {
			continue
		}
		accounts[t.Account] = true
		v := r.accountView(t.Account)
		r.add(r.judge(r.finding(t.Account, fact.Global, v), v, nil))
	}
}

// judge asks the rule about a resource, or about a target.
func (r *run) judge(f *finding, v *view, o *object) evidence.Finding {
	if r.err != nil {
		return f.unknown(failed(r.err))
	}
	if r.programs.when != nil {
		when := r.askWhen(v, o)
		switch {
		case !when.known:
			return f.unknown(when.doubt)
		case !when.holds && r.whenOfScope:
			return f.notApplicable(r.whenNot())
		case !when.holds:
			return f.proven(f.notApplicable(r.whenNot()))
		}
	}
	for _, kind := range r.hidden {
		if gap, whole := v.whole(kind); !whole {
			return f.unknown(doubt{cause: evidence.Cause(gap.Status), what: string(kind), gap: gap})
		}
	}
	pass := r.ask(r.programs.pass, v, o)
	f.Shows = text.Untrusted(r.text(v, o))
	switch {
	case !pass.known:
		return f.unknown(pass.doubt)
	case pass.holds:
		f.proofOfSeen(r.kinds, v)
		return f.proven(f.with(evidence.Pass, r.rule.States))
	case pass.missing:
		return f.proven(f.notApplicable(r.notOfferedSentence(v)))
	}
	return f.with(evidence.Fail, "This does not hold: "+r.rule.States)
}

// add keeps a finding.
func (r *run) add(f evidence.Finding) { r.findings = append(r.findings, f) }

// whenNot is the sentence that explains a false when.
func (r *run) whenNot() string {
	if r.rule.WhenNot != "" {
		return r.rule.WhenNot
	}
	return "The rule does not speak of this"
}

// unreadHere returns the first kind that the rule names and of which here is not known to its end.
func (r *run) unreadHere(v *view) (fact.Gap, fact.Kind, bool) {
	for _, kind := range r.kinds {
		if gap, whole := v.whole(kind); !whole {
			return gap, kind, true
		}
	}
	return fact.Gap{}, "", false
}

// notOfferedHere says whether a kind that pass names belongs to a service that is not offered here.
func (r *run) notOfferedHere(v *view) bool {
	for _, kind := range r.passKinds {
		if v.notOffered(kind) != nil {
			return true
		}
	}
	return false
}

// notOfferedSentence says which services are not offered.
func (r *run) notOfferedSentence(v *view) string {
	for _, kind := range r.passKinds {
		if v.notOffered(kind) != nil {
			return notOfferedSentence(kind)
		}
	}
	return "The service is not offered here"
}
