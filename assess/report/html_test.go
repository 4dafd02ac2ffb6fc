package report

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	gtext "github.com/yuin/goldmark/text"
	"golang.org/x/net/html"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// rich is harbour with what else a report can show: a settlement, documents, a contested answer, an expired risk, a file of
// another tool, and more findings than a list has room for.
func rich(t testing.TB, word string) Input {
	t.Helper()
	u := func(s string) text.Untrusted { return text.Untrusted(s + word) }
	cat, s := harbour(word)
	d := s.Decisions["words"]
	d.Basis, d.Document, d.Contested = assess.BasisDocument, &assess.Document{Link: "https://wiki.example/retrieval?a=1&b=2", Dated: "2026-01-05"}, true
	s.Decisions["words"] = d
	s.Notes[0].Link = "https://wiki.example/minutes"
	s.Notes = append(s.Notes, assess.Note{Control: "words", Text: u("see the register"), Link: u("javascript:alert(1)"), By: u("Bo"), At: noon})
	s.Acceptances = append(s.Acceptances, assess.Acceptance{
		ID: "2", Control: "keys", Approver: u("Lin"), Reason: u("for a while"), Expires: "2026-02-01", By: u("Ada"), At: noon.AddDate(0, 0, -60),
		Resources: []text.Untrusted{u("arn:k")},
	})
	s.Actions["fix-risk"] = assess.ActionState{Owner: u("Pia"), Due: "2026-03-30", Note: u("waits for the platform team")}
	s.Imports = []assess.Import{{
		Source: "prowler", File: u("out.json"), Tool: u("Prowler"), Version: u("5.0"), Records: 9, Mapped: 3, By: u("Ada"), At: noon,
		Unmapped: []assess.Unmapped{{Check: u("check_a"), Count: 2}},
	}}
	for i := range 14 {
		s.Findings = append(s.Findings, evidence.Finding{
			ID: fmt.Sprint("votes", i), Source: evidence.Own, Rule: fmt.Sprint("votes-rule-", i%2), Control: "votes", Account: "111122223333", Region: "eu-west-1", Kind: "iam_role",
			Resource: u(fmt.Sprint("arn:v", i)), Name: u(fmt.Sprint("v", i)), Outcome: evidence.Fail, Because: u("it does"), At: noon.AddDate(0, 0, -2), Ownership: evidence.Ours,
		})
	}
	p := assess.Judge(cat, s, today, noon, assess.DefaultPolicy())
	logs, _ := p.Control("logs")
	if logs.Differs == nil {
		t.Fatal("nothing differs that could be settled")
	}
	s.Settlements = map[string]assess.Settlement{"logs": {Control: "logs", For: "decision", By: u("Gil"), Reason: u("the second is a test"), At: noon, Digest: logs.Differs.Digest}}
	return judged(cat, s)
}

func judged(cat *questionnaire.Catalog, s *assess.Session) Input {
	p := assess.Judge(cat, s, today, noon, assess.DefaultPolicy())
	return Input{
		Session: s, Catalog: cat, Posture: p, Plan: assess.MakePlan(cat, s, p, assess.PlanOptions{}), Agenda: assess.MakeAgenda(cat, s, p, 0),
		Version: "1.2.3", Generated: noon,
	}
}

func writeHTML(t testing.TB, in Input) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func parsed(t testing.TB, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func eachNode(n *html.Node, do func(*html.Node)) {
	do(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		eachNode(c, do)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// textOf is what stands in an element, apart from script and style.
func textOf(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style") {
			return
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		switch n.Data {
		case "br", "p", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "summary", "dt", "dd", "pre", "caption", "div":
			b.WriteByte('\n')
		}
	}
	walk(n)
	return b.String()
}

var ownParts = regexp.MustCompile(`(?s)<style>.*?</style>|<script>.*?</script>|sha256-[^ ;"]*`)

func TestHTMLGolden(t *testing.T) {
	got := ownParts.ReplaceAllString(writeHTML(t, rich(t, "")), "…")
	golden := filepath.Join("testdata", "plan.html")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("the page changed; look at it and run with -update (-want +got):\n%s", d)
	}
}

func TestHTMLSameInputSameBytes(t *testing.T) {
	first := writeHTML(t, rich(t, ""))
	for range 5 {
		if writeHTML(t, rich(t, "")) != first {
			t.Fatal("two pages of one input differ")
		}
	}
}

// Whatever Markdown says, in whatever block, the page says too; what Markdown keeps private, the page does.
func TestHTMLSaysWhatMarkdownSays(t *testing.T) {
	for _, word := range []string{"", " <b>&amp; *bold* \\ _x_", " [a](https://evil.example) | `code`"} {
		in := rich(t, word)
		var md bytes.Buffer
		if err := Markdown(&md, in); err != nil {
			t.Fatal(err)
		}
		page := textOf(parsed(t, writeHTML(t, in)))
		says := squeeze(page)
		for _, s := range saidBy(md.Bytes()) {
			if !strings.Contains(says, squeeze(s)) {
				t.Errorf("%q: Markdown says it and the page does not: %q", word, s)
			}
		}
		for _, want := range []string{"the-secret-note"} {
			if strings.Contains(page, want) {
				t.Errorf("a private note is in the page")
			}
		}
		for _, want := range []string{"fix-risk", "waits for the platform team", "Pia", "for what was said, by Gil", "expired on 1 Feb 2026", "contested", "Prowler", "see the register", "votes-rule-1"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
	}
}

// squeeze leaves out white space: where a line ends is a matter of layout.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// saidBy is the text of every block of a Markdown document but its diagrams, read by an independent parser.
func saidBy(md []byte) []string {
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(gtext.NewReader(md))
	var out []string
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindHeading, ast.KindParagraph, ast.KindTextBlock, east.KindTableCell:
			if s := inlineText(n, md); !strings.HasSuffix(s, "that fail or are not known") { // the page has all of them, folded
				out = append(out, s)
			}
			return ast.WalkSkipChildren, nil
		case ast.KindFencedCodeBlock:
			if string(n.(*ast.FencedCodeBlock).Language(md)) != "mermaid" {
				out = append(out, string(n.(*ast.FencedCodeBlock).Lines().Value(md)))
			}
		}
		return ast.WalkContinue, nil
	})
	return out
}

func inlineText(n ast.Node, md []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			b.WriteString(html.UnescapeString(unescaped(string(t.Value(md)))))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

var escapes = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")

func unescaped(s string) string { return escapes.ReplaceAllString(s, "$1") }

// The page is what it seems to any parser: nothing stray, nothing left open, nothing that a parser has to move or add.
func TestHTMLIsWellFormed(t *testing.T) {
	for _, page := range []string{writeHTML(t, rich(t, "")), writeHTML(t, judged(&questionnaire.Catalog{}, &assess.Session{}))} {
		starts := balanced(t, page)
		root := parsed(t, page)
		elements := map[string]int{}
		eachNode(root, func(n *html.Node) {
			if n.Type == html.ElementNode {
				elements[strings.ToLower(n.Data)]++
			}
		})
		if d := cmp.Diff(starts, elements); d != "" {
			t.Errorf("a parser mends the page (-written +parsed):\n%s", d)
		}
		outline(t, root)
		leadsSomewhere(t, root)
	}
}

// balanced reads token by token, counts the elements and fails where one is not closed as it was opened.
func balanced(t *testing.T, page string) map[string]int {
	t.Helper()
	void := map[string]bool{"meta": true, "br": true, "input": true}
	out := map[string]int{}
	var open []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("left open: %v", open)
			}
			return out
		case html.StartTagToken:
			name, _ := z.TagName()
			out[string(name)]++
			if !void[string(name)] {
				open = append(open, string(name))
			}
		case html.SelfClosingTagToken:
			name, _ := z.TagName()
			out[string(name)]++
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> closes %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

// outline checks headings, tables and landmarks.
func outline(t *testing.T, root *html.Node) {
	t.Helper()
	count, last := map[string]int{}, 0
	eachNode(root, func(n *html.Node) {
		if n.Type != html.ElementNode {
			return
		}
		count[n.Data]++
		switch n.Data {
		case "h1", "h2", "h3", "h4", "h5", "h6":
			level := int(n.Data[1] - '0')
			if level > last+1 {
				t.Errorf("%s %q follows h%d", n.Data, textOf(n), last)
			}
			last = level
		case "html":
			if attr(n, "lang") != "en" {
				t.Error("the page does not say its language")
			}
		case "th":
			if s := attr(n, "scope"); s != "col" && s != "row" {
				t.Errorf("a header cell without scope: %q", textOf(n))
			}
		case "table":
			if n.FirstChild.NextSibling == nil || n.FirstChild.NextSibling.Data != "caption" || strings.TrimSpace(textOf(n.FirstChild.NextSibling)) == "" {
				t.Error("a table without caption")
			}
		case "svg", "section", "nav", "form":
			if attr(n, "aria-label") == "" {
				t.Errorf("%s has no name", n.Data)
			}
		case "details":
			if n.FirstChild == nil || !strings.Contains(textOf(n), "\n") {
				t.Error("details without a summary")
			}
		}
	})
	for _, one := range []string{"h1", "main", "nav", "header", "footer", "title"} {
		if count[one] != 1 {
			t.Errorf("%d of %s", count[one], one)
		}
	}
}

// leadsSomewhere checks that ids are unique, that every link has a target, and that none leads away but to a document.
func leadsSomewhere(t *testing.T, root *html.Node) {
	t.Helper()
	ids := map[string]bool{}
	eachNode(root, func(n *html.Node) {
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("two elements are called %q", id)
			}
			ids[id] = true
		}
	})
	eachNode(root, func(n *html.Node) {
		for _, a := range n.Attr {
			switch a.Key {
			case "href":
				if to, here := strings.CutPrefix(a.Val, "#"); here {
					if !ids[to] {
						t.Errorf("a link leads to %q, which is nowhere", to)
					}
				} else if u, err := url.Parse(a.Val); err != nil || u.Scheme != "https" || attr(n, "rel") != "noreferrer noopener" {
					t.Errorf("a link leads away: %q", a.Val)
				}
			case "for", "aria-labelledby", "aria-describedby", "aria-controls", "data-for":
				if !ids[a.Val] {
					t.Errorf("%s names %q, which is nowhere", a.Key, a.Val)
				}
			case "src", "srcset", "action", "formaction", "style", "srcdoc", "data", "background", "xlink:href":
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q> would run", n.Data, a.Key, a.Val)
			}
		}
	})
}

// breakers are made to break out of a page: of text, of an attribute, of a script, of a style, of a comment.
var breakers = []string{
	"</title><script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, "javascript:alert(1)", "</style><script>alert(1)</script>",
	"</script><script>alert(1)</script>", "<!--", "-->", "<![CDATA[", "]]>", "<svg onload=alert(1)>", "</svg><p>", "</text></svg>", "<base href=//evil.example>",
	"<iframe srcdoc=x>", "{{.}}", "{{template \"page.tmpl\"}}", "</textarea>", "</select>", "</option>", "<plaintext>", "<noscript>", "\x01#x\x02y\x03", "\x01https://evil.example\x02y\x03",
	"&lt;script&gt;", "&#60;script&#62;", "\u2066x\u2069", "\u202egnp.exe", "\u2028", "\ufeff", "a\x00b", "\xc3\x28", "**", "*", "\\", "</details>", "</article>", "</table>", "</main>",
}

// Whatever stands in the text, the page has the elements and attributes of a benign one, and the text is shown.
func TestHTMLHostileTextKeepsTheShape(t *testing.T) {
	want := elements(parsed(t, writeHTML(t, rich(t, ""))))
	for _, word := range append(append([]string{}, hostile...), append(breakers, strings.Join(breakers, " "))...) {
		page := writeHTML(t, rich(t, word))
		root := parsed(t, page)
		if got := elements(root); !reflect.DeepEqual(want, got) {
			t.Errorf("%q changes the page (-want +got):\n%s", word, cmp.Diff(want, got))
		}
		balanced(t, page)
		leadsSomewhere(t, root)
		if shown := squeeze(text.Untrusted(word).Terminal()); !strings.Contains(squeeze(textOf(root)), shown) {
			t.Errorf("%q is not shown", word)
		}
		for _, bad := range []string{"\x00", "\x01", "\x02", "\x03", "\x1b", "\r", "\u202e", "\u2066", "\u2028", "\ufeff"} {
			if strings.Contains(page, bad) {
				t.Errorf("%q: %q reaches the page", word, bad)
			}
		}
	}
}

// elements counts each element with the names of its attributes, and the values of those that link.
func elements(root *html.Node) map[string]int {
	out := map[string]int{}
	eachNode(root, func(n *html.Node) {
		if n.Type == html.TextNode || n.Type == html.DocumentNode {
			return
		}
		s := fmt.Sprint(n.Type, n.Data)
		for _, a := range n.Attr {
			if (n.Data == "td" || n.Data == "th") && a.Key == "class" {
				continue // how long its text is
			}
			s += " " + a.Key
			if a.Key == "href" || a.Key == "id" {
				s += "=" + a.Val
			}
		}
		out[s]++
	})
	return out
}

func TestInlineAsHTML(t *testing.T) {
	for _, tt := range []struct {
		in   inline
		want string
	}{
		{say("%s", "a*b_c"), "a*b_c"},
		{bold(say("%s", "<b>")), "<strong>&lt;b&gt;</strong>"},
		{bold("x" + ref("c-y", "y")), `<strong>x<a href="#c-y">y</a></strong>`},
		{"*open* (x)", "<em>open</em> (x)"},
		{"**left open", "<strong>left open</strong>"},
		{"**a *b** c", "<strong>a <em>b</em></strong> c"},
		{say("%s", "https://x.example"), "https://x.example"},
		{link("https://x.example/?a=1&b=2"), `<a href="https://x.example/?a=1&amp;b=2" rel="noreferrer noopener">https://x.example/?a=1&amp;b=2</a>`},
		{link("javascript:alert(1)"), "javascript:alert(1)"},
		{link("https://u:p@x.example"), "https://u:p&#64;x.example"},
		{link("https://x.example<b>"), "https://x.example&lt;b&gt;"},
		{link("https://x.example/\u202e"), `https://x.example/\u202e`},
		{"a<br>b", "a<br>b"},
		{say("%s", "\x01#x\x02y\x03"), `\x01#x\x02y\x03`},
	} {
		if got := string(tt.in.html()); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestHTMLOfNothing(t *testing.T) {
	page := textOf(parsed(t, writeHTML(t, judged(&questionnaire.Catalog{}, &assess.Session{}))))
	for _, want := range []string{"AWS was not asked", "Nobody yet."} {
		if !strings.Contains(page, want) {
			t.Errorf("an empty page does not say %q", want)
		}
	}
	if err := HTML(&bytes.Buffer{}, Input{}); err == nil {
		t.Error("a page of nothing was written")
	}
}

func FuzzHTML(f *testing.F) {
	for _, h := range append(append([]string{}, hostile...), breakers...) {
		f.Add(h)
	}
	want := elements(parsed(f, writeHTML(f, rich(f, ""))))
	f.Fuzz(func(t *testing.T, word string) {
		if got := elements(parsed(t, writeHTML(t, rich(t, word)))); !reflect.DeepEqual(want, got) {
			t.Fatalf("%q changes the page (-want +got):\n%s", word, cmp.Diff(want, got))
		}
	})
}
