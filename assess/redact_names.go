package assess

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"drydock/assess/fact"
)

// names are what has to be masked, by its class, which is what its mask begins with.
type names struct {
	of   map[string]map[string]bool
	keep bool // what is a mask already stays: the session was redacted before
}

func (n *names) add(class, value string) {
	if value == "" {
		return
	}
	if n.of[class] == nil {
		n.of[class] = map[string]bool{}
	}
	n.of[class][value] = true
}

// see takes note of one text of a record, and gives it back.
func (n *names) see(holds, value string) string {
	switch holds {
	case holdsOurs:
	case holdsText:
		n.scan(value)
	case holdsResource:
		n.resource(value)
	case holdsLink:
		if kind, length := looksLike(value); kind != holdsLink || length != len(value) {
			n.add(holdsLink, value)
		}
		n.scan(value)
	default:
		n.add(holds, value)
	}
	return value
}

// scan takes note of everything in running text that looks like something to mask.
func (n *names) scan(s string) {
	walkText(s, func(rest string) int {
		kind, length := looksLike(rest)
		switch kind {
		case "":
		case holdsResource:
			n.resource(plainly(kind, rest[:length]))
		default:
			n.add(kind, plainly(kind, rest[:length]))
		}
		return length
	})
}

// resource takes note of an ARN and of the names in it, or of a name by itself.
func (n *names) resource(value string) {
	a, ok := parseARN(value)
	switch {
	case !ok:
		if !common(value) {
			n.add(holdsResource, value)
		}
		return
	case a.public():
		return
	}
	if isAccount(a.account) {
		n.add(holdsAccount, a.account)
	}
	for _, p := range a.parts {
		if p.class != "" {
			n.add(p.class, p.text)
		}
	}
}

// named takes note of what people call the resource of an ARN: it has the class of the ARN.
func (n *names) named(value, name string) {
	a, ok := parseARN(value)
	if !ok || a.public() || common(name) {
		return
	}
	for i := len(a.parts) - 1; i >= 0; i-- {
		if class := a.parts[i].class; class != "" {
			n.add(class, name)
			return
		}
	}
}

// factNames are the fields of facts that name something which findings may speak of.
var factNames = regexp.MustCompile(`(?i)(arns?|ids?|names?|buckets?|loggroups?|roles?|users?|groups?|subnets|secrets?|topics?|queues?|functions?|images?|trustedby|principals|accounts?|owner|silent|clients|audience|targets|members|domains?|hosts?|urls?|namespaces|aliases)$`)

// seeFacts takes note of what AWS calls things, since findings speak of it.
func (n *names) seeFacts(snap *fact.Snapshot) {
	if snap == nil {
		return
	}
	n.resource(snap.Caller)
	for _, t := range snap.Targets {
		n.add(holdsAccount, t.Account)
	}
	for _, f := range snap.Facts {
		m := f.Base()
		if isAccount(m.Account) {
			n.add(holdsAccount, m.Account)
		}
		if a, ok := parseARN(m.ARN); ok && a.public() {
			continue
		}
		n.resource(m.ARN)
		n.named(m.ARN, m.Name)
		n.resource(m.Name)
		n.factFields(reflect.ValueOf(f), "")
	}
}

func (n *names) factFields(v reflect.Value, field string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			n.factFields(v.Elem(), field)
		}
	case reflect.Slice:
		for i := range v.Len() {
			n.factFields(v.Index(i), field)
		}
	case reflect.Struct:
		if arn := v.FieldByName("ARN"); arn.IsValid() && arn.Kind() == reflect.String {
			if a, ok := parseARN(arn.String()); ok && a.public() {
				return
			}
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Type != reflect.TypeFor[fact.Meta]() {
				n.factFields(v.Field(i), f.Name)
			}
		}
	case reflect.String:
		s := v.String()
		if _, arn := parseARN(s); arn || field == "Name" || factNames.MatchString(field) && telling(s) {
			n.resource(s)
		}
	}
}

// telling says whether a value of a fact is a name that somebody gave, and no word of AWS.
func telling(s string) bool {
	return len(s) >= 4 && len(s) <= 256 && !strings.ContainsFunc(s, unicode.IsSpace) && strings.ContainsAny(s, "-_/0123456789") &&
		!strings.HasSuffix(s, ".amazonaws.com") && !strings.HasPrefix(s, "aws:") && strings.ToUpper(s) != s
}

// common says of a name that AWS gives it to everybody, so that it tells nothing.
func common(s string) bool {
	switch strings.ToLower(s) {
	case "bedrock", "bedrock-runtime", "bedrock-agent", "bedrock-agent-runtime", "agentcore", "bedrock-agentcore", "sagemaker", "s3", "kms", "iam", "sts", "lambda", "ec2", "eks", "ecs", "ecr",
		"rds", "sns", "sqs", "logs", "events", "monitoring", "guardduty", "cloudtrail", "cloudwatch", "cloudfront", "config", "macie", "dynamodb", "secretsmanager", "ssm", "xray", "opensearch":
		return true // named after a service
	}
	switch s {
	case "", "*", "default", "primary", "root", "DRAFT", "$LATEST", "TSTALIASID", "service-role", "aws-service-role", "aws", "unknown", "global":
		return true
	}
	return strings.Trim(s, "0123456789*?") == "" && !isAccount(s) || publicModel.MatchString(s)
}

// publicModel is the id of a model that everybody can call.
var publicModel = regexp.MustCompile(`^([a-z]{2,6}\.)?(ai21|amazon|anthropic|cohere|deepseek|google|meta|mistral|moonshot|nvidia|openai|qwen|stability|twelvelabs|writer)\.[a-z0-9.:-]+$`)

func isAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// masks number what was seen, class by class in the order of the alphabet. Where one value was seen as two things, the first class
// has it.
func (n *names) masks() *Masks {
	m := &Masks{whole: map[string]string{}, words: map[string]string{}, begin: map[string]int{}}
	first := []string{holdsAccount, holdsPerson, holdsWorkload, holdsAlias, holdsStack}
	last := []string{holdsResource, holdsTag, holdsLink, holdsFile, holdsFinding, holdsAccepted}
	rest := slices.DeleteFunc(slices.Sorted(maps.Keys(n.of)), func(c string) bool { return slices.Contains(first, c) || slices.Contains(last, c) })
	highest := n.kept(m)
	for _, class := range slices.Concat(first, rest, last) {
		number := highest[class]
		given := map[string]string{} // people and workloads are one, however they are spelled
		for _, value := range slices.Sorted(maps.Keys(n.of[class])) {
			if _, there := m.whole[value]; there {
				continue
			}
			key := value
			if class == holdsPerson || class == holdsWorkload {
				key = strings.ToLower(strings.TrimSpace(value))
			}
			if given[key] == "" {
				number++
				given[key] = maskOf(class, number)
			}
			m.whole[value] = given[key]
			m.word(class, value, given[key])
		}
	}
	m.firstNames(n.of[holdsPerson])
	return m
}

// kept lets the masks that stand in a redacted session mask themselves, and gives the highest number of each class.
func (n *names) kept(m *Masks) map[string]int {
	highest := map[string]int{}
	if !n.keep {
		return highest
	}
	for _, values := range n.of {
		for value := range values {
			if class, number := n.maskIn(value); number > 0 {
				m.whole[value] = value
				m.word(class, value, value)
				highest[class] = max(highest[class], number)
			}
		}
	}
	return highest
}

// maskIn is the class and the number of a mask; 0 where a value is none.
func (n *names) maskIn(value string) (class string, number int) {
	class = holdsLink
	digits, link := strings.CutPrefix(value, strings.TrimSuffix(maskOf(holdsLink, 0), "0"))
	if !link {
		cut := strings.LastIndexByte(value, '-')
		if cut < 0 {
			return "", 0
		}
		class, digits = value[:cut], value[cut+1:]
	}
	number, err := strconv.Atoi(digits)
	known := n.of[class] != nil || arnTypes()[class] || slices.Contains([]string{"bucket", "queue", "topic", "session", "access-key", "secret"}, class)
	if err != nil || !known || value != maskOf(class, number) {
		return "", 0
	}
	return class, number
}

// maskOf is the mask of the n-th of its class. The name of an assessment stays such a name.
func maskOf(class string, n int) string {
	if class == holdsLink {
		return fmt.Sprintf("https://redacted.invalid/link-%d", n)
	}
	return fmt.Sprintf("%s-%d", class, n)
}

// longestWord is the longest name that is looked for in running text.
const longestWord = 512

// word has a value looked for in running text, unless it is so short or plain that it would be found where it is not meant.
func (m *Masks) word(class, value, mask string) {
	value = strings.TrimSpace(value)
	least := 3
	switch class {
	case holdsPerson, holdsAccount:
		least = 2
	case holdsFinding, holdsAccepted:
		return
	}
	key := folded(value)
	if class == holdsPerson && slices.Contains([]string{"root", "admin", "administrator", "user", "ubuntu", "ec2-user", "me", "nobody", "somebody"}, key) {
		return // whoever recorded it; the word means something else in a sentence
	}
	if len(value) < least || len(value) > longestWord || m.words[key] != "" {
		return
	}
	m.words[key] = mask
	head := strings.ToLower(firstRun(value))
	m.begin[head] = max(m.begin[head], len(value))
}

// firstNames have the parts of people's names looked for: who is called Ada Quist is Ada in a note. A part of two people is neither.
func (m *Masks) firstNames(people map[string]bool) {
	of := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(people)) {
		parts := strings.Fields(name)
		if len(parts) < 2 || len(parts) > 3 || strings.Contains(name, "@") {
			continue
		}
		for _, p := range parts {
			first := []rune(p)[0]
			switch mask := m.whole[name]; {
			case len(p) < 3 || !unicode.IsUpper(first):
			case of[p] != "" && of[p] != mask:
				of[p] = "somebody"
			default:
				of[p] = mask
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(of)) {
		m.word(holdsPerson, p, of[p])
	}
}
