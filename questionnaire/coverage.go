package questionnaire

import "slices"

// Coverage is how much of each external source the catalogue covers, in the order of the table that prints it.
type Coverage struct {
	Sources []SourceCoverage `json:"sources"`
}

// SourceCoverage is one row of it: total = covered + left out + missing.
type SourceCoverage struct {
	ID      string `json:"id"`
	Total   int    `json:"total"`
	Covered int    `json:"covered"`
	By      By     `json:"by"` // adds up to covered
	LeftOut int    `json:"left_out"`
	// NotCollected counts the rules behind this source that read a kind of fact that no collector fills yet.
	NotCollected int      `json:"not_collected"`
	Missing      []string `json:"missing"` // in the source's order; never null
}

// By counts ids by the strongest way in which a control covers them.
type By struct {
	Rule     int `json:"rule"`     // AWS can show the whole of it
	Ceiling  int `json:"ceiling"`  // AWS can show a part; people know the rest
	Question int `json:"question"` // only people know
}

// ways of covering an id; the greater is the stronger.
const (
	byNothing = iota
	byQuestion
	byCeiling
	byRule
)

// Coverage measures the catalogue, packs included, against every source. The function collected says whether all that a
// rule reads is collected today.
func (c *Catalog) Coverage(collected func(Rule) bool) Coverage {
	var out Coverage
	for _, ref := range c.refs {
		if ref.Table {
			out.Sources = append(out.Sources, c.covered(ref, collected))
		}
	}
	return out
}

func (c *Catalog) covered(ref Reference, collected func(Rule) bool) SourceCoverage {
	out := SourceCoverage{ID: ref.ID, Total: len(ref.IDs), Missing: []string{}}
	strongest := make(map[string]int, len(ref.IDs))
	for i := range c.Controls {
		x := &c.Controls[i]
		for _, id := range x.Maps[ref.Under] {
			strongest[id] = max(strongest[id], x.way())
		}
		for _, rule := range x.Rules {
			for _, id := range rule.SameAs[ref.Same] {
				strongest[id] = max(strongest[id], x.way())
			}
			if ref.behind(x, rule) && !collected(rule) {
				out.NotCollected++
			}
		}
	}
	for _, id := range ref.IDs {
		switch strongest[id] {
		case byRule:
			out.By.Rule++
		case byCeiling:
			out.By.Ceiling++
		case byQuestion:
			out.By.Question++
		default:
			if c.leavesOut(ref.ID, id) {
				out.LeftOut++
			} else {
				out.Missing = append(out.Missing, id)
			}
		}
	}
	out.Covered = out.By.Rule + out.By.Ceiling + out.By.Question
	return out
}

// way is how a control is known.
func (c *Control) way() int {
	switch {
	case len(c.Rules) == 0:
		return byQuestion
	case c.Ceiling != "":
		return byCeiling
	default:
		return byRule
	}
}

// behind says whether a rule stands behind a source: by its own same-as, or by what its control maps to.
func (ref Reference) behind(c *Control, rule Rule) bool {
	holds := func(id string) bool { return slices.Contains(ref.IDs, id) }
	return slices.ContainsFunc(c.Maps[ref.Under], holds) || slices.ContainsFunc(rule.SameAs[ref.Same], holds)
}

func (c *Catalog) leavesOut(source, id string) bool {
	return slices.ContainsFunc(c.LeftOut, func(x LeftOut) bool { return x.Source == source && x.ID == id })
}
