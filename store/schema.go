package store

import (
	"fmt"
	"time"
)

// schemaVersion is raised when the layout of a store file changes; a file of a newer one is refused by name.
const schemaVersion = 1

// What the two files of a client hold.
const (
	holdsSessions = "sessions"
	holdsEvidence = "evidence"
)

// Tables of a file itself.
var (
	aboutTable = address{name: "about"} // one record, key "schema"
	indexTable = address{name: "index"} // one record per session: in sessions.db its Meta; its revision is the session's
)

const schemaKey = "schema"

// schema is the first record that is read in every transaction.
type schema struct {
	Schema  int       `json:"schema"`
	Holds   string    `json:"holds"` // sessions | evidence
	Client  string    `json:"client"`
	Created time.Time `json:"created"`
}

// layOut writes the tables of a new file.
func layOut(x tx, s schema) error {
	about, err := create(x, aboutTable)
	if err != nil {
		return err
	}
	if err := about.putJSON(schemaKey, 1, s); err != nil {
		return err
	}
	_, err = create(x, indexTable)
	return err
}

// checkSchema refuses a file that is not the expected one, or of a newer schema.
func checkSchema(x tx, path string, want schema) error {
	t := x.table(aboutTable)
	if t == nil {
		return foreign(path, "it is a bbolt file of another program")
	}
	var s schema
	_, ok, err := records{aboutTable, t}.getJSON(schemaKey, &s)
	switch {
	case err != nil:
		return damaged(path, "its schema record", err)
	case !ok:
		return damaged(path, "its schema record is missing", nil)
	case s.Schema > schemaVersion:
		return &FileError{
			Path: path, What: fmt.Sprintf("was written by a newer Drydock (schema %d; this one knows schema %d)", s.Schema, schemaVersion), Kind: ErrNewer,
			Next: "Nothing was changed. Use that version, or another folder with --db",
		}
	case s.Schema < 1:
		return damaged(path, fmt.Sprintf("its schema record says %d", s.Schema), nil)
	case s.Holds != want.Holds:
		return foreign(path, fmt.Sprintf("it holds %s, not %s", s.Holds, want.Holds))
	case s.Client != want.Client:
		return &FileError{
			Path: path, What: fmt.Sprintf("belongs to client %q, not %q", s.Client, want.Client), Kind: ErrForeign,
			Next: "Nothing was changed. Use --client " + s.Client + " with the folder that it came from",
		}
	}
	return nil
}
