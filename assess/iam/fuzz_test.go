package iam

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"drydock/assess/fact"
)

// vocabulary is what a fuzzed policy is made of: few enough that statements often speak of what is asked.
var vocabulary = struct{ effects, actions, resources, principals, conditions []string }{
	effects: []string{"Allow", "Allow", "Deny"},
	actions: []string{"*", "bedrock:*", "bedrock:InvokeModel", "sqs:*", "sqs:SendMessage", "kms:Decrypt", "sts:AssumeRole", "s3:Get*", "bedrock:Invoke?odel"},
	resources: []string{
		"*", model, "arn:aws:bedrock:*", carriers["queue"], carriers["key"], carriers["other"], carriers["farqueue"], "arn:aws:s3:::b/${aws:username}", "arn:aws:sqs:*:${aws:PrincipalAccount}:?laims",
	},
	principals: []string{`"*"`, `{"AWS":"` + roleARN + `"}`, `{"AWS":"` + id + `"}`, `{"Service":"lambda.amazonaws.com"}`, `{"AWS":["arn:aws:iam::222222222222:root","` + userARN + `"]}`},
	conditions: []string{
		"", "", `{"StringEquals":{"k":"a"}}`, `{"StringNotEqualsIfExists":{"k":["a","b*"]}}`, `{"Null":{"k":"true"}}`, `{"StringEquals":{"aws:PrincipalAccount":"` + id + `"}}`,
		`{"ForAllValues:StringLike":{"k":"${aws:username}*"}}`, `{"Bool":{"unknown":"true"}}`,
	},
}

// dice draws from the fuzzer's bytes; when they run out it draws the first of everything.
type dice struct{ bytes []byte }

func (d *dice) roll(n int) int {
	if len(d.bytes) == 0 {
		return 0
	}
	b := d.bytes[0]
	d.bytes = d.bytes[1:]
	return int(b) % n
}

func (d *dice) pick(from []string) string { return from[d.roll(len(from))] }

// statement writes a statement; forResource names principals.
func (d *dice) statement(effect string, forResource bool) string {
	s := `{"Effect":"` + effect + `","` + d.pick([]string{"", "", "", "Not"}) + `Action":"` + d.pick(vocabulary.actions) + `","` +
		d.pick([]string{"", "", "", "Not"}) + `Resource":"` + d.pick(vocabulary.resources) + `"`
	if forResource {
		s += `,"` + d.pick([]string{"", "", "", "Not"}) + `Principal":` + d.pick(vocabulary.principals)
	}
	if c := d.pick(vocabulary.conditions); c != "" {
		s += `,"Condition":` + c
	}
	return s + "}"
}

func (d *dice) document(forResource bool) string {
	var statements []string
	for range d.roll(4) {
		statements = append(statements, d.statement(d.pick(vocabulary.effects), forResource))
	}
	return doc(statements...)
}

func (d *dice) account() account1 {
	a := account1{identity: []string{d.document(false), d.document(false)}}
	if d.roll(3) == 1 {
		a.boundary = d.document(false)
	}
	for range d.roll(3) {
		a.scps = append(a.scps, []string{d.document(false)})
	}
	if d.roll(3) == 1 {
		a.rcps = []string{d.document(true)}
	}
	a.carrier = d.pick([]string{"", "queue", "key", "other", "farqueue", "farkey", "bucket"})
	if a.carrier != "" && d.roll(4) > 0 {
		a.policy = d.document(true)
	}
	a.noOrg, a.manager = d.roll(4) == 1, d.roll(4) == 1
	return a
}

var questions = []struct{ action, resource string }{
	{"bedrock:InvokeModel", model},
	{"bedrock:InvokeModel", "*"},
	{"sqs:SendMessage", carriers["queue"]},
	{"sqs:SendMessage", carriers["farqueue"]},
	{"sqs:SendMessage", "*"},
	{"kms:Decrypt", carriers["key"]},
	{"kms:Decrypt", carriers["farkey"]},
	{"sts:AssumeRole", carriers["other"]},
	{"sts:AssumeRole", "arn:aws:iam::111111111111:role/*"},
	{"s3:GetObject", "arn:aws:s3:::b/dev"},
	{"s3:GetObject", "arn:aws:s3:::claims/open"},
}

// Whatever the policies are: no panic; one more deny never opens; one more allow never closes; what was not read is never yes.
func FuzzAllows(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x01\x00\x00\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x00"))
	f.Add([]byte("the quick brown fox jumps over the lazy dog and denies everything beside it"))
	f.Add([]byte{2, 0, 1, 0, 1, 0, 0, 1, 2, 0, 2, 0, 3, 0, 1, 1, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 3, 1, 0, 4, 0, 3, 1, 0})
	f.Fuzz(checkInvariants)
}

// TestInvariants is the fuzz target on a hundred accounts drawn at random, the same ones each time.
func TestInvariants(t *testing.T) {
	draw := rand.NewChaCha8([32]byte{4})
	for range 100 {
		bytes := make([]byte, 120)
		_, _ = draw.Read(bytes)
		checkInvariants(t, bytes)
	}
}

func checkInvariants(t *testing.T, bytes []byte) {
	d := &dice{bytes}
	a := d.account()
	who := d.pick([]string{roleARN, userARN, "arn:aws:sts::111111111111:assumed-role/agent/today"})
	context := []map[string]string{nil, {"k": "a"}, {"k": ""}, {"k": "bz"}}[d.roll(4)]
	more, widened := d.statement("Deny", false), d.statement("Allow", false)
	wider := a
	wider.identity = append(slices.Clone(a.identity), doc(widened))
	documents := map[string]parsedDocument{} // each is parsed once for all variants
	plain, open := variantsOf("", documents, a)[0], variantsOf("the allow "+widened, documents, wider)[0]
	denied, unread := variantsOf("the deny "+more, documents, a.denied1(more)...), variantsOf("what was not read", documents, a.unread1()...)
	for _, q := range questions {
		ask := func(v variant) Is {
			got := v.evaluator.Allows(who, q.action, q.resource, context)
			if got.Because == "" {
				t.Fatalf("no because for %s on %s: %+v", q.action, q.resource, v.account)
			}
			return got.Is
		}
		before := ask(plain)
		wrong := func(v variant, after Is) {
			t.Errorf("%s on %s: %s became %s by %s: %+v", q.action, q.resource, before, after, v.by, v.account)
		}
		for _, v := range denied {
			if after := ask(v); opened(before, after) {
				wrong(v, after)
			}
		}
		if after := ask(open); opened(after, before) {
			wrong(open, after)
		}
		for _, v := range unread {
			if after := ask(v); after == Yes && before != Yes || after == No && before == Yes {
				wrong(v, after)
			}
		}
	}
}

// variant is an account that was changed in one thing, with its evaluator: made once, and asked every question.
type variant struct {
	by        string
	account   account1
	evaluator *Evaluator
}

func variantsOf(by string, documents map[string]parsedDocument, accounts ...account1) []variant {
	var all []variant
	for _, a := range accounts {
		e := a.evaluator()
		e.parsed = documents
		all = append(all, variant{by, a, e})
	}
	return all
}

// opened says that an answer went up: from no to anything else, or from unknown to yes.
func opened(before, after Is) bool {
	return before == No && after != No || before == Unknown && after == Yes
}

// denied1 adds a deny in each place that policies stand in.
func (s account1) denied1(statement string) []account1 {
	own := s
	own.identity = append(slices.Clone(s.identity), doc(statement))
	all := []account1{own}
	if len(s.scps) > 0 {
		above := s
		above.scps = slices.Clone(s.scps)
		above.scps[0] = append(slices.Clone(s.scps[0]), doc(statement))
		all = append(all, above)
	}
	if s.policy != "" {
		carried := s
		carried.policy = strings.Replace(s.policy, `"Statement":[`, `"Statement":[`+strings.Replace(statement, "{", `{"Principal":"*",`, 1)+map[bool]string{true: "", false: ","}[s.policy == doc()], 1)
		all = append(all, carried)
	}
	return all
}

// unread1 is the account with one more thing not read.
func (s account1) unread1() []account1 {
	policies, boundary, sealed, above := s, s, s, s
	policies.unread = []string{"policies"}
	boundary.unread = []string{"boundary"}
	sealed.sealed = true
	above.denied = []fact.Kind{"organization_policy"}
	return []account1{policies, boundary, sealed, above}
}
