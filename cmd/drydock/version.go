package main

import (
	"fmt"
	"strings"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
)

// versions is what `version --json` prints.
type versions struct {
	Version   string `json:"version"`
	Catalogue string `json:"catalogue"`
	Controls  int    `json:"controls"`
	Digest    string `json:"digest"`
}

func (a *app) versionCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "version",
		Short:   "Print the version of Drydock and of its catalogue",
		Example: "  drydock version\n  drydock version --json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			cat, err := a.catalog()
			if err != nil {
				return err
			}
			if asJSON {
				return a.json(versions{version, cat.Version, len(cat.Controls), cat.Digest})
			}
			a.printf("drydock %s\ncatalogue %s, %d controls, digest %s\n", version, cat.Version, len(cat.Controls), cat.Digest[:12])
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Print the manual page",
		Example: "  drydock man > drydock.1",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			root := cmd.Root()
			root.Long = strings.ReplaceAll(root.Long, "\n", " ") // a line break would be a paragraph there
			page, err := mango.NewManPage(1, root)
			if err != nil {
				return fmt.Errorf("writing the manual page: %w", err)
			}
			a.print(page.Build(roff.NewDocument()))
			return nil
		},
	}
}
