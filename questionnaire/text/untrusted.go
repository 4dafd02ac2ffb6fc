// Package text holds text from outside and its only ways out: the terminal, Markdown, HTML, CSV and Jira's wiki markup.
package text

import (
	"bytes"
	"fmt"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Untrusted is text that somebody else wrote: an AWS name, a tag, an import, a pack, a note. The store and the wire
// keep it untouched; whoever shows it must choose one of its ways out.
type Untrusted string

// Terminal is the text on one line, with everything that could steer a terminal made visible: control bytes, bidi
// and invisible characters, and bytes that are not UTF-8. Line breaks and tabs become spaces.
func (u Untrusted) Terminal() string { return visible(string(u), false) }

// TerminalLines is Terminal, with line breaks kept.
func (u Untrusted) TerminalLines() string { return visible(string(u), true) }

// HTML is the text as element content or a quoted attribute value.
func (u Untrusted) HTML() string { return html.EscapeString(visible(string(u), true)) }

// CSV is the text as a cell that no spreadsheet takes for a formula; encoding/csv still does the quoting.
func (u Untrusted) CSV() string {
	s := visible(string(u), true)
	if t := strings.TrimLeft(s, " \n"); t != "" && strings.ContainsRune("=+-@＝＋－＠|%", []rune(t)[0]) {
		return "'" + s
	}
	return s
}

// wikiMarks are the marks of wiki markup that could load, link or run something.
var wikiMarks = strings.NewReplacer(`\`, `\\`, `{`, `\{`, `[`, `\[`, `!`, `\!`, `|`, `\|`)

// Wiki is the text in Jira's wiki markup, line breaks kept: it makes no macro, link, image or table of its own.
func (u Untrusted) Wiki() string { return wikiMarks.Replace(visible(string(u), true)) }

// Markdown is the text as inline content: safe in a paragraph, a heading, a list item and a table cell. It makes no
// link, image, HTML or formatting of its own.
func (u Untrusted) Markdown() string {
	s := strings.TrimSpace(visible(string(u), false))
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\\', '`', '*', '_', '[', ']', '|', '~', '$':
			b.WriteByte('\\')
			b.WriteByte(c)
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		case '@':
			b.WriteString("&#64;")
		case ':':
			if strings.HasPrefix(s[i:], "://") {
				b.WriteByte('\\')
			}
			b.WriteByte(c)
		case '.':
			if i >= 3 && strings.EqualFold(s[i-3:i], "www") {
				b.WriteByte('\\')
			}
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return guardStart(b.String())
}

// guardStart keeps text at the start of a line from becoming a heading, a list or a rule.
func guardStart(s string) string {
	if s == "" {
		return s
	}
	switch s[0] {
	case '#', '+', '-', '=':
		return `\` + s
	}
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	if digits > 0 && digits < len(s) && (s[digits] == '.' || s[digits] == ')') {
		return s[:digits] + `\` + s[digits:]
	}
	return s
}

// visible spells out every rune that is not safely printable.
func visible(s string, lines bool) string {
	if !needsWork(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size <= 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n' && lines:
			b.WriteByte('\n')
		case r == '\n', r == '\t':
			b.WriteByte(' ')
		case !printable(r):
			b.WriteString(escape(r))
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

func needsWork(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return true
		}
	}
	return false
}

// Invisible says of a rune that it shows as nothing, or moves what stands beside it, so that a person reads another text than
// a program: for formats that keep text as it is and can spell such a rune out.
func Invisible(r rune) bool { return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) }

// SpellInvisible is text with every invisible rune replaced by how a format spells it.
func SpellInvisible(data []byte, spell func(rune) string) []byte {
	if bytes.IndexFunc(data, Invisible) < 0 {
		return data
	}
	var b bytes.Buffer
	for _, r := range string(data) {
		if Invisible(r) {
			b.WriteString(spell(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

// printable says whether a rune shows as itself and moves nothing: no control, format, private or unassigned rune, no
// line separator, no variation selector, no filler that looks like nothing.
func printable(r rune) bool {
	if r == ' ' || r == '\u3000' {
		return true
	}
	if !unicode.IsPrint(r) || unicode.Is(unicode.Cf, r) {
		return false
	}
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u034f', '\u17b4', '\u17b5', '\u2800', utf8.RuneError:
		return false
	}
	return !unicode.Is(unicode.Variation_Selector, r)
}

func escape(r rune) string {
	switch {
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	default:
		return fmt.Sprintf(`\U%08x`, r)
	}
}
