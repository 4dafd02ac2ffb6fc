package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// importer takes in a file: first it says what the file would change, then it takes it.
type importer struct {
	view   *desk.View // nil: no assessment is open, so only a whole one can be taken in
	form   form
	like   []string // what the path that is being typed can become
	looked *desk.TakenIn
	of     desk.TakeInOptions // that looked is about
	err    error
	busy   bool
	taking bool
	before string // as taken tells it, when the taking began
	done   bool
}

// Messages of the import.
type (
	lookedAt struct {
		result *desk.TakenIn
		of     desk.TakeInOptions
	}
	filesLike  struct{ files []string }
	sessionNew struct{ result *desk.TakenIn }
)

func newImport(v *desk.View) importer {
	sources := []option{}
	if v != nil {
		for _, s := range desk.ImportSources() {
			sources = append(sources, option{s, toolWord(s)})
		}
		sources = append(sources, option{desk.FromAnswers, "answers on a form"})
	}
	sources = append(sources, option{desk.FromSession, "a whole assessment"})
	return importer{view: v, form: form{button: "Look at it first", fields: importFields(sources, sources[0].value, "", "", "", "")}}
}

func toolWord(s string) string {
	switch s {
	case "prowler":
		return "Prowler"
	case "security-hub":
		return "Security Hub"
	case "aws-sample":
		return "the AWS sample's CSV"
	}
	return safe(s)
}

// importFields are those that a kind of file asks for.
func importFields(sources []option, from, path, as, account, dated string) []field {
	out := []field{
		choiceField("from", "What it is", from, sourceHelp(from), sources),
		textField("path", "File", path, "tab completes the path. Relative to where you started Drydock."),
	}
	switch from {
	case desk.FromSession:
		out = append(out, textField("as", "Name here", as, "Empty: its own. With another name it becomes a copy."))
	case "aws-sample":
		out = append(out,
			textField("account", "Account", account, "This file names none; 12 digits."),
			textField("dated", "Found on", dated, "This file names no day. Empty: the day of the file; else a date like 2027-03-31."))
	}
	return out
}

func sourceHelp(from string) string {
	switch from {
	case "prowler":
		return "Prowler's json-ocsf or csv."
	case "security-hub":
		return "What aws securityhub get-findings prints, or its OCSF."
	case "aws-sample":
		return "The CSV of the AWS sample AI/ML assessment."
	case desk.FromAnswers:
		return "A form that drydock ask printed and somebody filled in. Its answers are heard, and count once they are decided."
	}
	return "What drydock export --format json wrote."
}

func (i importer) Place() assess.Place { return assess.Place{Screen: placeOverview} }

func (i importer) Head() string { return "Import" }

func (i importer) Typing() bool { return i.form.typing() }

// options are what the form says.
func (i importer) options() desk.TakeInOptions {
	return desk.TakeInOptions{
		From: i.form.value("from"), Path: i.form.value("path"), As: i.form.value("as"), Account: i.form.value("account"), Dated: assess.Date(i.form.value("dated")),
	}
}

// ready says that what was looked at is what the form says now, and can be taken in.
func (i importer) ready() bool {
	return i.looked != nil && i.of == i.options() && !i.looked.Nothing && !i.done && i.err == nil
}

func (i importer) Update(msg any) (Screen, Step) {
	switch m := msg.(type) {
	case fresh:
		i.view = m.view
		if i.taking && taken(m.view) != i.before {
			i.taking, i.busy, i.done = false, false, true
		}
	case lookedAt:
		i.busy, i.looked, i.of, i.err = false, m.result, m.of, nil
		i.form.at = len(i.form.fields) // the next enter takes it in
		return i, Step{Say: "Nothing was changed yet."}
	case sessionNew:
		return i, Step{Move: GoHome, Say: safe(m.result.Sentence)}
	case filesLike:
		i.like = m.files
	case failed:
		if m.key == notSaved {
			if i.busy, i.taking = false, false; errors.Is(m.err, desk.ErrFileChanged) {
				i.looked = nil
			}
			return i, Step{}
		}
		i.busy, i.err, i.looked = false, m.err, nil
		return i, Step{Say: "Nothing was taken in.", Warn: true}
	default:
		before := i.form.value("path")
		i = i.with(i.form.update(msg))
		if i.form.value("path") != before {
			return i, i.completing()
		}
	}
	return i, Step{}
}

// with takes a changed form; another kind of file asks for other things.
func (i importer) with(f form) importer {
	if from := f.value("from"); from != i.form.value("from") {
		f.fields = importFields(f.fields[0].options, from, f.value("path"), f.value("as"), f.value("account"), f.value("dated"))
	}
	i.form = f
	if i.options() != i.of {
		i.done = false
	}
	i.form.button = "Look at it first"
	if i.ready() {
		i.form.button = "Take it in"
	}
	return i
}

// completing looks for what the path can become.
func (i importer) completing() Step {
	typed := i.form.value("path")
	return Step{Run: []Work{do("files", func(_ context.Context, d Desk) any { return filesLike{d.FilesLike(typed, 200)} })}}
}

// completed is the path as far as all that it can become agree; the same where that is no more.
func (i importer) completed() string {
	typed := i.form.value("path")
	if len(i.like) == 0 || !strings.HasPrefix(i.like[0], typed) {
		return typed
	}
	common := i.like[0]
	for _, f := range i.like[1:] {
		for !strings.HasPrefix(f, common) {
			common = common[:len(common)-1]
		}
	}
	return strings.ToValidUTF8(common, "")
}

func (i importer) onPath() bool {
	return !i.form.onButton() && i.form.fields[i.form.at].id == "path"
}

func (i importer) Commands() []Command {
	set := func(f form) Screen { return i.with(f) }
	var out []Command
	if more := i.completed(); i.onPath() && more != i.form.value("path") {
		out = append(out, Command{ID: importComplete, Hint: true, Do: func() (Screen, Step) {
			i = i.with(i.form.edit(func(g *field) {
				g.input.SetValue(more)
				g.input.CursorEnd()
			}))
			return i, i.completing()
		}})
	}
	out = append(out, i.form.commands(set, i.save)...)
	if i.view != nil {
		out = append(out, inAssessment(i.view)...)
	}
	return out
}

// save looks at the file, and the second time takes it in.
func (i importer) save() (Screen, Step) {
	o := i.options()
	switch {
	case i.busy:
		return i, Step{Say: "One moment…"}
	case o.Path == "":
		return i.with(i.form.focus("path")), Step{Say: "Which file? Give its path."}
	case i.ready():
		return i.take(o)
	}
	i.busy, i.err, i.looked, i.done = true, nil, nil, false
	v := i.view
	o.DryRun = true
	return i, Step{Say: "Reading…", Run: []Work{do("look", func(ctx context.Context, d Desk) any {
		r, err := d.TakeIn(ctx, v, o)
		if err != nil {
			return failed{key: "look", err: err}
		}
		o.DryRun = false
		return lookedAt{r, o}
	})}}
}

func (i importer) take(o desk.TakeInOptions) (Screen, Step) {
	i.busy, o.Seen = true, i.looked.Seen
	if o.From == desk.FromSession {
		return i, Step{Say: "Taking it in…", Run: []Work{do("take", func(ctx context.Context, d Desk) any {
			r, err := d.TakeIn(ctx, nil, o)
			if err != nil {
				return failed{key: "take", err: err}
			}
			return sessionNew{r}
		})}}
	}
	i.taking, i.before = true, taken(i.view)
	return i, Step{Say: "Taking it in…", Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) {
		r, err := d.TakeIn(ctx, v, o)
		if err != nil {
			return desk.Receipt{}, err
		}
		return desk.Receipt{What: r.Sentence, View: r.View}, nil
	}}
}

// taken tells what an assessment took in so far: a change that somebody else makes meanwhile is no sign that ours is on disk.
func taken(v *desk.View) string {
	s := v.Session
	last := ""
	if n := len(s.Imports); n > 0 {
		last = s.Imports[n-1].At.String() + s.Imports[n-1].Digest
	}
	return fmt.Sprint(len(s.Statements), len(s.Imports), last)
}

func (i importer) View(size cell.Size, th theme.Theme) string {
	w := min(size.W, widest)
	into := "A whole assessment comes into the list."
	if i.view != nil {
		into = "Into " + safe(titleOf(i.view)) + ". What another tool found counts where Drydock itself has not looked."
	}
	var lines []string
	for _, l := range cell.Wrap(into, max(8, w-4)) {
		lines = append(lines, " "+th.Dim.Say(l))
	}
	lines = append(lines, "")
	i = i.with(i.form) // the button says what it does now
	rows, focus := i.form.rows(w, th)
	lines = append(lines, rows...)
	focus += len(lines) - len(rows)
	if n := len(i.like); i.onPath() && n > 0 && i.form.value("path") != "" {
		lines = append(lines, "", " "+th.Dim.Say(cell.Cut(i.offers(), w-2)))
	}
	lines = append(lines, "")
	lines = append(lines, i.resultLines(w, th)...)
	first := cell.Window(len(lines), size.H, min(focus, len(lines)-1), 0)
	return cell.Block(lines[first:], size)
}

// offers are the first of what the path can become.
func (i importer) offers() string {
	names := make([]string, 0, len(i.like))
	for _, f := range i.like {
		cut := strings.LastIndexByte(strings.TrimSuffix(f, "/"), '/')
		names = append(names, safe(f[cut+1:]))
	}
	if len(names) > 8 {
		names = append(names[:7], fmt.Sprintf("… %d more", len(names)-7))
	}
	return strings.Join(names, "   ")
}

// resultLines say what the file brings, or what is wrong with it.
func (i importer) resultLines(w int, th theme.Theme) []string {
	var out []string
	say := func(s string, style theme.Style) {
		for _, l := range cell.Wrap(s, max(8, w-4)) {
			out = append(out, " "+style.Say(l))
		}
	}
	switch {
	case i.busy:
		say("One moment…", th.Dim)
	case errors.Is(i.err, assess.ErrExists):
		say("! An assessment of this name is here already. Give this one another name under “Name here”.", th.Bad)
	case i.err != nil:
		say("! Nothing of it was taken in:", th.Bad)
		lines := strings.Split(strings.TrimRight(safeLines(i.err.Error()), "\n"), "\n")
		for n, l := range lines {
			if n == 12 {
				say(fmt.Sprintf("  … %d lines more", len(lines)-n), th.Dim)
				break
			}
			say("  "+l, theme.Style{})
		}
	case i.looked != nil && i.of == i.options():
		if i.done {
			say("✓ Taken in: "+safe(i.of.Path)+". o shows where you stand now.", th.Good)
			return out
		}
		say(safe(i.looked.Sentence)+".", th.Strong)
		if i.ready() {
			say("Enter takes it in.", th.Dim)
		}
		for _, c := range i.looked.Changes {
			out = append(out, cell.Ends("   "+safe(c.Title), th.Dim.Say(cell.Cut(safe(c.Was)+" → "+safe(c.Now), w/2))+" ", w))
		}
		if i.looked.Unmapped != "" {
			out = append(out, "")
			say(safe(i.looked.Unmapped)+".", th.Dim)
		}
	}
	return out
}
