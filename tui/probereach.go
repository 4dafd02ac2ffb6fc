package tui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// unopened is something that could not be read, and the questions that wait for it.
type unopened struct {
	gap      fact.Gap
	places   []string
	controls []string
}

// notRead lists what could not be read over all questions, what most of them wait for first.
func notRead(v *desk.View) []unopened {
	var out []unopened
	at := map[string]int{}
	for i := range v.Posture.Controls {
		c := &v.Posture.Controls[i]
		for _, u := range c.Evidence.Unread() {
			key := gapWords(u.Gap)
			n, ok := at[key]
			if !ok {
				n = len(out)
				at[key] = n
				out = append(out, unopened{gap: u.Gap})
			}
			out[n].controls = append(out[n].controls, c.Control.ID)
			for _, p := range u.Places {
				if !slices.Contains(out[n].places, p) {
					out[n].places = append(out[n].places, p)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b unopened) int { return cmp.Compare(len(b.controls), len(a.controls)) })
	return out
}

// reachRow is a line of what was read and what was not.
type reachRow struct {
	mark        mark
	text, where string
	why         string
	heading     bool
}

// withReach lists the rows anew: only what was not read, or all.
func (p probe) withReach() probe {
	p.reachRows = nil
	if p.result == nil {
		return p
	}
	for i, u := range p.missing {
		if i == 0 {
			p.reachRows = append(p.reachRows, reachRow{text: "What questions wait for", heading: true})
		}
		p.reachRows = append(p.reachRows,
			reachRow{mark: mark{"?", unknown}, text: upper(gapWords(u.gap)), why: count(len(u.controls), "question waits", "questions wait")},
			reachRow{where: p.titleOf(u.controls)}, reachRow{where: "in " + strings.Join(u.places, ", ")})
	}
	unread, read := 0, 0
	var rows []reachRow
	for _, notRead := range []bool{true, false} {
		for _, r := range p.result.Reach {
			if (r.Gap.Status != fact.Read) != notRead {
				continue
			}
			if notRead {
				unread++
			} else if read++; !p.reachAll {
				continue
			}
			rows = append(rows, reachOf(r))
		}
	}
	if len(p.reachRows) > 0 {
		p.reachRows = append(p.reachRows, reachRow{})
	}
	if unread+read > 0 {
		p.reachRows = append(p.reachRows, reachRow{text: fmt.Sprintf("Lists: %d read, %d not", read, unread), heading: true})
	}
	p.reachRows = append(p.reachRows, rows...)
	p.scroll = min(p.scroll, max(0, len(p.reachRows)-1))
	return p
}

func reachOf(r fact.Reach) reachRow {
	m := mark{"✓", good}
	switch r.Gap.Status {
	case fact.Read:
	case fact.NotOffered:
		m = mark{"–", dim}
	default:
		m = mark{"?", unknown}
	}
	return reachRow{mark: m, text: strings.ReplaceAll(safe(r.Kind), "_", " "), where: where(r.Account, r.Region), why: gapWords(r.Gap)}
}

func (p probe) reachLines(size cell.Size, th theme.Theme) []string {
	title, other := "What was not read", "f shows what was read as well"
	if p.reachAll {
		title, other = "What was read, and what was not", "f shows only what was not read"
	}
	lines := []string{cell.Ends(head(th, title), th.Dim.Say(other)+" ", size.W), ""}
	if len(p.reachRows) == 0 || len(p.missing) == 0 && !p.reachAll && p.result.Unread == 0 {
		lines = append(lines, " "+th.Dim.Say("All that the questions look at was read. v goes back to what it brought."), "")
	}
	first := min(p.scroll, max(0, len(p.reachRows)-(size.H-len(lines))))
	for i := max(0, first); i < len(p.reachRows) && len(lines) < size.H; i++ {
		lines = append(lines, p.reachRows[i].draw(size.W, th))
	}
	return lines
}

func (r reachRow) draw(w int, th theme.Theme) string {
	switch {
	case r.heading:
		return " " + th.Strong.Say(r.text)
	case r.text == "":
		return "     " + th.Dim.Say(cell.Cut(safe(r.where), w-6))
	case r.where == "":
		return cell.Ends("   "+r.mark.say(th)+" "+r.text, th.Dim.Say(r.why)+" ", w)
	}
	return "   " + r.mark.say(th) + " " + cell.Fit(r.text, 30) + " " + cell.Fit(r.where, 28) + " " + th.Dim.Say(r.why)
}

// changed brings what the newest run showed otherwise than what stood before it.
type changed struct{ changes *assess.Changes }

func changesWork(v *desk.View) Work {
	return do("changes", func(ctx context.Context, d Desk) any {
		c, err := d.Changes(ctx, v)
		if err != nil {
			return failed{key: "changes", err: err}
		}
		return changed{changes: c}
	})
}

// mostChanges is how many changes of one sort are told; the command line has all.
const mostChanges = 60

// changesSheet tells what is new since the last run: first what got worse.
func changesSheet(c *assess.Changes, name string) readerSheet {
	out := []block{{indent: 1, text: "Since the run of " + clock(c.Since) + ", by the rules of today.", textBy: dim}}
	for _, part := range []struct {
		heading string
		is      func(assess.FindingChange) bool
	}{
		{"Fails now", assess.FindingChange.Worse},
		{"In order now", func(f assess.FindingChange) bool { return f.Now == evidence.Pass }},
		{"No longer known", func(f assess.FindingChange) bool { return f.Now == evidence.Unknown }},
		{"Gone", func(f assess.FindingChange) bool { return f.Now == "" || f.Now == evidence.NotApplicable }},
	} {
		var rows []block
		for _, f := range c.Findings {
			if part.is(f) {
				m := outcomeMark(f.Now)
				rows = append(rows, block{indent: 3, mark: m.glyph + " ", markBy: m.style, text: orElse(safe(f.Name), orElse(safe(f.Resource), where(f.Account, f.Region))) + "  " + safe(f.Because), hang: 5})
			}
		}
		out = append(out, changePart(part.heading, rows, name)...)
	}
	var reach, resources []block
	for _, r := range c.Reach {
		reach = append(reach, block{indent: 3, text: strings.ReplaceAll(safe(r.Kind), "_", " ") + " in " + where(r.Account, r.Region) + ": was " + gapWords(r.Was) + ", now " + gapWords(r.Now)})
	}
	for _, r := range c.Resources {
		resources = append(resources, block{indent: 3, text: resourceChange(r), hang: 5})
	}
	out = append(out, changePart("What can be read", reach, name)...)
	out = append(out, changePart("Resources", resources, name)...)
	if len(out) == 1 {
		out = append(out, blank(), block{indent: 1, text: "Nothing changed: the same resources, the same settings, the same findings."})
	}
	return readerSheet{title: "What is new since the last run", blocks: out}
}

func changePart(heading string, rows []block, name string) []block {
	if len(rows) == 0 {
		return nil
	}
	out := []block{blank(), {indent: 1, text: fmt.Sprintf("%s: %d", heading, len(rows)), textBy: strong}}
	if more := len(rows) - mostChanges; more > 0 {
		rows = append(rows[:mostChanges:mostChanges], block{indent: 3, text: fmt.Sprintf("… %d more: drydock probe %s --changes lists all", more, safe(name)), textBy: dim})
	}
	return append(out, rows...)
}

// resourceChange is a resource with what happened to it.
func resourceChange(r assess.ResourceChange) string {
	s := strings.ReplaceAll(safe(r.Kind), "_", " ") + " " + orElse(safe(r.Name), safe(r.ARN))
	if r.What != assess.Changed {
		return s + " " + map[string]string{assess.Appeared: "is new", assess.Vanished: "is gone"}[r.What]
	}
	fields := make([]string, 0, len(r.Fields))
	for _, f := range r.Fields {
		fields = append(fields, fmt.Sprintf("%s was %s, is %s", safe(f.Field), safe(f.Was), safe(f.Now)))
	}
	return s + ": " + strings.Join(fields, "; ")
}
