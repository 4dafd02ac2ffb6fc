package assess

import (
	"strings"
	"testing"

	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// TestWhatIsSpelledInAnotherWayIsMaskedToo holds for what nobody wrote into a field of its own.
func TestWhatIsSpelledInAnotherWayIsMaskedToo(t *testing.T) {
	s := &Session{
		Scope:    questionnaire.Scope{Accounts: []questionnaire.Account{{ID: "111122223333", Alias: "zqcalias"}}},
		Notes:    []Note{{By: "Zoë Zqcson"}, {By: "zqcuser"}, {By: "Mary O'Zqcmara"}, {By: "z.q(c+"}},
		Findings: []evidence.Finding{{Account: "111122223333", Resource: "arn:aws-us-gov:iam::111122223333:role/path/ZqcRole", Name: "ZqcRole"}, {Resource: "arn:aws-cn:s3:::zqc.bucket", Name: "zqc.bucket"}, {Resource: "arn:aws:iam::111122223333:role/zqc-role", Name: "zqc-role"}},
	}
	m := NewMasks([]*Session{s})
	for _, said := range []string{
		"account 1111-2222-3333 is ours", "account 4444-5555-6666 is not",
		"arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2FZqcRole", "role%2FZqcRole", "arn%3aaws%3aiam%3a%3a777788889999%3arole%2fZqcNew",
		"zqcuser@harbour", "zqcuser%40zqc.example", "Zoe\u0308 Zqcson", "ZQCROLE and ZQCSON", "mailto:zqc@zqc.example?subject=x", "<zqc@zqc.example>",
		"s3://zqc.bucket/key", "s3a://zqc-other/key", "S3://ZQC/key", "ftp://zqc.example/x", "postgres://zqc:zqc@zqc/db", "ssh://zqc/x",
		"zqc-other.s3.amazonaws.com", "zqc-other.s3.eu-west-1.amazonaws.com/key", "zqcdb.cabcdefgh.eu-west-1.rds.amazonaws.com:5432", "search-zqc-abc.eu-west-1.es.amazonaws.com.cn",
		"zqc.execute-api.eu-west-1.amazonaws.com", "zqc.lambda-url.eu-west-1.on.aws", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/zqc-image:1",
		"arn:aws-us-gov:iam::111122223333:role/zqc", "ARN:AWS:IAM::111122223333:ROLE/ZQC", "arn:aws-iso-b:s3:::zqc", "arn:aws-eusc:s3:::zqc", "_111122223333_", "z.q(c+ said", "zqcalias.signin.aws.amazon.com",
		"arn:aws:iam::111122223333:user/zqc@zqc.example", "arn:aws:iam::111122223333:role/zqc,", "arn:aws:sts::111122223333:assumed-role/zqc/zqc@zqc.example",
		"arn:aws:iam::111122223333:root", "111122223333/zqcuser", "aws:iam::111122223333:role/ZqcRole", "O’Zqcmara’s", "Mary O’Zqcmara", "zqc‑role", "zqc‐role", "“zqcuser”", "‘ZqcRole’", "zqcuser’s", "Z. Zqcson",
	} {
		if got := strings.ToLower(m.Text(said)); strings.Contains(got, "zqc") || strings.Contains(got, "111122223333") || strings.Contains(got, "777788889999") || strings.Contains(got, "4444") || strings.Contains(got, "2222") || strings.Contains(got, "z.q(c") {
			t.Errorf("%q became %q", said, got)
		}
	}
	for _, said := range []string{"bedrock.amazonaws.com", "bedrock-runtime.eu-west-1.amazonaws.com", "runtime.sagemaker.eu-west-1.amazonaws.com", "on 2026-11-21", "1234-5678", "vpce.amazonaws.com", "delivery.logs.amazonaws.com", "100% sure", "a :// b", "com.amazonaws.eu-west-1.s3"} {
		if got := m.Text(said); got != said {
			t.Errorf("%q became %q", said, got)
		}
	}
	for said, want := range map[string]string{"1111-2222-3333": "111122223333", "arn%3Aaws%3As3%3A%3A%3Azqc.bucket": "arn:aws:s3:::zqc.bucket", "zqcuser%40zqc.example": "zqcuser@zqc.example"} {
		s.Notes = []Note{{Text: text.Untrusted(said + " is " + want)}}
		if a, b, _ := strings.Cut(NewMasks([]*Session{s}).Text(string(s.Notes[0].Text)), " is "); a != b {
			t.Errorf("%s is masked as %s, and %s as %s", said, a, want, b)
		}
	}
}
