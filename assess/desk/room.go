package desk

import (
	"context"
	"fmt"

	"drydock/assess"
)

// Vote records a show of hands: counts, and never names. The first on a control is round 1, the next round 2; after that, or after
// a decision, a vote begins anew. It decides nothing.
func (d *Desk) Vote(ctx context.Context, v *View, vote assess.Vote) (Receipt, error) {
	state, err := v.judged(vote.Control)
	if err != nil {
		return Receipt{}, err
	}
	if vote.Hands() == 0 || min(vote.Yes, vote.Partly, vote.No, vote.DontKnow) < 0 {
		return Receipt{}, fmt.Errorf("a vote needs hands: so many for yes, partly, no and don't know")
	}
	before := v.Session.VotesOn(vote.Control)
	vote.At = d.opts.Now().UTC()
	vote.Round = 1
	anew := NewVote(v, state)
	if !anew {
		vote.Round = len(before) + 1
	}
	changes := []assess.Change{change(v, assess.BucketVotes, vote.Key(), vote)}
	if anew && len(before) == assess.Rounds {
		changes = append(changes, change(v, assess.BucketVotes, before[1].Key(), nil))
	}
	what := "Vote"
	if vote.Round == assess.Rounds {
		what = "Second vote"
	}
	return d.write(ctx, v, what+" "+vote.Sentence(), changes...)
}

// NewVote reports whether the next vote on a control begins anew: there was none, both rounds are over, or it was decided since.
func NewVote(v *View, state *assess.ControlState) bool {
	before := v.Session.VotesOn(state.Control.ID)
	if len(before) == 0 || len(before) >= assess.Rounds {
		return true
	}
	return state.Decision != nil && state.Decision.At.After(before[len(before)-1].At)
}

// Follow is Refresh for who looks on: it also brings where the one who leads is now.
func (d *Desk) Follow(ctx context.Context, v *View) (*View, bool, error) {
	place, err := d.opts.Store.Place(ctx, v.Session.Meta.ID)
	if err != nil {
		return v, false, d.explain(ctx, v.Session.Meta.Name, err)
	}
	fresh, changed, err := d.Refresh(ctx, v)
	if err != nil || changed && fresh.Session.Place == place {
		return fresh, changed, err
	}
	if fresh.Session.Place == place {
		return v, false, nil
	}
	next, session := *fresh, *fresh.Session
	session.Place = place
	next.Session = &session
	return &next, true, nil
}
