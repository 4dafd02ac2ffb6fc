package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

const (
	keepBackups   = 5
	backupEvery   = 50 // changes
	backupPattern = "sessions-*.db"
	stampLayout   = "20060102T150405.000000000Z"
)

// backups lists the backups of people's records, oldest first.
func (s *Store) backups() []string {
	found, _ := filepath.Glob(filepath.Join(s.folder, BackupFolder, backupPattern)) // the pattern is well formed
	sort.Strings(found)
	return found
}

// backupCommit is the commit that a backup shows, from its name.
func backupCommit(path string) (uint64, bool) {
	name := strings.TrimSuffix(filepath.Base(path), ".db")
	n, err := strconv.ParseUint(name[strings.LastIndex(name, "-")+1:], 10, 64)
	return n, err == nil
}

// wrote counts a change of people's records, and starts a backup after every fiftieth.
func (s *Store) wrote() {
	s.mu.Lock()
	s.changed = true
	s.unsaved++
	due := s.unsaved >= backupEvery
	if due {
		s.unsaved = 0
	}
	s.mu.Unlock()
	if due {
		s.background(s.backupNow)
	}
}

// backupSoon makes a backup if somebody changed the file since the last one.
func (s *Store) backupSoon() {
	s.background(func(ctx context.Context) error {
		var commit uint64
		var sessions int
		err := s.sessions.view(ctx, func(x tx) error {
			commit, sessions = x.id(), len(x.sessions())
			return nil
		})
		if err != nil || sessions == 0 {
			return err
		}
		if all := s.backups(); len(all) > 0 {
			if last, ok := backupCommit(all[len(all)-1]); ok && last == commit {
				return nil
			}
		}
		return s.backupNow(ctx)
	})
}

// background runs work beside the caller. What goes wrong there, a panic too, is told to Warn.
func (s *Store) background(work func(context.Context) error) {
	if s.folder == "" {
		return
	}
	s.inFlight.Add(1)
	go func() {
		defer s.inFlight.Done()
		defer func() {
			if r := recover(); r != nil {
				s.opts.Warn(fmt.Errorf("backup: %v", r))
			}
		}()
		if err := work(context.Background()); err != nil {
			s.opts.Warn(fmt.Errorf("backup: %w", err))
		}
	}()
}

// backupNow copies people's records into the folder of backups, verifies the copy and keeps the newest five.
func (s *Store) backupNow(ctx context.Context) error {
	if s.folder == "" {
		return nil
	}
	return s.locked(ctx, func() error {
		folder := filepath.Join(s.folder, BackupFolder)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return explain(folder, err)
		}
		stamp := s.opts.Now().UTC().Format(stampLayout)
		file := s.sessions.file.(*boltFile)
		var commit uint64
		err := file.view(ctx, func(x tx) error { commit = x.id(); return nil })
		if err != nil {
			return err
		}
		// The name may be one commit behind the copy when somebody writes in between: then the next backup comes early.
		path := filepath.Join(folder, fmt.Sprintf("sessions-%s-%d.db", stamp, commit))
		if err := s.copyVerified(ctx, s.sessions, path); err != nil {
			return err
		}
		all := s.backups()
		for len(all) > keepBackups {
			if err := os.Remove(all[0]); err != nil {
				return explain(all[0], err)
			}
			all = all[1:]
		}
		return nil
	})
}

// copyVerified writes a consistent copy to path; a copy that is not sound never gets that name.
func (s *Store) copyVerified(ctx context.Context, from shelf, path string) error {
	return replace(path, func(temp string) error {
		if _, err := from.file.(*boltFile).copyTo(ctx, temp); err != nil {
			return err
		}
		return s.verify(ctx, shelf{&boltFile{name: temp, wait: s.opts.Wait}, from.want})
	})
}

// verify walks all pages and all records of a file.
func (s *Store) verify(ctx context.Context, f shelf) error {
	report := checkShelf(ctx, f)
	return errors.Join(report.Problems...)
}

// Backup copies both files, verified, into a folder, which is made if need be. It overwrites nothing.
func (s *Store) Backup(ctx context.Context, dir string) error {
	if s.folder == "" {
		return errors.New("a store in memory has no files to back up")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return explain(dir, err)
	}
	for _, f := range []shelf{s.sessions, s.evidence} {
		path := filepath.Join(dir, filepath.Base(f.file.path()))
		if exists(path) {
			return fmt.Errorf("%s: is there already, and a backup overwrites nothing. Choose an empty folder", path)
		}
		if err := s.copyVerified(ctx, f, path); err != nil {
			return err
		}
	}
	return nil
}
