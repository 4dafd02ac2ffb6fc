package assess

import (
	"fmt"
	"strings"
)

// why opens a control's numbers in one sentence: its weight, its gap and where it comes from, its proof, what differs.
func why(s *ControlState) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Weight %d = impact %d × exposure %d", s.Weight, s.Control.Impact, s.Exposure)
	if len(s.Raised) > 0 {
		fmt.Fprintf(&b, " (raised, because %s)", strings.Join(s.Raised, " and "))
	}
	switch {
	case !s.Applies:
		fmt.Fprintf(&b, "; out, because %s said that it does not apply", name(s.Decision))
	case !s.Known:
		b.WriteString("; not known: " + whyUnknown(s))
	default:
		fmt.Fprintf(&b, "; gap %s: %s", Quarters(s.Gap), s.GapFrom)
		fmt.Fprintf(&b, "; proof %d of 4: %s", s.Proof, proofWord(s))
	}
	if s.Known && s.Ceiling && s.Gap == 0 {
		b.WriteString("; AWS shows only half of it, so this rests on word")
	}
	if s.Sharper {
		b.WriteString("; AWS is sharper than what you said")
	}
	if d := s.Differs; d != nil && d.Settled == nil {
		b.WriteString("; these differ")
		if d.VoidedBy != "" {
			b.WriteString(", and the earlier settlement no longer holds, because " + d.VoidedBy)
		}
	}
	if s.Standing != "" {
		b.WriteString("; " + s.Standing)
	}
	if s.AskedAnew {
		b.WriteString("; it was asked differently when it was answered")
	}
	return b.String() + "."
}

// whyUnknown says why no gap is defined.
func whyUnknown(s *ControlState) string {
	d := s.Decision
	var parts []string
	switch {
	case d == nil && s.Disputed:
		parts = append(parts, "opinions differ and nothing is decided")
	case d == nil:
		parts = append(parts, "nobody has answered")
	case s.Stale:
		parts = append(parts, "the answer is too old to count")
	case d.AsEvidence:
		parts = append(parts, "it follows what AWS shows")
	case d.Value == DontKnow:
		parts = append(parts, "you said you don't know")
	case d.Value == NotApplicable:
		parts = append(parts, "“does not apply” lacks its reason, name or review date")
	default:
		parts = append(parts, "it was settled for what AWS shows")
	}
	switch {
	case s.Ceiling && s.Evidence.Unknowns == 0 && s.Evidence.Passes > 0:
		parts = append(parts, "AWS shows only half of it: "+s.Evidence.Sentence)
	case len(s.Evidence.Findings) == 0 || s.Evidence.Passes+s.Evidence.Fails+s.Evidence.Unknowns == 0:
		parts = append(parts, "AWS shows nothing on it")
	default:
		parts = append(parts, "AWS: "+s.Evidence.Sentence)
	}
	return strings.Join(parts, "; ")
}

func proofWord(s *ControlState) string {
	switch {
	case s.Proof >= 4:
		return "AWS shows it"
	case s.Proof == 3 && s.Control.Ceiling != "" && strings.Contains(s.GapFrom, "AWS shows"):
		return "AWS shows its half"
	case s.Proof == 3:
		return "a document or demonstration"
	case s.Proof == 2:
		return "the owner says so"
	}
	return "somebody says so"
}

func name(d *Decision) string {
	if d == nil || d.By == "" {
		return "somebody"
	}
	return string(d.By)
}
