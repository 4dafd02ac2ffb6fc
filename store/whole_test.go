package store

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// wholeSession has something of everything that Import writes.
func wholeSession() (*assess.Session, *fact.Snapshot) {
	gap := fact.Gap{Status: fact.Read}
	snap := &fact.Snapshot{
		Run: "R2", Reach: []fact.Reach{{Account: "1", Region: "global", Kind: "account", Gap: gap, ReadAt: noon}},
		Facts: []fact.Fact{&fact.Account{Meta: fact.Meta{Account: "1", Region: "global", ReadAt: noon}}},
	}
	return &assess.Session{
		Meta:     assess.Meta{ID: firstID, Name: "claims", Created: noon, Changed: noon},
		Scope:    questionnaire.Scope{Name: "claims"},
		Runs:     []assess.Run{{ID: "R1", At: noon.AddDate(0, 0, -1)}, {ID: "R2", At: noon, Judged: "by"}},
		Findings: []evidence.Finding{{ID: "f", Source: evidence.Own, Outcome: evidence.Fail}},
		Imports:  []assess.Import{{Source: "prowler", Digest: "d", At: noon}},
		Imported: []assess.Imported{{Source: "prowler", Check: "c", Account: "1", Region: "global", Outcome: evidence.Fail, At: noon}},
	}, snap
}

func TestAnImportIsWhole(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		want, snap := wholeSession()
		must(t, s.Import(t.Context(), want, snap))
		got := load(t, s, "claims")
		if diff := cmp.Diff([]any{want.Runs, want.Findings, want.Imports, want.Imported, snap.Reach}, []any{got.Runs, got.Findings, got.Imports, got.Imported, got.Reach}); diff != "" {
			t.Error(diff)
		}
		stands, err := s.LoadStanding(t.Context(), "claims")
		if err != nil || len(stands.Facts) != 1 {
			t.Errorf("%d facts, %v", len(stands.Facts), err)
		}
		// A run that comes later goes on from there.
		must(t, s.SaveRun(t.Context(), firstID, assess.Run{ID: "R3", At: noon.AddDate(0, 0, 1)}))
		must(t, s.SaveBatch(t.Context(), firstID, "R3", nil, nil))
		must(t, s.SaveBatch(t.Context(), firstID, "R2", nil, nil))
	})
}

// TestNothingOfARefusedOrKilledImportIsLeft: a process that dies between the two files leaves evidence that nobody sees, and the next
// import takes it away.
func TestNothingOfARefusedOrKilledImportIsLeft(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, secondID, "claims")
		session, snap := wholeSession()
		if err := s.Import(t.Context(), session, snap); !errors.Is(err, assess.ErrExists) {
			t.Fatalf("the name is in use: %v", err)
		}
		evidenceOf := func() []string {
			strays, err := s.strays(t.Context())
			must(t, err)
			return strays
		}
		if left := evidenceOf(); len(left) > 0 {
			t.Errorf("a refused import left %v", left)
		}
		killed, other := *session, *session
		killed.Meta.Name, other.Meta.Name, other.Meta.ID = "killed", "other", "01JDCCCCCCCCCCCCCCCCCCCCCC"
		must(t, s.evidence.update(t.Context(), func(x tx) error { return createEvidence(x, &killed, snap) }))
		if left := evidenceOf(); len(left) != 1 {
			t.Fatalf("left %v", left)
		}
		if _, err := s.Load(t.Context(), firstID); !errors.Is(err, assess.ErrNotFound) {
			t.Errorf("it can be seen: %v", err)
		}
		must(t, s.Import(t.Context(), &other, snap))
		if left := evidenceOf(); len(left) > 0 {
			t.Errorf("left %v", left)
		}
		must(t, s.Import(t.Context(), &killed, snap))
		if got := load(t, s, "killed"); len(got.Findings) != 1 {
			t.Errorf("got %+v", got)
		}
	})
}

func TestPurgeTakesAwayWhatAKilledImportLeft(t *testing.T) {
	s := openStore(t, t.TempDir())
	createIn(t, s, secondID, "claims")
	session, snap := wholeSession()
	must(t, s.evidence.update(t.Context(), func(x tx) error { return createEvidence(x, session, snap) }))
	if _, err := s.Purge(t.Context(), secondID); err != nil {
		t.Fatal(err)
	}
	if strays, err := s.strays(t.Context()); err != nil || len(strays) > 0 {
		t.Errorf("left %v, %v", strays, err)
	}
}
