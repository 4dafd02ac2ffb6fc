package tui

import (
	"reflect"
	"time"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
	"drydock/tui/theme"
	"drydock/tui/words"
)

// safe is the only way of text to the screen: one line, nothing in it that could steer a terminal.
func safe[T ~string](s T) string { return text.Untrusted(s).Terminal() }

// safeLines is safe, with line breaks kept.
func safeLines[T ~string](s T) string { return text.Untrusted(s).TerminalLines() }

func upper(s string) string { return words.Upper(s) }

// nameOf tells kinds of screens apart on the stack.
func nameOf(s Screen) string { return reflect.TypeOf(s).String() }

// mark is a glyph with the style that goes with it; the glyph alone tells the state.
type mark struct {
	glyph string
	style func(theme.Theme) theme.Style
}

func (m mark) say(th theme.Theme) string { return m.style(th).Say(m.glyph) }

func good(th theme.Theme) theme.Style    { return th.Good }
func bad(th theme.Theme) theme.Style     { return th.Bad }
func warn(th theme.Theme) theme.Style    { return th.Warn }
func unknown(th theme.Theme) theme.Style { return th.Unknown }
func dim(th theme.Theme) theme.Style     { return th.Dim }

func outcomeMark(o evidence.Outcome) mark {
	switch o {
	case evidence.Pass:
		return mark{"✓", good}
	case evidence.Fail:
		return mark{"✗", bad}
	case evidence.NotApplicable:
		return mark{"–", dim}
	}
	return mark{"?", unknown}
}

func verdictMark(v evidence.Verdict) mark {
	switch v {
	case evidence.VerdictPass:
		return mark{"✓", good}
	case evidence.VerdictSome, evidence.VerdictFail:
		return mark{"✗", bad}
	case evidence.VerdictNotAssessed:
		return mark{"?", unknown}
	}
	return mark{"–", dim}
}

// stateMark is a control in one glyph: what differs comes before all.
func stateMark(c *assess.ControlState) mark {
	switch {
	case differs(c):
		return mark{"!", warn}
	case c.Status == assess.StatusOut:
		return mark{"–", dim}
	case c.Status == assess.StatusDone:
		return mark{"✓", good}
	case c.Status == assess.StatusOpen:
		return mark{"✗", bad}
	}
	return mark{"?", unknown}
}

// differs says whether decision and evidence disagree and nobody settled it.
func differs(c *assess.ControlState) bool { return c.Differs != nil && c.Differs.Settled == nil }

// answered says whether there is an answer of people.
func answered(c *assess.ControlState) bool { return c.Decision != nil }

func answerWord(a assess.Answer) string { return safe(a.Word()) }

// gapWords says what was not read: which call failed, or which permission is missing.
func gapWords(g fact.Gap) string { return words.Gap(g) }

func roleWord(r questionnaire.Role) string { return safe(r.Word()) }

func verdictWord(v assess.GateVerdict) mark {
	switch v {
	case assess.GateMet:
		return mark{"✓", good}
	case assess.GateMetOnWord, assess.GateMetExceptions:
		return mark{"✓", warn}
	}
	return mark{"✗", bad}
}

// count says "1 question", "3 questions".
func count(n int, one, many string) string { return assess.Counted(n, one, many) }

// day is a point in time as a date for people.
func day(t time.Time) string { return words.Day(t) }

// near is a date for people who look at it on another day: without the year while only one can be meant.
func near(d, asOf assess.Date) string { return words.Near(d, asOf) }

// clock is a point in time to the minute.
func clock(t time.Time) string { return words.Clock(t) }

// ago says how long before the day of asOf something was, in days.
func ago(t time.Time, asOf assess.Date) string { return words.Ago(t, asOf) }

// short is the part of an ARN that tells resources apart.
func short(f evidence.Finding) string { return words.Short(f) }

func where(account, region string) string { return words.Where(account, region) }

// since says how long ago something was, by the clock of the view.
func since(t time.Time, v *desk.View) string { return words.Since(t, v.Now, v.Posture.AsOf) }
