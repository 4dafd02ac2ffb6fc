package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"drydock/assess"
)

// TestPlacesOfOthersStayWhileSomebodyLeads keeps the projector with the one who leads: a scribe who looks around moves it nowhere,
// until the leader is gone or somebody takes over.
func TestPlacesOfOthersStayWhileSomebodyLeads(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		at := func(screen string) {
			t.Helper()
			p, err := s.Place(t.Context(), firstID)
			must(t, err)
			if p.Screen != screen {
				t.Errorf("the place is %q, want %q", p.Screen, screen)
			}
		}
		const gone = 1 << 30 // no system has such a process
		must(t, s.SetPlace(t.Context(), firstID, assess.Place{Screen: "plan", Lead: gone}))
		must(t, s.SetPlace(t.Context(), firstID, assess.Place{Screen: "walk", Lead: os.Getpid()}))
		at("walk")
		must(t, s.SetPlace(t.Context(), firstID, assess.Place{Screen: "plan", Lead: gone}))
		at("walk")
		must(t, s.SetPlace(t.Context(), firstID, assess.Place{Screen: "overview", Lead: os.Getpid()}))
		at("overview")
		must(t, s.SetPlace(t.Context(), firstID, assess.Place{Screen: "plan", Lead: gone, Take: true}))
		at("plan")
		if p, err := s.Place(t.Context(), firstID); err != nil || p.Lead != 0 || load(t, s, "harbour").Place.Lead != 0 {
			t.Errorf("a process that has ended leads: %+v, %v", p, err)
		}
	})
}

// TestAPlaceOfYesterdayLeadsNobody also when its process was killed and another program has its number now.
func TestAPlaceOfYesterdayLeadsNobody(t *testing.T) {
	now := noon
	s := NewMemory(Options{Now: func() time.Time { return now }})
	createIn(t, s, firstID, "harbour")
	another := os.Getppid() // it runs, and is not ours
	must(t, s.SetPlace(t.Context(), firstID, assess.Place{Screen: "plan", Lead: another}))
	if got := load(t, s, "harbour").Place; got.Lead != another {
		t.Errorf("who is there leads: %+v", got)
	}
	now = now.Add(20 * time.Hour)
	if got := load(t, s, "harbour").Place; got.Lead != 0 || got.Screen != "plan" {
		t.Errorf("a day later the place is %+v", got)
	}
	must(t, s.SetPlace(t.Context(), firstID, assess.Place{Screen: "walk", Lead: os.Getpid()}))
	if got := load(t, s, "harbour").Place; got.Screen != "walk" {
		t.Errorf("where we are is not kept: %+v", got)
	}
}

// TestASessionThatIsOlderThanATableGetsIt records a vote in a session from before votes.
func TestASessionThatIsOlderThanATableGetsIt(t *testing.T) {
	dir := t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "schema-1"))))
	s := openStore(t, dir)
	old := load(t, s, "harbour")
	vote := assess.Vote{Control: "a", Round: 1, Yes: 2, No: 1, At: noon}
	write(t, s, assess.Act{At: noon, What: "Vote", Changes: []assess.Change{{Bucket: assess.BucketVotes, Key: vote.Key(), Value: vote, Seen: old.SeenRevision(assess.BucketVotes, vote.Key())}}})
	if got := load(t, s, "harbour").VotesOn("a"); len(got) != 1 || got[0] != vote {
		t.Errorf("got %+v", got)
	}
	if _, err := s.Undo(t.Context(), firstID, "me", noon); err != nil {
		t.Error(err)
	}
	for _, report := range Check(t.Context(), dir, "default") {
		if len(report.Problems) > 0 {
			t.Error(report.Problems)
		}
	}
}

// TestAStoreOpenedForReadingStaysByteByByte opens a store as the projector does.
func TestAStoreOpenedForReadingStaysByteByByte(t *testing.T) {
	if _, err := OpenReading(t.Context(), t.TempDir(), "default", Options{}); !errors.Is(err, ErrMissing) {
		t.Errorf("a store that is not there: %v", err)
	}
	dir := t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "schema-1"))))
	before := sumOf(t, dir)
	s, err := OpenReading(t.Context(), dir, "default", Options{})
	must(t, err)
	if got := load(t, s, "harbour"); len(got.Notes) != 1 {
		t.Errorf("got %+v", got)
	}
	for _, err := range []error{
		s.SetPlace(t.Context(), firstID, assess.Place{Screen: "walk"}),
		s.Delete(t.Context(), firstID),
		s.SaveRun(t.Context(), firstID, assess.Run{ID: "r2", At: noon}),
	} {
		if !errors.Is(err, ErrReadOnly) {
			t.Errorf("a change went through: %v", err)
		}
	}
	must(t, s.Close())
	if after := sumOf(t, dir); before != after {
		t.Errorf("the store was changed: %s, then %s", before, after)
	}
}

// sumOf is a digest of every file in a folder, with its name.
func sumOf(t *testing.T, dir string) string {
	t.Helper()
	h := sha256.New()
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		fmt.Fprintf(h, "%s %d\n", path, len(data))
		h.Write(data)
		return err
	}))
	return hex.EncodeToString(h.Sum(nil))
}
