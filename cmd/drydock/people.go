package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// onControl opens a session and finds a control of it; a mistyped id is told with near ones.
func (a *app) onControl(ctx context.Context, session, control string) (*desk.Desk, *desk.View, *questionnaire.Control, error) {
	d, v, err := a.session(ctx, session)
	if err != nil {
		return nil, nil, nil, err
	}
	c, ok := v.Catalog.Control(control)
	if !ok {
		return nil, nil, nil, usage("there is no control %q%s", control, nearHint(v.Catalog.Near(control)))
	}
	return d, v, c, nil
}

func (a *app) answerCommand() *cobra.Command {
	var x assess.Decision
	var by, role, because, basis, document, dated, review string
	c := &cobra.Command{
		Use:   "answer SESSION CONTROL yes|partial|no|unknown|not-applicable",
		Short: "Decide the answer to a question",
		Example: `  drydock answer claims human-approval no --by "R. Singh" --because "refunds go out unattended"
  drydock answer claims threat-model yes --by "A. Meyer" --basis document --document https://wiki.example/tm --dated 2026-10-01`,
		Args: exactly("SESSION", "CONTROL", "ANSWER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, v, control, err := a.onControl(cmd.Context(), args[0], args[1])
			if err != nil {
				return err
			}
			x.Said = assess.Said{
				Control: control.ID, Value: assess.Answer(args[2]), By: text.Untrusted(by), Role: questionnaire.Role(role),
				Because: text.Untrusted(because), Basis: assess.Basis(basis), Review: assess.Date(review),
			}
			if dated != "" && document == "" {
				return usage("--dated is the date of a document; name it with --document")
			}
			if document != "" {
				if basis == "" {
					x.Basis = assess.BasisDocument
				}
				x.Document = &assess.Document{Link: text.Untrusted(document), Dated: assess.Date(dated)}
			}
			return a.receipt(d.Decide(cmd.Context(), v, x))
		},
	}
	f := c.Flags()
	f.StringVar(&by, "by", "", "who says so (required)")
	f.StringVar(&role, "role", "", "their role, such as platform-engineer")
	f.StringVar(&because, "because", "", "why")
	f.StringVar(&basis, "basis", "", "what it rests on: document, demonstration, owner, hearsay")
	f.StringVar(&document, "document", "", "link to the document")
	f.StringVar(&dated, "dated", "", "date of the document, 2006-01-02")
	f.StringVar(&review, "review", "", "with not-applicable: when to look again, 2006-01-02")
	need(c, "by")
	flagCompletes(c, "role", roleNames()...)
	flagCompletes(c, "basis", "document", "demonstration", "owner", "hearsay")
	return completes(c, a.sessionNames, a.controlIDs, answerValues)
}

func (a *app) settleCommand() *cobra.Command {
	var x assess.Settlement
	var by, reason string
	c := &cobra.Command{
		Use:     "settle SESSION CONTROL",
		Short:   "Settle what differs between what was said and what AWS shows",
		Example: `  drydock settle claims invocation-logging --for evidence --by "A. Meyer" --reason "the second Region was forgotten"`,
		Args:    exactly("SESSION", "CONTROL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, v, control, err := a.onControl(cmd.Context(), args[0], args[1])
			if err != nil {
				return err
			}
			x.Control, x.By, x.Reason = control.ID, text.Untrusted(by), text.Untrusted(reason)
			return a.receipt(d.Settle(cmd.Context(), v, x))
		},
	}
	f := c.Flags()
	f.StringVar(&x.For, "for", "", "what stands: decision, evidence, yes, partial, no (required)")
	f.StringVar(&by, "by", "", "who settles it (required)")
	f.StringVar(&reason, "reason", "", "why (required)")
	need(c, "for", "by", "reason")
	flagCompletes(c, "for", "decision", "evidence", "yes", "partial", "no")
	return completes(c, a.sessionNames, a.controlIDs)
}

func (a *app) acceptCommand() *cobra.Command {
	var approver, reason, expires string
	var resources []string
	c := &cobra.Command{
		Use:     "accept SESSION CONTROL",
		Short:   "Accept a risk until a date",
		Example: `  drydock accept claims cost-alarms --approver "J. Okafor" --reason "budget owner watches daily" --expires 2027-01-31`,
		Args:    exactly("SESSION", "CONTROL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, v, control, err := a.onControl(cmd.Context(), args[0], args[1])
			if err != nil {
				return err
			}
			x := assess.Acceptance{Control: control.ID, Approver: text.Untrusted(approver), Reason: text.Untrusted(reason), Expires: assess.Date(expires)}
			for _, r := range resources {
				x.Resources = append(x.Resources, text.Untrusted(r))
			}
			return a.receipt(d.Accept(cmd.Context(), v, x))
		},
	}
	f := c.Flags()
	f.StringVar(&approver, "approver", "", "who approves (required)")
	f.StringVar(&reason, "reason", "", "why (required)")
	f.StringVar(&expires, "expires", "", "the last day that it holds, 2006-01-02 (required)")
	f.StringArrayVar(&resources, "resource", nil, "only for this ARN (repeatable)")
	need(c, "approver", "reason", "expires")
	return completes(c, a.sessionNames, a.controlIDs)
}

// receipt prints what was saved.
func (a *app) receipt(r desk.Receipt, err error) error {
	if err != nil {
		return err
	}
	a.say("%s", r.What)
	return nil
}

// need makes flags required; a missing one is a usage error that names them all.
func need(c *cobra.Command, names ...string) {
	inner := c.RunE
	c.RunE = func(cmd *cobra.Command, args []string) error {
		var missing []string
		for _, n := range names {
			if f := cmd.Flags().Lookup(n); f.Value.String() == "" {
				missing = append(missing, "--"+n)
			}
		}
		if len(missing) > 0 {
			return usage("%s needs %s; see %s --help", cmd.CommandPath(), strings.Join(missing, " and "), cmd.CommandPath())
		}
		return inner(cmd, args)
	}
}
