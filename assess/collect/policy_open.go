package collect

import (
	"slices"
	"strings"
)

// callerKeys are the condition keys that say who or where a caller is. A value without a wildcard narrows "everybody" to them.
var callerKeys = []string{
	"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:userid", "aws:username",
	"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:sourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip",
	"kms:calleraccount", "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
}

// accountKeys are those of them whose values are accounts.
var accountKeys = []string{"aws:principalaccount", "aws:sourceaccount", "aws:sourceowner", "kms:calleraccount"}

// narrowed says that a statement about everybody names who or where the caller must be.
func (s statement) narrowed() bool {
	for operator, keys := range s.Conditions {
		if !affirms(operator) {
			continue
		}
		for key, values := range keys {
			if slices.Contains(callerKeys, key) && len(values) > 0 && !slices.ContainsFunc(values, matchesAll) {
				return true
			}
		}
	}
	return false
}

// affirms says that a condition operator holds only for what it names: StringEquals does, StringNotEquals and …IfExists do not.
func affirms(operator string) bool {
	operator = strings.ToLower(operator[strings.LastIndex(operator, ":")+1:])
	return slices.Contains([]string{
		"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress",
	}, operator)
}

// matchesAll says that a value of a condition matches everything: wildcards in every part, or every address.
func matchesAll(value string) bool {
	return strings.Trim(value, "*?:/") == "" || value == "0.0.0.0/0" || value == "::/0" || strings.HasPrefix(value, "arn:*") || strings.HasPrefix(value, "arn:aws:*:*:*:*")
}

// opensToEverybody says that a policy allows everybody something, with no condition on who or where the caller is.
func opensToEverybody(statements []statement) bool {
	return slices.ContainsFunc(statements, func(s statement) bool {
		return s.Effect == "Allow" && (s.everybody() || s.NotPrincipal) && !s.narrowed()
	})
}

// foreignAccounts are the accounts other than one's own that a policy lets in, by naming them or their principals.
func foreignAccounts(statements []statement, own string) []string {
	found := map[string]bool{}
	for _, s := range statements {
		if s.Effect != "Allow" {
			continue
		}
		named := s.Principals
		if s.everybody() {
			named = nil
			for operator, keys := range s.Conditions {
				for _, key := range accountKeys {
					if affirms(operator) {
						named = append(named, keys[key]...)
					}
				}
			}
		}
		for _, principal := range named {
			if account := accountOf(principal); isAccount(account) && account != own {
				found[account] = true
			}
		}
	}
	return sorted(found)
}

func isAccount(id string) bool {
	return len(id) == 12 && strings.Trim(id, "0123456789") == ""
}

// attestation is what a key's policy asks of enclaves.
type attestation struct {
	asked bool // a statement has the condition
	only  bool // nothing opens the key without it
	place bool // every attested statement also binds where the enclave runs
}

// sealedActions are what an enclave does with a key; each of them answers to kms:RecipientAttestation.
func sealedActions() []string {
	return []string{"kms:Decrypt", "kms:DeriveSharedSecret", "kms:GenerateDataKey", "kms:GenerateDataKeyPair"}
}

const attests = "kms:recipientattestation:"

// attestationOf reads what a key's policy asks of enclaves.
func attestationOf(statements []statement) attestation {
	a := attestation{only: true, place: true}
	for _, s := range statements {
		if s.attested() {
			a.asked = true
			if s.Effect == "Allow" && !s.placed() {
				a.place = false
			}
		}
	}
	for _, action := range sealedActions() {
		open := slices.ContainsFunc(statements, func(s statement) bool {
			return s.Effect == "Allow" && s.names(action) && !s.attestedBy(affirms)
		})
		shut := slices.ContainsFunc(statements, func(s statement) bool {
			return s.Effect == "Deny" && s.everybody() && s.names(action) && s.deniesUnattested()
		})
		if open && !shut {
			a.only = false
		}
	}
	a.only, a.place = a.only && a.asked, a.place && a.asked
	return a
}

// names says whether a statement speaks of an action.
func (s statement) names(action string) bool {
	listed := s.Actions
	if s.NotAction {
		listed = s.Spared
	}
	named := slices.ContainsFunc(listed, func(pattern string) bool { return matches(strings.ToLower(pattern), strings.ToLower(action)) })
	return named != s.NotAction
}

func (s statement) attested() bool {
	return s.attestedBy(func(string) bool { return true })
}

func (s statement) attestedBy(operator func(string) bool) bool {
	for name, keys := range s.Conditions {
		for key := range keys {
			if strings.HasPrefix(key, attests) && operator(name) {
				return true
			}
		}
	}
	return false
}

// deniesUnattested says that a denial holds for every request without the attestation: nothing else narrows it, and its conditions
// are met where the attestation is missing or another.
func (s statement) deniesUnattested() bool {
	for operator, keys := range s.Conditions {
		for key, values := range keys {
			missing := strings.Contains(strings.ToLower(operator), "not") || strings.EqualFold(operator, "Null") && slices.Equal(values, []string{"true"})
			if !strings.HasPrefix(key, attests) || !missing {
				return false
			}
		}
	}
	return len(s.Conditions) > 0
}

// placed says that an attested statement also says whose role, which instance, which signer or which account.
func (s statement) placed() bool {
	for operator, keys := range s.Conditions {
		for key := range keys {
			part := strings.TrimPrefix(key, attests)
			if affirms(operator) && (slices.Contains([]string{"pcr3", "pcr4", "pcr8"}, part) || slices.Contains(accountKeys, key)) {
				return true
			}
		}
	}
	return false
}

// matches compares text with a pattern of * and ?.
func matches(pattern, text string) bool {
	switch {
	case pattern == "":
		return text == ""
	case pattern[0] == '*':
		return matches(pattern[1:], text) || text != "" && matches(pattern, text[1:])
	case text == "":
		return false
	}
	return (pattern[0] == '?' || pattern[0] == text[0]) && matches(pattern[1:], text[1:])
}
