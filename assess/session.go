// Package assess is what we know and what it means: sessions, posture, gates, the plan. It is pure: no terminal, no disk,
// no clock of its own.
package assess

import (
	"time"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// Answer is what people can say to a question.
type Answer string

// The closed list of answers.
const (
	Yes           Answer = "yes"
	Partial       Answer = "partial"
	No            Answer = "no"
	DontKnow      Answer = "unknown"
	NotApplicable Answer = "not-applicable"
)

// Basis is what an answer rests on.
type Basis string

// The closed list of bases, best first.
const (
	BasisDocument      Basis = "document"
	BasisDemonstration Basis = "demonstration"
	BasisOwner         Basis = "owner"
	BasisHearsay       Basis = "hearsay"
)

// Date is a calendar date, "2006-01-02", in the session's zone; empty means none.
type Date string

// Document is something linked as proof.
type Document struct {
	Link  text.Untrusted `json:"link"`
	Dated Date           `json:"dated,omitempty"`
}

// Said is what a statement and a decision share.
type Said struct {
	Control    string             `json:"control"`
	Revision   int                `json:"revision"` // of the control, when it was asked
	Value      Answer             `json:"value"`
	Because    text.Untrusted     `json:"because,omitempty"`
	By         text.Untrusted     `json:"by"`
	Role       questionnaire.Role `json:"role,omitempty"`
	Basis      Basis              `json:"basis,omitempty"` // empty: the default by role
	Document   *Document          `json:"document,omitempty"`
	Review     Date               `json:"review,omitempty"` // for NotApplicable
	RecordedBy text.Untrusted     `json:"recordedBy"`
	At         time.Time          `json:"at"`
}

// Statement is what one person said; it counts for nothing until decided.
type Statement struct {
	ID string `json:"id"`
	Said
}

// Decision is what stands as the answer to a control; at most one per control.
type Decision struct {
	Said
	Contested bool `json:"contested,omitempty"` // the room stayed split; the lower answer stands
	// Owner takes a contested answer away, to find out what holds.
	Owner      text.Untrusted `json:"owner,omitempty"`
	AsEvidence bool           `json:"asEvidence,omitempty"` // accepted as AWS shows it: follows the evidence, never becomes a yes
}

// Settlement ends a conflict, for one pair of decision and evidence, for a while.
type Settlement struct {
	Control string         `json:"control"`
	For     string         `json:"for"` // decision | evidence | yes | partial | no
	By      text.Untrusted `json:"by"`
	Reason  text.Untrusted `json:"reason"`
	At      time.Time      `json:"at"`
	Digest  string         `json:"digest"` // of the pair that it was made on
}

// Acceptance is an accepted risk; it stands beside the decision and touches only the gate.
type Acceptance struct {
	ID        string           `json:"id"`
	Control   string           `json:"control"`
	Resources []text.Untrusted `json:"resources,omitempty"` // empty: the whole control
	Approver  text.Untrusted   `json:"approver"`
	Reason    text.Untrusted   `json:"reason"`
	Expires   Date             `json:"expires"`
	By        text.Untrusted   `json:"by"`
	At        time.Time        `json:"at"`
}

// Mute silences one finding until a date; a muted finding counts as unknown.
type Mute struct {
	Finding string         `json:"finding"`
	By      text.Untrusted `json:"by"`
	Reason  text.Untrusted `json:"reason"`
	Expires Date           `json:"expires"`
}

// Claim says whose a resource is; it wins over the scope's ours.
type Claim struct {
	Resource text.Untrusted     `json:"resource"` // ARN
	Whose    evidence.Ownership `json:"whose"`
	By       text.Untrusted     `json:"by"`
	At       time.Time          `json:"at"`
}

// Action states.
const (
	ActionOpen       = "open"
	ActionInProgress = "in-progress"
	ActionDone       = "done"
)

// ActionState is what people said of an action.
type ActionState struct {
	Action string         `json:"action"`
	Status string         `json:"status"` // open | in-progress | done
	Owner  text.Untrusted `json:"owner,omitempty"`
	Due    Date           `json:"due,omitempty"`
	Days   float64        `json:"days,omitempty"` // 0: as computed
	Note   text.Untrusted `json:"note,omitempty"`
	DoneAt Date           `json:"doneAt,omitempty"`
}

// Note is text that somebody typed beside a control, or beside the whole session when Control is empty.
type Note struct {
	ID      string         `json:"id"`
	Control string         `json:"control,omitempty"`
	Text    text.Untrusted `json:"text"`
	Link    text.Untrusted `json:"link,omitempty"`
	Private bool           `json:"private,omitempty"` // never exported
	By      text.Untrusted `json:"by"`
	At      time.Time      `json:"at"`
}

// Parked is a side topic put aside, with who takes it.
type Parked struct {
	ID    string         `json:"id"`
	Text  text.Untrusted `json:"text"`
	Owner text.Untrusted `json:"owner,omitempty"`
	Due   Date           `json:"due,omitempty"`
	Done  bool           `json:"done,omitempty"`
	At    time.Time      `json:"at"`
}

// Place is where somebody was; it has no history. The projector follows it.
type Place struct {
	Screen  string `json:"screen"`
	Control string `json:"control,omitempty"`
	Item    string `json:"item,omitempty"`
	Filter  string `json:"filter,omitempty"` // how they are looked at: of the questions as Filter.String writes it; of the plan its ticks and days a month
	Timer   Timer  `json:"timer,omitzero"`
	// Lead is the process whose place this is. Places of other processes are not kept while it lives, so that a scribe who looks
	// around does not lead the projector away. 0: nobody leads now, and whoever moves next does.
	Lead int `json:"lead,omitempty"`
	// Take makes this the place whoever leads now; it is not kept.
	Take bool `json:"-"`
}

// Run is one probe run in short.
type Run struct {
	ID       string        `json:"id"`
	At       time.Time     `json:"at"`
	Caller   string        `json:"caller"`
	Targets  []fact.Target `json:"targets"`
	Calls    int           `json:"calls"`
	Complete bool          `json:"complete"` // false: cancelled or killed; may be resumed
	// Judged is the digest of what its findings were judged by beside the facts: catalogue, scope and claims. When one of
	// these changes, the stored facts are judged again.
	Judged string `json:"judged,omitempty"`
}

// Milestone is a frozen copy of the session, with the controls as they were judged.
type Milestone struct {
	Name     string    `json:"name"`
	At       time.Time `json:"at"`
	AsOf     Date      `json:"asOf"`
	Controls []Frozen  `json:"controls"`
	Gates    []string  `json:"gates"` // one line per gate
	// Verdicts are the gates' verdicts in the same order; none in milestones that were made before there were any here.
	Verdicts []GateVerdict `json:"verdicts,omitempty"`
}

// Frozen is a control as it was judged on one day.
type Frozen struct {
	Control string           `json:"control"`
	Gap     float64          `json:"gap"`
	Known   bool             `json:"known"`
	Value   Answer           `json:"value,omitempty"`
	Verdict evidence.Verdict `json:"verdict"`
	Must    bool             `json:"must,omitempty"`
	Out     bool             `json:"out,omitempty"` // does not apply, by decision
	Passes  int              `json:"passes,omitempty"`
	// Failing are the resources that failed a rule of the control, sorted, each with the rule; "" of a resource is the account
	// or Region itself.
	Failing []FailingRule `json:"failing,omitempty"`
}

// FailingRule is one resource that fails one rule.
type FailingRule struct {
	Rule     string         `json:"rule"`
	Account  string         `json:"account"`
	Region   string         `json:"region"`
	Resource text.Untrusted `json:"resource,omitempty"`
}

// HistoryEntry is one change: what it was, what it became, who did it. Undo appends another.
type HistoryEntry struct {
	Seq    uint64         `json:"seq"`
	At     time.Time      `json:"at"`
	By     text.Untrusted `json:"by"`
	Bucket string         `json:"bucket"`
	Key    string         `json:"key"`
	Before []byte         `json:"before,omitempty"`
	After  []byte         `json:"after,omitempty"`
	Undoes uint64         `json:"undoes,omitempty"` // the entry that this one takes back
	What   string         `json:"what"`             // "Saved: partly (was: yes)"
}

// Meta is a session's identity.
type Meta struct {
	ID             string                   `json:"id"` // ULID
	Name           string                   `json:"name"`
	Sample         bool                     `json:"sample,omitempty"`
	Redacted       bool                     `json:"redacted,omitempty"` // account ids, ARNs and names are masked
	Archived       bool                     `json:"archived,omitempty"` // put away: lists show it when asked
	Created        time.Time                `json:"created"`
	Changed        time.Time                `json:"changed"`
	CatalogVersion string                   `json:"catalogVersion"`
	CatalogDigest  string                   `json:"catalogDigest"`
	Packs          []questionnaire.PackInfo `json:"packs,omitempty"`
}

// Session is one assessment of one workload, as the store gives it: people's records and the newest evidence.
type Session struct {
	Meta        Meta
	Scope       questionnaire.Scope
	Statements  []Statement
	Decisions   map[string]Decision   // by control
	Settlements map[string]Settlement // by control
	Acceptances []Acceptance
	Mutes       []Mute
	Claims      []Claim
	Actions     map[string]ActionState // by action
	Notes       []Note
	Parking     []Parked
	Votes       []Vote
	Arranged    Arrangement
	Endings     []Ending
	Place       Place
	Milestones  []Milestone
	Runs        []Run // oldest first
	// Findings are the findings that stand now: for each (account, Region, kind) those of the newest attempt.
	// What other tools found stands among them while a desk has the session open.
	Findings []evidence.Finding
	// Imports are the files of other tools that were taken in, oldest first; Imported is the newest that they hold about each
	// subject.
	Imports  []Import
	Imported []Imported
	// Reach is the reach of the newest attempt for each (account, Region, kind).
	Reach []fact.Reach
	// Revision grows with every change of the session.
	Revision uint64
	// Seen holds the revision of every record as loaded, by "bucket/key"; a Change carries it back.
	Seen map[string]uint64
}

// SeenRevision is the revision of a record as loaded; 0 when there was none.
func (s *Session) SeenRevision(bucket, key string) uint64 { return s.Seen[bucket+"/"+key] }
