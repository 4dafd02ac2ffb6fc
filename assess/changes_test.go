package assess_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire/text"
)

func TestCompareRuns(t *testing.T) {
	at := func(arn, name string) fact.Meta {
		return fact.Meta{Account: "1", Region: "eu-west-1", ARN: arn, Name: name, Proof: []fact.Proof{{RequestID: name + time.Now().String()}}}
	}
	row := func(kind fact.Kind, status fact.Status) fact.Reach {
		return fact.Reach{Account: "1", Region: "eu-west-1", Kind: kind, Gap: fact.Gap{Status: status}}
	}
	denied := at("arn:k3", "k3")
	denied.MarkUnread("rotation", fact.Gap{Status: fact.Denied, Action: "kms:GetKeyRotationStatus"})
	before := &fact.Snapshot{
		Run: "1", At: time.Unix(1, 0),
		Reach: []fact.Reach{row("kms_key", fact.Read), row("s3_bucket", fact.Denied), row("ec2_vpc", fact.Read), row("iam_user", fact.Read)},
		Facts: []fact.Fact{
			&fact.KMSKey{Meta: at("arn:k1", "k1"), Rotation: true}, &fact.KMSKey{Meta: at("arn:k2", "k2")}, &fact.KMSKey{Meta: at("arn:k3", "k3"), Rotation: true},
			&fact.EC2VPC{Meta: at("arn:v1", "v1")}, &fact.IAMUser{Meta: at("arn:u1", "u1")},
		},
	}
	now := &fact.Snapshot{
		Run: "2", At: time.Unix(2, 0),
		Reach: []fact.Reach{row("kms_key", fact.Read), row("s3_bucket", fact.Read), row("ec2_vpc", fact.Throttled)}, // nobody looked at users
		Facts: []fact.Fact{
			&fact.KMSKey{Meta: at("arn:k1", "k1")}, &fact.KMSKey{Meta: denied}, &fact.KMSKey{Meta: at("arn:k4", "k4")},
			&fact.S3Bucket{Meta: at("arn:b1", "b1")},
		},
	}
	finding := func(id string, o evidence.Outcome) evidence.Finding {
		return evidence.Finding{ID: id, Rule: "r" + id, Outcome: o}
	}
	got := assess.CompareRuns(before, now,
		[]evidence.Finding{finding("a", evidence.Pass), finding("b", evidence.Fail), finding("c", evidence.Pass)},
		[]evidence.Finding{finding("a", evidence.Fail), finding("b", evidence.Fail), finding("d", evidence.Unknown)})
	key := func(arn, name, what string, fields ...assess.FieldChange) assess.ResourceChange {
		return assess.ResourceChange{Account: "1", Region: "eu-west-1", Kind: "kms_key", ARN: text.Untrusted(arn), Name: text.Untrusted(name), What: what, Fields: fields}
	}
	want := assess.Changes{
		Run: "2", Since: time.Unix(1, 0), At: time.Unix(2, 0),
		Resources: []assess.ResourceChange{
			key("arn:k1", "k1", assess.Changed, assess.FieldChange{Field: "rotation", Was: "true", Now: "false"}),
			key("arn:k2", "k2", assess.Vanished),
			key("arn:k3", "k3", assess.Changed, assess.FieldChange{Field: "rotation", Was: "true", Now: "not read (denied kms:GetKeyRotationStatus)"}),
			key("arn:k4", "k4", assess.Appeared),
		},
		Reach: []assess.ReachChange{
			{Account: "1", Region: "eu-west-1", Kind: "ec2_vpc", Was: fact.Gap{Status: fact.Read}, Now: fact.Gap{Status: fact.Throttled}},
			{Account: "1", Region: "eu-west-1", Kind: "s3_bucket", Was: fact.Gap{Status: fact.Denied}, Now: fact.Gap{Status: fact.Read}},
		},
		Findings: []assess.FindingChange{
			{Rule: "ra", Was: evidence.Pass, Now: evidence.Fail}, {Rule: "rc", Was: evidence.Pass}, {Rule: "rd", Now: evidence.Unknown},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if same := assess.CompareRuns(now, now, nil, nil); len(same.Resources)+len(same.Reach)+len(same.Findings) > 0 {
		t.Errorf("a run differs from itself: %+v", same)
	}
}
