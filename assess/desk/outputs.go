package desk

import (
	"context"

	"drydock/questionnaire"
)

// Workfile is the name of the format that a repository keeps: drydock.yaml, written by SaveWorkload.
const Workfile = "drydock.yaml"

// Outputs are all that an assessment can be written as: the formats of Export, and the file for a repository after the first.
func Outputs() []string {
	all := Formats()
	return append([]string{all[0], Workfile}, all[1:]...)
}

// OutputNote is what to know of a format before it is written; empty where the file says it all.
func OutputNote(format string) string {
	if format == Workfile {
		return "For a repository, to edit and review. A file that is there keeps its comments and its order."
	}
	return FormatNote(format)
}

// OutputPath is the file that a format is written to where nobody says otherwise.
func OutputPath(v *View, format string) string {
	switch format {
	case Workfile:
		return Workfile
	case Markdown, "html", "summary":
		return map[string]string{Markdown: "plan.md", "html": "plan.html", "summary": "summary.md"}[format]
	case "json":
		return v.Session.Meta.Name + ".json"
	case "jira-csv":
		return "jira.csv"
	case "controls-csv", "findings-csv", "actions-csv":
		return format[:len(format)-len("-csv")] + ".csv"
	}
	return v.Session.Meta.Name + "." + format
}

// PreviewOutput is an output as it would be written, in memory.
func (d *Desk) PreviewOutput(ctx context.Context, v *View, o ExportOptions) ([]byte, error) {
	if o.Format != Workfile {
		return d.RenderWith(ctx, v, o)
	}
	if o.Redact {
		var err error
		if v, err = d.Redacted(ctx, v); err != nil {
			return nil, err
		}
	}
	return questionnaire.WriteWorkload(d.workloadOf(v), nil)
}

// WriteOutput writes an output to its path, and returns the absolute one. The file for a repository is not replaced but brought up to
// date, and so needs no leave for that.
func (d *Desk) WriteOutput(ctx context.Context, v *View, o ExportOptions) (string, error) {
	if o.Format == Workfile {
		return d.SaveWorkload(ctx, v, SaveOptions{Path: o.Path, Redact: o.Redact})
	}
	return d.Export(ctx, v, o)
}
