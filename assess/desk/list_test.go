package desk

import (
	"context"
	"errors"
	"strings"
	"testing"

	"drydock/assess"
	"drydock/questionnaire"
)

// worn is a store on which one assessment cannot be read.
type worn struct {
	Store
	id  string
	err error
}

func (w *worn) Load(ctx context.Context, ref string) (*assess.Session, error) {
	if ref == w.id {
		return nil, w.err
	}
	return w.Store.Load(ctx, ref)
}

func TestOneAssessmentThatCannotBeReadHidesNoOther(t *testing.T) {
	r := newRoom(t)
	for _, name := range []string{"claims", "harbour", "mail"} {
		must[*View](t)(r.New(t.Context(), questionnaire.Scope{Name: name, Does: []string{"acts"}, Next: questionnaire.GoLive}))
	}
	w := &worn{Store: r.store}
	d := r.seat("N. N.", func(o *Options) { o.Store = w })
	w.id, w.err = must[*View](t)(r.Open(t.Context(), "harbour")).Session.Meta.ID, errors.Join(ErrStoreDamaged, errors.New("see drydock store check"))
	cards := must[[]Card](t)(d.List(t.Context()))
	if len(cards) != 3 {
		t.Fatalf("%d cards", len(cards))
	}
	for _, c := range cards {
		if broken := c.Meta.Name == "harbour"; broken != (c.Unreadable != nil) || broken == (c.Controls > 0) {
			t.Errorf("%s: %v, %d controls", c.Meta.Name, c.Unreadable, c.Controls)
		}
		if c.Unreadable != nil && !strings.Contains(c.Unreadable.Error(), "store check") {
			t.Errorf("it does not say what to do: %v", c.Unreadable)
		}
	}
	w.err = ErrStoreLocked // which all of them would wait for
	if cards, err := d.List(t.Context()); !errors.Is(err, ErrStoreLocked) {
		t.Errorf("of a store that another process holds: %d cards, %v", len(cards), err)
	}
}
