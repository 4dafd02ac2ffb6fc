package tui

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheEditorsLineIsSplitAsAShellDoes(t *testing.T) {
	for line, want := range map[string][]string{
		"": nil, "  ": nil, "nano": {"nano"}, "code --wait": {"code", "--wait"}, `"/a b/ed" -n 'x y' \ z ''`: {"/a b/ed", "-n", "x y", " z", ""}, `a"b c"d`: {"ab cd"},
	} {
		got, err := splitWords(line)
		if err != nil {
			t.Errorf("%q: %v", line, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", line, diff)
		}
	}
	if _, err := splitWords(`vi "half`); err == nil {
		t.Error("an open quote was taken")
	}
}

// script writes a program for the editor to be.
func script(t *testing.T, body string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "an editor")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return "'" + name + "' --wait"
}

func TestANoteGoesToTheEditorAndBack(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 80, 24)
	v.app.editor.line = script(t, `ls -l "$2" | cut -c1-10 >>"$2"; stat -c %a "$(dirname "$2")" >>"$2"; printf 'and \033[2J a second line\r\n\n' >>"$2"`)
	v.press("n", "type:typed here", "ctrl+o").wants("typed here-rw-------", "700", "a second line").lacks("\x1b[2J")
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	v.press("ctrl+s").wants("Saved: the note")
	if got := d.session.Notes[1].Text; got != "typed here-rw-------\n700\nand [2J a second line" {
		t.Errorf("saved %q", got)
	}
}

func TestAnEditorThatFailsLosesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for name, c := range map[string]struct{ line, says, keeps string }{
		"fails":     {script(t, "echo ', more' >>\"$2\"; exit 3"), "did not end well", "typed here, more"},
		"killed":    {script(t, "echo ', more' >>\"$2\"; kill -9 $$"), "did not end well", "typed here, more"},
		"not there": {"/nowhere/editor", "did not end well", "typed here"},
		"removes":   {script(t, "rm \"$2\""), "the text is as before", "typed here"},
		"a quote":   {`vi "half`, "a quote is not closed", "typed here"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newFake(t).withSample(sampleName)
			v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 120, 40)
			v.app.editor.line = c.line
			v.press("n", "type:typed here", "ctrl+o").wants(c.says, c.keeps)
			v.press("ctrl+s").wants("Saved: the note")
		})
	}
}

func TestASheetsFieldGoesToTheEditor(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
	v.app.editor.line = script(t, `echo "long reason" >"$2"`)
	v.press("t", "enter", "enter", "ctrl+o").wants("long reason")
}

func TestWhatIsCopiedSaysByWhichWay(t *testing.T) {
	d := newFake(t).withSample(sampleName)
	v := drive(t, d, home{begin: begin{ref: "harbour-mutual"}}, 100, 40)
	question := v.app.clerk.view.Posture.Controls[0].Control.Question
	v.app.stack[1].screen = newWalk(v.app.clerk.view, v.app.clerk.view.Posture.Controls[0].Control.ID)
	v.press("y").wants("Copy what?", "the question", "what AWS shows", "arn:aws:iam::111122223333:role/")
	v.press("enter").wants("Copied the question by the terminal (OSC 52)").lacks("Copy what?")
	v.press("y", "enter").wants("The question", "mark it with the mouse", question[:30])
	v.press("esc")
	got := ""
	v.app.clipboard.native = func(s string) error { got = s; return nil }
	v.press("y", "down", "enter").wants("to the clipboard.")
	v.press("y", "down", "enter").wants("to the clipboard.")
	if got == "" {
		t.Error("the machine's clipboard got nothing")
	}
	v.app.clipboard.native = func(string) error { return errors.New("no display") }
	v.press("y", "enter").wants("Copied the question by the terminal (OSC 52)")
	v.app.clipboard = clipboard{deaf: true}
	v.press("y", "enter").wants("mark it with the mouse", question[:30])
}
