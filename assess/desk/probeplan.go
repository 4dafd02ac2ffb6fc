package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"drydock/assess/collect"
	"drydock/assess/fact"
	"drydock/assess/probe"
	"drydock/assess/sample"
	"drydock/questionnaire"
)

// ProbePlan is what a run would ask, before anything is asked of the resources themselves.
type ProbePlan struct {
	Caller      fact.Caller
	Targets     []fact.Target
	Calls       int    // at least so many
	Sentence    string // "You are ReadOnly in 111122223333, eu-west-1. …"
	Permissions []string
	Rights      probe.Rights
	Estimate    probe.Estimate
	Notes       []string // what else is to be known before it begins
	Preview     ProbePreview
	Plan        probe.Plan
	Resume      bool // go on with the newest run that was broken off
	Retry       bool // ask only what no run read yet, denied reads included

	source   probe.Source
	accounts []questionnaire.Account // what the scope names from the run on; nil: what it names already
}

// ProbePreview is the plan in numbers and names.
type ProbePreview struct {
	probe.Preview
	Calls []collect.Call // what may be asked, each with the IAM action it needs
}

// ProbePreview asks AWS who is calling and, where it may, what the caller may read.
func (d *Desk) ProbePreview(ctx context.Context, v *View, o AWSOptions) (*ProbePlan, error) {
	scope := v.Session.Scope
	in, _ := questionnaire.Select(v.Catalog, scope)
	if v.Session.Meta.Sample {
		source := sample.NewSource(d.opts.Now())
		caller, err := source.Caller(ctx)
		if err != nil {
			return nil, err
		}
		p := planned(caller, source, probe.NewPlan(in, probe.Targets(scope, caller, "")))
		p.Sentence = fmt.Sprintf("This is the sample account; nothing is asked of AWS. It can show something on %d of %d.", len(p.Plan.Needs), len(in))
		return p, nil
	}
	if !slices.ContainsFunc(in, func(c *questionnaire.Control) bool { return len(c.Rules) > 0 }) {
		return nil, ErrNothingToAsk
	}
	aws, err := probe.NewAWS(ctx, o)
	if err != nil {
		return nil, err
	}
	caller, err := aws.Caller(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := accountsOf(ctx, aws, scope, o)
	if err != nil {
		return nil, err
	}
	if accounts != nil {
		scope.Accounts = accounts
	}
	targets, notes := probe.Targets(scope, caller, aws.Region()), []string(nil)
	if o.EveryRegion {
		if targets, notes, err = aws.TargetsEverywhere(ctx, scope); err != nil {
			return nil, err
		}
	}
	p := planned(caller, aws, probe.NewPlan(in, targets))
	if o.Via != "" {
		if p, err = p.via(aws, o.Via); err != nil {
			return nil, err
		}
	}
	p.accounts, p.Notes = accounts, append(p.Notes, notes...)
	if err := p.consult(ctx, aws, o.Via != ""); err != nil {
		return nil, err
	}
	p.Sentence = fmt.Sprintf("%s At least %d read calls. Of %d questions: %s.", p.who(), p.Calls, len(in), p.Rights.Sentence())
	return p, nil
}

// consult asks what the caller may read, and says what else is to be known.
func (p *ProbePlan) consult(ctx context.Context, aws *probe.AWS, elsewhere bool) (err error) {
	p.Estimate = p.Plan.Estimate(aws.Latency())
	if elsewhere { // the rights in the accounts do not matter
		p.Rights = p.Plan.Unasked("they are those on the aggregator")
		return nil
	}
	limited, err := aws.LimitRoles(ctx, p.Plan.Calls())
	if err != nil {
		return err
	}
	if limited != "" {
		p.Notes = append(p.Notes, limited)
	}
	if p.Rights, err = probe.Permissions(ctx, aws, p.Plan); err != nil {
		return err
	}
	if len(p.Rights.Openings) > 0 {
		p.Permissions = p.Rights.Openings[0].Actions
	}
	return nil
}

// via is the plan over what an aggregator can show.
func (p *ProbePlan) via(aws *probe.AWS, name string) (*ProbePlan, error) {
	source, err := probe.Via(aws, name)
	if err != nil {
		return nil, err
	}
	plan := source.Plan(p.Plan)
	if len(plan.Collectors) == 0 {
		return nil, fmt.Errorf("%w: AWS Config records nothing of what the questions in scope look at", ErrNothingToAsk)
	}
	made := planned(p.Caller, source, plan)
	var kinds []string
	for _, step := range plan.Collectors {
		for _, kind := range step.Kinds {
			kinds = append(kinds, string(kind))
		}
	}
	made.Notes = []string{fmt.Sprintf("The aggregator can show %s; all else keeps what was read before, or stays not known.", strings.Join(kinds, ", "))}
	return made, nil
}

// who says who is calling, and how far it goes.
func (p *ProbePlan) who() string {
	you, regions := callerName(p.Caller), p.Preview.Regions
	if n := len(p.Preview.Accounts); n > 1 || n == 1 && p.Preview.Accounts[0] != p.Caller.Account {
		return fmt.Sprintf("You are %s in %s; asked are %s in %s.", you, p.Caller.Account, counted(p.Preview.Accounts, "accounts"), counted(regions, "Regions"))
	}
	return fmt.Sprintf("You are %s in %s, %s.", you, p.Caller.Account, counted(regions, "Regions"))
}

// counted names a few, and counts many.
func counted(names []string, what string) string {
	const few = 4
	if len(names) > few {
		return fmt.Sprintf("%d %s", len(names), what)
	}
	return strings.Join(names, ", ")
}

// ProbeOutline is the plan for whoever has no credentials at hand: nothing is asked, and nobody's rights are known.
func (d *Desk) ProbeOutline(v *View, o AWSOptions) (*ProbePlan, error) {
	in, _ := questionnaire.Select(v.Catalog, v.Session.Scope)
	caller := fact.Caller{Account: "your own", Partition: "aws"}
	p := planned(caller, nil, probe.NewPlan(in, probe.Targets(v.Session.Scope, caller, cmp.Or(o.Region, "the profile's Region"))))
	if len(p.Plan.Needs) == 0 {
		return nil, ErrNothingToAsk
	}
	p.Rights = p.Plan.Unasked("nobody is signed in")
	p.Estimate = p.Plan.Estimate(0)
	p.Sentence = fmt.Sprintf("At least %d read calls. Of %d questions: %s.", p.Calls, len(in), p.Rights.Sentence())
	return p, nil
}

// accountsOf are the accounts that the options name and those of the scope; a part that the scope gives an account stands. nil: the
// options name none.
func accountsOf(ctx context.Context, aws *probe.AWS, scope questionnaire.Scope, o AWSOptions) ([]questionnaire.Account, error) {
	accounts := slices.Clone(o.Accounts)
	if o.Organization {
		var err error
		if accounts, err = aws.OrganizationAccounts(ctx); err != nil {
			return nil, err
		}
	}
	if len(accounts) == 0 {
		return nil, nil
	}
	for _, known := range scope.Accounts {
		if i := slices.IndexFunc(accounts, func(x questionnaire.Account) bool { return x.ID == known.ID }); i >= 0 {
			accounts[i] = known
		} else {
			accounts = append(accounts, known)
		}
	}
	return accounts, nil
}

// widen writes the accounts of a plan into the scope: the rules look there for how many there are.
func (d *Desk) widen(ctx context.Context, v *View, p *ProbePlan) (*View, error) {
	if len(p.accounts) == 0 || slices.Equal(p.accounts, v.Session.Scope.Accounts) {
		return v, nil
	}
	scope := v.Session.Scope
	scope.Accounts = p.accounts
	receipt, _, err := d.SetScope(ctx, v, scope)
	return receipt.View, err
}

func planned(caller fact.Caller, source probe.Source, plan probe.Plan) *ProbePlan {
	preview := plan.Preview()
	return &ProbePlan{
		Caller: caller, Targets: plan.Targets, Calls: preview.MinCalls, Plan: plan, source: source,
		Preview: ProbePreview{Preview: preview, Calls: plan.Calls()},
	}
}

// callerName is the part of an ARN that people know: the role or the user.
func callerName(c fact.Caller) string {
	parts := strings.Split(c.ARN, "/")
	if len(parts) >= 3 && strings.Contains(parts[0], "assumed-role") {
		return parts[1]
	}
	return parts[len(parts)-1]
}

// Policy prints the IAM policy that probing needs: for one view, or for all that Drydock can ask when v is nil.
func (d *Desk) Policy(_ context.Context, v *View, o PolicyOptions) ([]byte, error) {
	calls := probe.AllCalls()
	if v != nil {
		in, _ := questionnaire.Select(v.Catalog, v.Session.Scope)
		calls = probe.NewPlan(in, nil).Calls()
	}
	return probe.RenderPolicy(calls, o)
}

// ReadAccounts reads a list of accounts, one to a line: ID, ID:role or ID:role alias; what follows # is a remark.
func ReadAccounts(f questionnaire.File) ([]questionnaire.Account, error) {
	var accounts []questionnaire.Account
	for n, line := range strings.Split(string(f.Data), "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		id, role, _ := strings.Cut(words[0], ":")
		account := questionnaire.Account{ID: id, Role: cmp.Or(role, "workload"), Alias: strings.Join(words[1:], " ")}
		if err := (questionnaire.Scope{Name: "accounts", Accounts: []questionnaire.Account{account}}).Validate(); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", f.Name, n+1, err)
		}
		if slices.ContainsFunc(accounts, func(x questionnaire.Account) bool { return x.ID == id }) {
			return nil, fmt.Errorf("%s:%d: account %s stands twice; keep one", f.Name, n+1, id)
		}
		accounts = append(accounts, account)
	}
	if len(accounts) == 0 {
		return nil, fmt.Errorf("%s names no account; write one to a line, as 111122223333 or 111122223333:security", f.Name)
	}
	return accounts, nil
}
