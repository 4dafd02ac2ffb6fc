package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"drydock/assess"
	"drydock/assess/intake"
	"drydock/questionnaire"
)

// What can be taken in beside the findings of ImportSources.
const (
	FromAnswers = "answers" // a filled form
	FromSession = "session" // a whole assessment
)

// maxForm is the size of the largest form that is read.
const maxForm = 1 << 20

// TakeInOptions say which file to take in, and as what.
type TakeInOptions struct {
	From    string // one of ImportSources, FromAnswers or FromSession
	Path    string
	As      string      // FromSession: the name that it gets here; empty: its own
	Account string      // of findings that name none
	Dated   assess.Date // of findings that name none; empty: the day of the file
	DryRun  bool
	Seen    string // what a dry run gave as Seen: a file that has changed since is refused; empty: as it is
}

// TakenIn is what a file brought, or would bring.
type TakenIn struct {
	Sentence string
	Changes  []VerdictChange // what AWS shows otherwise
	Unmapped string          // checks that no rule is the same as; empty: none
	Nothing  bool            // nothing would change
	Seen     string          // of a dry run: how the file was
	View     *View           // how things stand; of FromSession the new assessment, and nil in a dry run
}

// TakeIn takes in a file, whole or not at all; a mistake in it comes with its line. A dry run says what would change. v may be nil
// for a whole assessment.
func (d *Desk) TakeIn(ctx context.Context, v *View, o TakeInOptions) (*TakenIn, error) {
	o.Path = atHome(o.Path)
	if strings.TrimSpace(o.Path) == "" {
		return nil, errors.New("which file? Give its path")
	}
	f, err := os.Open(o.Path)
	if err != nil {
		return nil, fmt.Errorf("the file can't be read: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder; name a file in it", o.Path)
	case o.Seen != "" && o.Seen != seen(info):
		return nil, fmt.Errorf("%w: %s. Look at it again", ErrFileChanged, o.Path)
	}
	r, err := d.takeFile(ctx, v, f, info, o)
	if err == nil && o.DryRun {
		r.Seen = seen(info)
	}
	return r, err
}

// ErrFileChanged says that a file is another one than was looked at.
var ErrFileChanged = errors.New("the file has changed since you looked at it, and nothing of it was taken in")

// seen tells a file from what it becomes when somebody writes it anew.
func seen(info fs.FileInfo) string {
	return fmt.Sprint(info.Size(), " ", info.ModTime().UnixNano())
}

func (d *Desk) takeFile(ctx context.Context, v *View, f io.Reader, info fs.FileInfo, o TakeInOptions) (*TakenIn, error) {
	switch {
	case o.From == FromSession:
		return d.takeSession(ctx, f, o)
	case v == nil:
		return nil, errors.New("findings and answers belong to an assessment; open one first")
	case o.From == FromAnswers:
		return d.takeForm(ctx, v, f, o)
	}
	dated := info.ModTime().UTC().Truncate(time.Second)
	if o.Dated != "" {
		var err error
		if dated, err = time.Parse(time.DateOnly, string(o.Dated)); err != nil {
			return nil, &badFormatError{fmt.Sprintf("%q is no day; write it as 2027-03-31", o.Dated)}
		}
	}
	r, err := d.Import(ctx, v, f, ImportOptions{From: o.From, Name: filepath.Clean(o.Path), Account: o.Account, Dated: dated, DryRun: o.DryRun})
	if err != nil {
		return nil, err
	}
	return &TakenIn{Sentence: r.Sentence(), Changes: r.Verdict, Unmapped: r.Unmapped(), Nothing: r.Before && r.Added+r.Changed == 0, View: r.View}, nil
}

func (d *Desk) takeForm(ctx context.Context, v *View, f io.Reader, o TakeInOptions) (*TakenIn, error) {
	data, err := io.ReadAll(io.LimitReader(f, maxForm+1))
	if err != nil {
		return nil, fmt.Errorf("the form can't be read: %w", err)
	}
	if len(data) > maxForm {
		return nil, fmt.Errorf("%s is larger than 1 MiB; a form is smaller", o.Path)
	}
	form, err := d.LoadForm(questionnaire.File{Name: filepath.Clean(o.Path), Data: data})
	if err != nil {
		return nil, err
	}
	r, err := d.SayAll(ctx, v, form, o.DryRun)
	if err != nil {
		return nil, err
	}
	return &TakenIn{Sentence: r.What, Nothing: strings.HasSuffix(r.What, "nothing changes"), View: r.View}, nil
}

func (d *Desk) takeSession(ctx context.Context, f io.Reader, o TakeInOptions) (*TakenIn, error) {
	if !o.DryRun {
		v, err := d.ImportSession(ctx, f, filepath.Clean(o.Path), o.As)
		if err != nil {
			return nil, err
		}
		return &TakenIn{Sentence: holds(v.Session.Meta.Name, v.Session) + ". It is in the list", View: v}, nil
	}
	p, err := intake.ReadSession(f, filepath.Clean(o.Path))
	if err != nil {
		return nil, err
	}
	s := p.Session()
	if o.As != "" {
		s.Meta.Name, s.Meta.ID = o.As, ""
	}
	if err := d.notThere(ctx, s.Meta); err != nil {
		return nil, err
	}
	return &TakenIn{Sentence: holds(s.Meta.Name, s) + ". Nothing was taken in yet"}, nil
}

// holds says what an assessment is made of.
func holds(name string, s *assess.Session) string {
	return fmt.Sprintf("%s: %s, %s, %s", name, assess.Counted(len(s.Decisions), "decision", "decisions"),
		assess.Counted(len(s.Notes), "note", "notes"), assess.Counted(len(s.Milestones), "milestone", "milestones"))
}

// FilesLike lists what a path that is being typed can become, folders with a slash at their end, at most so many.
func (d *Desk) FilesLike(typed string, most int) []string {
	dir, begin := filepath.Split(typed)
	where := atHome(dir)
	if where == "" {
		where = "."
	}
	entries, err := os.ReadDir(where)
	if err != nil {
		return nil // there is nothing to offer; opening the file will say what is wrong
	}
	var out []string
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, begin) || strings.HasPrefix(name, ".") && begin == "" {
			continue
		}
		if e.IsDir() {
			name += "/"
		}
		if out = append(out, dir+name); len(out) == most {
			break
		}
	}
	slices.Sort(out)
	return out
}
