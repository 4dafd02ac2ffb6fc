package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

func (a *app) newCommand() *cobra.Command {
	var s scopeFlags
	c := &cobra.Command{
		Use:   "new NAME",
		Short: "Begin an assessment of a workload",
		Example: `  drydock new claims --does acts --runs-on bedrock,agentcore --today pilot --next go-live --by 2027-03-31 --region eu-west-1
  drydock new claims --scope scope.yaml`,
		Args: exactly("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			sc, err := s.scope(args[0])
			if err != nil {
				return err
			}
			d, err := a.desk(cmd.Context())
			if err != nil {
				return err
			}
			v, err := d.New(cmd.Context(), sc)
			if err != nil {
				return err
			}
			p, err := d.Preview(sc)
			if err != nil {
				return err
			}
			a.printf("%s begun: %d questions, %d must-haves, about %d min; AWS can show something on %d.\n", v.Session.Meta.Name, len(p.In), p.Musts, p.Minutes, p.Shown)
			if p.Shown == 0 {
				a.talk("AWS can show nothing here, people can. Next: drydock open %s\n", v.Session.Meta.Name)
			} else {
				a.talk("Next: drydock probe %s, or drydock open %s\n", v.Session.Meta.Name, v.Session.Meta.Name)
			}
			return nil
		},
	}
	s.register(c.Flags())
	return c
}

func (a *app) listCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List this client's assessments",
		Example: "  drydock list\n  drydock list --client acme --json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := a.desk(cmd.Context())
			if err != nil {
				return err
			}
			cards, err := d.List(cmd.Context())
			if err != nil {
				return err
			}
			n, broken := unreadable(cards)
			if n > 0 && n == len(cards) {
				return broken // there are no others to print
			}
			if asJSON {
				return errors.Join(a.json(cardResults(cards)), broken)
			}
			if len(cards) == 0 {
				a.talk("No assessments yet. Begin one: drydock new NAME, or look around: drydock --sample\n")
				return nil
			}
			rows := [][]string{{"NAME", "CHANGED", "NEXT GATE", "ANSWERED", "WHERE IT STANDS"}}
			for _, c := range cards {
				if c.Unreadable != nil {
					rows = append(rows, []string{c.Meta.Name, c.Meta.Changed.Format("2006-01-02 15:04"), "", "", c.Sentence})
					continue
				}
				rows = append(rows, []string{
					c.Meta.Name, c.Meta.Changed.Format("2006-01-02 15:04"), string(c.Scope.Gate()), fmt.Sprintf("%d of %d", c.Answered, c.Controls), c.Sentence,
				})
			}
			a.table(rows)
			return broken
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// unreadable counts what cannot be read, and says what to do.
func unreadable(cards []desk.Card) (int, error) {
	var all []error
	for _, c := range cards {
		if c.Unreadable != nil {
			all = append(all, fmt.Errorf("%s cannot be read: %w", c.Meta.Name, c.Unreadable))
		}
	}
	return len(all), errors.Join(all...)
}

// cardResult is what list --json prints of a session.
type cardResult struct {
	ID       string             `json:"id"`
	Name     string             `json:"name"`
	Sample   bool               `json:"sample,omitempty"`
	Changed  time.Time          `json:"changed"`
	Next     questionnaire.Gate `json:"next"`
	Sentence string             `json:"sentence"`
	InTheWay int                `json:"inTheWay"`
	Differs  int                `json:"differs"`
	Answered int                `json:"answered"`
	Controls int                `json:"controls"`
	Error    string             `json:"error,omitempty"` // why it cannot be read; then only its id, name and dates say something
}

func cardResults(cards []desk.Card) []cardResult {
	out := make([]cardResult, 0, len(cards))
	for _, c := range cards {
		r := cardResult{
			ID: c.Meta.ID, Name: c.Meta.Name, Sample: c.Meta.Sample, Changed: c.Meta.Changed, Next: c.Scope.Gate(), Sentence: c.Sentence,
			InTheWay: c.InTheWay, Differs: c.Differs, Answered: c.Answered, Controls: c.Controls,
		}
		if c.Unreadable != nil {
			r.Next, r.Error = "", c.Unreadable.Error()
		}
		out = append(out, r)
	}
	return out
}

func (a *app) openCommand() *cobra.Command {
	return completes(&cobra.Command{
		Use:     "open SESSION",
		Short:   "Open the workbench on one assessment",
		Example: "  drydock open claims",
		Args:    exactly("SESSION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.workbench(cmd.Context(), args[0], false, false)
		},
	}, a.sessionNames)
}

// table prints rows in columns.
func (a *app) table(rows [][]string) {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(w, "\t")
			}
			fmt.Fprint(w, text.Untrusted(cell).Terminal())
		}
		fmt.Fprintln(w)
	}
	if err := w.Flush(); err == nil {
		a.printf("%s", b.String())
	}
}

// json prints v for programs.
func (a *app) json(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
