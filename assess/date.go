package assess

import (
	"fmt"
	"time"
)

const dateLayout = "2006-01-02"

// ParseDate reads a calendar date; the error says what was expected.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(dateLayout, s); err != nil {
		return "", fmt.Errorf("%q is not a date; write it as year-month-day, such as 2026-03-14", s)
	}
	return Date(s), nil
}

// DateOf is the calendar date of an instant in a time zone; nil means UTC.
func DateOf(t time.Time, zone *time.Location) Date {
	if zone == nil {
		zone = time.UTC
	}
	return Date(t.In(zone).Format(dateLayout))
}

// Valid reports whether d is a calendar date.
func (d Date) Valid() bool {
	_, ok := d.midnight()
	return ok
}

// AddDays is the date n days later; an invalid date stays as it is.
func (d Date) AddDays(n int) Date {
	t, ok := d.midnight()
	if !ok {
		return d
	}
	return DateOf(t.AddDate(0, 0, n), time.UTC)
}

// AddWorkingDays is the date n working days later: Saturdays and Sundays do not count, holidays are not known.
func (d Date) AddWorkingDays(n int) Date {
	t, ok := d.midnight()
	if !ok {
		return d
	}
	for n > 0 {
		t = t.AddDate(0, 0, 1)
		if w := t.Weekday(); w != time.Saturday && w != time.Sunday {
			n--
		}
	}
	return DateOf(t, time.UTC)
}

// DaysSince is how many days d lies after other, negative when before; 0 when one of them is no date.
func (d Date) DaysSince(other Date) int {
	a, ok1 := d.midnight()
	b, ok2 := other.midnight()
	if !ok1 || !ok2 {
		return 0
	}
	return int(a.Sub(b).Hours() / 24)
}

// After reports whether d is later than other.
func (d Date) After(other Date) bool { return d > other }

// Long is the date for people: "14 March 2026".
func (d Date) Long() string {
	t, ok := d.midnight()
	if !ok {
		return string(d)
	}
	return t.Format("2 January 2006")
}

func (d Date) midnight() (time.Time, bool) {
	t, err := time.Parse(dateLayout, string(d))
	return t, err == nil
}

// ZoneOf is the session's time zone; UTC where the scope names none, or one that this machine does not know.
func ZoneOf(name string) *time.Location {
	if name == "" {
		return time.UTC
	}
	if z, err := time.LoadLocation(name); err == nil {
		return z
	}
	return time.UTC
}
