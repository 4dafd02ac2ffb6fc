package questionnaire

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }

func TestExcludes(t *testing.T) {
	base := Control{ID: "x", Phase: Foundational, From: Answers}
	with := func(change func(*Control)) *Control { c := base; change(&c); return &c }
	tests := []struct {
		name    string
		scope   Scope
		control *Control
		want    string // empty: in
	}{
		{"nothing said excludes nothing", Scope{Next: Scale}, with(func(c *Control) {
			c.From, c.Tailoring = Acts, Tailoring{RunsOn: []string{OnAgentCore}, Data: []string{"regulated"}, Organization: yes(), AgencyLevel: []int{4}}
		}), ""},
		{"later phase", Scope{Next: LeaveLab}, with(func(c *Control) { c.Phase = Enhanced }), "due only for the gate “Go live”"},
		{"for ever before for now", Scope{Next: LeaveLab, RunsOn: RunsOnList([]string{OnBedrock})}, with(func(c *Control) {
			c.Phase, c.Tailoring.RunsOn = Enhanced, []string{OnSageMaker}
		}), "does not run on SageMaker AI"},
		{"higher use case", Scope{Does: []string{DoesReadData}}, with(func(c *Control) { c.From = Acts }), "does not act"},
		{"inherited use case", Scope{Does: []string{DoesAct}}, with(func(c *Control) { c.From = Connects }), ""},
		{"generative only", Scope{Does: []string{DoesPredict}}, with(func(c *Control) { c.Tailoring.ModelKind = []string{"generative"} }), "generative models only"},
		{"both kinds", Scope{Does: []string{DoesPredict, DoesWrite}}, with(func(c *Control) { c.Tailoring.ModelKind = []string{"generative"} }), ""},
		{"platform not used", Scope{RunsOn: RunsOnList([]string{OnBedrock})}, with(func(c *Control) { c.Tailoring.RunsOn = []string{OnSageMaker} }), "does not run on SageMaker AI"},
		{"platforms not used", Scope{RunsOn: RunsOnList([]string{OnBedrock})}, with(func(c *Control) { c.Tailoring.RunsOn = []string{OnSelfHosted, OnOtherProvider} }), "does not run on EKS, EC2, Lambda or another provider's API"},
		{"platform not known", Scope{RunsOn: map[string]Use{OnBedrock: Used}}, with(func(c *Control) { c.Tailoring.RunsOn = []string{OnSageMaker} }), ""},
		{"one of two platforms", Scope{RunsOn: RunsOnList([]string{OnBedrock})}, with(func(c *Control) { c.Tailoring.RunsOn = []string{OnSageMaker, OnBedrock} }), ""},
		{"no organisation", Scope{Organization: no()}, with(func(c *Control) { c.Tailoring.Organization = yes() }), "in no organisation"},
		{"bought", Scope{Bought: yes()}, with(func(c *Control) { c.Tailoring.Bought = no() }), "bought ready-made"},
		{"audience", Scope{Audience: "team"}, with(func(c *Control) { c.Tailoring.Audience = []string{"customers"} }), "its audience is team"},
		{"agency level", Scope{AgencyLevel: 1}, with(func(c *Control) { c.Tailoring.AgencyLevel = []int{3, 4} }), "agency scope is 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.scope.excludes(tt.control)
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("excludes = %q, want %q", got, tt.want)
			}
		})
	}
}

// TestSelectAsksAWSNothingWhereNothingIs leaves the catalogue itself as it was.
func TestSelectAsksAWSNothingWhereNothingIs(t *testing.T) {
	cat := &Catalog{Controls: []Control{{ID: "x", Phase: Foundational, From: Answers, Ceiling: "Half.", Rules: []Rule{{ID: "r"}}}}}
	for name, c := range map[string]struct {
		scope Scope
		rules int
	}{
		"nothing said":        {Scope{}, 1},
		"bedrock":             {Scope{RunsOn: RunsOnList([]string{OnBedrock})}, 1},
		"another provider":    {Scope{RunsOn: RunsOnList([]string{OnOtherProvider})}, 1},
		"bought":              {Scope{RunsOn: RunsOnList([]string{OnSaaS})}, 0},
		"bought, one unknown": {Scope{RunsOn: map[string]Use{OnSaaS: Used, OnBedrock: NotUsed}}, 1},
		"bought, an account":  {Scope{RunsOn: RunsOnList([]string{OnSaaS}), Accounts: []Account{{ID: "111122223333"}}}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			in, out := Select(cat, c.scope)
			if len(in) != 1 || len(out) != 0 || len(in[0].Rules) != c.rules || (in[0].Ceiling != "") != (c.rules > 0) {
				t.Errorf("in %+v, out %v", in, out)
			}
			if len(cat.Controls[0].Rules) != 1 {
				t.Error("the catalogue lost its rules")
			}
		})
	}
}

func TestExposure(t *testing.T) {
	c := &Control{Exposure: 2, SensitiveTo: []string{"data", "public", "agency"}}
	tests := []struct {
		name  string
		scope Scope
		want  int
		why   []string
	}{
		{"nothing known", Scope{}, 2, nil},
		{"regulated", Scope{Data: "regulated"}, 3, []string{"the data is regulated"}},
		{"two reasons raise once", Scope{Data: "confidential", AgencyLevel: 3}, 3, []string{"the data is confidential", "its agency scope is 3"}},
		{"staff is not public", Scope{Audience: "staff"}, 2, nil},
		{"customers", Scope{Audience: "customers"}, 3, []string{"it serves customers"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, why := tt.scope.Exposure(c)
			if got != tt.want || !cmp.Equal(why, tt.why) {
				t.Errorf("Exposure = %d %v, want %d %v", got, why, tt.want, tt.why)
			}
		})
	}
	if got, why := (Scope{Data: "regulated"}).Exposure(&Control{Exposure: 3, SensitiveTo: []string{"data"}}); got != 3 || why != nil {
		t.Errorf("exposure above 3: %d %v", got, why)
	}
}

func TestLoadScope(t *testing.T) {
	got, err := LoadScope(File{Name: "scope.yaml", Data: []byte(`
name: claims
does: [reads-data, acts]
runs-on: [bedrock, agentcore]
data: regulated
organization: true
accounts: [{id: "111122223333", role: management}, {id: "444455556666"}]
regions: [eu-west-1]
today: pilot
next: go-live
by: 2027-03-31
agreed: {approved-models: [anthropic.claude-sonnet-4-5]}
ours: {tags: {app: claims}}
`)})
	if err != nil {
		t.Fatal(err)
	}
	want := Scope{
		Name: "claims", Does: []string{"reads-data", "acts"}, RunsOn: RunsOnList([]string{"bedrock", "agentcore"}), Data: "regulated", Organization: yes(),
		Accounts: []Account{{ID: "111122223333", Role: "management"}, {ID: "444455556666", Role: "workload"}}, Regions: []string{"eu-west-1"},
		Today: Pilot, Next: GoLive, By: "2027-03-31", Agreed: map[string][]string{"approved-models": {"anthropic.claude-sonnet-4-5"}},
		Ours: Ours{Tags: map[string]string{"app": "claims"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("scope differs (-want +got):\n%s", diff)
	}
	for name, bad := range map[string]string{
		"field":   "name: x\nregoins: [eu-west-1]",
		"date":    "name: x\nby: tomorrow",
		"account": "name: x\naccounts: [{id: 12}]",
		"region":  "name: x\nregions: [Dublin]",
		"name":    "name: Claims Assistant",
		"gate":    "name: x\nnext: golive",
		"zone":    "name: x\nzone: Mars/Base",
	} {
		if _, err := LoadScope(File{Name: "scope.yaml", Data: []byte(bad)}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
