package tui

import (
	"fmt"
	"sort"
	"strconv"

	"drydock/assess"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

type namedNumber struct {
	name, means string
	number      assess.Number
}

func (o overview) numbers() []namedNumber {
	p := o.view.Posture
	return []namedNumber{
		{"Known", "how much of it we know", p.Known},
		{"Readiness", "how much of what we know is done", p.Readiness},
		{"How we know", "seen, shown, or only said", p.HowWeKnow},
	}
}

func (o overview) numberLines(w int, th theme.Theme) (lines []string, focus int) {
	lines = []string{""}
	for i, n := range o.numbers() {
		chosen := o.part == partNumbers && i == o.num
		if chosen {
			focus = len(lines)
		}
		sum := safe(n.number.Sentence)
		if n.number.Of == 0 {
			sum = "nothing to measure yet"
		}
		room := min(30, max(24, w/3))
		if chosen {
			text := " › " + cell.Fit(n.name, 13) + cell.Fit(sum, room) + " " + n.means
			if opens := text + "; enter opens the sum"; cell.Width(opens) <= w {
				text = opens
			}
			lines = append(lines, th.Zone(zoneNumber+strconv.Itoa(i), th.Selected.Say(cell.Fit(text, w))))
			continue
		}
		lines = append(lines, th.Zone(zoneNumber+strconv.Itoa(i), "   "+th.Strong.Say(cell.Fit(n.name, 13))+cell.Fit(sum, room)+" "+th.Dim.Say(n.means)))
	}
	return lines, focus
}

// sumPart is one line of a sum: some questions, what they weigh, and what of it counts.
type sumPart struct {
	name          string
	mark          mark
	count, weight int
	share         float64 // of the weight that counts
	worst         []*assess.ControlState
}

// sum opens one of the three numbers: its parts, then the heaviest questions that keep it down.
func (o overview) sum(i int) readerSheet {
	n := o.numbers()[i]
	parts := o.sumParts(i)
	out := []block{{indent: 1, text: upper(n.means) + ", each question by its weight: " + safe(n.number.Sentence), textBy: dim}, blank()}
	for _, p := range parts {
		counts := fmt.Sprintf("%d × %s = %s", p.weight, assess.Quarters(p.share), assess.Quarters(float64(p.weight)*p.share))
		out = append(out, block{indent: 3, mark: p.mark.glyph + " ", markBy: p.mark.style, text: cell.Fit(p.name, 30) + padLeft(count(p.count, "question ", "questions"), 14) + "   weight " + counts})
	}
	said := []string{
		"", "Where all that is not known turned out open it would be " + strconv.Itoa(n.number.Low) + " %, where it turned out done " + strconv.Itoa(n.number.Top) + " %.",
		"It says how sure the two above are. It never lowers a priority.",
	}[i]
	if said != "" && n.number.Of > 0 {
		out = append(out, blank(), block{indent: 3, text: said, textBy: dim})
	}
	var worst []*assess.ControlState
	for _, p := range parts {
		worst = append(worst, p.worst...)
	}
	sort.SliceStable(worst, func(a, b int) bool { return worst[a].Weight > worst[b].Weight })
	for k, c := range worst {
		if k == 0 {
			out = append(out, blank(), block{indent: 1, text: "What keeps it down, heaviest first", textBy: strong})
		}
		m := stateMark(c)
		out = append(out, block{indent: 3, mark: m.glyph + " ", markBy: m.style, text: safe(c.Control.Title), right: fmt.Sprintf("weight %d", c.Weight), cut: true})
	}
	return readerSheet{title: n.name, blocks: out}
}

// sumParts are the parts of a number, of the questions that apply.
func (o overview) sumParts(i int) []sumPart {
	parts := [][]sumPart{
		{{name: "Known", mark: mark{"✓", good}, share: 1}, {name: "Not known", mark: mark{"?", unknown}}},
		{{name: "Done", mark: mark{"✓", good}, share: 1}, {name: "In part", mark: mark{"✗", bad}, share: 0.5}, {name: "Open", mark: mark{"✗", bad}}},
		{
			{name: "AWS shows it", mark: mark{"✓", good}, share: 1},
			{name: "Shown, or a dated document", mark: mark{"✓", good}, share: 0.75},
			{name: "Who should know says so", mark: mark{"“", warn}, share: 0.5},
			{name: "Somebody else says so", mark: mark{"“", warn}, share: 0.25},
		},
	}[i]
	for k := range o.view.Posture.Controls {
		c := &o.view.Posture.Controls[k]
		if !c.Applies || i > 0 && !c.Known {
			continue
		}
		at := []func() int{
			func() int { return map[bool]int{true: 0, false: 1}[c.Known] },
			func() int { return int(c.Gap * 2) },
			func() int { return min(max(4-c.Proof, 0), 3) },
		}[i]()
		p := &parts[at]
		p.count++
		p.weight += c.Weight
		if p.share < 1 && at > i/2 {
			p.worst = append(p.worst, c)
		}
	}
	return parts
}
