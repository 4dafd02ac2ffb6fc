package desk

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/sample"
)

// TestTheSampleIsStoredAsItIs opens the sample from the store: it must be what the sample's people and account say, judged
// by the real rules. What it tells is in story_test.go.
func TestTheSampleIsStoredAsItIs(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), false))
	want, snap := sample.New(v.Posture.AsOf, noon)
	got := *v.Session
	_, judge, err := r.catalog()
	if err != nil {
		t.Fatal(err)
	}
	want.Findings = judgeFacts(v.Catalog, judge, want, snap)
	want.Meta.ID = got.Meta.ID
	want.Meta.CatalogVersion, want.Meta.CatalogDigest = v.Catalog.Version, v.Catalog.Digest
	want.Revision, want.Seen = got.Revision, got.Seen
	want.Runs[0].Judged = got.Runs[0].Judged
	byID := func(s *assess.Session) { // the store keeps records by key
		slices.SortFunc(s.Statements, func(a, b assess.Statement) int { return strings.Compare(a.ID, b.ID) })
		slices.SortFunc(s.Claims, func(a, b assess.Claim) int { return strings.Compare(string(a.Resource), string(b.Resource)) })
		s.Reach = nil // in the order of the store
	}
	byID(want)
	byID(&got)
	if diff := cmp.Diff(want, &got); diff != "" {
		t.Error(diff)
	}
	if len(v.Session.Reach) != len(snap.Reach) {
		t.Errorf("%d rows of reach, want %d", len(v.Session.Reach), len(snap.Reach))
	}
}

func TestTheSampleOpensAtWhatDiffersAndSaysThatItIsOne(t *testing.T) {
	r := newRoom(t, func(o *Options) { o.AsOf = "2027-02-27" })
	v := must[*View](t)(r.OpenSample(t.Context(), true))
	if days := assess.Date(v.Session.Scope.By).DaysSince("2027-02-27"); days != 45 {
		t.Errorf("go-live in %d days", days)
	}
	if first := v.Agenda.Items[0]; first.Reason != "differs" {
		t.Errorf("it opens at %+v", first)
	}
	if data := must[[]byte](t)(r.Render(t.Context(), v, Markdown)); !strings.Contains(string(data), "SAMPLE") {
		t.Error("the export does not say SAMPLE")
	}
	for i := range v.Posture.Controls {
		for _, f := range v.Posture.Controls[i].Evidence.Findings {
			if f.Name == "hr-chatbot" && f.Outcome == evidence.Fail && f.Counts() {
				t.Errorf("%s counts a failure of another team", f.Rule)
			}
		}
	}
}

func TestTheSampleCanBeChangedAndBegunAnew(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), false))
	must[Receipt](t)(r.Decide(t.Context(), v, answer("human-approval", assess.No)))
	again := must[*View](t)(r.OpenSample(t.Context(), false))
	if again.Session.Decisions["human-approval"].Value != assess.No {
		t.Error("what was answered is gone")
	}
	scope := again.Session.Scope
	scope.Capacity = 20
	receipt, _, err := r.SetScope(t.Context(), again, scope)
	if err != nil || receipt.View.Session.Scope.Name != v.Session.Scope.Name {
		t.Errorf("got %v", err)
	}
	fresh := must[*View](t)(r.OpenSample(t.Context(), true))
	if _, still := fresh.Session.Decisions["human-approval"]; still || fresh.Session.Meta.ID == v.Session.Meta.ID {
		t.Error("the sample was not begun anew")
	}
	if cards := must[[]Card](t)(r.List(t.Context())); len(cards) != 1 || cards[0].Differs != 4 {
		t.Errorf("got %+v", cards)
	}
}
