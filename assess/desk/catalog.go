package desk

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"drydock/assess/collect"
	"drydock/assess/fact"
	"drydock/assess/report"
	"drydock/assess/rule"
	"drydock/questionnaire"
)

// Coverage measures a catalogue against every source outside it. A rule counts as collected when a collector fills every
// kind of fact that it reads.
func Coverage(cat *questionnaire.Catalog) questionnaire.Coverage {
	filled := map[fact.Kind]bool{}
	for _, c := range collect.All() {
		for _, kind := range c.Kinds {
			filled[kind] = true
		}
	}
	return cat.Coverage(func(r questionnaire.Rule) bool {
		return !slices.ContainsFunc(rule.Kinds(r), func(k fact.Kind) bool { return !filled[k] })
	})
}

// WriteCatalog writes the catalogue as pages of Markdown into a folder, and takes away pages that an earlier catalogue
// left there; nothing else in the folder is touched. It says how many pages stand there now.
func WriteCatalog(cat *questionnaire.Catalog, dir string) (pages int, err error) {
	now := map[string]bool{}
	for _, p := range report.Catalog(cat) {
		path := filepath.Join(dir, filepath.FromSlash(p.Name))
		now[path] = true
		if err := writePage(path, p.Data); err != nil {
			return 0, fmt.Errorf("write the catalogue to %s: %w", dir, err)
		}
	}
	if err := sweep(dir, now); err != nil {
		return 0, fmt.Errorf("take old pages out of %s: %w", dir, err)
	}
	return len(now), nil
}

// writePage replaces a page of ours, or takes an empty place; a file that somebody else wrote stays.
func writePage(path string, data []byte) error {
	old, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(old, data):
		return nil
	case err == nil && !bytes.HasPrefix(old, []byte(report.CatalogMark)):
		return fmt.Errorf("%w: %s, and Drydock did not write it. Move it away, or name another folder", ErrFileExists, path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := mayWrite(path, true); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := writeWhole(path, data, true); err != nil {
		return err
	}
	return os.Chmod(path, 0o644) // a reference for everybody, unlike what people said
}

// sweep removes pages of ours that the catalogue no longer has.
func sweep(dir string, now map[string]bool) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || now[path] || !d.Type().IsRegular() || filepath.Ext(path) != ".md" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || !bytes.HasPrefix(data, []byte(report.CatalogMark)) {
			return err
		}
		return os.Remove(path)
	})
}
