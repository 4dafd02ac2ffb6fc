package desk

import (
	"context"
	"iter"
	"time"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// Store keeps sessions and evidence; package store has the real one.
type Store interface {
	// List gives the sessions of this client, last changed first.
	List(ctx context.Context) ([]assess.Meta, error)
	// Create makes a session; a name in use is assess.ErrExists.
	Create(ctx context.Context, m assess.Meta, s questionnaire.Scope) error
	// Import makes a session whole, or not at all: people's records without history, its runs with the findings that stand, what was
	// imported into it, and with snap, which may be nil, what AWS showed.
	Import(ctx context.Context, s *assess.Session, snap *fact.Snapshot) error
	// SetCatalog remembers which catalogue the session was last opened with.
	SetCatalog(ctx context.Context, id, version, digest string, packs []questionnaire.PackInfo) error
	// Load reads a session whole, people's records and newest evidence. ref is a name, an id or an unambiguous id prefix.
	Load(ctx context.Context, ref string) (*assess.Session, error)
	// Revision is cheap: the workbench polls it to see others' changes.
	Revision(ctx context.Context, id string) (uint64, error)
	// Write applies the changes of one act in one commit, with history, and returns the session's new revision.
	Write(ctx context.Context, id string, act assess.Act) (uint64, error)
	// SetPlace remembers where somebody was; no history. While another process leads, its place stays.
	SetPlace(ctx context.Context, id string, p assess.Place) error
	// Place is where the one who leads is; reading it is cheap.
	Place(ctx context.Context, id string) (assess.Place, error)
	// Undo takes back the newest act that is not undone, Redo the newest undo; both return what they did in words.
	Undo(ctx context.Context, id, by string, at time.Time) (string, error)
	Redo(ctx context.Context, id, by string, at time.Time) (string, error)
	// History gives the newest n entries, newest first.
	History(ctx context.Context, id string, n int) ([]assess.HistoryEntry, error)
	Rename(ctx context.Context, id, name string) error
	// SetArchived puts a session away, or takes it out again.
	SetArchived(ctx context.Context, id string, archived bool) error
	Delete(ctx context.Context, id string) error

	// SaveRun stores a run's head; SaveBatch appends what one collector read; SaveFindings stores the judgement of all that
	// stands after that run, which is what Load gives from then on, and by what it was judged (assess.Run.Judged).
	SaveRun(ctx context.Context, session string, r assess.Run) error
	SaveBatch(ctx context.Context, session, run string, reach []fact.Reach, facts []fact.Fact) error
	SaveFindings(ctx context.Context, session, run, judged string, f []evidence.Finding) error
	// SaveJudgement is SaveFindings in parts, made one after the other while no transaction is open. An error among them ends it,
	// and the earlier judgement stands.
	SaveJudgement(ctx context.Context, session, run, judged string, parts iter.Seq2[[]evidence.Finding, error]) error
	// SaveImport lays what a file of another tool holds over what stands of its source. Load gives it apart from what our own
	// rules found, which judging again replaces.
	SaveImport(ctx context.Context, session string, head assess.Import, found []assess.Imported) (added, changed int, err error)
	// LoadSnapshot reads a run's facts and reach: for resume, re-judging and comparing.
	LoadSnapshot(ctx context.Context, session, run string) (*fact.Snapshot, error)
	// LoadStanding reads what counts now: per account, Region and kind the facts and reach of the newest attempt.
	LoadStanding(ctx context.Context, session string) (*fact.Snapshot, error)
	// StandingByAccount gives a function that reads LoadStanding for one account: its facts, those of the kinds everywhere of all
	// accounts, and those of the kinds byARN of other accounts that its own facts name; with the reach of all.
	StandingByAccount(ctx context.Context, session string, everywhere, byARN []fact.Kind) (func(ctx context.Context, account string) (*fact.Snapshot, error), error)
	// LoadBefore reads what counted before a run began; store.ErrNoRun when it was the first.
	LoadBefore(ctx context.Context, session, run string) (*fact.Snapshot, error)
}
