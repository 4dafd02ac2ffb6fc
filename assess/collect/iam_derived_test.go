package collect

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"drydock/assess/fact"
)

func TestGranted(t *testing.T) {
	for name, c := range map[string]struct {
		document        string
		services, whole []string
		refused         bool
	}{
		"one action":         {`{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}`, []string{"s3"}, nil, false},
		"a service":          {`{"Statement":{"Effect":"Allow","Action":["Bedrock:*","s3:Get*"],"Resource":"*"}}`, []string{"bedrock", "s3"}, []string{"bedrock"}, false},
		"everything":         {`{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`, []string{"*"}, []string{"*"}, false},
		"everything, spelt":  {`{"Statement":{"Effect":"Allow","Action":"*:*","Resource":"*"}}`, []string{"*"}, []string{"*"}, false},
		"one verb of all":    {`{"Statement":{"Effect":"Allow","Action":"*:List*","Resource":"*"}}`, []string{"*"}, nil, false},
		"all but":            {`{"Statement":{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}}`, []string{"*"}, []string{"*"}, false},
		"a deny":             {`{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`, nil, nil, false},
		"no policy document": {`nonsense`, nil, nil, true},
	} {
		services, whole, err := granted([]fact.Policy{{Name: "p", Document: c.document}})
		if (err != nil) != c.refused {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff([][]string{c.services, c.whole}, [][]string{services, whole}, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: want (-), got (+):\n%s", name, diff)
		}
	}
}

func TestUnpinned(t *testing.T) {
	const trust = `{"Statement":[{"Effect":"Allow","Principal":{"Service":"bedrock.amazonaws.com"},"Action":"sts:AssumeRole"`
	for condition, want := range map[string][]string{
		``: {"bedrock.amazonaws.com"},
		`,"Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}`:         nil,
		`,"Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:bedrock:*"}}`:             nil,
		`,"Condition":{"StringEqualsIfExists":{"aws:SourceAccount":"111122223333"}}`: {"bedrock.amazonaws.com"},
		`,"Condition":{"StringNotEquals":{"aws:SourceAccount":"111122223333"}}`:      {"bedrock.amazonaws.com"},
		`,"Condition":{"StringLike":{"aws:SourceAccount":"*"}}`:                      {"bedrock.amazonaws.com"},
		`,"Condition":{"StringEquals":{"aws:PrincipalTag/app":"claims"}}`:            {"bedrock.amazonaws.com"},
	} {
		got, err := unpinned(trust + condition + `}]}`)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: want (-), got (+):\n%s", condition, diff)
		}
	}
}
