package report

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"drydock/assess"
	"drydock/questionnaire"
)

// lowerFirst lowers the first letter, for a sentence that goes on; names in capitals stay.
func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	next, _ := utf8.DecodeRuneInString(s[n:])
	if unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

func trimPrefix(s, prefix string) string {
	s = strings.TrimPrefix(s, prefix)
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// short is a date for a table: "14 Mar 2026".
func short(d assess.Date) string {
	t, err := time.Parse("2006-01-02", string(d))
	if err != nil {
		return string(d)
	}
	return t.Format("2 Jan 2006")
}

// roleWord is a role for people.
func roleWord(r questionnaire.Role) string { return r.Word() }

// basisWord says what an answer rests on.
func basisWord(d *assess.Said) string {
	switch d.Basis {
	case assess.BasisDocument:
		return "by document"
	case assess.BasisDemonstration:
		return "demonstrated"
	case assess.BasisOwner:
		return "the owner says so"
	case assess.BasisHearsay:
		return "by hearsay"
	}
	return "on word"
}

// statusWord is a control's state for people.
func statusWord(s assess.Status) string {
	switch s {
	case assess.StatusDone:
		return "Done"
	case assess.StatusOpen:
		return "Still open"
	case assess.StatusUnknown:
		return "Not known"
	case assess.StatusOut:
		return "Does not apply"
	}
	return string(s)
}

// stateWord is the state of a planned action; empty where nobody has begun.
func stateWord(a assess.ActionState) string {
	on := ""
	if a.DoneAt != "" {
		on = " on " + short(a.DoneAt)
	}
	switch {
	case a.Status == assess.ActionDone:
		return "marked done" + on + ", and open again"
	case on != "":
		return "in progress, done" + on
	case a.Status == assess.ActionInProgress:
		return "in progress"
	}
	return ""
}

// horizonWord is a horizon for people.
func horizonWord(h string) string {
	switch h {
	case assess.HorizonNow:
		return "Now: the next 30 days"
	case assess.HorizonNext:
		return "Next: up to day 90"
	case assess.HorizonLater:
		return "Later: up to day 180"
	}
	return "After day 180"
}

func horizons() []string {
	return []string{assess.HorizonNow, assess.HorizonNext, assess.HorizonLater, assess.HorizonAfter}
}

// cut shortens a text at a word; the whole of it stands in the appendix.
func cut(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	short := string(runes[:most])
	if i := strings.LastIndexByte(short, ' '); i > most/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:") + " …"
}
