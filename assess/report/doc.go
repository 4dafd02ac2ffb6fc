package report

import (
	"fmt"
	"net/url"
	"strings"

	"drydock/questionnaire/text"
)

// inline is Markdown that is safe inside a paragraph, a heading or a table cell. It is made only from constants of this
// package and by say, so that no text from outside reaches the page unescaped.
type inline string

// say fills a format of this package. Arguments of type inline go in as they are; everything else is text from outside
// and is escaped, catalogue and packs included.
func say(format string, args ...any) inline {
	safe := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case inline:
			safe[i] = string(v)
		case int, float64:
			safe[i] = v
		case text.Untrusted:
			safe[i] = v.Markdown()
		default:
			safe[i] = text.Untrusted(fmt.Sprint(v)).Markdown()
		}
	}
	return inline(fmt.Sprintf(format, safe...))
}

// bold is emphasis; nothing where there is nothing.
func bold(s inline) inline {
	if s == "" {
		return ""
	}
	return "**" + s + "**"
}

// join puts separators between what is not empty.
func join(parts []inline, sep inline) inline {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, string(p))
		}
	}
	return inline(strings.Join(out, string(sep)))
}

// table is built cell by cell; a cell cannot break out of its row.
type table struct {
	caption inline // what it holds, where its heading does not say so
	facts   bool   // its one row is a list of properties, not one of many
	head    []inline
	rows    [][]inline
}

func (t *table) row(cells ...inline) { t.rows = append(t.rows, cells) }

// kind is what a block is.
type kind int

const (
	kindHeading kind = iota
	kindPara
	kindQuote
	kindBullets
	kindNumbers
	kindTable
	kindCode
	kindRaw   // a line for Markdown only
	kindChart // a picture of what stands in words beside it
	kindGroup
)

// block is one piece of a document. Each format writes each kind in its own way.
type block struct {
	kind   kind
	level  int // of a heading
	text   inline
	items  []item
	table  *table
	code   code
	chart  any // what a picture shows
	group  group
	inside []block // of a group
}

// item is one of a list, with what belongs under it.
type item struct {
	text  inline
	under []inline
	left  inline // says what of it is left out where there is no room
	rest  []fold // what is left out
}

// fold is a list behind its title.
type fold struct {
	title inline
	items []inline
}

// code is text for a machine, with the name of its language.
type code struct{ language, text string }

// frame is what holds a group together.
type frame int

const (
	frameFold    frame = iota // behind a line to click on, where the reader's page knows how; else simply there
	frameDetail               // behind such a line, in HTML only; in Markdown simply there
	frameSum                  // how a number adds up: in HTML only
	frameAnswer               // the answer to the question of the gate
	frameAsks                 // what the reader is asked
	framePart                 // a part of a section, under its heading
	frameAction               // all about one action
	frameControl              // all about one control
)

// group is blocks that belong together, and what a reader can find them by.
type group struct {
	frame  frame
	id     string // an anchor; empty: none
	title  inline // of the line to click on
	state  string // for colour; the text says it too
	facets facets
}

// facets are the properties that a list is filtered by; empty where one does not apply.
type facets struct {
	layer, phase, status, must, horizon string
	states, roles, owners               []string
}

// doc is a document, built block by block.
type doc struct{ blocks []block }

func (d *doc) add(b block) { d.blocks = append(d.blocks, b) }

func (d *doc) raw(s string) { d.add(block{kind: kindRaw, text: inline(s)}) }

func (d *doc) heading(level int, s inline) { d.add(block{kind: kindHeading, level: level, text: s}) }

func (d *doc) para(s inline) {
	if s != "" {
		d.add(block{kind: kindPara, text: s})
	}
}

func (d *doc) quote(lines ...inline) { d.list(kindQuote, itemsOf(lines)) }

func (d *doc) bullets(items ...inline) { d.list(kindBullets, itemsOf(items)) }

func (d *doc) numbers(items ...inline) { d.list(kindNumbers, itemsOf(items)) }

func (d *doc) list(k kind, items []item) {
	if len(items) > 0 {
		d.add(block{kind: k, items: items})
	}
}

// itemsOf leaves out what is empty.
func itemsOf(lines []inline) []item {
	var out []item
	for _, l := range lines {
		if l != "" {
			out = append(out, item{text: l})
		}
	}
	return out
}

// table adds a table; one without rows is left out.
func (d *doc) table(t *table) {
	if len(t.rows) > 0 {
		d.add(block{kind: kindTable, table: t})
	}
}

// code adds text for a machine.
func (d *doc) code(language, s string) {
	if s = strings.TrimRight(text.Untrusted(s).TerminalLines(), "\n "); s != "" {
		d.add(block{kind: kindCode, code: code{language, s}})
	}
}

// within puts a frame around what inside adds.
func (d *doc) within(g group, inside func()) {
	outer := d.blocks
	d.blocks = nil
	inside()
	held := d.blocks
	if d.blocks = outer; len(held) > 0 {
		d.add(block{kind: kindGroup, group: g, inside: held})
	}
}

// fold hides blocks behind a line to click on, where the reader's page knows how; else they are simply there.
func (d *doc) fold(title inline, inside func()) {
	d.within(group{frame: frameFold, title: title}, inside)
}

// chart adds a picture of what stands in words beside it, with its Mermaid where it has one.
func (d *doc) chart(shows any, mermaid string) {
	d.add(block{kind: kindChart, chart: shows, code: code{"mermaid", strings.TrimRight(mermaid, "\n ")}})
}

// sum opens a number to what it is made of, in the formats that have room for it.
func (d *doc) sum(title inline, inside func()) {
	d.within(group{frame: frameSum, title: title}, inside)
}

// Marks of a link inside inline text. Text from outside never holds a control byte, so that it cannot forge one.
const (
	refTo   = "\x01"
	refSays = "\x02"
	refEnd  = "\x03"
)

// ref is a link to another place of the same document, in the formats that have places.
func ref(id string, says inline) inline { return inline(refTo+"#"+id+refSays) + says + refEnd }

// link is the address of a document; it can be followed where it is plainly one on the web.
func link(address string) inline {
	says := say("%s", address)
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || strings.Trim(address, webRunes) != "" {
		return says
	}
	return inline(refTo+u.String()+refSays) + says + refEnd
}

// webRunes are what an address is made of, if it means nothing but an address.
const webRunes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#@!$&()+,;=%"

// place is the place of a thing by its id. Two ids have two places, whatever stands in them.
func place(prefix, id string) string {
	var b strings.Builder
	b.WriteString(prefix)
	for i := 0; i < len(id); i++ {
		switch c := id[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "_%02x", c)
		}
	}
	return b.String()
}
