package report

import (
	"drydock/assess"
	"drydock/questionnaire"
)

// differs lists where what was said and what AWS shows do not agree, and what was decided then.
func (r *report) differs() {
	open := &table{caption: "What was said and what AWS shows differ", head: []inline{"Control", "You said", "AWS shows", "Earlier settlement"}}
	settled := &table{caption: "Settled differences", head: []inline{"Control", "You said", "AWS shows", "Settled"}}
	var sharper []inline
	for i := range r.Posture.Controls {
		s := &r.Posture.Controls[i]
		if s.Sharper {
			sharper = append(sharper, say("%s: you said partly, but %s", bold(r.toControl(s.Control.ID, say("%s", s.Control.Title))), s.GapFrom))
		}
		d := s.Differs
		if d == nil {
			continue
		}
		said, shows := r.saidBy(s), say("%s%s", s.Evidence.Sentence, example(s))
		if d.Settled == nil {
			earlier := inline("none")
			if d.VoidedBy != "" {
				earlier = say("void: %s", d.VoidedBy)
				if st := r.settled(s.Control); st != nil {
					earlier = "void: " + r.settlement(st)
				}
			}
			open.row(r.toControl(s.Control.ID, say("%s", s.Control.Title)), said, shows, earlier)
			continue
		}
		settled.row(r.toControl(s.Control.ID, say("%s", s.Control.Title)), said, shows, say("for %s, by %s on %s: %s", settledFor(d.Settled.For), d.Settled.By, short(r.day(d.Settled.At)), d.Settled.Reason))
	}
	opinions := r.opinions()
	if len(open.rows)+len(settled.rows)+len(sharper)+len(opinions.rows) == 0 {
		return
	}
	r.heading(2, "What differs")
	r.table(open)
	if len(opinions.rows) > 0 {
		r.para("**People disagree,** and nothing is decided.")
		r.table(opinions)
	}
	if len(settled.rows) > 0 {
		r.para(say("**Settled.** A settlement holds for this evidence only, and for %d days. A must-have settled against what AWS shows is an exception, never done.", r.Posture.Policy.SettlementDays))
		r.table(settled)
	}
	if len(sharper) > 0 {
		r.para("**AWS is sharper than what was said.**")
		r.bullets(sharper...)
	}
}

// opinions lists what several people said differently, side by side.
func (r *report) opinions() *table {
	t := &table{caption: "Where people disagree", head: []inline{"Control", "Who said what", "AWS shows"}}
	for i := range r.Posture.Controls {
		s := &r.Posture.Controls[i]
		if !s.Disputed {
			continue
		}
		var said []inline
		for _, st := range s.Statements {
			said = append(said, say("%s: %s", bold(say("%s", st.Value.Word())), r.author(&st.Said)))
		}
		t.row(r.toControl(s.Control.ID, say("%s", s.Control.Title)), join(said, "<br>"), say("%s%s", s.Evidence.Sentence, example(s)))
	}
	return t
}

func settledFor(f string) string {
	switch f {
	case "evidence":
		return "what AWS shows"
	case "decision":
		return "what was said"
	}
	return "“" + assess.Answer(f).Word() + "”"
}

// saidBy is an answer with its author, role and basis.
func (r *report) saidBy(s *assess.ControlState) inline {
	d := s.Decision
	if d == nil {
		return "nobody answered"
	}
	out := r.decided(d)
	if s.Stale {
		out += ", too old to count"
	}
	if s.AskedAnew {
		out += ", asked differently then"
	}
	return out
}

// decided is a decision with its author, role and basis.
func (r *report) decided(d *assess.Decision) inline {
	out := say("%s: %s", bold(say("%s", d.Value.Word())), r.author(&d.Said))
	if d.AsEvidence {
		out = "as AWS shows it, accepted by " + r.author(&d.Said)
	}
	if d.Contested {
		out += ", contested: the lower answer stands"
		if d.Owner != "" {
			out += say(" until %s finds out what holds", d.Owner)
		}
	}
	return out
}

// settled is what was settled of a control, whether it holds or not.
func (r *report) settled(c *questionnaire.Control) *assess.Settlement {
	for _, id := range append([]string{c.ID}, c.Formerly...) {
		if st, ok := r.Session.Settlements[id]; ok {
			return &st
		}
	}
	return nil
}

func (r *report) author(d *assess.Said) inline {
	out := say("%s", firstOf(string(d.By), "no name given"))
	if d.Role != "" {
		out += say(" (%s)", roleWord(d.Role))
	}
	out += say(", %s, %s", basisWord(d), short(r.day(d.At)))
	if d.Document != nil && d.Document.Link != "" {
		out += ", " + link(string(d.Document.Link))
		if d.Document.Dated != "" {
			out += say(" of %s", short(d.Document.Dated))
		}
	}
	if d.Because != "" {
		out += say(": “%s”", d.Because)
	}
	if d.Review != "" {
		out += say(", to be looked at again by %s", short(d.Review))
	}
	if d.RecordedBy != "" && d.RecordedBy != d.By {
		out += say(" (written down by %s)", d.RecordedBy)
	}
	return out
}

// risks lists accepted risks, those that hold and those that ran out.
func (r *report) risks() {
	t := &table{head: []inline{"Control", "Approved by", "Why", "Covers", "Holds"}}
	for i := range r.Posture.Controls {
		s := &r.Posture.Controls[i]
		for _, a := range s.Acceptance {
			t.row(r.toControl(s.Control.ID, say("%s", s.Control.Title)), say("%s", a.Approver), say("%s", a.Reason), covers(&a), say("until %s", short(a.Expires)))
		}
		for _, a := range s.Expired {
			t.row(r.toControl(s.Control.ID, say("%s", s.Control.Title)), say("%s", a.Approver), say("%s", a.Reason), covers(&a), say("**expired** on %s", short(a.Expires)))
		}
	}
	if len(t.rows) == 0 {
		return
	}
	r.heading(2, "Accepted risks")
	r.para("An accepted risk touches only the gate. It stays open in every number.")
	r.table(t)
}

func covers(a *assess.Acceptance) inline {
	if len(a.Resources) == 0 {
		return "all of it"
	}
	return one(len(a.Resources), "resource", "resources")
}

// stands is the whole picture: gates, the nine cells, the three numbers.
func (r *report) stands() {
	r.heading(2, "Where it stands")
	gates := &table{caption: "The gates", head: []inline{"Gate", "Verdict", "Must-haves", "Shown", "On word", "Signed for", "In the way", "Not known", "Oldest proof"}}
	for i := range r.Posture.Gates {
		g := &r.Posture.Gates[i]
		if !g.InScope {
			gates.row(say("%s", g.Gate.Question()), "*not looked at*")
			continue
		}
		open, unknown := split(g)
		gates.row(say("%s", g.Gate.Question()), bold(say("%s", g.Verdict)), say("%d", g.Musts), say("%d", g.Shown), say("%d", len(g.OnWord)),
			say("%d", len(g.Exceptions)), say("%d", open), say("%d", unknown), say("%s", short(r.day(g.Oldest))))
	}
	r.table(gates)
	r.gateSums()
	r.allInTheWay()
	r.cells()
	r.measures()
}

// allInTheWay names what the first screen had no room for.
func (r *report) allInTheWay() {
	g := r.gate()
	if len(g.InTheWay) <= firstScreen {
		return
	}
	t := &table{caption: "All that stands in the way", head: []inline{"Stands in the way", "Why"}}
	for _, b := range g.InTheWay {
		t.row(r.toControl(b.Control, say("%s", b.Title)), r.because(b))
	}
	r.table(t)
}

// weakestMark stands beside the cell where the most weight is not done.
const weakestMark = "← weakest by weight"

func (r *report) cells() {
	r.heading(3, "By layer and phase")
	t := &table{head: []inline{"Layer"}}
	for _, p := range questionnaire.Phases() {
		t.head = append(t.head, say("%s", p.Title()))
	}
	rows := map[questionnaire.Layer][]inline{}
	for _, c := range r.Posture.Cells {
		cell := say("%s", c.Sentence)
		if c.Percent >= 0 {
			cell += say(" (%d %%)", c.Percent)
		}
		switch {
		case c.Weakest:
			cell = bold(cell) + " " + weakestMark
		case !c.Due:
			cell = "*" + cell + ", not yet due*"
		}
		rows[c.Layer] = append(rows[c.Layer], cell)
	}
	for _, l := range questionnaire.Layers() {
		t.row(append([]inline{say("%s", l.Title())}, rows[l]...)...)
	}
	r.chart(r.grid(), "")
	r.table(t)
	r.cellSums()
}

func (r *report) measures() {
	r.heading(3, "Three numbers")
	p := r.Posture
	t := &table{head: []inline{"Number", "Today", "What it says"}}
	t.row("Known", say("%s", p.Known.Sentence), "weight that somebody or something has answered for, of all that applies")
	t.row("Readiness", say("%s", p.Readiness.Sentence), "weight that is done, of what is known; the range counts the unknown as open, and as done")
	t.row("How we know", say("%s", p.HowWeKnow.Sentence), "proof behind what is known: 4/4 AWS shows it, 3/4 a dated document or demonstration, 2/4 the owner says so, 1/4 somebody else does")
	r.table(t)
	r.numberSums()
	r.para("Weight is impact × exposure, 1 to 9. No percentage opens a gate; must-haves do, one by one.")
}

// since compares with the newest milestone, control by control.
func (r *report) since() {
	if len(r.Session.Milestones) == 0 {
		return
	}
	m := &r.Session.Milestones[len(r.Session.Milestones)-1]
	d := assess.Compare(r.Catalog, m.Standing(r.Session.Meta.Name), assess.Freeze(r.Session.Meta.Name, r.Posture))
	r.heading(2, say("Since the milestone “%s” of %s", m.Name, m.AsOf.Long()))
	r.moves(&d, assess.MoveClosed, assess.MoveReopened, assess.MoveLost)
}

func named(label inline, titles []inline) inline {
	if len(titles) == 0 {
		return ""
	}
	return say("%s: %s", bold(label+say(" (%d)", len(titles))), join(titles, "; "))
}

// parking lists what was put aside.
func (r *report) parking() {
	t := &table{head: []inline{"Topic", "Who takes it", "By", "State"}}
	for _, p := range r.Session.Parking {
		state := inline("open")
		if p.Done {
			state = "done"
		}
		t.row(say("%s", p.Text), say("%s", firstOf(string(p.Owner), "nobody yet")), say("%s", short(p.Due)), state)
	}
	if len(t.rows) > 0 {
		r.heading(2, "Parking lot")
		r.table(t)
	}
}

// generalNotes are the notes that belong to no control.
func (r *report) generalNotes() {
	if notes := r.notes(""); len(notes) > 0 {
		r.heading(2, "Notes")
		r.bullets(notes...)
	}
}

// notes are what people typed beside a control, private ones apart.
func (r *report) notes(control string) []inline {
	var out []inline
	for _, n := range r.Session.Notes {
		if n.Control == control && !n.Private {
			out = append(out, r.note(n))
		}
	}
	return out
}

func (r *report) note(n assess.Note) inline {
	line := say("%s (%s, %s)", n.Text, firstOf(string(n.By), "no name"), short(r.day(n.At)))
	if n.Link != "" {
		line += ", see " + link(string(n.Link))
	}
	return line
}

func (r *report) signOff() {
	r.heading(2, "Sign-off")
	t := &table{head: []inline{"Role", "Name", "Date", "Signature"}}
	for _, role := range []questionnaire.Role{questionnaire.Sponsor, questionnaire.WorkloadOwner, questionnaire.SecurityArchitect} {
		name := ""
		for _, a := range r.Session.Scope.Attendees {
			if a.Role == role && name == "" {
				name = a.Name
			}
		}
		t.row(say("%s", roleWord(role)), say("%s", name), "", "")
	}
	r.table(t)
}
