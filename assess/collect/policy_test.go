package collect

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDeniesPlainHTTP(t *testing.T) {
	policy := func(statement string) string { return `{"Version":"2012-10-17","Statement":[` + statement + `]}` }
	const (
		both = `"Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]`
		off  = `"Condition":{"Bool":{"aws:SecureTransport":"false"}}`
	)
	for name, c := range map[string]struct {
		document string
		want     bool
	}{
		"as AWS writes it":        {policy(`{"Effect":"Deny","Principal":"*","Action":"s3:*",` + both + `,` + off + `}`), true},
		"principal under AWS":     {policy(`{"Effect":"Deny","Principal":{"AWS":"*"},"Action":["s3:*"],` + both + `,` + off + `}`), true},
		"a plain false":           {policy(`{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"Bool":{"AWS:securetransport":false}}}`), true},
		"allows instead":          {policy(`{"Effect":"Allow","Principal":"*","Action":"s3:*",` + both + `,` + off + `}`), false},
		"somebody only":           {policy(`{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:*",` + both + `,` + off + `}`), false},
		"everybody but":           {policy(`{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:*",` + both + `,` + off + `}`), false},
		"reads only":              {policy(`{"Effect":"Deny","Principal":"*","Action":"s3:GetObject",` + both + `,` + off + `}`), false},
		"objects only":            {policy(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*",` + off + `}`), false},
		"another bucket":          {policy(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::c","arn:aws:s3:::c/*"],` + off + `}`), false},
		"when it is on":           {policy(`{"Effect":"Deny","Principal":"*","Action":"s3:*",` + both + `,"Condition":{"Bool":{"aws:SecureTransport":"true"}}}`), false},
		"and from somewhere":      {policy(`{"Effect":"Deny","Principal":"*","Action":"s3:*",` + both + `,"Condition":{"Bool":{"aws:SecureTransport":"false"},"StringEquals":{"aws:SourceVpc":"v"}}}`), false},
		"a single statement":      {`{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*",` + both + `,` + off + `}}`, true},
		"in the second statement": {policy(`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"s3:*",` + both + `,` + off + `}`), true},
	} {
		statements, err := parsePolicy(c.document)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := deniesPlainHTTP(statements, "arn:aws:s3:::b"); got != c.want {
			t.Errorf("%s: deniesPlainHTTP = %t; want %t", name, got, c.want)
		}
	}
}

func TestTrustedBy(t *testing.T) {
	for name, c := range map[string]struct {
		document string
		want     []string
	}{
		"a service":       {`{"Statement":{"Effect":"Allow","Principal":{"Service":"bedrock.amazonaws.com"}}}`, []string{"bedrock.amazonaws.com"}},
		"accounts, twice": {`{"Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::1:role/a","arn:aws:iam::1:root","2"]}}]}`, []string{"1", "2"}},
		"everybody":       {`{"Statement":[{"Effect":"Allow","Principal":"*"}]}`, []string{"*"}},
		"everybody but":   {`{"Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"1"}}]}`, []string{"*"}},
		"a provider":      {`{"Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::1:saml-provider/X"}}]}`, []string{"arn:aws:iam::1:saml-provider/X"}},
		"denied":          {`{"Statement":[{"Effect":"Deny","Principal":"*"}]}`, nil},
	} {
		got, err := trustedBy(c.document)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: trustedBy = %v, %v; want %v", name, got, err, c.want)
		}
	}
	for _, document := range []string{"", "x", "{}", "[]", `{"Statement":"x"}`, `{"Statement":[{"Principal":{"AWS":{}}}]}`, `{"Statement":[{"Principal":7}]}`} {
		if got, err := trustedBy(document); err == nil {
			t.Errorf("trustedBy(%q) = %v; want an error", document, got)
		}
	}
}

func TestSecretLike(t *testing.T) {
	got := secretLike(map[string]string{
		"API_KEY": "x", "apiKey": "x", "OPENAI_API_KEY": "x", "db.password": "x", "AWS_SECRET_ACCESS_KEY": "x", "ClientSecret": "x", "TOKEN2": "x",
		"MAX_TOKENS": "1", "MONKEY": "x", "KEYSPACE": "x", "KMS_KEY_ID": "x", "SECRET_NAME": "x", "TOKEN_URL": "x", "SIGNING_KEY": "arn:aws:kms:::x", "SECRET": "", "": "x",
	})
	want := []string{"API_KEY", "AWS_SECRET_ACCESS_KEY", "ClientSecret", "OPENAI_API_KEY", "TOKEN2", "apiKey", "db.password"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEndpointService(t *testing.T) {
	for name, want := range map[string]string{
		"com.amazonaws.eu-west-1.bedrock-runtime": "bedrock-runtime", "com.amazonaws.eu-west-1.s3": "s3", "aws.sagemaker.eu-west-1.notebook": "notebook",
		"com.amazonaws.eu-west-1.bedrock-agentcore.gateway": "bedrock-agentcore.gateway", "com.amazonaws.s3-global.accesspoint": "com.amazonaws.s3-global.accesspoint",
	} {
		if got := endpointService(name, "eu-west-1"); got != want {
			t.Errorf("endpointService(%q) = %q; want %q", name, got, want)
		}
	}
}

// Policies come from the account that is looked at; whatever is in them, parsing ends with an answer or an error.
func FuzzParsePolicy(f *testing.F) {
	for _, seed := range []string{trustDocument, invokeDocument, scpDocument, tlsOnlyPolicy, `{"Statement":[null]}`, `{"Statement":[{"Principal":null,"Action":[1]}]}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, document string) {
		statements, err := parsePolicy(document)
		if err != nil {
			return
		}
		deniesPlainHTTP(statements, "arn:aws:s3:::b")
		allowsEverything(statements)
		if _, err := trustedBy(document); err != nil {
			t.Errorf("parsed once, and then: %v", err)
		}
	})
}

// NotAction speaks of every action but the ones that it lists.
func TestNotActionSparesWhatItLists(t *testing.T) {
	statements, err := parsePolicy(`{"Statement":{"Effect":"Deny","Principal":"*","NotAction":["kms:Decrypt","kms:Describe*"],"Resource":"*"}}`)
	if err != nil {
		t.Fatal(err)
	}
	for action, want := range map[string]bool{"kms:Decrypt": false, "kms:DescribeKey": false, "kms:Encrypt": true} {
		if got := statements[0].names(action); got != want {
			t.Errorf("the statement speaks of %s: %v, want %v", action, got, want)
		}
	}
}
