package rule

import (
	"cmp"
	"maps"
	"slices"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"drydock/assess/evidence"
	"drydock/assess/fact"
)

// doubt is why something is unknown. It travels through an evaluation inside CEL's unknown value, as the trail of an
// attribute, so that what comes out at the end says what was not read.
type doubt struct {
	cause evidence.Cause
	what  string // the field, kind or agreed list; or the whole reason when said is set
	said  bool   // what is a sentence of its own
	gap   fact.Gap
}

// doubtTrail is the variable name under which trails carry a doubt.
const doubtTrail = "drydock.doubt"

// unknown is the CEL value that stands for what is in doubt.
func (d doubt) unknown() *types.Unknown {
	trail := types.NewAttributeTrail(doubtTrail)
	for _, part := range []string{
		string(d.cause), d.what, string(d.gap.Status), d.gap.Operation, d.gap.Action, d.gap.Code, d.gap.Message,
	} {
		types.QualifyAttribute(trail, part)
	}
	types.QualifyAttribute(trail, d.said)
	return types.NewUnknown(1, trail)
}

// doubtOf reads the first doubt, in a fixed order, out of an unknown value.
func doubtOf(v ref.Val) (doubt, bool) {
	u, ok := v.(*types.Unknown)
	if !ok {
		return doubt{}, false
	}
	var found []doubt
	for _, id := range u.IDs() {
		trails, _ := u.GetAttributeTrails(id)
		for _, t := range trails {
			path := t.QualifierPath()
			if t.Variable() != doubtTrail || len(path) != 8 {
				continue
			}
			s := func(i int) string { return path[i].(string) }
			found = append(found, doubt{
				cause: evidence.Cause(s(0)), what: s(1), said: path[7].(bool),
				gap: fact.Gap{Status: fact.Status(s(2)), Operation: s(3), Action: s(4), Code: s(5), Message: s(6)},
			})
		}
	}
	if len(found) == 0 {
		return doubt{cause: evidence.RuleFailed, what: "the rule met something unknown that nobody can name", said: true}, true
	}
	return slices.MinFunc(found, compareDoubts), true
}

// compareDoubts puts first what somebody can act on: a missing permission.
func compareDoubts(a, b doubt) int {
	return cmp.Or(
		cmp.Compare(b2i(a.gap.Action == ""), b2i(b.gap.Action == "")),
		cmp.Compare(a.cause, b.cause), cmp.Compare(a.what, b.what),
		cmp.Compare(a.gap.Action, b.gap.Action), cmp.Compare(a.gap.Operation, b.gap.Operation),
	)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
