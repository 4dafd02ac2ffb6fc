package report

import (
	"fmt"
	"testing"

	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// large is an assessment of many controls with many findings each.
func large(controls, findings int) Input {
	cat, s := harbour("")
	base := cat.Controls[0]
	for i := range controls - len(cat.Controls) {
		c := base
		c.ID = fmt.Sprintf("control-%d", i)
		c.Title = fmt.Sprintf("Title of control %d, as long as titles are", i)
		c.Layer = questionnaire.Layers()[i%3]
		c.Rules = []questionnaire.Rule{{ID: c.ID + "-rule"}}
		cat.Controls = append(cat.Controls, c)
		a := cat.Actions[0]
		a.ID, a.Closes = "fix-"+c.ID, []questionnaire.Share{{Control: c.ID, Share: 1}}
		cat.Actions = append(cat.Actions, a)
	}
	for i := range findings {
		c := &cat.Controls[i%len(cat.Controls)]
		if i%5 == 0 {
			c = &cat.Controls[0] // one rule that fails everywhere
		}
		s.Findings = append(s.Findings, evidence.Finding{
			ID: fmt.Sprint("many", i), Source: evidence.Own, Rule: c.ID + "-rule", Control: c.ID, Account: "111122223333", Region: "eu-west-1", Kind: "iam_role",
			Resource: text.Untrusted(fmt.Sprintf("arn:aws:iam::111122223333:role/service/role-number-%d", i)), Name: text.Untrusted(fmt.Sprint("role-number-", i)),
			Outcome: evidence.Fail, Shows: "allows bedrock:* on *", At: noon.AddDate(0, 0, -2), Ownership: evidence.Ours,
		})
	}
	return judged(cat, s)
}

// A large page folds its long lists and stays a file that can be sent by mail.
func TestHTMLOfMuchIsFolded(t *testing.T) {
	if size := len(writeHTML(t, large(250, 5000))); size > 6_000_000 {
		t.Errorf("the page has %d bytes", size)
	}
}

func BenchmarkHTML(b *testing.B) {
	in := large(250, 5000)
	for b.Loop() {
		b.SetBytes(int64(len(writeHTML(b, in))))
	}
}
