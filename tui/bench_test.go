package tui

import (
	"fmt"
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

// BenchmarkWalkKey measures one key on the busiest screen, from the message to the drawn frame.
func BenchmarkWalkKey(b *testing.B) {
	v := drive(b, large(b), home{begin: begin{ref: "harbour-mutual"}}, 200, 60)
	v.app.theme = theme.New(theme.BackgroundDark)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		key := "enter"
		if i%40 >= 20 {
			key = "left"
		}
		v.app.Update(keyMsg(key))
		_ = v.app.View()
	}
}

// BenchmarkEveryScreen measures drawing each screen.
func BenchmarkEveryScreen(b *testing.B) {
	d := large(b)
	for name, s := range allScreens(b, d) {
		b.Run(name, func(b *testing.B) {
			v := drive(b, d, home{begin: begin{ref: "harbour-mutual"}}, 200, 60)
			v.app.theme = theme.New(theme.BackgroundDark)
			if isSheet(s) {
				v.app.open(s)
			} else {
				v.app.push(s)
			}
			v.app.tell(v.app.front(), resized{size: v.app.room()})
			for b.Loop() {
				v.app.dirty = true
				_ = v.app.View()
			}
		})
	}
}

// BenchmarkBytesPerKey reports how much a key on the Walk screen writes to the terminal.
func BenchmarkBytesPerKey(b *testing.B) {
	r, err := NewRegistry(nil)
	if err != nil {
		b.Fatal(err)
	}
	d := newFake(b).withSample(sampleName)
	a := newApp(b.Context(), d, r, home{begin: begin{ref: "harbour-mutual"}})
	var out counter
	p := tea.NewProgram(a, tea.WithInput(nil), tea.WithOutput(&out), tea.WithWindowSize(120, 40), tea.WithoutSignalHandler())
	done := make(chan error, 1)
	a.crash.guard(func() { _, err := p.Run(); done <- err })
	const settle = 50 * time.Millisecond // the renderer draws sixty times a second
	time.Sleep(10 * settle)
	n := 0
	before := int(out.Load())
	for b.Loop() {
		p.Send(keyMsg("enter"))
		time.Sleep(settle)
		n++
	}
	written := int(out.Load()) - before
	p.Quit()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(written)/float64(n), "bytes/key")
}

// counter counts what is written to it.
type counter struct{ atomic.Int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.Add(int64(len(b)))
	return len(b), nil
}
