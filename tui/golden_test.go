package tui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drydock/questionnaire"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the goldens anew")

// frozen is a small catalogue of its own, so that goldens change with the screens and not with the questions.
func frozen(t testing.TB) *fakeDesk {
	t.Helper()
	var files []questionnaire.File
	names, err := filepath.Glob("testdata/catalog/*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, questionnaire.File{Name: strings.TrimPrefix(filepath.ToSlash(name), "testdata/catalog/"), Data: data})
	}
	cat, err := questionnaire.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return &fakeDesk{cat: cat, events: 3}
}

func TestGoldens(t *testing.T) {
	d := frozen(t).withSample(sampleName)
	for name, s := range allScreens(t, d) {
		for _, size := range [][2]int{{60, 20}, {80, 24}, {120, 40}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, size[0], size[1])
				if isSheet(s) {
					v.app.open(s)
				} else {
					v.app.push(s)
				}
				screen, _ := s.Update(resized{size: v.app.room()})
				v.app.put(v.app.front().id, screen)
				v.app.dirty = true
				golden(t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), v.screen())
			})
		}
	}
}

// golden compares a screen, without the spaces at the ends of its lines, with the one on file.
func golden(t *testing.T, name, screen string) {
	t.Helper()
	lines := strings.Split(screen, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got := strings.Join(lines, "\n") + "\n"
	file := filepath.Join("testdata", "golden", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed; if it should, run with -update (-want +got):\n%s", name, diff)
	}
}
