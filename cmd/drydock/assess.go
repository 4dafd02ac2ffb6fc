package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
)

// assessOptions are the flags of assess.
type assessOptions struct {
	scope   scopeFlags
	aws     awsFlags
	sample  bool
	noProbe bool
	output  string
	format  string
	failOn  []string
	answers string
	from    string
	against string
	asJSON  bool
	redact  bool
	regions []string // where to ask
}

func (a *app) assessCommand() *cobra.Command {
	var o assessOptions
	c := &cobra.Command{
		Use:   "assess [SESSION]",
		Short: "Probe, judge, print the decision and the plan's top, export",
		Long: `Probes AWS with read-only calls, judges what it finds and what people said, prints the decision and the top of the
plan, and exports the whole. SESSION is an assessment that exists, or a new name with scope flags. With --from a file in a
repository says what people said, and SESSION may be left out.`,
		Example: `  drydock assess harbour --sample --output plan.md
  drydock assess live --does acts --runs-on bedrock,agentcore --today pilot --next go-live --region us-east-1 --output plan.md
  drydock assess live --answers answers.yaml --no-probe
  drydock assess --from drydock.yaml --fail-on gate:go-live --output plan.md
  drydock assess live --fail-on gate:go-live --no-probe`,
		Args: func(_ *cobra.Command, args []string) error {
			if o.from != "" && (o.sample || o.scope.given() || o.answers != "") {
				return usage("--from says it all: leave out --sample, --answers and the scope flags")
			}
			if len(args) == 1 || len(args) == 0 && o.from != "" {
				return nil
			}
			return usage("drydock assess takes one SESSION, or --from FILE")
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.checkConditions(); err != nil {
				return err
			}
			return a.assess(cmd.Context(), strings.Join(args, ""), &o)
		},
	}
	f := c.Flags()
	o.scope.register(f)
	o.aws.register(f)
	f.BoolVar(&o.sample, "sample", false, "assess the built-in sample account; no credentials needed")
	f.BoolVar(&o.noProbe, "no-probe", false, "judge what is stored, ask AWS nothing")
	f.StringVar(&o.answers, "answers", "", "decide the answers in this YAML file first")
	f.StringVar(&o.from, "from", "", "take scope, answers, accepted risks and the state of actions from this drydock.yaml")
	f.StringVar(&o.output, "output", "", "write the plan to this file")
	f.StringVar(&o.format, "format", "markdown", "format of --output: "+strings.Join(desk.Formats(), ", "))
	redactFlag(f, &o.redact)
	f.StringSliceVar(&o.failOn, "fail-on", nil, "exit 3 when one holds: "+strings.Join(knownConditions(), ", "))
	f.StringVar(&o.against, "against", "", "the baseline of new-fail and regression: SESSION@MILESTONE, or FILE.json as exported")
	f.BoolVar(&o.asJSON, "json", false, "print the result as JSON")
	flagCompletes(c, "format", desk.Formats()...)
	flagCompletes(c, "fail-on", knownConditions()...)
	return completes(c, a.sessionNames)
}

func (a *app) assess(ctx context.Context, name string, o *assessOptions) error {
	if o.sample {
		a.client = sampleClient
	}
	if o.output != "" {
		if err := desk.CheckExport(desk.ExportOptions{Format: o.format, Path: o.output, Overwrite: true}); err != nil {
			return err // before a minute of probing, not after
		}
	}
	o.regions = o.scope.regions
	if slices.Contains(o.regions, everyRegion) {
		o.scope.regions = nil // every Region is no Region of the scope
	}
	d, err := a.desk(ctx)
	if err != nil {
		return err
	}
	baseline, err := a.baseline(ctx, d, o)
	if err != nil {
		return err
	}
	v, err := a.answered(ctx, d, name, o)
	if err != nil {
		return err
	}
	if !o.noProbe && !o.sample {
		if v, err = a.probeNow(ctx, d, v, o); err != nil {
			return err
		}
	}
	path := ""
	if o.output != "" {
		if path, err = d.Export(ctx, v, desk.ExportOptions{Format: o.format, Path: o.output, Overwrite: true, Redact: o.redact}); err != nil {
			return err
		}
	}
	failures, err := a.failures(d, v, baseline, o.failOn)
	if err != nil {
		return err
	}
	if o.asJSON {
		err = a.json(resultOf(v, path, failures))
	} else {
		a.printf("%s", decision(v, path))
	}
	if err == nil && len(failures) > 0 {
		err = &exitWith{exitCondition, errors.New(firstOf(failures))}
	}
	return err
}

// answered is the session to assess with the answers of a file decided. The file is read before a session is begun for it.
func (a *app) answered(ctx context.Context, d *desk.Desk, name string, o *assessOptions) (*desk.View, error) {
	if o.answers == "" {
		return a.assessed(ctx, d, name, o)
	}
	answers, err := a.loadAnswers(d, o.answers)
	if err != nil {
		return nil, err
	}
	v, err := a.assessed(ctx, d, name, o)
	if err != nil {
		return nil, err
	}
	r, err := d.DecideAll(ctx, v, answers)
	if err != nil {
		return nil, err
	}
	a.talk("%s.\n", r.What)
	return r.View, nil
}

// firstOf is the first three reasons, a line each; --json has them all.
func firstOf(failures []string) string {
	const most = 3
	s := strings.Join(failures[:min(most, len(failures))], "\n")
	if more := len(failures) - most; more > 0 {
		s += fmt.Sprintf("\nand %d more; --json has them all", more)
	}
	return s
}

// loadAnswers reads a file of answers.
func (a *app) loadAnswers(d *desk.Desk, name string) (*desk.Answers, error) {
	data, err := readSmall(name)
	if err != nil {
		return nil, fmt.Errorf("the answers can't be read: %w", err)
	}
	all, err := d.LoadAnswers(questionnaire.File{Name: filepath.Clean(name), Data: data})
	if err != nil {
		return nil, &exitWith{exitUsage, fmt.Errorf("the answers have mistakes, so none was taken:\n%w", err)}
	}
	return all, nil
}

// assessed is the session to assess: the sample, one that exists, or a new one from the scope flags.
func (a *app) assessed(ctx context.Context, d *desk.Desk, name string, o *assessOptions) (*desk.View, error) {
	if o.from != "" {
		return a.adopted(ctx, d, name, o.from)
	}
	if o.sample {
		v, err := d.OpenSample(ctx, true)
		if err == nil && name != v.Session.Meta.Name {
			return nil, usage("the sample is called %s: drydock assess %s --sample", v.Session.Meta.Name, v.Session.Meta.Name)
		}
		return v, err
	}
	v, err := d.Open(ctx, name)
	if err == nil && !o.scope.changes(v.Session.Scope) {
		return v, nil
	}
	if err == nil {
		sc, err := o.scope.over(v.Session.Scope)
		if err != nil {
			return nil, err
		}
		r, reopened, err := d.SetScope(ctx, v, sc)
		for _, x := range reopened {
			a.talk("The new scope reopens: %s\n", x)
		}
		return r.View, err
	}
	if !errors.Is(err, assess.ErrNotFound) {
		return nil, err
	}
	if !o.scope.given() {
		return nil, a.unknownSession(ctx, d, name)
	}
	sc, err := o.scope.scope(name)
	if err != nil {
		return nil, err
	}
	return d.New(ctx, sc)
}

// adopted is the session that a drydock.yaml tells of, under its own name unless another was given.
func (a *app) adopted(ctx context.Context, d *desk.Desk, name, file string) (*desk.View, error) {
	data, err := readSmall(file)
	if err != nil {
		return nil, fmt.Errorf("%s can't be read: %w", file, err)
	}
	w, err := d.LoadWorkload(questionnaire.File{Name: filepath.Clean(file), Data: data})
	if err != nil {
		return nil, &exitWith{exitUsage, fmt.Errorf("%s has mistakes, so nothing of it was taken:\n%w", filepath.Clean(file), err)}
	}
	if name != "" {
		w.Scope.Name = name
	}
	r, err := d.Adopt(ctx, w)
	if err != nil {
		return nil, err
	}
	a.talk("%s.\n", r.What)
	return r.View, nil
}

// unknownSession names the sessions that there are, since a typing mistake must not begin a new one.
func (a *app) unknownSession(ctx context.Context, d *desk.Desk, name string) error {
	cards, err := d.List(ctx)
	if err != nil {
		return err
	}
	var names []string
	for _, c := range cards {
		names = append(names, c.Meta.Name)
	}
	if len(names) == 0 {
		return usage("there is no assessment %q yet; begin it with scope flags, such as --does acts --runs-on bedrock (see drydock assess --help)", name)
	}
	return usage("there is no assessment %q; there are %s; a new one needs scope flags, such as --does acts", name, strings.Join(names, ", "))
}

// probeNow asks AWS and tells on stderr what happens.
func (a *app) probeNow(ctx context.Context, d *desk.Desk, v *desk.View, o *assessOptions) (*desk.View, error) {
	options, err := a.where(v, o.aws, o.regions)
	if err != nil {
		return nil, err
	}
	plan, err := d.ProbePreview(ctx, v, options)
	if errors.Is(err, desk.ErrNothingToAsk) {
		a.talk("%v.\n", err)
		return v, nil
	}
	if err != nil {
		return nil, err
	}
	result, err := a.ask(ctx, d, v, plan)
	if err != nil {
		return nil, err
	}
	a.talk("%s\n", result.Sentence)
	return result.View, nil
}

// Conditions that compare with a baseline.
const (
	onNewFail    = "new-fail"
	onRegression = "regression"
)

// knownConditions are what --fail-on takes.
func knownConditions() []string {
	var known []string
	for _, g := range questionnaire.Gates() {
		known = append(known, "gate:"+string(g))
	}
	return append(known, "must", "expired", "unread-must", onNewFail, onRegression)
}

// checkConditions refuses a condition that does not exist, or that lacks its baseline, before anything is asked.
func (o *assessOptions) checkConditions() error {
	for _, c := range o.failOn {
		if !slices.Contains(knownConditions(), c) {
			return usage("--fail-on can't be %q; it can be %s", c, strings.Join(knownConditions(), ", "))
		}
		if (c == onNewFail || c == onRegression) && o.against == "" {
			return usage("--fail-on %s compares with a baseline; name it with --against SESSION@MILESTONE or FILE.json", c)
		}
	}
	return nil
}

// baseline is what new-fail and regression compare with; nil where nobody named one. It is read before anything is asked.
func (a *app) baseline(ctx context.Context, d *desk.Desk, o *assessOptions) (*assess.Standing, error) {
	if o.against == "" {
		return nil, nil
	}
	if filepath.Ext(o.against) == ".json" {
		data, err := os.ReadFile(o.against)
		if err != nil {
			return nil, fmt.Errorf("the baseline can't be read: %w", err)
		}
		st, err := desk.StandingFrom(questionnaire.File{Name: filepath.Clean(o.against), Data: data})
		return &st, err
	}
	st, err := d.Standing(ctx, o.against)
	return &st, err
}

// failures are the reasons for exit 3, in words.
func (a *app) failures(d *desk.Desk, v *desk.View, baseline *assess.Standing, failOn []string) ([]string, error) {
	out := conditions(v, failOn)
	if baseline == nil {
		return out, nil
	}
	diff, err := d.CompareStandings(*baseline, assess.Freeze(v.Session.Meta.Name, v.Posture))
	if err != nil {
		return nil, err
	}
	for _, c := range failOn {
		var found []string
		switch c {
		case onNewFail:
			found = diff.NewFails()
		case onRegression:
			found = diff.Regressions()
		}
		for _, what := range found {
			out = append(out, fmt.Sprintf("%s: %s", c, what))
		}
	}
	return out, nil
}

// standsInTheWay says whether a must keeps a gate shut: one that nobody knows does too.
func standsInTheWay(s *assess.ControlState) bool {
	return s.Must == assess.MustOpen || s.Must == assess.MustUnknown
}

// unread says whether AWS could show something on a control and was not read: in part, or never asked.
func unread(s *assess.ControlState) bool {
	return s.Evidence.Unknowns > 0 || len(s.Control.Rules) > 0 && len(s.Evidence.Findings) == 0
}

// reason is why a control is open, without its sum.
func reason(s *assess.ControlState) string {
	if s.Known {
		return s.GapFrom
	}
	_, missing, _ := strings.Cut(s.Why, "; not known: ")
	return "not known: " + strings.TrimSuffix(missing, ".")
}

// conditions are the reasons for exit 3 that need no baseline.
func conditions(v *desk.View, failOn []string) []string {
	var out []string
	for _, c := range failOn {
		switch gate, isGate := strings.CutPrefix(c, "gate:"); {
		case isGate:
			if g := v.Posture.Gates[questionnaire.Gate(gate).Number()-1]; g.Verdict == assess.GateNotMet {
				out = append(out, fmt.Sprintf("%s: %s", c, g.Sentence))
			}
		case c == "must", c == "unread-must":
			for i := range v.Posture.Controls {
				if s := &v.Posture.Controls[i]; s.Control.Must && s.Applies && (c == "must" && standsInTheWay(s) || c == "unread-must" && unread(s)) {
					out = append(out, fmt.Sprintf("%s: %s: %s", c, s.Control.Title, reason(s)))
				}
			}
		case c == "expired":
			for _, x := range v.Posture.Expired {
				out = append(out, fmt.Sprintf("expired: the acceptance of %s ended on %s", x.Control, x.Expires))
			}
		}
	}
	return out
}
