package assess

import (
	"reflect"
	"time"

	"drydock/questionnaire/text"
)

// What a field holds, as far as masking goes.
const (
	holdsText     = ""           // running text: what is known is masked inside it
	holdsOurs     = "ours"       // words of Drydock and of the catalogue, ids, Regions: never masked
	holdsPerson   = "person"     // the whole value is one name
	holdsAccount  = "account"    // 12 digits
	holdsAlias    = "alias"      // of an account
	holdsResource = "resource"   // an ARN, a pattern of ARNs, or the name of a resource
	holdsStack    = "stack"      // a CloudFormation stack
	holdsTag      = "tag"        // the value of a tag
	holdsWorkload = "workload"   // the name of the assessment or the workload
	holdsLink     = "link"       // an address
	holdsFile     = "file"       // the name of a file
	holdsFinding  = "finding"    // a finding's id, which is a hash over account and ARN
	holdsAccepted = "acceptance" // an acceptance's id, which may be a hash over names
)

// fieldsHold says of every field with text in it what it holds; those of a type with a closed list hold nothing to mask. A field
// that is missing here is taken for running text; a test says so.
func fieldsHold() map[string]string {
	out := map[string]string{}
	for what, fields := range map[string][]string{
		holdsPerson: {
			"Said.By", "Said.RecordedBy", "Settlement.By", "Acceptance.Approver", "Acceptance.By", "Mute.By", "Claim.By", "ActionState.Owner", "Note.By", "Parked.Owner",
			"Import.By", "Attendee.Name", "Decision.Owner", "Ending.By",
		},
		holdsAccount:  {"Account.ID", "Finding.Account", "Proof.Account", "Reach.Account", "Target.Account", "FailingRule.Account", "Imported.Account"},
		holdsAlias:    {"Account.Alias"},
		holdsResource: {"Acceptance.Resources", "Claim.Resource", "FailingRule.Resource", "Finding.Resource", "Finding.Name", "Imported.Resource", "Imported.Name", "Ours.ARNs", "Ours.Picked", "Run.Caller"},
		holdsStack:    {"Ours.Stacks"},
		holdsTag:      {"Ours.Tags"},
		holdsWorkload: {"Meta.Name", "Scope.Name", "Scope.Title"},
		holdsLink:     {"Document.Link", "Note.Link"},
		holdsFile:     {"Import.File"},
		holdsFinding:  {"Finding.ID", "Mute.Finding"},
		holdsAccepted: {"Acceptance.ID"},
		holdsText: {
			"Said.Because", "Settlement.Reason", "Acceptance.Reason", "Mute.Reason", "ActionState.Note", "Note.Text", "Parked.Text", "Account.Environment",
			"Scope.Agreed", "Milestone.Name", "Milestone.Gates", "Finding.Because", "Finding.Shows", "Imported.Says", "Import.Tool", "Import.Version", "Imported.Tool",
			"Gap.Message", "Unmapped.Check", "Standing.Name", "Ending.Reason", "Ending.Milestone",
		},
		holdsOurs: {
			"Said.Control", "Statement.ID", "Settlement.Control", "Settlement.For", "Settlement.Digest", "Acceptance.Control", "ActionState.Action", "ActionState.Status",
			"Note.ID", "Note.Control", "Parked.ID", "Place.Screen", "Place.Control", "Place.Item", "Place.Filter", "Timer.Today", "Vote.Control", "Arrangement.Order", "Arrangement.Hidden", "Arrangement.Must", "Ending.ID", "Ending.Ownerless", "Run.ID", "Run.Judged", "Frozen.Control", "FailingRule.Region",
			"FailingRule.Rule", "Meta.ID", "Meta.CatalogVersion", "Meta.CatalogDigest", "PackInfo.ID", "PackInfo.Title", "PackInfo.Version", "PackInfo.Digest",
			"PackInfo.NeedsCatalog", "Account.Role", "Scope.Does", "Scope.RunsOn", "Scope.Data", "Scope.Audience", "Scope.Tenancy", "Scope.Regions", "Scope.Today", "Scope.By", "Scope.Zone",
			"Finding.Source", "Finding.Rule", "Finding.Control", "Finding.States", "Finding.Region", "Proof.Operation", "Proof.Region", "Proof.RequestID", "Gap.Operation",
			"Gap.Action", "Gap.Code", "Reach.Region", "Target.Partition", "Target.Region", "Target.Role", "Import.Source", "Import.Digest", "Imported.Source", "Imported.Check",
			"Imported.Region", "Session.Seen", "Vote.Control", "Arrangement.Order", "Arrangement.Hidden",
			"Arrangement.Must", "Ending.ID", "Ending.Ownerless", "Place.Filter", "Timer.Today", "ControlChange.Control", "ControlChange.Title",
		},
	} {
		for _, f := range fields {
			out[f] = what
		}
	}
	return out
}

// masked is a copy of a record, however deep, with every text in it as mask gives it for what its field holds.
func masked[T any](record *T, mask func(holds, value string) string) *T {
	c := copier{mask: mask, holds: fieldsHold()}
	return c.copy(reflect.ValueOf(record), holdsOurs).Interface().(*T)
}

type copier struct {
	mask  func(holds, value string) string
	holds map[string]string
}

func (c *copier) copy(v reflect.Value, holds string) reflect.Value {
	switch v.Kind() {
	case reflect.String:
		out := reflect.New(v.Type()).Elem()
		out.SetString(c.mask(holds, v.String()))
		return out
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(c.copy(v.Elem(), holds))
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(c.copy(v.Index(i), holds))
		}
		return out
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for it := v.MapRange(); it.Next(); {
			out.SetMapIndex(it.Key(), c.copy(it.Value(), holds))
		}
		return out
	case reflect.Struct:
		return c.fields(v)
	}
	return v
}

func (c *copier) fields(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	if v.Type() == reflect.TypeFor[time.Time]() {
		return out
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		holds, known := c.holds[v.Type().Name()+"."+f.Name]
		if !known && closedList(f.Type) {
			holds = holdsOurs
		}
		out.Field(i).Set(c.copy(v.Field(i), holds))
	}
	return out
}

// closedList says that text of a type is of a closed list, a date or a word of ours.
func closedList(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	return t.Kind() == reflect.String && t != reflect.TypeFor[string]() && t != reflect.TypeFor[text.Untrusted]()
}
