package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"drydock/assess/desk"
)

func (a *app) planCommand() *cobra.Command {
	var capacity int
	var whatIf []string
	var why string
	var asJSON, redact bool
	c := &cobra.Command{
		Use:   "plan SESSION",
		Short: "What to find out first, and what to do in which order",
		Example: `  drydock plan claims --capacity 10
  drydock plan claims --what-if enable-invocation-logging
  drydock plan claims --why human-approval`,
		Args: exactly("SESSION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, v, err := a.session(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("capacity") && capacity < 1 {
				return usage("--capacity takes whole days of work a month, 1 or more, not %d", capacity)
			}
			for _, id := range whatIf {
				if _, ok := v.Catalog.Action(id); !ok {
					return usage("there is no action %q; drydock plan %s lists them", id, args[0])
				}
			}
			for _, id := range whatIf {
				if _, ok := v.Plan.Action(id); !ok {
					a.talk("%s is not in the plan of %s, so taking it as done changes nothing.\n", id, args[0])
				}
			}
			v.Plan = d.Plan(cmd.Context(), v, capacity, whatIf)
			if redact {
				if v, err = d.Redacted(cmd.Context(), v); err != nil {
					return err
				}
			}
			switch {
			case why != "":
				return a.why(v, why)
			case asJSON:
				return a.json(actionsOf(v.Plan))
			}
			a.showPlan(v)
			return nil
		},
	}
	f := c.Flags()
	f.IntVar(&capacity, "capacity", 0, "days of work a month (else the scope's, else 10)")
	f.StringSliceVar(&whatIf, "what-if", nil, "actions to take as done, to see the change")
	f.StringVar(&why, "why", "", "open the number of one control or action")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	redactFlag(f, &redact)
	return completes(c, a.sessionNames)
}

// why prints the one sentence behind a control's or an action's number.
func (a *app) why(v *desk.View, id string) error {
	if _, ok := v.Catalog.Action(id); ok {
		a.say("%s", v.Plan.Why(id))
		return nil
	}
	c, ok := v.Catalog.Control(id)
	if !ok {
		return usage("there is no control or action %q%s", id, nearHint(v.Catalog.Near(id)))
	}
	a.say("%s", v.Posture.Why(c.ID))
	return nil
}

// nearHint names what a mistyped id may have meant; empty when nothing is near.
func nearHint(near []string) string {
	if len(near) == 0 {
		return "; see drydock catalog list"
	}
	return "; did you mean " + strings.Join(near, ", ") + "?"
}

func (a *app) showPlan(v *desk.View) {
	if len(v.Plan.FindOut) > 0 {
		a.printf("Find out first\n")
		rows := [][]string{{"DUE", "WHO", "CONTROL", "WHAT IS MISSING"}}
		for _, f := range v.Plan.FindOut {
			rows = append(rows, []string{string(f.Due), string(f.Finder), f.Control, f.What})
		}
		a.table(rows)
	}
	a.printf("\nWork, at %d days a month\n", v.Plan.Capacity)
	rows := [][]string{{"#", "ACTION", "VALUE", "DAYS", "SO FAR", "WHEN", "OWNER", "READINESS AFTER"}}
	for _, x := range v.Plan.Actions {
		owner := string(x.State.Owner)
		if owner == "" {
			owner = string(x.Action.DoneBy)
		}
		rows = append(rows, []string{
			fmt.Sprint(x.Rank), x.Action.ID, fmt.Sprint(x.Value), fmt.Sprint(x.Days), fmt.Sprint(x.Cumulated), x.Horizon, owner, x.After.Readiness.Sentence,
		})
	}
	a.table(rows)
	if s := v.Plan.Short; s != nil && s.Days > 0 {
		a.printf("The plan misses %s by %d days: %s at the earliest.\n", s.By, s.Days, s.Earliest)
	}
	for i, g := range v.Posture.Gates {
		if g.InScope && i < len(v.Plan.Projected) {
			a.printf("%s: %s; when all is done: %s\n", g.Gate.Title(), g.Verdict, v.Plan.Projected[i])
		}
	}
}
