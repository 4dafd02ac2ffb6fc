package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

var testDay = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

const testDate = assess.Date("2026-11-20")

// fakeDesk is a desk in memory: one assessment, judged by the real model; it counts what is written.
type fakeDesk struct {
	mu      sync.Mutex
	cat     *questionnaire.Catalog
	session *assess.Session // nil: no assessment yet
	places  []assess.Place
	undone  []map[string]assess.Decision
	fail    error // the next write fails with it
	exists  bool  // the file to export to is there
	events  int   // of a probe
	written []string
	probed  bool
	expires bool // the credentials, while AWS is asked
}

func newFake(t testing.TB) *fakeDesk {
	t.Helper()
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return &fakeDesk{cat: cat, events: 12}
}

// withSample gives the desk an assessment in which every mechanism shows.
func (d *fakeDesk) withSample(name string) *fakeDesk {
	yes := true
	scope := questionnaire.Scope{
		Name: name, Does: []string{questionnaire.DoesWrite, questionnaire.DoesReadData, questionnaire.DoesAct},
		RunsOn: map[string]questionnaire.Use{questionnaire.OnBedrock: questionnaire.Used, questionnaire.OnAgentCore: questionnaire.Used},
		Data:   "confidential", Audience: "customers", Organization: &yes, Today: questionnaire.Pilot, Next: questionnaire.GoLive, By: "2027-01-04",
		Regions: []string{"eu-west-1", "eu-central-1"}, Minutes: 120, Capacity: 10,
	}
	d.session = &assess.Session{
		Meta:  assess.Meta{ID: "01JD0000000000000000000001", Name: "harbour-mutual", Sample: true, Created: testDay, Changed: testDay},
		Scope: scope, Decisions: map[string]assess.Decision{}, Settlements: map[string]assess.Settlement{},
		Actions: map[string]assess.ActionState{}, Revision: 1, Seen: map[string]uint64{},
	}
	in, _ := questionnaire.Select(d.cat, scope)
	answers := []assess.Answer{assess.Yes, assess.Partial, assess.No, "", assess.DontKnow}
	for i, c := range in {
		if a := answers[i%len(answers)]; a != "" {
			d.session.Decisions[c.ID] = assess.Decision{Said: assess.Said{
				Control: c.ID, Revision: c.Revision, Value: a, By: text.Untrusted(name), Role: questionnaire.WorkloadOwner, At: testDay.AddDate(0, 0, -3),
			}}
		}
		d.session.Findings = append(d.session.Findings, findingsFor(c, i, name)...)
	}
	d.session.Notes = []assess.Note{{ID: "n1", Control: in[0].ID, Text: "Ask the platform team\nabout the second Region", By: text.Untrusted(name), At: testDay}}
	d.session.Parking = []assess.Parked{{ID: "p1", Text: text.Untrusted("cost of " + name), At: testDay}}
	return d
}

func findingsFor(c *questionnaire.Control, i int, name string) []evidence.Finding {
	outcomes := []evidence.Outcome{evidence.Fail, evidence.Pass, evidence.Unknown, evidence.Pass}
	var out []evidence.Finding
	for n, r := range c.Rules {
		for k := range 5 {
			o := outcomes[(i+n+k*k)%len(outcomes)]
			f := evidence.Finding{
				ID: fmt.Sprintf("%s-%d", r.ID, k), Source: "drydock", Rule: r.ID, Control: c.ID, States: r.States, Account: "111122223333",
				Region: "eu-west-1", Kind: "iam_role", Resource: text.Untrusted(fmt.Sprintf("arn:aws:iam::111122223333:role/%s-%d", name, k)),
				Outcome: o, Because: text.Untrusted("because of " + name), At: testDay.AddDate(0, 0, -2), Ownership: evidence.Ours,
			}
			if o == evidence.Unknown {
				f.Cause, f.Gap = evidence.Cause(fact.Denied), &fact.Gap{Status: fact.Denied, Action: "kms:DescribeKey"}
			} else {
				f.Proof = []fact.Proof{{Operation: "iam.GetRole", Account: f.Account, Region: f.Region, RequestID: "r", At: f.At, AllPages: true}}
			}
			out = append(out, f)
		}
	}
	return out
}

func (d *fakeDesk) view() *desk.View {
	s := *d.session
	s.Decisions = map[string]assess.Decision{}
	for k, v := range d.session.Decisions {
		s.Decisions[k] = v
	}
	p := assess.Judge(d.cat, &s, testDate, testDay, assess.DefaultPolicy())
	return &desk.View{
		Session: &s, Catalog: d.cat, Posture: p, Now: testDay,
		Plan:   assess.MakePlan(d.cat, &s, p, assess.PlanOptions{}),
		Agenda: assess.MakeAgenda(d.cat, &s, p, s.Scope.Minutes),
	}
}

func (d *fakeDesk) change(what string, f func(s *assess.Session)) (desk.Receipt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fail; err != nil {
		d.fail = nil
		return desk.Receipt{}, err
	}
	before := map[string]assess.Decision{}
	for k, v := range d.session.Decisions {
		before[k] = v
	}
	d.undone = append(d.undone, before)
	f(d.session)
	d.session.Revision++
	d.written = append(d.written, what)
	return desk.Receipt{What: what, View: d.view()}, nil
}

func (d *fakeDesk) List(context.Context) ([]desk.Card, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.session == nil {
		return nil, nil
	}
	v := d.view()
	return []desk.Card{{Meta: d.session.Meta, Scope: d.session.Scope, AsOf: testDate, Sentence: v.Posture.Gates[1].Sentence, Differs: len(v.Posture.Conflicts), Answered: len(d.session.Decisions), Controls: len(v.Posture.Controls)}}, nil
}

func (d *fakeDesk) New(_ context.Context, scope questionnaire.Scope) (*desk.View, error) {
	d.withSample(scope.Name)
	d.session.Meta.Sample, d.session.Scope, d.session.Decisions, d.session.Findings = false, scope, map[string]assess.Decision{}, nil
	return d.view(), nil
}

func (d *fakeDesk) Open(_ context.Context, ref string) (*desk.View, error) {
	if d.session == nil || ref != d.session.Meta.ID && ref != d.session.Meta.Name {
		return nil, assess.ErrNotFound
	}
	return d.view(), nil
}

func (d *fakeDesk) OpenSample(context.Context, bool) (*desk.View, error) {
	d.withSample("Harbour Mutual, claims assistant")
	return d.view(), nil
}

func (d *fakeDesk) Refresh(_ context.Context, v *desk.View) (*desk.View, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if v.Session.Revision == d.session.Revision {
		return v, false, nil
	}
	return d.view(), true, nil
}

func (d *fakeDesk) Follow(ctx context.Context, v *desk.View) (*desk.View, bool, error) {
	now, changed, err := d.Refresh(ctx, v)
	if d.session.Place != v.Session.Place {
		now, changed = d.view(), true
	}
	return now, changed, err
}

func (d *fakeDesk) Rename(_ context.Context, _, name string) error {
	d.session.Meta.Name, d.session.Scope.Name = name, name
	return nil
}

func (d *fakeDesk) Delete(context.Context, string) error { d.session = nil; return nil }

func (d *fakeDesk) Duplicate(_ context.Context, _, name string, _ bool) (*desk.View, error) {
	d.written = append(d.written, "copy "+name)
	return d.view(), nil
}

func (d *fakeDesk) Archive(_ context.Context, _ string, archived bool) error {
	d.session.Meta.Archived = archived
	return nil
}

// TakeIn brings one decision; a path that ends in .bad has mistakes.
func (d *fakeDesk) TakeIn(_ context.Context, v *desk.View, o desk.TakeInOptions) (*desk.TakenIn, error) {
	if strings.HasSuffix(o.Path, ".bad") {
		return nil, &questionnaire.FileError{File: o.Path, Line: 7, What: "severity is missing", Fix: "export it again"}
	}
	r := &desk.TakenIn{
		Sentence: o.Path + ": 57 findings of Prowler 5.9. 40 speak of a rule here; 3 are muted there and count as not known. Would be new: 40; would change: 0. Nothing was changed",
		Changes:  []desk.VerdictChange{{Control: "c", Title: "Model calls are logged", Was: "nothing to judge", Now: "in part (1 of 2)"}},
		Unmapped: "No rule is the same as these 2 checks, so 17 findings count for nothing: ec2_x (12), rds_y (5)", View: v,
	}
	if o.DryRun || o.From == desk.FromSession {
		return r, nil
	}
	r.Sentence = o.Path + ": 57 findings of Prowler 5.9. New: 40; changed: 0"
	done, err := d.change(r.Sentence, func(s *assess.Session) { s.Imports = append(s.Imports, assess.Import{Source: o.From}) })
	r.View = done.View
	return r, err
}

func (d *fakeDesk) FilesLike(typed string, _ int) []string {
	var out []string
	for _, f := range []string{"prowler.csv", "prowler.ocsf.json", "reports/"} {
		if strings.HasPrefix(f, typed) {
			out = append(out, f)
		}
	}
	return out
}

func (d *fakeDesk) Preview(s questionnaire.Scope) (desk.Preview, error) {
	in, out := questionnaire.Select(d.cat, s)
	p := desk.Preview{In: in, Out: out}
	for _, c := range in {
		p.Minutes += c.Minutes
		if c.Must {
			p.Musts++
		}
		if len(c.Rules) > 0 {
			p.Shown++
		}
	}
	return p, nil
}

func (d *fakeDesk) SetPlace(_ context.Context, _ *desk.View, p assess.Place) error {
	if lead := d.session.Place.Lead; lead != 0 && lead != p.Lead && !p.Take {
		return nil
	}
	p.Take = false
	d.places = append(d.places, p)
	d.session.Place = p
	return nil
}

func (d *fakeDesk) SetScope(_ context.Context, _ *desk.View, scope questionnaire.Scope) (desk.Receipt, []string, error) {
	r, err := d.change("Saved: the scope", func(s *assess.Session) { s.Scope = scope })
	return r, nil, err
}

func (d *fakeDesk) Say(_ context.Context, _ *desk.View, st assess.Statement) (desk.Receipt, error) {
	return d.change("Saved: what was said", func(s *assess.Session) { s.Statements = append(s.Statements, st) })
}

func (d *fakeDesk) Decide(_ context.Context, v *desk.View, dec assess.Decision) (desk.Receipt, error) {
	if v.Session.Revision != d.session.Revision {
		return desk.Receipt{}, assess.ErrStale
	}
	was := ""
	if b, ok := v.Session.Decisions[dec.Control]; ok {
		was = " (was: " + b.Value.Word() + ")"
	}
	dec.At = testDay
	return d.change("Saved: "+dec.Value.Word()+was, func(s *assess.Session) { s.Decisions[dec.Control] = dec })
}

func (d *fakeDesk) Settle(_ context.Context, _ *desk.View, st assess.Settlement) (desk.Receipt, error) {
	st.At = testDay
	return d.change("Saved: settled", func(s *assess.Session) { s.Settlements[st.Control] = st })
}

func (d *fakeDesk) Accept(_ context.Context, _ *desk.View, a assess.Acceptance) (desk.Receipt, error) {
	a.At = testDay
	return d.change("Saved: risk accepted", func(s *assess.Session) { s.Acceptances = append(s.Acceptances, a) })
}

func (d *fakeDesk) Confirm(_ context.Context, _ *desk.View, controls []string, by string) (desk.Receipt, error) {
	return d.change(fmt.Sprintf("Saved: %d accepted", len(controls)), func(s *assess.Session) {
		for _, c := range controls {
			s.Decisions[c] = assess.Decision{Said: assess.Said{Control: c, By: text.Untrusted(by), At: testDay}, AsEvidence: true}
		}
	})
}

func (d *fakeDesk) Claim(_ context.Context, _ *desk.View, c assess.Claim) (desk.Receipt, error) {
	return d.change("Saved: "+string(c.Whose), func(s *assess.Session) { s.Claims = append(s.Claims, c) })
}

func (d *fakeDesk) Mute(_ context.Context, _ *desk.View, m assess.Mute) (desk.Receipt, error) {
	return d.change("Saved: muted", func(s *assess.Session) { s.Mutes = append(s.Mutes, m) })
}

func (d *fakeDesk) Unmute(_ context.Context, _ *desk.View, finding string) (desk.Receipt, error) {
	return d.change("Saved: no longer muted", func(s *assess.Session) {
		s.Mutes = slices.DeleteFunc(slices.Clone(s.Mutes), func(m assess.Mute) bool { return m.Finding == finding })
	})
}

func (d *fakeDesk) SetAction(_ context.Context, _ *desk.View, a assess.ActionState) (desk.Receipt, error) {
	return d.change("Saved: the action", func(s *assess.Session) { s.Actions[a.Action] = a })
}

func (d *fakeDesk) AddNote(_ context.Context, _ *desk.View, n assess.Note) (desk.Receipt, error) {
	return d.change("Saved: the note", func(s *assess.Session) {
		s.Notes = slices.DeleteFunc(slices.Clone(s.Notes), func(old assess.Note) bool { return n.ID != "" && old.ID == n.ID })
		if n.Text != "" {
			s.Notes = append(s.Notes, n)
		}
	})
}

func (d *fakeDesk) Park(_ context.Context, _ *desk.View, p assess.Parked) (desk.Receipt, error) {
	return d.change("Saved: parked", func(s *assess.Session) { s.Parking = append(s.Parking, p) })
}

func (d *fakeDesk) Vote(_ context.Context, _ *desk.View, vote assess.Vote) (desk.Receipt, error) {
	vote.Round, vote.At = len(d.session.VotesOn(vote.Control))+1, testDay
	return d.change("Vote "+vote.Sentence(), func(s *assess.Session) { s.Votes = append(s.Votes, vote) })
}

func (d *fakeDesk) Arrange(_ context.Context, _ *desk.View, a assess.Arrangement) (desk.Receipt, error) {
	return d.change("Saved: the agenda", func(s *assess.Session) { s.Arranged = a })
}

func (d *fakeDesk) CloseWorkshop(_ context.Context, v *desk.View, e assess.Ending) (desk.Receipt, error) {
	if e.Ownerless = v.Plan.Ownerless(); len(e.Ownerless) > 0 && e.Reason == "" {
		return desk.Receipt{}, errors.New("somebody has to take the first five")
	}
	e.At = testDay
	return d.change("Closed", func(s *assess.Session) { s.Endings = append(s.Endings, e) })
}

func (d *fakeDesk) WriteForm(_ context.Context, _ *desk.View, role questionnaire.Role, path string, overwrite bool) (string, error) {
	if d.exists && !overwrite {
		return "", fmt.Errorf("%w: %s", desk.ErrFileExists, path)
	}
	d.written = append(d.written, "form "+string(role)+" "+path)
	return path, nil
}

func (d *fakeDesk) Undo(context.Context, *desk.View) (desk.Receipt, error) {
	if len(d.undone) == 0 {
		return desk.Receipt{}, errors.New("nothing to take back")
	}
	last := d.undone[len(d.undone)-1]
	d.undone = d.undone[:len(d.undone)-1]
	d.session.Decisions = last
	d.session.Revision++
	return desk.Receipt{What: "Taken back", View: d.view()}, nil
}

// Past tells of two acts on every control, the newest taken back.
func (d *fakeDesk) Past(_ context.Context, v *desk.View) ([]desk.Past, error) {
	var out []desk.Past
	n := uint64(len(v.Posture.Controls))
	for i, c := range v.Posture.Controls {
		out = append(out, desk.Past{
			Seq: n - uint64(i), At: testDay, By: text.Untrusted(v.Session.Scope.Name), What: "Saved: partly (was: yes)", Undone: i == 1,
			Parts: []desk.PastPart{{About: c.Control.Title, Before: "yes, " + v.Session.Scope.Name, After: "partly", Control: c.Control.ID}},
		})
	}
	return out, nil
}

func (d *fakeDesk) UndoTo(ctx context.Context, v *desk.View, _, _ uint64) (desk.Receipt, error) {
	return d.Undo(ctx, v)
}

func (d *fakeDesk) Redo(context.Context, *desk.View) (desk.Receipt, error) {
	return desk.Receipt{}, errors.New("nothing to make again")
}

func (d *fakeDesk) Plan(_ context.Context, v *desk.View, capacity int, whatIf []string) *assess.Plan {
	return assess.MakePlan(d.cat, v.Session, v.Posture, assess.PlanOptions{Capacity: capacity, WhatIf: whatIf})
}

func (d *fakeDesk) WinBack(_ context.Context, v *desk.View, capacity int, whatIf []string) assess.WinBack {
	return assess.FindWinBack(d.cat, v.Session, v.Posture, assess.PlanOptions{Capacity: capacity, WhatIf: whatIf})
}

func (d *fakeDesk) Profiles(context.Context) ([]desk.AWSProfile, error) {
	return []desk.AWSProfile{{Name: "audit"}, {Name: "work", Region: "eu-west-1", Account: "111122223333", SSO: "corp", Login: "aws sso login --profile work"}}, nil
}

func (d *fakeDesk) Changes(context.Context, *desk.View) (*assess.Changes, error) {
	name := text.Untrusted(d.session.Scope.Name)
	return &assess.Changes{
		Since: testDay.AddDate(0, 0, -90), At: testDay,
		Findings: []assess.FindingChange{
			{Rule: "r", Account: "111122223333", Region: "eu-west-1", Name: name, Was: evidence.Pass, Now: evidence.Fail, Because: "role agent-default"},
			{Rule: "r", Account: "111122223333", Region: "eu-west-1", Was: evidence.Fail, Now: evidence.Pass, Because: "logging is on"},
		},
		Reach:     []assess.ReachChange{{Account: "111122223333", Region: "eu-west-1", Kind: "kms_key", Was: fact.Gap{Status: fact.Read}, Now: fact.Gap{Status: fact.Denied, Action: "kms:DescribeKey"}}},
		Resources: []assess.ResourceChange{{Kind: "bedrock_agent", Name: name, What: assess.Appeared}, {Kind: "iam_role", Name: name, What: assess.Changed, Fields: []assess.FieldChange{{Field: "path", Was: "/", Now: "/x/"}}}},
	}, nil
}

func (d *fakeDesk) ProbePreview(context.Context, *desk.View, desk.AWSOptions) (*desk.ProbePlan, error) {
	if err := d.fail; err != nil {
		d.fail = nil
		return nil, err
	}
	return &desk.ProbePlan{
		Caller:   fact.Caller{ARN: "arn:aws:sts::111122223333:assumed-role/ReadOnly/ana", Account: "111122223333"},
		Targets:  []fact.Target{{Account: "111122223333", Region: "eu-west-1"}},
		Calls:    212,
		Sentence: "You are ReadOnly in 111122223333, eu-west-1. At least 212 read calls. AWS can show 25 of 38; this role can read 20; these 2 actions open 4 more.", Permissions: []string{"kms:DescribeKey", "bedrock:GetGuardrail"},
		Rights: desk.Rights{Known: true, Openings: []desk.Opening{{Actions: []string{"kms:DescribeKey", "bedrock:GetGuardrail"}, Controls: []string{d.cat.Controls[0].ID, d.cat.Controls[1].ID, d.cat.Controls[2].ID, d.cat.Controls[3].ID}}}},
	}, nil
}

func (d *fakeDesk) Probe(ctx context.Context, v *desk.View, _ *desk.ProbePlan, progress func(desk.ProbeEvent)) (*desk.ProbeResult, error) {
	for i := range d.events {
		service := []string{"bedrock", "iam", "kms"}[i%3]
		var e desk.ProbeEvent
		e.Service, e.State = service, stateAsking
		progress(e)
		e.State, e.Calls, e.Facts = stateRead, 3, 2
		progress(e)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.probed = true
	for i, c := range v.Posture.Controls {
		found := findingsFor(c.Control, i, "claims")
		for k := range found {
			if i%2 == 0 {
				found[k].Outcome = evidence.Pass
			}
		}
		d.session.Findings = append(d.session.Findings, found...)
	}
	d.session.Revision++
	return &desk.ProbeResult{
		Expired: d.expires,
		View:    d.view(), Settles: 14, Half: 6, Unread: 5, OnlyPeople: 13, Calls: 212, Permissions: []string{"kms:DescribeKey"}, Opens: 4,
		Sentence:   "AWS settles 14 · shows half of 6 · could not read 5 (1 permission opens 4) · 13 only a person knows",
		Unassigned: []evidence.Finding{{Resource: "arn:aws:bedrock:eu-west-1:111122223333:guardrail/x", Kind: "bedrock_guardrail", Account: "111122223333", Region: "eu-west-1"}},
		Reach:      []fact.Reach{{Account: "111122223333", Region: "eu-west-1", Kind: "kms_key", Gap: fact.Gap{Status: fact.Denied, Action: "kms:DescribeKey"}}, {Account: "111122223333", Region: "global", Kind: "iam_role", Gap: fact.Gap{Status: fact.Read}}},
	}, ctx.Err()
}

func (d *fakeDesk) Policy(context.Context, *desk.View, desk.PolicyOptions) ([]byte, error) {
	return []byte(`{"Version": "2012-10-17"}`), nil
}

func (d *fakeDesk) PreviewOutput(_ context.Context, v *desk.View, _ desk.ExportOptions) ([]byte, error) {
	return []byte("# Plan for " + v.Session.Scope.Name + "\n\nDRAFT\n\n| a | b |\n|---|---|\n"), nil
}

func (d *fakeDesk) WriteOutput(_ context.Context, _ *desk.View, o desk.ExportOptions) (string, error) {
	if d.exists && !o.Overwrite {
		return "", fmt.Errorf("%w: %s", desk.ErrFileExists, o.Path)
	}
	d.written = append(d.written, "export "+o.Path)
	return o.Path, nil
}

func (d *fakeDesk) Milestone(_ context.Context, v *desk.View, name string) (desk.Receipt, error) {
	st := assess.Freeze(name, v.Posture)
	return d.change("Milestone "+name, func(s *assess.Session) {
		s.Milestones = append(s.Milestones, assess.Milestone{Name: name, At: testDay, AsOf: testDate, Controls: st.Controls, Verdicts: st.Gates})
	})
}

// Compare takes the session itself for now, and else its first milestone.
func (d *fakeDesk) Compare(_ context.Context, was, now string) (*assess.Diff, error) {
	stand := func(ref string) assess.Standing {
		if strings.Contains(ref, "@") && len(d.session.Milestones) > 0 {
			return d.session.Milestones[0].Standing(d.session.Meta.Name)
		}
		return assess.Freeze(d.session.Meta.Name, d.view().Posture)
	}
	diff := assess.Compare(d.cat, stand(was), stand(now))
	return &diff, nil
}

func (d *fakeDesk) ExportDiff(_ context.Context, _, _ string, o desk.ExportOptions) (string, error) {
	return d.WriteOutput(context.Background(), nil, o)
}
