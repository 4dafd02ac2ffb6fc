package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"drydock/assess"
)

// Purged says what Purge did.
type Purged struct {
	Sessions  []string // ids that are gone
	Rewritten []string // files that held them and hold them no more
	Removed   []string // copies that could not be read any more, and could have held them
}

// Purge takes a session out of the store, of its backups and of the files that Restore kept, and writes these anew, so
// that no byte of it stays in them. Copies elsewhere, and what a disk keeps of replaced files, are beyond its reach.
func (s *Store) Purge(ctx context.Context, ref string) (Purged, error) {
	if s.folder == "" {
		return Purged{}, errors.New("a store in memory has no files to purge")
	}
	s.inFlight.Wait()
	var done Purged
	err := s.locked(ctx, func() error {
		copies := s.copiesBeside()
		ids, err := s.idsAnywhere(ctx, ref, copies)
		if err != nil {
			return err
		}
		done.Sessions = ids
		strays, err := s.strays(ctx)
		if err != nil {
			return err
		}
		ids = append(slices.Clone(ids), strays...) // what a killed import left of a session that is nowhere
		for _, f := range []shelf{s.evidence, s.sessions} {
			if err := rewrite(ctx, f, ids); err != nil {
				return err
			}
			done.Rewritten = append(done.Rewritten, f.file.path())
		}
		for _, f := range copies {
			err := rewrite(ctx, f, ids)
			if errors.Is(err, ErrDamaged) || errors.Is(err, ErrForeign) {
				done.Removed = append(done.Removed, f.file.path())
				err = os.Remove(f.file.path())
			} else {
				done.Rewritten = append(done.Rewritten, f.file.path())
			}
			if err != nil {
				return explain(f.file.path(), err)
			}
		}
		return s.removeTemps()
	})
	s.mu.Lock()
	clear(s.remember)
	s.mu.Unlock()
	return done, err
}

// copiesBeside are the backups and the files that Restore kept.
func (s *Store) copiesBeside() []shelf {
	var all []shelf
	add := func(want schema, patterns ...string) {
		for _, pattern := range patterns {
			found, _ := filepath.Glob(filepath.Join(s.folder, pattern)) // the patterns are well formed
			for _, path := range found {
				all = append(all, shelf{&boltFile{name: path, wait: s.opts.Wait}, want})
			}
		}
	}
	add(s.sessions.want, filepath.Join(BackupFolder, backupPattern), SessionsFile+beforeRestore+"*")
	add(s.evidence.want, EvidenceFile+beforeRestore+"*")
	return all
}

// idsAnywhere finds what ref means in the store, or in a copy when the session was deleted before.
func (s *Store) idsAnywhere(ctx context.Context, ref string, copies []shelf) ([]string, error) {
	var ids []string
	for _, f := range append([]shelf{s.sessions}, copies...) {
		if f.want.Holds != holdsSessions {
			continue
		}
		err := f.view(ctx, func(x tx) error {
			e, err := resolve(x, ref)
			if err == nil && !slices.Contains(ids, e.meta.ID) {
				ids = append(ids, e.meta.ID)
			}
			return err
		})
		if err != nil && (f.file == s.sessions.file && !errors.Is(err, assess.ErrNotFound) || errors.Is(err, assess.ErrAmbiguous)) {
			return nil, err
		}
		if f.file == s.sessions.file && len(ids) > 0 {
			return ids, nil
		}
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("%w: %q, neither in the store nor in its backups", assess.ErrNotFound, ref)
	}
	return ids, nil
}

// rewrite deletes the sessions and writes the file anew.
func rewrite(ctx context.Context, f shelf, ids []string) error {
	if err := f.sound(ctx); err != nil {
		return err
	}
	err := f.update(ctx, func(x tx) error {
		for _, id := range ids {
			if err := dropSession(x, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return f.tell(f.file.(*boltFile).compact(ctx))
}

// removeTemps removes what killed processes left half-written. The folder is locked: nobody is writing one now.
func (s *Store) removeTemps() error {
	for _, pattern := range []string{".*.tmp", filepath.Join(BackupFolder, ".*.tmp")} {
		found, _ := filepath.Glob(filepath.Join(s.folder, pattern)) // the patterns are well formed
		for _, path := range found {
			if err := os.Remove(path); err != nil && exists(path) {
				return explain(path, err)
			}
		}
	}
	return nil
}
