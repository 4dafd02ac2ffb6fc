// Package words has the words that the workbench and plain mode both say, so that a person hears the same in either.
package words

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire/text"
)

// Places that an assessment remembers, to resume there.
const (
	PlaceHome     = "home"
	PlaceScope    = "scope"
	PlaceWalk     = "walk"
	PlaceProbe    = "probe"
	PlaceOverview = "overview"
	PlacePlan     = "plan"
	PlaceAction   = "action"
	PlaceExport   = "export"
	PlaceAgenda   = "agenda"
	PlaceReadOut  = "read-out"
)

// Safe is text on one line, with nothing in it that could steer a terminal.
func Safe[T ~string](s T) string { return text.Untrusted(s).Terminal() }

// Upper begins a sentence with a capital.
func Upper(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// LowerAfter lowers the first letter where a sentence goes on, but for AWS.
func LowerAfter(s string) string {
	if s == "" || strings.HasPrefix(s, "AWS") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// Sentence is an error as a sentence.
func Sentence(err error) string {
	if errors.Is(err, context.Canceled) {
		return "Stopped."
	}
	s := Safe(err.Error())
	if s == "" {
		return "Something went wrong, and nobody said what."
	}
	return Upper(s)
}

// Basis is what an answer rests on; empty where nobody said.
func Basis(b assess.Basis) string {
	switch b {
	case assess.BasisDocument:
		return "with a document"
	case assess.BasisDemonstration:
		return "with a demonstration"
	case assess.BasisOwner:
		return "the owner says so"
	case assess.BasisHearsay:
		return "somebody else says so"
	}
	return ""
}

// Status is how an attempt to read ended.
func Status(s fact.Status) string {
	switch s {
	case fact.Read:
		return "read"
	case fact.Denied:
		return "denied"
	case fact.ClosedByPolicy:
		return "closed by an organisation's policy"
	case fact.NotOffered:
		return "not offered in this Region"
	case fact.Throttled:
		return "AWS asked us to slow down"
	case fact.TimedOut:
		return "no answer in time"
	case fact.Failed:
		return "the call failed"
	case fact.Cancelled:
		return "cancelled"
	case fact.NotCollected:
		return "not asked"
	}
	return Safe(string(s))
}

// Gap says what was not read: which call failed, or which permission is missing.
func Gap(g fact.Gap) string {
	if g.Status == fact.Failed && g.Operation != "" {
		return Safe(g.Operation) + " failed"
	}
	s := Status(g.Status)
	if g.Action != "" {
		s += ", needs " + Safe(g.Action)
	}
	return s
}

// Settled says for what a difference was settled.
func Settled(s string) string {
	switch s {
	case "decision":
		return "what people said"
	case "evidence":
		return "what AWS shows"
	}
	return "“" + Safe(assess.Answer(s).Word()) + "”"
}

// Said is an answer with who gave it, in which role, on what basis and when.
func Said(s assess.Said) string {
	parts := []string{Safe(s.Value.Word())}
	if s.By != "" {
		who := Safe(s.By)
		if s.Role != "" {
			who += " (" + Safe(s.Role.Word()) + ")"
		}
		parts = append(parts, who)
	}
	if b := Basis(s.Basis); b != "" {
		parts = append(parts, b)
	}
	if !s.At.IsZero() {
		parts = append(parts, Day(s.At))
	}
	return strings.Join(parts, ", ")
}

// Horizon is when an action is up.
func Horizon(h string) string {
	switch h {
	case assess.HorizonNow:
		return "Now: the next 30 days"
	case assess.HorizonNext:
		return "Next: until day 90"
	case assess.HorizonLater:
		return "Later: until day 180"
	}
	return "After that"
}

// Day is a point in time as a date for people.
func Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2 Jan 2006")
}

// Near is a date for people who look at it on another day: without the year while only one can be meant.
func Near(d, asOf assess.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return Safe(d)
	}
	if n := d.DaysSince(asOf); n > -200 && n < 300 {
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// Clock is a point in time to the minute.
func Clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 Jan 15:04") + " UTC"
}

// Ago says how long before the day of asOf something was, in days.
func Ago(t time.Time, asOf assess.Date) string {
	today, err := time.Parse("2006-01-02", string(asOf))
	if err != nil || t.IsZero() {
		return Day(t)
	}
	n := int(today.Sub(t.UTC().Truncate(24*time.Hour)).Hours() / 24)
	switch {
	case n < 0:
		return Day(t)
	case n == 0:
		return "today"
	case n == 1:
		return "yesterday"
	}
	return fmt.Sprintf("%d days ago", n)
}

// Short is the part of a resource's name that tells resources apart.
func Short(f evidence.Finding) string {
	if f.Name != "" {
		return Safe(f.Name)
	}
	if f.Resource == "" {
		return Where(f.Account, f.Region)
	}
	arn := Safe(f.Resource)
	if i := strings.LastIndexAny(arn, ":/"); i >= 0 && i+1 < len(arn) {
		return arn[i+1:]
	}
	return arn
}

// Where is an account with its Region, where it has one.
func Where(account, region string) string {
	if region == fact.Global || region == "" {
		return Safe(account)
	}
	return Safe(account) + " " + Safe(region)
}

// Since says how long ago something was: in minutes and hours on the same day, else in days. Without a clock it is Ago.
func Since(t, now time.Time, asOf assess.Date) string {
	d := now.Sub(t)
	switch {
	case t.IsZero() || now.IsZero() || d < 0 || d >= 20*time.Hour:
		return Ago(t, asOf)
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h ago", int(d.Hours()))
}

// Source is who found something.
func Source(s string) string {
	switch s {
	case evidence.Own:
		return "Drydock"
	case "prowler":
		return "Prowler"
	case "security-hub":
		return "Security Hub"
	case "aws-sample":
		return "AWS sample"
	}
	return Safe(s)
}

// Whose says whose a resource is.
func Whose(o evidence.Ownership) string {
	switch o {
	case evidence.Ours:
		return "ours"
	case evidence.Shared:
		return "shared"
	case evidence.Others:
		return "somebody else's"
	case evidence.Unassigned:
		return "nobody said"
	case evidence.Unclear:
		return "not known: its tags could not be read"
	}
	return "the account's own"
}
