package plain

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"drydock/assess/desk"
)

// choice is something that may be typed, and what it does.
type choice struct {
	key, does string
	main      bool // said even where the prompt is short
}

func key(k, does string) choice { return choice{key: k, does: does} }

// question is a prompt: numbers choose of a list that was said before, letters do something.
type question struct {
	numbers int    // 1 to so many choose; 0: none
	choose  string // what a number is typed for: "to open it"
	choices []choice
	enter   string // what Enter stands for; empty: Enter says the page again
	takes   string // what Enter does, where that is no choice's own words
	short   bool   // say the main choices only; ? lists the others
}

// picked is the answer to a question: a number of the list, or the key of a choice.
type picked struct {
	n   int
	key string
}

// everywhere is what works at every prompt.
func everywhere() []choice {
	return []choice{key("?", "help"), key("b", "back"), key("u", "undo"), key("r", "redo"), key("q", "quit; the next start comes back to here")}
}

// ask says what may be typed, and listens until something of it is.
func (t *talk) ask(q question) (picked, error) {
	if t.refreshed() {
		return picked{}, errAgain
	}
	t.say("%s", q.prompt())
	for {
		line, err := t.hear()
		if err != nil {
			return picked{}, err
		}
		typed := strings.ToLower(line)
		if typed == "" {
			if typed = q.enter; typed == "" {
				return picked{}, errAgain
			}
		}
		if n, err := strconv.Atoi(typed); err == nil && n >= 1 && n <= q.numbers {
			return picked{n: n}, nil
		}
		for _, c := range q.choices {
			if typed == c.key || typed == strings.ToLower(c.does) {
				return picked{key: c.key}, nil
			}
		}
		if err := t.general(line, q.help); err != nil {
			return picked{}, err
		}
	}
}

// prompt is the question in a sentence or two.
func (q question) prompt() string {
	var parts []string
	takes, more := q.takes, false
	if q.numbers == 1 {
		parts = append(parts, "1 "+q.choose)
	} else if q.numbers > 1 {
		parts = append(parts, fmt.Sprintf("a number from 1 to %d %s", q.numbers, q.choose))
	}
	for _, c := range q.choices {
		switch {
		case c.key == q.enter && len(c.key) > 1: // a word for scripts; people press Enter
			takes = c.does
		case q.short && !c.main:
			more = true
		default:
			parts = append(parts, c.key+" "+c.does)
			if c.key == q.enter {
				takes = c.does
			}
		}
	}
	s := "Type " + strings.Join(parts, "; ") + "."
	if more {
		s += " ? lists what else."
	}
	if q.enter != "" {
		s += " Enter: " + takes
		if len(q.enter) == 1 {
			s += " [" + q.enter + "]"
		}
		s += "."
	}
	return s
}

// help lists what may be typed, one a line.
func (q question) help(t *talk) {
	switch {
	case q.numbers == 1:
		t.say("1: %s", q.choose)
	case q.numbers > 1:
		t.say("1 to %d: %s", q.numbers, q.choose)
	}
	for _, c := range q.choices {
		k := c.key
		if c.key == q.enter {
			k += ", or Enter"
		}
		t.say("%s: %s", k, c.does)
	}
}

// general does what works everywhere. What is not known is told, with what was expected.
func (t *talk) general(line string, help func(*talk)) error {
	switch strings.ToLower(line) {
	case "?", "help":
		help(t)
		for _, c := range everywhere() {
			t.say("%s: %s", c.key, c.does)
		}
		t.say("park and a few words: park a side topic, from anywhere")
		return nil
	case "b", "back":
		return errBack
	case "q", "quit", "exit":
		t.keepPlace()
		return errQuit
	case "u", "undo", "r", "redo":
		return t.undoing(strings.ToLower(line)[0] == 'u')
	}
	if topic, ok := strings.CutPrefix(line, "park "); ok && t.v != nil && strings.TrimSpace(topic) != "" {
		t.park(topic)
		return nil
	}
	t.say("“%s” is none of it. Here you can type:", line)
	help(t)
	t.say("Besides: ? helps, b goes back, u undoes, r redoes, q quits.")
	return nil
}

// undoing takes the last change back, or makes it again.
func (t *talk) undoing(undo bool) error {
	if t.v == nil {
		t.say("There is nothing to take back here: no assessment is open.")
		return nil
	}
	do := t.desk.Redo
	if undo {
		do = t.desk.Undo
	}
	r, err := do(t.ctx, t.v)
	if err != nil && errors.Is(err, desk.ErrNothing) {
		return t.trouble(err)
	}
	if r.View != nil {
		t.v = r.View
	}
	if err != nil {
		return t.trouble(err)
	}
	t.say("%s", stopped(r.What))
	return errAgain
}

// yes asks a question that is answered by yes or no; Enter takes no unless def says otherwise.
func (t *talk) yes(def bool, format string, args ...any) (bool, error) {
	t.say(format, args...)
	q := question{choices: []choice{key("1", "yes"), key("2", "no")}, enter: "2"}
	if def {
		q.enter = "1"
	}
	p, err := t.insist(q)
	return p.key == "1", err
}

// insist asks until it is answered, where what was said before need not be said again.
func (t *talk) insist(q question) (picked, error) {
	for {
		if p, err := t.ask(q); !errors.Is(err, errAgain) {
			return p, err
		}
	}
}
