package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iot"
	"github.com/aws/aws-sdk-go-v2/service/iot/types"

	"drydock/assess/fact"
)

// iotPolicies reads the policies of devices, and whether a certificate or group carries them. It names no device and no certificate.
func iotPolicies() Collector {
	const op, kind = "iot.ListPolicies", "iot_policy"
	return Collector{
		Name: "iot-policies", Service: "iot",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{op, "iot:ListPolicies"},
			{"iot.GetPolicy", "iot:GetPolicy"},
			{"iot.ListTargetsForPolicy", "iot:ListTargetsForPolicy"},
			{"iot.ListTagsForResource", "iot:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := iot.NewFromConfig(env.Config)
			policies, proofs, gap := list(ctx, env, op, &iot.ListPoliciesInput{}, client.ListPolicies,
				func(out *iot.ListPoliciesOutput) *string { return out.NextMarker },
				func(in *iot.ListPoliciesInput, token *string) { in.Marker = token },
				func(out *iot.ListPoliciesOutput) []types.Policy { return out.Policies })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, policies, func(ctx context.Context, e entry[types.Policy]) *fact.IoTPolicy {
					return readDevicePolicy(ctx, env, client, e)
				}),
			}
		},
	}
}

func readDevicePolicy(ctx context.Context, env *Env, client *iot.Client, e entry[types.Policy]) *fact.IoTPolicy {
	const op, targetsOp, tagsOp = "iot.GetPolicy", "iot.ListTargetsForPolicy", "iot.ListTagsForResource"
	f := &fact.IoTPolicy{Meta: env.Meta(aws.ToString(e.value.PolicyArn), aws.ToString(e.value.PolicyName), e.proof)}
	out, proof, gap := Ask(ctx, env, op, &iot.GetPolicyInput{PolicyName: e.value.PolicyName}, client.GetPolicy)
	document, gap := whole(op, out, gap, func(out *iot.GetPolicyOutput) *string { return out.PolicyDocument })
	if kept(&f.Meta, proof, gap, "document", "wide") {
		f.Document = *document
		if statements, err := parsePolicy(f.Document); err != nil {
			f.MarkUnread("wide", unexpected(op, "the policy cannot be read: "+err.Error()))
		} else {
			f.Wide = speaksForOthers(statements)
		}
	}
	// One target is enough to say that it is in use; a fleet may have a hundred thousand.
	targets, proof, gap := Ask(ctx, env, targetsOp, &iot.ListTargetsForPolicyInput{PolicyName: e.value.PolicyName, PageSize: aws.Int32(1)}, client.ListTargetsForPolicy)
	if gap == nil && len(targets.Targets) == 0 && aws.ToString(targets.NextMarker) != "" {
		broken := unexpected(targetsOp, "the page is empty and another one follows")
		gap = &broken
	}
	if kept(&f.Meta, proof, gap, "attached") {
		f.Attached = len(targets.Targets) > 0
	}
	tags, proofs, gap := list(ctx, env, tagsOp, &iot.ListTagsForResourceInput{ResourceArn: e.value.PolicyArn}, client.ListTagsForResource,
		func(out *iot.ListTagsForResourceOutput) *string { return out.NextToken },
		func(in *iot.ListTagsForResourceInput, token *string) { in.NextToken = token },
		func(out *iot.ListTagsForResourceOutput) []types.Tag { return out.Tags })
	keepTags(&f.Meta, tags, proofs, gap, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	return f
}

// deviceActions are what a device does over MQTT.
func deviceActions() []string {
	return []string{"iot:Connect", "iot:Publish", "iot:RetainPublish", "iot:Subscribe", "iot:Receive"}
}

// speaksForOthers lists, as action and resource, what a device policy allows beyond the device's own name: wildcards where no
// variable stands for the device; in a topic filter + and # are wildcards too. To connect under any name is narrow where the certificate must belong to that thing.
func speaksForOthers(statements []statement) []string {
	found := map[string]bool{}
	for _, s := range statements {
		if s.Effect != "Allow" {
			continue
		}
		for _, action := range deviceActions() {
			if !s.names(action) || action == "iot:Connect" && s.onlyOwnThing() {
				continue
			}
			if s.NotResource {
				found[action+" all but some"] = true
			}
			for _, r := range s.Resources {
				if strings.ContainsAny(r, "*?+#") && !strings.Contains(r, "${iot:") {
					found[action+" "+r] = true
				}
			}
		}
	}
	return sorted(found)
}

// onlyOwnThing says that a statement holds only for a certificate that is attached to the thing it connects as.
func (s statement) onlyOwnThing() bool {
	return slices.Equal(s.Conditions["Bool"]["iot:connection.thing.isattached"], []string{"true"})
}
