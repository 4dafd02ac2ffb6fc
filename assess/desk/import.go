package desk

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"drydock/assess"
	"drydock/assess/collect"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/intake"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// ImportSources are the tools whose findings can be imported.
func ImportSources() []string { return intake.Sources() }

// ImportOptions say what to import.
type ImportOptions struct {
	From    string // one of ImportSources
	Name    string // of the file
	Account string // where the file names none; empty: the only account in scope
	Dated   time.Time
	DryRun  bool // say what would change, and change nothing
}

// ImportResult is what a file brought, or would bring.
type ImportResult struct {
	View    *View
	Head    assess.Import
	Added   int // subjects that nothing was imported about before
	Changed int // subjects about which the newest finding is another now
	Outside int // findings that no rule in scope judges: their account, Region or control is out of scope
	Before  bool
	Verdict []VerdictChange
	DryRun  bool
}

// VerdictChange is a control on which AWS shows something else than before.
type VerdictChange struct {
	Control, Title string
	Was, Now       string
}

// Import takes in what another tool found: the whole file, or nothing of it. The same file again changes nothing.
func (d *Desk) Import(ctx context.Context, v *View, r io.Reader, o ImportOptions) (*ImportResult, error) {
	if !slices.Contains(intake.Sources(), o.From) {
		return nil, &badFormatError{fmt.Sprintf("there is nothing to import from %q; there is %s", o.From, strings.Join(intake.Sources(), ", "))}
	}
	if o.Account == "" && len(v.Session.Scope.Accounts) == 1 {
		o.Account = v.Session.Scope.Accounts[0].ID
	}
	rules := intake.RulesOf(everyControl(v.Catalog))
	file, err := intake.Read(ctx, r, intake.Options{
		Source: o.From, Name: o.Name, Account: o.Account, At: o.Dated,
		Known: func(check string) bool { return rules.Knows(o.From, check) },
	})
	if err != nil {
		return nil, err
	}
	file.Head.File, file.Head.By, file.Head.At = text.Untrusted(filepath.Base(o.Name)), d.me(), d.opts.Now().UTC()
	result := &ImportResult{Head: file.Head, DryRun: o.DryRun, View: v}
	same := func(i assess.Import) bool { return i.Source == file.Head.Source && i.Digest == file.Head.Digest }
	result.Before = slices.ContainsFunc(v.Session.Imports, same)
	would := d.withImported(v, file.Found, result)
	if result.Before && result.Added+result.Changed == 0 {
		return result, nil
	}
	if o.DryRun {
		result.View = would
		result.Verdict = verdictChanges(v, would)
		return result, nil
	}
	if _, _, err := d.opts.Store.SaveImport(ctx, v.Session.Meta.ID, file.Head, file.Found); err != nil {
		return nil, d.explain(ctx, v.Session.Meta.Name, err)
	}
	done, err := d.saved(ctx, v.Session.Meta.ID, result.Sentence())
	if err != nil {
		return nil, err
	}
	result.View = done.View
	result.Verdict = verdictChanges(v, done.View)
	return result, nil
}

// withImported is the view as it would be with these findings; it counts what they change.
func (d *Desk) withImported(v *View, found []assess.Imported, result *ImportResult) *View {
	s := *v.Session
	s.Imported, result.Added, result.Changed = assess.MergeImported(s.Imported, found)
	s.Findings = slices.DeleteFunc(slices.Clone(s.Findings), func(f evidence.Finding) bool { return f.Source != evidence.Own })
	d.addImported(v.Catalog, &s)
	in, _ := questionnaire.Select(v.Catalog, s.Scope)
	result.Outside = len(found) - intake.InScope(found, &s, in, globalKind())
	return d.view(v.Catalog, &s)
}

// addImported lets what other tools found stand among the findings of a session. It is mapped anew each time, and so follows the
// catalogue, the scope and whose a resource is.
func (d *Desk) addImported(cat *questionnaire.Catalog, s *assess.Session) {
	if len(s.Imported) == 0 {
		return
	}
	in, _ := questionnaire.Select(cat, s.Scope)
	s.Findings = slices.Concat(s.Findings, intake.Findings(s, in, globalKind()))
}

// everyControl are the controls of a catalogue, in scope or not.
func everyControl(cat *questionnaire.Catalog) []*questionnaire.Control {
	all := make([]*questionnaire.Control, len(cat.Controls))
	for i := range cat.Controls {
		all[i] = &cat.Controls[i]
	}
	return all
}

// globalKind says whether a kind of resource is read once for an account, and so belongs to no Region.
func globalKind() func(fact.Kind) bool {
	global := map[fact.Kind]bool{}
	for _, c := range collect.All() {
		for _, k := range c.Kinds {
			global[k] = c.Global
		}
	}
	return func(k fact.Kind) bool { return global[k] }
}

// verdictChanges are the controls on which AWS shows something else now.
func verdictChanges(was, now *View) []VerdictChange {
	var out []VerdictChange
	for i := range now.Posture.Controls {
		c := &now.Posture.Controls[i]
		before := "nothing to judge"
		if b, ok := was.Posture.Control(c.Control.ID); ok {
			if b.Evidence.Digest == c.Evidence.Digest {
				continue
			}
			before = b.Evidence.Sentence
		}
		if before != c.Evidence.Sentence {
			out = append(out, VerdictChange{c.Control.ID, c.Control.Title, before, c.Evidence.Sentence})
		}
	}
	return out
}

// Sentence is what an import brought, in words.
func (r *ImportResult) Sentence() string {
	h := &r.Head
	tool := strings.TrimSpace(cmp.Or(string(h.Tool), h.Source) + " " + string(h.Version))
	what := fmt.Sprintf("%s: %d findings of %s", h.File, h.Records, tool)
	if !h.From.IsZero() {
		what += ", of " + h.From.Format("2 January 2006")
		if to := h.To.Format("2 January 2006"); to != h.From.Format("2 January 2006") {
			what += " to " + to
		}
	}
	what += fmt.Sprintf(". %d speak of a rule here", h.Mapped)
	for _, x := range []struct {
		n    int
		what string
	}{
		{h.Muted, "%d are muted there and count as not known"},
		{h.Closed, "%d were archived there and are left out"},
		{r.Outside, "%d are about an account, a Region or a control out of scope"},
	} {
		if x.n > 0 {
			what += "; " + fmt.Sprintf(x.what, x.n)
		}
	}
	switch {
	case r.Before && r.Added+r.Changed == 0:
		return what + ". This file was imported already; nothing changes"
	case r.DryRun:
		return what + fmt.Sprintf(". Would be new: %d; would change: %d. Nothing was changed", r.Added, r.Changed)
	}
	return what + fmt.Sprintf(". New: %d; changed: %d", r.Added, r.Changed)
}

// Unmapped names the checks that no rule is the same as, the most frequent first.
func (r *ImportResult) Unmapped() string {
	if len(r.Head.Unmapped) == 0 {
		return ""
	}
	all := slices.Clone(r.Head.Unmapped)
	slices.SortStableFunc(all, func(a, b assess.Unmapped) int { return cmp.Compare(b.Count, a.Count) })
	n, names := 0, make([]string, len(all))
	for i, u := range all {
		n += u.Count
		names[i] = fmt.Sprintf("%s (%d)", u.Check, u.Count)
	}
	return fmt.Sprintf("No rule is the same as these %d checks, so %d findings count for nothing: %s", len(all), n, strings.Join(names, ", "))
}
