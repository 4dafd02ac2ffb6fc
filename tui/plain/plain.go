// Package plain is the whole assessment as numbered line prompts: for screen readers, for terminals that can do nothing else, and
// for scripts. It writes lines of words and nothing else: no colour, no box, no cursor movement, no escape sequence.
package plain

import (
	"context"
	"errors"
	"fmt"
	"io"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/words"
)

// Desk is what plain mode needs of the desk: the use cases that it has a prompt for.
type Desk interface {
	List(ctx context.Context) ([]desk.Card, error)
	New(ctx context.Context, scope questionnaire.Scope) (*desk.View, error)
	Open(ctx context.Context, ref string) (*desk.View, error)
	OpenSample(ctx context.Context, fresh bool) (*desk.View, error)
	Refresh(ctx context.Context, v *desk.View) (*desk.View, bool, error)
	Rename(ctx context.Context, ref, name string) error
	Delete(ctx context.Context, ref string) error
	Duplicate(ctx context.Context, ref, name string, evidence bool) (*desk.View, error)
	Archive(ctx context.Context, ref string, archived bool) error
	Preview(scope questionnaire.Scope) (desk.Preview, error)
	SetPlace(ctx context.Context, v *desk.View, p assess.Place) error
	History(ctx context.Context, v *desk.View, n int) ([]assess.HistoryEntry, error)

	SetScope(ctx context.Context, v *desk.View, scope questionnaire.Scope) (desk.Receipt, []string, error)
	Say(ctx context.Context, v *desk.View, s assess.Statement) (desk.Receipt, error)
	Decide(ctx context.Context, v *desk.View, d assess.Decision) (desk.Receipt, error)
	Settle(ctx context.Context, v *desk.View, s assess.Settlement) (desk.Receipt, error)
	Accept(ctx context.Context, v *desk.View, a assess.Acceptance) (desk.Receipt, error)
	Confirm(ctx context.Context, v *desk.View, controls []string, by string) (desk.Receipt, error)
	Claim(ctx context.Context, v *desk.View, c assess.Claim) (desk.Receipt, error)
	SetAction(ctx context.Context, v *desk.View, a assess.ActionState) (desk.Receipt, error)
	AddNote(ctx context.Context, v *desk.View, n assess.Note) (desk.Receipt, error)
	Park(ctx context.Context, v *desk.View, p assess.Parked) (desk.Receipt, error)
	Vote(ctx context.Context, v *desk.View, vote assess.Vote) (desk.Receipt, error)
	Arrange(ctx context.Context, v *desk.View, a assess.Arrangement) (desk.Receipt, error)
	WriteForm(ctx context.Context, v *desk.View, role questionnaire.Role, path string, overwrite bool) (string, error)
	CloseWorkshop(ctx context.Context, v *desk.View, e assess.Ending) (desk.Receipt, error)
	Milestone(ctx context.Context, v *desk.View, name string) (desk.Receipt, error)
	Undo(ctx context.Context, v *desk.View) (desk.Receipt, error)
	Redo(ctx context.Context, v *desk.View) (desk.Receipt, error)

	Plan(ctx context.Context, v *desk.View, capacity int, whatIf []string) *assess.Plan
	Compare(ctx context.Context, was, now string) (*assess.Diff, error)
	Profiles(ctx context.Context) ([]desk.AWSProfile, error)
	ProbePreview(ctx context.Context, v *desk.View, o desk.AWSOptions) (*desk.ProbePlan, error)
	Policy(ctx context.Context, v *desk.View, o desk.PolicyOptions) ([]byte, error)
	Probe(ctx context.Context, v *desk.View, p *desk.ProbePlan, progress func(desk.ProbeEvent)) (*desk.ProbeResult, error)
	WriteOutput(ctx context.Context, v *desk.View, o desk.ExportOptions) (string, error)
	TakeIn(ctx context.Context, v *desk.View, o desk.TakeInOptions) (*desk.TakenIn, error)
}

// Options say what plain mode runs on.
type Options struct {
	Desk   Desk
	Start  string // an assessment by name or id; empty: the last one, where it was left
	Sample bool   // the built-in example instead
	Fresh  bool   // with Sample: a new copy of it
	In     io.Reader
	Out    io.Writer
	Width  int // of a line, in cells; 0: 78
	// Process is this process, by which it leads the projector; 0: whoever moved last does.
	Process int
}

// lineWidth is how long a line is where nobody says.
const lineWidth = 78

// Ways out of a page that are no failures.
var (
	errBack  = errors.New("back")
	errQuit  = errors.New("quit")
	errAgain = errors.New("say the page again")
)

// Run talks until somebody quits or the input ends, which is a way to quit; both keep the place. All that was called saved is on
// disk whenever it ends. A stopped ctx ends it too, with an error.
func Run(ctx context.Context, o Options) error {
	done := make(chan struct{})
	defer close(done)
	t := &talk{ctx: ctx, desk: o.Desk, out: o.Out, width: o.Width, process: o.Process}
	if t.width <= 0 {
		t.width = lineWidth
	}
	t.in = listen(o.In, done)
	err := t.run(o)
	switch {
	case t.broken != nil:
		return fmt.Errorf("not everything could be said: %w; what was saved is saved", t.broken)
	case errors.Is(err, errQuit):
		t.say("Goodbye. All that was called saved is on disk.")
		return nil
	case ctx.Err() != nil:
		t.keepPlace()
		return interrupted{context.Cause(ctx)}
	}
	return err
}

// interrupted says what an interruption leaves.
type interrupted struct{ cause error }

func (interrupted) Error() string   { return "interrupted; all that was called saved is on disk" }
func (e interrupted) Unwrap() error { return e.cause }

// run opens what should be open, then the list of assessments, until somebody quits.
func (t *talk) run(o Options) error {
	t.say("Drydock, as lines of text. Type a number or a letter, then Enter. ? helps, b goes back, q quits.")
	if err := t.begin(o); err != nil {
		return err
	}
	for {
		if t.v != nil {
			if err := t.session(); !errors.Is(err, errBack) {
				return err
			}
			t.leave()
		}
		switch err := t.again(t.home); {
		case errors.Is(err, errBack):
			t.say("There is nothing further back. q quits.")
		case err != nil:
			return err
		}
	}
}

// begin opens what the start asks for. Without a wish it is the newest assessment, if it was left on a page of its own.
func (t *talk) begin(o Options) error {
	switch {
	case o.Sample:
		return t.beginWith(t.desk.OpenSample(t.ctx, o.Fresh))
	case o.Start != "":
		return t.beginWith(t.desk.Open(t.ctx, o.Start))
	}
	cards, err := t.desk.List(t.ctx)
	if err != nil || len(cards) == 0 || cards[0].Meta.Archived {
		return nil // the list says what is wrong, and asks again
	}
	v, err := t.desk.Open(t.ctx, cards[0].Meta.ID)
	if err == nil && v.Session.Place.Screen != "" && v.Session.Place.Screen != words.PlaceHome {
		t.opened(v)
	}
	return nil
}

func (t *talk) beginWith(v *desk.View, err error) error {
	if err == nil {
		t.opened(v)
	}
	return err
}

// leave closes the assessment; the next start begins with the list.
func (t *talk) leave() {
	t.at(assess.Place{Screen: words.PlaceHome})
	t.v, t.start, t.place = nil, assess.Place{}, assess.Place{}
}

// session is one open assessment: first where it was left, then its menu.
func (t *talk) session() error {
	for _, n := range t.v.Notices {
		t.say("%s", n)
	}
	if err := t.landing(); err != nil && !errors.Is(err, errBack) {
		return err
	}
	for {
		if err := t.again(t.menu); err != nil {
			return err
		}
	}
}
