package tui

import (
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/questionnaire"
)

// references is what other frameworks and tools call a question, and where it comes from.
func references(v *desk.View, c *assess.ControlState) readerSheet {
	q := c.Control
	out := []block{labelled("Control", q.ID), under(originWords(q), dim)}
	for _, id := range questionnaire.Crosswalks() {
		var plain []string // ids that we have no words for stand in one line
		for i, x := range q.Maps[id] {
			if i == 0 {
				out = append(out, blank(), block{indent: 1, text: questionnaire.CrosswalkTitle(id), textBy: strong})
			}
			if says := v.Catalog.Says(id, x); says != "" {
				out = append(out, block{indent: 3, mark: safe(x) + "  ", text: safe(says)})
				continue
			}
			plain = append(plain, safe(x))
		}
		if len(plain) > 0 {
			out = append(out, block{indent: 3, text: strings.Join(plain, ", ")})
		}
	}
	same := map[string][]string{}
	for i := range q.Rules {
		for source, ids := range q.Rules[i].SameAs {
			for _, x := range ids {
				if !slices.Contains(same[source], x) {
					same[source] = append(same[source], x)
				}
			}
		}
	}
	for _, source := range []string{"prowler", "security-hub", "aws-sample"} {
		if ids := same[source]; len(ids) > 0 {
			slices.Sort(ids)
			out = append(out, blank(), block{indent: 1, text: "Same checks of " + sourceWord(source), textBy: strong}, block{indent: 3, text: safe(strings.Join(ids, ", "))})
		}
	}
	for i, s := range q.Sources {
		if i == 0 {
			out = append(out, blank(), block{indent: 1, text: "Sources", textBy: strong})
		}
		out = append(out, block{indent: 3, text: safe(s)})
	}
	return readerSheet{title: safe(q.Title), blocks: out}
}

// originWords say how a control came to its place.
func originWords(q *questionnaire.Control) string {
	s := fmt.Sprintf("revision %d, placement %s", max(q.Revision, 1), orElse(safe(q.Placement), "not given"))
	if q.Pack != "" {
		s += ", from the pack " + safe(q.Pack)
	}
	if len(q.Formerly) > 0 {
		s += ", formerly " + safe(strings.Join(q.Formerly, ", "))
	}
	return s
}
