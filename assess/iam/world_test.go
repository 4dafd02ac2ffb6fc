package iam

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"drydock/assess/fact"
)

const all = `{"Effect":"Allow","Action":"*","Resource":"*"}`

// guardrail denies calls without a guardrail, as AWS's documentation writes it.
const guardrail = `{"Effect":"Deny","Action":"bedrock:InvokeModel","Resource":"*","Condition":{"Null":{"bedrock:GuardrailIdentifier":"true"}}}`

var at = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// The resources that cases ask about: here in the principals' account, far in another one.
const far = "222222222222"

var carriers = map[string]string{
	"key":       "arn:aws:kms:eu-west-1:111111111111:key/k1",
	"topic":     "arn:aws:sns:eu-west-1:111111111111:claims",
	"bucket":    "arn:aws:s3:::claims",
	"farbucket": "arn:aws:s3:::far",
	"queue":     "arn:aws:sqs:eu-west-1:111111111111:claims",
	"other":     "arn:aws:iam::111111111111:role/other",
	"farkey":    "arn:aws:kms:eu-west-1:222222222222:key/k2",
	"farqueue":  "arn:aws:sqs:eu-west-1:222222222222:claims",
	"farother":  "arn:aws:iam::222222222222:role/other",
}

// account1 is an account with one role and one user, and what decides their rights.
type account1 struct {
	identity  []string
	boundary  string
	scps      [][]string // per level, root first
	rcps      []string
	path      string
	carrier   string // a resource with a policy of its own
	policy    string
	unread    []string // fields of the role and user
	sealed    bool     // the resource's policy was not read
	noOrg     bool     // the account is in no organisation
	manager   bool     // the account is the management account
	denied    []fact.Kind
	orgUnread []string
}

func base(arn string) fact.Meta {
	return fact.Meta{Account: id, Region: fact.Global, ARN: arn, Name: "x", ReadAt: at}
}

func (s account1) evaluator() *Evaluator {
	gap := fact.Gap{Status: fact.Denied, Action: "iam:GetAccountAuthorizationDetails"}
	var policies []fact.Policy
	for i, d := range s.identity {
		policies = append(policies, fact.Policy{Name: fmt.Sprintf("p%d", i+1), Document: d})
	}
	boundary := fact.Policy{Name: "bound", Document: s.boundary}
	role := &fact.IAMRole{Meta: base(roleARN), Path: s.path, Policies: policies, HasBoundary: s.boundary != "", Boundary: boundary}
	user := &fact.IAMUser{Meta: base(userARN), Policies: policies, HasBoundary: s.boundary != "", Boundary: boundary}
	for _, f := range s.unread {
		role.MarkUnread(f, gap)
		user.MarkUnread(f, gap)
	}
	facts := append([]fact.Fact{role, user}, s.organization()...)
	if r := s.resource(); r != nil {
		if s.sealed {
			r.Base().MarkUnread(map[bool]string{true: "trust", false: "policy"}[r.Kind() == "iam_role"], gap)
		}
		facts = append(facts, r)
	}
	var reach []fact.Reach
	for _, kind := range []fact.Kind{"iam_role", "iam_user", "organization", "organization_policy", "kms_key", "sqs_queue", "sns_topic"} {
		for _, account := range []string{id, far} {
			r := fact.Reach{Account: account, Region: fact.Global, Kind: kind, Gap: fact.Gap{Status: fact.Read}, ReadAt: at}
			if strings.Contains(string(kind), "_") && !strings.HasPrefix(string(kind), "iam") && !strings.HasPrefix(string(kind), "organization") {
				r.Region = "eu-west-1"
			}
			if slices.Contains(s.denied, kind) {
				r.Gap = fact.Gap{Status: fact.Denied, Action: "organizations:ListPoliciesForTarget"}
			}
			reach = append(reach, r)
		}
	}
	return New(facts, reach)
}

func (s account1) organization() []fact.Fact {
	org := &fact.Organization{Meta: base(""), InOrganization: !s.noOrg, ManagementAccount: "999999999999"}
	org.Name = "o-own"
	if s.manager {
		org.ManagementAccount = id
	}
	for _, f := range s.orgUnread {
		org.MarkUnread(f, fact.Gap{Status: fact.Denied, Action: "organizations:ListRoots"})
	}
	other := &fact.Organization{Meta: base("")}
	other.Account = far
	facts := []fact.Fact{org, other}
	for level, docs := range s.scps {
		for _, d := range docs {
			facts = append(facts, &fact.OrganizationPolicy{Meta: base("scp"), Type: scpType, Document: d, Level: level, AttachedTo: fmt.Sprint("level ", level)})
		}
	}
	if s.scps != nil {
		org.PolicyTypes = append(org.PolicyTypes, scpType)
	}
	for _, d := range s.rcps {
		facts = append(facts, &fact.OrganizationPolicy{Meta: base("rcp"), Type: rcpType, Document: d, AttachedTo: "root"})
	}
	if s.rcps != nil {
		org.PolicyTypes = append(org.PolicyTypes, rcpType)
	}
	return facts
}

func (s account1) resource() fact.Fact {
	arn := carriers[s.carrier]
	if arn == "" {
		return nil
	}
	m := base(arn)
	m.Region = "eu-west-1"
	if strings.HasPrefix(s.carrier, "far") {
		m.Account = far
	}
	switch strings.TrimPrefix(s.carrier, "far") {
	case "key":
		return &fact.KMSKey{Meta: m, Policy: s.policy}
	case "bucket":
		return &fact.S3Bucket{Meta: m, Policy: s.policy}
	case "topic":
		return &fact.SNSTopic{Meta: m, Policy: s.policy}
	case "queue":
		return &fact.SQSQueue{Meta: m, Policy: s.policy}
	}
	return &fact.IAMRole{Meta: m, Path: "/", Trust: s.policy}
}
