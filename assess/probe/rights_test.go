package probe

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drydock/assess/collect"
	"drydock/assess/fact"
)

// iamAnswers plays IAM: the audit role has a path, and may do everything but what is missing.
func iamAnswers(missing ...string) func(http.ResponseWriter, request) {
	return func(w http.ResponseWriter, r request) {
		form, _ := url.ParseQuery(r.body)
		signed(w)
		if form.Get("Action") == "GetRole" {
			fmt.Fprintf(w, `<GetRoleResponse><GetRoleResult><Role><Path>/team/</Path><RoleName>%[1]s</RoleName><RoleId>A</RoleId><CreateDate>2026-01-01T00:00:00Z</CreateDate>`+
				`<Arn>arn:aws:iam::%[2]s:role/team/%[1]s</Arn></Role></GetRoleResult></GetRoleResponse>`, form.Get("RoleName"), testAccount)
			return
		}
		var results strings.Builder
		for i := 1; form.Get(fmt.Sprintf("ActionNames.member.%d", i)) != ""; i++ {
			action, decision := form.Get(fmt.Sprintf("ActionNames.member.%d", i)), "allowed"
			for _, m := range missing {
				if action == m {
					decision = "implicitDeny"
				}
			}
			if form.Get("PolicySourceArn") != "arn:aws:iam::"+testAccount+":role/team/audit" {
				decision = "explicitDeny"
			}
			fmt.Fprintf(&results, `<member><EvalActionName>%s</EvalActionName><EvalDecision>%s</EvalDecision></member>`, action, decision)
		}
		fmt.Fprintf(w, `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>%s</EvaluationResults>`+
			`<IsTruncated>false</IsTruncated></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`, results.String())
	}
}

func TestPermissionsAskIAM(t *testing.T) {
	plan := planOf(quick(), collect.All()...)
	plan.Needs = []Need{{"keys", []fact.Kind{"kms_key"}}, {"trails", []fact.Kind{"cloudtrail_trail"}}}
	tests := []struct {
		name   string
		answer func(http.ResponseWriter, request)
		want   string
		lacks  []string
	}{
		{"all", iamAnswers(), "AWS can show something on 2; this role can read 2", nil},
		{"one missing", iamAnswers("kms:GetKeyPolicy"), "AWS can show something on 2; this role can read 1; 1 action opens 1 more", []string{"kms:GetKeyPolicy"}},
		{"may not ask", code(403, "AccessDenied", identityDenial), "AWS can show something on 2; rights not known before the run: the caller may not ask iam:GetRole", nil},
		{"proxy", body("{}", false), "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			source := connect(t, newFake(t, tt.answer).URL, nil)
			rights, err := Permissions(context.Background(), source, plan)
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == "" {
				if rights.Known || len(rights.CanRead) > 0 {
					t.Errorf("an answer of nobody became %+v", rights)
				}
				return
			}
			if got := rights.Sentence(); got != tt.want {
				t.Errorf("%q; want %q", got, tt.want)
			}
			if diff := cmp.Diff(tt.lacks, rights.Missing); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
		})
	}
}

// Stopping a run in the middle of real requests ends it while the server still keeps them waiting.
func TestCancelDoesNotWaitForTheServer(t *testing.T) {
	server := newFake(t, func(_ http.ResponseWriter, r request) { <-r.Context().Done() })
	source := connect(t, server.URL, func(o *AWSOptions) { o.Limits = Limits{} })
	plan := planOf(Limits{}, collect.All()...)
	ctx, cancel := context.WithCancel(context.Background())
	sink := &tray{}
	go func() {
		for server.requests() == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	summary, err := Run(ctx, plan, source, sink)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the run took %v in all", summary.Took)
	wantAllRows(t, plan, sink.reach)
	if got := statuses(sink.reach); got[fact.Cancelled] != len(sink.reach) {
		t.Errorf("rows %v; want all cancelled", got)
	}
}
