package evidence

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess/fact"
	"drydock/questionnaire/text"
)

func TestByRuleTellsCausesOnce(t *testing.T) {
	var all []Finding
	add := func(n int, from Finding, how func(i int, f *Finding)) {
		for i := range n {
			f := from
			f.Region, f.Name = "a", text.Untrusted(fmt.Sprintf("r-%d", len(all)))
			f.Resource = "arn:aws:bedrock-agentcore:a:1:runtime/" + f.Name
			how(i, &f)
			all = append(all, f)
		}
	}
	runtime := at("a", "", Fail)
	runtime.Kind = "agentcore_runtime"
	add(57, runtime, func(_ int, f *Finding) {
		f.Shows = "runtime " + f.Name + ": role arn:aws:iam::1:role/agents/agent-default"
	})
	add(1, runtime, func(_ int, f *Finding) { f.Shows = "runtime " + f.Name + ": role arn:aws:iam::1:role/other" })
	add(3, runtime, func(_ int, f *Finding) { f.Outcome, f.Shows = Pass, "runtime "+f.Name+": role of its own" })
	add(2, runtime, func(_ int, f *Finding) {
		f.Outcome, f.Gap = Unknown, &fact.Gap{Status: fact.Denied, Operation: "iam.GetRole", Action: "iam:GetRole"}
	})
	add(1, runtime, func(_ int, f *Finding) { f.Muted = true })
	add(1, runtime, func(_ int, f *Finding) { f.Ownership = Others })
	foreign := all[58]
	foreign.Source, foreign.Outcome = "prowler", Fail
	all = append(all, foreign)

	ev := Fold("c", all)
	rules := ev.ByRule()
	if len(rules) != 1 {
		t.Fatalf("%d rules, want 1", len(rules))
	}
	r := rules[0]
	if got, want := r.Sum(), "3 of 64, 3 not known"; got != want {
		t.Errorf("sum %q, want %q", got, want)
	}
	if r.Disagree != 1 {
		t.Errorf("%d disagreements, want 1", r.Disagree)
	}
	var says []string
	for _, g := range r.Groups {
		says = append(says, string(g.Outcome)+" "+g.Say())
	}
	want := []string{
		"fail 57 runtimes share role agent-default", "fail 1 runtime: role other", "unknown 2 runtimes", "unknown 1 runtime: muted; counts as not known", "pass 3 runtimes",
	}
	if diff := cmp.Diff(want, says); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if len(r.Apart) != 2 || r.Apart[0].Apart != ApartOthers || r.Apart[1].Apart != ApartSource {
		t.Errorf("apart: %+v", r.Apart)
	}
	unread := ev.Unread()
	if len(unread) != 1 || unread[0].Findings != 2 || unread[0].Places[0] != "1 a" || unread[0].Gap.Action != "iam:GetRole" {
		t.Errorf("unread: %+v", unread)
	}
}

func TestWhatFindingsShareIsSaidWithoutTheirOwnName(t *testing.T) {
	for says, want := range map[text.Untrusted]string{
		"bucket claims has no statement that denies requests without TLS": "has no statement that denies requests without TLS",
		"key arn:aws:kms:a:1:key/claims does not rotate":                  "does not rotate",
		"GuardDuty is off": "GuardDuty is off",
		"claims: key arn:aws:kms:a:1:key/abc, role arn:aws:iam::1:role/p/x": "key abc, role x",
	} {
		f := Finding{Name: "claims", Resource: "arn:aws:kms:a:1:key/claims", Shows: says}
		if got := sharedPart(&f); got != want {
			t.Errorf("%q is %q, want %q", says, got, want)
		}
	}
}
