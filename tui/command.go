package tui

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// ID names a command; it is stable, because configuration binds keys to it.
type ID string

// Command is something that works now on a screen. Its keys and words are in the registry, under its ID.
type Command struct {
	ID   ID
	Do   func() (Screen, Step)
	Hint bool // worth a place in the line of hints
}

// spec is what the registry knows of a command.
type spec struct {
	id    ID
	keys  []string
	short string // in the line of hints
	long  string // in help and in the palette
}

// Registry is the one table of commands: it feeds dispatch, help, palette, hints and the documentation.
type Registry struct {
	specs []spec
	byID  map[ID]int
}

// NewRegistry gives the defaults, with overrides of keys by command. An unknown command, or a key that is bound twice
// where both could work at once, is an error that names both.
func NewRegistry(overrides map[string][]string) (*Registry, error) {
	r := &Registry{specs: defaults(), byID: map[ID]int{}}
	for i, s := range r.specs {
		r.byID[s.id] = i
	}
	shipped := defaults()
	changed := map[ID]bool{}
	names := make([]string, 0, len(overrides))
	for name := range overrides {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		i, ok := r.byID[ID(name)]
		if !ok {
			return nil, &KeyError{name, fmt.Errorf("there is no command %q; `drydock config keys` lists them", name)}
		}
		for _, key := range overrides[name] {
			if err := bindable(ID(name), key); err != nil {
				return nil, &KeyError{name, err}
			}
		}
		r.specs[i].keys = overrides[name]
		changed[ID(name)] = true
	}
	return r, r.conflicts(shipped, changed)
}

// KeyError is a key that cannot be bound, with the command that it was for.
type KeyError struct {
	Command string
	Err     error
}

func (e *KeyError) Error() string { return "keys: " + e.Err.Error() }
func (e *KeyError) Unwrap() error { return e.Err }

// conflicts refuses a key that an override takes from another command of the same area or from a global one. What two share as
// shipped they may go on sharing: one of them gives way.
func (r *Registry) conflicts(shipped []spec, changed map[ID]bool) error {
	for i, a := range r.specs {
		if !changed[a.id] {
			continue
		}
		for j, b := range r.specs {
			if i == j || !meet(a.id, b.id) {
				continue
			}
			for _, key := range a.keys {
				shared := slices.Contains(shipped[i].keys, key) && slices.Contains(shipped[j].keys, key)
				if slices.Contains(b.keys, key) && !shared {
					return &KeyError{string(a.id), fmt.Errorf("%q is bound to both %s (%s) and %s (%s); give one of them another key", key, a.id, a.long, b.id, b.long)}
				}
			}
		}
	}
	return nil
}

// namedKeys are the keys that have a word for a name.
func namedKeys() []string {
	return []string{
		"enter", "tab", "esc", "space", "backspace", "delete", "insert", "up", "down", "left", "right", "home", "end", "pgup", "pgdown",
		"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12",
	}
}

// bindable refuses what no key press is called, and letters where letters are text.
func bindable(id ID, key string) error {
	last, held := key, ""
	for {
		mod, rest, ok := strings.Cut(last, "+")
		if !ok || rest == "" || !slices.Contains([]string{"ctrl", "alt", "shift", "super"}, mod) {
			break
		}
		held, last = mod, rest
	}
	letter := utf8.RuneCountInString(last) == 1
	switch {
	case !letter && !slices.Contains(namedKeys(), last) || strings.TrimSpace(last) == "":
		return fmt.Errorf("there is no key %q; write a letter, or a name such as enter, f2, ctrl+n", key)
	case letter && held == "shift":
		return fmt.Errorf("write %q as the letter that it gives", key)
	case (letter || last == "space") && held == "" && (strings.HasPrefix(string(id), "form.") || strings.HasPrefix(string(id), "list.")) && id != formTick:
		return fmt.Errorf("%s can't be %q: letters are text there; hold ctrl, as in ctrl+n", id, key)
	}
	return nil
}

// meet says whether two commands can be there at the same time: those of one area, and those that go everywhere.
func meet(a, b ID) bool {
	x, _, _ := strings.Cut(string(a), ".")
	y, _, _ := strings.Cut(string(b), ".")
	return x == y || x == "go" || y == "go"
}

func (r *Registry) spec(id ID) spec {
	if i, ok := r.byID[id]; ok {
		return r.specs[i]
	}
	return spec{id: id, short: string(id), long: string(id)}
}

// find gives the command that a key calls, among those that work now.
func (r *Registry) find(commands []Command, key string) (Command, bool) {
	for _, c := range commands {
		if slices.Contains(r.spec(c.ID).keys, key) {
			return c, true
		}
	}
	return Command{}, false
}

// Binding is a row of the key table, for the documentation.
type Binding struct {
	Command string   `json:"command"`
	Keys    []string `json:"keys"`
	What    string   `json:"what"`
}

// Bindings lists the registry in its order.
func (r *Registry) Bindings() []Binding {
	out := make([]Binding, 0, len(r.specs))
	for _, s := range r.specs {
		out = append(out, Binding{Command: string(s.id), Keys: s.keys, What: s.long})
	}
	return out
}

// keyName is how a key is written on screen.
func keyName(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "pgdown":
		return "pgdn"
	case "space":
		return "space"
	}
	return key
}
