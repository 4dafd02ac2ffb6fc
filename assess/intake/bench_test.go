package intake

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// generated is a list of findings of about eleven kilobytes each, as Prowler writes them, made as it is read.
type generated struct {
	left, n int
	rest    []byte
}

func (g *generated) Read(p []byte) (int, error) {
	for len(g.rest) == 0 {
		switch {
		case g.left == 0:
			return 0, io.EOF
		case g.n == 0:
			g.rest = []byte("[")
		case g.left > 1:
			if g.n > 1 {
				g.rest = []byte(",\n")
			}
			check := "check_a"
			if g.n%4 != 0 {
				check = "other_" + strconv.Itoa(g.n%300)
			}
			g.rest = fmt.Appendf(g.rest, `{"class_uid":2004,"metadata":{"event_code":%q,"product":{"name":"Prowler","version":"5.46.0"}},"status_code":"FAIL",
"status_detail":"it fails","resources":[{"uid":"arn:aws:s3:::bucket-%d","name":"b","region":"eu-west-1","data":{"metadata":{"policy":%q}}}],
"cloud":{"provider":"aws","region":"eu-west-1","account":{"uid":"111122223333"}},"time":1793620800}`, check, g.n, strings.Repeat("x", 10_500))
		default:
			g.rest = []byte("]")
		}
		g.n++
		if g.n > 1 {
			g.left--
		}
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

// BenchmarkReadOCSF reads a big file that is never on disk; DRYDOCK_MB says how big. It prints the peak of the heap in MiB.
func BenchmarkReadOCSF(b *testing.B) {
	mb, err := strconv.Atoi(os.Getenv("DRYDOCK_MB"))
	if err != nil {
		mb = 20
	}
	peak, stop, done := uint64(0), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	b.SetBytes(int64(mb) << 20)
	for b.Loop() {
		in := &generated{left: (mb << 20) / 10_950}
		file, err := Read(context.Background(), in, Options{Source: Prowler, Name: "big", Known: func(c string) bool { return c == "check_a" }})
		if err != nil || len(file.Found) == 0 {
			b.Fatal(err)
		}
	}
	close(stop)
	<-done
	b.ReportMetric(float64(peak>>20), "peak-MiB")
}
