package report

import (
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	gmtext "github.com/yuin/goldmark/text"

	"drydock/questionnaire"
)

// hostilePack is a catalogue of one control whose author means harm in every text.
func hostilePack() *questionnaire.Catalog {
	const bad = "x\n# Heading | cell ![img](https://evil.example/a.png) [here](javascript:alert(1)) <script>alert(1)</script> `code` \x1b[31m"
	return &questionnaire.Catalog{
		Version: "2026.11",
		Packs:   []questionnaire.PackInfo{{ID: "p", Version: bad, Title: bad}},
		Topics:  []questionnaire.Topic{{ID: "t", Title: bad, About: bad, Layer: questionnaire.Infrastructure}},
		Controls: []questionnaire.Control{{
			ID: "c", Title: bad, Topic: "t", Layer: questionnaire.Infrastructure, Phase: questionnaire.Foundational, From: questionnaire.Answers,
			Must: true, MustBecause: bad, Threat: bad, Question: bad, Why: bad, Good: questionnaire.Good{None: bad, Partial: bad, Full: bad},
			FollowUps: []string{bad}, OftenHeard: []questionnaire.Objection{{Says: bad, Answer: bad}}, Documents: []string{bad}, Ceiling: bad,
			Rules:   []questionnaire.Rule{{ID: "r", States: bad, Each: bad, WhenNot: bad, SameAs: map[string][]string{"prowler": {bad}}}},
			Maps:    map[string][]string{"framework": {bad}},
			Sources: []string{"https://ok.example/a", "https://x.example/) <script>alert(1)</script>", "https://x.example/\n# Heading"},
		}},
		LeftOut: []questionnaire.LeftOut{{Source: "prowler-check", ID: bad, Because: bad}},
		Actions: []questionnaire.Action{{
			ID: "a", Title: bad, Closes: []questionnaire.Share{{Control: "c", Share: 1}}, MayBreak: bad, Undo: bad, RunningCost: bad, Verify: bad,
			Steps: []string{bad}, Needs: []string{bad}, CLI: "```\n# Out\n<script>alert(1)</script>\x1b[31m", Terraform: "````\n# Out",
		}},
	}
}

// anchor is the HTML that we make ourselves.
var anchor = regexp.MustCompile(`^(<a id="[a-z0-9_-]+">|</a>|<br>)$`)

// TestCatalogIsInert reads pages of a hostile pack as a Markdown reader would: no image, no script, no heading and no link
// but those that we make.
func TestCatalogIsInert(t *testing.T) {
	for _, p := range Catalog(hostilePack()) {
		if strings.Contains(string(p.Data), "\x1b") {
			t.Errorf("%s: a control character reaches the page", p.Name)
		}
		root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(gmtext.NewReader(p.Data))
		err := ast.Walk(root, func(n ast.Node, enter bool) (ast.WalkStatus, error) {
			if !enter {
				return ast.WalkContinue, nil
			}
			switch n := n.(type) {
			case *ast.Image:
				t.Errorf("%s: an image: %s", p.Name, n.Destination)
			case *ast.Link:
				if to := string(n.Destination); strings.Contains(to, "evil") || strings.Contains(to, ":") {
					t.Errorf("%s: a link to %s", p.Name, to)
				}
			case *ast.AutoLink:
				if to := string(n.URL(p.Data)); to != "https://ok.example/a" {
					t.Errorf("%s: an address made a link: %s", p.Name, to)
				}
			case *ast.RawHTML:
				html := string(n.Segments.Value(p.Data))
				if !anchor.MatchString(html) {
					t.Errorf("%s: HTML: %s", p.Name, html)
				}
			case *ast.HTMLBlock:
				if line := n.Lines().At(0); string(line.Value(p.Data)) != CatalogMark+"\n" {
					t.Errorf("%s: an HTML block: %s", p.Name, line.Value(p.Data))
				}
			}
			return ast.WalkContinue, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count("\n"+string(p.Data), "\n# "); n > 1+2 { // the title, and two comments inside code
			t.Errorf("%s: %d headings of the first level", p.Name, n)
		}
	}
}

// TestCatalogIsWhole looks for every part of every control on its page.
func TestCatalogIsWhole(t *testing.T) {
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for _, p := range Catalog(cat) {
		pages[p.Name] = string(p.Data)
	}
	for i := range cat.Controls {
		c := &cat.Controls[i]
		topic, _ := cat.Topic(c.Topic)
		on := pages[page(topic)]
		parts := []string{c.Title, c.Question, c.Why, c.Threat, c.Good.None, c.Good.Partial, c.Good.Full, c.MustBecause, c.Ceiling}
		parts = append(append(parts, c.FollowUps...), c.Documents...)
		for _, r := range c.Rules {
			parts = append(parts, r.ID, r.States)
		}
		for _, a := range cat.ActionsFor(c.ID) {
			parts = append(append(parts, a.Title, a.MayBreak, a.Undo, a.Verify), a.Steps...)
		}
		for _, part := range parts {
			if want := string(say("%s", part)); !strings.Contains(on, want) {
				t.Errorf("%s: its page lacks %q", c.ID, want)
			}
		}
		if !strings.Contains(pages["README.md"], "#"+c.ID) {
			t.Errorf("the index has no way to %s", c.ID)
		}
	}
}
