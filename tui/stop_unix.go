//go:build unix

package tui

import (
	"os"
	"os/signal"
	"syscall"
)

// stopped is the signal by which another program, or the shell, puts this one to sleep.
const stopped = syscall.SIGTSTP

// watchStop has the signal told instead of obeyed, so that the terminal can be given back first.
func watchStop(to chan<- os.Signal) { signal.Notify(to, stopped) }

// stopAll stops this program and what it runs, as the shell's job that they are; it returns when they are continued. A signal that
// is told is never obeyed again, so that this is the one that cannot be told.
func stopAll() {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	if syscall.Kill(0, syscall.SIGSTOP) == nil {
		<-continued // another thread may be stopped first
	}
}
