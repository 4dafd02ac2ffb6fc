package main

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostile is text that would steer a terminal, forge a row or break out of Markdown, if it were printed as it is.
var hostile = []string{
	"\x1b]0;owned\x07title", "\x1b[2J\x1b[Hcleared", "\x1b]52;c;ZXZpbA==\x1b\\clip", "\x1b]8;;http://evil.example\x1b\\link", "\u009b31mred", "bell\x07",
	"carriage\rreturn", "back\b\b\bspace", "line\n\n# Forged heading\n\n| a | b |", "cell | **Met** | now", "</details><script>alert(1)</script>",
	"```\n# out of the fence", "[x](javascript:alert(1))", "\u202eright to left", "zero\u200bwidth", "bad \xff\xfe bytes", "\x1b]0;never ends",
}

// safeText fails when text could steer the terminal that shows it, or forge what stands around it.
func safeText(t *testing.T, what, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%s is not UTF-8", what)
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			t.Errorf("%s holds %U", what, r)
		}
	}
	if strings.Contains(s, "\n# Forged") {
		t.Errorf("%s holds a forged heading", what)
	}
}

// TestHostileText sends the corpus through every way into the real binary, and looks at every way out.
func TestHostileText(t *testing.T) {
	const together = 4 // so many of the corpus in one value, since each run starts a process for every command
	for some := range slices.Chunk(hostile, together) {
		evil := strings.Join(some, " ")
		t.Run(strings.ToValidUTF8(strings.Map(printable, some[0]), "?"), func(t *testing.T) {
			t.Parallel()
			home, binary := t.TempDir(), itself(t)
			c := newCloud(t)
			c.answer = func(w http.ResponseWriter, r *http.Request) bool {
				refuse(w, r, http.StatusForbidden, "AccessDenied", evil)
				return true
			}
			arg := strings.ReplaceAll(evil, "\x00", "") // the system allows no NUL in an argument
			pack := filepath.Join(home, "pack.yaml")
			if err := os.WriteFile(pack, []byte("pack: {id: house, version: \""+evil+"\"}\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			plan := filepath.Join(home, "plan.md")
			for _, args := range [][]string{
				{"new", "claims", "--does", "acts", "--runs-on", "bedrock", "--region", "us-east-1"},
				{"new", arg, "--does", "acts"},
				{"new", "other", "--does", arg},
				{"answer", "claims", "threat-model", "partial", "--by", arg, "--because", arg},
				{"answer", "claims", "incident-plan", "no", "--by", "A" + arg, "--document", arg, "--dated", "2026-01-02"},
				{"answer", "claims", arg, "no", "--by", arg},
				{"answer", arg, "threat-model", arg, "--by", arg},
				{"accept", "claims", "human-approval", "--approver", arg, "--reason", arg, "--expires", "2026-03-01", "--as-of", "2026-02-01"},
				{"accept", "claims", "human-approval", "--approver", arg, "--reason", arg, "--expires", arg},
				{"settle", "claims", "threat-model", "--for", "evidence", "--by", arg, "--reason", arg},
				{"probe", "claims"},
				{"assess", "claims", "--output", plan},
				{"export", "claims"},
				{"plan", "claims"},
				{"plan", "claims", "--why", "threat-model"},
				{"plan", "claims", "--why", arg},
				{"list"},
				{"list", "--client", arg},
				{"catalog", "show", arg},
				{"catalog", "validate", pack},
				{"list", "--pack", pack},
				{"store", "restore", filepath.Join(home, strings.ReplaceAll(arg, "/", "-"))},
				{"probe", "claims", "--endpoint-url", "http://" + arg},
				{"probe", "claims", "--profile", arg},
				{"probe", "claims", "--role-arn", arg},
				{arg},
				{"list", "--" + arg},
			} {
				got := ended(t, c.asking(drydock(binary, home, args...)))
				safeText(t, args[0]+": stdout", got.out)
				safeText(t, args[0]+": stderr", got.errOut)
				if strings.Contains(got.errOut, "goroutine ") {
					t.Errorf("%s panicked: %s", args[0], got.errOut)
				}
			}
			data, err := os.ReadFile(plan)
			if err != nil {
				t.Fatal(err)
			}
			safeText(t, "plan.md", string(data))
			if strings.Contains(string(data), "<script") || strings.Contains(strings.ReplaceAll(string(data), `\]`, ""), "](javascript:") {
				t.Error("plan.md holds a script or a link that the corpus brought")
			}
		})
	}
}

// printable keeps the name of a subtest readable.
func printable(r rune) rune {
	if unicode.IsControl(r) || r == '/' {
		return '.'
	}
	return r
}
