package assess

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// Longest lives of an accepted risk, in days; the shorter is for the heaviest controls.
const (
	AcceptanceDays         = 180
	AcceptanceDaysCritical = 90
	criticalWeight         = 9
)

// AcceptanceLimit is how many days a risk of this weight may be accepted for.
func AcceptanceLimit(weight int) int {
	if weight >= criticalWeight {
		return AcceptanceDaysCritical
	}
	return AcceptanceDays
}

// acceptancesOf sorts a control's acceptances into those that hold and those that ran out. One that was given for longer
// than allowed ends at the limit; one approved by an owner of the work does not hold at all.
func (j *judge) acceptancesOf(s *ControlState) {
	for _, a := range j.acceptances[s.Control.ID] {
		limit := DateOf(a.At, j.zone).AddDays(AcceptanceLimit(s.Weight))
		switch {
		case j.owners[s.Control.ID][a.Approver]:
			s.Standing = "the acceptance by " + string(a.Approver) + " does not hold, because " + string(a.Approver) + " owns the action"
		case a.Approver == "" || a.Reason == "" || !a.Expires.Valid() || a.Expires < j.asOf || limit < j.asOf:
			s.Expired = append(s.Expired, a)
		default:
			s.Acceptance = append(s.Acceptance, a)
		}
	}
	if s.Standing == "" && s.Known && s.Gap > 0 {
		s.Standing = acceptanceSentence(s)
	}
}

// accepted says whether acceptances cover what is open: the whole control, or each resource that fails where nothing but
// those failures sets the gap.
func accepted(s *ControlState) bool {
	named := acceptedResources(s.Acceptance)
	if named == nil {
		return len(s.Acceptance) > 0
	}
	if s.Evidence.Unknowns > 0 || s.Decision != nil && !s.Decision.AsEvidence && s.Decision.Value != Yes {
		return false
	}
	fails := failing(&s.Evidence)
	for _, f := range fails {
		if !named[f.Resource] {
			return false
		}
	}
	return len(fails) > 0
}

// acceptedResources is the union of the resources named; nil when one acceptance covers the control, or there is none.
func acceptedResources(as []Acceptance) map[text.Untrusted]bool {
	if len(as) == 0 {
		return nil
	}
	named := map[text.Untrusted]bool{}
	for _, a := range as {
		if len(a.Resources) == 0 {
			return nil
		}
		for _, r := range a.Resources {
			named[r] = true
		}
	}
	return named
}

func acceptanceSentence(s *ControlState) string {
	if len(s.Acceptance) == 0 {
		return ""
	}
	a := s.Acceptance[0]
	named := acceptedResources(s.Acceptance)
	if named == nil {
		return fmt.Sprintf("risk accepted by %s until %s", a.Approver, a.Expires)
	}
	still := 0
	for _, f := range failing(&s.Evidence) {
		if !named[f.Resource] {
			still++
		}
	}
	return fmt.Sprintf("%d accepted until %s, %d still count", len(named), a.Expires, still)
}

// failing are the findings that count and fail.
func failing(e *evidence.Evidence) []evidence.Finding {
	var out []evidence.Finding
	for _, f := range e.Findings {
		if f.Counts() && f.Effective() == evidence.Fail {
			out = append(out, f)
		}
	}
	return out
}

// PairDigest is what a settlement holds on to: the decision as it was given and the evidence as it stood. It changes
// when either does; not when the same evidence is read again.
func PairDigest(d *Decision, e evidence.Evidence) string {
	h := sha256.New()
	if d != nil {
		doc := Document{}
		if d.Document != nil {
			doc = *d.Document
		}
		fmt.Fprintf(h, "%d %q %q %q %q %q %q %t\n", d.Revision, d.Value, d.By, d.Because, d.Basis, doc.Link, doc.Dated, d.AsEvidence)
	}
	fmt.Fprintln(h, e.Digest)
	return hex.EncodeToString(h.Sum(nil))
}

// ErrInvalid is in every error about a record that lacks something before it can stand: a mistake of who typed it.
var ErrInvalid = errors.New("the record is not complete")

// invalid joins what is missing; nil when nothing is.
func invalid(errs []error) error {
	if err := errors.Join(errs...); err != nil {
		return &invalidError{err}
	}
	return nil
}

type invalidError struct{ error }

func (e *invalidError) Unwrap() []error { return []error{e.error, ErrInvalid} }

// ValidateDecision says what a decision lacks before it can stand; nil when nothing. All that is missing is named.
func ValidateDecision(c *questionnaire.Control, d *Decision, asOf Date) error {
	var errs []error
	need := func(ok bool, what string) {
		if !ok {
			errs = append(errs, errors.New(c.ID+": "+what))
		}
	}
	switch d.Value {
	case Yes, Partial, No, DontKnow:
	case NotApplicable:
		need(d.Because != "", "“does not apply” needs a reason; say why it does not")
		need(d.By != "", "“does not apply” needs a name; say who decided it")
		need(d.Review.Valid() && d.Review >= asOf, "“does not apply” needs a day on which somebody looks again; give a date from "+string(asOf)+" on")
		need(!d.AsEvidence, "“does not apply” cannot be accepted as AWS shows it; answer it, or accept the evidence")
	default:
		need(false, fmt.Sprintf("%q is no answer; use yes, partial, no, unknown or not-applicable", d.Value))
	}
	need(d.By != "" || d.RecordedBy != "", "an answer needs a name; say who gave it")
	need(d.Role == "" || slices.Contains(questionnaire.Roles(), d.Role), fmt.Sprintf("%q is no role; use one of %s", d.Role, roles()))
	need(d.Review == "" || d.Review.Valid() || d.Value == NotApplicable, fmt.Sprintf("%q is no day to look again; write it as %s", d.Review, asOf))
	need(d.Document == nil || d.Document.Dated == "" || d.Document.Dated.Valid() || d.Basis == BasisDocument, "a document is dated as "+string(asOf))
	switch d.Basis {
	case "", BasisOwner, BasisHearsay:
	case BasisDocument:
		need(d.Document != nil && d.Document.Link != "", "an answer by document needs the document; link it, or choose “owner says so”")
		need(d.Document == nil || d.Document.Dated.Valid(), "the document needs its date, such as "+string(asOf))
	case BasisDemonstration:
		need(d.Because != "" || d.Document != nil && d.Document.Link != "", "a demonstration needs a trace; write one sentence on what was seen, or link a recording")
	default:
		need(false, fmt.Sprintf("%q is no basis; use document, demonstration, owner or hearsay", d.Basis))
	}
	return invalid(errs)
}

func roles() string {
	var names []string
	for _, r := range questionnaire.Roles() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// ValidateSettlement says what a settlement lacks for the conflict that it ends; nil when nothing.
func ValidateSettlement(s *ControlState, st *Settlement) error {
	id := s.Control.ID
	var errs []error
	switch st.For {
	case "decision", "evidence", string(Yes), string(Partial), string(No):
	default:
		errs = append(errs, fmt.Errorf("%s: settle it for “decision”, for “evidence”, or as yes, partial or no; not %q", id, st.For))
	}
	if s.Differs == nil {
		return invalid(append(errs, fmt.Errorf("%s: nothing differs here, so there is nothing to settle; change the answer instead", id)))
	}
	if strings.TrimSpace(string(st.By)) == "" {
		errs = append(errs, fmt.Errorf("%s: a settlement needs a name; say who decides", id))
	}
	if strings.TrimSpace(string(st.Reason)) == "" {
		errs = append(errs, fmt.Errorf("%s: a settlement needs a reason; write one sentence that will still be understood in 90 days", id))
	}
	if st.Digest != "" && st.Digest != s.Differs.Digest {
		errs = append(errs, fmt.Errorf("%s: the answer or the evidence changed meanwhile; look again and settle what differs now", id))
	}
	return invalid(errs)
}

// ValidateAcceptance says what an acceptance lacks; nil when nothing. owners are who owns the actions that close the
// control: none of them may approve.
func ValidateAcceptance(s *ControlState, a *Acceptance, owners []text.Untrusted, asOf Date) error {
	id := s.Control.ID
	errs := []error{CompleteAcceptance(id, a)}
	for _, o := range owners {
		if o == a.Approver && o != "" {
			errs = append(errs, fmt.Errorf("%s: %s owns the action and cannot approve leaving it undone; name somebody else", id, string(o)))
			break
		}
	}
	for _, r := range a.Resources {
		if !slices.ContainsFunc(failing(&s.Evidence), func(f evidence.Finding) bool { return f.Resource == r }) {
			errs = append(errs, fmt.Errorf("%s: nothing fails here on %s; name a resource as AWS shows it, or leave it out to accept the whole", id, string(r)))
		}
	}
	limit := AcceptanceLimit(s.Weight)
	last := asOf.AddDays(limit)
	switch {
	case !a.Expires.Valid(): // said above
	case a.Expires < asOf:
		errs = append(errs, fmt.Errorf("%s: %s is over; give a date from %s to %s", id, a.Expires, asOf, last))
	case a.Expires > last:
		errs = append(errs, fmt.Errorf("%s: at weight %d a risk can be accepted for %d days at most; give a date up to %s", id, s.Weight, limit, last))
	}
	return invalid(errs)
}

// CompleteAcceptance says what an acceptance lacks in itself, whatever the day and the evidence; nil when nothing.
func CompleteAcceptance(control string, a *Acceptance) error {
	var errs []error
	if strings.TrimSpace(string(a.Approver)) == "" {
		errs = append(errs, fmt.Errorf("%s: an accepted risk needs an approver; name who carries it", control))
	}
	if strings.TrimSpace(string(a.Reason)) == "" {
		errs = append(errs, fmt.Errorf("%s: an accepted risk needs a reason; write why it is bearable", control))
	}
	if !a.Expires.Valid() {
		errs = append(errs, fmt.Errorf("%s: an accepted risk needs a last day, written as 2027-03-31", control))
	}
	return invalid(errs)
}

// Owners are who owns the actions that close a control, in the order of the catalogue.
func Owners(cat *questionnaire.Catalog, s *Session, control string) []text.Untrusted {
	var out []text.Untrusted
	for i := range cat.Actions {
		owner := s.Actions[cat.Actions[i].ID].Owner
		for _, share := range cat.Actions[i].Closes {
			if share.Control == control && owner != "" {
				out = append(out, owner)
			}
		}
	}
	return out
}
