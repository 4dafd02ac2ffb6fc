package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"regexp"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/fact"
)

// StandingByAccount is LoadStanding one account at a time, so that no more than one account's facts are in memory. The function that it
// gives reads an account: its facts, those of the kinds everywhere of all accounts, and those of the kinds byARN of other accounts whose
// ARN, or that of a part of them, stands in its own facts; with the reach of all accounts. With a role or user of another account come
// all facts of the kinds byARN of that account: what it may do there, their policies say. It reads what stood when StandingByAccount was
// called, and is not for several goroutines.
func (s *Store) StandingByAccount(ctx context.Context, session string, everywhere, byARN []fact.Kind) (func(ctx context.Context, account string) (*fact.Snapshot, error), error) {
	var id string
	err := s.sessions.view(ctx, func(x tx) error {
		e, err := resolve(x, session)
		id = e.meta.ID
		return err
	})
	if err != nil {
		return nil, err
	}
	d := &directory{byARN: byARN, batches: map[string][]string{}, places: map[uint64][]string{}, seed: maphash.MakeSeed(), known: map[string]fact.Fact{}}
	err = s.evidence.view(ctx, func(x tx) error { return d.read(x, id, everywhere) })
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, account string) (snap *fact.Snapshot, err error) {
		err = s.evidence.view(ctx, func(x tx) error {
			t, err := open(x, address{id, batchesTable})
			if err != nil {
				return err
			}
			snap, err = d.account(t, account)
			return err
		})
		return snap, err
	}, nil
}

// directory knows in which batches an account's facts lie.
type directory struct {
	head    fact.Snapshot // with all reach
	turn    map[string]int
	shared  []fact.Fact         // of the kinds everywhere
	batches map[string][]string // account → keys, in order
	byARN   []fact.Kind
	seed    maphash.Seed
	places  map[uint64][]string  // hash of the ARN of a fact of the kinds byARN → keys of batches that may hold it
	known   map[string]fact.Fact // by ARN: those that an account asked for
	last    neighbour
}

// neighbour is what accounts see of one whose roles or users they name. One is kept: most name the same.
type neighbour struct {
	account string
	facts   []fact.Fact
}

// label is what tells facts apart without reading them whole.
type label struct {
	Kind fact.Kind `json:"kind"`
	Fact struct {
		Account string `json:"account"`
		Region  string `json:"region"`
		ARN     string `json:"arn"`
	} `json:"fact"`
}

// found is a fact of an account of which other accounts may speak.
type found struct {
	key string
	arn uint64
	all fact.Fact // of the kinds everywhere; else nil
}

// read walks all batches once, and keeps only where things are.
func (d *directory) read(x tx, id string, everywhere []fact.Kind) error {
	runs, err := wantedRuns(x, id, func(assess.Run) bool { return true })
	if err != nil {
		return err
	}
	head, turn := laidOver(runs)
	d.head, d.turn = *head, turn
	t, err := open(x, address{id, batchesTable})
	if err != nil {
		return err
	}
	l := newLayers[found]()
	err = t.all(func(key string, rec record) error {
		if d.turnOf(key) == 0 {
			return nil
		}
		var b batch
		if err := decode(t.at, key, rec.payload, &b); err != nil {
			return err
		}
		return d.file(l, key, b, everywhere)
	})
	if err != nil {
		return err
	}
	reach, standing := l.standing()
	d.head.Reach = reach
	for _, one := range standing {
		if one.all != nil {
			d.shared = append(d.shared, one.all)
		} else {
			d.places[one.arn] = append(d.places[one.arn], one.key)
		}
	}
	return nil
}

// file notes which accounts a batch speaks of, and what it holds that others may speak of.
func (d *directory) file(l *layers[found], key string, b batch, everywhere []fact.Kind) error {
	now := d.turnOf(key)
	l.reached(now, b.Reach)
	accounts := map[string]bool{}
	for _, r := range b.Reach {
		accounts[r.Account] = true
	}
	for _, data := range b.Facts {
		var f label
		err := json.Unmarshal(data, &f)
		accounts[f.Fact.Account] = true
		one := found{key: key, arn: maphash.String(d.seed, f.Fact.ARN)}
		switch {
		case err != nil:
		case slices.Contains(everywhere, f.Kind):
			one.all, err = fact.Unmarshal(data)
		case !slices.Contains(d.byARN, f.Kind):
			continue
		}
		if err != nil {
			return fmt.Errorf("decode a fact of %q: %w", key, err)
		}
		l.add(now, spot{f.Fact.Account, f.Fact.Region, f.Kind}, one)
	}
	for account := range accounts {
		d.batches[account] = append(d.batches[account], key)
	}
	return nil
}

func (d *directory) turnOf(key string) int {
	run, _, _ := strings.Cut(key, "/")
	return d.turn[run]
}

var quotedARN = regexp.MustCompile(`"arn:[^"\\]+"`)

// account reads what stands of one account, and what it names in others.
func (d *directory) account(t records, account string) (*fact.Snapshot, error) {
	snap := d.head
	standing, err := d.standing(t, account, func(fact.Kind) bool { return true })
	if err != nil {
		return nil, err
	}
	own, named := map[string]bool{}, map[string]bool{}
	for _, data := range standing {
		f, err := fact.Unmarshal(data)
		if err != nil {
			return nil, fmt.Errorf("decode a fact of account %s: %w", account, err)
		}
		snap.Facts = append(snap.Facts, f)
		own[f.Base().ARN] = true
		for _, quoted := range quotedARN.FindAll(data, -1) {
			nameWhole(named, string(quoted[1:len(quoted)-1]))
		}
	}
	for _, f := range d.shared {
		if f.Base().Account != account {
			snap.Facts = append(snap.Facts, f)
		}
	}
	for arn := range own {
		delete(named, arn)
	}
	others, err := d.others(t, account, named)
	if err != nil {
		return nil, err
	}
	others, err = d.withNeighbours(t, others)
	snap.Facts = append(snap.Facts, others...)
	return &snap, err
}

// nameWhole names an ARN and all that it may be a part of: the object's bucket, the endpoint's runtime.
func nameWhole(named map[string]bool, arn string) {
	for !named[arn] {
		named[arn] = true
		end := strings.LastIndexAny(arn, "/:")
		if end < 0 || strings.Count(arn[:end], ":") < 5 {
			return
		}
		arn = arn[:end]
	}
}

// standing are the facts of some kinds that stand of an account.
func (d *directory) standing(t records, account string, wanted func(fact.Kind) bool) ([]json.RawMessage, error) {
	l := newLayers[json.RawMessage]()
	for _, key := range d.batches[account] {
		b, err := readBatch(t, key)
		if err != nil {
			return nil, err
		}
		l.reached(d.turnOf(key), b.Reach)
		for _, data := range b.Facts {
			var f label
			if err := json.Unmarshal(data, &f); err != nil {
				return nil, fmt.Errorf("decode a fact of %q: %w", key, err)
			}
			if f.Fact.Account == account && wanted(f.Kind) {
				l.add(d.turnOf(key), spot{f.Fact.Account, f.Fact.Region, f.Kind}, data)
			}
		}
	}
	_, standing := l.standing()
	return standing, nil
}

// withNeighbours adds to facts of other accounts what else is to be seen of the accounts of those among them that act: roles and users.
func (d *directory) withNeighbours(t records, facts []fact.Fact) ([]fact.Fact, error) {
	type named struct {
		kind fact.Kind
		arn  string
	}
	there, seen := map[named]bool{}, map[string]bool{}
	for _, f := range facts {
		there[named{f.Kind(), f.Base().ARN}] = true
	}
	for _, f := range facts {
		account := f.Base().Account
		if seen[account] || f.Kind() != "iam_role" && f.Kind() != "iam_user" {
			continue
		}
		seen[account] = true
		more, err := d.neighbour(t, account)
		if err != nil {
			return nil, err
		}
		for _, f := range more {
			if !there[named{f.Kind(), f.Base().ARN}] {
				facts = append(facts, f)
			}
		}
	}
	return facts, nil
}

// neighbour reads the facts of the kinds byARN that stand of an account.
func (d *directory) neighbour(t records, account string) ([]fact.Fact, error) {
	if d.last.account == account {
		return d.last.facts, nil
	}
	standing, err := d.standing(t, account, func(kind fact.Kind) bool { return slices.Contains(d.byARN, kind) })
	if err != nil {
		return nil, err
	}
	next := neighbour{account: account}
	for _, data := range standing {
		f, err := fact.Unmarshal(data)
		if err != nil {
			return nil, fmt.Errorf("decode a fact of account %s: %w", account, err)
		}
		next.facts = append(next.facts, f)
	}
	d.last = next
	return next.facts, nil
}

// others are the facts of other accounts that have one of these ARNs, in the order of ARNs.
func (d *directory) others(t records, account string, named map[string]bool) ([]fact.Fact, error) {
	var facts []fact.Fact
	for _, arn := range sortedNames(named) {
		for _, key := range d.places[maphash.String(d.seed, arn)] {
			if d.known[arn] != nil {
				break
			}
			if err := d.learn(t, key, named); err != nil {
				return nil, err
			}
		}
		if f := d.known[arn]; f != nil && f.Base().Account != account {
			facts = append(facts, f)
		}
	}
	return facts, nil
}

// learn keeps what a batch holds of what was named.
func (d *directory) learn(t records, key string, named map[string]bool) error {
	b, err := readBatch(t, key)
	if err != nil {
		return err
	}
	for _, data := range b.Facts {
		var f label
		if err := json.Unmarshal(data, &f); err != nil {
			return fmt.Errorf("decode a fact of %q: %w", key, err)
		}
		if !named[f.Fact.ARN] || !slices.Contains(d.byARN, f.Kind) || !slices.Contains(d.places[maphash.String(d.seed, f.Fact.ARN)], key) {
			continue
		}
		if d.known[f.Fact.ARN], err = fact.Unmarshal(data); err != nil {
			return fmt.Errorf("decode a fact of %q: %w", key, err)
		}
	}
	return nil
}

func readBatch(t records, key string) (batch, error) {
	var b batch
	_, ok, err := t.getJSON(key, &b)
	if err == nil && !ok {
		err = errors.New("what was read for this session was deleted meanwhile")
	}
	return b, err
}

func sortedNames(set map[string]bool) []string {
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
