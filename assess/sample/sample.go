// Package sample is the built-in example, "Harbour Mutual, claims assistant": the records of its people, and an AWS
// account as a probe would have read it. The rules judge that account like any other. All of it is made up.
package sample

import (
	"time"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// Name is the sample's session name.
const Name = "harbour"

// The accounts and Regions of the sample.
const (
	workload = "111122223333"
	data     = "444455556666"
	dublin   = "eu-west-1"
	berlin   = "eu-central-1"
)

// The people of the sample.
const (
	helen  = "Helen Carter"
	ines   = "Ines Albrecht"
	jonas  = "Jonas Weber"
	marta  = "Marta Silva"
	priya  = "Priya Raman"
	sam    = "Sam Okafor"
	tomasz = "Tomasz Nowak"
)

// New returns the session without findings, and the snapshot that they come from. All dates count back from asOf; now
// is the clock, which no date of the sample may run ahead of.
func New(asOf assess.Date, now time.Time) (*assess.Session, *fact.Snapshot) {
	p := people{asOf: asOf, now: now}
	snap := account(p.at(2))
	s := &assess.Session{
		Meta:        assess.Meta{Name: Name, Sample: true, Created: p.at(90), Changed: p.at(1)},
		Scope:       scope(asOf),
		Statements:  p.statements(),
		Decisions:   p.decisions(),
		Settlements: map[string]assess.Settlement{},
		Acceptances: p.acceptances(),
		Claims:      p.claims(),
		Actions:     p.actions(),
		Notes:       p.notes(),
		Parking:     p.parking(),
		Milestones:  []assess.Milestone{p.baseline()},
		Runs: []assess.Run{{
			ID: snap.Run, At: snap.At, Caller: snap.Caller, Targets: snap.Targets, Calls: snap.Calls, Complete: true,
		}},
		Reach: snap.Reach,
	}
	return s, snap
}

func scope(asOf assess.Date) questionnaire.Scope {
	yes, no := true, false
	return questionnaire.Scope{
		Name:   "Harbour Mutual, claims assistant",
		Does:   []string{questionnaire.DoesWrite, questionnaire.DoesReadData, questionnaire.DoesAct},
		Bought: &no,
		RunsOn: map[string]questionnaire.Use{
			questionnaire.OnBedrock: questionnaire.Used, questionnaire.OnAgentCore: questionnaire.Used,
			questionnaire.OnSageMaker: questionnaire.NotUsed, questionnaire.OnSelfHosted: questionnaire.NotUsed,
			questionnaire.OnOtherProvider: questionnaire.NotUsed, questionnaire.OnSaaS: questionnaire.NotUsed,
		},
		AgencyLevel: 3, Data: "regulated", Audience: "customers", Tenancy: "one", Organization: &yes,
		Accounts: []questionnaire.Account{
			{ID: workload, Alias: "claims-prod", Role: "workload", Environment: "production"},
			{ID: data, Alias: "claims-data", Role: "data", Environment: "production"},
		},
		Regions: []string{dublin, berlin},
		Ours: questionnaire.Ours{
			Tags: map[string]string{"workload": "claims-assistant"},
			ARNs: []string{"arn:aws:iam::*:role/claims-*", "arn:aws:iam::*:user/claims-*", "arn:aws:s3:::harbour-claims-*"},
		},
		Today: questionnaire.Pilot, Next: questionnaire.GoLive, By: string(asOf.AddDays(45)),
		Agreed: map[string][]string{
			"approved-models":  {"anthropic.claude-sonnet-4-5-20250929-v1:0", "amazon.titan-embed-text-v2:0"},
			"approved-regions": {dublin, berlin, "eu"},
		},
		Minutes: 180, Capacity: 25,
		Attendees: []questionnaire.Attendee{
			{Name: helen, Role: questionnaire.Sponsor},
			{Name: ines, Role: questionnaire.WorkloadOwner},
			{Name: jonas, Role: questionnaire.AppDeveloper},
			{Name: tomasz, Role: questionnaire.PlatformEngineer},
			{Name: priya, Role: questionnaire.SecurityArchitect},
			{Name: marta, Role: questionnaire.DataOwner},
			{Name: sam, Role: questionnaire.DetectionAndResponse},
		},
		Zone: "Europe/Dublin",
	}
}

// people writes down what people said, on days counted back from asOf.
type people struct {
	asOf assess.Date
	now  time.Time
}

// at is ten in the morning, so many days back; never ahead of the clock.
func (p people) at(daysAgo int) time.Time {
	t, err := time.Parse("2006-01-02 15:04", string(p.asOf.AddDays(-daysAgo))+" 10:00")
	if err != nil || t.After(p.now) {
		return p.now
	}
	return t
}

func (p people) said(control string, v assess.Answer, by string, role questionnaire.Role, daysAgo int, because string) assess.Said {
	return assess.Said{
		Control: control, Revision: 1, Value: v, Because: text.Untrusted(because), By: text.Untrusted(by), Role: role,
		RecordedBy: tomasz, At: p.at(daysAgo),
	}
}

// statements are the two people who disagree about the refund tool; nothing is decided.
func (p people) statements() []assess.Statement {
	return []assess.Statement{
		{ID: "approval-jonas", Said: p.said("human-approval", assess.Yes, jonas, questionnaire.AppDeveloper, 6,
			"The assistant asks the customer to confirm before it pays.")},
		{ID: "approval-ines", Said: p.said("human-approval", assess.No, ines, questionnaire.WorkloadOwner, 6,
			"It paid 5,000 euros last month and nobody here saw it first. A customer who clicks yes is not an approval.")},
	}
}

// acceptances hold one risk that ran out twelve days ago.
func (p people) acceptances() []assess.Acceptance {
	return []assess.Acceptance{{
		ID: "ocr-key", Control: "no-long-lived-keys", Approver: helen, Expires: p.asOf.AddDays(-12), By: priya, At: p.at(100),
		Reason: "The document scanner cannot use a role until its next release.",
	}}
}

// claims say whose resources are that no tag tells.
func (p people) claims() []assess.Claim {
	claim := func(arn string, whose evidence.Ownership, by text.Untrusted) assess.Claim {
		return assess.Claim{Resource: text.Untrusted(arn), Whose: whose, By: by, At: p.at(2)}
	}
	return []assess.Claim{
		claim(notebookARN, evidence.Ours, tomasz),
		claim(agentARN("HRCHATBOT1"), evidence.Others, tomasz),
		claim(roleARN(workload, "hr-chatbot"), evidence.Others, tomasz),
		claim(trailARN, evidence.Shared, priya),
	}
}

func (p people) notes() []assess.Note {
	return []assess.Note{
		{ID: "n1", Control: "guardrail-on-every-call", By: jonas, At: p.at(6), Text: "The batch summariser was written before the guardrail. It runs at night, over all new claim files."},
		{ID: "n2", Control: "retrieval-follows-entitlement", By: marta, At: p.at(6), Text: "Three teams can read the fraud files today. Check with a handler's login."},
		{ID: "n3", Control: "human-approval", By: tomasz, At: p.at(6), Text: "Tense. Take it up with both of them before the next session.", Private: true},
	}
}

func (p people) parking() []assess.Parked {
	return []assess.Parked{
		{ID: "p1", Text: "May handlers paste medical letters into the public chat tool?", Owner: marta, Due: p.asOf.AddDays(14), At: p.at(6)},
		{ID: "p2", Text: "Who pays for the second Region?", Owner: helen, At: p.at(6)},
	}
}

// actions are the owners that were found in the room.
func (p people) actions() map[string]assess.ActionState {
	return map[string]assess.ActionState{
		"enable-invocation-logging": {Action: "enable-invocation-logging", Status: assess.ActionOpen, Owner: tomasz},
		"enforce-guardrails":        {Action: "enforce-guardrails", Status: assess.ActionInProgress, Owner: jonas},
		"add-approval-step":         {Action: "add-approval-step", Status: assess.ActionOpen, Owner: jonas, Days: 2.5, Note: "The approval queue of the old claims desk can be used again."},
		"register-agents":           {Action: "register-agents", Status: assess.ActionOpen, Owner: ines},
	}
}
