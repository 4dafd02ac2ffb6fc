package assess

import (
	"fmt"
	"sort"
	"strings"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// Working days in which something is to be found out.
const (
	findMustDays  = 3
	findOtherDays = 10
)

// findOut lists what to learn before it can be planned: every must that is unknown, stale or on word only, every other
// unknown control, and every control whose work is reported done while it is still open. Musts come first, then weight.
func findOut(y *yard) []FindOut {
	var out []FindOut
	for _, must := range []bool{true, false} {
		for _, s := range heaviestFirst(y.posture, len(questionnaire.Phases())) {
			if s.Control.Must != must {
				continue
			}
			if what, ask := y.missing(s); what != "" {
				out = append(out, y.finding(s, what, ask))
			}
		}
	}
	return out
}

func (y *yard) finding(s *ControlState, what string, finder questionnaire.Role) FindOut {
	days := findOtherDays
	if s.Control.Must {
		days = findMustDays
	}
	return FindOut{
		Control: s.Control.ID, Title: s.Control.Title, Must: s.Control.Must, What: what, Finder: finder,
		Owner: attendee(y.session.Scope, finder), Due: y.posture.AsOf.AddWorkingDays(days),
	}
}

// missing says exactly what is missing to know a control, and who can find it; empty when nothing is.
func (y *yard) missing(s *ControlState) (what string, finder questionnaire.Role) {
	c := s.Control
	finder = asks(c)
	switch {
	case !s.Known:
		var parts []string
		if unread := unread(&s.Evidence); len(unread) > 0 {
			parts = append(parts, unread...)
			finder = questionnaire.PlatformEngineer
		}
		if human := y.missingFromPeople(s); human != "" {
			parts = append(parts, human)
			if s.Ceiling {
				finder = asks(c)
			}
		}
		return strings.Join(parts, "; "), finder
	case c.Must && s.Must == MustOnWord:
		return "on word only (" + name(s.Decision) + "): " + proofToBring(c), finder
	case s.Gap > 0 && y.left[y.byTally[c.ID]] == 0:
		return "the work is reported done: answer again, with what shows it", finder
	case c.Must && s.Stale && s.Evidence.Verdict != evidence.VerdictPass:
		return "the answer is too old to count: answer again", finder
	}
	return "", finder
}

// missingFromPeople is the human part of what is missing.
func (y *yard) missingFromPeople(s *ControlState) string {
	c, d := s.Control, s.Decision
	switch {
	case s.Ceiling:
		return "a yes with " + proofToBring(c) + ", because AWS shows only half of it. " + c.Ceiling
	case s.Disputed:
		return "a decision: " + Counted(len(s.Statements), "person has", "people have") + " answered, and they differ"
	case d != nil && s.Stale:
		return fmt.Sprintf("a new answer: the last is of %s, older than %d days", DateOf(d.At, ZoneOf(y.session.Scope.Zone)), y.posture.Policy.DecisionDays)
	case d != nil && d.Value == DontKnow && s.Evidence.Unknowns > 0:
		return ""
	case d == nil && s.Evidence.Unknowns > 0 && !c.Must:
		return ""
	case d != nil && d.AsEvidence:
		return ""
	case d != nil && d.Value == NotApplicable:
		return "“does not apply” with a reason, a name and a review date"
	}
	if len(c.Documents) > 0 {
		return "an answer, best with “" + c.Documents[0] + "”"
	}
	return "an answer"
}

// proofToBring names what would show a control: its document, or a demonstration.
func proofToBring(c *questionnaire.Control) string {
	if len(c.Documents) > 0 {
		return "a demonstration or a dated document (" + c.Documents[0] + ")"
	}
	return "a demonstration or a dated document"
}

// unread says what the probe lacks, an entry each: the IAM action, the agreement, the mute, a new run.
func unread(e *evidence.Evidence) []string {
	said := map[string]bool{}
	var out []string
	for i := range e.Findings {
		f := &e.Findings[i]
		if !f.Counts() || f.Effective() != evidence.Unknown {
			continue
		}
		if s := unreadWhy(f); !said[s] {
			said[s] = true
			out = append(out, s)
		}
	}
	sort.Strings(out)
	return out
}

func unreadWhy(f *evidence.Finding) string {
	switch {
	case f.Muted:
		return "a finding is muted: unmute it, or let it run out"
	case f.Stale:
		return "probe again: it was last read on " + string(DateOf(f.At, nil))
	case f.Ownership == evidence.Unclear && f.Outcome != evidence.Unknown:
		return "allow reading the tags and probe again, or say whose it is: " + string(f.Resource)
	case f.Cause == evidence.NotAgreed:
		return "agree on it: " + string(f.Because)
	case f.Gap == nil:
		if f.Because != "" {
			return "look at it: " + string(f.Because)
		}
		return "probe again"
	}
	what := f.Gap.Action
	if what == "" {
		what = f.Gap.Operation
	}
	switch f.Gap.Status {
	case fact.Denied:
		return "allow " + what + " and probe again"
	case fact.ClosedByPolicy:
		return "a policy above the account closes " + what + ": ask who owns it, or for a document"
	case fact.NotCollected:
		return strings.TrimSpace("probe it: "+what) + " (not asked yet)"
	}
	return fmt.Sprintf("probe again: %s %s", what, strings.ReplaceAll(string(f.Gap.Status), "-", " "))
}

// asks is the first role that can answer; the owner of the workload where the control names none.
func asks(c *questionnaire.Control) questionnaire.Role {
	if len(c.Asks) > 0 {
		return c.Asks[0]
	}
	return questionnaire.WorkloadOwner
}

// attendee is the first person of a role in the room.
func attendee(s questionnaire.Scope, r questionnaire.Role) text.Untrusted {
	for _, a := range s.Attendees {
		if a.Role == r {
			return text.Untrusted(a.Name)
		}
	}
	return ""
}
