package desk

import (
	"context"
	"errors"
	"fmt"

	"drydock/assess"
	"drydock/store"
)

// Changes says what the newest run showed otherwise than what stood before it: resources, what could be read, and findings by today's
// rules on both sides, so that a new rule is no change in AWS.
func (d *Desk) Changes(ctx context.Context, v *View) (*assess.Changes, error) {
	runs := v.Session.Runs
	if len(runs) == 0 {
		return nil, fmt.Errorf("AWS was not asked for %s yet; run: drydock probe %s", v.Session.Meta.Name, v.Session.Meta.Name)
	}
	_, judge, err := d.catalog()
	if err != nil {
		return nil, err
	}
	id, newest := v.Session.Meta.ID, runs[len(runs)-1].ID
	before, err := d.opts.Store.LoadBefore(ctx, id, newest)
	if errors.Is(err, store.ErrNoRun) {
		return nil, fmt.Errorf("there is one run of %s, and none before it to compare with; run drydock probe %s again one day", v.Session.Meta.Name, v.Session.Meta.Name)
	}
	if err != nil {
		return nil, err
	}
	now, err := d.opts.Store.LoadSnapshot(ctx, id, newest)
	if err != nil {
		return nil, err
	}
	stands, err := d.opts.Store.LoadStanding(ctx, id)
	if err != nil {
		return nil, err
	}
	changes := assess.CompareRuns(before, now, judgeFacts(v.Catalog, judge, v.Session, before), judgeFacts(v.Catalog, judge, v.Session, stands))
	return &changes, nil
}
