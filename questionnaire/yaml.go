package questionnaire

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Caps on what a file may hold, so that no file can exhaust memory or time.
const (
	maxFileBytes = 256 << 10
	maxDepth     = 32
	maxNodes     = 20_000
)

// FileError is one mistake in one place of a file: what is wrong, and what to do.
type FileError struct {
	File string
	Line int
	What string
	Fix  string
}

// Error reads "file:line: what; fix".
func (e *FileError) Error() string {
	s := fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.What)
	if e.Fix != "" {
		s += "; " + e.Fix
	}
	return s
}

// reader reads one YAML document strictly and collects every mistake, so that a user mends them in one pass.
type reader struct {
	file string
	refs []Reference // what maps and same-as may name
	errs []error
}

func (r *reader) fail(line int, fix, format string, args ...any) {
	r.errs = append(r.errs, &FileError{File: r.file, Line: line, What: fmt.Sprintf(format, args...), Fix: fix})
}

// document parses the one document of a file; nil when it can't be read at all.
func (r *reader) document(data []byte) *yaml.Node {
	if len(data) > maxFileBytes {
		r.fail(1, "split it", "the file holds %d bytes, more than %d", len(data), maxFileBytes)
		return nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		line, what := yamlProblem(err)
		r.fail(line, "mend the YAML", "%s", what)
		return nil
	}
	if len(doc.Content) == 0 {
		r.fail(1, "write at least one key", "the file is empty")
		return nil
	}
	nodes := 0
	if !r.tame(doc.Content[0], 1, &nodes) {
		return nil
	}
	return doc.Content[0]
}

// yamlProblem takes the line out of the library's message "yaml: line 3: …".
func yamlProblem(err error) (int, string) {
	what := strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(what, "line "); ok {
		if number, text, ok := strings.Cut(rest, ":"); ok {
			if line, err := strconv.Atoi(number); err == nil {
				return line, strings.TrimSpace(text)
			}
		}
	}
	return 1, what
}

// tame refuses aliases, merge keys, great depth and great numbers before anything walks the tree.
func (r *reader) tame(n *yaml.Node, depth int, nodes *int) bool {
	*nodes++
	switch {
	case depth > maxDepth:
		r.fail(n.Line, "flatten it", "nested deeper than %d levels", maxDepth)
		return false
	case *nodes > maxNodes:
		r.fail(n.Line, "split the file", "more than %d values", maxNodes)
		return false
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.fail(n.Line, "write the value out", "anchors and aliases are not allowed")
		return false
	}
	for _, c := range n.Content {
		if !r.tame(c, depth+1, nodes) {
			return false
		}
	}
	return true
}

// fields is a mapping whose keys have been checked against the ones that are allowed.
type fields struct {
	r    *reader
	line int
	m    map[string]*yaml.Node
}

// mapping checks n's keys: no unknown, no double (folded) key.
func (r *reader) mapping(n *yaml.Node, what string, allowed ...string) fields {
	f := fields{r: r, line: n.Line, m: map[string]*yaml.Node{}}
	if n.Kind != yaml.MappingNode {
		r.fail(n.Line, "write key: value pairs", "%s must be a mapping", what)
		return f
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if first, twice := seen[strings.ToLower(k.Value)]; twice {
			r.fail(k.Line, "keep one of them", "%q stands twice in %s, first in line %d", k.Value, what, first)
			continue
		}
		seen[strings.ToLower(k.Value)] = k.Line
		if len(allowed) > 0 && !slices.Contains(allowed, k.Value) {
			r.fail(k.Line, didYouMean(k.Value, allowed), "%s has no field %q", what, k.Value)
			continue
		}
		f.m[k.Value] = v
	}
	return f
}

func (f fields) has(key string) bool { _, ok := f.m[key]; return ok }

// at is the line of a key's value; the mapping's own where the key is not there.
func (f fields) at(key string) int {
	if n, ok := f.m[key]; ok {
		return n.Line
	}
	return f.line
}

func (f fields) need(keys ...string) {
	for _, k := range keys {
		if !f.has(k) {
			f.r.fail(f.line, "add "+k+":", "%q is missing", k)
		}
	}
}

func (f fields) text(key string) string {
	n, ok := f.m[key]
	if !ok {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		f.r.fail(n.Line, "write text", "%s must be text", key)
		return ""
	}
	return strings.TrimSpace(n.Value)
}

func (f fields) oneOf(key string, allowed ...string) string {
	v := f.text(key)
	if v != "" && !slices.Contains(allowed, v) {
		f.r.fail(f.at(key), didYouMean(v, allowed), "%s can't be %q", key, v)
	}
	return v
}

func (f fields) whole(key string, low, high int) int {
	if !f.has(key) {
		return 0
	}
	v, err := strconv.Atoi(f.text(key))
	if err != nil || v < low || v > high {
		f.r.fail(f.at(key), "", "%s must be a whole number from %d to %d, not %q", key, low, high, f.text(key))
		return 0
	}
	return v
}

func (f fields) number(key string, allowed ...float64) float64 {
	if !f.has(key) {
		return 0
	}
	v, err := strconv.ParseFloat(f.text(key), 64)
	if err != nil || !slices.Contains(allowed, v) {
		f.r.fail(f.at(key), "", "%s must be one of %v, not %q", key, allowed, f.text(key))
	}
	return v
}

// halves is an amount in halves, such as days of work.
func (f fields) halves(key string) float64 {
	if !f.has(key) {
		return 0
	}
	v, err := strconv.ParseFloat(f.text(key), 64)
	if err != nil || v < 0 || v > 1000 || v*2 != math.Trunc(v*2) {
		f.r.fail(f.at(key), "write it as 2 or 2.5", "%s must be a number in halves, not %q", key, f.text(key))
		return 0
	}
	return v
}

func (f fields) truth(key string) *bool {
	if !f.has(key) {
		return nil
	}
	v, err := strconv.ParseBool(f.text(key))
	if err != nil {
		f.r.fail(f.at(key), "write true or false", "%s must be true or false, not %q", key, f.text(key))
		return nil
	}
	return &v
}

// items are the nodes of a list; a single scalar is not a list.
func (f fields) items(key string) []*yaml.Node {
	n, ok := f.m[key]
	if !ok {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		f.r.fail(n.Line, "write a list: ["+key+", …]", "%s must be a list", key)
		return nil
	}
	return n.Content
}

func (f fields) texts(key string) []string {
	var out []string
	for _, n := range f.items(key) {
		if n.Kind != yaml.ScalarNode {
			f.r.fail(n.Line, "write text", "%s must hold text only", key)
			continue
		}
		out = append(out, strings.TrimSpace(n.Value))
	}
	return out
}

func (f fields) textsOf(key string, allowed ...string) []string {
	out := f.texts(key)
	for i, v := range out {
		if !slices.Contains(allowed, v) {
			f.r.fail(f.items(key)[i].Line, didYouMean(v, allowed), "%s can't hold %q", key, v)
		}
	}
	return out
}

func (f fields) wholes(key string, low, high int) []int {
	var out []int
	for _, n := range f.items(key) {
		v, err := strconv.Atoi(n.Value)
		if err != nil || v < low || v > high {
			f.r.fail(n.Line, "", "%s must hold whole numbers from %d to %d, not %q", key, low, high, n.Value)
			continue
		}
		out = append(out, v)
	}
	return out
}

// table is a mapping from text to lists of text; nil where the key is not there.
func (f fields) table(key string) map[string][]string {
	n, ok := f.m[key]
	if !ok {
		return nil
	}
	sub := f.r.mapping(n, key)
	out := make(map[string][]string, len(sub.m))
	for k := range sub.m {
		out[k] = sub.texts(k)
	}
	return out
}

// didYouMean names the nearest allowed word, or all of them where none is near.
func didYouMean(word string, allowed []string) string {
	best, distance := "", 1+len(word)/3
	for _, a := range allowed {
		if d := editDistance(word, a); d <= distance {
			best, distance = a, d-1
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	sorted := slices.Clone(allowed)
	sort.Strings(sorted)
	return "use one of: " + strings.Join(sorted, ", ")
}

// editDistance is Levenshtein's, over bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

// joined is every mistake as one error, at most fifty; nil when there is none.
func joined(errs []error) error {
	const most = 50
	if len(errs) > most {
		errs = append(slices.Clone(errs[:most]), fmt.Errorf("and %d more", len(errs)-most))
	}
	return errors.Join(errs...)
}
