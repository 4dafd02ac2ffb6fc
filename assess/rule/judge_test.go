package rule

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// lines are findings in short: outcome, account, Region, name, cause.
func lines(findings []evidence.Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, strings.TrimRight(fmt.Sprintf("%s %s %s %s %s", f.Outcome, f.Account, f.Region, string(f.Name), f.Cause), " "))
	}
	return out
}

// places are two accounts with a Region or two each; the second keeps the logs.
func places() []fact.Target {
	return []fact.Target{
		{Account: "111111111111", Region: "eu-west-1", Role: "workload"},
		{Account: "111111111111", Region: "eu-central-1", Role: "workload"},
		{Account: "222222222222", Region: "eu-west-1", Role: "logging"},
	}
}

// spread is a snapshot of these places with every kind read.
func spread(facts ...fact.Fact) *fact.Snapshot {
	s := &fact.Snapshot{At: readAt, Targets: places(), Facts: facts}
	done := map[place]bool{}
	for _, t := range s.Targets {
		for _, kind := range fact.Kinds() {
			region := t.Region
			if globalKind(kind) {
				region = fact.Global
			}
			if p := (place{t.Account, region, kind}); !done[p] {
				done[p] = true
				s.Reach = append(s.Reach, reachRow(t.Account, region, kind, fact.Read))
			}
		}
	}
	return s
}

// set changes the reach of a kind at an account and Region.
func set(s *fact.Snapshot, account, region string, kind fact.Kind, status fact.Status) *fact.Snapshot {
	for i, r := range s.Reach {
		if r.Account == account && r.Region == region && r.Kind == kind {
			s.Reach[i] = reachRow(account, region, kind, status)
		}
	}
	return s
}

// drop removes the reach of a kind, as if nobody had ever asked.
func drop(s *fact.Snapshot, kind fact.Kind) *fact.Snapshot {
	var kept []fact.Reach
	for _, r := range s.Reach {
		if r.Kind != kind {
			kept = append(kept, r)
		}
	}
	s.Reach = kept
	return s
}

func keyIn(account, region, name string, rotation bool) *fact.KMSKey {
	k := key(name, rotation)
	k.Account, k.Region = account, region
	k.ARN = fmt.Sprintf("arn:aws:kms:%s:%s:key/%s", region, account, name)
	return k
}

func roleIn(account, name string) *fact.IAMRole {
	return &fact.IAMRole{Meta: fact.Meta{
		Account: account, Region: fact.Global, Name: name, ARN: "arn:aws:iam::" + account + ":role/" + name,
		ReadAt: readAt, Proof: proof("iam.GetAccountAuthorizationDetails", account, fact.Global),
	}, LastUsedDays: 3}
}

// TestRows holds the judge to its promise: rows = rules × targets, always.
func TestRows(t *testing.T) {
	const a, b, west, central = "111111111111", "222222222222", "eu-west-1", "eu-central-1"
	rotation := questionnaire.Rule{Each: "kms_key", Pass: "it.rotation"}
	with := func(r questionnaire.Rule, change func(*questionnaire.Rule)) questionnaire.Rule { change(&r); return r }
	onceEach := questionnaire.Rule{Once: "region", Pass: "here.kms_key.exists(k, k.rotation)"}
	onceAll := questionnaire.Rule{Once: "account", Pass: "here.kms_key.all(k, k.rotation)"}
	for _, c := range []struct {
		name  string
		rule  questionnaire.Rule
		snap  *fact.Snapshot
		scope questionnaire.Scope
		want  []string
	}{
		{
			name: "every resource, and a row where there is none",
			rule: rotation, snap: spread(keyIn(a, west, "two", false), keyIn(a, west, "one", true), keyIn(b, west, "logs", false)),
			want: []string{"not-applicable " + a + " " + central, "pass " + a + " " + west + " one", "fail " + a + " " + west + " two"},
		},
		{
			name: "another role of account",
			rule: with(rotation, func(r *questionnaire.Rule) { r.In = []string{"logging"} }),
			snap: spread(keyIn(a, west, "one", true), keyIn(b, west, "logs", false)),
			want: []string{"fail " + b + " " + west + " logs"},
		},
		{
			name: "denied",
			rule: rotation, snap: set(spread(keyIn(a, central, "one", true)), a, west, "kms_key", fact.Denied),
			want: []string{"pass " + a + " " + central + " one", "unknown " + a + " " + west + "  denied"},
		},
		{
			name: "broke off half-way: what arrived is judged, and one row stands for the rest",
			rule: rotation, snap: set(spread(keyIn(a, west, "one", true)), a, west, "kms_key", fact.Throttled),
			want: []string{"not-applicable " + a + " " + central, "unknown " + a + " " + west + "  throttled", "pass " + a + " " + west + " one"},
		},
		{
			name: "not offered, with proof",
			rule: rotation, snap: set(spread(), a, west, "kms_key", fact.NotOffered),
			want: []string{"not-applicable " + a + " " + central, "not-applicable " + a + " " + west},
		},
		{
			name: "not offered, without proof",
			rule: rotation, snap: func() *fact.Snapshot {
				s := set(spread(), a, west, "kms_key", fact.NotOffered)
				for i := range s.Reach {
					s.Reach[i].Proof = nil
				}
				return s
			}(),
			want: []string{"unknown " + a + " " + central + "  failed", "unknown " + a + " " + west + "  not-offered"},
		},
		{
			name: "nobody asked",
			rule: rotation, snap: drop(spread(), "kms_key"),
			want: []string{"unknown " + a + " " + central + "  not-collected", "unknown " + a + " " + west + "  not-collected"},
		},
		{
			name: "a place of the scope that was never probed",
			rule: rotation, snap: spread(keyIn(a, west, "one", true), keyIn(a, central, "two", true)),
			scope: questionnaire.Scope{Accounts: []questionnaire.Account{{ID: a, Role: "workload"}}, Regions: []string{west, central, "eu-north-1"}},
			want:  []string{"pass " + a + " " + central + " two", "unknown " + a + " eu-north-1  not-collected", "pass " + a + " " + west + " one"},
		},
		{
			name: "when narrows",
			rule: with(rotation, func(r *questionnaire.Rule) {
				r.When, r.WhenNot = "it.manager == 'CUSTOMER' && it.name != 'one'", "Only those."
			}),
			snap: spread(keyIn(a, west, "one", false), keyIn(a, west, "two", true), keyIn(a, central, "x", true)),
			want: []string{"pass " + a + " " + central + " x", "not-applicable " + a + " " + west + " one", "pass " + a + " " + west + " two"},
		},
		{
			name: "when of the scope alone: nothing to read, one row a target",
			rule: with(rotation, func(r *questionnaire.Rule) {
				r.When, r.WhenNot = "scope.runsOn['bedrock'] != 'not-used'", "Bedrock is not used."
			}),
			snap: set(spread(keyIn(a, west, "one", false)), a, central, "kms_key", fact.Denied),
			scope: questionnaire.Scope{RunsOn: map[string]questionnaire.Use{
				"bedrock": questionnaire.NotUsed,
			}},
			want: []string{"not-applicable " + a + " " + central, "not-applicable " + a + " " + west},
		},
		{
			name: "when unknown",
			rule: with(rotation, func(r *questionnaire.Rule) {
				r.When, r.WhenNot = "here.s3_bucket.exists(b, b.kmsKeyArn == it.arn)", "No."
			}),
			snap: set(spread(keyIn(a, west, "one", true), keyIn(a, central, "two", true)), a, west, "s3_bucket", fact.TimedOut),
			want: []string{"not-applicable " + a + " " + central + " two", "unknown " + a + " " + west + " one timed-out"},
		},
		{
			name: "a global kind: once an account",
			rule: questionnaire.Rule{Each: "iam_role", Pass: "it.lastUsedDays < 90"}, snap: spread(roleIn(a, "one"), roleIn(b, "x")),
			want: []string{"pass " + a + " global one"},
		},
		{
			name: "a global kind denied",
			rule: questionnaire.Rule{Each: "iam_role", Pass: "it.lastUsedDays < 90"}, snap: set(spread(), a, fact.Global, "iam_role", fact.Denied),
			want: []string{"unknown " + a + " global  denied"},
		},
		{
			name: "a global kind sees what is here in every Region",
			rule: questionnaire.Rule{Each: "iam_role", Pass: "!here.kms_key.exists(k, k.name == 'two')"}, snap: spread(roleIn(a, "one"), keyIn(a, central, "two", true)),
			want: []string{"fail " + a + " global one"},
		},
		{
			name: "global facts are here in every Region",
			rule: questionnaire.Rule{Once: "region", Pass: "here.iam_role.exists(r, r.name == 'one')"}, snap: spread(roleIn(a, "one")),
			want: []string{"pass " + a + " " + central, "pass " + a + " " + west},
		},
		{
			name: "once a Region",
			rule: onceEach, snap: spread(keyIn(a, west, "one", true)),
			want: []string{"fail " + a + " " + central, "pass " + a + " " + west},
		},
		{
			name: "once a Region, denied",
			rule: onceEach, snap: set(set(spread(keyIn(a, west, "one", true)), a, west, "kms_key", fact.Denied), a, central, "kms_key", fact.Denied),
			want: []string{"unknown " + a + " " + central + "  denied", "pass " + a + " " + west},
		},
		{
			name: "once a Region, not offered",
			rule: onceEach, snap: set(spread(keyIn(a, west, "one", true)), a, central, "kms_key", fact.NotOffered),
			want: []string{"not-applicable " + a + " " + central, "pass " + a + " " + west},
		},
		{
			name: "not offered hides no fail that stands on something else",
			rule: questionnaire.Rule{Once: "region", Pass: "here.kms_key.exists(k, k.rotation) && here.s3_bucket.all(b, b.tlsOnly)"},
			snap: set(spread(keyIn(a, west, "one", true), keyIn(a, central, "two", false)), a, central, "s3_bucket", fact.NotOffered),
			want: []string{"fail " + a + " " + central, "pass " + a + " " + west},
		},
		{
			name: "once an account",
			rule: onceAll, snap: spread(keyIn(a, west, "one", true), keyIn(a, central, "two", false)),
			want: []string{"fail " + a + " global"},
		},
		{
			name: "once an account, one Region denied",
			rule: onceAll, snap: set(spread(keyIn(a, west, "one", true)), a, central, "kms_key", fact.Denied),
			want: []string{"unknown " + a + " global  denied"},
		},
		{
			name: "once an account, one Region not offered",
			rule: onceAll, snap: set(spread(keyIn(a, west, "one", true)), a, central, "kms_key", fact.NotOffered),
			want: []string{"pass " + a + " global"},
		},
		{
			name: "what reads names must be read, though no expression does",
			rule: questionnaire.Rule{Once: "region", Pass: "here.kms_key.exists(k, k.rotation)", Reads: []string{"s3_bucket"}},
			snap: set(spread(keyIn(a, west, "one", true), keyIn(a, central, "two", true)), a, central, "s3_bucket", fact.Failed),
			want: []string{"unknown " + a + " " + central + "  failed", "pass " + a + " " + west},
		},
		{
			name: "true by the scope, and nothing read: no proof",
			rule: questionnaire.Rule{Once: "region", Pass: "scope.data == 'public' || here.kms_key.exists(k, k.rotation)"},
			snap: set(spread(), a, central, "kms_key", fact.Denied), scope: questionnaire.Scope{Data: "public"},
			want: []string{"unknown " + a + " " + central + "  denied", "pass " + a + " " + west},
		},
		{
			name: "a rule that breaks",
			rule: with(rotation, func(r *questionnaire.Rule) { r.Pass = "it.arn.split(':')[17] == ''" }),
			snap: spread(keyIn(a, west, "one", true), keyIn(a, central, "two", true)),
			want: []string{"unknown " + a + " " + central + " two rule-failed", "unknown " + a + " " + west + " one rule-failed"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := one(t, c.rule, c.snap, c.scope)
			if diff := cmp.Diff(c.want, lines(got)); diff != "" {
				t.Errorf("%s%s", diff, print(got))
			}
			for _, f := range got {
				if (f.Outcome == evidence.Pass || f.Outcome == evidence.NotApplicable && c.scope.RunsOn == nil) && len(f.Proof) == 0 {
					t.Errorf("%s without proof: %s", f.Outcome, f.Because)
				}
			}
		})
	}
}

// A rule that does not compile is not silent: all its rows are unknown.
func TestBrokenRule(t *testing.T) {
	cat := catalogOf(
		questionnaire.Rule{ID: "each", Each: "kms_key", Pass: "it.nope"}, questionnaire.Rule{ID: "kind", Each: "nope", Pass: "true"},
		questionnaire.Rule{ID: "once", Once: "region", Pass: "here.nope.exists(n, n.x)"},
	)
	j, err := New(cat)
	if err != nil {
		t.Fatal(err)
	}
	got := j.Judge(snapshot(nil, key("a", true)), questionnaire.Scope{}, []*questionnaire.Control{&cat.Controls[0]}, nil)
	if len(got) != 3 {
		t.Fatalf("want three rows, got %s", print(got))
	}
	for _, f := range got {
		if f.Outcome != evidence.Unknown || f.Cause != evidence.RuleFailed || !strings.Contains(string(f.Because), "topic.yaml:") {
			t.Errorf("%+v", f)
		}
	}
}

// TestFinding looks at every field of one finding.
func TestFinding(t *testing.T) {
	r := questionnaire.Rule{
		Each: "kms_key", Pass: "it.rotation && here.s3_bucket.all(b, b.tlsOnly)", Shows: "it.name + ' turns'", Decisive: true,
	}
	k := key("a", true)
	k.ReadAt = readAt.Add(1)
	cat := catalogOf(r)
	j, err := New(cat)
	if err != nil {
		t.Fatal(err)
	}
	own := func(arn string, m *fact.Meta) evidence.Ownership {
		if arn != k.ARN || m.Name != "a" {
			t.Errorf("asked whose %s is", arn)
		}
		return evidence.Shared
	}
	got := j.Judge(snapshot(nil, k), questionnaire.Scope{}, []*questionnaire.Control{&cat.Controls[0]}, own)
	want := []evidence.Finding{{
		ID: findingID("drydock", "a-rule", home.Account, home.Region, k.ARN), Source: "drydock", Rule: "a-rule", Control: "a-control", States: "It is so",
		Decisive: true, Account: home.Account, Region: home.Region, Kind: "kms_key", Resource: "arn:aws:kms:eu-west-1:111111111111:key/a", Name: "a",
		Outcome: evidence.Pass, Because: "It is so", Shows: "a turns", At: readAt, Ownership: evidence.Shared,
		Proof: append(proof("list.s3_bucket", home.Account, home.Region), proof("kms.Get", home.Account, home.Region)...),
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// Shows that is unknown or breaks shows nothing, and takes nothing from the outcome.
	for _, shows := range []string{"string(it.spec)", "it.arn.split(':')[40]"} {
		dark := key("a", true, "spec")
		r.Shows = shows
		got := one(t, r, snapshot(nil, dark), questionnaire.Scope{})
		if len(got) != 1 || got[0].Outcome != evidence.Pass || got[0].Shows != "" {
			t.Errorf("%s: %s", shows, print(got))
		}
	}
}

// Findings about no single resource belong to nobody, whatever the owner function would say.
func TestOwnershipOfTargets(t *testing.T) {
	logging := &fact.BedrockLogging{Meta: fact.Meta{Account: home.Account, Region: home.Region, ReadAt: readAt, Proof: proof("bedrock.Get", home.Account, home.Region)}}
	cat := catalogOf(
		questionnaire.Rule{ID: "a", Each: "bedrock_logging", Pass: "!it.enabled"},
		questionnaire.Rule{ID: "b", Once: "region", Pass: "here.bedrock_logging.exists(l, !l.enabled)"},
		questionnaire.Rule{ID: "c", Each: "kms_key", Pass: "it.rotation"},
	)
	j, err := New(cat)
	if err != nil {
		t.Fatal(err)
	}
	got := j.Judge(snapshot(nil, logging), questionnaire.Scope{}, []*questionnaire.Control{&cat.Controls[0]},
		func(string, *fact.Meta) evidence.Ownership { return evidence.Others })
	for _, f := range got {
		if f.Ownership != "" {
			t.Errorf("rule %s: %s", f.Rule, f.Ownership)
		}
	}
}

// Two facts under one ARN, as versions of a guardrail are, keep ids of their own, and the same ones in whatever order
// they came.
func TestIDsAreUniqueAndStable(t *testing.T) {
	one, two := key("a", true), key("a", false)
	two.Name = "b"
	cat := catalogOf(questionnaire.Rule{Each: "kms_key", Pass: "it.rotation"})
	j, err := New(cat)
	if err != nil {
		t.Fatal(err)
	}
	controls := []*questionnaire.Control{&cat.Controls[0]}
	got := j.Judge(snapshot(nil, one, two), questionnaire.Scope{}, controls, nil)
	again := j.Judge(snapshot(nil, two, one), questionnaire.Scope{}, controls, nil)
	if diff := cmp.Diff(got, again); diff != "" {
		t.Errorf("the order of facts matters: %s", diff)
	}
	if len(got) != 2 || got[0].ID == got[1].ID {
		t.Errorf("ids: %s and %s", got[0].ID, got[1].ID)
	}
}

// The newest attempt at a place is what counts, even when it read less.
func TestNewestReachCounts(t *testing.T) {
	r := questionnaire.Rule{Each: "kms_key", Pass: "it.rotation"}
	s := snapshot(nil, key("a", true))
	later := reachRow(home.Account, home.Region, "kms_key", fact.Denied)
	later.ReadAt = readAt.Add(1)
	s.Reach = append([]fact.Reach{later}, s.Reach...)
	got := one(t, r, s, questionnaire.Scope{})
	if diff := cmp.Diff([]string{"unknown 111111111111 eu-west-1  denied", "pass 111111111111 eu-west-1 a"}, lines(got)); diff != "" {
		t.Error(diff)
	}
}

// A rule may cost so much, and no more.
func TestCostBudget(t *testing.T) {
	nested := "here.kms_key.all(a, here.kms_key.all(b, here.kms_key.all(c, a.arn + b.arn + c.arn != '')))"
	var keys []fact.Fact
	for i := range 60 {
		keys = append(keys, key(fmt.Sprint(i), true))
	}
	got := one(t, questionnaire.Rule{Once: "region", Pass: nested}, snapshot(nil, keys...), questionnaire.Scope{})
	if len(got) != 1 || got[0].Cause != evidence.RuleFailed || !strings.Contains(string(got[0].Because), "cost") {
		t.Errorf("%s", print(got))
	}
}

// One judge serves several goroutines.
func TestJudgeConcurrently(t *testing.T) {
	cat := catalogOf(questionnaire.Rule{Each: "kms_key", Pass: "it.rotation && here.s3_bucket.all(b, b.tlsOnly)"}, questionnaire.Rule{ID: "b", Each: "s3_bucket", Pass: "it.tlsOnly"})
	j, err := New(cat)
	if err != nil {
		t.Fatal(err)
	}
	snap := snapshot(nil, key("a", true), bucket(true))
	want := j.Judge(snap, questionnaire.Scope{}, []*questionnaire.Control{&cat.Controls[0]}, nil)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if diff := cmp.Diff(want, j.Judge(snap, questionnaire.Scope{}, []*questionnaire.Control{&cat.Controls[0]}, nil)); diff != "" {
				t.Error(diff)
			}
		})
	}
	group.Wait()
}

// FuzzCheck holds the compiler to errors: no expression, whatever it is, makes it panic.
func FuzzCheck(f *testing.F) {
	for _, src := range []string{"it.rotation", "here.kms_key.exists(k, k.arn != it.arn)", "find('iam_role', it.arn).hasValue()", "iam.allows(it.arn, 'a:b', '*', {'k': ''})", "it.tags[?'a'].orValue('') == scope.agreed['x'][0]"} {
		f.Add(src)
	}
	env, err := newEnvironment()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 2000 {
			t.Skip("longer than any rule")
		}
		r := questionnaire.Rule{ID: "fuzz", States: "x", Each: "kms_key", Pass: src}
		Kinds(r)
		if c, errs := env.compile(&r, nil); len(errs) == 0 && c == nil {
			t.Error("neither a rule nor an error")
		}
	})
}
