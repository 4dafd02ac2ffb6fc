package tui

import (
	"strings"
	"testing"

	"drydock/assess"
	"drydock/tui/cell"
)

func TestEachNumberOpensToASumThatIsItsOwn(t *testing.T) {
	v := newFake(t).withSample(sampleName).view()
	o := newOverview(v)
	for i, n := range o.numbers() {
		sum, of := 0.0, 0
		for _, p := range o.sumParts(i) {
			sum += p.share * float64(p.weight)
			of += p.weight
		}
		if sum != n.number.Sum || float64(of) != n.number.Of {
			t.Errorf("%s opens to %v/%v, and is %v/%v", n.name, sum, of, n.number.Sum, n.number.Of)
		}
	}
}

func TestTheTrendStandsUnderItsGateAndNothingJumps(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	d.session.Milestones = []assess.Milestone{{
		Name: "baseline", AsOf: testDate.AddDays(-90), Gates: []string{"Leave the lab: not yet. 40 stand in the way, 3 not known.", "Go live: not yet. 60 stand in the way."},
	}}
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 40)
	v.press("o").wants("90 days ago 40 stood in the way, 3 not known; now")
	where := func() int {
		for i, l := range strings.Split(v.screen(), "\n") {
			if strings.Contains(l, "Foundational") {
				return i
			}
		}
		return -1
	}
	before := where()
	v.press("right").wants("90 days ago 60 stood in the way; now")
	if now := where(); now != before || now < 0 {
		t.Errorf("the grid went from line %d to %d", before, now)
	}
	v.press("tab", "tab", "down", "enter").wants("What keeps it down, heaviest first").press("esc", "d").wants("questions that differ")
}

func TestACellDrawsEveryQuestionOrToScale(t *testing.T) {
	v := drive(t, newFake(t), home{}, 80, 24)
	for _, c := range []assess.Cell{{Total: 8, Done: 3, Open: 1, NotKnown: 4, Due: true}, {Total: 90, Done: 1, Open: 88, NotKnown: 1, Due: true}, {Total: 30, Open: 30}, {}} {
		for w := 12; w <= 36; w++ {
			got := drawDots(c, false, w, v.app.theme)
			if cell.Width(got) != w {
				t.Errorf("%+v at %d is %d wide: %q", c, w, cell.Width(got), got)
			}
			if c.Done > 0 && !strings.Contains(got, "✓") || c.NotKnown > 0 && !strings.Contains(got, "?") {
				t.Errorf("%+v at %d hides some: %q", c, w, got)
			}
		}
	}
}

func TestWhatIsSaidOnANarrowScreenIsWholeOrLeftOut(t *testing.T) {
	lacks := func(v *driver, words ...string) {
		t.Helper()
		for _, w := range words {
			if strings.Contains(v.screen(), w) {
				t.Errorf("%q is cut off:\n%s", w, v.screen())
			}
		}
	}
	v := drive(t, newFake(t).withSample(sampleName), home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	v.press("n").wants("esc close").press("esc")
	if s := (history{loaded: true}).View(cell.Size{W: 80, H: 20}, v.app.theme); !strings.Contains(s, "back.") {
		t.Errorf("an empty history is cut off:\n%s", s)
	}
	v.press("o", "tab").wants("not known").press("tab").wants("how much of it we know")
	lacks(v, "enter walks t…", "opens …")
	v.press("R").wants("lines more")
	for w := 28; w < 60; w++ {
		if s := drawCell(assess.Cell{Done: 13, Total: 18, Open: 11, NotKnown: 14, Percent: 38, Weakest: true, Due: true}, false, w, v.app.theme); strings.Contains(s, "…") {
			t.Errorf("at %d cells: %s", w, s)
		}
	}
}
