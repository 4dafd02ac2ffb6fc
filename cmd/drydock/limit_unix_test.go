//go:build linux || darwin

package main

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"
)

// sizeLimit, in the environment of a test's drydock, is the size beyond which none of its files may grow: writes fail as
// they do on a full disk.
const sizeLimit = "DRYDOCK_TEST_SIZE_LIMIT"

func limitFiles() error {
	size, err := strconv.ParseUint(os.Getenv(sizeLimit), 10, 64)
	if err != nil {
		return nil // no limit was asked for
	}
	signal.Ignore(syscall.SIGXFSZ)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size})
}
