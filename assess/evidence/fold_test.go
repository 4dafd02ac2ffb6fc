package evidence

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"drydock/assess/fact"
	"drydock/questionnaire/text"
)

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// at is a finding in a Region, on a resource of its own.
func at(region, resource string, out Outcome) Finding {
	return Finding{
		Source: Own, Rule: "r", Account: "1", Region: region, Kind: "bedrock_agent", Resource: text.Untrusted(resource), Outcome: out, At: monday, Ownership: Ours,
	}
}

func TestFold(t *testing.T) {
	change := func(f Finding, how func(*Finding)) Finding { how(&f); return f }
	tests := []struct {
		name     string
		findings []Finding
		verdict  Verdict
		sentence string
	}{
		{"nothing", nil, VerdictNone, "nothing to judge"},
		{"only not applicable", []Finding{at("a", "x", NotApplicable)}, VerdictNone, "nothing to judge"},
		{"only passes", []Finding{at("a", "x", Pass), at("a", "y", Pass)}, VerdictPass, "passes on 2 of 2 agents"},
		{"one agent", []Finding{at("a", "x", Pass)}, VerdictPass, "passes on 1 of 1 agent"},
		{"fails and passes", []Finding{at("a", "x", Pass), at("a", "y", Fail), at("a", "z", Pass)}, VerdictSome, "in part (2 of 3 agents)"},
		{
			"a decisive rule failed",
			[]Finding{at("a", "x", Pass), change(at("a", "y", Fail), func(f *Finding) { f.Decisive = true })},
			VerdictFail, "fails on 1 of 2 agents",
		},
		{"a decisive rule passed", []Finding{change(at("a", "x", Pass), func(f *Finding) { f.Decisive = true }), at("a", "y", Fail)}, VerdictSome, "in part (1 of 2 agents)"},
		{"fail beats unknown", []Finding{at("a", "x", Fail), at("a", "y", Unknown)}, VerdictFail, "fails on 1 of 2 agents, 1 not known"},
		{"fails, passes and unknowns", []Finding{at("a", "x", Fail), at("a", "y", Unknown), at("a", "z", Pass)}, VerdictSome, "in part (1 of 3 agents, 1 not known)"},
		{
			"passes and unknowns",
			[]Finding{at("a", "", Pass), at("b", "", Pass), at("c", "", Pass), at("d", "", Unknown)},
			VerdictNotAssessed, "passes in 3 of 4 Regions, 1 not known",
		},
		{"only unknowns", []Finding{at("a", "", Unknown)}, VerdictNotAssessed, "not known in 1 of 1 Region"},
		{"account-wide", []Finding{at(fact.Global, "", Fail)}, VerdictFail, "fails in 1 of 1 account"},
		{
			"others' and unassigned do not count",
			[]Finding{
				change(at("a", "x", Fail), func(f *Finding) { f.Ownership = Others }),
				change(at("a", "y", Fail), func(f *Finding) { f.Ownership = Unassigned }),
				change(at("a", "z", Pass), func(f *Finding) { f.Ownership = Shared }),
			},
			VerdictPass, "passes on 1 of 1 agent",
		},
		{
			"muted counts as unknown",
			[]Finding{at("a", "x", Pass), change(at("a", "y", Fail), func(f *Finding) { f.Muted = true })},
			VerdictNotAssessed, "passes on 1 of 2 agents, 1 not known",
		},
		{
			"stale counts as unknown",
			[]Finding{at("a", "x", Pass), change(at("a", "y", Pass), func(f *Finding) { f.Stale = true })},
			VerdictNotAssessed, "passes on 1 of 2 agents, 1 not known",
		},
		{
			"two rules about one resource are checks",
			[]Finding{at("a", "x", Pass), change(at("a", "x", Fail), func(f *Finding) { f.Rule = "s" })},
			VerdictSome, "in part (1 of 2 checks)",
		},
		{
			"two rules about two Regions count Regions, by the worse",
			[]Finding{at("a", "", Pass), change(at("a", "", Pass), func(f *Finding) { f.Rule = "s" }), at("b", "", Fail)},
			VerdictSome, "in part (1 of 2 Regions)",
		},
		{
			"agents and Regions mixed are checks",
			[]Finding{at("a", "", Pass), at("a", "x", Pass)},
			VerdictPass, "passes on 2 of 2 checks",
		},
		{
			"agents and runtimes mixed are resources",
			[]Finding{at("a", "x", Fail), at("a", "y", Pass), change(at("a", "z", Pass), func(f *Finding) { f.Kind = "agentcore_runtime" })},
			VerdictSome, "in part (2 of 3 resources)",
		},
		{
			"unclear ownership counts as unknown",
			[]Finding{at("a", "x", Pass), change(at("a", "y", Pass), func(f *Finding) { f.Ownership = Unclear })},
			VerdictNotAssessed, "passes on 1 of 2 agents, 1 not known",
		},
		{
			"our own probe counts, not the import",
			[]Finding{at("a", "x", Fail), change(at("a", "x", Pass), func(f *Finding) { f.Source = "prowler"; f.At = monday.Add(time.Hour) })},
			VerdictFail, "fails on 1 of 1 agent",
		},
		{
			"an import counts where our probe could not read",
			[]Finding{at("a", "x", Unknown), change(at("a", "x", Fail), func(f *Finding) { f.Source = "prowler" })},
			VerdictFail, "fails on 1 of 1 agent",
		},
		{
			"an import does not pass for a muted finding",
			[]Finding{change(at("a", "x", Fail), func(f *Finding) { f.Muted = true }), change(at("a", "x", Pass), func(f *Finding) { f.Source = "prowler" })},
			VerdictNotAssessed, "not known on 1 of 1 agent",
		},
		{
			"of two imports of one time the worse",
			[]Finding{
				change(at("a", "x", Pass), func(f *Finding) { f.Source = "prowler" }),
				change(at("a", "x", Fail), func(f *Finding) { f.Source = "securityhub" }),
			},
			VerdictFail, "fails on 1 of 1 agent",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Fold("c", tt.findings)
			if got.Verdict != tt.verdict || got.Sentence != tt.sentence {
				t.Errorf("got %s, %q; want %s, %q", got.Verdict, got.Sentence, tt.verdict, tt.sentence)
			}
			if len(got.Findings) != len(tt.findings) {
				t.Errorf("%d findings listed, want all %d", len(got.Findings), len(tt.findings))
			}
		})
	}
}

func TestDigest(t *testing.T) {
	base := []Finding{at("a", "x", Pass), at("a", "y", Fail)}
	digest := func(how func(fs []Finding) []Finding) string {
		return Fold("c", how(append([]Finding(nil), base...))).Digest
	}
	was := digest(func(fs []Finding) []Finding { return fs })
	same := map[string]func([]Finding) []Finding{
		"read again later":   func(fs []Finding) []Finding { fs[0].At = monday.Add(time.Hour); return fs },
		"in another order":   func(fs []Finding) []Finding { return []Finding{fs[1], fs[0]} },
		"others' beside it":  func(fs []Finding) []Finding { f := at("a", "z", Fail); f.Ownership = Others; return append(fs, f) },
		"a not applicable":   func(fs []Finding) []Finding { return append(fs, at("a", "z", NotApplicable)) },
		"a pass put in word": func(fs []Finding) []Finding { fs[0].Shows = "on"; return fs },
	}
	for name, how := range same {
		if digest(how) != was {
			t.Errorf("%s: the digest changed", name)
		}
	}
	other := map[string]func([]Finding) []Finding{
		"one more fails":     func(fs []Finding) []Finding { return append(fs, at("a", "z", Fail)) },
		"it fails otherwise": func(fs []Finding) []Finding { fs[1].Shows = "open to all"; return fs },
		"it passes now":      func(fs []Finding) []Finding { fs[1].Outcome = Pass; return fs },
		"it is muted":        func(fs []Finding) []Finding { fs[1].Muted = true; return fs },
		"another resource":   func(fs []Finding) []Finding { fs[1].Resource = "w"; return fs },
	}
	for name, how := range other {
		if digest(how) == was {
			t.Errorf("%s: the digest did not change", name)
		}
	}
}

// What nobody has seen never becomes a pass: turning any finding unknown, stale or muted cannot improve a verdict.
func TestNothingUnseenPasses(t *testing.T) {
	rank := map[Verdict]int{VerdictFail: 0, VerdictSome: 1, VerdictNotAssessed: 2, VerdictNone: 2, VerdictPass: 3}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		var fs []Finding
		for i := 0; i < n; i++ {
			f := at("a", string(rune('a'+i)), rapid.SampledFrom([]Outcome{Pass, Fail, Unknown, NotApplicable}).Draw(t, "outcome"))
			f.Stale, f.Muted = rapid.Bool().Draw(t, "stale"), rapid.Bool().Draw(t, "muted")
			fs = append(fs, f)
		}
		ev := Fold("c", fs)
		seen := 0
		for _, f := range fs {
			if f.Outcome == Pass && !f.Stale && !f.Muted {
				seen++
			}
		}
		if ev.Passes != seen {
			t.Fatalf("%d passes, but %d were seen", ev.Passes, seen)
		}
		i := rapid.IntRange(0, n-1).Draw(t, "which")
		if fs[i].Outcome != Pass {
			return
		}
		fs[i].Outcome = Unknown
		if worse := Fold("c", fs); rank[worse.Verdict] > rank[ev.Verdict] {
			t.Fatalf("%s became %s when a pass became unknown", ev.Verdict, worse.Verdict)
		}
	})
}

func TestNoun(t *testing.T) {
	for kind, want := range map[fact.Kind]string{
		"bedrock_agent": "agent", "bedrock_knowledge_base": "knowledge base", "ec2_vpc": "VPC", "account": "account", "oddity": "oddity", "": "resource",
	} {
		if got := Noun(kind); got != want {
			t.Errorf("Noun(%q) = %q, want %q", kind, got, want)
		}
	}
	for one, want := range map[string]string{"agent": "agents", "policy": "policies", "key": "keys", "model in use": "models in use", "alarms": "alarms"} {
		if got := Plural(one); got != want {
			t.Errorf("Plural(%q) = %q, want %q", one, got, want)
		}
	}
}

// TestOurOwnProbeSpeaksOverImports: what another tool found counts only where our own rule was not read.
func TestOurOwnProbeSpeaksOverImports(t *testing.T) {
	at := func(source, resource string, o Outcome) Finding {
		return Finding{Source: source, Rule: "r", Account: "1", Region: "eu-west-1", Resource: text.Untrusted(resource), Outcome: o}
	}
	other := at("prowler", "b", Fail)
	other.Region = "eu-west-2"
	stale := at(Own, "a", Pass)
	stale.Stale = true
	for name, c := range map[string]struct {
		findings []Finding
		want     Verdict
	}{
		"alone":                       {[]Finding{at("prowler", "a", Fail)}, VerdictFail},
		"we judged it":                {[]Finding{at(Own, "a", Pass), at("prowler", "a", Fail)}, VerdictPass},
		"we found it not in use":      {[]Finding{at(Own, "a", NotApplicable), at("prowler", "a", Fail)}, VerdictNone},
		"we saw all that is there":    {[]Finding{at(Own, "a", Pass), at("prowler", "b", Fail)}, VerdictPass},
		"another Region":              {[]Finding{at(Own, "a", Pass), other}, VerdictSome},
		"we could not read it":        {[]Finding{at(Own, "a", Unknown), at("prowler", "a", Fail)}, VerdictFail},
		"we read another, not this":   {[]Finding{at(Own, "b", Pass), at(Own, "a", Unknown), at("prowler", "a", Fail)}, VerdictSome},
		"ours is stale":               {[]Finding{stale, at("prowler", "a", Fail)}, VerdictFail},
		"a pass does not cover ours":  {[]Finding{at(Own, "a", Fail), at("prowler", "a", Pass)}, VerdictFail},
		"unknown there, unknown here": {[]Finding{at(Own, "a", Unknown), at("prowler", "a", Unknown)}, VerdictNotAssessed},
	} {
		if got := Fold("c", c.findings); got.Verdict != c.want || len(got.Findings) != len(c.findings) {
			t.Errorf("%s: %s with %d findings, want %s", name, got.Verdict, len(got.Findings), c.want)
		}
	}
}
