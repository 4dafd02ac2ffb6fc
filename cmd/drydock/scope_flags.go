package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"drydock/questionnaire"
)

// scopeFlags are the scope as flags, the same for new and assess.
type scopeFlags struct {
	file                                           string
	does, runsOn, regions, accounts                []string
	today, next, by, data, audience, tenancy, zone string
	bought, organization                           string
	minutes, capacity, genaiLevel, agencyLevel     int
	agreed                                         []string
}

func (s *scopeFlags) register(f *pflag.FlagSet) {
	f.StringVar(&s.file, "scope", "", "read the scope from this YAML file")
	f.StringSliceVar(&s.does, "does", nil, "what it does: writes, reads-data, acts, predicts")
	f.StringSliceVar(&s.runsOn, "runs-on", nil, "what it runs on: "+strings.Join(questionnaire.Platforms(), ", ")+"; what is not listed is not used")
	f.StringSliceVar(&s.regions, "region", nil, "Region in scope (repeatable)")
	f.StringSliceVar(&s.accounts, "account", nil, "account in scope as ID or ID:role (repeatable)")
	f.StringVar(&s.today, "today", "", "where it stands: prototype, pilot, live, scaled")
	f.StringVar(&s.next, "next", "", "the next gate: leave-lab, go-live, scale")
	f.StringVar(&s.by, "by", "", "the date of the next gate, 2006-01-02")
	f.StringVar(&s.data, "data", "", "class of its data: public, internal, confidential, regulated")
	f.StringVar(&s.audience, "audience", "", "who uses it: team, staff, partners, customers, anonymous")
	f.StringVar(&s.tenancy, "tenancy", "", "one or many")
	f.StringVar(&s.bought, "bought", "", "was it bought ready-made: yes or no")
	f.StringVar(&s.organization, "organization", "", "is the account in an organisation: yes or no")
	f.StringVar(&s.zone, "zone", "", "time zone of its dates, such as Europe/Berlin")
	f.IntVar(&s.minutes, "minutes", 0, "minutes in the room")
	f.IntVar(&s.capacity, "capacity", 0, "days of work a month that the plan may count on (else 10)")
	f.IntVar(&s.genaiLevel, "genai-level", 0, "level in the Generative AI Security Scoping Matrix, 1 to 5 (else derived)")
	f.IntVar(&s.agencyLevel, "agency-level", 0, "level in the Agentic AI Security Scoping Matrix, 1 to 4 (else derived)")
	f.StringArrayVar(&s.agreed, "agreed", nil, "an agreed list as ID=value,value (repeatable)")
}

// given says whether any scope flag was set, the Region apart, which also says where to probe.
func (s *scopeFlags) given() bool {
	return s.file != "" || len(s.does)+len(s.runsOn)+len(s.accounts)+len(s.agreed) > 0 ||
		s.today+s.next+s.by+s.data+s.audience+s.tenancy+s.bought+s.organization != "" || s.genaiLevel+s.agencyLevel+s.capacity > 0
}

// changes says whether the flags say something else than a scope that stands: Regions alone only where it has none, since
// they also say where to probe.
func (s *scopeFlags) changes(stands questionnaire.Scope) bool {
	return s.given() || len(s.regions) > 0 && len(stands.Regions) == 0
}

// scope builds a new scope, from the file if one was named, and the flags over it.
func (s *scopeFlags) scope(name string) (questionnaire.Scope, error) {
	return s.over(questionnaire.Scope{Name: name})
}

// over is a scope with the file's fields, if one was named, and then the flags' in its place; its name stays.
func (s *scopeFlags) over(base questionnaire.Scope) (questionnaire.Scope, error) {
	sc := base
	if s.file != "" {
		data, err := readSmall(s.file)
		if err != nil {
			return sc, fmt.Errorf("the scope can't be read: %w", err)
		}
		if sc, err = questionnaire.LoadScope(questionnaire.File{Name: filepath.Clean(s.file), Data: data}); err != nil {
			return sc, fmt.Errorf("the scope has mistakes:\n%w", err)
		}
		sc.Name = base.Name
	}
	if err := s.overlay(&sc); err != nil {
		return sc, &exitWith{exitUsage, err}
	}
	if err := sc.Validate(); err != nil {
		return sc, &exitWith{exitUsage, err}
	}
	return sc, nil
}

func (s *scopeFlags) overlay(sc *questionnaire.Scope) error {
	for _, f := range []struct {
		from string
		to   *string
	}{
		{s.today, &sc.Today},
		{s.by, &sc.By},
		{s.data, &sc.Data},
		{s.audience, &sc.Audience},
		{s.tenancy, &sc.Tenancy},
		{s.zone, &sc.Zone},
		{s.next, (*string)(&sc.Next)},
	} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	for _, f := range []struct {
		from int
		to   *int
	}{{s.minutes, &sc.Minutes}, {s.capacity, &sc.Capacity}, {s.genaiLevel, &sc.GenAILevel}, {s.agencyLevel, &sc.AgencyLevel}} {
		if f.from != 0 {
			*f.to = f.from
		}
	}
	if len(s.does) > 0 {
		sc.Does = s.does
	}
	if len(s.runsOn) > 0 {
		sc.RunsOn = questionnaire.RunsOnList(s.runsOn)
	}
	if len(s.regions) > 0 {
		sc.Regions = s.regions
	}
	if len(s.accounts) > 0 {
		sc.Accounts = nil
	}
	for _, a := range s.accounts {
		id, role, _ := strings.Cut(a, ":")
		if role == "" {
			role = "workload"
		}
		sc.Accounts = append(sc.Accounts, questionnaire.Account{ID: id, Role: role})
	}
	return s.overlayLists(sc)
}

func (s *scopeFlags) overlayLists(sc *questionnaire.Scope) error {
	for _, f := range []struct {
		flag, from string
		to         **bool
	}{{"bought", s.bought, &sc.Bought}, {"organization", s.organization, &sc.Organization}} {
		switch f.from {
		case "":
		case "yes", "no":
			v := f.from == "yes"
			*f.to = &v
		default:
			return fmt.Errorf("--%s takes yes or no, not %q", f.flag, f.from)
		}
	}
	for _, a := range s.agreed {
		id, values, ok := strings.Cut(a, "=")
		if !ok || id == "" {
			return fmt.Errorf("--agreed takes ID=value,value, not %q", a)
		}
		if sc.Agreed == nil {
			sc.Agreed = map[string][]string{}
		}
		sc.Agreed[id] = strings.Split(values, ",")
	}
	return nil
}
