package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestCommandsInTheDocumentationAreThere reads every command line of the documentation as the shell and Cobra would, up to where it
// would do something.
func TestCommandsInTheDocumentationAreThere(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, page := range append(pages, "../../README.md") {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range commandLines(string(data)) {
			lines++
			for _, one := range alternatives(line) {
				if problem := understood(one); problem != "" {
					t.Errorf("%s: %s: %s", filepath.Base(page), one, problem)
				}
			}
		}
	}
	if lines < 60 {
		t.Errorf("only %d command lines found: this test looks in the wrong place", lines)
	}
}

var (
	fenced = regexp.MustCompile("(?ms)^ *```[^\n]*\n(.*?)^ *```")
	inline = regexp.MustCompile("`(drydock [^`\n]*)`")
	cut    = regexp.MustCompile(` *(#| > | >> |\|\||&&|;).*| *\\$`)
)

// commandLines are the lines of a page that call drydock, without what the shell makes of their end.
func commandLines(page string) []string {
	var out []string
	add := func(line string) { out = append(out, strings.TrimSpace(cut.ReplaceAllString(line, ""))) }
	for _, block := range fenced.FindAllStringSubmatch(page, -1) {
		for line := range strings.SplitSeq(strings.ReplaceAll(block[1], "\\\n", " "), "\n") {
			line = strings.TrimPrefix(strings.TrimSpace(line), "$ ")
			for _, path := range []string{".drydock/bin/", "bin/"} {
				line = strings.TrimPrefix(line, path)
			}
			if line == "drydock" || strings.HasPrefix(line, "drydock ") {
				add(line)
			}
		}
	}
	for _, m := range inline.FindAllStringSubmatch(fenced.ReplaceAllString(page, ""), -1) {
		add(m[1])
	}
	return out
}

// alternatives spells out "store path|check" as two lines; between words of a flag a bar means the same.
func alternatives(line string) []string {
	words := strings.Fields(line)
	for i, w := range words {
		if !strings.Contains(w, "|") || strings.ContainsAny(w, `'"`) {
			continue
		}
		var out []string
		for choice := range strings.SplitSeq(w, "|") {
			other := append([]string(nil), words...)
			other[i] = choice
			out = append(out, alternatives(strings.Join(other, " "))...)
		}
		return out
	}
	return []string{line}
}

// understood says what is wrong with a command line; empty: nothing.
func understood(line string) string {
	a := &app{in: strings.NewReader(""), out: io.Discard, err: io.Discard, env: func(string) string { return "" }, log: slog.New(slog.DiscardHandler)}
	root := a.root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	cmd, rest, err := root.Find(words(line)[1:])
	if err != nil {
		return err.Error()
	}
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	if err := cmd.ParseFlags(rest); err != nil {
		return err.Error()
	}
	return strayed(cmd, cmd.Flags().Args())
}

// strayed says which word is taken for a command and is none.
func strayed(cmd *cobra.Command, args []string) string {
	if cmd.HasSubCommands() && len(args) > 0 {
		return "there is no command " + args[0]
	}
	return ""
}

// words splits as the shell does, quotes and all that these pages use of it.
func words(line string) []string {
	var out []string
	var now strings.Builder
	quote, begun := rune(0), false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case quote == 0 && r == ' ':
			if begun {
				out = append(out, now.String())
				now.Reset()
				begun = false
			}
		default:
			now.WriteRune(r)
			begun = true
		}
	}
	if begun {
		out = append(out, now.String())
	}
	return out
}

func TestDocumentationIsReadLikeAShell(t *testing.T) {
	for line, want := range map[string]string{
		`drydock answer claims human-approval no --by "R. Singh"`: "",
		"drydock export claims --fromat html":                     "unknown flag: --fromat",
		"drydock exprot claims":                                   "there is no command exprot",
		"drydock store mend":                                      "there is no command mend",
		"drydock --plain":                                         "",
	} {
		if got := understood(line); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
	page := "`drydock store path|check`\n```sh\n$ drydock list   # all\nls\ndrydock ask claims > form.yaml\n```\n"
	if got := strings.Join(commandLines(page), "; "); got != "drydock list; drydock ask claims; drydock store path|check" {
		t.Errorf("found %q", got)
	}
}

// TestLinksInTheDocumentationLead follows every link from page to page, and to headings.
func TestLinksInTheDocumentationLead(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, page := range append(pages, "../../README.md") {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(fenced.ReplaceAllString(string(data), ""), -1) {
			file, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(m[1], "://") {
				continue
			}
			to := page
			if file != "" {
				to = filepath.Join(filepath.Dir(page), file)
			}
			there, err := os.Stat(to)
			switch {
			case err != nil:
				t.Errorf("%s links to %s: %v", filepath.Base(page), m[1], err)
			case anchor != "" && !there.IsDir() && !headed(t, to, anchor):
				t.Errorf("%s links to %s, and no heading is called so", filepath.Base(page), m[1])
			}
		}
	}
}

// headed says whether a page has one heading of an anchor; of two alike a link leads to the first only.
func headed(t *testing.T, page, anchor string) bool {
	t.Helper()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(string(data), -1) {
		slug := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(m[1]), "")
		if strings.ReplaceAll(slug, " ", "-") == anchor {
			n++
		}
	}
	return n == 1
}
