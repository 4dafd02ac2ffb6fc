package main

import (
	"fmt"
	"log/slog"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"drydock/assess/desk"
)

// openLog begins the log that --log asked for, one JSON object a line, readable by its owner alone; without --log nothing is logged.
// It holds what was run and how each read of AWS ended: never the value of a flag, an answer, or what AWS returned.
func (a *app) openLog(cmd *cobra.Command) error {
	if a.logFile == "" {
		return nil
	}
	f, err := os.OpenFile(a.logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return usage("the log can't be written: %w; name a file in a folder that exists", err)
	}
	a.logTo, a.log = f, slog.New(slog.NewJSONHandler(f, nil))
	flags := []string{}
	cmd.Flags().Visit(func(f *pflag.Flag) { flags = append(flags, f.Name) })
	a.log.Info("begun", "command", cmd.CommandPath(), "flags", flags, "version", version)
	return nil
}

// logRead keeps how one read of AWS ended.
func (a *app) logRead(e desk.ProbeEvent) {
	attrs := []any{"account", e.Target.Account, "region", e.Target.Region, "collector", e.Collector, "state", e.State, "calls", e.Calls, "facts", e.Facts}
	if e.Gap != nil {
		attrs = append(attrs, "status", e.Gap.Status, "operation", e.Gap.Operation, "action", e.Gap.Action, "code", e.Gap.Code)
	}
	a.log.Info("read", attrs...)
}

// closeLog ends the log with the exit code.
func (a *app) closeLog(code int) error {
	if a.logTo == nil {
		return nil
	}
	a.log.Info("ended", "code", code)
	if err := a.logTo.Close(); err != nil {
		return fmt.Errorf("the log is not whole: %w", err)
	}
	return nil
}
