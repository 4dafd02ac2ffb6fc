package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/tui/words"
)

// probe asks AWS: first it says what it would ask, then it asks in sight, then it says what came of it.
func (t *talk) probe() error {
	t.at(assess.Place{Screen: words.PlaceProbe})
	var o desk.AWSOptions
	if regions := t.v.Session.Scope.Regions; len(regions) > 0 {
		o.Region = regions[0]
	}
	for {
		plan, key, err := t.preview(o)
		if err != nil {
			return err
		}
		switch key {
		case "a", "f", "l":
			if plan == nil {
				continue
			}
			result, err := t.asking(plan)
			if err != nil {
				return err
			}
			if result != nil {
				return t.probed(result)
			}
		case "t":
			if o, err = t.target(o); err != nil {
				return err
			}
		case "c":
			policy, err := t.desk.Policy(t.ctx, t.v, desk.PolicyOptions{})
			if err != nil {
				if err := t.trouble(err); err != nil {
					return err
				}
				continue
			}
			t.say("%s", policy)
		case "s":
			return t.walk(walkOf(t.v, ""), "")
		}
	}
}

// preview says who asks, where, and what may be read; a plan of nil could not be made.
func (t *talk) preview(o desk.AWSOptions) (*desk.ProbePlan, string, error) {
	t.title("Ask AWS: what Drydock would ask")
	made, err := t.desk.ProbePreview(t.ctx, t.v, o)
	q := question{enter: "a", choices: []choice{key("a", "ask AWS now")}}
	var plan *desk.ProbePlan
	if err != nil {
		if err := t.trouble(err); err != nil {
			return nil, "", err
		}
		t.say("Nothing is lost, and nothing counts as passed.")
		q = question{enter: "s", choices: []choice{key("a", "try again")}}
	} else {
		p := *made
		p.Resume = unfinished(t.v)
		plan = &p
		t.outline(plan)
		if plan.Resume {
			t.say("The last run was stopped half-way.")
			q.choices = []choice{key("a", "go on with it"), key("f", "begin anew")}
		} else if unread(t.v) {
			q.choices = append(q.choices, key("l", "ask only for what could not be read"))
		}
	}
	if !t.v.Session.Meta.Sample {
		q.choices = append(q.choices, key("t", "other profile, Region or role"))
	}
	q.choices = append(q.choices, key("c", "say the policy that allows just these calls"), key("s", "go on without asking AWS"))
	p, err := t.ask(q)
	if errors.Is(err, errAgain) {
		return nil, "", nil
	}
	if plan != nil {
		plan.Resume, plan.Retry = plan.Resume && p.key != "f", p.key == "l"
	}
	return plan, p.key, err
}

func unfinished(v *desk.View) bool {
	n := len(v.Session.Runs)
	return n > 0 && !v.Session.Runs[n-1].Complete
}

// unread says whether AWS was asked before, and something could not be read.
func unread(v *desk.View) bool {
	return len(v.Session.Runs) > 0 && slices.ContainsFunc(v.Session.Reach, func(r fact.Reach) bool {
		return r.Gap.Status != fact.Read && r.Gap.Status != fact.NotOffered
	})
}

// mostOpenings is how many missing actions are said, each with what it would open.
const mostOpenings = 8

func (t *talk) outline(p *desk.ProbePlan) {
	t.say("%s", p.Sentence)
	if p.Estimate.Most > 0 && !t.v.Session.Meta.Sample {
		t.say("%s", stopped(p.Estimate.Sentence()))
	}
	regions := map[string][]string{}
	var accounts []string
	for _, x := range p.Targets {
		account := strings.TrimSpace(x.Account + " " + x.Role)
		if !slices.Contains(accounts, account) {
			accounts = append(accounts, account)
		}
		regions[account] = append(regions[account], x.Region)
	}
	for _, a := range accounts {
		t.say("Where: %s, in %s.", a, strings.Join(regions[a], ", "))
	}
	for _, n := range p.Notes {
		t.say("%s", stopped(n))
	}
	if len(p.Rights.Openings) > 0 {
		t.say("Not allowed yet, and what it would open:")
	}
	for i, o := range p.Rights.Openings {
		if i == mostOpenings {
			t.under("and %d more.", len(p.Rights.Openings)-i)
			break
		}
		t.under("%s opens %s.", strings.Join(o.Actions, ", "), assess.Counted(len(o.Controls), "question", "questions"))
	}
	t.say("Only read calls. Nothing is changed, and nothing leaves this machine but these calls.")
}

// target asks where to ask, in AWS's own words.
func (t *talk) target(o desk.AWSOptions) (desk.AWSOptions, error) {
	t.say("Where to ask. Only read calls. Keys are never asked for and never stored.")
	if profiles, err := t.desk.Profiles(t.ctx); err == nil && len(profiles) > 0 {
		names := make([]string, len(profiles))
		for i, p := range profiles {
			names[i] = p.Name
		}
		t.say("Profiles of this machine: %s.", strings.Join(names, ", "))
	}
	accounts := make([]string, len(o.Accounts))
	for i, a := range o.Accounts {
		accounts[i] = strings.TrimSuffix(a.ID+":"+a.Role, ":")
	}
	next := o
	_, err := t.form([]words.Field{
		entry("profile", "Profile", o.Profile, "A name in your AWS configuration. Empty: as your shell has it."),
		entry("region", "Region", o.Region, "Like eu-west-1. Empty: as the scope or the profile says."),
		{ID: "everywhere", Label: "every Region that is switched on in the account", Kind: words.Tick, Value: ticked(o.EveryRegion)},
		{ID: "organization", Label: "every account of the organisation", Kind: words.Tick, Value: ticked(o.Organization)},
		entry("accounts", "Accounts", strings.Join(accounts, ", "), "12 digits each, with :data, :security, :logging or :network where it is not the workload's own. Empty: those of the scope."),
		entry("role", "Role to take on", o.RoleARN, "An ARN; for several accounts arn:{partition}:iam::{account}:role/NAME. For one hour."),
		entry("external", "External ID", o.ExternalID, "Only if the role asks for one."),
	}, func(f []words.Field, at int) (wrong string) {
		next, wrong = targeted(f, o, at == len(f)-1)
		return wrong
	})
	if err != nil {
		return o, backFrom(err)
	}
	return next, nil
}

func ticked(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// targeted reads where to ask, and says what is wrong with it; at the end also whether its parts fit together.
func targeted(f []words.Field, o desk.AWSOptions, end bool) (desk.AWSOptions, string) {
	o.Profile, o.Region, o.RoleARN, o.ExternalID = value(f, "profile"), value(f, "region"), value(f, "role"), value(f, "external")
	o.EveryRegion, o.Organization, o.Accounts = value(f, "everywhere") != "", value(f, "organization") != "", nil
	if typed := value(f, "accounts"); typed != "" {
		lines := strings.Join(strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }), "\n")
		accounts, err := desk.ReadAccounts(questionnaire.File{Name: "Accounts", Data: []byte(lines)})
		if err != nil {
			return o, stopped(words.Sentence(err))
		}
		o.Accounts = accounts
	}
	if end && len(o.Accounts) > 1 && o.RoleARN == "" {
		return o, "Several accounts need a role that can be taken on in each: b goes back to it; arn:{partition}:iam::{account}:role/NAME."
	}
	return o, ""
}

// services says a line for each service when all of it has landed.
type services struct {
	t       *talk
	waiting map[string]int // jobs by service that have not ended
	sums    map[string]*serviceSum
	found   int
}

type serviceSum struct{ calls, facts, gaps int }

// newServices counts the jobs that the plan has for each service.
func newServices(t *talk, p *desk.ProbePlan) *services {
	s := &services{t: t, waiting: map[string]int{}, sums: map[string]*serviceSum{}}
	seen := map[string]bool{}
	for _, step := range p.Plan.Collectors {
		for _, at := range p.Targets {
			region := at.Region
			if step.Global {
				region = fact.Global
			}
			job := strings.Join([]string{step.Name, at.Account, region}, " ")
			if !seen[job] && (len(step.Roles) == 0 || slices.Contains(step.Roles, at.Role)) {
				seen[job] = true
				s.waiting[step.Service]++
			}
		}
	}
	return s
}

// firstFindings is how many findings are told by name while AWS is asked.
const firstFindings = 6

func (s *services) land(e desk.ProbeEvent) {
	if e.State == "asking" {
		return
	}
	sum := s.sums[e.Service]
	if sum == nil {
		sum = &serviceSum{}
		s.sums[e.Service] = sum
	}
	sum.calls += e.Calls
	sum.facts += e.Facts
	if e.State != "read" {
		sum.gaps++
	}
	if s.waiting[e.Service]--; s.waiting[e.Service] == 0 {
		s.line(e.Service)
	}
	for _, f := range e.Findings {
		if f.Outcome != evidence.Fail {
			continue
		}
		if s.found++; s.found <= firstFindings {
			s.t.under("Found: %s does not meet “%s”", words.Short(f), stopped(f.States))
		}
	}
}

func (s *services) line(service string) {
	sum := s.sums[service]
	read := "read"
	if sum.gaps > 0 {
		read = fmt.Sprintf("%d not read", sum.gaps)
	}
	s.t.say("%s: %s, %s, %s found.", service, read, assess.Counted(sum.calls, "call", "calls"), assess.Counted(sum.facts, "thing", "things"))
	delete(s.sums, service)
}

// rest says what is left when the run ends: of a run that was broken off not all is asked.
func (s *services) rest() {
	var left []string
	for service := range s.sums {
		left = append(left, service)
	}
	slices.Sort(left)
	for _, service := range left {
		s.line(service)
	}
	if more := s.found - firstFindings; more > 0 {
		s.t.say("and %s more that do not meet a rule; the questions name them.", assess.Counted(more, "thing", "things"))
	}
}

// asking runs the probe, a line for each service as it lands; x stops it. A result of nil: it could not begin, and why was said.
func (t *talk) asking(plan *desk.ProbePlan) (*desk.ProbeResult, error) {
	t.say("Asking AWS. x and Enter stop it; what was read is kept.")
	ctx, cancel := context.WithCancel(t.ctx)
	defer cancel()
	events, v := make(chan desk.ProbeEvent), t.v
	var result *desk.ProbeResult
	ended := guarded(func() (err error) {
		result, err = t.desk.Probe(ctx, v, plan, func(e desk.ProbeEvent) { events <- e })
		return err
	})
	landed := newServices(t, plan)
	in := t.in
	if len(t.held) > 0 {
		in = nil
	}
	for {
		select {
		case e := <-events:
			landed.land(e)
		case h := <-in:
			if in = nil; h.err == nil && strings.EqualFold(strings.TrimSpace(h.line), "x") {
				t.say("Stopping. What was read is kept.")
				cancel()
				continue
			}
			t.held = append(t.held, h) // the answer to the next question, typed ahead
		case err := <-ended:
			landed.rest()
			if result == nil || result.View == nil {
				if err == nil {
					err = errors.New("AWS could not be asked")
				}
				return nil, t.trouble(err)
			}
			t.v = result.View
			return result, nil
		}
	}
}

// probed says what a run brought, and asks what it leaves open: whose things are, and what is accepted as AWS shows it.
func (t *talk) probed(r *desk.ProbeResult) error {
	t.title("What AWS showed")
	t.say("%s", stopped(strings.ReplaceAll(r.Sentence, " · ", "; ")))
	t.say("%s. What AWS showed is on disk.", assess.Counted(r.Calls, "read call was made", "read calls were made"))
	if len(r.Permissions) > 0 {
		t.say("Missing: %s.", strings.Join(r.Permissions, ", "))
	}
	if err := t.whose(r.Unassigned); err != nil {
		return backFrom(err)
	}
	if err := t.confirm(); err != nil {
		return backFrom(err)
	}
	for {
		t.title("AWS was asked")
		p, err := t.insist(question{enter: "1", choices: []choice{
			key("1", "first question"), key("2", "where we stand"), key("3", "what was read, and what was not"), key("4", "ask AWS again"),
		}})
		switch {
		case err != nil:
			return err
		case p.key == "1":
			return t.walk(walkOf(t.v, ""), "")
		case p.key == "2":
			return t.again(t.overview)
		case p.key == "4":
			return t.probe()
		}
		t.reach(r.Reach)
	}
}

func (t *talk) reach(rows []fact.Reach) {
	for _, read := range []bool{false, true} {
		for _, r := range rows {
			if (r.Gap.Status == fact.Read) == read {
				t.say("%s, %s: %s.", strings.ReplaceAll(string(r.Kind), "_", " "), words.Where(r.Account, r.Region), words.Gap(r.Gap))
			}
		}
	}
	if len(rows) == 0 {
		t.say("Nothing was asked.")
	}
}

// whose asks of each resource that nobody claimed whose it is; Enter leaves one for later, b the rest.
func (t *talk) whose(unassigned []evidence.Finding) error {
	for i, f := range unassigned {
		t.say("Whose is this, %d of %d? %s, %s, %s.", i+1, len(unassigned), words.Short(f), strings.ReplaceAll(string(f.Kind), "_", " "), words.Where(f.Account, f.Region))
		p, err := t.insist(question{enter: "4", choices: []choice{key("1", "ours"), key("2", "shared"), key("3", "somebody else's"), key("4", "later")}})
		if isBack(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if p.key == "4" {
			continue
		}
		claim := assess.Claim{Resource: f.Resource, Whose: []evidence.Ownership{evidence.Ours, evidence.Shared, evidence.Others}[p.key[0]-'1']}
		t.save(func(ctx context.Context, v *desk.View) (desk.Receipt, error) { return t.desk.Claim(ctx, v, claim) })
	}
	return nil
}

// settled says whether AWS shows a question to be in order, whole, and nobody has answered it.
func settled(c *assess.ControlState) bool {
	return c.Decision == nil && c.Evidence.Verdict == evidence.VerdictPass && !c.Ceiling
}

// confirm accepts as evidence what AWS shows to be in order: the musts one by one, the rest at once, and nothing of which AWS shows
// only half.
func (t *talk) confirm() error {
	var musts, others []*assess.ControlState
	for i := range t.v.Posture.Controls {
		c := &t.v.Posture.Controls[i]
		switch {
		case !settled(c):
		case c.Control.Must:
			musts = append(musts, c)
		default:
			others = append(others, c)
		}
	}
	if len(musts)+len(others) == 0 {
		return nil
	}
	t.say("Accept as evidence what AWS shows to be in order? As AWS shows it, and only as long as AWS shows it: it never becomes a yes.")
	var accepted []string
	for _, c := range musts {
		ok, err := t.yes(false, "Must-have: %s AWS shows: %s", stopped(c.Control.Title), stopped(c.Evidence.Sentence))
		if isBack(err) {
			break
		}
		if err != nil {
			return err
		}
		if ok {
			accepted = append(accepted, c.Control.ID)
		}
	}
	if len(others) > 0 {
		for _, c := range others {
			t.under("%s", stopped(c.Control.Title))
		}
		ok, err := t.yes(true, "Accept %s that AWS shows to be in order?", assess.Counted(len(others), "question", "questions"))
		if err != nil && !isBack(err) {
			return err
		}
		for _, c := range others {
			if ok {
				accepted = append(accepted, c.Control.ID)
			}
		}
	}
	if len(accepted) == 0 {
		t.say("Nothing was accepted.")
		return nil
	}
	f := words.Form{Title: "Accept as evidence", About: "The name stands behind it.", Fields: []words.Field{
		needed(entry("by", "Who accepts it", "", ""), "A name is needed: the plan prints it."),
	}}
	return t.sheet(f, func(f []words.Field) writing {
		return func(ctx context.Context, v *desk.View) (desk.Receipt, error) {
			return t.desk.Confirm(ctx, v, accepted, value(f, "by"))
		}
	})
}
