package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"drydock/assess"
	"drydock/questionnaire/text"
)

// childEnv makes the test binary play another Drydock: "answer DIR NAME" | "count DIR NAME TIMES".
const childEnv = "DRYDOCK_STORE_CHILD"

func TestMain(m *testing.M) {
	if job := os.Getenv(childEnv); job != "" {
		if err := child(context.Background(), strings.Fields(job)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func child(ctx context.Context, args []string) error {
	limit, err := limitFiles()
	if err != nil {
		return err
	}
	s, err := Open(ctx, args[1], "default", Options{Wait: time.Minute})
	if err != nil {
		return err
	}
	if err := limit(); err != nil {
		return err
	}
	switch args[0] {
	case "answer":
		return answerForEver(ctx, s, args[2])
	case "count":
		times, err := strconv.Atoi(args[3])
		if err != nil {
			return err
		}
		return errors.Join(answerAndCount(ctx, s, args[2], times), s.Close())
	}
	return fmt.Errorf("unknown job %q", args)
}

// answerForEver writes answers, and prints the number of each that is saved.
func answerForEver(ctx context.Context, s *Store, name string) error {
	for i := 0; ; i++ {
		if _, err := s.Write(ctx, firstID, decide(fmt.Sprintf("%s-%d", name, i), assess.Yes, 0)); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

// answerAndCount writes answers of its own, and raises a shared counter as somebody does who looks before he writes.
func answerAndCount(ctx context.Context, s *Store, name string, times int) error {
	for i := range times {
		if _, err := s.Write(ctx, firstID, decide(fmt.Sprintf("%s-%d", name, i), assess.Yes, 0)); err != nil {
			return err
		}
		for {
			err := raise(ctx, s)
			if err == nil {
				break
			}
			if !errors.Is(err, assess.ErrStale) {
				return err
			}
		}
	}
	return nil
}

func raise(ctx context.Context, s *Store) error {
	session, err := s.Load(ctx, firstID)
	if err != nil {
		return err
	}
	n := assess.Note{ID: "counter", Text: "0"}
	for _, note := range session.Notes {
		n = note
	}
	count, err := strconv.Atoi(string(n.Text))
	if err != nil {
		return err
	}
	n.Text = text.Untrusted(strconv.Itoa(count + 1))
	_, err = s.Write(ctx, firstID, assess.Act{At: noon, What: "Counted", Changes: []assess.Change{
		{Bucket: assess.BucketNotes, Key: n.ID, Value: n, Seen: session.SeenRevision(assess.BucketNotes, n.ID)},
	}})
	return err
}

// startChild starts another process on the store in dir.
func startChild(t *testing.T, env []string, job ...string) (*exec.Cmd, *bufio.Scanner, *strings.Builder) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(append(os.Environ(), env...), childEnv+"="+strings.Join(job, " "))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	return cmd, bufio.NewScanner(out), &stderr
}

// TestKillNineLosesNoAcknowledgedAnswer kills a process that answers as fast as it can, hundreds of times.
func TestKillNineLosesNoAcknowledgedAnswer(t *testing.T) {
	kills := 200
	if testing.Short() {
		kills = 20
	}
	dir := t.TempDir()
	s := openStore(t, dir)
	createIn(t, s, firstID, "harbour")
	acknowledged := map[string]bool{}
	for round := range kills {
		name := fmt.Sprintf("round-%d", round)
		cmd, lines, stderr := startChild(t, nil, "answer", dir, name)
		patience := rand.IntN(12)
		for n := 0; lines.Scan(); n++ {
			acknowledged[name+"-"+lines.Text()] = true
			if n == patience {
				time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond) // spread the kills over the whole of a commit
				must(t, cmd.Process.Kill())
			}
		}
		_ = cmd.Wait() // it was killed
		if stderr.Len() > 0 {
			t.Fatalf("round %d: %s", round, stderr)
		}
	}
	got := load(t, s, firstID)
	for control := range acknowledged {
		if got.Decisions[control].Value != assess.Yes {
			t.Errorf("%s was acknowledged and is lost", control)
		}
	}
	for _, report := range Check(t.Context(), dir, "default") {
		if len(report.Problems) > 0 {
			t.Errorf("%s: %v", report.Path, report.Problems)
		}
	}
	t.Logf("%d kills, %d acknowledged answers, %d found", kills, len(acknowledged), len(got.Decisions))
}

func TestSeveralProcessesWriteAtOnce(t *testing.T) {
	for _, processes := range []int{2, 4, 8} {
		t.Run(strconv.Itoa(processes), func(t *testing.T) {
			const times = 12
			dir := t.TempDir()
			s := openStore(t, dir)
			createIn(t, s, firstID, "harbour")
			var running []func()
			for p := range processes {
				cmd, lines, stderr := startChild(t, nil, "count", dir, fmt.Sprintf("process-%d", p), strconv.Itoa(times))
				running = append(running, func() {
					for lines.Scan() {
					}
					if err := cmd.Wait(); err != nil {
						t.Errorf("%v: %s", err, stderr)
					}
				})
			}
			for _, wait := range running {
				wait()
			}
			got := load(t, s, firstID)
			if len(got.Decisions) != processes*times {
				t.Errorf("%d answers of %d", len(got.Decisions), processes*times)
			}
			if len(got.Notes) != 1 || string(got.Notes[0].Text) != strconv.Itoa(processes*times) {
				t.Errorf("the counter stands at %+v, not at %d: somebody's work was overwritten", got.Notes, processes*times)
			}
		})
	}
}

// TestAFullDiskLosesNothing lets files grow only to ever larger sizes: the write that meets the limit fails with an error
// that says so, and all acknowledged answers are there.
func TestAFullDiskLosesNothing(t *testing.T) {
	for kib := 64; kib <= 64+20*12; kib += 12 {
		dir := t.TempDir()
		s := openStore(t, dir)
		createIn(t, s, firstID, "harbour")
		cmd, lines, stderr := startChild(t, []string{fmt.Sprintf("%s=%d", limitEnv, kib<<10)}, "answer", dir, "full")
		acknowledged := 0
		for lines.Scan() {
			acknowledged++
		}
		if err := cmd.Wait(); err == nil || !strings.Contains(stderr.String(), "was not saved") || !strings.Contains(stderr.String(), s.Path()) {
			t.Errorf("%d KiB: %v, %s", kib, err, stderr)
		}
		if got := load(t, s, firstID); len(got.Decisions) != acknowledged {
			t.Errorf("%d KiB: %d answers of %d acknowledged", kib, len(got.Decisions), acknowledged)
		}
		write(t, s, decide("more-room", assess.Yes, 0)) // and it goes on where there is room again
	}
}

func TestAHeldFileIsToldInASentence(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	s := onDisk(dir, "default", Options{Wait: 20 * time.Millisecond})
	f, err := openRegular(s.Path(), true)
	must(t, err)
	defer func() { must(t, f.Close()) }()
	if held, err := tryLock(f, true); !held || err != nil {
		t.Fatal(held, err)
	}
	if _, err := s.Load(t.Context(), firstID); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), s.Path()) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Load(ctx, firstID); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
