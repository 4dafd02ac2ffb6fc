package report

import (
	"slices"
	"sort"
	"strings"
	"time"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// The findings that the appendix names for a control; the rest is counted.
const namedFindings = 8

// controls is every control in scope with its answer, its evidence, its notes and its cross-references.
func (r *report) controls() {
	r.heading(2, "Appendix A: every control")
	for _, layer := range questionnaire.Layers() {
		r.within(group{frame: framePart}, func() {
			first := true
			for i := range r.Posture.Controls {
				s := &r.Posture.Controls[i]
				if s.Control.Layer != layer {
					continue
				}
				if first {
					r.heading(3, say("%s", layer.Title()))
					first = false
				}
				r.within(group{frame: frameControl, id: place("c-", s.Control.ID), facets: controlFacets(s)}, func() { r.control(s) })
			}
		})
	}
}

func (r *report) control(s *assess.ControlState) {
	c := s.Control
	r.heading(4, say("%s", c.Title))
	r.para(say("%s · %s · %s · weight %d · placement %s · %s", bold(r.state(s)), mustOr(c), c.Phase.Title(), s.Weight, firstOf(c.Placement, "not given"), c.ID))
	r.para(say("*%s*", c.Question))
	said := []inline{bold("You said:") + " " + r.saidBy(s)}
	for _, st := range s.Statements {
		said = append(said, bold("Also said:")+" "+say("%s: ", st.Value.Word())+r.author(&st.Said))
	}
	shows := item{text: bold("AWS shows:") + " " + r.evidence(s)}
	r.findings(&s.Evidence, &shows)
	rest := []inline{labelled("How it adds up", s.Why)}
	if st := r.settled(c); st != nil {
		rest = append(rest, bold("Settled:")+" "+r.settlement(st))
	}
	for _, a := range slices.Concat(s.Acceptance, s.Expired) {
		rest = append(rest, bold("Risk accepted:")+" "+r.acceptance(&a))
	}
	for _, id := range append([]string{c.ID}, c.Formerly...) {
		for _, n := range r.notes(id) {
			rest = append(rest, bold("Note:")+" "+n)
		}
	}
	rest = append(rest, labelled("What AWS can and cannot show", c.Ceiling), r.maps(c))
	r.within(group{frame: frameDetail, title: "Answer, evidence and how it adds up"}, func() {
		r.list(kindBullets, slices.Concat(itemsOf(said), []item{shows}, itemsOf(rest)))
	})
}

func (r *report) state(s *assess.ControlState) inline {
	out := say("%s", statusWord(s.Status))
	switch {
	case s.Status == assess.StatusOpen && s.Gap == 0.5:
		out = "Still open, half of it"
	case s.Must == assess.MustOnWord:
		out = "Done, on word only"
	case s.Must == assess.MustException:
		out += ", signed for"
	}
	if s.Differs != nil && s.Differs.Settled == nil {
		out += ", these differ"
	}
	return out
}

func mustOr(c *questionnaire.Control) inline {
	if c.Must {
		return "must-have"
	}
	return "not a must-have"
}

func (r *report) evidence(s *assess.ControlState) inline {
	e := &s.Evidence
	if len(s.Control.Rules) == 0 && len(e.Findings) == 0 {
		return "nothing; only people know"
	}
	out := say("%s", e.Sentence)
	if !e.Oldest.IsZero() {
		out += say(", read on %s", short(r.day(e.Oldest)))
	}
	return out
}

// findings names what fails and what is not known; what passes is counted above.
func (r *report) findings(e *evidence.Evidence, under *item) {
	more, times := 0, map[inline]int{}
	byRule := map[string][]inline{}
	for i := range e.Findings {
		f := &e.Findings[i]
		if !f.Counts() || f.Effective() == evidence.Pass {
			continue
		}
		line := finding(f)
		switch times[line]++; {
		case times[line] > 1: // another rule that shows the same of the same
		case len(under.under) < namedFindings:
			under.under = append(under.under, line)
		default:
			more++
			byRule[f.Rule] = append(byRule[f.Rule], line)
		}
	}
	for i, line := range under.under {
		if n := times[line]; n > 1 {
			under.under[i] += say(" (%d checks)", n)
		}
	}
	if more > 0 {
		under.left = say("… and %d more that fail or are not known", more)
	}
	for _, rule := range keys(byRule) {
		under.rest = append(under.rest, fold{say("%d more by the rule %s", len(byRule[rule]), firstOf(rule, "without a name")), byRule[rule]})
	}
}

func finding(f *evidence.Finding) inline {
	outcome := map[evidence.Outcome]inline{evidence.Fail: "✗ fails", evidence.Pass: "✓ passes"}[f.Outcome]
	switch {
	case f.Muted:
		outcome = "? muted, counts as not known"
	case f.Stale:
		outcome = "? too old to count"
	case f.Ownership == evidence.Unclear, outcome == "":
		outcome = "? not known"
	}
	where := firstOf(string(f.Name), string(f.Resource), f.Account+" "+f.Region)
	line := say("%s: %s", outcome, where)
	if f.Name != "" && f.Resource != "" {
		line += say(" (%s)", f.Resource)
	}
	if f.Shows != "" {
		line += say(", %s", f.Shows)
	} else if f.Because != "" {
		line += say(", %s", f.Because)
	}
	if g := f.Gap; g != nil && g.Action != "" && !strings.Contains(string(f.Because), g.Action) {
		line += say(" (needs %s)", g.Action)
	}
	if f.Source != evidence.Own && f.Source != "" {
		line += say(", from %s", f.Source)
	}
	return line
}

// maps are the cross-references of a control, framework by framework.
func (r *report) maps(c *questionnaire.Control) inline {
	parts := crosswalks(c)
	if len(parts) == 0 {
		return ""
	}
	return bold("See also:") + " " + join(parts, "; ")
}

// outOfScope lists what the scope leaves out, by reason.
func (r *report) outOfScope() {
	byReason := map[string][]string{}
	for _, x := range r.Posture.Out {
		byReason[x.Because] = append(byReason[x.Because], x.Control.Title)
	}
	if len(byReason) == 0 {
		return
	}
	r.heading(2, "Appendix B: what is out of scope, and why")
	t := &table{head: []inline{"Because", "Controls"}}
	for _, reason := range keys(byReason) {
		t.row(say("%s", capital(reason)), say("%d: %s", len(byReason[reason]), strings.Join(byReason[reason], "; ")))
	}
	r.table(t)
}

// provenance says where all of it comes from, so that somebody else can check.
func (r *report) provenance() {
	r.heading(2, "Provenance")
	s, p := r.Session, r.Posture
	items := []inline{
		say("Drydock %s, catalogue %s%s", firstOf(r.Version, "without a version"), firstOf(r.Catalog.Version, s.Meta.CatalogVersion, "without a version"), digest(firstOf(r.Catalog.Digest, s.Meta.CatalogDigest))),
		say("Assessment %s (%s), as of %s, time zone %s", firstOf(s.Meta.Name, s.Scope.Name), firstOf(s.Meta.ID, "not stored"), p.AsOf, firstOf(s.Scope.Zone, "UTC")),
		r.scope(), r.agreed(), r.ours(),
		say("Evidence counts for %d days, an answer for %d, a settlement for %d", p.Policy.EvidenceDays, p.Policy.DecisionDays, p.Policy.SettlementDays),
	}
	for _, pack := range r.Catalog.Packs {
		items = append(items, say("Pack %s %s%s", pack.ID, pack.Version, digest(pack.Digest)))
	}
	if n := len(s.Runs); n > 0 {
		run := &s.Runs[n-1]
		state := inline("complete")
		if !run.Complete {
			state = "not complete"
		}
		items = append(items, say("AWS was asked %s, last on %s as %s: %s, %s", one(n, "time", "times"), run.At.UTC().Format(time.RFC3339), run.Caller, one(run.Calls, "call", "calls"), state))
	} else {
		items = append(items, "AWS was not asked")
	}
	for i := range s.Endings {
		items = append(items, r.ending(&s.Endings[i]))
	}
	r.bullets(append(items, r.milestones())...)
	r.reach()
	r.claims()
	r.para("This is an independent reading of the public AWS AI Security Framework (2026-05-15). It is not an AWS assessment, and AWS has not reviewed it. " +
		"Placement says of each control whether a public source states its place in the framework or whether we inferred it.")
}

// ending says who closed a workshop, and what nobody had taken by then.
func (r *report) ending(e *assess.Ending) inline {
	out := say("Workshop closed by %s, %s, as milestone %s", e.By, e.At.UTC().Format(time.DateOnly), e.Milestone)
	if len(e.Ownerless) == 0 {
		return out
	}
	names := make([]string, len(e.Ownerless))
	for i, id := range e.Ownerless {
		names[i] = id
		if a, ok := r.Catalog.Action(id); ok {
			names[i] = a.Title
		}
	}
	return out + say("; without an owner for %s, because: %s", strings.Join(names, ", "), e.Reason)
}

func digest(d string) inline {
	if len(d) > 12 {
		d = d[:12]
	}
	if d == "" {
		return ""
	}
	return say(" (digest %s)", d)
}

func (r *report) scope() inline {
	s := r.Session.Scope
	var on, accounts []string
	for _, p := range questionnaire.Platforms() {
		if s.Uses(p) == questionnaire.Used {
			on = append(on, p)
		}
	}
	for _, a := range s.Accounts {
		accounts = append(accounts, strings.TrimSpace(a.ID+" "+a.Alias)+" ("+strings.TrimSpace(firstOf(a.Role, "workload")+" "+a.Environment)+")")
	}
	return say("Scope: %s; runs on %s; data %s; audience %s; today %s; next gate %s; accounts %s; Regions %s",
		firstOf(strings.Join(s.Does, ", "), "what it does was not said"), firstOf(strings.Join(on, ", "), "not said"), firstOf(s.Data, "not said"),
		firstOf(s.Audience, "not said"), firstOf(s.Today, "not said"), s.Gate().Title(), firstOf(strings.Join(accounts, ", "), "not said"),
		firstOf(strings.Join(s.Regions, ", "), "not said"))
}

// agreed are the lists that the owner agreed to.
func (r *report) agreed() inline {
	var parts []inline
	for _, id := range keys(r.Session.Scope.Agreed) {
		title := id
		for _, a := range r.Catalog.Agreed {
			if a.ID == id {
				title = a.Title
			}
		}
		parts = append(parts, say("%s: %s", lowerFirst(title), strings.Join(r.Session.Scope.Agreed[id], ", ")))
	}
	if len(parts) == 0 {
		return ""
	}
	return "Agreed: " + join(parts, "; ")
}

// ours is how a resource of this workload is known.
func (r *report) ours() inline {
	o := r.Session.Scope.Ours
	var parts []inline
	for _, tag := range keys(o.Tags) {
		parts = append(parts, say("tagged %s = %s", tag, o.Tags[tag]))
	}
	for _, list := range []struct {
		what  inline
		items []string
	}{{"of the form", o.ARNs}, {"of the stacks", o.Stacks}, {"picked one by one:", o.Picked}} {
		if len(list.items) > 0 {
			parts = append(parts, list.what+" "+say("%s", strings.Join(list.items, ", ")))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Ours are resources " + join(parts, "; ")
}

// milestones are the days to compare with.
func (r *report) milestones() inline {
	var parts []inline
	for i := range r.Session.Milestones {
		m := &r.Session.Milestones[i]
		parts = append(parts, say("%s (%s)", m.Name, short(m.AsOf)))
	}
	if len(parts) == 0 {
		return ""
	}
	return "Milestones: " + join(parts, "; ")
}

// reach is how far AWS was read, in one row for each account and Region.
func (r *report) reach() {
	type row struct{ read, unread int }
	rows := map[string]*row{}
	for _, x := range r.Session.Reach {
		key := x.Account + "\x00" + x.Region
		if rows[key] == nil {
			rows[key] = &row{}
		}
		if x.Gap.Status == fact.Read {
			rows[key].read++
		} else {
			rows[key].unread++
		}
	}
	order := make([]string, 0, len(rows))
	for k := range rows {
		order = append(order, k)
	}
	sort.Strings(order)
	t := &table{head: []inline{"Account", "Region", "Kinds read", "Not read"}}
	for _, k := range order {
		account, region, _ := strings.Cut(k, "\x00")
		t.row(say("%s", account), say("%s", region), say("%d", rows[k].read), say("%d", rows[k].unread))
	}
	r.table(t)
}
