package desk

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/questionnaire"
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

// Arrange records how the facilitator wants today's questions.
func (d *Desk) Arrange(ctx context.Context, v *View, a assess.Arrangement) (Receipt, error) {
	for _, list := range [][]string{a.Order, a.Hidden, a.Must} {
		for _, id := range list {
			if _, err := v.control(id); err != nil {
				return Receipt{}, err
			}
		}
	}
	return d.write(ctx, v, arrangedWords(v, a), change(v, assess.BucketAgenda, assess.BucketAgenda, a))
}

// arrangedWords says what an arrangement changes.
func arrangedWords(v *View, a assess.Arrangement) string {
	before := v.Session.Arranged
	for _, x := range []struct {
		was, is   []string
		now, then string
	}{
		{before.Hidden, a.Hidden, "Not today", "Today after all"},
		{before.Must, a.Must, "Must be asked today", "Asked as it fits"},
	} {
		for _, id := range x.is {
			if !slices.Contains(x.was, id) {
				return "Saved: " + x.now + ": " + v.title(id)
			}
		}
		for _, id := range x.was {
			if !slices.Contains(x.is, id) && !a.Empty() {
				return "Saved: " + x.then + ": " + v.title(id)
			}
		}
	}
	if a.Empty() {
		return "Saved: today as Drydock proposes it"
	}
	return "Saved: the order of today's questions"
}

// title is what a control is called, also where the catalogue does not know it.
func (v *View) title(id string) string {
	if c, ok := v.Catalog.Control(id); ok {
		return c.Title
	}
	return id
}

// CloseWorkshop ends a workshop: it records who closed it and makes a milestone, in one act. While an action at the top of the plan
// has no owner it refuses, unless there is a reason, which is recorded. Without a name the milestone is called by the day.
func (d *Desk) CloseWorkshop(ctx context.Context, v *View, e assess.Ending) (Receipt, error) {
	e.Ownerless = v.Plan.Ownerless()
	if len(e.Ownerless) > 0 && strings.TrimSpace(string(e.Reason)) == "" {
		return Receipt{}, fmt.Errorf("%s at the top of the plan has no owner; name one for each, or say why it stays so", assess.Counted(len(e.Ownerless), "action", "actions"))
	}
	if len(e.Ownerless) == 0 {
		e.Reason = ""
	}
	if e.Milestone == "" {
		e.Milestone = v.WorkshopName()
	}
	if e.By == "" {
		e.By = d.me()
	}
	e.ID, e.At = d.opts.NewID(), d.opts.Now().UTC()
	m, err := d.milestone(v, e.Milestone)
	if err != nil {
		return Receipt{}, err
	}
	return d.write(ctx, v, "The workshop is closed; milestone "+e.Milestone,
		change(v, assess.BucketMilestones, m.Name, m), change(v, assess.BucketEndings, e.ID, e))
}

// WorkshopName is a free name for the milestone of a workshop of today.
func (v *View) WorkshopName() string {
	first := "workshop-" + string(v.Posture.AsOf)
	for name, n := first, 2; ; n++ {
		if !slices.ContainsFunc(v.Session.Milestones, func(m assess.Milestone) bool { return m.Name == name }) {
			return name
		}
		name = fmt.Sprintf("%s-%d", first, n)
	}
}

// WriteForm writes the open questions of a role, or all of them, as a form to be filled in by who is not in the room.
func (d *Desk) WriteForm(_ context.Context, v *View, role questionnaire.Role, path string, overwrite bool) (string, error) {
	data, err := d.Ask(v, role)
	if err != nil {
		return "", err
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("write the form to %s: %w", path, err)
	}
	if err := mayWrite(full, overwrite); err != nil {
		return "", err
	}
	if err := writeWhole(full, data, overwrite); err != nil {
		return "", fmt.Errorf("write the form to %s: nothing was written there: %w%s", full, err, wayOut(err))
	}
	return full, nil
}
