package collect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// statement is the part of a policy statement that facts are derived from. Whether a principal may do something is not decided
// here; that is policy evaluation.
type statement struct {
	Effect       string
	Principals   []string // of every type; "*" is everybody
	NotPrincipal bool
	Actions      []string
	NotAction    bool
	Spared       []string // the actions that NotAction takes out
	Resources    []string
	NotResource  bool
	// Conditions are operator → key in lower case → values.
	Conditions map[string]map[string][]string
}

// oneOrMore is AWS's habit of writing a list of one as a plain value.
type oneOrMore []string

func (o *oneOrMore) UnmarshalJSON(data []byte) error {
	var one any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&one); err != nil {
		return err
	}
	many, isList := one.([]any)
	if !isList {
		many = []any{one}
	}
	for _, v := range many {
		switch v := v.(type) {
		case string:
			*o = append(*o, v)
		case bool, json.Number:
			*o = append(*o, fmt.Sprint(v))
		default:
			return fmt.Errorf("a value is a %T, not text", v)
		}
	}
	return nil
}

type rawStatement struct {
	Effect       string
	Principal    json.RawMessage
	NotPrincipal json.RawMessage
	Action       oneOrMore
	NotAction    oneOrMore
	Resource     oneOrMore
	NotResource  oneOrMore
	Condition    map[string]map[string]oneOrMore
}

// parsePolicy reads the statements of a policy document.
func parsePolicy(document string) ([]statement, error) {
	var policy struct{ Statement json.RawMessage }
	if err := json.Unmarshal([]byte(document), &policy); err != nil {
		return nil, err
	}
	if len(policy.Statement) == 0 {
		return nil, errors.New("it has no statement")
	}
	var raw []rawStatement
	if bytes.TrimSpace(policy.Statement)[0] == '{' {
		raw = make([]rawStatement, 1)
		if err := json.Unmarshal(policy.Statement, &raw[0]); err != nil {
			return nil, err
		}
	} else if err := json.Unmarshal(policy.Statement, &raw); err != nil {
		return nil, err
	}
	var statements []statement
	for _, r := range raw {
		principals, err := principalsOf(r.Principal)
		if err != nil {
			return nil, err
		}
		s := statement{
			Effect: r.Effect, Principals: principals, NotPrincipal: len(r.NotPrincipal) > 0,
			Actions: r.Action, NotAction: len(r.NotAction) > 0, Spared: r.NotAction,
			Resources: r.Resource, NotResource: len(r.NotResource) > 0,
			Conditions: map[string]map[string][]string{},
		}
		for operator, keys := range r.Condition {
			s.Conditions[operator] = map[string][]string{}
			for key, values := range keys {
				s.Conditions[operator][strings.ToLower(key)] = values
			}
		}
		statements = append(statements, s)
	}
	return statements, nil
}

func principalsOf(raw json.RawMessage) ([]string, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var everybody string
	if json.Unmarshal(raw, &everybody) == nil {
		return []string{everybody}, nil
	}
	var byType map[string]oneOrMore
	if err := json.Unmarshal(raw, &byType); err != nil {
		return nil, fmt.Errorf("a principal: %w", err)
	}
	var all []string
	for _, names := range byType {
		all = append(all, names...)
	}
	slices.Sort(all)
	return all, nil
}

// accountOf shortens the ARN of an IAM principal to its account id; identity providers, services and "*" stay as they are.
func accountOf(principal string) string {
	parts := strings.SplitN(principal, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[4] == "" ||
		strings.HasPrefix(parts[5], "saml-provider/") || strings.HasPrefix(parts[5], "oidc-provider/") {
		return principal
	}
	return parts[4]
}

// everybody, everyAction: the statement speaks of all of them, with nothing taken out.
func (s statement) everybody() bool { return slices.Contains(s.Principals, "*") }

func (s statement) everyAction(service string) bool {
	return slices.ContainsFunc(s.Actions, func(a string) bool {
		return a == "*" || strings.EqualFold(a, service+":*")
	})
}

// deniesPlainHTTP says that a bucket policy denies everybody everything in the bucket when the request is not over TLS.
func deniesPlainHTTP(statements []statement, bucketArn string) bool {
	for _, s := range statements {
		if s.Effect != "Deny" || !s.everybody() || !s.everyAction("s3") || len(s.Conditions) != 1 {
			continue
		}
		plain := s.Conditions["Bool"]
		if plain == nil {
			plain = s.Conditions["BoolIfExists"]
		}
		if len(plain) != 1 || !slices.Equal(plain["aws:securetransport"], []string{"false"}) {
			continue
		}
		covers := func(resource string) bool {
			return slices.Contains(s.Resources, resource) || slices.Contains(s.Resources, "*") ||
				slices.Contains(s.Resources, bucketArn+"*")
		}
		if covers(bucketArn) && covers(bucketArn+"/*") {
			return true
		}
	}
	return false
}

// allowsEverything says that a policy lets everybody do everything to everything, without a condition.
func allowsEverything(statements []statement) bool {
	return slices.ContainsFunc(statements, func(s statement) bool {
		return s.Effect == "Allow" && s.everybody() && slices.Contains(s.Actions, "*") &&
			slices.Contains(s.Resources, "*") && len(s.Conditions) == 0
	})
}

// ownerKeys are the condition keys that say whose account a caller belongs to. Where a caller stands is not among them: at a private
// endpoint everybody stands in the network.
var ownerKeys = []string{"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount", "aws:sourceorgid"}

// allowsStrangers says that a policy allows something to everybody, whosever account they come from.
func allowsStrangers(statements []statement) bool {
	return slices.ContainsFunc(statements, func(s statement) bool {
		return s.Effect == "Allow" && (s.everybody() || s.NotPrincipal) && !s.tiedToOwners()
	})
}

// tiedToOwners says that a condition names whose callers may come.
func (s statement) tiedToOwners() bool {
	for operator, keys := range s.Conditions {
		for key, values := range keys {
			if affirms(operator) && slices.Contains(ownerKeys, key) && len(values) > 0 && !slices.ContainsFunc(values, matchesAll) {
				return true
			}
		}
	}
	return false
}
