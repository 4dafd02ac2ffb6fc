package probe

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"drydock/assess/collect"
)

// Policy is an IAM policy document.
type Policy struct {
	Version   string      `json:"Version"`
	Statement []Statement `json:"Statement"`
}

// Statement is one statement of a policy. Every action is named; there are no wildcards among them, because
// bedrock-agentcore:Get* would hand out API keys and s3:Get* the data.
type Statement struct {
	Sid       string         `json:"Sid"`
	Effect    string         `json:"Effect"`
	Principal map[string]any `json:"Principal,omitempty"`
	Action    []string       `json:"Action"`
	Resource  string         `json:"Resource,omitempty"`
	Condition map[string]any `json:"Condition,omitempty"`
}

// The formats of a policy.
const (
	JSON           = "json"
	Managed        = "managed"
	Inline         = "inline"
	CloudFormation = "cloudformation"
	Terraform      = "terraform"
)

// Formats returns every format of a policy.
func Formats() []string { return []string{JSON, Managed, Inline, CloudFormation, Terraform} }

// SecurityAudit is the AWS managed policy that Drydock's own can come on top of.
const SecurityAudit = "SecurityAudit"

// AWS's limits, in characters without white space.
const (
	managedLimit = 6144  // one managed policy
	inlineLimit  = 10240 // all inline policies of one role
)

// ownCalls are what a run asks beside the collectors: who is calling, and which rights it has.
func ownCalls() []collect.Call { return []collect.Call{callIdentity, callGetRole, callSimulate} }

// PolicyDocument is the policy that lets a role answer these calls and nothing else. On top of SecurityAudit it leaves out what that
// policy already holds; onTopOf is then "SecurityAudit", otherwise empty.
func PolicyDocument(calls []collect.Call, onTopOf string) (Policy, error) {
	if onTopOf != "" && onTopOf != SecurityAudit {
		return Policy{}, fmt.Errorf("on top of %q: Drydock knows what %s holds and no other policy; leave the flag out to print every action", onTopOf, SecurityAudit)
	}
	byService := map[string][]string{}
	for _, action := range actionsOf(append(slices.Clone(calls), ownCalls()...)) {
		if onTopOf == SecurityAudit && !slices.Contains(beyondSecurityAudit, action) {
			continue
		}
		service, _, _ := strings.Cut(action, ":")
		byService[service] = append(byService[service], action)
	}
	policy := Policy{Version: "2012-10-17", Statement: []Statement{}}
	for _, service := range sortedKeys(byService) {
		policy.Statement = append(policy.Statement, Statement{
			Sid: "Drydock" + sid(service), Effect: "Allow", Action: byService[service], Resource: "*",
		})
	}
	return policy, nil
}

// sid makes a statement id, which holds only letters and digits, from a service prefix: bedrock-agentcore → BedrockAgentcore.
func sid(service string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(service, "-") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// Actions are the actions of all statements, sorted.
func (p Policy) Actions() []string {
	var actions []string
	for _, s := range p.Statement {
		actions = append(actions, s.Action...)
	}
	return distinct(actions)
}

// split divides a policy into documents that each stay under limit characters, white space not counted.
func (p Policy) split(limit int) []Policy {
	var parts []Policy
	current := Policy{Version: p.Version}
	for _, statement := range p.Statement {
		grown := Policy{Version: p.Version, Statement: append(slices.Clone(current.Statement), statement)}
		if len(current.Statement) > 0 && size(grown) >= limit {
			parts = append(parts, current)
			grown = Policy{Version: p.Version, Statement: []Statement{statement}}
		}
		current = grown
	}
	return append(parts, current)
}

func size(p Policy) int {
	encoded, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and maps of strings always encode
	}
	return len(encoded)
}

// TrustPolicy lets a principal take the role on, if it brings the external id.
func TrustPolicy(principal, externalID string) Policy {
	trust := Statement{
		Sid: "DrydockTrust", Effect: "Allow", Action: []string{"sts:AssumeRole"}, Principal: map[string]any{"AWS": principal},
	}
	if externalID != "" {
		trust.Condition = map[string]any{"StringEquals": map[string]string{"sts:ExternalId": externalID}}
	}
	return Policy{Version: "2012-10-17", Statement: []Statement{trust}}
}

// PolicyOptions fill in what a format needs beside the policy.
type PolicyOptions struct {
	Format     string
	OnTopOf    string
	Partition  string // of the account that is read; empty: aws
	Principal  string // who takes the role on; empty: a placeholder to fill in
	ExternalID string // empty: a placeholder to fill in
}

// Placeholders that stand where the options are silent.
const (
	placeholderPrincipal = "ARN_OF_WHO_TAKES_THE_ROLE_ON"
	placeholderExternal  = "EXTERNAL_ID"
)

// RenderPolicy writes the policy for these calls in a format that AWS or a tool takes as it is.
func RenderPolicy(calls []collect.Call, options PolicyOptions) ([]byte, error) {
	policy, err := PolicyDocument(calls, options.OnTopOf)
	if err != nil {
		return nil, err
	}
	if options.Principal == "" {
		options.Principal = placeholderPrincipal
	}
	if options.ExternalID == "" {
		options.ExternalID = placeholderExternal
	}
	switch options.Format {
	case JSON, "":
		return indented(policy)
	case Inline:
		if n := size(policy); n >= inlineLimit {
			return nil, fmt.Errorf("the policy has %d characters and a role's inline policies hold %d together; use --format managed, or --on-top-of SecurityAudit", n, inlineLimit)
		}
		return compact(policy)
	case Managed:
		return renderManaged(policy, options)
	case CloudFormation:
		return renderCloudFormation(policy, options), nil
	case Terraform:
		return renderTerraform(policy, options), nil
	}
	return nil, fmt.Errorf("format %q: want one of %s", options.Format, strings.Join(Formats(), ", "))
}

func indented(v any) ([]byte, error) {
	out, err := json.MarshalIndent(v, "", "  ")
	return append(out, '\n'), err
}

func compact(v any) ([]byte, error) {
	out, err := json.Marshal(v)
	return append(out, '\n'), err
}

// managedPolicies is what --format managed prints: the documents for aws iam create-policy, and the role's trust policy.
type managedPolicies struct {
	Policies []namedPolicy `json:"Policies"`
	Attach   []string      `json:"AlsoAttach,omitempty"` // AWS managed policies to attach beside them
	Trust    Policy        `json:"TrustPolicy"`
}

type namedPolicy struct {
	Name     string `json:"PolicyName"`
	Document Policy `json:"PolicyDocument"`
}

func renderManaged(policy Policy, options PolicyOptions) ([]byte, error) {
	out := managedPolicies{Trust: TrustPolicy(options.Principal, options.ExternalID)}
	for i, part := range policy.split(managedLimit) {
		out.Policies = append(out.Policies, namedPolicy{Name: fmt.Sprintf("drydock-read-%d", i+1), Document: part})
	}
	if options.OnTopOf == SecurityAudit {
		out.Attach = []string{"arn:" + cmp.Or(options.Partition, "aws") + ":iam::aws:policy/" + SecurityAudit}
	}
	return indented(out)
}

func actionsOf(calls []collect.Call) []string {
	var actions []string
	for _, c := range calls {
		if c.Operation != callIdentity.Operation { // answered for everybody
			actions = append(actions, c.Action)
		}
	}
	return distinct(actions)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	return distinct(keys)
}
