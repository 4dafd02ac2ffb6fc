package report

import (
	"html"
	"html/template"
	"strings"
)

// html is inline text for a page. Inline text is a closed language: text whose marks were escaped by say, emphasis, a line
// break and links of our own. Whatever else stands in it is shown as it stands.
func (s inline) html() template.HTML {
	var w inlineWriter
	w.write(string(s))
	return template.HTML(w.b.String()) //nolint:gosec // every rune went through text or is a tag of ours
}

// plain is inline text without any mark.
func (s inline) plain() string {
	w := inlineWriter{bare: true}
	w.write(string(s))
	return html.UnescapeString(w.b.String())
}

// inlineWriter writes inline text, and closes what it opened in the right order.
type inlineWriter struct {
	b    strings.Builder
	open []string
	bare bool // text alone
}

func (w *inlineWriter) write(s string) {
	for i := 0; i < len(s); {
		i += w.next(s[i:])
	}
	for len(w.open) > 0 {
		w.close(w.open[len(w.open)-1])
	}
}

// next writes what stands first and says how long it was.
func (w *inlineWriter) next(s string) int {
	switch {
	case s[0] == '\\' && len(s) > 1 && isMark(s[1]):
		w.text(s[1:2])
		return 2
	case strings.HasPrefix(s, "**"):
		w.toggle("strong")
		return 2
	case s[0] == '*':
		w.toggle("em")
		return 1
	case strings.HasPrefix(s, "<br>"):
		w.tag("<br>")
		if w.bare {
			w.b.WriteByte(' ')
		}
		return len("<br>")
	case s[0] == '&':
		return w.entity(s)
	case s[0] == refTo[0]:
		return w.ref(s)
	case s[0] == refEnd[0]:
		w.close("a")
		return 1
	case s[0] == refSays[0]:
		return 1
	}
	n := strings.IndexAny(s[1:], "\\*<&"+refTo+refSays+refEnd) + 1
	if n == 0 {
		n = len(s)
	}
	w.text(s[:n])
	return n
}

// isMark says what Markdown lets a backslash escape.
func isMark(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}

func (w *inlineWriter) text(s string) {
	w.b.WriteString(html.EscapeString(s))
}

func (w *inlineWriter) entity(s string) int {
	for _, e := range []string{"&lt;", "&gt;", "&amp;", "&#64;"} {
		if strings.HasPrefix(s, e) {
			w.b.WriteString(e)
			return len(e)
		}
	}
	w.text("&")
	return 1
}

func (w *inlineWriter) ref(s string) int {
	to, _, found := strings.Cut(s[1:], refSays)
	if !found {
		return 1
	}
	away := ""
	if !strings.HasPrefix(to, "#") {
		away = ` rel="noreferrer noopener"`
	}
	w.tag(`<a href="` + html.EscapeString(to) + `"` + away + `>`)
	w.open = append(w.open, "a")
	return len(refTo) + len(to) + len(refSays)
}

func (w *inlineWriter) tag(s string) {
	if !w.bare {
		w.b.WriteString(s)
	}
}

func (w *inlineWriter) toggle(name string) {
	for _, o := range w.open {
		if o == name {
			w.close(name)
			return
		}
	}
	w.tag("<" + name + ">")
	w.open = append(w.open, name)
}

// close ends an element and whatever was opened within it.
func (w *inlineWriter) close(name string) {
	for i := len(w.open) - 1; i >= 0; i-- {
		if w.open[i] != name {
			continue
		}
		for j := len(w.open) - 1; j >= i; j-- {
			w.tag("</" + w.open[j] + ">")
		}
		w.open = w.open[:i]
		return
	}
}
