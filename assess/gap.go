package assess

import (
	"strings"

	"drydock/assess/evidence"
	"drydock/questionnaire"
)

// source is one voice on a control: a gap in halves, or undefined, and how well it is proven in quarters.
type source struct {
	defined bool
	gap     int
	proof   int
	says    string
}

// control judges one control: decision, evidence, gap, what differs, and how it stands.
func (j *judge) control(c *questionnaire.Control) ControlState {
	s := ControlState{Control: c, Applies: true, Statements: j.statements[c.ID]}
	s.Exposure, s.Raised = j.scope.Exposure(c)
	s.Weight = c.Impact * s.Exposure
	s.Evidence = evidence.Fold(c.ID, j.findings[c.ID])
	delete(j.findings, c.ID) // the evidence has its own
	s.Decision = j.decision(c)
	if s.Decision != nil {
		s.Stale = j.aged(s.Decision.At, j.policy.DecisionDays) || reviewed(s.Decision, j.asOf)
		s.AskedAnew = s.Decision.Revision != 0 && s.Decision.Revision < c.Revision
	}
	s.Disputed = disputed(&s)

	said := j.said(&s)
	shown := j.shown(&s, said)
	s.Differs = differs(&s, said)
	s.Sharper = s.Evidence.Verdict == evidence.VerdictFail && said.defined && s.Decision.Value == Partial
	j.gap(&s, said, shown)
	j.settle(&s, said, shown)
	j.acceptancesOf(&s)
	s.Status = status(&s)
	if c.Must && s.Applies {
		s.Must = mustState(&s)
	}
	s.Why = why(&s)
	return s
}

// counts is the decision when it may speak for the gap: not stale, not "as AWS shows it", and a real answer. A does not
// apply without reason, name and review date is no answer.
func counts(s *ControlState) bool {
	d := s.Decision
	if d == nil || s.Stale || d.AsEvidence {
		return false
	}
	if d.Value == NotApplicable {
		return d.Because != "" && d.By != "" && d.Review.Valid()
	}
	return d.Value == Yes || d.Value == Partial || d.Value == No
}

// reviewed says whether a does-not-apply is past its review date.
func reviewed(d *Decision, asOf Date) bool {
	return d.Value == NotApplicable && d.Review.Valid() && d.Review < asOf
}

// said is the decision's voice.
func (j *judge) said(s *ControlState) source {
	if !counts(s) {
		return source{}
	}
	v := source{defined: true, proof: proof(&s.Decision.Said, s.Control), says: "You said " + s.Decision.Value.Word()}
	switch s.Decision.Value {
	case Partial:
		v.gap = 1
	case No:
		v.gap = 2
	case NotApplicable:
		v.says = "You said it does not apply"
	}
	return v
}

// shown is the evidence's voice. Where AWS shows only half, its pass is silent until people gave a yes with a document
// or demonstration; its fail is heard at once.
func (j *judge) shown(s *ControlState, said source) source {
	v := source{defined: true, proof: 4, says: s.Evidence.Shows()}
	switch s.Evidence.Verdict {
	case evidence.VerdictFail:
		v.gap = 2
	case evidence.VerdictSome:
		v.gap = 1
	case evidence.VerdictPass:
	default:
		return source{}
	}
	if s.Control.Ceiling == "" {
		return v
	}
	v.proof = 3
	closed := said.defined && s.Decision.Value == Yes && said.proof >= 3
	s.Ceiling = !closed
	if s.Evidence.Verdict == evidence.VerdictPass && !closed {
		return source{}
	}
	return v
}

// proof is k of something said, in quarters. A document counts with a link and a date; a demonstration, which is dated
// by the answer itself, with such a document or a sentence on what was seen.
func proof(d *Said, c *questionnaire.Control) int {
	dated := d.Document != nil && d.Document.Link != "" && d.Document.Dated.Valid()
	switch {
	case d.Basis == BasisDocument && dated:
		return 3
	case d.Basis == BasisDemonstration && (dated || d.Because != ""):
		return 3
	case d.Basis == BasisOwner:
		return 2
	case d.Basis == BasisHearsay:
		return 1
	}
	for _, r := range c.Asks {
		if r == d.Role {
			return 2
		}
	}
	return 1
}

// differs finds the conflict between what was said and what AWS shows; nil where there is none. A no is not
// contradicted by a pass where AWS shows only half: the no may speak of the other half, and its gap stands.
func differs(s *ControlState, said source) *Differs {
	if !said.defined {
		return nil
	}
	verdict, value := s.Evidence.Verdict, s.Decision.Value
	fails := verdict == evidence.VerdictFail || verdict == evidence.VerdictSome
	switch {
	case value == Yes && fails:
	case value == NotApplicable && (fails || inUse(s.Evidence)):
	case value == No && verdict == evidence.VerdictPass && s.Control.Ceiling == "":
	default:
		return nil
	}
	return &Differs{
		Said: said.says, Shows: s.Evidence.Shows(), Verdict: verdict,
		Digest: PairDigest(s.Decision, s.Evidence),
	}
}

// inUse says whether the evidence speaks of a resource that is there: of a fact, whether it passed or failed.
func inUse(e evidence.Evidence) bool {
	for i := range e.Findings {
		f := &e.Findings[i]
		if f.Counts() && f.Resource != "" && f.Effective() != evidence.Unknown {
			return true
		}
	}
	return false
}

// gap sets the gap, where it comes from and its proof: the larger of those defined.
func (j *judge) gap(s *ControlState, said, shown source) {
	if said.defined && s.Decision.Value == NotApplicable {
		s.Applies = s.Differs != nil
		if s.Applies {
			s.setGap(2, max(shown.proof, 1), s.Differs.Said+", but "+s.Differs.Shows)
		}
		return
	}
	switch {
	case said.defined && shown.defined && said.gap == shown.gap:
		better := shown
		if said.proof > shown.proof {
			better = said
		}
		s.setGap(said.gap, better.proof, better.says)
	case shown.defined && (!said.defined || shown.gap > said.gap):
		s.setGap(shown.gap, shown.proof, shown.says)
	case said.defined:
		s.setGap(said.gap, said.proof, said.says)
	}
}

// settle lets a settlement that holds decide the gap; it may lower it, and one for AWS may leave it not known.
func (j *judge) settle(s *ControlState, said, shown source) {
	st, ok := j.settlement(s.Control)
	if !ok || s.Differs == nil {
		return
	}
	switch {
	case st.By == "" || st.Reason == "":
		s.Differs.VoidedBy = "it has no name or no reason"
	case st.Digest != s.Differs.Digest:
		s.Differs.VoidedBy = "what was said or what AWS shows has changed since " + string(DateOf(st.At, j.zone))
	case j.aged(st.At, j.policy.SettlementDays):
		s.Differs.VoidedBy = "it was made on " + string(DateOf(st.At, j.zone)) + " and has run out"
	default:
		s.Differs.Settled = &st
		s.settleFor(&st, said, shown)
	}
}

func (s *ControlState) settleFor(st *Settlement, said, shown source) {
	name := "Settled by " + string(st.By) + " "
	switch st.For {
	case "evidence":
		if shown.defined {
			s.setGap(shown.gap, shown.proof, shown.says)
		} else {
			s.Known, s.Gap, s.Proof, s.GapFrom = false, 0, 0, ""
		}
		s.Standing = name + "for what AWS shows"
	case "decision":
		s.setGap(said.gap, said.proof, said.says)
		s.Standing = name + "for what was said"
	case string(Yes), string(Partial), string(No):
		gap := map[string]int{string(Yes): 0, string(Partial): 1, string(No): 2}[st.For]
		s.setGap(gap, 1, name+"as “"+Answer(st.For).Word()+"”")
		s.Standing = name + "as “" + Answer(st.For).Word() + "”"
	}
}

func (s *ControlState) setGap(halves, proof int, from string) {
	if s.Control.Ceiling != "" && proof > 3 {
		proof = 3
	}
	s.Known, s.Gap, s.Proof, s.GapFrom = true, float64(halves)/2, proof, from
}

// disputed says whether people differ and nothing stands: a difference of opinion, queued for the room.
func disputed(s *ControlState) bool {
	if s.Decision != nil && !s.Stale {
		return false
	}
	for _, st := range s.Statements {
		if st.Value != s.Statements[0].Value {
			return true
		}
	}
	return false
}

func status(s *ControlState) Status {
	switch {
	case !s.Applies:
		return StatusOut
	case !s.Known:
		return StatusUnknown
	case s.Gap == 0:
		return StatusDone
	}
	return StatusOpen
}

// mustState says how a must stands towards its gate. Only a known gap can be accepted or settled: what nobody has seen
// stands in the way, whoever signs for it.
func mustState(s *ControlState) MustState {
	settled := s.Differs != nil && s.Differs.Settled != nil
	against := settled && (s.Differs.Verdict == evidence.VerdictFail || s.Differs.Verdict == evidence.VerdictSome)
	naWithUse := s.Differs != nil && s.Decision.Value == NotApplicable
	switch {
	case !s.Known:
		return MustUnknown
	case s.Gap > 0 && accepted(s):
		return MustException
	case s.Gap > 0:
		return MustOpen
	case against, naWithUse:
		return MustException
	case s.Evidence.Verdict == evidence.VerdictPass && !s.Ceiling:
		return MustShown
	case counts(s) && s.Decision.Value == Yes && s.Decision.By != "" && proof(&s.Decision.Said, s.Control) >= 3:
		return MustShown
	}
	return MustOnWord
}

// Word is an answer in people's words: "partly", "don't know", "does not apply".
func (a Answer) Word() string {
	switch a {
	case Yes:
		return "yes"
	case Partial:
		return "partly"
	case No:
		return "no"
	case DontKnow:
		return "don't know"
	case NotApplicable:
		return "does not apply"
	}
	return strings.TrimSpace(string(a))
}
