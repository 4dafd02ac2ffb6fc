package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// FileReport is what Check found in one file.
type FileReport struct {
	Path     string
	Sessions int
	Records  int
	Problems []error // none: every page and every record is as it was written
}

// Check walks both files of a client: pages, digests, counts. It changes nothing, and works on files that Open refuses.
func Check(ctx context.Context, dir, client string) []FileReport {
	s := onDisk(dir, client, Options{Wait: 5 * time.Second})
	var all []FileReport
	for _, f := range []shelf{s.sessions, s.evidence} {
		all = append(all, checkShelf(ctx, f))
	}
	return all
}

func checkShelf(ctx context.Context, f shelf) FileReport {
	report := FileReport{Path: f.file.path()}
	if err := f.sound(ctx); err != nil {
		report.Problems = append(report.Problems, err)
		return report
	}
	var walk recordWalk
	if err := f.view(ctx, func(x tx) error { walk.file(x, f.want.Holds); return nil }); err != nil {
		report.Problems = append(report.Problems, err)
	}
	report.Sessions, report.Records = walk.sessions, walk.records
	for _, err := range walk.problems {
		report.Problems = append(report.Problems, damaged(report.Path, "a record cannot be believed", err))
	}
	return report
}

// recordWalk reads every record of a file and goes on after a problem.
type recordWalk struct {
	sessions, records int
	problems          []error
}

func (w *recordWalk) file(x tx, holds string) {
	w.table(x, aboutTable)
	w.table(x, indexTable)
	listed, err := indexed(x)
	if err != nil && !errors.Is(err, errBroken) {
		w.problems = append(w.problems, err)
	}
	for _, id := range x.sessions() {
		w.sessions++
		if i := slices.Index(listed, id); i < 0 {
			w.problems = append(w.problems, fmt.Errorf("session %s is not in the index: %w", id, errBroken))
		} else {
			listed = slices.Delete(listed, i, i+1)
		}
		for _, name := range tablesOf(holds) {
			w.table(x, address{id, name})
		}
		for _, name := range laterTablesOf(holds) {
			if x.table(address{id, name}) != nil {
				w.table(x, address{id, name})
			}
		}
	}
	for _, id := range listed {
		w.problems = append(w.problems, fmt.Errorf("session %s is in the index, but its records are gone: %w", id, errBroken))
	}
}

func (w *recordWalk) table(x tx, at address) {
	t, err := open(x, at)
	if err == nil {
		err = t.all(func(string, record) error { w.records++; return nil })
	}
	if err != nil {
		w.problems = append(w.problems, err)
	}
}

// indexed gives the ids in the index.
func indexed(x tx) ([]string, error) {
	index, err := open(x, indexTable)
	if err != nil {
		return nil, err
	}
	var ids []string
	err = index.all(func(key string, _ record) error { ids = append(ids, key); return nil })
	return ids, err
}

// tablesOf names the tables that each session has in a file.
func tablesOf(holds string) []string {
	if holds == holdsEvidence {
		return []string{runsTable, batchesTable, findingsTable}
	}
	names := []string{historyTable, placeTable}
	for _, t := range recordTables() {
		if !t.later {
			names = append(names, t.name)
		}
	}
	return names
}

// laterTablesOf names the tables that a session may lack.
func laterTablesOf(holds string) []string {
	if holds == holdsEvidence {
		return []string{importsTable}
	}
	var names []string
	for _, t := range recordTables() {
		if t.later {
			names = append(names, t.name)
		}
	}
	return names
}
