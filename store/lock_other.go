//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package store

import "os"

const openFlags = 0

// tryLock leaves locking to bbolt where flock is not at hand.
func tryLock(*os.File, bool) (bool, error) { return true, nil }

// alive reports whether a process of this machine runs; where that cannot be known, it does.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}
