package sample

import (
	"context"
	"errors"
	"slices"
	"time"

	"drydock/assess/fact"
)

// Source answers a probe run from the sample's account, without AWS.
type Source struct{ snap *fact.Snapshot }

// NewSource is the sample's account as it is read at an instant.
func NewSource(at time.Time) *Source { return &Source{snap: account(at)} }

// Caller is who the sample's credentials belong to.
func (s *Source) Caller(context.Context) (fact.Caller, error) {
	return fact.Caller{ARN: s.snap.Caller, Account: workload, Partition: "aws"}, nil
}

// Read returns the reach and the facts of some kinds in one place. Of a place that the sample does not have, nothing
// was collected; a cancelled run reads nothing more.
func (s *Source) Read(ctx context.Context, t fact.Target, _ string, kinds []fact.Kind) (reach []fact.Reach, facts []fact.Fact, calls int) {
	for _, kind := range kinds {
		if err := ctx.Err(); err != nil {
			status := fact.Cancelled
			if errors.Is(err, context.DeadlineExceeded) {
				status = fact.TimedOut
			}
			reach = append(reach, fact.Reach{Account: t.Account, Region: t.Region, Kind: kind, Gap: fact.Gap{Status: status}, ReadAt: s.snap.At})
			continue
		}
		reach = append(reach, s.reachOf(t, kind))
		calls++
	}
	for _, f := range s.snap.Facts {
		if m := f.Base(); ctx.Err() == nil && m.Account == t.Account && m.Region == t.Region && slices.Contains(kinds, f.Kind()) {
			facts = append(facts, f)
			calls++
		}
	}
	return reach, facts, calls
}

func (s *Source) reachOf(t fact.Target, kind fact.Kind) fact.Reach {
	for _, r := range s.snap.Reach {
		if r.Account == t.Account && r.Region == t.Region && r.Kind == kind {
			return r
		}
	}
	return fact.Reach{
		Account: t.Account, Region: t.Region, Kind: kind, ReadAt: s.snap.At,
		Gap: fact.Gap{Status: fact.NotCollected, Message: "the sample has no such account or Region"},
	}
}
