package rule

// The cases in testdata/cases say what each rule of the catalogue makes of a small account. Their format is described in
// testdata/cases/README.md; this file reads them, and makes the cases of unread facts by itself.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// ruleCases are the cases of one rule.
type ruleCases struct {
	Pass          []acase `yaml:"pass"`
	Fail          []acase `yaml:"fail"`
	NotApplicable []acase `yaml:"not-applicable"`
	Unknown       []acase `yaml:"unknown"`
}

// acase is a small account.
type acase struct {
	Why     string                      `yaml:"why"`
	Facts   []map[string]map[string]any `yaml:"facts"`
	Scope   yaml.Node                   `yaml:"scope"`
	Reach   map[string]string           `yaml:"reach"`
	Targets []struct{ Account, Region, Role string }
}

// world is a case as the judge takes it.
type world struct {
	snap  *fact.Snapshot
	scope questionnaire.Scope
}

var readAt = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// globalKind says which kinds belong to an account and not to a Region.
func globalKind(k fact.Kind) bool {
	return k == "account" || strings.HasPrefix(string(k), "iam_") || strings.HasPrefix(string(k), "organization") || strings.HasPrefix(string(k), "cloudfront_") ||
		slices.Contains([]fact.Kind{"s3_account_block", "shield", "budget", "cost_monitor"}, k)
}

func proof(op, account, region string) []fact.Proof {
	return []fact.Proof{{Operation: op, Account: account, Region: region, RequestID: "r-1", At: readAt, AllPages: true}}
}

// world builds the snapshot and scope of a case for a rule.
func (c acase) world(r *questionnaire.Rule) (world, error) {
	w := world{snap: &fact.Snapshot{Run: "case", At: readAt}}
	for _, t := range c.Targets {
		w.snap.Targets = append(w.snap.Targets, fact.Target{Partition: "aws", Account: t.Account, Region: t.Region, Role: t.Role})
	}
	if len(w.snap.Targets) == 0 {
		w.snap.Targets = []fact.Target{{Partition: "aws", Account: "111111111111", Region: "eu-west-1"}}
	}
	for i := range w.snap.Targets {
		if t := &w.snap.Targets[i]; t.Role == "" {
			t.Role = "workload"
			if len(r.In) > 0 {
				t.Role = r.In[0]
			}
		}
	}
	if err := c.addReach(w.snap); err != nil {
		return w, err
	}
	for i, entry := range c.Facts {
		for kind, fields := range entry {
			f, err := caseFact(fact.Kind(kind), fields, w.snap.Targets[0], i+1)
			if err != nil {
				return w, fmt.Errorf("fact %d: %w", i+1, err)
			}
			w.snap.Facts = append(w.snap.Facts, f)
		}
	}
	w.scope = questionnaire.Scope{Name: "case", Does: []string{"writes", "reads-data", "acts"}}
	if c.Scope.Kind != 0 {
		data, err := yaml.Marshal(&c.Scope)
		if err != nil {
			return w, err
		}
		if !bytes.Contains(data, []byte("\nname:")) && !bytes.HasPrefix(data, []byte("name:")) {
			data = append([]byte("name: case\n"), data...)
		}
		if w.scope, err = questionnaire.LoadScope(questionnaire.File{Name: "scope", Data: data}); err != nil {
			return w, err
		}
		if len(w.scope.Does) == 0 {
			w.scope.Does = []string{"writes", "reads-data", "acts"}
		}
	}
	return w, nil
}

// addReach adds a row for every kind at every target.
func (c acase) addReach(snap *fact.Snapshot) error {
	used := map[string]bool{}
	done := map[place]bool{}
	for _, t := range snap.Targets {
		for _, kind := range fact.Kinds() {
			region := t.Region
			if globalKind(kind) {
				region = fact.Global
			}
			if p := (place{t.Account, region, kind}); done[p] {
				continue
			} else {
				done[p] = true
			}
			status := fact.Read
			for _, key := range []string{string(kind), string(kind) + "@" + region} {
				if s, ok := c.Reach[key]; ok {
					status = fact.Status(s)
					used[key] = true
				}
			}
			snap.Reach = append(snap.Reach, reachRow(t.Account, region, kind, status))
		}
	}
	for key, status := range c.Reach {
		if !used[key] {
			return fmt.Errorf("reach: %q is no kind, or no kind@region, of this case", key)
		}
		known := []fact.Status{fact.Read, fact.Denied, fact.ClosedByPolicy, fact.NotOffered, fact.Throttled, fact.TimedOut, fact.Failed, fact.Cancelled, fact.NotCollected}
		if !slices.Contains(known, fact.Status(status)) {
			return fmt.Errorf("reach: %q is no status; use one of %v", status, known)
		}
	}
	return nil
}

func reachRow(account, region string, kind fact.Kind, status fact.Status) fact.Reach {
	r := fact.Reach{Account: account, Region: region, Kind: kind, Gap: fact.Gap{Status: status}, ReadAt: readAt}
	switch status {
	case fact.Read, fact.NotOffered:
		r.Proof = proof("list."+string(kind), account, region)
	case fact.Denied:
		r.Gap.Action = "test:List" + string(kind)
	}
	return r
}

// caseFact makes a fact from its JSON fields.
func caseFact(kind fact.Kind, fields map[string]any, t fact.Target, n int) (fact.Fact, error) {
	f := fact.New(kind)
	if f == nil {
		return nil, fmt.Errorf("no fact kind is called %q", kind)
	}
	fields = maps.Clone(fields)
	if fields == nil {
		fields = map[string]any{}
	}
	unread, _ := fields["unread"].([]any)
	delete(fields, "unread")
	data, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(f); err != nil {
		return nil, fmt.Errorf("%s: %w", kind, err)
	}
	m := f.Base()
	if m.Account == "" {
		m.Account = t.Account
	}
	if m.Region == "" {
		if m.Region = t.Region; globalKind(kind) {
			m.Region = fact.Global
		}
	}
	if m.Name == "" {
		m.Name = fmt.Sprintf("%s-%d", kind, n)
	}
	if m.ARN == "" {
		m.ARN = fmt.Sprintf("arn:aws:test:%s:%s:%s/%s", m.Region, m.Account, kind, m.Name)
	}
	m.ReadAt, m.Proof = readAt, proof("get."+string(kind), m.Account, m.Region)
	for _, name := range unread {
		m.MarkUnread(fmt.Sprint(name), fact.Gap{Status: fact.Denied, Action: "test:Get"})
	}
	return f, nil
}

// loadCases reads every case file.
func loadCases(t *testing.T) map[string]ruleCases {
	t.Helper()
	files, err := filepath.Glob("testdata/cases/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]ruleCases{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d := yaml.NewDecoder(bytes.NewReader(data))
		d.KnownFields(true)
		var in map[string]ruleCases
		if err := d.Decode(&in); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for id, cases := range in {
			if _, twice := all[id]; twice {
				t.Errorf("%s: the cases of rule %s stand in two files", name, id)
			}
			all[id] = cases
		}
	}
	return all
}

// judgeCase judges a world by the only rule of a control.
func judgeCase(j *Judge, c *questionnaire.Control, w world) []evidence.Finding {
	return j.Judge(w.snap, w.scope, []*questionnaire.Control{c}, func(string, *fact.Meta) evidence.Ownership { return evidence.Ours })
}

func count(findings []evidence.Finding) map[evidence.Outcome]int {
	n := map[evidence.Outcome]int{}
	for _, f := range findings {
		n[f.Outcome]++
	}
	return n
}

// print lists findings in a test's message.
func print(findings []evidence.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "\n    %s %s %s %s: %s [%s] %s", f.Outcome, f.Account, f.Region, string(f.Name), string(f.Because), f.Cause, string(f.Shows))
	}
	return b.String()
}

// TestCatalogRulesCompile type-checks the built-in rules against the facts.
func TestCatalogRulesCompile(t *testing.T) {
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Skipf("the built-in catalogue does not load, which its own test reports: %v", err)
	}
	if err := Check(cat); err != nil {
		t.Error(err)
	}
}

// TestCases holds every rule of the catalogue to its cases.
func TestCases(t *testing.T) {
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Skipf("the built-in catalogue does not load, which its own test reports: %v", err)
	}
	j, err := New(cat)
	if err != nil {
		t.Fatal(err)
	}
	cases := loadCases(t)
	known := map[string]bool{}
	for i := range cat.Controls {
		for k := range cat.Controls[i].Rules {
			r := &cat.Controls[i].Rules[k]
			known[r.ID] = true
			t.Run(r.ID, func(t *testing.T) {
				c := cases[r.ID]
				if len(c.Pass) == 0 || len(c.Fail) == 0 {
					t.Errorf("%s:%d: rule %s needs a pass case and a fail case in testdata/cases (it has %d and %d)",
						r.Place.File, r.Place.Line, r.ID, len(c.Pass), len(c.Fail))
				}
				c.run(t, j, r)
			})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(cases)) {
		if !known[id] {
			t.Errorf("testdata/cases has cases of rule %s, which the catalogue does not have", id)
		}
	}
}

// run holds a rule to its cases, and to those made of them.
func (c ruleCases) run(t *testing.T, j *Judge, r *questionnaire.Rule) {
	control := &questionnaire.Control{ID: r.Control, Rules: []questionnaire.Rule{*r}}
	for _, x := range []struct {
		list  string
		cases []acase
		good  func(n map[evidence.Outcome]int) bool
	}{
		{"pass", c.Pass, func(n map[evidence.Outcome]int) bool {
			return n[evidence.Pass] > 0 && n[evidence.Fail]+n[evidence.Unknown] == 0
		}},
		{"fail", c.Fail, func(n map[evidence.Outcome]int) bool { return n[evidence.Fail] > 0 && n[evidence.Unknown] == 0 }},
		{"not-applicable", c.NotApplicable, func(n map[evidence.Outcome]int) bool {
			return n[evidence.NotApplicable] > 0 && n[evidence.Pass]+n[evidence.Fail]+n[evidence.Unknown] == 0
		}},
		{"unknown", c.Unknown, func(n map[evidence.Outcome]int) bool { return n[evidence.Unknown] > 0 && n[evidence.Fail] == 0 }},
	} {
		for i, one := range x.cases {
			name := fmt.Sprintf("%s/%d %s", x.list, i+1, one.Why)
			w, err := one.world(r)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			got := judgeCase(j, control, w)
			if !x.good(count(got)) {
				t.Errorf("%s: %s", name, print(got))
			}
			checkInvariants(t, name, got)
			if x.list == "pass" || x.list == "fail" {
				unreadCases(t, name, j, control, w, got)
			}
		}
	}
}

// checkInvariants holds for every finding, whatever the rule.
func checkInvariants(t *testing.T, name string, findings []evidence.Finding) {
	t.Helper()
	ids := map[string]bool{}
	for _, f := range findings {
		if f.ID == "" || ids[f.ID] {
			t.Errorf("%s: the id %q is empty or not unique", name, f.ID)
		}
		ids[f.ID] = true
		if f.Because == "" {
			t.Errorf("%s: a %s says no because", name, f.Outcome)
		}
		if f.Outcome == evidence.Pass && len(f.Proof) == 0 {
			t.Errorf("%s: a pass without proof", name)
		}
		if (f.Outcome == evidence.Unknown) != (f.Cause != "") {
			t.Errorf("%s: a %s with the cause %q", name, f.Outcome, f.Cause)
		}
		if f.Cause == evidence.RuleFailed && f.Gap == nil && strings.Contains(string(f.Because), "the rule failed") {
			t.Errorf("%s: %s", name, f.Because)
		}
	}
}
