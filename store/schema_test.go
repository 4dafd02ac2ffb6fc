package store

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
)

var update = flag.Bool("update", false, "write the golden store of the present schema anew")

// TestEverySchemaOpens opens a copy of each store that a released version could have left, and finds what was in it.
func TestEverySchemaOpens(t *testing.T) {
	if *update {
		writeGolden(t, filepath.Join("testdata", "schema-1"))
	}
	folders, err := filepath.Glob(filepath.Join("testdata", "schema-*"))
	must(t, err)
	if len(folders) != schemaVersion {
		t.Fatalf("%d golden stores for %d schemas", len(folders), schemaVersion)
	}
	for _, folder := range folders {
		dir := t.TempDir()
		must(t, os.CopyFS(dir, os.DirFS(folder)))
		s := openStore(t, dir)
		got := load(t, s, "harbour")
		if got.Decisions["a"].Value != assess.Partial || len(got.Notes) != 1 || len(got.Runs) != 1 || len(got.Findings) != 1 {
			t.Errorf("%s: %+v", folder, got)
		}
		snap, err := s.LoadStanding(t.Context(), firstID)
		must(t, err)
		if len(snap.Facts) != 1 || len(snap.Reach) != 1 {
			t.Errorf("%s: %+v", folder, snap)
		}
		if what, err := s.Undo(t.Context(), firstID, "me", noon); err != nil || what != "Saved: partial" {
			t.Errorf("%s: undid %q, %v", folder, what, err)
		}
		for _, report := range Check(t.Context(), dir, "default") {
			if len(report.Problems) > 0 {
				t.Error(report.Problems)
			}
		}
	}
}

func writeGolden(t *testing.T, folder string) {
	must(t, os.RemoveAll(folder))
	s, err := Open(t.Context(), folder, "default", Options{Now: func() time.Time { return noon }})
	must(t, err)
	createIn(t, s, firstID, "harbour")
	write(t, s, assess.Act{By: "A. B.", At: noon, What: "Saved: note", Changes: []assess.Change{
		{Bucket: assess.BucketNotes, Key: "n", Value: assess.Note{ID: "n", Text: "typed", At: noon}},
	}})
	write(t, s, decide("a", assess.Partial, 0))
	must(t, s.SaveRun(t.Context(), firstID, assess.Run{ID: "r1", At: noon}))
	key := &fact.KMSKey{Meta: fact.Meta{Account: "1", Region: "eu-west-1", ARN: "arn:k", ReadAt: noon}}
	reach := []fact.Reach{{Account: "1", Region: "eu-west-1", Kind: key.Kind(), Gap: fact.Gap{Status: fact.Read}, ReadAt: noon}}
	must(t, s.SaveBatch(t.Context(), firstID, "r1", reach, []fact.Fact{key}))
	must(t, s.SaveFindings(t.Context(), firstID, "r1", "by", []evidence.Finding{{ID: "1", Source: evidence.Own, Outcome: evidence.Fail, At: noon}}))
	s.inFlight.Wait() // no last backup: the golden store is its two files
	must(t, os.RemoveAll(filepath.Join(folder, "default", BackupFolder)))
}
