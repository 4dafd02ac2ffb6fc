package assess

import (
	"fmt"
	"math"
	"strconv"

	"drydock/questionnaire"
)

// tally is what counting needs to know of one control that applies, in whole numbers: the gap in halves, the proof in
// quarters. Judging and projecting count with the same code.
type tally struct {
	id     string
	weight int
	phase  int
	layer  questionnaire.Layer
	known  bool
	gap    int // halves: 0, 1, 2
	proof  int // quarters: 0..4
	must   bool
	stands MustState
}

// numbers are Σw, Σw known, and what of it is done (in halves) and proven (in quarters).
type numbers struct{ all, known, done2, proof4 int }

func count(ts []tally, in func(*tally) bool) numbers {
	var n numbers
	for i := range ts {
		t := &ts[i]
		if in != nil && !in(t) {
			continue
		}
		n.all += t.weight
		if t.known {
			n.known += t.weight
			n.done2 += t.weight * (2 - t.gap)
			n.proof4 += t.weight * t.proof
		}
	}
	return n
}

// coverage is the first number, Known.
func (n numbers) coverage() Number {
	out := Number{Sum: float64(n.known), Of: float64(n.all)}
	out.Sentence = ratio(out, "")
	return out
}

// readiness is the second number; its range counts what is unknown as open, and as done.
func (n numbers) readiness() Number {
	out := Number{Sum: float64(n.done2) / 2, Of: float64(n.known)}
	out.Low = percent(n.done2, 2*n.all)
	out.Top = percent(n.done2+2*(n.all-n.known), 2*n.all)
	out.Sentence = ratio(out, fmt.Sprintf(" (%d–%d)", out.Low, out.Top))
	return out
}

// confidence is the third number, How we know.
func (n numbers) confidence() Number {
	out := Number{Sum: float64(n.proof4) / 4, Of: float64(n.known)}
	out.Sentence = ratio(out, "")
	return out
}

func ratio(n Number, rest string) string {
	if n.Of == 0 {
		return "nothing to measure yet"
	}
	return fmt.Sprintf("%s/%s = %d %%%s", Quarters(n.Sum), Quarters(n.Of), n.Percent(), rest)
}

// percent is sum/of in percent, rounded half up, without floating point; 0 when there is nothing to measure.
func percent(sum, of int) int {
	if of <= 0 {
		return 0
	}
	return (200*sum + of) / (2 * of)
}

// halves turns a gap, a share or days into whole halves, rounded up: what is in doubt counts as more work.
func halves(x float64) int { return int(math.Ceil(x*2 - 1e-9)) }

// Quarters writes a number of halves and quarters the way people do: ½, 4½, 66¾. Points, days and proofs are such numbers.
func Quarters(x float64) string {
	quarters := int(math.Round(x * 4))
	whole, part := quarters/4, []string{"", "¼", "½", "¾"}[quarters%4]
	if whole == 0 && part != "" {
		return part
	}
	return strconv.Itoa(whole) + part
}

// Counted writes a number with its noun.
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// ordinal writes 1st, 2nd, 3rd, 4th.
func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
