package questionnaire

import (
	"cmp"
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A reference file names its list in a comment, then holds one id a line; after a tab stands what we say about the id.
//
//go:embed reference
var referenceFiles embed.FS

// Reference is what an external source holds, by id: what a control may map to, and what coverage is measured against.
type Reference struct {
	ID    string            // the id of the source in the coverage table
	Under string            // the key of maps that names it
	Same  string            // the key of a rule's same-as that names it; empty where it holds no checks
	IDs   []string          // in the source's order
	Says  map[string]string // id → our own words for it; most ids have none
	Table bool              // whether coverage is measured against it, or its ids are only checked
}

// unsound marks a foreign check whose outcome does not depend on what it says it checks; no rule is the same as it.
const unsound = "unsound"

// atlasID is the form of an id of MITRE ATLAS, which grows too often for a list here.
var atlasID = regexp.MustCompile(`^AML\.(TA|T|M)[0-9]{4}(\.[0-9]{3})?$`)

// sources are the references in the order of the coverage table; after them those whose ids are only checked.
func sources() []Reference {
	return []Reference{
		{ID: "framework", Under: "framework", Table: true},
		{ID: "aisf", Under: "aisf", Table: true},
		{ID: "aisf-related", Under: "aisf-related", Table: true},
		{ID: "prowler-requirement", Under: "prowler-requirement", Table: true},
		{ID: "prowler-check", Same: "prowler", Table: true},
		{ID: "aws-sample", Under: "aws-sample", Same: "aws-sample", Table: true},
		{ID: "security-hub", Under: "security-hub", Same: "security-hub", Table: true},
		{ID: "wa-genai", Under: "wa-genai", Table: true},
		{ID: "wa-agentic", Under: "wa-agentic", Table: true},
		{ID: "owasp-llm-2025", Under: "owasp-llm", Table: true},
		{ID: "owasp-llm-2026", Under: "owasp-llm", Table: true},
		{ID: "owasp-agentic-2026", Under: "owasp-agentic", Table: true},
		{ID: "own", Under: "own", Table: true},
		{ID: "nist-ai-rmf", Under: "nist-ai-rmf"},
		{ID: "nist-ai-600-1", Under: "nist-ai-600-1"},
		{ID: "iso-42001", Under: "iso-42001"},
	}
}

// readReferences reads the embedded lists.
func readReferences() ([]Reference, error) {
	refs := sources()
	for i := range refs {
		name := "reference/" + refs[i].ID + ".txt"
		data, err := referenceFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading the list of what %s holds: %w", refs[i].ID, err)
		}
		refs[i].Says = map[string]string{}
		for line := range strings.Lines(string(data)) {
			id, says, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
			if id == "" || strings.HasPrefix(id, "#") {
				continue
			}
			refs[i].IDs = append(refs[i].IDs, id)
			if says != "" {
				refs[i].Says[id] = says
			}
		}
	}
	return refs, nil
}

// LeftOut is a foreign check that no rule of ours repeats, with our reason.
type LeftOut struct {
	Source, ID, Because string
	Place               Place
}

func (r *reader) leftOut(f fields) LeftOut {
	f.need("source", "id", "because")
	var names []string
	for _, ref := range r.refs {
		if ref.Table {
			names = append(names, ref.ID)
		}
	}
	x := LeftOut{Source: f.oneOf("source", names...), ID: f.text("id"), Because: f.text("because"), Place: Place{r.file, f.line}}
	r.known(f, "id", x.Source, []string{x.ID}, func(ref Reference) bool { return ref.ID == x.Source })
	return x
}

// mapped reads maps, and refuses ids that their framework does not have.
func (r *reader) mapped(f fields) map[string][]string {
	table := f.table("maps")
	for name, ids := range table {
		if slices.Contains(Crosswalks(), name) {
			r.known(r.mapping(f.m["maps"], "maps"), name, name, ids, func(ref Reference) bool { return ref.Under == name })
		}
	}
	for _, id := range table["atlas"] {
		if !atlasID.MatchString(id) {
			r.fail(f.at("maps"), "write AML.T0051, AML.T0051.001, AML.TA0004 or AML.M0015", "%q is no id of ATLAS", id)
		}
	}
	return table
}

// same reads a rule's same-as, and refuses checks that their source does not have, and those that are unsound.
func (r *reader) same(f fields) map[string][]string {
	table := f.table("same-as")
	for name, ids := range table {
		g := r.mapping(f.m["same-as"], "same-as")
		i := slices.IndexFunc(r.refs, func(ref Reference) bool { return ref.Same == name })
		if i < 0 {
			r.fail(g.at(name), "use one of: prowler, aws-sample, security-hub", "same-as knows no source %q", name)
			continue
		}
		r.known(g, name, name, ids, func(ref Reference) bool { return ref.Same == name })
		for _, id := range ids {
			if r.refs[i].Says[id] == unsound {
				r.fail(g.at(name), "leave it out; left-out.yaml says why", "no sound rule is the same as %s's %s: its outcome does not depend on what it says it checks", name, id)
			}
		}
	}
	return table
}

// known refuses ids that none of the references that of picks holds; frameworks without a list pass.
func (r *reader) known(f fields, key, source string, ids []string, of func(Reference) bool) {
	var all []string
	for _, ref := range r.refs {
		if of(ref) {
			all = append(all, ref.IDs...)
		}
	}
	if len(all) == 0 {
		return
	}
	for i, id := range ids {
		if slices.Contains(all, id) {
			continue
		}
		line := f.at(key)
		if n := f.m[key]; n != nil && i < len(n.Content) {
			line = n.Content[i].Line
		}
		r.fail(line, "did you mean "+strings.Join(nearest(id, all), ", ")+"?", "%s has no %q", source, id)
	}
}

// nearest are the three ids that are nearest to one that is not there.
func nearest(id string, all []string) []string {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b string) int { return cmp.Compare(editDistance(id, a), editDistance(id, b)) })
	return sorted[:min(3, len(sorted))]
}

// leaving checks that nothing is left out twice, nor left out while a rule does the same.
func (k *checker) leaving() {
	out := map[string]Place{}
	for _, x := range k.c.LeftOut {
		if first, twice := out[x.Source+" "+x.ID]; twice {
			k.fail(x.Place, "keep one", "%s's %s is left out already, at %s:%d", x.Source, x.ID, first.File, first.Line)
		}
		out[x.Source+" "+x.ID] = x.Place
	}
	for _, ref := range k.c.refs {
		if ref.Same == "" {
			continue
		}
		for i := range k.c.Controls {
			for _, rule := range k.c.Controls[i].Rules {
				for _, id := range rule.SameAs[ref.Same] {
					if p, left := out[ref.ID+" "+id]; left {
						k.fail(p, "take it out of this list", "%s's %s is left out, but the rule %s at %s:%d is the same as it", ref.ID, id, rule.ID, rule.Place.File, rule.Place.Line)
					}
				}
			}
		}
	}
}

// Says is our own words for what an external framework's id names; empty: we have none.
func (c *Catalog) Says(framework, id string) string {
	for _, ref := range c.refs {
		if says := ref.Says[id]; says != "" && (ref.Under == framework || ref.Same == framework) && says != unsound {
			return says
		}
	}
	return ""
}
