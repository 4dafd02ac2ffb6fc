package desk

import (
	"bytes"
	"strings"
	"testing"

	"drydock/assess"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// TestWhatGoesOutComesBack: everything that can be typed, of controls, actions and packs that are not here, with hostile text, runs,
// imports and accepted risks that ran out, goes out, into an empty store, and out again as the same bytes.
func TestWhatGoesOutComesBack(t *testing.T) {
	r := newRoom(t)
	_, v := everythingTyped(t, r)
	s := v.Session
	hostile := text.Untrusted("\u202e\x1b]0;x\x07\"\\</script>\r\n\t\u2028=cmd|' /C'!A0 \xff 🜲 |a|b|")
	s.Notes[0].Text, s.Parking[0].Text, s.Claims[0].By = hostile, hostile, hostile
	s.Meta.Packs = []questionnaire.PackInfo{{ID: "no-such-pack", Version: "9", Digest: "d", Title: "Gone"}}
	s.Imported = []assess.Imported{
		{Source: "prowler", Check: "s3_bucket_public_access", Account: "111122223333", Region: "eu-west-1", Resource: "arn:aws:s3:::b", Outcome: "fail", Says: hostile, At: noon},
		{Source: "prowler", Check: "no_such_check", Account: "111122223333", Region: "global", Outcome: "unknown", Muted: true, At: noon},
	}
	s.Runs = []assess.Run{{ID: "01JDRUN0000000000000000000", At: noon, Caller: "arn:aws:sts::111122223333:assumed-role/r/me", Targets: []fact.Target{{Partition: "aws", Account: "111122223333", Region: "eu-west-1", Role: "workload"}}, Calls: 3}}
	snap := &fact.Snapshot{
		Run: s.Runs[0].ID, At: noon, Caller: s.Runs[0].Caller, Targets: s.Runs[0].Targets, Calls: 3,
		Reach: []fact.Reach{{Account: "111122223333", Region: "eu-west-1", Kind: "s3_bucket", Gap: fact.Gap{Status: fact.Denied, Action: "s3:ListAllMyBuckets", Message: string(hostile)}, ReadAt: noon}},
	}
	s.Findings, s.Reach = nil, snap.Reach
	// The first time the JSON is made by hand; then it goes through two stores.
	must[struct{}](t)(struct{}{}, r.store.Import(t.Context(), s, snap))
	v = must[*View](t)(r.Open(t.Context(), "claims"))
	first := must[[]byte](t)(r.Render(t.Context(), v, "json"))
	other := newRoom(t)
	in := must[*View](t)(other.ImportSession(t.Context(), bytes.NewReader(first), "a.json", ""))
	second := must[[]byte](t)(other.Render(t.Context(), in, "json"))
	if !bytes.Equal(first, second) {
		a, b := strings.Split(string(first), "\n"), strings.Split(string(second), "\n")
		for i := range a {
			if i >= len(b) || a[i] != b[i] {
				t.Fatalf("line %d went out as %s and came back as %s", i+1, a[i], b[min(i, len(b)-1)])
			}
		}
		t.Fatal("there is more than went out")
	}
	for _, format := range Formats() {
		if format == "json" {
			continue
		}
		was := must[[]byte](t)(r.Render(t.Context(), v, format))
		is := must[[]byte](t)(other.Render(t.Context(), in, format))
		if !bytes.Equal(was, is) {
			t.Errorf("%s of the copy is another one", format)
		}
	}
}
