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

// hubFinding is a control finding as GetFindingsV2 gives it: its times are only in the fields whose names end in _dt, a resource goes by its name with
// the ARN beside, and what is closed says so by its activity.
const hubFinding = `{"Findings": [{
  "activity_id": 2, "activity_name": "ACTIVITY", "category_name": "Findings", "category_uid": 2, "class_name": "Compliance Finding", "class_uid": 2003,
  "type_name": "Compliance Finding: Update", "type_uid": 200302, "severity_id": 4, "severity": "High", "status_id": 1, "status": "New", "time_dt": "2026-05-25T10:00:00Z",
  "metadata": {"product": {"name": "Security Hub", "vendor_name": "AWS", "uid": "arn:aws:securityhub:eu-west-1::productv2/aws/securityhub"},
    "profiles": ["cloud", "datetime", "aws/cloud_resources"], "extensions": [{"name": "aws", "uid": "998", "version": "1.0.0"}], "uid": "0123", "version": "1.8.0"},
  "cloud": {"account": {"name": "prod", "uid": "111122223333"}, "provider": "AWS", "region": "eu-west-1"},
  "finding_info": {"analytic": {"category": "AWS::Config::ConfigRule", "name": "securityhub-sagemaker-model-isolation-1", "type": "Rule", "type_id": 1},
    "title": "SageMaker models should have network isolation enabled", "types": ["Posture Management"], "created_time_dt": "2026-04-14T07:58:04.710Z",
    "first_seen_time_dt": "2026-05-01T00:00:00Z", "last_seen_time_dt": "2026-05-25T10:00:00Z", "modified_time_dt": "2026-05-26T10:00:00.250Z",
    "uid": "arn:aws:securityhub:eu-west-1:111122223333:security-control/SageMaker.5/finding/1"},
  "resources": [{"type": "AWS::SageMaker::Model", "uid": "m", "uid_alt": "arn:aws:sagemaker:eu-west-1:111122223333:model/m", "cloud_partition": "aws", "provider": "AWS",
    "region": "eu-west-1", "owner": {"account": {"uid": "111122223333"}}}],
  "compliance": {"control": "SageMaker.5", "standards": ["standards/aws-foundational-security-best-practices/v/1.0.0"], "status": "Fail", "status_id": 3},
  "vendor_attributes": {"severity": "High", "severity_id": 4}}], "NextToken": null}`

func TestWhatSecurityHubReallyWrites(t *testing.T) {
	file, err := read(SecurityHub, "f", strings.Replace(hubFinding, "ACTIVITY", "Update", 1))
	if err != nil || len(file.Found) != 1 {
		t.Fatalf("got %+v, %v", file, err)
	}
	x := file.Found[0]
	if x.Outcome != "fail" || x.Resource != "arn:aws:sagemaker:eu-west-1:111122223333:model/m" || x.Name != "m" || x.At.Format("2006-01-02T15:04:05.000") != "2026-05-26T10:00:00.250" {
		t.Errorf("got %+v", x)
	}
	if file, err = read(SecurityHub, "f", strings.Replace(hubFinding, "ACTIVITY", "Close", 1)); err != nil || file.Head.Closed != 1 || len(file.Found) > 0 {
		t.Errorf("closed: %+v, %v", file, err)
	}
}

// TestWhatProwlerSendsToSecurityHub says the same as its own files, but for what is muted, which it sends as a warning, and for what only
// a person can check, which it does not send.
func TestWhatProwlerSendsToSecurityHub(t *testing.T) {
	open := func(source, name string, known func(string) bool) *File {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		file, err := Read(context.Background(), f, Options{Source: source, Name: name, Known: known})
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	own := map[string]string{}
	for _, x := range open(Prowler, "testdata/prowler-5.46.0.ocsf.json", func(string) bool { return true }).Found {
		outcome := string(x.Outcome)
		if x.Muted {
			outcome = "unknown"
		}
		own[x.Check+" "+string(x.Resource)] = fmt.Sprint(outcome, x.Muted, x.Account, x.Says)
	}
	sent := open(SecurityHub, "testdata/prowler-5.46.0.asff.json", func(check string) bool { return strings.HasPrefix(check, prowlerInHub) })
	if sent.Head.Records != 18 || len(sent.Found) != 18 || sent.Head.Tool != "Prowler" || sent.Head.Version != "5.46.0" {
		t.Errorf("%d records, %d found, of %s %s", sent.Head.Records, len(sent.Found), sent.Head.Tool, sent.Head.Version)
	}
	for _, x := range sent.Found {
		key := strings.TrimPrefix(x.Check, prowlerInHub) + " " + string(x.Resource)
		if got := fmt.Sprint(x.Outcome, x.Muted, x.Account, x.Says); got != own[key] {
			t.Errorf("%s: sent as %s, and in its own file %s", key, got, own[key])
		}
	}
}
