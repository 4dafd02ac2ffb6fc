package desk

import (
	"context"
	"fmt"

	"drydock/assess"
	"drydock/assess/sample"
)

// OpenSample opens the built-in example, and makes it when there is none. With fresh it begins anew, dated as of today.
func (d *Desk) OpenSample(ctx context.Context, fresh bool) (*View, error) {
	metas, err := d.opts.Store.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range metas {
		switch {
		case !m.Sample || m.Name != sample.Name: // a copy that somebody made of it is theirs
		case !fresh:
			return d.Open(ctx, m.ID)
		default:
			if err := d.opts.Store.Delete(ctx, m.ID); err != nil {
				return nil, fmt.Errorf("begin the sample anew: %w", err)
			}
		}
	}
	return d.newSample(ctx)
}

// newSample stores the sample's people as they are, and its account as a run like any other: the real rules judge it.
func (d *Desk) newSample(ctx context.Context) (*View, error) {
	cat, judge, err := d.catalog()
	if err != nil {
		return nil, err
	}
	s, snap := sample.New(d.sampleDay(), d.clock())
	s.Meta.ID, s.Meta.Sample = d.opts.NewID(), true
	s.Meta.CatalogVersion, s.Meta.CatalogDigest, s.Meta.Packs = cat.Version, cat.Digest, cat.Packs
	by, err := judgedBy(cat, s)
	if err != nil {
		return nil, err
	}
	s.Runs = []assess.Run{{ID: snap.Run, At: snap.At, Caller: snap.Caller, Targets: snap.Targets, Calls: snap.Calls, Complete: true, Judged: by}}
	s.Findings = judgeFacts(cat, judge, s, snap)
	if err := d.opts.Store.Import(ctx, s, snap); err != nil {
		return nil, taken(s.Meta.Name, err)
	}
	return d.load(ctx, s.Meta.ID)
}

// sampleDay is the day that the sample's dates count from.
func (d *Desk) sampleDay() assess.Date {
	if d.opts.AsOf != "" {
		return d.opts.AsOf
	}
	return assess.DateOf(d.opts.Now(), nil)
}
