package desk

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"drydock/questionnaire/text"
)

// TestOneSentenceExplainsEverywhere: what drydock plan --why says of a control or an action stands, word by word, in Markdown, in the
// JSON and in the rows.
func TestOneSentenceExplainsEverywhere(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), false))
	out := map[string]string{}
	for _, format := range Formats() {
		out[format] = string(must[[]byte](t)(r.Render(t.Context(), v, format)))
	}
	find := func(what, sentence string, formats map[string]func(string) string) {
		t.Helper()
		for format, spell := range formats {
			if !strings.Contains(out[format], spell(sentence)) {
				t.Errorf("%s does not explain %s: %s", format, what, sentence)
			}
		}
	}
	markdown := func(s string) string { return text.Untrusted(s).Markdown() }
	quoted := func(s string) string { return strings.Trim(strconv.Quote(s), `"`) }
	doubled := func(s string) string { return strings.ReplaceAll(s, `"`, `""`) }
	for i := range v.Posture.Controls {
		id := v.Posture.Controls[i].Control.ID
		find(id, v.Posture.Why(id), map[string]func(string) string{Markdown: markdown, "json": quoted, "controls-csv": doubled})
	}
	for _, x := range v.Posture.Out {
		find(x.Control.ID, v.Posture.Why(x.Control.ID), map[string]func(string) string{"controls-csv": doubled})
	}
	for i := range v.Plan.Actions {
		id := v.Plan.Actions[i].Action.ID
		find(id, v.Plan.Why(id), map[string]func(string) string{Markdown: markdown, "json": quoted, "actions-csv": doubled})
	}
}

var (
	weighs = regexp.MustCompile(`[wW]eight (\d) = impact (\d) × exposure (\d)`)
	sums   = regexp.MustCompile(`weight (\d) = impact .*?; gap (½|1): (.*?)\) = ([0-9½¼¾]+)`)
)

// TestEveryNumberOpensToItsSum: in every sentence the weight is its product, and an action's points are weight × gap × 2 or 1, shared.
func TestEveryNumberOpensToItsSum(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), false))
	weigh := func(sentence string) {
		t.Helper()
		m := weighs.FindStringSubmatch(sentence)
		if m == nil || int(m[1][0]-'0') != int(m[2][0]-'0')*int(m[3][0]-'0') {
			t.Errorf("the weight is not opened: %s", sentence)
		}
	}
	for i := range v.Posture.Controls {
		s := &v.Posture.Controls[i]
		weigh(s.Why)
		if s.Known && s.Applies && (!strings.Contains(s.Why, "gap ") || !strings.Contains(s.Why, "proof ")) {
			t.Errorf("gap or proof are not opened: %s", s.Why)
		}
	}
	checked := 0
	for i := range v.Plan.Actions {
		a := &v.Plan.Actions[i]
		total := 0.0
		for _, c := range a.Closes {
			weigh(c.Why)
			total += c.Points
		}
		if total != a.Value {
			t.Errorf("%s: %v points, and its controls give %v", a.Action.ID, a.Value, total)
		}
		if strings.Contains(a.DaysWhy, "×") && !strings.Contains(a.Why, a.DaysWhy) {
			t.Errorf("the days are not opened (%s): %s", a.DaysWhy, a.Why)
		}
		for _, m := range sums.FindAllStringSubmatch(a.Why, -1) {
			points := float64(m[1][0] - '0')
			if m[2] == "½" {
				points /= 2
			}
			if strings.Contains(m[3], "×2") {
				points *= 2
			}
			if strings.Contains(m[3], "half of it") {
				points /= 2
			}
			if got := quarters(m[4]); got != points {
				t.Errorf("%v is not %v: %s", got, points, m[0])
			}
			checked++
		}
	}
	if checked < 10 {
		t.Errorf("%d sums were checked", checked)
	}
}

// quarters reads 4½ as 4.5.
func quarters(s string) float64 {
	total := 0.0
	for mark, value := range map[string]float64{"¼": 0.25, "½": 0.5, "¾": 0.75} {
		if rest, ok := strings.CutSuffix(s, mark); ok {
			s, total = rest, value
		}
	}
	whole, _ := strconv.ParseFloat(s, 64)
	return whole + total
}
