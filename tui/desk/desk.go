// Package desk is a stand-in until assess/desk has these types.
package desk

import (
	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

type View struct {
	Session *assess.Session
	Catalog *questionnaire.Catalog
	Posture *assess.Posture
	Plan    *assess.Plan
	Agenda  *assess.Agenda
}
type Card struct {
	Meta                                  assess.Meta
	Scope                                 questionnaire.Scope
	Sentence                              string
	Differs, InTheWay, Answered, Controls int
}
type Receipt struct {
	What string
	View *View
}
type (
	Exclusion = assess.Excluded
	Preview   struct {
		In                    []*questionnaire.Control
		Out                   []Exclusion
		Musts, Minutes, Shown int
	}
)

type (
	AWSOptions struct{ Profile, Region, RoleARN, ExternalID, EndpointURL string }
	ProbePlan  struct {
		Caller      fact.Caller
		Targets     []fact.Target
		Calls       int
		Sentence    string
		Permissions []string
	}
)

type ProbeEvent struct {
	Target             fact.Target
	Collector, Service string
	State              string
	Calls, Facts       int
	Gap                *fact.Gap
	Findings           []evidence.Finding
}
type ProbeResult struct {
	View                              *View
	Settles, Half, Unread, OnlyPeople int
	Sentence                          string
	Permissions                       []string
	Unassigned                        []evidence.Finding
	Reach                             []fact.Reach
	Calls                             int
}
type ExportOptions struct {
	Format, Path string
	Overwrite    bool
}
