package report

import (
	"sort"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire/text"
)

// notLookedAt says what this assessment does not know, before anybody reads what it does.
func (r *report) notLookedAt() {
	r.heading(2, "What we did not look at")
	var items []inline
	if len(r.Session.Runs) == 0 && len(r.Session.Findings) == 0 {
		items = append(items, "**AWS was not asked.** Everything below rests on what people said.")
	}
	items = append(items, r.unread()...)
	items = append(items, r.unreadDetails()...)
	if n := r.count(assess.StatusUnknown); n > 0 {
		items = append(items, say("%s not known; they count as open wherever a range is given.", one(n, "control is", "controls are")))
	}
	items = append(items, r.imported()...)
	items = append(items, r.notOurs()...)
	if n := len(r.Posture.Out); n > 0 {
		items = append(items, say("%s out of scope; the appendix says why.", one(n, "control is", "controls are")))
	}
	if assumed := r.Session.Scope.Assumed(); len(assumed) > 0 {
		items = append(items, say("The scope leaves open: %s.", strings.Join(assumed, "; ")))
	}
	if len(items) == 0 {
		items = append(items, "Everything in scope was looked at.")
	}
	r.bullets(items...)
}

func (r *report) count(s assess.Status) int {
	n := 0
	for i := range r.Posture.Controls {
		if r.Posture.Controls[i].Status == s {
			n++
		}
	}
	return n
}

// unread groups what was not read by what would open it.
func (r *report) unread() []inline {
	type group struct {
		gap    fact.Gap
		kinds  map[string]bool
		places map[string]bool
	}
	groups := map[string]*group{}
	for _, x := range r.Session.Reach {
		if x.Gap.Status == fact.Read || x.Gap.Status == "" {
			continue
		}
		key := string(x.Gap.Status) + x.Gap.Action + x.Gap.Operation
		g, ok := groups[key]
		if !ok {
			g = &group{gap: x.Gap, kinds: map[string]bool{}, places: map[string]bool{}}
			groups[key] = g
		}
		g.kinds[evidence.Plural(evidence.Noun(x.Kind))] = true
		g.places[x.Account+" "+x.Region] = true
	}
	var out []inline
	for _, key := range keys(groups) {
		g := groups[key]
		line := say("%s in %s: **%s**", capital(strings.Join(keys(g.kinds), ", ")), strings.Join(keys(g.places), ", "), strings.ReplaceAll(string(g.gap.Status), "-", " "))
		if what := firstOf(g.gap.Action, g.gap.Operation); what != "" {
			line += say(" (%s)", what)
		}
		out = append(out, line+".")
	}
	return out
}

// unreadDetails groups what was read but not in every detail, by what would open it.
func (r *report) unreadDetails() []inline {
	known := map[string]bool{}
	for _, x := range r.Session.Reach {
		known[string(x.Gap.Status)+x.Gap.Action] = true
	}
	controls := map[string]map[string]bool{}
	for i := range r.Posture.Controls {
		s := &r.Posture.Controls[i]
		for _, f := range s.Evidence.Findings {
			if f.Gap == nil || f.Gap.Action == "" || !f.Counts() || known[string(f.Gap.Status)+f.Gap.Action] {
				continue
			}
			key := f.Gap.Action + "\x00" + strings.ReplaceAll(string(f.Gap.Status), "-", " ")
			if controls[key] == nil {
				controls[key] = map[string]bool{}
			}
			controls[key][s.Control.Title] = true
		}
	}
	var out []inline
	for _, key := range keys(controls) {
		action, status, _ := strings.Cut(key, "\x00")
		out = append(out, say("%s was **%s**; it would tell about: %s.", action, status, some(keys(controls[key]), 5)))
	}
	return out
}

// notOurs counts the resources that were found and not judged for this workload.
func (r *report) notOurs() []inline {
	others, unassigned := map[text.Untrusted]bool{}, map[text.Untrusted]bool{}
	for i := range r.Posture.Controls {
		for _, f := range r.Posture.Controls[i].Evidence.Findings {
			switch f.Ownership {
			case evidence.Others:
				others[f.Resource] = true
			case evidence.Unassigned:
				unassigned[f.Resource] = true
			}
		}
	}
	var out []inline
	if n := len(unassigned); n > 0 {
		out = append(out, say("%s to nobody yet, so nothing counts that was found on it. Whose is it: %s?", one(n, "resource belongs", "resources belong"), some(keys(unassigned), 5)))
	}
	if n := len(others); n > 0 {
		out = append(out, say("%s to other teams; what was found there does not count here.", one(n, "resource belongs", "resources belong")))
	}
	return out
}

// whoWasAsked names the people behind the answers, and those in the room.
func (r *report) whoWasAsked() {
	type person struct {
		role             string
		decided, opinion []inline // the controls
		inRoom           bool
	}
	people := map[string]*person{}
	get := func(name, role string) *person {
		p, ok := people[name]
		if !ok {
			p = &person{}
			people[name] = p
		}
		if p.role == "" {
			p.role = role
		}
		return p
	}
	for _, a := range r.Session.Scope.Attendees {
		get(a.Name, roleWord(a.Role)).inRoom = true
	}
	for i := range r.Posture.Controls {
		s := &r.Posture.Controls[i]
		if d := s.Decision; d != nil {
			p := get(string(d.By), roleWord(d.Role))
			p.decided = append(p.decided, r.toControl(s.Control.ID, say("%s", s.Control.Title)))
		}
		for _, st := range s.Statements {
			p := get(string(st.By), roleWord(st.Role))
			p.opinion = append(p.opinion, r.toControl(s.Control.ID, say("%s", s.Control.Title)))
		}
	}
	r.heading(2, "Who was asked")
	if len(people) == 0 {
		r.para("Nobody yet.")
		r.endings()
		return
	}
	t := &table{head: []inline{"Who", "Role", "Answers that stand", "Other statements", "In the room"}}
	what := &table{caption: "What each answer is about", head: []inline{"Who", "Answers that stand", "Other statements"}}
	for _, name := range keys(people) {
		p := people[name]
		room := inline("")
		if p.inRoom {
			room = "yes"
		}
		t.row(say("%s", firstOf(name, "no name given")), say("%s", p.role), say("%d", len(p.decided)), say("%d", len(p.opinion)), room)
		if len(p.decided)+len(p.opinion) > 0 {
			what.row(say("%s", firstOf(name, "no name given")), join(p.decided, "; "), join(p.opinion, "; "))
		}
	}
	r.table(t)
	r.sum("Who answered what", func() { r.table(what) })
	r.endings()
}

// endings say when a workshop ended, by whom, and why work was left without an owner.
func (r *report) endings() {
	var items []inline
	for _, e := range r.Session.Endings {
		line := say("A workshop was ended on %s by %s", short(r.day(e.At)), firstOf(string(e.By), "somebody"))
		if e.Milestone != "" {
			line += say(", and kept as the milestone %s", e.Milestone)
		}
		if n := len(e.Ownerless); n > 0 {
			line += say(". %s no owner: %s", one(n, "action at the top of the plan had", "actions at the top of the plan had"), strings.Join(each(e.Ownerless, r.actionTitle), "; "))
		}
		if e.Reason != "" {
			line += say(". Why: “%s”", e.Reason)
		}
		items = append(items, line)
	}
	r.bullets(items...)
}

// firstQuestions are shown before the rest is folded away; a must-have never is.
const firstQuestions = 12

// findOut lists what has to be known before it can be planned.
func (r *report) findOut() {
	if rest := r.findFirst(); len(rest.rows) > 0 {
		r.fold(one(len(rest.rows), "more question that is no must-have", "more questions that are no must-haves"), func() { r.table(rest) })
	}
}

// findOutBriefly is findOut for one page: what comes later is counted.
func (r *report) findOutBriefly() {
	if rest := r.findFirst(); len(rest.rows) > 0 {
		r.para(say("%s in the whole plan.", one(len(rest.rows), "more question that is no must-have stands", "more questions that are no must-haves stand")))
	}
}

// findFirst lists the must-haves and the first of the rest, and gives what is left.
func (r *report) findFirst() *table {
	head := []inline{"What we do not know", "What is missing", "Who finds out", "By"}
	t, rest := &table{head: head}, &table{head: head}
	if len(r.Plan.FindOut) == 0 {
		return rest
	}
	r.heading(2, "Find out first")
	r.para("This is not work yet. It decides what the work is.")
	for _, f := range r.Plan.FindOut {
		title := r.toControl(f.Control, say("%s", f.Title))
		if f.Must {
			title = bold(title)
		}
		who := say("%s", roleWord(f.Finder))
		if f.Owner != "" {
			who = say("%s (%s)", f.Owner, roleWord(f.Finder))
		}
		to := t
		if !f.Must && len(t.rows) >= firstQuestions {
			to = rest
		}
		to.row(title, say("%s", f.What), who, say("%s", short(f.Due)))
	}
	r.table(t)
	r.para("Must-haves are in bold.")
	return rest
}

// keys are a map's keys in order.
func keys[K ~string, V any](m map[K]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, string(k))
	}
	sort.Strings(out)
	return out
}

// some names the first few of a list and counts the rest.
func some(list []string, most int) inline {
	var parts []inline
	for i, s := range list {
		if i == most {
			parts = append(parts, say("%d more", len(list)-most))
			break
		}
		parts = append(parts, say("%s", s))
	}
	return join(parts, ", ")
}

func firstOf(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

func capital(s string) string { return trimPrefix(s, "") }
