package iam

import (
	"fmt"
	"slices"
	"strings"

	"drydock/assess/fact"
)

// Allows says whether a principal may do an action to a resource.
//
// The resource may hold wildcards, and then the question is "can it do this anywhere among these?": Yes when some
// resource is allowed that no statement surely denies, No when every one that is allowed is surely denied. "*" asks
// about every resource. Whether a resource of that name exists is not asked.
//
// Context gives the request's condition keys: a key that is given is evaluated exactly, and an empty value says that it
// is absent from the request; a key that is not given is unknown. What follows from the principal and the resource is
// given: see newContext.
func (e *Evaluator) Allows(principalARN, action, resource string, context map[string]string) Answer {
	service, name, ok := strings.Cut(action, ":")
	if !ok || service == "" || name == "" || strings.ContainsAny(action, "*?") {
		return Answer{Because: fmt.Sprintf("%q is not one action; ask about one, such as bedrock:InvokeModel", action)}
	}
	if resource == "" {
		return Answer{Because: "no resource was named"}
	}
	p, err := e.principal(principalARN)
	if err != nil {
		return Answer{Because: err.Error(), Gap: e.principalGap(principalARN)}
	}
	q := &question{action: action, resource: resource, context: e.newContext(p, action, resource, context)}
	own, bounds := e.identity(p, q), e.bounds(p, q)
	service = strings.ToLower(service)
	if strings.ContainsAny(resource, "*?") {
		answer := q.decide(append([]layer{own}, bounds...))
		if answer.Is == No {
			if other := e.granted(p, service, q); other.Is != No {
				return other
			}
		}
		return answer
	}
	return q.decide(e.layersOf(p, service, q, own, bounds))
}

// layersOf are the layers of a question about one resource: with its own policy, where that was read or should have been.
func (e *Evaluator) layersOf(p principal, service string, q *question, own layer, bounds []layer) []layer {
	r, found := e.carrier(service, q.resource)
	if !found {
		gap := e.unreadCarrier(service, q.resource)
		if gap == nil && !p.elsewhere(q.resource) {
			return append([]layer{own}, bounds...)
		}
		if gap == nil {
			gap = &fact.Gap{Status: fact.NotCollected}
		}
		r = resourceAt(q.resource, gap)
	}
	return e.withResource(p, r, q, own, bounds)
}

// resourceAt is a resource of which nothing is known but where it is.
func resourceAt(arn string, gap *fact.Gap) resource {
	r := resource{arn: arn, gap: gap}
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		r.account = parts[4]
	}
	return r
}

// principalGap says what would have shown an unknown principal.
func (e *Evaluator) principalGap(arn string) fact.Gap {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return fact.Gap{}
	}
	kind := fact.Kind("iam_role")
	if strings.HasPrefix(parts[5], "user/") {
		kind = "iam_user"
	}
	if gap := e.gap(parts[4], kind); gap != nil {
		return *gap
	}
	return fact.Gap{}
}

// question is what Allows was asked.
type question struct {
	action, resource string
	context          context
}

// layer is one set of policies that an allowed request must pass.
type layer struct {
	name     string
	allows   []grant
	denies   []grant
	open     bool      // it limits nothing, and only its denies count
	boundary bool      // it is the principal's permissions boundary
	gap      *fact.Gap // part of it was not read
	problem  string    // part of it cannot be understood: why
}

// grant is the part of one statement that speaks of the action asked about: the resources, and how surely.
type grant struct {
	resources []string // patterns; with except: all but these
	except    bool
	sure      bool   // else whether it applies depends on what is not known
	why       string // with sure false: on what
	from      string
}

// unsure says whether the layer may hold what was not seen.
func (l *layer) unsure() bool { return l.gap != nil || l.problem != "" }

// add puts the statements of a document into the layer.
func (l *layer) add(d parsedDocument, from string, q *question) {
	if d.err != nil {
		l.problem = fmt.Sprintf("%s cannot be understood: %v", from, d.err)
		return
	}
	for _, s := range d.statements {
		if s.allow {
			l.allows = append(l.allows, s.grants(q, from)...)
		} else {
			l.denies = append(l.denies, s.grants(q, from)...)
		}
	}
}

// identity is the layer of the principal's own policies.
func (e *Evaluator) identity(p principal, q *question) layer {
	l := layer{name: "its policies", gap: p.policiesGap}
	for _, doc := range p.policies {
		l.add(e.parse(doc.Document), "policy "+policyName(doc), q)
	}
	return l
}

// bounds are the layers that limit the principal: its boundary, each level of SCPs, and RCPs.
func (e *Evaluator) bounds(p principal, q *question) []layer {
	var all []layer
	switch {
	case p.serviceLinked:
		return nil
	case p.boundary != nil:
		l := layer{name: "its permissions boundary", gap: p.boundaryGap, boundary: true}
		l.add(e.parse(p.boundary.Document), "permissions boundary "+policyName(*p.boundary), q)
		all = append(all, l)
	case p.boundaryGap != nil:
		all = append(all, layer{name: "its permissions boundary", gap: p.boundaryGap, open: true})
	}
	all = append(all, e.organization(p.account, scpType, q)...)
	owner := p.account
	if parts := strings.SplitN(q.resource, ":", 6); len(parts) == 6 && isAccountID(parts[4]) {
		owner = parts[4]
	}
	return append(all, e.organization(owner, rcpType, q)...)
}

// The two types of organisation policy that limit requests.
const (
	scpType = "SERVICE_CONTROL_POLICY"
	rcpType = "RESOURCE_CONTROL_POLICY"
)

// organization returns one layer per level of the organisation's policies of a type on the account's path. No such
// policy binds the management account. A level at which none was read limits nothing: AWS attaches at least one to
// each. Of RCPs only denies count, because AWS itself attaches RCPFullAWSAccess everywhere, and their denies name the
// services that RCPs work on, so what matches is in force.
func (e *Evaluator) organization(id, kind string, q *question) []layer {
	name := map[string]string{scpType: "the service control policies", rcpType: "the resource control policies"}[kind]
	var policies []*fact.OrganizationPolicy
	a := e.accounts[id]
	if a == nil {
		a = &account{}
	}
	for _, p := range a.policies {
		if p.Type == kind || unread(&p.Meta, "type") != nil {
			policies = append(policies, p)
		}
	}
	org, gap := a.organization, e.gap(id, "organization")
	if org != nil && gap == nil {
		switch {
		case unread(&org.Meta, "inOrganization") == nil && !org.InOrganization:
			return nil
		case unread(&org.Meta, "managementAccount") == nil && org.ManagementAccount == id && unread(&org.Meta, "inOrganization") == nil:
			return nil
		case unread(&org.Meta, "policyTypes", "inOrganization") == nil && !slices.Contains(org.PolicyTypes, kind):
			return nil
		}
		gap = unread(&org.Meta, "inOrganization")
	} else if gap == nil {
		gap = &fact.Gap{Status: fact.NotCollected}
	}
	if listGap := e.gap(id, "organization_policy"); listGap != nil {
		gap = listGap
	}
	return e.levels(name, kind, policies, gap, q)
}

// levels builds the layers of organisation policies, root first.
func (e *Evaluator) levels(name, kind string, policies []*fact.OrganizationPolicy, gap *fact.Gap, q *question) []layer {
	byLevel := map[int]*layer{}
	var order []int
	for _, p := range policies {
		l := byLevel[p.Level]
		if l == nil {
			l = &layer{name: fmt.Sprintf("%s at %s", name, orNobody(p.AttachedTo)), open: kind == rcpType}
			byLevel[p.Level] = l
			order = append(order, p.Level)
		}
		if g := unread(&p.Meta, "document", "type", "level"); g != nil {
			l.gap = g
			continue
		}
		l.add(e.parse(p.Document), fmt.Sprintf("%s %s", map[string]string{scpType: "SCP", rcpType: "RCP"}[kind], p.Name), q)
	}
	slices.Sort(order)
	var all []layer
	if gap != nil {
		all = append(all, layer{name: name, gap: gap, open: true})
	}
	for _, n := range order {
		l := *byLevel[n]
		// Where the list broke off, a level may hold policies that were not seen; they may allow or deny more.
		if gap != nil && l.gap == nil {
			l.gap = gap
		}
		all = append(all, l)
	}
	return all
}

func policyName(p fact.Policy) string {
	if p.Name != "" {
		return p.Name
	}
	return orNobody(p.ARN)
}

func isAccountID(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}
