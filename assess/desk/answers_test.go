package desk

import (
	"testing"
	"time"

	"drydock/questionnaire"
)

func FuzzLoadAnswers(f *testing.F) {
	f.Add([]byte("by: R. Singh\non: 2026-01-10\nanswers:\n  - {control: threat-model, answer: yes, document: 'https://x', dated: 2026-01-02}\n"))
	f.Add([]byte("answers: [{control: threat-model, answer: not-applicable, by: x, because: y, review: 2999-01-01}]"))
	f.Add([]byte("answers: [&a {control: *a}]"))
	d := New(Options{Catalog: questionnaire.Builtin, Now: time.Now, Me: "fuzz"})
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := d.LoadAnswers(questionnaire.File{Name: "fuzz.yaml", Data: data})
		if err != nil {
			return
		}
		for _, dec := range all.decisions {
			if dec.By == "" || dec.Control == "" || dec.At.After(d.clock()) {
				t.Errorf("took %+v", dec)
			}
		}
	})
}
