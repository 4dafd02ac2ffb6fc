package tui

import (
	"context"
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/questionnaire/text"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// seen is everything that was found for one question: by rule, by cause, by resource, each with its proof.
type seen struct {
	view    *desk.View
	control string
	turned  map[string]bool // groups that are not as they are at first
	rows    []seenRow
	at      int
	top     int // the first row in sight
	size    cell.Size
	whole   bool    // the chosen row alone, with all there is to say of it
	detail  []block // of the chosen row
}

// seenRow is a line of the list: a rule, a group of findings, a finding, or something that could not be read.
type seenRow struct {
	key     string // finds the row again after a change
	indent  int
	mark    mark
	text    string
	dim     string // after the text
	right   string
	heading bool
	group   string // opens and closes
	open    bool
	rule    *evidence.OfRule
	of      *evidence.Group
	finding *evidence.Finding
	unread  *evidence.Unread
}

// itemEvidence is the part of a place that says that the evidence of a question is in sight.
const itemEvidence = "evidence"

func newEvidence(v *desk.View, control string) seen {
	s := seen{view: v, control: control, turned: map[string]bool{}}.derive()
	for i, r := range s.rows {
		if r.finding != nil || r.of != nil {
			s.at = i
			break
		}
	}
	return s.choose(s.at)
}

func (s seen) Place() assess.Place {
	return assess.Place{Screen: placeWalk, Control: s.control, Item: itemEvidence}
}

func (s seen) Head() string { return "What AWS shows" }

func (s seen) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case resized:
		s.size, s.top = m.size, 0
		return s.choose(s.at), Step{}
	case fresh:
		s.view = m.view
		return s.derive(), Step{}
	}
	return s, Step{}
}

// derive lists the rows anew; the chosen one stays chosen.
func (s seen) derive() seen {
	was := ""
	if s.at < len(s.rows) {
		was = s.rows[s.at].key
	}
	s.rows = nil
	c, ok := s.view.Posture.Control(s.control)
	if !ok {
		return s.choose(0)
	}
	rules := c.Evidence.ByRule()
	for i := range rules {
		s = s.addRule(&rules[i])
	}
	s = s.addUnread(c.Evidence.Unread())
	at := min(s.at, max(0, len(s.rows)-1))
	for i, r := range s.rows {
		if r.key == was {
			at = i
		}
	}
	return s.choose(at)
}

func (s seen) addRule(r *evidence.OfRule) seen {
	s.rows = append(s.rows, seenRow{key: "rule " + r.Rule, mark: outcomeMark(r.Outcome()), text: safe(r.States), right: r.Sum(), heading: true, rule: r})
	for i := range r.Groups {
		s = s.addGroup(r, &r.Groups[i], fmt.Sprintf("%s %s %d", r.Rule, r.Groups[i].Outcome, i))
	}
	for i := range r.Apart {
		s = s.addGroup(r, &r.Apart[i], fmt.Sprintf("%s apart %s %s", r.Rule, r.Apart[i].Apart, r.Apart[i].Cause))
	}
	return s
}

// openAtFirst is how many findings a group may have to be open from the start.
const openAtFirst = 3

// addGroup adds a group with its findings where it is open; one finding stands for itself.
func (s seen) addGroup(r *evidence.OfRule, g *evidence.Group, key string) seen {
	apart := g.Apart != ""
	if len(g.Findings) == 1 && !apart {
		f := &g.Findings[0]
		s.rows = append(s.rows, seenRow{key: f.ID, indent: 2, mark: outcomeMark(f.Effective()), text: short(*f), dim: groupWhy(*g), finding: f, rule: r})
		return s
	}
	open := len(g.Findings) <= openAtFirst && g.Outcome != evidence.Pass && !apart
	if s.turned[key] {
		open = !open
	}
	row := seenRow{key: key, indent: 2, mark: outcomeMark(g.Outcome), text: groupHead(g), group: key, open: open, of: g, rule: r}
	row.right = "▸"
	if open {
		row.right = "▾"
	}
	s.rows = append(s.rows, row)
	for i := range g.Findings {
		if !open {
			break
		}
		f := &g.Findings[i]
		child := seenRow{key: f.ID, indent: 4, mark: outcomeMark(f.Effective()), text: short(*f), finding: f, rule: r, dim: "  " + safe(where(f.Account, f.Region))}
		if f.Source != evidence.Own {
			child.dim = "  " + foreignWords(f)
		}
		s.rows = append(s.rows, child)
	}
	return s
}

// foreignWords says what another tool found.
func foreignWords(f *evidence.Finding) string {
	return sourceWord(f.Source) + ": " + outcomeWord(f.Outcome)
}

func groupHead(g *evidence.Group) string {
	switch {
	case g.Outcome == evidence.Pass:
		return g.Noun() + " in order"
	case g.Apart == evidence.ApartNothing:
		return g.Noun() + ", not judged: " + lowerAfter(safe(g.Cause))
	case g.Apart != "":
		return g.Noun() + plural(len(g.Findings), " does not count: ", " do not count: ") + g.Apart
	}
	return groupWords(*g)
}

func (s seen) addUnread(all []evidence.Unread) seen {
	for i := range all {
		if i == 0 {
			s.rows = append(s.rows, seenRow{key: "unread", mark: mark{"?", unknown}, text: "What could not be read", heading: true})
		}
		u := &all[i]
		s.rows = append(s.rows, seenRow{key: "unread " + unreadWords(*u), indent: 2, mark: mark{"?", unknown}, text: unreadWords(*u), unread: u})
	}
	return s
}

// choose goes to a row and lays out what there is to say of it.
func (s seen) choose(at int) seen {
	s.at = min(max(0, at), max(0, len(s.rows)-1))
	s.top = cell.Window(len(s.rows), s.listRows(s.size), s.at, s.top)
	s.detail = nil
	if s.at < len(s.rows) {
		s.detail = s.tell(s.rows[s.at])
	}
	return s
}

func (s seen) Commands() []Command {
	move := func(by int) func() (Screen, Step) {
		return func() (Screen, Step) { return s.choose(s.at + by), Step{} }
	}
	page := max(1, s.listRows(s.size)-1)
	out := []Command{}
	if s.at < len(s.rows) {
		out = s.rowCommands(s.rows[s.at])
	}
	out = append(out,
		Command{ID: seenUp, Do: move(-1)}, Command{ID: seenDown, Hint: true, Do: move(1)},
		Command{ID: seenPgUp, Do: move(-page)}, Command{ID: seenPgDown, Do: move(page)})
	out = append(out, Command{ID: seenWhole, Hint: true, Do: func() (Screen, Step) { s.whole = !s.whole; return s, Step{} }})
	rest := inAssessment(s.view)
	for i := range rest {
		rest[i].Hint = rest[i].ID == goWalk
	}
	return append(out, rest...)
}

func (s seen) rowCommands(r seenRow) []Command {
	var out []Command
	if r.group != "" {
		out = append(out, Command{ID: seenOpen, Hint: true, Do: func() (Screen, Step) { return s.turn(r.group), Step{} }})
	}
	if r.finding == nil {
		return out
	}
	f := *r.finding
	out = append(out, Command{ID: seenMute, Hint: true, Do: func() (Screen, Step) { return s.mute(f) }})
	if f.Resource == "" {
		return out
	}
	for _, x := range []struct {
		id    ID
		whose evidence.Ownership
	}{{seenOurs, evidence.Ours}, {seenShared, evidence.Shared}, {seenOthers, evidence.Others}} {
		claim := assess.Claim{Resource: f.Resource, Whose: x.whose}
		out = append(out, Command{ID: x.id, Hint: f.Ownership == evidence.Unassigned, Do: func() (Screen, Step) {
			return s, Step{Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Claim(ctx, v, claim) }}
		}})
	}
	return out
}

// turn opens a group that is closed, and the other way round.
func (s seen) turn(group string) seen {
	turned := map[string]bool{}
	for k, v := range s.turned {
		turned[k] = v
	}
	turned[group] = !turned[group]
	s.turned = turned
	return s.derive()
}

// Click chooses a line; the chosen one opens or closes.
func (s seen) Click(zones []string) (Screen, Step) {
	n, ok := rowAt(zones)
	switch {
	case !ok || n >= len(s.rows):
	case n == s.at && s.rows[n].group != "":
		return s.turn(s.rows[n].group), Step{}
	default:
		return s.choose(n), Step{}
	}
	return s, Step{}
}

func (s seen) Copies() []copyItem {
	var out []copyItem
	if s.at < len(s.rows) {
		if f := s.rows[s.at].finding; f != nil {
			proofs := make([]string, len(f.Proof))
			for i, p := range f.Proof {
				proofs[i] = proofWords(p)
			}
			out = append(out, copyItem{"the resource", orElse(safe(f.Resource), where(f.Account, f.Region))})
			if len(proofs) > 0 {
				out = append(out, copyItem{"its proof", strings.Join(proofs, "\n")})
			}
		}
	}
	if c, ok := s.view.Posture.Control(s.control); ok {
		out = append(out, copyItem{"all of it", evidenceText(c)})
	}
	return out
}

// mute asks why a finding should not count; one that is muted counts again at once, and u takes that back.
func (s seen) mute(f evidence.Finding) (Screen, Step) {
	if _, muted := s.muted(f.ID); muted {
		return s, Step{Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Unmute(ctx, v, f.ID) }}
	}
	return s, Step{Over: muteForm(s.view, f)}
}

func (s seen) muted(finding string) (assess.Mute, bool) {
	for _, m := range s.view.Session.Mutes {
		if m.Finding == finding && m.Expires >= s.view.Posture.AsOf {
			return m, true
		}
	}
	return assess.Mute{}, false
}

// muteForm asks for what a muted finding needs: a reason, a name, a last day.
func muteForm(v *desk.View, f evidence.Finding) formSheet {
	return formSheet{
		title: "Mute " + short(f), about: "It counts as not known until that day; it never counts as passed.",
		form: form{button: "Mute it", fields: []field{
			textField("reason", "Why", "", "What makes this one not count. The plan prints it."),
			textField("by", "Who says so", "", "Empty: you."),
			textField("expires", "Until", string(v.Posture.AsOf.AddDays(30)), "A date like 2027-03-31."),
		}},
		submit: func(g form) (Step, string) {
			expires, err := assess.ParseDate(g.value("expires"))
			if g.value("reason") == "" || err != nil {
				return Step{}, "A reason and a date like 2027-03-31 are needed."
			}
			m := assess.Mute{Finding: f.ID, Reason: text.Untrusted(g.value("reason")), By: text.Untrusted(g.value("by")), Expires: expires}
			return Step{Hold: true, Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Mute(ctx, v, m) }}, ""
		},
	}
}

// wide says whether the detail stands beside the list.
func (s seen) wide(size cell.Size) bool { return size.W >= 118 }

// listRows is how many rows the list has; where the detail stands below it, it takes the same share whatever is chosen.
func (s seen) listRows(size cell.Size) int {
	room := max(1, size.H-seenTop)
	if s.wide(size) {
		return room
	}
	return max(1, room-room/2)
}

// seenTop is how many rows the head of the page takes.
const seenTop = 3

func (s seen) View(size cell.Size, th theme.Theme) string {
	c, ok := s.view.Posture.Control(s.control)
	if !ok {
		return cell.Block([]string{"", " " + th.Dim.Say("This question is not in scope any more. esc goes back.")}, size)
	}
	m := verdictMark(c.Evidence.Verdict)
	read := readWhen(s.view, &c.Evidence)
	lines := []string{
		" " + th.Strong.Say(safe(c.Control.Title)),
		cell.Ends(" "+m.say(th)+" "+m.style(th).Say(verdictSentence(c.Evidence)), th.Dim.Say(read)+" ", size.W), "",
	}
	if s.whole {
		return cell.Block(append(lines, s.drawDetail(min(size.W, widest), size.H-len(lines), th)...), size)
	}
	list := s.listRows(size)
	w := size.W
	if s.wide(size) {
		w = size.W * 11 / 20
	}
	first := cell.Window(len(s.rows), list, s.at, s.top)
	left := make([]string, 0, list)
	for i := first; i < len(s.rows) && len(left) < list; i++ {
		left = append(left, th.Row(i, s.rows[i].draw(i == s.at, w, th)))
	}
	if s.wide(size) {
		right := s.drawDetail(size.W-w-3, list, th)
		return cell.Block(append(lines, cell.Beside(left, w, th.Dim.Say(" │ "), padded(right, list))...), size)
	}
	lines = append(append(lines, padded(left, list)...), th.Dim.Say(strings.Repeat("─", size.W)))
	return cell.Block(append(lines, s.drawDetail(size.W, size.H-len(lines), th)...), size)
}

// drawDetail is what there is to say of the chosen row, in so many lines; the last one says how many more there are.
func (s seen) drawDetail(w, h int, th theme.Theme) []string {
	var out []string
	for _, r := range layOut(s.detail, w) {
		out = append(out, r.draw(w, th))
	}
	if more := len(out) - h; more > 0 && h > 1 {
		said := fmt.Sprintf("↓ %s more", count(more+1, "line", "lines"))
		if !s.whole {
			said += "; v shows them"
		}
		out = append(out[:h-1], " "+th.Dim.Say(said))
	}
	return out
}

// padded gives lines exactly n of them, so that nothing below moves.
func padded(lines []string, n int) []string {
	for len(lines) < n {
		lines = append(lines, "")
	}
	return lines[:n]
}

func (r seenRow) draw(chosen bool, w int, th theme.Theme) string {
	indent := strings.Repeat(" ", r.indent)
	right := ""
	if r.right != "" {
		right = r.right + " "
	}
	if chosen {
		return th.Selected.Say(cell.Ends(" › "+indent+r.mark.glyph+" "+r.text+r.dim, right, w))
	}
	style := theme.Style{}
	if r.heading {
		style = th.Strong
	}
	return cell.Ends("   "+indent+r.mark.say(th)+" "+style.Say(r.text)+th.Dim.Say(r.dim), th.Dim.Say(right), w)
}
