package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess/fact"
)

// members are the accounts of the organisation that organisation plays; the first is the caller's own.
var members = []string{"111122223333", "444455556666", "777788889999"}

// organisation plays STS, Organizations and EC2 for three accounts: the caller may take on the role drydock in all but the last.
func organisation(t *testing.T) *cloud {
	c := newCloud(t)
	c.sts = func(w http.ResponseWriter, r *http.Request) bool {
		_ = r.ParseForm()
		if role := r.Form.Get("RoleArn"); role != "" {
			account := strings.Split(role, ":")[4]
			if account == members[2] {
				refuse(w, r, http.StatusForbidden, "AccessDenied", "is not authorized to perform: sts:AssumeRole on resource: "+role)
				return true
			}
			fmt.Fprintf(w, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA%s</AccessKeyId><SecretAccessKey>s</SecretAccessKey>`+
				`<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`, account)
			return true
		}
		_, inside, ok := strings.Cut(r.Header.Get("Authorization"), "Credential=ASIA")
		if ok {
			fmt.Fprintf(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::%[1]s:assumed-role/drydock/drydock</Arn>`+
				`<UserId>AROA:drydock</UserId><Account>%[1]s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, inside[:12])
		}
		return ok
	}
	c.answer = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".ListAccounts"):
			var all []string
			for _, id := range members {
				all = append(all, fmt.Sprintf(`{"Id":%q,"Name":"n","State":"ACTIVE"}`, id))
			}
			fmt.Fprintf(w, `{"Accounts":[%s,{"Id":"000000000000","State":"CLOSED"}]}`, strings.Join(all, ","))
		case strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeOrganization"):
			fmt.Fprintf(w, `{"Organization":{"Id":"o-1","MasterAccountId":%q}}`, members[0])
		case r.Form.Get("Action") == "DescribeRegions":
			fmt.Fprint(w, `<DescribeRegionsResponse><regionInfo><item><regionName>eu-west-1</regionName></item><item><regionName>us-east-1</regionName></item></regionInfo></DescribeRegionsResponse>`)
		default:
			return false
		}
		return true
	}
	return c
}

// TestAnOrganisation goes into every account of an organisation by a role, in every Region that is on: the plan says so before anything
// is asked and changes nothing, each planned row is answered or says why not, and the scope knows the accounts from then on.
func TestAnOrganisation(t *testing.T) {
	home, binary, c := t.TempDir(), itself(t), organisation(t)
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts", "--runs-on", "bedrock"))
	where := []string{"--accounts-from", "organization", "--region", "all", "--role-arn", "arn:{partition}:iam::{account}:role/drydock"}
	planned := func(args ...string) (plan planOfRun) {
		t.Helper()
		out := stdout(t, c.asking(drydock(binary, home, append([]string{"probe", "claims", "--plan", "--json"}, args...)...)))
		if err := json.Unmarshal(out, &plan); err != nil {
			t.Fatal(err)
		}
		return plan
	}
	plan := planned(where...)
	var targets []string
	for _, x := range plan.Targets {
		targets = append(targets, x.Account+" "+x.Region+" "+x.Role)
	}
	want := []string{
		"111122223333 eu-west-1 management", "111122223333 us-east-1 management", "444455556666 eu-west-1 workload",
		"444455556666 us-east-1 workload", "777788889999 eu-west-1 workload", "777788889999 us-east-1 workload",
	}
	if diff := cmp.Diff(want, targets); diff != "" {
		t.Errorf("targets (-want +got):\n%s", diff)
	}
	notes := strings.Join(plan.Notes, "\n")
	if !strings.Contains(notes, "Regions of 777788889999 could not be read (the caller may not ask sts:AssumeRole)") || !strings.Contains(notes, "session policy") {
		t.Errorf("the notes are\n%s", notes)
	}
	if plan.MinCalls < plan.Jobs || !strings.HasPrefix(plan.Time, "At least ") || len(plan.Rights.Accounts) != 3 {
		t.Errorf("%d calls at least for %d jobs, %q, rights in %d accounts", plan.MinCalls, plan.Jobs, plan.Time, len(plan.Rights.Accounts))
	}
	if alone := planned("--region", "eu-west-1"); len(alone.Targets) != 1 {
		t.Errorf("a plan changed the scope: %v", alone.Targets)
	}

	var got probed
	if err := json.Unmarshal(stdout(t, c.asking(drydock(binary, home, append([]string{"probe", "claims", "--json"}, where...)...))), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Reach) != plan.Rows {
		t.Errorf("%d rows; the plan said %d", len(got.Reach), plan.Rows)
	}
	for _, r := range got.Reach {
		if r.Account == members[2] && r.Gap.Action != "sts:AssumeRole" {
			t.Errorf("%s in the account that could not be entered: %+v", r.Kind, r.Gap)
		}
		if r.Gap.Status == fact.Denied && r.Gap.Action == "" {
			t.Errorf("%s in %s %s is %s without a reason", r.Kind, r.Account, r.Region, r.Gap.Status)
		}
	}
	if after := planned("--region", "eu-west-1", "--role-arn", where[5]); len(after.Targets) != 3 {
		t.Errorf("the scope does not know the accounts: %v", after.Targets)
	}
}

// TestAccountsFromAFile names the line that is wrong, and asks the accounts of one that is right.
func TestAccountsFromAFile(t *testing.T) {
	home, binary := t.TempDir(), itself(t)
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts", "--region", "eu-west-1"))
	file := filepath.Join(home, "accounts")
	for _, tt := range []struct{ text, want string }{
		{"111122223333\n4444", ":2: account \"4444\" is no account id"},
		{"111122223333:boss", "role can't be \"boss\""},
		{"111122223333\n\n111122223333:data", ":3: account 111122223333 stands twice"},
		{"# nobody\n", "names no account"},
	} {
		if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		got := ended(t, newCloud(t).asking(drydock(binary, home, "probe", "claims", "--accounts-from", file)))
		if got.code != exitUsage || !strings.Contains(got.errOut, tt.want) {
			t.Errorf("%q: exit code %d, %s", tt.text, got.code, got.errOut)
		}
	}
	if err := os.WriteFile(file, []byte("111122223333 # ours\n444455556666:security the watch\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var plan planOfRun
	if err := json.Unmarshal(stdout(t, newCloud(t).asking(drydock(binary, home, "probe", "claims", "--accounts-from", file, "--plan", "--json"))), &plan); err != nil {
		t.Fatal(err)
	}
	if len(plan.Targets) != 2 || plan.Targets[1].Role != "security" {
		t.Errorf("the targets are %v", plan.Targets)
	}
}
