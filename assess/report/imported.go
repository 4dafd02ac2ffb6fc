package report

import (
	"fmt"
	"strings"

	"drydock/assess"
)

// imported names the files of other tools that findings are from, and what of them counts for nothing.
func (r *report) imported() []inline {
	var items []inline
	for i := range r.Session.Imports {
		f := &r.Session.Imports[i]
		line := say(
			"From %s: %s %s, file %s, taken in on %s by %s: %s, %d of a check that a rule here is the same as. They count only where AWS was not read by Drydock itself.",
			f.Source, f.Tool, f.Version, f.File, r.day(f.At), f.By, one(f.Records, "finding", "findings"), f.Mapped,
		)
		if len(f.Unmapped) > 0 {
			line += say(" Not counted, because no rule is the same: %s.", unmapped(f.Unmapped))
		}
		items = append(items, line)
	}
	return items
}

// unmapped names the first checks, and how many more there are.
func unmapped(all []assess.Unmapped) string {
	const most = 12
	var names []string
	for _, u := range all[:min(most, len(all))] {
		names = append(names, fmt.Sprintf("%s (%d)", u.Check, u.Count))
	}
	if more := len(all) - most; more > 0 {
		names = append(names, fmt.Sprintf("and %d more checks", more))
	}
	return strings.Join(names, ", ")
}
