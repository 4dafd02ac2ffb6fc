package sample

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

const today = assess.Date("2026-03-02")

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestRecordsFitTheCatalogue(t *testing.T) {
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	s, _ := New(today, noon)
	named := s.Scope
	named.Name = s.Meta.Name // the sample's scope carries a title instead; everything else must be as people may write it
	if err := named.Validate(); err != nil {
		t.Errorf("scope: %v", err)
	}
	p := assess.Judge(cat, s, today, noon, assess.DefaultPolicy())
	for id, d := range s.Decisions {
		state, ok := p.Control(id)
		if !ok {
			t.Errorf("decision on %q, which is not in scope or not in the catalogue", id)
			continue
		}
		if err := assess.ValidateDecision(state.Control, &d, today); err != nil {
			t.Errorf("decision: %v", err)
		}
		if d.Revision != state.Control.Revision {
			t.Errorf("%s is at revision %d; the sample answered revision %d", id, state.Control.Revision, d.Revision)
		}
	}
	for _, st := range s.Statements {
		if state, ok := p.Control(st.Control); !ok || !state.Disputed {
			t.Errorf("%s: nobody disagrees", st.Control)
		}
	}
	for id := range s.Actions {
		if _, ok := cat.Action(id); !ok {
			t.Errorf("action %q is not in the catalogue", id)
		}
	}
	for _, f := range s.Milestones[0].Controls {
		if _, ok := p.Control(f.Control); !ok {
			t.Errorf("the milestone froze %q, which is not in scope", f.Control)
		}
	}
	for id := range s.Scope.Agreed {
		if !strings.Contains(agreedIDs(cat), " "+id+" ") {
			t.Errorf("agreed list %q is not in the catalogue", id)
		}
	}
	if len(s.Findings) > 0 {
		t.Error("the sample brings findings; the rules have to make them")
	}
}

func agreedIDs(cat *questionnaire.Catalog) string {
	out := " "
	for _, a := range cat.Agreed {
		out += a.ID + " "
	}
	return out
}

// Whoever opens the sample, and whenever: nothing in it lies ahead of the clock, and its distances stay.
func TestDatesFollowTheDay(t *testing.T) {
	for _, day := range []assess.Date{today, "2027-01-01", "2028-02-29"} {
		now, _ := time.Parse("2006-01-02", string(day))
		s, snap := New(day, now)
		for _, at := range []time.Time{snap.At, s.Meta.Changed, s.Acceptances[0].At, s.Milestones[0].At, s.Notes[0].At} {
			if at.After(now) {
				t.Errorf("as of %s: %s lies ahead", day, at)
			}
		}
		got := []int{
			assess.Date(s.Scope.By).DaysSince(day), s.Acceptances[0].Expires.DaysSince(day), s.Milestones[0].AsOf.DaysSince(day),
		}
		if d := cmp.Diff([]int{45, -12, -90}, got); d != "" {
			t.Errorf("as of %s (-want +got):\n%s", day, d)
		}
	}
	if d := cmp.Diff(first(New(today, noon)), first(New(today, noon))); d != "" {
		t.Errorf("two samples of one day differ:\n%s", d)
	}
}

func first(s *assess.Session, _ *fact.Snapshot) *assess.Session { return s }

// A snapshot holds a reach row for every kind in every place, every fact where its kind was read, and a proof for each.
func TestSnapshotIsWhole(t *testing.T) {
	_, snap := New(today, noon)
	read := map[string]bool{}
	for _, r := range snap.Reach {
		key := r.Account + r.Region + string(r.Kind)
		if read[key] {
			t.Errorf("two rows of reach for %s", key)
		}
		read[key] = true
		if r.Gap.Status == fact.Read && len(r.Proof) == 0 {
			t.Errorf("%s was read without proof", key)
		}
	}
	want := 0
	for _, kind := range fact.Kinds() {
		if want += 4; fact.PerAccount(kind) {
			want -= 2 // two accounts, not two Regions of each
		}
	}
	if len(read) != want {
		t.Errorf("%d rows of reach, want %d", len(read), want)
	}
	denied := false
	for _, f := range snap.Facts {
		m := f.Base()
		if !read[m.Account+m.Region+string(f.Kind())] {
			t.Errorf("%s %s stands where its kind was not read", f.Kind(), m.Name)
		}
		if len(m.Proof) == 0 || m.Name == "" {
			t.Errorf("%s %s has no proof or no name", f.Kind(), m.ARN)
		}
		for _, g := range m.Unread {
			denied = denied || g.Action == "kms:DescribeKey" && g.Status == fact.Denied
		}
		data, err := fact.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		back, err := fact.Unmarshal(data)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(f, back); d != "" {
			t.Errorf("%s changes on its way through the store (-was +is):\n%s", f.Kind(), d)
		}
	}
	if !denied {
		t.Error("no key was denied")
	}
}

// Reading the source kind by kind and place by place gives the snapshot.
func TestSourceReadsTheSnapshot(t *testing.T) {
	_, snap := New(today, noon)
	src := NewSource(snap.At)
	caller, err := src.Caller(context.Background())
	if err != nil || caller.ARN != snap.Caller || caller.Account != workload {
		t.Fatalf("caller %+v, %v", caller, err)
	}
	targets := append([]fact.Target(nil), snap.Targets...)
	for _, a := range []string{workload, data} {
		targets = append(targets, fact.Target{Partition: "aws", Account: a, Region: fact.Global})
	}
	facts, rows := 0, 0
	for _, target := range targets {
		for _, kind := range fact.Kinds() {
			reach, found, _ := src.Read(context.Background(), target, "any", []fact.Kind{kind})
			if len(reach) != 1 {
				t.Fatalf("%d rows of reach for one kind", len(reach))
			}
			if reach[0].Gap.Status == fact.Read {
				rows++
			}
			facts += len(found)
		}
	}
	if facts != len(snap.Facts) || rows != len(snap.Reach) {
		t.Errorf("read %d facts and %d rows; the snapshot has %d and %d", facts, rows, len(snap.Facts), len(snap.Reach))
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	reach, found, calls := src.Read(stopped, snap.Targets[0], "any", []fact.Kind{"kms_key"})
	if len(found) != 0 || calls != 0 || reach[0].Gap.Status != fact.Cancelled {
		t.Errorf("a cancelled read gave %d facts, status %q", len(found), reach[0].Gap.Status)
	}
	reach, _, _ = src.Read(context.Background(), fact.Target{Account: workload, Region: "us-east-1"}, "any", []fact.Kind{"kms_key"})
	if reach[0].Gap.Status != fact.NotCollected {
		t.Errorf("a Region that the sample does not have is %q", reach[0].Gap.Status)
	}
}
