package rule

import "testing"

// The id of a finding is for ever: mutes and acceptances hold on to it.
func TestFindingIDsStay(t *testing.T) {
	if got, want := findingID("drydock", "keys-rotate", "111122223333", "eu-west-1", "arn:aws:kms:eu-west-1:111122223333:key/1"), "3e5da65363e15870308bd42793c8b0a8"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if findingID("a", "bc") == findingID("ab", "c") {
		t.Error("two lists of parts read the same")
	}
}
