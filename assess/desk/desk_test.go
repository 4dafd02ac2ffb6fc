package desk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// room is a desk on a real store, with a clock that a test can move.
type room struct {
	*Desk
	dir   string
	store StoreHandle
	now   time.Time
}

func newRoom(t testing.TB, options ...func(*Options)) *room {
	t.Helper()
	r := &room{dir: t.TempDir(), now: noon}
	s, err := OpenStore(t.Context(), r.dir, "default", func() time.Time { return r.now })
	if err != nil {
		t.Fatal(err)
	}
	r.store = s
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	r.Desk = r.seat("N. N.", options...)
	return r
}

// seat is a desk of another person on the same store.
func (r *room) seat(me string, options ...func(*Options)) *Desk {
	var mu sync.Mutex
	ids := 0
	o := Options{
		Store: r.store, Catalog: questionnaire.Builtin, Now: func() time.Time { return r.now }, Me: me, Version: "test",
		NewID: func() string {
			mu.Lock()
			defer mu.Unlock()
			ids++
			return fmt.Sprintf("01%s%020d", strings.ToUpper(me[:1])+"QQQ", ids)
		},
	}
	for _, option := range options {
		option(&o)
	}
	return New(o)
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func scopeOf(name string) questionnaire.Scope {
	return questionnaire.Scope{Name: name, Does: []string{"acts"}, RunsOn: questionnaire.RunsOnList([]string{"bedrock"}), Today: "pilot", Next: questionnaire.GoLive}
}

func (r *room) begin(t *testing.T) *View {
	t.Helper()
	return must[*View](t)(r.New(t.Context(), scopeOf("claims")))
}

func answer(control string, v assess.Answer) assess.Decision {
	return assess.Decision{Said: assess.Said{Control: control, Value: v}}
}

func TestASessionIsBegunFoundListedRenamedAndDeleted(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	if v.Session.Meta.CatalogDigest == "" || len(v.Posture.Controls) == 0 || len(v.Agenda.Items) == 0 {
		t.Errorf("got %+v", v.Session.Meta)
	}
	if _, err := r.New(t.Context(), scopeOf("claims")); !errors.Is(err, assess.ErrExists) {
		t.Errorf("got %v", err)
	}
	if _, err := r.New(t.Context(), scopeOf("Not A Name")); err == nil || !strings.Contains(err.Error(), "a-z") {
		t.Errorf("got %v", err)
	}
	if _, err := r.Open(t.Context(), "clams"); !errors.Is(err, assess.ErrNotFound) || !strings.Contains(err.Error(), "claims") {
		t.Errorf("the error names what there is: %v", err)
	}
	v = must[Receipt](t)(r.Decide(t.Context(), v, answer("invocation-logging", assess.No))).View
	cards := must[[]Card](t)(r.List(t.Context()))
	if len(cards) != 1 || cards[0].Answered != 1 || cards[0].Controls != len(v.Posture.Controls) || cards[0].InTheWay == 0 || !strings.Contains(cards[0].Sentence, "not yet") {
		t.Errorf("got %+v", cards)
	}
	if err := r.Rename(t.Context(), "claims", "refunds"); err != nil {
		t.Fatal(err)
	}
	v, changed, err := r.Refresh(t.Context(), v)
	if err != nil || !changed || v.Session.Scope.Name != "refunds" {
		t.Errorf("got %v %v %q", changed, err, v.Session.Scope.Name)
	}
	if _, changed, err := r.Refresh(t.Context(), v); err != nil || changed {
		t.Errorf("nothing changed, and yet %v %v", changed, err)
	}
	if err := r.Delete(t.Context(), "refunds"); err != nil {
		t.Fatal(err)
	}
	if cards := must[[]Card](t)(r.List(t.Context())); len(cards) != 0 {
		t.Errorf("got %+v", cards)
	}
	if _, _, err := r.Refresh(t.Context(), v); !errors.Is(err, assess.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestReceiptsSayWhatWasSaved(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	say := func(want string, receipt Receipt, err error) {
		t.Helper()
		if err != nil || receipt.What != want {
			t.Fatalf("got %q, %v; want %q", receipt.What, err, want)
		}
		v = receipt.View
	}
	ctx, control := t.Context(), "invocation-logging"
	steps := []struct {
		want string
		do   func() (Receipt, error)
	}{
		{"Saved: yes", func() (Receipt, error) { return r.Decide(ctx, v, answer(control, assess.Yes)) }},
		{"Saved: partly (was: yes)", func() (Receipt, error) { return r.Decide(ctx, v, answer(control, assess.Partial)) }},
		{"Saved: partly (as before)", func() (Receipt, error) { return r.Decide(ctx, v, answer(control, assess.Partial)) }},
		{"Taken back: Saved: partly (as before)", func() (Receipt, error) { return r.Undo(ctx, v) }},
		{"Taken back: Saved: partly (was: yes)", func() (Receipt, error) { return r.Undo(ctx, v) }},
		{"Done again: Saved: partly (was: yes)", func() (Receipt, error) { return r.Redo(ctx, v) }},
		{"Heard: A. B. says don't know", func() (Receipt, error) {
			return r.Say(ctx, v, assess.Statement{Said: assess.Said{Control: control, Value: assess.DontKnow, By: "A. B."}})
		}},
		{"Risk accepted until 1 December 2026 (CISO)", func() (Receipt, error) {
			return r.Accept(ctx, v, assess.Acceptance{Control: control, Approver: "CISO", Reason: "small", Expires: "2026-12-01"})
		}},
		{"Saved: arn:aws:s3:::b is somebody else's", func() (Receipt, error) {
			return r.Claim(ctx, v, assess.Claim{Resource: "arn:aws:s3:::b", Whose: evidence.Others})
		}},
		{"Saved: private note, never exported", func() (Receipt, error) {
			return r.AddNote(ctx, v, assess.Note{Control: control, Text: "between us", Private: true})
		}},
		{"Parked", func() (Receipt, error) { return r.Park(ctx, v, assess.Parked{Text: "later"}) }},
		{"Milestone baseline", func() (Receipt, error) { return r.Milestone(ctx, v, "baseline") }},
	}
	for _, s := range steps {
		receipt, err := s.do()
		say(s.want, receipt, err)
	}
	action := v.Plan.Actions[0].Action
	receipt, err := r.SetAction(ctx, v, assess.ActionState{Action: action.ID, Status: assess.ActionInProgress, Owner: "A. B.", Due: "2026-12-24"})
	say("Saved: "+action.Title+" is in progress, A. B., due 24 December 2026", receipt, err)
	receipt, err = r.SetAction(ctx, v, assess.ActionState{Action: action.ID, Status: assess.ActionDone})
	say("Saved: "+action.Title+" is done", receipt, err)
	if got := v.Session.Actions[action.ID].DoneAt; got != "2026-11-21" {
		t.Errorf("done at %s", got)
	}
	got := v.Session.Decisions[control]
	if got.By != "N. N." || got.RecordedBy != "N. N." || got.Revision == 0 || !got.At.Equal(noon) || got.Value != assess.Partial {
		t.Errorf("got %+v", got)
	}
	if n := v.Session.Notes[0]; must[Receipt](t)(r.AddNote(ctx, v, assess.Note{ID: n.ID})).What != "Note taken away" {
		t.Error("an emptied note stays")
	}
	history := must[[]assess.HistoryEntry](t)(r.History(ctx, v, 100))
	if len(history) != 15 || history[len(history)-1].What != "Saved: yes" {
		t.Errorf("%d entries", len(history))
	}
}

func TestWhatIsWrongIsSaidAndNothingIsSaved(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	ctx := t.Context()
	v = must[Receipt](t)(r.Milestone(ctx, v, "baseline")).View
	for name, c := range map[string]struct {
		do   func() (Receipt, error)
		says string
	}{
		"mistyped control": {func() (Receipt, error) { return r.Decide(ctx, v, answer("invocation-loging", assess.Yes)) }, "invocation-logging"},
		"no such answer":   {func() (Receipt, error) { return r.Decide(ctx, v, answer("invocation-logging", "maybe")) }, "use yes, partial, no"},
		"no review":        {func() (Receipt, error) { return r.Decide(ctx, v, answer("invocation-logging", assess.NotApplicable)) }, "reason"},
		"nothing differs": {func() (Receipt, error) {
			return r.Settle(ctx, v, assess.Settlement{Control: "invocation-logging", For: "evidence", By: "A", Reason: "r"})
		}, "nothing to settle"},
		"too long": {func() (Receipt, error) {
			return r.Accept(ctx, v, assess.Acceptance{Control: "invocation-logging", Approver: "CISO", Reason: "r", Expires: "2030-01-01"})
		}, "days at most"},
		"nothing shown": {func() (Receipt, error) { return r.Confirm(ctx, v, []string{"invocation-logging"}, "A") }, "nothing that could be accepted"},
		"whose":         {func() (Receipt, error) { return r.Claim(ctx, v, assess.Claim{Resource: "arn", Whose: "mine"}) }, "shared"},
		"no finding":    {func() (Receipt, error) { return r.Mute(ctx, v, assess.Mute{Finding: "x"}) }, "no finding"},
		"no action":     {func() (Receipt, error) { return r.SetAction(ctx, v, assess.ActionState{Action: "x"}) }, "no action"},
		"empty note":    {func() (Receipt, error) { return r.AddNote(ctx, v, assess.Note{Text: "  "}) }, "empty note"},
		"same name":     {func() (Receipt, error) { return r.Milestone(ctx, v, "baseline") }, "never changed"},
		"odd name":      {func() (Receipt, error) { return r.Milestone(ctx, v, "a b") }, "hyphen"},
	} {
		receipt, err := c.do()
		if err == nil || !strings.Contains(err.Error(), c.says) || receipt.View != nil {
			t.Errorf("%s: got %+v, %v", name, receipt, err)
		}
	}
	if _, changed, err := r.Refresh(ctx, v); err != nil || changed {
		t.Errorf("something was saved: %v %v", changed, err)
	}
	if _, err := newRoom(t).Undo(ctx, v); err == nil {
		t.Error("undid in a session that does not exist")
	}
	v = must[Receipt](t)(r.Undo(ctx, v)).View
	if _, err := r.Undo(ctx, v); !errors.Is(err, ErrNothing) {
		t.Errorf("got %v", err)
	}
}

func TestTwoPeopleAnswerAtOnce(t *testing.T) {
	r := newRoom(t)
	mine := r.begin(t)
	other := r.seat("A. B.")
	theirs := must[*View](t)(other.Open(t.Context(), "claims"))
	must[Receipt](t)(other.Decide(t.Context(), theirs, answer("invocation-logging", assess.No)))

	// Another question is no conflict.
	mine = must[Receipt](t)(r.Decide(t.Context(), mine, answer("human-approval", assess.Yes))).View
	if mine.Session.Decisions["invocation-logging"].Value != assess.No {
		t.Error("the other's answer is not seen")
	}
	stale := theirs
	receipt, err := other.Decide(t.Context(), stale, answer("invocation-logging", assess.Yes))
	if !errors.Is(err, assess.ErrStale) || !strings.Contains(err.Error(), "nothing was lost") || !strings.Contains(err.Error(), `invocation-logging now says "no" (A. B.)`) {
		t.Fatalf("got %v", err)
	}
	if receipt.View == nil || receipt.View.Session.Decisions["invocation-logging"].Value != assess.No {
		t.Error("no fresh view comes with the refusal")
	}
	if r := must[Receipt](t)(other.Decide(t.Context(), receipt.View, answer("invocation-logging", assess.Yes))); r.What != "Saved: yes (was: no)" {
		t.Errorf("got %q", r.What)
	}
}

func TestTheScopeCanChangeAndEveryAnswerIsKept(t *testing.T) {
	r := newRoom(t)
	scope := scopeOf("claims")
	scope.Does, scope.Next = []string{"writes"}, questionnaire.LeaveLab
	v := must[*View](t)(r.New(t.Context(), scope))
	v = must[Receipt](t)(r.Decide(t.Context(), v, answer("invocation-logging", assess.Yes))).View
	before := len(v.Posture.Controls)
	scope.Does, scope.Next = []string{"writes", "acts"}, questionnaire.GoLive
	receipt, reopened, err := r.SetScope(t.Context(), v, scope)
	if err != nil {
		t.Fatal(err)
	}
	after := len(receipt.View.Posture.Controls)
	if after <= before || len(reopened) != after-before || receipt.View.Session.Decisions["invocation-logging"].Value != assess.Yes {
		t.Errorf("%d controls before, %d after, reopened %v", before, after, reopened)
	}
	if want := fmt.Sprintf("Saved: scope (%d questions, +%d)", after, after-before); receipt.What != want {
		t.Errorf("got %q", receipt.What)
	}
	p := must[Preview](t)(r.Preview(scope))
	if len(p.In) != after || p.Musts == 0 || p.Minutes == 0 || p.Shown == 0 || p.Shown > len(p.In) {
		t.Errorf("got %+v", p)
	}
	scope.Regions = []string{"somewhere"}
	if _, _, err := r.SetScope(t.Context(), receipt.View, scope); err == nil {
		t.Error("a Region that is none was taken")
	}
}

func TestAsOfMovesTheDay(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	v = must[Receipt](t)(r.Decide(t.Context(), v, answer("invocation-logging", assess.No))).View
	if s, _ := v.Posture.Control("invocation-logging"); s.Stale {
		t.Error("stale on the day it was said")
	}
	later := r.seat("N. N.", func(o *Options) { o.AsOf = "2027-11-21" })
	v = must[*View](t)(later.Open(t.Context(), "claims"))
	if s, _ := v.Posture.Control("invocation-logging"); !s.Stale || v.Posture.AsOf != "2027-11-21" {
		t.Errorf("as of %s: %+v", v.Posture.AsOf, s)
	}
}

func TestANewerCatalogueIsToldAndKeepsEveryAnswer(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	must[Receipt](t)(r.Decide(t.Context(), v, answer("invocation-logging", assess.No)))
	newer := r.seat("N. N.", func(o *Options) {
		o.Catalog = func() (*questionnaire.Catalog, error) {
			cat, err := questionnaire.Builtin()
			if err == nil {
				c, _ := cat.Control("invocation-logging")
				c.Revision++
				cat.Version, cat.Digest = "next", "other"
			}
			return cat, err
		}
	})
	v = must[*View](t)(newer.Open(t.Context(), "claims"))
	if len(v.Notices) < 2 || !strings.Contains(v.Notices[0], "next") || !strings.Contains(v.Notices[1], "Asked differently") {
		t.Errorf("got %q", v.Notices)
	}
	if v.Session.Meta.CatalogVersion != "next" || v.Session.Decisions["invocation-logging"].Value != assess.No {
		t.Errorf("got %+v", v.Session.Meta)
	}
	if v = must[*View](t)(newer.Open(t.Context(), "claims")); len(v.Notices) != 0 {
		t.Errorf("told again: %q", v.Notices)
	}
}

func TestExportWritesWholeFilesOnly(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	ctx, dir := t.Context(), t.TempDir()
	path := filepath.Join(dir, "plan.md")
	got := must[string](t)(r.Export(ctx, v, ExportOptions{Format: Markdown, Path: path}))
	data := must[[]byte](t)(os.ReadFile(path))
	if want := must[[]byte](t)(r.Render(t.Context(), v, Markdown)); got != path || cmp.Diff(want, data) != "" || len(data) == 0 {
		t.Errorf("%s holds %d bytes", got, len(data))
	}
	if info := must[os.FileInfo](t)(os.Stat(path)); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	link := filepath.Join(dir, "link.md")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]ExportOptions{
		"there already":  {Path: path},
		"through a link": {Path: link, Overwrite: true},
		"a folder":       {Path: dir, Overwrite: true},
		"no folder":      {Path: filepath.Join(dir, "none", "plan.md")},
		"no path":        {},
		"no such format": {Path: filepath.Join(dir, "x"), Format: "pdf"},
	} {
		if _, err := r.Export(ctx, v, o); err == nil {
			t.Errorf("%s: written", name)
		}
	}
	if _, err := r.Export(ctx, v, ExportOptions{Path: path}); !errors.Is(err, ErrFileExists) {
		t.Errorf("got %v", err)
	}
	if _, err := r.Render(t.Context(), v, "pdf"); err == nil || !strings.Contains(err.Error(), Markdown) {
		t.Errorf("the error says which formats there are: %v", err)
	}
	must[string](t)(r.Export(ctx, v, ExportOptions{Path: path, Overwrite: true}))
	entries := must[[]os.DirEntry](t)(os.ReadDir(dir))
	if len(entries) != 2 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestPlaceIsWhereSomebodyWas(t *testing.T) {
	r := newRoom(t)
	v := r.begin(t)
	want := assess.Place{Screen: "walk", Control: "human-approval"}
	if err := r.SetPlace(t.Context(), v, want); err != nil {
		t.Fatal(err)
	}
	if v := must[*View](t)(r.Open(t.Context(), "claims")); v.Session.Place != want {
		t.Errorf("got %+v", v.Session.Place)
	}
}

func TestADamagedStoreIsToldThroughTheDesk(t *testing.T) {
	r := newRoom(t)
	r.begin(t)
	dir := t.TempDir()
	if err := r.store.Backup(t.Context(), filepath.Join(dir, "copy")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "default"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sessions.db", "evidence.db"} {
		if err := os.WriteFile(filepath.Join(dir, "default", name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := OpenStore(t.Context(), dir, "default", time.Now); !errors.Is(err, ErrStoreDamaged) {
		t.Errorf("got %v", err)
	}
	if _, err := CheckStore(t.Context(), dir, "default"); err == nil || !strings.Contains(err.Error(), StorePath(dir, "default")) {
		t.Errorf("got %v", err)
	}
	if kept := must[string](t)(RestoreStore(t.Context(), dir, "default", filepath.Join(dir, "copy"))); !strings.Contains(kept, "before-restore") {
		t.Errorf("kept %q", kept)
	}
	if said := must[string](t)(CheckStore(t.Context(), dir, "default")); strings.Count(said, "sound, 1 sessions")+strings.Count(said, "sound, 0 sessions") != 2 {
		t.Errorf("got %q", said)
	}
}

func TestTheMemoryStoreServesADesk(t *testing.T) {
	r := newRoom(t)
	d := r.seat("N. N.", func(o *Options) { o.Store = MemoryStore(o.Now) })
	v := must[*View](t)(d.OpenSample(context.Background(), false))
	if !v.Session.Meta.Sample || len(v.Session.Findings) == 0 {
		t.Errorf("got %+v", v.Session.Meta)
	}
	again := must[*View](t)(d.OpenSample(context.Background(), false))
	if again.Session.Meta.ID != v.Session.Meta.ID || !slices.EqualFunc(again.Session.Runs, v.Session.Runs, func(a, b assess.Run) bool { return a.ID == b.ID }) {
		t.Error("the sample was made again")
	}
}
