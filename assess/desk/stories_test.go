package desk

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"drydock/assess"
	"drydock/questionnaire"
)

// told is a story of the catalogue's design: a scope, and what it brings into a workshop of 180 minutes.
type told struct {
	name    string
	about   string
	scope   questionnaire.Scope
	in      []*questionnaire.Control
	out     []questionnaire.Exclusion
	posture *assess.Posture
	agenda  *assess.Agenda
}

// stories reads the scopes in testdata/stories and begins an assessment of each, with nothing said and nothing asked.
func stories(t *testing.T) []told {
	t.Helper()
	cat := must[*questionnaire.Catalog](t)(questionnaire.Builtin())
	files := must[[]string](t)(filepath.Glob(filepath.Join("testdata", "stories", "*.yaml")))
	if len(files) != 5 {
		t.Fatalf("CATALOG.md tells five stories, testdata/stories holds %d", len(files))
	}
	var all []told
	for _, path := range files {
		data := must[[]byte](t)(os.ReadFile(path))
		scope, err := questionnaire.LoadScope(questionnaire.File{Name: path, Data: data})
		if err != nil {
			t.Fatal(err)
		}
		about, _, _ := strings.Cut(strings.TrimPrefix(string(data), "# "), "\n")
		s := told{name: strings.TrimSuffix(filepath.Base(path), ".yaml"), about: about, scope: scope}
		s.in, s.out = questionnaire.Select(cat, scope)
		session := &assess.Session{Scope: scope}
		today := assess.DateOf(noon, time.UTC)
		s.posture = assess.Judge(cat, session, today, noon, assess.DefaultPolicy())
		s.agenda = assess.MakeAgenda(cat, session, s.posture, 180)
		all = append(all, s)
	}
	return all
}

func (s told) golden() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	shown, minutes := 0, 0
	for _, c := range s.in {
		minutes += c.Minutes
		if len(c.Rules) > 0 {
			shown++
		}
	}
	line("%s\n\n%d controls in, %d out; %d minutes to ask them all; AWS can show something on %d", s.about, len(s.in), len(s.out), minutes, shown)
	for _, g := range questionnaire.Gates() {
		line("\nMust for gate %d, %s:", g.Number(), g.Title())
		for _, c := range s.in {
			if c.Must && c.Phase.Number() == g.Number() {
				line("  %s", c.ID)
			}
		}
	}
	line("\nIn:")
	for _, c := range s.in {
		known := fmt.Sprintf("rules %d", len(c.Rules))
		if len(c.Rules) == 0 {
			known = "people"
		}
		line("  %s/%s/%s: %s, %s", c.Layer, c.Phase, c.ID, known, strings.Join(names(c.Asks), " "))
	}
	line("\nOut:")
	for _, x := range s.out {
		line("  %s: %s", x.Control.ID, x.Because)
	}
	line("\nAgenda, %d of %d minutes:", s.agenda.Used, s.agenda.Minutes)
	for _, x := range s.agenda.Items {
		line("  %s, %d min: %s", x.Control, x.Minutes, x.Reason)
	}
	for _, role := range slices.Sorted(maps.Keys(s.agenda.PreWork)) {
		line("Before the workshop, %s: %s", role, strings.Join(s.agenda.PreWork[role], " "))
	}
	for _, x := range s.agenda.Deferred {
		line("Deferred: %s", x.Control)
	}
	return b.String()
}

func names[T ~string](list []T) []string {
	var out []string
	for _, x := range list {
		out = append(out, string(x))
	}
	return out
}

// TestStories holds what each story brings in, why the rest is out, the musts per gate and the agenda.
func TestStories(t *testing.T) {
	for _, s := range stories(t) {
		t.Run(s.name, func(t *testing.T) { hold(t, filepath.Join("stories", s.name+".txt"), s.golden()) })
	}
}

// TestStoriesAskWhatTheyShould holds, by the story, what the goldens alone would let slip through an update.
func TestStoriesAskWhatTheyShould(t *testing.T) {
	// lookedForAnyway are controls on what a team forgot that it has, so they come without the platform's being in scope.
	lookedForAnyway := []string{"notebooks-are-closed"}
	for _, s := range stories(t) {
		t.Run(s.name, func(t *testing.T) {
			first := 0
			for _, c := range s.in {
				if c.Must && c.Phase == questionnaire.Foundational {
					first++
				}
				if len(c.Rules) > 0 && !s.scope.OnAWS() {
					t.Errorf("%s has rules, and nothing is on AWS", c.ID)
				}
				if s.elsewhere(c) && !slices.Contains(lookedForAnyway, c.ID) {
					t.Errorf("every rule of %s judges a platform that the workload does not run on", c.ID)
				}
			}
			if first > 12 {
				t.Errorf("%d musts for the first gate, more than 12", first)
			}
			if len(s.agenda.Items) == 0 || s.agenda.Used > s.agenda.Minutes {
				t.Errorf("the agenda has %d questions in %d of %d minutes", len(s.agenda.Items), s.agenda.Used, s.agenda.Minutes)
			}
		})
	}
}

// elsewhere says whether all that AWS could show on a control is about platforms that the scope rules out.
func (s told) elsewhere(c *questionnaire.Control) bool {
	platform := map[string]string{"bedrock_": questionnaire.OnBedrock, "agentcore_": questionnaire.OnAgentCore, "sagemaker_": questionnaire.OnSageMaker}
	away := 0
	for _, r := range c.Rules {
		for prefix, p := range platform {
			if strings.HasPrefix(r.Each, prefix) && s.scope.Uses(p) == questionnaire.NotUsed {
				away++
			}
		}
	}
	return len(c.Rules) > 0 && away == len(c.Rules)
}

// TestWhoOnlyBuysAIIsAskedAboutVendors holds the fifth story: people only, vendors first, and no question of how Bedrock is set up.
func TestWhoOnlyBuysAIIsAskedAboutVendors(t *testing.T) {
	all := stories(t)
	bought := all[len(all)-1]
	vendors := 0
	for _, c := range bought.in {
		if slices.Contains(c.Asks, questionnaire.VendorManager) {
			vendors++
		}
		if words := c.Question + c.Good.Full; strings.Contains(words, "Bedrock") || strings.Contains(words, "AgentCore") || strings.Contains(words, "SageMaker") {
			t.Errorf("%s asks who only buys AI: %s", c.ID, c.Question)
		}
	}
	if vendors < 5 {
		t.Errorf("%d questions for whoever manages vendors, want at least 5", vendors)
	}
	r := newRoom(t)
	v := must[*View](t)(r.New(t.Context(), bought.scope))
	if p := must[Preview](t)(r.Preview(bought.scope)); p.Shown != 0 {
		t.Errorf("AWS can show something on %d", p.Shown)
	}
	if _, err := r.ProbePreview(t.Context(), v, AWSOptions{}); !errors.Is(err, ErrNothingToAsk) {
		t.Errorf("AWS would be asked: %v", err)
	}
}

// TestCostlyMustsWait holds that keys of one's own and private endpoints are no must before the second gate.
func TestCostlyMustsWait(t *testing.T) {
	cat := must[*questionnaire.Catalog](t)(questionnaire.Builtin())
	costly := regexp.MustCompile(`(?i)kms|customer.?(managed )?key|key of (your|one's) own|own key|private (endpoint|path|link)|privatelink|vpc_?endpoint`)
	seen := 0
	for i := range cat.Controls {
		c := &cat.Controls[i]
		texts := []string{c.Title, c.Question}
		for _, r := range c.Rules {
			texts = append(texts, r.States, r.Each, r.Pass)
		}
		if !costly.MatchString(strings.Join(texts, "\n")) {
			continue
		}
		seen++
		if c.Must && c.Phase == questionnaire.Foundational {
			t.Errorf("%s:%d: %s is a must of the first gate", c.Place.File, c.Place.Line, c.ID)
		}
	}
	if seen < 3 {
		t.Errorf("only %d controls speak of keys or endpoints: this test looks for the wrong words", seen)
	}
}

// TestNobodyIsAskedInForeignWords holds tailoring over every gate: who only predicts is not asked about prompts, and who only buys
// is not asked how a service of AWS is set up.
func TestNobodyIsAskedInForeignWords(t *testing.T) {
	cat := must[*questionnaire.Catalog](t)(questionnaire.Builtin())
	for _, s := range stories(t) {
		var foreign *regexp.Regexp
		switch {
		case !slices.Contains(s.scope.ModelKinds(), "generative"):
			foreign = regexp.MustCompile(`(?i)\b(prompts?|guardrails?|chat|retrieval|agents?|hallucinat\w*)\b`)
		case !s.scope.OnAWS():
			foreign = regexp.MustCompile(`\b(AWS|Bedrock|AgentCore|SageMaker|IAM|KMS|S3|CloudTrail|VPC|Regions?)\b`)
		default:
			continue
		}
		every := s.scope
		every.Next = questionnaire.Scale
		in, _ := questionnaire.Select(cat, every)
		for _, c := range in {
			if found := foreign.FindString(c.Question); found != "" {
				t.Errorf("%s:%d: %s is asked about %q: %s", c.Place.File, c.Place.Line, s.name, found, c.Question)
			}
		}
	}
}
