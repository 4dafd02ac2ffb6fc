package store

import (
	"bytes"
	"context"
	"slices"
	"sort"
	"strings"
	"sync"
)

// memoryFile is the twin of boltFile for tests and for looking around: it keeps the same records under the same rules.
type memoryFile struct {
	name string
	mu   sync.RWMutex
	now  *memoryState
}

type memoryState struct {
	commit uint64
	tables map[address]*memoryTable
}

type memoryTable struct{ records map[string][]byte }

func newMemoryFile(name string) *memoryFile {
	return &memoryFile{name: name, now: &memoryState{tables: map[address]*memoryTable{}}}
}

func (f *memoryFile) path() string { return f.name }

func (f *memoryFile) view(ctx context.Context, fn func(tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	return fn(f.now)
}

// update works on a copy, and keeps it only when fn succeeds.
func (f *memoryFile) update(ctx context.Context, fn func(tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	next := &memoryState{commit: f.now.commit + 1, tables: make(map[address]*memoryTable, len(f.now.tables))}
	for at, t := range f.now.tables {
		c := &memoryTable{records: make(map[string][]byte, len(t.records))}
		for k, v := range t.records {
			c.records[k] = v
		}
		next.tables[at] = c
	}
	if err := fn(next); err != nil {
		return err
	}
	f.now = next
	return nil
}

func (s *memoryState) id() uint64 { return s.commit }

func (s *memoryState) table(at address) table {
	if t, ok := s.tables[at]; ok {
		return t
	}
	return nil
}

func (s *memoryState) createTable(at address) (table, error) {
	t := &memoryTable{records: map[string][]byte{}}
	s.tables[at] = t
	return t, nil
}

func (s *memoryState) dropSession(id string) error {
	for at := range s.tables {
		if at.session == id {
			delete(s.tables, at)
		}
	}
	return nil
}

func (s *memoryState) sessions() []string {
	var ids []string
	for at := range s.tables {
		if at.session != "" && !slices.Contains(ids, at.session) {
			ids = append(ids, at.session)
		}
	}
	sort.Strings(ids)
	return ids
}

func (t *memoryTable) get(key []byte) []byte { return bytes.Clone(t.records[string(key)]) }

func (t *memoryTable) put(key, value []byte) error {
	t.records[string(key)] = bytes.Clone(value)
	return nil
}

func (t *memoryTable) remove(key []byte) error {
	delete(t.records, string(key))
	return nil
}

func (t *memoryTable) each(prefix []byte, down bool, fn func(key, value []byte) (bool, error)) error {
	var keys []string
	for k := range t.records {
		if strings.HasPrefix(k, string(prefix)) {
			keys = append(keys, k)
		}
	}
	sort.Strings(keys)
	if down {
		slices.Reverse(keys)
	}
	for _, k := range keys {
		more, err := fn([]byte(k), bytes.Clone(t.records[k]))
		if err != nil || !more {
			return err
		}
	}
	return nil
}
