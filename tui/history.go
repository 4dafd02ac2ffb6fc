package tui

import (
	"context"
	"fmt"
	"math"

	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// history lists what was changed, newest first: who, when, what. It leads to the question, and takes back to a row.
type history struct {
	view   *desk.View
	past   []desk.Past
	loaded bool
	wrong  string
	at     int
	room   int // rows of the list, for a page
}

type remembered struct{ past []desk.Past }

func newHistory(v *desk.View) history { return history{view: v, room: 10} }

func (h history) Start() Step {
	v := h.view
	return Step{Run: []Work{do("past", func(ctx context.Context, d Desk) any {
		past, err := d.Past(ctx, v)
		if err != nil {
			return failed{key: "past", err: because("reading what was changed", err)}
		}
		return remembered{past: past}
	})}}
}

func (h history) Rows(int) int { return math.MaxInt32 }

func (h history) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case remembered:
		before := uint64(0)
		if h.at > 0 && h.at < len(h.past) { // at the top one stays at the top
			before = h.past[h.at].Seq
		}
		h.past, h.loaded, h.wrong = m.past, true, ""
		h.at = stay(h.past, h.at, func(p desk.Past) bool { return p.Seq == before })
	case fresh:
		h.view = m.view
		return h, h.Start()
	case resized:
		h.room = max(1, m.size.H-historyFoot-4)
	case failed:
		h.loaded, h.wrong = true, sentence(m.err)
	}
	return h, Step{}
}

func (h history) move(by int) func() (Screen, Step) {
	return func() (Screen, Step) {
		h.at = min(max(0, h.at+by), max(0, len(h.past)-1))
		return h, Step{}
	}
}

func (h history) Commands() []Command {
	out := []Command{}
	if len(h.past) > 0 {
		out = append(out,
			Command{ID: pastOpen, Hint: true, Do: h.open},
			Command{ID: pastUndo, Hint: true, Do: h.takeBack},
			Command{ID: pastUp, Do: h.move(-1)},
			Command{ID: pastDown, Hint: true, Do: h.move(1)},
			Command{ID: pastPageUp, Do: h.move(-h.room)},
			Command{ID: pastPageDown, Do: h.move(h.room)},
			Command{ID: pastFirst, Do: h.move(-len(h.past))},
			Command{ID: pastLast, Do: h.move(len(h.past))})
	}
	return append(out, Command{ID: pastClose, Hint: true, Do: func() (Screen, Step) { return h, Step{Close: true} }})
}

// open leads to what the chosen change is about.
func (h history) open() (Screen, Step) {
	for _, p := range h.past[h.at].Parts {
		if _, ok := h.view.Posture.Control(p.Control); ok {
			return h, Step{Close: true, Move: Push, To: newWalk(h.view, p.Control)}
		}
		detail := newPlanDetail(h.view, h.view.Plan, p.Action)
		if _, ok := detail.action(); ok {
			return h, Step{Close: true, Move: Push, To: detail}
		}
	}
	return h, Step{Say: "This change is not about a question or an action that is there now."}
}

// takeBack asks, then undoes the chosen change and all after it, one by one.
func (h history) takeBack() (Screen, Step) {
	p, newest := h.past[h.at], h.past[0].Seq
	n := desk.Standing(h.past, p.Seq)
	if n == 0 {
		return h, Step{Say: "From here on nothing stands that could be taken back."}
	}
	question := "Take back this change?"
	if n > 1 {
		question = fmt.Sprintf("Take back the newest %d changes, down to this one?", n)
	}
	return h, Step{Over: confirm{
		question: question, detail: historyWords(p) + ". ctrl+r makes what was taken back again, one by one.",
		yes: func() Step {
			return Step{Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) {
				return d.UndoTo(ctx, v, p.Seq, newest)
			}}
		},
	}}
}

// historyFoot is how many rows the chosen change has to be read in whole.
const historyFoot = 6

func (h history) View(size cell.Size, th theme.Theme) string {
	title := head(th, "What was changed")
	lines := []string{title, ""}
	switch {
	case h.wrong != "":
		lines = append(lines, " "+th.Bad.Say("! "+safe(h.wrong)))
	case !h.loaded:
		lines = append(lines, " "+th.Dim.Say("Reading…"))
	case len(h.past) == 0:
		for _, l := range cell.Wrap("Nothing was changed yet. Whatever you answer stands here, and can be taken back.", max(8, size.W-2)) {
			lines = append(lines, " "+th.Dim.Say(l))
		}
	}
	if len(h.past) == 0 {
		return cell.Block(lines, size)
	}
	w := min(size.W, widest)
	lines[0] = cell.Ends(title, th.Dim.Say(fmt.Sprintf("%d of %s", h.at+1, count(len(h.past), "change", "changes")))+" ", w)
	foot := h.foot(w, th)
	if size.H < 3*historyFoot {
		foot = foot[:2]
	}
	room := max(1, size.H-len(lines)-len(foot))
	first := cell.Window(len(h.past), room, h.at, max(0, h.at-room/2))
	for i := first; i < len(h.past) && i < first+room; i++ {
		lines = append(lines, th.Row(i, h.drawRow(i, w, th)))
	}
	for len(lines) < size.H-len(foot) {
		lines = append(lines, "")
	}
	return cell.Block(append(lines, foot...), size)
}

func (h history) drawRow(i, w int, th theme.Theme) string {
	p := h.past[i]
	when, who := clockShort(p), safe(p.By)
	text := historyWords(p)
	state := ""
	if p.Undone {
		state = "taken back "
	}
	left := cell.Fit(when, 13) + cell.Fit(who, min(18, w/5)) + " " + text
	if i == h.at {
		return th.Selected.Say(cell.Ends(" › "+left, state, w))
	}
	if p.Undone || p.Undoes != 0 {
		return cell.Ends("   "+th.Dim.Say(cell.Cut(left, w-4-len(state))), th.Dim.Say(state), w)
	}
	return cell.Ends("   "+left, "", w)
}

func clockShort(p desk.Past) string { return p.At.UTC().Format("2 Jan 15:04") }

// historyWords is an act in one line: what it is about, and what became of it.
func historyWords(p desk.Past) string {
	lead := ""
	switch {
	case p.Again:
		lead = "Done again: "
	case p.Undoes != 0:
		lead = "Taken back: "
	}
	if len(p.Parts) == 0 {
		return lead + safe(p.What)
	}
	text := lead + safe(p.Parts[0].About) + "  " + partWords(p.Parts[0])
	if n := len(p.Parts) - 1; n > 0 {
		text += fmt.Sprintf("  and %d more", n)
	}
	return text
}

func partWords(p desk.PastPart) string {
	switch {
	case p.Before == "":
		return safe(p.After)
	case p.After == "":
		return safe(p.Before) + " → nothing"
	}
	return safe(p.Before) + " → " + safe(p.After)
}

// foot reads the chosen change whole.
func (h history) foot(w int, th theme.Theme) []string {
	lines := []string{""}
	p := h.past[h.at]
	lines = append(lines, " "+th.Dim.Say(cell.Cut(clock(p.At)+", "+safe(p.By)+": "+safe(p.What), w-2)))
	for _, part := range p.Parts {
		for _, l := range cell.Wrap(safe(part.About)+": "+partWords(part), max(1, w-2)) {
			lines = append(lines, " "+l)
		}
	}
	if len(lines) > historyFoot {
		lines = append(lines[:historyFoot-1:historyFoot-1], " "+th.Dim.Say(fmt.Sprintf("… %d more", len(lines)-historyFoot+1)))
	}
	for len(lines) < historyFoot { // so that the list does not move with what is chosen
		lines = append(lines, "")
	}
	return lines
}
