package iam

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"drydock/assess/fact"
)

const (
	id      = "111111111111"
	roleARN = "arn:aws:iam::111111111111:role/agent"
	userARN = "arn:aws:iam::111111111111:user/dev"
	model   = "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude"
)

// doc wraps statements, given as JSON objects, into a document.
func doc(statements ...string) string {
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
}

func allow(action, resource string) string {
	return fmt.Sprintf(`{"Effect":"Allow","Action":%q,"Resource":%q}`, action, resource)
}

func deny(action, resource string) string {
	return fmt.Sprintf(`{"Effect":"Deny","Action":%q,"Resource":%q}`, action, resource)
}

func when(effect, condition string) string {
	return fmt.Sprintf(`{"Effect":%q,"Action":"bedrock:InvokeModel","Resource":"*","Condition":%s}`, effect, condition)
}

// setup is an account as the cases need it.
type setup struct {
	identity  []string
	boundary  string
	scps      [][]string // per level, root first
	rcps      []string
	path      string
	unread    []string // fields of the role
	noOrg     bool     // the account is in no organisation
	manager   bool     // the account is the management account
	denied    []fact.Kind
	asUser    bool
	orgUnread []string
}

var at = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func (s setup) evaluator() *Evaluator {
	base := func(arn string) fact.Meta {
		return fact.Meta{Account: id, Region: fact.Global, ARN: arn, Name: "x", ReadAt: at}
	}
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
	}
	org := &fact.Organization{Meta: base(""), InOrganization: !s.noOrg, ManagementAccount: "999999999999"}
	if s.manager {
		org.ManagementAccount = id
	}
	for _, f := range s.orgUnread {
		org.MarkUnread(f, fact.Gap{Status: fact.Denied, Action: "organizations:ListRoots"})
	}
	facts := []fact.Fact{role, user, org}
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
	var reach []fact.Reach
	for _, kind := range []fact.Kind{"iam_role", "iam_user", "organization", "organization_policy"} {
		r := fact.Reach{Account: id, Region: fact.Global, Kind: kind, Gap: fact.Gap{Status: fact.Read}, ReadAt: at}
		for _, d := range s.denied {
			if d == kind {
				r.Gap = fact.Gap{Status: fact.Denied, Action: "organizations:ListPoliciesForTarget"}
			}
		}
		reach = append(reach, r)
	}
	return New(facts, reach)
}

const all = `{"Effect":"Allow","Action":"*","Resource":"*"}`

// guardrail denies calls without a guardrail, as AWS's documentation writes it.
const guardrail = `{"Effect":"Deny","Action":"bedrock:InvokeModel","Resource":"*","Condition":{"Null":{"bedrock:GuardrailIdentifier":"true"}}}`

func TestAllows(t *testing.T) {
	own := func(statements ...string) setup { return setup{identity: []string{doc(statements...)}} }
	cond := func(c string) setup { return own(when("Allow", c)) }
	type ctx = map[string]string
	for _, c := range []struct {
		name     string
		setup    setup
		action   string // default bedrock:InvokeModel
		resource string // default model
		ctx      ctx
		want     Is
	}{
		// identity policies
		{"no policy", setup{}, "", "", nil, No},
		{"allowed", own(allow("bedrock:InvokeModel", model)), "", "", nil, Yes},
		{"another action", own(allow("bedrock:ListModels", model)), "", "", nil, No},
		{"another resource", own(allow("bedrock:InvokeModel", "arn:aws:s3:::b")), "", "", nil, No},
		{"action star", own(allow("*", "*")), "", "", nil, Yes},
		{"service star", own(allow("bedrock:*", "*")), "", "", nil, Yes},
		{"prefix star", own(allow("bedrock:Invoke*", "*")), "", "", nil, Yes},
		{"star in the middle", own(allow("bedrock:*Model", "*")), "", "", nil, Yes},
		{"question mark", own(allow("bedrock:InvokeMode?", "*")), "", "", nil, Yes},
		{"question mark is one letter", own(allow("bedrock:InvokeModel?", "*")), "", "", nil, No},
		{"actions in any case", own(allow("BEDROCK:invokemodel", "*")), "", "", nil, Yes},
		{"asked in any case", own(allow("bedrock:InvokeModel", "*")), "Bedrock:invokeModel", "", nil, Yes},
		{"resources keep their case", own(allow("bedrock:InvokeModel", strings.ToUpper(model))), "", "", nil, No},
		{"resource with stars", own(allow("bedrock:InvokeModel", "arn:*:bedrock:*::foundation-model/*")), "", "", nil, Yes},
		{"resource star crosses slashes", own(allow("s3:GetObject", "arn:aws:s3:::b/*")), "s3:GetObject", "arn:aws:s3:::b/x/y/z", nil, Yes},
		{"bucket is not its objects", own(allow("s3:GetObject", "arn:aws:s3:::b")), "s3:GetObject", "arn:aws:s3:::b/x", nil, No},
		{"empty star", own(allow("bedrock:InvokeModel", model+"*")), "", "", nil, Yes},
		{"several policies", setup{identity: []string{doc(allow("s3:*", "*")), doc(allow("bedrock:*", "*"))}}, "", "", nil, Yes},
		{"several actions", own(`{"Effect":"Allow","Action":["s3:*","bedrock:InvokeModel"],"Resource":["arn:aws:s3:::b","` + model + `"]}`), "", "", nil, Yes},
		{"one statement, no list", setup{identity: []string{`{"Statement":` + allow("bedrock:*", "*") + `}`}}, "", "", nil, Yes},
		{"a user", setup{identity: []string{doc(all)}, asUser: true}, "", "", nil, Yes},

		// NotAction, NotResource
		{"NotAction of another", own(`{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`), "", "", nil, Yes},
		{"NotAction of this", own(`{"Effect":"Allow","NotAction":["iam:*","bedrock:*"],"Resource":"*"}`), "", "", nil, No},
		{"Deny NotAction", own(all, `{"Effect":"Deny","NotAction":"s3:*","Resource":"*"}`), "", "", nil, No},
		{"Deny NotAction of this", own(all, `{"Effect":"Deny","NotAction":"bedrock:*","Resource":"*"}`), "", "", nil, Yes},
		{"NotResource of another", own(`{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::*"}`), "", "", nil, Yes},
		{"NotResource of this", own(`{"Effect":"Allow","Action":"*","NotResource":"arn:aws:bedrock:*"}`), "", "", nil, No},
		{"Deny NotResource", own(all, `{"Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::*"}`), "", "", nil, No},
		{"Deny NotResource of this", own(all, `{"Effect":"Deny","Action":"*","NotResource":"`+model+`"}`), "", "", nil, Yes},

		// denies
		{"deny wins", own(all, deny("bedrock:InvokeModel", "*")), "", "", nil, No},
		{"deny in another policy", setup{identity: []string{doc(deny("bedrock:*", "*")), doc(all)}}, "", "", nil, No},
		{"deny of another resource", own(all, deny("*", "arn:aws:s3:::*")), "", "", nil, Yes},
		{"deny of another action", own(all, deny("s3:*", "*")), "", "", nil, Yes},

		// any resource
		{"any: allowed on one", own(allow("bedrock:InvokeModel", model)), "", "*", nil, Yes},
		{"any: not allowed", own(allow("s3:*", "*")), "", "*", nil, No},
		{"any: one of them denied", own(all, deny("*", model)), "", "*", nil, Yes},
		{"any: all denied", own(all, deny("bedrock:*", "*")), "", "*", nil, No},
		{"any: what is allowed is denied", own(allow("bedrock:InvokeModel", model), deny("*", "arn:aws:bedrock:*")), "", "*", nil, No},
		{"any: each is denied by another", own(allow("bedrock:*", "a/x"), allow("bedrock:*", "a/y"), deny("*", "*/x"), deny("*", "*/y")), "", "*", nil, No},
		{"any: denied but for one", own(all, `{"Effect":"Deny","Action":"*","NotResource":"`+model+`"}`), "", "*", nil, Yes},
		{"any: denied and that one too", own(all, `{"Effect":"Deny","Action":"*","NotResource":"`+model+`"}`, deny("*", model)), "", "*", nil, No},
		{"any: union of denies covers", own(allow("s3:GetObject", "arn:aws:s3:::b/?"), deny("*", "*/?"), deny("s3:*", "x")), "s3:GetObject", "*", nil, No},
		{"any: allowed within bounds", setup{identity: []string{doc(all)}, boundary: doc(allow("*", model))}, "", "*", nil, Yes},
		{"any: allowed beside bounds", setup{identity: []string{doc(allow("*", "arn:aws:bedrock:us-east-1::*"))}, boundary: doc(allow("*", model))}, "", "*", nil, No},
		{"any: denied maybe", own(all, when("Deny", `{"Null":{"bedrock:GuardrailIdentifier":"true"}}`)), "", "*", nil, Unknown},
		{"pattern: overlaps", own(allow("bedrock:*", "arn:aws:bedrock:*::foundation-model/anthropic*")), "", "arn:*:bedrock:eu-west-1::foundation-model/*", nil, Yes},
		{"pattern: apart", own(allow("bedrock:*", "arn:aws:bedrock:us-east-1::*")), "", "arn:aws:bedrock:eu-west-1::foundation-model/*", nil, No},
		{"pattern: denied", own(all, deny("*", "arn:aws:bedrock:*::foundation-model/*")), "", "arn:aws:bedrock:eu-west-1::foundation-model/*", nil, No},

		// the guardrail
		{"without a guardrail", own(all, guardrail), "", "", ctx{"bedrock:GuardrailIdentifier": ""}, No},
		{"with a guardrail", own(all, guardrail), "", "", ctx{"bedrock:GuardrailIdentifier": "arn:g"}, Yes},
		{"guardrail not said", own(all, guardrail), "", "", nil, Unknown},
		{"keys in any case", own(all, guardrail), "", "", ctx{"BEDROCK:guardrailidentifier": ""}, No},
		{"StringNotEquals denies the absent", own(all, when("Deny", `{"StringNotEquals":{"bedrock:GuardrailIdentifier":"arn:g:1"}}`)), "", "", ctx{"bedrock:GuardrailIdentifier": ""}, No},
		{"StringNotEqualsIfExists denies the absent too", own(all, when("Deny", `{"StringNotEqualsIfExists":{"bedrock:GuardrailIdentifier":"arn:g:1"}}`)), "", "", ctx{"bedrock:GuardrailIdentifier": ""}, No},
		{"allow only with a guardrail", cond(`{"StringEquals":{"bedrock:GuardrailIdentifier":"arn:g:1"}}`), "", "", ctx{"bedrock:GuardrailIdentifier": ""}, No},
		{"allow only with this one", cond(`{"StringEquals":{"bedrock:GuardrailIdentifier":"arn:g:1"}}`), "", "", ctx{"bedrock:GuardrailIdentifier": "arn:g:1"}, Yes},

		// operators
		{"StringEquals one of", cond(`{"StringEquals":{"k":["a","b"]}}`), "", "", ctx{"k": "b"}, Yes},
		{"StringEquals none of", cond(`{"StringEquals":{"k":["a","b"]}}`), "", "", ctx{"k": "c"}, No},
		{"StringEquals has no wildcards", cond(`{"StringEquals":{"k":"a*"}}`), "", "", ctx{"k": "ab"}, No},
		{"StringEquals absent", cond(`{"StringEquals":{"k":"a"}}`), "", "", ctx{"k": ""}, No},
		{"StringEquals unknown", cond(`{"StringEquals":{"k":"a"}}`), "", "", nil, Unknown},
		{"StringEqualsIgnoreCase", cond(`{"StringEqualsIgnoreCase":{"k":"A"}}`), "", "", ctx{"k": "a"}, Yes},
		{"StringNotEquals", cond(`{"StringNotEquals":{"k":["a","b"]}}`), "", "", ctx{"k": "b"}, No},
		{"StringNotEquals other", cond(`{"StringNotEquals":{"k":["a","b"]}}`), "", "", ctx{"k": "c"}, Yes},
		{"StringNotEquals absent", cond(`{"StringNotEquals":{"k":"a"}}`), "", "", ctx{"k": ""}, Yes},
		{"StringNotEqualsIgnoreCase", cond(`{"StringNotEqualsIgnoreCase":{"k":"A"}}`), "", "", ctx{"k": "a"}, No},
		{"StringLike", cond(`{"StringLike":{"k":"a*c?"}}`), "", "", ctx{"k": "abbcd"}, Yes},
		{"StringLike not", cond(`{"StringLike":{"k":"a*c?"}}`), "", "", ctx{"k": "abbc"}, No},
		{"StringNotLike", cond(`{"StringNotLike":{"k":"a*"}}`), "", "", ctx{"k": "ab"}, No},
		{"StringEqualsIfExists absent", cond(`{"StringEqualsIfExists":{"k":"a"}}`), "", "", ctx{"k": ""}, Yes},
		{"StringEqualsIfExists other", cond(`{"StringEqualsIfExists":{"k":"a"}}`), "", "", ctx{"k": "b"}, No},
		{"Bool", cond(`{"Bool":{"aws:SecureTransport":"true"}}`), "", "", ctx{"aws:SecureTransport": "TRUE"}, Yes},
		{"Bool as JSON", cond(`{"Bool":{"aws:SecureTransport":true}}`), "", "", ctx{"aws:SecureTransport": "false"}, No},
		{"Bool absent", cond(`{"Bool":{"aws:MultiFactorAuthPresent":"false"}}`), "", "", ctx{"aws:MultiFactorAuthPresent": ""}, No},
		{"BoolIfExists absent", cond(`{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`), "", "", ctx{"aws:MultiFactorAuthPresent": ""}, Yes},
		{"Null true, absent", cond(`{"Null":{"k":"true"}}`), "", "", ctx{"k": ""}, Yes},
		{"Null true, present", cond(`{"Null":{"k":true}}`), "", "", ctx{"k": "x"}, No},
		{"Null false, present", cond(`{"Null":{"k":"false"}}`), "", "", ctx{"k": "x"}, Yes},
		{"Null unknown", cond(`{"Null":{"k":"true"}}`), "", "", nil, Unknown},
		{"Null nonsense", cond(`{"Null":{"k":"maybe"}}`), "", "", ctx{"k": ""}, Unknown},
		{"ArnLike", cond(`{"ArnLike":{"k":"arn:aws:iam::*:role/a*"}}`), "", "", ctx{"k": "arn:aws:iam::1:role/ab"}, Yes},
		{"ArnLike stays within parts", cond(`{"ArnLike":{"k":"arn:aws:*:role/a"}}`), "", "", ctx{"k": "arn:aws:iam::1:role/a"}, No},
		{"ArnEquals", cond(`{"ArnEquals":{"k":"arn:aws:iam::1:role/a"}}`), "", "", ctx{"k": "arn:aws:iam::1:role/b"}, No},
		{"ArnNotLike", cond(`{"ArnNotLike":{"k":"arn:aws:iam::1:role/*"}}`), "", "", ctx{"k": "arn:aws:iam::1:role/b"}, No},
		{"NumericLessThan", cond(`{"NumericLessThan":{"k":"10"}}`), "", "", ctx{"k": "9"}, Yes},
		{"NumericGreaterThanEquals", cond(`{"NumericGreaterThanEquals":{"k":10}}`), "", "", ctx{"k": "9"}, No},
		{"Numeric of text", cond(`{"NumericEquals":{"k":"ten"}}`), "", "", ctx{"k": "9"}, Unknown},
		{"DateLessThan", cond(`{"DateLessThan":{"k":"2027-01-01T00:00:00Z"}}`), "", "", ctx{"k": "2026-01-01T00:00:00Z"}, Yes},
		{"DateGreaterThan", cond(`{"DateGreaterThan":{"k":"2027-01-01"}}`), "", "", ctx{"k": "1767225600"}, No},
		{"IpAddress", cond(`{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","192.0.2.1"]}}`), "", "", ctx{"aws:SourceIp": "10.1.2.3"}, Yes},
		{"NotIpAddress", cond(`{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}`), "", "", ctx{"aws:SourceIp": "10.1.2.3"}, No},
		{"IpAddress of nonsense", cond(`{"IpAddress":{"aws:SourceIp":"home"}}`), "", "", ctx{"aws:SourceIp": "10.1.2.3"}, Unknown},
		{"ForAllValues absent", cond(`{"ForAllValues:StringEquals":{"k":"a"}}`), "", "", ctx{"k": ""}, Yes},
		{"ForAllValues present", cond(`{"ForAllValues:StringLike":{"k":"a*"}}`), "", "", ctx{"k": "b"}, No},
		{"ForAnyValue absent", cond(`{"ForAnyValue:StringNotEquals":{"k":"a"}}`), "", "", ctx{"k": ""}, No},
		{"ForAnyValue present", cond(`{"ForAnyValue:StringEquals":{"k":["a","b"]}}`), "", "", ctx{"k": "b"}, Yes},
		{"unknown operator", cond(`{"StringResembles":{"k":"a"}}`), "", "", ctx{"k": "a"}, Unknown},
		{"two conditions", cond(`{"StringEquals":{"k":"a"},"Bool":{"b":"true"}}`), "", "", ctx{"k": "a", "b": "false"}, No},
		{"one fails, one unknown", cond(`{"StringEquals":{"k":"a","l":"b"}}`), "", "", ctx{"k": "x"}, No},
		{"one holds, one unknown", cond(`{"StringEquals":{"k":"a","l":"b"}}`), "", "", ctx{"k": "a"}, Unknown},
		{"who it is, known", cond(`{"ArnEquals":{"aws:PrincipalArn":"` + roleARN + `"}}`), "", "", nil, Yes},
		{"who it is, another", cond(`{"StringEquals":{"aws:PrincipalAccount":"222222222222"}}`), "", "", nil, No},
		{"a variable as value", cond(`{"StringEquals":{"k":"${aws:username}"}}`), "", "", ctx{"k": "a"}, Unknown},
		{"an escaped star", cond(`{"StringLike":{"k":"a${*}"}}`), "", "", ctx{"k": "ab"}, No},
		{"an escaped star, met", cond(`{"StringLike":{"k":"a${*}"}}`), "", "", ctx{"k": "a*"}, Yes},
		{"allowed twice, once surely", own(when("Allow", `{"StringEquals":{"k":"a"}}`), all), "", "", nil, Yes},
		{"denied twice, once surely", own(all, when("Deny", `{"StringEquals":{"k":"a"}}`), deny("bedrock:*", "*")), "", "", nil, No},

		// variables in resources
		{"variable resource", own(allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}/*")), "s3:GetObject", "arn:aws:s3:::b/x/y", nil, Unknown},
		{"variable resource, elsewhere", own(allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}/*")), "s3:GetObject", "arn:aws:s3:::c/x/y", nil, No},
		{"variable deny", own(all, deny("s3:*", "arn:aws:s3:::b/${aws:username}")), "s3:GetObject", "arn:aws:s3:::b/x", nil, Unknown},
		{"variable NotResource deny", own(all, `{"Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::${x}"}`), "s3:GetObject", "arn:aws:s3:::b", nil, Unknown},

		// boundary
		{"boundary allows", setup{identity: []string{doc(all)}, boundary: doc(allow("bedrock:*", "*"))}, "", "", nil, Yes},
		{"boundary does not allow", setup{identity: []string{doc(all)}, boundary: doc(allow("s3:*", "*"))}, "", "", nil, No},
		{"boundary denies", setup{identity: []string{doc(all)}, boundary: doc(all, deny("bedrock:*", "*"))}, "", "", nil, No},
		{"boundary gives nothing", setup{boundary: doc(all)}, "", "", nil, No},
		{"boundary unread", setup{identity: []string{doc(all)}, unread: []string{"boundary"}}, "", "", nil, Unknown},
		{"boundary document unread", setup{identity: []string{doc(all)}, boundary: "", unread: []string{"boundary.document"}}, "", "", nil, Unknown},
		{"boundary unread, nothing allowed", setup{unread: []string{"boundary"}}, "", "", nil, No},
		{"boundary malformed", setup{identity: []string{doc(all)}, boundary: "{"}, "", "", nil, Unknown},

		// what was not read of the role
		{"policies unread", setup{identity: []string{doc(all)}, unread: []string{"policies"}}, "", "", nil, Unknown},
		{"policies unread, denied", setup{identity: []string{doc(deny("*", "*"))}, unread: []string{"policies"}}, "", "", nil, No},
		{"policies unread, none seen", setup{unread: []string{"policies"}}, "", "", nil, Unknown},
		{"policies unread, out of bounds", setup{boundary: doc(allow("s3:*", "*")), unread: []string{"policies"}}, "", "", nil, No},
		{"malformed", setup{identity: []string{`{"Statement":`}}, "", "", nil, Unknown},
		{"malformed beside an allow", setup{identity: []string{doc(all), `[]`}}, "", "", nil, Unknown},
		{"malformed beside a deny", setup{identity: []string{doc(deny("*", "*")), ``}}, "", "", nil, No},

		// organisation
		{"scp allows", setup{identity: []string{doc(all)}, scps: [][]string{{doc(all)}, {doc(all)}}}, "", "", nil, Yes},
		{"scp denies at the root", setup{identity: []string{doc(all)}, scps: [][]string{{doc(all), doc(deny("bedrock:*", "*"))}, {doc(all)}}}, "", "", nil, No},
		{"scp denies at the account", setup{identity: []string{doc(all)}, scps: [][]string{{doc(all)}, {doc(all, deny("bedrock:*", "*"))}}}, "", "", nil, No},
		{"scp does not allow at one level", setup{identity: []string{doc(all)}, scps: [][]string{{doc(all)}, {doc(allow("s3:*", "*"))}}}, "", "", nil, No},
		{"scp allows by another of the level", setup{identity: []string{doc(all)}, scps: [][]string{{doc(allow("s3:*", "*")), doc(allow("bedrock:*", "*"))}}}, "", "", nil, Yes},
		{"scp by Region, not said", setup{identity: []string{doc(all)}, scps: [][]string{{doc(all, when("Deny", `{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}`))}}}, "", "", nil, Unknown},
		{"scp by Region, this one", setup{identity: []string{doc(all)}, scps: [][]string{{doc(all, when("Deny", `{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}`))}}}, "", "", ctx{"aws:RequestedRegion": "eu-west-1"}, Yes},
		{"scp but for this role", setup{identity: []string{doc(all)}, scps: [][]string{{doc(all, when("Deny", `{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/agent"}}`))}}}, "", "", nil, Yes},
		{"scp gives nothing", setup{scps: [][]string{{doc(all)}}}, "", "", nil, No},
		{"scp malformed", setup{identity: []string{doc(all)}, scps: [][]string{{"nonsense"}}}, "", "", nil, Unknown},
		{"management account", setup{identity: []string{doc(all)}, scps: [][]string{{doc(deny("*", "*"))}}, manager: true}, "", "", nil, Yes},
		{"no organisation", setup{identity: []string{doc(all)}, noOrg: true, denied: []fact.Kind{"organization_policy"}}, "", "", nil, Yes},
		{"scps off", setup{identity: []string{doc(all)}, denied: []fact.Kind{"organization_policy"}}, "", "", nil, Yes},
		{"policy types unread", setup{identity: []string{doc(all)}, scps: [][]string{{doc(all)}}, orgUnread: []string{"policyTypes"}, denied: []fact.Kind{"organization_policy"}}, "", "", nil, Unknown},
		{"membership unread", setup{identity: []string{doc(all)}, orgUnread: []string{"inOrganization"}, noOrg: true}, "", "", nil, Unknown},
		{"scps unread", setup{identity: []string{doc(all)}, scps: [][]string{{doc(all)}}, denied: []fact.Kind{"organization_policy"}}, "", "", nil, Unknown},
		{"scps unread, denied by one seen", setup{identity: []string{doc(all)}, scps: [][]string{{doc(deny("*", "*"))}}, denied: []fact.Kind{"organization_policy"}}, "", "", nil, No},
		{"scps unread, nothing allowed", setup{scps: [][]string{{doc(all)}}, denied: []fact.Kind{"organization_policy"}}, "", "", nil, No},
		{"organisation unread", setup{identity: []string{doc(all)}, denied: []fact.Kind{"organization"}}, "", "", nil, Unknown},
		{"service-linked role", setup{identity: []string{doc(all)}, path: "/aws-service-role/x.amazonaws.com/", scps: [][]string{{doc(deny("*", "*"))}}}, "", "", nil, Yes},
		{"rcp denies", setup{identity: []string{doc(all)}, rcps: []string{doc(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}`)}}, "s3:GetObject", "arn:aws:s3:::b/x", nil, No},
		{"rcp denies others", setup{identity: []string{doc(all)}, rcps: []string{doc(`{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::2:root"},"Action":"s3:*","Resource":"*"}`)}}, "s3:GetObject", "arn:aws:s3:::b/x", nil, Unknown},
		{"rcp of another service", setup{identity: []string{doc(all)}, rcps: []string{doc(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}`)}}, "", "", nil, Yes},
		{"rcp of another account's resource", setup{identity: []string{doc(all)}, rcps: []string{}}, "kms:Decrypt", "arn:aws:kms:eu-west-1:222222222222:key/x", nil, Unknown},

		// questions that are none
		{"all actions", own(all), "bedrock:*", "", nil, Unknown},
		{"no action", own(all), "bedrock", "", nil, Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			action, resource, who := c.action, c.resource, roleARN
			if action == "" {
				action = "bedrock:InvokeModel"
			}
			if resource == "" {
				resource = model
			}
			if c.setup.asUser {
				who = userARN
			}
			got := c.setup.evaluator().Allows(who, action, resource, c.ctx)
			if got.Is != c.want {
				t.Errorf("want %s, got %s: %s", c.want, got.Is, got.Because)
			}
			if got.Because == "" {
				t.Error("the answer has no because")
			}
			if got.Is != Unknown && got.Gap != (fact.Gap{}) {
				t.Errorf("a certain answer with a gap: %v", got.Gap)
			}
		})
	}
}

func TestPrincipals(t *testing.T) {
	e := setup{identity: []string{doc(all)}}.evaluator()
	for _, c := range []struct {
		arn  string
		want Is
	}{
		{roleARN, Yes},
		{userARN, Yes},
		{"arn:aws:sts::111111111111:assumed-role/agent/session", Yes},
		{"arn:aws:sts::111111111111:assumed-role/other/session", Unknown},
		{"arn:aws:iam::111111111111:role/other", Unknown},
		{"arn:aws:iam::222222222222:role/agent", Unknown},
		{"", Unknown},
		{"nonsense", Unknown},
	} {
		if got := e.Allows(c.arn, "bedrock:InvokeModel", model, nil); got.Is != c.want {
			t.Errorf("%q: want %s, got %s: %s", c.arn, c.want, got.Is, got.Because)
		}
	}
	denied := setup{denied: []fact.Kind{"iam_role"}}.evaluator()
	got := denied.Allows("arn:aws:iam::111111111111:role/other", "bedrock:InvokeModel", model, nil)
	if got.Is != Unknown || got.Gap.Status != fact.Denied {
		t.Errorf("a role of a list that was denied: %+v", got)
	}
}

func TestMalformed(t *testing.T) {
	for _, text := range []string{
		``, ` `, `null`, `[]`, `"x"`, `{`, `{}`, `{"Statement":null}`, `{"Statement":[null]}`, `{"Statement":"x"}`, `{"Statement":[1]}`,
		`{"Statement":[{}]}`, `{"Statement":[]} x`,
		`{"Statement":[{"Effect":"Allow"}]}`,
		`{"Statement":[{"Effect":"allow","Action":"*","Resource":"*"}]}`,
		`{"Statement":[{"effect":"Allow","Action":"*","Resource":"*"}]}`,
		`{"Statement":[{"Effect":"Allow","Action":"*"}]}`,
		`{"Statement":[{"Effect":"Allow","Resource":"*"}]}`,
		`{"Statement":[{"Effect":"Allow","Action":[],"Resource":"*"}]}`,
		`{"Statement":[{"Effect":"Allow","Action":[null],"Resource":"*"}]}`,
		`{"Statement":[{"Effect":"Allow","Action":{},"Resource":"*"}]}`,
		`{"Statement":[{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}]}`,
		`{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","NotResource":"*"}]}`,
		`{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Effekt":"Deny"}]}`,
		`{"Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}]}`,
		`{"Statement":[{"Effect":"Deny","EFFECT":"Allow","Action":"*","Resource":"*"}]}`,
		`{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":[]}]}`,
		`{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":"x"}}]}`,
		`{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"k":null}}}]}`,
		`{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"k":{"a":1}}}}]}`,
		`{"Statement":[],"Statements":[]}`,
		strings.Repeat(" ", maxDocument) + doc(all),
	} {
		if s, err := parseDocument(text); err == nil {
			t.Errorf("%.80q is understood: %+v", text, s)
		}
	}
}
