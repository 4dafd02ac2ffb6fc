package assess

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire/text"
)

// Changes are what a run showed otherwise than what stood before it: in AWS itself, and in what follows from it.
type Changes struct {
	Run       string           `json:"run"`
	Since     time.Time        `json:"since"` // the run before
	At        time.Time        `json:"at"`
	Resources []ResourceChange `json:"resources"`
	Reach     []ReachChange    `json:"reach"`
	Findings  []FindingChange  `json:"findings"`
}

// What happened to a resource.
const (
	Appeared = "appeared"
	Vanished = "vanished"
	Changed  = "changed"
)

// ResourceChange is what happened to one resource.
type ResourceChange struct {
	Account string         `json:"account"`
	Region  string         `json:"region"`
	Kind    fact.Kind      `json:"kind"`
	ARN     text.Untrusted `json:"arn,omitempty"`
	Name    text.Untrusted `json:"name,omitempty"`
	What    string         `json:"what"`
	Fields  []FieldChange  `json:"fields,omitempty"`
}

// FieldChange is one field of a resource, before and now, as JSON writes it; "not read" with the reason where it was not read.
type FieldChange struct {
	Field string         `json:"field"`
	Was   text.Untrusted `json:"was"`
	Now   text.Untrusted `json:"now"`
}

// ReachChange is a kind that is read now and was not, or the other way round. What appears or vanishes with it is no change in AWS.
type ReachChange struct {
	Account string    `json:"account"`
	Region  string    `json:"region"`
	Kind    fact.Kind `json:"kind"`
	Was     fact.Gap  `json:"was"`
	Now     fact.Gap  `json:"now"`
}

// FindingChange is a finding with another outcome than before. A finding that is new has no Was, one that is gone no Now.
type FindingChange struct {
	Rule     string           `json:"rule"`
	Control  string           `json:"control"`
	Account  string           `json:"account"`
	Region   string           `json:"region"`
	Resource text.Untrusted   `json:"resource,omitempty"`
	Name     text.Untrusted   `json:"name,omitempty"`
	Was      evidence.Outcome `json:"was,omitempty"`
	Now      evidence.Outcome `json:"now,omitempty"`
	Because  text.Untrusted   `json:"because"`
}

// Worse says that something that was in order, or not known to be otherwise, fails now.
func (c FindingChange) Worse() bool { return c.Now == evidence.Fail }

// CompareRuns says what a run showed otherwise than what stood before: now holds that run alone, before all that stood without it.
// What the run did not look at did not change. Both findings are judged by the same rules.
func CompareRuns(before, now *fact.Snapshot, was, is []evidence.Finding) Changes {
	c := Changes{Run: now.Run, Since: before.At, At: now.At, Resources: []ResourceChange{}, Reach: []ReachChange{}, Findings: compareFindings(was, is)}
	old, fresh := reachBySpot(before), reachBySpot(now)
	compared := map[spot]bool{} // read to the end both times
	for _, at := range sortedSpots(fresh) {
		a, had := old[at]
		b := fresh[at]
		compared[at] = had && a.Status == fact.Read && b.Status == fact.Read
		if had && a.Status != b.Status {
			c.Reach = append(c.Reach, ReachChange{at.account, at.region, at.kind, a, b})
		}
	}
	there, here := factsByResource(before), factsByResource(now)
	for _, r := range sortedResources(there, here) {
		a, b := there[r], here[r]
		change := ResourceChange{Account: r.account, Region: r.region, Kind: r.kind, ARN: text.Untrusted(r.arn), Name: text.Untrusted(r.name)}
		switch {
		case a != nil && b != nil:
			if change.Fields = compareFields(a, b); len(change.Fields) == 0 {
				continue
			}
			change.What = Changed
		case !compared[r.spot]:
			continue
		case b != nil:
			change.What = Appeared
		default:
			change.What = Vanished
		}
		c.Resources = append(c.Resources, change)
	}
	return c
}

type spot struct {
	account, region string
	kind            fact.Kind
}

func compareSpots(a, b spot) int {
	return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.region, b.region), cmp.Compare(a.kind, b.kind))
}

func reachBySpot(snap *fact.Snapshot) map[spot]fact.Gap {
	all := map[spot]fact.Gap{}
	for _, r := range snap.Reach {
		all[spot{r.Account, r.Region, r.Kind}] = r.Gap
	}
	return all
}

func sortedSpots[V any](m map[spot]V) []spot {
	all := make([]spot, 0, len(m))
	for at := range m {
		all = append(all, at)
	}
	slices.SortFunc(all, compareSpots)
	return all
}

// resource is what a fact is about; turn tells apart those that agree in all else.
type resource struct {
	spot
	arn, name string
	turn      int
}

func factsByResource(snap *fact.Snapshot) map[resource]fact.Fact {
	all := map[resource]fact.Fact{}
	for _, f := range snap.Facts {
		m := f.Base()
		r := resource{spot: spot{m.Account, m.Region, f.Kind()}, arn: m.ARN, name: m.Name}
		for all[r] != nil {
			r.turn++
		}
		all[r] = f
	}
	return all
}

func sortedResources(sides ...map[resource]fact.Fact) []resource {
	var all []resource
	for _, side := range sides {
		for r := range side {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b resource) int {
		return cmp.Or(compareSpots(a.spot, b.spot), cmp.Compare(a.arn, b.arn), cmp.Compare(a.name, b.name), cmp.Compare(a.turn, b.turn))
	})
	return slices.Compact(all)
}

// compareFields lists the fields that differ, in order of their names. When it was read, and by which call, is no change.
func compareFields(a, b fact.Fact) []FieldChange {
	was, now := fieldsOf(a), fieldsOf(b)
	var names []string
	for _, side := range []map[string]string{was, now} {
		for name := range side {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var changes []FieldChange
	for _, name := range slices.Compact(names) {
		if was[name] != now[name] {
			changes = append(changes, FieldChange{name, text.Untrusted(was[name]), text.Untrusted(now[name])})
		}
	}
	return changes
}

// fieldsOf are the fields of a fact as JSON writes them, an unread one as the reason why.
func fieldsOf(f fact.Fact) map[string]string {
	data, err := json.Marshal(f)
	var raw map[string]json.RawMessage
	if err == nil {
		err = json.Unmarshal(data, &raw)
	}
	if err != nil {
		return nil // facts are plain structs; they were read from JSON
	}
	fields := map[string]string{}
	for name, value := range raw {
		switch name {
		case "account", "region", "arn", "name", "readAt", "proof", "unread":
		default:
			fields[name] = string(bytes.TrimSpace(value))
		}
	}
	for name, gap := range f.Base().Unread {
		field, _, _ := strings.Cut(name, ".")
		fields[field] = fmt.Sprintf("not read (%s)", cmp.Or(strings.TrimSpace(string(gap.Status)+" "+gap.Action), "no reason"))
	}
	return fields
}

func compareFindings(was, now []evidence.Finding) []FindingChange {
	before := map[string]*evidence.Finding{}
	for i := range was {
		before[was[i].ID] = &was[i]
	}
	changes := []FindingChange{}
	change := func(f *evidence.Finding, was, now evidence.Outcome) {
		changes = append(changes, FindingChange{f.Rule, f.Control, f.Account, f.Region, f.Resource, f.Name, was, now, f.Because})
	}
	for i := range now {
		f := &now[i]
		old := before[f.ID]
		delete(before, f.ID)
		switch {
		case old == nil:
			change(f, "", f.Outcome)
		case old.Outcome != f.Outcome:
			change(f, old.Outcome, f.Outcome)
		}
	}
	for i := range was {
		if before[was[i].ID] != nil {
			change(&was[i], was[i].Outcome, "")
		}
	}
	slices.SortStableFunc(changes, func(a, b FindingChange) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Rule, b.Rule))
	})
	return changes
}

// Sentence counts the changes.
func (c *Changes) Sentence() string {
	if len(c.Resources)+len(c.Reach)+len(c.Findings) == 0 {
		return "Nothing changed since the run of " + c.Since.Format("2 January 2006 15:04")
	}
	worse, better := 0, 0
	for _, f := range c.Findings {
		switch {
		case f.Worse():
			worse++
		case f.Was == evidence.Fail && f.Now == evidence.Pass:
			better++
		}
	}
	return fmt.Sprintf("Since the run of %s: %s changed, %d new failures, %d mended",
		c.Since.Format("2 January 2006 15:04"), Amount(float64(len(c.Resources)), "resource", "resources"), worse, better)
}
