package tui

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// present is the projector: it shows large what the workbench in the other terminal is at, and nothing that is for the facilitator
// or the client alone: no account, no resource, no note, no cue.
type present struct {
	ref  string
	view *desk.View
	now  time.Time
	err  error
}

// projectorTime brings the time to the projector.
type projectorTime struct{ now time.Time }

func (p present) Bare() {}

func (p present) Start() Step {
	ref := p.ref
	return Step{Run: []Work{do("open", func(ctx context.Context, d Desk) any {
		v, err := d.Open(ctx, ref)
		if err != nil {
			return failed{key: "open", err: because("opening "+ref, err)}
		}
		return opened{view: v}
	})}}
}

func (p present) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case opened:
		p.view, p.err = m.view, nil
	case fresh:
		p.view = m.view
	case projectorTime:
		p.now = m.now
	case failed:
		p.err = m.err
	}
	return p, Step{}
}

func (p present) Commands() []Command { return nil }

// slide is a page for a projector: a block in the middle, and small words in the corners.
type slide struct {
	left, right string // at the top
	rows        []slideRow
	foot, end   string // at the bottom
	late        pick
}

// slideRow is a line of a slide, already as wide as it may be; gaps are given up first where the room is low.
type slideRow struct {
	text  string
	style pick
	gap   bool
}

func (p present) View(size cell.Size, th theme.Theme) string {
	switch {
	case p.err != nil:
		return slide{rows: wrapRows(sentence(p.err), slideWidth(size.W), nil)}.draw(size, th)
	case p.view == nil:
		return slide{rows: []slideRow{{text: "Drydock", style: dim}}}.draw(size, th)
	}
	return p.page(size, th).draw(size, th)
}

// page is the slide for where the facilitator is.
func (p present) page(size cell.Size, th theme.Theme) slide {
	s := slide{left: p.title(), late: dim}
	place, w := p.view.Session.Place, slideWidth(size.W)
	s.foot, s.end, s.late = p.times()
	if place.Lead == 0 { // nobody is at the workbench
		s.left, s.rows, s.foot, s.end = "", titleSlide(p.view, w), "", ""
		return s
	}
	if place.Timer.InBreak() {
		s.rows = breakSlide(p.view, hour(place.Timer.Until, p.clockNow()), p.progress(), w)
		return s
	}
	switch place.Screen {
	case placeWalk:
		if c, ok := p.view.Posture.Control(place.Control); ok {
			s.right = p.progress()
			s.rows = questionSlide(p.view, c, w, size.H, th)
			return s
		}
	case placeOverview:
		s.rows = standSlide(p.view, min(size.W-4, 110), size.H, th)
		return s
	case placePlan, placeAction:
		s.rows = planSlide(p.view, min(size.W-6, 80), place.Item)
		return s
	}
	switch place.Screen {
	case placeReadOut:
		s.rows = readOutSlide(p.view, min(size.W-6, 84))
		return s
	case placeAgenda:
		s.rows = agendaSlide(p.view, w)
		return s
	}
	s.left, s.rows = "", titleSlide(p.view, w)
	return s
}

func (p present) title() string {
	s := forRoom(titleOf(p.view))
	if p.view.Session.Meta.Sample {
		s = "SAMPLE · " + s
	}
	return s
}

// clockNow is the time by which the clock is drawn; before the first tick there is none.
func (p present) clockNow() time.Time {
	if p.now.IsZero() {
		return p.view.Session.Place.Timer.Until.UTC()
	}
	return p.now
}

// times are how long the question is asked, and how much of the day is gone.
func (p present) times() (foot, end string, late pick) {
	t, late := p.view.Session.Place.Timer, dim
	if !t.Runs() || p.now.IsZero() || t.InBreak() {
		return "", "", late
	}
	if c, ok := p.view.Posture.Control(p.view.Session.Place.Control); ok && p.view.Session.Place.Screen == placeWalk {
		foot = minutes(t.Question(p.now)) + " of " + count(max(1, c.Control.Minutes), "min", "min")
		if t.Question(p.now) > time.Duration(max(1, c.Control.Minutes))*time.Minute {
			late = warn
		}
	}
	return foot, whole(t.Worked(p.now)) + " of " + strconv.Itoa(p.view.Agenda.Minutes) + " min", late
}

// progress is how many of today's questions are done; without a clock, how many of all are answered.
func (p present) progress() string {
	t := p.view.Session.Place.Timer
	if t.Runs() {
		if pace := assess.PaceOf(t, t.Begun, p.view.Agenda, p.view.Posture); pace.Of > 0 {
			return fmt.Sprintf("%d of %d done today", pace.Done, pace.Of)
		}
	}
	done := 0
	for i := range p.view.Posture.Controls {
		if answered(&p.view.Posture.Controls[i]) {
			done++
		}
	}
	return fmt.Sprintf("%d of %d answered", done, len(p.view.Posture.Controls))
}

// account and resource are what a text may not carry onto the projector.
var (
	account  = regexp.MustCompile(`\d{12,}|\d{4}-\d{4}-\d{4}`)
	resource = regexp.MustCompile(`arn:[^\s,;)]+`)
)

// forRoom makes a text fit for everybody in the room: accounts and resources by name are nobody's business there.
func forRoom[T ~string](s T) string {
	return account.ReplaceAllString(resource.ReplaceAllString(safe(s), "a resource"), "an account")
}

// slideWidth is how wide text is on a slide: as many letters as a glance takes.
func slideWidth(w int) int { return max(1, min(w-6, 54)) }

// wrapRows wraps to lines of like length, so that no word stands alone.
func wrapRows(s string, w int, style pick) []slideRow {
	lines := cell.Wrap(s, max(1, w))
	for narrow := w - 1; narrow > w/2; narrow-- {
		tighter := cell.Wrap(s, narrow)
		if len(tighter) > len(lines) {
			break
		}
		lines = tighter
	}
	var out []slideRow
	for _, l := range lines {
		out = append(out, slideRow{text: l, style: style})
	}
	return out
}

// tall is from how many rows on a question is set with air between its lines.
const tall = 36

// questionSlide is one question, large.
func questionSlide(v *desk.View, c *assess.ControlState, w, h int, th theme.Theme) []slideRow {
	q := c.Control
	where := q.Layer.Title() + " · " + strings.ToLower(q.Phase.Title())
	if q.Must {
		where += " · must-have"
	}
	rows := append(wrapRows(where, w, dim), slideRow{gap: true}, slideRow{})
	for i, r := range wrapRows(safe(q.Question), w, strong) {
		if i > 0 && h >= tall {
			rows = append(rows, slideRow{gap: true})
		}
		rows = append(rows, r)
	}
	rows = append(rows, slideRow{}, slideRow{gap: true})
	if word, style := shownWord(c.Evidence.Verdict); word != "" {
		rows = append(rows, slideRow{text: word, style: style})
	}
	if differs(c) {
		rows = append(rows, slideRow{text: "You said: " + answerWord(c.Decision.Value)}, slideRow{gap: true}, slideRow{text: "! These differ", style: banner})
	}
	if c.Disputed {
		rows = append(rows, slideRow{gap: true}, slideRow{text: "! Opinions differ", style: banner})
	}
	votes := v.Session.VotesOn(q.ID)
	for i, vote := range votes {
		if i < len(votes)-1 {
			rows = append(rows, slideRow{gap: true}, slideRow{text: "First vote: " + vote.Sentence(), style: dim})
			continue
		}
		rows = append(rows, slideRow{gap: true}, slideRow{text: roundWord(vote) + ": " + vote.Sentence()})
		for _, l := range bars(vote, w, th) {
			rows = append(rows, slideRow{text: l})
		}
	}
	if d := c.Decision; d != nil && !d.AsEvidence && !differs(c) {
		word := "Decided: " + answerWord(d.Value)
		if d.Contested {
			word += ", contested." + forRoom(takenBy(d.Owner))
		}
		rows = append(rows, slideRow{gap: true})
		rows = append(rows, wrapRows(word, w, accent)...)
	}
	return rows
}

// shownWord is all that the projector says of the evidence.
func shownWord(v evidence.Verdict) (string, pick) {
	switch v {
	case evidence.VerdictPass:
		return "AWS shows: ✓ yes", good
	case evidence.VerdictSome:
		return "AWS shows: ✗ in part", bad
	case evidence.VerdictFail:
		return "AWS shows: ✗ no", bad
	case evidence.VerdictNotAssessed:
		return "AWS shows: ? not known", unknown
	}
	return "", nil
}

// breakSlide says when people are back, and what is parked.
func breakSlide(v *desk.View, until, done string, w int) []slideRow {
	rows := []slideRow{{text: "Break", style: strong}, {gap: true}, {text: "Back at " + until, style: accent}, {}, {text: done, style: dim}}
	open := openParked(v)
	if len(open) == 0 {
		return rows
	}
	rows = append(rows, slideRow{}, slideRow{text: "Parked", style: strong})
	for _, p := range open[:min(5, len(open))] {
		rows = append(rows, bullet(forRoom(p.Text)+parkedWho(p), w)...)
	}
	return rows
}

func parkedWho(p assess.Parked) string {
	if p.Owner == "" {
		return " (who takes it?)"
	}
	return " (" + forRoom(p.Owner) + ")"
}

// bullet is a point of a list, whose further lines stand under its text.
func bullet(s string, w int) []slideRow {
	rows := wrapRows(s, w-2, nil)
	for i := range rows {
		lead := "  "
		if i == 0 {
			lead = "· "
		}
		rows[i].text = lead + rows[i].text
	}
	return rows
}

// titleSlide is what hangs there while people come in.
func titleSlide(v *desk.View, w int) []slideRow {
	var rows []slideRow
	if v.Session.Meta.Sample {
		rows = append(rows, slideRow{text: "SAMPLE", style: warn}, slideRow{})
	}
	rows = append(rows, wrapRows(forRoom(titleOf(v)), w, strong)...)
	rows = append(rows, slideRow{})
	gate := v.Session.Scope.Gate().Question()
	if by := assess.Date(v.Session.Scope.By); by != "" {
		gate += " By " + by.Long() + "."
	}
	rows = append(rows, wrapRows(gate, w, accent)...)
	rows = append(rows, slideRow{})
	if n := len(v.Agenda.Items); n > 0 {
		rows = append(rows, wrapRows(fmt.Sprintf("Today: %s in %d minutes.", count(n, "question", "questions"), v.Agenda.Minutes), w, nil)...)
	}
	return append(rows, wrapRows("A conversation, not an audit. “I don't know” is a good answer.", w, dim)...)
}

// standSlide is where the workload stands: the decisions, what stands in the way, and the counts.
func standSlide(v *desk.View, w, h int, th theme.Theme) []slideRow {
	o := newOverview(v)
	var rows []slideRow
	for _, g := range v.Posture.Gates {
		rows = append(rows, slideRow{text: gateHead(g, false, w, th)})
	}
	rows = append(rows, slideRow{})
	cells, _ := o.cellLines(cell.Size{W: w, H: h}, th)
	room := h - 4 - len(rows) - len(cells) - 1
	for i, it := range o.items {
		if i == room-1 && len(o.items) > room {
			rows = append(rows, slideRow{text: fmt.Sprintf("     … %d more", len(o.items)-i), style: dim})
			break
		}
		it.blocker.Because = "" // it may name resources
		rows = append(rows, slideRow{text: cell.Cut("     "+upper(it.kind)+": "+forRoom(it.blocker.Title), w)})
	}
	rows = append(rows, slideRow{})
	for _, l := range cells {
		rows = append(rows, slideRow{text: l})
	}
	return rows
}

// topActions is how much of the plan a room can talk about.
const topActions = 5

// planSlide is the top of the plan: what, who, until when. The action that is open is marked.
func planSlide(v *desk.View, w int, at string) []slideRow {
	rows := []slideRow{{text: "What to do first", style: strong}, {}}
	if v.Plan == nil || len(v.Plan.Actions) == 0 {
		return append(rows, slideRow{text: "Nothing to do yet.", style: dim})
	}
	for i := range v.Plan.Actions {
		a := &v.Plan.Actions[i]
		if i >= topActions && a.Action.ID != at {
			continue
		}
		var style pick
		if a.Action.ID == at {
			style = accent
		}
		rows = append(rows, slideRow{text: cell.Cut(fmt.Sprintf("%2d  %s", a.Rank, forRoom(a.Action.Title)), w), style: style},
			slideRow{text: cell.Cut("    "+ownerDue(v, a), w), style: dim}, slideRow{gap: true})
	}
	return rows
}

// ownerDue says who does an action, until when, and how long it takes.
func ownerDue(v *desk.View, a *assess.PlannedAction) string {
	who, due := ownerAndDay(v, a)
	return who + " · " + due + " · " + assess.Amount(a.Days, "day", "days")
}

// ownerAndDay says who does an action, and until when.
func ownerAndDay(v *desk.View, a *assess.PlannedAction) (who, day string) {
	who, due := "nobody yet", a.State.Due
	if a.State.Owner != "" {
		who = forRoom(a.State.Owner)
	}
	if due == "" {
		due = a.Finish
	}
	return who, near(due, v.Posture.AsOf)
}

// draw puts the block into the middle: as wide as its widest row, a little above the centre.
func (s slide) draw(size cell.Size, th theme.Theme) string {
	room := size.H - 2
	rows := s.rows
	if len(rows) > room { // all gaps go together, then blank lines from the end
		rows = slices.DeleteFunc(slices.Clone(rows), func(r slideRow) bool { return r.gap })
	}
	for len(rows) > room {
		i := lastBlank(rows)
		if i < 0 {
			break
		}
		rows = slices.Delete(rows, i, i+1)
	}
	widest := 0
	for _, r := range rows {
		widest = max(widest, cell.Width(r.text))
	}
	left := strings.Repeat(" ", max(0, (size.W-widest)/2))
	lines := []string{cell.Ends(" "+th.Dim.Say(s.left), th.Dim.Say(s.right)+" ", size.W)}
	for range max(0, (room-len(rows))*2/5) {
		lines = append(lines, "")
	}
	for _, r := range rows {
		if len(lines) < size.H-1 {
			lines = append(lines, left+by(th, r.style).Say(r.text))
		}
	}
	for len(lines) < size.H-1 {
		lines = append(lines, "")
	}
	foot := cell.Ends(" "+by(th, s.late).Say(s.foot), th.Dim.Say(s.end)+" ", size.W)
	return cell.Block(append(lines, foot), size)
}

// lastBlank finds the last empty row; -1: there is none.
func lastBlank(rows []slideRow) int {
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].text == "" {
			return i
		}
	}
	return -1
}
