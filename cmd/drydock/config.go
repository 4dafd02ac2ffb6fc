package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"drydock/tui"
)

// configPath is where the configuration is read from.
func (a *app) configPath() (string, error) {
	if a.config != "" {
		return a.config, nil
	}
	if dir := a.env("XDG_CONFIG_HOME"); dir != "" {
		return filepath.Join(dir, "drydock", "config.yaml"), nil
	}
	if home := a.env("HOME"); home != "" {
		return filepath.Join(home, ".config", "drydock", "config.yaml"), nil
	}
	return "", errors.New("where the configuration is is not known: $HOME is empty; say --config FILE")
}

func (a *app) configCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "config", Short: "Where the configuration is, and what it says", Args: noArgs, Example: "  drydock config path\n  drydock config show",
	}
	c.AddCommand(&cobra.Command{
		Use:     "path",
		Short:   "Print the path of the configuration file",
		Example: "  drydock config path",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			path, err := a.configPath()
			if err == nil {
				a.printf("%s\n", path)
			}
			return err
		},
	}, &cobra.Command{
		Use:     "show",
		Short:   "Print the settings in force, each with where it comes from",
		Example: "  drydock config show",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			s, err := a.cfg()
			if err != nil {
				return err
			}
			for _, f := range a.inForce(s) {
				a.say("%s", strings.TrimRight(fmt.Sprintf("%-32s # %s", strings.TrimRight(f.name+": "+f.value, " "), f.from), " "))
			}
			return nil
		},
	}, a.keysCommand())
	return c
}

// keysCommand lists what can be bound, as it is bound now.
func (a *app) keysCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "keys",
		Short:   "List the workbench's commands with their keys",
		Long:    "List the workbench's commands with their keys. The configuration binds others, over these:\n\n  keys:\n    walk.note: ctrl+n\n    go.undo: [u, ctrl+u]",
		Example: "  drydock config keys\n  drydock config keys --json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			s, err := a.cfg()
			if err != nil {
				return err
			}
			r, err := tui.NewRegistry(s.Keys)
			if err != nil {
				return err
			}
			if asJSON {
				return a.json(r.Bindings())
			}
			rows := [][]string{{"COMMAND", "KEYS", "WHAT IT DOES"}}
			for _, b := range r.Bindings() {
				if _, own := s.Keys[b.Command]; own {
					b.What += "  (yours)"
				}
				rows = append(rows, []string{b.Command, strings.Join(b.Keys, " "), b.What})
			}
			a.table(rows)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}
