package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire/text"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// Stages of asking AWS.
const (
	probeLooking = "looking" // who am I, and what may I read?
	probeReady   = "ready"
	probeRunning = "running"
	probeResult  = "result"
	probeStuck   = "stuck" // it could not begin
)

// probe asks AWS: first it says what it would do, then it does it in sight, then it says what came of it.
type probe struct {
	view    *desk.View
	options desk.AWSOptions
	stage   string
	plan    *desk.ProbePlan
	lines   []serviceLine
	latest  []evidence.Finding // the newest findings, newest last
	calls   int
	done    int
	jobs    int
	result  *desk.ProbeResult
	err     error
	cancel  context.CancelFunc
	reach   bool // show what was read
	at      int
	ticked  map[string]bool // controls to accept as evidence
	scroll  int
	claimed []text.Untrusted // resources whose owner was said here; some may still be on their way to the disk
}

// latestKept is how many of the newest findings are in sight while AWS is asked.
const latestKept = 6

// serviceLine is the state of one service, over all targets.
type serviceLine struct {
	service            string
	asking, done       int
	calls, facts, gaps int
}

type (
	planned  struct{ plan *desk.ProbePlan }
	probed   struct{ result *desk.ProbeResult }
	retarget struct{ options desk.AWSOptions }
)

// newProbe looks first from where the scope says that the workload runs.
func newProbe(v *desk.View) probe {
	p := probe{view: v, stage: probeLooking}
	if regions := v.Session.Scope.Regions; len(regions) > 0 {
		p.options.Region = regions[0]
	}
	return p
}

func (p probe) Start() Step {
	v, o := p.view, p.options
	return Step{Run: []Work{do("preview", func(ctx context.Context, d Desk) any {
		plan, err := d.ProbePreview(ctx, v, o)
		if err != nil {
			return failed{key: "preview", err: err}
		}
		return planned{plan: plan}
	})}}
}

func (p probe) Place() assess.Place { return assess.Place{Screen: placeProbe} }

func (p probe) Head() string { return "Ask AWS" }

func (p probe) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case fresh:
		p.view = m.view
		p = p.recounted()
	case planned:
		plan := *m.plan
		plan.Resume = unfinished(p.view)
		p.plan, p.stage, p.err = &plan, probeReady, nil
	case policied:
		return p, copied(m.policy, "the policy", "`drydock policy "+p.view.Session.Meta.Name+"` prints it.")
	case retarget:
		p.options, p.stage = m.options, probeLooking
		return p, p.Start()
	case desk.ProbeEvent:
		return p.event(m), Step{}
	case probed:
		p.stage, p.result, p.cancel = probeResult, m.result, nil
		p.at, p.ticked, p.claimed = 0, proposed(p.result.View), nil
		if p.result.View != nil {
			p.view = p.result.View
		}
		if p.result.Expired {
			return p, Step{Say: "The AWS session expired half-way. What was read is kept; sign in again, and a goes on with the rest.", Warn: true}
		}
		if p.result.Stopped {
			return p, Step{Say: "Stopped half-way. What was read is kept; a goes on with the rest."}
		}
		return p, Step{Say: "AWS was asked, and what it showed is on disk."}
	case failed:
		if m.key == notSaved {
			p.claimed = nil
			return p.recounted(), Step{}
		}
		if m.key != "preview" && m.key != "probe" {
			return p, Step{Say: sentence(m.err), Warn: true}
		}
		p.err, p.cancel = m.err, nil
		if p.stage != probeResult {
			p.stage = probeStuck
		}
	}
	return p, Step{}
}

// unfinished says whether the newest run was broken off: asking goes on where it stopped.
func unfinished(v *desk.View) bool {
	n := len(v.Session.Runs)
	return n > 0 && !v.Session.Runs[n-1].Complete
}

// policied brings the policy that allows what this assessment asks, and no more.
type policied struct{ policy string }

func policyWork(v *desk.View) Work {
	return do("policy", func(ctx context.Context, d Desk) any {
		b, err := d.Policy(ctx, v, desk.PolicyOptions{})
		if err != nil {
			return failed{key: "policy", err: because("printing the policy", err)}
		}
		return policied{policy: string(b)}
	})
}

// event counts what one collector reports.
func (p probe) event(e desk.ProbeEvent) probe {
	lines := append([]serviceLine(nil), p.lines...)
	i := 0
	for i < len(lines) && lines[i].service != e.Service {
		i++
	}
	if i == len(lines) {
		lines = append(lines, serviceLine{service: e.Service})
	}
	l := &lines[i]
	if e.State == stateAsking {
		l.asking++
	} else {
		l.done++
		l.calls += e.Calls
		l.facts += e.Facts
		p.calls += e.Calls
		p.done, p.jobs = e.Done, e.Jobs
		if e.State != stateRead {
			l.gaps++
		}
	}
	p.lines = lines
	for _, f := range e.Findings {
		if f.Outcome == evidence.Fail || f.Outcome == evidence.Unknown {
			p.latest = append(p.latest[:len(p.latest):len(p.latest)], f)
		}
	}
	if n := len(p.latest); n > latestKept {
		p.latest = p.latest[n-latestKept:]
	}
	return p
}

func (p probe) run() (Screen, Step) {
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel, p.stage, p.lines, p.latest, p.calls = cancel, probeRunning, nil, nil, 0
	v, plan := p.view, p.plan
	return p, Step{Run: []Work{{Key: "probe", Do: func(outer context.Context, d Desk, emit func(any)) any {
		stop := context.AfterFunc(outer, cancel)
		defer stop()
		defer cancel()
		result, err := d.Probe(ctx, v, plan, func(e desk.ProbeEvent) { emit(e) })
		if result == nil {
			return failed{key: "probe", err: err}
		}
		emit(fresh{view: result.View})
		return probed{result: result}
	}}}}
}

func (p probe) stop() (Screen, Step) {
	if p.cancel != nil {
		p.cancel()
	}
	return p, Step{Say: "Stopping. What was read is kept."}
}

func (p probe) Commands() []Command {
	switch p.stage {
	case probeReady, probeStuck, probeLooking:
		return append(p.beforeCommands(), inAssessment(p.view, goProbe, goScope)...)
	case probeRunning:
		return append([]Command{{ID: probeCancel, Hint: true, Do: p.stop}}, inAssessment(p.view, goProbe)...)
	}
	return append(p.resultCommands(), inAssessment(p.view, goProbe)...)
}

func (p probe) beforeCommands() []Command {
	out := []Command{}
	if p.stage == probeReady {
		out = append(out, Command{ID: probeRun, Hint: true, Do: p.run})
	}
	if p.stage == probeStuck {
		out = append(out, Command{ID: probeAgain, Hint: true, Do: func() (Screen, Step) { p.stage = probeLooking; return p, p.Start() }})
	}
	if p.stage != probeLooking && !p.view.Session.Meta.Sample {
		out = append(out, Command{ID: probeTarget, Hint: true, Do: func() (Screen, Step) { return p, Step{Over: targetForm(p.options)} }})
	}
	if p.stage == probeReady && p.plan.Resume {
		out = append(out, Command{ID: probeFresh, Hint: true, Do: func() (Screen, Step) {
			anew := *p.plan
			anew.Resume = false
			p.plan = &anew
			return p.run()
		}})
	}
	out = append(out, Command{ID: probeCopy, Hint: true, Do: func() (Screen, Step) { return p, Step{Run: []Work{policyWork(p.view)}} }})
	return append(out, Command{ID: probeSkip, Hint: true, Do: func() (Screen, Step) { return p, Step{Move: Push, To: newWalk(p.view, "")} }})
}

func (p probe) resultCommands() []Command {
	out := []Command{{ID: probeEnter, Hint: true, Do: func() (Screen, Step) { return p, Step{Move: Push, To: newWalk(p.view, "")} }}}
	items := p.items()
	if len(items) > 0 && !p.reach {
		it := items[min(p.at, len(items)-1)]
		if len(items) > 1 {
			out = append(out,
				Command{ID: probeUp, Do: func() (Screen, Step) { p.at = max(0, p.at-1); return p, Step{} }},
				Command{ID: probeDown, Hint: true, Do: func() (Screen, Step) { p.at = min(len(items)-1, p.at+1); return p, Step{} }})
		}
		if it.resource != nil {
			out = append(out, p.claim(probeOurs, *it.resource, evidence.Ours), p.claim(probeShared, *it.resource, evidence.Shared), p.claim(probeOthers, *it.resource, evidence.Others))
		} else {
			out = append(out, Command{ID: probeTick, Hint: true, Do: func() (Screen, Step) { return p.tick(it), Step{} }})
		}
		if len(p.accepting()) > 0 {
			out = append(out, Command{ID: probeAccept, Hint: true, Do: p.accept})
		}
	}
	if p.reach {
		out = append(out,
			Command{ID: probeUp, Do: func() (Screen, Step) { p.scroll = max(0, p.scroll-1); return p, Step{} }},
			Command{ID: probeDown, Hint: true, Do: func() (Screen, Step) { p.scroll = min(len(p.result.Reach), p.scroll+1); return p, Step{} }})
	}
	if len(p.result.Permissions) > 0 {
		out = append(out, Command{ID: probeCopy, Hint: true, Do: func() (Screen, Step) {
			return p, copied(strings.Join(p.result.Permissions, "\n"), "what is missing", "v lists it too.")
		}})
	}
	return append(out,
		Command{ID: probeReach, Hint: true, Do: func() (Screen, Step) { p.reach = !p.reach; return p, Step{} }},
		Command{ID: probeAgain, Do: func() (Screen, Step) { p.stage = probeLooking; return p, p.Start() }})
}

func (p probe) claim(id ID, f evidence.Finding, whose evidence.Ownership) Command {
	return Command{ID: id, Hint: true, Do: func() (Screen, Step) {
		c := assess.Claim{Resource: f.Resource, Whose: whose}
		p.claimed = append(p.claimed[:len(p.claimed):len(p.claimed)], f.Resource)
		p.result = withoutResources(p.result, p.claimed)
		p.at = min(p.at, max(0, len(p.items())-1))
		return p, Step{Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Claim(ctx, v, c) }}
	}}
}

// recounted is the page with its counts made anew, for the newest view.
func (p probe) recounted() probe {
	if p.result == nil {
		return p
	}
	p.result = withoutResources(p.result.Recount(p.view), p.claimed)
	p.at = min(p.at, max(0, len(p.items())-1))
	return p
}

// withoutResources is the result once it is known whose some resources are.
func withoutResources(r *desk.ProbeResult, known []text.Untrusted) *desk.ProbeResult {
	next := *r
	next.Unassigned = nil
	for _, f := range r.Unassigned {
		if !slices.Contains(known, f.Resource) {
			next.Unassigned = append(next.Unassigned, f)
		}
	}
	return &next
}

// targetForm asks where to ask, in AWS's own words.
func targetForm(o desk.AWSOptions) formSheet {
	f := form{button: "Look again", fields: []field{
		textField("profile", "Profile", o.Profile, "A name in your AWS configuration. Empty: as your shell has it."),
		textField("region", "Region", o.Region, "Like eu-west-1. Empty: as the scope or the profile says."),
		textField("role", "Role to assume", o.RoleARN, "The ARN of a role; Drydock asks for one hour."),
		textField("external", "External ID", o.ExternalID, "Only if the role asks for one."),
	}}
	return formSheet{title: "Where to ask", about: "Only read calls. Keys are never asked for and never stored.", form: f, submit: func(f form) (Step, string) {
		next := o
		next.Profile, next.Region, next.RoleARN, next.ExternalID = f.value("profile"), f.value("region"), f.value("role"), f.value("external")
		return Step{Close: true, Tell: retarget{options: next}}, ""
	}}
}

func (p probe) View(size cell.Size, th theme.Theme) string {
	switch p.stage {
	case probeLooking:
		return cell.Block([]string{" " + th.Dim.Say("Looking who you are in AWS, and what you may read…"), "", " " + th.Dim.Say("s skips this.")}, size)
	case probeStuck:
		return cell.Block(p.stuckLines(min(size.W, widest), th), size)
	case probeReady:
		return cell.Block(p.previewLines(min(size.W, widest), th), size)
	case probeRunning:
		return cell.Block(p.liveLines(size, th), size)
	}
	if p.reach {
		return cell.Block(p.reachLines(size, th), size)
	}
	return cell.Block(p.resultLines(size, th), size)
}

func (p probe) stuckLines(w int, th theme.Theme) []string {
	lines := []string{head(th, "AWS could not be asked"), ""}
	for _, l := range cell.Wrap(sentence(p.err), max(1, w-2)) {
		lines = append(lines, " "+th.Bad.Say(l))
	}
	lines = append(lines, "")
	for _, l := range cell.Wrap("Nothing is lost, and nothing counts as passed. r tries again, t chooses another profile, Region or role, s goes on with the questions.", max(1, w-2)) {
		lines = append(lines, " "+th.Dim.Say(l))
	}
	return lines
}

func (p probe) previewLines(w int, th theme.Theme) []string {
	lines := []string{head(th, "What Drydock would ask"), ""}
	para := func(style theme.Style, text string) {
		for _, l := range cell.Wrap(safe(text), max(1, w-2)) {
			lines = append(lines, " "+style.Say(l))
		}
	}
	para(theme.Style{}, p.plan.Sentence)
	lines = append(lines, "")
	for i, t := range places(p.plan.Targets) {
		label := ""
		if i == 0 {
			label = "Where"
		}
		lines = append(lines, " "+th.Strong.Say(cell.Fit(label, margin))+cell.Cut(t, w-margin-2))
	}
	for i, action := range p.plan.Permissions {
		if i == 0 {
			lines = append(lines, "", " "+th.Dim.Say("Actions that would open more:"))
		}
		if i == 8 {
			lines = append(lines, "   "+th.Dim.Say(fmt.Sprintf("… %d more", len(p.plan.Permissions)-i)))
			break
		}
		lines = append(lines, "   "+th.Unknown.Say("? ")+safe(action))
	}
	if p.plan.Resume {
		lines = append(lines, "")
		para(th.Warn, "The last run was stopped half-way. enter goes on with it; f begins anew.")
	}
	lines = append(lines, "")
	para(th.Dim, "Only read calls. Nothing is changed, and nothing leaves this machine but these calls. c copies the policy that allows just them.")
	return lines
}

// places are the targets for people: an account with what it is for, and its Regions.
func places(targets []fact.Target) []string {
	var out []string
	last := ""
	for _, t := range targets {
		account := strings.TrimRight(safe(t.Account)+"  "+safe(t.Role), " ")
		switch {
		case account == last:
			out[len(out)-1] += ", " + safe(t.Region)
		default:
			out = append(out, account+"  "+safe(t.Region))
		}
		last = account
	}
	return out
}

// The states of an event that the page counts by.
const (
	stateAsking = "asking"
	stateRead   = "read"
)

func (p probe) progress() string {
	s := count(p.calls, "call", "calls") + " so far"
	if p.jobs > 0 {
		s = fmt.Sprintf("%d of %d done, ", p.done, p.jobs) + s
	}
	return s
}

// liveLines keeps the sum in sight: where not all fits, the newest findings give way, then the first services.
func (p probe) liveLines(size cell.Size, th theme.Theme) []string {
	lines := []string{head(th, "Asking AWS") + th.Dim.Say("  "+p.progress()), ""}
	services := make([]string, 0, len(p.lines))
	for _, l := range p.lines {
		services = append(services, l.draw(th))
	}
	room := max(1, size.H-len(lines))
	keep := min(latestKept, max(0, room-len(services)-2))
	if keep > 0 {
		room -= keep + 2
	}
	lines = append(lines, services[max(0, len(services)-room):]...)
	if keep == 0 {
		return lines
	}
	for len(lines) < size.H-keep-1 { // at the foot, so that nothing moves when a service comes in
		lines = append(lines, "")
	}
	lines = append(lines, head(th, "Found last"))
	for i := len(p.latest) - 1; i >= max(0, len(p.latest)-keep); i-- {
		f := p.latest[i]
		lines = append(lines, "   "+outcomeMark(f.Outcome).say(th)+" "+short(f)+th.Dim.Say("  "+safe(f.States)))
	}
	return lines
}

func (l serviceLine) draw(th theme.Theme) string {
	m, word := mark{"…", accent}, "asking"
	if l.done >= l.asking {
		m, word = mark{"✓", good}, "read"
		if l.gaps > 0 {
			m, word = mark{"?", unknown}, count(l.gaps, "not read", "not read")
		}
	}
	return fmt.Sprintf("   %s %s %s %s", m.say(th), cell.Fit(safe(l.service), 22), cell.Fit(word, 12),
		th.Dim.Say(padLeft(count(l.calls, "call ", "calls"), 10)+padLeft(count(l.facts, "thing ", "things")+" found", 20)))
}

func (p probe) reachLines(size cell.Size, th theme.Theme) []string {
	lines := []string{head(th, "What was read, and what was not"), ""}
	var rows []string
	for _, notRead := range []bool{true, false} {
		for _, r := range p.result.Reach {
			if (r.Gap.Status != fact.Read) == notRead {
				rows = append(rows, drawReach(r, th))
			}
		}
	}
	if len(rows) == 0 {
		rows = []string{" " + th.Dim.Say("Nothing was asked.")}
	}
	first := min(p.scroll, max(0, len(rows)-(size.H-2)))
	return append(lines, rows[max(0, first):]...)
}

func drawReach(r fact.Reach, th theme.Theme) string {
	m := mark{"✓", good}
	if r.Gap.Status != fact.Read {
		m = mark{"?", unknown}
	}
	if r.Gap.Status == fact.NotOffered {
		m = mark{"–", dim}
	}
	why := gapWords(r.Gap)
	return "   " + m.say(th) + " " + cell.Fit(strings.ReplaceAll(safe(r.Kind), "_", " "), 30) + " " + cell.Fit(where(r.Account, r.Region), 28) + " " + th.Dim.Say(why)
}
