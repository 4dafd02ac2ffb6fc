package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"drydock/assess"
	"drydock/assess/fact"
)

// importWithEvidence writes the evidence of a session that is not there yet, in one commit, and then lets people write its people's
// records in another. A process that dies in between leaves evidence of no session: nobody sees it, and the next import or purge
// takes it away. The folder is locked meanwhile, so that what is half-way here is not taken for such a remainder elsewhere.
func (s *Store) importWithEvidence(ctx context.Context, session *assess.Session, snap *fact.Snapshot, people func() error) error {
	write := func() error {
		if err := s.sessions.view(ctx, func(x tx) error { return notThere(x, session.Meta) }); err != nil {
			return err
		}
		strays, err := s.strays(ctx)
		if err != nil {
			return err
		}
		id := session.Meta.ID
		err = s.evidence.update(ctx, func(x tx) error {
			for _, stray := range strays {
				if err := dropSession(x, stray); err != nil {
					return err
				}
			}
			return createEvidence(x, session, snap)
		})
		if err != nil {
			return err
		}
		if err := people(); err != nil {
			return errors.Join(err, s.evidence.update(context.WithoutCancel(ctx), func(x tx) error { return dropSession(x, id) }))
		}
		return nil
	}
	if s.folder == "" {
		return write()
	}
	return s.locked(ctx, write)
}

// strays are the sessions of which only evidence is there. It is asked with the folder locked: a session that is begun while we look
// has no evidence yet when we look for that, which is first.
func (s *Store) strays(ctx context.Context) ([]string, error) {
	var ids []string
	if err := s.evidence.view(ctx, func(x tx) error { ids = x.sessions(); return nil }); err != nil {
		return nil, err
	}
	err := s.sessions.view(ctx, func(x tx) error {
		known := x.sessions()
		ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(known, id) })
		return nil
	})
	return ids, err
}

// createEvidence lays out the evidence of a new session, in place of what a killed import left under its id.
func createEvidence(x tx, session *assess.Session, snap *fact.Snapshot) error {
	const first = 1 // the revision
	id := session.Meta.ID
	for _, name := range tablesOf(holdsEvidence) {
		if _, err := create(x, address{id, name}); err != nil {
			return err
		}
	}
	index, err := open(x, indexTable)
	if err != nil {
		return err
	}
	if err := index.put(id, record{revision: first, payload: []byte("{}")}); err != nil {
		return err
	}
	if err := createRuns(x, session, snap, first); err != nil || len(session.Imports) == 0 {
		return err
	}
	t, err := create(x, address{id, importsTable})
	if err != nil {
		return err
	}
	bySource := map[string][]assess.Imported{}
	for _, f := range session.Imported {
		bySource[f.Source] = append(bySource[f.Source], f)
	}
	for _, head := range session.Imports {
		stands, _, _ := assess.MergeImported(nil, bySource[head.Source])
		err := errors.Join(t.putJSON(importedFrom+head.Source, first, stands), t.putJSON(importedFile+head.Source+"/"+head.Digest, first, head))
		if err != nil {
			return err
		}
	}
	return nil
}

// createRuns writes the runs; what was read and how it was judged goes with the newest.
func createRuns(x tx, session *assess.Session, snap *fact.Snapshot, revision uint64) error {
	id := session.Meta.ID
	runs, err := open(x, address{id, runsTable})
	if err != nil {
		return err
	}
	for _, r := range session.Runs {
		if err := runs.putJSON(r.ID, revision, r); err != nil {
			return err
		}
	}
	if len(session.Runs) == 0 {
		return nil
	}
	newest := session.Runs[len(session.Runs)-1]
	if snap != nil {
		b := batch{Reach: snap.Reach, Facts: make([]json.RawMessage, len(snap.Facts))}
		for i, f := range snap.Facts {
			if b.Facts[i], err = fact.Marshal(f); err != nil {
				return fmt.Errorf("encode a fact of kind %s: %w", f.Kind(), err)
			}
		}
		batches, err := open(x, address{id, batchesTable})
		if err != nil {
			return err
		}
		if err := batches.putJSON(newest.ID+"/\x00\x00\x00\x00\x00\x00\x00\x01", revision, b); err != nil {
			return err
		}
	}
	if len(session.Findings) == 0 {
		return nil
	}
	findings, err := open(x, address{id, findingsTable})
	if err != nil {
		return err
	}
	return findings.putJSON(newest.ID, revision, session.Findings)
}
