package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire/text"
)

func (a *app) probeCommand() *cobra.Command {
	var o awsFlags
	var planOnly, resume, changes, asJSON bool
	var regions []string
	c := &cobra.Command{
		Use:   "probe SESSION",
		Short: "Ask AWS, read-only, what it shows of an assessment",
		Example: `  drydock probe claims --plan                     what would be asked, before anything is
  drydock probe claims --profile security-audit
  drydock probe claims --resume                   go on with a run that was broken off
  drydock probe claims --changes                  what the newest run showed otherwise than the one before
  drydock probe claims --via config-aggregator:org --accounts-from organization
  drydock probe claims --region all --accounts-from organization --role-arn 'arn:{partition}:iam::{account}:role/drydock'`,
		Args: exactly("SESSION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, v, err := a.session(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if changes {
				return a.showChanges(cmd.Context(), d, v, asJSON)
			}
			options, err := a.where(v, o, regions)
			if err != nil {
				return err
			}
			plan, err := d.ProbePreview(cmd.Context(), v, options)
			if planOnly && errors.Is(err, desk.ErrNoCredentials) {
				a.talk("%v\n", err)
				plan, err = d.ProbeOutline(v, options)
			}
			if err != nil {
				return err
			}
			plan.Resume = resume
			if planOnly {
				return a.showProbePlan(plan, asJSON)
			}
			return a.probe(cmd, d, v, plan, asJSON)
		},
	}
	f := c.Flags()
	o.register(f)
	f.StringSliceVar(&regions, "region", nil, "sign in here, and ask here when the scope names no Region (else the scope's, else the profile's); all: every Region that is switched on")
	f.StringVar(&o.Via, "via", "", "ask AWS Config instead of the accounts: config-aggregator:NAME")
	f.BoolVar(&planOnly, "plan", false, "print what would be asked, and stop")
	f.BoolVar(&resume, "resume", false, "go on with the newest run that was broken off")
	f.BoolVar(&changes, "changes", false, "ask nothing; print what the newest run showed otherwise than the one before")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return completes(c, a.sessionNames)
}

// probed is what --json prints of a run.
type probed struct {
	Sentence string             `json:"sentence"`
	Calls    int                `json:"calls"`
	Reach    []fact.Reach       `json:"reach"`
	Findings []evidence.Finding `json:"findings"`
}

func (a *app) probe(cmd *cobra.Command, d *desk.Desk, v *desk.View, plan *desk.ProbePlan, asJSON bool) error {
	result, err := a.ask(cmd.Context(), d, v, plan)
	if err != nil {
		return err
	}
	if asJSON {
		return a.json(probed{result.Sentence, result.Calls, result.Reach, result.View.Session.Findings})
	}
	a.printf("%s\n\n", result.Sentence)
	rows := [][]string{{"ACCOUNT", "REGION", "KIND", "READ", "WHY NOT"}}
	for _, r := range result.Reach {
		rows = append(rows, []string{r.Account, r.Region, string(r.Kind), string(r.Gap.Status), missing(r.Gap.Action, r.Gap.Message)})
	}
	a.table(rows)
	a.talk("Next: drydock open %s, or drydock plan %s\n", v.Session.Meta.Name, v.Session.Meta.Name)
	return nil
}

// ask runs a plan and tells on stderr how it is getting on. A run that was stopped keeps what it read, and is an error
// that says how to go on: nobody may take half a probe for a whole one.
func (a *app) ask(ctx context.Context, d *desk.Desk, v *desk.View, plan *desk.ProbePlan) (*desk.ProbeResult, error) {
	a.talk("%s\n", text.Untrusted(plan.Sentence).Terminal())
	result, err := d.Probe(ctx, v, plan, func(e desk.ProbeEvent) {
		a.logRead(e)
		stopped := e.Gap != nil && e.Gap.Status == fact.Cancelled
		if line := e.Sentence(); line != "" && !stopped {
			a.talk("  %s\n", text.Untrusted(line).Terminal())
		}
	})
	if err != nil {
		return nil, err
	}
	goOn := fmt.Sprintf("go on with: drydock probe %s --resume", v.Session.Meta.Name)
	switch {
	case result.Expired:
		return nil, &exitWith{exitNoCredentials, fmt.Errorf("%s. Sign in again (aws sso login), then %s", result.Sentence, goOn)}
	case result.Stopped:
		return nil, &exitWith{exitInterrupted, fmt.Errorf("%s. To %s", result.Sentence, goOn)}
	}
	return result, nil
}

func missing(action, message string) string {
	if action == "" {
		return message
	}
	return fmt.Sprintf("needs %s; %s", action, message)
}
