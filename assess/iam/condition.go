package iam

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// context is what is known of a request: condition keys in lower case; an empty value says that the key is absent.
type context map[string]string

// newContext adds to what the caller knows what follows from the principal, its organisation and the resource. What the caller
// says wins. Of the resource: its account, and the Region of the request, because a resource in a Region is reached through that
// Region's endpoint, and IAM has one endpoint. And TLS: whoever asks may choose it.
func (e *Evaluator) newContext(p principal, action, resource string, given map[string]string) context {
	c := context{
		"aws:principalarn":          p.arn,
		"aws:principalaccount":      p.account,
		"aws:principaltype":         "AssumedRole",
		"aws:principalisawsservice": "false",
		"kms:calleraccount":         p.account,
		"aws:securetransport":       "true",
	}
	if p.isUser() {
		c["aws:principaltype"] = "User"
		c["aws:username"] = roleName(p.arn)
	}
	if a := e.accounts[p.account]; a != nil && a.organization != nil && a.organization.InOrganization && a.organization.Name != "" {
		c["aws:principalorgid"] = a.organization.Name
	}
	if parts := strings.SplitN(resource, ":", 6); len(parts) == 6 {
		if isAccountID(parts[4]) {
			c["aws:resourceaccount"] = parts[4]
		}
		if parts[3] != "" && !strings.ContainsAny(parts[3], "*?") {
			c["aws:requestedregion"] = parts[3]
		}
	}
	if service, _, _ := strings.Cut(action, ":"); strings.EqualFold(service, "iam") && strings.HasPrefix(p.arn, "arn:aws:") {
		c["aws:requestedregion"] = "us-east-1"
	}
	for _, k := range slices.Sorted(maps.Keys(given)) {
		c[strings.ToLower(k)] = given[k]
	}
	return c
}

// all is the conjunction of conditions, and with Unknown on what it depends.
func (c context) all(conditions []condition) (Is, string) {
	result, why := Yes, ""
	for _, cond := range conditions {
		one, reason := c.one(cond)
		if one == Unknown && why == "" {
			why = reason
		}
		result = result.and(one)
	}
	return result, why
}

// one evaluates a condition.
func (c context) one(cond condition) (Is, string) {
	op, set := cond.operator, ""
	for _, prefix := range []string{"ForAllValues:", "ForAnyValue:"} {
		if rest, ok := cutPrefixFold(op, prefix); ok {
			op, set = rest, prefix
		}
	}
	ifExists := false
	if len(op) > len("IfExists") && strings.EqualFold(op[len(op)-len("IfExists"):], "IfExists") {
		op, ifExists = op[:len(op)-len("IfExists")], true
	}
	value, known := c[cond.key]
	if !known {
		return Unknown, cond.key
	}
	if strings.EqualFold(op, "Null") {
		return null(cond.values, value == ""), cond.key
	}
	cmp, negated, ok := comparison(op)
	if !ok {
		return Unknown, fmt.Sprintf("the condition operator %s, which is not known", cond.operator)
	}
	if value == "" {
		switch {
		case set == "ForAllValues:", ifExists:
			return Yes, ""
		case set == "ForAnyValue:":
			return No, ""
		}
		return is(negated), ""
	}
	result := No
	for _, want := range cond.values {
		want, variable := c.fill(want)
		if variable {
			result = result.or(Unknown)
			continue
		}
		result = result.or(cmp(want, value))
	}
	if negated {
		result = result.not()
	}
	return result, cond.key
}

// null evaluates Null: true asks for the key to be absent.
func null(values []string, absent bool) Is {
	result := No
	for _, v := range values {
		switch {
		case strings.EqualFold(v, "true"):
			result = result.or(is(absent))
		case strings.EqualFold(v, "false"):
			result = result.or(is(!absent))
		default:
			return Unknown
		}
	}
	return result
}

// comparison finds the test of an operator, and whether it is the negation of that test.
func comparison(operator string) (cmp func(want, got string) Is, negated, ok bool) {
	op := strings.ToLower(operator)
	for _, family := range []string{"string", "arn", "numeric", "date"} {
		if rest, in := strings.CutPrefix(op, family+"not"); in {
			op, negated = family+rest, true
		}
	}
	if rest, in := strings.CutPrefix(op, "not"); in && rest == "ipaddress" {
		op, negated = rest, true
	}
	switch op {
	case "stringequals", "binaryequals":
		return func(w, g string) Is { return is(unescape(w) == g) }, negated, true
	case "stringequalsignorecase":
		return func(w, g string) Is { return is(strings.EqualFold(unescape(w), g)) }, negated, true
	case "stringlike":
		return func(w, g string) Is { return is(globs(w, g)) }, negated, true
	case "arnlike", "arnequals":
		return arnLike, negated, true
	case "bool":
		return func(w, g string) Is { return is(strings.EqualFold(w, g)) }, false, true
	case "ipaddress":
		return inNetwork, negated, true
	}
	for _, family := range []struct {
		name    string
		compare func(want, got string) (int, bool)
	}{{"numeric", compareNumbers}, {"date", compareDates}} {
		rest, in := strings.CutPrefix(op, family.name)
		if !in {
			continue
		}
		holds, known := ordering(rest)
		return func(w, g string) Is {
			n, ok := family.compare(w, g)
			if !ok {
				return Unknown
			}
			return is(holds(n))
		}, negated, known
	}
	return nil, false, false
}

// ordering turns the end of an operator's name into a test of how what was got compares with what was wanted.
func ordering(name string) (func(int) bool, bool) {
	switch name {
	case "equals":
		return func(n int) bool { return n == 0 }, true
	case "lessthan":
		return func(n int) bool { return n < 0 }, true
	case "lessthanequals":
		return func(n int) bool { return n <= 0 }, true
	case "greaterthan":
		return func(n int) bool { return n > 0 }, true
	case "greaterthanequals":
		return func(n int) bool { return n >= 0 }, true
	}
	return nil, false
}

// arnLike compares two ARNs part by part; a wildcard does not reach over a colon, but in the last part.
func arnLike(want, got string) Is {
	w, g := strings.SplitN(want, ":", 6), strings.SplitN(got, ":", 6)
	if len(w) != 6 || len(g) != 6 {
		return is(globs(want, got) && want == "*")
	}
	for i := range w {
		if !globs(w[i], g[i]) {
			return No
		}
	}
	return Yes
}

func compareNumbers(want, got string) (int, bool) {
	w, err1 := strconv.ParseFloat(want, 64)
	g, err2 := strconv.ParseFloat(got, 64)
	switch {
	case err1 != nil || err2 != nil:
		return 0, false
	case g < w:
		return -1, true
	case g > w:
		return 1, true
	}
	return 0, g == w // not a number equals nothing
}

func compareDates(want, got string) (int, bool) {
	w, ok1 := parseDate(want)
	g, ok2 := parseDate(got)
	return g.Compare(w), ok1 && ok2
}

// parseDate reads a date as policies write it: ISO 8601, or seconds since 1970.
func parseDate(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return time.Unix(n, 0), true
	}
	return time.Time{}, false
}

// inNetwork says whether an address is in a network.
func inNetwork(want, got string) Is {
	addr, err := netip.ParseAddr(got)
	if err != nil {
		return Unknown
	}
	if single, err := netip.ParseAddr(want); err == nil {
		return is(single == addr)
	}
	network, err := netip.ParsePrefix(want)
	if err != nil {
		return Unknown
	}
	return is(network.Contains(addr))
}

// unescape turns ${*}, ${?} and ${$} into what they stand for.
func unescape(s string) string {
	return strings.NewReplacer("${*}", "*", "${?}", "?", "${$}", "$").Replace(s)
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}
