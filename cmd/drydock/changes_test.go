package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
)

// TestChanges runs twice with model invocation logging switched off in between: the resource, the finding and what is no longer read are told.
func TestChanges(t *testing.T) {
	home, binary := t.TempDir(), itself(t)
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts", "--runs-on", "bedrock", "--region", "us-east-1"))
	probe := func(logging string, detectors bool) {
		t.Helper()
		c := newCloud(t)
		c.answer = func(w http.ResponseWriter, r *http.Request) bool {
			switch {
			case r.URL.Path == loggingPath:
				fmt.Fprint(w, logging)
			case r.URL.Path == "/detector" && detectors:
				fmt.Fprint(w, `{"detectorIds":[]}`)
			default:
				return false
			}
			return true
		}
		if got := ended(t, c.asking(drydock(binary, home, "probe", "claims"))); got.code != 0 {
			t.Fatalf("exit code %d: %s", got.code, got.errOut)
		}
	}
	changes := drydock(binary, home, "probe", "claims", "--changes")
	if got := ended(t, changes); got.code != exitError || !strings.Contains(got.errOut, "AWS was not asked for claims yet") {
		t.Errorf("before any run: %d %s", got.code, got.errOut)
	}
	probe(`{"loggingConfig":{"s3Config":{"bucketName":"logs"},"textDataDeliveryEnabled":true}}`, true)
	if got := ended(t, drydock(binary, home, "probe", "claims", "--changes")); got.code != exitError || !strings.Contains(got.errOut, "none before it") {
		t.Errorf("after the first run: %d %s", got.code, got.errOut)
	}
	probe(`{}`, false)
	var got assess.Changes
	if err := json.Unmarshal(stdout(t, drydock(binary, home, "probe", "claims", "--changes", "--json")), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Resources) != 1 || got.Resources[0].Kind != "bedrock_logging" || !slices.Contains(got.Resources[0].Fields, assess.FieldChange{Field: "enabled", Was: "true", Now: "false"}) {
		t.Errorf("resources %+v", got.Resources)
	}
	if len(got.Reach) != 1 || got.Reach[0].Kind != "guardduty_detector" || got.Reach[0].Was.Status != fact.Read || got.Reach[0].Now.Status != fact.Denied {
		t.Errorf("reach %+v", got.Reach)
	}
	if !slices.ContainsFunc(got.Findings, func(f assess.FindingChange) bool {
		return f.Rule == "invocation-logging-on" && f.Was == evidence.Pass && f.Now == evidence.Fail
	}) {
		t.Errorf("findings %+v", got.Findings)
	}
	text := mustRun(t, drydock(binary, home, "probe", "claims", "--changes"))
	for _, want := range []string{"1 resource changed", "bedrock_logging", "guardduty_detector", "invocation-logging-on"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text does not say %q:\n%s", want, text)
		}
	}
}
