package assess

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// Concern is one thing that an action has to mend: a resource, or with no Resource the account or Region itself.
type Concern struct {
	Kind     fact.Kind
	Account  string
	Region   string
	Resource text.Untrusted // ARN
	Name     text.Untrusted
}

// Filled is an action's code with what fails in place of its blanks: a line for each resource. Blanks that only a person can
// fill stay as they are, in angle brackets.
type Filled struct {
	Parts   []FilledPart
	Open    []string // the blanks that stay, in their order, each once
	LeftOut int      // resources whose names could mean something else to a shell; no line holds them
}

// FilledPart is what became of one command of the template, or of one list of resources.
type FilledPart struct {
	Lines []string
	Each  bool // a line for each resource, so that a long part may be shown by its first lines
}

// Lines counts the lines of the whole.
func (f Filled) Lines() int {
	n := 0
	for _, p := range f.Parts {
		for _, l := range p.Lines {
			n += 1 + strings.Count(l, "\n")
		}
	}
	return n
}

// Text is all of it, to be copied.
func (f Filled) Text() string { return f.Short(0) }

// Short shows at most so many lines of each part that has a line for each resource, and says how many there are more; 0 shows all.
func (f Filled) Short(most int) string {
	var b strings.Builder
	for _, p := range f.Parts {
		shown := len(p.Lines)
		if p.Each && most > 0 && shown > most+1 {
			shown = most
		}
		for _, l := range p.Lines[:shown] {
			b.WriteString(l + "\n")
		}
		if more := len(p.Lines) - shown; more > 0 {
			fmt.Fprintf(&b, "# … and %d more\n", more)
		}
	}
	if f.LeftOut > 0 {
		fmt.Fprintf(&b, "# %s left out: what it is called could mean something else to a shell. Write that command by hand.\n",
			Counted(f.LeftOut, "resource is", "resources are"))
	}
	return b.String()
}

// Commands are the action's command lines, filled.
func (a *PlannedAction) Commands() Filled { return FillCommands(a.Action.CLI, a.Concerns) }

// TerraformCode is the action's Terraform, after the lists of what fails, for for_each.
func (a *PlannedAction) TerraformCode() Filled { return FillTerraform(a.Action.Terraform, a.Concerns) }

// FillCommands puts what fails into the blanks of command lines. A value is written only where it is a word of its own outside
// quotes; what is no plain word stands in single quotes; what could get out of those, be taken for an option, or make the
// AWS CLI read a file is left out and counted.
func FillCommands(cli string, concerns []Concern) Filled {
	var f Filled
	leftOut := map[text.Untrusted]bool{}
	for _, command := range splitCommands(cli) {
		t := parseCommand(command)
		part := FilledPart{}
		for _, c := range t.subjects(concerns) {
			line, ok := t.fill(c)
			if !ok {
				leftOut[c.Resource] = true
				continue
			}
			part.Lines = append(part.Lines, line)
		}
		part.Lines = slices.Compact(part.Lines)
		part.Each = len(part.Lines) > 0
		if len(part.Lines) == 0 {
			part.Lines = []string{command}
		}
		f.Parts = append(f.Parts, part)
		for _, b := range blankForm.FindAllString(part.Lines[0], -1) {
			if !slices.Contains(f.Open, b) {
				f.Open = append(f.Open, b)
			}
		}
	}
	f.LeftOut = len(leftOut)
	return f
}

// FillTerraform puts lists of what fails before Terraform code, one for each kind, as locals to go through with for_each.
func FillTerraform(code string, concerns []Concern) Filled {
	var f Filled
	if strings.TrimSpace(code) == "" {
		return f
	}
	leftOut := 0
	byKind := map[fact.Kind][]string{}
	for _, c := range concerns {
		switch {
		case c.Resource == "":
		case !plainText(string(c.Resource)) || !kindForm.MatchString(string(c.Kind)):
			leftOut++
		default:
			byKind[c.Kind] = append(byKind[c.Kind], `    `+hclString(string(c.Resource))+`,`)
		}
	}
	kinds := make([]fact.Kind, 0, len(byKind))
	for k := range byKind {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	if len(kinds) > 0 {
		f.Parts = append(f.Parts, FilledPart{Lines: []string{"# What fails today, for for_each.", "locals {"}})
		for _, k := range kinds {
			slices.Sort(byKind[k])
			f.Parts = append(f.Parts, FilledPart{Lines: []string{"  failing_" + string(k) + " = ["}},
				FilledPart{Lines: slices.Compact(byKind[k]), Each: true}, FilledPart{Lines: []string{"  ]"}})
		}
		f.Parts = append(f.Parts, FilledPart{Lines: []string{"}", ""}})
	}
	f.Parts = append(f.Parts, FilledPart{Lines: strings.Split(strings.TrimRight(code, "\n"), "\n")})
	f.Open, f.LeftOut = blankForm.FindAllString(code, -1), leftOut
	slices.Sort(f.Open)
	f.Open = slices.Compact(f.Open)
	return f
}

var (
	blankForm   = regexp.MustCompile(`<[a-z][a-z0-9_-]*>`)
	kindForm    = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	accountForm = regexp.MustCompile(`^[0-9]{12}$`)
	regionForm  = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$`)
)

// plainText says whether a value is one line of printable ASCII: what is shown is what is written.
func plainText(s string) bool {
	for _, r := range s {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return s != ""
}

// hclString is a quoted template of HCL without any template in it.
func hclString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `${`, `$${`, `%{`, `%%{`).Replace(s) + `"`
}

// shellWord writes a value as one word for POSIX shells, fish and PowerShell alike: single quotes mean the same in all of them as
// long as no quote, backslash or exclamation mark is inside; PowerShell before 7.3 hands a double quote on bare, which opens the word. It refuses what cannot be written so, what would be taken for an
// option, and what the AWS CLI would open as a file or an address.
func shellWord(s string) (string, bool) {
	low := strings.ToLower(s)
	switch {
	case !plainText(s) || strings.ContainsAny(s, `'"\!`) || strings.HasPrefix(s, "-"):
		return "", false
	case strings.HasPrefix(low, "file:") || strings.HasPrefix(low, "fileb:") || strings.Contains(low, "://"):
		return "", false
	case plainWord(s):
		return s, true
	}
	return "'" + s + "'", true
}

// plainWord says whether a value is a word to every shell as it stands: zsh expands a leading =, PowerShell a comma and an @.
func plainWord(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_+=:./-", r) {
			return false
		}
	}
	return s != "" && s[0] != '-' && s[0] != '='
}

// splitCommands takes code apart into commands. A command goes on over lines where a quote is open or a backslash ends the line.
func splitCommands(code string) []string {
	var out []string
	var quote rune
	begin, escaped := 0, false
	for i, r := range code {
		switch {
		case escaped:
			escaped = false
		case r == '\\' && quote != '\'':
			escaped = true
		case quote == 0 && (r == '\'' || r == '"'):
			quote = r
		case r == quote:
			quote = 0
		case r == '\n' && quote == 0:
			out = append(out, code[begin:i])
			begin = i + 1
		}
	}
	out = append(out, code[begin:])
	return slices.DeleteFunc(out, func(s string) bool { return strings.TrimSpace(s) == "" })
}

// template is a command line with its blanks.
type template struct {
	command string
	blanks  []blank
	regions bool // it says its Region itself
}

// blank is one <…> in a command line: where it stands, and after which option. Whole: it is a word of its own, outside quotes.
type blank struct {
	from, to int
	option   string
	whole    bool
}

func (t *template) name(b blank) string { return t.command[b.from:b.to] }

// makes says whether a blank is for what the work makes anew: the name of what a command creates, the account that moves to its place.
func (t *template) makes(b blank) bool {
	verb := ""
	if w := strings.Fields(t.command); len(w) > 2 {
		verb = w[2]
	}
	return strings.HasPrefix(verb, "create-") && b.option == "--name" || verb == "move-account" && t.name(b) == "<account-id>"
}

func parseCommand(command string) template {
	t := template{command: command, regions: strings.Contains(command, "--region ")}
	at := blankForm.FindAllStringIndex(command, -1)
	var quote byte
	word, option := 0, ""
	for i := 0; i < len(command) && len(at) > len(t.blanks); i++ {
		if next := at[len(t.blanks)]; i == next[0] {
			ends := next[1] == len(command) || command[next[1]] == ' ' || command[next[1]] == '\n'
			t.blanks = append(t.blanks, blank{next[0], next[1], option, quote == 0 && word == i && ends})
			i = next[1] - 1
			continue
		}
		switch c := command[i]; {
		case c == '\\' && quote != '\'':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == ' ' || c == '\n':
			if w := command[word:i]; strings.HasPrefix(w, "--") {
				option = w
			}
			word = i + 1
		}
	}
	return t
}

// subjects are the concerns that a command gets a line each for: those of the kind that its first blank of a resource names,
// else, where it names a Region or an account, each of these.
func (t *template) subjects(all []Concern) []Concern {
	for _, b := range t.blanks {
		x, ok := blankOf(b.option + " " + t.name(b))
		if !ok || !b.whole || t.makes(b) {
			continue
		}
		var of []Concern
		for _, c := range all {
			if c.Resource != "" && x.takes(c.Kind) {
				of = append(of, c)
			}
		}
		if len(of) > 0 {
			return of
		}
	}
	byRegion := strings.Contains(t.command, "<region>")
	byAccount := slices.ContainsFunc(t.blanks, func(b blank) bool { return t.name(b) == "<account-id>" && !t.makes(b) })
	if !byRegion && !byAccount {
		return nil
	}
	var of []Concern
	for _, c := range all {
		target := Concern{Account: c.Account}
		if byRegion {
			target.Region = c.Region
		}
		if !slices.Contains(of, target) && (!byRegion || regionForm.MatchString(c.Region)) {
			of = append(of, target)
		}
	}
	return of
}

// fill writes the line of one concern; false where a value of it cannot be written safely.
func (t *template) fill(c Concern) (string, bool) {
	var b strings.Builder
	last := 0
	for _, x := range t.blanks {
		value, ok := t.value(x, c)
		if !ok {
			return "", false
		}
		b.WriteString(t.command[last:x.from] + value)
		last = x.to
	}
	b.WriteString(t.command[last:])
	if !t.regions && c.Resource != "" && regionForm.MatchString(c.Region) {
		b.WriteString(" --region " + c.Region)
	}
	return b.String(), true
}

// value is what stands in one blank of a concern's line: the blank itself where nothing of the concern belongs there.
func (t *template) value(x blank, c Concern) (string, bool) {
	name := t.name(x)
	switch {
	case t.makes(x):
		return name, true
	case name == "<region>" && regionForm.MatchString(c.Region):
		return c.Region, true
	case name == "<account-id>" && accountForm.MatchString(c.Account):
		return c.Account, true
	}
	of, ok := blankOf(x.option + " " + name)
	if !ok || !x.whole || c.Resource == "" || !of.takes(c.Kind) {
		return name, true
	}
	v := of.from(c)
	if v == "" {
		return name, true
	}
	return shellWord(v)
}

// sortConcerns puts concerns in order, each once.
func sortConcerns(all []Concern) []Concern {
	slices.SortFunc(all, func(a, b Concern) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Name, b.Name))
	})
	return slices.Compact(all)
}

// concerns are what an action has to mend: of the failures behind it those of the rules that its last step names, as far as it names
// any. A control may be closed by several actions, and each mends its own part.
func (y *yard) concerns(w *work) []Concern {
	words := wordsOf(w.action.Verify)
	byName := false
	for _, x := range w.action.Closes {
		if s, ok := y.posture.Control(x.Control); ok {
			byName = byName || slices.ContainsFunc(s.Control.Rules, func(r questionnaire.Rule) bool { return words[r.ID] })
		}
	}
	var out []Concern
	for _, f := range w.fails {
		if !byName || words[f.Rule] {
			out = append(out, Concern{f.Kind, f.Account, f.Region, f.Resource, f.Name})
		}
	}
	return sortConcerns(out)
}

// wordsOf are the words of a sentence; an id is one word.
func wordsOf(sentence string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(sentence, func(r rune) bool {
		return r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}) {
		out[w] = true
	}
	return out
}
