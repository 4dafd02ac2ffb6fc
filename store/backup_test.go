package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
)

func TestBackupsAreMadeVerifiedAndKeptToFive(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	s.inFlight.Wait() // the look at the empty store
	createIn(t, s, firstID, "harbour")
	for i := range backupEvery {
		write(t, s, decide(fmt.Sprint("c", i), assess.Yes, 0))
	}
	s.inFlight.Wait()
	if got := len(s.backups()); got != 1 {
		t.Errorf("%d backups after %d answers", got, backupEvery)
	}
	must(t, s.Close())
	if got := len(s.backups()); got != 2 {
		t.Errorf("%d backups after closing", got)
	}
	for i := range 8 {
		again := openStore(t, dir)
		again.inFlight.Wait()
		write(t, again, decide(fmt.Sprint("d", i), assess.Yes, 0))
		must(t, again.Close())
	}
	all := s.backups()
	if len(all) != keepBackups {
		t.Fatalf("%d backups are kept", len(all))
	}
	for _, path := range all {
		if report := checkShelf(t.Context(), shelf{&boltFile{name: path, wait: time.Second}, s.sessions.want}); len(report.Problems) > 0 || report.Sessions != 1 {
			t.Errorf("%+v", report)
		}
	}
}

func TestAnUnchangedStoreIsNotBackedUpAgain(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	before := onDisk(dir, "default", Options{}).backups()
	for range 3 {
		s := openStore(t, dir)
		load(t, s, firstID)
		must(t, s.Close())
	}
	if diff := cmp.Diff(before, onDisk(dir, "default", Options{}).backups()); diff != "" {
		t.Error(diff)
	}
}

func TestABackupThatFailsIsToldAndStopsNobody(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	folder := filepath.Join(dir, "default", BackupFolder)
	must(t, os.RemoveAll(folder))
	must(t, os.WriteFile(folder, nil, 0o600)) // a file where the folder should be
	var told []error
	s, err := Open(t.Context(), dir, "default", Options{Warn: func(err error) { told = append(told, err) }})
	must(t, err)
	s.inFlight.Wait()
	if len(told) != 1 || !strings.Contains(told[0].Error(), folder) {
		t.Errorf("told %v", told)
	}
	write(t, s, decide("a", assess.Yes, 0))
	if err := s.Close(); err == nil {
		t.Error("closing says that all is well")
	}
}

func TestRestoreBringsBackEachKindOfBackup(t *testing.T) {
	for name, c := range map[string]struct {
		from  func(dir, copied string) string
		fresh bool
	}{
		"the folder of store backup":      {func(_, copied string) string { return copied }, false},
		"the folder of automatic backups": {func(dir, _ string) string { return filepath.Join(dir, "default", BackupFolder) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir, copied := t.TempDir(), filepath.Join(t.TempDir(), "copy")
			fill(t, dir)
			s := openStore(t, dir)
			want := load(t, s, firstID)
			must(t, s.Backup(t.Context(), copied))
			if err := s.Backup(t.Context(), copied); err == nil {
				t.Error("a backup was overwritten")
			}
			must(t, s.Close())
			for _, file := range []string{SessionsFile, EvidenceFile} {
				must(t, os.WriteFile(filepath.Join(dir, "default", file), nil, 0o600))
			}
			if _, err := Open(t.Context(), dir, "default", Options{}); !errors.Is(err, ErrDamaged) {
				t.Fatalf("got %v", err)
			}
			done, err := Restore(t.Context(), dir, "default", c.from(dir, copied), noon)
			must(t, err)
			if len(done.Kept) != 2 || done.Fresh != c.fresh {
				t.Errorf("got %+v", done)
			}
			got := load(t, openStore(t, dir), firstID)
			if c.fresh { // the automatic backups hold people's records only; evidence can be read anew
				want.Runs, want.Reach, want.Findings, want.Revision = nil, nil, nil, got.Revision
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRestoreTakesTheNewestBackupThatIsSound(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	createIn(t, s, firstID, "harbour")
	s.inFlight.Wait() // a backup of its own, made beside, would stand among the two
	for _, v := range []assess.Answer{assess.Yes, assess.No} {
		write(t, s, decide("a", v, assess.AnyRevision))
		must(t, s.backupNow(t.Context()))
	}
	all := s.backups()
	all = all[len(all)-2:]
	must(t, os.Truncate(all[1], 8192))
	done, err := Restore(t.Context(), dir, "default", filepath.Dir(all[0]), noon)
	must(t, err)
	if got := value(t, s, "a"); got != assess.Yes || done.From[0] != all[0] {
		t.Errorf("restored %q from %v", got, done.From)
	}
	write(t, s, decide("b", assess.Yes, 0)) // who had the store open goes on in the restored one
}

func TestARestoreFromNothingSoundChangesNothing(t *testing.T) {
	dir, from := t.TempDir(), t.TempDir()
	fill(t, dir)
	s := openStore(t, dir)
	want := load(t, s, firstID)
	if _, err := Restore(t.Context(), dir, "default", filepath.Join(from, "none"), noon); err == nil {
		t.Error("restored from nothing")
	}
	if _, err := Restore(t.Context(), dir, "default", from, noon); err == nil || !strings.Contains(err.Error(), "no backup") {
		t.Errorf("got %v", err)
	}
	must(t, os.WriteFile(filepath.Join(from, SessionsFile), []byte("junk"), 0o600))
	if _, err := Restore(t.Context(), dir, "default", from, noon); !errors.Is(err, ErrForeign) {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff(want, load(t, s, firstID)); diff != "" {
		t.Error(diff)
	}
}

// TestPurgeLeavesNoByte looks for a marker in every file of the client.
func TestPurgeLeavesNoByte(t *testing.T) {
	const marker = "canary-7f3a"
	dir := t.TempDir()
	s := openStore(t, dir)
	createIn(t, s, firstID, marker)
	createIn(t, s, secondID, "stays")
	for i := range 120 {
		act := decide(fmt.Sprint(marker, i), assess.Yes, 0)
		act.What = marker
		write(t, s, act)
	}
	must(t, s.SaveRun(t.Context(), firstID, assess.Run{ID: "r1", At: noon, Caller: marker}))
	s.inFlight.Wait()
	must(t, s.backupNow(t.Context()))
	_, err := Restore(t.Context(), dir, "default", s.backups()[0], noon)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, "default", BackupFolder, "sessions-00000000T000000Z-1.db"), []byte(marker), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "default", ".sessions.db-1.tmp"), []byte(marker), 0o600))
	if len(filesWith(t, dir, marker)) < 5 {
		t.Fatal("the marker is not where this test wants to see it go")
	}
	done, err := s.Purge(t.Context(), marker)
	must(t, err)
	if diff := cmp.Diff([]string{firstID}, done.Sessions); diff != "" || len(done.Removed) != 1 {
		t.Errorf("%s %+v", diff, done)
	}
	for _, needle := range []string{marker, firstID} {
		if found := filesWith(t, dir, needle); len(found) > 0 {
			t.Errorf("%s is still in %v", needle, found)
		}
	}
	load(t, s, "stays")
	for _, report := range Check(t.Context(), dir, "default") {
		if len(report.Problems) > 0 {
			t.Error(report.Problems)
		}
	}
	if _, err := s.Purge(t.Context(), marker); !errors.Is(err, assess.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestPurgeReachesASessionThatOnlyBackupsHold(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	createIn(t, s, firstID, "harbour")
	must(t, s.backupNow(t.Context()))
	must(t, s.Delete(t.Context(), firstID))
	_, err := s.Purge(t.Context(), "harbour")
	must(t, err)
	if found := filesWith(t, dir, firstID); len(found) > 0 {
		t.Errorf("still in %v", found)
	}
}

func filesWith(t *testing.T, dir, needle string) []string {
	t.Helper()
	var found []string
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(needle)) {
			found = append(found, path)
		}
		return err
	}))
	return found
}

func TestNobodyElseMayReadTheStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	fill(t, dir)
	open := func() {
		s := openStore(t, dir)
		must(t, s.Close())
	}
	check := func(when string) {
		must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if want := map[bool]fs.FileMode{true: 0o700, false: 0o600}[d.IsDir()]; err == nil && info.Mode().Perm() != want {
				t.Errorf("%s: %s has %v", when, path, info.Mode())
			}
			return err
		}))
	}
	check("new")
	for path, mode := range map[string]fs.FileMode{"": 0o755, SessionsFile: 0o644, EvidenceFile: 0o666} {
		must(t, os.Chmod(filepath.Join(dir, "default", path), mode))
	}
	open()
	check("after somebody opened it to others")
}

// TestTwoStartsAtOnceCreateOneStore lets several stores begin in one empty folder.
func TestTwoStartsAtOnceCreateOneStore(t *testing.T) {
	dir := t.TempDir()
	errs := make(chan error)
	for range 8 {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					errs <- fmt.Errorf("%v", r)
				}
			}()
			s, err := Open(t.Context(), dir, "default", Options{Wait: time.Minute})
			if err == nil {
				err = s.Close()
			}
			errs <- err
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if temps, _ := filepath.Glob(filepath.Join(dir, "default", ".*.tmp")); len(temps) > 0 {
		t.Errorf("left behind: %v", temps)
	}
}

func TestACreationCutShortIsFinished(t *testing.T) {
	dir := t.TempDir()
	s := onDisk(dir, "default", Options{})
	must(t, os.MkdirAll(filepath.Join(dir, "default"), 0o700))
	must(t, s.createFile(t.Context(), s.evidence)) // killed after the first of two files
	createIn(t, openStore(t, dir), firstID, "harbour")
}

func BenchmarkOneAnswer(b *testing.B) {
	s := openStore(b, b.TempDir())
	createIn(b, s, firstID, "harbour")
	for i := 0; b.Loop(); i++ {
		write(b, s, decide(fmt.Sprintf("control-%02d", i%40), assess.Yes, assess.AnyRevision))
	}
}

func BenchmarkLoad(b *testing.B) {
	dir := b.TempDir()
	fill(b, dir)
	s := openStore(b, dir)
	for b.Loop() {
		load(b, s, firstID)
	}
}

func BenchmarkRevision(b *testing.B) {
	dir := b.TempDir()
	fill(b, dir)
	s := openStore(b, dir)
	for b.Loop() {
		if _, err := s.Revision(b.Context(), firstID); err != nil {
			b.Fatal(err)
		}
	}
}
