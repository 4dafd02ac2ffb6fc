package rule

import (
	"fmt"
	"testing"

	"drydock/assess/fact"
	"drydock/questionnaire"
)

func builtin(b *testing.B) *questionnaire.Catalog {
	cat, err := questionnaire.Builtin()
	if err != nil {
		b.Skipf("the built-in catalogue does not load: %v", err)
	}
	return cat
}

// measure repeats something, and prints how long it took beside what the design aims at, in milliseconds; and the time of all processors,
// which a busy machine hardly stretches. On two idle ones the wall time is a little more than half of that.
func measure(b *testing.B, aim float64, do func()) {
	used := processorTime()
	for b.Loop() {
		do()
	}
	b.ReportMetric(float64((processorTime()-used).Milliseconds())/float64(b.N), "cpu-ms")
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "wall-ms")
	b.ReportMetric(aim, "aim-ms")
}

// BenchmarkCheck compiles and checks all built-in rules.
func BenchmarkCheck(b *testing.B) {
	cat := builtin(b)
	measure(b, 100, func() {
		if err := Check(cat); err != nil {
			b.Fatal(err)
		}
	})
}

// crowd is an account with n resources over many kinds.
func crowd(n int) *fact.Snapshot {
	var facts []fact.Fact
	kinds := fact.Kinds()
	for i := range n {
		f := fact.New(kinds[i%len(kinds)])
		m := f.Base()
		*m = fact.Meta{Account: home.Account, Region: home.Region, Name: fmt.Sprint(i), ReadAt: readAt, Proof: proof("x.Get", home.Account, home.Region)}
		if globalKind(f.Kind()) {
			m.Region = fact.Global
		}
		m.ARN = fmt.Sprintf("arn:aws:%s:%s:%s:x/%d", f.Kind(), m.Region, m.Account, i)
		facts = append(facts, f)
	}
	return snapshot(nil, facts...)
}

// BenchmarkJudge judges 5,000 resources by all built-in rules.
func BenchmarkJudge(b *testing.B) {
	cat := builtin(b)
	j, err := New(cat)
	if err != nil {
		b.Fatal(err)
	}
	var controls []*questionnaire.Control
	for i := range cat.Controls {
		controls = append(controls, &cat.Controls[i])
	}
	snap := crowd(5000)
	scope := questionnaire.Scope{Name: "crowd", Does: []string{"writes", "reads-data", "acts"}}
	rows := len(j.Judge(snap, scope, controls, nil))
	measure(b, 200, func() { j.Judge(snap, scope, controls, nil) })
	b.ReportMetric(float64(rows), "findings")
}

// BenchmarkJudgeOneKind judges 5,000 resources of one kind by one rule that looks at the resource alone.
func BenchmarkJudgeOneKind(b *testing.B) {
	cat := catalogOf(questionnaire.Rule{Each: "kms_key", When: "it.manager == 'CUSTOMER'", WhenNot: "no", Pass: "it.rotation || it.tags[?'env'].orValue('') == 'test'", Shows: "'key ' + it.name"})
	j, err := New(cat)
	if err != nil {
		b.Fatal(err)
	}
	var facts []fact.Fact
	for i := range 5000 {
		facts = append(facts, key(fmt.Sprint(i), i%2 == 0))
	}
	snap := snapshot(nil, facts...)
	measure(b, 200, func() { j.Judge(snap, questionnaire.Scope{}, []*questionnaire.Control{&cat.Controls[0]}, nil) })
}
