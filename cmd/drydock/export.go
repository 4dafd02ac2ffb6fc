package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"drydock/assess/desk"
)

func (a *app) exportCommand() *cobra.Command {
	var o desk.ExportOptions
	c := &cobra.Command{
		Use:   "export SESSION",
		Short: "Write the plan or its rows to a file, or to stdout",
		Long: `Writes an assessment down for people who never start Drydock: the whole plan as markdown, or as html (one file that any
browser opens and prints), one page as summary. Rows for a spreadsheet: controls-csv, findings-csv and actions-csv. For Jira's CSV import: jira-csv. Private notes are in none of them.`,
		Example: `  drydock export claims --format markdown --output plan.md
  drydock export claims --format html --output plan.html
  drydock export claims --format findings-csv --output findings.csv
  drydock export claims --format jira-csv --output jira.csv
  drydock export claims --format json --redact --output for-a-vendor.json`,
		Args: exactly("SESSION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, v, err := a.session(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if o.Path == "" {
				data, err := d.RenderWith(cmd.Context(), v, o)
				if err == nil {
					_, err = a.out.Write(data)
				}
				return err
			}
			path, err := d.Export(cmd.Context(), v, o)
			if err != nil {
				return err
			}
			a.printf("Written: %s\n", path)
			if note := desk.FormatNote(o.Format); note != "" {
				a.printf("%s\n", note)
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&o.Format, "format", "markdown", "one of: "+strings.Join(desk.Formats(), ", "))
	f.StringVar(&o.Path, "output", "", "the file to write (else stdout)")
	f.BoolVar(&o.Overwrite, "overwrite", true, "replace the file if it is there")
	f.BoolVar(&o.Votes, "votes", false, "in JSON, write the counts of hands as well")
	redactFlag(f, &o.Redact)
	flagCompletes(c, "format", desk.Formats()...)
	return completes(c, a.sessionNames)
}

// redactFlag is how every command that writes for others is told to mask.
func redactFlag(f *pflag.FlagSet, redact *bool) {
	f.BoolVar(redact, "redact", false, "mask account ids, ARNs and the names of people and resources, each the same everywhere")
}

func (a *app) saveCommand() *cobra.Command {
	var to string
	var redact bool
	c := &cobra.Command{
		Use:   "save SESSION",
		Short: "Write what people said to a drydock.yaml for a repository",
		Long: `Writes scope, answers, accepted risks and the state of actions to one readable file, to be reviewed by pull request and
judged by drydock assess --from. A file that is there keeps its comments and its order. Evidence, notes, statements and
settlements are not in it. With --redact the file is for reading only, and never replaces another.`,
		Example: "  drydock save claims --to drydock.yaml",
		Args:    exactly("SESSION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, v, err := a.session(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			path, err := d.SaveWorkload(cmd.Context(), v, desk.SaveOptions{Path: to, Redact: redact})
			if err == nil {
				a.printf("Written: %s\n", path)
			}
			return err
		},
	}
	c.Flags().StringVar(&to, "to", "drydock.yaml", "the file to write")
	redactFlag(c.Flags(), &redact)
	return completes(c, a.sessionNames)
}

func (a *app) policyCommand() *cobra.Command {
	var format, onTopOf, externalID string
	c := &cobra.Command{
		Use:   "policy [SESSION]",
		Short: "Print the exact IAM permissions that probing needs",
		Long: `Prints the exact read permissions that probing needs: for one assessment, or without SESSION for all that Drydock can
ask. Explicit actions only, no wildcards.`,
		Example: `  drydock policy
  drydock policy claims --format terraform --on-top-of SecurityAudit`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("drydock policy takes at most one SESSION")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := a.desk(cmd.Context())
			if err != nil {
				return err
			}
			var v *desk.View
			if len(args) == 1 {
				if v, err = d.Open(cmd.Context(), args[0]); err != nil {
					return err
				}
			}
			out, err := d.Policy(cmd.Context(), v, desk.PolicyOptions{Format: format, OnTopOf: onTopOf, ExternalID: externalID})
			if err == nil {
				_, err = a.out.Write(out)
			}
			return err
		},
	}
	f := c.Flags()
	f.StringVar(&format, "format", "json", "json, managed, inline, cloudformation, terraform")
	f.StringVar(&onTopOf, "on-top-of", "", "leave out what this AWS managed policy allows: SecurityAudit")
	f.StringVar(&externalID, "external-id", "", "external id in the trust policy")
	flagCompletes(c, "format", desk.PolicyFormats()...)
	flagCompletes(c, "on-top-of", "SecurityAudit")
	return completes(c, a.sessionNames)
}
