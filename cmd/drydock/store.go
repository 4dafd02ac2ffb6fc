package main

import (
	"github.com/spf13/cobra"

	"drydock/assess/desk"
)

func (a *app) storeCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "store", Short: "The file that holds what people said, and its backups", Args: noArgs,
		Example: "  drydock store check\n  drydock store backup /media/usb/drydock",
	}
	c.AddCommand(a.storePath(), a.storeCheck(), a.storeBackup(), a.storeRestore(), a.storePurge())
	return c
}

func (a *app) storePath() *cobra.Command {
	return &cobra.Command{
		Use: "path", Short: "Print the file of people's records", Example: "  drydock store path", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			dir, err := a.folder()
			if err != nil {
				return err
			}
			a.printf("%s\n", desk.StorePath(dir, a.client))
			return nil
		},
	}
}

func (a *app) storeCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "Walk the whole store and check every record", Example: "  drydock store check", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := a.folder()
			if err != nil {
				return err
			}
			report, err := desk.CheckStore(cmd.Context(), dir, a.client)
			if err != nil {
				return err
			}
			a.printf("%s\n", report)
			return nil
		},
	}
}

func (a *app) storeBackup() *cobra.Command {
	return &cobra.Command{
		Use: "backup DIR", Short: "Copy the store into a folder, and check the copy", Example: "  drydock store backup /media/usb/drydock", Args: exactly("DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.openStore(cmd.Context())
			if err != nil {
				return err
			}
			if err := s.Backup(cmd.Context(), args[0]); err != nil {
				return err
			}
			a.printf("Backed up to %s and checked.\n", args[0])
			return nil
		},
	}
}

func (a *app) storeRestore() *cobra.Command {
	return &cobra.Command{
		Use: "restore DIR", Short: "Put a backup in the store's place; what was there is kept beside it", Example: "  drydock store restore /media/usb/drydock", Args: exactly("DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := a.folder()
			if err != nil {
				return err
			}
			kept, err := desk.RestoreStore(cmd.Context(), dir, a.client, args[0])
			if err != nil {
				return err
			}
			a.printf("Restored from %s.\n", args[0])
			if kept != "" {
				a.printf("What was there is kept in %s\n", kept)
			}
			return nil
		},
	}
}

func (a *app) storePurge() *cobra.Command {
	var sure bool
	c := &cobra.Command{
		Use: "purge SESSION", Short: "Delete an assessment from the store and from its backups, for good", Example: "  drydock store purge claims --yes", Args: exactly("SESSION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !sure {
				return usage("this can't be undone: it also rewrites the backups; say --yes to purge %s", args[0])
			}
			s, err := a.openStore(cmd.Context())
			if err != nil {
				return err
			}
			if err := s.Purge(cmd.Context(), args[0]); err != nil {
				return err
			}
			a.printf("%s is gone from the store and its backups. Storage media may keep traces that no program can reach.\n", args[0])
			return nil
		},
	}
	c.Flags().BoolVar(&sure, "yes", false, "do it")
	return completes(c, a.sessionNames)
}
