package assess

import (
	"sort"
	"time"

	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// judge holds what judging one session needs; it lives for one call of Judge.
type judge struct {
	scope       questionnaire.Scope
	session     *Session
	asOf        Date
	now         time.Time
	zone        *time.Location
	policy      Policy
	findings    map[string][]evidence.Finding // by control
	statements  map[string][]Statement        // by control
	acceptances map[string][]Acceptance       // by control
	owners      map[string]map[text.Untrusted]bool
}

// Judge says where a session stands as of a date: every control in scope, the gates, the three numbers, the nine cells,
// and what differs. Where SCORING.md leaves a choice it takes the one that flatters least; the tests name each.
// asOf is the date that ages, expiries and horizons count from; now is the clock, against which nothing may lie ahead.
func Judge(cat *questionnaire.Catalog, s *Session, asOf Date, now time.Time, policy Policy) *Posture {
	j := newJudge(cat, s, asOf, now, policy)
	in, out := questionnaire.Select(cat, s.Scope)
	p := &Posture{AsOf: asOf, Policy: policy, index: make(map[string]int, len(in))}
	for _, c := range in {
		p.index[c.ID] = len(p.Controls)
		p.Controls = append(p.Controls, j.control(c))
	}
	for _, x := range out {
		p.Out = append(p.Out, Excluded(x))
	}
	ts := p.tallies()
	n := count(ts, nil)
	p.Known, p.Readiness, p.HowWeKnow = n.coverage(), n.readiness(), n.confidence()
	p.Gates = gates(p, s.Scope.Gate())
	p.Now = gateNow(p.Gates, s.Scope.Gate())
	for i := range p.Controls {
		p.Controls[i].Due = p.Controls[i].Control.Phase.Number() <= p.Now.Number()
	}
	p.Cells = cells(ts, p.Now)
	p.Conflicts = conflicts(p.Controls)
	p.Expired = expired(p.Controls)
	return p
}

func newJudge(cat *questionnaire.Catalog, s *Session, asOf Date, now time.Time, policy Policy) *judge {
	j := &judge{
		scope: s.Scope, session: s, asOf: asOf, now: now, zone: ZoneOf(s.Scope.Zone), policy: policy,
		findings: map[string][]evidence.Finding{}, statements: map[string][]Statement{}, acceptances: map[string][]Acceptance{},
		owners: map[string]map[text.Untrusted]bool{},
	}
	renamed := map[string]string{}
	for i := range cat.Controls {
		for _, old := range cat.Controls[i].Formerly {
			renamed[old] = cat.Controls[i].ID
		}
	}
	current := func(id string) string {
		if id2, ok := renamed[id]; ok {
			return id2
		}
		return id
	}
	for _, st := range s.Statements {
		j.statements[current(st.Control)] = append(j.statements[current(st.Control)], st)
	}
	for _, a := range s.Acceptances {
		j.acceptances[current(a.Control)] = append(j.acceptances[current(a.Control)], a)
	}
	j.markFindings(current)
	for i := range cat.Actions {
		owner := s.Actions[cat.Actions[i].ID].Owner
		if owner == "" {
			continue
		}
		for _, share := range cat.Actions[i].Closes {
			if j.owners[share.Control] == nil {
				j.owners[share.Control] = map[text.Untrusted]bool{}
			}
			j.owners[share.Control][owner] = true
		}
	}
	return j
}

// markFindings files the findings by control, with claims, mutes and age as they are today.
func (j *judge) markFindings(current func(string) string) {
	whose := map[text.Untrusted]evidence.Ownership{}
	for _, c := range j.session.Claims {
		whose[c.Resource] = c.Whose
	}
	muted := map[string]bool{}
	for _, m := range j.session.Mutes {
		if m.Expires >= j.asOf {
			muted[m.Finding] = true
		}
	}
	of := map[string]int{} // so that a control's findings are copied once
	for i := range j.session.Findings {
		of[j.session.Findings[i].Control]++
	}
	for _, f := range j.session.Findings {
		if w, ok := whose[f.Resource]; ok && f.Resource != "" {
			f.Ownership = w
		}
		f.Muted = f.Muted || muted[f.ID]
		// What was not read has no age: it is unknown for a better reason.
		f.Stale = f.Stale || f.Outcome != evidence.Unknown && j.aged(f.At, j.policy.EvidenceDays)
		id := current(f.Control)
		if j.findings[id] == nil {
			j.findings[id] = make([]evidence.Finding, 0, of[f.Control])
		}
		j.findings[id] = append(j.findings[id], f)
	}
}

// aged says whether something of this instant is too old to count. What claims to come from the future is not believed
// either: it would never age.
func (j *judge) aged(at time.Time, days int) bool {
	return j.asOf.DaysSince(DateOf(at, j.zone)) > days || at.After(j.now.Add(24*time.Hour))
}

// decision is what stands for a control, under its id or a former one.
func (j *judge) decision(c *questionnaire.Control) *Decision {
	for _, id := range append([]string{c.ID}, c.Formerly...) {
		if d, ok := j.session.Decisions[id]; ok {
			return &d
		}
	}
	return nil
}

func (j *judge) settlement(c *questionnaire.Control) (Settlement, bool) {
	for _, id := range append([]string{c.ID}, c.Formerly...) {
		if s, ok := j.session.Settlements[id]; ok {
			return s, true
		}
	}
	return Settlement{}, false
}

// conflicts lists what differs and is not settled, heaviest first, musts before others of one weight.
func conflicts(cs []ControlState) []string {
	var open []*ControlState
	for i := range cs {
		if d := cs[i].Differs; d != nil && d.Settled == nil {
			open = append(open, &cs[i])
		}
	}
	sort.SliceStable(open, func(a, b int) bool {
		if open[a].Weight != open[b].Weight {
			return open[a].Weight > open[b].Weight
		}
		return open[a].Control.Must && !open[b].Control.Must
	})
	ids := make([]string, 0, len(open))
	for _, s := range open {
		ids = append(ids, s.Control.ID)
	}
	return ids
}

func expired(cs []ControlState) []Acceptance {
	var out []Acceptance
	for i := range cs {
		out = append(out, cs[i].Expired...)
	}
	return out
}

// tallies are the controls that apply, ready for counting.
func (p *Posture) tallies() []tally {
	ts := make([]tally, 0, len(p.Controls))
	for i := range p.Controls {
		s := &p.Controls[i]
		if !s.Applies {
			continue
		}
		ts = append(ts, tally{
			id: s.Control.ID, weight: s.Weight, phase: s.Control.Phase.Number(), layer: s.Control.Layer,
			known: s.Known, gap: halves(s.Gap), proof: s.Proof, must: s.Control.Must, stands: s.Must,
		})
	}
	return ts
}

// Control finds a control in scope by its id.
func (p *Posture) Control(id string) (*ControlState, bool) {
	i, ok := p.index[id]
	if !ok {
		return nil, false
	}
	return &p.Controls[i], true
}

// Why opens a control's numbers in one sentence; for a control out of scope it says why it is out.
func (p *Posture) Why(control string) string {
	if s, ok := p.Control(control); ok {
		return s.Why
	}
	for _, x := range p.Out {
		if x.Control.ID == control {
			return "Not in scope: " + x.Because + "."
		}
	}
	return "There is no such control in this catalogue."
}

// Phase is the readiness of one phase alone.
func (p *Posture) Phase(phase questionnaire.Phase) Number {
	return count(p.tallies(), func(t *tally) bool { return t.phase == phase.Number() }).readiness()
}
