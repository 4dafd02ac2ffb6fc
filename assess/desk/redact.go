package desk

import (
	"context"
	"strings"

	"drydock/assess"
	"drydock/assess/fact"
)

// Redacted is the view for eyes outside: account ids, ARNs and the names of people and resources are masked, private notes are gone.
// The same thing has the same mask in all that is written from it, and in every redacted view of the session as it stands.
func (d *Desk) Redacted(ctx context.Context, v *View) (*View, error) {
	masks, err := d.masks(ctx, v)
	if err != nil {
		return nil, err
	}
	out := d.view(v.Catalog, masks.Session(v.Catalog, v.Session, v.Posture, d.clock()))
	out.Plan = assess.MakePlan(out.Catalog, out.Session, out.Posture, assess.PlanOptions{Capacity: v.Plan.Capacity, WhatIf: v.Plan.WhatIf})
	for _, n := range v.Notices {
		out.Notices = append(out.Notices, masks.Text(n))
	}
	return out, nil
}

// masks are the masks of some views and of what AWS showed of them.
func (d *Desk) masks(ctx context.Context, views ...*View) (*assess.Masks, error) {
	var sessions []*assess.Session
	var snaps []*fact.Snapshot
	for _, v := range views {
		sessions = append(sessions, v.Session)
		if len(v.Session.Runs) == 0 {
			continue
		}
		snap, err := d.standing(ctx, v.Session)
		if err != nil {
			return nil, err
		}
		snaps = append(snaps, snap)
	}
	return assess.NewMasks(sessions, snaps...), nil
}

// standing is what AWS showed of a session. Of one that was redacted, and not probed since, only how far the reads reached is left.
func (d *Desk) standing(ctx context.Context, s *assess.Session) (*fact.Snapshot, error) {
	newest := s.Runs[len(s.Runs)-1]
	if newest.Judged != assess.JudgedAsWritten {
		return d.opts.Store.LoadStanding(ctx, s.Meta.ID)
	}
	return &fact.Snapshot{Run: newest.ID, At: newest.At, Caller: newest.Caller, Targets: newest.Targets, Reach: s.Reach, Calls: newest.Calls}, nil
}

// CompareRedacted is Compare with everything masked, on both sides alike.
func (d *Desk) CompareRedacted(ctx context.Context, was, now string) (*assess.Diff, error) {
	diff, err := d.Compare(ctx, was, now)
	if err != nil {
		return nil, err
	}
	// What only one side of the comparison knows, such as a resource of an old run, is masked too.
	sides := &assess.Session{Milestones: []assess.Milestone{{Controls: diff.Was.Controls}, {Controls: diff.Now.Controls}}}
	views := []*View{{Session: sides}}
	for _, ref := range []string{was, now} {
		name, _, _ := strings.Cut(ref, "@")
		v, err := d.Open(ctx, name)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	masks, err := d.masks(ctx, views...)
	if err != nil {
		return nil, err
	}
	return masks.Diff(diff), nil
}
