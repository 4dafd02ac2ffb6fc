package collect

import "testing"

// Where a call comes from is decided by a Deny for all other networks; with tokens, by Allows that name one.
func TestDoorPolicyIsBound(t *testing.T) {
	const everybody = `"Principal":"*","Resource":"*",`
	allow := `{"Effect":"Allow",` + everybody + `"Action":"bedrock-agentcore:InvokeGateway"`
	deny := `{"Effect":"Deny",` + everybody + `"Action":"bedrock-agentcore:Invoke*"`
	for _, c := range []struct {
		why, statements string
		keys, tokens    bool
	}{
		{"an open door", allow + `}`, false, false},
		{"an Allow from one network", allow + `,"Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}}`, false, true},
		{"an Allow from any address", allow + `,"Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}}`, false, false},
		{"an Allow that only refuses one network", allow + `,"Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}}}`, false, false},
		{"two Allows, one without a network", allow + `,"Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}},` + allow + `}`, false, false},
		{"a Deny for all other networks", allow + `},` + deny + `,"Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}`, true, true},
		{"a Deny for calls over no endpoint", allow + `},` + deny + `,"Condition":{"Null":{"aws:SourceVpce":"true"}}}`, true, true},
		{"a Deny for one network", allow + `},` + deny + `,"Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}}`, false, false},
		{"a Deny of something else", allow + `},` + `{"Effect":"Deny",` + everybody + `"Action":"bedrock-agentcore:StopRuntimeSession","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}`, false, false},
	} {
		statements, err := parsePolicy(`{"Statement":[` + c.statements + `]}`)
		if err != nil {
			t.Fatalf("%s: %v", c.why, err)
		}
		p := doorPolicy{statements: statements}
		if keys, tokens := p.bound(false), p.bound(true); keys != c.keys || tokens != c.tokens {
			t.Errorf("%s: bound with keys %t, with tokens %t; want %t, %t", c.why, keys, tokens, c.keys, c.tokens)
		}
	}
}

// A score runs from 0 to 1; what lies beyond can't be passed.
func TestDeadThresholds(t *testing.T) {
	for text, want := range map[string]int{
		`x.confidenceScore.greaterThan(decimal("0.6"))`:                                                   0,
		`x.confidenceScore.greaterThan(decimal("1.0"))`:                                                   1,
		`x.confidenceScore.greaterThanOrEqual(decimal("1.0"))`:                                            0,
		`a.greaterThan( decimal( "1.5" ) ) || b.maxConfidenceScore().greaterThanOrEqual(decimal("1.01"))`: 2,
		`x.confidenceScore.lessThanOrEqual(decimal("1.0"))`:                                               0,
	} {
		if got := deadThresholds(text); got != want {
			t.Errorf("%s: %d; want %d", text, got, want)
		}
	}
}
