package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// beforeRestore marks a file that Restore put aside.
const beforeRestore = ".before-restore-"

// Restored says what Restore did.
type Restored struct {
	From  []string // the copies that were put in place
	Kept  []string // what was there before, under its new name
	Fresh bool     // the evidence was lost and begins empty: probe again
}

// Restore puts verified copies in the place of a client's files: those in the folder from (as Backup made it), the newest
// good one when from is a folder of automatic backups, or one backup of people's records. What was there is kept beside.
func Restore(ctx context.Context, dir, client, from string, now time.Time) (Restored, error) {
	s := onDisk(dir, client, Options{Now: func() time.Time { return now }})
	sessions, evidence, err := s.copies(ctx, from)
	if err != nil {
		return Restored{}, err
	}
	if err := makeFolder(s.folder); err != nil {
		return Restored{}, err
	}
	var done Restored
	err = s.locked(ctx, func() error {
		if evidence != "" {
			if err := s.putBack(ctx, &done, s.evidence, evidence); err != nil {
				return err
			}
		} else if err := s.freshEvidence(ctx, &done); err != nil {
			return err
		}
		return s.putBack(ctx, &done, s.sessions, sessions)
	})
	return done, err
}

// copies finds verified copies of the sessions and, where there is one, of the evidence.
func (s *Store) copies(ctx context.Context, from string) (sessions, evidence string, err error) {
	info, err := os.Stat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return "", "", &FileError{
			Path: from, What: "is not there, so nothing was restored", Kind: ErrMissing,
			Next: "Name the folder that `drydock store backup` wrote, or the folder `" + BackupFolder + "` of the store",
		}
	}
	if err != nil {
		return "", "", explain(from, err)
	}
	candidates := []string{from}
	if info.IsDir() {
		candidates = []string{filepath.Join(from, SessionsFile)}
		if !exists(candidates[0]) {
			candidates, _ = filepath.Glob(filepath.Join(from, backupPattern)) // the pattern is well formed
			slices.Sort(candidates)
			slices.Reverse(candidates)
		}
		if path := filepath.Join(from, EvidenceFile); exists(path) {
			evidence = path
		}
	}
	if len(candidates) == 0 {
		return "", "", fmt.Errorf("%s: holds no backup (neither %s nor %s). Name the folder that `drydock store backup` wrote, or the folder %s of the store", from, SessionsFile, backupPattern, BackupFolder)
	}
	var problems []error
	for _, path := range candidates {
		err := s.verify(ctx, shelf{&boltFile{name: path, wait: s.opts.Wait}, s.sessions.want})
		if err == nil {
			sessions = path
			break
		}
		problems = append(problems, err)
	}
	if sessions == "" {
		return "", "", fmt.Errorf("no backup in %s is sound, so nothing was changed: %w", from, errors.Join(problems...))
	}
	if evidence != "" {
		err = s.verify(ctx, shelf{&boltFile{name: evidence, wait: s.opts.Wait}, s.evidence.want})
	}
	return sessions, evidence, err
}

// putBack keeps the present file under another name and moves a copy to its place.
func (s *Store) putBack(ctx context.Context, done *Restored, to shelf, from string) error {
	path := to.file.path()
	release, err := s.holdStill(ctx, path)
	if err != nil {
		return err
	}
	defer release()
	if err := s.keep(done, path); err != nil {
		return err
	}
	source := shelf{&boltFile{name: from, wait: s.opts.Wait}, to.want}
	if err := s.copyVerified(ctx, source, path); err != nil {
		return err
	}
	done.From = append(done.From, from)
	return nil
}

// holdStill keeps other processes out of a file while it is exchanged; they find the new one afterwards.
func (s *Store) holdStill(ctx context.Context, path string) (release func(), err error) {
	f, err := openRegular(path, false)
	if err != nil { // nothing there, or nothing that anybody could work on
		return func() {}, nil
	}
	if err := (&boltFile{name: path, wait: s.opts.Wait}).lock(ctx, f, true); err != nil {
		_ = f.Close()
		return nil, err
	}
	return func() { _ = f.Close() }, nil
}

// keep gives what is at path a second name, so that nothing is lost and the place is never empty. What cannot have two
// names is moved.
func (s *Store) keep(done *Restored, path string) error {
	if !exists(path) {
		return nil
	}
	kept := path + beforeRestore + s.opts.Now().UTC().Format(stampLayout)
	if err := os.Link(path, kept); err != nil {
		if err := os.Rename(path, kept); err != nil {
			return explain(path, err)
		}
	}
	done.Kept = append(done.Kept, kept)
	return nil
}

// freshEvidence leaves sound evidence alone, and begins an empty file where there is none: AWS can be asked again.
func (s *Store) freshEvidence(ctx context.Context, done *Restored) error {
	err := s.verify(ctx, s.evidence)
	if err == nil || errors.Is(err, ErrLocked) || errors.Is(err, ErrNewer) || ctx.Err() != nil {
		return err
	}
	if err := s.keep(done, s.evidence.file.path()); err != nil {
		return err
	}
	done.Fresh = true
	return s.createFile(ctx, s.evidence)
}
