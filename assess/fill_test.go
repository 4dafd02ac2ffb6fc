package assess

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

func bucket(name string) Concern {
	return Concern{Kind: "s3_bucket", Account: "111122223333", Region: "eu-west-1", Resource: text.Untrusted("arn:aws:s3:::" + name), Name: text.Untrusted(name)}
}

func TestCommandsAreFilledWithWhatFails(t *testing.T) {
	role := Concern{Kind: "iam_role", Account: "111122223333", Region: "global", Resource: "arn:aws:iam::111122223333:role/agents/agent-default"}
	source := Concern{Kind: "bedrock_data_source", Account: "111122223333", Region: "eu-west-1", Resource: "arn:aws:bedrock:eu-west-1:111122223333:knowledge-base/KB1/data-source/DS1", Name: "claims"}
	here := Concern{Account: "111122223333", Region: "eu-central-1"}
	for _, c := range []struct {
		name, cli string
		concerns  []Concern
		want      string
	}{
		{
			"a line for each bucket, in its Region", "aws s3api put-bucket-policy --bucket <bucket> --policy file://tls-only.json\n",
			[]Concern{bucket("a"), bucket("b"), role},
			"aws s3api put-bucket-policy --bucket a --policy file://tls-only.json --region eu-west-1\naws s3api put-bucket-policy --bucket b --policy file://tls-only.json --region eu-west-1\n",
		},
		{"a global resource names no Region; a missing name comes from the ARN", "aws iam get-role --role-name <role>\n", []Concern{role}, "aws iam get-role --role-name agent-default\n"},
		{"nothing of the kind fails", "aws iam get-role --role-name <role>\n", []Concern{bucket("a")}, "aws iam get-role --role-name <role>\n"},
		{"what is made anew stays blank", "aws s3api put-object-lock-configuration --bucket <log-bucket>\n", []Concern{bucket("a")}, "aws s3api put-object-lock-configuration --bucket <log-bucket>\n"},
		{
			"two ids in one ARN", "aws bedrock-agent get-data-source --knowledge-base-id <kb-id> --data-source-id <source-id> --name <name>\n",
			[]Concern{source},
			"aws bedrock-agent get-data-source --knowledge-base-id KB1 --data-source-id DS1 --name claims --region eu-west-1\n",
		},
		{
			"Regions, once each", "aws bedrock put-model-invocation-logging-configuration --region <region> --logging-config file://logging.json\n",
			[]Concern{here, bucket("a"), bucket("b")},
			"aws bedrock put-model-invocation-logging-configuration --region eu-central-1 --logging-config file://logging.json\naws bedrock put-model-invocation-logging-configuration --region eu-west-1 --logging-config file://logging.json\n",
		},
		{"accounts, once each", "aws s3control put-public-access-block --account-id <account-id>\n", []Concern{bucket("a"), bucket("b")}, "aws s3control put-public-access-block --account-id 111122223333\n"},
		{"a word with a space is quoted", "aws lambda get-function --function-name <function>\n", []Concern{{Kind: "lambda_function", Resource: "arn:x", Name: "my tool; rm -rf ~"}}, "aws lambda get-function --function-name 'my tool; rm -rf ~'\n"},
		{"no value, no change", "aws kms enable-key-rotation --key-id <key-id>\n", []Concern{{Kind: "kms_key", Resource: "arn:x"}}, "aws kms enable-key-rotation --key-id <key-id>\n"},
		{"inside quotes nothing is filled", "aws x y --text \"of --bucket <bucket> \"\n", []Concern{bucket("a")}, "aws x y --text \"of --bucket <bucket> \"\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := FillCommands(c.cli, sortConcerns(slices.Clone(c.concerns)))
			if diff := cmp.Diff(c.want, f.Text()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestManyResourcesAreShownByTheFirstAndCopiedWhole(t *testing.T) {
	var many []Concern
	for i := range 57 {
		many = append(many, bucket(string(rune('a'+i/26))+string(rune('a'+i%26))))
	}
	f := FillCommands("aws s3api head-bucket --bucket <bucket> --expected-bucket-owner <key-arn>\naws s3 ls\n", many)
	short := f.Short(3)
	if strings.Count(short, "head-bucket") != 3 || !strings.Contains(short, "# … and 54 more\n") || !strings.Contains(short, "aws s3 ls\n") {
		t.Error(short)
	}
	if n := strings.Count(f.Text(), "head-bucket"); n != 57 || f.Lines() != 58 {
		t.Errorf("%d commands are copied, %d lines counted", n, f.Lines())
	}
	if diff := cmp.Diff([]string{"<key-arn>"}, f.Open); diff != "" {
		t.Error(diff)
	}
}

// hostileNames could mean something else to a shell, to the AWS CLI, or to who reads them.
func hostileNames() []string {
	return []string{
		"a'; rm -rf ~; '", `a\`, "a!b", "--debug", "-x", "a\nrm -rf ~", "a\rb", "\x1b[31m", "a\u202eb", "file:///etc/passwd", "FileB://x", "https://evil.example/x", "\u2019; rm -rf ~", "é", "a\x00b",
	}
}

func TestWhatCannotBeQuotedIsLeftOutAndCounted(t *testing.T) {
	for _, name := range hostileNames() {
		f := FillCommands("aws s3api head-bucket --bucket <bucket>\n", []Concern{bucket("good"), bucket(name)})
		if f.LeftOut != 1 || !strings.HasPrefix(f.Text(), "aws s3api head-bucket --bucket good --region eu-west-1\n# 1 resource is left out") || strings.Contains(f.Text(), name) {
			t.Errorf("%q: %s", name, f.Text())
		}
	}
	if f := FillCommands("aws s3api head-bucket --bucket <bucket>\n", []Concern{bucket("it's")}); !strings.HasPrefix(f.Text(), "aws s3api head-bucket --bucket <bucket>\n# 1 resource") {
		t.Errorf("a line of which nothing can be filled stays as it is: %s", f.Text())
	}
}

// A shell must read from a filled line what the template says, with the name as one word.
func TestShellsReadTheNameAsOneWord(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	for _, name := range append(hostileNames(), "plain", "two words", "$(id)", "`id`", "$HOME", `"`, "a;b", "a&b", "a|b", "*", "~", "#x", "{a,b}", ">x", "=x", "%PATH%") {
		f := FillCommands("aws s3api head-bucket --bucket <bucket> --end\n", []Concern{bucket(name)})
		if f.LeftOut > 0 {
			continue
		}
		out, err := exec.Command(sh, "-c", `aws() { printf '%s\n' "$@"; }; `+f.Text()).CombinedOutput()
		want := strings.Join([]string{"s3api", "head-bucket", "--bucket", name, "--end", "--region", "eu-west-1", ""}, "\n")
		if err != nil || string(out) != want {
			t.Errorf("%q: %v\n%s", name, err, out)
		}
	}
}

func TestTerraformListsWhatFails(t *testing.T) {
	f := FillTerraform("resource \"x\" \"y\" {\n  name = \"<name>\"\n}\n", []Concern{bucket("a"), bucket(`${file("/etc/passwd")}"`), bucket("a\nb")})
	want := "# What fails today, for for_each.\nlocals {\n  failing_s3_bucket = [\n    \"arn:aws:s3:::$${file(\\\"/etc/passwd\\\")}\\\"\",\n    \"arn:aws:s3:::a\",\n  ]\n}\n\nresource \"x\" \"y\" {\n  name = \"<name>\"\n}\n"
	if diff := cmp.Diff(want, f.Text()[:min(len(want), len(f.Text()))]); diff != "" {
		t.Error(diff)
	}
	if f.LeftOut != 1 || len(f.Open) != 1 {
		t.Errorf("left out %d, open %v", f.LeftOut, f.Open)
	}
}

// FuzzFillCommands holds that no name adds a word, ends a quote, or begins a line of its own.
func FuzzFillCommands(f *testing.F) {
	for _, name := range hostileNames() {
		f.Add(name, name)
	}
	f.Add("claims", "arn:aws:s3:::claims")
	f.Fuzz(func(t *testing.T, name, arn string) {
		c := Concern{Kind: "s3_bucket", Account: name, Region: name, Resource: text.Untrusted(arn), Name: text.Untrusted(name)}
		filled := FillCommands("aws s3api x --bucket <bucket> --region <region> --account-id <account-id> --end\n", []Concern{c})
		line, rest, _ := strings.Cut(filled.Text(), "\n")
		if rest != "" && !strings.HasPrefix(rest, "# 1 resource is left out") {
			t.Fatalf("a second line: %q", rest)
		}
		words, ok := words(line)
		if !ok || len(words) != 10 || words[9] != "--end" || words[3] != "--bucket" {
			t.Fatalf("%q gives %q", line, words)
		}
		if v := words[4]; filled.LeftOut == 0 && arn != "" && name != "" && v != name {
			t.Fatalf("%q became %q", name, v)
		}
		for _, l := range strings.Split(FillTerraform("x", []Concern{c}).Text(), "\n") {
			if strings.HasPrefix(l, "    \"") && strings.Contains(strings.ReplaceAll(l, "$${", ""), "${") {
				t.Fatalf("a template of HCL: %q", l)
			}
		}
	})
}

// words takes a line apart as a shell does, for the few forms that a filled line may have; false where it holds any other.
func words(line string) ([]string, bool) {
	var out []string
	for _, w := range splitQuoted(line) {
		if strings.HasPrefix(w, "'") {
			if len(w) < 2 || strings.Count(w, "'") != 2 || !strings.HasSuffix(w, "'") {
				return nil, false
			}
			w = w[1 : len(w)-1]
		} else if !plainWord(w) && !blankForm.MatchString(w) && !strings.HasPrefix(w, "--") {
			return nil, false
		}
		out = append(out, w)
	}
	return out, true
}

func splitQuoted(line string) []string {
	quoted := false
	return strings.FieldsFunc(line, func(r rune) bool {
		if r == '\'' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
}

// Each blank that is filled is one that the catalogue has: a changed template must not fall out of the table unseen.
func TestTheCatalogueHasBlanksThatAreFilled(t *testing.T) {
	cat, err := questionnaire.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	filled := 0
	for i := range cat.Actions {
		for _, command := range splitCommands(cat.Actions[i].CLI) {
			for _, b := range parseCommand(command).blanks {
				if _, ok := blankOf(b.option + " " + command[b.from:b.to]); ok && b.whole {
					filled++
				}
			}
		}
	}
	if filled < 120 {
		t.Errorf("only %d blanks of the catalogue can be filled", filled)
	}
}

// What the work makes anew is not what fails today: a second guardrail of the same name, the management account moved away.
func TestWhatAnActionMakesIsNotNamedAfterWhatFails(t *testing.T) {
	guardrail := Concern{Kind: "bedrock_guardrail", Account: "111122223333", Region: "eu-west-1", Resource: "arn:aws:bedrock:eu-west-1:111122223333:guardrail/abc", Name: "claims"}
	source := Concern{Kind: "bedrock_data_source", Account: "111122223333", Region: "eusc-de-east-1", Resource: "arn:aws:bedrock:eusc-de-east-1:111122223333:knowledge-base/KB/data-source/DS", Name: "files"}
	for command, want := range map[string]string{
		"aws bedrock create-guardrail --name <name> --x":                                           "aws bedrock create-guardrail --name <name> --x",
		"aws bedrock update-guardrail --guardrail-identifier <guardrail-id> --name <name>":         "aws bedrock update-guardrail --guardrail-identifier abc --name claims --region eu-west-1",
		"aws bedrock-agent create-data-source --knowledge-base-id <kb-id> --name <name>":           "aws bedrock-agent create-data-source --knowledge-base-id KB --name <name> --region eusc-de-east-1",
		"aws organizations move-account --account-id <account-id> --destination-parent-id <ou-id>": "aws organizations move-account --account-id <account-id> --destination-parent-id <ou-id>",
		"aws budgets create-budget --account-id <account-id>":                                      "aws budgets create-budget --account-id 111122223333",
	} {
		if got := strings.TrimSpace(FillCommands(command, []Concern{guardrail, source}).Text()); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if word, ok := shellWord(`claims" --endpoint-url x`); ok {
		t.Errorf("PowerShell opens %s", word)
	}
}

func TestARuleIsAWordOfItsOwn(t *testing.T) {
	if w := wordsOf("The rules a-b and c-d-e pass."); !w["a-b"] || !w["c-d-e"] || w["c-d"] || w[""] {
		t.Error(w)
	}
}
