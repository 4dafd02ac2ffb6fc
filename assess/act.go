package assess

import (
	"errors"
	"time"

	"drydock/questionnaire/text"
)

// Errors that a store gives; test with errors.Is.
var (
	ErrNotFound  = errors.New("no such session")
	ErrExists    = errors.New("a session of this name exists")
	ErrAmbiguous = errors.New("more than one session matches")
	ErrStale     = errors.New("somebody else changed this record meanwhile")
)

// Buckets of a session's records. The key of a record in its bucket is the control, the action, the resource or an id.
const (
	BucketScope       = "scope" // one record, key "scope"
	BucketStatements  = "statements"
	BucketDecisions   = "decisions"
	BucketSettlements = "settlements"
	BucketAcceptances = "acceptances"
	BucketMutes       = "mutes"
	BucketClaims      = "ownership"
	BucketActions     = "actions"
	BucketNotes       = "notes"
	BucketParking     = "parking"
	BucketMilestones  = "milestones"
	BucketVotes       = "votes"   // key control/round
	BucketAgenda      = "agenda"  // one record, key "agenda"
	BucketEndings     = "closing" // one for each time that a workshop was closed
)

// Change puts or deletes one record.
type Change struct {
	Bucket string
	Key    string
	Value  any // the record type that belongs to the bucket; nil deletes
	// Seen is the revision of the record that the writer saw; the write is refused with ErrStale if it changed. 0: the
	// record must not exist; AnyRevision: whatever is there.
	Seen uint64
}

// AnyRevision lets a change overwrite whatever is there.
const AnyRevision = ^uint64(0)

// Act is what one person did at once: written together, undone together.
type Act struct {
	By      text.Untrusted
	At      time.Time
	What    string // in words, for the history: "Saved: partly (was: yes)"
	Changes []Change
}
