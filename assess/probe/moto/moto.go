// Package moto runs moto, an AWS emulator that is not ours, for tests: it installs it once per machine, starts it on this machine,
// and fills it with an AI workload. Only tests import it.
package moto

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"
)

// Version is the moto that the tests were written against.
const Version = "5.2.5"

// Start returns the URL of a fresh, empty emulator that ends with the test. Where Python or its packages cannot be had it skips the
// test and says so; under DRYDOCK_CI=1 that is a failure. The environment is moto's own settings, as NAME=value.
func Start(t testing.TB, environment ...string) string {
	t.Helper()
	server := install(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	var log output
	ctx, cancel := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, server, "-H", "127.0.0.1", "-p", port)
	command.Stdout, command.Stderr = &log, &log
	command.Env = append(os.Environ(), environment...)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	url := "http://" + address
	for {
		response, err := http.Get(url + "/moto-api/")
		if err == nil {
			_ = response.Body.Close()
			return url
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("moto ended before it answered: %v\n%s", err, log.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Python returns a Python interpreter that has botocore, whose models say which operations and parameters AWS has.
func Python(t testing.TB) string {
	t.Helper()
	name := "python"
	if runtime.GOOS == "windows" {
		name = "python.exe"
	}
	return filepath.Join(filepath.Dir(install(t)), name)
}

// output takes what a process prints, from whichever goroutine copies it.
type output struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.String()
}

// install returns the path of moto_server in a virtual environment in the user's cache, and builds that once. It builds beside and
// renames, so that two test processes at once do not see half an installation.
func install(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		Skip(t, "there is no cache directory for moto: "+err.Error())
	}
	home := filepath.Join(cache, "drydock-test", "moto-"+Version)
	server := filepath.Join(home, "bin", "moto_server")
	if runtime.GOOS == "windows" {
		server = filepath.Join(home, "Scripts", "moto_server.exe")
	}
	if _, err := os.Stat(filepath.Join(home, "complete")); err == nil {
		return server
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		Skip(t, "python3 is not installed, which moto needs")
	}
	unlock := lock(t, home+".lock")
	defer unlock()
	if _, err := os.Stat(filepath.Join(home, "complete")); err == nil {
		return server
	}
	if err := os.RemoveAll(home); err != nil {
		t.Fatal(err)
	}
	pip := filepath.Join(filepath.Dir(server), "pip")
	for _, command := range [][]string{{python, "-m", "venv", home}, {pip, "install", "--quiet", "moto[server]==" + Version}} {
		if out, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
			Skip(t, "moto could not be installed: "+string(out))
		}
	}
	if err := os.WriteFile(filepath.Join(home, "complete"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return server
}

// lock waits until this process alone holds the file: packages test in parallel, and both may want to install.
func lock(t testing.TB, path string) (unlock func()) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	for {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			_ = file.Close()
			return func() { _ = os.Remove(path) }
		}
		if held, err := os.Stat(path); err == nil && time.Since(held.ModTime()) > 10*time.Minute {
			_ = os.Remove(path) // its holder died
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// Skip ends a test that needs a tool that is not here, and says so; where everything must run, that is a failure.
func Skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("DRYDOCK_CI") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}
