package rule

import (
	"testing"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// home is where the facts of these tests live.
var home = fact.Target{Partition: "aws", Account: "111111111111", Region: "eu-west-1", Role: "workload"}

// key is a KMS key whose fields in unread were not read.
func key(name string, rotation bool, unread ...string) *fact.KMSKey {
	k := &fact.KMSKey{Meta: meta("kms", name), Rotation: rotation, Manager: "CUSTOMER"}
	for _, u := range unread {
		k.MarkUnread(u, fact.Gap{Status: fact.Denied, Operation: "kms.GetKeyRotationStatus", Action: "kms:GetKeyRotationStatus"})
	}
	return k
}

// bucket is what the rules of these tests judge.
func bucket(tls bool, unread ...string) *fact.S3Bucket {
	b := &fact.S3Bucket{Meta: meta("s3", "b"), TLSOnly: tls, KmsKeyArn: "arn:aws:kms:eu-west-1:111111111111:key/a", Encryption: "aws:kms"}
	b.Tags = map[string]string{"env": "prod"}
	for _, u := range unread {
		b.MarkUnread(u, fact.Gap{Status: fact.Denied, Operation: "s3.GetBucketPolicy", Action: "s3:GetBucketPolicy"})
	}
	return b
}

func meta(service, name string) fact.Meta {
	return fact.Meta{
		Account: home.Account, Region: home.Region, Name: name, ReadAt: readAt,
		ARN:   "arn:aws:" + service + ":" + home.Region + ":" + home.Account + ":key/" + name,
		Proof: proof(service+".Get", home.Account, home.Region),
	}
}

// snapshot holds facts, with every kind read but those in status.
func snapshot(status map[fact.Kind]fact.Status, facts ...fact.Fact) *fact.Snapshot {
	s := &fact.Snapshot{At: readAt, Targets: []fact.Target{home}, Facts: facts}
	for _, kind := range fact.Kinds() {
		region := home.Region
		if globalKind(kind) {
			region = fact.Global
		}
		st, ok := status[kind]
		if !ok {
			st = fact.Read
		}
		s.Reach = append(s.Reach, reachRow(home.Account, region, kind, st))
	}
	return s
}

// one judges a snapshot by one rule.
func one(t *testing.T, r questionnaire.Rule, snap *fact.Snapshot, scope questionnaire.Scope) []evidence.Finding {
	t.Helper()
	cat := catalogOf(r)
	if err := Check(cat); err != nil {
		t.Fatal(err)
	}
	j, err := New(cat)
	if err != nil {
		t.Fatal(err)
	}
	return j.Judge(snap, scope, []*questionnaire.Control{&cat.Controls[0]}, nil)
}

// TestThreeValues is the heart of the matter: what was not read makes an answer unknown exactly when the answer depends
// on it, however it is asked.
func TestThreeValues(t *testing.T) {
	const (
		yes, no, maybe = evidence.Pass, evidence.Fail, evidence.Unknown
	)
	whole := map[fact.Kind]fact.Status{}
	broken := map[fact.Kind]fact.Status{"kms_key": fact.Denied}
	on, off, dark := key("a", true), key("b", false), key("c", false, "rotation")
	for _, c := range []struct {
		pass  string
		reach map[fact.Kind]fact.Status
		keys  []fact.Fact
		want  evidence.Outcome
	}{
		// exists
		{"here.kms_key.exists(k, k.rotation)", whole, []fact.Fact{on, off}, yes},
		{"here.kms_key.exists(k, k.rotation)", whole, []fact.Fact{off}, no},
		{"here.kms_key.exists(k, k.rotation)", whole, nil, no},
		{"here.kms_key.exists(k, k.rotation)", whole, []fact.Fact{on, dark}, yes},
		{"here.kms_key.exists(k, k.rotation)", whole, []fact.Fact{dark, on}, yes},
		{"here.kms_key.exists(k, k.rotation)", whole, []fact.Fact{off, dark}, maybe},
		{"here.kms_key.exists(k, k.rotation)", broken, []fact.Fact{on}, yes},
		{"here.kms_key.exists(k, k.rotation)", broken, []fact.Fact{off}, maybe},
		{"here.kms_key.exists(k, k.rotation)", broken, nil, maybe},
		{"!here.kms_key.exists(k, k.rotation)", broken, nil, maybe},
		{"!here.kms_key.exists(k, k.rotation)", broken, []fact.Fact{on}, no},
		// all
		{"here.kms_key.all(k, k.rotation)", whole, []fact.Fact{on}, yes},
		{"here.kms_key.all(k, k.rotation)", whole, nil, yes},
		{"here.kms_key.all(k, k.rotation)", whole, []fact.Fact{on, off}, no},
		{"here.kms_key.all(k, k.rotation)", whole, []fact.Fact{on, dark}, maybe},
		{"here.kms_key.all(k, k.rotation)", whole, []fact.Fact{dark, off}, no},
		{"here.kms_key.all(k, k.rotation)", broken, []fact.Fact{on}, maybe},
		{"here.kms_key.all(k, k.rotation)", broken, []fact.Fact{off}, no},
		{"here.kms_key.all(k, k.rotation)", broken, nil, maybe},
		// exists_one
		{"here.kms_key.exists_one(k, k.rotation)", whole, []fact.Fact{on, off}, yes},
		{"here.kms_key.exists_one(k, k.rotation)", whole, []fact.Fact{on, dark}, maybe},
		{"here.kms_key.exists_one(k, k.rotation)", broken, []fact.Fact{on}, maybe},
		// filter and map
		{"here.kms_key.filter(k, k.manager == 'CUSTOMER').all(k, k.rotation)", whole, []fact.Fact{on}, yes},
		{"here.kms_key.filter(k, k.rotation).exists(k, k.name == 'a')", whole, []fact.Fact{on, off}, yes},
		{"here.kms_key.filter(k, k.rotation).exists(k, k.name == 'c')", whole, []fact.Fact{on, dark}, maybe},
		{"here.kms_key.filter(k, k.rotation).all(k, k.name == 'a')", whole, []fact.Fact{on, dark}, maybe},
		{"here.kms_key.filter(k, k.rotation).all(k, k.name == 'a')", broken, []fact.Fact{on}, maybe},
		{"here.kms_key.map(k, k.rotation).exists(r, r)", whole, []fact.Fact{on, off}, yes},
		{"here.kms_key.map(k, k.rotation).all(r, r)", whole, []fact.Fact{on, dark}, maybe},
		{"here.kms_key.map(k, k.name) == ['a']", whole, []fact.Fact{on}, yes},
		{"here.kms_key.map(k, k.name) == ['a']", broken, []fact.Fact{on}, maybe},
		{"here.kms_key.map(k, k.name) != []", broken, nil, maybe},
		// in
		{"it.kmsKeyArn in here.kms_key.map(k, k.arn)", whole, []fact.Fact{on, off}, yes},
		{"it.kmsKeyArn in here.kms_key.map(k, k.arn)", whole, []fact.Fact{off}, no},
		{"it.kmsKeyArn in here.kms_key.map(k, k.arn)", broken, []fact.Fact{off}, maybe},
		{"!(it.kmsKeyArn in here.kms_key.map(k, k.arn))", broken, nil, maybe},
		{"true in here.kms_key.map(k, k.rotation)", whole, []fact.Fact{off, dark}, maybe},
		// predicates that hold of anything say nothing of a list that may be empty
		{"here.kms_key.exists(k, k.name == 'x' || it.tlsOnly)", broken, nil, maybe},
		{"here.kms_key.exists(k, k.name == 'x' || it.tlsOnly)", whole, nil, no},
		{"here.kms_key.all(k, k.name == 'x' && !it.tlsOnly)", broken, nil, maybe},
		// find
		{"find('kms_key', it.kmsKeyArn).hasValue()", whole, []fact.Fact{on}, yes},
		{"find('kms_key', it.kmsKeyArn).hasValue()", whole, []fact.Fact{off}, no},
		{"find('kms_key', it.kmsKeyArn).hasValue()", broken, []fact.Fact{off}, maybe},
		{"!find('kms_key', it.kmsKeyArn).hasValue()", broken, nil, maybe},
		{"find('kms_key', it.kmsKeyArn).optMap(k, k.rotation).orValue(true)", whole, []fact.Fact{on}, yes},
		{"find('kms_key', it.kmsKeyArn).optMap(k, k.rotation).orValue(true)", whole, []fact.Fact{key("a", false, "rotation")}, maybe},
		{"find('kms_key', '').hasValue()", broken, nil, no},
		// two ways round
		{"it.tlsOnly || here.kms_key.exists(k, k.rotation)", broken, nil, yes},
		{"here.kms_key.exists(k, k.rotation) || it.tlsOnly", broken, nil, yes},
		{"it.tlsOnly && here.kms_key.all(k, k.rotation)", broken, nil, maybe},
		{"!it.tlsOnly && here.kms_key.all(k, k.rotation)", broken, nil, no},
		{"here.kms_key.exists(k, k.rotation) ? it.tlsOnly : it.tlsOnly", broken, nil, maybe},
		// behind dyn
		{"here.kms_key.exists(k, dyn(k).rotation == true)", whole, []fact.Fact{dark}, maybe},
		{"[dyn(1), dyn(here.kms_key.filter(k, k.name == 'c'))].all(l, type(l) == int || l.all(k, k.rotation == false))", whole, []fact.Fact{dark}, maybe},
	} {
		r := questionnaire.Rule{Each: "s3_bucket", Pass: c.pass}
		got := one(t, r, snapshot(c.reach, append([]fact.Fact{bucket(true)}, c.keys...)...), questionnaire.Scope{})
		if len(got) != 1 || got[0].Outcome != c.want {
			names := ""
			for _, k := range c.keys {
				names += " " + k.Base().Name
			}
			t.Errorf("%s\n  of%s, reach %v: want %s, got %s", c.pass, names, c.reach, c.want, print(got))
		}
	}
}

// TestUnreadFields does the same for the fields of the resource that is judged.
func TestUnreadFields(t *testing.T) {
	const (
		yes, no, maybe = evidence.Pass, evidence.Fail, evidence.Unknown
	)
	for _, c := range []struct {
		pass   string
		unread string
		want   evidence.Outcome
	}{
		{"it.tlsOnly", "", yes},
		{"it.tlsOnly", "tlsOnly", maybe},
		{"!it.tlsOnly", "tlsOnly", maybe},
		{"it.encryption != ''", "encryption", maybe},
		{"it.encryption == ''", "encryption", maybe},
		{"it.encryption in ['aws:kms', 'aws:kms:dsse']", "encryption", maybe},
		{"size(it.encryption) > 0", "encryption", maybe},
		{"it.encryption.startsWith('aws:')", "encryption", maybe},
		{"it.tlsOnly || it.encryption == 'aws:kms'", "tlsOnly", yes},
		{"it.tlsOnly && it.encryption == ''", "tlsOnly", no},
		{"it.tlsOnly ? true : true", "tlsOnly", maybe},
		{"it.tags[?'env'].orValue('') == 'prod'", "", yes},
		{"it.tags[?'nope'].orValue('') == ''", "", yes},
		{"it.tags[?'env'].orValue('') == ''", "tags", maybe},
		{"'env' in it.tags", "tags", maybe},
		{"!('env' in it.tags)", "tags", maybe},
		{"it.tags.all(k, k != 'env')", "tags", maybe},
		{"size(it.tags) == 0", "tags", maybe},
		{"it.tags == {}", "tags", maybe},
		{"[it.encryption] != []", "encryption", maybe},
		{"{'a': it.encryption}.size() == 1", "encryption", maybe},
		{"[it.encryption].all(e, e != '')", "encryption", maybe},
		{"dyn(it).encryption == ''", "encryption", maybe},
		{"it.?encryption.hasValue()", "encryption", maybe},
		{"it.?encryption.orValue('') == ''", "encryption", maybe},
		{"optional.of(it.encryption).hasValue()", "encryption", maybe},
		{"type(it.encryption) == string", "encryption", maybe},
		{"string(it.tlsOnly) == 'false'", "tlsOnly", maybe},
		{"it.encryption.split(':').size() == 1", "encryption", maybe},
		{"it.kmsKeyArn != it.encryption", "encryption", maybe},
		{"find('kms_key', it.kmsKeyArn).hasValue()", "kmsKeyArn", maybe},
		{"it.kmsKeyArn in here.kms_key.map(k, k.arn)", "kmsKeyArn", maybe},
		{"!here.kms_key.exists(k, k.arn == it.kmsKeyArn)", "kmsKeyArn", maybe},
		{"iam.allows(it.kmsKeyArn, 'a:b', '*')", "kmsKeyArn", maybe},
	} {
		b := bucket(true)
		if c.unread != "" {
			b = bucket(false, c.unread)
			wipeFact(b, c.unread)
		}
		got := one(t, questionnaire.Rule{Each: "s3_bucket", Pass: c.pass}, snapshot(nil, b, key("a", true)), questionnaire.Scope{})
		if len(got) != 1 || got[0].Outcome != c.want {
			t.Errorf("%s, %s unread: want %s, got %s", c.pass, c.unread, c.want, print(got))
			continue
		}
		if c.want == maybe && (got[0].Cause != evidence.UnreadField || got[0].Gap == nil || got[0].Gap.Action != "s3:GetBucketPolicy") {
			t.Errorf("%s: the finding does not name the missing permission: %+v", c.pass, got[0])
		}
	}
}

// An agreed list that is not set yet is unknown, and says which one is missing; one that is set and empty is not.
func TestAgreed(t *testing.T) {
	r := questionnaire.Rule{Each: "s3_bucket", Pass: "it.name in scope.agreed['approved-models']"}
	for _, c := range []struct {
		agreed map[string][]string
		want   evidence.Outcome
		cause  evidence.Cause
	}{
		{nil, evidence.Unknown, evidence.NotAgreed},
		{map[string][]string{"another": {"b"}}, evidence.Unknown, evidence.NotAgreed},
		{map[string][]string{"approved-models": {}}, evidence.Fail, ""},
		{map[string][]string{"approved-models": {"b"}}, evidence.Pass, ""},
	} {
		got := one(t, r, snapshot(nil, bucket(true)), questionnaire.Scope{Agreed: c.agreed})
		if len(got) != 1 || got[0].Outcome != c.want || got[0].Cause != c.cause {
			t.Errorf("%v: want %s %s, got %s", c.agreed, c.want, c.cause, print(got))
		}
		if c.cause == evidence.NotAgreed && string(got[0].Because) != `The list "approved-models" is not agreed yet` {
			t.Errorf("because: %s", got[0].Because)
		}
	}
}
