package desk

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// betrays finds what a redacted export of the sample may not hold: accounts, addresses, and what its people and resources are called.
var betrays = regexp.MustCompile(`(?i)\b\d{12}\b|harbour|claims-|refund-|-0c1a1m5|hr-chatbot|organisation-trail|\.[a-z0-9]+@[a-z]|AKIA|zqc`)

// ofTheCatalogue is an example of the catalogue that sounds like the sample.
const ofTheCatalogue = "claims-tools"

// spoken is the sample with what people can say more, each with somebody's name or an address in it.
func spoken(t *testing.T, r *room) *View {
	t.Helper()
	v := must[*View](t)(r.OpenSample(t.Context(), false))
	who := v.Session.Scope.Attendees[1].Name
	var failing *evidence.Finding
	for i := range v.Session.Findings {
		if f := &v.Session.Findings[i]; f.Outcome == evidence.Fail && f.Resource != "" && f.Counts() {
			failing = f
		}
	}
	say := text.Untrusted(strings.ToUpper(who) + " of arn:aws:s3:::zqc-bucket/x in 777788889999 (zqc@zqc.example) says: " + string(failing.Resource) + " is " + string(failing.Name))
	change := func(bucket, key string, value any) assess.Change {
		return assess.Change{Bucket: bucket, Key: key, Value: value, Seen: assess.AnyRevision}
	}
	scope := v.Session.Scope
	scope.Ours = questionnaire.Ours{Tags: map[string]string{"workload": "zqc-tag"}, ARNs: []string{"arn:aws:bedrock:*:777788889999:agent/zqc-*"}, Stacks: []string{"zqc-stack"}, Picked: []string{string(failing.Resource)}}
	dec := v.Session.Decisions["human-approval"]
	dec.Control, dec.Value, dec.Because, dec.By, dec.At = "human-approval", assess.Partial, say, text.Untrusted(who), noon
	dec.Document = &assess.Document{Link: "https://zqc.example/page", Dated: "2026-11-01"}
	receipt := must[Receipt](t)(r.write(t.Context(), v, "Saved: all of it",
		change(assess.BucketScope, "scope", scope),
		change(assess.BucketDecisions, "human-approval", dec),
		change(assess.BucketNotes, "n1", assess.Note{ID: "n1", Text: say, Link: "https://zqc.example/1", By: "Zqc Zqcson", At: noon}),
		change(assess.BucketNotes, "n2", assess.Note{ID: "n2", Text: "zqc private", Private: true, By: "Zqc Zqcson", At: noon}),
		change(assess.BucketParking, "p1", assess.Parked{ID: "p1", Text: say, Owner: "Zqc Zqcson", At: noon}),
		change(assess.BucketMutes, failing.ID, assess.Mute{Finding: failing.ID, By: "Zqc Zqcson", Reason: say, Expires: "2027-01-01"}),
		change(assess.BucketClaims, string(failing.Resource), assess.Claim{Resource: failing.Resource, Whose: evidence.Shared, By: "Zqc Zqcson", At: noon}),
		change(assess.BucketAcceptances, "a1", assess.Acceptance{ID: "a1", Control: failing.Control, Resources: []text.Untrusted{failing.Resource}, Approver: "Zqc Zqcson", Reason: say, Expires: "2027-01-01", By: "Zqc Zqcson", At: noon}),
		change(assess.BucketActions, v.Plan.Actions[0].Action.ID, assess.ActionState{Action: v.Plan.Actions[0].Action.ID, Status: assess.ActionInProgress, Owner: "Zqc Zqcson", Note: say}),
	))
	return receipt.View
}

func TestARedactedExportBetraysNobodyInAnyFormat(t *testing.T) {
	r := newRoom(t)
	v := spoken(t, r)
	at := slices.IndexFunc(v.Session.Claims, func(c assess.Claim) bool { return c.By == "Zqc Zqcson" })
	failing := v.Session.Claims[at].Resource
	red := must[*View](t)(r.Redacted(t.Context(), v))
	mask := string(red.Session.Claims[at].Resource)
	if mask == string(failing) || !strings.HasPrefix(mask, "arn:aws:") {
		t.Fatalf("%s is masked as %q", failing, mask)
	}
	for _, format := range Formats() {
		plain := must[[]byte](t)(r.RenderWith(t.Context(), v, ExportOptions{Format: format}))
		data := must[[]byte](t)(r.RenderWith(t.Context(), v, ExportOptions{Format: format, Redact: true}))
		for i, line := range strings.Split(string(data), "\n") {
			if found := betrays.FindString(strings.ReplaceAll(line, ofTheCatalogue, "")); found != "" {
				t.Errorf("%s, line %d holds %q: %s", format, i+1, found, line)
			}
		}
		if bytes.Contains(plain, []byte(failing)) && !bytes.Contains(data, []byte(mask)) {
			t.Errorf("%s does not call %s %s, as the others do", format, failing, mask)
		}
		if again := must[[]byte](t)(r.RenderWith(t.Context(), v, ExportOptions{Format: format, Redact: true})); !bytes.Equal(data, again) {
			t.Errorf("%s is another one the second time", format)
		}
	}
}

// TestARedactedAssessmentIsJudgedLikeItself also when it has been taken in somewhere else.
func TestARedactedAssessmentIsJudgedLikeItself(t *testing.T) {
	r := newRoom(t)
	v := spoken(t, r)
	red := must[*View](t)(r.Redacted(t.Context(), v))
	data := must[[]byte](t)(r.RenderWith(t.Context(), v, ExportOptions{Format: "json", Redact: true}))
	other := newRoom(t)
	in := must[*View](t)(other.ImportSession(t.Context(), bytes.NewReader(data), "redacted.json", ""))
	for name, w := range map[string]*View{"redacted": red, "taken in": in} {
		for i := range v.Posture.Gates {
			if got, want := w.Posture.Gates[i].Sentence, v.Posture.Gates[i].Sentence; got != want {
				t.Errorf("%s: %s; want %s", name, got, want)
			}
		}
		if got, want := w.Posture.Readiness.Sentence+w.Posture.Known.Sentence+w.Posture.HowWeKnow.Sentence, v.Posture.Readiness.Sentence+v.Posture.Known.Sentence+v.Posture.HowWeKnow.Sentence; got != want {
			t.Errorf("%s: %s; want %s", name, got, want)
		}
		if len(w.Posture.Conflicts) != len(v.Posture.Conflicts) || len(w.Posture.Expired) != len(v.Posture.Expired) || len(w.Plan.Actions) != len(v.Plan.Actions) {
			t.Errorf("%s: %d differ, %d expired, %d actions", name, len(w.Posture.Conflicts), len(w.Posture.Expired), len(w.Plan.Actions))
		}
	}
	if !in.Session.Meta.Redacted {
		t.Error("the copy does not say that it is redacted")
	}
	again := must[[]byte](t)(other.Render(t.Context(), in, "json"))
	if !bytes.Equal(data, again) {
		t.Error("written down again it is another one")
	}
	if again = must[[]byte](t)(other.RenderWith(t.Context(), in, ExportOptions{Format: "json", Redact: true})); !bytes.Equal(data, again) {
		t.Errorf("redacted again it is another one: %q", changedLines(string(data), string(again)))
	}
	noted := must[Receipt](t)(other.AddNote(t.Context(), in, assess.Note{Text: "Ask Quirin Zander of 777766665555."})).View
	if again = must[[]byte](t)(other.RenderWith(t.Context(), noted, ExportOptions{Format: "json", Redact: true})); bytes.Contains(again, []byte("777766665555")) {
		t.Error("what was typed after it was redacted is not masked")
	}
	if _, err := StandingFrom(questionnaire.File{Name: "redacted.json", Data: data}); err == nil || !strings.Contains(err.Error(), "redacted") {
		t.Errorf("as a baseline: %v", err)
	}
}

func TestARedactedComparisonAndFileBetrayNobody(t *testing.T) {
	r := newRoom(t)
	v := spoken(t, r)
	ref := v.Session.Meta.Name
	diff := must[*assess.Diff](t)(r.CompareRedacted(t.Context(), ref+"@"+v.Session.Milestones[0].Name, ref))
	for _, format := range []string{Markdown, "json"} {
		data := must[[]byte](t)(RenderDiff(diff, format))
		if found := betrays.Find(data); found != nil {
			t.Errorf("%s holds %q", format, found)
		}
		if !bytes.Contains(data, []byte("workload-2")) {
			t.Errorf("%s does not name its sides", format)
		}
	}
	path := filepath.Join(t.TempDir(), "drydock.yaml")
	must[string](t)(r.SaveWorkload(t.Context(), v, SaveOptions{Path: path, Redact: true}))
	data := must[[]byte](t)(os.ReadFile(path))
	if found := betrays.Find(data); found != nil {
		t.Errorf("drydock.yaml holds %q", found)
	}
	if _, err := r.SaveWorkload(t.Context(), v, SaveOptions{Path: path, Redact: true}); err == nil {
		t.Error("a redacted file took the place of another")
	}
}
