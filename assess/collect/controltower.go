package collect

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/controltower"
	"github.com/aws/aws-sdk-go-v2/service/controltower/types"

	"drydock/assess/fact"
)

// landingZones reads whether the landing zone of Control Tower is as it was set up. It belongs to its home Region, and is a fact there only.
func landingZones() Collector {
	const kind = "landing_zone"
	return Collector{
		Name: "controltower", Service: "controltower",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"controltower.ListLandingZones", "controltower:ListLandingZones"},
			{"controltower.GetLandingZone", "controltower:GetLandingZone"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := controltower.NewFromConfig(env.Config)
			zones, proofs, gap := list(ctx, env, "controltower.ListLandingZones", &controltower.ListLandingZonesInput{}, client.ListLandingZones,
				func(out *controltower.ListLandingZonesOutput) *string { return out.NextToken },
				func(in *controltower.ListLandingZonesInput, token *string) { in.NextToken = token },
				func(out *controltower.ListLandingZonesOutput) []types.LandingZoneSummary { return out.LandingZones })
			var ours []entry[types.LandingZoneSummary]
			for _, z := range zones {
				if parts := strings.SplitN(aws.ToString(z.value.Arn), ":", 6); len(parts) == 6 && parts[3] == env.Target.Region {
					ours = append(ours, z)
				}
			}
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, ours, func(ctx context.Context, e entry[types.LandingZoneSummary]) *fact.LandingZone {
					return readLandingZone(ctx, env, client, e)
				}),
			}
		},
	}
}

func readLandingZone(ctx context.Context, env *Env, client *controltower.Client, e entry[types.LandingZoneSummary]) *fact.LandingZone {
	const op = "controltower.GetLandingZone"
	f := &fact.LandingZone{Meta: env.Meta("", "landing zone", e.proof)}
	out, proof, gap := Ask(ctx, env, op, &controltower.GetLandingZoneInput{LandingZoneIdentifier: e.value.Arn}, client.GetLandingZone)
	zone, gap := whole(op, out, gap, func(out *controltower.GetLandingZoneOutput) *types.LandingZoneDetail { return out.LandingZone })
	if !kept(&f.Meta, proof, gap, "status", "drift", "version", "latest") {
		return f
	}
	f.Status, f.Version, f.Latest = string(zone.Status), aws.ToString(zone.Version), aws.ToString(zone.LatestAvailableVersion)
	if zone.DriftStatus == nil || zone.DriftStatus.Status == "" {
		f.MarkUnread("drift", unexpected(op, "the answer does not say whether it drifted"))
		return f
	}
	f.Drift = string(zone.DriftStatus.Status)
	return f
}
