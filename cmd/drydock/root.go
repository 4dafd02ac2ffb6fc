package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
	"drydock/tui"
	"drydock/tui/plain"
)

// Exit codes.
const (
	exitError         = 1
	exitUsage         = 2 // also: no terminal
	exitCondition     = 3 // a --fail-on condition holds
	exitNoCredentials = 4
	exitInterrupted   = 130
)

// exitWith carries an exit code up to main.
type exitWith struct {
	code int
	err  error
}

func (e *exitWith) Error() string { return e.err.Error() }
func (e *exitWith) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return &exitWith{exitUsage, fmt.Errorf(format, args...)}
}

// app is what every command shares: the streams, the environment, the clock and the global flags.
type app struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) string
	now      func() time.Time

	client, db, asOf, config, logFile string
	packs                             []string
	noColor, plain                    bool

	log      *slog.Logger // to nowhere, unless --log names a file
	logTo    *os.File
	settings *settings // read once, by cfg
	unsaid   error     // why stdout did not take what was printed
	store    desk.StoreHandle
}

// run parses args, runs the command and returns the exit code.
func run(ctx context.Context, a *app, args []string) int {
	a.log = slog.New(slog.DiscardHandler)
	code := a.execute(ctx, args)
	if err := a.closeLog(code); err != nil {
		a.talk("drydock: %s\n", text.Untrusted(err.Error()).Terminal())
		return max(code, exitError)
	}
	return code
}

// execute runs the command, says what went wrong, and returns the exit code.
func (a *app) execute(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	err = errors.Join(err, a.unsaid)
	if a.store != nil {
		if closing := a.store.Close(); closing != nil {
			err = errors.Join(err, fmt.Errorf("every answer that was called saved is on disk, but its backup was not made: %w", closing))
		}
	}
	if err == nil {
		return 0
	}
	// A workbench that a signal ended has nothing to say.
	if ended := (*tui.Exit)(nil); !errors.As(err, &ended) || ended.Err != nil {
		// Further lines are set in, so that no value with line breaks can pass for a message of its own.
		fmt.Fprintln(a.err, strings.ReplaceAll(text.Untrusted("drydock: "+err.Error()).TerminalLines(), "\n", "\n  "))
	}
	return exitCode(ctx, err)
}

func exitCode(ctx context.Context, err error) int {
	var with *exitWith
	var ended *tui.Exit
	switch {
	case errors.As(err, &with):
		return with.code
	case errors.As(err, &ended):
		return ended.Code
	case errors.Is(err, tui.ErrNoTerminal), errors.Is(err, assess.ErrInvalid):
		return exitUsage
	case errors.Is(err, desk.ErrNoCredentials):
		return exitNoCredentials
	case ctx.Err() != nil:
		return exitInterrupted
	}
	return exitError
}

func (a *app) root() *cobra.Command {
	var sample, fresh bool
	root := &cobra.Command{
		Use:   "drydock",
		Short: "Assess the security of AI workloads on AWS",
		Long: `Drydock assesses the security of AI workloads on AWS: a questionnaire, read-only probes that check what
people say, and an ordered plan. Without a command it opens the workbench.`,
		Example:           "  drydock --sample                       look around a finished example\n  drydock                                the workbench, where you left off\n  drydock --plain                        the same as numbered line prompts\n  drydock assess harbour --sample --output plan.md",
		Args:              noArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		Version:           version,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.openLog(cmd) },
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.workbench(cmd.Context(), "", sample, fresh)
		},
	}
	root.SuggestionsMinimumDistance = 2
	root.SetVersionTemplate("drydock {{.Version}}\n")
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetIn(a.in)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage("%w; see %s --help", err, cmd.CommandPath())
	})
	root.Flags().BoolVar(&sample, "sample", false, "open the built-in sample, in a store of its own")
	root.Flags().BoolVar(&fresh, "fresh", false, "with --sample: begin it anew")
	p := root.PersistentFlags()
	p.StringVar(&a.client, "client", "default", "whose assessments: one store per client")
	p.StringVar(&a.db, "db", "", "folder of the stores (else $DRYDOCK_DB, else the data folder)")
	p.StringArrayVar(&a.packs, "pack", nil, "add a pack of controls (repeatable)")
	p.StringVar(&a.asOf, "as-of", "", "judge as of this date, 2006-01-02 (else today)")
	p.StringVar(&a.config, "config", "", "the configuration file (see drydock config path)")
	p.StringVar(&a.logFile, "log", "", "append what is done to this file, one JSON object a line (never answers or AWS's data)")
	p.BoolVar(&a.noColor, "no-color", false, "no colour (also: $NO_COLOR)")
	p.BoolVar(&a.plain, "plain", false, "the workbench as numbered line prompts, for screen readers and scripts (by itself when $TERM is dumb)")
	root.AddCommand(
		a.assessCommand(), a.probeCommand(), a.newCommand(), a.listCommand(), a.openCommand(), a.presentCommand(), a.answerCommand(), a.settleCommand(),
		a.acceptCommand(), a.planCommand(), a.exportCommand(), a.importCommand(), a.askCommand(), a.saveCommand(), a.milestoneCommand(), a.diffCommand(), a.catalogCommand(), a.policyCommand(), a.storeCommand(), a.configCommand(),
		a.manCommand(), a.versionCommand(),
	)
	return root
}

// noArgs refuses arguments as a usage error.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		near := cmd.SuggestionsFor(args[0])
		if len(near) > 0 {
			return usage("there is no command %q; did you mean %s?", args[0], strings.Join(near, ", "))
		}
		return usage("there is no command %q; see %s --help", args[0], cmd.CommandPath())
	}
	return usage("%s takes no arguments, not %q", cmd.CommandPath(), args[0])
}

// exactly wants n arguments, named for people.
func exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != len(names) {
			return usage("%s takes %s; see %s --help", cmd.CommandPath(), strings.Join(names, " "), cmd.CommandPath())
		}
		return nil
	}
}

// interactive says whether both ends are a terminal.
func (a *app) interactive() bool {
	in, ok := a.in.(*os.File)
	out, also := a.out.(*os.File)
	return ok && also && term.IsTerminal(int(in.Fd())) && term.IsTerminal(int(out.Fd()))
}

// printf writes to stdout for people: nothing that came from outside can steer their terminal.
func (a *app) printf(format string, args ...any) {
	a.print(text.Untrusted(fmt.Sprintf(format, args...)).TerminalLines())
}

// say writes one line to stdout, whatever the values hold.
func (a *app) say(format string, args ...any) {
	a.print(text.Untrusted(fmt.Sprintf(format, args...)).Terminal() + "\n")
}

// print remembers when stdout takes no more, such as a file on a full disk: then the command did not do what it should.
func (a *app) print(s string) {
	if _, err := io.WriteString(a.out, s); err != nil && a.unsaid == nil {
		a.unsaid = fmt.Errorf("not everything could be printed: %w; what was saved is saved", err)
	}
}

// talk writes to stderr for people.
func (a *app) talk(format string, args ...any) {
	fmt.Fprint(a.err, text.Untrusted(fmt.Sprintf(format, args...)).TerminalLines())
}

// folder is where the stores are.
func (a *app) folder() (string, error) {
	for _, dir := range []string{a.db, a.env("DRYDOCK_DB")} {
		if dir != "" {
			return dir, nil
		}
	}
	if dir := a.env("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "drydock"), nil
	}
	home := a.env("HOME")
	if home == "" {
		return "", errors.New("where to keep the store is not known: $HOME is empty; say --db DIR")
	}
	return filepath.Join(home, ".local", "share", "drydock"), nil
}

// openStore opens this client's store, once.
func (a *app) openStore(ctx context.Context) (desk.StoreHandle, error) {
	if a.store != nil {
		return a.store, nil
	}
	dir, err := a.folder()
	if err != nil {
		return nil, err
	}
	s, err := desk.OpenStore(ctx, dir, a.client, a.now)
	if err != nil {
		return nil, err
	}
	a.store = s
	return s, nil
}

// catalog is the built-in catalogue with the packs of --pack and of the configuration.
func (a *app) catalog() (*questionnaire.Catalog, error) {
	cat, err := questionnaire.Builtin()
	if err != nil {
		return nil, err
	}
	for _, name := range a.packs {
		if cat, err = loadPack(cat, name); err != nil {
			return nil, err
		}
	}
	return cat, nil
}

func loadPack(base *questionnaire.Catalog, name string) (*questionnaire.Catalog, error) {
	data, err := readSmall(name)
	if err != nil {
		return nil, fmt.Errorf("the pack can't be read: %w", err)
	}
	cat, err := questionnaire.Merge(base, questionnaire.File{Name: name, Data: data})
	if err != nil {
		return nil, fmt.Errorf("the pack has mistakes:\n%w", err)
	}
	return cat, nil
}

// readSmall reads a file that a person wrote; a megabyte is more than any of them has.
func readSmall(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	const most = 1 << 20
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(data) > most {
		err = fmt.Errorf("%s is larger than 1 MiB", name)
	}
	return data, err
}

// desk is where every use case stands.
func (a *app) desk(ctx context.Context) (*desk.Desk, error) {
	s, err := a.openStore(ctx)
	if err != nil {
		return nil, err
	}
	if a.asOf != "" {
		if _, err := time.Parse(time.DateOnly, a.asOf); err != nil {
			return nil, usage("--as-of takes a date such as 2027-03-31, not %q", a.asOf)
		}
	}
	cfg, err := a.cfg()
	if err != nil {
		return nil, err
	}
	return desk.New(desk.Options{
		Store:   s,
		Catalog: a.catalog,
		Now:     a.now,
		AsOf:    assess.Date(a.asOf),
		Me:      a.me(cfg),
		NewID:   func() string { return ulid.Make().String() },
		Policy:  cfg.policy(),
		Version: version,
	}), nil
}

// session opens the desk, and an assessment on it.
func (a *app) session(ctx context.Context, ref string) (*desk.Desk, *desk.View, error) {
	d, err := a.desk(ctx)
	if err != nil {
		return nil, nil, err
	}
	v, err := d.Open(ctx, ref)
	return d, v, err
}

// me is who records: the configuration's me, else the operating system's user.
func (a *app) me(cfg *settings) string {
	if cfg.Me != "" {
		return cfg.Me
	}
	if u, err := user.Current(); err == nil {
		if u.Name != "" {
			return u.Name
		}
		return u.Username
	}
	return "unknown user"
}

// workbench opens the terminal app, on a session or where it was left.
func (a *app) workbench(ctx context.Context, session string, sample, fresh bool) error {
	cfg, err := a.cfg()
	if err != nil {
		return err
	}
	inLines := a.plain || cfg.Plain || a.interactive() && a.env("TERM") == "dumb"
	if !inLines && !a.interactive() {
		return tui.ErrNoTerminal
	}
	if sample {
		a.client = sampleClient
	}
	d, err := a.desk(ctx)
	if err != nil {
		return err
	}
	if inLines {
		return plain.Run(ctx, plain.Options{Desk: d, Start: session, Sample: sample, Fresh: fresh, In: a.in, Out: a.out, Process: os.Getpid()})
	}
	// The workbench takes signals itself, so that it can keep what is being typed and give the terminal back.
	theme, _ := a.colours(cfg)
	return tui.Run(context.WithoutCancel(ctx), tui.Options{
		Desk: d, Start: session, Sample: sample, Fresh: fresh, NoColor: theme == themeNone, Theme: theme, StateDir: a.stateDir(), Process: os.Getpid(),
		Mouse: cfg.Mouse, Keys: cfg.Keys, Editor: cmp.Or(a.env("VISUAL"), a.env("EDITOR")),
		Remote: a.env("SSH_TTY") != "" || a.env("SSH_CONNECTION") != "",
	})
}

// stateDir is where traces go; empty: the temporary folder.
func (a *app) stateDir() string {
	if dir := a.env("XDG_STATE_HOME"); dir != "" {
		return filepath.Join(dir, "drydock")
	}
	if home := a.env("HOME"); home != "" {
		return filepath.Join(home, ".local", "state", "drydock")
	}
	return ""
}

// sampleClient keeps the sample apart from real clients.
const sampleClient = "sample"
