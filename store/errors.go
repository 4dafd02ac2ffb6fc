package store

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
)

// What can be wrong with a store file; test with errors.Is. Errors about sessions are those of package assess.
var (
	ErrDamaged  = errors.New("the file is damaged")
	ErrForeign  = errors.New("not a Drydock store")
	ErrNewer    = errors.New("written by a newer Drydock")
	ErrMissing  = errors.New("the file is missing")
	ErrLocked   = errors.New("another process holds the file")
	ErrReadOnly = errors.New("the file cannot be written")
	ErrFull     = errors.New("no room left")
)

// ErrNoRun says that a session has no such probe run, or none at all.
var ErrNoRun = errors.New("nothing was probed")

// FileError is trouble with one file of the store: which file, what is wrong with it, and what to do next.
type FileError struct {
	Path string
	What string // what happened, and what it means
	Next string // what to do
	Kind error  // one of the errors above; nil: none of them
	Err  error  // the cause; may be nil
}

// Error gives the whole story in one line.
func (e *FileError) Error() string {
	s := e.Path + ": " + e.What
	if e.Err != nil {
		s += " (" + e.Err.Error() + ")"
	}
	return s + ". " + e.Next
}

// Unwrap lets errors.Is see the kind and the cause.
func (e *FileError) Unwrap() []error {
	var all []error
	for _, err := range []error{e.Kind, e.Err} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

const wayOut = "Nothing was changed. `drydock store check` lists what can still be read; `drydock store restore DIR` goes back to a backup (they lie in the folder `backups` beside the file)"

func damaged(path, what string, cause error) error {
	return &FileError{Path: path, What: "is damaged: " + what, Next: wayOut, Kind: ErrDamaged, Err: cause}
}

func foreign(path, what string) error {
	return &FileError{Path: path, What: "is not a Drydock store: " + what, Next: wayOut, Kind: ErrForeign}
}

func missing(path string) error {
	return &FileError{
		Path: path, What: "is missing, though other files of this store are there", Kind: ErrMissing,
		Next: "Nothing was created in its place. Put it back, or use `drydock store restore DIR` with a backup (they lie in the folder `backups` beside it)",
	}
}

// explain turns an error of the operating system into one that says what it means for the store.
func explain(path string, err error) error {
	var known *FileError
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case noRoom(err):
		return &FileError{
			Path: path, What: "could not grow, so this change was not saved; all that was saved before is intact", Kind: ErrFull, Err: err,
			Next: "Free some space, then do it again",
		}
	case errors.Is(err, fs.ErrNotExist):
		return missing(path)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &FileError{
			Path: path, What: "may not be opened like this, so nothing was changed", Kind: ErrReadOnly, Err: err,
			Next: "Make the file and its folder yours and writable (chmod u+rw), or choose another folder with --db",
		}
	}
	return err
}

// noRoom also looks at the text: bbolt passes on the words of an error, not the error, when a file cannot grow.
func noRoom(err error) bool {
	for _, full := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) || strings.Contains(err.Error(), full.Error()) {
			return true
		}
	}
	return false
}
