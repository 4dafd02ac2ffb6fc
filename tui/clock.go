package tui

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// oldClock is after how long a clock that nobody stopped is of another day.
const oldClock = 12 * time.Hour

// longSitting is after how long people need a break.
const longSitting = 75 * time.Minute

// hardStop is how long a question may take; whatever is not clear by then needs a vote, or another day.
const hardStop = 6 * time.Minute

// stopwatch is the workshop's timer, and what is drawn of it. Time comes by ticks; drawing asks nobody for it.
type stopwatch struct {
	timer   assess.Timer
	now     time.Time
	control string // the question that is asked
	asking  bool   // it is on the screen
	text    string
	late    pick
}

// opens takes up the clock that an assessment was left with.
func (c stopwatch) opens(v *desk.View) stopwatch {
	c.timer = v.Session.Place.Timer
	return c.derive(v)
}

// ticks brings the time.
func (c stopwatch) ticks(now time.Time, v *desk.View) stopwatch {
	if !now.IsZero() {
		c.now = now
	}
	if t := c.timer; !c.now.IsZero() && (t.Runs() && c.now.Sub(t.Begun) > oldClock || t.InBreak() && c.now.Sub(t.Until) > oldClock) {
		c.timer = assess.Timer{}
	}
	return c.derive(v)
}

// asks notes which question is asked.
func (c stopwatch) asks(p assess.Place, v *desk.View) stopwatch {
	asking := p.Screen == placeWalk
	switch {
	case asking && p.Control != c.control:
		if c.control != "" {
			c.timer = c.timer.Ask(c.now)
		}
		c.control = p.Control
	case asking == c.asking:
		return c
	}
	c.asking = asking
	return c.derive(v)
}

// set changes the timer as a key asks for it.
func (c stopwatch) set(change func(assess.Timer, time.Time) assess.Timer, v *desk.View) stopwatch {
	if !c.now.IsZero() {
		c.timer = change(c.timer, c.now)
	}
	return c.derive(v)
}

// derive says what is drawn: how long the question and the block take, how much of the time is gone, and the pace.
func (c stopwatch) derive(v *desk.View) stopwatch {
	c.text, c.late = "", dim
	t := c.timer
	switch {
	case v == nil || c.now.IsZero():
		return c
	case t.InBreak():
		c.text, c.late = "Break until "+hour(t.Until, c.now)+" · B ends it", accent
		return c
	case !t.Runs():
		return c
	}
	parts := []string{}
	if s, ok := v.Posture.Control(c.control); ok && c.asking {
		asked, most := t.Question(c.now), time.Duration(max(1, s.Control.Minutes))*time.Minute
		parts = append(parts, fmt.Sprintf("%s of %s", minutes(asked), count(max(1, s.Control.Minutes), "min", "min")))
		if asked > most {
			c.late = warn
		}
		if asked > max(most, hardStop) {
			parts[0] += ", vote (V) or park it (P)"
		}
	}
	block := "block " + whole(t.Sitting(c.now)) + " min"
	if t.Sitting(c.now) >= longSitting {
		block += ", time for a break (B)"
		c.late = warn
	}
	parts = append(parts, block, whole(t.Worked(c.now))+" of "+strconv.Itoa(v.Agenda.Minutes)+" min")
	if p := assess.PaceOf(t, c.now, v.Agenda, v.Posture); p.Of > 0 {
		parts = append(parts, paceWord(p.Behind()))
		if p.Behind() > 1 {
			c.late = warn
		}
	}
	c.text = strings.Join(parts, " · ")
	return c
}

func paceWord(behind int) string {
	switch {
	case behind > 0:
		return strconv.Itoa(behind) + " behind"
	case behind < 0:
		return strconv.Itoa(-behind) + " ahead"
	}
	return "on time"
}

// minutes writes 3:07; whole leaves the seconds out.
func minutes(d time.Duration) string {
	s := int(d / time.Second)
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

func whole(d time.Duration) string { return strconv.Itoa(int(d / time.Minute)) }

// hour is a time of day where the clock hangs.
func hour(t, now time.Time) string { return t.In(now.Location()).Format("15:04") }

// line draws the clock at the right end of a line.
func (c stopwatch) line(w int, th theme.Theme) string {
	if c.text == "" {
		return ""
	}
	return cell.Ends("", by(th, c.late).Say(cell.Cut(c.text, w-2))+" ", w)
}

// led reports whether another window leads the projector, and so the clock.
func (a *app) led() bool {
	v := a.clerk.view
	return v != nil && !a.follows && v.Session.Place.Lead != 0 && v.Session.Place.Lead != a.process && !a.clerk.took
}

// clockCommands begin and stop the clock, and begin and end a break.
func (a *app) clockCommands() []Command {
	v, timer, now := a.clerk.view, a.clock.timer, a.clock.now
	if v == nil || len(a.stack) == 1 {
		return nil
	}
	change := func(say string, f func(assess.Timer, time.Time) assess.Timer) func() (Screen, Step) {
		return func() (Screen, Step) { return nil, Step{Timer: f, Say: say} }
	}
	end := change("Back at work.", assess.Timer.Resume)
	if a.led() {
		not := func() (Screen, Step) {
			return nil, Step{Say: "Another window leads the projector and has the clock. L takes both."}
		}
		return []Command{{ID: goLead, Do: func() (Screen, Step) { return nil, a.lead() }}, {ID: goClock, Do: not}, {ID: goBreak, Do: not}}
	}
	lead := Command{ID: goLead, Do: func() (Screen, Step) { return nil, a.lead() }}
	pause := Command{ID: goBreak, Do: func() (Screen, Step) { return nil, Step{Over: breakForm(v, now)} }}
	switch {
	case timer.InBreak():
		return []Command{lead, {ID: goBreak, Hint: true, Do: end}, {ID: goClock, Do: end}}
	case timer.Runs():
		return []Command{lead, pause, {ID: goClock, Do: func() (Screen, Step) {
			return nil, Step{Over: confirm{
				question: "Stop the clock?", detail: "It says " + a.clock.text + ". Begun again, it counts from nothing.",
				yes: func() Step {
					return Step{Say: "The clock is stopped.", Timer: func(assess.Timer, time.Time) assess.Timer { return assess.Timer{} }}
				},
			}}
		}}}
	}
	begin := func(_ assess.Timer, now time.Time) assess.Timer { return assess.Timer{}.Begin(now, v.Agenda) }
	return []Command{lead, pause, {ID: goClock, Do: change("The clock runs: "+count(len(v.Agenda.Items), "question", "questions")+" in "+strconv.Itoa(v.Agenda.Minutes)+" min. C stops it, B is a break.", begin)}}
}

// lead makes the projector follow this window from now on.
func (a *app) lead() Step {
	p, v := a.place(), a.clerk.view
	p.Take, a.clerk.took = true, true
	return Step{Say: "The projector follows this window now.", Run: []Work{do("", func(ctx context.Context, d Desk) any {
		if err := d.SetPlace(ctx, v, p); err != nil {
			return failed{key: "place", err: because("taking the lead", err)}
		}
		return nil
	})}}
}

// breakForm asks how long a break is, and shows what is parked: a break is when somebody takes it.
func breakForm(v *desk.View, now time.Time) formSheet {
	about := "All that was said is on disk."
	if !now.IsZero() {
		about += " It is " + hour(now, now) + " now."
	}
	open, alone := openParked(v), 0
	for _, p := range open {
		if p.Owner == "" {
			alone++
		}
	}
	if alone > 0 {
		about += " Parked and nobody's yet: " + strconv.Itoa(alone) + " of " + strconv.Itoa(len(open)) + "; ctrl+p shows them."
	}
	return formSheet{
		title: "Break", about: about,
		form: form{button: "Begin the break", fields: []field{textField("minutes", "Minutes", "10", "")}},
		submit: func(f form) (Step, string) {
			n, err := strconv.Atoi(f.value("minutes"))
			if err != nil || n < 1 || n > 240 {
				return Step{}, "Minutes: a number from 1 to 240."
			}
			return Step{Close: true, Say: "Break. B or C when people are back.", Timer: func(t assess.Timer, now time.Time) assess.Timer {
				return t.Pause(now, time.Duration(n)*time.Minute)
			}}, ""
		},
	}
}
