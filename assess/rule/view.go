package rule

import (
	"cmp"
	"slices"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"drydock/assess/evidence"
	"drydock/assess/fact"
)

// place is where facts and reach are looked up.
type place struct {
	account, region string
	kind            fact.Kind
}

// index finds the facts and the reach of a snapshot by place. It is built once per judgement and only read after.
type index struct {
	schema  *schema
	facts   map[place][]*object
	byARN   map[fact.Kind]map[string]*object
	reach   map[place]*fact.Reach
	global  map[fact.Kind]bool     // kinds that the snapshot knows as an account's, not a Region's
	partial map[fact.Kind]fact.Gap // kinds of which some place was not read
}

// newIndex arranges a snapshot. Of two reach rows for one place the newer counts; of two as old, the one that is not read.
func newIndex(s *schema, snap *fact.Snapshot) *index {
	x := &index{
		schema: s, facts: map[place][]*object{}, byARN: map[fact.Kind]map[string]*object{},
		reach: map[place]*fact.Reach{}, global: map[fact.Kind]bool{}, partial: map[fact.Kind]fact.Gap{},
	}
	for _, f := range snap.Facts {
		m := f.Base()
		if s.records[factType(f.Kind())] == nil {
			continue // a kind of a newer version: no rule of ours can name it
		}
		o := s.fact(f)
		p := place{m.Account, m.Region, f.Kind()}
		x.facts[p] = append(x.facts[p], o)
		if x.byARN[f.Kind()] == nil {
			x.byARN[f.Kind()] = map[string]*object{}
		}
		if m.ARN != "" {
			x.byARN[f.Kind()][m.ARN] = o
		}
		if m.Region == fact.Global {
			x.global[f.Kind()] = true
		}
	}
	for _, list := range x.facts {
		slices.SortStableFunc(list, compareObjects)
	}
	for i := range snap.Reach {
		r := &snap.Reach[i]
		p := place{r.Account, r.Region, r.Kind}
		if old := x.reach[p]; old == nil || r.ReadAt.After(old.ReadAt) ||
			(r.ReadAt.Equal(old.ReadAt) && r.Gap.Status != fact.Read) {
			x.reach[p] = r
		}
		if r.Region == fact.Global {
			x.global[r.Kind] = true
		}
	}
	for p, r := range x.reach {
		if gap, whole := wholeList(r); !whole {
			if old, ok := x.partial[p.kind]; !ok || compareGaps(gap, old) < 0 {
				x.partial[p.kind] = gap
			}
		}
	}
	return x
}

func compareObjects(a, b *object) int {
	return cmp.Or(cmp.Compare(a.meta.Region, b.meta.Region), cmp.Compare(a.meta.ARN, b.meta.ARN), cmp.Compare(a.meta.Name, b.meta.Name))
}

func compareGaps(a, b fact.Gap) int {
	return cmp.Or(cmp.Compare(a.Status, b.Status), cmp.Compare(a.Action, b.Action), cmp.Compare(a.Operation, b.Operation),
		cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
}

// wholeList says whether a list is known to its end: it was read, or the service is proved not to be offered.
func wholeList(r *fact.Reach) (fact.Gap, bool) {
	switch {
	case r == nil:
		return fact.Gap{Status: fact.NotCollected}, false
	case r.Gap.Status == fact.Read, r.Gap.Status == fact.NotOffered && len(r.Proof) > 0:
		return fact.Gap{}, true
	case r.Gap.Status == "":
		return fact.Gap{Status: fact.NotCollected}, false
	}
	return r.Gap, false
}

// row is the reach of a kind as a Region of an account sees it: its own row, else the account's.
func (x *index) row(account, region string, kind fact.Kind) *fact.Reach {
	if r := x.reach[place{account, region, kind}]; r != nil {
		return r
	}
	return x.reach[place{account, fact.Global, kind}]
}

// at returns the facts of a kind that a Region of an account sees, the account's global ones included.
func (x *index) at(account, region string, kind fact.Kind) []*object {
	own := x.facts[place{account, region, kind}]
	if region == fact.Global {
		return own
	}
	global := x.facts[place{account, fact.Global, kind}]
	if len(global) == 0 {
		return own
	}
	return slices.Concat(own, global)
}

// tails says which lists end in one unknown element when a rule looks at them.
type tails int

const (
	tailsUnread     tails = iota // those that were not read to their end: how rules are judged
	tailsNone                    // none: what if nothing is missing?
	tailsNotOffered              // also those of services that are not offered: does a fail rest on them?
)

// view is what one target sees: here, and find.
type view struct {
	index   *index
	account string
	regions []string // one, but for rules that judge an account: all in scope
	tails   tails
	lists   map[listKey]ref.Val
}

type listKey struct {
	kind  fact.Kind
	tails tails
}

func newView(x *index, account string, regions ...string) *view {
	return &view{index: x, account: account, regions: regions, lists: map[listKey]ref.Val{}}
}

// object is the view as the variable here.
func (v *view) object() *object { return &object{record: v.index.schema.records[hereType], value: v} }

// list is here.<kind>. A list that was not read to its end ends in an unknown element, which says why.
func (v *view) list(kind fact.Kind) ref.Val {
	key := listKey{kind, v.tails}
	if l, ok := v.lists[key]; ok {
		return l
	}
	var elems []ref.Val
	for _, o := range v.objects(kind) {
		elems = append(elems, o)
	}
	if gap, whole := v.whole(kind); !whole && v.tails != tailsNone {
		elems = append(elems, doubt{cause: evidence.Cause(gap.Status), what: string(kind), gap: gap}.unknown())
	} else if v.tails == tailsNotOffered && v.notOffered(kind) != nil {
		elems = append(elems, doubt{cause: evidence.Cause(fact.NotOffered), what: string(kind)}.unknown())
	}
	l := types.NewRefValList(types.DefaultTypeAdapter, elems)
	v.lists[key] = l
	return l
}

// objects returns the facts of a kind that the view sees, global ones once.
func (v *view) objects(kind fact.Kind) []*object {
	if len(v.regions) == 1 {
		return v.index.at(v.account, v.regions[0], kind)
	}
	var all []*object
	for _, r := range v.regions {
		if r != fact.Global {
			all = append(all, v.index.facts[place{v.account, r, kind}]...)
		}
	}
	return append(all, v.index.facts[place{v.account, fact.Global, kind}]...)
}

// rows returns the reach that here.<kind> rests on, nil where nobody asked.
func (v *view) rows(kind fact.Kind) []*fact.Reach {
	var rows []*fact.Reach
	for _, r := range v.regions {
		if row := v.index.row(v.account, r, kind); !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	return rows
}

// whole says whether here.<kind> is known to its end, and if not why.
func (v *view) whole(kind fact.Kind) (fact.Gap, bool) {
	for _, row := range v.rows(kind) {
		if gap, whole := wholeList(row); !whole {
			return gap, false
		}
	}
	return fact.Gap{}, true
}

// notOffered returns the row that proves that a kind's service is not offered anywhere that the view sees, or nil.
func (v *view) notOffered(kind fact.Kind) *fact.Reach {
	var proof *fact.Reach
	for _, row := range v.rows(kind) {
		if row == nil || row.Gap.Status != fact.NotOffered || len(row.Proof) == 0 {
			return nil
		}
		proof = row
	}
	return proof
}

// find looks a resource up by ARN anywhere in the snapshot. What is not found is absent only where every list of its
// kind was read to the end, its own account's among them; else it is unknown.
func (v *view) find(kind fact.Kind, arn string) ref.Val {
	if o := v.index.byARN[kind][arn]; o != nil {
		return types.OptionalOf(o)
	}
	if arn == "" {
		return types.OptionalNone
	}
	if gap, some := v.index.partial[kind]; some {
		return doubt{cause: evidence.Cause(gap.Status), what: string(kind), gap: gap}.unknown()
	}
	account, region := arnPlace(arn)
	if account == "" {
		account = v.account
	}
	if region == "" {
		region = fact.Global
		if !v.index.global[kind] && len(v.regions) > 0 {
			region = v.regions[0]
		}
	}
	if v.index.row(account, region, kind) == nil {
		gap := fact.Gap{Status: fact.NotCollected}
		return doubt{cause: evidence.NotCollected, what: string(kind), gap: gap}.unknown()
	}
	return types.OptionalNone
}

// viewOf unpacks here, as a function of CEL is given it.
func viewOf(v ref.Val) (*view, bool) {
	o, ok := v.(*object)
	if !ok {
		return nil, false
	}
	w, ok := o.value.(*view)
	return w, ok
}

// arnPlace is the account and Region that an ARN names; empty where it names none.
func arnPlace(arn string) (account, region string) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return "", ""
	}
	return parts[4], parts[3]
}
