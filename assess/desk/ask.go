package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// Ask writes the open questions of an assessment as a form to be filled in: all, or those for one role. ErrNothingOpen when there is
// none.
func (d *Desk) Ask(v *View, role questionnaire.Role) ([]byte, error) {
	if role != "" && !slices.Contains(questionnaire.Roles(), role) {
		var names []string
		for _, r := range questionnaire.Roles() {
			names = append(names, string(r))
		}
		return nil, &badFormatError{fmt.Sprintf("there is no role %q; there is %s", role, strings.Join(names, ", "))}
	}
	var open []*questionnaire.Control
	for i := range v.Posture.Controls {
		s := &v.Posture.Controls[i]
		if s.Applies && (!s.Known || s.Disputed) && (role == "" || slices.Contains(s.Control.Asks, role)) {
			open = append(open, s.Control)
		}
	}
	if len(open) == 0 {
		return nil, ErrNothingOpen
	}
	return form(v.Session.Meta.Name, role, open), nil
}

// ErrNothingOpen says that there is no question to ask.
var ErrNothingOpen = errors.New("nothing is open: every question that is in scope, and that this role is asked, has an answer or is settled by what AWS shows")

// form is the text of a form. What stands in comments is in nobody's way when it is read back.
func form(name string, role questionnaire.Role, open []*questionnaire.Control) []byte {
	var b strings.Builder
	line := func(indent, format string, args ...any) {
		b.WriteString(strings.TrimRight(indent+text.Untrusted(fmt.Sprintf(format, args...)).Terminal(), " ") + "\n")
	}
	comment := func(indent, what string) {
		for _, part := range wrapped(what, 110-len(indent)) {
			line(indent+"# ", "%s", part)
		}
	}
	comment("", fmt.Sprintf("Questions about %s. Write yes, partial, no, unknown or not-applicable after answer:, and why after because:. Leave empty what you cannot say.", name))
	comment("", fmt.Sprintf("What you write is kept as your word, and decided upon later. Send the file back to who sent it; they read it with: drydock import %s --from answers FILE", name))
	line("", "by:  # your name")
	line("", "role: %s  # %s", role, "yours, such as data-owner")
	line("", "on:  # today, such as 2027-03-31")
	line("", "answers:")
	for _, c := range open {
		b.WriteString("\n")
		line("  ", "- control: %s", c.ID)
		line("    ", "revision: %d", max(c.Revision, 1))
		comment("    ", c.Question)
		for _, good := range []struct{ word, means string }{{"yes", c.Good.Full}, {"partial", c.Good.Partial}, {"no", c.Good.None}} {
			if good.means != "" {
				comment("    ", good.word+": "+good.means)
			}
		}
		line("    ", "answer:")
		line("    ", "because:")
	}
	return []byte(b.String())
}

// wrapped breaks a text into lines of so many bytes at most, where it has spaces.
func wrapped(what string, width int) []string {
	var lines []string
	now := ""
	for _, word := range strings.Fields(text.Untrusted(what).Terminal()) {
		if now != "" && len(now)+1+len(word) > width {
			lines, now = append(lines, now), ""
		}
		now = strings.TrimSpace(now + " " + word)
	}
	return append(lines, now)
}

// Form is a checked form that somebody filled in.
type Form struct{ statements []assess.Statement }

// LoadForm reads and checks a filled form. All that is wrong with it comes in one error, with file and line.
func (d *Desk) LoadForm(file questionnaire.File) (*Form, error) {
	cat, _, err := d.catalog()
	if err != nil {
		return nil, err
	}
	given, err := questionnaire.LoadForm(file)
	if err != nil {
		return nil, err
	}
	f := &Form{}
	var errs []error
	for _, g := range given {
		s, err := d.statementOf(cat, g)
		if err != nil {
			errs = append(errs, placed(g.Place, err))
			continue
		}
		f.statements = append(f.statements, s)
	}
	if len(errs) == 0 && len(f.statements) == 0 {
		errs = append(errs, &questionnaire.FileError{File: file.Name, Line: 1, What: "no question is answered", Fix: "write yes, partial, no, unknown or not-applicable after answer:"})
	}
	return f, errors.Join(errs...)
}

// statementOf is an answer of a form as what one person said.
func (d *Desk) statementOf(cat *questionnaire.Catalog, g questionnaire.GivenAnswer) (assess.Statement, error) {
	if g.Value == questionnaire.AsAWSShows || g.Contested || g.Owner != "" {
		return assess.Statement{}, fmt.Errorf("%s: this is for who decides; a form takes yes, partial, no, unknown or not-applicable", g.Control)
	}
	given := g
	if g.Value == string(assess.NotApplicable) {
		given.Review = cmp.Or(g.Review, string(d.asOf(questionnaire.Scope{}))) // a statement needs no review; the decision will
	}
	dec, err := d.decisionOf(cat, given)
	if err != nil {
		return assess.Statement{}, err
	}
	dec.Review = assess.Date(g.Review)
	// The same word of the same person is the same record, however often the form is read.
	sum := sha256.Sum256([]byte(strings.Join([]string{
		dec.Control, fmt.Sprint(dec.Revision), g.Value, g.Because, g.By, g.Role, g.On, g.Basis, g.Document, g.Dated, g.Review,
	}, "\x00")))
	return assess.Statement{ID: "form-" + hex.EncodeToString(sum[:8]), Said: dec.Said}, nil
}

// SayAll records what a form says in one act, which one undo takes back. It counts for nothing until it is decided. What was heard
// already stays as it is. With dryRun nothing is recorded.
func (d *Desk) SayAll(ctx context.Context, v *View, f *Form, dryRun bool) (Receipt, error) {
	var changes []assess.Change
	who := map[text.Untrusted]bool{}
	for _, s := range f.statements {
		if slices.ContainsFunc(v.Session.Statements, func(t assess.Statement) bool { return t.ID == s.ID }) {
			continue
		}
		who[s.By] = true
		changes = append(changes, change(v, assess.BucketStatements, s.ID, s))
	}
	if len(changes) == 0 {
		return Receipt{What: fmt.Sprintf("All %d answers were heard already; nothing changes", len(f.statements)), View: v}, nil
	}
	what := fmt.Sprintf("Heard: %d answers", len(changes))
	if len(who) == 1 {
		for by := range who {
			what += " of " + string(by)
		}
	}
	if same := len(f.statements) - len(changes); same > 0 {
		what += fmt.Sprintf(" (%d were heard already)", same)
	}
	if dryRun {
		return Receipt{What: "Would be " + strings.ToLower(what[:1]) + what[1:] + ". Nothing was changed", View: v}, nil
	}
	return d.write(ctx, v, what+"; they count once they are decided", changes...)
}
