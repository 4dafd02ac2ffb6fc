package main

import (
	"context"

	"github.com/spf13/cobra"

	"drydock/assess/desk"
	"drydock/tui"
)

func (a *app) presentCommand() *cobra.Command {
	return completes(&cobra.Command{
		Use:   "present SESSION",
		Short: "Show an assessment on a projector: read-only, follows the workbench",
		Long: `Present shows large, in a second terminal, what the workbench in the first one is at: the question, votes with their spread,
the clock, where the workload stands, the top of the plan. It shows no account, no resource, no note and no cue, and changes nothing.
T changes the colours, q quits.`,
		Example: "  drydock present claims\n  drydock present harbour --client sample",
		Args:    exactly("SESSION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.present(cmd.Context(), args[0])
		},
	}, a.sessionNames)
}

// present opens the projector on a store that it cannot change.
func (a *app) present(ctx context.Context, session string) error {
	if !a.interactive() {
		return tui.ErrNoTerminal
	}
	dir, err := a.folder()
	if err != nil {
		return err
	}
	if a.store, err = desk.OpenStoreReading(ctx, dir, a.client, a.now); err != nil {
		return err
	}
	d, err := a.desk(ctx)
	if err != nil {
		return err
	}
	if _, err := d.Open(ctx, session); err != nil {
		return err // said on the command line, where a name can be corrected
	}
	cfg, err := a.cfg()
	if err != nil {
		return err
	}
	theme, _ := a.colours(cfg)
	return tui.Run(context.WithoutCancel(ctx), tui.Options{
		Desk: d, Start: session, Project: true, NoColor: theme == themeNone, Theme: theme, Keys: cfg.Keys, StateDir: a.stateDir(),
	})
}
