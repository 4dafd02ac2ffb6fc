package iam

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxDocument is far above any policy that AWS accepts (20,480 characters for a resource policy in S3).
const maxDocument = 256 << 10

// parsedDocument is a policy document, or why it cannot be understood.
type parsedDocument struct {
	statements []statement
	err        error
}

// statement is one statement of a policy.
type statement struct {
	allow        bool
	actions      []string // lower case
	notAction    bool
	resources    []string
	notResource  bool
	conditions   []condition
	somebodyElse bool     // it names principals, and not everybody
	principals   []string // whom it names: ARNs, account ids, services, "*"
	notPrincipal bool     // it names everybody but them
}

// condition is one operator on one key with its values.
type condition struct {
	operator string
	key      string
	values   []string
}

// parse reads a document once per text.
func (e *Evaluator) parse(text string) parsedDocument {
	e.mu.Lock()
	defer e.mu.Unlock()
	if d, ok := e.parsed[text]; ok {
		return d
	}
	statements, err := parseDocument(text)
	d := parsedDocument{statements, err}
	e.parsed[text] = d
	return d
}

// parseDocument reads a policy document strictly: an element that it does not know could change what the policy means.
func parseDocument(text string) ([]statement, error) {
	if len(text) > maxDocument {
		return nil, fmt.Errorf("it is larger than %d bytes", maxDocument)
	}
	if err := noDuplicateKeys([]byte(text)); err != nil {
		return nil, err
	}
	var doc map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		return nil, fmt.Errorf("it is not a JSON object: %w", err)
	}
	for key := range doc {
		if !slices.Contains([]string{"Version", "Id", "Statement"}, key) {
			return nil, fmt.Errorf("it has an element %q, which policies do not have", key)
		}
	}
	raw, ok := doc["Statement"]
	if !ok {
		return nil, errors.New("it has no Statement")
	}
	items, err := oneOrMany[map[string]json.RawMessage](raw)
	if err != nil {
		return nil, fmt.Errorf("its Statement is neither an object nor a list of objects: %w", err)
	}
	statements := make([]statement, 0, len(items))
	for i, item := range items {
		s, err := parseStatement(item)
		if err != nil {
			return nil, fmt.Errorf("statement %d: %w", i+1, err)
		}
		statements = append(statements, s)
	}
	return statements, nil
}

func parseStatement(item map[string]json.RawMessage) (statement, error) {
	var s statement
	var effect string
	for key, raw := range item {
		var err error
		switch key {
		case "Sid":
			var sid string
			err = json.Unmarshal(raw, &sid)
		case "Effect":
			err = json.Unmarshal(raw, &effect)
		case "Action", "NotAction":
			s.notAction = key == "NotAction"
			s.actions, err = oneOrMany[string](raw)
		case "Resource", "NotResource":
			s.notResource = key == "NotResource"
			s.resources, err = oneOrMany[string](raw)
		case "Condition":
			s.conditions, err = parseConditions(raw)
		case "Principal":
			s.principals = namesOf(raw)
			s.somebodyElse = !slices.Contains(s.principals, "*")
		case "NotPrincipal":
			s.principals, s.notPrincipal, s.somebodyElse = namesOf(raw), true, true
		default:
			err = errors.New("policies do not have it")
		}
		if err != nil {
			return s, fmt.Errorf("%s: %w", key, err)
		}
	}
	for i, a := range s.actions {
		s.actions[i] = strings.ToLower(a)
	}
	return s, s.shape(item, effect)
}

// shape checks that a statement has what it needs, and not both of a pair.
func (s *statement) shape(item map[string]json.RawMessage, effect string) error {
	both := func(a, b string) bool { return item[a] != nil && item[b] != nil }
	switch {
	case effect != "Allow" && effect != "Deny":
		return fmt.Errorf("its Effect is %q; it must be Allow or Deny", effect)
	case both("Action", "NotAction"), both("Resource", "NotResource"), both("Principal", "NotPrincipal"):
		return errors.New("it has an element and its Not- twin")
	case len(s.actions) == 0:
		return errors.New("it names no Action")
	case len(s.resources) == 0 && (item["Principal"] != nil || item["NotPrincipal"] != nil) && item["Resource"] == nil && item["NotResource"] == nil:
		s.resources = []string{"*"} // a trust policy speaks of the role that carries it
	case len(s.resources) == 0:
		return errors.New("it names no Resource")
	}
	s.allow = effect == "Allow"
	return nil
}

// namesOf lists whom a Principal element names. Only AWS principals can be everybody: a service or identity provider called "*" is none.
func namesOf(raw json.RawMessage) []string {
	var who string
	if json.Unmarshal(raw, &who) == nil {
		return []string{who}
	}
	var byType map[string]json.RawMessage
	if json.Unmarshal(raw, &byType) != nil {
		return nil
	}
	var names []string
	for kind, list := range byType {
		several, err := oneOrMany[string](list)
		if err != nil || kind != "AWS" {
			several = slices.DeleteFunc(several, func(name string) bool { return name == "*" })
		}
		names = append(names, several...)
	}
	slices.Sort(names)
	return names
}

// parseConditions reads a Condition element into a list in a fixed order.
func parseConditions(raw json.RawMessage) ([]condition, error) {
	var block map[string]map[string]json.RawMessage
	if err := json.Unmarshal(raw, &block); err != nil {
		return nil, err
	}
	var all []condition
	for operator, keys := range block {
		for key, raw := range keys {
			values, err := scalars(raw)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", operator, key, err)
			}
			all = append(all, condition{operator: operator, key: strings.ToLower(key), values: values})
		}
	}
	slices.SortFunc(all, func(a, b condition) int {
		return strings.Compare(a.operator+" "+a.key, b.operator+" "+b.key)
	})
	return all, nil
}

// scalars reads the values of a condition, which may be strings, numbers or booleans.
func scalars(raw json.RawMessage) ([]string, error) {
	items, err := oneOrMany[json.RawMessage](raw)
	if err != nil {
		return nil, err
	}
	values := make([]string, 0, len(items))
	for _, item := range items {
		item = bytes.TrimSpace(item)
		switch {
		case len(item) > 0 && item[0] == '"':
			var s string
			if err := json.Unmarshal(item, &s); err != nil {
				return nil, err
			}
			values = append(values, s)
		case len(item) > 0 && (item[0] == '{' || item[0] == '[' || item[0] == 'n'):
			return nil, errors.New("a value is neither text, number nor truth value")
		default:
			values = append(values, string(item))
		}
	}
	return values, nil
}

// oneOrMany reads one value or a list of them. null is neither.
func oneOrMany[T any](raw json.RawMessage) ([]T, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return nil, errors.New("it is empty")
	}
	if raw[0] != '[' {
		var one T
		if err := json.Unmarshal(raw, &one); err != nil {
			return nil, err
		}
		return []T{one}, nil
	}
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return nil, err
	}
	many := make([]T, len(items))
	for i, item := range items {
		if bytes.Equal(bytes.TrimSpace(item), []byte("null")) {
			return nil, errors.New("it holds null")
		}
		if err := json.Unmarshal(item, &many[i]); err != nil {
			return nil, err
		}
	}
	return many, nil
}

// noDuplicateKeys refuses an object that names a key twice, in whatever case: encoding/json would let the last one win.
func noDuplicateKeys(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	type frame struct {
		keys   map[string]bool // nil in a list
		isKey  bool
		object bool
	}
	var stack []frame
	for {
		token, err := d.Token()
		if err != nil {
			break // the end, or what json.Unmarshal will report
		}
		top := len(stack) - 1
		if top >= 0 && stack[top].object && stack[top].isKey {
			if key, ok := token.(string); ok {
				folded := strings.ToLower(key)
				if stack[top].keys[folded] {
					return fmt.Errorf("it names %q twice", key)
				}
				stack[top].keys[folded] = true
				stack[top].isKey = false
				continue
			}
		}
		switch token {
		case json.Delim('{'):
			stack = append(stack, frame{keys: map[string]bool{}, isKey: true, object: true})
			continue
		case json.Delim('['):
			stack = append(stack, frame{})
			continue
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:len(stack)-1]
		}
		if top := len(stack) - 1; top >= 0 && stack[top].object {
			stack[top].isKey = true
		}
	}
	return nil
}

// grants says what a statement allows or denies of the action asked about, or nothing.
func (s *statement) grants(q *question, from string) []grant {
	action := strings.ToLower(q.action)
	if slices.ContainsFunc(s.actions, func(p string) bool { return globs(p, action) }) == s.notAction {
		return nil
	}
	applies, why := q.context.all(s.conditions)
	if applies == No {
		return nil
	}
	if s.somebodyElse && applies == Yes {
		applies, why = Unknown, "whom it names as principal"
	}
	plain, variable := q.context.splitVariables(s.resources)
	if s.notResource {
		// Leaving out a pattern with a variable makes the set larger, and so it is not sure.
		g := grant{resources: plain, except: true, sure: applies == Yes && len(variable) == 0, why: why, from: from}
		if len(variable) > 0 && why == "" {
			g.why = "a policy variable"
		}
		return []grant{g}
	}
	var out []grant
	if len(plain) > 0 {
		out = append(out, grant{resources: plain, sure: applies == Yes, why: why, from: from})
	}
	if len(variable) > 0 {
		out = append(out, grant{resources: variable, why: "a policy variable", from: from})
	}
	return out
}

// splitVariables parts patterns from those with a policy variable that is not known, in which a * takes the variable's place.
func (c context) splitVariables(patterns []string) (plain, variable []string) {
	for _, p := range patterns {
		if wide, open := c.fill(p); open {
			variable = append(variable, wide)
		} else {
			plain = append(plain, wide)
		}
	}
	return plain, variable
}

// fill puts the value of each policy variable in its place, in which * and ? stand for themselves, and a * for each variable of
// which the value is not known or not there; open says that there was one. ${*}, ${?} and ${$} are not variables.
func (c context) fill(p string) (filled string, open bool) {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(p, "${")
		b.WriteString(before)
		if !ok {
			return b.String(), open
		}
		name, after, closed := strings.Cut(rest, "}")
		value := c[strings.ToLower(strings.TrimSpace(name))]
		switch {
		case !closed:
			b.WriteString("*")
			return b.String(), true
		case name == "*" || name == "?" || name == "$":
			b.WriteString("${" + name + "}")
		case value != "":
			b.WriteString(literal(value))
		default:
			b.WriteString("*")
			open = true
		}
		p = after
	}
}

// literal writes text so that a pattern takes each of its characters for itself.
func literal(s string) string {
	return strings.NewReplacer("*", "${*}", "?", "${?}", "$", "${$}").Replace(s)
}
