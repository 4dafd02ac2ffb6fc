package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"drydock/assess/desk"
)

func (a *app) milestoneCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "milestone SESSION NAME",
		Short: "Freeze an assessment as it stands, to compare with later",
		Long: `Freezes an assessment as it is judged now. A milestone never changes; drydock diff compares with it, and
drydock assess --against stops a pipeline that falls behind it.`,
		Example: "  drydock milestone claims baseline",
		Args:    exactly("SESSION", "NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, v, err := a.session(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			r, err := d.Milestone(cmd.Context(), v, args[1])
			if err == nil {
				a.talk("%s.\n", r.What)
			}
			return err
		},
	}
	return completes(c, a.sessionNames)
}

func (a *app) diffCommand() *cobra.Command {
	var format string
	var redact bool
	c := &cobra.Command{
		Use:   "diff A B",
		Short: "What changed: gates, controls, answers, resources",
		Long: `Compares two assessments, or one with itself on another day. A and B are SESSION as it stands now, SESSION@MILESTONE, or
SESSION@RUN-ID: AWS as that run showed it, under the answers as they are now.`,
		Example: `  drydock diff claims@baseline claims
  drydock diff claims@01JD claims --format json`,
		Args: exactly("A", "B"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := a.desk(cmd.Context())
			if err != nil {
				return err
			}
			compare := d.Compare
			if redact {
				compare = d.CompareRedacted
			}
			diff, err := compare(cmd.Context(), args[0], args[1])
			if err != nil {
				return err
			}
			out, err := desk.RenderDiff(diff, format)
			if err != nil {
				return err
			}
			if _, err := a.out.Write(out); err != nil {
				return fmt.Errorf("write the comparison: %w", err)
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", desk.Markdown, "markdown or json")
	redactFlag(c.Flags(), &redact)
	flagCompletes(c, "format", desk.Markdown, "json")
	return completes(c, a.sessionNames)
}
