package iam

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// patterns draws short patterns over a small alphabet, so that they often meet.
func patterns(t *rapid.T, name string) string {
	return rapid.StringOfN(rapid.SampledFrom([]rune("ab/*?")), 0, 6, -1).Draw(t, name)
}

// words are all strings up to six letters that the patterns of these tests can tell apart; c stands for all others.
func words() []string {
	all := []string{""}
	for from := 0; len(all[len(all)-1]) < 6; {
		to := len(all)
		for _, w := range all[from:to] {
			for _, c := range "ab/c" {
				all = append(all, w+string(c))
			}
		}
		from = to
	}
	return all
}

// slowGlobs is the definition of a pattern, and nothing else.
func slowGlobs(pattern, s string) bool {
	if pattern == "" {
		return s == ""
	}
	switch pattern[0] {
	case '*':
		return slowGlobs(pattern[1:], s) || (s != "" && slowGlobs(pattern, s[1:]))
	case '?':
		return s != "" && slowGlobs(pattern[1:], s[1:])
	}
	return s != "" && s[0] == pattern[0] && slowGlobs(pattern[1:], s[1:])
}

func TestGlobsMatchTheirDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := patterns(t, "pattern")
		s := rapid.StringOfN(rapid.SampledFrom([]rune("ab/c")), 0, 8, -1).Draw(t, "string")
		if globs(p, s) != slowGlobs(p, s) {
			t.Fatalf("globs(%q, %q) = %v", p, s, globs(p, s))
		}
	})
}

func TestMeetsAndCovers(t *testing.T) {
	all := words()
	rapid.Check(t, func(t *rapid.T) {
		p, q := patterns(t, "p"), patterns(t, "q")
		both, within := false, true
		for _, s := range all {
			inP, inQ := globs(p, s), globs(q, s)
			both = both || inP && inQ
			within = within && (!inQ || inP)
		}
		// Two patterns of at most six letters that meet do so in a string of at most twelve; short ones decide most.
		if got := meets(tokens(p), tokens(q)); both && !got {
			t.Fatalf("%q and %q meet, and it was not seen", p, q)
		}
		if covers(tokens(p), tokens(q)) && !within {
			t.Fatalf("%q is said to cover %q", p, q)
		}
		if !meets(tokens(p), tokens(q)) && covers(tokens(p), tokens(q)) {
			t.Fatalf("%q covers %q and does not meet it", p, q)
		}
	})
}

// TestExistsAgreesWithAllStrings compares the search with looking at every short string.
func TestExistsAgreesWithAllStrings(t *testing.T) {
	all := words()
	rapid.Check(t, func(t *rapid.T) {
		asked := patterns(t, "asked")
		drawRegion := func(name string) region {
			return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) grant {
				n := rapid.IntRange(1, 2).Draw(t, "n")
				g := grant{except: rapid.IntRange(0, 3).Draw(t, "except") == 0}
				for range n {
					g.resources = append(g.resources, patterns(t, "resource"))
				}
				return g
			}), 0, 2).Draw(t, name)
		}
		need, never := drawRegion("need"), drawRegion("never")
		found, known := exists(asked, []region{need}, never)
		if !known {
			t.Fatal("a small question was too large")
		}
		seen := false
		for _, s := range all {
			matches := func(p string) bool { return globs(p, s) }
			if globs(asked, s) && need.has(matches) && !never.has(matches) {
				seen = true
				break
			}
		}
		if seen && !found {
			t.Fatalf("asked %q, need %v, never %v: it exists and was not found", asked, need, never)
		}
		if found && !seen {
			// The witness may be longer than six letters: find it with the search, which must name one.
			slow, _ := search(asked, patternsOf(asked, []region{need, never}), func(m func(string) bool) bool { return need.has(m) && !never.has(m) })
			if !slow {
				t.Fatalf("asked %q, need %v, never %v: found at sight, and not by the search", asked, need, never)
			}
		}
	})
}

// A search that grows too large says so, and Allows then says unknown.
func TestExistsGivesUp(t *testing.T) {
	var never region
	for _, c := range strings.Split("abcdefghijklmnop", "") {
		never = append(never, grant{resources: []string{"*" + c + "?????????*" + c + "?"}, sure: true})
	}
	never = append(never, grant{resources: []string{"?*"}}, grant{resources: []string{""}})
	if found, known := exists("*", nil, never); known || found {
		t.Errorf("found %v, known %v", found, known)
	}
}

func FuzzParseDocument(f *testing.F) {
	f.Add(doc(all, deny("s3:*", "*")))
	f.Add(doc(guardrail))
	f.Add(`{"Statement":{"Effect":"Allow","NotAction":["a:b"],"NotResource":"x","Principal":{"AWS":["*"]}}}`)
	f.Add(`{"Statement":[{"Effect":"Deny","Action":"*","Resource":"${a}","Condition":{"ForAllValues:StringNotLikeIfExists":{"k":[1,true,"x"]}}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		e := account1{identity: []string{text}}.evaluator()
		for _, resource := range []string{model, "*", "arn:*:bedrock:*"} {
			got := e.Allows(roleARN, "bedrock:InvokeModel", resource, map[string]string{"k": ""})
			if _, err := parseDocument(text); err != nil && got.Is == Yes {
				t.Errorf("a malformed document allows: %q", text)
			}
			if got.Because == "" {
				t.Errorf("no because for %q", text)
			}
			// A sure denial of everything beside it always wins.
			with := account1{identity: []string{text, doc(deny("*", "*"))}}.evaluator()
			if got := with.Allows(roleARN, "bedrock:InvokeModel", resource, nil); got.Is != No {
				t.Errorf("denied, and yet %s: %q", got.Is, text)
			}
		}
	})
}

func BenchmarkAllowsAnywhere(b *testing.B) {
	e := account1{
		identity: []string{doc(allow("bedrock:InvokeModel", "arn:aws:bedrock:*::foundation-model/amazon.titan-embed*"), allow("s3:*", "*")), doc(all), doc(guardrail)},
		scps:     [][]string{{doc(all)}, {doc(all)}},
	}.evaluator()
	for b.Loop() {
		e.Allows(roleARN, "bedrock:InvokeModel", "arn:*:bedrock:*::foundation-model/anthropic.*", map[string]string{"bedrock:GuardrailIdentifier": ""})
	}
}

func BenchmarkAllowsSearch(b *testing.B) {
	e := account1{identity: []string{doc(all, `{"Effect":"Deny","Action":"bedrock:InvokeModel","NotResource":["arn:aws*:bedrock:*embed*","arn:aws*:bedrock:*rerank*"]}`, deny("*", "*embed*"), deny("*", "*rerank*"))}}.evaluator()
	for b.Loop() {
		e.Allows(roleARN, "bedrock:InvokeModel", "arn:*:bedrock:*::foundation-model/anthropic.*", nil)
	}
}
