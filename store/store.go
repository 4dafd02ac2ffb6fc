// Package store keeps sessions and evidence in two bbolt files per client. What it has acknowledged survives a kill, a
// full disk and a second process; a file that is not sound is refused by name and never rewritten.
//
// Each transaction opens its file, looks it over, reads or writes sealed records and closes it again. Errors about a file
// are *FileError; errors about sessions are those of package assess.
package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"sync"
	"time"
)

// Names of the files of a client.
const (
	SessionsFile = "sessions.db"
	EvidenceFile = "evidence.db"
	BackupFolder = "backups"
)

// Options are the parts of the world that a store needs; every field may be left out.
type Options struct {
	Now  func() time.Time // for names of backups; default time.Now
	Wait time.Duration    // how long to wait for another process; default five seconds, since a large run is written in one go
	Warn func(error)      // hears of a backup that failed; the work itself goes on
}

// Store is the store of one client.
type Store struct {
	client   string
	folder   string // empty in memory
	sessions shelf
	evidence shelf
	opts     Options

	mu       sync.Mutex
	unsaved  int // changes since the last backup
	changed  bool
	inFlight sync.WaitGroup
	remember map[string]standing // decoded evidence by session, valid for one revision
}

var clientName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// Open opens the store of a client below dir, and creates it when nothing is there.
func Open(ctx context.Context, dir, client string, opts Options) (*Store, error) {
	if !clientName.MatchString(client) {
		return nil, fmt.Errorf("client %q: a client's name has 1 to 63 small letters, digits and hyphens, and begins with a letter or digit", client)
	}
	s := onDisk(dir, client, opts)
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	s.backupSoon()
	return s, nil
}

// OpenReading opens the store of a client to look at it only: nothing is created, no backup is made, and every change is refused
// with ErrReadOnly.
func OpenReading(ctx context.Context, dir, client string, opts Options) (*Store, error) {
	if !clientName.MatchString(client) {
		return nil, fmt.Errorf("client %q: a client's name has 1 to 63 small letters, digits and hyphens, and begins with a letter or digit", client)
	}
	s := onDisk(dir, client, opts)
	for _, f := range []*shelf{&s.evidence, &s.sessions} {
		if !exists(f.file.path()) {
			return nil, &FileError{Path: f.file.path(), What: "is not there: nothing was assessed yet", Kind: ErrMissing, Next: "Begin in the workbench: drydock"}
		}
		if err := f.sound(ctx); err != nil {
			return nil, err
		}
		f.file = readingFile{f.file}
	}
	return s, nil
}

// readingFile is a file that this process does not change.
type readingFile struct{ file }

func (f readingFile) update(context.Context, func(tx) error) error {
	return &FileError{Path: f.path(), What: "was opened for reading only, so nothing was changed", Kind: ErrReadOnly, Next: "Do it in the workbench"}
}

// onDisk is the store of a client, not looked at yet.
func onDisk(dir, client string, opts Options) *Store {
	s := newStore(client, opts)
	s.folder = filepath.Join(dir, client)
	s.sessions = s.shelf(SessionsFile, holdsSessions)
	s.evidence = s.shelf(EvidenceFile, holdsEvidence)
	return s
}

// ready creates what a new store needs, and refuses files that are not sound.
func (s *Store) ready(ctx context.Context) error {
	if err := s.prepare(ctx); err != nil {
		return err
	}
	for _, f := range []shelf{s.evidence, s.sessions} {
		if err := f.sound(ctx); err != nil {
			return err
		}
	}
	return nil
}

// NewMemory makes a store that lives as long as the process: the same records under the same rules, without a disk.
func NewMemory(opts Options) *Store {
	s := newStore("memory", opts)
	s.sessions = shelf{newMemoryFile(SessionsFile), schema{Holds: holdsSessions, Client: s.client}}
	s.evidence = shelf{newMemoryFile(EvidenceFile), schema{Holds: holdsEvidence, Client: s.client}}
	for _, f := range []shelf{s.sessions, s.evidence} {
		about := schema{Schema: schemaVersion, Holds: f.want.Holds, Client: s.client, Created: s.opts.Now().UTC()}
		if err := f.file.update(context.Background(), func(x tx) error { return layOut(x, about) }); err != nil {
			panic("store: laying out an empty map failed: " + err.Error()) // cannot happen: no disk is involved
		}
	}
	return s
}

func newStore(client string, opts Options) *Store {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Wait == 0 {
		opts.Wait = 5 * time.Second
	}
	if opts.Warn == nil {
		opts.Warn = func(error) {}
	}
	return &Store{client: client, opts: opts, remember: map[string]standing{}}
}

func (s *Store) shelf(name, holds string) shelf {
	return shelf{&boltFile{name: filepath.Join(s.folder, name), wait: s.opts.Wait}, schema{Holds: holds, Client: s.client}}
}

// Path is the file of people's records.
func (s *Store) Path() string { return s.sessions.file.path() }

// Close waits for a backup under way and makes a last one if something changed.
func (s *Store) Close() error {
	s.inFlight.Wait()
	s.mu.Lock()
	changed := s.changed
	s.changed = false
	s.mu.Unlock()
	if !changed {
		return nil
	}
	return s.backupNow(context.Background())
}

// shelf is a file with what it must hold.
type shelf struct {
	file file
	want schema
}

func (f shelf) view(ctx context.Context, fn func(tx) error) error {
	return f.tell(f.file.view(ctx, func(x tx) error {
		if err := checkSchema(x, f.file.path(), f.want); err != nil {
			return err
		}
		return fn(x)
	}))
}

func (f shelf) update(ctx context.Context, fn func(tx) error) error {
	return f.tell(f.file.update(ctx, func(x tx) error {
		if err := checkSchema(x, f.file.path(), f.want); err != nil {
			return err
		}
		return fn(x)
	}))
}

// tell names the file in an error about a record that does not fit.
func (f shelf) tell(err error) error {
	if errors.Is(err, errBroken) && !errors.Is(err, ErrDamaged) {
		return damaged(f.file.path(), "a record cannot be believed", err)
	}
	return err
}

// prepare makes the client's folder and, when neither file is there, both files.
func (s *Store) prepare(ctx context.Context) error {
	if err := makeFolder(s.folder); err != nil {
		return err
	}
	if err := private(s.folder, 0o700); err != nil {
		return err
	}
	return s.locked(ctx, func() error {
		return s.createMissing(ctx)
	})
}

// createMissing creates the evidence file first: a folder with an empty evidence file alone is a creation that was cut
// short, and is finished; sessions that are gone while evidence or backups are there are missing.
func (s *Store) createMissing(ctx context.Context) error {
	sessions, evidence := s.sessions.file.path(), s.evidence.file.path()
	haveSessions, haveEvidence := exists(sessions), exists(evidence)
	switch {
	case haveSessions && haveEvidence:
		for _, path := range []string{sessions, evidence} {
			if err := private(path, 0o600); err != nil {
				return err
			}
		}
		return nil
	case haveSessions:
		return missing(evidence)
	case len(s.backups()) > 0:
		return missing(sessions)
	case haveEvidence:
		var ids []string
		if err := s.evidence.view(ctx, func(x tx) error { ids = x.sessions(); return nil }); err != nil {
			return err
		}
		if len(ids) > 0 {
			return missing(sessions)
		}
	default:
		if err := s.createFile(ctx, s.evidence); err != nil {
			return err
		}
	}
	return s.createFile(ctx, s.sessions)
}

// createFile builds a new file beside its place and moves it there whole: bbolt's own creation could leave half a file.
func (s *Store) createFile(ctx context.Context, f shelf) error {
	about := schema{Schema: schemaVersion, Holds: f.want.Holds, Client: f.want.Client, Created: s.opts.Now().UTC()}
	return replace(f.file.path(), func(temp string) error {
		if err := initialise(temp); err != nil {
			return err
		}
		return (&boltFile{name: temp, wait: s.opts.Wait}).update(ctx, func(x tx) error { return layOut(x, about) })
	})
}
