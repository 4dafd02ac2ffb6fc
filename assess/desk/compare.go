package desk

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"drydock/assess"
	"drydock/assess/report"
	"drydock/questionnaire"
)

// Standing is how an assessment stood: now (SESSION), at a milestone (SESSION@MILESTONE), or as one run showed AWS
// (SESSION@RUN-ID, or an unambiguous beginning of the id), under the answers as they are now.
func (d *Desk) Standing(ctx context.Context, ref string) (assess.Standing, error) {
	session, at, dated := strings.Cut(ref, "@")
	v, err := d.Open(ctx, session)
	if err != nil {
		return assess.Standing{}, err
	}
	if !dated {
		return assess.Freeze(v.Session.Meta.Name, v.Posture), nil
	}
	for i := range v.Session.Milestones {
		if m := &v.Session.Milestones[i]; m.Name == at {
			return m.Standing(v.Session.Meta.Name), nil
		}
	}
	run, err := v.run(at)
	if err != nil {
		return assess.Standing{}, err
	}
	return d.afterRun(ctx, v, run)
}

// StandingFrom is how an assessment stood when it was exported as JSON.
func StandingFrom(file questionnaire.File) (assess.Standing, error) {
	var p struct {
		Schema     string
		Assessment assess.Meta
		Judged     struct{ Standing assess.Standing }
	}
	if err := json.Unmarshal(file.Data, &p, json.MatchCaseInsensitiveNames(true)); err != nil {
		return assess.Standing{}, fmt.Errorf("%s is no JSON export: %w", file.Name, err)
	}
	if p.Schema != assess.PortableSchema {
		return assess.Standing{}, fmt.Errorf("%s says its form is %q; this Drydock reads %q, written by drydock export --format json", file.Name, p.Schema, assess.PortableSchema)
	}
	if p.Assessment.Redacted {
		return assess.Standing{}, fmt.Errorf("%s is redacted, so its resources can't be told from others; export the baseline without --redact", file.Name)
	}
	return p.Judged.Standing, nil
}

// run finds a run by its id or an unambiguous beginning of it; the error names what there is.
func (v *View) run(id string) (*assess.Run, error) {
	var found []*assess.Run
	var there []string
	for i := range v.Session.Milestones {
		there = append(there, "milestone "+v.Session.Milestones[i].Name)
	}
	for i := range v.Session.Runs {
		r := &v.Session.Runs[i]
		if id != "" && strings.HasPrefix(r.ID, strings.ToUpper(id)) {
			found = append(found, r)
		}
		there = append(there, "run "+r.ID)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, fmt.Errorf("%d runs of %s begin with %q; give more of the id", len(found), v.Session.Meta.Name, id)
	case len(there) == 0:
		return nil, fmt.Errorf("%s has no milestone or run yet; drydock milestone makes one, drydock probe the other", v.Session.Meta.Name)
	}
	return nil, fmt.Errorf("%s has no milestone or run %q; there is %s", v.Session.Meta.Name, id, strings.Join(there, ", "))
}

// afterRun judges what one run read.
func (d *Desk) afterRun(ctx context.Context, v *View, run *assess.Run) (assess.Standing, error) {
	_, judge, err := d.catalog()
	if err != nil {
		return assess.Standing{}, err
	}
	snap, err := d.opts.Store.LoadSnapshot(ctx, v.Session.Meta.ID, run.ID)
	if err != nil {
		return assess.Standing{}, err
	}
	s := *v.Session
	s.Findings, s.Reach = judgeFacts(v.Catalog, judge, &s, snap), snap.Reach
	asOf := assess.DateOf(run.At, assess.ZoneOf(s.Scope.Zone))
	return assess.Freeze(s.Meta.Name+"@"+run.ID, assess.Judge(v.Catalog, &s, asOf, run.At, d.opts.Policy)), nil
}

// Compare says what changed between two standings, named as Standing takes them.
func (d *Desk) Compare(ctx context.Context, was, now string) (*assess.Diff, error) {
	a, err := d.Standing(ctx, was)
	if err != nil {
		return nil, err
	}
	b, err := d.Standing(ctx, now)
	if err != nil {
		return nil, err
	}
	return d.CompareStandings(a, b)
}

// CompareStandings says what changed between two standings.
func (d *Desk) CompareStandings(was, now assess.Standing) (*assess.Diff, error) {
	cat, _, err := d.catalog()
	if err != nil {
		return nil, err
	}
	diff := assess.Compare(cat, was, now)
	return &diff, nil
}

// RenderDiff writes a comparison as markdown or json.
func RenderDiff(diff *assess.Diff, format string) ([]byte, error) {
	switch format {
	case Markdown, "":
		var b bytes.Buffer
		err := report.Diff(&b, diff)
		return b.Bytes(), err
	case "json":
		data, err := json.Marshal(struct {
			Was  side `json:"was"`
			Now  side `json:"now"`
			Diff any  `json:"diff"`
		}{side{diff.Was.Name, diff.Was.AsOf}, side{diff.Now.Name, diff.Now.AsOf}, diff}, json.Deterministic(true), jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true))
		return append(data, '\n'), err
	}
	return nil, &badFormatError{fmt.Sprintf("a comparison can be markdown or json, not %q", format)}
}

// ExportDiff writes what changed between two standings to a file, as Export writes an assessment, and returns its absolute path.
func (d *Desk) ExportDiff(ctx context.Context, was, now string, o ExportOptions) (string, error) {
	compare := d.Compare
	if o.Redact {
		compare = d.CompareRedacted
	}
	diff, err := compare(ctx, was, now)
	if err != nil {
		return "", err
	}
	data, err := RenderDiff(diff, o.Format)
	if err != nil {
		return "", err
	}
	return writeOut(data, o)
}

// side names one side of a comparison.
type side struct {
	Name string      `json:"name"`
	AsOf assess.Date `json:"asOf"`
}
