package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostile holds strings that have broken other tools.
var hostile = []string{
	"\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]52;c;aGk=\x07", "\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\", "\x1bP1$tx",
	"a\rb", "a\nb\nc", "a\tb", "bell\x07", "back\x08space", "del\x7f", "c1\u009b31m", "nul\x00", "\xff\xfe", "half\xe2\x82",
	"rtl\u202eexe", "iso\u2066x\u2069", "zero\u200bwidth", "zwj\u200d", "bom\ufeff", "sep\u2028x\u2029", "tag\U000e0041", "soft\u00adhy",
	"vs\ufe0f", "hangul\u3164filler", "| cell | break |", "# heading", "- item", "1. one", "> quote", "```fence", "[x](javascript:alert(1))",
	"![img](https://evil.example/x.png)", "<script>alert(1)</script>", "&lt;", "https://evil.example", "www.evil.example", "a@evil.example",
	"=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "  =1", "--- ", "===", "$x$", "~~gone~~", "\\",
}

func TestTerminalIsInert(t *testing.T) {
	for _, s := range hostile {
		got := Untrusted(s).Terminal()
		if !utf8.ValidString(got) {
			t.Errorf("%q: not UTF-8: %q", s, got)
		}
		for _, r := range got {
			if r < 0x20 || r == 0x7f || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r) || r == '\u2028' || r == '\u2029' {
				t.Errorf("%q: %U reaches the terminal", s, r)
			}
		}
		if strings.Contains(Untrusted(s).Terminal(), "\n") {
			t.Errorf("%q: more than one line", s)
		}
	}
}

func TestWaysOut(t *testing.T) {
	tests := []struct{ name, in, terminal, markdown, html, csv string }{
		{"plain", "refund tool", "refund tool", "refund tool", "refund tool", "refund tool"},
		{"hyphens inside stay", "go-live", "go-live", "go-live", "go-live", "go-live"},
		{"escape made visible", "\x1b[1m", `\x1b[1m`, `\\x1b\[1m`, `\x1b[1m`, `\x1b[1m`},
		{"bidi made visible", "a\u202eb", `a\u202eb`, `a\\u202eb`, `a\u202eb`, `a\u202eb`},
		{"table cell", "a|b", "a|b", `a\|b`, "a|b", "a|b"},
		{"markup", "<b>&", "<b>&", "&lt;b&gt;&amp;", "&lt;b&gt;&amp;", "<b>&"},
		{"formula", "=1+1", "=1+1", `\=1+1`, "=1+1", "'=1+1"},
		{"formula behind space", " @x", " @x", "&#64;x", " @x", "' @x"},
		{"link", "https://x.example", "https://x.example", `https\://x.example`, "https://x.example", "https://x.example"},
		{"wide and accented stay", "日本語 é", "日本語 é", "日本語 é", "日本語 é", "日本語 é"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := Untrusted(tt.in)
			for _, c := range []struct{ way, got, want string }{
				{"Terminal", u.Terminal(), tt.terminal},
				{"Markdown", u.Markdown(), tt.markdown},
				{"HTML", u.HTML(), tt.html},
				{"CSV", u.CSV(), tt.csv},
			} {
				if c.got != c.want {
					t.Errorf("%s(%q) = %q, want %q", c.way, tt.in, c.got, c.want)
				}
			}
		})
	}
}

func TestWikiMakesNoMarkup(t *testing.T) {
	for in, want := range map[string]string{
		"!https://evil.example/x.png!": `\!https://evil.example/x.png\!`,
		"[here|https://evil.example]":  `\[here\|https://evil.example]`,
		"{html}<b>{html}":              `\{html}<b>\{html}`,
		`\{html}`:                      `\\\{html}`,
	} {
		if got := Untrusted(in).Wiki(); got != want {
			t.Errorf("Wiki(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzUntrusted(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u := Untrusted(s)
		for _, out := range []string{u.Terminal(), u.TerminalLines(), u.Markdown(), u.HTML(), u.CSV(), u.Wiki()} {
			if !utf8.ValidString(out) {
				t.Fatalf("%q gives invalid UTF-8", s)
			}
			if strings.ContainsAny(out, "\x1b\x07\x00\r\x7f") {
				t.Fatalf("%q lets a control byte through: %q", s, out)
			}
		}
		if strings.ContainsAny(u.Markdown(), "<>\n") {
			t.Fatalf("%q lets markup through: %q", s, u.Markdown())
		}
		if again := Untrusted(u.Terminal()).Terminal(); again != u.Terminal() {
			t.Fatalf("%q is not stable: %q then %q", s, u.Terminal(), again)
		}
	})
}
