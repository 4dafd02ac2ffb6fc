package report

import (
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
	if in.Votes {
		portable.Votes = in.Session.Votes
	}
	data, err := json.Marshal(portable, json.Deterministic(true), jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return fmt.Errorf("write the assessment as JSON: %w", err)
	}
	if _, err := w.Write(append(text.SpellInvisible(data, jsonEscape), '\n')); err != nil {
		return fmt.Errorf("write the assessment as JSON: %w", err)
	}
	return nil
}

// jsonEscape spells a rune as a string in JSON takes it; no other part of JSON may hold an invisible one.
func jsonEscape(r rune) string {
	if r <= 0xffff {
		return fmt.Sprintf(`\u%04x`, r)
	}
	high, low := utf16.EncodeRune(r)
	return fmt.Sprintf(`\u%04x\u%04x`, high, low)
}
