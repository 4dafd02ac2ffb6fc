package assess

import (
	"cmp"
	"maps"
	"slices"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// PortableSchema names the form of a Portable; a reader refuses another one.
const PortableSchema = "drydock.assessment/1"

// Portable is an assessment as it travels between stores and to other tools: all that people said, private notes apart, what
// AWS showed, and how it was judged. History and place stay behind.
type Portable struct {
	Schema      string              `json:"schema"`
	Drydock     string              `json:"drydock"` // version that wrote it
	Assessment  Meta                `json:"assessment"`
	Scope       questionnaire.Scope `json:"scope"`
	Statements  []Statement         `json:"statements"`
	Decisions   []Decision          `json:"decisions"`
	Settlements []Settlement        `json:"settlements"`
	Acceptances []Acceptance        `json:"acceptances"`
	Mutes       []Mute              `json:"mutes"`
	Ownership   []Claim             `json:"ownership"`
	Actions     []ActionState       `json:"actions"`
	Notes       []Note              `json:"notes"`
	Parking     []Parked            `json:"parking"`
	Votes       []Vote              `json:"votes,omitempty"` // only when asked for: counts of hands are the room's own
	Agenda      *Arrangement        `json:"agenda,omitempty"`
	Endings     []Ending            `json:"endings,omitempty"`
	Milestones  []Milestone         `json:"milestones"`
	Runs        []Run               `json:"runs"` // oldest first
	// Evidence is what counts of all runs; null where AWS was never asked.
	Evidence *fact.Snapshot     `json:"evidence"`
	Findings []evidence.Finding `json:"findings"`
	Imports  []Import           `json:"imports"`  // files of other tools, oldest first
	Imported []Imported         `json:"imported"` // the newest that they hold about each subject
	// Judged is derived from the rest, for readers that do not judge; whoever reads the file back judges anew.
	Judged Judged `json:"judged"`
}

// Judged is what an assessment amounts to on one day.
type Judged struct {
	Standing  Standing           `json:"standing"`
	Now       questionnaire.Gate `json:"now"` // the gate worked on now
	Gates     []JudgedGate       `json:"gates"`
	Known     Number             `json:"known"`
	Readiness Number             `json:"readiness"`
	HowWeKnow Number             `json:"howWeKnow"`
	Differs   []string           `json:"differs"` // controls where what was said and what AWS shows differ
	Expired   []string           `json:"expired"` // acceptances that ran out, so that what they accepted is open again
	Controls  []JudgedControl    `json:"controls"`
	FindOut   []FindOut          `json:"findOut"`
	Plan      []JudgedAction     `json:"plan"`
}

// JudgedControl is one control in scope with its numbers and the sentence that opens them.
type JudgedControl struct {
	Control string    `json:"control"`
	Status  Status    `json:"status"`
	Must    MustState `json:"must,omitempty"` // only of a must-have
	Weight  int       `json:"weight"`
	Gap     float64   `json:"gap"` // meaningful only when known
	Proof   int       `json:"proof"`
	Why     string    `json:"why"`
}

// JudgedGate is a gate with what stands in its way.
type JudgedGate struct {
	Gate       questionnaire.Gate `json:"gate"`
	Verdict    GateVerdict        `json:"verdict"`
	Sentence   string             `json:"sentence"`
	InTheWay   []Blocker          `json:"inTheWay"`
	OnWord     []Blocker          `json:"onWord"`
	Exceptions []Blocker          `json:"exceptions"`
}

// JudgedAction is one action in its place of the plan.
type JudgedAction struct {
	Rank    int      `json:"rank"`
	Action  string   `json:"action"`
	Title   string   `json:"title"`
	Days    float64  `json:"days"`
	Horizon string   `json:"horizon"`
	Start   Date     `json:"start"`
	Finish  Date     `json:"finish"`
	Closes  []string `json:"closes"`
	Needs   []string `json:"needs"`
	Why     string   `json:"why"`
}

// Pack is a session with its evidence and its judgement, to travel.
func Pack(version string, s *Session, snap *fact.Snapshot, p *Posture, plan *Plan) *Portable {
	out := &Portable{
		Schema: PortableSchema, Drydock: version, Assessment: s.Meta, Scope: s.Scope, Statements: s.Statements,
		Decisions: sorted(s.Decisions), Settlements: sorted(s.Settlements), Acceptances: s.Acceptances, Mutes: s.Mutes, Ownership: s.Claims,
		Actions: sorted(s.Actions), Parking: s.Parking, Milestones: s.Milestones, Runs: s.Runs, Evidence: snap, Findings: s.Findings,
		Imports: s.Imports, Imported: s.Imported, Endings: s.Endings,
		Judged: judged(s, p, plan),
	}
	if !s.Arranged.Empty() {
		out.Agenda = &s.Arranged
	}
	for _, n := range s.Notes {
		if !n.Private {
			out.Notes = append(out.Notes, n)
		}
	}
	return out
}

// Session is the session that a Portable holds, without findings: they are judged anew from its evidence.
func (p *Portable) Session() *Session {
	s := &Session{
		Meta: p.Assessment, Scope: p.Scope, Statements: p.Statements, Decisions: map[string]Decision{}, Settlements: map[string]Settlement{},
		Acceptances: p.Acceptances, Mutes: p.Mutes, Claims: p.Ownership, Actions: map[string]ActionState{}, Notes: p.Notes, Parking: p.Parking,
		Milestones: p.Milestones, Imports: p.Imports, Imported: p.Imported, Votes: p.Votes, Endings: p.Endings,
	}
	if p.Agenda != nil {
		s.Arranged = *p.Agenda
	}
	for _, d := range p.Decisions {
		s.Decisions[d.Control] = d
	}
	for _, st := range p.Settlements {
		s.Settlements[st.Control] = st
	}
	for _, a := range p.Actions {
		s.Actions[a.Action] = a
	}
	return s
}

// sorted are the records of a table by their key.
func sorted[V any](table map[string]V) []V {
	var out []V
	for _, key := range slices.Sorted(maps.Keys(table)) {
		out = append(out, table[key])
	}
	return out
}

func judged(s *Session, p *Posture, plan *Plan) Judged {
	j := Judged{
		Standing: Freeze(s.Meta.Name, p), Now: p.Now, Known: p.Known, Readiness: p.Readiness, HowWeKnow: p.HowWeKnow, Differs: p.Conflicts, FindOut: plan.FindOut,
	}
	for _, a := range p.Expired {
		j.Expired = append(j.Expired, a.ID)
	}
	for i := range p.Controls {
		c := &p.Controls[i]
		j.Controls = append(j.Controls, JudgedControl{c.Control.ID, c.Status, c.Must, c.Weight, c.Gap, c.Proof, c.Why})
	}
	for i := range p.Gates {
		g := &p.Gates[i]
		j.Gates = append(j.Gates, JudgedGate{g.Gate, g.Verdict, g.Sentence, g.InTheWay, g.OnWord, g.Exceptions})
	}
	for i := range plan.Actions {
		a := &plan.Actions[i]
		planned := JudgedAction{
			Rank: a.Rank, Action: a.Action.ID, Title: a.Action.Title, Days: a.Days, Horizon: a.Horizon, Start: a.Start, Finish: a.Finish, Needs: a.Needs, Why: a.Why,
		}
		for _, c := range a.Closes {
			planned.Closes = append(planned.Closes, c.Control.ID)
		}
		j.Plan = append(j.Plan, planned)
	}
	slices.SortStableFunc(j.Plan, func(a, b JudgedAction) int { return cmp.Compare(a.Rank, b.Rank) })
	return j
}
