package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

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
	snap, err := d.opts.Store.LoadStanding(ctx, s.Meta.ID)
	if err != nil {
		return fmt.Errorf("judge the stored facts again: %w", err)
	}
	findings := judgeFacts(cat, judge, s, snap)
	if err := d.opts.Store.SaveFindings(ctx, s.Meta.ID, newest.ID, by, findings); err != nil {
		if !errors.Is(err, store.ErrReadOnly) {
			return fmt.Errorf("keep the new judgement: %w", err)
		}
		s.Findings = findings // a store that may only be read can still be looked at
		return nil
	}
	fresh, err := d.opts.Store.Load(ctx, s.Meta.ID)
	if err != nil {
		return err
	}
	named(fresh)
	*s = *fresh
	return nil
}

// judgeFacts applies the rules of every control in scope to a snapshot.
func judgeFacts(cat *questionnaire.Catalog, judge *rule.Judge, s *assess.Session, snap *fact.Snapshot) []evidence.Finding {
	in, _ := questionnaire.Select(cat, s.Scope)
	return judge.Judge(snap, s.Scope, in, assess.Own(s.Scope, s.Claims))
}

// judgedBy is the digest of all that a judgement rests on beside the facts.
func judgedBy(cat *questionnaire.Catalog, s *assess.Session) (string, error) {
	scope := s.Scope
	scope.Name = "" // no rule reads it
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
