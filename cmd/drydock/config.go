package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"drydock/assess"
)

// settings is the configuration file; every field may be left out.
type settings struct {
	Me             string `yaml:"me"`
	EvidenceDays   int    `yaml:"evidence-days"`
	DecisionDays   int    `yaml:"decision-days"`
	SettlementDays int    `yaml:"settlement-days"`
}

func (s *settings) policy() assess.Policy {
	p := assess.DefaultPolicy()
	for _, f := range []struct {
		set int
		to  *int
	}{{s.EvidenceDays, &p.EvidenceDays}, {s.DecisionDays, &p.DecisionDays}, {s.SettlementDays, &p.SettlementDays}} {
		if f.set > 0 {
			*f.to = f.set
		}
	}
	return p
}

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

// cfg reads the configuration, once; no file means the defaults, unless --config named it.
func (a *app) cfg() (*settings, error) {
	if a.settings != nil {
		return a.settings, nil
	}
	path, err := a.configPath()
	if err != nil {
		return nil, err
	}
	s := &settings{}
	data, err := readSmall(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && a.config == "":
	case err != nil:
		return nil, fmt.Errorf("the configuration can't be read: %w", err)
	default:
		if err := decodeSettings(path, data, s); err != nil {
			return nil, err
		}
	}
	a.settings = s
	return s, nil
}

// decodeSettings is strict: an unknown or misspelt field is told with its line.
func decodeSettings(path string, data []byte, s *settings) error {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return fmt.Errorf("%s: %w; mend the YAML", path, err)
	}
	if len(doc.Content) == 0 {
		return nil
	}
	if doc.Content[0].Kind != yaml.MappingNode {
		return fmt.Errorf("%s:%d: the configuration must be key: value pairs", path, doc.Content[0].Line)
	}
	for i := 0; i+1 < len(doc.Content[0].Content); i += 2 {
		switch k := doc.Content[0].Content[i]; k.Value {
		case "me", "evidence-days", "decision-days", "settlement-days":
		default:
			return fmt.Errorf("%s:%d: there is no setting %q; there are me, evidence-days, decision-days and settlement-days", path, k.Line, k.Value)
		}
	}
	if err := doc.Decode(s); err != nil {
		return fmt.Errorf("%s: %w; write whole days as numbers", path, err)
	}
	return nil
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
		Short:   "Print the settings in force",
		Example: "  drydock config show",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			s, err := a.cfg()
			if err != nil {
				return err
			}
			p := s.policy()
			a.printf("me: %s\nevidence-days: %d\ndecision-days: %d\nsettlement-days: %d\n", a.me(s), p.EvidenceDays, p.DecisionDays, p.SettlementDays)
			return nil
		},
	})
	return c
}
