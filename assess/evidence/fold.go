package evidence

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Own is the source of findings that Drydock's own rules made.
const Own = "drydock"

// Fold turns all findings of one control into its evidence. It is the whole table of SCORING.md:
//
//	any fail and no pass    fail, whatever is unknown
//	fails and passes        some; fail if a decisive rule failed
//	passes and unknowns     not assessed
//	only passes             pass
//	only unknowns           not assessed
//	nothing to judge        none
//
// A finding counts if it is ours, shared, or about no single resource. Muted and stale ones, and those of which tags
// that could not be read leave open whose they are, count as unknown, whatever they said; not applicable ones do not
// count. Of several sources for one rule and resource only one counts: our own
// probe if it was read and is fresh, else the newest fresh import, else our own. Where our own rule has spoken, fresh
// and read, an import about another resource there does not count either: our probe saw all that there is.
func Fold(control string, findings []Finding) Evidence {
	all, counts := split(findings)
	counting := all[:counts:counts]
	ev := Evidence{Control: control}
	decisive := false
	for i := range counting {
		switch counting[i].Effective() {
		case Pass:
			ev.Passes++
		case Fail:
			ev.Fails++
			decisive = decisive || counting[i].Decisive
		default:
			ev.Unknowns++
		}
	}
	for _, f := range counting {
		if !f.At.IsZero() && !f.Stale && (ev.Oldest.IsZero() || f.At.Before(ev.Oldest)) {
			ev.Oldest = f.At
		}
	}
	ev.Verdict = verdict(ev.Passes, ev.Fails, ev.Unknowns, decisive)
	ev.Sentence = sentence(&ev, counting)
	ev.Digest = digest(counting)
	ev.Findings = all
	return ev
}

// Counts says whether a finding counts for its control at all: by whose it is, and by its outcome.
func (f *Finding) Counts() bool {
	if f.Outcome == NotApplicable {
		return false
	}
	switch f.Ownership {
	case "", Ours, Shared, Unclear:
		return true
	}
	return false
}

func verdict(passes, fails, unknowns int, decisive bool) Verdict {
	switch {
	case fails > 0 && (passes == 0 || decisive):
		return VerdictFail
	case fails > 0:
		return VerdictSome
	case unknowns > 0:
		return VerdictNotAssessed
	case passes > 0:
		return VerdictPass
	}
	return VerdictNone
}

// Effective is the outcome as it counts: of a muted or stale finding, or one about a resource of unclear ownership, it
// is unknown.
func (f *Finding) Effective() Outcome {
	if f.Muted || f.Stale || f.Ownership == Unclear || (f.Outcome != Pass && f.Outcome != Fail) {
		return Unknown
	}
	return f.Outcome
}

// split puts the findings that count, so many, before those that are only listed, each in a stable order.
func split(findings []Finding) (all []Finding, counts int) {
	standing := map[string]int{}
	silenced := silenced(findings)
	for i := range findings {
		if !findings[i].Counts() || silenced(&findings[i]) {
			continue
		}
		key := subject(&findings[i])
		if j, ok := standing[key]; !ok || standsOver(&findings[i], &findings[j]) {
			standing[key] = i
		}
	}
	counting := make([]bool, len(findings))
	for _, i := range standing {
		counting[i] = true
	}
	all = make([]Finding, 0, len(findings)) // one copy: an organisation has a hundred thousand
	for _, wanted := range []bool{true, false} {
		for i := range findings {
			if counting[i] == wanted {
				all = append(all, findings[i])
			}
		}
		if wanted {
			counts = len(all)
		}
	}
	sortFindings(all[:counts])
	sortFindings(all[counts:])
	return all, counts
}

// silenced says which imports our own rule speaks over: those about what it judged or found not applicable, and those
// about anything else in an account and Region in which it was read.
func silenced(findings []Finding) func(*Finding) bool {
	if !slices.ContainsFunc(findings, func(f Finding) bool { return f.Source != Own }) {
		return func(*Finding) bool { return false }
	}
	judged, open, spoken := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range findings {
		f := &findings[i]
		switch {
		case f.Source != Own:
		case f.Muted, !f.Stale && f.Outcome != Unknown:
			judged[subject(f)], spoken[place(f)] = true, true
		default:
			open[subject(f)] = true
		}
	}
	return func(f *Finding) bool {
		return f.Source != Own && (judged[subject(f)] || spoken[place(f)] && !open[subject(f)])
	}
}

// place is where a rule speaks.
func place(f *Finding) string { return strings.Join([]string{f.Rule, f.Account, f.Region}, "\x00") }

// subject is what two sources may both speak of: one rule about one resource.
func subject(f *Finding) string {
	return strings.Join([]string{f.Rule, f.Account, f.Region, string(f.Resource)}, "\x00")
}

// standsOver says whether a counts instead of b, where both speak of the same subject.
func standsOver(a, b *Finding) bool {
	if ra, rb := standing(a), standing(b); ra != rb {
		return ra > rb
	}
	if !a.At.Equal(b.At) {
		return a.At.After(b.At)
	}
	return severity(a) < severity(b)
}

// standing ranks a source for its subject. Our own muted finding stands: muting must not let an import pass for it.
func standing(f *Finding) int {
	switch {
	case f.Source == Own && f.Muted:
		return 3
	case f.Source == Own && !f.Stale && f.Outcome != Unknown:
		return 3
	case f.Source != Own && !f.Stale:
		return 2
	case f.Source == Own:
		return 1
	}
	return 0
}

func severity(f *Finding) int {
	switch {
	case f.Outcome == NotApplicable:
		return 3
	case f.Effective() == Fail:
		return 0
	case f.Effective() == Unknown:
		return 1
	}
	return 2
}

func sortFindings(fs []Finding) {
	sort.SliceStable(fs, func(i, j int) bool {
		a, b := &fs[i], &fs[j]
		if sa, sb := severity(a), severity(b); sa != sb {
			return sa < sb
		}
		return cmp.Or(
			strings.Compare(a.Account, b.Account), strings.Compare(a.Region, b.Region), strings.Compare(string(a.Resource), string(b.Resource)),
			strings.Compare(a.Rule, b.Rule), strings.Compare(a.Source, b.Source), strings.Compare(a.ID, b.ID),
		) < 0
	})
}

// digest covers who failed what and how, and who passed; not when it was read, so that probing again without a change
// keeps a settlement, and any change of substance voids it. The findings come sorted.
func digest(counting []Finding) string {
	h := sha256.New()
	for i := range counting {
		f := &counting[i]
		out := f.Effective()
		fmt.Fprintf(h, "%q %q %q", subject(f), f.Source, out)
		if out == Fail {
			fmt.Fprintf(h, " %q", string(f.Shows))
		}
		h.Write([]byte("\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}
