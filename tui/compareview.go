package tui

import (
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

func (c compare) View(size cell.Size, th theme.Theme) string {
	w := min(size.W, widest)
	if c.was.ref == "" {
		return cell.Block([]string{
			"", " " + th.Strong.Say("There is nothing to compare with yet."), "",
			" " + th.Dim.Say("m keeps how things stand today as a milestone. In 90 days this page says what moved."),
		}, size)
	}
	lines := []string{
		" " + th.Dim.Say("From ") + th.Strong.Say(cell.Cut(upper(safe(c.was.label)), w-8)),
		" " + th.Dim.Say("To   ") + th.Strong.Say(cell.Cut(upper(safe(c.now.label)), w-8)),
	}
	switch {
	case c.err != nil:
		lines = append(lines, hung("! "+sentence(c.err), w, 3, th.Bad)...)
	case c.diff == nil:
		lines = append(lines, " "+th.Dim.Say("Comparing…"))
	case len(c.rows) == 0:
		lines = append(lines, "", " "+th.Strong.Say("Nothing changed between the two."))
	default:
		lines = append(lines, " "+c.counts(), "")
	}
	if c.diff == nil || len(c.rows) == 0 {
		return cell.Block(lines, size)
	}
	foot := c.foot(w, size.H, th)
	room := max(1, size.H-len(lines)-len(foot))
	first := cell.Window(len(c.rows), room, c.at, max(0, c.at-room/2))
	for i := first; i < len(c.rows) && i < first+room; i++ {
		lines = append(lines, th.Row(i, c.drawRow(i, w, th)))
	}
	for len(lines) < size.H-len(foot) {
		lines = append(lines, "")
	}
	return cell.Block(append(lines[:max(0, min(len(lines), size.H-len(foot)))], foot...), size)
}

// counts is the comparison in one line.
func (c compare) counts() string {
	d := c.diff
	broken, mended, answers := 0, 0, 0
	for i := range d.Controls {
		broken += len(d.Controls[i].Broken)
		mended += len(d.Controls[i].Mended)
		if d.Controls[i].Answered {
			answers++
		}
	}
	var parts []string
	for _, x := range []struct {
		n    int
		what string
	}{
		{len(d.Moved(assess.MoveClosed)), "closed"},
		{len(d.Moved(assess.MoveReopened)), "open again"},
		{len(d.Moved(assess.MoveLost)), "no longer known"},
		{len(d.Moved(assess.MoveNew)), "new"},
		{answers, "answered otherwise"},
		{broken, "new failures"},
		{mended, "mended"},
	} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	return strings.Join(parts, " · ")
}

func (c compare) drawRow(i, w int, th theme.Theme) string {
	r := c.rows[i]
	switch {
	case r.head != "":
		return head(th, r.head)
	case r.gate != nil:
		m := verdictWord(r.gate.Now)
		return cell.Cut("   "+m.say(th)+" "+cell.Fit(r.gate.Gate.Question(), 21)+"  "+th.Dim.Say(string(r.gate.Was)+" → ")+m.style(th).Say(string(r.gate.Now)), w)
	case r.c == nil:
		return ""
	}
	right := cell.Cut(changeWords(r.c), w/2) + " "
	title := safe(r.c.Title)
	if r.c.Must {
		right = "must · " + right
	}
	if i == c.at {
		return th.Selected.Say(cell.Ends(" › "+r.glyph.glyph+" "+title, right, w))
	}
	return cell.Ends("   "+r.glyph.say(th)+" "+title, th.Dim.Say(right), w)
}

// frozenWord is a control in a word, as it stood.
func frozenWord(f assess.Frozen) string {
	switch {
	case f.Control == "":
		return "not asked"
	case f.Out:
		return "does not apply"
	case !f.Known:
		return "not known"
	case f.Gap == 0:
		return "done"
	case f.Gap < 1:
		return "open in part"
	}
	return "open"
}

// resourcesWord is how many of how many resources pass; empty where nothing was counted.
func resourcesWord(f assess.Frozen) string {
	if f.Passes+len(f.Failing) == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d", f.Passes, f.Passes+len(f.Failing))
}

// changeWords is what changed of a control: how it stands, and the count where that moved.
func changeWords(x *assess.ControlChange) string {
	a, b := frozenWord(x.Was), frozenWord(x.Now)
	out := a + " → " + b
	if a == b {
		out = b
	}
	if n, m := resourcesWord(x.Was), resourcesWord(x.Now); n != m && m != "" {
		out += " · " + m
		if n != "" {
			out = strings.TrimSuffix(out, m) + n + " → " + m
		}
	}
	return out
}

// foot opens the chosen control: what was said then and now, and which resources moved.
func (c compare) foot(w, h int, th theme.Theme) []string {
	x := c.row().c
	if x == nil {
		return []string{""}
	}
	most := max(1, min(12, h/3))
	lines := []string{"", " " + th.Strong.Say(cell.Cut(safe(x.Title), w-2))}
	if x.Answered {
		lines = append(lines, " "+cell.Cut("You said "+saidOr(x.Was.Value)+" → "+saidOr(x.Now.Value), w-2))
	}
	for _, list := range []struct {
		mark mark
		what string
		of   []assess.FailingRule
	}{{mark{"✗", bad}, "fails now", x.Broken}, {mark{"✓", good}, "no longer fails", x.Mended}} {
		for i, f := range list.of {
			if len(lines) >= most && i < len(list.of)-1 {
				lines = append(lines, "   "+th.Dim.Say(fmt.Sprintf("… %d more that %s", len(list.of)-i, strings.Replace(list.what, "fails", "fail", 1))))
				break
			}
			lines = append(lines, "   "+list.mark.say(th)+" "+cell.Ends(cell.CutLeft(safe(f.Where()), w/2), th.Dim.Say(list.what+": "+safe(f.Rule))+" ", w-5))
		}
	}
	return lines
}

func saidOr(a assess.Answer) string {
	if a == "" {
		return "nothing"
	}
	return answerWord(a)
}
