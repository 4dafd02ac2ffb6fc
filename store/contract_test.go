package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

const (
	firstID  = "01JDAAAAAAAAAAAAAAAAAAAAAA"
	secondID = "01JDBBBBBBBBBBBBBBBBBBBBBB"
)

// eachStore runs a test on the store on disk and on its twin in memory.
func eachStore(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Run("bolt", func(t *testing.T) { test(t, openStore(t, t.TempDir())) })
	t.Run("memory", func(t *testing.T) { test(t, NewMemory(Options{Now: func() time.Time { return noon }})) })
}

func openStore(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir, "default", Options{Wait: 30 * time.Second, Warn: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func createIn(t testing.TB, s *Store, id, name string) {
	t.Helper()
	m := assess.Meta{ID: id, Name: name, Created: noon, Changed: noon}
	if err := s.Create(t.Context(), m, questionnaire.Scope{Name: name, Does: []string{"acts"}}); err != nil {
		t.Fatal(err)
	}
}

func decide(control string, value assess.Answer, seen uint64) assess.Act {
	d := assess.Decision{Said: assess.Said{Control: control, Value: value, By: "N. N.", At: noon}}
	return assess.Act{
		By: "N. N.", At: noon, What: fmt.Sprintf("Saved: %s", value),
		Changes: []assess.Change{{Bucket: assess.BucketDecisions, Key: control, Value: d, Seen: seen}},
	}
}

func write(t testing.TB, s *Store, act assess.Act) uint64 {
	t.Helper()
	revision, err := s.Write(t.Context(), firstID, act)
	if err != nil {
		t.Fatal(err)
	}
	return revision
}

func load(t testing.TB, s *Store, ref string) *assess.Session {
	t.Helper()
	session, err := s.Load(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return session
}

func value(t testing.TB, s *Store, control string) assess.Answer {
	t.Helper()
	return load(t, s, firstID).Decisions[control].Value
}

func TestSessionsAreFoundByNameIDAndPrefix(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		createIn(t, s, secondID, "lighthouse")
		for _, ref := range []string{"harbour", firstID, "01jda", "01JDA"} {
			if got := load(t, s, ref).Meta.ID; got != firstID {
				t.Errorf("%q finds %s", ref, got)
			}
		}
		for ref, want := range map[string]error{"01JD": assess.ErrAmbiguous, "none": assess.ErrNotFound, "": assess.ErrNotFound} {
			if _, err := s.Load(t.Context(), ref); !errors.Is(err, want) {
				t.Errorf("%q: got %v, want %v", ref, err, want)
			}
		}
		m := assess.Meta{ID: "01JDC", Name: "harbour"}
		if err := s.Create(t.Context(), m, questionnaire.Scope{}); !errors.Is(err, assess.ErrExists) {
			t.Errorf("a second session of a name: %v", err)
		}
		if err := s.Create(t.Context(), assess.Meta{ID: "01JDC", Name: "../up"}, questionnaire.Scope{}); err == nil {
			t.Error("a name with slashes was taken")
		}
	})
}

func TestListGivesLastChangedFirst(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		createIn(t, s, secondID, "lighthouse")
		act := decide("c", assess.Yes, 0)
		act.At = noon.Add(time.Hour)
		write(t, s, act)
		metas, err := s.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(metas) != 2 || metas[0].Name != "harbour" || !metas[0].Changed.Equal(act.At) {
			t.Errorf("got %+v", metas)
		}
	})
}

func TestEveryRecordComesBackAsItWasWritten(t *testing.T) {
	said := assess.Said{Control: "c", Revision: 2, Value: assess.Partial, Because: "half\nof it \x1b[31m", By: "A. B.", Role: questionnaire.DataOwner, At: noon, Document: &assess.Document{Link: "x", Dated: "2026-01-01"}}
	want := &assess.Session{
		Statements:  []assess.Statement{{ID: "s1", Said: said}, {ID: "s2", Said: said}},
		Decisions:   map[string]assess.Decision{"c": {Said: said, Contested: true}},
		Settlements: map[string]assess.Settlement{"c": {Control: "c", For: "evidence", By: "A. B.", Reason: "r", At: noon, Digest: "d"}},
		Acceptances: []assess.Acceptance{{ID: "a", Control: "c", Resources: []text.Untrusted{"arn:1"}, Approver: "CISO", Expires: "2026-12-01", At: noon}},
		Mutes:       []assess.Mute{{Finding: "f", By: "A. B.", Reason: "r", Expires: "2026-12-01"}},
		Claims:      []assess.Claim{{Resource: "arn:aws:s3:::b", Whose: evidence.Others, By: "A. B.", At: noon}},
		Actions:     map[string]assess.ActionState{"act": {Action: "act", Status: assess.ActionDone, Days: 2.5, DoneAt: "2026-11-20"}},
		Notes:       []assess.Note{{ID: "n", Text: "typed", Private: true, By: "A. B.", At: noon}},
		Parking:     []assess.Parked{{ID: "p", Text: "later", At: noon}},
		Milestones:  []assess.Milestone{{Name: "z-first", At: noon}, {Name: "a-second", At: noon.Add(time.Hour)}},
		Votes:       []assess.Vote{{Control: "c", Round: 1, Yes: 3, Partly: 2, No: 1, At: noon}, {Control: "c", Round: 2, Partly: 6, At: noon}},
		Endings:     []assess.Ending{{ID: "x", By: "A. B.", At: noon, Milestone: "m", Ownerless: []string{"act"}, Reason: "r"}},
	}
	var changes []assess.Change
	put := func(bucket, key string, v any) {
		changes = append(changes, assess.Change{Bucket: bucket, Key: key, Value: v})
	}
	for _, r := range want.Statements {
		put(assess.BucketStatements, r.ID, r)
	}
	put(assess.BucketDecisions, "c", want.Decisions["c"])
	put(assess.BucketSettlements, "c", want.Settlements["c"])
	put(assess.BucketAcceptances, "a", want.Acceptances[0])
	put(assess.BucketMutes, "f", want.Mutes[0])
	put(assess.BucketClaims, string(want.Claims[0].Resource), want.Claims[0])
	put(assess.BucketActions, "act", want.Actions["act"])
	put(assess.BucketNotes, "n", want.Notes[0])
	put(assess.BucketParking, "p", want.Parking[0])
	for _, r := range want.Milestones {
		put(assess.BucketMilestones, r.Name, r)
	}
	for _, r := range want.Votes {
		put(assess.BucketVotes, r.Key(), r)
	}
	put(assess.BucketEndings, "x", want.Endings[0])
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		revision := write(t, s, assess.Act{By: "A. B.", At: noon, What: "All at once", Changes: changes})
		place := assess.Place{Screen: "walk", Control: "c"}
		if err := s.SetPlace(t.Context(), firstID, place); err != nil {
			t.Fatal(err)
		}
		got := load(t, s, "harbour")
		if got.Revision != revision || got.Place != place || got.SeenRevision(assess.BucketDecisions, "c") != revision {
			t.Errorf("revision %d (%d), place %+v, seen %v", got.Revision, revision, got.Place, got.Seen)
		}
		want.Meta = assess.Meta{ID: firstID, Name: "harbour", Created: noon, Changed: noon}
		want.Scope = questionnaire.Scope{Name: "harbour", Does: []string{"acts"}}
		want.Revision, want.Place, want.Seen = got.Revision, got.Place, got.Seen
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		whole := *got
		whole.Meta.ID, whole.Meta.Name = secondID, "copy"
		must(t, s.Import(t.Context(), &whole, nil))
		copied := load(t, s, "copy")
		whole.Place, whole.Revision, whole.Seen = assess.Place{}, copied.Revision, copied.Seen
		if diff := cmp.Diff(&whole, copied); diff != "" {
			t.Errorf("imported: %s", diff)
		}
	})
}

func TestAStaleWriteIsRefusedWhole(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		write(t, s, decide("a", assess.Yes, 0))
		seen := load(t, s, firstID)
		write(t, s, decide("a", assess.No, seen.SeenRevision(assess.BucketDecisions, "a")))

		act := decide("b", assess.Yes, 0)
		act.Changes = append(act.Changes, decide("a", assess.Partial, seen.SeenRevision(assess.BucketDecisions, "a")).Changes...)
		if _, err := s.Write(t.Context(), firstID, act); !errors.Is(err, assess.ErrStale) {
			t.Fatalf("got %v", err)
		}
		got := load(t, s, firstID)
		if got.Decisions["a"].Value != assess.No || got.Decisions["b"].Value != "" {
			t.Errorf("part of a refused act was written: %+v", got.Decisions)
		}
		if _, err := s.Write(t.Context(), firstID, decide("a", assess.Yes, 0)); !errors.Is(err, assess.ErrStale) {
			t.Errorf("a record that exists was written as new: %v", err)
		}
		write(t, s, decide("a", assess.Yes, assess.AnyRevision))
	})
}

func TestADeletedAndRecreatedRecordIsAnotherOne(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		write(t, s, decide("a", assess.Yes, 0))
		seen := load(t, s, firstID).SeenRevision(assess.BucketDecisions, "a")
		gone := assess.Act{At: noon, What: "Removed", Changes: []assess.Change{{Bucket: assess.BucketDecisions, Key: "a", Seen: seen}}}
		write(t, s, gone)
		write(t, s, decide("a", assess.No, 0))
		if _, err := s.Write(t.Context(), firstID, decide("a", assess.Yes, seen)); !errors.Is(err, assess.ErrStale) {
			t.Errorf("got %v", err)
		}
	})
}

func TestWrongWritesAreRefused(t *testing.T) {
	change := func(bucket, key string, v any) assess.Act {
		return assess.Act{At: noon, Changes: []assess.Change{{Bucket: bucket, Key: key, Value: v, Seen: assess.AnyRevision}}}
	}
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		before := load(t, s, firstID)
		for name, act := range map[string]assess.Act{
			"no such bucket": change("secrets", "k", assess.Note{}),
			"another type":   change(assess.BucketNotes, "k", assess.Decision{}),
			"a pointer":      change(assess.BucketNotes, "k", &assess.Note{}),
			"no key":         change(assess.BucketNotes, "", assess.Note{}),
			"the tally":      change(assess.BucketNotes, string(tallyKey), assess.Note{}),
			"nothing":        {At: noon},
		} {
			if _, err := s.Write(t.Context(), firstID, act); err == nil {
				t.Errorf("%s was written", name)
			}
		}
		if _, err := s.Write(t.Context(), secondID, decide("a", assess.Yes, 0)); !errors.Is(err, assess.ErrNotFound) {
			t.Errorf("unknown session: %v", err)
		}
		if diff := cmp.Diff(before, load(t, s, firstID)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestUndoAndRedo(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		undo := func(want assess.Answer) {
			t.Helper()
			if _, err := s.Undo(t.Context(), firstID, "me", noon); err != nil {
				t.Fatal(err)
			}
			if got := value(t, s, "a"); got != want {
				t.Fatalf("after undo: %q, want %q", got, want)
			}
		}
		redo := func(want assess.Answer) {
			t.Helper()
			if _, err := s.Redo(t.Context(), firstID, "me", noon); err != nil {
				t.Fatal(err)
			}
			if got := value(t, s, "a"); got != want {
				t.Fatalf("after redo: %q, want %q", got, want)
			}
		}
		none := func(fn func(context.Context, string, string, time.Time) (string, error)) {
			t.Helper()
			if _, err := fn(t.Context(), firstID, "me", noon); !errors.Is(err, ErrNothing) {
				t.Fatalf("got %v", err)
			}
		}
		none(s.Undo)
		for _, v := range []assess.Answer{assess.Yes, assess.Partial, assess.No} {
			write(t, s, decide("a", v, assess.AnyRevision))
		}
		none(s.Redo)
		undo(assess.Partial)
		undo(assess.Yes)
		redo(assess.Partial)
		undo(assess.Yes)
		undo("")
		none(s.Undo)
		redo(assess.Yes)
		redo(assess.Partial)
		redo(assess.No)
		none(s.Redo)
		undo(assess.Partial)
		write(t, s, decide("a", assess.DontKnow, assess.AnyRevision))
		none(s.Redo) // something was done since
		undo(assess.Partial)
		undo(assess.Yes)
	})
}

func TestUndoTakesBackAWholeAct(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		before := load(t, s, firstID).Decisions
		act := decide("a", assess.Yes, 0)
		for _, control := range []string{"b", "c"} {
			act.Changes = append(act.Changes, decide(control, assess.Yes, 0).Changes...)
		}
		act.What = "Confirmed 3"
		write(t, s, act)
		what, err := s.Undo(t.Context(), firstID, "me", noon.Add(time.Minute))
		if err != nil || what != "Confirmed 3" {
			t.Fatalf("got %q, %v", what, err)
		}
		if diff := cmp.Diff(before, load(t, s, firstID).Decisions); diff != "" {
			t.Error(diff)
		}
		history, err := s.History(t.Context(), firstID, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(history) != 6 || history[0].Undoes != 1 || history[0].By != "me" || history[5].Undoes != 0 {
			t.Errorf("got %+v", history)
		}
		if few, err := s.History(t.Context(), firstID, 2); err != nil || len(few) != 2 || few[0].Seq != 2 {
			t.Errorf("got %+v, %v", few, err)
		}
	})
}

func TestRevisionGrowsWithEveryChangeAndNotWithThePlace(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		var last uint64
		grown := func(what string) {
			t.Helper()
			now, err := s.Revision(t.Context(), firstID)
			if err != nil || now <= last {
				t.Fatalf("%s: revision %d after %d, %v", what, now, last, err)
			}
			if loaded := load(t, s, firstID).Revision; loaded != now {
				t.Fatalf("%s: Load says %d, Revision says %d", what, loaded, now)
			}
			last = now
		}
		grown("create")
		if got := write(t, s, decide("a", assess.Yes, 0)); got != last+1 {
			t.Errorf("Write says %d after %d", got, last)
		}
		grown("write")
		must(t, s.SaveRun(t.Context(), firstID, assess.Run{ID: "r1", At: noon}))
		grown("run")
		must(t, s.SaveFindings(t.Context(), firstID, "r1", "by", nil))
		grown("findings")
		if got := write(t, s, decide("b", assess.Yes, 0)); got != last+1 {
			t.Errorf("Write says %d after %d", got, last)
		}
		grown("write beside evidence")
		must(t, s.Rename(t.Context(), firstID, "haven"))
		grown("rename")
		must(t, s.SetCatalog(t.Context(), firstID, "2.0", "digest", nil))
		grown("catalogue")
		must(t, s.SetPlace(t.Context(), firstID, assess.Place{Screen: "plan"}))
		if now, err := s.Revision(t.Context(), firstID); err != nil || now != last {
			t.Errorf("the place moved the revision to %d, %v", now, err)
		}
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestArchivingKeepsAllAndChangesNoAge(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		write(t, s, decide("a", assess.Yes, 0))
		before := load(t, s, "harbour")
		must(t, s.SetArchived(t.Context(), firstID, true))
		put := load(t, s, "harbour")
		if !put.Meta.Archived || !put.Meta.Changed.Equal(before.Meta.Changed) || len(put.Decisions) != 1 || put.Revision == before.Revision {
			t.Errorf("put away: %+v", put.Meta)
		}
		must(t, s.SetArchived(t.Context(), firstID, false))
		if back := load(t, s, "harbour"); back.Meta.Archived {
			t.Error("it is still put away")
		}
		if err := s.SetArchived(t.Context(), "nobody", true); !errors.Is(err, assess.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestRenameAndDelete(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		createIn(t, s, secondID, "lighthouse")
		if err := s.Rename(t.Context(), firstID, "lighthouse"); !errors.Is(err, assess.ErrExists) {
			t.Errorf("got %v", err)
		}
		must(t, s.Rename(t.Context(), firstID, "haven"))
		write(t, s, decide("a", assess.Yes, 0))
		must(t, s.SaveRun(t.Context(), firstID, assess.Run{ID: "r1", At: noon}))
		must(t, s.Delete(t.Context(), firstID))
		if _, err := s.Load(t.Context(), "haven"); !errors.Is(err, assess.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		createIn(t, s, firstID, "haven") // nothing of the old one is left
		if got := load(t, s, "haven"); len(got.Decisions)+len(got.Runs) != 0 {
			t.Errorf("got %+v", got)
		}
	})
}

func TestTheNewestAttemptStands(t *testing.T) {
	here := fact.Target{Partition: "aws", Account: "111122223333", Region: "eu-west-1"}
	read := func(kind fact.Kind, status fact.Status) []fact.Reach {
		return []fact.Reach{{Account: here.Account, Region: here.Region, Kind: kind, Gap: fact.Gap{Status: status}}}
	}
	key := func(name string) fact.Fact {
		return &fact.KMSKey{Meta: fact.Meta{Account: here.Account, Region: here.Region, ARN: "arn:" + name, Name: name}, Rotation: true}
	}
	bucket := &fact.S3Bucket{Meta: fact.Meta{Account: here.Account, Region: here.Region, ARN: "arn:b", Unread: map[string]fact.Gap{"policyPublic": {Status: fact.Denied}}}}
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		if _, err := s.LoadStanding(t.Context(), firstID); !errors.Is(err, ErrNoRun) {
			t.Errorf("before any run: %v", err)
		}
		if err := s.SaveBatch(t.Context(), firstID, "r0", nil, nil); !errors.Is(err, ErrNoRun) {
			t.Errorf("a batch of no run: %v", err)
		}
		must(t, s.SaveRun(t.Context(), firstID, assess.Run{ID: "r1", At: noon, Targets: []fact.Target{here}, Calls: 3}))
		must(t, s.SaveBatch(t.Context(), firstID, "r1", read("kms_key", fact.Read), []fact.Fact{key("old"), key("older")}))
		must(t, s.SaveBatch(t.Context(), firstID, "r1", read("s3_bucket", fact.Read), []fact.Fact{bucket}))
		must(t, s.SaveFindings(t.Context(), firstID, "r1", "by", []evidence.Finding{{ID: "1", Source: "drydock", Outcome: evidence.Pass}, {ID: "2", Source: "prowler", Outcome: evidence.Fail}}))
		must(t, s.SaveRun(t.Context(), firstID, assess.Run{ID: "r2", At: noon.Add(time.Hour), Targets: []fact.Target{here}, Calls: 4}))
		must(t, s.SaveBatch(t.Context(), firstID, "r2", read("kms_key", fact.Denied), nil))
		must(t, s.SaveFindings(t.Context(), firstID, "r2", "by", []evidence.Finding{{ID: "3", Source: "drydock", Outcome: evidence.Unknown}}))

		snap, err := s.LoadStanding(t.Context(), firstID)
		must(t, err)
		want := &fact.Snapshot{
			Run: "r2", At: noon.Add(time.Hour), Targets: []fact.Target{here}, Calls: 7,
			Reach: append(read("kms_key", fact.Denied), read("s3_bucket", fact.Read)...), Facts: []fact.Fact{bucket},
		}
		if diff := cmp.Diff(want, snap); diff != "" {
			t.Errorf("a later denied read must take the older facts away: %s", diff)
		}
		first, err := s.LoadSnapshot(t.Context(), firstID, "r1")
		must(t, err)
		if len(first.Facts) != 3 || first.Calls != 3 {
			t.Errorf("the first run reads %d facts", len(first.Facts))
		}
		before, err := s.LoadBefore(t.Context(), firstID, "r2")
		must(t, err)
		if diff := cmp.Diff(first, before); diff != "" {
			t.Errorf("before the second run the first one stood: %s", diff)
		}
		if _, err := s.LoadBefore(t.Context(), firstID, "r1"); !errors.Is(err, ErrNoRun) {
			t.Errorf("before the first run: %v", err)
		}
		got := load(t, s, firstID)
		if len(got.Runs) != 2 || len(got.Reach) != 2 || len(got.Findings) != 2 || got.Findings[0].ID != "3" || got.Findings[1].ID != "2" {
			t.Errorf("runs %v, reach %v, findings %v", got.Runs, got.Reach, got.Findings)
		}
	})
}

func TestACancelledContextChangesNothing(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		createIn(t, s, firstID, "harbour")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Write(ctx, firstID, decide("a", assess.Yes, 0)); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if got := value(t, s, "a"); got != "" {
			t.Errorf("saved %q", got)
		}
	})
}
