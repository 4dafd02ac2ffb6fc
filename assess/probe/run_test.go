package probe

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drydock/assess/collect"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// script is a source whose collectors do what a test says.
type script map[string]func(ctx context.Context, t fact.Target) ([]fact.Reach, []fact.Fact, int)

func (s script) Caller(context.Context) (fact.Caller, error) {
	return fact.Caller{ARN: "arn:aws:sts::" + testAccount + ":assumed-role/audit/drydock", Account: testAccount, Partition: "aws"}, nil
}

func (s script) Read(ctx context.Context, t fact.Target, collector string, kinds []fact.Kind) ([]fact.Reach, []fact.Fact, int) {
	if s[collector] == nil {
		return rowsOf(t, fact.Read, kinds...), nil, 1
	}
	return s[collector](ctx, t)
}

func rowsOf(t fact.Target, status fact.Status, kinds ...fact.Kind) []fact.Reach {
	var rows []fact.Reach
	for _, kind := range kinds {
		rows = append(rows, fact.Reach{Account: t.Account, Region: t.Region, Kind: kind, Gap: fact.Gap{Status: status}})
	}
	return rows
}

// twoAccounts plans three collectors, one of them global, over two accounts in two Regions: ten jobs.
func twoAccounts() Plan {
	plan := Plan{Limits: Limits{Grace: 20 * time.Millisecond}}
	for _, account := range []string{testAccount, "444455556666"} {
		for _, region := range []string{"eu-central-1", "us-east-1"} {
			plan.Targets = append(plan.Targets, fact.Target{Partition: "aws", Account: account, Region: region, Role: defaultRole})
		}
	}
	plan.Collectors = []Step{
		{Name: "iam", Service: "iam", Global: true, Kinds: []fact.Kind{"iam_role", "iam_user"}},
		{Name: "kms", Service: "kms", Kinds: []fact.Kind{"kms_key"}},
		{Name: "trail", Service: "cloudtrail", Kinds: []fact.Kind{"cloudtrail_trail"}},
	}
	return plan
}

func statuses(rows []fact.Reach) map[fact.Status]int {
	count := map[fact.Status]int{}
	for _, row := range rows {
		count[row.Gap.Status]++
	}
	return count
}

func TestRunAccountsForEveryRow(t *testing.T) {
	bucket := func(arn string, target fact.Target) fact.Fact {
		return &fact.KMSKey{Meta: fact.Meta{Account: target.Account, Region: target.Region, ARN: arn}}
	}
	tests := []struct {
		name  string
		kms   func(ctx context.Context, t fact.Target) ([]fact.Reach, []fact.Fact, int)
		want  fact.Status
		says  string
		facts int
	}{
		{"says all", func(_ context.Context, t fact.Target) ([]fact.Reach, []fact.Fact, int) {
			return rowsOf(t, fact.Read, "kms_key"), []fact.Fact{bucket("arn:aws:kms:"+t.Region+":"+t.Account+":key/1", t)}, 2
		}, fact.Read, "", 4},
		{"says nothing", func(context.Context, fact.Target) ([]fact.Reach, []fact.Fact, int) { return nil, nil, 0 }, fact.Failed, "said nothing", 0},
		{"panics", func(context.Context, fact.Target) ([]fact.Reach, []fact.Fact, int) { panic("nil map") }, fact.Failed, "nil map", 0},
		{"speaks of another Region", func(_ context.Context, t fact.Target) ([]fact.Reach, []fact.Fact, int) {
			t.Region = "ap-south-1"
			return rowsOf(t, fact.Read, "kms_key"), nil, 1
		}, fact.Failed, "said nothing", 0},
		{"brings another account's key", func(_ context.Context, t fact.Target) ([]fact.Reach, []fact.Fact, int) {
			return rowsOf(t, fact.Read, "kms_key"), []fact.Fact{bucket("arn:aws:kms:us-east-1:999988887777:key/1", t)}, 1
		}, fact.Failed, "another account's answer", 0},
		{"hangs", func(ctx context.Context, t fact.Target) ([]fact.Reach, []fact.Fact, int) { select {} }, fact.TimedOut, "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plan := twoAccounts()
			plan.Limits.Collector = 50 * time.Millisecond
			sink := &tray{}
			if _, err := Run(context.Background(), plan, script{"kms": tt.kms}, sink); err != nil {
				t.Fatal(err)
			}
			wantAllRows(t, plan, sink.reach)
			for _, row := range sink.reach {
				want, says := fact.Read, ""
				if row.Kind == "kms_key" {
					want, says = tt.want, tt.says
				}
				if row.Gap.Status != want || !strings.Contains(row.Gap.Message, says) {
					t.Errorf("%s %s %s: %s %q; want %s %q", row.Account, row.Region, row.Kind, row.Gap.Status, row.Gap.Message, want, says)
				}
			}
			if len(sink.facts) != tt.facts {
				t.Errorf("%d facts; want %d", len(sink.facts), tt.facts)
			}
		})
	}
}

func TestCancelKeepsWhatWasReadAndMarksTheRest(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	plan := twoAccounts()
	plan.Limits.Parallel, plan.Limits.Grace = 2, 300*time.Millisecond // a busy machine hands over late
	var stopped time.Time
	source := script{
		"kms": func(ctx context.Context, t fact.Target) ([]fact.Reach, []fact.Fact, int) {
			<-ctx.Done() // a well-behaved collector hands over what it has
			return rowsOf(t, fact.Cancelled, "kms_key"), []fact.Fact{&fact.KMSKey{Meta: fact.Meta{Account: t.Account, Region: t.Region}}}, 1
		},
		"trail": func(context.Context, fact.Target) ([]fact.Reach, []fact.Fact, int) { select {} }, // one that does not listen
	}
	sink := &tray{onEach: func(e Event) {
		if e.State == Asking && e.Collector == "trail" && stopped.IsZero() {
			stopped = time.Now()
			cancel()
		}
	}}
	summary, err := Run(ctx, plan, source, sink)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the run ended %v after it was stopped", time.Since(stopped))
	if !summary.Cancelled {
		t.Error("the summary does not say that the run was stopped")
	}
	wantAllRows(t, plan, sink.reach)
	got := statuses(sink.reach)
	if got[fact.Cancelled] == 0 || got[fact.Read] == 0 || got[fact.Cancelled]+got[fact.Read] != len(sink.reach) {
		t.Errorf("rows %v; want some read and the rest cancelled", got)
	}
	if len(sink.facts) == 0 {
		t.Error("what the stopped collector had read was lost")
	}
}

func TestResumeSkipsWhatIsDone(t *testing.T) {
	plan := twoAccounts()
	first := &tray{}
	if _, err := Run(context.Background(), plan, script{}, first); err != nil {
		t.Fatal(err)
	}
	plan.Skip = map[string]bool{}
	for _, e := range first.events {
		if e.State == Read && e.Collector != "kms" {
			plan.Skip[Key(e.Target, e.Collector)] = true
		}
	}
	var asked atomic.Int32
	again := &tray{}
	summary, err := Run(context.Background(), plan, script{
		"kms": func(_ context.Context, t fact.Target) ([]fact.Reach, []fact.Fact, int) {
			asked.Add(1)
			return rowsOf(t, fact.Read, "kms_key"), nil, 1
		},
		"iam": func(context.Context, fact.Target) ([]fact.Reach, []fact.Fact, int) { panic("asked again") },
	}, again)
	if err != nil {
		t.Fatal(err)
	}
	if asked.Load() != 4 || summary.Jobs != 4 || summary.Skipped != 6 || len(again.reach) != 4 {
		t.Errorf("asked %d, %d jobs, %d skipped, %d rows; want 4, 4, 6, 4", asked.Load(), summary.Jobs, summary.Skipped, len(again.reach))
	}
	if last := again.events[len(again.events)-1]; last.Done != last.Jobs || last.Jobs != 10 {
		t.Errorf("the last event says %d of %d; want 10 of 10", last.Done, last.Jobs)
	}
}

func TestFullDiskStopsTheRunWithTheReason(t *testing.T) {
	full := errors.New("no space left on device")
	batches := 0
	sink := &tray{batch: func() error {
		if batches++; batches > 3 {
			return full
		}
		return nil
	}}
	_, err := Run(context.Background(), twoAccounts(), script{}, sink)
	if !errors.Is(err, full) {
		t.Fatalf("the run ended with %v; want the sink's error", err)
	}
	if batches != 4 {
		t.Errorf("the sink was called %d times; want no call after the failure", batches)
	}
}

func TestRunDeadlineMarksTheRestTimedOut(t *testing.T) {
	plan := twoAccounts()
	plan.Limits.Run, plan.Limits.Parallel = 30*time.Millisecond, 1
	sink := &tray{}
	summary, err := Run(context.Background(), plan, script{
		"kms": func(ctx context.Context, t fact.Target) ([]fact.Reach, []fact.Fact, int) {
			<-ctx.Done()
			return rowsOf(t, fact.TimedOut, "kms_key"), nil, 0
		},
	}, sink)
	if err != nil || summary.Cancelled {
		t.Fatalf("error %v, cancelled %v; want neither", err, summary.Cancelled)
	}
	wantAllRows(t, plan, sink.reach)
	if got := statuses(sink.reach); got[fact.TimedOut] == 0 || got[fact.Cancelled] > 0 {
		t.Errorf("rows %v; want the rest timed out", got)
	}
}

func TestPlanTakesOnlyWhatTheRulesNeed(t *testing.T) {
	collectors := []collect.Collector{
		{Name: "kms", Kinds: []fact.Kind{"kms_key"}, Calls: []collect.Call{{Operation: "kms.ListKeys", Action: "kms:ListKeys"}}},
		{Name: "trail", Kinds: []fact.Kind{"cloudtrail_trail"}, Calls: []collect.Call{{Operation: "cloudtrail.DescribeTrails", Action: "cloudtrail:DescribeTrails"}}},
		{Name: "iam", Global: true, Kinds: []fact.Kind{"iam_role", "iam_user"}, Calls: []collect.Call{{Operation: "iam.ListAccessKeys", Action: "iam:ListAccessKeys"}}},
	}
	controls := []*questionnaire.Control{
		{ID: "keys", Rules: []questionnaire.Rule{{Each: "kms_key"}}},
		{ID: "trails", Rules: []questionnaire.Rule{{Each: "cloudtrail_trail", In: []string{"management"}}}},
		{ID: "talk"},
	}
	kinds := func(r questionnaire.Rule) []fact.Kind { return []fact.Kind{fact.Kind(r.Each)} }
	plan := planFor(controls, []fact.Target{
		{Account: testAccount, Region: "eu-central-1"},
		{Account: testAccount, Region: "us-east-1"},
		{Account: "444455556666", Region: "eu-central-1", Role: "management"},
	}, collectors, kinds)

	var jobs []string
	for _, j := range plan.jobs() {
		jobs = append(jobs, j.key())
	}
	want := []string{testAccount + "|eu-central-1|kms", testAccount + "|us-east-1|kms", "444455556666|eu-central-1|trail"}
	if diff := cmp.Diff(want, jobs); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
	preview := plan.Preview()
	wantPreview := Preview{
		Accounts: []string{testAccount, "444455556666"}, Regions: []string{"eu-central-1", "us-east-1"}, Jobs: 3, Rows: 3,
		Operations:  []string{"cloudtrail.DescribeTrails", "kms.ListKeys"},
		Permissions: []string{"cloudtrail:DescribeTrails", "kms:ListKeys"}, MinCalls: 5,
	}
	if diff := cmp.Diff(wantPreview, preview); diff != "" {
		t.Errorf("preview (-want +got):\n%s", diff)
	}
}

func TestRightsSayWhatAFewActionsWouldOpen(t *testing.T) {
	plan := Plan{
		Collectors: []Step{
			{Kinds: []fact.Kind{"kms_key"}, Calls: []collect.Call{{Operation: "kms.ListKeys", Action: "kms:ListKeys"}, {Operation: "kms.GetKeyPolicy", Action: "kms:GetKeyPolicy"}}},
			{Kinds: []fact.Kind{"cloudtrail_trail"}, Calls: []collect.Call{{Operation: "cloudtrail.DescribeTrails", Action: "cloudtrail:DescribeTrails"}}},
			{Kinds: []fact.Kind{"iam_role"}, Calls: []collect.Call{{Operation: "iam.ListRoles", Action: "iam:ListRoles"}}},
		},
		Needs: []Need{
			{"a", []fact.Kind{"kms_key"}}, {"b", []fact.Kind{"kms_key"}}, {"c", []fact.Kind{"kms_key", "cloudtrail_trail"}}, {"d", []fact.Kind{"iam_role"}},
		},
	}
	rights := plan.rights([]string{"cloudtrail:DescribeTrails", "kms:GetKeyPolicy"}, "")
	want := Rights{
		Known: true, Missing: []string{"cloudtrail:DescribeTrails", "kms:GetKeyPolicy"},
		CanShow: []string{"a", "b", "c", "d"}, CanRead: []string{"d"},
		Openings: []Opening{
			{Actions: []string{"kms:GetKeyPolicy"}, Controls: []string{"a", "b"}},
			{Actions: []string{"cloudtrail:DescribeTrails", "kms:GetKeyPolicy"}, Controls: []string{"a", "b", "c"}},
		},
	}
	if diff := cmp.Diff(want, rights); diff != "" {
		t.Errorf("rights (-want +got):\n%s", diff)
	}
	if got := rights.Sentence(); got != "AWS can show something on 4; this role can read 1; 1 action opens 2 more" {
		t.Error(got)
	}
	unknown := plan.rights(nil, "the caller may not ask iam:SimulatePrincipalPolicy")
	if unknown.Known || len(unknown.CanRead) > 0 || !strings.Contains(unknown.Sentence(), "rights not known before the run") {
		t.Errorf("unknown rights say %q and read %v", unknown.Sentence(), unknown.CanRead)
	}
}

func TestTargetsComeFromScopeOrCaller(t *testing.T) {
	caller := fact.Caller{Account: testAccount, Partition: "aws-cn"}
	alone := Targets(questionnaire.Scope{}, caller, "cn-north-1")
	if diff := cmp.Diff([]fact.Target{{Partition: "aws-cn", Account: testAccount, Region: "cn-north-1", Role: "workload"}}, alone); diff != "" {
		t.Error(diff)
	}
	many := Targets(questionnaire.Scope{
		Accounts: []questionnaire.Account{{ID: "1", Role: "security"}, {ID: "2"}}, Regions: []string{"eu-west-1", "eu-west-3"},
	}, caller, "")
	var got []string
	for _, target := range many {
		got = append(got, fmt.Sprint(target.Account, target.Region, target.Role))
	}
	if !slices.Equal(got, []string{"1eu-west-1security", "1eu-west-3security", "2eu-west-1workload", "2eu-west-3workload"}) {
		t.Error(got)
	}
}
