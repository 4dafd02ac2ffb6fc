package assess

import "testing"

func TestQuarters(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 0.5: "½", 0.25: "¼", 1: "1", 4.5: "4½", 66.75: "66¾", 140.25: "140¼"} {
		if got := Quarters(x); got != want {
			t.Errorf("Quarters(%v) = %s, want %s", x, got, want)
		}
	}
}
