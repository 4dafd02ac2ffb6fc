package main

import (
	"fmt"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
)

func (a *app) catalogCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "catalog", Short: "The controls that Drydock knows", Args: noArgs,
		Example: "  drydock catalog list\n  drydock catalog show human-approval\n  drydock catalog validate house.yaml",
	}
	c.AddCommand(a.catalogList(), a.catalogShow(), a.catalogCoverage(), a.catalogValidate(), a.catalogDocs())
	return c
}

func (a *app) catalogList() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List every control",
		Example: "  drydock catalog list\n  drydock catalog list --pack house.yaml --json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			cat, err := a.catalog()
			if err != nil {
				return err
			}
			if asJSON {
				return a.json(cat.Controls)
			}
			rows := [][]string{{"LAYER", "PHASE", "CONTROL", "MUST", "WEIGHT", "RULES", "TITLE"}}
			for i := range cat.Controls {
				c := &cat.Controls[i]
				must := ""
				if c.Must {
					must = "must"
				}
				rows = append(rows, []string{string(c.Layer), string(c.Phase), c.ID, must, fmt.Sprint(c.Weight()), fmt.Sprint(len(c.Rules)), c.Title})
			}
			a.table(rows)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func (a *app) catalogShow() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "show ID",
		Short:   "Show one control whole",
		Example: "  drydock catalog show agent-has-own-role\n  drydock catalog show agent-has-own-role --json",
		Args:    exactly("ID"),
		RunE: func(_ *cobra.Command, args []string) error {
			cat, err := a.catalog()
			if err != nil {
				return err
			}
			c, ok := cat.Control(args[0])
			if !ok {
				return usage("there is no control %q%s", args[0], nearHint(cat.Near(args[0])))
			}
			if asJSON {
				return a.json(struct {
					*questionnaire.Control
					Actions []*questionnaire.Action `json:"actions"`
				}{c, cat.ActionsFor(c.ID)})
			}
			a.printf("%s", describe(cat, c))
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, with the actions that close it")
	return completes(c, a.controlIDs)
}

// describe is a control as a person reads it.
func describe(cat *questionnaire.Catalog, c *questionnaire.Control) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s  (%s, revision %d)", c.Title, c.ID, c.Revision)
	line("%s · %s · from %s · weight %d = impact %d × exposure %d", c.Layer.Title(), c.Phase.Title(), c.From, c.Weight(), c.Impact, c.Exposure)
	if c.Must {
		line("Must: %s", c.MustBecause)
	}
	line("\nQuestion: %s\nWhy: %s\nThreat: %s", c.Question, c.Why, c.Threat)
	line("\nNo:     %s\nPartly: %s\nYes:    %s", c.Good.None, c.Good.Partial, c.Good.Full)
	if c.Ceiling != "" {
		line("\nWhat AWS can't show: %s", c.Ceiling)
	}
	if len(c.Rules) > 0 {
		line("\nAWS can show:")
	}
	for _, r := range c.Rules {
		line("  %s: %s", r.ID, r.States)
	}
	line("\nWork that closes it:")
	for _, x := range cat.ActionsFor(c.ID) {
		line("  %s: %s (%s per %s)", x.ID, x.Title, assess.Amount(x.Days, "day", "days"), x.Per)
	}
	line("\nMaps to:")
	frameworks := make([]string, 0, len(c.Maps))
	for f := range c.Maps {
		frameworks = append(frameworks, f)
	}
	sort.Strings(frameworks)
	for _, f := range frameworks {
		line("  %s: %s", questionnaire.CrosswalkTitle(f), strings.Join(c.Maps[f], ", "))
	}
	line("Sources: %s", strings.Join(c.Sources, " "))
	return b.String()
}

func (a *app) catalogValidate() *cobra.Command {
	return &cobra.Command{
		Use:     "validate PACK",
		Short:   "Check a pack: its form, its ids, and every rule's expression against the facts",
		Example: "  drydock catalog validate house.yaml",
		Args:    exactly("PACK"),
		RunE: func(_ *cobra.Command, args []string) error {
			cat, err := a.catalog()
			if err != nil {
				return err
			}
			sum, err := loadPack(cat, args[0])
			if err != nil {
				return err
			}
			if err := desk.CheckRules(sum); err != nil {
				return fmt.Errorf("the pack's rules have mistakes:\n%w", err)
			}
			a.printf("%s is sound: %d controls, %d actions.\n", args[0], len(sum.Controls)-len(cat.Controls), len(sum.Actions)-len(cat.Actions))
			return nil
		},
	}
}
