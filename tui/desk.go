package tui

import (
	"context"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
)

// Desk is what the workbench needs of the desk: the use cases that it has a key for.
type Desk interface {
	List(ctx context.Context) ([]desk.Card, error)
	New(ctx context.Context, scope questionnaire.Scope) (*desk.View, error)
	Open(ctx context.Context, ref string) (*desk.View, error)
	OpenSample(ctx context.Context, fresh bool) (*desk.View, error)
	Refresh(ctx context.Context, v *desk.View) (*desk.View, bool, error)
	Follow(ctx context.Context, v *desk.View) (*desk.View, bool, error)
	Rename(ctx context.Context, ref, name string) error
	Delete(ctx context.Context, ref string) error
	Duplicate(ctx context.Context, ref, name string, evidence bool) (*desk.View, error)
	Archive(ctx context.Context, ref string, archived bool) error
	Preview(scope questionnaire.Scope) (desk.Preview, error)
	SetPlace(ctx context.Context, v *desk.View, p assess.Place) error

	SetScope(ctx context.Context, v *desk.View, scope questionnaire.Scope) (desk.Receipt, []string, error)
	Say(ctx context.Context, v *desk.View, s assess.Statement) (desk.Receipt, error)
	Decide(ctx context.Context, v *desk.View, d assess.Decision) (desk.Receipt, error)
	Settle(ctx context.Context, v *desk.View, s assess.Settlement) (desk.Receipt, error)
	Accept(ctx context.Context, v *desk.View, a assess.Acceptance) (desk.Receipt, error)
	Confirm(ctx context.Context, v *desk.View, controls []string, by string) (desk.Receipt, error)
	Claim(ctx context.Context, v *desk.View, c assess.Claim) (desk.Receipt, error)
	Mute(ctx context.Context, v *desk.View, m assess.Mute) (desk.Receipt, error)
	Unmute(ctx context.Context, v *desk.View, finding string) (desk.Receipt, error)
	SetAction(ctx context.Context, v *desk.View, a assess.ActionState) (desk.Receipt, error)
	AddNote(ctx context.Context, v *desk.View, n assess.Note) (desk.Receipt, error)
	Park(ctx context.Context, v *desk.View, p assess.Parked) (desk.Receipt, error)
	Vote(ctx context.Context, v *desk.View, vote assess.Vote) (desk.Receipt, error)
	Arrange(ctx context.Context, v *desk.View, a assess.Arrangement) (desk.Receipt, error)
	CloseWorkshop(ctx context.Context, v *desk.View, e assess.Ending) (desk.Receipt, error)
	WriteForm(ctx context.Context, v *desk.View, role questionnaire.Role, path string, overwrite bool) (string, error)
	Undo(ctx context.Context, v *desk.View) (desk.Receipt, error)
	Past(ctx context.Context, v *desk.View) ([]desk.Past, error)
	UndoTo(ctx context.Context, v *desk.View, seq, newest uint64) (desk.Receipt, error)
	Redo(ctx context.Context, v *desk.View) (desk.Receipt, error)

	Plan(ctx context.Context, v *desk.View, capacity int, whatIf []string) *assess.Plan
	WinBack(ctx context.Context, v *desk.View, capacity int, whatIf []string) assess.WinBack
	Profiles(ctx context.Context) ([]desk.AWSProfile, error)
	Changes(ctx context.Context, v *desk.View) (*assess.Changes, error)
	ProbePreview(ctx context.Context, v *desk.View, o desk.AWSOptions) (*desk.ProbePlan, error)
	Policy(ctx context.Context, v *desk.View, o desk.PolicyOptions) ([]byte, error)
	Probe(ctx context.Context, v *desk.View, p *desk.ProbePlan, progress func(desk.ProbeEvent)) (*desk.ProbeResult, error)
	PreviewOutput(ctx context.Context, v *desk.View, o desk.ExportOptions) ([]byte, error)
	WriteOutput(ctx context.Context, v *desk.View, o desk.ExportOptions) (string, error)
	TakeIn(ctx context.Context, v *desk.View, o desk.TakeInOptions) (*desk.TakenIn, error)
	FilesLike(typed string, most int) []string
	Milestone(ctx context.Context, v *desk.View, name string) (desk.Receipt, error)
	Compare(ctx context.Context, was, now string) (*assess.Diff, error)
	ExportDiff(ctx context.Context, was, now string, o desk.ExportOptions) (string, error)
}
