package main

import (
	"fmt"
	"slices"
	"strings"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/evidence"
	"drydock/questionnaire/text"
)

// Of each list a summary names so many; the plan has them all.
const (
	topActions = 5
	topUnknown = 3
)

// decision is the result for people: the decision, what stands in the way, the top of the plan, and where the rest is.
func decision(v *desk.View, path string) string {
	var b strings.Builder
	line := func(format string, args ...any) {
		format, gap := strings.CutPrefix(format, "\n")
		if gap {
			b.WriteByte('\n')
		}
		b.WriteString(text.Untrusted(fmt.Sprintf(format, args...)).Terminal() + "\n")
	}
	if v.Session.Meta.Sample {
		line("SAMPLE: Harbour Mutual is made up.")
	}
	gate := v.Posture.Gates[v.Session.Scope.Gate().Number()-1]
	line("%s %s", gate.Gate.Question(), answerOf(gate))
	inTheWay(line, gate.InTheWay)
	for _, x := range gate.OnWord {
		line("  – on word only: %s", x.Title)
	}
	line("\nKnown %s · Readiness %s · How we know %s", v.Posture.Known.Sentence, v.Posture.Readiness.Sentence, v.Posture.HowWeKnow.Sentence)
	if n := len(v.Posture.Conflicts); n > 0 {
		line("These differ: %s", strings.Join(v.Posture.Conflicts, ", "))
	}
	if n := len(v.Plan.FindOut); n > 0 {
		line("\nFind out first (%d):", n)
		for _, f := range v.Plan.FindOut[:min(topActions, n)] {
			line("  ? %s: %s", f.Title, f.What)
		}
	}
	line("\nThe plan's top:")
	for _, x := range v.Plan.Actions[:min(topActions, len(v.Plan.Actions))] {
		line("  %d. %s (%s, %s, %s)", x.Rank, x.Action.Title, x.Action.ID, assess.Amount(x.Days, "day", "days"), x.Horizon)
		line("     %s", closes(v, &x))
	}
	if len(v.Plan.Actions) == 0 {
		line("  nothing is open that Drydock knows of")
	}
	if s := v.Plan.Short; s != nil && s.Days > 0 {
		line("The plan misses %s by %d days: %s at the earliest.", s.By, s.Days, s.Earliest)
	}
	if path != "" {
		line("\nThe whole plan: %s", path)
	}
	return b.String()
}

// inTheWay lists what is open, each with its reason, and then what nobody knows, which is mostly one reason many times.
func inTheWay(line func(string, ...any), blockers []assess.Blocker) {
	unknown := 0
	for _, x := range blockers {
		if !x.Unknown {
			line("  ✗ %s: %s", x.Title, x.Because)
			continue
		}
		if unknown++; unknown <= topUnknown {
			_, missing, _ := strings.Cut(x.Because, "; not known: ")
			line("  ? %s: %s", x.Title, strings.TrimSuffix(missing, "."))
		}
	}
	if more := unknown - topUnknown; more > 0 {
		line("  ? and %d more that nobody knows", more)
	}
}

// closes says in short what an action is for; drydock plan --why opens its sum.
func closes(v *desk.View, x *assess.PlannedAction) string {
	var titles []string
	differs := ""
	for _, c := range x.Closes {
		if c.Points > 0 {
			titles = append(titles, "“"+c.Control.Title+"”")
			if slices.Contains(v.Posture.Conflicts, c.Control.ID) {
				differs = "; these differ, so settle that first"
			}
		}
	}
	if len(titles) == 0 {
		return "comes first for others"
	}
	return fmt.Sprintf("closes %s: %s in %s%s", strings.Join(titles, " and "), assess.Amount(x.Value, "point", "points"), assess.Amount(x.Days, "day", "days"), differs)
}

// answerOf is the gate's sentence as the answer to its question: "Not yet. 4 stand in the way."
func answerOf(g assess.GateState) string {
	s := strings.TrimPrefix(g.Sentence, g.Gate.Title()+": ")
	return strings.ToUpper(s[:1]) + s[1:]
}

// result is what --json prints.
type result struct {
	Session   string             `json:"session"`
	AsOf      assess.Date        `json:"asOf"`
	Sample    bool               `json:"sample,omitempty"`
	Gates     []gateResult       `json:"gates"`
	Known     string             `json:"known"`
	Readiness string             `json:"readiness"`
	HowWeKnow string             `json:"howWeKnow"`
	Differ    []string           `json:"differ"`
	Outcomes  map[string]int     `json:"outcomes"` // of the findings
	Findings  []evidence.Finding `json:"findings"`
	FindOut   []assess.FindOut   `json:"findOut"`
	Actions   []actionResult     `json:"actions"`
	Failures  []string           `json:"failures"`
	Output    string             `json:"output,omitempty"`
}

type gateResult struct {
	Gate     string           `json:"gate"`
	Verdict  string           `json:"verdict"`
	Sentence string           `json:"sentence"`
	InTheWay []assess.Blocker `json:"inTheWay"`
	OnWord   []assess.Blocker `json:"onWord"`
}

type actionResult struct {
	Rank    int      `json:"rank"`
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Value   float64  `json:"value"`
	Days    float64  `json:"days"`
	Horizon string   `json:"horizon"`
	Needs   []string `json:"needs"`
	Closes  []string `json:"closes"`
	Why     string   `json:"why"`
}

func resultOf(v *desk.View, path string, failures []string) result {
	r := result{
		Session: v.Session.Meta.Name, AsOf: v.Posture.AsOf, Sample: v.Session.Meta.Sample, Known: v.Posture.Known.Sentence,
		Readiness: v.Posture.Readiness.Sentence, HowWeKnow: v.Posture.HowWeKnow.Sentence, Differ: list(v.Posture.Conflicts),
		Outcomes: map[string]int{}, Findings: list(v.Session.Findings), FindOut: list(v.Plan.FindOut), Actions: actionsOf(v.Plan), Failures: list(failures), Output: path,
	}
	for _, f := range v.Session.Findings {
		r.Outcomes[string(f.Outcome)]++
	}
	for _, g := range v.Posture.Gates {
		r.Gates = append(r.Gates, gateResult{string(g.Gate), string(g.Verdict), g.Sentence, list(g.InTheWay), list(g.OnWord)})
	}
	return r
}

func actionsOf(p *assess.Plan) []actionResult {
	out := []actionResult{}
	for _, x := range p.Actions {
		row := actionResult{Rank: x.Rank, ID: x.Action.ID, Title: x.Action.Title, Value: x.Value, Days: x.Days, Horizon: x.Horizon, Needs: list(x.Needs), Closes: []string{}, Why: x.Why}
		for _, c := range x.Closes {
			row.Closes = append(row.Closes, c.Control.ID)
		}
		out = append(out, row)
	}
	return out
}

// list is never null in JSON.
func list[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}
