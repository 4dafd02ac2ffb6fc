package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/probe"
	"drydock/assess/sample"
	"drydock/questionnaire"
)

// harbour opens the sample and plans a run over it.
func (r *room) harbour(t *testing.T) (*View, *ProbePlan) {
	t.Helper()
	v := must[*View](t)(r.OpenSample(t.Context(), true))
	return v, must[*ProbePlan](t)(r.ProbePreview(t.Context(), v, AWSOptions{}))
}

func TestARunSaysWhatAWSShows(t *testing.T) {
	r := newRoom(t)
	v, plan := r.harbour(t)
	if len(plan.Targets) != 4 || plan.Calls == 0 || len(plan.Preview.Calls) == 0 || !strings.Contains(plan.Sentence, "sample") {
		t.Errorf("got %+v", plan)
	}
	r.now = noon.Add(time.Hour)
	plan = must[*ProbePlan](t)(r.ProbePreview(t.Context(), v, AWSOptions{}))
	asked, ended := 0, 0
	var landed []string
	result := must[*ProbeResult](t)(r.Probe(t.Context(), v, plan, func(e ProbeEvent) {
		if e.State == probe.Asking {
			asked++
			return
		}
		ended++
		if e.Sentence() == "" {
			t.Errorf("no words for %+v", e)
		}
		for _, f := range e.Findings {
			landed = append(landed, string(f.Name))
		}
	}))
	if asked != ended || asked != plan.Preview.Jobs {
		t.Errorf("%d asked, %d ended, %d planned", asked, ended, plan.Preview.Jobs)
	}
	if !slices.Contains(landed, "claims-scoring-test") {
		t.Errorf("the notebook was not told as it landed: %v", landed)
	}
	in := len(result.View.Posture.Controls)
	if sum := result.Settles + result.Half + result.Unread + result.OnlyPeople; sum != in || result.Settles == 0 || result.Half == 0 || result.Unread == 0 || result.OnlyPeople == 0 {
		t.Errorf("%s: %d of %d", result.Sentence, sum, in)
	}
	if !slices.Contains(result.Permissions, "kms:DescribeKey") || !strings.Contains(result.Sentence, "1 permission opens") {
		t.Errorf("%s, %v", result.Sentence, result.Permissions)
	}
	if len(result.Unassigned) != 1 || len(result.Reach) == 0 || result.Stopped {
		t.Errorf("unassigned %v, %d rows", result.Unassigned, len(result.Reach))
	}
	runs := result.View.Session.Runs
	if last := runs[len(runs)-1]; len(runs) != 2 || !last.Complete || last.Calls == 0 || last.Judged == "" || last.Caller != plan.Caller.ARN {
		t.Errorf("got %+v", runs)
	}
}

// TestAStoppedRunKeepsWhatItReadAndGoesOn stops a run in the middle, looks at what is kept, and resumes it.
func TestAStoppedRunKeepsWhatItReadAndGoesOn(t *testing.T) {
	r := newRoom(t)
	scope := must[*View](t)(r.OpenSample(t.Context(), true)).Session.Scope
	scope.Name = "claims"
	v := must[*View](t)(r.New(t.Context(), scope))
	plan := r.fromSample(t, v)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := 0
	result := must[*ProbeResult](t)(r.Probe(ctx, v, plan, func(e ProbeEvent) {
		if e.State != probe.Asking {
			if ended++; ended == 20 {
				stop()
			}
		}
	}))
	if !result.Stopped || !strings.Contains(result.Sentence, "kept") || len(result.View.Session.Reach) == 0 || len(result.Reach) <= len(result.View.Session.Reach) {
		t.Errorf("%s: %d rows are kept of %d", result.Sentence, len(result.View.Session.Reach), len(result.Reach))
	}
	kept := result.View.Session.Runs[0]
	if kept.Complete {
		t.Error("a stopped run calls itself complete")
	}
	plan.Resume = true
	skipped := 0
	result = must[*ProbeResult](t)(r.Probe(t.Context(), result.View, plan, func(e ProbeEvent) { skipped = e.Jobs - e.Done }))
	runs := result.View.Session.Runs
	if len(runs) != 1 || runs[0].ID != kept.ID || !runs[0].Complete || runs[0].Calls <= kept.Calls || skipped != 0 {
		t.Errorf("got %+v", runs)
	}
	// In the end it is as if it had never been stopped.
	whole := newRoom(t)
	at := must[*View](t)(whole.New(t.Context(), scope))
	want := must[*ProbeResult](t)(whole.Probe(t.Context(), at, whole.fromSample(t, at), nil))
	outcomes := func(v *View) map[string]evidence.Outcome {
		all := map[string]evidence.Outcome{}
		for _, f := range v.Session.Findings {
			all[f.ID] = f.Outcome
		}
		return all
	}
	if diff := cmp.Diff(outcomes(want.View), outcomes(result.View)); diff != "" {
		t.Error(diff)
	}
}

// fromSample plans a run of any session over the sample's account.
func (r *room) fromSample(t *testing.T, v *View) *ProbePlan {
	t.Helper()
	source := sample.NewSource(r.now)
	caller := must[fact.Caller](t)(source.Caller(t.Context()))
	in, _ := questionnaire.Select(v.Catalog, v.Session.Scope)
	return planned(caller, source, probe.NewPlan(in, probe.Targets(v.Session.Scope, caller, "eu-west-1")))
}

// TestWhatWasNeverAskedTakesNothingAway stops a second run before its first answer: what the first one read still stands.
func TestWhatWasNeverAskedTakesNothingAway(t *testing.T) {
	r := newRoom(t)
	v, plan := r.harbour(t)
	r.now = noon.Add(time.Hour)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	result := must[*ProbeResult](t)(r.Probe(ctx, v, plan, nil))
	if diff := cmp.Diff(v.Session.Reach, result.View.Session.Reach); diff != "" || !result.Stopped {
		t.Error(diff)
	}
	for id, was := range verdicts(v) {
		if now := verdicts(result.View)[id]; now != was {
			t.Errorf("%s was %s and is %s", id, was, now)
		}
	}
}

func verdicts(v *View) map[string]evidence.Verdict {
	all := map[string]evidence.Verdict{}
	for i := range v.Posture.Controls {
		all[v.Posture.Controls[i].Control.ID] = v.Posture.Controls[i].Evidence.Verdict
	}
	return all
}

// deny is a source that may read nothing.
type deny struct{ probe.Source }

func (deny) Read(_ context.Context, t fact.Target, _ string, kinds []fact.Kind) (reach []fact.Reach, facts []fact.Fact, calls int) {
	for _, k := range kinds {
		gap := fact.Gap{Status: fact.Denied, Operation: "x.Get", Action: "x:Get" + string(k)}
		reach = append(reach, fact.Reach{Account: t.Account, Region: t.Region, Kind: k, Gap: gap, ReadAt: noon})
	}
	return reach, nil, len(kinds)
}

// TestWithEveryReadDeniedNothingPassesAndNothingFails holds after a run that read everything: a later denied read replaces
// an earlier pass.
func TestWithEveryReadDeniedNothingPassesAndNothingFails(t *testing.T) {
	r := newRoom(t)
	v, plan := r.harbour(t)
	plan.source = deny{plan.source}
	r.now = noon.Add(time.Hour)
	result := must[*ProbeResult](t)(r.Probe(t.Context(), v, plan, nil))
	for _, f := range result.View.Session.Findings {
		if f.Outcome == evidence.Pass || f.Outcome == evidence.Fail {
			t.Errorf("%s %s: %s", f.Rule, f.Resource, f.Outcome)
		}
	}
	if result.Settles+result.Half != 0 || result.Unread == 0 || len(result.Permissions) == 0 {
		t.Errorf("%s", result.Sentence)
	}
}

// failingStore cannot keep what a run reads.
type failingStore struct {
	Store
	after int
}

func (f *failingStore) SaveBatch(ctx context.Context, session, run string, reach []fact.Reach, facts []fact.Fact) error {
	if f.after--; f.after < 0 {
		return fmt.Errorf("evidence.db: %w", ErrStoreFull)
	}
	return f.Store.SaveBatch(ctx, session, run, reach, facts)
}

func TestAFullDiskEndsARunWithAnError(t *testing.T) {
	r := newRoom(t)
	v, plan := r.harbour(t)
	r.now = noon.Add(time.Hour)
	full := r.seat("N. N.", func(o *Options) { o.Store = &failingStore{r.store, 3} })
	if _, err := full.Probe(t.Context(), v, plan, nil); !errors.Is(err, ErrStoreFull) {
		t.Fatalf("got %v", err)
	}
	v = must[*View](t)(r.Open(t.Context(), "harbour"))
	if last := v.Session.Runs[len(v.Session.Runs)-1]; last.Complete || len(v.Session.Findings) == 0 {
		t.Errorf("got %+v", last)
	}
}

// TestAKilledRunIsJudgedWhenItIsOpenedNext stores what a killed process leaves: batches, and no judgement.
func TestAKilledRunIsJudgedWhenItIsOpenedNext(t *testing.T) {
	r := newRoom(t)
	v, plan := r.harbour(t)
	run := assess.Run{ID: "01ZKILLED", At: noon.Add(time.Minute), Targets: plan.Targets}
	if err := r.store.SaveRun(t.Context(), v.Session.Meta.ID, run); err != nil {
		t.Fatal(err)
	}
	reach := []fact.Reach{{Account: "111122223333", Region: "eu-west-1", Kind: "bedrock_logging", Gap: fact.Gap{Status: fact.Throttled}, ReadAt: run.At}}
	if err := r.store.SaveBatch(t.Context(), v.Session.Meta.ID, run.ID, reach, nil); err != nil {
		t.Fatal(err)
	}
	v = must[*View](t)(r.Open(t.Context(), "harbour"))
	unknown := slices.ContainsFunc(v.Session.Findings, func(f evidence.Finding) bool {
		return f.Control == "invocation-logging" && f.Region == "eu-west-1" && f.Outcome == evidence.Unknown
	})
	if !unknown {
		t.Error("the throttled read of the killed run does not show")
	}
}

// TestStoredFactsAreJudgedAgain changes what judging rests on, without a run: whose a resource is, and the agreed lists.
func TestStoredFactsAreJudgedAgain(t *testing.T) {
	r := newRoom(t)
	v, _ := r.harbour(t)
	open := unassigned(v.Session.Findings)[0]
	counts := func(v *View) bool {
		return slices.ContainsFunc(v.Session.Findings, func(f evidence.Finding) bool { return f.Resource == open.Resource && f.Counts() })
	}
	if counts(v) {
		t.Fatal("an unassigned resource counts")
	}
	v = must[Receipt](t)(r.Claim(t.Context(), v, assess.Claim{Resource: open.Resource, Whose: evidence.Ours})).View
	if !counts(v) {
		t.Error("a claimed resource does not count")
	}
	v = must[Receipt](t)(r.Undo(t.Context(), v)).View
	if counts(v) {
		t.Error("the claim was taken back, and the resource still counts")
	}
	notAgreed := func(v *View) bool {
		return slices.ContainsFunc(v.Session.Findings, func(f evidence.Finding) bool { return f.Cause == evidence.NotAgreed })
	}
	if !notAgreed(v) {
		t.Fatal("everything is agreed in the sample")
	}
	scope := v.Session.Scope
	scope.Agreed = map[string][]string{"approved-models": {"x"}, "approved-regions": {"eu-west-1"}, "retention-days": {"30"}}
	receipt, _, err := r.SetScope(t.Context(), v, scope)
	if err != nil {
		t.Fatal(err)
	}
	if notAgreed(receipt.View) {
		t.Error("the lists were agreed, and findings still say that they are not")
	}
}

func TestConfirmingInBulkKeepsWhatPeopleSaid(t *testing.T) {
	r := newRoom(t)
	v, _ := r.harbour(t)
	receipt := must[Receipt](t)(r.Confirm(t.Context(), v, []string{"guardrail-on-agents", "audit-trail-covers-accounts", "invocation-logging"}, "A. B."))
	if receipt.What != "Accepted as AWS shows it: 2 (1 keep their answer)" {
		t.Errorf("got %q", receipt.What)
	}
	got := receipt.View.Session.Decisions
	if d := got["guardrail-on-agents"]; !d.AsEvidence || d.Value == assess.Yes || d.By != "A. B." {
		t.Errorf("got %+v", d)
	}
	if got["invocation-logging"].AsEvidence {
		t.Error("an answer was overwritten")
	}
	v = must[Receipt](t)(r.Undo(t.Context(), receipt.View)).View
	if _, still := v.Session.Decisions["audit-trail-covers-accounts"]; still {
		t.Error("undo takes back a part of the act")
	}
}

func TestSettlingHoldsForWhatWasSeen(t *testing.T) {
	r := newRoom(t)
	v, _ := r.harbour(t)
	settle := assess.Settlement{Control: "invocation-logging", For: "evidence", By: "A. B.", Reason: "the second Region was forgotten"}
	receipt := must[Receipt](t)(r.Settle(t.Context(), v, settle))
	if receipt.What != "Settled: AWS is right (A. B.)" || slices.Contains(receipt.View.Posture.Conflicts, settle.Control) {
		t.Errorf("%q, still differing %v", receipt.What, receipt.View.Posture.Conflicts)
	}
	muted := receipt.View.Session.Findings[0]
	receipt = must[Receipt](t)(r.Mute(t.Context(), receipt.View, assess.Mute{Finding: muted.ID, Reason: "known", Expires: "2026-12-31"}))
	if !strings.Contains(receipt.What, "counts as not known") || len(receipt.View.Session.Mutes) != 1 {
		t.Errorf("got %q", receipt.What)
	}
}

func TestThePolicyNamesEveryActionAndNoWildcard(t *testing.T) {
	r := newRoom(t)
	v, _ := r.harbour(t)
	var all, own struct{ Statement []struct{ Action []string } }
	for policy, view := range map[*struct{ Statement []struct{ Action []string } }]*View{&all: nil, &own: v} {
		data := must[[]byte](t)(r.Policy(t.Context(), view, PolicyOptions{}))
		if err := json.Unmarshal(data, policy); err != nil {
			t.Fatal(err)
		}
		for _, s := range policy.Statement {
			for _, action := range s.Action {
				if strings.Contains(action, "*") || !strings.Contains(action, ":") {
					t.Errorf("action %q", action)
				}
			}
		}
	}
	if len(all.Statement) < len(own.Statement) || len(own.Statement) == 0 {
		t.Errorf("%d statements for all, %d for the sample", len(all.Statement), len(own.Statement))
	}
	for _, format := range PolicyFormats() {
		if format != probe.Inline {
			must[[]byte](t)(r.Policy(t.Context(), v, PolicyOptions{Format: format}))
		}
	}
	if _, err := r.Policy(t.Context(), v, PolicyOptions{Format: "yaml"}); err == nil {
		t.Error("an unknown format was written")
	}
}

func TestWithoutCredentialsTheErrorSaysWhatToDo(t *testing.T) {
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION"} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_CONFIG_FILE", t.TempDir()+"/none")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", t.TempDir()+"/none")
	r := newRoom(t)
	v := r.begin(t)
	_, err := r.ProbePreview(t.Context(), v, AWSOptions{Region: "eu-west-1"})
	if !errors.Is(err, ErrNoCredentials) || !strings.Contains(err.Error(), "--profile") {
		t.Errorf("got %v", err)
	}
}
