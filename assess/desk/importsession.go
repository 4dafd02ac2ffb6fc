package desk

import (
	"context"
	"fmt"
	"io"
	"slices"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/intake"
)

// ImportSession takes in an assessment as it was exported, whole or not at all. With a name it becomes a copy, with an id of its own.
// What its runs read stands as the newest of them left it, and the newest run is left unjudged, so that opening it judges by what this
// Drydock knows, and not by what the file claims. A redacted one has no facts to judge by, and its findings stand as they are.
func (d *Desk) ImportSession(ctx context.Context, r io.Reader, file, as string) (*View, error) {
	p, err := intake.ReadSession(r, file)
	if err != nil {
		return nil, err
	}
	s := p.Session()
	if as != "" {
		s.Meta.Name, s.Meta.ID = as, d.opts.NewID()
		if !s.Meta.Sample {
			s.Scope.Name = as
		}
	}
	if err := d.notThere(ctx, s.Meta); err != nil {
		return nil, err
	}
	s.Runs = slices.Clone(p.Runs)
	if n := len(s.Runs); n > 0 && p.Assessment.Redacted {
		s.Findings = slices.DeleteFunc(slices.Clone(p.Findings), func(f evidence.Finding) bool { return f.Source != evidence.Own })
	} else if n > 0 {
		s.Runs[n-1].Judged = ""
	}
	if err := d.opts.Store.Import(ctx, s, p.Evidence); err != nil {
		return nil, taken(s.Meta.Name, err)
	}
	return d.Open(ctx, s.Meta.ID)
}

// notThere refuses an assessment that the store has already.
func (d *Desk) notThere(ctx context.Context, m assess.Meta) error {
	metas, err := d.opts.Store.List(ctx)
	if err != nil {
		return err
	}
	for _, there := range metas {
		switch {
		case there.Name == m.Name:
			return fmt.Errorf("%w: %q. Take this one in under another name with --as NAME", assess.ErrExists, m.Name)
		case there.ID == m.ID:
			return fmt.Errorf("%w: this one is here already, as %q. Take it in as a copy with --as NAME", assess.ErrExists, there.Name)
		}
	}
	return nil
}
