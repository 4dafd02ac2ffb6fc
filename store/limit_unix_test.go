//go:build linux || darwin

package store

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"
)

// limitEnv is the size beyond which no file of a child process may grow.
const limitEnv = "DRYDOCK_STORE_LIMIT"

// limitFiles prepares a limit that stands for a full disk: writes beyond it fail as they do there.
func limitFiles() (apply func() error, err error) {
	size, err := strconv.ParseUint(os.Getenv(limitEnv), 10, 64)
	if err != nil {
		return func() error { return nil }, nil // no limit was asked for
	}
	signal.Ignore(syscall.SIGXFSZ)
	return func() error {
		return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size})
	}, nil
}
