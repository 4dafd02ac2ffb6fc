package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

// A record is sealed before it is stored: bbolt checks only its header pages, so a flipped bit in a record would be read
// as an answer that nobody gave. The seal covers the place as well: a record that turns up elsewhere does not fit.
//
//	"D1" · revision (8 bytes, big-endian) · SHA-256 of place, revision and payload (32 bytes) · payload
const (
	sealMark   = "D1"
	sealLength = len(sealMark) + 8 + sha256.Size
)

// errBroken is why a record or a table cannot be believed.
var errBroken = errors.New("does not fit its digest")

// record is what a table keeps under a key.
type record struct {
	revision uint64
	payload  []byte
}

func seal(at address, key []byte, r record) []byte {
	out := make([]byte, 0, sealLength+len(r.payload))
	out = append(out, sealMark...)
	out = binary.BigEndian.AppendUint64(out, r.revision)
	sum := digest(at, key, r)
	out = append(out, sum[:]...)
	return append(out, r.payload...)
}

// unseal gives the record back, or an error when it is not what was sealed for this place.
func unseal(at address, key, sealed []byte) (record, error) {
	if len(sealed) < sealLength || string(sealed[:len(sealMark)]) != sealMark {
		return record{}, fmt.Errorf("record %q in %s has no seal: %w", key, at, errBroken)
	}
	r := record{revision: binary.BigEndian.Uint64(sealed[len(sealMark):]), payload: sealed[sealLength:]}
	if sum := digest(at, key, r); !bytes.Equal(sum[:], sealed[len(sealMark)+8:sealLength]) {
		return record{}, fmt.Errorf("record %q in %s: %w", key, at, errBroken)
	}
	return r, nil
}

func digest(at address, key []byte, r record) [sha256.Size]byte {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(at.session), []byte(at.name), key} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write(part)
	}
	h.Write(binary.BigEndian.AppendUint64(nil, r.revision))
	h.Write(r.payload)
	return [sha256.Size]byte(h.Sum(nil))
}

// tally is what a table holds in all: the number of records, and the exclusive or of their digests. It tells when a
// record is missing, or came back in an older state whose own digest still fits.
type tally struct {
	Count uint64
	Sum   [sha256.Size]byte
}

// tallyKey cannot be a record's key: records refuse keys that begin with a zero byte.
var tallyKey = []byte("\x00tally")

func (t *tally) toggle(sealed []byte) {
	for i, b := range sealed[len(sealMark)+8 : sealLength] {
		t.Sum[i] ^= b
	}
}

func (t tally) payload() []byte {
	return append(binary.BigEndian.AppendUint64(nil, t.Count), t.Sum[:]...)
}

func parseTally(payload []byte) (tally, error) {
	if len(payload) != 8+sha256.Size {
		return tally{}, fmt.Errorf("tally of %d bytes: %w", len(payload), errBroken)
	}
	return tally{Count: binary.BigEndian.Uint64(payload), Sum: [sha256.Size]byte(payload[8:])}, nil
}

// records is a table whose records are sealed and tallied.
type records struct {
	at address
	t  table
}

// open finds a table that must be there.
func open(x tx, at address) (records, error) {
	t := x.table(at)
	if t == nil {
		return records{}, fmt.Errorf("table %s is missing: %w", at, errBroken)
	}
	return records{at, t}, nil
}

// create makes an empty table.
func create(x tx, at address) (records, error) {
	t, err := x.createTable(at)
	if err != nil {
		return records{}, fmt.Errorf("create table %s: %w", at, err)
	}
	r := records{at, t}
	return r, t.put(tallyKey, seal(at, tallyKey, record{payload: tally{}.payload()}))
}

func (r records) tally() (tally, error) {
	rec, err := unseal(r.at, tallyKey, r.t.get(tallyKey))
	if err != nil {
		return tally{}, err
	}
	return parseTally(rec.payload)
}

// get reads one record; false when there is none. That there is none is believed only of a table that is whole: a
// flipped bit in a key hides its record.
func (r records) get(key string) (record, bool, error) {
	sealed := r.t.get([]byte(key))
	if sealed == nil {
		return record{}, false, r.all(func(string, record) error { return nil })
	}
	rec, err := unseal(r.at, []byte(key), sealed)
	return rec, err == nil, err
}

// put writes one record, remove takes one away; both keep the tally in step.
func (r records) put(key string, rec record) error {
	if key == "" || key[0] == 0 {
		return fmt.Errorf("%q cannot be the key of a record in %s", key, r.at)
	}
	return r.change(key, seal(r.at, []byte(key), rec))
}

func (r records) remove(key string) error { return r.change(key, nil) }

func (r records) change(key string, sealed []byte) error {
	sum, err := r.tally()
	if err != nil {
		return err
	}
	if old := r.t.get([]byte(key)); old != nil {
		if _, err := unseal(r.at, []byte(key), old); err != nil {
			return err
		}
		sum.toggle(old)
		sum.Count--
	}
	if sealed == nil {
		err = r.t.remove([]byte(key))
	} else {
		sum.toggle(sealed)
		sum.Count++
		err = r.t.put([]byte(key), sealed)
	}
	if err != nil {
		return fmt.Errorf("write %q in %s: %w", key, r.at, err)
	}
	return r.t.put(tallyKey, seal(r.at, tallyKey, record{payload: sum.payload()}))
}

// all reads every record in the order of keys, and compares them with the tally.
func (r records) all(fn func(key string, rec record) error) error {
	want, err := r.tally()
	if err != nil {
		return err
	}
	var got tally
	err = r.t.each(nil, false, func(key, sealed []byte) (bool, error) {
		if bytes.Equal(key, tallyKey) {
			return true, nil
		}
		rec, err := unseal(r.at, key, sealed)
		if err != nil {
			return false, err
		}
		got.Count++
		got.toggle(sealed)
		return true, fn(string(key), rec)
	})
	if err == nil && got != want {
		err = fmt.Errorf("table %s should hold %d records and holds %d, or one of them is an older copy: %w", r.at, want.Count, got.Count, errBroken)
	}
	return err
}

// each reads the records whose keys begin with prefix, upwards or downwards, until fn says false.
func (r records) each(prefix string, down bool, fn func(key string, rec record) (bool, error)) error {
	return r.t.each([]byte(prefix), down, func(key, sealed []byte) (bool, error) {
		if bytes.Equal(key, tallyKey) {
			return true, nil
		}
		rec, err := unseal(r.at, key, sealed)
		if err != nil {
			return false, err
		}
		return fn(string(key), rec)
	})
}

// putJSON writes a value as the payload of a record.
func (r records) putJSON(key string, revision uint64, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode %q for %s: %w", key, r.at, err)
	}
	return r.put(key, record{revision, data})
}

// getJSON reads a value; false when there is none.
func (r records) getJSON(key string, v any) (revision uint64, ok bool, err error) {
	rec, ok, err := r.get(key)
	if err != nil || !ok {
		return 0, false, err
	}
	return rec.revision, true, decode(r.at, key, rec.payload, v)
}

func decode(at address, key string, data []byte, v any) error {
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("decode %q of %s: %w", key, at, err)
	}
	return nil
}
