package iam

import (
	"slices"
	"strings"

	"drydock/assess/fact"
)

// resource is what carries a policy of its own.
type resource struct {
	arn, account string
	text         string    // empty: it has none
	gap          *fact.Gap // why its policy is not known
	// gate says that nothing opens it without its own policy's word, not even the rights of its account: keys, and roles to take.
	gate bool
}

// serviceOfPolicies are the services of which facts carry the resource's policy, with the kinds of those facts.
var serviceOfPolicies = map[string][]fact.Kind{
	"kms":               {"kms_key"},
	"s3":                {"s3_bucket"},
	"sns":               {"sns_topic"},
	"sqs":               {"sqs_queue"},
	"sts":               {"iam_role"},
	"bedrock-agentcore": {"agentcore_runtime", "agentcore_gateway"},
}

// Kinds are the principals, and the kinds of which facts carry a policy: all that an answer may turn on beside the organisation.
func Kinds() []fact.Kind {
	kinds := []fact.Kind{"iam_role", "iam_user"}
	for _, carriers := range serviceOfPolicies {
		kinds = append(kinds, carriers...)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// addResource files the policy that a fact carries, under the service whose actions it speaks of.
func (e *Evaluator) addResource(f fact.Fact) {
	service, text, field, gate := "", "", "policy", false
	switch f := f.(type) {
	case *fact.KMSKey:
		service, text, gate = "kms", f.Policy, true
	case *fact.S3Bucket:
		service, text = "s3", f.Policy
	case *fact.SNSTopic:
		service, text = "sns", f.Policy
	case *fact.SQSQueue:
		service, text = "sqs", f.Policy
	case *fact.IAMRole:
		service, text, field, gate = "sts", f.Trust, "trust", true
	case *fact.AgentCoreRuntime:
		service, text = "bedrock-agentcore", f.Policy
	case *fact.AgentCoreGateway:
		service, text = "bedrock-agentcore", f.Policy
	default:
		return
	}
	m := f.Base()
	if m.ARN == "" || gate && text == "" && unread(m, field) == nil {
		return // a key or role without any policy does not exist; such a fact says nothing
	}
	r := resource{arn: m.ARN, account: m.Account, text: text, gap: unread(m, field), gate: gate}
	e.carriers[carrierKey{service, m.ARN}] = r
	if text != "" || r.gap != nil {
		e.resources[service] = append(e.resources[service], r)
	}
}

// carrier finds the resource whose policy speaks of what was asked about: itself, or what it is a part of.
func (e *Evaluator) carrier(service, asked string) (resource, bool) {
	for end := len(asked); end > 0; end = strings.LastIndexAny(asked[:end], "/:") {
		if r, ok := e.carriers[carrierKey{service, asked[:end]}]; ok {
			return r, true
		}
	}
	return resource{}, false
}

// unreadCarrier says why the policy of a resource that is not among the facts could not be seen, where its kind was asked for in
// its account and was not read to the end.
func (e *Evaluator) unreadCarrier(service, asked string) *fact.Gap {
	parts := strings.SplitN(asked, ":", 6)
	if len(parts) != 6 {
		return nil
	}
	for _, kind := range serviceOfPolicies[service] {
		for _, region := range []string{parts[3], fact.Global} {
			if r := e.places[placeKey{parts[4], region, kind}]; r != nil && r.Gap.Status != fact.Read {
				return &r.Gap
			}
		}
	}
	return nil
}

// elsewhere says that a resource surely belongs to another account.
func (p principal) elsewhere(asked string) bool {
	parts := strings.SplitN(asked, ":", 6)
	return len(parts) == 6 && isAccountID(parts[4]) && parts[4] != p.account
}

// withResource puts what the resource's own policy says into the layers.
//
// In the same account its word is as good as that of the principal's own policies: a grant to the principal itself needs no
// other, and it lifts a user, not a role, over its boundary. A grant to the account hands the decision to the account's own
// policies. In another account both sides have to agree.
func (e *Evaluator) withResource(p principal, r resource, q *question, own layer, bounds []layer) []layer {
	l := layer{name: "the policy of " + r.arn, gap: r.gap, open: true}
	var direct, account []grant
	if r.gap == nil && r.text != "" {
		d := e.parse(r.text)
		if d.err != nil {
			l.problem = l.name + " cannot be understood: " + d.err.Error()
		}
		for _, s := range d.statements {
			toIt, toAccount := s.speaksOf(p)
			switch {
			case !s.allow:
				l.denies = append(l.denies, s.weigh(q, l.name, toIt.or(toAccount))...)
			default:
				direct = append(direct, s.weigh(q, l.name, toIt)...)
				account = append(account, s.weigh(q, l.name, toAccount)...)
			}
		}
	}
	same := r.account == p.account
	if same {
		own.also(direct, l)
		if p.isUser() && len(bounds) > 0 && bounds[0].boundary {
			bounds = slices.Clone(bounds)
			bounds[0].also(direct, l)
		}
	}
	if !same || r.gate {
		l.open, l.allows = false, slices.Concat(direct, account)
	}
	return append([]layer{own, l}, bounds...)
}

// also adds what a resource grants; where its policy was not read or understood, it may grant more.
func (l *layer) also(direct []grant, from layer) {
	l.allows = slices.Concat(l.allows, direct)
	if from.unsure() && !l.unsure() {
		l.gap, l.problem = from.gap, from.problem
	}
}

// weigh is grants for a statement that may or may not speak of the principal.
func (s *statement) weigh(q *question, from string, speaks Is) []grant {
	if speaks == No {
		return nil
	}
	plain := *s
	plain.somebodyElse = false
	all := plain.grants(q, from)
	if speaks == Unknown {
		for i := range all {
			all[i].sure = false
			if all[i].why == "" {
				all[i].why = "whom it names as principal"
			}
		}
	}
	return all
}

// speaksOf says whether a statement names the principal itself, and whether it names the principal's whole account.
func (s *statement) speaksOf(p principal) (itself, account Is) {
	if s.notPrincipal {
		// Leaving somebody out takes the role, its account and its session all named; one of them alone is not decided here.
		for _, name := range s.principals {
			if name == "*" || strings.Contains(name, p.account) {
				return Unknown, No
			}
		}
		return Yes, No
	}
	itself, account = No, No
	for _, name := range s.principals {
		switch {
		case name == p.arn || name == "*":
			itself = Yes
		case name == p.account || strings.HasSuffix(name, ":iam::"+p.account+":root"):
			account = Yes
		case strings.Contains(name, ":sts::"+p.account+":assumed-role/"+roleName(p.arn)+"/"):
			itself = itself.or(Unknown) // one of its sessions
		}
	}
	return itself, account
}

func (p principal) isUser() bool { return strings.Contains(p.arn, ":user/") }

// roleName is the last part of a role's ARN: its sessions carry it without the path.
func roleName(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }

// granted looks for a known resource, among those that the question's pattern takes in, that grants by its own policy what the
// principal's own policies do not. It answers No where there is none.
func (e *Evaluator) granted(p principal, service string, q *question) Answer {
	answer := Answer{Is: No}
	asked := tokens(q.resource)
	for _, r := range e.resources[service] {
		if !e.mayGrant(p, r) || !meets(asked, tokens(r.arn)) && !meets(asked, tokens(r.arn+"/*")) {
			continue
		}
		one := &question{action: q.action, resource: r.arn, context: q.context}
		got := one.decide(e.withResource(p, r, one, e.identity(p, one), e.bounds(p, one)))
		switch {
		case got.Is == Yes:
			return got
		case got.Is == Unknown && answer.Is == No:
			answer = got
		}
	}
	return answer
}

// mayGrant says at sight that a resource's policy is worth weighing: it names the principal or everybody, or was meant to be read
// and was not.
func (e *Evaluator) mayGrant(p principal, r resource) bool {
	if r.gap != nil {
		return r.gap.Status != fact.NotCollected && r.account == p.account
	}
	return strings.Contains(r.text, `"Allow"`) && (strings.Contains(r.text, `"*"`) || strings.Contains(r.text, p.arn) || strings.Contains(r.text, ":assumed-role/"+roleName(p.arn)+"/") ||
		strings.Contains(r.text, "NotPrincipal"))
}
