package probe

import (
	"context"
	"strings"
	"testing"

	"drydock/assess/collect"
	"drydock/assess/fact"
	"drydock/assess/probe/moto"
	"drydock/questionnaire"
)

// On a server that is not ours: the accounts of an organisation with their parts, the Regions that are on in each, and a run that goes
// into each by a role.
func TestOrganizationOnMoto(t *testing.T) {
	url := moto.Start(t)
	members := moto.Organization(t, url, 2)
	source := connect(t, url, func(o *AWSOptions) {
		o.RoleARN = "arn:{partition}:iam::{account}:role/" + moto.AuditRole
		o.Limits, o.Collectors = Limits{PerSecond: 1000, Attempts: 1}, []collect.Collector{keys()}
	})
	accounts, err := source.OrganizationAccounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, x := range accounts {
		parts[x.ID] = x.Role
	}
	if len(parts) != 3 || parts[moto.Account] != "management" || parts[members[0]] != "workload" || parts[members[1]] != "workload" {
		t.Errorf("the accounts are %v", parts)
	}
	targets, notes, err := source.TargetsEverywhere(t.Context(), questionnaire.Scope{Accounts: accounts})
	if err != nil || len(notes) > 0 || len(targets) < 30 || len(targets)%3 != 0 {
		t.Fatalf("%d targets, %v, %v", len(targets), notes, err)
	}
	plan := planOf(source.limits, keys())
	plan.Targets = targets[:0]
	for _, x := range targets {
		if x.Region == moto.Region {
			plan.Targets = append(plan.Targets, x)
		}
	}
	rights, err := Permissions(t.Context(), source, plan)
	if err != nil || len(rights.Accounts) != 3 {
		t.Errorf("rights %+v, %v", rights, err)
	}
	sink := &tray{}
	if _, err := Run(context.Background(), plan, source, sink); err != nil {
		t.Fatal(err)
	}
	wantAllRows(t, plan, sink.reach)
	for _, row := range sink.reach {
		if row.Gap.Status != fact.Read {
			t.Errorf("%s in %s is %s: %s", row.Kind, row.Account, row.Gap.Status, row.Gap.Message)
		}
	}
	if note, err := source.LimitRoles(t.Context(), plan.Calls()); err != nil || !strings.Contains(note, "limits the role to these reads") || source.session == nil {
		t.Errorf("a short session policy is not used: %q, %v", note, err)
	}
	if _, _, gap := source.enter(t.Context(), members[0]); gap != nil {
		t.Errorf("with a session policy the role is closed: %+v", gap)
	}
}
