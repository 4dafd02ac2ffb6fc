package tui

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// bench is a workbench in a terminal, with its process id to stop and kill it by.
type bench struct {
	*terminal
	pid int
}

// open starts the workbench on an assessment of this home.
func (b shipped) open(t *testing.T, name string) bench {
	t.Helper()
	file := filepath.Join(t.TempDir(), "pid")
	line := fmt.Sprintf("cd %s && sh -c 'echo $$ >%s; exec env %s %s open %s'", b.work(), file, strings.Join(b.environment(), " "), b.path, name)
	x := newTerminal(t, 100, 30, line)
	x.wants("1 yes")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // before its home is removed
		for syscall.Kill(pid, syscall.SIGKILL) == nil {
			time.Sleep(10 * time.Millisecond)
		}
	})
	return bench{terminal: x, pid: pid}
}

func (o bench) signal(s syscall.Signal) {
	o.t.Helper()
	if err := syscall.Kill(o.pid, s); err != nil {
		o.t.Fatal(err)
	}
}

// question goes to a control by its id.
func (o bench) question(id string) bench {
	o.t.Helper()
	o.keys("/").wants("Find a question").keys("type:"+id, "Enter")
	o.gone("Find a question").wants("1 yes")
	return o
}

// either waits until the screen shows one of the parts, and says which.
func (o bench) either(parts ...string) string {
	o.t.Helper()
	for {
		s := o.screen()
		for _, p := range parts {
			if strings.Contains(s, p) {
				return p
			}
		}
		if end, ok := o.t.Deadline(); ok && time.Until(end) < 20*time.Second {
			o.t.Fatalf("the screen showed none of %q:\n%s", parts, s)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

const approval = "human-approval"

func newShared(t *testing.T) shipped {
	t.Helper()
	b := drydock(t)
	b.command(t, "new", "claims", "--does", "acts", "--runs-on", "bedrock", "--next", "go-live")
	return b
}

func TestAnAnswerFromAnotherTerminalShowsUpByItself(t *testing.T) {
	b := newShared(t)
	x := b.open(t, "claims").question(approval)
	x.wants("You said   nothing yet")
	b.command(t, "answer", "claims", approval, "no", "--by", "R. Singh", "--because", "refunds go out unattended")
	x.wants("•3 no", "R. Singh", "refunds go out unattended")
}

func TestTwoWorkbenchesOnOneQuestionLoseNothing(t *testing.T) {
	b := newShared(t)
	x, y := b.open(t, "claims").question(approval), b.open(t, "claims").question(approval)
	y.signal(syscall.SIGSTOP) // so that it answers on what it saw before
	x.keys("1").wants("Saved: yes")
	y.keys("3")
	y.signal(syscall.SIGCONT)
	if y.either("nothing was lost", "Saved: no (was: yes)") == "nothing was lost" {
		y.wants("now says", "do yours again", "•1 yes").keys("3").wants("Saved: no (was: yes)")
	}
	x.wants("•3 no")
	x.keys("u").wants("•1 yes")
	y.wants("•1 yes")
}

// TestKilledWorkbenchesLoseNothing kills the workbench at random moments of answering: what the screen had called saved is
// there each time.
func TestKilledWorkbenchesLoseNothing(t *testing.T) {
	b := newShared(t)
	controls := []string{approval, "threat-model", "incident-plan", "invocation-logging"}
	words := map[int]string{1: "yes", 2: "partly", 3: "no", 4: "don't know"}
	random := rand.New(rand.NewPCG(3, 5))
	saved, maybe := map[string]int{}, map[string]int{} // by control: what the screen called saved; what was only pressed after it
	check := func(x bench) {
		for id, key := range saved {
			x.question(id)
			mark := fmt.Sprintf("•%d %s", key, words[key])
			if later, ok := maybe[id]; ok {
				x.either(mark, fmt.Sprintf("•%d %s", later, words[later]))
				continue
			}
			x.wants(mark)
		}
	}
	acknowledged := 0
	for round := range 6 {
		x := b.open(t, "claims")
		check(x)
		for i := range 1 + random.IntN(len(controls)) {
			id, key := controls[(round+i)%len(controls)], 1+random.IntN(4)
			x.question(id).keys(strconv.Itoa(key)).wants("Saved: " + words[key])
			saved[id] = key
			delete(maybe, id)
		}
		last, key := controls[random.IntN(len(controls))], 1+random.IntN(4)
		x.question(last).gone("Saved: ")
		x.keys(strconv.Itoa(key))
		time.Sleep(time.Duration(random.IntN(30)) * time.Millisecond)
		x.signal(syscall.SIGKILL)
		if s := x.wants("ENDED").screen(); strings.Contains(s, "Saved: "+words[key]) {
			saved[last] = key
			delete(maybe, last)
			acknowledged++
		} else {
			maybe[last] = key
		}
	}
	t.Logf("%d of 6 last answers were on the screen as saved", acknowledged)
	check(b.open(t, "claims"))
	b.command(t, "store", "check")
}
