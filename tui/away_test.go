package tui

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestTheTerminalIsLentAndComesBack lends the terminal to an editor that dies, and to the shell, on the real binary.
func TestTheTerminalIsLentAndComesBack(t *testing.T) {
	b := newShared(t)
	editor := filepath.Join(b.home, "editor")
	const body = "#!/bin/sh\nstty -a | grep -oE -- '-?icanon' >>\"$1\"\necho 'EDITOR IS UP'; read line\necho \"$line\" >>\"$1\"\nkill -9 $$\n"
	if err := os.WriteFile(editor, []byte(body), 0o700); err != nil {
		t.Fatal(err)
	}
	tmp := filepath.Join(b.home, "tmp")
	if err := os.Mkdir(tmp, 0o700); err != nil {
		t.Fatal(err)
	}
	start := filepath.Join(b.home, "start")
	line := strings.Replace(b.line("VISUAL="+editor, "TMPDIR="+tmp), " && env", " && echo $$ >"+b.home+"/pid && exec env", 1) + " open claims\n"
	if err := os.WriteFile(start, []byte("#!/bin/sh\n"+line), 0o700); err != nil {
		t.Fatal(err)
	}
	x := newTerminal(t, 100, 30, "bash -ic '"+start+"; while [ -n \"$(jobs -s)\" ]; do echo ASLEEP; read enter; fg; done'")
	x.wants("1 yes").keys("n").wants("Note").keys("type:before", "C-o").wants("EDITOR IS UP")
	x.keys("type:from the editor", "Enter").wants("beforeicanon", "from the editor", "did not end well", "ctrl+s save")
	x.keys("C-s").wants("Saved: note").keys("M").wants("The mouse clicks").keys("C-z").wants("ASLEEP")
	x.keys("Enter").wants("1 yes").keys("4").wants("Saved: don't know")
	stopFromOutside(t, filepath.Join(b.home, "pid"))
	x.wants("ASLEEP").keys("Enter").wants("1 yes").keys("1").wants("Saved: yes")
	x.keys("q").wants("ENDED 0", " icanon")
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// stopFromOutside sends what a shell's kill -TSTP sends.
func stopFromOutside(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGTSTP); err != nil {
		t.Fatal(err)
	}
}
