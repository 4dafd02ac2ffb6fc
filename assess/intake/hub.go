package intake

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"drydock/assess/evidence"
)

// asff is the part of a finding in the AWS Security Finding Format that is read.
type asff struct {
	SchemaVersion string
	ID            string `json:"Id"`
	ProductArn    string
	ProductName   string
	GeneratorID   string `json:"GeneratorId"`
	AccountID     string `json:"AwsAccountId"`
	Region        string
	Title         string
	Description   string
	UpdatedAt     moment
	LastObserved  moment `json:"LastObservedAt"`
	RecordState   string
	Compliance    *struct {
		Status            string
		SecurityControlID string `json:"SecurityControlId"`
		StatusReasons     []struct {
			ReasonCode  string
			Description string
		}
	}
	Workflow struct {
		Status string
	}
	ProductFields struct {
		ControlID       string `json:"ControlId"`
		ProviderName    string
		ProviderVersion string
	}
	Resources []struct {
		Type   string
		ID     string `json:"Id"`
		Region string
	}
}

// hubStream reads what aws securityhub get-findings or get-findings-v2 prints, and lists of such findings.
func hubStream(ctx context.Context, in *meter, t *taker) error {
	return newStream(in, t).each(ctx, []string{"Findings"}, func(line int, v jsontext.Value) {
		var sort struct {
			SchemaVersion string
			ClassUID      int `json:"class_uid"`
		}
		if !decode(t, line, v, &sort) {
			return
		}
		switch {
		case sort.SchemaVersion != "":
			var f asff
			if decode(t, line, v, &f) {
				t.take(f.record(t, line))
			}
		case sort.ClassUID != 0:
			var f ocsf
			if decode(t, line, v, &f) {
				t.take(f.hub(t, line))
			}
		default:
			t.fail(line, "print it with aws securityhub get-findings", "this is no finding of Security Hub: it has neither SchemaVersion nor class_uid")
		}
	})
}

// prowlerInHub is what Prowler's checks begin with in Security Hub.
const prowlerInHub = "prowler-"

// prowlers says that a finding was sent by Prowler, whose checks are known by its own names. What is muted there is a WARNING, and
// what only a person can check was not sent.
func (f *asff) prowlers() bool {
	return strings.HasSuffix(f.ProductArn, ":product/prowler/prowler") && strings.HasPrefix(f.GeneratorID, prowlerInHub)
}

// record is an ASFF finding. Findings of other products are opaque: Security Hub only passes them on.
func (f *asff) record(t *taker, line int) record {
	r := record{
		line: line, tool: "Security Hub", check: f.check(), account: f.AccountID, region: f.Region, says: cmp.Or(f.Title, f.Description),
		at: f.UpdatedAt.Time, muted: f.Workflow.Status == "SUPPRESSED", closed: f.RecordState == "ARCHIVED",
	}
	if f.LastObserved.After(r.at) {
		r.at = f.LastObserved.Time
	}
	if len(f.Resources) > 0 {
		r.resource, r.region = f.Resources[0].ID, cmp.Or(r.region, f.Resources[0].Region)
		if strings.HasPrefix(r.resource, "AWS::::Account:") {
			r.resource = ""
		}
	}
	if f.prowlers() {
		r.tool, r.version, r.check = cmp.Or(f.ProductFields.ProviderName, "Prowler"), f.ProductFields.ProviderVersion, f.GeneratorID
		r.says = cmp.Or(f.Description, f.Title)
		r.muted = r.muted || f.Compliance != nil && f.Compliance.Status == "WARNING"
	}
	r.opaque = f.Compliance == nil || r.check == f.GeneratorID && !f.prowlers()
	if r.opaque || !t.o.Known(r.check) {
		r.check, r.opaque = cmp.Or(r.check, f.ProductName, f.ProductArn), true
		return r
	}
	switch f.Compliance.Status {
	case "PASSED":
		r.outcome = evidence.Pass
	case "FAILED":
		r.outcome = evidence.Fail
	case "WARNING", "NOT_AVAILABLE":
		r.outcome = evidence.Unknown
	default:
		t.fail(line, "", "the verdict is %q, and not PASSED, FAILED, WARNING or NOT_AVAILABLE", shortID(f.Compliance.Status))
		r.outcome = evidence.Unknown
	}
	if n := len(f.Compliance.StatusReasons); n > 0 && f.Compliance.StatusReasons[0].Description != "" {
		r.says += " (" + f.Compliance.StatusReasons[0].Description + ")"
	}
	return r
}

// check is the control that a finding is of, in each of the ways in which Security Hub has written it.
func (f *asff) check() string {
	if f.Compliance != nil && f.Compliance.SecurityControlID != "" {
		return f.Compliance.SecurityControlID
	}
	if f.ProductFields.ControlID != "" {
		return f.ProductFields.ControlID
	}
	if rest, ok := strings.CutPrefix(f.GeneratorID, "security-control/"); ok {
		return rest
	}
	if standard, rest, ok := strings.Cut(f.GeneratorID, "/v/"); ok && !strings.Contains(standard, "/") {
		if _, id, ok := strings.Cut(rest, "/"); ok {
			return id
		}
	}
	return f.GeneratorID
}

// hub is a finding of Security Hub in OCSF.
func (f *ocsf) hub(t *taker, line int) record {
	r := f.base(line)
	r.tool = cmp.Or(r.tool, "Security Hub")
	r.check = f.Compliance.Control
	if r.check == "" {
		r.check = strings.TrimPrefix(cmp.Or(f.FindingInfo.Analytic.UID, f.Metadata.EventCode), "security-control/")
	}
	r.muted = f.StatusID == 3 || strings.EqualFold(f.Status, "Suppressed")
	r.closed = strings.EqualFold(f.Activity, "Close") || strings.EqualFold(f.Status, "Archived") || strings.EqualFold(f.Status, "Deleted")
	if strings.HasPrefix(r.resource, "AWS::::Account") || r.resource == r.account || len(f.Resources) > 0 && slices.Contains([]string{"AwsAccount", "AWS::::Account", "AWS::Account"}, f.Resources[0].Type) {
		r.resource = ""
	}
	if f.ClassUID != 2003 || !t.o.Known(r.check) {
		r.check, r.opaque = cmp.Or(r.check, f.FindingInfo.UID, f.FindingInfo.Title), true
		return r
	}
	r.outcome = f.complies(t, line)
	for _, at := range []moment{f.FindingInfo.ModifiedTime, f.FindingInfo.LastSeen, f.Time, f.FindingInfo.ModifiedDT, f.FindingInfo.LastSeenDT, f.TimeDT} {
		if at.After(r.at) {
			r.at = at.Time
		}
	}
	return r
}
