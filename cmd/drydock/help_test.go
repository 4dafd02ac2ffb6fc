package main

import (
	"os"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// TestEveryCommandHasExamples walks the whole tree: what a command does is learnt from an example first.
func TestEveryCommandHasExamples(t *testing.T) {
	a := &app{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv, now: time.Now}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Example == "" || c.Short == "" {
			t.Errorf("%s has no example, or no short description", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(a.root())
}
