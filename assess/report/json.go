package report

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf16"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"drydock/assess"
	"drydock/questionnaire/text"
)

// JSON writes the whole assessment as an assess.Portable, which docs/schema describes and which can be read back without loss.
// Runes that show as nothing are spelled out.
func JSON(w io.Writer, in Input) error {
	if _, err := newReport(in); err != nil {
		return err
	}
	portable := assess.Pack(in.Version, in.Session, in.Evidence, in.Posture, in.Plan)
	data, err := json.Marshal(portable, json.Deterministic(true), jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return fmt.Errorf("write the assessment as JSON: %w", err)
	}
	if _, err := w.Write(append(spellInvisible(data), '\n')); err != nil {
		return fmt.Errorf("write the assessment as JSON: %w", err)
	}
	return nil
}

// spellInvisible writes invisible runes as escapes. They stand in strings alone: no other part of JSON may hold one.
func spellInvisible(data []byte) []byte {
	if bytes.IndexFunc(data, text.Invisible) < 0 {
		return data
	}
	var b bytes.Buffer
	for _, r := range string(data) {
		switch {
		case !text.Invisible(r):
			b.WriteRune(r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		}
	}
	return b.Bytes()
}
