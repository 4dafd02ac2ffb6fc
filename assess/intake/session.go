package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"drydock/assess"
	"drydock/questionnaire"
)

// maxSession is the most that an exported assessment may hold.
const maxSession = 512 << 20

// ReadSession reads an assessment as it was exported. A name that is not part of the form, stands twice or differs from another by
// its case alone is refused: what is not understood would be lost.
func ReadSession(r io.Reader, name string) (*assess.Portable, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSession+1))
	if err != nil {
		return nil, fmt.Errorf("%s can't be read: %w", name, err)
	}
	wrong := func(line int, fix, format string, args ...any) error {
		return &questionnaire.FileError{File: name, Line: line, What: fmt.Sprintf(format, args...), Fix: fix}
	}
	if len(data) > maxSession {
		return nil, wrong(1, "", "the file holds more than %d MiB", maxSession>>20)
	}
	var form struct {
		Schema string `json:"schema"`
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	err = json.Unmarshal(data, &form, json.MatchCaseInsensitiveNames(true))
	if err == nil && form.Schema != assess.PortableSchema {
		return nil, wrong(1, "write it with drydock export --format json", "the file says that its form is %q; this Drydock reads %q", form.Schema, assess.PortableSchema)
	}
	var p assess.Portable
	if err == nil {
		err = json.Unmarshal(data, &p, json.MatchCaseInsensitiveNames(true), json.RejectUnknownMembers(true))
	}
	if err != nil {
		offset, what := mistake(err)
		return nil, wrong(1+bytes.Count(data[:min(max(offset, 0), int64(len(data)))], []byte("\n")), "", "%s", what)
	}
	if err := p.Check(); err != nil {
		return nil, wrong(1, "", "%v", err)
	}
	return &p, nil
}

// mistake is where in a JSON text something is wrong, and what.
func mistake(err error) (offset int64, what string) {
	var syntactic *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &syntactic):
		return syntactic.ByteOffset, trimmed(syntactic.JSONPointer, plainly(syntactic.Err))
	case errors.As(err, &semantic):
		if semantic.Err == nil {
			return semantic.ByteOffset, trimmed(semantic.JSONPointer, "this is of the wrong sort")
		}
		return semantic.ByteOffset, trimmed(semantic.JSONPointer, plainly(semantic.Err))
	}
	return 0, plainly(err)
}

func trimmed(at jsontext.Pointer, what string) string {
	if at == "" {
		return what
	}
	return string(at[1:]) + ": " + what
}
