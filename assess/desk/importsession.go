package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/intake"
)

// ImportSession takes in an assessment as it was exported, whole or not at all. With a name it becomes a copy, with an id of its own.
// What its runs read stands as the newest of them left it; how it is judged is found out anew.
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
	if err := d.opts.Store.Import(ctx, s); err != nil {
		return nil, taken(s.Meta.Name, err)
	}
	if err := d.importEvidence(ctx, s.Meta.ID, p); err != nil {
		undone := d.opts.Store.Delete(context.WithoutCancel(ctx), s.Meta.ID)
		return nil, errors.Join(fmt.Errorf("take in %s: %w; nothing of it was kept", file, err), undone)
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

// importEvidence stores what AWS and other tools showed. The newest run is left unjudged, so that opening it judges by what this
// Drydock knows, and not by what the file claims; a redacted one has no facts to judge by, and its findings stand as they are.
func (d *Desk) importEvidence(ctx context.Context, id string, p *assess.Portable) error {
	for i, run := range p.Runs {
		if i == len(p.Runs)-1 {
			run.Judged = ""
		}
		if err := d.opts.Store.SaveRun(ctx, id, run); err != nil {
			return err
		}
	}
	if p.Assessment.Redacted && len(p.Runs) > 0 {
		newest := p.Runs[len(p.Runs)-1].ID
		own := slices.DeleteFunc(slices.Clone(p.Findings), func(f evidence.Finding) bool { return f.Source != evidence.Own })
		if err := d.opts.Store.SaveFindings(ctx, id, newest, assess.JudgedAsWritten, own); err != nil {
			return err
		}
	}
	if p.Evidence != nil {
		newest := p.Runs[len(p.Runs)-1].ID
		if err := d.opts.Store.SaveBatch(ctx, id, newest, p.Evidence.Reach, p.Evidence.Facts); err != nil {
			return err
		}
	}
	bySource := map[string][]assess.Imported{}
	for _, f := range p.Imported {
		bySource[f.Source] = append(bySource[f.Source], f)
	}
	for _, head := range p.Imports {
		if _, _, err := d.opts.Store.SaveImport(ctx, id, head, bySource[head.Source]); err != nil {
			return err
		}
		delete(bySource, head.Source)
	}
	return nil
}
