package store

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"drydock/assess"
	"drydock/questionnaire/text"
)

// ErrNothing says that there is nothing to take back, or nothing to do again.
var ErrNothing = errors.New("nothing to take back")

// Write applies the changes of one act in one commit, with history, and returns the session's new revision. When a
// record is not as the writer saw it, nothing is written and the error is assess.ErrStale.
func (s *Store) Write(ctx context.Context, id string, act assess.Act) (uint64, error) {
	if len(act.Changes) == 0 {
		return 0, errors.New("an act without changes")
	}
	encoded, err := encodeChanges(act.Changes)
	if err != nil {
		return 0, err
	}
	return s.change(ctx, id, act.At, func(p *pen) error {
		for i, c := range act.Changes {
			if err := p.fresh(c); err != nil {
				return err
			}
			if err := p.set(c.Bucket, c.Key, encoded[i]); err != nil {
				return err
			}
		}
		return p.remember(act.By, act.At, act.What, 0)
	})
}

// encodeChanges gives the payload of each change; nil deletes.
func encodeChanges(changes []assess.Change) ([][]byte, error) {
	all := make([][]byte, len(changes))
	for i, c := range changes {
		t, err := findTable(c.Bucket)
		if err != nil {
			return nil, err
		}
		if c.Value == nil {
			continue
		}
		if !t.fits(c.Value) {
			return nil, fmt.Errorf("a %T is no record of %s", c.Value, c.Bucket)
		}
		if all[i], err = json.Marshal(c.Value); err != nil {
			return nil, fmt.Errorf("encode %s %q: %w", c.Bucket, c.Key, err)
		}
	}
	return all, nil
}

// Undo takes back the newest act that is not undone, whoever did it, by a new entry of the history.
func (s *Store) Undo(ctx context.Context, id, by string, at time.Time) (string, error) {
	return s.takeBack(ctx, id, by, at, newestDone)
}

// Redo takes back the newest undo, unless something was done since.
func (s *Store) Redo(ctx context.Context, id, by string, at time.Time) (string, error) {
	return s.takeBack(ctx, id, by, at, newestUndo)
}

// takeBack restores what stood before an act. The act's changes are reversed, newest first.
func (s *Store) takeBack(ctx context.Context, id, by string, at time.Time, pick func(records) ([]assess.HistoryEntry, error)) (string, error) {
	var what string
	_, err := s.change(ctx, id, at, func(p *pen) error {
		act, err := pick(p.history)
		if err != nil {
			return err
		}
		for i := len(act) - 1; i >= 0; i-- {
			if err := p.revert(act[i]); err != nil {
				return err
			}
		}
		what = act[0].What
		return p.remember(text.Untrusted(by), at, what, act[0].Seq)
	})
	return what, err
}

// newestDone finds the newest act that nobody took back.
func newestDone(history records) ([]assess.HistoryEntry, error) {
	gone := map[uint64]bool{}
	return newest(history, func(act []assess.HistoryEntry) (bool, bool, error) {
		switch {
		case gone[act[0].Seq]:
			return false, true, nil
		case act[0].Undoes != 0:
			gone[act[0].Undoes] = true
			return false, true, nil
		}
		return true, false, nil
	})
}

// newestUndo finds the newest undo that stands, down to the newest act of its own.
func newestUndo(history records) ([]assess.HistoryEntry, error) {
	gone := map[uint64]bool{}
	return newest(history, func(act []assess.HistoryEntry) (bool, bool, error) {
		switch {
		case gone[act[0].Seq]:
			return false, true, nil
		case act[0].Undoes == 0:
			return false, false, nil
		}
		undone, err := readAct(history, act[0].Undoes)
		if err != nil {
			return false, false, err
		}
		if undone[0].Undoes != 0 { // a redo: the undo that it took back is gone
			gone[act[0].Undoes] = true
			return false, true, nil
		}
		return true, false, nil
	})
}

// newest walks the acts from the newest until fn finds one or gives up.
func newest(history records, fn func(act []assess.HistoryEntry) (found, more bool, err error)) ([]assess.HistoryEntry, error) {
	var out []assess.HistoryEntry
	err := history.each("", true, func(key string, rec record) (bool, error) {
		act, err := decodeAct(key, rec)
		if err != nil {
			return false, err
		}
		found, more, err := fn(act)
		if found {
			out = act
		}
		return more, err
	})
	if err == nil && out == nil {
		err = ErrNothing
	}
	return out, err
}

func readAct(history records, seq uint64) ([]assess.HistoryEntry, error) {
	rec, ok, err := history.get(seqKey(seq))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("history entry %d is missing: %w", seq, errBroken)
	}
	return decodeAct(seqKey(seq), rec)
}

func decodeAct(key string, rec record) ([]assess.HistoryEntry, error) {
	var act []assess.HistoryEntry
	if err := decode(address{name: historyTable}, key, rec.payload, &act); err != nil {
		return nil, err
	}
	if len(act) == 0 {
		return nil, fmt.Errorf("history entry %q is empty: %w", key, errBroken)
	}
	return act, nil
}

// seqKey keeps acts in order; the leading byte keeps it apart from the tally.
func seqKey(seq uint64) string {
	return string(binary.BigEndian.AppendUint64([]byte{'#'}, seq))
}

// History gives the newest n entries, newest act first. Entries of one act have one Seq and stand together.
func (s *Store) History(ctx context.Context, id string, n int) ([]assess.HistoryEntry, error) {
	var all []assess.HistoryEntry
	err := s.sessions.view(ctx, func(x tx) error {
		history, err := openOf(x, id, historyTable)
		if err != nil {
			return err
		}
		return history.each("", true, func(key string, rec record) (bool, error) {
			act, err := decodeAct(key, rec)
			all = append(all, act...)
			return len(all) < n, err
		})
	})
	return all[:min(max(n, 0), len(all))], err
}

// pen writes to one session within one transaction, and notes what it changes for the history.
type pen struct {
	x        tx
	id       string
	revision uint64 // of the session after this act; also of every record that it writes
	history  records
	notes    []assess.HistoryEntry
}

// change runs one act on a session and raises its revision, all in one commit.
func (s *Store) change(ctx context.Context, id string, at time.Time, act func(*pen) error) (uint64, error) {
	// Read before writing: once the change is on disk, nothing may fail any more.
	var revision, observed uint64
	err := s.evidence.view(ctx, func(x tx) (err error) {
		observed, err = evidenceRevision(x, id)
		return err
	})
	if err != nil {
		return 0, err
	}
	err = s.sessions.update(ctx, func(x tx) error {
		e, err := readEntry(x, id)
		if err != nil {
			return err
		}
		history, err := open(x, address{e.meta.ID, historyTable})
		if err != nil {
			return err
		}
		p := &pen{x: x, id: e.meta.ID, revision: e.revision + 1, history: history}
		if err := act(p); err != nil {
			return err
		}
		index, err := open(x, indexTable)
		if err != nil {
			return err
		}
		e.meta.Changed, revision = at.UTC(), p.revision
		return index.putJSON(e.meta.ID, p.revision, e.meta)
	})
	if err != nil {
		return 0, err
	}
	s.wrote()
	return revision + observed, nil
}

// table opens a table of the session; one that came after the session is made.
func (p *pen) table(bucket string) (records, error) {
	at := address{p.id, bucket}
	t, err := findTable(bucket)
	if err == nil && t.later && p.x.table(at) == nil {
		return create(p.x, at)
	}
	if err != nil {
		return records{}, err
	}
	return open(p.x, at)
}

// fresh refuses a change whose record is not as the writer saw it.
func (p *pen) fresh(c assess.Change) error {
	if c.Seen == assess.AnyRevision {
		return nil
	}
	t, err := p.table(c.Bucket)
	if err != nil {
		return err
	}
	rec, _, err := t.get(c.Key)
	if err == nil && rec.revision != c.Seen {
		err = fmt.Errorf("%w: %s %q", assess.ErrStale, c.Bucket, c.Key)
	}
	return err
}

// set puts or, with nil, removes a record, and notes what was there.
func (p *pen) set(bucket, key string, payload []byte) error {
	t, err := p.table(bucket)
	if err != nil {
		return err
	}
	old, was, err := t.get(key)
	if err != nil {
		return err
	}
	p.notes = append(p.notes, assess.HistoryEntry{Bucket: bucket, Key: key, Before: old.payload, After: payload})
	if payload != nil {
		return t.put(key, record{p.revision, payload})
	}
	if !was {
		return nil
	}
	return t.remove(key)
}

// revert gives a record the state that it had before a change, unless it was changed since.
func (p *pen) revert(entry assess.HistoryEntry) error {
	t, err := p.table(entry.Bucket)
	if err != nil {
		return err
	}
	now, _, err := t.get(entry.Key)
	if err != nil {
		return err
	}
	if string(now.payload) != string(entry.After) {
		return fmt.Errorf("%w: %s %q", assess.ErrStale, entry.Bucket, entry.Key)
	}
	return p.set(entry.Bucket, entry.Key, entry.Before)
}

// remember appends the act to the history.
func (p *pen) remember(by text.Untrusted, at time.Time, what string, undoes uint64) error {
	var seq uint64 = 1
	err := p.history.each("", true, func(key string, _ record) (bool, error) {
		seq = binary.BigEndian.Uint64([]byte(key[1:])) + 1
		return false, nil
	})
	if err != nil {
		return err
	}
	for i := range p.notes {
		n := &p.notes[i]
		n.Seq, n.At, n.By, n.What, n.Undoes = seq, at.UTC(), by, what, undoes
	}
	return p.history.putJSON(seqKey(seq), p.revision, p.notes)
}
