package tui

import (
	"context"
	"errors"
	"maps"
	"strconv"
	"strings"
	"testing"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

const hostile = "\x1b]52;c;aGk=\x07\x1b[31mred\x1b[2J 漢字漢字漢字 שלום עולם \u202egnp.exe e\u0301 👩‍👩‍👧 \r\n\tINJECTED \x9b31m\xff\xfe"

func pollWork(v *desk.View) func(context.Context, Desk) any {
	return func(ctx context.Context, d Desk) any { return poll(ctx, d, v) }
}

func isSheet(s Screen) bool { _, ok := s.(sheet); return ok }

// allScreens gives every screen and sheet in a state worth drawing.
func allScreens(t testing.TB, d *fakeDesk) map[string]Screen {
	t.Helper()
	v := d.view()
	r, err := NewRegistry(nil)
	if err != nil {
		t.Fatal(err)
	}
	cards, err := d.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	differing, _ := v.Posture.Control(v.Posture.Conflicts[0])
	plan, err := d.ProbePreview(t.Context(), v, desk.AWSOptions{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := (&fakeDesk{cat: d.cat, session: d.session, events: 3}).Probe(t.Context(), v, plan, func(desk.ProbeEvent) {})
	if err != nil {
		t.Fatal(err)
	}
	preview, err := d.Preview(d.session.Scope)
	if err != nil {
		t.Fatal(err)
	}
	asking := newProbe(v)
	asking.stage, asking.lines, asking.latest = probeRunning, []serviceLine{{service: d.session.Scope.Name, asking: 3, done: 1, calls: 12, facts: 4, gaps: 1}}, v.Session.Findings[:3]
	ready := newProbe(v)
	ready.stage, ready.plan = probeReady, plan
	done := newProbe(v)
	done.stage, done.result, done.ticked = probeResult, result, proposed(v)
	reach := done
	reach.reach = true
	everything := reach
	everything.reachAll = true
	profiles, err := d.Profiles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	changes, err := d.Changes(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	scope := newScopeOf(v)
	scope.preview, scope.counted = preview, true
	lists := scope
	lists.lists = true
	exported := newExport(v)
	exported.source = "# Plan\n\n" + d.session.Scope.Name + "\n\n| a | b |\n"
	past, err := d.Past(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	remember, _ := newHistory(v).Update(remembered{past: past})
	frozen := assess.Freeze("then", v.Posture)
	for i := range frozen.Controls {
		switch f := &frozen.Controls[i]; i % 4 {
		case 0:
			f.Known, f.Gap, f.Value, f.Failing = true, float64(i%3)/2, assess.No, nil
		case 1:
			f.Known = false
		}
	}
	many := []desk.Card{}
	for i := range 100 {
		c := cards[0]
		c.Meta.ID, c.Meta.Archived = strconv.Itoa(i), i%7 == 3
		many = append(many, c)
	}
	finding := homeOf(many)
	finding.typing = true
	finding.search.SetValue(d.session.Scope.Name)
	finding = finding.find("5")
	bringing := newImport(v).with(newImport(v).form.focus("path"))
	bringing.like = d.FilesLike("", 10)
	looked := newImport(v)
	looked.form.fields[1].input.SetValue(d.session.Scope.Name)
	looked.of = looked.options()
	if looked.looked, err = d.TakeIn(t.Context(), v, desk.TakeInOptions{Path: d.session.Scope.Name, DryRun: true}); err != nil {
		t.Fatal(err)
	}
	mistaken := newImport(nil)
	mistaken.err = errors.New("file.json:7: " + d.session.Scope.Name + "\nfile.json:9: severity is missing")
	diff := assess.Compare(d.cat, frozen, assess.Freeze("now", v.Posture))
	differs := newCompare(v)
	differs.was, differs.diff = side{"x", d.session.Scope.Name}, &diff
	out := map[string]Screen{
		"compare": differs.derive(), "compare-empty": newCompare(v), "sheet-milestone": milestoneForm(v), "sheet-pick": differs.picker(true),
		"home": homeOf(cards), "home-many": homeOf(many), "home-search": finding, "import": bringing, "import-look": looked, "import-mistake": mistaken, "sheet-copy": copyForm(cards[0]), "home-empty": home{loaded: true}, "home-loading": home{},
		"scope": scope, "scope-lists": lists, "scope-new": newScope(false), "scope-workshop": newScope(true),
		"walk-filtered": newWalkOf(v, assess.Filter{Must: true, Layer: questionnaire.IdentityData}, ""), "sheet-filter": newFilterSheet(v, assess.Filter{Must: true, NotKnown: true}),
		"walk": newWalk(v, ""), "evidence": newEvidence(v, v.Posture.Conflicts[0]), "sheet-notes": newNotes(v, v.Posture.Controls[0].Control.ID), "sheet-references": references(v, differing), "sheet-mute": muteForm(v, v.Session.Findings[0]), "overview": newOverview(v), "overview-cells": overview{view: v, part: partCells}.derive(),
		"overview-numbers": overview{view: v, part: partNumbers}.derive(), "plan": newPlan(v), "plan-detail": newPlanDetail(v, v.Plan, v.Plan.Actions[0].Action.ID),
		"probe-looking": newProbe(v), "probe-preview": ready, "probe-live": asking, "probe-result": done, "probe-reach": reach.withReach(), "probe-reach-all": everything.withReach(), "sheet-changes": changesSheet(changes, "claims"), "export": exported.lay(),
		"sheet-settle": settleForm(differing), "sheet-accept": acceptForm(v, differing), "sheet-basis": basisForm(v, differing), "sheet-said": saidForm(differing),
		"sheet-out": outForm(v, differing), "sheet-note": newNote("x"), "sheet-park": newParking(v), "sheet-find": newFinder(v),
		"sheet-copies": copies{items: newWalk(v, "").Copies()}, "sheet-shown": newShown("the question", safeLines(d.session.Scope.Name)), "sheet-history": remember, "sheet-help": newHelp(r, inAssessment(v), false), "sheet-target": targetForm(desk.AWSOptions{Profile: d.session.Scope.Name}, profiles),
		"sheet-action": actionForm(v, v.Plan.Actions[0].Action.ID, d.session.Scope.Name), "sheet-confirm": confirm{question: d.session.Scope.Name, detail: d.session.Scope.Name, yes: func() Step { return Step{} }},
	}
	maps.Copy(out, roomScreens(d, v, differing))
	return out
}

// homeOf is Home with these assessments.
func homeOf(cards []desk.Card) home {
	h, _ := home{page: 6}.Update(listed{cards: cards})
	return h.(home)
}

// exact fails unless s is h lines of w cells, without any control character but our own styling.
func exact(t *testing.T, name, s string, size cell.Size) {
	t.Helper()
	if size.W <= 0 || size.H <= 0 {
		if s != "" {
			t.Fatalf("%s at %v: something was drawn in no room", name, size)
		}
		return
	}
	lines := strings.Split(s, "\n")
	if len(lines) != size.H {
		t.Fatalf("%s at %v: %d lines", name, size, len(lines))
	}
	for i, l := range lines {
		if n := cell.Width(l); n != size.W {
			t.Fatalf("%s at %v: line %d is %d wide: %q", name, size, i, n, l)
		}
		if j := strings.IndexFunc(l, func(r rune) bool { return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x202e || r == 0xfffd }); j >= 0 {
			t.Fatalf("%s at %v: line %d holds a control character at %d: %q", name, size, i, j, l)
		}
	}
}

func TestEveryScreenFitsExactly(t *testing.T) {
	for _, text := range []string{"Claims", hostile, strings.Repeat("漢字👩‍👩‍👧", 30)} {
		d := newFake(t).withSample(text)
		screens := allScreens(t, d)
		for name, s := range screens {
			for _, size := range sizes(testing.Short()) {
				resizedTo, _ := s.Update(resized{size: size})
				exact(t, name, resizedTo.View(size, theme.Plain()), size)
				exact(t, name+" before it knew its size", s.View(size, theme.Plain()), size)
			}
		}
	}
}

func TestTheFrameFitsExactly(t *testing.T) {
	d := newFake(t).withSample(hostile)
	for name, s := range allScreens(t, d) {
		v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
		if isSheet(s) {
			v.app.open(s)
		} else {
			v.app.push(s)
		}
		v.app.status = hostile
		for _, size := range sizes(true) {
			v.app.size, v.app.dirty = size, true
			exact(t, name, v.screen(), size)
		}
	}
}

// sizes are widths 1–200 × heights 1–60: every width with some heights and every height with some widths.
func sizes(short bool) []cell.Size {
	var out []cell.Size
	step := 3
	if short {
		step = 17
	}
	for w := 1; w <= 200; w += step {
		for _, h := range []int{1, 2, 7, 24, 60} {
			out = append(out, cell.Size{W: w, H: h})
		}
	}
	for h := 1; h <= 60; h += step {
		for _, w := range []int{1, 2, 60, 80, 120} {
			out = append(out, cell.Size{W: w, H: h})
		}
	}
	return append(out, cell.Size{}, cell.Size{W: 80}, cell.Size{H: 24})
}
