package desk

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"drydock/store"
)

// StoreHandle is an open store: what the use cases need of it, and the care of its files.
type StoreHandle interface {
	Store
	// Backup copies both files, verified, into a folder.
	Backup(ctx context.Context, dir string) error
	// Purge takes a session out of the store and of its backups, and rewrites them.
	Purge(ctx context.Context, ref string) error
	// Close ends background work and makes a last backup if something changed.
	Close() error
}

// Errors of files, for errors.Is; each comes with a message that names the file and the way out.
var (
	ErrStoreDamaged  = store.ErrDamaged
	ErrStoreForeign  = store.ErrForeign
	ErrStoreNewer    = store.ErrNewer
	ErrStoreMissing  = store.ErrMissing
	ErrStoreLocked   = store.ErrLocked
	ErrStoreReadOnly = store.ErrReadOnly
	ErrStoreFull     = store.ErrFull
)

// OpenStore opens the store of a client below dir, and creates it when nothing is there.
func OpenStore(ctx context.Context, dir, client string, now func() time.Time) (StoreHandle, error) {
	s, err := store.Open(ctx, dir, client, store.Options{Now: now})
	if err != nil {
		return nil, err
	}
	return handle{s}, nil
}

// OpenStoreReading opens the store of a client to look at it only: nothing in its folder changes, whatever is tried.
func OpenStoreReading(ctx context.Context, dir, client string, now func() time.Time) (StoreHandle, error) {
	s, err := store.OpenReading(ctx, dir, client, store.Options{Now: now})
	if err != nil {
		return nil, err
	}
	return handle{s}, nil
}

// handle gives a store the shape of StoreHandle.
type handle struct{ *store.Store }

func (h handle) Purge(ctx context.Context, ref string) error {
	_, err := h.Store.Purge(ctx, ref)
	return err
}

// StorePath is the file of people's records of a client.
func StorePath(dir, client string) string { return filepath.Join(dir, client, store.SessionsFile) }

// CheckStore walks both files of a client, every page and every record, and says in words what it found. Damage is an
// error that lists it.
func CheckStore(ctx context.Context, dir, client string) (string, error) {
	var lines []string
	var problems []error
	for _, r := range store.Check(ctx, dir, client) {
		if len(r.Problems) == 0 {
			lines = append(lines, fmt.Sprintf("%s: sound, %d sessions, %d records", r.Path, r.Sessions, r.Records))
		}
		problems = append(problems, r.Problems...)
	}
	return strings.Join(lines, "\n"), errors.Join(problems...)
}

// RestoreStore puts a backup in the store's place and says where it kept what was there before.
func RestoreStore(ctx context.Context, dir, client, from string) (kept string, err error) {
	done, err := store.Restore(ctx, dir, client, from, time.Now())
	return strings.Join(done.Kept, " and "), err
}

// MemoryStore is a store without files, under the same rules: for tests of what talks to a desk.
func MemoryStore(now func() time.Time) Store { return store.NewMemory(store.Options{Now: now}) }
