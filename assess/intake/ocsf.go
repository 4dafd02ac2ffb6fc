package intake

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"drydock/assess/evidence"
)

// ocsf is the part of an OCSF finding that is read: Detection Finding (2004) as Prowler writes it, Compliance Finding (2003) as
// Security Hub does.
type ocsf struct {
	ClassUID int `json:"class_uid"`
	Metadata struct {
		EventCode string `json:"event_code"`
		Product   struct {
			Name    string `json:"name"`
			Version string `json:"version"`
		} `json:"product"`
	} `json:"metadata"`
	StatusCode   string `json:"status_code"`
	StatusDetail string `json:"status_detail"`
	Message      string `json:"message"`
	StatusID     int    `json:"status_id"`
	Status       string `json:"status"`
	Activity     string `json:"activity_name"`
	FindingInfo  struct {
		Title    string `json:"title"`
		UID      string `json:"uid"`
		Analytic struct {
			UID string `json:"uid"`
		} `json:"analytic"`
		CreatedTime  moment `json:"created_time"`
		ModifiedTime moment `json:"modified_time"`
		LastSeen     moment `json:"last_seen_time"`
		ModifiedDT   moment `json:"modified_time_dt"` // Security Hub writes only these
		LastSeenDT   moment `json:"last_seen_time_dt"`
	} `json:"finding_info"`
	Compliance struct {
		Control    string `json:"control"`
		Status     string `json:"status"`
		StatusID   int    `json:"status_id"`
		StatusCode string `json:"status_code"`
	} `json:"compliance"`
	Resources []struct {
		UID    string `json:"uid"`
		UIDAlt string `json:"uid_alt"` // the ARN where uid is a name
		Name   string `json:"name"`
		Type   string `json:"type"`
		Region string `json:"region"`
	} `json:"resources"`
	Cloud struct {
		Provider string `json:"provider"`
		Region   string `json:"region"`
		Account  struct {
			UID string `json:"uid"`
		} `json:"account"`
	} `json:"cloud"`
	Time      moment `json:"time"`
	TimeDT    moment `json:"time_dt"`
	EventTime moment `json:"event_time"` // Prowler 4
}

// ocsfStream reads Prowler's json-ocsf.
func ocsfStream(ctx context.Context, in *meter, t *taker) error {
	return newStream(in, t).each(ctx, nil, func(line int, v jsontext.Value) {
		var f ocsf
		if !decode(t, line, v, &f) {
			return
		}
		if f.Metadata.EventCode == "" && f.StatusCode == "" && f.ClassUID == 0 {
			t.fail(line, "write it with prowler aws -M json-ocsf, or take json-asff in with --from security-hub", "this is no finding in Prowler's json-ocsf")
			return
		}
		t.take(f.prowler(t, line))
	})
}

// prowler is a finding as Prowler means it: the verdict is the status code, which muting does not change.
func (f *ocsf) prowler(t *taker, line int) record {
	r := f.base(line)
	r.check = cmp.Or(f.Metadata.EventCode, f.FindingInfo.Analytic.UID)
	r.tool = cmp.Or(r.tool, "Prowler")
	r.muted = f.StatusID == 3 || strings.EqualFold(f.Status, "Suppressed")
	r.outcome = prowlerVerdict(t, line, f.StatusCode)
	for _, at := range []moment{f.Time, f.EventTime, f.FindingInfo.CreatedTime} {
		if r.at.IsZero() {
			r.at = at.Time
		}
	}
	return r
}

// base is what a finding in OCSF says of its place.
func (f *ocsf) base(line int) record {
	r := record{
		line: line, tool: f.Metadata.Product.Name, version: f.Metadata.Product.Version, provider: f.Cloud.Provider,
		account: f.Cloud.Account.UID, region: f.Cloud.Region, says: cmp.Or(f.StatusDetail, f.Message, f.FindingInfo.Title),
	}
	if len(f.Resources) > 0 {
		x := f.Resources[0]
		r.resource, r.name, r.region = x.UID, x.Name, cmp.Or(x.Region, r.region)
		if strings.HasPrefix(x.UIDAlt, "arn:") && !strings.HasPrefix(x.UID, "arn:") {
			r.resource, r.name = x.UIDAlt, cmp.Or(x.Name, x.UID)
		}
	}
	return r
}

// prowlerVerdict reads PASS, FAIL and MANUAL. A check that a person must do is not known.
func prowlerVerdict(t *taker, line int, code string) evidence.Outcome {
	switch code {
	case "PASS":
		return evidence.Pass
	case "FAIL":
		return evidence.Fail
	case "MANUAL":
		return evidence.Unknown
	}
	t.fail(line, "", "the verdict is %q, and not PASS, FAIL or MANUAL", shortID(code))
	return evidence.Unknown
}

// complies reads the verdict of a Compliance Finding.
func (f *ocsf) complies(t *taker, line int) evidence.Outcome {
	word := strings.ToLower(cmp.Or(f.Compliance.Status, f.Compliance.StatusCode))
	byID := map[int]evidence.Outcome{1: evidence.Pass, 2: evidence.Unknown, 3: evidence.Fail, 99: evidence.Unknown}
	byWord := map[string]evidence.Outcome{
		"pass": evidence.Pass, "passed": evidence.Pass, "fail": evidence.Fail, "failed": evidence.Fail, "warning": evidence.Unknown,
		"not_available": evidence.Unknown, "unknown": evidence.Unknown, "other": evidence.Unknown,
	}
	said, known := byWord[word]
	id, numbered := byID[f.Compliance.StatusID]
	switch {
	case known && numbered && said != id:
		t.fail(line, "", "the verdict is %q, and its number %d says otherwise", shortID(word), f.Compliance.StatusID)
	case known:
		return said
	case word == "" && numbered:
		return id
	default:
		t.fail(line, "", "the verdict is %q, and not Pass, Fail or Warning", shortID(fmt.Sprint(word)))
	}
	return evidence.Unknown
}
