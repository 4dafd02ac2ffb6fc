//go:build !unix

package tui

import (
	"os"
	"syscall"
)

// stopped is no signal here.
const stopped = syscall.Signal(-1)

func watchStop(chan<- os.Signal) {}

func stopAll() {}
