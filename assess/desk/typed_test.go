package desk

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// notTyped are the fields with text that no person types: ids, words of closed lists, and what AWS, a tool or Drydock wrote.
var notTyped = strings.Fields(`
	Meta.ID Meta.Name Meta.CatalogVersion Meta.CatalogDigest PackInfo.ID PackInfo.Version PackInfo.Digest PackInfo.Title PackInfo.NeedsCatalog
	Scope.Does Scope.RunsOn Scope.Data Scope.Audience Scope.Tenancy Scope.Regions Scope.Today Scope.By Scope.Zone Account.ID Account.Role
	Said.Control Statement.ID Settlement.Control Settlement.For Settlement.Digest Acceptance.ID Acceptance.Control Mute.Finding ActionState.Action
	ActionState.Status Note.ID Note.Control Parked.ID Place.Screen Place.Control Place.Item Run.ID Run.Caller Run.Judged Target.Partition
	Target.Account Target.Region Target.Role Milestone.Gates Frozen.Control FailingRule.Rule FailingRule.Account FailingRule.Region
	FailingRule.Resource Finding.ID Finding.Source Finding.Rule Finding.Control Finding.States Finding.Account Finding.Region Finding.Resource
	Finding.Name Finding.Because Finding.Shows Gap.Operation Gap.Action Gap.Code Gap.Message Proof.Operation Proof.Account Proof.Region
	Proof.RequestID Import.Source Import.Digest Import.Tool Import.Version Unmapped.Check Imported.Source Imported.Tool Imported.Check
	Imported.Account Imported.Region Imported.Resource Imported.Name Imported.Says Reach.Account Reach.Region Session.Seen
	Vote.Control Arrangement.Order Arrangement.Hidden Arrangement.Must Ending.ID Ending.Milestone Ending.Ownerless Place.Filter Timer.Today`)

// noPlace says which formats have no place for what was typed, and why. A field that is not here must be found.
var noPlace = map[string]map[string]string{
	"controls-csv": {
		"Scope": "rows are controls", "Account": "rows are controls", "Ours": "rows are controls", "Attendee": "rows are controls", "Mute": "in findings-csv",
		"Claim": "in findings-csv", "ActionState": "in actions-csv", "Parked": "rows are controls", "Milestone": "rows are controls", "Import": "rows are controls",
		"session Note": "rows are controls", "Ending": "rows are controls",
	},
	"findings-csv": {
		"Scope": "rows are findings", "Account": "rows are findings", "Ours": "rows are findings", "Attendee": "rows are findings", "Said": "in controls-csv",
		"Document": "in controls-csv", "Settlement": "in controls-csv", "Acceptance": "in controls-csv", "Note": "in controls-csv", "ActionState": "in actions-csv",
		"Parked": "rows are findings", "Milestone": "rows are findings", "Import": "rows are findings", "gone Mute": "the finding is not there any more",
		"gone Claim": "nothing is found on the resource", "Claim.Resource": "of a resource that is there", "session Note": "rows are findings", "Ending": "rows are findings", "Decision": "in controls-csv",
	},
	"actions-csv": {
		"Scope": "rows are actions", "Account": "rows are actions", "Ours": "rows are actions", "Attendee": "rows are actions", "Said": "in controls-csv",
		"Document": "in controls-csv", "Settlement": "in controls-csv", "Acceptance": "in controls-csv", "Note": "in controls-csv", "Mute": "in findings-csv",
		"Claim": "in findings-csv", "Parked": "rows are actions", "Milestone": "rows are actions", "Import": "rows are actions", "session Note": "rows are actions", "Ending": "rows are actions", "Decision": "in controls-csv",
	},
	"jira-csv": {
		"Scope": "issues are actions", "Account": "issues are actions", "Ours": "issues are actions", "Attendee": "issues are actions", "Said": "why the work is needed is told in the action's sentence",
		"Document": "in controls-csv", "gone Settlement": "no work hangs on it", "gone Acceptance": "no work hangs on it", "Note": "in controls-csv", "Mute": "in findings-csv",
		"Claim": "in findings-csv", "Parked": "issues are actions", "Milestone": "issues are actions", "Import": "issues are actions", "done ActionState": "the work is done",
		"gone ActionState": "the action is not in this catalogue", "session Note": "issues are actions", "ActionState.DoneAt": "the work is not done", "Ending": "issues are actions", "Decision": "in controls-csv",
	},
	"summary": {
		"Scope": "one page", "Account": "one page", "Ours": "one page", "Attendee": "one page", "Said": "one page", "Document": "one page",
		"gone Settlement": "one page", "gone Acceptance": "one page", "Acceptance.Resources": "one page: it counts them", "Acceptance.By": "one page", "Note": "one page", "Mute": "one page", "Claim": "one page",
		"ActionState": "one page", "Parked": "one page", "Milestone": "one page", "Import": "one page", "session Note": "one page", "Ending": "one page", "Decision": "one page",
	},
}

// typed is a session in which every field that a person can type holds a marker, and the markers with what they are in.
type typed struct {
	markers map[string]string // marker, to "mark Type.Field"
	n       int
}

// mark fills what is empty of a record with markers. The sort says what is special about the record: "gone" of a control, an
// action or a resource that is not there, "done" of an action that is, "session" of no control.
func mark[T any](ty *typed, sort string, record T) T {
	v := reflect.ValueOf(&record).Elem()
	ty.fill(sort, "", v)
	return record
}

func (ty *typed) fill(sort, field string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		value := v.String()
		if value == "" {
			ty.n++
			switch v.Type() {
			case reflect.TypeFor[assess.Date]():
				value = string(assess.Date("2031-01-01").AddDays(ty.n))
			case reflect.TypeFor[string](), reflect.TypeFor[text.Untrusted]():
				value = fmt.Sprintf("Marker%03dEnd", ty.n)
			default:
				return
			}
			v.SetString(value)
		}
		if v.Type() != reflect.TypeFor[assess.Date]() && v.Type() != reflect.TypeFor[string]() && v.Type() != reflect.TypeFor[text.Untrusted]() {
			return // of a closed list
		}
		ty.markers[value] = strings.TrimSpace(sort + " " + field)
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		ty.fill(sort, field, v.Elem())
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		}
		for i := range v.Len() {
			ty.fill(sort, field, v.Index(i))
		}
	case reflect.Map:
		key, value := reflect.ValueOf("approved-models"), reflect.New(v.Type().Elem()).Elem()
		ty.fill(sort, field, value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if name := v.Type().Name() + "." + v.Type().Field(i).Name; !slices.Contains(notTyped, name) {
				ty.fill(sort, name, v.Field(i))
			}
		}
	}
}

// everythingTyped plants a marker in every field of every record, on controls and actions that are in scope, done, and not there.
func everythingTyped(t *testing.T, r *room) (*typed, *View) {
	t.Helper()
	cat := must[*questionnaire.Catalog](t)(questionnaire.Builtin())
	scope := scopeOf("claims")
	scope.Regions, scope.By, scope.Zone, scope.RunsOn["sagemaker"] = []string{"eu-west-1"}, "2027-03-01", "UTC", questionnaire.Used
	scope.Accounts = []questionnaire.Account{{ID: "111122223333", Role: "workload"}}
	ty := &typed{markers: map[string]string{}}
	scope = mark(ty, "", scope)
	s := &assess.Session{
		Meta: assess.Meta{ID: "01J", Name: "claims", CatalogVersion: "1", CatalogDigest: "x"}, Scope: scope, Decisions: map[string]assess.Decision{},
		Settlements: map[string]assess.Settlement{}, Actions: map[string]assess.ActionState{},
	}
	find := func(id, control, rule, resource string, o evidence.Outcome) {
		s.Findings = append(s.Findings, evidence.Finding{
			ID: id, Source: evidence.Own, Rule: rule, Control: control, Account: "111122223333", Region: "eu-west-1", Kind: "iam_role", Resource: text.Untrusted(resource),
			Outcome: o, At: r.now, Ownership: evidence.Ours,
		})
	}
	find("f1", "human-approval", "x", "arn:aws:iam::111122223333:role/a", evidence.Fail)
	find("f2", "invocation-logging", "x", "arn:aws:iam::111122223333:role/b", evidence.Fail)
	s.Claims = append(s.Claims, mark(ty, "", assess.Claim{Resource: "arn:aws:iam::111122223333:role/a", Whose: evidence.Ours, At: r.now}), mark(ty, "gone", assess.Claim{Whose: evidence.Shared, At: r.now}))
	s.Mutes = append(s.Mutes, mark(ty, "", assess.Mute{Finding: "f2"}), mark(ty, "gone", assess.Mute{Finding: "f9"}))
	ty.people(r, s)
	ty.work(cat, s)
	s.Notes = []assess.Note{
		mark(ty, "", assess.Note{ID: "n1", Control: "threat-model", At: r.now}), mark(ty, "gone", assess.Note{ID: "n2", Control: "no-such-control", At: r.now}),
		mark(ty, "session", assess.Note{ID: "n3", Text: "of the session", At: r.now}), mark(ty, "private", assess.Note{ID: "n4", Control: "threat-model", Private: true, At: r.now}),
	}
	s.Parking = []assess.Parked{mark(ty, "", assess.Parked{ID: "p1", At: r.now})}
	s.Milestones = []assess.Milestone{mark(ty, "", assess.Milestone{At: r.now, Controls: []assess.Frozen{}, Gates: []string{}, Verdicts: []assess.GateVerdict{}}), mark(ty, "", assess.Milestone{At: r.now, Controls: []assess.Frozen{}, Verdicts: []assess.GateVerdict{}})}
	s.Imports = []assess.Import{mark(ty, "", assess.Import{Source: "prowler", Digest: "d", Tool: "Prowler", At: r.now, Unmapped: []assess.Unmapped{}})}
	s.Endings = []assess.Ending{mark(ty, "", assess.Ending{ID: "e1", Milestone: "today", Ownerless: []string{"no-such-action"}, At: r.now})}
	return ty, r.view(cat, s)
}

// TestEveryFieldIsPlanted: what a person can type in any record of a session has a marker above, or is said not to be typed.
func TestEveryFieldIsPlanted(t *testing.T) {
	r := newRoom(t)
	ty, _ := everythingTyped(t, r)
	planted := map[string]bool{}
	for _, field := range ty.markers {
		planted[field[strings.LastIndexByte(field, ' ')+1:]] = true
	}
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(record reflect.Type) {
		switch record.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(record.Elem())
		case reflect.Struct:
			if record == reflect.TypeFor[time.Time]() || seen[record] {
				return
			}
			seen[record] = true
			for i := range record.NumField() {
				f, leaf := record.Field(i), record.Field(i).Type
				for leaf.Kind() == reflect.Pointer || leaf.Kind() == reflect.Slice || leaf.Kind() == reflect.Map {
					leaf = leaf.Elem()
				}
				name := record.Name() + "." + f.Name
				if (leaf == reflect.TypeFor[string]() || leaf == reflect.TypeFor[text.Untrusted]()) && !planted[name] && !slices.Contains(notTyped, name) {
					t.Errorf("nothing is planted in %s", name)
				}
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeFor[assess.Session]())
}

// people answer, settle and accept: what holds, what does not, and what is about a control that is not there.
func (ty *typed) people(r *room, s *assess.Session) {
	said := func(sort, control string, v assess.Answer) assess.Said {
		return mark(ty, sort, assess.Said{Control: control, Revision: 1, Value: v, Role: questionnaire.DataOwner, Basis: assess.BasisDocument, At: r.now})
	}
	for _, control := range []string{"threat-model", "human-approval", "no-such-control", "model-monitoring"} {
		sort := ""
		s.Decisions[control] = mark(ty, sort, assess.Decision{Said: said(sort, control, assess.Yes), Contested: true})
		s.Statements = append(s.Statements, assess.Statement{ID: "s" + control, Said: said(sort, control, assess.No)})
	}
	for i, control := range []string{"human-approval", "threat-model", "no-such-control"} {
		sort := ""
		if i > 0 {
			sort = "gone"
		}
		s.Settlements[control] = mark(ty, sort, assess.Settlement{Control: control, For: "evidence", At: r.now})
	}
	for i, a := range []assess.Acceptance{
		{Control: "human-approval", Expires: "2026-12-20"}, {Control: "human-approval", Expires: "2026-11-02"}, {Control: "no-such-control", Expires: "2026-12-21"},
	} {
		sort := ""
		if i == 2 {
			sort = "gone"
		}
		a.ID, a.At = fmt.Sprint("a", i), r.now
		s.Acceptances = append(s.Acceptances, mark(ty, sort, a))
	}
}

// work is an action of the plan, one that is done, and one that is not there.
func (ty *typed) work(cat *questionnaire.Catalog, s *assess.Session) {
	for _, a := range cat.ActionsFor("human-approval") {
		s.Actions[a.ID] = mark(ty, "", assess.ActionState{Action: a.ID, Status: assess.ActionInProgress})
	}
	for _, a := range cat.ActionsFor("threat-model") {
		s.Actions[a.ID] = mark(ty, "done", assess.ActionState{Action: a.ID, Status: assess.ActionDone})
	}
	s.Actions["no-such-action"] = mark(ty, "gone", assess.ActionState{Action: "no-such-action", Status: assess.ActionInProgress})
}

// TestNothingTypedIsMissing plants a marker in every field that a person can type and finds it in every format that has a place for it.
// A new field is planted by itself; a format that has no place for it says why in noPlace.
func TestNothingTypedIsMissing(t *testing.T) {
	r := newRoom(t)
	ty, v := everythingTyped(t, r)
	for _, format := range Formats() {
		data := string(must[[]byte](t)(r.Render(t.Context(), v, format)))
		var missing []string
		for marker, field := range ty.markers {
			switch there := strings.Contains(data, marker) || strings.Contains(data, longDate(marker)); {
			case strings.HasPrefix(field, "private"):
				if there && strings.HasPrefix(marker, "Marker") {
					t.Errorf("%s holds the private note (%s)", format, field)
				}
			case !there && !hasNoPlace(format, field):
				missing = append(missing, field+" "+marker)
			}
		}
		slices.Sort(missing)
		if len(missing) > 0 {
			t.Errorf("%s lacks what somebody typed:\n  %s", format, strings.Join(missing, "\n  "))
		}
	}
}

// longDate is a date as people read it, without its weekday; a text that is none is as it is.
func longDate(s string) string {
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return day.Format("2 Jan 2006")
}

// hasNoPlace says whether a format gave a reason for a field, its record, or its record of that sort.
func hasNoPlace(format, field string) bool {
	sort, name, special := strings.Cut(field, " ")
	if !special {
		sort, name = "", field
	}
	record, _, _ := strings.Cut(name, ".")
	for _, key := range []string{name, record, sort + " " + record} {
		if noPlace[format][key] != "" {
			return true
		}
	}
	return false
}

// TestNoPlaceIsStillTrue: a reason for a format that is not there, or for a record that no marker is in, is taken out.
func TestNoPlaceIsStillTrue(t *testing.T) {
	r := newRoom(t)
	ty, _ := everythingTyped(t, r)
	for format, reasons := range noPlace {
		if !slices.Contains(Formats(), format) {
			t.Errorf("there is no format %s", format)
		}
		for key := range reasons {
			if !slices.ContainsFunc(slices.Collect(maps.Values(ty.markers)), func(field string) bool {
				return strings.HasPrefix(field, key) || strings.HasPrefix(strings.TrimSpace(field[strings.IndexByte(field, ' ')+1:]), key)
			}) {
				t.Errorf("%s: no marker is in %s", format, key)
			}
		}
	}
}

// TestWhatWasDecidedAgainstTheEvidenceIsInEveryFormat: who approved or settled, why, until when, and that it has run out.
func TestWhatWasDecidedAgainstTheEvidenceIsInEveryFormat(t *testing.T) {
	r := newRoom(t)
	_, v := everythingTyped(t, r)
	holds, ran := v.Session.Acceptances[0], v.Session.Acceptances[1]
	settled := v.Session.Settlements["human-approval"]
	expired := map[string]string{"summary": "expired", "markdown": "**expired**", "html": "expired", "controls-csv": ", expired: ", "jira-csv": ", expired: ", "json": `"expired": [`}
	for _, format := range Formats() {
		data := string(must[[]byte](t)(r.Render(t.Context(), v, format)))
		for _, word := range []text.Untrusted{holds.Approver, holds.Reason, ran.Approver, ran.Reason, settled.By, settled.Reason} {
			if expired[format] != "" && !strings.Contains(data, string(word)) {
				t.Errorf("%s lacks %s", format, word)
			}
		}
		for _, day := range []assess.Date{holds.Expires, ran.Expires} {
			if expired[format] != "" && !strings.Contains(data, string(day)) && !strings.Contains(data, longDate(string(day))) {
				t.Errorf("%s lacks %s", format, day)
			}
		}
		if !strings.Contains(data, expired[format]) {
			t.Errorf("%s does not say that an acceptance has run out", format)
		}
	}
}
