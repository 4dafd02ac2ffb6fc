package iam

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"drydock/assess/fact"
)

// theme is a file of testdata/cases; its README says what the fields mean.
type theme struct {
	Theme string  `yaml:"theme"`
	Cases []acase `yaml:"cases"`
}

type acase struct {
	Case         string            `yaml:"case"`
	Why          string            `yaml:"why"`
	Ask          string            `yaml:"ask"`
	Who          string            `yaml:"who"`
	Identity     []string          `yaml:"identity"`
	Boundary     string            `yaml:"boundary"`
	SCPs         [][]string        `yaml:"scps"`
	RCPs         []string          `yaml:"rcps"`
	Carrier      string            `yaml:"carrier"`
	Policy       string            `yaml:"policy"`
	Context      map[string]string `yaml:"context"`
	Organization string            `yaml:"organization"`
	Path         string            `yaml:"path"`
	Unread       []string          `yaml:"unread"`
	Want         string            `yaml:"want"`
}

// What AWS decides is what we decide, for the reason that each case gives.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, file := range files {
		for _, c := range readTheme(t, file) {
			total++
			t.Run(filepath.Base(file)+"/"+c.Case, func(t *testing.T) { c.check(t) })
		}
	}
	if total < 150 {
		t.Errorf("%d cases; want at least 150", total)
	}
}

func readTheme(t *testing.T, file string) []acase {
	t.Helper()
	opened, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = opened.Close() }()
	decoder := yaml.NewDecoder(opened)
	decoder.KnownFields(true)
	var read theme
	if err := decoder.Decode(&read); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	names := map[string]bool{}
	for _, c := range read.Cases {
		if names[c.Case] || c.Case == "" || c.Why == "" || read.Theme == "" {
			t.Errorf("%s: %q: every case has a name of its own and a why", file, c.Case)
		}
		names[c.Case] = true
	}
	return read.Cases
}

func (c acase) check(t *testing.T) {
	world, who := c.world(t), roleARN
	switch c.Who {
	case "user":
		who = userARN
	case "session":
		who = "arn:aws:sts::111111111111:assumed-role/agent/today"
	}
	ask := c.Ask
	if ask == "" {
		ask = "bedrock:InvokeModel on @MODEL"
	}
	action, resource, ok := strings.Cut(named(ask), " on ")
	if !ok {
		t.Fatalf("%q asks nothing", ask)
	}
	got := world.evaluator().Allows(who, action, resource, c.Context)
	if got.Is.String() != c.Want {
		t.Errorf("want %s, got %s: %s\n%s", c.Want, got.Is, got.Because, c.Why)
	}
	if got.Because == "" {
		t.Error("the answer has no because")
	}
	if got.Is != Unknown && got.Gap != (fact.Gap{}) {
		t.Errorf("a certain answer with a gap: %v", got.Gap)
	}
}

func (c acase) world(t *testing.T) account1 {
	t.Helper()
	w := account1{
		boundary: document(t, c.Boundary), path: c.Path, carrier: c.Carrier, policy: document(t, c.Policy),
		noOrg: c.Organization == "none", manager: c.Organization == "management",
	}
	for _, text := range c.Identity {
		w.identity = append(w.identity, document(t, text))
	}
	for _, level := range c.SCPs {
		w.scps = append(w.scps, nil)
		for _, text := range level {
			w.scps[len(w.scps)-1] = append(w.scps[len(w.scps)-1], document(t, text))
		}
	}
	for _, text := range c.RCPs {
		w.rcps = append(w.rcps, document(t, text))
	}
	for _, what := range c.Unread {
		switch what {
		case "policies", "boundary":
			w.unread = append(w.unread, what)
		case "policy":
			w.sealed = true
		case "types":
			w.orgUnread = append(w.orgUnread, "policyTypes")
		case "membership":
			w.orgUnread = append(w.orgUnread, "inOrganization")
		default:
			w.denied = append(w.denied, fact.Kind(what))
		}
	}
	return w
}

// named puts ARNs in the place of names.
func named(text string) string {
	pairs := []string{"@MODEL", model, "@ROLE", roleARN, "@USER", userARN}
	for name, arn := range carriers {
		pairs = append(pairs, "@"+strings.ToUpper(name), arn)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

var sentence = regexp.MustCompile(`^(allow|deny) (all but )?(\S+)(?: on (all but )?(\S+))?(?: to (all but )?(\S+))?(?: if (\{.*\}))?$`)

// document turns the sentences of a case into a policy document; a text that is none stands for itself.
func document(t *testing.T, text string) string {
	t.Helper()
	text = named(text)
	if !strings.HasPrefix(text, "allow ") && !strings.HasPrefix(text, "deny ") {
		return text
	}
	var statements []string
	for _, s := range strings.Split(text, "; ") {
		m := sentence.FindStringSubmatch(s)
		if m == nil {
			t.Fatalf("%q is no statement", s)
		}
		statements = append(statements, statementOf(t, m))
	}
	return doc(statements...)
}

func statementOf(t *testing.T, m []string) string {
	t.Helper()
	s := map[string]any{"Effect": map[string]string{"allow": "Allow", "deny": "Deny"}[m[1]]}
	not := func(but, name string) string {
		if but != "" {
			return "Not" + name
		}
		return name
	}
	s[not(m[2], "Action")] = strings.Split(m[3], ",")
	if m[5] != "" {
		s[not(m[4], "Resource")] = strings.Split(m[5], ",")
	}
	if who := m[7]; who != "" {
		kind := "AWS"
		if strings.HasSuffix(who, ".amazonaws.com") {
			kind = "Service"
		}
		s[not(m[6], "Principal")] = map[string]any{kind: strings.Split(who, ",")}
	}
	if m[8] != "" {
		s["Condition"] = json.RawMessage(m[8])
	}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatalf("%v: %v", m[0], err)
	}
	return string(data)
}

// The table's README names every field and every name.
func TestCasesAreExplained(t *testing.T) {
	readme, err := os.ReadFile("testdata/cases/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range append([]string{"case:", "why:", "ask:", "who:", "identity:", "want:"}, []string{
		"boundary", "scps", "rcps", "carrier", "policy", "context", "organization", "path", "unread", "@MODEL", "@ROLE", "@USER", "@KEY", "@TOPIC", "@QUEUE", "@OTHER", "@FAR",
	}...) {
		if !strings.Contains(string(readme), want) {
			t.Errorf("the README does not explain %s", want)
		}
	}
}
