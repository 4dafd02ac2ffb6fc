package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"drydock/assess/desk"
	"drydock/questionnaire"
)

func (a *app) catalogCoverage() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "coverage",
		Short: "What the catalogue covers of each source outside it, and what is missing",
		Long: "What the catalogue covers of each source outside it: by a rule that shows the whole, by a rule and a question (AWS can't\n" +
			"show everything), or by a question alone. Left out: foreign checks that no rule repeats, with a reason (catalog show tells\n" +
			"what a control maps to). Not collected: rules that read a kind of fact that no collector fills yet; they stay unknown.",
		Example: "  drydock catalog coverage\n  drydock catalog coverage --json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			cat, err := a.catalog()
			if err != nil {
				return err
			}
			cover := desk.Coverage(cat)
			if asJSON {
				return a.json(cover)
			}
			a.table(coverageRows(cover))
			for _, s := range cover.Sources {
				if len(s.Missing) > 0 {
					a.printf("\nMissing of %s: %s\n", s.ID, strings.Join(s.Missing, ", "))
				}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func coverageRows(c questionnaire.Coverage) [][]string {
	rows := [][]string{{"SOURCE", "TOTAL", "COVERED", "BY RULE", "RULE, QUESTION", "QUESTION", "LEFT OUT", "MISSING", "RULES NOT COLLECTED"}}
	for _, s := range c.Sources {
		row := []string{s.ID}
		for _, n := range []int{s.Total, s.Covered, s.By.Rule, s.By.Ceiling, s.By.Question, s.LeftOut, len(s.Missing), s.NotCollected} {
			row = append(row, fmt.Sprint(n))
		}
		rows = append(rows, row)
	}
	return rows
}

func (a *app) catalogDocs() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:     "docs",
		Short:   "Write the catalogue as Markdown to browse: an index, and a page per topic",
		Example: "  drydock catalog docs\n  drydock catalog docs --pack house.yaml --output house-catalog",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			cat, err := a.catalog()
			if err != nil {
				return err
			}
			pages, err := desk.WriteCatalog(cat, dir)
			if err != nil {
				return err
			}
			a.printf("%d pages in %s\n", pages, dir)
			return nil
		},
	}
	c.Flags().StringVar(&dir, "output", "docs/catalog", "the folder to write to")
	return c
}
