package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"drydock/assess"
	"drydock/assess/report"
)

// ErrFileExists says that an export would replace a file and nobody said that it may.
var ErrFileExists = errors.New("the file is there already")

// Markdown is the format that is taken where nobody names one.
const Markdown = "markdown"

// format is one way to write an assessment down.
type format struct {
	name  string
	write func(io.Writer, report.Input) error
	note  string // what its reader must know beside the file; empty: nothing
	facts bool   // it holds what AWS showed
}

// formats in order of worth.
func formats() []format {
	return []format{
		{name: Markdown, write: report.Markdown},
		{name: "html", write: report.HTML},
		{name: "summary", write: report.Summary},
		{name: "controls-csv", write: report.ControlsCSV},
		{name: "findings-csv", write: report.FindingsCSV},
		{name: "actions-csv", write: report.ActionsCSV},
		{name: "jira-csv", write: report.JiraCSV, note: "In Jira's import give " + report.JiraDates + " as the date format."},
		{name: "json", write: report.JSON, facts: true},
	}
}

// Formats are the formats of Render and Export.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// FormatNote is what the reader of a format must know beside the file; empty where the file says it all.
func FormatNote(name string) string {
	f, _ := formatOf(name)
	return f.note
}

func formatOf(name string) (format, error) {
	if name == "" {
		name = Markdown
	}
	for _, f := range formats() {
		if f.name == name {
			return f, nil
		}
	}
	return format{}, &badFormatError{fmt.Sprintf("there is no format %q; there is %s", name, strings.Join(Formats(), ", "))}
}

// ExportOptions say what to write where.
type ExportOptions struct {
	Format    string // empty: markdown
	Path      string
	Overwrite bool // replace a file that is there
	Redact    bool // mask account ids, ARNs and the names of people and resources
	Votes     bool // in JSON: with the counts of hands, which else stay in the room
}

// CheckExport says whether an export could be written, before the work that leads to it is done.
func CheckExport(o ExportOptions) error {
	if _, err := formatOf(o.Format); err != nil {
		return err
	}
	path, err := filepath.Abs(atHome(o.Path))
	if err != nil {
		return fmt.Errorf("export to %s: %w", o.Path, err)
	}
	if _, err := os.Stat(filepath.Dir(path)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("export to %s: %s is not there; make the folder first, or export to another place", path, filepath.Dir(path))
	}
	return mayWrite(path, o.Overwrite)
}

// badFormatError is a mistake of who typed it.
type badFormatError struct{ string }

func (e *badFormatError) Error() string { return e.string }
func (e *badFormatError) Unwrap() error { return assess.ErrInvalid }

// Render writes the view in a format, in memory.
func (d *Desk) Render(ctx context.Context, v *View, format string) ([]byte, error) {
	return d.RenderWith(ctx, v, ExportOptions{Format: format})
}

// RenderWith writes the view in memory as Export would write it to a file.
func (d *Desk) RenderWith(ctx context.Context, v *View, o ExportOptions) ([]byte, error) {
	f, err := formatOf(o.Format)
	if err != nil {
		return nil, err
	}
	if o.Redact {
		if v, err = d.Redacted(ctx, v); err != nil {
			return nil, err
		}
	}
	in := report.Input{
		Session: v.Session, Catalog: v.Catalog, Posture: v.Posture, Plan: v.Plan, Agenda: v.Agenda,
		Version: d.opts.Version, Generated: d.opts.Now(), Votes: o.Votes,
	}
	if f.facts && len(v.Session.Runs) > 0 {
		if in.Evidence, err = d.standing(ctx, v.Session); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	err = f.write(&b, in)
	return b.Bytes(), err
}

// Export writes the view to a file that only its owner may read, whole or not at all, and returns its absolute path.
func (d *Desk) Export(ctx context.Context, v *View, o ExportOptions) (string, error) {
	if o.Path == "" {
		return "", errors.New("export to which file? Give a path, such as plan.md")
	}
	data, err := d.RenderWith(ctx, v, o)
	if err != nil {
		return "", err
	}
	return writeOut(data, o)
}

// writeOut writes a file that only its owner may read, whole or not at all, and returns its absolute path.
func writeOut(data []byte, o ExportOptions) (string, error) {
	path, err := filepath.Abs(atHome(o.Path))
	if err != nil {
		return "", fmt.Errorf("export to %s: %w", o.Path, err)
	}
	if err := mayWrite(path, o.Overwrite); err != nil {
		return "", err
	}
	if err := writeWhole(path, data, o.Overwrite); err != nil {
		return "", fmt.Errorf("export to %s: nothing was written there: %w%s", path, err, wayOut(err))
	}
	return path, nil
}

// atHome is a path that somebody typed where no shell reads it: ~/ is their home there too.
func atHome(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return path
}

// wayOut says what to do about a file that could not be written; empty when the error says it all.
func wayOut(err error) string {
	for _, full := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			return ". Free some space there, or export to another place"
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ". Make the folder first, or export to another place"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return ". Export to a folder that you may write to"
	}
	return ""
}

// mayWrite refuses what an export must not replace: a link would put it somewhere else than it says.
func mayWrite(path string, overwrite bool) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("export to %s: %w", path, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s is a link, and an export never writes through one; give the path of a file", path)
	case info.IsDir():
		return fmt.Errorf("%s is a folder; give the path of a file in it, such as %s", path, filepath.Join(path, "plan.md"))
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no regular file; give another path", path)
	case !overwrite:
		return fmt.Errorf("%w: %s. Say that it may be replaced, or give another path", ErrFileExists, path)
	}
	return nil
}

// writeWhole builds the file beside its place and moves it there. Without overwrite it takes the place only if nobody
// else took it meanwhile.
func writeWhole(path string, data []byte, overwrite bool) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*.tmp") // 0600, and never an existing file
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if overwrite {
		err = os.Rename(f.Name(), path)
	} else if err = os.Link(f.Name(), path); err == nil {
		err = os.Remove(f.Name())
	}
	if err != nil {
		return err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
