package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// stream walks the findings of a JSON file: of a list, of a list under one of the given names, or one after another.
type stream struct {
	in  *meter
	dec *jsontext.Decoder
	t   *taker
}

func newStream(in *meter, t *taker) *stream {
	// Doubled names are found in each finding, where they can be told with their line and reading can go on.
	return &stream{in, jsontext.NewDecoder(in, jsontext.AllowDuplicateNames(true)), t}
}

// each calls fn with every finding and its line.
func (s *stream) each(ctx context.Context, under []string, fn func(line int, value jsontext.Value)) error {
	for {
		switch kind := s.dec.PeekKind(); kind {
		case '[':
			if err := s.list(ctx, fn); err != nil {
				return err
			}
		case '{':
			if err := s.object(ctx, under, fn); err != nil {
				return err
			}
		default:
			if _, err := s.dec.ReadToken(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return s.broken(err)
			}
			return s.broken(errors.New("here should be a list of findings"))
		}
	}
}

// list reads a list of findings.
func (s *stream) list(ctx context.Context, fn func(int, jsontext.Value)) error {
	if _, err := s.dec.ReadToken(); err != nil {
		return s.broken(err)
	}
	for s.dec.PeekKind() != ']' {
		if err := s.value(ctx, fn); err != nil {
			return err
		}
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return s.broken(err)
	}
	return nil
}

// object reads a finding that stands alone, or the object around a list. Only a list under one of the names is opened.
func (s *stream) object(ctx context.Context, under []string, fn func(int, jsontext.Value)) error {
	if len(under) == 0 {
		return s.value(ctx, fn)
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return s.broken(err)
	}
	found := ""
	for s.dec.PeekKind() == '"' {
		s.in.next()
		name, err := s.dec.ReadToken()
		if err != nil {
			return s.broken(err)
		}
		key := name.String()
		if !oneOfFolded(key, under) {
			if err := s.dec.SkipValue(); err != nil {
				return s.broken(err)
			}
			continue
		}
		if found != "" {
			return s.broken(fmt.Errorf("%q stands twice; keep one of them", key))
		}
		if found = key; s.dec.PeekKind() != '[' {
			return s.broken(fmt.Errorf("%q is no list", key))
		}
		if err := s.list(ctx, fn); err != nil {
			return err
		}
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return s.broken(err)
	}
	if found == "" {
		return s.broken(fmt.Errorf("there is no list %q in the file", under[0]))
	}
	return nil
}

func oneOfFolded(key string, names []string) bool {
	for _, n := range names {
		if strings.EqualFold(n, key) {
			return true
		}
	}
	return false
}

// value reads one finding.
func (s *stream) value(ctx context.Context, fn func(int, jsontext.Value)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.in.next()
	v, err := s.dec.ReadValue()
	if err != nil {
		return s.broken(err)
	}
	line := s.in.line(s.dec.InputOffset() - int64(len(v)))
	if len(v) > maxRecord {
		return s.t.fatal(line, errLongRecord)
	}
	fn(line, v)
	return nil
}

// broken is an error after which the stream makes no sense any more.
func (s *stream) broken(err error) error {
	offset := s.dec.InputOffset()
	if bad := (*jsontext.SyntacticError)(nil); errors.As(err, &bad) {
		offset, err = max(offset, bad.ByteOffset), bad.Err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = errors.New("the file ends in the middle")
	}
	return s.t.fatal(s.in.line(offset), err)
}

// decode reads a finding into v: names that stand twice, or that differ by nothing but their case, are refused.
func decode(t *taker, line int, value jsontext.Value, v any) bool {
	if value.Kind() != '{' {
		t.fail(line, "", "here should be a finding, which is an object")
		return false
	}
	err := json.Unmarshal(value, v, json.MatchCaseInsensitiveNames(true))
	if err == nil {
		return true
	}
	offset, what := mistake(err)
	offset = min(max(offset, 0), int64(len(value)))
	t.fail(line+bytes.Count(value[:offset], []byte("\n")), "", "%s", what)
	return false
}

// moment is an instant as a number of seconds or milliseconds, or as text.
type moment struct{ time.Time }

// UnmarshalJSONFrom implements json.UnmarshalerFrom.
func (m *moment) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	tok, err := dec.ReadToken()
	if err != nil {
		return err
	}
	switch tok.Kind() {
	case 'n':
		m.Time = time.Time{}
	case '0':
		n, err := tok.Float()
		if err != nil || n < 0 || n > 1e15 {
			return errors.New("a time as a number is in seconds or milliseconds since 1970")
		}
		m.Time = epoch(int64(n))
	case '"':
		if tok.String() == "" {
			return nil
		}
		at, ok := instant(tok.String())
		if !ok {
			return fmt.Errorf("%q is no time", shortID(tok.String()))
		}
		m.Time = at
	default:
		return errors.New("here should be a time")
	}
	return nil
}
