package tui

import (
	"context"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
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
	view      *desk.View
	options   desk.AWSOptions
	stage     string
	plan      *desk.ProbePlan
	lines     []serviceLine
	latest    []evidence.Finding // the newest findings, newest last
	calls     int
	done      int
	jobs      int
	result    *desk.ProbeResult
	err       error
	cancel    context.CancelFunc
	stopping  bool // somebody does not want to wait for the rest
	reach     bool // show what was read and what was not
	reachAll  bool // what was read as well
	reachRows []reachRow
	missing   []unopened // what could not be read, over all questions
	at        int
	ticked    map[string]bool // controls to accept as evidence
	scroll    int
	claimed   []text.Untrusted // resources whose owner was said here; some may still be on their way to the disk
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
	p := probe{view: v, stage: probeLooking, missing: notRead(v)}
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
	case profiled:
		return p, Step{Over: targetForm(p.options, m.profiles)}
	case changed:
		return p, Step{Over: changesSheet(m.changes, p.view.Session.Meta.Name)}
	case desk.ProbeEvent:
		return p.event(m), Step{}
	case probed:
		return p.ended(m.result)
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

// ended shows what a run brought.
func (p probe) ended(r *desk.ProbeResult) (Screen, Step) {
	p.stage, p.result, p.cancel, p.stopping, p.reach = probeResult, r, nil, false, false
	p.at, p.ticked, p.claimed = 0, proposed(r.View), nil
	if r.View != nil {
		p.view = r.View
	}
	p.missing = notRead(p.view)
	p = p.withReach()
	switch {
	case r.Expired:
		return p, Step{Say: "The AWS session expired half-way. What was read is kept. Run " + p.login() + " in another terminal, then r goes on with the rest.", Warn: true}
	case r.Stopped:
		return p, Step{Say: "Stopped half-way. What was read is kept; r goes on with the rest."}
	}
	return p, Step{Say: "AWS was asked, and what it showed is on disk."}
}

// login is how somebody signs in again.
func (p probe) login() string {
	if p.options.Profile == "" {
		return "aws sso login"
	}
	return "aws sso login --profile " + safe(p.options.Profile)
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
	p.cancel, p.stage, p.lines, p.latest, p.calls, p.done, p.jobs = cancel, probeRunning, nil, nil, 0, 0, 0
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

// stop answers at once; what is under way is given up, and what was read is kept.
func (p probe) stop() (Screen, Step) {
	if p.cancel != nil {
		p.cancel()
	}
	p.stopping = true
	return p, Step{Say: "Stopping. What was read is kept."}
}

// onlyLeft asks only for what could not be read before.
func (p probe) onlyLeft() (Screen, Step) {
	left := *p.plan
	left.Retry, left.Resume = true, false
	p.plan = &left
	return p.run()
}

func (p probe) Commands() []Command {
	switch p.stage {
	case probeReady, probeStuck, probeLooking:
		return append(append(p.beforeCommands(), p.importing()), inAssessment(p.view, goProbe, goScope)...)
	case probeRunning:
		return append([]Command{{ID: probeCancel, Hint: true, Do: p.stop}}, inAssessment(p.view, goProbe)...)
	}
	return append(append(p.resultCommands(), p.importing()), inAssessment(p.view, goProbe)...)
}

// importing takes in what another tool found, beside asking AWS.
func (p probe) importing() Command {
	return Command{ID: probeImport, Do: func() (Screen, Step) { return p, Step{Move: Push, To: newImport(p.view)} }}
}

func (p probe) beforeCommands() []Command {
	out := []Command{}
	switch p.stage {
	case probeReady:
		out = append(out, Command{ID: probeRun, Hint: true, Do: p.run})
	case probeLooking:
		out = append(out, Command{ID: probeRun, Do: func() (Screen, Step) {
			return p, Step{Say: "One moment: AWS is asked who you are, before it is asked anything else."}
		}})
	}
	if p.stage == probeStuck {
		out = append(out, Command{ID: probeAgain, Hint: true, Do: func() (Screen, Step) { p.stage = probeLooking; return p, p.Start() }})
	}
	if p.stage != probeLooking && !p.view.Session.Meta.Sample {
		out = append(out, Command{ID: probeTarget, Hint: true, Do: func() (Screen, Step) { return p, Step{Run: []Work{profilesWork()}} }})
	}
	if p.stage == probeReady && p.plan.Resume {
		out = append(out, Command{ID: probeFresh, Hint: true, Do: func() (Screen, Step) {
			anew := *p.plan
			anew.Resume = false
			p.plan = &anew
			return p.run()
		}})
	}
	if p.stage == probeReady && !p.plan.Resume && len(p.missing) > 0 && len(p.view.Session.Runs) > 0 {
		out = append(out, Command{ID: probeLeft, Hint: true, Do: p.onlyLeft})
	}
	out = append(out, Command{ID: probeCopy, Hint: true, Do: func() (Screen, Step) { return p, Step{Run: []Work{policyWork(p.view)}} }})
	return append(out, Command{ID: probeSkip, Hint: true, Do: func() (Screen, Step) { return p, Step{Move: Push, To: newWalk(p.view, "")} }})
}

func (p probe) resultCommands() []Command {
	out := []Command{{ID: probeEnter, Hint: true, Do: func() (Screen, Step) { return p, Step{Move: Push, To: newWalk(p.view, firstToday(p.view))} }}}
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
		scroll := func(by int) func() (Screen, Step) {
			return func() (Screen, Step) {
				p.scroll = min(max(0, p.scroll+by), max(0, len(p.reachRows)-1))
				return p, Step{}
			}
		}
		out = append(out,
			Command{ID: probeUp, Do: scroll(-3)}, Command{ID: probeDown, Hint: true, Do: scroll(3)},
			Command{ID: probeAll, Hint: true, Do: func() (Screen, Step) { p.reachAll = !p.reachAll; return p.withReach(), Step{} }})
	}
	if len(p.result.Permissions) > 0 {
		out = append(out, Command{ID: probeCopy, Hint: true, Do: func() (Screen, Step) {
			return p, copied(strings.Join(p.result.Permissions, "\n"), "what is missing", "v lists it too.")
		}})
	}
	return append(append(out, Command{ID: probeReach, Hint: true, Do: func() (Screen, Step) { p.reach, p.scroll = !p.reach, 0; return p.withReach(), Step{} }}), p.nextCommands()...)
}

// nextCommands lead on from a result, one key each.
func (p probe) nextCommands() []Command {
	var out []Command
	walked := func(id ID, f assess.Filter) {
		if len(f.Select(p.view.Posture, p.view.Agenda)) > 0 {
			out = append(out, Command{ID: id, Hint: true, Do: func() (Screen, Step) { return p, Step{Move: Push, To: newWalkOf(p.view, f, "")} }})
		}
	}
	walked(probeDiffer, assess.Filter{Differs: true})
	walked(probeMusts, openMusts)
	if len(p.view.Session.Runs) > 1 {
		out = append(out, Command{ID: probeNews, Do: func() (Screen, Step) { return p, Step{Run: []Work{changesWork(p.view)}} }})
	}
	if p.plan != nil && len(p.missing) > 0 && !p.result.Stopped && !p.result.Expired {
		out = append(out, Command{ID: probeLeft, Do: p.onlyLeft})
	}
	return append(out, Command{ID: probeAgain, Do: func() (Screen, Step) { p.stage = probeLooking; return p, p.Start() }})
}

// openMusts are the must-haves that nobody answered and that AWS does not settle.
var openMusts = assess.Filter{Must: true, NotKnown: true}

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
	p.missing = notRead(p.view)
	if p.result == nil {
		return p
	}
	p.result = withoutResources(p.result.Recount(p.view), p.claimed)
	p.at = min(p.at, max(0, len(p.items())-1))
	return p.withReach()
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

func (p probe) View(size cell.Size, th theme.Theme) string {
	switch p.stage {
	case probeLooking:
		return cell.Block([]string{" " + th.Dim.Say("Looking who you are in AWS, and what you may read…"), "", " " + th.Dim.Say("s skips this.")}, size)
	case probeStuck:
		return cell.Block(p.stuckLines(min(size.W, widest), th), size)
	case probeReady:
		return cell.Block(p.previewLines(size, th), size)
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
