package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"drydock/questionnaire"
	"drydock/tui/theme"

	tea "charm.land/bubbletea/v2"
)

// large is a desk with 250 controls and 5,000 findings.
func large(b testing.TB) *fakeDesk {
	b.Helper()
	var files []questionnaire.File
	for i, layer := range []string{"infrastructure", "identity_data", "ai_application"} {
		for topic := range 5 {
			var y strings.Builder
			id := fmt.Sprintf("topic-%d-%d", i, topic)
			fmt.Fprintf(&y, "topic: {id: %s, title: Topic %s, order: %d, about: A topic}\ncontrols:\n", id, id, topic+1)
			for c := range 17 {
				y.WriteString(largeControl(fmt.Sprintf("%s-c%d", id, c)))
			}
			y.WriteString("actions:\n")
			for c := range 17 {
				fmt.Fprintf(&y, largeAction, fmt.Sprintf("%s-c%d", id, c))
			}
			files = append(files, questionnaire.File{Name: layer + "/" + id + ".yaml", Data: []byte(y.String())})
		}
	}
	cat, err := questionnaire.Load(files)
	if err != nil {
		b.Fatal(err)
	}
	return (&fakeDesk{cat: cat}).withSample(sampleName)
}

const largeAction = `  - id: mend-%[1]s
    title: Mend %[1]s
    closes: [{control: %[1]s, share: 1}]
    needs: []
    days: 1
    per: workload
    done-by: platform-engineer
    running-cost: none
    may-break: Nothing.
    undo: Take it back.
    steps: ['Mend it']
    cli: aws iam list-roles
    terraform: '# nothing'
    verify: Look at it.
`

func largeControl(id string) string {
	s := fmt.Sprintf(`  - id: %[1]s
    revision: 1
    title: Something called %[1]s is as it should be
    phase: foundational
    placement: inferred
    from: answers
    must: true
    must-because: It holds up everything else.
    impact: 3
    exposure: 2
    minutes: 3
    asks: [platform-engineer]
    responsibility: platform
    threat: Somebody does what nobody wants.
    question: Is it as it should be, everywhere and always, for each of those that matter?
    why: Because otherwise it is not, and then nobody can say who did what, when and where.
    good: {none: 'Nothing of it.', partial: 'Some of it.', full: 'All of it.'}
    follow-ups: ['Who looked last?']
    often-heard: [{says: 'It was always so.', answer: 'That does not make it right.'}]
    documents: [A document]
    maps: {framework: [answers/infrastructure/foundational/1]}
    sources: ['https://docs.aws.amazon.com/']
    rules:
`, id)
	for r := range 4 {
		s += fmt.Sprintf("      - {id: %s-r%d, states: Rule %d holds, each: iam_role, pass: 'true', shows: \"'x'\"}\n", id, r, r)
	}
	return s
}

// timings are how long each of many things took.
type timings []time.Duration

// report gives the median and the 99th percentile, in milliseconds. TUI.md aims at 2 and 8.
func (t timings) report(b *testing.B) {
	if len(t) == 0 {
		return
	}
	slices.Sort(t)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	b.ReportMetric(ms(t[len(t)/2]), "median-ms")
	b.ReportMetric(ms(t[len(t)*99/100]), "p99-ms")
}

// pressed measures keys in turn, each from the message to the drawn frame.
func pressed(b *testing.B, a *app, keys ...string) {
	const rounds = 10 // of the loop, so that there is a 99th percentile
	var took timings
	b.ReportAllocs()
	for i := 0; b.Loop(); {
		for range rounds {
			key := keyMsg(keys[i%len(keys)])
			i++
			begun := time.Now()
			a.Update(key)
			a.dirty = true
			_ = a.View()
			took = append(took, time.Since(begun))
		}
	}
	took.report(b)
}

// BenchmarkWalkKey measures going from question to question, on the busiest screen.
func BenchmarkWalkKey(b *testing.B) {
	v := drive(b, large(b), home{begin: begin{ref: "harbour-mutual"}}, 200, 60)
	v.app.theme = theme.New(theme.BackgroundDark)
	pressed(b, v.app, append(slices.Repeat([]string{"enter"}, 20), slices.Repeat([]string{"left"}, 20)...)...)
}

// BenchmarkEveryScreen measures a key on each screen: down, and up again.
func BenchmarkEveryScreen(b *testing.B) {
	d := large(b)
	screens := allScreens(b, d)
	for _, name := range slices.Sorted(maps.Keys(screens)) {
		b.Run(name, func(b *testing.B) {
			s := screens[name]
			v := drive(b, d, home{begin: begin{ref: "harbour-mutual"}}, 200, 60)
			v.app.theme = theme.New(theme.BackgroundDark)
			if isSheet(s) {
				v.app.open(s)
			} else {
				v.app.push(s)
			}
			v.app.tell(v.app.front(), resized{size: v.app.room()})
			pressed(b, v.app, append(slices.Repeat([]string{"down"}, 30), slices.Repeat([]string{"up"}, 30)...)...)
		})
	}
}

// program runs the router as a program that writes into a counter.
func program(tb testing.TB, d Desk, w, h int) (*tea.Program, *app, *counter, chan error) {
	tb.Helper()
	r, err := NewRegistry(nil)
	if err != nil {
		tb.Fatal(err)
	}
	a := newApp(tb.Context(), d, r, home{begin: begin{ref: "harbour-mutual"}})
	a.ticks = true
	out := &counter{}
	p := tea.NewProgram(a, tea.WithInput(nil), tea.WithOutput(out), tea.WithWindowSize(w, h), tea.WithoutSignalHandler())
	done := make(chan error, 1)
	a.crash.guard(func() { _, err := p.Run(); done <- err })
	return p, a, out, done
}

// BenchmarkBytesPerKey reports how much a key on the Walk screen writes to the terminal; TUI.md aims at 2,048. enter shows another
// question, all of it new; down scrolls; an answer changes a few words.
func BenchmarkBytesPerKey(b *testing.B) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		for _, keys := range [][]string{{"enter"}, {"down", "down", "up", "up"}, {"1", "3"}} {
			b.Run(fmt.Sprintf("%s-%dx%d", keys[0], size[0], size[1]), func(b *testing.B) { bytesPerKey(b, size[0], size[1], keys) })
		}
	}
}

func bytesPerKey(b *testing.B, w, h int, keys []string) {
	p, _, out, done := program(b, newFake(b).withSample(sampleName), w, h)
	const settle = 50 * time.Millisecond // the renderer draws sixty times a second
	time.Sleep(10 * settle)
	var written []int
	for i := 0; b.Loop(); i++ {
		before := int(out.Load())
		p.Send(keyMsg(keys[i%len(keys)]))
		time.Sleep(settle)
		written = append(written, int(out.Load())-before)
	}
	before := out.Load()
	time.Sleep(20 * settle)
	idle := out.Load() - before
	p.Quit()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
	slices.Sort(written)
	b.ReportMetric(float64(written[len(written)/2]), "median-bytes/key")
	b.ReportMetric(float64(written[len(written)*99/100]), "p99-bytes/key")
	b.ReportMetric(float64(idle), "idle-bytes/s")
}

// BenchmarkHeldKey holds the arrow down for a thousand repeats that come all at once, as after a stall: a real program takes
// them one by one. A terminal repeats some thirty a second.
func BenchmarkHeldKey(b *testing.B) {
	const keys = 1000
	for b.Loop() {
		p, a, _, done := program(b, large(b), 200, 60)
		begun := time.Now()
		for range keys {
			p.Send(keyMsg("down"))
		}
		p.Send(stop{})
		if err := <-done; err != nil || a.crash.text() != "" {
			b.Fatal(err, a.crash.text())
		}
		b.ReportMetric(float64(time.Since(begun))/float64(time.Millisecond)/keys, "ms/key")
	}
}

// counter counts what is written to it.
type counter struct{ atomic.Int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.Add(int64(len(b)))
	return len(b), nil
}
