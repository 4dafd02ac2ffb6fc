package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"drydock/assess/fact"
)

// TestViaAggregator asks an aggregator of AWS Config and no account: what a recorder there records is read, and nothing else is asked.
func TestViaAggregator(t *testing.T) {
	home, binary, c := t.TempDir(), itself(t), newCloud(t)
	const key = `{"arn":"arn:aws:kms:us-east-1:111122223333:key/1","resourceName":"1","tags":[],"configuration":{"keyManager":"CUSTOMER","keyState":"Enabled",` +
		`"customerMasterKeySpec":"SYMMETRIC_DEFAULT","origin":"AWS_KMS"},"supplementaryConfiguration":{"KeyRotationStatus":false}}`
	const recorder = `{"configuration":{"Recording":true,"RecordingGroup":{"AllSupported":true}}}`
	c.answer = func(w http.ResponseWriter, r *http.Request) bool {
		var results []string
		body := r.Form.Encode() + fmt.Sprint(r.Form)
		switch target := r.Header.Get("X-Amz-Target"); {
		case strings.HasSuffix(target, ".DescribeConfigurationAggregatorSourcesStatus"):
			fmt.Fprint(w, `{"AggregatedSourceStatusList":[{"SourceId":"111122223333","AwsRegion":"us-east-1","LastUpdateStatus":"SUCCEEDED"}]}`)
			return true
		case !strings.HasSuffix(target, ".SelectAggregateResourceConfig"):
			t.Errorf("%s %s was asked", target, r.URL.Path)
			return false
		case strings.Contains(body, "AWS::Config::ConfigurationRecorder"):
			results = []string{recorder}
		case strings.Contains(body, "AWS::KMS::Key"):
			results = []string{key}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"Results": append([]string{}, results...), "QueryInfo": map[string]any{}})
		return true
	}
	mustRun(t, drydock(binary, home, "new", "claims", "--does", "acts", "--runs-on", "bedrock", "--region", "us-east-1"))
	if got := ended(t, c.asking(drydock(binary, home, "probe", "claims", "--via", "org"))); got.code != exitError || !strings.Contains(got.errOut, "config-aggregator:NAME") {
		t.Errorf("a source that does not exist: %d %s", got.code, got.errOut)
	}
	via := []string{"probe", "claims", "--via", "config-aggregator:org"}
	plan := mustRun(t, c.asking(drydock(binary, home, append(via, "--plan")...)))
	if !strings.Contains(plan, "configservice.SelectAggregateResourceConfig") || strings.Contains(plan, "kms.ListKeys") || !strings.Contains(plan, "all else keeps what was read before") {
		t.Errorf("the plan is\n%s", plan)
	}
	var got probed
	if err := json.Unmarshal(stdout(t, c.asking(drydock(binary, home, append(via, "--json")...))), &got); err != nil {
		t.Fatal(err)
	}
	for _, r := range got.Reach {
		if r.Gap.Status != fact.Read {
			t.Errorf("%s: %+v", r.Kind, r.Gap)
		}
	}
	if len(got.Reach) == 0 {
		t.Error("nothing was read")
	}
}
