package intake

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"drydock/assess"
)

// TestWhatProwlerReallyWrites reads both forms of one real run: they say the same, finding by finding.
func TestWhatProwlerReallyWrites(t *testing.T) {
	want, err := os.ReadFile("testdata/prowler-5.46.0.expected.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"testdata/prowler-5.46.0.ocsf.json", "testdata/prowler-5.46.0.csv"} {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		file, err := Read(context.Background(), f, Options{Source: Prowler, Name: name, Known: func(check string) bool {
			return check != "s3_bucket_object_lock" && !strings.HasPrefix(check, "kms_key_enclave")
		}})
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		h := &file.Head
		fmt.Fprintf(&got, "%s %s, %s: %d findings, %d mapped, %d muted\n", h.Tool, h.Version, h.From.UTC().Format("2006-01-02 15:04:05"), h.Records, h.Mapped, h.Muted)
		for _, u := range h.Unmapped {
			fmt.Fprintf(&got, "unmapped %s %d\n", u.Check, u.Count)
		}
		slices.SortFunc(file.Found, func(a, b assess.Imported) int {
			return cmp.Or(strings.Compare(a.Check, b.Check), strings.Compare(string(a.Resource), string(b.Resource)))
		})
		for _, x := range file.Found {
			muted := ""
			if x.Muted {
				muted = " muted"
			}
			fmt.Fprintf(&got, "%s%s | %s | %s %s | %s | %s | %s\n", x.Outcome, muted, x.Check, x.Account, x.Region, x.Resource, x.Name, x.Says)
		}
		if diff := gocmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
