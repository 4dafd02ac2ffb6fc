package probe

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"drydock/assess/collect"
	"drydock/assess/fact"
)

var (
	callSimulate = collect.Call{Operation: "iam.SimulatePrincipalPolicy", Action: "iam:SimulatePrincipalPolicy"}
	callGetRole  = collect.Call{Operation: "iam.GetRole", Action: "iam:GetRole"}
)

// Rights are what the caller may read of a plan, as far as IAM says before the run. It is an estimate: IAM's simulation leaves out
// resource policies and, for member accounts, some policies of the organisation.
type Rights struct {
	Known    bool
	Because  string // why they are not known
	Missing  []string
	Accounts []AccountRights // each account of the plan, in its order
	CanShow  []string        // controls that AWS can show something on
	CanRead  []string        // of them, those that the caller may read in full
	Openings []Opening
}

// AccountRights are the rights in one account.
type AccountRights struct {
	Account string
	Because string   // why they are not known there
	Missing []string // of the actions that the plan needs there
}

// Opening is a set of actions that, once granted, opens controls.
type Opening struct {
	Actions  []string
	Controls []string
}

// Sentence is the estimate in words.
func (r Rights) Sentence() string {
	if !r.Known {
		return fmt.Sprintf("AWS can show something on %d; rights not known before the run: %s", len(r.CanShow), r.Because)
	}
	s := fmt.Sprintf("AWS can show something on %d; this role can read %d", len(r.CanShow), len(r.CanRead))
	if len(r.Openings) == 0 {
		return s
	}
	first := r.Openings[0]
	actions, opens := fmt.Sprintf("these %d actions open", len(first.Actions)), len(first.Controls)
	if len(first.Actions) == 1 {
		actions = "1 action opens"
	}
	return fmt.Sprintf("%s; %s %d more", s, actions, opens)
}

// Permissions asks IAM, where it may, which actions of a plan the caller lacks: in each account as who it is there. Not knowing is
// no error: it is in Rights.
func Permissions(ctx context.Context, a *AWS, plan Plan) (Rights, error) {
	needed := map[string][]string{} // account → actions
	var accounts []AccountRights
	for _, j := range plan.jobs() {
		if needed[j.target.Account] == nil {
			accounts = append(accounts, AccountRights{Account: j.target.Account})
		}
		needed[j.target.Account] = append(needed[j.target.Account], actionsOf(j.step.Calls)...)
	}
	places := make([]int, len(accounts))
	for i := range places {
		places[i] = i
	}
	collect.Each(ctx, &collect.Env{Workers: a.limits.Workers}, places, func(ctx context.Context, i int) {
		accounts[i].Missing, accounts[i].Because = a.missing(ctx, accounts[i].Account, distinct(needed[accounts[i].Account]))
	})
	if err := ctx.Err(); err != nil {
		return Rights{}, err
	}
	var missing, unknown []string
	because := ""
	for _, x := range accounts {
		missing = append(missing, x.Missing...)
		if x.Because != "" {
			unknown = append(unknown, x.Account)
			because = cmp.Or(because, x.Because)
		}
	}
	if n := len(unknown); n > 0 && len(accounts) > 1 {
		because = fmt.Sprintf("in %d of %d accounts (%s: %s)", n, len(accounts), unknown[0], because)
	}
	rights := plan.rights(distinct(missing), because)
	rights.Accounts = accounts
	return rights, nil
}

// Unasked are the rights on a plan where nobody was asked about them.
func (p Plan) Unasked(because string) Rights { return p.rights(nil, because) }

// rights folds missing actions into controls.
func (p Plan) rights(missing []string, because string) Rights {
	r := Rights{Known: because == "", Because: because, Missing: missing}
	actions := map[fact.Kind][]string{}
	for _, step := range p.Collectors {
		for _, kind := range step.Kinds {
			actions[kind] = append(actions[kind], actionsOf(step.Calls)...)
		}
	}
	lacks := map[string][]string{} // control → missing actions
	for _, need := range p.Needs {
		r.CanShow = append(r.CanShow, need.Control)
		var lack []string
		for _, kind := range need.Kinds {
			for _, action := range actions[kind] {
				if slices.Contains(missing, action) {
					lack = append(lack, action)
				}
			}
		}
		if lack = distinct(lack); len(lack) > 0 {
			lacks[need.Control] = lack
		} else if r.Known {
			r.CanRead = append(r.CanRead, need.Control)
		}
	}
	r.Openings = openings(lacks)
	return r
}

// openings lists what each set of missing actions would open, the most controls per action first.
func openings(lacks map[string][]string) []Opening {
	found := map[string]Opening{}
	for _, actions := range lacks {
		opening := Opening{Actions: actions}
		for _, control := range sortedKeys(lacks) {
			if !slices.ContainsFunc(lacks[control], func(a string) bool { return !slices.Contains(actions, a) }) {
				opening.Controls = append(opening.Controls, control)
			}
		}
		found[strings.Join(actions, " ")] = opening
	}
	var all []Opening
	for _, key := range sortedKeys(found) {
		all = append(all, found[key])
	}
	slices.SortStableFunc(all, func(a, b Opening) int {
		return cmp.Or(
			cmp.Compare(len(b.Controls)*len(a.Actions), len(a.Controls)*len(b.Actions)), // by controls per action
			cmp.Compare(len(b.Controls), len(a.Controls)),
		)
	})
	return all
}

// simulateBatch is how many actions one simulation takes, well under IAM's limit on the size of a request.
const simulateBatch = 50

// missing asks IAM which of the actions the caller may not do in an account. A because says why nobody knows.
func (a *AWS) missing(ctx context.Context, accountID string, actions []string) (missing []string, because string) {
	_, caller, gap := a.enter(ctx, accountID)
	if gap != nil {
		return nil, explainGap(gap)
	}
	env, gap := a.env(ctx, accountID, callSimulate, callGetRole)
	if gap != nil {
		return nil, explainGap(gap)
	}
	client := iam.NewFromConfig(env.Config)
	principal, because := principalOf(ctx, caller, env, client)
	if because != "" {
		return nil, because
	}
	for batch := range slices.Chunk(actions, simulateBatch) {
		answered := map[string]bool{}
		in := &iam.SimulatePrincipalPolicyInput{PolicySourceArn: aws.String(principal), ActionNames: batch}
		_, gap := collect.Pages(ctx, env, callSimulate.Operation, in, client.SimulatePrincipalPolicy,
			func(out *iam.SimulatePrincipalPolicyOutput) *string { return out.Marker },
			func(in *iam.SimulatePrincipalPolicyInput, marker *string) { in.Marker = marker },
			func(out *iam.SimulatePrincipalPolicyOutput) {
				for _, result := range out.EvaluationResults {
					action := aws.ToString(result.EvalActionName)
					answered[action] = true
					if result.EvalDecision != types.PolicyEvaluationDecisionTypeAllowed {
						missing = append(missing, action)
					}
				}
			})
		if gap != nil {
			return nil, explainGap(gap)
		}
		if len(answered) < len(batch) {
			return nil, "IAM answered for some of the actions only"
		}
	}
	return distinct(missing), ""
}

// principalOf is the user or role behind a caller. STS names a session; IAM wants the role with its path, which only IAM knows.
func principalOf(ctx context.Context, who fact.Caller, env *collect.Env, client *iam.Client) (principal, because string) {
	caller, err := arn.Parse(who.ARN)
	if err != nil {
		return "", "STS named a caller that is no ARN"
	}
	kind, rest, _ := strings.Cut(caller.Resource, "/")
	switch {
	case caller.Resource == "root":
		return "", "the caller is the root user, whom no policy limits; use a role"
	case kind == "user":
		return who.ARN, ""
	case kind != "assumed-role":
		return "", "the caller is neither a user nor a role"
	}
	name, _, _ := strings.Cut(rest, "/")
	out, _, gap := collect.Ask(ctx, env, callGetRole.Operation, &iam.GetRoleInput{RoleName: aws.String(name)}, client.GetRole)
	if gap != nil {
		return "", explainGap(gap)
	}
	return aws.ToString(out.Role.Arn), ""
}

func explainGap(gap *fact.Gap) string {
	if gap.Action != "" {
		return fmt.Sprintf("the caller may not ask %s", gap.Action)
	}
	if gap.Operation == "" {
		return fmt.Sprintf("%s: %s", gap.Status, gap.Message)
	}
	return fmt.Sprintf("%s %s: %s", gap.Operation, gap.Status, gap.Message)
}
