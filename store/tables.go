package store

import (
	"encoding/json"
	"fmt"
	"iter"

	"drydock/assess"
	"drydock/questionnaire"
)

// recordTable binds a table that acts change to the type of its records and to its part of the session.
type recordTable struct {
	name string
	fits func(v any) bool
	load func(s *assess.Session, key string, data []byte) error
	save func(s *assess.Session) iter.Seq2[string, any]
	// later: sessions that are older than the table have none, which is an empty one; the first record makes it.
	later bool
}

// recordTables are the tables of people's records, in the order in which they are read.
func recordTables() []recordTable {
	return []recordTable{
		single(assess.BucketScope, onlyKey, func(s *assess.Session) *questionnaire.Scope { return &s.Scope }),
		list(assess.BucketStatements, func(s *assess.Session) *[]assess.Statement { return &s.Statements }, func(r assess.Statement) string { return r.ID }),
		byKey(assess.BucketDecisions, func(s *assess.Session) map[string]assess.Decision { return s.Decisions }),
		byKey(assess.BucketSettlements, func(s *assess.Session) map[string]assess.Settlement { return s.Settlements }),
		list(assess.BucketAcceptances, func(s *assess.Session) *[]assess.Acceptance { return &s.Acceptances }, func(r assess.Acceptance) string { return r.ID }),
		list(assess.BucketMutes, func(s *assess.Session) *[]assess.Mute { return &s.Mutes }, func(r assess.Mute) string { return r.Finding }),
		list(assess.BucketClaims, func(s *assess.Session) *[]assess.Claim { return &s.Claims }, func(r assess.Claim) string { return string(r.Resource) }),
		byKey(assess.BucketActions, func(s *assess.Session) map[string]assess.ActionState { return s.Actions }),
		list(assess.BucketNotes, func(s *assess.Session) *[]assess.Note { return &s.Notes }, func(r assess.Note) string { return r.ID }),
		list(assess.BucketParking, func(s *assess.Session) *[]assess.Parked { return &s.Parking }, func(r assess.Parked) string { return r.ID }),
		list(assess.BucketMilestones, func(s *assess.Session) *[]assess.Milestone { return &s.Milestones }, func(r assess.Milestone) string { return r.Name }),
		list(assess.BucketVotes, func(s *assess.Session) *[]assess.Vote { return &s.Votes }, assess.Vote.Key).came(),
		single(assess.BucketAgenda, assess.BucketAgenda, func(s *assess.Session) *assess.Arrangement { return &s.Arranged }).came(),
		list(assess.BucketEndings, func(s *assess.Session) *[]assess.Ending { return &s.Endings }, func(r assess.Ending) string { return r.ID }).came(),
	}
}

// came marks a table that came after the first store files.
func (t recordTable) came() recordTable { t.later = true; return t }

func single[T any](name, key string, field func(*assess.Session) *T) recordTable {
	return recordTable{
		name: name, fits: is[T],
		load: func(s *assess.Session, _ string, data []byte) error { return json.Unmarshal(data, field(s)) },
		save: func(s *assess.Session) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) { yield(key, *field(s)) }
		},
	}
}

func list[T any](name string, field func(*assess.Session) *[]T, key func(T) string) recordTable {
	return recordTable{
		name: name, fits: is[T],
		load: func(s *assess.Session, _ string, data []byte) error {
			var v T
			err := json.Unmarshal(data, &v)
			*field(s) = append(*field(s), v)
			return err
		},
		save: func(s *assess.Session) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				for _, v := range *field(s) {
					if !yield(key(v), v) {
						return
					}
				}
			}
		},
	}
}

func byKey[T any](name string, field func(*assess.Session) map[string]T) recordTable {
	return recordTable{
		name: name, fits: is[T],
		load: func(s *assess.Session, key string, data []byte) error {
			var v T
			err := json.Unmarshal(data, &v)
			field(s)[key] = v
			return err
		},
		save: func(s *assess.Session) iter.Seq2[string, any] {
			return func(yield func(string, any) bool) {
				for key, v := range field(s) {
					if !yield(key, v) {
						return
					}
				}
			}
		},
	}
}

func is[T any](v any) bool { _, ok := v.(T); return ok }

func findTable(name string) (recordTable, error) {
	for _, t := range recordTables() {
		if t.name == name {
			return t, nil
		}
	}
	return recordTable{}, fmt.Errorf("a session has no records called %q", name)
}
