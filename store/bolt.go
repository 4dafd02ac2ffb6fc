package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// maxSize keeps a runaway file from filling the disk; the largest account we know needs a fiftieth of it.
const maxSize = 2 << 30

// sessionsBucket holds one bucket per session, which holds its tables.
var sessionsBucket = []byte("sessions")

// boltFile is a bbolt file that is opened for each transaction, so that several processes can work on it.
type boltFile struct {
	name string
	wait time.Duration // how long to wait for another process
}

func (f *boltFile) path() string { return f.name }

func (f *boltFile) view(ctx context.Context, fn func(tx) error) error {
	return f.with(ctx, false, func(db *bolt.DB) error {
		return db.View(func(t *bolt.Tx) error { return fn(boltTx{t}) })
	})
}

func (f *boltFile) update(ctx context.Context, fn func(tx) error) error {
	return f.with(ctx, true, func(db *bolt.DB) error {
		return db.Update(func(t *bolt.Tx) error { return fn(boltTx{t}) })
	})
}

// with opens the file, runs fn on it and closes it again. Whatever a damaged file makes bbolt do, the caller gets an
// error: a panic and a fault on a mapped page that is not there any more are caught.
func (f *boltFile) with(ctx context.Context, write bool, fn func(*bolt.DB) error) (err error) {
	var opened *os.File
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			// The database is left as it is: closing it could wait for locks that the panic left behind. Closing the
			// file gives the lock back.
			if opened != nil {
				_ = opened.Close()
			}
			err = damaged(f.name, "reading it failed", fmt.Errorf("%v", r))
		}
	}()
	db, err := bolt.Open(f.name, 0o600, &bolt.Options{
		ReadOnly: !write, Timeout: f.wait, PageSize: boltPage, MaxSize: maxSize, NoStatistics: true,
		OpenFile: func(string, int, os.FileMode) (*os.File, error) {
			file, err := f.open(ctx, write)
			if opened == nil { // WriteTo opens the file once more
				opened = file
			}
			return file, err
		},
	})
	if err != nil {
		return f.explain(err)
	}
	err = fn(db)
	if err == nil && write {
		err = f.stillThere(opened)
	}
	if e := db.Close(); err == nil {
		err = e
	}
	return f.explain(err)
}

// copyTo writes a consistent copy of the file, whatever else goes on, and returns the commit that it shows. Copying the
// file itself would give a broken copy more often than not.
func (f *boltFile) copyTo(ctx context.Context, path string) (commit uint64, err error) {
	err = f.with(ctx, false, func(db *bolt.DB) error {
		return db.View(func(t *bolt.Tx) error {
			out, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0o600)
			if err != nil {
				return err
			}
			commit = uint64(t.ID())
			_, err = t.WriteTo(out)
			return errors.Join(err, out.Sync(), out.Close())
		})
	})
	return commit, err
}

// compact puts in the place of the file a new one that holds only what can be reached: nothing of what was deleted.
// Writers wait meanwhile, and then find the new file.
func (f *boltFile) compact(ctx context.Context) error {
	return f.with(ctx, false, func(db *bolt.DB) error {
		return replace(f.name, func(temp string) (err error) {
			to, err := bolt.Open(temp, 0o600, &bolt.Options{PageSize: boltPage, Timeout: f.wait, NoStatistics: true})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, to.Close()) }()
			return bolt.Compact(to, db, 1<<20)
		})
	})
}

func (f *boltFile) explain(err error) error {
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return f.locked()
	case errors.Is(err, berrors.ErrMaxSizeReached):
		return &FileError{
			Path: f.name, What: "has reached its largest size, so this change was not saved", Kind: ErrFull, Err: err,
			Next: "Delete sessions that are not needed (`drydock store purge SESSION`)",
		}
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return damaged(f.name, "bbolt refuses it", err)
	}
	return explain(f.name, err)
}

func (f *boltFile) locked() error {
	return &FileError{
		Path: f.name, What: fmt.Sprintf("is in use: another process has held it for more than %s", f.wait), Kind: ErrLocked,
		Next: "Nothing was changed. Close or finish the other Drydock (or the backup tool that reads the file), then do it again",
	}
}

// open opens an existing file, takes its lock and looks it over. It never creates one.
func (f *boltFile) open(ctx context.Context, write bool) (*os.File, error) {
	for {
		file, err := openRegular(f.name, write)
		if err != nil {
			return nil, err
		}
		if err := f.lock(ctx, file, write); err != nil {
			_ = file.Close()
			return nil, err
		}
		// Restore and purge put another file in the place of this one; who waited for the old one must look again.
		if same, err := sameFile(f.name, file); err != nil || !same {
			_ = file.Close()
			if err != nil {
				return nil, explain(f.name, err)
			}
			continue
		}
		if _, err := preflight(f.name, file); err != nil {
			_ = file.Close()
			return nil, err
		}
		return file, nil
	}
}

func (f *boltFile) lock(ctx context.Context, file *os.File, exclusive bool) error {
	ctx, cancel := context.WithTimeoutCause(ctx, f.wait, f.locked())
	defer cancel()
	for pause := time.Millisecond; ; pause = min(pause*2, 8*time.Millisecond) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		held, err := tryLock(file, exclusive)
		if err != nil {
			return &FileError{
				Path: f.name, What: "cannot be locked, so two processes could destroy each other's work", Err: err,
				Next: "Keep the store on a local disk (--db DIR), not on a network share",
			}
		}
		if held {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}

// stillThere refuses to call a change saved when the file was moved away while it was written.
func (f *boltFile) stillThere(file *os.File) error {
	same, err := sameFile(f.name, file)
	if err == nil && same {
		return nil
	}
	return &FileError{
		Path: f.name, What: "was moved or replaced by something else while it was written; this change may be in the moved file only", Err: err,
		Next: "Stop the tool that moves it (a sync folder?), then do it again",
	}
}

func sameFile(path string, f *os.File) (bool, error) {
	there, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	here, err := f.Stat()
	if err != nil {
		return false, err
	}
	return os.SameFile(there, here), nil
}

// openRegular opens an existing regular file and nothing else: no folder, no pipe, no link.
func openRegular(path string, write bool) (*os.File, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, explain(path, err)
	}
	switch mode := info.Mode(); {
	case mode.IsDir():
		return nil, foreign(path, "it is a folder")
	case mode&fs.ModeSymlink != 0:
		return nil, foreign(path, "it is a link")
	case !mode.IsRegular():
		return nil, foreign(path, "it is no regular file")
	}
	flag := os.O_RDONLY
	if write {
		flag = os.O_RDWR
	}
	f, err := os.OpenFile(path, flag|openFlags, 0)
	return f, explain(path, err)
}

// boltTx is a transaction of a bbolt file.
type boltTx struct{ t *bolt.Tx }

func (x boltTx) id() uint64 { return uint64(x.t.ID()) }

func (x boltTx) table(at address) table {
	b := x.bucket(at)
	if b == nil {
		return nil
	}
	return boltTable{b}
}

func (x boltTx) bucket(at address) *bolt.Bucket {
	if at.session == "" {
		return x.t.Bucket([]byte(at.name))
	}
	all := x.t.Bucket(sessionsBucket)
	if all == nil {
		return nil
	}
	one := all.Bucket([]byte(at.session))
	if one == nil {
		return nil
	}
	return one.Bucket([]byte(at.name))
}

func (x boltTx) createTable(at address) (table, error) {
	if at.session == "" {
		b, err := x.t.CreateBucket([]byte(at.name))
		return boltTable{b}, err
	}
	all, err := x.t.CreateBucketIfNotExists(sessionsBucket)
	if err != nil {
		return nil, err
	}
	one, err := all.CreateBucketIfNotExists([]byte(at.session))
	if err != nil {
		return nil, err
	}
	b, err := one.CreateBucket([]byte(at.name))
	return boltTable{b}, err
}

func (x boltTx) dropSession(id string) error {
	all := x.t.Bucket(sessionsBucket)
	if all == nil || all.Bucket([]byte(id)) == nil {
		return nil
	}
	return all.DeleteBucket([]byte(id))
}

func (x boltTx) sessions() []string {
	var ids []string
	if all := x.t.Bucket(sessionsBucket); all != nil {
		c := all.Cursor()
		for k, _ := c.First(); k != nil; k, _ = c.Next() {
			ids = append(ids, string(k))
		}
	}
	return ids
}

// boltTable is a bucket that holds records only.
type boltTable struct{ b *bolt.Bucket }

func (t boltTable) get(key []byte) []byte { return bytes.Clone(t.b.Get(key)) }

func (t boltTable) put(key, value []byte) error { return t.b.Put(key, value) }

func (t boltTable) remove(key []byte) error { return t.b.Delete(key) }

func (t boltTable) each(prefix []byte, down bool, fn func(key, value []byte) (bool, error)) error {
	c := t.b.Cursor()
	next := c.Next
	k, v := c.Seek(prefix)
	if down {
		next = c.Prev
		k, v = last(c, prefix)
	}
	for ; k != nil && bytes.HasPrefix(k, prefix); k, v = next() {
		more, err := fn(bytes.Clone(k), bytes.Clone(v))
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// last goes to the greatest key that may begin with prefix.
func last(c *bolt.Cursor, prefix []byte) (key, value []byte) {
	if end := after(prefix); end != nil {
		if k, _ := c.Seek(end); k != nil {
			return c.Prev()
		}
	}
	return c.Last()
}

// after is the least key that is greater than every key with this prefix; nil when there is none.
func after(prefix []byte) []byte {
	end := bytes.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] != 0xff {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}
