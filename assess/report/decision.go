package report

import (
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
)

// The first screen names this many of what stands in the way, and cuts what AWS shows to this many characters.
const (
	firstScreen   = 8
	exampleLength = 90
)

// decision is the first screen: the question, the answer, what stands in the way, and what the reader is asked to decide.
func (r *report) decision() {
	g := r.gate()
	r.heading(1, say("%s: %s", r.name(), g.Gate.Question()))
	if r.Session.Meta.Sample {
		r.quote("**SAMPLE.** This is Drydock's built-in example. The company, its accounts and its people are made up.")
	}
	if r.Session.Meta.Redacted {
		r.quote("**REDACTED.** Account ids, ARNs and the names of people and resources are masked; the same mask is the same thing everywhere.")
	}
	if d := r.draft(); d != "" {
		r.quote(bold(d) + " What follows can still change.")
	}
	r.within(group{frame: frameAnswer, state: string(g.Verdict)}, func() { r.para(r.answer(g)) })
	r.inTheWay(g)
	if rests := []inline{r.date(), r.onWord(g), r.exceptions(g), r.lapsed(), r.thin(g)}; join(rests, "") != "" {
		r.para("**What this rests on:**") // two lists in a row would be one
		r.bullets(rests...)
	}
	if asks := r.asks(g); len(asks) > 0 {
		r.within(group{frame: frameAsks}, func() {
			r.para("**We ask you to decide:**")
			r.numbers(asks...)
		})
	}
	r.para(say("*As of %s. This is an independent reading of the public AWS AI Security Framework (2026-05-15), not an assessment by AWS.*", r.Posture.AsOf.Long()))
}

func (r *report) answer(g *assess.GateState) inline {
	open, unknown := split(g)
	switch g.Verdict {
	case assess.GateNotMet:
		switch {
		case open == 0:
			return say("**Not yet.** Nothing is known to stand in the way, but %s not known, and what nobody has seen is not done.", one(unknown, "must-have is", "must-haves are"))
		case unknown == 0:
			return say("**Not yet.** %s in the way:", one(open, "must-have stands", "must-haves stand"))
		}
		return say("**Not yet.** %s in the way, and %s not known:", one(open, "must-have stands", "must-haves stand"), one(unknown, "more is", "more are"))
	case assess.GateMetExceptions:
		return say("**Yes, with %s.** Somebody has signed for what is not done:", one(len(g.Exceptions), "exception", "exceptions"))
	case assess.GateMetOnWord:
		return say("**Yes, on word only.** %s shown; %s somebody's word:", one(g.Shown, "must-have is", "must-haves are"), one(len(g.OnWord), "rests on", "rest on"))
	}
	if g.Musts == 0 {
		return "**Nothing stands in the way, but no must-have applies.** This gate says nothing about this workload."
	}
	return say("**Yes.** %s shown.", one(g.Musts, "must-have is", "must-haves are"))
}

func split(g *assess.GateState) (open, unknown int) {
	for _, b := range g.InTheWay {
		if b.Unknown {
			unknown++
		} else {
			open++
		}
	}
	return open, unknown
}

// inTheWay lists what the answer speaks of, each with why and with what closes it.
func (r *report) inTheWay(g *assess.GateState) {
	blockers := g.InTheWay
	switch g.Verdict {
	case assess.GateMetExceptions:
		blockers = g.Exceptions
	case assess.GateMetOnWord:
		blockers = g.OnWord
	}
	var items []inline
	for i, b := range blockers {
		if i == firstScreen {
			items = append(items, say("… and %s, listed under %s", one(len(blockers)-firstScreen, "more", "more"), ref(standsID, "“Where it stands”")))
			break
		}
		items = append(items, say("%s: %s%s", bold(r.toControl(b.Control, say("%s", b.Title))), r.because(b), r.closedBy(b)))
	}
	r.bullets(items...)
}

// because is why a must-have stands in the way, short enough for the first screen.
func (r *report) because(b assess.Blocker) inline {
	s, ok := r.Posture.Control(b.Control)
	switch {
	case !ok:
		return say("%s", b.Because)
	case b.Unknown:
		return say("not known. To find out: %s", r.missing(b.Control))
	case s.Differs != nil && s.Differs.Settled == nil:
		return stop(say("%s, but %s%s", lowerFirst(s.Differs.Said), s.Differs.Shows, example(s))) + " **These differ**"
	case s.Disputed:
		return say("people disagree and nothing is decided; %s%s", s.GapFrom, example(s))
	case b.Because == "":
		return say("%s%s%s", s.GapFrom, r.reason(s), example(s))
	case strings.HasPrefix(b.Because, "AWS"):
		return say("%s%s", b.Because, example(s))
	}
	return say("%s%s", lowerFirst(b.Because), r.reason(s))
}

// reason is what was said beside an answer, where the answer alone sets the gap.
func (r *report) reason(s *assess.ControlState) inline {
	if s.Decision == nil || s.Decision.Because == "" || !strings.HasPrefix(s.GapFrom, "You said ") {
		return ""
	}
	return say(": “%s”", cut(string(s.Decision.Because), exampleLength))
}

// stop ends a sentence that does not end by itself.
func stop(s inline) inline {
	if strings.HasSuffix(string(s), "…") {
		return s
	}
	return s + "."
}

// example names the first of what fails, so that a number has a face.
func example(s *assess.ControlState) inline {
	var first *evidence.Finding
	more := 0
	for i := range s.Evidence.Findings {
		if f := &s.Evidence.Findings[i]; f.Counts() && f.Effective() == evidence.Fail {
			if first == nil {
				first = f
			} else {
				more++
			}
		}
	}
	if first == nil {
		return ""
	}
	where := firstOf(string(first.Name), string(first.Resource), first.Region)
	shows := cut(string(first.Shows), exampleLength)
	out := say(": %s", where)
	switch {
	case strings.Contains(shows, where): // "agent claims: role …" says it already
		out = say(": %s", shows)
	case shows != "":
		out += say(", %s", shows)
	}
	if more > 0 {
		out += say(" (and %d more)", more)
	}
	return out
}

// missing is what the plan says has to be found out for a control.
func (r *report) missing(control string) string {
	for _, f := range r.Plan.FindOut {
		if f.Control == control {
			return f.What
		}
	}
	return "an answer"
}

// closedBy names the action that closes the last of it, by its number in the plan.
func (r *report) closedBy(b assess.Blocker) inline {
	var last *assess.PlannedAction
	for i := range r.Plan.Actions {
		for _, c := range r.Plan.Actions[i].Closes {
			if c.Control.ID == b.Control && c.Points > 0 {
				last = &r.Plan.Actions[i]
			}
		}
	}
	if last == nil {
		return ""
	}
	return say(" → %s, by %s", r.toAction(last.Action.ID, say("action %d", last.Rank)), short(last.Finish))
}

func (r *report) date() inline {
	e := r.Plan.Earliest
	if r.gate().Verdict != assess.GateNotMet {
		return ""
	}
	s := r.Plan.Short
	switch {
	case e.Date == "":
		return say("**Earliest date:** none yet. %s", trimPrefix(e.Sentence, "No date: "))
	case s == nil:
		return say("**Earliest date** at %d days of work a month: %s%s.", r.Plan.Capacity, e.Date.Long(), supposes(e))
	case s.Days > 0:
		return say("**Earliest date** at %d days of work a month: %s, **%s after your date** (%s)%s.", r.Plan.Capacity, e.Date.Long(), one(s.Days, "day", "days"), s.By.Long(), supposes(e))
	}
	return say("**Earliest date** at %d days of work a month: %s, in time for your date (%s)%s.", r.Plan.Capacity, e.Date.Long(), s.By.Long(), supposes(e))
}

func supposes(e assess.Earliest) inline {
	if len(e.Supposes) == 0 {
		return ""
	}
	return say(", provided that %s out well", one(len(e.Supposes), "must-have not known today turns", "must-haves not known today turn"))
}

func (r *report) onWord(g *assess.GateState) inline {
	if len(g.OnWord) == 0 {
		return ""
	}
	return say("**On word only:** %d of %s.", len(g.OnWord), one(g.Musts, "must-have", "must-haves"))
}

func (r *report) exceptions(g *assess.GateState) inline {
	var parts []inline
	for _, b := range g.Exceptions {
		parts = append(parts, say("%s (%s)", r.toControl(b.Control, say("%s", b.Title)), b.Because))
	}
	if len(parts) == 0 {
		return ""
	}
	return "**Signed for:** " + join(parts, "; ") + "."
}

func (r *report) lapsed() inline {
	var parts []inline
	for _, a := range r.Posture.Expired {
		parts = append(parts, say("%s (%s, until %s)", r.toControl(a.Control, say("%s", r.title(a.Control))), a.Approver, a.Expires.Long()))
	}
	if len(parts) == 0 {
		return ""
	}
	return "**Accepted once, expired now, open again:** " + join(parts, "; ") + "."
}

func (r *report) thin(g *assess.GateState) inline {
	if !g.SaysLittle || g.Musts == 0 {
		return ""
	}
	return say("Only %s here, so this gate says little about this workload.", one(g.Musts, "must-have applies", "must-haves apply"))
}

// asks is what only the reader can do.
func (r *report) asks(g *assess.GateState) []inline {
	var out []inline
	if n := len(r.Posture.Conflicts); n > 0 {
		var titles []inline
		for _, id := range r.Posture.Conflicts {
			titles = append(titles, r.toControl(id, say("“%s”", r.title(id))))
		}
		out = append(out, say("Who settles what differs: %s.", join(titles, ", ")))
	}
	if open := r.disputed(); len(open) > 0 {
		out = append(out, say("What stands where people disagree: %s.", join(open, ", ")))
	}
	if s := r.Plan.Short; s != nil && s.Days > 0 && g.Verdict == assess.GateNotMet {
		out = append(out, say("Whether the date moves by %s, or more than %d days a month go into the work.", one(s.Days, "day", "days"), r.Plan.Capacity))
	}
	if n := len(r.Posture.Expired); n > 0 {
		out = append(out, say("Whether %s accepted anew, or the work is done.", one(n, "accepted risk that expired is", "accepted risks that expired are")))
	}
	if n, due := r.unassignedFinders(); n > 0 {
		out = append(out, say("Who finds out what nobody has taken yet: %s, the first due by %s.", one(n, "question", "questions"), short(due)))
	}
	if n := r.unowned(); n > 0 {
		out = append(out, say("Who owns the %s of the next 30 days that %s no owner.", one(n, "action", "actions"), inline(map[bool]string{true: "has", false: "have"}[n == 1])))
	}
	return out
}

// disputed are the controls on which people differ and nothing is decided.
func (r *report) disputed() []inline {
	var out []inline
	for i := range r.Posture.Controls {
		if s := &r.Posture.Controls[i]; s.Disputed {
			out = append(out, r.toControl(s.Control.ID, say("“%s”", s.Control.Title)))
		}
	}
	return out
}

func (r *report) unassignedFinders() (n int, first assess.Date) {
	for _, f := range r.Plan.FindOut {
		if f.Owner == "" {
			n++
			if first == "" || f.Due < first {
				first = f.Due
			}
		}
	}
	return n, first
}

func (r *report) unowned() int {
	n := 0
	for i := range r.Plan.Actions {
		if a := &r.Plan.Actions[i]; a.Horizon == assess.HorizonNow && a.State.Owner == "" {
			n++
		}
	}
	return n
}
