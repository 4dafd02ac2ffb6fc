package iam

import (
	"fmt"
	"strings"
	"testing"

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

func TestPrincipals(t *testing.T) {
	e := account1{identity: []string{doc(all)}}.evaluator()
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
	denied := account1{denied: []fact.Kind{"iam_role"}}.evaluator()
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
