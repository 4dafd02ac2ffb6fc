package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/store"
)

// ErrNothing says that there is nothing to take back, or nothing to do again.
var ErrNothing = store.ErrNothing

// change is one record as the person at this view saw it.
func change(v *View, bucket, key string, value any) assess.Change {
	return assess.Change{Bucket: bucket, Key: key, Value: value, Seen: v.Session.SeenRevision(bucket, key)}
}

// write saves what one person did at once. When it returns without an error, it is on disk.
func (d *Desk) write(ctx context.Context, v *View, what string, changes ...assess.Change) (Receipt, error) {
	id := v.Session.Meta.ID
	_, err := d.opts.Store.Write(ctx, id, assess.Act{By: d.me(), At: d.opts.Now().UTC(), What: what, Changes: changes})
	if errors.Is(err, assess.ErrStale) {
		return d.stale(ctx, v, changes)
	}
	if err != nil {
		return Receipt{}, d.explain(ctx, v.Session.Meta.Name, err)
	}
	return d.saved(ctx, id, what)
}

// saved reads back how things stand after something was saved.
func (d *Desk) saved(ctx context.Context, id, what string) (Receipt, error) {
	fresh, err := d.load(context.WithoutCancel(ctx), id)
	if err != nil {
		return Receipt{What: what}, fmt.Errorf("%s. It is on disk, but could not be read back: %w", what, err)
	}
	return Receipt{What: what, View: fresh}, nil
}

// stale reads the session again and says what somebody else wrote. The receipt holds the fresh view; the error is
// assess.ErrStale.
func (d *Desk) stale(ctx context.Context, v *View, changes []assess.Change) (Receipt, error) {
	fresh, err := d.load(ctx, v.Session.Meta.ID)
	if err != nil {
		return Receipt{}, fmt.Errorf("%w, and it could not be read again: %w", assess.ErrStale, err)
	}
	var now []string
	for _, c := range changes {
		if fresh.Session.SeenRevision(c.Bucket, c.Key) != c.Seen {
			now = append(now, describe(fresh.Session, c.Bucket, c.Key))
		}
	}
	err = fmt.Errorf("%w; nothing was lost: %s. Look at it, then do yours again if it still holds", assess.ErrStale, strings.Join(now, "; "))
	return Receipt{What: "Not saved: " + err.Error(), View: fresh}, err
}

// describe says what a record holds now.
func describe(s *assess.Session, bucket, key string) string {
	switch bucket {
	case assess.BucketDecisions:
		if dec, ok := s.Decisions[key]; ok {
			return fmt.Sprintf("%s now says %q (%s)", key, dec.Value.Word(), dec.By)
		}
	case assess.BucketSettlements:
		if st, ok := s.Settlements[key]; ok {
			return fmt.Sprintf("%s is now settled for %s by %s", key, st.For, st.By)
		}
	case assess.BucketActions:
		if a, ok := s.Actions[key]; ok {
			return fmt.Sprintf("%s is now %s (%s)", key, a.Status, a.Owner)
		}
	case assess.BucketScope:
		return "the scope was changed"
	}
	if s.SeenRevision(bucket, key) == 0 {
		return fmt.Sprintf("%s was taken away", key)
	}
	return fmt.Sprintf("%s was changed", key)
}

// Undo takes back the newest act that stands, whoever did it; it is an act of its own.
func (d *Desk) Undo(ctx context.Context, v *View) (Receipt, error) {
	what, err := d.opts.Store.Undo(ctx, v.Session.Meta.ID, d.opts.Me, d.opts.Now().UTC())
	if err != nil {
		return Receipt{}, err
	}
	return d.saved(ctx, v.Session.Meta.ID, "Taken back: "+what)
}

// Redo does again what the newest undo took back.
func (d *Desk) Redo(ctx context.Context, v *View) (Receipt, error) {
	what, err := d.opts.Store.Redo(ctx, v.Session.Meta.ID, d.opts.Me, d.opts.Now().UTC())
	if err != nil {
		return Receipt{}, err
	}
	return d.saved(ctx, v.Session.Meta.ID, "Done again: "+what)
}
