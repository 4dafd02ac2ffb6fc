package assess

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mask is what stands in place of one text of a record.
func (m *Masks) mask(holds, value string) string {
	if holds == holdsOurs || value == "" {
		return value
	}
	if holds == holdsText {
		return m.text(value)
	}
	if known := m.whole[value]; known != "" {
		return known
	}
	if holds == holdsResource {
		if a, ok := parseARN(value); ok {
			return m.arn(a)
		}
	}
	return m.text(value)
}

// arn is an ARN with its account and its names masked; partition, service, Region and type stay.
func (m *Masks) arn(a arn) string {
	if a.public() {
		return a.whole
	}
	var b strings.Builder
	account := a.account
	if known := m.whole[account]; known != "" {
		account = known
	} else if isAccount(account) {
		account = holdsAccount
	}
	b.WriteString("arn:" + a.partition + ":" + a.service + ":" + a.region + ":" + account + ":")
	for _, p := range a.parts {
		switch known := m.whole[p.text]; {
		case p.class == "":
			b.WriteString(p.text)
		case known != "":
			b.WriteString(known)
		default:
			b.WriteString(p.class)
		}
	}
	return b.String()
}

// text is running text with everything masked.
func (m *Masks) text(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	done := 0
	walkText(s, func(rest string) int {
		at := len(s) - len(rest)
		mask, length := m.at(rest)
		if length > 0 {
			b.WriteString(s[done:at] + mask)
			done = at + length
		}
		return length
	})
	b.WriteString(s[done:])
	return b.String()
}

// at is the mask of what stands at the beginning of a text, and how long that is.
func (m *Masks) at(s string) (mask string, length int) {
	kind, length := looksLike(s)
	if kind == "" {
		return m.known(s)
	}
	value := plainly(kind, s[:length])
	if known := m.whole[value]; known != "" {
		return known, length
	}
	if a, ok := parseARN(value); ok {
		return m.arn(a), length
	}
	if known, n := m.known(s); n >= length {
		return known, n
	}
	return kind, length
}

// known is the longest known name at the beginning of a text.
func (m *Masks) known(s string) (mask string, length int) {
	longest := m.begin[strings.ToLower(firstRun(s))]
	if longest == 0 {
		return "", 0
	}
	for end := 0; end < len(s) && end <= longest+2*utf8.UTFMax; {
		r, size := utf8.DecodeRuneInString(s[end:])
		end += size
		if next, _ := utf8.DecodeRuneInString(s[end:]); end < len(s) && wordRune(r) && wordRune(next) {
			continue // in the middle of a word
		}
		if known := m.words[folded(s[:end])]; known != "" {
			mask, length = known, end
		}
	}
	return mask, length
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// firstRun is the word that a text begins with, or its first mark.
func firstRun(s string) string {
	for i, r := range s {
		if !wordRune(r) {
			if i == 0 {
				return string(r)
			}
			return s[:i]
		}
	}
	return s
}

// walkText calls found with what is left of a text wherever a word or a mark begins; found says how much of it was taken.
func walkText(s string, found func(rest string) int) {
	inside := false // the rune before is of a word
	escaped := -1   // where a rune written as in an address ends: what comes next begins a word
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if inside = inside && i != escaped; r == '%' && len(s) > i+2 && isHex(s[i+1]) && isHex(s[i+2]) {
			escaped = i + 3
		}
		if !inside && !unicode.IsSpace(r) {
			if n := found(s[i:]); n > 0 {
				last, _ := utf8.DecodeLastRuneInString(s[:i+n])
				inside, i = wordRune(last), i+n
				continue
			}
		}
		inside = wordRune(r)
		i += size
	}
}

// looksLike says what a text begins with by its form alone, and how long that is; "" where it is nothing to mask.
func looksLike(s string) (kind string, length int) {
	lower := strings.ToLower(s[:min(len(s), 8)])
	switch {
	case strings.HasPrefix(lower, "arn%3a"):
		return holdsResource, len(upTo(s, " \t\r\n\"'`<>,;()[]|“”‘’&?#"))
	case strings.HasPrefix(lower, "arn:"):
		value := strings.TrimRight(upTo(s, " \t\r\n\"'`<>,;()[]|“”‘’"), ".:!?")
		if strings.Count(value, ":") >= 5 {
			return holdsResource, len(value)
		}
	case hasScheme(s) || awsHost(s):
		return holdsLink, len(strings.TrimRight(upTo(s, " \t\r\n\"'`<>|“”‘’"), ".,;:!?)"))
	}
	run := upTo(s, " \t\r\n\"'`<>,;()[]|“”‘’:")
	if n := mail(run); n > 0 {
		return holdsPerson, n
	}
	return ofOneRun(firstRun(s), s)
}

// ofOneRun knows what has the form of an id.
func ofOneRun(run, s string) (kind string, length int) {
	if isAccount(run) {
		return holdsAccount, len(run)
	}
	if len(run) == 4 && isAccount(dashless(s)) {
		return holdsAccount, len("1111-2222-3333")
	}
	if len(run) >= 16 && len(run) <= 32 && strings.ToUpper(run) == run && strings.ContainsAny(run, "0123456789") {
		for _, begin := range []string{"AKIA", "ASIA", "AROA", "AIDA", "ABIA", "ACCA"} {
			if strings.HasPrefix(run, begin) {
				return "access-key", len(run)
			}
		}
	}
	if secret := upToFunc(s, func(r rune) bool { return r < 128 && wordRune(r) || r == '/' || r == '+' }); len(secret) == 40 {
		return "secret", len(secret)
	}
	for _, kind := range []string{"vpc", "subnet", "sg", "eni", "vpce", "acl", "rtb", "igw", "nat", "vol", "snap", "ami", "fs", "tgw", "i"} {
		if run == kind && strings.HasPrefix(s[len(run):], "-") {
			id := upToFunc(s[len(run)+1:], func(r rune) bool { return strings.ContainsRune("0123456789abcdef", r) })
			if len(id) == 8 || len(id) == 17 {
				return kind, len(run) + 1 + len(id)
			}
		}
	}
	return "", 0
}

// mail is how much of a run is a mail address.
func mail(run string) int {
	at, mark := strings.IndexByte(run, '@'), len("@")
	if at < 0 {
		at, mark = strings.Index(run, "%40"), len("%40")
	}
	if at <= 0 {
		return 0
	}
	host := strings.TrimRight(upToFunc(run[at+mark:], func(r rune) bool { return wordRune(r) || r == '.' || r == '-' }), ".-")
	if !strings.Contains(host, ".") {
		return 0
	}
	return at + mark + len(host)
}

func upTo(s, any string) string {
	if i := strings.IndexAny(s, any); i >= 0 {
		return s[:i]
	}
	return s
}

func upToFunc(s string, of func(rune) bool) string {
	for i, r := range s {
		if !of(r) {
			return s[:i]
		}
	}
	return s
}
