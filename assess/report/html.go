package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"drydock/questionnaire"
)

//go:embed html
var htmlFiles embed.FS

// HTML writes the same report as Markdown as one page that needs nothing else: no network, no other file. It reads well on
// a screen of any width, in print and without JavaScript, which only adds filters and the choice of theme.
func HTML(w io.Writer, in Input) error {
	r, err := newReport(in)
	if err != nil {
		return err
	}
	p, err := r.page()
	if err != nil {
		return err
	}
	t, err := template.New("page.tmpl").ParseFS(htmlFiles, "html/*.tmpl")
	if err != nil {
		return fmt.Errorf("read the page's template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

// htmlPage is what the template shows.
type htmlPage struct {
	Title, Name string
	Style       template.CSS
	Script      template.JS
	Policy      string // what the browser may load: nothing but these two
	Sample      bool
	Draft       bool
	Sections    []pageSection
	Version     string
}

// pageSection is a section with its blocks, and what its list is filtered by.
type pageSection struct {
	ID, Title string
	Blocks    []view
	Filter    *filter
}

func (r *report) page() (*htmlPage, error) {
	style, err := htmlFiles.ReadFile("html/page.css")
	if err != nil {
		return nil, fmt.Errorf("read the page's style: %w", err)
	}
	script, err := htmlFiles.ReadFile("html/page.js")
	if err != nil {
		return nil, fmt.Errorf("read the page's script: %w", err)
	}
	p := &htmlPage{
		Title: plain(r.name()) + ": " + r.gate().Gate.Question(), Name: plain(r.name()), Version: plain(firstOf(r.Version, "without a version")),
		Style: template.CSS(style), Script: template.JS(script), Sample: r.Session.Meta.Sample, Draft: r.draft() != "", //nolint:gosec // both are ours
		Policy: "default-src 'none'; style-src " + hashOf(style) + "; script-src " + hashOf(script) + "; base-uri 'none'; form-action 'none'",
	}
	names := &captions{}
	for _, s := range r.whole() {
		r.doc = &doc{}
		s.write()
		if len(r.blocks) == 0 {
			continue
		}
		out := pageSection{ID: s.id, Title: headingOf(r.blocks), Blocks: names.views(r.blocks)}
		if s.id == "decision" {
			out.Title = "The decision"
		}
		out.Filter = r.filterOf(s.id, r.blocks)
		p.Sections = append(p.Sections, out)
	}
	return p, nil
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func headingOf(all []block) string {
	for i := range all {
		if all[i].kind == kindHeading {
			return all[i].text.plain()
		}
	}
	return ""
}

// filter is the controls above a list that shorten it.
type filter struct {
	ID, What string
	Count    int
	Choices  []choice
	Must     bool
}

// choice is one property to filter by.
type choice struct {
	Key, Label string
	Options    []option
}

type option struct{ Value, Label string }

// filterOf offers what the items of a section differ in.
func (r *report) filterOf(id string, all []block) *filter {
	var found []facets
	what := ""
	eachGroup(all, func(g *group) {
		switch g.frame {
		case frameAction:
			what, found = "actions", append(found, g.facets)
		case frameControl:
			what, found = "controls", append(found, g.facets)
		}
	})
	if len(found) == 0 {
		return nil
	}
	f := &filter{ID: id, What: what, Count: len(found)}
	f.offer("horizon", "When", found, func(x facets) []string { return []string{x.horizon} }, listOf(horizons(), func(h string) string { return strings.SplitN(horizonWord(h), ":", 2)[0] }))
	f.offer("layer", "Layer", found, func(x facets) []string { return []string{x.layer} }, listOf(questionnaire.Layers(), questionnaire.Layer.Title))
	f.offer("phase", "Phase", found, func(x facets) []string { return []string{x.phase} }, listOf(questionnaire.Phases(), questionnaire.Phase.Title))
	f.offer("state", "State", found, func(x facets) []string { return x.states }, listOf(stateOrder(), func(s string) string { return s }))
	f.offer("role", "Role", found, func(x facets) []string { return x.roles }, nil)
	f.offer("owner", "Owner", found, func(x facets) []string { return x.owners }, nil)
	for i := range found {
		f.Must = f.Must || found[i].must != found[0].must
	}
	return f
}

func listOf[T ~string](all []T, word func(T) string) []option {
	var out []option
	for _, x := range all {
		out = append(out, option{string(x), word(x)})
	}
	return out
}

// offer adds a choice among the values that occur, in the given order or by name; one value is no choice.
func (f *filter) offer(key, label string, found []facets, of func(facets) []string, order []option) {
	seen := map[string]bool{}
	for _, x := range found {
		for _, v := range of(x) {
			seen[plain(v)] = true
		}
	}
	if order == nil {
		order = listOf(keys(seen), func(s string) string { return s })
	}
	c := choice{Key: key, Label: label}
	for _, o := range order {
		if o.Value != "" && seen[o.Value] {
			c.Options = append(c.Options, o)
		}
	}
	if len(c.Options) > 1 {
		f.Choices = append(f.Choices, c)
	}
}

func eachGroup(all []block, do func(*group)) {
	for i := range all {
		if all[i].kind == kindGroup {
			do(&all[i].group)
			eachGroup(all[i].inside, do)
		}
	}
}

// view is a block as the template sees it.
type view struct {
	Kind       string
	Level      int
	Text       template.HTML
	Items      []viewItem
	Table      *viewTable
	Code, Lang string
	Grid       *grid
	Lanes      *lanes
	Group      *viewGroup
	Inside     []view
}

type viewItem struct {
	Text  template.HTML
	Under []template.HTML
	Rest  []viewFold
}

type viewFold struct {
	Title template.HTML
	Items []template.HTML
}

type viewTable struct {
	Caption string
	Unseen  bool // the heading above says the caption already
	Facts   bool
	Head    []template.HTML
	Rows    [][]viewCell
}

type viewCell struct {
	Label string
	Width string // brief: never broken; long: it holds a word that has to be broken, such as an ARN; else empty
	Text  template.HTML
	Lead  bool
}

type viewGroup struct {
	Frame, ID, State                    string
	Title                               template.HTML
	About                               string // what it is about, for whoever hears the line to click on alone
	Layer, Phase, Status, Must, Horizon string
	States, Roles, Owners               string // one a line
}

// captions remembers the heading above, which names what stands below it.
type captions struct{ heading string }

func (c *captions) views(all []block) []view {
	out := make([]view, 0, len(all))
	for i := range all {
		out = append(out, c.view(&all[i]))
	}
	return out
}

func (c *captions) view(b *block) view {
	v := view{Level: b.level, Text: b.text.html()}
	switch b.kind {
	case kindHeading:
		v.Kind, c.heading = "heading", b.text.plain()
	case kindPara:
		v.Kind = "para"
	case kindQuote:
		v.Kind, v.Items = "quote", viewItems(b.items)
	case kindBullets:
		v.Kind, v.Items = "bullets", viewItems(b.items)
	case kindNumbers:
		v.Kind, v.Items = "numbers", viewItems(b.items)
	case kindTable:
		v.Kind, v.Table = "table", viewTableOf(b.table, c.heading)
	case kindCode:
		v.Kind, v.Lang, v.Code = "code", map[string]string{"sh": "Commands", "hcl": "Terraform"}[b.code.language], b.code.text
	case kindChart:
		v.Kind = "chart"
		v.Grid, _ = b.chart.(*grid)
		v.Lanes, _ = b.chart.(*lanes)
	case kindGroup:
		v.Kind, v.Inside = "group", c.views(b.inside)
		v.Group = viewGroupOf(&b.group)
		v.Group.About = c.heading
	case kindRaw:
	}
	return v
}

func viewItems(items []item) []viewItem {
	out := make([]viewItem, 0, len(items))
	for i := range items {
		v := viewItem{Text: items[i].text.html(), Under: htmls(items[i].under)}
		for _, f := range items[i].rest {
			v.Rest = append(v.Rest, viewFold{f.title.html(), htmls(f.items)})
		}
		out = append(out, v)
	}
	return out
}

func htmls(all []inline) []template.HTML {
	out := make([]template.HTML, 0, len(all))
	for _, s := range all {
		out = append(out, s.html())
	}
	return out
}

// What a narrow column does with text: up to so many runes stay on one line, and a word of more than so many is broken.
const (
	briefText = 12
	longWord  = 20
)

func widthOf(s string) string {
	switch {
	case slices.ContainsFunc(strings.Fields(s), func(word string) bool { return utf8.RuneCountInString(word) > longWord }):
		return "long"
	case utf8.RuneCountInString(s) <= briefText:
		return "brief"
	}
	return ""
}

func viewTableOf(t *table, heading string) *viewTable {
	v := &viewTable{Caption: firstOf(t.caption.plain(), heading), Unseen: t.caption == "", Facts: t.facts, Head: htmls(t.head)}
	lead := 0 // the column that names the row
	if t.head[0] == "#" {
		lead = 1
	}
	for _, row := range t.rows {
		var cells []viewCell
		for i := range t.head {
			c := viewCell{Label: t.head[i].plain(), Lead: i == lead}
			if i < len(row) {
				c.Text = row[i].html()
				c.Width = widthOf(row[i].plain())
			}
			cells = append(cells, c)
		}
		v.Rows = append(v.Rows, cells)
	}
	return v
}

func viewGroupOf(g *group) *viewGroup {
	lines := func(all []string) string {
		var out []string
		for _, s := range all {
			out = append(out, plain(s))
		}
		slices.Sort(out)
		return strings.Join(out, "\n")
	}
	frames := map[frame]string{
		frameFold: "fold", frameDetail: "detail", frameSum: "sum", frameAnswer: "answer", frameAsks: "asks", framePart: "part", frameAction: "action", frameControl: "control",
	}
	f := &g.facets
	return &viewGroup{
		Frame: frames[g.frame], ID: g.id, State: strings.ReplaceAll(g.state, " ", "-"), Title: g.title.html(), Layer: f.layer, Phase: f.phase, Status: f.status, Must: f.must,
		Horizon: f.horizon, States: lines(f.states), Roles: lines(f.roles), Owners: lines(f.owners),
	}
}
