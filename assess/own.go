package assess

import (
	"strings"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// stackTag is the tag that CloudFormation sets on what it creates.
const stackTag = "aws:cloudformation:stack-name"

// Own says whose a resource is: what people claimed wins, then the scope's picks, ARN patterns, stacks and tags (all of
// the tags must match). Where the scope names nothing the account is ours; where it does, what matches nothing is
// unassigned, and what might match by tags that could not be read is unclear. A resource without an ARN is the account
// or the Region itself; it has no owner and always counts.
func Own(scope questionnaire.Scope, claims []Claim) func(arn string, m *fact.Meta) evidence.Ownership {
	claimed := map[string]evidence.Ownership{}
	for _, c := range claims {
		claimed[string(c.Resource)] = c.Whose
	}
	ours := scope.Ours
	silent := len(ours.Tags) == 0 && len(ours.ARNs) == 0 && len(ours.Stacks) == 0 && len(ours.Picked) == 0
	return func(arn string, m *fact.Meta) evidence.Ownership {
		if whose, ok := claimed[arn]; ok && arn != "" {
			return whose
		}
		switch {
		case arn == "":
			return ""
		case silent, picked(ours, arn), tagged(ours, m):
			return evidence.Ours
		case tagsUnread(ours, m):
			return evidence.Unclear
		}
		return evidence.Unassigned
	}
}

func picked(ours questionnaire.Ours, arn string) bool {
	for _, p := range ours.Picked {
		if p == arn {
			return true
		}
	}
	for _, p := range ours.ARNs {
		if wildcard(p, arn) {
			return true
		}
	}
	return false
}

func tagged(ours questionnaire.Ours, m *fact.Meta) bool {
	if m == nil {
		return false
	}
	for _, s := range ours.Stacks {
		if m.Tags[stackTag] == s {
			return true
		}
	}
	if len(ours.Tags) == 0 {
		return false
	}
	for k, v := range ours.Tags {
		if got, ok := m.Tags[k]; !ok || got != v {
			return false
		}
	}
	return true
}

// tagsUnread says whether the answer rests on tags that nobody could read.
func tagsUnread(ours questionnaire.Ours, m *fact.Meta) bool {
	if m == nil || len(ours.Tags)+len(ours.Stacks) == 0 {
		return false
	}
	_, unread := m.Unread["tags"]
	return unread
}

// wildcard matches s against a pattern in which * stands for any characters, none included.
func wildcard(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == s
	}
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	last := parts[len(parts)-1]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return len(s) >= len(last) && strings.HasSuffix(s, last)
}
