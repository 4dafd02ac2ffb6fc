//go:build !linux && !darwin

package main

// sizeLimit has no effect on this system.
const sizeLimit = ""

func limitFiles() error { return nil }
