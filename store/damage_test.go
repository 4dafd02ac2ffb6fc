package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
)

// fill makes a store with enough records for branch pages, free pages and evidence.
func fill(t testing.TB, dir string) {
	t.Helper()
	s := openStore(t, dir)
	createIn(t, s, firstID, "harbour")
	createIn(t, s, secondID, "lighthouse")
	for round := range 3 {
		act := assess.Act{By: "N. N.", At: noon, What: "Bulk"}
		for i := range 60 {
			act.Changes = append(act.Changes, decide(fmt.Sprintf("control-%02d", i), assess.Yes, assess.AnyRevision).Changes...)
		}
		act.Changes = append(act.Changes, assess.Change{
			Bucket: assess.BucketNotes, Key: "n", Seen: assess.AnyRevision,
			Value: assess.Note{ID: "n", Text: "a long note that takes several pages " + "…", Link: "x"},
		})
		act.What = fmt.Sprint("Bulk ", round)
		write(t, s, act)
	}
	must(t, s.SaveRun(t.Context(), firstID, assess.Run{ID: "r1", At: noon}))
	for i := range 20 {
		k := &fact.KMSKey{Meta: fact.Meta{Account: "1", Region: "eu-west-1", ARN: fmt.Sprint("arn:", i)}}
		must(t, s.SaveBatch(t.Context(), firstID, "r1", []fact.Reach{{Account: "1", Region: "eu-west-1", Kind: fact.Kind(fmt.Sprint("k", i))}}, []fact.Fact{k}))
	}
	must(t, s.SaveFindings(t.Context(), firstID, "r1", "by", []evidence.Finding{{ID: "1", Source: "drydock", Outcome: evidence.Fail}}))
	must(t, s.Close())
}

// damage is one way to break a file.
type damage struct {
	name  string
	bytes []byte
}

// damages gives broken copies of a sound file.
func damages(sound []byte, r *rand.Rand) []damage {
	var all []damage
	broken := func(name string, change func(b []byte) []byte) {
		all = append(all, damage{name, change(bytes.Clone(sound))})
	}
	pages := len(sound) / boltPage
	for p := range pages {
		page := func(b []byte) []byte { return b[p*boltPage : (p+1)*boltPage] }
		broken(fmt.Sprintf("cut off before page %d", p), func(b []byte) []byte { return b[:p*boltPage] })
		broken(fmt.Sprintf("cut off within page %d", p), func(b []byte) []byte { return b[:p*boltPage+r.IntN(boltPage)] })
		broken(fmt.Sprintf("page %d zeroed", p), func(b []byte) []byte { clear(page(b)); return b })
		broken(fmt.Sprintf("page %d all ones", p), func(b []byte) []byte { copy(page(b), bytes.Repeat([]byte{0xff}, boltPage)); return b })
		broken(fmt.Sprintf("page %d random", p), func(b []byte) []byte {
			for i := range page(b) {
				page(b)[i] = byte(r.Uint32())
			}
			return b
		})
		q := r.IntN(pages)
		broken(fmt.Sprintf("pages %d and %d swapped", p, q), func(b []byte) []byte {
			copy(page(b), sound[q*boltPage:(q+1)*boltPage])
			copy(b[q*boltPage:(q+1)*boltPage], sound[p*boltPage:])
			return b
		})
		for range 12 {
			at := p*boltPage + r.IntN(64) // the part that holds page headers and elements
			broken(fmt.Sprintf("bit flipped at %d", at), func(b []byte) []byte { b[at] ^= 1 << r.IntN(8); return b })
		}
	}
	for range 800 {
		at := r.IntN(len(sound))
		broken(fmt.Sprintf("bit flipped at %d", at), func(b []byte) []byte { b[at] ^= 1 << r.IntN(8); return b })
	}
	for at := range 2 * (pageHeader + metaSummed + 8) {
		at := at%(pageHeader+metaSummed+8) + at/(pageHeader+metaSummed+8)*boltPage
		broken(fmt.Sprintf("header byte %d", at), func(b []byte) []byte { b[at] ^= byte(1 + r.IntN(255)); return b })
	}
	return all
}

// TestDamagedFilesAreToldNeverGuessed breaks each file in some thousand ways. A store must then be refused with an error
// that names the file, or give exactly what was written; and never change the file.
func TestDamagedFilesAreToldNeverGuessed(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	origin := t.TempDir()
	fill(t, origin)
	want := load(t, openStore(t, origin), firstID)
	dir := t.TempDir()
	client := filepath.Join(dir, "default")
	must(t, os.Mkdir(client, 0o700))
	sound := map[string][]byte{}
	for _, name := range []string{SessionsFile, EvidenceFile} {
		data, err := os.ReadFile(filepath.Join(origin, "default", name))
		must(t, err)
		sound[name] = data
	}
	put := func(name string, data []byte) string {
		path := filepath.Join(client, name)
		must(t, os.WriteFile(path, data, 0o600))
		return path
	}
	tried, refused := 0, 0
	for _, name := range []string{SessionsFile, EvidenceFile} {
		for other, data := range sound {
			put(other, data)
		}
		for _, d := range damages(sound[name], r) {
			path := put(name, d.bytes)
			got, err := openAndLoad(t, dir)
			tried++
			var fileError *FileError
			switch {
			case err != nil && (!errors.As(err, &fileError) || fileError.Path != path || !strings.Contains(err.Error(), "restore")):
				t.Errorf("%s, %s: the error does not name the file and the way out: %v", name, d.name, err)
			case err != nil:
				refused++
			default:
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s, %s: wrong, and nobody was told: %s", name, d.name, diff)
				}
			}
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, d.bytes) {
				t.Errorf("%s, %s: the damaged file was changed (%v)", name, d.name, err)
			}
		}
	}
	t.Logf("%d damaged files, %d refused, the rest whole", tried, refused)
	if refused < tried/10 {
		t.Error("hardly any damage was noticed: the test does not damage what matters")
	}
}

func openAndLoad(t *testing.T, dir string) (*assess.Session, error) {
	s := onDisk(dir, "default", Options{})
	if err := s.ready(t.Context()); err != nil {
		return nil, err
	}
	if _, err := s.List(t.Context()); err != nil {
		return nil, err
	}
	if _, err := s.LoadStanding(t.Context(), firstID); err != nil {
		return nil, err
	}
	return s.Load(t.Context(), firstID)
}

func TestFilesThatAreNoStore(t *testing.T) {
	for name, c := range map[string]struct {
		put  func(t *testing.T, path string)
		kind error
		says string
	}{
		"empty":   {func(t *testing.T, p string) { must(t, os.WriteFile(p, nil, 0o600)) }, ErrDamaged, "0 bytes"},
		"text":    {func(t *testing.T, p string) { must(t, os.WriteFile(p, []byte("hello"), 0o600)) }, ErrForeign, "5 bytes"},
		"long":    {func(t *testing.T, p string) { must(t, os.WriteFile(p, make([]byte, 1<<20), 0o600)) }, ErrForeign, "not a Drydock store"},
		"folder":  {func(t *testing.T, p string) { must(t, os.Mkdir(p, 0o700)) }, ErrForeign, "folder"},
		"link":    {func(t *testing.T, p string) { must(t, os.Symlink("elsewhere.db", p)) }, ErrForeign, "link"},
		"gone":    {func(*testing.T, string) {}, ErrMissing, "missing"},
		"foreign": {func(t *testing.T, p string) { must(t, os.WriteFile(p, nil, 0o600)); must(t, initialise(p)) }, ErrForeign, "another program"},
		"swapped": {func(t *testing.T, p string) { must(t, os.Link(filepath.Join(filepath.Dir(p), EvidenceFile), p)) }, ErrForeign, "holds evidence"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			fill(t, dir)
			path := filepath.Join(dir, "default", SessionsFile)
			must(t, os.Remove(path))
			c.put(t, path)
			_, err := Open(t.Context(), dir, "default", Options{})
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "restore") {
				t.Errorf("got %v", err)
			}
			if reports := Check(t.Context(), dir, "default"); len(reports[0].Problems) == 0 {
				t.Error("check finds nothing")
			}
		})
	}
}

func TestANewerSchemaIsRefusedByNameAndNeverWritten(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	s := onDisk(dir, "default", Options{})
	must(t, s.sessions.update(t.Context(), func(x tx) error {
		about, err := open(x, aboutTable)
		if err != nil {
			return err
		}
		return about.putJSON(schemaKey, 1, schema{Schema: schemaVersion + 1, Holds: holdsSessions, Client: "default"})
	}))
	before, err := os.ReadFile(s.Path())
	must(t, err)
	_, openErr := Open(t.Context(), dir, "default", Options{})
	_, writeErr := s.Write(t.Context(), firstID, decide("a", assess.Yes, 0))
	_, purgeErr := s.Purge(t.Context(), firstID)
	for _, err := range []error{openErr, writeErr, purgeErr} {
		if !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "schema 2") || !strings.Contains(err.Error(), s.Path()) {
			t.Errorf("got %v", err)
		}
	}
	if after, err := os.ReadFile(s.Path()); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed (%v)", err)
	}
}

func TestAnotherClientsFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	must(t, os.Rename(filepath.Join(dir, "default"), filepath.Join(dir, "other")))
	if _, err := Open(t.Context(), dir, "other", Options{}); !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), `belongs to client "default"`) {
		t.Errorf("got %v", err)
	}
	for _, client := range []string{"", "..", "a/b", "A"} {
		if _, err := Open(t.Context(), dir, client, Options{}); err == nil {
			t.Errorf("client %q was taken", client)
		}
	}
}

func TestReadOnlyFilesCanBeReadAndSayWhyTheyCannotBeWritten(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write everything")
	}
	dir := t.TempDir()
	fill(t, dir)
	path := filepath.Join(dir, "default", SessionsFile)
	must(t, os.Chmod(path, 0o400))
	s := onDisk(dir, "default", Options{})
	must(t, s.ready(t.Context()))
	if got := value(t, s, "control-01"); got != assess.Yes {
		t.Errorf("read %q", got)
	}
	if _, err := s.Write(t.Context(), firstID, decide("a", assess.Yes, 0)); !errors.Is(err, ErrReadOnly) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}

func FuzzUnseal(f *testing.F) {
	at, key := address{firstID, assess.BucketDecisions}, []byte("control")
	good := record{revision: 7, payload: []byte(`{"value":"yes"}`)}
	f.Add(seal(at, key, good))
	f.Add([]byte(sealMark))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := unseal(at, key, data)
		if err == nil && !bytes.Equal(seal(at, key, r), data) {
			t.Errorf("%q was believed", data)
		}
		if _, err := unseal(address{secondID, at.name}, key, data); err == nil {
			t.Errorf("%q fits two places", data)
		}
		if sum, err := parseTally(data); err == nil && !bytes.Equal(sum.payload(), data) {
			t.Errorf("the tally %q does not come back", data)
		}
	})
}

func FuzzPreflight(f *testing.F) {
	dir := f.TempDir()
	fill(f, dir)
	data, err := os.ReadFile(filepath.Join(dir, "default", SessionsFile))
	must(f, err)
	f.Add(data[:boltMinimum])
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), SessionsFile)
		must(t, os.WriteFile(path, data, 0o600))
		file := &boltFile{name: path, wait: Options{}.Wait}
		if err := file.sound(t.Context()); err != nil {
			return
		}
		// What the walk lets through, bbolt must be able to read without taking the process down.
		_ = file.view(t.Context(), func(x tx) error { return checkSchema(x, path, schema{Holds: holdsSessions, Client: "default"}) })
	})
}
