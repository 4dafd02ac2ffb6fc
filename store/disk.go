package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"
)

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// makeFolder makes a folder that only its owner may look into, with those above it.
func makeFolder(path string) error {
	err := os.MkdirAll(path, 0o700)
	if err == nil || noRoom(err) || errors.Is(err, fs.ErrPermission) {
		return explain(path, err)
	}
	return &FileError{
		Path: path, What: "can't be made, so there is no place for the store", Err: err,
		Next: "Choose another folder with --db or $DRYDOCK_DB",
	}
}

// private takes away what others may do with a file or folder of ours. A file that we may not change is left alone.
func private(path string, mode fs.FileMode) error {
	info, err := os.Lstat(path)
	if err != nil {
		return explain(path, err)
	}
	if info.Mode().Perm()&0o077 == 0 || info.Mode()&fs.ModeSymlink != 0 {
		return nil
	}
	if err := os.Chmod(path, info.Mode().Perm()&mode); err != nil && !errors.Is(err, fs.ErrPermission) {
		return explain(path, err)
	}
	return nil
}

// replace lets make build a file under a temporary name in the same folder, makes it durable and moves it to its place.
// Nobody ever sees half a file there.
func replace(path string, build func(temp string) error) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*.tmp")
	if err != nil {
		return explain(path, err)
	}
	name := temp.Name()
	defer func() {
		if err != nil {
			_ = os.Remove(name)
			err = explain(path, err)
		}
	}()
	if err := errors.Join(temp.Chmod(0o600), temp.Close()); err != nil {
		return err
	}
	if err := build(name); err != nil {
		return err
	}
	if err := syncPath(name); err != nil {
		return err
	}
	if err := os.Rename(name, path); err != nil {
		return err
	}
	return syncPath(filepath.Dir(path))
}

// syncPath makes a file, or the names in a folder, durable.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// initialise turns an empty file of ours into an empty bbolt file.
func initialise(path string) error {
	db, err := bolt.Open(path, 0o600, &bolt.Options{PageSize: boltPage, Timeout: time.Second, NoStatistics: true})
	if err != nil {
		return err
	}
	return db.Close()
}

// locked runs fn while no other process creates, restores or purges files of this client.
func (s *Store) locked(ctx context.Context, fn func() error) error {
	return lockFolder(ctx, s.folder, s.opts.Wait, fn)
}

func lockFolder(ctx context.Context, folder string, wait time.Duration, fn func() error) error {
	f, err := os.Open(folder)
	if err != nil {
		return explain(folder, err)
	}
	defer f.Close()
	if err := (&boltFile{name: folder, wait: wait}).lock(ctx, f, true); err != nil {
		return fmt.Errorf("lock the folder: %w", err)
	}
	return fn()
}
