package questionnaire

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"drydock/questionnaire/text"
)

// WriteWorkload is a workload as YAML. Where old holds a file that people edited, its comments and its order survive: what
// did not change stays as they wrote it, what is gone goes, what is new comes last. An old file that cannot be read is an
// error, since writing over it would lose what it says; so is one that is something else.
func WriteWorkload(w Workload, old []byte) ([]byte, error) {
	w = w.factored()
	var fresh yaml.Node
	if err := fresh.Encode(w); err != nil {
		return nil, fmt.Errorf("write the workload: %w", err)
	}
	document := &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{&fresh}, HeadComment: workloadHead}
	if len(bytes.TrimSpace(old)) > 0 {
		r := &reader{}
		root := r.document(old)
		if root == nil {
			return nil, joined(r.errs)
		}
		if !isWorkload(root) {
			return nil, errors.New("it is no drydock.yaml: the line that begins with drydock: is missing")
		}
		document = &yaml.Node{}
		if err := yaml.Unmarshal(old, document); err != nil {
			return nil, fmt.Errorf("read the old file: %w", err)
		}
		document.Content[0] = merge(document.Content[0], &fresh)
	}
	plain(document)
	quoteInvisible(document)
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(document); err != nil {
		return nil, fmt.Errorf("write the workload: %w", err)
	}
	return text.SpellInvisible(b.Bytes(), yamlEscape), enc.Close()
}

// isWorkload says whether a file is one of ours, mistakes or not: anything else would be lost in the merge.
func isWorkload(root *yaml.Node) bool {
	for i := 0; root.Kind == yaml.MappingNode && i < len(root.Content); i += 2 {
		if root.Content[i].Value == "drydock" {
			return true
		}
	}
	return false
}

// factored says once, above, who gave the answers, in which role and when, where that is what most readers want to see: where
// the workload says it above and no answer goes without.
func (w Workload) factored() Workload {
	w.Answers = slices.Clone(w.Answers)
	for _, f := range []struct {
		above *string
		of    func(*GivenAnswer) *string
	}{
		{&w.By, func(a *GivenAnswer) *string { return &a.By }},
		{&w.Role, func(a *GivenAnswer) *string { return &a.Role }},
		{&w.On, func(a *GivenAnswer) *string { return &a.On }},
	} {
		for i := range w.Answers {
			if *f.of(&w.Answers[i]) == "" {
				*f.above = ""
			}
		}
		for i := range w.Answers {
			if own := f.of(&w.Answers[i]); *own == *f.above {
				*own = ""
			}
		}
	}
	return w
}

// plain takes the quotes off words that are text to us, and that YAML quotes since older readers take them for truths or
// times: yes, no, on, dates.
func plain(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.Style == yaml.DoubleQuotedStyle {
		switch n.Value {
		case "yes", "no", "on":
			n.Style = 0
		default:
			if _, err := time.Parse(time.DateOnly, n.Value); err == nil {
				n.Style, n.Tag = 0, "!!timestamp"
			}
		}
	}
	for _, c := range n.Content {
		plain(c)
	}
}

// quoteInvisible puts texts with invisible runes into double quotes, the one style of YAML that can spell them out.
func quoteInvisible(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && strings.ContainsFunc(n.Value, text.Invisible) {
		n.Style = yaml.DoubleQuotedStyle
	}
	for _, c := range n.Content {
		quoteInvisible(c)
	}
}

// yamlEscape spells a rune as double quotes in YAML take it.
func yamlEscape(r rune) string {
	if r <= 0xffff {
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

const workloadHead = "What people said of this workload, for Drydock. Edit it by hand; your comments stay.\ndrydock assess --from this file judges it, drydock save writes it."

// merge gives old the values of fresh and keeps the way in which old was written.
func merge(old, fresh *yaml.Node) *yaml.Node {
	switch {
	case old.Kind == yaml.MappingNode && fresh.Kind == yaml.MappingNode:
		old.Content = mergePairs(old.Content, fresh.Content)
		return old
	case old.Kind == yaml.SequenceNode && fresh.Kind == yaml.SequenceNode:
		old.Content = mergeItems(old.Content, fresh.Content)
		return old
	case old.Kind == yaml.ScalarNode && fresh.Kind == yaml.ScalarNode && strings.TrimSpace(old.Value) == fresh.Value:
		return old
	}
	fresh.HeadComment, fresh.LineComment, fresh.FootComment = old.HeadComment, old.LineComment, old.FootComment
	return fresh
}

// mergePairs merges the keys and values of two mappings.
func mergePairs(old, fresh []*yaml.Node) []*yaml.Node {
	values := map[string]*yaml.Node{}
	for i := 0; i+1 < len(fresh); i += 2 {
		values[fresh[i].Value] = fresh[i+1]
	}
	var out []*yaml.Node
	for i := 0; i+1 < len(old); i += 2 {
		key := old[i]
		if v, stays := values[key.Value]; stays {
			out = append(out, key, merge(old[i+1], v))
			delete(values, key.Value)
		}
	}
	for i := 0; i+1 < len(fresh); i += 2 {
		if _, isNew := values[fresh[i].Value]; isNew {
			out = append(out, fresh[i], fresh[i+1])
		}
	}
	return out
}

// mergeItems merges two lists item by item; an item is known by what names it.
func mergeItems(old, fresh []*yaml.Node) []*yaml.Node {
	byName := map[string][]*yaml.Node{}
	for _, n := range fresh {
		byName[itemName(n)] = append(byName[itemName(n)], n)
	}
	taken := map[*yaml.Node]bool{}
	var out []*yaml.Node
	for _, n := range old {
		if same := byName[itemName(n)]; len(same) > 0 {
			byName[itemName(n)] = same[1:]
			taken[same[0]] = true
			out = append(out, merge(n, same[0]))
		}
	}
	for _, n := range fresh {
		if !taken[n] {
			out = append(out, n)
		}
	}
	return out
}

// itemName is what names an item of a list: its text, or the field of a mapping that says which one it is.
func itemName(n *yaml.Node) string {
	if n.Kind != yaml.MappingNode {
		return n.Value
	}
	for _, key := range []string{"control", "action", "id", "name"} {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				return key + " " + n.Content[i+1].Value
			}
		}
	}
	return ""
}
