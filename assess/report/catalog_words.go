package report

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"drydock/questionnaire"
)

// plainAddress is an https address that Markdown can't mistake for anything else.
var plainAddress = regexp.MustCompile(`^https://[A-Za-z0-9.-]+(/[A-Za-z0-9._~/?#=&%+,;:!-]*)?$`)

// address is a source as a link that shows where it leads; one that is no plain address is only text.
func address(s string) inline {
	if plainAddress.MatchString(s) {
		return inline("<" + s + ">")
	}
	return say("%s", s)
}

// tailored says for whom a control is; empty for everybody.
func tailored(t questionnaire.Tailoring) string {
	var parts []string
	add := func(what string, list []string) {
		if len(list) > 0 {
			parts = append(parts, what+" "+strings.Join(list, " or "))
		}
	}
	add("what runs on", t.RunsOn)
	add("models that are", t.ModelKind)
	add("generative AI scope", numbers(t.GenAILevel))
	add("agency scope", numbers(t.AgencyLevel))
	add("data that is", t.Data)
	add("an audience of", t.Audience)
	add("tenancy of", t.Tenancy)
	if t.Bought != nil {
		parts = append(parts, map[bool]string{true: "what was bought ready-made", false: "what was not bought ready-made"}[*t.Bought])
	}
	if t.Organization != nil {
		parts = append(parts, map[bool]string{true: "accounts in an organisation", false: "accounts in no organisation"}[*t.Organization])
	}
	return strings.Join(parts, "; ")
}

func numbers(list []int) []string {
	var out []string
	for _, n := range list {
		out = append(out, fmt.Sprint(n))
	}
	return out
}

func sameAs(table map[string][]string) inline {
	var parts []inline
	for _, source := range slices.Sorted(maps.Keys(table)) {
		parts = append(parts, say("%s: %s", source, strings.Join(table[source], ", ")))
	}
	return join(parts, "; ")
}

func crosswalks(c *questionnaire.Control) []inline {
	var items []inline
	for _, r := range references(c) {
		items = append(items, say("%s", r))
	}
	return items
}

func fromPack(id string) string {
	if id == "" {
		return ""
	}
	return ", from the pack " + id
}

// words joins ids of any of the catalogue's closed lists.
func words[T ~string](list []T) string {
	var out []string
	for _, x := range list {
		out = append(out, string(x))
	}
	return strings.Join(out, ", ")
}
