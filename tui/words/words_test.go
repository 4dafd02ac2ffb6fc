package words_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"drydock/assess"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
	"drydock/tui/words"
)

// fill gives fields the values of a map, as if somebody had typed them.
func fill(fields []words.Field, typed map[string]string) []words.Field {
	return words.With(fields, func(id string) string {
		if v, ok := typed[id]; ok {
			return v
		}
		for _, f := range fields {
			if f.ID == id {
				return f.Value
			}
		}
		return ""
	})
}

func TestWhatIsWrongIsSaidOfTheFirstFieldThatIs(t *testing.T) {
	asked := words.BasisForm(&assess.ControlState{Control: &questionnaire.Control{ID: "x"}}).Fields
	for _, tt := range []struct {
		typed map[string]string
		want  string
	}{
		{map[string]string{}, "Who says so? A name is enough."},
		{map[string]string{"by": "  "}, "Who says so? A name is enough."},
		{map[string]string{"by": "Ana"}, ""},
		{map[string]string{"by": "Ana", "dated": "soon"}, "Its date: write a date like 2027-03-31."},
		{map[string]string{"by": "Ana", "value": "not-applicable"}, "Does not apply needs a reason: in their words."},
		{map[string]string{"by": "Ana", "value": "not-applicable", "because": "no agents"}, ""},
		{map[string]string{"by": "Ana", "contested": "yes"}, "The room stayed split: who finds out what holds? A name is enough."},
		{map[string]string{"by": "Ana", "contested": "yes", "finder": "Jo"}, ""},
	} {
		if got := words.FirstWrong(fill(asked, tt.typed)); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.typed, got, tt.want)
		}
	}
	work := words.ActionForm(assess.ActionState{Status: assess.ActionOpen})
	for days, want := range map[string]string{"": "", "2": "", "0.5": "", "two": "Days of work: a number, like 2 or 0.5.", "-1": "Days of work: a number, like 2 or 0.5.", "NaN": "Days of work: a number, like 2 or 0.5."} {
		if got := words.FirstWrong(fill(work, map[string]string{"days": days})); got != want {
			t.Errorf("%q days: %q, want %q", days, got, want)
		}
	}
}

func TestWhatWasFilledInIsReadBack(t *testing.T) {
	q := &questionnaire.Control{ID: "human-approval", Revision: 3}
	c := &assess.ControlState{Control: q}
	d := words.ReadBasis(fill(words.BasisForm(c).Fields, map[string]string{
		"value": "partial", "by": "Ana", "role": "data-owner", "basis": "document", "link": "wiki/7", "dated": "2026-11-02", "because": "two of three", "finder": "Jo",
	}), q, "2026-11-20")
	want := assess.Decision{Said: assess.Said{
		Control: "human-approval", Revision: 3, Value: assess.Partial, By: "Ana", Role: "data-owner", Basis: assess.BasisDocument, Because: "two of three",
		Document: &assess.Document{Link: "wiki/7", Dated: "2026-11-02"},
	}}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("the decision (-want +got):\n%s", diff)
	}
	c.Decision = &assess.Decision{Said: want.Said, Contested: true, Owner: "Jo"}
	if diff := cmp.Diff(*c.Decision, words.ReadBasis(words.BasisForm(c).Fields, q, "2026-11-20")); diff != "" {
		t.Errorf("asked again and left as it was, it changed (-want +got):\n%s", diff)
	}
	s := words.ReadAction(fill(words.ActionForm(assess.ActionState{Action: "a", Status: "open"}), map[string]string{
		"owner": "Ana", "due": "2027-01-15", "days": "1.5", "status": "done",
	}), assess.ActionState{Action: "a"}, "2026-11-20")
	if diff := cmp.Diff(assess.ActionState{Action: "a", Status: "done", Owner: "Ana", Due: "2027-01-15", Days: 1.5, DoneAt: "2026-11-20"}, s); diff != "" {
		t.Errorf("the action (-want +got):\n%s", diff)
	}
	if again := words.Toggled(words.Toggled(s, "2026-11-21"), "2026-11-21"); again.Status != assess.ActionDone || again.DoneAt != "2026-11-21" {
		t.Errorf("opened and done again it is %+v", again)
	}
}

// A scope that is asked and left as it is stays what it was.
func TestAScopeLeftAsItIsStaysTheSame(t *testing.T) {
	yes, no := true, false
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, scope := range []questionnaire.Scope{
		{Name: "claims", Next: questionnaire.GoLive, RunsOn: map[string]questionnaire.Use{}},
		{
			Name: "claims", Does: []string{"writes", "acts"}, Bought: &no, RunsOn: map[string]questionnaire.Use{"bedrock": questionnaire.Used, "saas": questionnaire.NotUsed},
			AgencyLevel: 3, Data: "regulated", Audience: "customers", Tenancy: "many", Organization: &yes, Regions: []string{"eu-west-1", "eu-central-1"},
			Accounts: []questionnaire.Account{{ID: "111122223333", Role: "workload"}, {ID: "444455556666", Role: "data", Alias: "lake"}},
			Ours:     questionnaire.Ours{Tags: map[string]string{"app": "claims", "team": "x"}, ARNs: []string{"arn:*"}}, Today: "pilot", Next: questionnaire.Scale, By: "2027-03-31",
			Minutes: 105, Capacity: 12, Attendees: []questionnaire.Attendee{{Name: "Ana Moreno", Role: "data-owner"}}, Zone: "Europe/Berlin",
		},
	} {
		for _, workshop := range []bool{false, true} {
			got, wrong := words.ReadScope(words.Scope(scope, cat, workshop), scope)
			if diff := cmp.Diff(scope, got, cmpopts.EquateEmpty()); diff != "" || wrong != "" {
				t.Errorf("%q (-want +got):\n%s", wrong, diff)
			}
		}
	}
}

func TestWordsThatGoOn(t *testing.T) {
	for in, want := range map[string]string{"AWS shows it": "AWS shows it", "You said no": "you said no", "": ""} {
		if got := words.LowerAfter(in); got != want {
			t.Errorf("LowerAfter(%q) = %q", in, got)
		}
	}
	for in, want := range map[string]string{"élan": "Élan", "a": "A", "": ""} {
		if got := words.Upper(in); got != want {
			t.Errorf("Upper(%q) = %q", in, got)
		}
	}
	if got := words.Safe(text.Untrusted("\x1b[2J\n")); got != `\x1b[2J ` {
		t.Errorf("Safe: %q", got)
	}
}
