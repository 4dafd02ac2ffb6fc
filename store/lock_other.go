//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package store

import "os"

const openFlags = 0

// tryLock leaves locking to bbolt where flock is not at hand.
func tryLock(*os.File, bool) (bool, error) { return true, nil }

// alive cannot be known here: whoever moved last leads.
func alive(int) bool { return false }
