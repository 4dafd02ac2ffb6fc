package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"drydock/assess"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// Past is one act of the history in words.
type Past struct {
	Seq    uint64
	At     time.Time
	By     text.Untrusted
	What   string // as it was said then: "Saved: partly (was: yes)"
	Undoes uint64 // the act that this one takes back; 0: an act of its own
	Again  bool   // it takes an undo back: the act was done again
	Undone bool   // somebody took it back
	Parts  []PastPart
}

// PastPart is one record that an act changed: what it is about, and what it held before and after.
type PastPart struct {
	About         string // the control's or action's title, else what kind of record it is
	Before, After string // "" before: it was new; "" after: it was taken away
	Control       string // where to look at it; empty: not at a question
	Action        string
}

// Past gives all acts, newest first.
func (d *Desk) Past(ctx context.Context, v *View) ([]Past, error) {
	const all = 1 << 30
	entries, err := d.opts.Store.History(ctx, v.Session.Meta.ID, all)
	if err != nil {
		return nil, d.explain(ctx, v.Session.Meta.Name, err)
	}
	var out []Past
	undone, takesBack := map[uint64]bool{}, map[uint64]bool{}
	for _, e := range entries {
		if e.Undoes != 0 {
			takesBack[e.Seq] = true
		}
	}
	for _, e := range entries {
		if n := len(out); n == 0 || out[n-1].Seq != e.Seq {
			out = append(out, Past{
				Seq: e.Seq, At: e.At, By: e.By, What: e.What, Undoes: e.Undoes, Again: takesBack[e.Undoes], Undone: undone[e.Seq],
			})
			if e.Undoes != 0 && !undone[e.Seq] {
				undone[e.Undoes] = true
			}
		}
		last := &out[len(out)-1]
		last.Parts = append(last.Parts, pastPart(v.Catalog, e))
	}
	return out, nil
}

// Standing counts the acts that undoing down to one would take back: its own and the newer ones that stand.
func Standing(past []Past, seq uint64) int {
	n := 0
	for _, p := range past {
		if p.Seq >= seq && p.Undoes == 0 && !p.Undone {
			n++
		}
	}
	return n
}

// UndoTo takes back the act seq and all that was done after it, one after another. newest is the newest act that was seen:
// when somebody did something since, it stops, and the error is assess.ErrStale.
func (d *Desk) UndoTo(ctx context.Context, v *View, seq, newest uint64) (Receipt, error) {
	past, err := d.Past(ctx, v)
	if err != nil {
		return Receipt{}, err
	}
	id, n := v.Session.Meta.ID, Standing(past, seq)
	done := 0
	for ; done < n; done++ {
		last, err := d.opts.Store.History(ctx, id, 1)
		if err == nil && (len(last) == 0 || last[0].Seq != newest+uint64(done)) {
			err = fmt.Errorf("%w: somebody did something while you looked, so that no more was taken back. Look at it, then do it again", assess.ErrStale)
		}
		if err == nil {
			_, err = d.opts.Store.Undo(ctx, id, d.opts.Me, d.opts.Now().UTC())
		}
		if err != nil {
			r, _ := d.saved(ctx, id, takenBack(done))
			return r, fmt.Errorf("%s: %w", strings.ToLower(takenBack(done)), err)
		}
	}
	return d.saved(ctx, id, takenBack(done))
}

func takenBack(n int) string { return "Taken back: " + assess.Counted(n, "change", "changes") }

// pastPart says in words what an entry did to its record.
func pastPart(cat *questionnaire.Catalog, e assess.HistoryEntry) PastPart {
	before, after := recordWords(e.Bucket, e.Before), recordWords(e.Bucket, e.After)
	if e.Bucket == assess.BucketScope {
		before, after = scopeWords(e.Before, e.After)
	}
	p := PastPart{About: bucketWord(e.Bucket), Before: before.words, After: after.words}
	p.Control, p.Action = cmp.Or(after.control, before.control), cmp.Or(after.action, before.action)
	switch e.Bucket {
	case assess.BucketDecisions, assess.BucketSettlements:
		p.Control = e.Key
	case assess.BucketActions:
		p.Action = e.Key
	}
	if c, ok := cat.Control(p.Control); ok {
		p.About = c.Title
	} else if a, ok := cat.Action(p.Action); ok {
		p.About = a.Title
	}
	return p
}

// recorded is a record in a few words, and where it can be looked at.
type recorded struct{ words, control, action string }

func bucketWord(bucket string) string {
	switch bucket {
	case assess.BucketScope:
		return "Scope"
	case assess.BucketClaims:
		return "Whose is it"
	case assess.BucketNotes:
		return "Note"
	case assess.BucketParking:
		return "Parking lot"
	case assess.BucketMilestones:
		return "Milestone"
	case assess.BucketMutes:
		return "Muted"
	case assess.BucketVotes:
		return "Vote"
	case assess.BucketAgenda:
		return "Today's agenda"
	case assess.BucketEndings:
		return "Workshop"
	}
	return strings.ToUpper(bucket[:min(1, len(bucket))]) + bucket[min(1, len(bucket)):]
}

// readRecord decodes a record that this program wrote; what cannot be read has no words.
func readRecord[T any](payload []byte, words func(T) recorded) recorded {
	var v T
	if len(payload) == 0 || json.Unmarshal(payload, &v) != nil {
		return recorded{}
	}
	return words(v)
}

func recordWords(bucket string, payload []byte) recorded {
	if len(payload) == 0 {
		return recorded{}
	}
	switch bucket {
	case assess.BucketDecisions:
		return readRecord(payload, func(d assess.Decision) recorded {
			if d.AsEvidence {
				return recorded{words: "as AWS shows it" + byWords(d.By), control: d.Control}
			}
			return recorded{words: saidWords(d.Said), control: d.Control}
		})
	case assess.BucketStatements:
		return readRecord(payload, func(s assess.Statement) recorded {
			return recorded{words: "said: " + saidWords(s.Said), control: s.Control}
		})
	case assess.BucketSettlements:
		return readRecord(payload, func(s assess.Settlement) recorded {
			return recorded{words: "settled for " + settledFor(s.For) + byWords(s.By) + whyWords(s.Reason), control: s.Control}
		})
	case assess.BucketAcceptances:
		return readRecord(payload, func(a assess.Acceptance) recorded {
			return recorded{words: "risk accepted" + byWords(a.Approver) + " until " + a.Expires.Long() + whyWords(a.Reason), control: a.Control}
		})
	case assess.BucketActions:
		return readRecord(payload, func(a assess.ActionState) recorded { return recorded{words: actionWords(a), action: a.Action} })
	}
	return smallRecordWords(bucket, payload)
}

func smallRecordWords(bucket string, payload []byte) recorded {
	switch bucket {
	case assess.BucketNotes:
		return readRecord(payload, func(n assess.Note) recorded {
			return recorded{words: "“" + string(n.Text) + "”", control: n.Control}
		})
	case assess.BucketParking:
		return readRecord(payload, func(p assess.Parked) recorded {
			words := "“" + string(p.Text) + "”" + byWords(p.Owner)
			if p.Done {
				words += ", done"
			}
			return recorded{words: words}
		})
	case assess.BucketClaims:
		return readRecord(payload, func(c assess.Claim) recorded {
			return recorded{words: string(c.Resource) + " is " + string(c.Whose)}
		})
	case assess.BucketMutes:
		return readRecord(payload, func(m assess.Mute) recorded {
			return recorded{words: m.Finding + byWords(m.By) + " until " + m.Expires.Long() + whyWords(m.Reason)}
		})
	case assess.BucketVotes:
		return readRecord(payload, func(v assess.Vote) recorded { return recorded{words: v.Sentence(), control: v.Control} })
	case assess.BucketAgenda:
		return readRecord(payload, func(a assess.Arrangement) recorded {
			return recorded{words: fmt.Sprintf("%d in order, %d not today, %d must be asked", len(a.Order), len(a.Hidden), len(a.Must))}
		})
	case assess.BucketEndings:
		return readRecord(payload, func(e assess.Ending) recorded {
			return recorded{words: "closed" + byWords(e.By) + whyWords(e.Reason)}
		})
	case assess.BucketMilestones:
		return readRecord(payload, func(m assess.Milestone) recorded { return recorded{words: "“" + m.Name + "”"} })
	}
	return recorded{words: "written"}
}

func byWords(who text.Untrusted) string {
	if who == "" {
		return ""
	}
	return ", " + string(who)
}

func whyWords(why text.Untrusted) string {
	if why == "" {
		return ""
	}
	return ": “" + string(why) + "”"
}

func saidWords(s assess.Said) string { return s.Value.Word() + byWords(s.By) + whyWords(s.Because) }

func settledFor(s string) string {
	switch s {
	case "decision":
		return "what people said"
	case "evidence":
		return "what AWS shows"
	}
	return assess.Answer(s).Word()
}

func actionWords(a assess.ActionState) string {
	words := []string{strings.ReplaceAll(a.Status, "-", " ")}
	if a.Owner != "" {
		words = append(words, "owner "+string(a.Owner))
	}
	if a.Due != "" {
		words = append(words, "due "+a.Due.Long())
	}
	if a.Days > 0 {
		words = append(words, assess.Quarters(a.Days)+" d")
	}
	if a.Note != "" {
		words = append(words, "“"+string(a.Note)+"”")
	}
	return strings.Join(words, ", ")
}

// scopeWords says what of the scope changed, field by field, in the words of its file.
func scopeWords(before, after []byte) (was, is recorded) {
	var b, a map[string]json.RawMessage
	if json.Unmarshal(before, &b) != nil || json.Unmarshal(after, &a) != nil {
		return recorded{}, recorded{words: "written"}
	}
	both := maps.Clone(b)
	maps.Copy(both, a)
	var wasWords, isWords []string
	for _, field := range slices.Sorted(maps.Keys(both)) {
		if string(b[field]) != string(a[field]) {
			name := strings.ReplaceAll(field, "-", " ")
			wasWords = append(wasWords, name+" "+plainJSON(b[field]))
			isWords = append(isWords, name+" "+plainJSON(a[field]))
		}
	}
	return recorded{words: strings.Join(wasWords, "; ")}, recorded{words: strings.Join(isWords, "; ")}
}

// plainJSON is a JSON value without its punctuation.
func plainJSON(raw json.RawMessage) string {
	if len(raw) == 0 {
		return "not said"
	}
	s := strings.NewReplacer(`"`, "", "[", "", "]", "", "{", "", "}", "", ",", ", ", ":", " ").Replace(string(raw))
	return cmp.Or(s, "none")
}
