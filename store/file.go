package store

import "context"

// file is one store file, on disk or in memory. A transaction sees one state of it; an update is kept whole or not at all.
// Errors of fn come back as they are.
type file interface {
	view(ctx context.Context, fn func(tx) error) error
	update(ctx context.Context, fn func(tx) error) error
	path() string
}

// tx is what records need of a transaction. Values are copies: they may outlive it.
type tx interface {
	// table is nil when there is none.
	table(at address) table
	createTable(at address) (table, error)
	// dropSession removes all tables of a session.
	dropSession(id string) error
	// sessions names the sessions that have tables, in order.
	sessions() []string
	// id is the number of the transaction that made this state.
	id() uint64
}

// table is a sorted map of keys to sealed records.
type table interface {
	get(key []byte) []byte
	put(key, value []byte) error
	remove(key []byte) error
	// each walks the keys that begin with prefix, upwards or downwards, until fn says false.
	each(prefix []byte, down bool, fn func(key, value []byte) (bool, error)) error
}

// address says where a table is: of a session, or of the file itself when session is empty.
type address struct{ session, name string }

func (a address) String() string {
	if a.session == "" {
		return a.name
	}
	return a.session + "/" + a.name
}
