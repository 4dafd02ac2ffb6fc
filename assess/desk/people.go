package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// control finds a control of the catalogue; the error of a mistyped id names near ones.
func (v *View) control(id string) (*questionnaire.Control, error) {
	if c, ok := v.Catalog.Control(id); ok {
		return c, nil
	}
	if near := v.Catalog.Near(id); len(near) > 0 {
		return nil, fmt.Errorf("there is no control %q; did you mean %s?", id, strings.Join(near, " or "))
	}
	return nil, fmt.Errorf("there is no control %q in this catalogue", id)
}

// judged finds a control as it stands; one that the scope leaves out is an error that says why.
func (v *View) judged(id string) (*assess.ControlState, error) {
	if _, err := v.control(id); err != nil {
		return nil, err
	}
	if s, ok := v.Posture.Control(id); ok {
		return s, nil
	}
	return nil, fmt.Errorf("%s: %s", id, v.Posture.Why(id))
}

// said fills in what a statement or decision does not say itself: revision, who, when.
func (d *Desk) said(c *questionnaire.Control, s *assess.Said) {
	s.Control, s.Revision, s.RecordedBy, s.At = c.ID, c.Revision, d.me(), d.opts.Now().UTC()
	if s.By == "" {
		s.By = d.me()
	}
}

// Say records what one person said. It counts for nothing until it is decided.
func (d *Desk) Say(ctx context.Context, v *View, s assess.Statement) (Receipt, error) {
	c, err := v.control(s.Control)
	if err != nil {
		return Receipt{}, err
	}
	d.said(c, &s.Said)
	decision := assess.Decision{Said: s.Said}
	if decision.Value == assess.NotApplicable && decision.Review == "" {
		decision.Review = d.asOf(v.Session.Scope) // a statement needs no review; the decision will
	}
	if err := assess.ValidateDecision(c, &decision, d.asOf(v.Session.Scope)); err != nil {
		return Receipt{}, err
	}
	if s.ID == "" {
		s.ID = d.opts.NewID()
	}
	return d.write(ctx, v, fmt.Sprintf("Heard: %s says %s", s.By, s.Value.Word()), change(v, assess.BucketStatements, s.ID, s))
}

// Decide records the answer that stands for a control.
func (d *Desk) Decide(ctx context.Context, v *View, dec assess.Decision) (Receipt, error) {
	c, err := v.control(dec.Control)
	if err != nil {
		return Receipt{}, err
	}
	d.said(c, &dec.Said)
	if err := assess.ValidateDecision(c, &dec, d.asOf(v.Session.Scope)); err != nil {
		return Receipt{}, err
	}
	return d.write(ctx, v, savedAnswer(v.Session, dec), change(v, assess.BucketDecisions, c.ID, dec))
}

func savedAnswer(s *assess.Session, dec assess.Decision) string {
	was, had := s.Decisions[dec.Control]
	switch {
	case !had:
		return "Saved: " + dec.Value.Word()
	case was.AsEvidence:
		return fmt.Sprintf("Saved: %s (was: as AWS shows it)", dec.Value.Word())
	case was.Value == dec.Value:
		return fmt.Sprintf("Saved: %s (as before)", dec.Value.Word())
	}
	return fmt.Sprintf("Saved: %s (was: %s)", dec.Value.Word(), was.Value.Word())
}

// Settle ends what differs on a control, for the evidence that the person saw.
func (d *Desk) Settle(ctx context.Context, v *View, st assess.Settlement) (Receipt, error) {
	state, err := v.judged(st.Control)
	if err != nil {
		return Receipt{}, err
	}
	if st.Digest == "" && state.Differs != nil {
		st.Digest = state.Differs.Digest
	}
	if err := assess.ValidateSettlement(state, &st); err != nil {
		return Receipt{}, err
	}
	st.At = d.opts.Now().UTC()
	what := map[string]string{"decision": "what was said stands", "evidence": "AWS is right"}[st.For]
	if what == "" {
		what = "it is " + assess.Answer(st.For).Word()
	}
	return d.write(ctx, v, fmt.Sprintf("Settled: %s (%s)", what, st.By), change(v, assess.BucketSettlements, st.Control, st))
}

// Accept records an accepted risk; it stands beside the decision.
func (d *Desk) Accept(ctx context.Context, v *View, a assess.Acceptance) (Receipt, error) {
	state, err := v.judged(a.Control)
	if err != nil {
		return Receipt{}, err
	}
	owners := assess.Owners(v.Catalog, v.Session, a.Control)
	if err := assess.ValidateAcceptance(state, &a, owners, d.asOf(v.Session.Scope)); err != nil {
		return Receipt{}, err
	}
	if a.ID == "" {
		a.ID = d.opts.NewID()
	}
	a.By, a.At = d.me(), d.opts.Now().UTC()
	what := fmt.Sprintf("Risk accepted until %s (%s)", a.Expires.Long(), a.Approver)
	return d.write(ctx, v, what, change(v, assess.BucketAcceptances, a.ID, a))
}

// Confirm accepts controls as AWS shows them, in one act. A control that somebody answered keeps its answer, and one on
// which AWS shows nothing cannot be confirmed.
func (d *Desk) Confirm(ctx context.Context, v *View, controls []string, by string) (Receipt, error) {
	var changes []assess.Change
	kept := 0
	for _, id := range controls {
		state, err := v.judged(id)
		if err != nil {
			return Receipt{}, err
		}
		switch state.Evidence.Verdict {
		case evidence.VerdictPass, evidence.VerdictSome, evidence.VerdictFail:
		default:
			return Receipt{}, fmt.Errorf("%s: AWS shows nothing that could be accepted (%s); answer it instead", id, state.Evidence.Verdict)
		}
		if state.Decision != nil && !state.Decision.AsEvidence {
			kept++
			continue
		}
		dec := assess.Decision{Said: assess.Said{Value: assess.DontKnow, By: text.Untrusted(by)}, AsEvidence: true}
		d.said(state.Control, &dec.Said)
		changes = append(changes, change(v, assess.BucketDecisions, id, dec))
	}
	if len(changes) == 0 {
		return Receipt{}, errors.New("nothing to accept: each of these controls has an answer already")
	}
	what := fmt.Sprintf("Accepted as AWS shows it: %d", len(changes))
	if kept > 0 {
		what += fmt.Sprintf(" (%d keep their answer)", kept)
	}
	return d.write(ctx, v, what, changes...)
}

// Claim says whose a resource is; what was found is judged again.
func (d *Desk) Claim(ctx context.Context, v *View, c assess.Claim) (Receipt, error) {
	switch c.Whose {
	case evidence.Ours, evidence.Shared, evidence.Others:
	default:
		return Receipt{}, fmt.Errorf("a resource can be %q, %q or %q, not %q", evidence.Ours, evidence.Shared, evidence.Others, c.Whose)
	}
	if c.Resource == "" {
		return Receipt{}, errors.New("whose is what? Name the resource by its ARN")
	}
	if c.By == "" {
		c.By = d.me()
	}
	c.At = d.opts.Now().UTC()
	whose := map[evidence.Ownership]string{evidence.Ours: "ours", evidence.Shared: "shared", evidence.Others: "somebody else's"}[c.Whose]
	return d.write(ctx, v, fmt.Sprintf("Saved: %s is %s", c.Resource, whose), change(v, assess.BucketClaims, string(c.Resource), c))
}

// Mute silences one finding until a date; meanwhile it counts as unknown.
func (d *Desk) Mute(ctx context.Context, v *View, m assess.Mute) (Receipt, error) {
	found := false
	for i := range v.Session.Findings {
		found = found || v.Session.Findings[i].ID == m.Finding
	}
	today := d.asOf(v.Session.Scope)
	switch {
	case !found:
		return Receipt{}, fmt.Errorf("there is no finding %q now", m.Finding)
	case strings.TrimSpace(string(m.Reason)) == "":
		return Receipt{}, errors.New("a muted finding needs a reason; write why it does not count")
	case !m.Expires.Valid() || m.Expires < today:
		return Receipt{}, fmt.Errorf("a muted finding needs a last day; give a date from %s on", today)
	}
	if m.By == "" {
		m.By = d.me()
	}
	return d.write(ctx, v, fmt.Sprintf("Muted until %s; it counts as not known", m.Expires.Long()), change(v, assess.BucketMutes, m.Finding, m))
}

// Unmute lets a muted finding count again.
func (d *Desk) Unmute(ctx context.Context, v *View, finding string) (Receipt, error) {
	for _, m := range v.Session.Mutes {
		if m.Finding == finding {
			return d.write(ctx, v, "No longer muted; it counts again", change(v, assess.BucketMutes, finding, nil))
		}
	}
	return Receipt{}, fmt.Errorf("the finding %q is not muted", finding)
}
