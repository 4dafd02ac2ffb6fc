package store

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
)

// Tables of a session in evidence.db.
const (
	runsTable     = "runs"     // run id → assess.Run
	batchesTable  = "batches"  // run id, number → what one collector read, in the order in which it came
	findingsTable = "findings" // run id → the judgement that was made after that run; see judgement
)

// batch is what one collector read in one target.
type batch struct {
	Reach []fact.Reach      `json:"reach"`
	Facts []json.RawMessage `json:"facts"`
}

// spot is what can be read anew: one kind in one account and Region.
type spot struct {
	account, region string
	kind            fact.Kind
}

// standing is the decoded evidence of a session at one revision. Its slices are shared: nobody may change them.
type standing struct {
	revision uint64
	runs     []assess.Run
	reach    []fact.Reach
	findings []evidence.Finding
	imports  []assess.Import
	imported []assess.Imported
}

func evidenceRevision(x tx, id string) (uint64, error) {
	index, err := open(x, indexTable)
	if err != nil {
		return 0, err
	}
	rec, _, err := index.get(id)
	return rec.revision, err
}

// standing reads what stands for a session, unless the last one read is still good.
func (s *Store) standing(ctx context.Context, id string) (standing, error) {
	var known standing
	err := s.evidence.view(ctx, func(x tx) error {
		revision, err := evidenceRevision(x, id)
		if err != nil || revision == 0 {
			return err
		}
		s.mu.Lock()
		known = s.remember[id]
		s.mu.Unlock()
		if known.revision == revision {
			return nil
		}
		known = standing{revision: revision}
		return known.read(x, id)
	})
	if err != nil {
		return standing{}, err
	}
	s.mu.Lock()
	s.remember[id] = known
	s.mu.Unlock()
	return known, nil
}

func (k *standing) read(x tx, id string) (err error) {
	if k.runs, err = readRuns(x, id); err != nil {
		return err
	}
	if k.findings, err = readFindings(x, id, k.runs); err != nil {
		return err
	}
	if k.imports, k.imported, err = readImports(x, id); err != nil {
		return err
	}
	snap, err := readSnapshot(x, id, k.runs, false)
	if err != nil {
		return err
	}
	k.reach = snap.Reach
	return nil
}

// readRuns gives the runs of a session, oldest first.
func readRuns(x tx, id string) ([]assess.Run, error) {
	t, err := open(x, address{id, runsTable})
	if err != nil {
		return nil, err
	}
	var runs []assess.Run
	err = t.all(func(key string, rec record) error {
		var r assess.Run
		runs = append(runs, r)
		return decode(t.at, key, rec.payload, &runs[len(runs)-1])
	})
	sort.SliceStable(runs, func(i, j int) bool { return runs[i].At.Before(runs[j].At) })
	return runs, err
}

// SaveRun stores a run's head; the same id again replaces it.
func (s *Store) SaveRun(ctx context.Context, session string, r assess.Run) error {
	if r.ID == "" || strings.Contains(r.ID, "/") {
		return fmt.Errorf("%q cannot be the id of a run", r.ID)
	}
	return s.observe(ctx, session, func(x tx, id string, revision uint64) error {
		t, err := open(x, address{id, runsTable})
		if err != nil {
			return err
		}
		return t.putJSON(r.ID, revision, r)
	})
}

// SaveBatch appends what one collector read, in one commit: what was read before a kill is there to go on from.
func (s *Store) SaveBatch(ctx context.Context, session, run string, reach []fact.Reach, facts []fact.Fact) error {
	b := batch{Reach: reach, Facts: make([]json.RawMessage, len(facts))}
	for i, f := range facts {
		data, err := fact.Marshal(f)
		if err != nil {
			return fmt.Errorf("encode a fact of kind %s: %w", f.Kind(), err)
		}
		b.Facts[i] = data
	}
	return s.observe(ctx, session, func(x tx, id string, revision uint64) error {
		if err := mustHaveRun(x, id, run); err != nil {
			return err
		}
		t, err := open(x, address{id, batchesTable})
		if err != nil {
			return err
		}
		var last uint64
		err = t.each(run+"/", true, func(key string, _ record) (bool, error) {
			last = binary.BigEndian.Uint64([]byte(key[len(key)-8:]))
			return false, nil
		})
		if err != nil {
			return err
		}
		return t.putJSON(run+"/"+string(binary.BigEndian.AppendUint64(nil, last+1)), revision, b)
	})
}

func mustHaveRun(x tx, id, run string) error {
	t, err := open(x, address{id, runsTable})
	if err != nil {
		return err
	}
	if _, ok, err := t.get(run); err != nil || ok {
		return err
	}
	return fmt.Errorf("%w: %q", ErrNoRun, run)
}

// observe changes the evidence of a session that exists, and raises its revision.
func (s *Store) observe(ctx context.Context, session string, fn func(x tx, id string, revision uint64) error) error {
	var id string
	err := s.sessions.view(ctx, func(x tx) error {
		e, err := resolve(x, session)
		id = e.meta.ID
		return err
	})
	if err != nil {
		return err
	}
	return s.evidence.update(ctx, func(x tx) error {
		index, err := open(x, indexTable)
		if err != nil {
			return err
		}
		rec, known, err := index.get(id)
		if err != nil {
			return err
		}
		if !known {
			for _, name := range []string{runsTable, batchesTable, findingsTable} {
				if _, err := create(x, address{id, name}); err != nil {
					return err
				}
			}
		}
		if err := index.put(id, record{revision: rec.revision + 1, payload: []byte("{}")}); err != nil {
			return err
		}
		return fn(x, id, rec.revision+1)
	})
}

// LoadSnapshot reads a run's facts and reach: for resume, judging again and comparing.
func (s *Store) LoadSnapshot(ctx context.Context, session, run string) (*fact.Snapshot, error) {
	return s.snapshot(ctx, session, func(r assess.Run) bool { return r.ID == run })
}

// LoadStanding reads what counts now: for each account, Region and kind the facts and reach of the newest attempt of
// all runs. Run and Caller are those of the newest run; the targets are those of all.
func (s *Store) LoadStanding(ctx context.Context, session string) (*fact.Snapshot, error) {
	return s.snapshot(ctx, session, func(assess.Run) bool { return true })
}

// LoadBefore reads what counted before a run began: LoadStanding without that run and those after it.
func (s *Store) LoadBefore(ctx context.Context, session, run string) (*fact.Snapshot, error) {
	reached := false
	return s.snapshot(ctx, session, func(r assess.Run) bool { // the runs come oldest first
		reached = reached || r.ID == run
		return !reached
	})
}

func (s *Store) snapshot(ctx context.Context, session string, want func(assess.Run) bool) (*fact.Snapshot, error) {
	var id string
	err := s.sessions.view(ctx, func(x tx) error {
		e, err := resolve(x, session)
		id = e.meta.ID
		return err
	})
	if err != nil {
		return nil, err
	}
	var snap *fact.Snapshot
	err = s.evidence.view(ctx, func(x tx) error {
		runs, err := wantedRuns(x, id, want)
		if err != nil {
			return err
		}
		snap, err = readSnapshot(x, id, runs, true)
		return err
	})
	return snap, err
}

// wantedRuns are the runs of a session that are wanted, oldest first; ErrNoRun without any.
func wantedRuns(x tx, id string, want func(assess.Run) bool) ([]assess.Run, error) {
	revision, err := evidenceRevision(x, id)
	if err != nil {
		return nil, err
	}
	var runs []assess.Run
	if revision > 0 {
		if runs, err = readRuns(x, id); err != nil {
			return nil, err
		}
	}
	if runs = slices.DeleteFunc(runs, func(r assess.Run) bool { return !want(r) }); len(runs) == 0 {
		return nil, ErrNoRun
	}
	return runs, nil
}

// readSnapshot lays the runs over each other, oldest first: a later attempt replaces the earlier one for its account,
// Region and kind, and takes that one's facts away, also when it could read nothing. The whole table is read, because a lost
// batch would let an older pass come back; one batch at a time is in memory beside what stands.
func readSnapshot(x tx, id string, runs []assess.Run, withFacts bool) (*fact.Snapshot, error) {
	snap, turn := laidOver(runs)
	t, err := open(x, address{id, batchesTable})
	if err != nil {
		return nil, err
	}
	l := newLayers[fact.Fact]()
	err = t.all(func(key string, rec record) error {
		run, _, _ := strings.Cut(key, "/")
		if turn[run] == 0 {
			return nil
		}
		var b batch
		if err := decode(t.at, key, rec.payload, &b); err != nil {
			return err
		}
		l.reached(turn[run], b.Reach)
		if !withFacts {
			return nil
		}
		for _, data := range b.Facts {
			f, err := fact.Unmarshal(data)
			if err != nil {
				return fmt.Errorf("decode a fact of run %s: %w", run, err)
			}
			l.add(turn[run], spot{f.Base().Account, f.Base().Region, f.Kind()}, f)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	snap.Reach, snap.Facts = l.standing()
	return snap, nil
}

// laidOver begins the snapshot of some runs, and gives each its place in time, from 1.
func laidOver(runs []assess.Run) (*fact.Snapshot, map[string]int) {
	snap, turn := &fact.Snapshot{}, map[string]int{}
	for i, run := range runs {
		turn[run.ID] = i + 1
		snap.Run, snap.At, snap.Caller = run.ID, run.At, run.Caller
		snap.Calls += run.Calls
		for _, target := range run.Targets {
			if !slices.Contains(snap.Targets, target) {
				snap.Targets = append(snap.Targets, target)
			}
		}
	}
	return snap, turn
}

// layers are attempts laid over each other, with what each found.
type layers[T any] struct {
	reach  map[spot]fact.Reach
	found  map[spot][]T
	newest map[spot]int
}

func newLayers[T any]() *layers[T] {
	return &layers[T]{reach: map[spot]fact.Reach{}, found: map[spot][]T{}, newest: map[spot]int{}}
}

// reached takes in what a batch reached, before what it found.
func (l *layers[T]) reached(turn int, reach []fact.Reach) {
	for _, r := range reach {
		if at := (spot{r.Account, r.Region, r.Kind}); l.newest[at] <= turn {
			l.newest[at], l.reach[at] = turn, r
			delete(l.found, at)
		}
	}
}

// add takes in one thing that a batch found.
func (l *layers[T]) add(turn int, at spot, found T) {
	if l.newest[at] <= turn {
		l.found[at] = append(l.found[at], found)
	}
}

// standing is what is left, in the order of places.
func (l *layers[T]) standing() (reach []fact.Reach, found []T) {
	for _, at := range sortedSpots(l.reach) {
		reach = append(reach, l.reach[at])
	}
	for _, at := range sortedSpots(l.found) {
		found = append(found, l.found[at]...)
	}
	return reach, found
}

func sortedSpots[V any](m map[spot]V) []spot {
	all := make([]spot, 0, len(m))
	for at := range m {
		all = append(all, at)
	}
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if a.account != b.account {
			return a.account < b.account
		}
		if a.region != b.region {
			return a.region < b.region
		}
		return a.kind < b.kind
	})
	return all
}
