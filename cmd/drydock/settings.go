package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"drydock/assess"
	"drydock/tui"
)

// settings is the configuration file; every field may be left out.
type settings struct {
	Me             string
	Theme          string // auto | dark | light | none
	Mouse          bool
	Plain          bool
	Keys           map[string][]string // keys by command, over the defaults
	EvidenceDays   int
	DecisionDays   int
	SettlementDays int

	path  string
	lines map[string]int // where each setting stands; a key of keys as keys.COMMAND
}

// setting is one thing that can be set: how it is read, how it is in force, and what it is for.
type setting struct {
	name  string
	means string
	read  func(s *settings, value *yaml.Node) error
}

// Themes.
const (
	themeAuto  = "auto"
	themeDark  = "dark"
	themeLight = "light"
	themeNone  = "none"
)

func themes() []string { return []string{themeAuto, themeDark, themeLight, themeNone} }

// allSettings is the table that reads the file, lists it, and documents it.
func allSettings() []setting {
	return []setting{
		{"me", "who records: the name that stands beside your answers", oneLine(func(s *settings) *string { return &s.Me })},
		{"theme", "colours: auto asks the terminal; dark, light or none choose", readTheme},
		{"mouse", "true: the workbench takes the mouse from the start; M changes it", yesNo(func(s *settings) *bool { return &s.Mouse })},
		{"plain", "true: numbered line prompts instead of screens, as --plain", yesNo(func(s *settings) *bool { return &s.Plain })},
		{"evidence-days", "how long what AWS showed counts", wholeDays(func(s *settings) *int { return &s.EvidenceDays })},
		{"decision-days", "how long an answer counts", wholeDays(func(s *settings) *int { return &s.DecisionDays })},
		{"settlement-days", "how long a settlement holds", wholeDays(func(s *settings) *int { return &s.SettlementDays })},
		{"keys", "keys by command, over the defaults; drydock config keys lists them", readKeys},
	}
}

func oneLine(to func(*settings) *string) func(*settings, *yaml.Node) error {
	return func(s *settings, v *yaml.Node) error {
		if v.Kind != yaml.ScalarNode {
			return errors.New("write it as one line of text")
		}
		*to(s) = v.Value
		return nil
	}
}

func yesNo(to func(*settings) *bool) func(*settings, *yaml.Node) error {
	return func(s *settings, v *yaml.Node) error {
		if v.Decode(to(s)) != nil {
			return fmt.Errorf("write true or false, not %q", v.Value)
		}
		return nil
	}
}

func wholeDays(to func(*settings) *int) func(*settings, *yaml.Node) error {
	return func(s *settings, v *yaml.Node) error {
		n, err := strconv.Atoi(v.Value)
		if err != nil || n < 1 || v.Kind != yaml.ScalarNode {
			return fmt.Errorf("write whole days as a number, not %q", v.Value)
		}
		*to(s) = n
		return nil
	}
}

func readTheme(s *settings, v *yaml.Node) error {
	if !slices.Contains(themes(), v.Value) {
		return fmt.Errorf("there is no theme %q; there are %s", v.Value, strings.Join(themes(), ", "))
	}
	s.Theme = v.Value
	return nil
}

// readKeys takes a key, or a list of keys, for each command.
func readKeys(s *settings, v *yaml.Node) error {
	if v.Kind != yaml.MappingNode {
		return errors.New("write one command to a line, such as walk.note: ctrl+n")
	}
	s.Keys = map[string][]string{}
	for i := 0; i+1 < len(v.Content); i += 2 {
		name, value := v.Content[i], v.Content[i+1]
		if _, twice := s.Keys[name.Value]; twice {
			return atLine(name, fmt.Errorf("%s stands there twice", name.Value))
		}
		var keys []string
		switch {
		case value.Kind == yaml.ScalarNode && value.Tag != "!!null":
			keys = []string{value.Value}
		case value.Kind == yaml.SequenceNode:
			for _, k := range value.Content {
				if k.Kind != yaml.ScalarNode {
					return atLine(k, errors.New("a key is one word, such as N or ctrl+n"))
				}
				keys = append(keys, k.Value)
			}
		default:
			return atLine(value, fmt.Errorf("%s needs a key, such as N, or a list of keys", name.Value))
		}
		s.Keys[name.Value] = keys
		s.lines["keys."+name.Value] = name.Line
	}
	return nil
}

// lineError is an error that knows its line.
type lineError struct {
	line int
	err  error
}

func (p *lineError) Error() string { return p.err.Error() }

func atLine(n *yaml.Node, err error) error { return &lineError{line: n.Line, err: err} }

// cfg reads the configuration, once; no file means the defaults, unless --config named it.
func (a *app) cfg() (*settings, error) {
	if a.settings != nil {
		return a.settings, nil
	}
	path, err := a.configPath()
	if err != nil {
		return nil, err
	}
	s := &settings{path: path, lines: map[string]int{}}
	data, err := readSmall(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && a.config == "":
	case err != nil:
		return nil, fmt.Errorf("the configuration can't be read: %w", err)
	default:
		if err := s.decode(data); err != nil {
			return nil, err
		}
	}
	a.settings = s
	return s, nil
}

// decode is strict: what is unknown, misspelt or impossible is told with its line.
func (s *settings) decode(data []byte) error {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return fmt.Errorf("%s: %w; mend the YAML", s.path, err)
	}
	if len(doc.Content) == 0 {
		return nil
	}
	top := doc.Content[0]
	if top.Kind != yaml.MappingNode {
		return fmt.Errorf("%s:%d: the configuration must be key: value pairs", s.path, top.Line)
	}
	all := allSettings()
	for i := 0; i+1 < len(top.Content); i += 2 {
		name, value := top.Content[i], top.Content[i+1]
		n := slices.IndexFunc(all, func(d setting) bool { return d.name == name.Value })
		if n < 0 {
			return fmt.Errorf("%s:%d: there is no setting %q; there are %s", s.path, name.Line, name.Value, settingNames())
		}
		if _, twice := s.lines[name.Value]; twice {
			return fmt.Errorf("%s:%d: %s stands there twice", s.path, name.Line, name.Value)
		}
		s.lines[name.Value] = name.Line
		if err := all[n].read(s, value); err != nil {
			where := &lineError{line: value.Line, err: err}
			errors.As(err, &where)
			return fmt.Errorf("%s:%d: %s: %w", s.path, where.line, name.Value, where.err)
		}
	}
	return s.checkKeys()
}

// checkKeys refuses keys that cannot work, at their line.
func (s *settings) checkKeys() error {
	_, err := tui.NewRegistry(s.Keys)
	if err == nil {
		return nil
	}
	line := s.lines["keys"]
	var of *tui.KeyError
	if errors.As(err, &of) {
		line = cmp.Or(s.lines["keys."+of.Command], line)
	}
	return fmt.Errorf("%s:%d: %w", s.path, line, err)
}

func settingNames() string {
	all := allSettings()
	names := make([]string, len(all))
	for i, d := range all {
		names[i] = d.name
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func (s *settings) policy() assess.Policy {
	p := assess.DefaultPolicy()
	for _, f := range []struct {
		set int
		to  *int
	}{{s.EvidenceDays, &p.EvidenceDays}, {s.DecisionDays, &p.DecisionDays}, {s.SettlementDays, &p.SettlementDays}} {
		if f.set > 0 {
			*f.to = f.set
		}
	}
	return p
}

// from says where a setting comes from when nothing else decides it.
func (s *settings) from(name string) string {
	if line, ok := s.lines[name]; ok {
		return fmt.Sprintf("%s:%d", s.path, line)
	}
	return "default"
}

// colours is the theme in force, and where it comes from. A flag decides over the file, the file over the environment.
func (a *app) colours(s *settings) (theme, from string) {
	switch {
	case a.noColor:
		return themeNone, "--no-color"
	case s.Theme != "":
		return s.Theme, s.from("theme")
	case a.env("NO_COLOR") != "":
		return themeNone, "$NO_COLOR"
	}
	return themeAuto, "default"
}

// inForce is one line of what config show prints.
type inForce struct{ name, value, from string }

func (a *app) inForce(s *settings) []inForce {
	p := s.policy()
	theme, themeFrom := a.colours(s)
	meFrom := s.from("me")
	plainFrom := s.from("plain")
	if a.plain {
		plainFrom = "--plain"
	}
	if s.Me == "" {
		meFrom = "this machine's user"
	}
	out := []inForce{
		{"me", a.me(s), meFrom},
		{"theme", theme, themeFrom},
		{"mouse", strconv.FormatBool(s.Mouse), s.from("mouse")},
		{"plain", strconv.FormatBool(s.Plain || a.plain), plainFrom},
		{"evidence-days", strconv.Itoa(p.EvidenceDays), s.from("evidence-days")},
		{"decision-days", strconv.Itoa(p.DecisionDays), s.from("decision-days")},
		{"settlement-days", strconv.Itoa(p.SettlementDays), s.from("settlement-days")},
	}
	if len(s.Keys) == 0 {
		return append(out, inForce{"keys", "{}", "default; drydock config keys lists them"})
	}
	out = append(out, inForce{"keys", "", s.from("keys")})
	for _, name := range slices.Sorted(maps.Keys(s.Keys)) {
		out = append(out, inForce{"  " + name, "[" + strings.Join(quoted(s.Keys[name]), ", ") + "]", s.from("keys." + name)})
	}
	return out
}

func quoted(keys []string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = strconv.Quote(k)
	}
	return out
}
