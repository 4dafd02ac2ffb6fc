package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
)

const (
	accountA = "111122223333"
	accountB = "444455556666"
	accountC = "777788889999"
)

// An account's part of what stands: its own facts, what it names of others, and what is to be seen of all; by the newest attempts.
func TestStandingByAccount(t *testing.T) {
	meta := func(account, arn string) fact.Meta { return fact.Meta{Account: account, Region: "eu-west-1", ARN: arn} }
	rows := func(account string, kinds ...fact.Kind) (rows []fact.Reach) {
		for _, kind := range kinds {
			rows = append(rows, fact.Reach{Account: account, Region: "eu-west-1", Kind: kind, Gap: fact.Gap{Status: fact.Read}})
		}
		return rows
	}
	keyOf := func(account, name string) *fact.KMSKey {
		return &fact.KMSKey{Meta: meta(account, "arn:aws:kms:eu-west-1:"+account+":key/"+name)}
	}
	queue := &fact.SQSQueue{Meta: meta(accountA, "arn:aws:sqs:eu-west-1:"+accountA+":claims"), KmsKeyID: keyOf(accountB, "new").ARN}
	stale := &fact.SQSQueue{Meta: meta(accountA, "arn:aws:sqs:eu-west-1:"+accountA+":old"), KmsKeyID: keyOf(accountB, "other").ARN}
	organization := &fact.Organization{Meta: meta(accountC, ""), InOrganization: true}
	eachStore(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		createIn(t, s, firstID, "harbour")
		if _, err := s.StandingByAccount(ctx, firstID, nil, nil); !errors.Is(err, ErrNoRun) {
			t.Errorf("before any run: %v", err)
		}
		must(t, s.SaveRun(ctx, firstID, assess.Run{ID: "r1", At: noon}))
		must(t, s.SaveBatch(ctx, firstID, "r1", rows(accountA, "sqs_queue"), []fact.Fact{stale}))
		must(t, s.SaveBatch(ctx, firstID, "r1", rows(accountB, "kms_key"), []fact.Fact{keyOf(accountB, "gone"), keyOf(accountB, "other")}))
		must(t, s.SaveRun(ctx, firstID, assess.Run{ID: "r2", At: noon.Add(time.Hour)}))
		must(t, s.SaveBatch(ctx, firstID, "r2", rows(accountA, "sqs_queue"), []fact.Fact{queue}))
		must(t, s.SaveBatch(ctx, firstID, "r2", rows(accountB, "kms_key"), []fact.Fact{keyOf(accountB, "new"), keyOf(accountB, "other")}))
		must(t, s.SaveBatch(ctx, firstID, "r2", rows(accountC, "organization"), []fact.Fact{organization}))

		of, err := s.StandingByAccount(ctx, firstID, []fact.Kind{"organization"}, []fact.Kind{"kms_key"})
		must(t, err)
		for account, want := range map[string][]fact.Fact{
			accountA: {queue, organization, keyOf(accountB, "new")},
			accountB: {keyOf(accountB, "new"), keyOf(accountB, "other"), organization},
			accountC: {organization},
			"none":   {organization},
		} {
			snap, err := of(ctx, account)
			must(t, err)
			if diff := cmp.Diff(want, snap.Facts); diff != "" {
				t.Errorf("%s (-want +got): %s", account, diff)
			}
			if len(snap.Reach) != 3 || snap.Run != "r2" {
				t.Errorf("%s: %d rows of reach of run %s", account, len(snap.Reach), snap.Run)
			}
		}
	})
}

// A judgement in parts counts all at once, shares what its findings have in common, and gives way to one that ended before it.
func TestAJudgementInParts(t *testing.T) {
	proof := []fact.Proof{{Operation: "kms.ListKeys", RequestID: "1", At: noon, AllPages: true}, {Operation: "kms.DescribeKey", RequestID: "2", At: noon}}
	finding := func(part, i int) evidence.Finding {
		return evidence.Finding{
			ID: fmt.Sprint(part, "-", i), Source: evidence.Own, Rule: "keys-rotate", Outcome: evidence.Unknown, Proof: proof[:1+i%2],
			Gap: &fact.Gap{Status: fact.Denied, Action: "kms:DescribeKey"},
		}
	}
	eachStore(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		createIn(t, s, firstID, "harbour")
		must(t, s.SaveRun(ctx, firstID, assess.Run{ID: "r1", At: noon}))
		must(t, s.SaveFindings(ctx, firstID, "r1", "first", []evidence.Finding{{ID: "earlier", Source: evidence.Own}}))
		broken := errors.New("the disk is gone")
		err := s.SaveJudgement(ctx, firstID, "r1", "second", func(yield func([]evidence.Finding, error) bool) {
			if yield([]evidence.Finding{finding(0, 0)}, nil) {
				yield(nil, broken)
			}
		})
		if got := load(t, s, firstID); !errors.Is(err, broken) || len(got.Findings) != 1 || got.Findings[0].ID != "earlier" || got.Runs[0].Judged != "first" {
			t.Fatalf("%v; the earlier judgement must stand, not %v by %s", err, got.Findings, got.Runs[0].Judged)
		}
		var want []evidence.Finding
		must(t, s.SaveJudgement(ctx, firstID, "r1", "third", func(yield func([]evidence.Finding, error) bool) {
			for part := range 3 {
				var findings []evidence.Finding
				for i := range 4 {
					findings = append(findings, finding(part, i))
				}
				want = append(want, findings...)
				if got := load(t, s, firstID); len(got.Findings) != 1 {
					t.Errorf("a part counts before the judgement has ended: %v", got.Findings)
				}
				if !yield(findings, nil) {
					return
				}
			}
		}))
		got := load(t, s, firstID)
		if diff := cmp.Diff(want, got.Findings); diff != "" || got.Runs[0].Judged != "third" {
			t.Errorf("judged by %s: %s", got.Runs[0].Judged, diff)
		}
		if &got.Findings[0].Proof[0] != &got.Findings[2].Proof[0] || got.Findings[0].Gap != got.Findings[1].Gap {
			t.Error("findings of one place do not share their proof and their gap")
		}

		must(t, s.SaveJudgement(ctx, firstID, "r1", "fourth", func(yield func([]evidence.Finding, error) bool) {
			yield([]evidence.Finding{{ID: "overtaken", Source: evidence.Own}}, nil)
			must(t, s.SaveFindings(ctx, firstID, "r1", "fifth", []evidence.Finding{{ID: "newest", Source: evidence.Own}}))
		}))
		if got := load(t, s, firstID); len(got.Findings) != 1 || got.Findings[0].ID != "newest" || got.Runs[0].Judged != "fifth" {
			t.Errorf("%v by %s; want the one that was begun last", got.Findings, got.Runs[0].Judged)
		}
	})
}
