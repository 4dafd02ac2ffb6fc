package report

import (
	"fmt"
	"path"
	"strings"

	"drydock/questionnaire"
)

// CatalogMark begins every page of the catalogue's reference, so that what wrote it may replace it.
const CatalogMark = "<!-- Written by drydock catalog docs; changes made here are lost. -->"

// Page is one file of the catalogue's reference; Name has slashes.
type Page struct {
	Name string
	Data []byte
}

// Catalog writes a catalogue as Markdown to browse: an index by layer and phase, a page per topic with every control
// whole, what rules can read, and what is left out. The pages depend on the catalogue alone.
func Catalog(cat *questionnaire.Catalog) []Page {
	b := &book{cat: cat, topics: map[string][]*questionnaire.Control{}}
	for i := range cat.Controls {
		c := &cat.Controls[i]
		b.topics[c.Topic] = append(b.topics[c.Topic], c)
	}
	pages := []Page{b.index(), facts(), b.left()}
	for i := range cat.Topics {
		pages = append(pages, b.topic(&cat.Topics[i]))
	}
	return pages
}

// book is the catalogue with its controls by topic.
type book struct {
	cat    *questionnaire.Catalog
	topics map[string][]*questionnaire.Control
}

// page is a topic's file; ids are kebab-case, so they are safe in a path.
func page(t *questionnaire.Topic) string { return path.Join(string(t.Layer), t.ID+".md") }

// leads is a Markdown link to a place in the reference; the ids in it are kebab-case.
func leads(says inline, to string) inline { return inline(fmt.Sprintf("[%s](%s)", says, to)) }

func begun(title inline) *doc {
	d := &doc{}
	d.raw(CatalogMark)
	d.heading(1, title)
	return d
}

func (b *book) index() Page {
	d := begun("The catalogue")
	rules, musts := 0, 0
	for i := range b.cat.Controls {
		rules += len(b.cat.Controls[i].Rules)
		if b.cat.Controls[i].Must {
			musts++
		}
	}
	d.para(say("Catalogue %s: %d controls in %d topics, %d rules that AWS is asked, %d pieces of work, %d must-haves. Drydock is an independent reading of the public AWS AI Security Framework, not an AWS assessment.",
		inline(b.cat.Version), len(b.cat.Controls), len(b.cat.Topics), rules, len(b.cat.Actions), musts))
	for _, p := range b.cat.Packs {
		d.para(say("With the pack %s %s: %s.", p.ID, p.Version, p.Title))
	}
	for _, layer := range questionnaire.Layers() {
		d.heading(2, say("%s", layer.Title()))
		t := &table{head: []inline{"Topic"}}
		for _, p := range questionnaire.Phases() {
			t.head = append(t.head, say("%s", p.Title()))
		}
		for i := range b.cat.Topics {
			if topic := &b.cat.Topics[i]; topic.Layer == layer {
				t.row(b.row(topic)...)
			}
		}
		d.table(t)
	}
	d.para("Write controls of your own: a pack. " + leads("What a rule can read", "facts.md") + ". Other tools' checks that no rule repeats: " + leads("what we leave out", "left-out.md") + ".")
	d.para("**must**: a must-have. The number after a title counts the rules that AWS is asked; without one, only people know.")
	return Page{Name: "README.md", Data: []byte(d.String())}
}

// row is a topic's line in the index: its controls, phase by phase.
func (b *book) row(t *questionnaire.Topic) []inline {
	cells := []inline{leads(say("%s", t.Title), page(t))}
	for _, p := range questionnaire.Phases() {
		var parts []inline
		for _, c := range b.topics[t.ID] {
			if c.Phase != p {
				continue
			}
			part := leads(say("%s", c.Title), page(t)+"#"+c.ID)
			if c.Must {
				part = bold("must") + " " + part
			}
			if n := len(c.Rules); n > 0 {
				part += say(" (%d)", n)
			}
			parts = append(parts, part)
		}
		cells = append(cells, join(parts, "<br>"))
	}
	return cells
}

func (b *book) topic(t *questionnaire.Topic) Page {
	d := begun(say("%s", t.Title))
	d.para(say("%s. %s. ", t.Layer.Title(), strings.TrimSuffix(t.About, ".")) + leads("All topics", "../README.md"))
	var listed []inline
	for _, c := range b.topics[t.ID] {
		listed = append(listed, leads(say("%s", c.Title), "#"+c.ID)+say(": %s", c.Question))
	}
	d.bullets(listed...)
	for _, c := range b.topics[t.ID] {
		b.control(d, c)
	}
	return Page{Name: page(t), Data: []byte(d.String())}
}

// control is a control whole: what is asked, how it is known, what to do.
func (b *book) control(d *doc, c *questionnaire.Control) {
	d.heading(2, inline(fmt.Sprintf(`<a id="%s"></a>`, c.ID))+say("%s", c.Title))
	d.para(say("%s · from the use case that %s · %s · weight %d = impact %d × exposure %d · %d min", c.Phase.Title(), c.From, mustOr(c), c.Weight(), c.Impact, c.Exposure, c.Minutes))
	d.quote(bold(say("%s", c.Question)))
	d.para(say("%s", c.Why))
	d.bullets(
		labelled("Threat", c.Threat), labelled("Must, because", c.MustBecause),
		labelled("No", c.Good.None), labelled("Partly", c.Good.Partial), labelled("Yes", c.Good.Full),
		labelled("Ask", words(c.Asks)), labelled("For", tailored(c.Tailoring)), labelled("Weighs more with", strings.Join(c.SensitiveTo, ", ")),
		labelled("Answers for it", c.Resp), labelled("Documents", strings.Join(c.Documents, "; ")),
	)
	b.talk(d, c)
	b.known(d, c)
	for _, a := range b.cat.ActionsFor(c.ID) {
		b.action(d, c, a)
	}
	d.heading(3, "Where it comes from")
	d.bullets(append(crosswalks(c), say("placement %s; id %s, revision %d%s", c.Placement, c.ID, c.Revision, fromPack(c.Pack)))...)
	var cited []inline
	for _, s := range c.Sources {
		cited = append(cited, address(s))
	}
	d.bullets(cited...)
}

func (b *book) talk(d *doc, c *questionnaire.Control) {
	if len(c.FollowUps)+len(c.OftenHeard) == 0 {
		return
	}
	d.heading(3, "In the room")
	var items []inline
	for _, f := range c.FollowUps {
		items = append(items, say("%s", f))
	}
	for _, o := range c.OftenHeard {
		items = append(items, say("“%s” ", o.Says)+say("%s", o.Answer))
	}
	d.bullets(items...)
}

// known is what AWS is asked, and what it can't say.
func (b *book) known(d *doc, c *questionnaire.Control) {
	d.heading(3, "How it is known")
	if len(c.Rules) == 0 {
		d.para("Only people know.")
	}
	t := &table{head: []inline{"Rule", "Passes when", "Judges", "Same as"}}
	for _, r := range c.Rules {
		judges := say("each %s", r.Each)
		if r.Once != "" {
			judges = say("each %s once", r.Once)
		}
		if len(r.In) > 0 {
			judges += say(", in accounts for %s", strings.Join(r.In, ", "))
		}
		if r.WhenNot != "" {
			judges += say("; otherwise: %s", r.WhenNot)
		}
		t.row(say("%s", r.ID), say("%s", r.States), judges, sameAs(r.SameAs))
	}
	d.table(t)
	if c.Ceiling != "" {
		d.para(labelled("What AWS can't show", c.Ceiling))
	}
}

func (b *book) action(d *doc, c *questionnaire.Control, a *questionnaire.Action) {
	d.heading(3, say("To do: %s", a.Title))
	share := "closes it"
	for _, s := range a.Closes {
		if s.Control == c.ID && s.Share < 1 {
			share = "closes half of it"
		}
	}
	d.para(say("%s · %s · %v days per %s · %s · running cost: %s", a.ID, share, a.Days, a.Per, a.DoneBy, a.RunningCost))
	var steps []inline
	for _, s := range a.Steps {
		steps = append(steps, say("%s", s))
	}
	d.numbers(steps...)
	d.bullets(labelled("First", strings.Join(a.Needs, ", ")), labelled("May break", a.MayBreak), labelled("Undo", a.Undo), labelled("Check", a.Verify))
	d.code("sh", a.CLI)
	d.code("terraform", a.Terraform)
}
