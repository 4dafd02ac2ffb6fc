// Package iam answers one question about the policies that were read: may this principal do this?
//
// The answer has three values. Yes and No are certain as far as identity policies, permissions boundary, the organisation's
// policies and those policies of resources go that facts hold: of keys, buckets, topics, queues, AgentCore's runtimes and gateways, and
// the trust of roles. Unknown says what was not read or cannot be decided from policies alone. What is never read is not
// weighed: session policies, VPC endpoint policies, and the policies of other resources (which may grant more, or, by an
// explicit deny, less). So No means "by no policy that was read", and Yes means "nothing that was read stops it".
package iam

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"drydock/assess/fact"
)

// Is is the three-valued answer.
type Is int

// The three values. The zero value is Unknown, so that a forgotten answer is never a pass.
const (
	Unknown Is = iota
	No
	Yes
)

// String names the value.
func (i Is) String() string {
	switch i {
	case Yes:
		return "yes"
	case No:
		return "no"
	}
	return "unknown"
}

// and is the three-valued conjunction.
func (i Is) and(j Is) Is {
	switch {
	case i == No || j == No:
		return No
	case i == Yes && j == Yes:
		return Yes
	}
	return Unknown
}

// or is the three-valued disjunction.
func (i Is) or(j Is) Is { return i.not().and(j.not()).not() }

// not is the three-valued negation.
func (i Is) not() Is {
	switch i {
	case Yes:
		return No
	case No:
		return Yes
	}
	return Unknown
}

func is(b bool) Is {
	if b {
		return Yes
	}
	return No
}

// Answer is what Allows says.
type Answer struct {
	Is      Is
	Because string   // one sentence
	Gap     fact.Gap // with Unknown, where a read is missing: which
}

// Evaluator answers questions about the principals of a snapshot. It may be used from several goroutines.
type Evaluator struct {
	principals map[string]principal // by ARN
	accounts   map[string]*account
	reach      map[reachKey]*fact.Reach
	places     map[placeKey]*fact.Reach
	resources  map[string][]resource   // by service
	carriers   map[carrierKey]resource // the same, one by one

	mu     sync.Mutex
	parsed map[string]parsedDocument // by text: many roles carry the same policy
}

type reachKey struct {
	account string
	kind    fact.Kind
}

type carrierKey struct{ service, arn string }

type placeKey struct {
	account, region string
	kind            fact.Kind
}

// principal is a role or user with what decides its rights.
type principal struct {
	arn, account  string
	policies      []fact.Policy
	policiesGap   *fact.Gap
	boundary      *fact.Policy // nil: none
	boundaryGap   *fact.Gap
	serviceLinked bool
}

// account is what the organisation says of one account.
type account struct {
	organization *fact.Organization
	policies     []*fact.OrganizationPolicy
}

// New arranges the principals and organisation policies of a snapshot. All of these kinds are global: of several reach
// rows for one kind the newest counts, and of two as old the one that was not read.
func New(facts []fact.Fact, reach []fact.Reach) *Evaluator {
	e := &Evaluator{
		principals: map[string]principal{}, accounts: map[string]*account{},
		reach: map[reachKey]*fact.Reach{}, parsed: map[string]parsedDocument{},
		places: map[placeKey]*fact.Reach{}, resources: map[string][]resource{},
		carriers: map[carrierKey]resource{},
	}
	for _, f := range facts {
		e.addResource(f)
		switch f := f.(type) {
		case *fact.IAMRole:
			p := newPrincipal(&f.Meta, f.Policies, f.HasBoundary, f.Boundary)
			// A service-linked role carries a policy of AWS's own, has no boundary, and no SCP or RCP binds it.
			p.serviceLinked = strings.HasPrefix(f.Path, "/aws-service-role/") || strings.Contains(f.ARN, ":role/aws-service-role/")
			e.principals[f.ARN] = p
		case *fact.IAMUser:
			e.principals[f.ARN] = newPrincipal(&f.Meta, f.Policies, f.HasBoundary, f.Boundary)
		case *fact.Organization:
			e.account(f.Account).organization = f
		case *fact.OrganizationPolicy:
			a := e.account(f.Account)
			a.policies = append(a.policies, f)
		}
	}
	for i := range reach {
		r := &reach[i]
		key := reachKey{r.Account, r.Kind}
		if old := e.reach[key]; old == nil || r.ReadAt.After(old.ReadAt) ||
			(r.ReadAt.Equal(old.ReadAt) && r.Gap.Status != fact.Read) {
			e.reach[key] = r
		}
		e.places[placeKey{r.Account, r.Region, r.Kind}] = r
	}
	return e
}

func newPrincipal(m *fact.Meta, policies []fact.Policy, bounded bool, boundary fact.Policy) principal {
	p := principal{arn: m.ARN, account: m.Account, policies: policies}
	p.policiesGap = unread(m, "policies")
	p.boundaryGap = unread(m, "boundary", "hasBoundary")
	if bounded {
		p.boundary = &boundary
	}
	return p
}

// unread returns why one of these fields, or a part of it, was not read.
func unread(m *fact.Meta, fields ...string) *fact.Gap {
	for _, name := range slices.Sorted(maps.Keys(m.Unread)) {
		for _, f := range fields {
			gap := m.Unread[name]
			if rest, ok := strings.CutPrefix(name, f); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
				return &gap
			}
		}
	}
	return nil
}

func (e *Evaluator) account(id string) *account {
	if e.accounts[id] == nil {
		e.accounts[id] = &account{}
	}
	return e.accounts[id]
}

// gap says why a kind was not read in an account, or nil where it was.
func (e *Evaluator) gap(id string, kind fact.Kind) *fact.Gap {
	r := e.reach[reachKey{id, kind}]
	switch {
	case r == nil || r.Gap.Status == "":
		return &fact.Gap{Status: fact.NotCollected}
	case r.Gap.Status == fact.Read:
		return nil
	}
	return &r.Gap
}

// principal finds a role or user by ARN; a session of an assumed role is its role.
func (e *Evaluator) principal(arn string) (principal, error) {
	if p, ok := e.principals[arn]; ok {
		return p, nil
	}
	id := ""
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		id = parts[4]
		if session, ok := strings.CutPrefix(parts[5], "assumed-role/"); ok && parts[2] == "sts" {
			name, _, _ := strings.Cut(session, "/")
			for _, p := range e.principals {
				if p.account == id && strings.Contains(p.arn, ":role/") && strings.HasSuffix(p.arn, "/"+name) {
					return p, nil
				}
			}
		}
	}
	return principal{}, fmt.Errorf("%s is not among the roles and users that were read in account %s", orNobody(arn), orNobody(id))
}

func orNobody(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}
