package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/aws-sdk-go-v2/service/shield"
	shieldtypes "github.com/aws/aws-sdk-go-v2/service/shield/types"

	"drydock/assess/fact"
)

// distributions reads the distributions of CloudFront; what the list says of each is all that rules need.
func distributions() Collector {
	const op, tagsOp, kind = "cloudfront.ListDistributions", "cloudfront.ListTagsForResource", "cloudfront_distribution"
	return Collector{
		Name: "cloudfront", Service: "cloudfront", Global: true,
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "cloudfront:ListDistributions"}, {tagsOp, "cloudfront:ListTagsForResource"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := cloudfront.NewFromConfig(env.Config)
			items, proofs, gap := list(ctx, env, op, &cloudfront.ListDistributionsInput{}, client.ListDistributions,
				func(out *cloudfront.ListDistributionsOutput) *string {
					if out.DistributionList == nil {
						return more(true, nil) // no list is not an empty one
					}
					return more(aws.ToBool(out.DistributionList.IsTruncated), out.DistributionList.NextMarker)
				},
				func(in *cloudfront.ListDistributionsInput, token *string) { in.Marker = token },
				func(out *cloudfront.ListDistributionsOutput) []types.DistributionSummary {
					if out.DistributionList == nil {
						return nil
					}
					return out.DistributionList.Items
				})
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, items, func(ctx context.Context, e entry[types.DistributionSummary]) *fact.Distribution {
					f := env.distribution(e)
					out, proof, gap := Ask(ctx, env, tagsOp, &cloudfront.ListTagsForResourceInput{Resource: e.value.ARN}, client.ListTagsForResource)
					tags, gap := whole(tagsOp, out, gap, func(out *cloudfront.ListTagsForResourceOutput) *types.Tags { return out.Tags })
					if kept(&f.Meta, proof, gap, "tags") {
						f.Tags = tagMap(tags.Items, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
					}
					return f
				}),
			}
		},
	}
}

func (env *Env) distribution(e entry[types.DistributionSummary]) *fact.Distribution {
	v, op := e.value, e.proof.Operation
	f := &fact.Distribution{
		Meta:      env.Meta(aws.ToString(v.ARN), aws.ToString(v.Id), e.proof),
		WebAclArn: aws.ToString(v.WebACLId),
	}
	f.Enabled = said(&f.Meta, op, "enabled", v.Enabled)
	viewers, origins := map[string]bool{}, map[string]bool{}
	if v.DefaultCacheBehavior == nil {
		f.MarkUnread("viewers", unexpected(op, "the answer does not say"))
	} else {
		viewers[string(v.DefaultCacheBehavior.ViewerProtocolPolicy)] = true
	}
	if v.CacheBehaviors != nil {
		for _, b := range v.CacheBehaviors.Items {
			viewers[string(b.ViewerProtocolPolicy)] = true
		}
	}
	if v.Origins == nil {
		f.MarkUnread("origins", unexpected(op, "the answer does not say"))
	} else {
		for _, o := range v.Origins.Items {
			if o.CustomOriginConfig == nil || o.CustomOriginConfig.OriginSslProtocols == nil {
				continue
			}
			for _, version := range o.CustomOriginConfig.OriginSslProtocols.Items {
				origins[string(version)] = true
			}
		}
	}
	f.Viewers, f.Origins = sorted(viewers), sorted(origins)
	return f
}

// shieldAdvanced reads whether the account pays for Shield Advanced and, where it does, what that protects. Without a subscription
// there is nothing to list.
func shieldAdvanced() Collector {
	const stateOp, listOp, kind = "shield.GetSubscriptionState", "shield.ListProtections", "shield"
	return Collector{
		Name: "shield", Service: "shield", Global: true,
		Kinds: []fact.Kind{kind},
		Calls: []Call{{stateOp, "shield:GetSubscriptionState"}, {listOp, "shield:ListProtections"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := shield.NewFromConfig(env.Config)
			state, proof, gap := Ask(ctx, env, stateOp, &shield.GetSubscriptionStateInput{}, client.GetSubscriptionState)
			if gap == nil && state.SubscriptionState == "" {
				silent := unexpected(stateOp, "the answer does not say")
				gap = &silent
			}
			batch := Batch{Reach: []fact.Reach{env.Reach(kind, gap, proof)}}
			if gap != nil {
				return batch
			}
			f := &fact.Shield{Meta: env.Meta("", "Shield Advanced", proof)}
			batch.Facts = []fact.Fact{f}
			if f.Subscribed = state.SubscriptionState == shieldtypes.SubscriptionStateActive; !f.Subscribed {
				return batch
			}
			protections, proofs, gap := list(ctx, env, listOp, &shield.ListProtectionsInput{}, client.ListProtections,
				func(out *shield.ListProtectionsOutput) *string { return out.NextToken },
				func(in *shield.ListProtectionsInput, token *string) { in.NextToken = token },
				func(out *shield.ListProtectionsOutput) []shieldtypes.Protection { return out.Protections })
			if keptAll(&f.Meta, proofs, gap, "protected") {
				for _, p := range protections {
					f.Protected = append(f.Protected, aws.ToString(p.value.ResourceArn))
				}
			}
			return batch
		},
	}
}
