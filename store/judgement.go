package store

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire/text"
)

// A judgement is written in parts, each in a commit of its own, so that no more than one of them is in memory beside what the caller
// holds. Under the run's id stands which parts are its judgement; a part lies under the run's id and the parts' mark:
//
//	RUN → judgement        RUN/MARK/0001 → part
//
// The mark is the revision at which the writing began. A judgement counts from the last commit on, all at once; what was begun and not
// ended is no part of anything, and is taken away by the next.
type judgement struct {
	Mark    uint64   `json:"mark"`
	Parts   int      `json:"parts"`
	Count   int      `json:"count"`   // of its findings
	Sources []string `json:"sources"` // of its findings
}

// part is some findings. Proofs are many and the same for most findings of a place, so they stand apart, each once.
type part struct {
	Proof    []fact.Proof `json:"proof"`
	Findings []kept       `json:"findings"`
}

// kept is a finding whose proof is places in the part's.
type kept struct {
	evidence.Finding
	Proof []int `json:"proof,omitempty"`
}

func partKey(run string, mark uint64, n int) string {
	return fmt.Sprintf("%s/%016x/%04d", run, mark, n)
}

// SaveFindings stores the judgement made after a run, over all that stood then, and by what it was judged; it replaces an
// earlier judgement of that run.
func (s *Store) SaveFindings(ctx context.Context, session, run, judged string, f []evidence.Finding) error {
	return s.SaveJudgement(ctx, session, run, judged, func(yield func([]evidence.Finding, error) bool) { yield(f, nil) })
}

// SaveJudgement is SaveFindings in parts. An error among them ends it, and the earlier judgement stands. No transaction is open while a
// part is made. Where somebody else began to judge later and ended earlier, theirs stands.
func (s *Store) SaveJudgement(ctx context.Context, session, run, judged string, parts iter.Seq2[[]evidence.Finding, error]) error {
	var made judgement
	err := s.observe(ctx, session, func(x tx, id string, revision uint64) error {
		made.Mark = revision
		return mustHaveRun(x, id, run)
	})
	if err != nil {
		return err
	}
	for findings, err := range parts {
		if err != nil {
			return err
		}
		data, err := json.Marshal(packed(findings))
		if err != nil {
			return fmt.Errorf("encode findings: %w", err)
		}
		for _, f := range findings {
			if !slices.Contains(made.Sources, f.Source) {
				made.Sources = append(made.Sources, f.Source)
			}
		}
		made.Parts++
		made.Count += len(findings)
		err = s.observe(ctx, session, func(x tx, id string, revision uint64) error {
			t, err := open(x, address{id, findingsTable})
			if err != nil {
				return err
			}
			return t.put(partKey(run, made.Mark, made.Parts), record{revision, data})
		})
		if err != nil {
			return err
		}
	}
	return s.observe(ctx, session, func(x tx, id string, revision uint64) error { return made.stand(x, id, run, judged, revision) })
}

// stand makes a judgement count, and takes away what was written for the run before it.
func (j judgement) stand(x tx, id, run, judged string, revision uint64) error {
	runs, err := open(x, address{id, runsTable})
	if err != nil {
		return err
	}
	var head assess.Run
	if _, ok, err := runs.getJSON(run, &head); err != nil {
		return err
	} else if !ok {
		return fmt.Errorf("%w: %q", ErrNoRun, run)
	}
	t, err := open(x, address{id, findingsTable})
	if err != nil {
		return err
	}
	var old []string
	there := 0
	own := strings.TrimSuffix(partKey(run, j.Mark, 0), "0000")
	err = t.each(run+"/", false, func(key string, _ record) (bool, error) {
		switch {
		case strings.HasPrefix(key, own):
			there++
		case key < own:
			old = append(old, key)
		}
		return true, nil
	})
	if err != nil || there < j.Parts {
		return err // a judgement that began later has taken these parts away
	}
	for _, key := range old {
		if err := t.remove(key); err != nil {
			return err
		}
	}
	head.Judged = judged
	if err := runs.putJSON(run, revision, head); err != nil {
		return err
	}
	return t.putJSON(run, revision, j)
}

// packed writes each proof once.
func packed(findings []evidence.Finding) part {
	p := part{Findings: make([]kept, len(findings))}
	at := map[fact.Proof]int{}
	for i, f := range findings {
		k := kept{Finding: f}
		for _, proof := range f.Proof {
			n, known := at[proof]
			if !known {
				n = len(p.Proof)
				at[proof] = n
				p.Proof = append(p.Proof, proof)
			}
			k.Proof = append(k.Proof, n)
		}
		p.Findings[i] = k
	}
	return p
}

// reader reads findings, and lets those share what they have in common: most of their words are those of their rule, and of their place.
type reader struct {
	words map[string]string
	gaps  map[fact.Gap]*fact.Gap
}

// word is s as it was read before.
func word[S ~string](r *reader, s *S) {
	if known, ok := r.words[string(*s)]; ok {
		*s = S(known)
		return
	}
	r.words[string(*s)] = string(*s)
}

func (r *reader) part(data []byte) ([]evidence.Finding, error) {
	var p part
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, err
	}
	for i := range p.Proof {
		proof := &p.Proof[i]
		for _, s := range []*string{&proof.Operation, &proof.Account, &proof.Region, &proof.RequestID} {
			word(r, s)
		}
	}
	lists := map[string][]fact.Proof{}
	findings := make([]evidence.Finding, len(p.Findings))
	for i := range p.Findings {
		f := p.Findings[i].Finding
		r.share(&f)
		key := fmt.Sprint(p.Findings[i].Proof)
		list, known := lists[key]
		if !known {
			for _, n := range p.Findings[i].Proof {
				if n < 0 || n >= len(p.Proof) {
					return nil, fmt.Errorf("finding %s names proof %d of %d: %w", f.ID, n, len(p.Proof), errBroken)
				}
				list = append(list, p.Proof[n])
			}
			lists[key] = slices.Clip(list)
		}
		f.Proof = lists[key]
		findings[i] = f
	}
	return findings, nil
}

func (r *reader) share(f *evidence.Finding) {
	for _, s := range []*string{&f.Source, &f.Rule, &f.Control, &f.States, &f.Account, &f.Region} {
		word(r, s)
	}
	for _, s := range []*text.Untrusted{&f.Resource, &f.Name, &f.Because, &f.Shows} {
		word(r, s)
	}
	word(r, &f.Kind)
	word(r, &f.Outcome)
	word(r, &f.Cause)
	word(r, &f.Ownership)
	if f.Gap != nil {
		if known := r.gaps[*f.Gap]; known != nil {
			f.Gap = known
		} else {
			r.gaps[*f.Gap] = f.Gap
		}
	}
}

// readFindings gives, for each source, the findings of its newest judgement. The whole table is walked, because a lost part would be a
// finding that is absent in silence; only what counts is decoded.
func readFindings(x tx, id string, runs []assess.Run) ([]evidence.Finding, error) {
	t, err := open(x, address{id, findingsTable})
	if err != nil {
		return nil, err
	}
	heads := map[string]record{}
	err = t.all(func(key string, rec record) error {
		if !strings.Contains(key, "/") {
			heads[key] = rec
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	r := &reader{words: map[string]string{}, gaps: map[fact.Gap]*fact.Gap{}}
	var all []evidence.Finding
	taken := map[string]bool{}
	for _, run := range slices.Backward(runs) {
		rec, judged := heads[run.ID]
		if !judged {
			continue
		}
		var sources []string
		take := func(findings []evidence.Finding) {
			for i := range findings {
				if f := &findings[i]; !taken[f.Source] {
					all = append(all, *f)
					sources = append(sources, f.Source)
				}
			}
			slices.Sort(sources)
			sources = slices.Compact(sources)
		}
		room := func(n int) { all = slices.Grow(all, n) }
		if err := r.run(t, run.ID, rec, taken, room, take); err != nil {
			return nil, err
		}
		for _, source := range sources {
			taken[source] = true
		}
	}
	return slices.Clip(all), nil
}

// run reads the judgement of a run part by part, unless all its sources are taken.
func (r *reader) run(t records, run string, head record, taken map[string]bool, room func(int), take func([]evidence.Finding)) error {
	if len(head.payload) > 0 && head.payload[0] == '[' { // as it was written at first, in one
		var findings []evidence.Finding
		if err := decode(t.at, run, head.payload, &findings); err != nil {
			return err
		}
		take(findings)
		return nil
	}
	var j judgement
	if err := decode(t.at, run, head.payload, &j); err != nil {
		return err
	}
	if !slices.ContainsFunc(j.Sources, func(source string) bool { return !taken[source] }) {
		return nil
	}
	room(j.Count)
	for n := range j.Parts {
		key := partKey(run, j.Mark, n+1)
		rec, ok, err := t.get(key)
		if err == nil && !ok {
			err = fmt.Errorf("part %q of a judgement is missing from %s: %w", key, t.at, errBroken)
		}
		if err != nil {
			return err
		}
		findings, err := r.part(rec.payload)
		if err != nil {
			return fmt.Errorf("decode %q of %s: %w", key, t.at, err)
		}
		take(findings)
	}
	return nil
}
