package assess

import (
	"slices"
	"time"

	"drydock/assess/fact"
	"drydock/questionnaire"
)

// Masks stand for what a reader outside must not see: account ids, ARNs, names of people and of resources. One thing has one
// mask, in fields and in running text, in every format; the same assessments give the same masks.
type Masks struct {
	whole map[string]string // a value as it stands, to its mask
	words map[string]string // what is masked inside running text, in lower case
	begin map[string]int    // how a word with a space in it begins, to the longest of them
}

// NewMasks are the masks of some assessments and of what AWS showed of them.
func NewMasks(sessions []*Session, snaps ...*fact.Snapshot) *Masks {
	n := &names{of: map[string]map[string]bool{}}
	for _, s := range sessions {
		n.keep = n.keep || s.Meta.Redacted
		for i := range s.Findings {
			n.named(string(s.Findings[i].Resource), string(s.Findings[i].Name))
		}
		masked(s, n.see)
	}
	for _, snap := range snaps {
		n.seeFacts(snap)
	}
	return n.masks()
}

// Session is a session with everything masked, to be written down for others. It is judged like the one that it was made of:
// what a settlement held for, it still holds for. Facts stay behind, because nobody can tell what in them is a name; the
// findings stand as they were judged.
func (m *Masks) Session(cat *questionnaire.Catalog, s *Session, p *Posture, now time.Time) *Session {
	out := masked(s, m.mask)
	out.Meta.Redacted = true
	for i := range out.Runs {
		out.Runs[i].Judged = JudgedAsWritten
	}
	out.Notes = slices.DeleteFunc(out.Notes, func(n Note) bool { return n.Private })
	anew := Judge(cat, out, p.AsOf, now, p.Policy)
	for id, st := range out.Settlements {
		was, _ := p.Control(id)
		is, _ := anew.Control(id)
		if was != nil && is != nil && was.Differs != nil && was.Differs.Settled != nil && is.Differs != nil {
			st.Digest = is.Differs.Digest
			out.Settlements[id] = st
		}
	}
	return out
}

// JudgedAsWritten stands in a run whose facts were left out: its findings are kept as they were written, and not judged anew.
const JudgedAsWritten = "as written"

// Diff is a comparison with everything masked.
func (m *Masks) Diff(d *Diff) *Diff { return masked(d, m.mask) }

// Text is running text with everything masked that these masks stand for, and everything that looks like it.
func (m *Masks) Text(s string) string { return m.text(s) }
