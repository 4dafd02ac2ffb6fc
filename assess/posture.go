package assess

import (
	"time"

	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// Policy holds the limits that judging uses; every export prints them.
type Policy struct {
	EvidenceDays   int // evidence older than this is stale: 30
	DecisionDays   int // a decision older than this is stale: 180
	SettlementDays int // a settlement holds this long: 90
}

// DefaultPolicy is what applies unless configuration says otherwise.
func DefaultPolicy() Policy {
	return Policy{EvidenceDays: 30, DecisionDays: 180, SettlementDays: 90}
}

// Status is a control's state in one word, for counts and glyphs.
type Status string

// The closed list of control states.
const (
	StatusDone    Status = "done"      // gap 0
	StatusOpen    Status = "open"      // gap ½ or 1
	StatusUnknown Status = "not-known" // no gap defined, or stale
	StatusOut     Status = "out"       // does not apply, by decision
)

// MustState says how a must stands towards its gate.
type MustState string

// The closed list of must states.
const (
	MustShown     MustState = "shown"     // AWS shows it, or a named person with a document or demonstration
	MustOnWord    MustState = "on-word"   // gap 0, not shown
	MustException MustState = "exception" // accepted, or settled against evidence
	MustOpen      MustState = "open"      // stands in the way
	MustUnknown   MustState = "not-known" // stands in the way
)

// Differs is a conflict between decision and evidence.
type Differs struct {
	Said     string           // "You said yes"
	Shows    string           // "AWS shows fail in 1 of 2 Regions"
	Settled  *Settlement      // set when a settlement holds
	VoidedBy string           // why an earlier settlement no longer holds; empty: none was made
	Digest   string           // what a settlement must carry
	Verdict  evidence.Verdict // of the evidence
}

// ControlState is one control, judged.
type ControlState struct {
	Control  *questionnaire.Control
	Exposure int      // after the scope raised it
	Raised   []string // why it was raised, a sentence each
	Weight   int      // impact × exposure
	Due      bool     // its phase is ≤ the phase of the gate worked on now

	Decision   *Decision
	Stale      bool // the decision is stale
	AskedAnew  bool // decided on an older revision: counts, marked "asked differently"
	Statements []Statement
	Disputed   bool // statements differ and nothing is decided
	Evidence   evidence.Evidence
	Applies    bool         // false: out by decision
	Acceptance []Acceptance // unexpired
	Expired    []Acceptance

	Known   bool
	Gap     float64 // 0, 0.5, 1; meaningful only when Known
	GapFrom string  // "You said no" | "AWS shows fail on 3 of 3 roles": the sentence behind the gap
	Proof   int     // k, 0..4
	Ceiling bool    // an open ceiling: the human half is missing
	Sharper bool    // AWS is sharper than what was said
	Differs *Differs
	Status  Status
	Must    MustState // only for musts
	Why     string    // one sentence that opens the number
	// Standing says what an acceptance or settlement does here, or why it does not count; empty: there is none.
	Standing string
}

// Blocker is a must that stands in the way of a gate.
type Blocker struct {
	Control string `json:"control"`
	Title   string `json:"title"`
	Because string `json:"because"`
	Unknown bool   `json:"unknown"`
}

// GateVerdict is how a gate stands.
type GateVerdict string

// The closed list of gate verdicts.
const (
	GateMet           GateVerdict = "met"
	GateMetOnWord     GateVerdict = "met on word only"
	GateMetExceptions GateVerdict = "met with exceptions"
	GateNotMet        GateVerdict = "not met"
)

// GateState is one gate, judged.
type GateState struct {
	Gate       questionnaire.Gate
	InScope    bool // false: after the next gate of the scope
	Verdict    GateVerdict
	Musts      int
	Shown      int
	OnWord     []Blocker
	Exceptions []Blocker
	InTheWay   []Blocker // open and unknown, open first
	Warnings   []Blocker // unknown controls that are no must
	Oldest     time.Time // oldest proof among the shown
	SaysLittle bool      // fewer than 8 musts apply
	Sentence   string    // "Go live: not yet. 4 stand in the way, 3 not known."
}

// Number is a ratio that opens to its sum. Of 0 means that nothing is there to measure.
type Number struct {
	Sum      float64 `json:"sum"` // halves and quarters only, as is Of
	Of       float64 `json:"of"`
	Low      int     `json:"low,omitempty"` // readiness only: percent when the unknown counts as gap 1
	Top      int     `json:"top,omitempty"` // readiness only: percent when the unknown counts as gap 0
	Sentence string  `json:"sentence"`      // "19/53 = 36 % (30–46)"
}

// Percent is the number rounded half up; 0 where there is nothing to measure. Sums are whole quarters, so it is exact.
func (n Number) Percent() int { return percent(int(n.Sum*4), int(n.Of*4)) }

// Cell is one layer × phase.
type Cell struct {
	Layer                       questionnaire.Layer
	Phase                       questionnaire.Phase
	Total, Done, Open, NotKnown int
	Due                         bool // false: grey
	Weakest                     bool // the weakest cell among those due
	Percent                     int  // -1 below 8 controls
	Sentence                    string
}

// Excluded is a control that the scope leaves out, and why.
type Excluded struct {
	Control *questionnaire.Control
	Because string
}

// Posture is a session, judged as of a date.
type Posture struct {
	AsOf      Date
	Now       questionnaire.Gate // the gate worked on now: the lowest not met
	Controls  []ControlState     // every control in scope, in catalogue order
	Out       []Excluded         // left out by the scope
	Gates     []GateState        // three
	Known     Number
	Readiness Number
	HowWeKnow Number
	Cells     []Cell   // nine, layer by layer
	Conflicts []string // control ids that differ and are not settled, heaviest first
	Expired   []Acceptance
	Policy    Policy
	index     map[string]int
}

// FindOut is something to learn before it can be planned.
type FindOut struct {
	Control string             `json:"control"`
	Title   string             `json:"title"`
	Must    bool               `json:"must"`
	What    string             `json:"what"` // exactly what is missing: the IAM action, the document, the demonstration
	Finder  questionnaire.Role `json:"finder"`
	Owner   text.Untrusted     `json:"owner,omitempty"`
	Due     Date               `json:"due"`
}

// Horizons of a plan.
const (
	HorizonNow   = "now"
	HorizonNext  = "next"
	HorizonLater = "later"
	HorizonAfter = "after" // beyond 180 days
)

// Closing is what an action gives one control.
type Closing struct {
	Control *questionnaire.Control
	Share   float64
	Points  float64 // w × gap × u × share
	Why     string  // "weight 9 = impact 3 × exposure 3; gap 1: AWS shows …; ×2, stands in the way of gate 1"
}

// PlannedAction is one action in its place.
type PlannedAction struct {
	Action    *questionnaire.Action
	Rank      int // 1..
	Value     float64
	Days      float64
	DaysWhy   string  // "3 d + ½ d × 12 roles"
	Cumulated float64 // days so far
	Closes    []Closing
	Needs     []string // open prerequisites
	Bundle    []string // the bundle that pulled it here, itself included
	Ratio     float64  // ΣV/Σdays of that bundle
	QuickWin  bool
	Horizon   string
	Start     Date
	Finish    Date
	State     ActionState
	Resources []text.Untrusted // failing ARNs that it concerns, sorted
	Concerns  []Concern        // what its commands are filled with
	After     Projection
	Because   string // "closes C4 (…) = 18; with A8 and A4, 32 points over 9 days = 3.56 a day"
	Why       string // Because, with the action and its place: "A3 is 4th: closes C4 …"
}

// Projection is where the session stands after an action.
type Projection struct {
	Readiness Number
	Gates     []GateVerdict
	OnWord    int // of the gate worked on when the action was chosen
}

// Shortfall says which actions fall after the date of the next gate.
type Shortfall struct {
	By       Date
	Earliest Date // earliest date at which the next gate can be met by work; empty: no work of the plan meets it
	Days     int  // calendar days late; ≤ 0: in time
	Late     []string
}

// Earliest is when the next gate can be met by work at the earliest, and what that date rests on.
type Earliest struct {
	Gate     questionnaire.Gate
	Date     Date     // empty: no work of the plan meets the gate
	Supposes []string // musts not known today, which the date supposes to turn out well
	NoWork   []string // open musts that no action of the plan closes
	Sentence string
}

// Plan is what to find out first, and what to do in which order.
type Plan struct {
	AsOf      Date
	Capacity  int     // days a month
	Total     float64 // days of all actions
	FindOut   []FindOut
	Actions   []PlannedAction
	Done      []string // actions that are done
	QuickWins []string
	Earliest  Earliest   // of the next gate
	Short     *Shortfall // nil: no date was set
	WhatIf    []string   // actions ticked as done for this plan
	Before    []GateVerdict
	Projected []GateVerdict // after all actions
}

// AgendaItem is one question of today.
type AgendaItem struct {
	Control string
	Minutes int
	Reason  string             // "differs" | "opinions differ" | "open must" | "weight 9 in 3 min"
	Asks    questionnaire.Role // who can answer, or takes it away when it is deferred
	Owner   text.Untrusted     // the attendee of that role; empty: nobody of it is in the room
	Must    bool               // the facilitator wants it asked today
}

// Agenda is what is asked today, and what is not, with the reason.
type Agenda struct {
	Minutes  int
	Used     int
	Items    []AgendaItem
	PreWork  map[questionnaire.Role][]string
	Settled  []string // by evidence
	Deferred []AgendaItem
	Hidden   []AgendaItem // not today, says the facilitator
}
