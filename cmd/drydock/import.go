package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"drydock/assess/desk"
	"drydock/questionnaire"
)

// Sources of drydock import beside the tools that find things.
const (
	fromAnswers = "answers"
	fromSession = "session"
)

func importSources() []string { return append(desk.ImportSources(), fromAnswers, fromSession) }

// importOptions are the flags of drydock import.
type importOptions struct {
	from, as, account, dated string
	dryRun, asJSON           bool
}

func (a *app) importCommand() *cobra.Command {
	var o importOptions
	c := &cobra.Command{
		Use:   "import [SESSION] FILE",
		Short: "Take in what other tools found, answers from a form, or a whole assessment",
		Long: `Takes a file whole or not at all: a mistake in it is told with its line, and changes nothing. The same file again changes nothing.

  prowler        Prowler's json-ocsf or csv
  security-hub   what aws securityhub get-findings prints, or its OCSF
  aws-sample     the CSV of the AWS sample AI/ML assessment, which names no account and no day: --account, --dated
  answers        a form that drydock ask printed and somebody filled in; its answers are statements until they are decided
  session        a whole assessment as drydock export --format json wrote it, into a store that does not have it

What another tool found counts where Drydock itself has not looked. Checks that no rule is the same as are counted and named.`,
		Example: `  drydock import claims prowler-output.ocsf.json --from prowler --dry-run
  drydock import claims findings.json --from security-hub
  drydock import claims form.yaml --from answers
  drydock import claims.json --from session --as claims-copy`,
		Args: func(cmd *cobra.Command, args []string) error {
			if o.from == fromSession {
				return exactly("FILE")(cmd, args)
			}
			return exactly("SESSION", "FILE")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(importSources(), o.from) {
				return usage("--from can't be %q; it can be %s", o.from, strings.Join(importSources(), ", "))
			}
			switch {
			case o.from == fromSession && o.dryRun:
				return usage("--dry-run is for findings and answers; an assessment is only taken in where it is not there yet")
			case o.from == fromSession:
				return a.importSession(cmd, args[0], &o)
			case o.as != "":
				return usage("--as names an assessment that comes with --from session")
			case o.from == fromAnswers:
				return a.importForm(cmd, args[0], args[1], &o)
			}
			return a.importFindings(cmd, args[0], args[1], &o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.from, "from", "", "one of: "+strings.Join(importSources(), ", ")+" (required)")
	f.BoolVar(&o.dryRun, "dry-run", false, "say what is wrong with the file and what it would change, and change nothing")
	f.StringVar(&o.as, "as", "", "with --from session: the name that it gets here")
	f.StringVar(&o.account, "account", "", "the account of findings that name none")
	f.StringVar(&o.dated, "dated", "", "the day of findings that name none, 2006-01-02 (else that of the file)")
	f.BoolVar(&o.asJSON, "json", false, "print JSON")
	need(c, "from")
	flagCompletes(c, "from", importSources()...)
	c.ValidArgsFunction = func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 && o.from != fromSession {
			return a.sessionNames(cmd), cobra.ShellCompDirectiveNoFileComp
		}
		return nil, cobra.ShellCompDirectiveDefault
	}
	return c
}

// importFindings takes in what another tool found.
func (a *app) importFindings(cmd *cobra.Command, session, file string, o *importOptions) error {
	d, v, err := a.session(cmd.Context(), session)
	if err != nil {
		return err
	}
	f, day, err := openImport(file, o.dated)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := d.Import(cmd.Context(), v, f, desk.ImportOptions{From: o.from, Name: filepath.Clean(file), Account: o.account, Dated: day, DryRun: o.dryRun})
	if err != nil {
		return refused(file, err)
	}
	if o.asJSON {
		return a.json(importResult(r))
	}
	a.say("%s.", r.Sentence())
	for _, c := range r.Verdict {
		a.say("  %s: %s (was: %s)", c.Title, c.Now, c.Was)
	}
	if what := r.Unmapped(); what != "" {
		a.say("%s.", what)
	}
	return nil
}

// importJSON is what import --json prints.
type importJSON struct {
	Sentence string               `json:"sentence"`
	DryRun   bool                 `json:"dryRun,omitempty"`
	Import   any                  `json:"import"`
	New      int                  `json:"new"`
	Changed  int                  `json:"changed"`
	Outside  int                  `json:"outside"`
	Verdicts []desk.VerdictChange `json:"verdicts"`
}

func importResult(r *desk.ImportResult) importJSON {
	return importJSON{r.Sentence(), r.DryRun, r.Head, r.Added, r.Changed, r.Outside, append([]desk.VerdictChange{}, r.Verdict...)}
}

// openImport opens a file, and tells the day that stands in for findings without one.
func openImport(file, dated string) (*os.File, time.Time, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("the file can't be read: %w", err)
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = fmt.Errorf("%s is a folder; name a file in it", file)
	case dated == "":
		return f, info.ModTime().UTC().Truncate(time.Second), nil
	default:
		day, bad := time.Parse(time.DateOnly, dated)
		if bad == nil {
			return f, day, nil
		}
		err = usage("--dated takes a day such as 2027-03-31, not %q", dated)
	}
	return nil, time.Time{}, errors.Join(err, f.Close())
}

// refused says of a file with mistakes that nothing of it was taken.
func refused(file string, err error) error {
	if mistake := (*questionnaire.FileError)(nil); errors.As(err, &mistake) {
		return &exitWith{exitUsage, fmt.Errorf("%s has mistakes, so nothing of it was taken:\n%w", filepath.Clean(file), err)}
	}
	return err
}

// importSession takes in a whole assessment.
func (a *app) importSession(cmd *cobra.Command, file string, o *importOptions) error {
	d, err := a.desk(cmd.Context())
	if err != nil {
		return err
	}
	f, _, err := openImport(file, "")
	if err != nil {
		return err
	}
	defer f.Close()
	v, err := d.ImportSession(cmd.Context(), f, filepath.Clean(file), o.as)
	if err != nil {
		return refused(file, err)
	}
	a.say("%s is here: %d decisions, %d findings. Next: drydock open %s", v.Session.Meta.Name, len(v.Session.Decisions), len(v.Session.Findings), v.Session.Meta.Name)
	for _, n := range v.Notices {
		a.talk("%s\n", n)
	}
	return nil
}

// importForm takes in what somebody answered on paper.
func (a *app) importForm(cmd *cobra.Command, session, file string, o *importOptions) error {
	d, v, err := a.session(cmd.Context(), session)
	if err != nil {
		return err
	}
	data, err := readSmall(file)
	if err != nil {
		return fmt.Errorf("the form can't be read: %w", err)
	}
	form, err := d.LoadForm(questionnaire.File{Name: filepath.Clean(file), Data: data})
	if err != nil {
		return &exitWith{exitUsage, fmt.Errorf("%s has mistakes, so nothing of it was taken:\n%w", filepath.Clean(file), err)}
	}
	return a.receipt(d.SayAll(cmd.Context(), v, form, o.dryRun))
}

func (a *app) askCommand() *cobra.Command {
	var role string
	c := &cobra.Command{
		Use:   "ask SESSION",
		Short: "Print the open questions as a form for somebody to fill in",
		Long: `Prints the questions that are still open as YAML, each with what a good answer looks like and an empty answer:. Send it to who
knows, and take it back with drydock import SESSION --from answers FILE. What it says is heard, and counts once it is decided.`,
		Example: "  drydock ask claims --role data-owner > data-owner.yaml\n  drydock import claims data-owner.yaml --from answers",
		Args:    exactly("SESSION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, v, err := a.session(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			form, err := d.Ask(v, questionnaire.Role(role))
			if errors.Is(err, desk.ErrNothingOpen) {
				a.talk("%v.\n", err)
				return nil
			}
			if err == nil {
				a.print(string(form))
			}
			return err
		},
	}
	c.Flags().StringVar(&role, "role", "", "only the questions for this role, such as data-owner")
	flagCompletes(c, "role", roleNames()...)
	return completes(c, a.sessionNames)
}
