// Package evidence holds what rules found, and folds it into one verdict for a control.
package evidence

import (
	"time"

	"drydock/assess/fact"
	"drydock/questionnaire/text"
)

// Outcome is what a rule says of one resource.
type Outcome string

// The closed list of outcomes.
const (
	Pass          Outcome = "pass"
	Fail          Outcome = "fail"
	NotApplicable Outcome = "not-applicable"
	Unknown       Outcome = "unknown"
)

// Cause says why an outcome is unknown; the reach statuses, and these.
type Cause string

// Causes beside the statuses of reach.
const (
	UnreadField  Cause = "unread-field"
	RuleFailed   Cause = "rule-failed"
	NotCollected Cause = "not-collected"
	NotAgreed    Cause = "not-agreed"
	Undecided    Cause = "undecided" // all was read, and it depends on what no read shows: on the request, say
)

// Ownership says whose the resource of a finding is; only Ours, Shared and, as unknown, Unclear count.
type Ownership string

// The closed list of ownership. The zero value is for a finding about no single resource, which always counts.
const (
	Ours       Ownership = "ours"
	Shared     Ownership = "shared"
	Others     Ownership = "others"
	Unassigned Ownership = "unassigned"
	// Unclear is for a resource whose owner rests on tags that could not be read: its findings count as unknown.
	Unclear Ownership = "unclear"
)

// Finding is one rule about one resource.
type Finding struct {
	ID        string         `json:"id"`
	Source    string         `json:"source"` // "drydock", or the importer
	Rule      string         `json:"rule"`
	Control   string         `json:"control"`
	States    string         `json:"states"` // the rule's sentence
	Decisive  bool           `json:"decisive,omitempty"`
	Account   string         `json:"account"`
	Region    string         `json:"region"`
	Kind      fact.Kind      `json:"kind,omitempty"`
	Resource  text.Untrusted `json:"resource,omitempty"` // ARN; empty: about the target itself
	Name      text.Untrusted `json:"name,omitempty"`
	Outcome   Outcome        `json:"outcome"`
	Cause     Cause          `json:"cause,omitempty"` // only with Unknown
	Gap       *fact.Gap      `json:"gap,omitempty"`   // only with Unknown: what was not read
	Because   text.Untrusted `json:"because"`         // one sentence: why this outcome
	Shows     text.Untrusted `json:"shows,omitempty"` // the rule's proof in words
	Proof     []fact.Proof   `json:"proof,omitempty"` // a pass always has some
	At        time.Time      `json:"at"`              // when it was read
	Ownership Ownership      `json:"ownership,omitempty"`
	Muted     bool           `json:"muted,omitempty"`
	Stale     bool           `json:"stale,omitempty"`
}

// Verdict is what all findings of a control amount to.
type Verdict string

// The closed list of verdicts.
const (
	VerdictPass        Verdict = "pass"
	VerdictSome        Verdict = "some"
	VerdictFail        Verdict = "fail"
	VerdictNotAssessed Verdict = "not-assessed"
	VerdictNone        Verdict = "none"
)

// Evidence is all that was found for one control, folded.
type Evidence struct {
	Control  string
	Verdict  Verdict
	Passes   int
	Fails    int
	Unknowns int
	// Sentence says the verdict with its counts: "in part (57 of 60 agents)", "passes in 3 of 4 Regions, 1
	// not known".
	Sentence string
	// Findings are all findings of the control, those that count first; Oldest is the oldest read among those that count.
	Findings []Finding
	Oldest   time.Time
	// Digest changes when what counts changes; settlements hold on to it.
	Digest string
}
