package report

import (
	"strconv"
	"time"

	"drydock/assess"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// grid is the picture of layers and phases: nine cells, each with its counts and a bar of them.
type grid struct {
	Width, Height int
	Heads, Sides  []chartText
	Cells         []gridCell
}

// chartText is text in a picture, with its place.
type chartText struct {
	X, Y int
	Text string
}

type gridCell struct {
	X, Y, W, H    int
	State         string // weakest, due or later
	Layer, Phase  string // what to filter by
	Name          string // for whoever does not see it
	Count, Rest   string
	Mark          string
	Bars          []gridBar
	TextX         int
	CountY, RestY int
	MarkY, BarY   int
	Empty         bool
}

type gridBar struct {
	X, Y, W int
	State   string
}

// Measures of the grid.
const (
	gridSide = 150
	gridHead = 34
	gridW    = 226
	gridH    = 112
	gridGap  = 10
	gridPad  = 16
	barH     = 8
)

func (r *report) grid() *grid {
	g := &grid{Width: gridSide + 3*(gridW+gridGap), Height: gridHead + 3*(gridH+gridGap)}
	for i, p := range questionnaire.Phases() {
		g.Heads = append(g.Heads, chartText{gridSide + i*(gridW+gridGap), gridHead - 12, p.Title()})
	}
	for i, l := range questionnaire.Layers() {
		g.Sides = append(g.Sides, chartText{0, gridHead + i*(gridH+gridGap) + gridH/2, l.Title()})
		for j, p := range questionnaire.Phases() {
			for k := range r.Posture.Cells {
				if c := &r.Posture.Cells[k]; c.Layer == l && c.Phase == p {
					g.Cells = append(g.Cells, newGridCell(c, gridSide+j*(gridW+gridGap), gridHead+i*(gridH+gridGap)))
				}
			}
		}
	}
	return g
}

func newGridCell(c *assess.Cell, x, y int) gridCell {
	out := gridCell{
		X: x, Y: y, W: gridW, H: gridH, State: "due", Layer: string(c.Layer), Phase: string(c.Phase), Empty: c.Total == 0,
		TextX: x + gridPad, CountY: y + 34, RestY: y + 56, MarkY: y + gridH - 34, BarY: y + gridH - gridPad - barH,
		Name: c.Layer.Title() + ", " + c.Phase.Title() + ": " + c.Sentence,
	}
	switch {
	case c.Weakest:
		out.State, out.Mark = "weakest", weakestMark
	case !c.Due:
		out.State, out.Mark = "later", "not yet due"
	}
	if out.Mark != "" {
		out.Name += ", " + out.Mark
	}
	if out.Empty {
		out.Count = "–"
		out.Rest = c.Sentence
		return out
	}
	out.Count = strconv.Itoa(c.Done) + " of " + strconv.Itoa(c.Total) + " done"
	out.Rest = strconv.Itoa(c.Open) + " open, " + strconv.Itoa(c.NotKnown) + " not known"
	room, at := gridW-2*gridPad, x+gridPad
	for _, part := range []struct {
		n     int
		state string
	}{{c.Done, "done"}, {c.Open, "open"}, {c.NotKnown, "not-known"}} {
		if w := room * part.n / c.Total; w > 0 {
			out.Bars = append(out.Bars, gridBar{at, out.BarY, w, part.state})
			at += w
		}
	}
	return out
}

// lanes is the picture of the plan: a line for each action in the lane of its horizon, prerequisites as lines between them.
type lanes struct {
	Width, Height, Left int
	Lanes               []lane
	Ticks               []tick
	Rows                []lanesRow
	Needs               []string // paths
	Gate                *tick
	Top                 int
}

type lane struct {
	Y, H, TextY int
	Title       string
	Odd         bool
}

type tick struct {
	X, TextX int
	Text     string
	End      bool // its text stands left of it
}

type lanesRow struct {
	ID            string
	X, Y, W, H    int
	TextY, DatesX int
	DatesEnd      bool
	Label, Dates  string
	Title         string
	Late          bool
}

// Measures of the lanes.
const (
	lanesLeft  = 356
	lanesRight = 644
	lanesHead  = 48
	laneHead   = 26
	laneRow    = 26
	laneFoot   = 8
	laneBar    = 12
	labelRunes = 46
	datesRoom  = 110
	tickRoom   = 60
	mostTicks  = 10
	farDays    = 400 // a date this far after the work is not in the picture
)

// span is the time that the lanes show.
type span struct {
	from assess.Date
	days int
}

func (s span) x(d assess.Date) int { return lanesLeft + d.DaysSince(s.from)*lanesRight/s.days }

func (r *report) span() span {
	last := r.Plan.AsOf.AddDays(14)
	for i := range r.Plan.Actions {
		last = max(last, r.Plan.Actions[i].Finish)
	}
	if s := r.Plan.Short; s != nil && s.By.DaysSince(last) <= farDays {
		last = max(last, s.By)
	}
	return span{r.Plan.AsOf, last.DaysSince(r.Plan.AsOf) + 2}
}

func (r *report) lanes() *lanes {
	s := r.span()
	l := &lanes{Width: lanesLeft + lanesRight + 8, Left: lanesLeft, Top: lanesHead, Ticks: s.ticks()}
	late := map[string]bool{}
	if over := r.Plan.Short; over != nil {
		for _, id := range over.Late {
			late[id] = true
		}
		if x := s.x(over.By); x <= l.Width && x >= lanesLeft {
			l.Gate = &tick{X: x, TextX: x + 6, Text: r.Session.Scope.Gate().Title() + ": " + short(over.By), End: x > lanesLeft+lanesRight/2}
			if l.Gate.End {
				l.Gate.TextX = x - 6
			}
		}
	}
	y, rows := lanesHead, map[string]*lanesRow{}
	for _, h := range horizons() {
		first := y
		for i := range r.Plan.Actions {
			a := &r.Plan.Actions[i]
			if a.Horizon != h {
				continue
			}
			if y == first {
				y += laneHead
			}
			l.Rows = append(l.Rows, newLanesRow(a, s, y, late[a.Action.ID]))
			y += laneRow
		}
		if y > first {
			y += laneFoot
			l.Lanes = append(l.Lanes, lane{Y: first, H: y - first, TextY: first + 18, Title: horizonWord(h), Odd: len(l.Lanes)%2 == 1})
		}
	}
	for i := range l.Rows {
		rows[l.Rows[i].ID] = &l.Rows[i]
	}
	for i := range r.Plan.Actions {
		a := &r.Plan.Actions[i]
		for _, id := range a.Needs {
			from, to := rows[place("a-", id)], rows[place("a-", a.Action.ID)]
			if from != nil && to != nil {
				l.Needs = append(l.Needs, from.leadsTo(to))
			}
		}
	}
	l.Height = y + 4
	return l
}

func newLanesRow(a *assess.PlannedAction, s span, y int, late bool) lanesRow {
	x := s.x(a.Start)
	row := lanesRow{
		ID: place("a-", a.Action.ID), X: x, Y: y + (laneRow-laneBar)/2, W: max(s.x(a.Finish)-x, 5), H: laneBar, TextY: y + 17, Late: late,
		Label: strconv.Itoa(a.Rank) + "  " + cut(plain(a.Action.Title), labelRunes), Dates: s.label(a.Start) + " – " + s.label(a.Finish),
		Title: "Action " + strconv.Itoa(a.Rank) + ": " + plain(a.Action.Title) + ", " + short(a.Start) + " – " + short(a.Finish),
	}
	if late {
		row.Dates += " ✗ after your date"
		row.Title += ", after your date"
	}
	row.DatesX = row.X + row.W + 8
	room := datesRoom
	if late || s.days > oneYear {
		room *= 2
	}
	if row.DatesX > lanesLeft+lanesRight-room {
		row.DatesX, row.DatesEnd = row.X-8, true
	}
	return row
}

// leadsTo is the line from the end of one bar down to the beginning of another.
func (a *lanesRow) leadsTo(b *lanesRow) string {
	at := strconv.Itoa
	return "M" + at(a.X+a.W-2) + " " + at(a.Y+a.H/2) + "V" + at(b.Y+b.H/2) + "H" + at(b.X)
}

// ticks are the months, or the weeks where there are few of them.
func (s span) ticks() []tick {
	var out []tick
	from, err := time.Parse("2006-01-02", string(s.from))
	if err != nil {
		return nil
	}
	for day := 0; day < s.days; day++ {
		t := from.AddDate(0, 0, day)
		if (s.days > 70 && t.Day() == 1) || (s.days <= 70 && t.Weekday() == time.Monday) {
			out = append(out, tick{X: lanesLeft + day*lanesRight/s.days, Text: t.Format(s.layout("Jan 2006"))})
		}
	}
	every := (len(out) + mostTicks - 1) / mostTicks
	var kept []tick
	for i, t := range out {
		if i%max(every, 1) == 0 && t.X < lanesLeft+lanesRight-tickRoom {
			kept = append(kept, t)
		}
	}
	return kept
}

// oneYear is the longest picture, in days, in which a day and a month are one date.
const oneYear = 360

// label is a date in the picture, with its year where the picture shows several.
func (s span) label(d assess.Date) string {
	t, err := time.Parse("2006-01-02", string(d))
	if err != nil {
		return plain(string(d))
	}
	return t.Format(s.layout("2 Jan 2006"))
}

func (s span) layout(withYear string) string {
	if s.days > oneYear {
		return withYear
	}
	return "2 Jan"
}

// plain is text from outside on one line; html/template does the escaping.
func plain(s string) string { return text.Untrusted(s).Terminal() }
