package evidence

import (
	"fmt"
	"strings"

	"drydock/assess/fact"
)

// sentence says a verdict with its counts.
func sentence(ev *Evidence, counting []Finding) string {
	total := len(counting)
	if total == 0 {
		return "nothing to judge"
	}
	u := unitOf(counting)
	rest := ""
	if ev.Unknowns > 0 {
		rest = fmt.Sprintf(", %d not known", ev.Unknowns)
	}
	switch ev.Verdict {
	case VerdictPass:
		return fmt.Sprintf("passes %s %d of %d %s", u.in, ev.Passes, total, u.name(total))
	case VerdictSome:
		return fmt.Sprintf("passes %s %d of %d %s%s", u.in, ev.Passes, total, u.name(total), rest)
	case VerdictFail:
		return fmt.Sprintf("fails %s %d of %d %s%s", u.in, ev.Fails, total, u.name(total), rest)
	}
	if ev.Passes > 0 {
		return fmt.Sprintf("passes %s %d of %d %s%s", u.in, ev.Passes, total, u.name(total), rest)
	}
	return fmt.Sprintf("not known %s %d of %d %s", u.in, ev.Unknowns, total, u.name(total))
}

// unit is what a sentence counts, and the preposition that goes with it.
type unit struct{ one, in string }

func (u unit) name(n int) string {
	if n == 1 {
		return u.one
	}
	return Plural(u.one)
}

// unitOf finds the word for what is counted: Regions where there is one finding in each, the resource's kind where there
// is one for each resource, checks where a resource was checked more than once.
func unitOf(counting []Finding) unit {
	places, subjects, kinds := map[string]bool{}, map[string]bool{}, map[fact.Kind]bool{}
	accounts, global, onTarget := map[string]bool{}, true, false
	for i := range counting {
		f := &counting[i]
		place := f.Account + "/" + f.Region
		places[place], accounts[f.Account] = true, true
		subjects[place+"/"+string(f.Resource)] = true
		kinds[f.Kind] = true
		global = global && f.Region == fact.Global
		onTarget = onTarget || f.Resource == ""
	}
	n := len(counting)
	switch {
	case len(subjects) < n:
		return unit{"check", "on"}
	case len(places) == n && global && (onTarget || n > 1):
		return unit{"account", "in"}
	case len(places) == n && (onTarget || n > 1):
		return unit{"Region", "in"}
	case onTarget:
		return unit{"check", "on"}
	case len(kinds) == 1:
		return unit{Noun(counting[0].Kind), "on"}
	}
	return unit{"resource", "on"}
}

// Noun is a kind of resource in words, without its service: "bedrock_knowledge_base" is a knowledge base.
func Noun(k fact.Kind) string {
	_, name, ok := strings.Cut(string(k), "_")
	if !ok {
		name = string(k)
	}
	if name == "" {
		return "resource"
	}
	return strings.ReplaceAll(name, "_", " ")
}

// Plural is the plural of a noun as Noun and the sentences use it.
func Plural(noun string) string {
	switch {
	case strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ey") && !strings.HasSuffix(noun, "ay"):
		return strings.TrimSuffix(noun, "y") + "ies"
	case strings.HasSuffix(noun, "s"):
		return noun
	}
	return noun + "s"
}
