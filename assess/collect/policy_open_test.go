package collect

import (
	"slices"
	"testing"
)

func statementsOf(t *testing.T, list string) []statement {
	t.Helper()
	statements, err := parsePolicy(`{"Statement":[` + list + `]}`)
	if err != nil {
		t.Fatal(err)
	}
	return statements
}

func TestWhoAPolicyLetsIn(t *testing.T) {
	for name, c := range map[string]struct {
		policy   string
		public   bool
		accounts []string
	}{
		"everybody":              {`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}`, true, nil},
		"everybody but one":      {`{"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"s3:GetObject","Resource":"*"}`, true, nil},
		"refused":                {`{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}`, false, nil},
		"own account":            {`{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"*","Resource":"*"}`, false, nil},
		"another account":        {`{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::444455556666:role/x","111122223333"]},"Action":"*","Resource":"*"}`, false, []string{"444455556666"}},
		"a service":              {`{"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"*","Resource":"*"}`, false, nil},
		"everybody of an org":    {`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}`, false, nil},
		"everybody of accounts":  {`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":["111122223333","444455556666"]}}}`, false, []string{"444455556666"}},
		"everybody but an org":   {`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}}`, true, nil},
		"everybody, everywhere":  {`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}}`, true, nil},
		"everybody, any account": {`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalAccount":"*"}}}`, true, nil},
		"everybody with TLS":     {`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}`, true, nil},
	} {
		s := statementsOf(t, c.policy)
		if got := opensToEverybody(s); got != c.public {
			t.Errorf("%s: opensToEverybody = %t", name, got)
		}
		if got := foreignAccounts(s, testAccount); !slices.Equal(got, c.accounts) {
			t.Errorf("%s: foreignAccounts = %v, want %v", name, got, c.accounts)
		}
	}
}

func TestWhatAKeyAsksOfEnclaves(t *testing.T) {
	const (
		admin    = `{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"}`
		keepers  = `{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["kms:Put*","kms:Describe*"],"Resource":"*"}`
		enclave  = `{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:ImageSha384":"ab"}}}`
		placed   = `{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"ab","kms:RecipientAttestation:PCR3":"cd"}}}`
		denied   = `{"Effect":"Deny","Principal":"*","Action":["kms:Decrypt","kms:DeriveSharedSecret","kms:Generate*"],"Resource":"*","Condition":{"StringNotEqualsIgnoreCase":{"kms:RecipientAttestation:ImageSha384":"ab"}}}`
		narrowly = `{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"kms:RecipientAttestation:ImageSha384":"ab"},"StringEquals":{"aws:PrincipalArn":"x"}}}`
		missing  = `{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Null":{"kms:RecipientAttestation:PCR0":"true"}}}`
		present  = `{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Null":{"kms:RecipientAttestation:PCR0":"false"}}}`
	)
	for name, c := range map[string]struct {
		policy string
		want   attestation
	}{
		"not an enclave's":         {admin, attestation{}},
		"only attested":            {keepers + "," + enclave, attestation{asked: true, only: true}},
		"attested and placed":      {keepers + "," + placed, attestation{asked: true, only: true, place: true}},
		"the account beside it":    {admin + "," + enclave, attestation{asked: true}},
		"the account, then denied": {admin + "," + enclave + "," + denied, attestation{asked: true, only: true}},
		"denied to one role only":  {admin + "," + enclave + "," + narrowly, attestation{asked: true}},
		"denied where it lacks":    {admin + "," + placed + "," + missing, attestation{asked: true, only: true, place: true}},
		"denied where it is there": {admin + "," + placed + "," + present, attestation{asked: true, place: true}},
	} {
		if got := attestationOf(statementsOf(t, c.policy)); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
