package store

import (
	"context"
	"sort"

	"drydock/assess"
)

// importsTable holds what other tools found: under "file/…" an assess.Import for each file that was taken in, under "from/…" the
// findings of a source that stand. It is kept apart from our own runs, so that judging these again leaves it alone. A session
// that nothing was imported into has no such table.
const importsTable = "imports"

const (
	importedFile = "file/"
	importedFrom = "from/"
)

// SaveImport lays what a file of another tool holds over what stands of its source, in one commit, and remembers the file.
func (s *Store) SaveImport(ctx context.Context, session string, head assess.Import, found []assess.Imported) (added, changed int, err error) {
	err = s.observe(ctx, session, func(x tx, id string, revision uint64) error {
		at := address{id, importsTable}
		t, err := open(x, at)
		if x.table(at) == nil {
			t, err = create(x, at)
		}
		if err != nil {
			return err
		}
		var stands []assess.Imported
		if _, _, err := t.getJSON(importedFrom+head.Source, &stands); err != nil {
			return err
		}
		stands, added, changed = assess.MergeImported(stands, found)
		if err := t.putJSON(importedFrom+head.Source, revision, stands); err != nil {
			return err
		}
		return t.putJSON(importedFile+head.Source+"/"+head.Digest, revision, head)
	})
	return added, changed, err
}

// readImports gives the files that were taken in, oldest first, and what stands of them.
func readImports(x tx, id string) (files []assess.Import, found []assess.Imported, err error) {
	at := address{id, importsTable}
	if x.table(at) == nil {
		return nil, nil, nil
	}
	t, err := open(x, at)
	if err != nil {
		return nil, nil, err
	}
	err = t.all(func(key string, rec record) error {
		if key[:len(importedFile)] == importedFile {
			files = append(files, assess.Import{})
			return decode(at, key, rec.payload, &files[len(files)-1])
		}
		var stands []assess.Imported
		err := decode(at, key, rec.payload, &stands)
		found = append(found, stands...)
		return err
	})
	sort.SliceStable(files, func(i, j int) bool { return files[i].At.Before(files[j].At) })
	return files, found, err
}
