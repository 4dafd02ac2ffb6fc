package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/rule"
	"drydock/questionnaire"
	"drydock/store"
)

// CheckRules compiles and type-checks every rule of a catalogue; the errors have file and line.
func CheckRules(cat *questionnaire.Catalog) error { return rule.Check(cat) }

// judgeAgain judges the stored facts anew when the catalogue, the scope or a claim changed since, or when a run ended
// before it was judged. No credentials are needed.
func (d *Desk) judgeAgain(ctx context.Context, cat *questionnaire.Catalog, judge *rule.Judge, s *assess.Session) error {
	if len(s.Runs) == 0 {
		return nil
	}
	by, err := judgedBy(cat, s)
	if err != nil {
		return err
	}
	newest := &s.Runs[len(s.Runs)-1]
	if newest.Judged == by || newest.Judged == assess.JudgedAsWritten {
		return nil
	}
	parts, err := d.byAccount(ctx, cat, judge, s)
	if err != nil {
		return fmt.Errorf("judge the stored facts again: %w", err)
	}
	err = d.opts.Store.SaveJudgement(ctx, s.Meta.ID, newest.ID, by, parts)
	if errors.Is(err, store.ErrReadOnly) { // a store that may only be read can still be looked at
		s.Findings = nil
		for findings, err := range parts {
			if err != nil {
				return fmt.Errorf("judge the stored facts again: %w", err)
			}
			s.Findings = append(s.Findings, findings...)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("judge the stored facts again, and keep what comes of it: %w", err)
	}
	fresh, err := d.opts.Store.Load(ctx, s.Meta.ID)
	if err != nil {
		return err
	}
	named(fresh)
	*s = *fresh
	return nil
}

// judgeFacts applies the rules of every control in scope to a snapshot. The findings come account by account, as byAccount gives them.
func judgeFacts(cat *questionnaire.Catalog, judge *rule.Judge, s *assess.Session, snap *fact.Snapshot) []evidence.Finding {
	in, _ := questionnaire.Select(cat, s.Scope)
	findings := judge.Judge(snap, s.Scope, in, assess.Own(s.Scope, s.Claims))
	slices.SortStableFunc(findings, func(a, b evidence.Finding) int { return strings.Compare(a.Account, b.Account) })
	return findings
}

// byAccount judges what stands one account after the other, so that no more than one account's facts are in memory.
func (d *Desk) byAccount(ctx context.Context, cat *questionnaire.Catalog, judge *rule.Judge, s *assess.Session) (iter.Seq2[[]evidence.Finding, error], error) {
	in, _ := questionnaire.Select(cat, s.Scope)
	var asked []fact.Target
	for _, run := range s.Runs {
		asked = append(asked, run.Targets...)
	}
	targets, own := rule.Targets(asked, s.Scope), assess.Own(s.Scope, s.Claims)
	of, err := d.accountReader(ctx, s.Meta.ID, in, targets)
	if err != nil {
		return nil, err
	}
	return func(yield func([]evidence.Finding, error) bool) {
		for rest := targets; len(rest) > 0; { // they come account by account
			account := rest[0].Account
			n := slices.IndexFunc(rest, func(t fact.Target) bool { return t.Account != account })
			if n < 0 {
				n = len(rest)
			}
			snap, err := of(ctx, account)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(judge.JudgeAt(rest[:n], snap, s.Scope, in, own), nil) {
				return
			}
			rest = rest[n:]
		}
	}, nil
}

// accountReader reads what stands of one of the accounts of these targets. Of a single one it is all that stands, which is read once.
func (d *Desk) accountReader(ctx context.Context, session string, in []*questionnaire.Control, targets []fact.Target) (func(context.Context, string) (*fact.Snapshot, error), error) {
	if len(targets) > 0 && targets[0].Account == targets[len(targets)-1].Account {
		return func(ctx context.Context, _ string) (*fact.Snapshot, error) {
			return d.opts.Store.LoadStanding(ctx, session)
		}, nil
	}
	everywhere, byARN := rule.Elsewhere(in)
	return d.opts.Store.StandingByAccount(ctx, session, everywhere, byARN)
}

// judgedBy is the digest of all that a judgement rests on beside the facts.
func judgedBy(cat *questionnaire.Catalog, s *assess.Session) (string, error) {
	scope := s.Scope
	scope.Name, scope.Title = "", "" // no rule reads them
	data, err := json.Marshal(struct {
		Catalog string
		Scope   questionnaire.Scope
		Claims  []assess.Claim
	}{cat.Digest, scope, s.Claims})
	if err != nil {
		return "", fmt.Errorf("digest of what judging rests on: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}
