package assess

import (
	"strings"
	"testing"
	"time"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// bench is one control on a test bench: what was said, what AWS shows, what was signed.
type bench struct {
	control questionnaire.Control
	action  questionnaire.Action
	session Session
	asOf    Date
}

func newBench() *bench {
	b := &bench{
		control: questionnaire.Control{
			ID: "c", Title: "the control", Layer: questionnaire.Infrastructure, Phase: questionnaire.Foundational, From: questionnaire.Answers,
			Revision: 2, Must: true, Impact: 3, Exposure: 2, Minutes: 3, Asks: []questionnaire.Role{questionnaire.DataOwner},
		},
		action: questionnaire.Action{ID: "a", Title: "the work", Days: 1, Per: "workload", Closes: []questionnaire.Share{{Control: "c", Share: 1}}},
		asOf:   exampleDay,
	}
	b.session = Session{
		Scope:     questionnaire.Scope{Does: []string{questionnaire.DoesWrite}, Next: questionnaire.GoLive},
		Decisions: map[string]Decision{}, Settlements: map[string]Settlement{}, Actions: map[string]ActionState{},
	}
	return b
}

func (b *bench) say(v Answer) *bench { return b.sayWith(v, func(*Decision) {}) }

func (b *bench) sayWith(v Answer, how func(*Decision)) *bench {
	d := Decision{Said: Said{Control: "c", Revision: 2, Value: v, By: "Ada", Role: questionnaire.DataOwner, RecordedBy: "Ada", At: exampleNow.Add(-24 * time.Hour)}}
	how(&d)
	b.session.Decisions["c"] = d
	return b
}

func (b *bench) shows(outcomes ...evidence.Outcome) *bench {
	for i, o := range outcomes {
		b.session.Findings = append(b.session.Findings, evidence.Finding{
			ID: "f" + string(rune('0'+i)), Source: evidence.Own, Rule: "r", Control: "c", Account: "1", Region: "eu-west-1", Kind: "bedrock_agent",
			Resource: text.Untrusted("arn:" + string(rune('a'+i))), Outcome: o, At: exampleNow.Add(-time.Hour), Ownership: evidence.Ours,
		})
	}
	return b
}

func (b *bench) ceiling() *bench { b.control.Ceiling = "AWS sees only half."; return b }

func (b *bench) settle(how string) *bench {
	s := b.judge()
	st := Settlement{Control: "c", For: how, By: "Grace", Reason: "seen", At: exampleNow.Add(-time.Hour)}
	if s.Differs != nil {
		st.Digest = s.Differs.Digest
	}
	b.session.Settlements["c"] = st
	return b
}

func (b *bench) accept(how func(*Acceptance)) *bench {
	a := Acceptance{ID: "1", Control: "c", Approver: "Lin", Reason: "small", Expires: exampleDay.AddDays(60), By: "Ada", At: exampleNow.Add(-24 * time.Hour)}
	how(&a)
	b.session.Acceptances = append(b.session.Acceptances, a)
	return b
}

func (b *bench) catalog() *questionnaire.Catalog {
	return &questionnaire.Catalog{Controls: []questionnaire.Control{b.control}, Actions: []questionnaire.Action{b.action}}
}

func (b *bench) judge() *ControlState {
	return &Judge(b.catalog(), &b.session, b.asOf, exampleNow, DefaultPolicy()).Controls[0]
}

func linked(d *Decision) {
	d.Basis, d.Document = BasisDocument, &Document{Link: "x", Dated: "2026-01-01"}
}

func TestJudgeControl(t *testing.T) {
	pass, fail, unknown := evidence.Pass, evidence.Fail, evidence.Unknown
	tests := []struct {
		name  string
		bench *bench
		want  string // known gap proof must marks
	}{
		{"nobody said, nothing shown", newBench(), "not known; not-known"},
		{"yes by the owner", newBench().say(Yes), "0 k2; on-word"},
		{"yes by somebody else", newBench().sayWith(Yes, func(d *Decision) { d.Role = questionnaire.Sponsor }), "0 k1; on-word"},
		{"yes by hearsay", newBench().sayWith(Yes, func(d *Decision) { d.Basis = BasisHearsay }), "0 k1; on-word"},
		{"yes with a document", newBench().sayWith(Yes, linked), "0 k3; shown"},
		{"a document without a date is word", newBench().sayWith(Yes, func(d *Decision) { linked(d); d.Document.Dated = "" }), "0 k2; on-word"},
		{"a demonstration", newBench().sayWith(Yes, func(d *Decision) { d.Basis, d.Because = BasisDemonstration, "we watched it refuse" }), "0 k3; shown"},
		{"a demonstration without a trace is word", newBench().sayWith(Yes, func(d *Decision) { d.Basis = BasisDemonstration }), "0 k2; on-word"},
		{"a document that nobody signs is not shown", newBench().sayWith(Yes, func(d *Decision) { linked(d); d.By = "" }), "0 k3; on-word"},
		{"partly", newBench().say(Partial), "½ k2; open"},
		{"no", newBench().say(No), "1 k2; open"},
		{"don't know", newBench().say(DontKnow), "not known; not-known"},
		{"AWS passes", newBench().shows(pass), "0 k4; shown"},
		{"AWS fails", newBench().shows(fail), "1 k4; open"},
		{"AWS could not read", newBench().shows(unknown), "not known; not-known"},
		{"yes with a document, AWS could not read", newBench().sayWith(Yes, linked).shows(pass, unknown), "0 k3; shown"},
		{"yes and pass", newBench().say(Yes).shows(pass), "0 k4; shown"},
		{"yes and fail differ", newBench().say(Yes).shows(fail), "1 k4; open; differs"},
		{"yes and some differ", newBench().say(Yes).shows(pass, fail), "½ k4; open; differs"},
		{"no and pass differ", newBench().say(No).shows(pass), "1 k2; open; differs"},
		{"partly and fail is sharper", newBench().say(Partial).shows(fail), "1 k4; open; sharper"},
		{"partly and some, both with proof", newBench().say(Partial).shows(pass, fail), "½ k4; open"},
		{"partly and pass", newBench().say(Partial).shows(pass), "½ k2; open"},
		{"as AWS shows it never becomes a yes", newBench().sayWith(Yes, func(d *Decision) { d.AsEvidence = true }), "not known; not-known"},
		{"as AWS shows it follows a fail", newBench().sayWith(Yes, func(d *Decision) { d.AsEvidence = true }).shows(fail), "1 k4; open"},
		{"as AWS shows it follows a pass", newBench().sayWith(Yes, func(d *Decision) { d.AsEvidence = true }).shows(pass), "0 k4; shown"},
		{"ceiling: a pass alone", newBench().ceiling().shows(pass), "not known; not-known; ceiling"},
		{"ceiling: pass and yes on word", newBench().ceiling().shows(pass).say(Yes), "0 k2; on-word; ceiling"},
		{"ceiling: pass and yes with a document", newBench().ceiling().shows(pass).sayWith(Yes, linked), "0 k3; shown"},
		{"ceiling: as AWS shows it closes nothing", newBench().ceiling().shows(pass).sayWith(Yes, func(d *Decision) { linked(d); d.AsEvidence = true }), "not known; not-known; ceiling"},
		{"ceiling: a fail is heard at once", newBench().ceiling().shows(fail), "1 k3; open; ceiling"},
		{"a stale yes", newBench().sayWith(Yes, func(d *Decision) { d.At = exampleNow.AddDate(0, 0, -181) }), "not known; not-known"},
		{"a yes of the 180th day", newBench().sayWith(Yes, func(d *Decision) { d.At = exampleNow.AddDate(0, 0, -180) }), "0 k2; on-word"},
		{"a yes from the future", newBench().sayWith(Yes, func(d *Decision) { d.At = exampleNow.AddDate(0, 0, 2) }), "not known; not-known"},
		{"does not apply", newBench().sayWith(NotApplicable, na), "out"},
		{"does not apply without a reason", newBench().sayWith(NotApplicable, func(d *Decision) { na(d); d.Because = "" }), "not known; not-known"},
		{"does not apply past its review", newBench().sayWith(NotApplicable, func(d *Decision) { na(d); d.Review = "2026-03-01" }), "not known; not-known"},
		{"does not apply, and it fails", newBench().sayWith(NotApplicable, na).shows(fail), "1 k4; open; differs"},
		{"does not apply, and it is there and passes", newBench().sayWith(NotApplicable, na).shows(pass), "1 k4; open; differs"},
		{"does not apply, and nothing is there", newBench().sayWith(NotApplicable, na).shows(evidence.NotApplicable), "out"},
		{"settled for AWS", newBench().say(Yes).shows(fail).settle("evidence"), "1 k4; open; settled"},
		{"settled for the decision against a fail", newBench().say(Yes).shows(fail).settle("decision"), "0 k2; exception; settled"},
		{"settled as partly against a fail", newBench().say(Yes).shows(fail).settle("partial"), "½ k1; open; settled"},
		{"settled for AWS's pass", newBench().say(No).shows(pass).settle("evidence"), "0 k4; shown; settled"},
		{"ceiling: no and half a pass do not differ", newBench().ceiling().say(No).shows(pass), "1 k2; open; ceiling"},
		{"ceiling: does not apply, settled for AWS's half", newBench().ceiling().sayWith(NotApplicable, na).shows(pass).settle("evidence"), "not known; not-known; settled; ceiling"},
		{"settled: does not apply, though it fails", newBench().sayWith(NotApplicable, na).shows(fail).settle("decision"), "0 k2; exception; settled"},
		{"settled, then one more fails", newBench().say(Yes).shows(fail).settle("decision").shows(unknown, fail), "1 k4; open; differs"},
		{"settled, then said anew", newBench().say(Yes).shows(fail).settle("decision").sayWith(Yes, linked), "1 k4; open; differs"},
		{"accepted", newBench().say(No).accept(func(*Acceptance) {}), "1 k2; exception"},
		{"accepted once, done since", newBench().sayWith(Yes, linked).accept(func(*Acceptance) {}), "0 k3; shown"},
		{"an accepted unknown stands in the way", newBench().accept(func(*Acceptance) {}), "not known; not-known"},
		{"accepted until yesterday", newBench().say(No).accept(func(a *Acceptance) { a.Expires = "2026-03-01" }), "1 k2; open"},
		{"accepted through today", newBench().say(No).accept(func(a *Acceptance) { a.Expires = exampleDay }), "1 k2; exception"},
		{"accepted for longer than allowed", newBench().say(No).accept(func(a *Acceptance) {
			a.At, a.Expires = exampleNow.AddDate(0, 0, -181), "2027-01-01"
		}), "1 k2; open"},
		{"one of two resources accepted", newBench().shows(fail, fail).accept(func(a *Acceptance) { a.Resources = []text.Untrusted{"arn:a"} }), "1 k4; open"},
		{"both resources accepted", newBench().shows(fail, fail).accept(func(a *Acceptance) { a.Resources = []text.Untrusted{"arn:a", "arn:b"} }), "1 k4; exception"},
		{"resources accepted, but people said no", newBench().say(No).shows(fail).accept(func(a *Acceptance) { a.Resources = []text.Untrusted{"arn:a"} }), "1 k4; open"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.bench.judge()
			if got := summary(s); got != tt.want {
				t.Errorf("got  %s\nwant %s\nwhy: %s", got, tt.want, s.Why)
			}
		})
	}
}

func na(d *Decision) { d.Because, d.Review = "we have none", "2026-06-01" }

func summary(s *ControlState) string {
	if !s.Applies {
		return "out"
	}
	parts := []string{"not known"}
	if s.Known {
		parts[0] = Quarters(s.Gap) + " k" + Quarters(float64(s.Proof))
	}
	parts = append(parts, string(s.Must))
	switch {
	case s.Differs != nil && s.Differs.Settled != nil:
		parts = append(parts, "settled")
	case s.Differs != nil:
		parts = append(parts, "differs")
	}
	if s.Sharper {
		parts = append(parts, "sharper")
	}
	if s.Ceiling {
		parts = append(parts, "ceiling")
	}
	return strings.Join(parts, "; ")
}

func TestOwnerCannotAccept(t *testing.T) {
	b := newBench().say(No).accept(func(*Acceptance) {})
	b.session.Actions["a"] = ActionState{Action: "a", Owner: "Lin"}
	s := b.judge()
	if s.Must != MustOpen || !strings.Contains(s.Why, "owns the action") {
		t.Errorf("must is %s: %s", s.Must, s.Why)
	}
}

func TestAgeOfEvidence(t *testing.T) {
	b := newBench().shows(evidence.Pass)
	for _, tt := range []struct {
		asOf Date
		want MustState
	}{{exampleDay.AddDays(30), MustShown}, {exampleDay.AddDays(31), MustUnknown}} {
		b.asOf = tt.asOf
		if got := b.judge().Must; got != tt.want {
			t.Errorf("as of %s: %s, want %s", tt.asOf, got, tt.want)
		}
	}
}

func TestMuteAndClaimAreReadAnew(t *testing.T) {
	b := newBench().shows(evidence.Fail)
	b.session.Mutes = []Mute{{Finding: "f0", Expires: exampleDay}}
	if got := b.judge().Status; got != StatusUnknown {
		t.Errorf("muted: %s, want not known", got)
	}
	b.session.Mutes[0].Expires = "2026-03-01"
	if got := b.judge().Status; got != StatusOpen {
		t.Errorf("mute ran out: %s, want open", got)
	}
	b.session.Claims = []Claim{{Resource: "arn:a", Whose: evidence.Others}}
	if got := b.judge().Evidence.Verdict; got != evidence.VerdictNone {
		t.Errorf("others': %s, want none", got)
	}
}

func TestDecisionUnderFormerID(t *testing.T) {
	b := newBench().say(Yes)
	b.session.Decisions["old"] = b.session.Decisions["c"]
	delete(b.session.Decisions, "c")
	b.control.Formerly = []string{"old"}
	b.control.Revision = 3
	if s := b.judge(); !s.Known || !s.AskedAnew {
		t.Errorf("known %v, asked anew %v; want both", s.Known, s.AskedAnew)
	}
}

func TestGateVerdicts(t *testing.T) {
	tests := []struct {
		name    string
		bench   *bench
		verdict GateVerdict
		says    string
	}{
		{"shown", newBench().shows(evidence.Pass), GateMet, "Go live: yes. 1 must-have is shown."},
		{"on word", newBench().say(Yes), GateMetOnWord, "Go live: yes, but 1 of 1 must-have rests on word only."},
		{"exception", newBench().say(No).accept(func(*Acceptance) {}), GateMetExceptions, "Go live: yes, with 1 exception."},
		{"open", newBench().say(No), GateNotMet, "Go live: not yet. 1 stands in the way."},
		{"unknown", newBench(), GateNotMet, "Go live: not yet. 1 not known."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Judge(tt.bench.catalog(), &tt.bench.session, exampleDay, exampleNow, DefaultPolicy())
			g := p.Gates[1]
			if g.Verdict != tt.verdict || g.Sentence != tt.says || !g.SaysLittle {
				t.Errorf("got %q, %q, says little %v", g.Verdict, g.Sentence, g.SaysLittle)
			}
			if last := p.Gates[2]; last.InScope || last.Verdict != "" {
				t.Errorf("the gate after the next is judged: %q", last.Verdict)
			}
		})
	}
}

func TestOwn(t *testing.T) {
	tags := func(k, v string) *fact.Meta { return &fact.Meta{Tags: map[string]string{k: v}} }
	named := questionnaire.Scope{Ours: questionnaire.Ours{
		Tags: map[string]string{"app": "claims"}, ARNs: []string{"arn:aws:s3:::claims-*-docs"}, Stacks: []string{"claims"}, Picked: []string{"arn:picked"},
	}}
	claims := []Claim{{Resource: "arn:theirs", Whose: evidence.Others}}
	tests := []struct {
		name  string
		scope questionnaire.Scope
		arn   string
		meta  *fact.Meta
		want  evidence.Ownership
	}{
		{"the account is ours", questionnaire.Scope{}, "arn:x", nil, evidence.Ours},
		{"a claim wins", questionnaire.Scope{}, "arn:theirs", nil, evidence.Others},
		{"no resource", named, "", nil, ""},
		{"tag", named, "arn:x", tags("app", "claims"), evidence.Ours},
		{"other tag", named, "arn:x", tags("app", "hr"), evidence.Unassigned},
		{"tags not read", named, "arn:x", &fact.Meta{Unread: map[string]fact.Gap{"tags": {Status: fact.Denied}}}, evidence.Unclear},
		{"tags not read, but picked", named, "arn:picked", &fact.Meta{Unread: map[string]fact.Gap{"tags": {Status: fact.Denied}}}, evidence.Ours},
		{"stack", named, "arn:x", tags(stackTag, "claims"), evidence.Ours},
		{"picked", named, "arn:picked", nil, evidence.Ours},
		{"pattern", named, "arn:aws:s3:::claims-eu-docs", nil, evidence.Ours},
		{"not the pattern", named, "arn:aws:s3:::claims-docs-old", nil, evidence.Unassigned},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Own(tt.scope, claims)(tt.arn, tt.meta); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
