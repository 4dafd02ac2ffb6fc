package tui

import (
	"fmt"
	"slices"
	"sort"
	"strings"
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
	changed := map[ID]bool{}
	names := make([]string, 0, len(overrides))
	for name := range overrides {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		i, ok := r.byID[ID(name)]
		if !ok {
			return nil, fmt.Errorf("keys: there is no command %q; `?` in the workbench lists them", name)
		}
		r.specs[i].keys = overrides[name]
		changed[ID(name)] = true
	}
	return r, r.conflicts(changed)
}

// conflicts refuses a key that an override takes from another command of the same area or from a global one.
func (r *Registry) conflicts(changed map[ID]bool) error {
	for i, a := range r.specs {
		if !changed[a.id] {
			continue
		}
		for j, b := range r.specs {
			if i == j || !meet(a.id, b.id) {
				continue
			}
			for _, key := range a.keys {
				if slices.Contains(b.keys, key) {
					return fmt.Errorf("keys: %q is bound to both %s (%s) and %s (%s); give one of them another key", key, a.id, a.long, b.id, b.long)
				}
			}
		}
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
	Command string
	Keys    []string
	What    string
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
