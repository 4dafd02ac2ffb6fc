package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/evidence"
)

// TestImportsStandBesideOurOwnRuns: judging again leaves them alone, the newest about a subject stands, and deleting the session
// takes them along.
func TestImportsStandBesideOurOwnRuns(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "claims")
		found := func(o evidence.Outcome, day int) assess.Imported {
			return assess.Imported{Source: "prowler", Check: "c", Account: "1", Region: "global", Outcome: o, At: noon.AddDate(0, 0, day)}
		}
		save := func(digest string, f assess.Imported) {
			t.Helper()
			head := assess.Import{Source: "prowler", Digest: digest, At: f.At}
			if _, _, err := s.SaveImport(t.Context(), firstID, head, []assess.Imported{f}); err != nil {
				t.Fatal(err)
			}
		}
		before, err := s.Revision(t.Context(), firstID)
		if err != nil {
			t.Fatal(err)
		}
		save("one", found(evidence.Fail, 0))
		save("two", found(evidence.Pass, 1))
		save("late", found(evidence.Fail, -1)) // an older file that comes later
		if err := s.SaveRun(t.Context(), firstID, assess.Run{ID: "R1", At: noon}); err != nil {
			t.Fatal(err)
		}
		if err := s.SaveFindings(t.Context(), firstID, "R1", "by", []evidence.Finding{{ID: "own", Source: evidence.Own}}); err != nil {
			t.Fatal(err)
		}
		got, err := s.Load(t.Context(), "claims")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]assess.Imported{found(evidence.Pass, 1)}, got.Imported); diff != "" {
			t.Error(diff)
		}
		if len(got.Imports) != 3 || got.Imports[0].Digest != "late" || len(got.Findings) != 1 || got.Revision <= before {
			t.Errorf("%d imports, %d findings, revision %d after %d", len(got.Imports), len(got.Findings), got.Revision, before)
		}
		if err := s.Delete(t.Context(), firstID); err != nil {
			t.Fatal(err)
		}
		createIn(t, s, firstID, "claims")
		if got, err = s.Load(t.Context(), "claims"); err != nil || len(got.Imports)+len(got.Imported) > 0 {
			t.Errorf("deleted imports are back: %v, %v", got, err)
		}
	})
}
