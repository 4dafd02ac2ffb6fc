// Command drydock assesses the security of AI workloads on AWS: a workbench for the terminal, and the same engine
// headless.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"drydock/assess/desk"
)

// version is set by the build.
var version = "dev"

func main() { os.Exit(start()) }

func start() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(desk.MemoryAim)
	}
	return run(ctx, &app{
		in:  os.Stdin,
		out: os.Stdout,
		err: os.Stderr,
		env: os.Getenv,
		now: time.Now,
	}, os.Args[1:])
}
