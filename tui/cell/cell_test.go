package cell_test

import (
	"strings"
	"testing"

	"drydock/tui/cell"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestFitIsExact(t *testing.T) {
	tests := []struct {
		name, in string
		w        int
		want     string
	}{
		{"pads", "ab", 4, "ab  "},
		{"cuts with an ellipsis", "abcdef", 4, "abc…"},
		{"a wide rune that does not fit leaves a space", "漢字漢字", 4, "漢… "},
		{"nothing to draw in", "ab", 0, ""},
		{"styling takes no room", "\x1b[1mab\x1b[m", 3, "\x1b[1mab\x1b[m "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := cell.Fit(tt.in, tt.w); got != tt.want {
				t.Errorf("Fit(%q, %d) = %q, want %q", tt.in, tt.w, got, tt.want)
			}
		})
	}
}

func TestEndsKeepsBothWhereItCan(t *testing.T) {
	tests := []struct {
		left, right string
		w           int
		want        string
	}{
		{"a", "b", 5, "a   b"},
		{"long title here", "7 of 38", 20, "long title… 7 of 38"},
		{"long title here", "7 of 38", 10, "long titl…"},
	}
	for _, tt := range tests {
		got := cell.Ends(tt.left, tt.right, tt.w)
		if cell.Width(got) != tt.w {
			t.Errorf("Ends(%q, %q, %d) is %d wide: %q", tt.left, tt.right, tt.w, cell.Width(got), got)
		}
	}
}

func TestBlockIsExactWhateverItHolds(t *testing.T) {
	alphabet := []rune("ab 漢é́שלום👍\U0001F1E9\U0001F1EA")
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom(alphabet), 0, 40, -1), 0, 12).Draw(t, "lines")
		size := cell.Size{W: rapid.IntRange(1, 60).Draw(t, "w"), H: rapid.IntRange(1, 15).Draw(t, "h")}
		rows := strings.Split(cell.Block(lines, size), "\n")
		if len(rows) != size.H {
			t.Fatalf("%d rows, want %d", len(rows), size.H)
		}
		for i, row := range rows {
			if cell.Width(row) != size.W {
				t.Fatalf("row %d is %d wide, want %d: %q", i, cell.Width(row), size.W, row)
			}
		}
	})
}

func TestWrapLosesNoWordAndKeepsTheWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,14}`), 1, 30).Draw(t, "words")
		w := rapid.IntRange(1, 40).Draw(t, "w")
		lines := cell.Wrap(strings.Join(words, " "), w)
		for _, line := range lines {
			if cell.Width(line) > w {
				t.Fatalf("%q is wider than %d", line, w)
			}
		}
		if got, want := strings.ReplaceAll(strings.Join(lines, ""), " ", ""), strings.Join(words, ""); got != want {
			t.Fatalf("text changed: %q, want %q", got, want)
		}
	})
}

func TestWindowKeepsTheRowInSight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.IntRange(1, 100).Draw(t, "total")
		n := rapid.IntRange(1, 40).Draw(t, "n")
		at := rapid.IntRange(0, total-1).Draw(t, "at")
		first := cell.Window(total, n, at, rapid.IntRange(-5, 120).Draw(t, "first"))
		if first < 0 || at < first || at >= first+n || (total >= n && first > total-n) {
			t.Fatalf("row %d of %d is not among %d from %d", at, total, n, first)
		}
	})
}

func TestWidthIsThatOfTheLibrary(t *testing.T) {
	const ours = "·›‹✓✗–—…“”‘’→←↑↓─│•▏½¼¾×"
	for _, r := range ours {
		if n := ansi.StringWidth(string(r)); n != 1 {
			t.Errorf("%q takes %d cells there", r, n)
		}
	}
	words := []string{"plain", ours, "\x1b[1;36mstyled\x1b[m", "\x1b[38:2:1:2:3m", "\x1b[2J", "\x1b[", "漢字", "e\u0301", "✓\ufe0f", "·\u0301", "👩‍👩‍👧", "\x1b]8;;x\x07link\x1b]8;;\x07", "\t", "\x7f", "\xff", "שלום", "\x1b[3"}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(rapid.SampledFrom(words)).Draw(t, "words"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
		if got, want := cell.Width(s), ansi.StringWidth(s); got != want {
			t.Fatalf("%q: %d, want %d", s, got, want)
		}
	})
}
