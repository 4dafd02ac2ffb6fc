package probe

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"drydock/assess/collect"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/probe/moto"
	"drydock/assess/rule"
	"drydock/questionnaire"
)

// Twins are two resources of a kind on a server that is not ours, one as it should be and one as it should not be. A test seeds them
// through the API, and what the catalogue's rules say of each is compared with what was meant.

// twin is what a rule should say of a resource; without a name, of the target.
type twin struct {
	rule, name string
	outcome    evidence.Outcome
}

// onMoto seeds a fresh emulator, reads these services of it, and judges it by all rules. Call it once in a test: what it sets in the
// environment is not for another emulator.
func onMoto(t *testing.T, seed func(context.Context, aws.Config), services ...string) ([]evidence.Finding, []fact.Fact) {
	t.Helper()
	url := moto.Start(t)
	seed(context.Background(), aws.Config{
		Region: moto.Region, BaseEndpoint: aws.String(url), Credentials: credentials.NewStaticCredentialsProvider("testing", "testing", ""),
	})
	source := connect(t, url, func(o *AWSOptions) { o.Limits = Limits{PerSecond: 1000, Attempts: 1} })
	plan := planOf(source.limits, slices.DeleteFunc(collect.All(), func(c collect.Collector) bool { return !slices.Contains(services, c.Service) })...)
	plan.Targets[0].Account = moto.Account
	sink := &tray{}
	if _, err := Run(context.Background(), plan, source, sink); err != nil {
		t.Fatal(err)
	}
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	judge, err := rule.New(cat)
	if err != nil {
		t.Fatal(err)
	}
	var controls []*questionnaire.Control
	for i := range cat.Controls {
		controls = append(controls, &cat.Controls[i])
	}
	scope := questionnaire.Scope{
		Name: "twins", Regions: []string{moto.Region}, Accounts: []questionnaire.Account{{ID: moto.Account, Role: "workload"}},
	}
	return judge.Judge(&fact.Snapshot{At: time.Now(), Targets: plan.Targets, Reach: sink.reach, Facts: sink.facts}, scope, controls, nil), sink.facts
}

// wantTwins compares what was found with what was meant.
func wantTwins(t *testing.T, findings []evidence.Finding, twins []twin) {
	t.Helper()
	for _, want := range twins {
		i := slices.IndexFunc(findings, func(f evidence.Finding) bool {
			return f.Rule == want.rule && (want.name == "" || string(f.Name) == want.name || strings.HasSuffix(string(f.Resource), want.name))
		})
		if i < 0 {
			t.Errorf("no finding of %s about %q", want.rule, want.name)
		} else if got := findings[i]; got.Outcome != want.outcome {
			t.Errorf("%s says %s of %q, want %s: %s %s", want.rule, got.Outcome, want.name, want.outcome, got.Because, got.Shows)
		}
	}
}
