package collect

import (
	"fmt"
	"slices"
	"strings"

	"drydock/assess/fact"
)

// granted names the services of which Allow statements grant something, and those of which one statement grants every action, by
// the text alone. An Allow with NotAction grants whatever it does not name, and so counts as all. It stops at a document that
// cannot be read: what it holds is not known.
func granted(policies []fact.Policy) (services, whole []string, err error) {
	for _, p := range policies {
		statements, err := parsePolicy(p.Document)
		if err != nil {
			return nil, nil, fmt.Errorf("policy %s cannot be read: %w", p.Name, err)
		}
		for _, s := range statements {
			if s.Effect != "Allow" {
				continue
			}
			if s.NotAction {
				services, whole = append(services, "*"), append(whole, "*")
				continue
			}
			for _, action := range s.Actions {
				service, every := serviceOf(action)
				services = append(services, service)
				if every {
					whole = append(whole, service)
				}
			}
		}
	}
	return distinct(services), distinct(whole), nil
}

// serviceOf parts an action's pattern: the service, * where the pattern leaves it open, and whether it is every action of it.
func serviceOf(action string) (service string, every bool) {
	service, name, named := strings.Cut(strings.ToLower(action), ":")
	if strings.ContainsAny(service, "*?") {
		service = "*"
	}
	return service, !named && service == "*" || name != "" && strings.Trim(name, "*") == ""
}

func distinct(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// grants derives what the policies that were read grant; where one was not read, neither is known.
func grants(m *fact.Meta, policies []fact.Policy) (services, whole []string) {
	gap, missing := m.Unread["policies"]
	services, whole, err := granted(policies)
	if err != nil && !missing {
		gap, missing = unexpected(authorizationDetails, err.Error()), true
	}
	if missing {
		m.MarkUnread("services", gap)
		m.MarkUnread("wholeServices", gap)
		return nil, nil
	}
	return services, whole
}

// unpinned names the service principals that a trust policy lets in on anybody's behalf.
func unpinned(document string) ([]string, error) {
	statements, err := parsePolicy(document)
	if err != nil {
		return nil, err
	}
	var services []string
	for _, s := range statements {
		if s.Effect != "Allow" || s.pinned() {
			continue
		}
		for _, p := range s.Principals {
			if strings.HasSuffix(p, ".amazonaws.com") || strings.HasSuffix(p, ".amazonaws.com.cn") {
				services = append(services, p)
			}
		}
	}
	return distinct(services), nil
}

// pinned says that a statement asks on whose behalf a service acts. A test that also holds when the key is missing (…IfExists),
// that only forbids some values, or that asks for the key's absence pins nothing.
func (s statement) pinned() bool {
	for operator, keys := range s.Conditions {
		op := strings.ToLower(operator)
		if strings.HasSuffix(op, "ifexists") || strings.Contains(op, "not") || op == "null" {
			continue
		}
		for _, key := range []string{"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"} {
			if len(keys[key]) > 0 && !slices.Contains(keys[key], "*") {
				return true
			}
		}
	}
	return false
}
