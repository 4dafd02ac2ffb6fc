package desk

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drydock/assess"
	"drydock/questionnaire"
)

func TestAFileIsLookedAtAndThenTakenInOnce(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), true))
	o := TakeInOptions{From: "prowler", Path: "../intake/testdata/prowler-5.46.0.ocsf.json", DryRun: true}
	look := must[*TakenIn](t)(r.TakeIn(t.Context(), v, o))
	if !strings.Contains(look.Sentence, "Nothing was changed") || look.Nothing || look.Unmapped == "" {
		t.Errorf("looked: %+v", look)
	}
	if now := must[*View](t)(r.Open(t.Context(), v.Session.Meta.ID)); now.Session.Revision != v.Session.Revision {
		t.Error("a look changed something")
	}
	o.DryRun = false
	if done := must[*TakenIn](t)(r.TakeIn(t.Context(), v, o)); len(done.View.Session.Imports) != 1 || !strings.Contains(done.Sentence, "New: ") {
		t.Errorf("taken in: %s", done.Sentence)
	}
	v = must[*View](t)(r.Open(t.Context(), v.Session.Meta.ID))
	o.DryRun = true
	if again := must[*TakenIn](t)(r.TakeIn(t.Context(), v, o)); !again.Nothing {
		t.Errorf("again: %s", again.Sentence)
	}
}

func TestAWholeAssessmentIsLookedAtBeforeItComes(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), true))
	path := must[string](t)(r.Export(t.Context(), v, ExportOptions{Format: "json", Path: filepath.Join(t.TempDir(), "a.json")}))
	o := TakeInOptions{From: FromSession, Path: path, DryRun: true}
	if _, err := r.TakeIn(t.Context(), nil, o); !errors.Is(err, assess.ErrExists) {
		t.Errorf("a name that is here: %v", err)
	}
	o.As = "second"
	if look := must[*TakenIn](t)(r.TakeIn(t.Context(), nil, o)); !strings.HasPrefix(look.Sentence, "second: ") || look.View != nil {
		t.Errorf("looked: %+v", look)
	}
	if cards := must[[]Card](t)(r.List(t.Context())); len(cards) != 1 {
		t.Errorf("a look took it in: %d", len(cards))
	}
	o.DryRun = false
	if done := must[*TakenIn](t)(r.TakeIn(t.Context(), nil, o)); done.View.Session.Meta.Name != "second" {
		t.Errorf("taken in: %+v", done)
	}
}

func TestAFileThatChangedSinceItWasLookedAtIsNotTakenIn(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), true))
	home := t.TempDir()
	t.Setenv("HOME", home)
	if _, err := r.Export(t.Context(), v, ExportOptions{Format: "json", Path: "~/a.json"}); err != nil {
		t.Fatal(err)
	}
	o := TakeInOptions{From: FromSession, Path: "~/a.json", As: "second", DryRun: true}
	o.Seen = must[*TakenIn](t)(r.TakeIn(t.Context(), nil, o)).Seen
	if like := r.FilesLike("~/a", 9); len(like) != 1 || like[0] != "~/a.json" {
		t.Errorf("completed: %v", like)
	}
	f := must[*os.File](t)(os.OpenFile(filepath.Join(home, "a.json"), os.O_APPEND|os.O_WRONLY, 0))
	if _, err := f.WriteString("\n"); err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	o.DryRun = false
	if _, err := r.TakeIn(t.Context(), nil, o); !errors.Is(err, ErrFileChanged) {
		t.Errorf("got %v", err)
	}
	o.Seen = ""
	must[*TakenIn](t)(r.TakeIn(t.Context(), nil, o))
}

func TestAMaskedFileForARepositoryDoesNotAskToReplaceOne(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), true))
	o := ExportOptions{Format: Workfile, Path: filepath.Join(t.TempDir(), "drydock.yaml"), Redact: true, Overwrite: true}
	must[string](t)(r.WriteOutput(t.Context(), v, o))
	if _, err := r.WriteOutput(t.Context(), v, o); err == nil || errors.Is(err, ErrFileExists) {
		t.Errorf("%v: who is asked whether it may be replaced, and says so, would be asked again", err)
	}
}

func TestWhatCannotBeTakenInSaysWhy(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	dir := t.TempDir()
	bad := filepath.Join(dir, "form.yaml")
	if err := os.WriteFile(bad, []byte("by: Ana\nanswers:\n  no-such-control: {answer: yes}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		o    TakeInOptions
		v    *View
		want string
	}{
		{TakeInOptions{From: "prowler"}, v, "which file"},
		{TakeInOptions{From: "prowler", Path: filepath.Join(dir, "none")}, v, "can't be read"},
		{TakeInOptions{From: "prowler", Path: dir}, v, "is a folder"},
		{TakeInOptions{From: "prowler", Path: bad}, nil, "belong to an assessment"},
		{TakeInOptions{From: FromAnswers, Path: bad}, v, "form.yaml:"},
		{TakeInOptions{From: "sonar", Path: bad}, v, "there is nothing to import from"},
		{TakeInOptions{From: "aws-sample", Path: bad, Dated: "yesterday"}, v, "is no day"},
	} {
		if _, err := r.TakeIn(t.Context(), c.v, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.o, err, c.want)
		}
	}
}

func TestPathsAreCompletedFromWhatIsThere(t *testing.T) {
	r := newRoom(t)
	dir := t.TempDir() + "/"
	for _, n := range []string{"prowler.csv", "prowler.json", ".hidden", "other"} {
		if err := os.WriteFile(dir+n, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(dir+"reports", 0o700); err != nil {
		t.Fatal(err)
	}
	if got := r.FilesLike(dir+"pro", 9); len(got) != 2 || got[0] != dir+"prowler.csv" {
		t.Errorf("got %v", got)
	}
	if got := r.FilesLike(dir, 9); len(got) != 4 || got[3] != dir+"reports/" {
		t.Errorf("got %v", got)
	}
	if got := r.FilesLike(dir+"none/", 9); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestEveryOutputHasAPathAPreviewAndIsWritten(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), true))
	dir := t.TempDir()
	paths := map[string]bool{}
	for _, f := range Outputs() {
		path := OutputPath(v, f)
		paths[path] = true
		o := ExportOptions{Format: f, Path: filepath.Join(dir, path)}
		preview := must[[]byte](t)(r.PreviewOutput(t.Context(), v, o))
		written, err := os.ReadFile(must[string](t)(r.WriteOutput(t.Context(), v, o)))
		if err != nil || string(written) != string(preview) {
			t.Errorf("%s: what is written is not what was shown: %v", f, err)
		}
		o.Redact = true
		if masked := must[[]byte](t)(r.PreviewOutput(t.Context(), v, o)); strings.Contains(string(masked), "111111111111") || strings.Contains(string(masked), "Helen Carter") {
			t.Errorf("%s: redacted, and a name is in it", f)
		}
	}
	if len(paths) != len(Outputs()) {
		t.Errorf("two outputs have one path: %v", paths)
	}
	if _, err := questionnaire.LoadWorkload(questionnaire.File{Name: Workfile, Data: must[[]byte](t)(r.PreviewOutput(t.Context(), v, ExportOptions{Format: Workfile}))}); err != nil {
		t.Error(err)
	}
}
