package assess

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// everyField calls f with each field, however deep, of a type that holds text, and with the struct that it is in.
func everyField(t reflect.Type, seen map[reflect.Type]bool, f func(in reflect.Type, field reflect.StructField)) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		everyField(t.Elem(), seen, f)
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() || seen[t] {
			return
		}
		seen[t] = true
		for i := range t.NumField() {
			f(t, t.Field(i))
			everyField(t.Field(i).Type, seen, f)
		}
	}
}

// TestMaskingKnowsEveryField: a new field of the session must be given a place in fieldsHold, so that nobody forgets to ask whether it
// may leave the house.
func TestMaskingKnowsEveryField(t *testing.T) {
	known := fieldsHold()
	there := map[string]bool{}
	for _, record := range []reflect.Type{reflect.TypeFor[Session](), reflect.TypeFor[Diff]()} {
		everyField(record, map[reflect.Type]bool{}, func(in reflect.Type, field reflect.StructField) {
			leaf := field.Type
			for leaf.Kind() == reflect.Pointer || leaf.Kind() == reflect.Slice || leaf.Kind() == reflect.Map {
				leaf = leaf.Elem()
			}
			name := in.Name() + "." + field.Name
			there[name] = true
			if _, ok := known[name]; !ok && leaf.Kind() == reflect.String && !closedList(field.Type) {
				t.Errorf("fieldsHold does not say what %s holds", name)
			}
		})
	}
	for name := range known {
		if !there[name] {
			t.Errorf("fieldsHold speaks of %s, which is not there", name)
		}
	}
}

// plant fills a value with canaries, however deep: what a field holds says what kind of one.
func plant(v reflect.Value, holds string, of map[string]string, n *int) {
	switch v.Kind() {
	case reflect.String:
		*n++
		v.SetString(canary(holds, *n))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		plant(v.Elem(), holds, of, n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			plant(v.Index(i), holds, of, n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		item := reflect.New(v.Type().Elem()).Elem()
		plant(item, holds, of, n)
		v.SetMapIndex(reflect.ValueOf("key"), item)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			holds, known := of[v.Type().Name()+"."+f.Name]
			if !known && closedList(f.Type) {
				holds = holdsOurs
			}
			plant(v.Field(i), holds, of, n)
		}
	}
}

func canary(holds string, n int) string {
	switch holds {
	case holdsOurs:
		return fmt.Sprintf("ours%d", n)
	case holdsAccount:
		return fmt.Sprintf("%012d", 400000000000+n)
	case holdsResource:
		return fmt.Sprintf("arn:aws:iam::%012d:role/zqc-role-%d", 500000000000+n, n)
	case holdsPerson:
		return fmt.Sprintf("Zqc%d Zqd%d", n, n)
	case holdsText:
		return fmt.Sprintf("See https://zqc.example/%d, (zqc%d.person@zqc.example), AKIA0000000000%06d, 6000000%05d and arn:aws:s3:::zqc-bucket-%d/x.", n, n, n, n, n)
	}
	return fmt.Sprintf("zqc-%s-%d", holds, n)
}

func TestNothingPlantedIsLeftWhenMasked(t *testing.T) {
	var s Session
	n := 0
	plant(reflect.ValueOf(&s).Elem(), "", fieldsHold(), &n)
	s.Notes[0].Private = false
	said := ""
	for _, p := range []text.Untrusted{s.Notes[0].By, s.Parking[0].Owner, s.Findings[0].Resource, text.Untrusted(s.Scope.Attendees[0].Name), text.Untrusted(s.Scope.Accounts[0].Alias)} {
		said += strings.ToUpper(string(p)) + ", "
	}
	s.Notes[0].Text = text.Untrusted(said + "and zqd-from-facts; " + strings.Fields(string(s.Notes[0].By))[0] + "'s own.")
	snap := &fact.Snapshot{Facts: []fact.Fact{&fact.IAMRole{Meta: fact.Meta{ARN: "arn:aws:iam::111122223333:role/zqd-from-facts", Name: "zqd-from-facts"}}}}
	cat := &questionnaire.Catalog{}
	out := NewMasks([]*Session{&s}, snap).Session(cat, &s, Judge(cat, &s, "2026-01-01", time.Now(), DefaultPolicy()), time.Now())
	data, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(data), "\n") {
		if low := strings.ToLower(line); strings.Contains(low, "zqc") || strings.Contains(low, "zqd") || strings.Contains(low, "akia") || maskedDigits(low) {
			t.Errorf("left: %s", line)
		}
	}
	if strings.Contains(string(data), `"ours`) == false {
		t.Error("our own words are gone")
	}
}

// maskedDigits says whether 12 digits stand by themselves.
func maskedDigits(s string) bool {
	for _, run := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		if len(run) == 12 {
			return true
		}
	}
	return false
}

func TestTheNameOfAMachineAccountIsAWordInASentence(t *testing.T) {
	s := &Session{Notes: []Note{{By: "root", Text: "The root user has a key."}}}
	cat := &questionnaire.Catalog{}
	out := NewMasks([]*Session{s}).Session(cat, s, Judge(cat, s, "2026-01-01", time.Now(), DefaultPolicy()), time.Now())
	if out.Notes[0].By != "person-1" || out.Notes[0].Text != s.Notes[0].Text {
		t.Errorf("got %+v", out.Notes[0])
	}
}

func TestMasksAreTheSameEverywhere(t *testing.T) {
	role := text.Untrusted("arn:aws:iam::111122223333:role/service-role/claims-agent")
	s := &Session{
		Meta:  Meta{Name: "refunds"},
		Scope: questionnaire.Scope{Name: "refunds", Accounts: []questionnaire.Account{{ID: "111122223333", Alias: "harbour-prod"}}, Ours: questionnaire.Ours{ARNs: []string{"arn:aws:bedrock:*:111122223333:agent/claims-*"}}},
		Notes: []Note{{By: "Ada Quist", Text: "Ada says that claims-agent in 111122223333 (harbour-prod) may do all; ask ada.quist@harbour.example. Not claims-agents."}},
		Findings: []evidence.Finding{
			{Account: "111122223333", Resource: role, Name: "claims-agent", Shows: "role " + role + " may assume arn:aws:iam::999988887777:role/other/*; AmazonBedrockFullAccess is arn:aws:iam::aws:policy/AmazonBedrockFullAccess"},
			{Account: "111122223333", Resource: "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-v2", Name: "anthropic.claude-v2"},
			{Resource: "arn:aws:bedrock:eu-west-1:111122223333:agent/ABCDEF1234", Name: "claims"},
		},
		Milestones: []Milestone{{Controls: []Frozen{{Failing: []FailingRule{{Account: "111122223333", Resource: role}}}}}},
		Runs:       []Run{{Caller: "arn:aws:sts::111122223333:assumed-role/ReadOnly/jo"}},
	}
	cat := &questionnaire.Catalog{}
	out := NewMasks([]*Session{s}).Session(cat, s, Judge(cat, s, "2026-01-01", time.Now(), DefaultPolicy()), time.Now())
	want := map[string]string{
		string(out.Notes[0].Text):                                 "person-1 says that role-2 in account-1 (alias-1) may do all; ask person-2. Not agent-2-agents.",
		string(out.Findings[0].Resource):                          "arn:aws:iam::account-1:role/service-role/role-2",
		string(out.Findings[0].Name):                              "role-2",
		string(out.Findings[0].Shows):                             "role arn:aws:iam::account-1:role/service-role/role-2 may assume arn:aws:iam::account-2:role/role-3/*; AmazonBedrockFullAccess is arn:aws:iam::aws:policy/AmazonBedrockFullAccess",
		string(out.Findings[1].Resource):                          "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-v2",
		string(out.Findings[2].Resource):                          "arn:aws:bedrock:eu-west-1:account-1:agent/agent-1",
		string(out.Findings[2].Name):                              "agent-2",
		string(out.Milestones[0].Controls[0].Failing[0].Resource): string(out.Findings[0].Resource),
		out.Scope.Ours.ARNs[0]:                                    "arn:aws:bedrock:*:account-1:agent/agent-2-*",
		out.Runs[0].Caller:                                        "arn:aws:sts::account-1:assumed-role/role-1/session-1",
		out.Meta.Name + " " + out.Scope.Name:                      "workload-1 workload-1",
	}
	for got, want := range want {
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// FuzzMasks masks any text: it ends, nothing that looks like an account id is left, and what is masked is not masked further.
func FuzzMasks(f *testing.F) {
	for _, s := range []string{
		"Ada says arn:aws:iam::111122223333:role/x-*, 111122223333!", "arn:::::", "a@b.c@d.e", "AKIAIOSFODNN7EXAMPLE", "\xff\xfe", "vpc-0123456789abcdef0", strings.Repeat("a-", 600),
		"https://x.example/111122223333)", "１１１１２２２２３３３３",
	} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, name, s string) {
		session := &Session{Meta: Meta{Name: "x"}, Notes: []Note{{By: text.Untrusted(name), Text: text.Untrusted(s)}}, Claims: []Claim{{Resource: text.Untrusted(name)}}}
		once := NewMasks([]*Session{session}).Text(s)
		if maskedDigits(once) {
			standsAlone := false
			walkText(once, func(rest string) int {
				kind, n := looksLike(rest)
				standsAlone = standsAlone || kind == holdsAccount
				return n
			})
			if standsAlone {
				t.Fatalf("%q became %q", s, once)
			}
		}
	})
}
