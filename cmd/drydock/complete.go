package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// completer gives the words that an argument can be, each with a description after a tab.
type completer func(cmd *cobra.Command) []string

// completes lets the shell complete a command's arguments, one completer for each; nothing is a file.
func completes(c *cobra.Command, arguments ...completer) *cobra.Command {
	c.ValidArgsFunction = func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= len(arguments) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return arguments[len(args)](cmd), cobra.ShellCompDirectiveNoFileComp
	}
	return c
}

// flagCompletes lets the shell complete the closed list that a flag takes.
func flagCompletes(c *cobra.Command, flag string, words ...string) {
	_ = c.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoFileComp
	}) // fails only for a flag that is not there, or done already
}

// sessionNames are the sessions of this client. Where there is no store yet, none is made.
func (a *app) sessionNames(cmd *cobra.Command) []string {
	dir, err := a.folder()
	if err != nil {
		return nil
	}
	if _, err := os.Stat(desk.StorePath(dir, a.client)); err != nil {
		return nil
	}
	s, err := a.openStore(cmd.Context())
	if err != nil {
		return nil
	}
	metas, err := s.List(cmd.Context())
	if err != nil {
		return nil
	}
	var names []string
	for _, m := range metas {
		names = append(names, m.Name)
	}
	return names
}

// controlIDs are the controls of the catalogue, with their titles.
func (a *app) controlIDs(*cobra.Command) []string {
	cat, err := a.catalog()
	if err != nil {
		return nil
	}
	var ids []string
	for i := range cat.Controls {
		ids = append(ids, cat.Controls[i].ID+"\t"+text.Untrusted(cat.Controls[i].Title).Terminal())
	}
	return ids
}

func answerValues(*cobra.Command) []string {
	var values []string
	for _, v := range []assess.Answer{assess.Yes, assess.Partial, assess.No, assess.DontKnow, assess.NotApplicable} {
		values = append(values, string(v)+"\t"+strings.TrimSpace(v.Word()))
	}
	return values
}

func roleNames() []string {
	var names []string
	for _, r := range questionnaire.Roles() {
		names = append(names, string(r))
	}
	return names
}
