package assess

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// plainly is what looks like something to mask as it is mostly spelled, so that it has one mask: an account without the dashes of
// the console, an ARN or a mail address without the escapes of an address.
func plainly(kind, value string) string {
	switch kind {
	case holdsAccount:
		return strings.ReplaceAll(value, "-", "")
	case holdsResource, holdsPerson:
		if plain, err := url.PathUnescape(value); err == nil {
			return plain
		}
	}
	return value
}

// dashless is an account at the beginning of a text as the console spells it, 1111-2222-3333, without its dashes; else empty.
func dashless(s string) string {
	const length = len("1111-2222-3333")
	if len(s) < length || s[4] != '-' || s[9] != '-' {
		return ""
	}
	next, size := utf8.DecodeRuneInString(s[length:])
	if after, _ := utf8.DecodeRuneInString(s[length+size:]); wordRune(next) || next == '-' && wordRune(after) {
		return "" // it goes on
	}
	return s[:4] + s[5:9] + s[10:length]
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

// hasScheme says whether a text begins with an address, of whatever scheme: a bucket, a database and its password.
func hasScheme(s string) bool {
	scheme := upToFunc(s, func(r rune) bool { return r < 128 && wordRune(r) || strings.ContainsRune("+.-", r) })
	rest, found := strings.CutPrefix(s[len(scheme):], "://")
	return found && scheme != "" && upTo(rest, " \t\r\n\"'`<>|“”‘’") != ""
}

// awsHost says whether a text begins with a host that AWS made for one customer, such as a bucket's or a database's. The endpoints
// and the principals of the services are everybody's.
func awsHost(s string) bool {
	host := strings.ToLower(strings.TrimRight(upToFunc(s, func(r rune) bool { return r < 128 && wordRune(r) || strings.ContainsRune("-_.", r) }), "."))
	for _, own := range []string{".cloudfront.net", ".on.aws", ".awsapps.com", ".signin.aws.amazon.com"} {
		if before, ok := strings.CutSuffix(host, own); ok {
			return before != "" && !regionForm.MatchString(before)
		}
	}
	before, ok := strings.CutSuffix(strings.TrimSuffix(host, ".cn"), ".amazonaws.com")
	if !ok {
		return false
	}
	labels := slices.DeleteFunc(strings.Split(before, "."), func(l string) bool { return l == "dualstack" || regionForm.MatchString(l) })
	if len(labels) < 2 {
		return false
	}
	service := labels[len(labels)-1]
	return len(labels) > 2 || strings.HasPrefix(service, "s3") || slices.Contains([]string{
		"execute-api", "elb", "rds", "es", "aoss", "compute", "vpce", "iot", "appsync-api", "cache", "redshift", "kafka", "docdb", "elasticbeanstalk", "notebook", "studio",
	}, service)
}

// folded is a name as it is looked for: neither capitals nor which apostrophe or hyphen somebody's keyboard gives make another name.
func folded(s string) string {
	s = strings.ToLower(s)
	if !strings.ContainsRune(s, '\u2018') && !strings.ContainsRune(s, '\u2019') && !strings.ContainsRune(s, '\u2010') && !strings.ContainsRune(s, '\u2011') {
		return s
	}
	return strings.NewReplacer("\u2018", "'", "\u2019", "'", "\u2010", "-", "\u2011", "-").Replace(s)
}
