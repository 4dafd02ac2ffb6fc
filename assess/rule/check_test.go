package rule

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess/fact"
	"drydock/questionnaire"
)

// catalogOf is a catalogue of one control with these rules, each with its expressions on lines of their own.
func catalogOf(rules ...questionnaire.Rule) *questionnaire.Catalog {
	for i := range rules {
		r := &rules[i]
		if r.ID == "" {
			r.ID = "a-rule"
		}
		r.Control, r.States = "a-control", "It is so"
		r.Place = questionnaire.Place{File: "topic.yaml", Line: 10}
		r.WhenPlace = questionnaire.Place{File: "topic.yaml", Line: 12}
		r.PassPlace = questionnaire.Place{File: "topic.yaml", Line: 14}
		r.ShowsPlace = questionnaire.Place{File: "topic.yaml", Line: 16}
	}
	return &questionnaire.Catalog{
		Controls: []questionnaire.Control{{ID: "a-control", Rules: rules}},
		Agreed:   []questionnaire.AgreedList{{ID: "approved-models"}},
	}
}

func TestCheckAccepts(t *testing.T) {
	for _, src := range []string{
		"it.deployed && it.kmsKeyArn != ''",
		"!here.bedrock_agent.exists(a, a.arn != it.arn && a.roleArn == it.roleArn)",
		"it.account == '1' && it.region != '' && it.name != '' && it.tags[?'env'].orValue('') == 'prod'",
		"it.foundationModel in scope.agreed['approved-models']",
		"scope.runsOn['bedrock'] == 'used' && scope.accounts.exists(a, a.id == it.account && a.role == 'workload')",
		"find('iam_role', it.roleArn).optMap(r, r.hasBoundary).orValue(false)",
		"iam.allows(it.roleArn, 'bedrock:InvokeModel', '*')",
		"iam.allows(it.roleArn, 'bedrock:InvokeModel', '*', {'bedrock:GuardrailIdentifier': ''})",
		"it.roleArn.split('/')[0].startsWith('arn:') && it.roleArn.matches('a.*') && it.roleArn.contains('role')",
		"here.bedrock_guardrail.filter(g, g.deployed).all(g, g.filters.exists(f, f.type == 'PROMPT_ATTACK' && f.inputStrength != 'NONE'))",
		"size(it.guardrailIds) == 0 || it.guardrailIds.all(g, g != '')",
		"it.actionGroups >= 1.0",
		"here.s3_account_block.all(b, b.blockPublicAcls)",
		"has_no_such == 1",
	} {
		err := Check(catalogOf(questionnaire.Rule{Each: "bedrock_agent", Pass: src}))
		if src == "has_no_such == 1" {
			if err == nil {
				t.Errorf("%s is accepted, so nothing is checked", src)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", src, err)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	each := func(pass string) questionnaire.Rule { return questionnaire.Rule{Each: "bedrock_agent", Pass: pass} }
	for _, c := range []struct {
		name string
		rule questionnaire.Rule
		want []string
	}{
		{"misspelt field", each("it.roleArm != ''"), []string{"topic.yaml:14: rule a-rule: pass: no field is called 'roleArm'; did you mean 'roleArn'?"}},
		{"misspelt kind", each("here.bedrock_agents.exists(a, a.arn == '')"), []string{"topic.yaml:14:", "no fact kind is called 'bedrock_agents'; did you mean 'bedrock_agent'?"}},
		{"misspelt field in a list", each("here.kms_key.exists(k, k.rotationn)"), []string{"did you mean 'rotation'?"}},
		{"misspelt scope", each("scope.usecase == 'acts'"), []string{"did you mean 'useCase'?"}},
		{"kind of each", questionnaire.Rule{Each: "bedrock_agnet", Pass: "true"}, []string{"topic.yaml:10:", `no fact kind is called "bedrock_agnet"; did you mean 'bedrock_agent'?`}},
		{"kind of reads", questionnaire.Rule{Each: "bedrock_agent", Pass: "true", Reads: []string{"kms_kee"}}, []string{"did you mean 'kms_key'?"}},
		{"kind of find", each("find('iam_rolle', it.roleArn).hasValue()"), []string{`no fact kind is called "iam_rolle"; did you mean 'iam_role'?`}},
		{"find of a variable", each("find(it.name, it.roleArn).hasValue()"), []string{"find needs the kind as a plain string"}},
		{"line of a long expression", each("it.deployed &&\n  it.roleArm == ''"), []string{"topic.yaml:15:"}},
		{"syntax", each("it.deployed &&"), []string{"topic.yaml:14: rule a-rule: pass: Syntax error"}},
		{"types", each("it.deployed == 'yes'"), []string{"found no matching overload"}},
		{"not a truth", each("it.roleArn"), []string{"it is a string; it must be a bool"}},
		{"shows is no text", questionnaire.Rule{Each: "bedrock_agent", Pass: "true", Shows: "it.deployed"}, []string{"topic.yaml:16: rule a-rule: shows: it is a bool; it must be a string"}},
		{"when", questionnaire.Rule{Each: "bedrock_agent", Pass: "true", When: "it.nope"}, []string{"topic.yaml:12: rule a-rule: when:"}},
		{"has of a field", each("has(it.roleArn)"), []string{"has() would turn"}},
		{"has of here", each("has(here.kms_key)"), []string{"has() would turn"}},
		{"size of here", each("size(here.kms_key) > 0"), []string{"size() of what comes from here.*"}},
		{"here.size()", each("here.kms_key.size() > 0"), []string{"size() of what comes from here.*"}},
		{"size of filtered", each("here.kms_key.filter(k, k.rotation).size() > 0"), []string{"size() of what comes from here.*"}},
		{"here compared", each("here.kms_key == []"), []string{"here.kms_key can only be asked"}},
		{"here indexed", each("here.kms_key[0].rotation"), []string{"here.kms_key can only be asked"}},
		{"here handed around", each("[here].exists(h, h.kms_key == [])"), []string{"here cannot be handed around"}},
		{"iam handed around", each("[iam].exists(i, i.allows(it.roleArn, 'a:b', '*'))"), []string{"iam cannot be handed around"}},
		{"body without variable", each("here.kms_key.exists(k, it.deployed)"), []string{"does not look at k"}},
		{"hidden it", each("here.kms_key.exists(it, it.rotation)"), []string{"hides the it"}},
		{"whole facts", each("here.bedrock_agent.exists(a, a == it)"), []string{"compare their arn"}},
		{"agreed list", each("it.name in scope.agreed['aproved-models']"), []string{"no agreed list is called \"aproved-models\"; did you mean 'approved-models'?"}},
		{"all actions", each("iam.allows(it.roleArn, 'bedrock:*', '*')"), []string{"iam.allows asks about one action"}},
		{"unread is hidden", each("it.unread.exists(u, u != '')"), []string{"no field is called 'unread'"}},
		{"proof is hidden", each("it.proof.exists(u, true)"), []string{"no field is called 'proof'"}},
		{"it in once", questionnaire.Rule{Once: "region", Pass: "it.deployed"}, []string{"there is no 'it' in a rule that judges a target once"}},
		{"once without kinds", questionnaire.Rule{Once: "region", Pass: "scope.data == 'public'"}, []string{"it reads no facts"}},
		{"once what", questionnaire.Rule{Once: "planet", Pass: "here.kms_key.all(k, k.rotation)"}, []string{"it can be region or account"}},
		{"neither", questionnaire.Rule{Pass: "true"}, []string{"it judges nothing"}},
		{"both", questionnaire.Rule{Each: "kms_key", Once: "region", Pass: "it.rotation"}, []string{"keep one"}},
		{"no pass", questionnaire.Rule{Each: "kms_key"}, []string{"it has no pass expression"}},
		{"too long", each("it.deployed || " + strings.Repeat(" ", maxExpression) + "true"), []string{"size"}},
		{"too deep", each(strings.Repeat("optional.of(", 100) + "it.deployed" + strings.Repeat(")", 100) + ".hasValue()"), []string{"recursion limit"}},
		{"no struct", each("fact.kms_key{rotation: true}.rotation"), []string{"topic.yaml:14"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := Check(catalogOf(c.rule))
			if err == nil {
				t.Fatal("it is accepted")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got  %v\nwant %s", err, want)
				}
			}
		})
	}
}

// All mistakes come in one error.
func TestCheckReportsAll(t *testing.T) {
	err := Check(catalogOf(
		questionnaire.Rule{ID: "one", Each: "kms_key", Pass: "it.nope"},
		questionnaire.Rule{ID: "two", Each: "kms_key", Pass: "it.rotation", Shows: "it.nope"},
		questionnaire.Rule{ID: "three", Each: "nope", Pass: "true"},
	))
	if err == nil {
		t.Fatal("it is accepted")
	}
	for _, id := range []string{"rule one:", "rule two:", "rule three:"} {
		if !strings.Contains(err.Error(), id) {
			t.Errorf("%s is missing in: %v", id, err)
		}
	}
}

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		rule questionnaire.Rule
		want []fact.Kind
	}{
		{questionnaire.Rule{Each: "bedrock_agent", Pass: "it.deployed"}, []fact.Kind{"bedrock_agent"}},
		{
			questionnaire.Rule{Each: "bedrock_agent", Pass: "!here.bedrock_agent.exists(a, a.arn != it.arn) && here.agentcore_runtime.all(r, r.id != '')"},
			[]fact.Kind{"agentcore_runtime", "bedrock_agent"},
		},
		{
			questionnaire.Rule{Once: "region", When: "here.bedrock_usage.exists(u, u.modelId != '')", Pass: "here.guardduty_detector.exists(d, d.enabled)", Shows: "find('kms_key', 'x').hasValue() ? 'a' : 'b'", Reads: []string{"ec2_vpc"}},
			[]fact.Kind{"bedrock_usage", "ec2_vpc", "guardduty_detector", "kms_key"},
		},
		{
			questionnaire.Rule{Each: "agentcore_runtime", Pass: "!iam.allows(it.roleArn, 'iam:PassRole', '*')"},
			[]fact.Kind{"agentcore_runtime", "iam_role", "iam_user", "organization", "organization_policy"},
		},
		{questionnaire.Rule{Each: "kms_key", Pass: "it.name == 'here.s3_bucket' && it.arn.contains(\"find('s3_bucket', 'x')\")"}, []fact.Kind{"kms_key"}},
		{questionnaire.Rule{Each: "kms_key", Pass: "it.(("}, []fact.Kind{"kms_key"}},
	} {
		if diff := cmp.Diff(c.want, Kinds(c.rule)); diff != "" {
			t.Errorf("%s: %s", c.rule.Pass, diff)
		}
	}
}
