package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"drydock/assess/fact"
)

// cloudTrail reads the trails that cover the account in this Region, the shadows of trails at home elsewhere included. It reads how
// they are set, never an event. It does not ask for tags: they are unread.
func cloudTrail() Collector {
	const op, kind = "cloudtrail.DescribeTrails", "cloudtrail_trail"
	return Collector{
		Name: "cloudtrail", Service: "cloudtrail",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{op, "cloudtrail:DescribeTrails"},
			{"cloudtrail.GetTrailStatus", "cloudtrail:GetTrailStatus"},
			{"cloudtrail.GetEventSelectors", "cloudtrail:GetEventSelectors"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := cloudtrail.NewFromConfig(env.Config)
			out, proof, gap := Ask(ctx, env, op, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(true)}, client.DescribeTrails)
			if gap != nil {
				return Batch{Reach: []fact.Reach{env.Reach(kind, gap, proof)}}
			}
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, nil, proof)},
				Facts: facts(ctx, env, out.TrailList, func(ctx context.Context, t types.Trail) *fact.CloudTrailTrail {
					return readTrail(ctx, env, t, proof)
				}),
			}
		},
	}
}

// readTrail asks a trail's status and selectors in the Region that it is at home in; its shadows do not answer for it.
func readTrail(ctx context.Context, env *Env, t types.Trail, proof fact.Proof) *fact.CloudTrailTrail {
	const statusOp, selectorsOp = "cloudtrail.GetTrailStatus", "cloudtrail.GetEventSelectors"
	f := &fact.CloudTrailTrail{
		Meta:             env.Meta(aws.ToString(t.TrailARN), aws.ToString(t.Name), proof),
		HomeRegion:       aws.ToString(t.HomeRegion),
		MultiRegion:      aws.ToBool(t.IsMultiRegionTrail),
		OrganizationWide: aws.ToBool(t.IsOrganizationTrail),
		Validation:       aws.ToBool(t.LogFileValidationEnabled),
		KmsKeyID:         aws.ToString(t.KmsKeyId),
		Bucket:           aws.ToString(t.S3BucketName),
		LogGroupArn:      aws.ToString(t.CloudWatchLogsLogGroupArn),
	}
	f.MarkUnread("tags", unasked("Drydock does not ask for the tags of trails"))
	home := env.in(f.HomeRegion)
	client := cloudtrail.NewFromConfig(home.Config)
	status, proof, gap := Ask(ctx, home, statusOp, &cloudtrail.GetTrailStatusInput{Name: t.TrailARN}, client.GetTrailStatus)
	if kept(&f.Meta, proof, gap, "logging", "deliveryError") {
		f.Logging = said(&f.Meta, statusOp, "logging", status.IsLogging)
		f.DeliveryError = aws.ToString(status.LatestDeliveryError)
	}
	selectors, proof, gap := Ask(ctx, home, selectorsOp, &cloudtrail.GetEventSelectorsInput{TrailName: t.TrailARN}, client.GetEventSelectors)
	if kept(&f.Meta, proof, gap, "management", "dataTypes", "wholeDataTypes") {
		f.Management, f.DataTypes = coverage(selectors)
		f.WholeDataTypes = wholeDataTypes(selectors)
		if defaultSelectors(t, selectors) {
			f.Management = true
		}
	}
	return f
}

// defaultSelectors says whether a trail runs on AWS's documented default, all management events: it was never given selectors of its own.
func defaultSelectors(t types.Trail, out *cloudtrail.GetEventSelectorsOutput) bool {
	never := t.HasCustomEventSelectors != nil && !*t.HasCustomEventSelectors
	return never && len(out.EventSelectors) == 0 && len(out.AdvancedEventSelectors) == 0
}

// in is the environment of another Region of the same account.
func (env *Env) in(region string) *Env {
	if region == "" || region == env.Config.Region {
		return env
	}
	there := *env
	there.Config = env.Config.Copy()
	there.Config.Region, there.Target.Region = region, region
	return &there
}

// coverage says whether all management events are recorded, reads and writes, and which types of data events.
func coverage(out *cloudtrail.GetEventSelectorsOutput) (management bool, dataTypes []string) {
	var reads, writes bool
	types := map[string]bool{}
	for _, s := range out.EventSelectors {
		if s.IncludeManagementEvents == nil || *s.IncludeManagementEvents { // the documented default is true
			reads = reads || s.ReadWriteType != "WriteOnly"
			writes = writes || s.ReadWriteType != "ReadOnly"
		}
		for _, d := range s.DataResources {
			types[aws.ToString(d.Type)] = true
		}
	}
	for _, s := range out.AdvancedEventSelectors {
		switch equalTo(s, "eventCategory") {
		case "Management":
			readOnly := equalTo(s, "readOnly")
			reads = reads || readOnly != "false"
			writes = writes || readOnly != "true"
		case "Data":
			for _, f := range s.FieldSelectors {
				if aws.ToString(f.Field) != "resources.type" {
					continue
				}
				for _, t := range f.Equals {
					types[t] = true
				}
			}
		}
	}
	return reads && writes, sorted(types)
}

// wholeDataTypes are the types of data events that no other field of their selector narrows.
func wholeDataTypes(out *cloudtrail.GetEventSelectorsOutput) []string {
	whole := map[string]bool{}
	for _, s := range out.AdvancedEventSelectors {
		kind := slices.IndexFunc(s.FieldSelectors, func(f types.AdvancedFieldSelector) bool { return aws.ToString(f.Field) == "resources.type" })
		if kind < 0 || len(s.FieldSelectors) != 2 || equalTo(s, "eventCategory") != "Data" {
			continue
		}
		for _, t := range s.FieldSelectors[kind].Equals {
			whole[t] = true
		}
	}
	return sorted(whole)
}

// equalTo is the value that an advanced selector asks of a field; empty where it does not ask.
func equalTo(s types.AdvancedEventSelector, field string) string {
	i := slices.IndexFunc(s.FieldSelectors, func(f types.AdvancedFieldSelector) bool { return aws.ToString(f.Field) == field })
	if i < 0 || len(s.FieldSelectors[i].Equals) == 0 {
		return ""
	}
	return s.FieldSelectors[i].Equals[0]
}
