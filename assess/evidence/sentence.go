package evidence

import (
	"fmt"
	"strings"

	"drydock/assess/fact"
)

// sentence says a verdict with its counts: of Regions, accounts or resources, each by the worst that was found on it, or
// of checks where these are mixed.
func sentence(ev *Evidence, counting []Finding) string {
	if len(counting) == 0 {
		return "nothing to judge"
	}
	c := countingOf(ev, counting)
	of := fmt.Sprintf("of %d %s", c.total(), c.noun())
	rest := ""
	if c.unknowns > 0 {
		rest = fmt.Sprintf(", %d not known", c.unknowns)
	}
	switch {
	case ev.Verdict == VerdictFail:
		return fmt.Sprintf("fails %s %d %s%s", c.in, c.fails, of, rest)
	case ev.Verdict == VerdictPass:
		return fmt.Sprintf("passes %s %d %s", c.in, c.passes, of)
	case ev.Verdict == VerdictSome:
		return fmt.Sprintf("in part (%d %s%s)", c.passes, of, rest)
	case c.passes > 0:
		return fmt.Sprintf("passes %s %d %s%s", c.in, c.passes, of, rest)
	}
	return fmt.Sprintf("not known %s %d %s", c.in, c.unknowns, of)
}

// Shows is the evidence as a sentence about AWS: "AWS shows it in part (57 of 60 agents)".
func (e *Evidence) Shows() string {
	switch e.Verdict {
	case VerdictSome:
		return "AWS shows it " + e.Sentence
	case VerdictNotAssessed, VerdictNone:
		return "AWS settles nothing: " + e.Sentence
	}
	return "AWS shows that it " + e.Sentence
}

// counts are how many of what passed, failed and are not known.
type counts struct {
	passes, fails, unknowns int
	one, in                 string // the noun, and the preposition that goes with it
}

func (c *counts) total() int { return c.passes + c.fails + c.unknowns }

func (c *counts) noun() string {
	if c.total() == 1 {
		return c.one
	}
	return Plural(c.one)
}

// countingOf counts subjects where they are all of one sort, and checks where not, or where every subject of a mixed
// verdict fails something.
func countingOf(ev *Evidence, counting []Finding) counts {
	checks := counts{ev.Passes, ev.Fails, ev.Unknowns, "check", "on"}
	worst := map[string]*Finding{}
	sorts := map[counts]bool{}
	for i := range counting {
		f := &counting[i]
		sorts[sortOf(f)] = true
		key := strings.Join([]string{f.Account, f.Region, string(f.Resource)}, "\x00")
		if w, ok := worst[key]; !ok || severity(f) < severity(w) {
			worst[key] = f
		}
	}
	c := sortOf(&counting[0])
	if len(sorts) > 1 {
		for s := range sorts {
			if s.in != "on" {
				return checks // Regions and resources
			}
		}
		c.one = "resource"
	}
	for _, f := range worst {
		switch f.Effective() {
		case Pass:
			c.passes++
		case Fail:
			c.fails++
		default:
			c.unknowns++
		}
	}
	if ev.Passes > 0 && c.passes == 0 && ev.Verdict != VerdictFail {
		return checks
	}
	return c
}

// sortOf is what a finding is about, in words.
func sortOf(f *Finding) counts {
	switch {
	case f.Resource != "" || f.Name != "":
		return counts{one: Noun(f.Kind), in: "on"}
	case f.Region == fact.Global:
		return counts{one: "account", in: "in"}
	}
	return counts{one: "Region", in: "in"}
}

// Noun is a kind of resource in words, without its service: "bedrock_knowledge_base" is a knowledge base.
func Noun(k fact.Kind) string {
	switch k {
	case "":
		return "resource"
	case "bedrock_usage":
		return "model in use"
	case "ec2_vpc":
		return "VPC"
	case "ec2_vpc_endpoint":
		return "VPC endpoint"
	case "organization":
		return "organisation"
	case "account":
		return "account"
	}
	_, name, ok := strings.Cut(string(k), "_")
	if !ok {
		name = string(k)
	}
	return strings.ReplaceAll(name, "_", " ")
}

// Plural is the plural of a noun as Noun and the sentences use it.
func Plural(noun string) string {
	switch {
	case strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ey") && !strings.HasSuffix(noun, "ay"):
		return strings.TrimSuffix(noun, "y") + "ies"
	case noun == "model in use":
		return "models in use"
	case strings.HasSuffix(noun, "s"):
		return noun
	}
	return noun + "s"
}
