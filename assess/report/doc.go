package report

import (
	"fmt"
	"strconv"
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
	head []inline
	rows [][]inline
}

func (t *table) row(cells ...inline) { t.rows = append(t.rows, cells) }

// doc is a Markdown document, built block by block.
type doc struct{ b strings.Builder }

func (d *doc) String() string { return d.b.String() }

func (d *doc) block(s string) {
	if d.b.Len() > 0 {
		d.b.WriteByte('\n')
	}
	d.b.WriteString(s)
	d.b.WriteByte('\n')
}

func (d *doc) heading(level int, s inline) {
	d.block(strings.Repeat("#", level) + " " + oneLine(s))
}

func (d *doc) para(s inline) {
	if s != "" {
		d.block(oneLine(s))
	}
}

func (d *doc) quote(lines ...inline) {
	var out []string
	for _, l := range lines {
		if l != "" {
			out = append(out, "> "+oneLine(l))
		}
	}
	if len(out) > 0 {
		d.block(strings.Join(out, "\n>\n"))
	}
}

func (d *doc) bullets(items ...inline) { d.items(items, func(int) string { return "- " }) }

func (d *doc) numbers(items ...inline) {
	d.items(items, func(i int) string { return strconv.Itoa(i+1) + ". " })
}

func (d *doc) items(items []inline, mark func(int) string) {
	var out []string
	for _, it := range items {
		if it != "" {
			out = append(out, mark(len(out))+oneLine(it))
		}
	}
	if len(out) > 0 {
		d.block(strings.Join(out, "\n"))
	}
}

// table writes a table; one without rows is left out.
func (d *doc) table(t *table) {
	if len(t.rows) == 0 {
		return
	}
	var b strings.Builder
	line := func(cells []inline) {
		b.WriteByte('|')
		for i := range t.head {
			cell := ""
			if i < len(cells) {
				cell = oneLine(cells[i])
			}
			b.WriteString(" " + cell + " |")
		}
		b.WriteByte('\n')
	}
	line(t.head)
	b.WriteString("|" + strings.Repeat(" --- |", len(t.head)) + "\n")
	for _, r := range t.rows {
		line(r)
	}
	d.block(strings.TrimSuffix(b.String(), "\n"))
}

// code writes a fenced block; the fence is longer than any run of backticks inside.
func (d *doc) code(language, s string) {
	s = strings.TrimRight(text.Untrusted(s).TerminalLines(), "\n ")
	if s == "" {
		return
	}
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	d.block(fence + language + "\n" + s + "\n" + fence)
}

// fold hides blocks behind a line to click on, where the reader's page knows how; else they are simply there.
func (d *doc) fold(title string, inside func()) {
	d.block("<details><summary>" + text.Untrusted(title).HTML() + "</summary>")
	inside()
	d.block("</details>")
}

// oneLine is the last guard: inline text never holds a line break.
func oneLine(s inline) string {
	return strings.TrimSpace(strings.NewReplacer("\n", " ", "\r", " ").Replace(string(s)))
}
