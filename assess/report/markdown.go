package report

import (
	"strconv"
	"strings"
)

// String is the document as Markdown.
func (d *doc) String() string {
	var m markdown
	m.blocks(d.blocks)
	return m.b.String()
}

// markdown writes blocks one below the other.
type markdown struct{ b strings.Builder }

func (m *markdown) blocks(all []block) {
	for i := range all {
		m.block(&all[i])
	}
}

func (m *markdown) block(b *block) {
	switch b.kind {
	case kindHeading:
		m.write(strings.Repeat("#", b.level) + " " + oneLine(b.text))
	case kindPara, kindRaw:
		m.write(oneLine(b.text))
	case kindQuote:
		m.items(b.items, "\n>\n", func(int) string { return "> " })
	case kindBullets:
		m.items(b.items, "\n", func(int) string { return "- " })
	case kindNumbers:
		m.items(b.items, "\n", func(i int) string { return strconv.Itoa(i+1) + ". " })
	case kindTable:
		m.table(b.table)
	case kindCode:
		m.code(b.code)
	case kindChart:
		if b.code.text != "" {
			m.code(b.code)
		}
	case kindGroup:
		m.group(b)
	}
}

func (m *markdown) write(s string) {
	if m.b.Len() > 0 {
		m.b.WriteByte('\n')
	}
	m.b.WriteString(s)
	m.b.WriteByte('\n')
}

func (m *markdown) items(items []item, between string, mark func(int) string) {
	var out []string
	line := func(s inline) {
		if s != "" {
			out = append(out, mark(len(out))+oneLine(s))
		}
	}
	for _, it := range items {
		line(it.text)
		for _, u := range it.under {
			line(u)
		}
		line(it.left)
	}
	m.write(strings.Join(out, between))
}

func (m *markdown) table(t *table) {
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
	m.write(strings.TrimSuffix(b.String(), "\n"))
}

// code is fenced; the fence is longer than any run of backticks inside.
func (m *markdown) code(c code) {
	fence := "```"
	for strings.Contains(c.text, fence) {
		fence += "`"
	}
	m.write(fence + c.language + "\n" + c.text + "\n" + fence)
}

func (m *markdown) group(b *block) {
	switch b.group.frame {
	case frameSum:
	case frameFold:
		m.write("<details><summary>" + oneLine(b.group.title) + "</summary>")
		m.blocks(b.inside)
		m.write("</details>")
	default:
		m.blocks(b.inside)
	}
}

// oneLine is the last guard: inline text never holds a line break, and Markdown has no places to link to.
func oneLine(s inline) string {
	for {
		before, rest, found := strings.Cut(string(s), refTo)
		if !found {
			break
		}
		_, says, _ := strings.Cut(rest, refSays)
		s = inline(before + says)
	}
	if strings.ContainsAny(string(s), "\n\r"+refEnd) {
		s = inline(strings.NewReplacer("\n", " ", "\r", " ", refEnd, "").Replace(string(s)))
	}
	return strings.TrimSpace(string(s))
}
