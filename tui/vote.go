package tui

import (
	"context"
	"strconv"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire/text"
	"drydock/tui/cell"
	"drydock/tui/theme"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// ballot counts hands on one question: one line to type them in, the spread, one more vote, and then a decision.
type ballot struct {
	view    *desk.View
	control string
	input   textinput.Model
	wrong   string
}

func newBallot(v *desk.View, control string) ballot {
	b := ballot{view: v, control: control, input: textinput.New()}
	b.input.CharLimit = 40
	b.input.Focus()
	return b
}

// votes are those that are not decided yet; the first of a new round takes the place of older ones.
func (b ballot) votes() []assess.Vote {
	votes := b.view.Session.VotesOn(b.control)
	c, ok := b.view.Posture.Control(b.control)
	if n := len(votes); n > 0 && ok && c.Decision != nil && c.Decision.At.After(votes[n-1].At) {
		return nil
	}
	return votes
}

func (b ballot) Typing() bool { return true }

func (b ballot) Rows(int) int { return 11 }

func (b ballot) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case fresh:
		b.view = m.view
	case failed:
		b.wrong = sentence(m.err)
	case tea.KeyPressMsg:
		if m.String() != "ctrl+v" {
			b.input, _ = b.input.Update(m)
			b.wrong = ""
		}
	case tea.PasteMsg:
		b.input, _ = b.input.Update(m)
	}
	return b, Step{}
}

func (b ballot) Commands() []Command {
	return []Command{
		{ID: voteEnter, Hint: true, Do: b.enter},
		{ID: listClose, Hint: true, Do: func() (Screen, Step) { return b, Step{Close: true} }},
	}
}

// enter counts what is typed; with nothing typed it goes on to the decision.
func (b ballot) enter() (Screen, Step) {
	typed, votes := strings.TrimSpace(b.input.Value()), b.votes()
	if typed == "" {
		c, ok := b.view.Posture.Control(b.control)
		if !ok || len(votes) == 0 {
			b.wrong = "Count the hands first: 3/2/1 is three yes, two partly, one no."
			return b, Step{}
		}
		return b, Step{Close: true, Over: voteForm(c, votes[len(votes)-1])}
	}
	vote, err := assess.ParseVote(typed)
	if err != nil {
		b.wrong = sentence(err)
		return b, Step{}
	}
	vote.Control = b.control
	b.input.SetValue("")
	return b, Step{Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) { return d.Vote(ctx, v, vote) }}
}

// next says what the room does now.
func (b ballot) next(votes []assess.Vote) string {
	n := len(votes)
	switch {
	case n == 0:
		return "All hands at once, so that nobody waits for the boss. Then type them: 3/2/1 is three yes, two partly, one no; a fourth number is don't know."
	case !votes[n-1].Split():
		return "The room agrees. Enter goes on to the decision: " + answerWord(votes[n-1].Lower()) + "."
	case n < assess.Rounds:
		return "Those who stand alone speak first. Then vote once more and type the hands; enter without hands decides now."
	}
	return "Still split. Enter goes on to the decision: the lower answer, " + answerWord(votes[n-1].Lower()) + ", contested, with somebody who finds out."
}

func (b ballot) View(size cell.Size, th theme.Theme) string {
	votes := b.votes()
	lines := []string{head(th, "Vote"), " › " + drawInput(b.input.Value(), b.input.Position(), max(1, size.W-6), true, th)}
	if b.wrong != "" {
		lines = append(lines, " "+th.Bad.Say("! "+safe(b.wrong)))
	}
	lines = append(lines, "")
	if n := len(votes); n > 0 {
		lines = append(lines, " "+th.Strong.Say(roundWord(votes[n-1])+": ")+votes[n-1].Sentence())
		for _, l := range bars(votes[n-1], min(size.W-4, 60), th) {
			lines = append(lines, "   "+l)
		}
	}
	for _, l := range cell.Wrap(b.next(votes), max(1, size.W-3)) {
		lines = append(lines, " "+th.Dim.Say(l))
	}
	return cell.Block(lines, size)
}

func roundWord(v assess.Vote) string {
	if v.Round == assess.Rounds {
		return "Second vote"
	}
	return "Vote"
}

// bars draws a vote as bars, one line for each answer that can be given with a hand.
func bars(v assess.Vote, w int, th theme.Theme) []string {
	sides := []struct {
		word  string
		n     int
		style pick
	}{{"yes", v.Yes, good}, {"partly", v.Partly, warn}, {"no", v.No, bad}, {"don't know", v.DontKnow, unknown}}
	most := 0
	for _, s := range sides {
		most = max(most, s.n)
	}
	const label, number = 12, 5
	each := min(3, max(1, w-label-number)/max(1, most))
	var out []string
	for _, s := range sides {
		if s.n == 0 && s.word == "don't know" {
			continue
		}
		long := s.n * each
		if each == 0 { // more hands than cells
			long = s.n * max(1, w-label-number) / most
		}
		bar := strings.Repeat("█", long)
		if bar != "" {
			bar += " "
		}
		out = append(out, cell.Fit(s.word, label)+by(th, s.style).Say(bar)+strconv.Itoa(s.n))
	}
	return out
}

// voteBlocks are the votes on a question, as it is walked.
func voteBlocks(v *desk.View, control string) []block {
	votes := v.Session.VotesOn(control)
	if len(votes) == 0 {
		return nil
	}
	last := votes[len(votes)-1]
	line := last.Sentence() + ", " + day(last.At)
	if last.Round == 1 {
		return []block{labelled("Vote", line)}
	}
	return []block{labelled("Vote", "first "+votes[0].Sentence()), under("then "+line, nil)}
}

// takenBy says who finds out what holds.
func takenBy(owner text.Untrusted) string {
	if owner == "" {
		return ""
	}
	return " " + safe(owner) + " finds out what holds."
}

// voteForm records what is decided after a vote. Where the room stayed split, the lower answer is proposed, and somebody has to
// find out.
func voteForm(c *assess.ControlState, vote assess.Vote) formSheet {
	split := vote.Split()
	fields := []field{
		choiceField("value", "The answer", string(vote.Lower()), "", answerOptions()[:4]),
		textField("by", "Who decides", "the room", ""),
		textField("because", "In their words", "", ""),
	}
	about := "The vote: " + vote.Sentence() + ". A vote decides nothing; this does."
	if split {
		about = "Still " + vote.Sentence() + ". The lower answer stands until somebody finds out."
		fields = append(fields[:1:1],
			textField("owner", "Who finds out", "", "A name: somebody who comes back with what holds."),
			fields[1], fields[2],
			tickField("contested", "the room stayed split", true))
	}
	f := form{button: "Record the decision", fields: fields}
	if split {
		f = f.focus("owner")
	}
	return formSheet{title: "The decision", about: about, form: f, submit: func(f form) (Step, string) {
		dec := assess.Decision{
			Said: assess.Said{
				Control: c.Control.ID, Revision: c.Control.Revision, Value: assess.Answer(f.value("value")),
				By: text.Untrusted(f.value("by")), Because: text.Untrusted(f.value("because")),
			},
			Contested: f.value("contested") != "", Owner: text.Untrusted(f.value("owner")),
		}
		if dec.Contested && dec.Owner == "" {
			return Step{}, "The room stayed split: who finds out what holds? A name is enough."
		}
		return Step{Hold: true, Write: decide(dec)}, ""
	}}
}
