package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/wafv2"
	waftypes "github.com/aws/aws-sdk-go-v2/service/wafv2/types"

	"drydock/assess/fact"
)

// loadBalancers reads load balancers with their listeners, the TLS versions that those take, and the web ACL in front.
func loadBalancers() Collector {
	return Collector{
		Name: "load-balancers", Service: "elasticloadbalancing",
		Kinds: []fact.Kind{"load_balancer"},
		Calls: []Call{
			{"elasticloadbalancingv2.DescribeLoadBalancers", "elasticloadbalancing:DescribeLoadBalancers"},
			{"elasticloadbalancingv2.DescribeListeners", "elasticloadbalancing:DescribeListeners"},
			{"elasticloadbalancingv2.DescribeRules", "elasticloadbalancing:DescribeRules"},
			{"elasticloadbalancingv2.DescribeSSLPolicies", "elasticloadbalancing:DescribeSSLPolicies"},
			{"elasticloadbalancingv2.DescribeTags", "elasticloadbalancing:DescribeTags"},
			{"wafv2.GetWebACLForResource", "wafv2:GetWebACLForResource"},
		},
		Collect: collectLoadBalancers,
	}
}

func collectLoadBalancers(ctx context.Context, env *Env) Batch {
	const kind = "load_balancer"
	client := elb.NewFromConfig(env.Config)
	balancers, proofs, gap := list(ctx, env, "elasticloadbalancingv2.DescribeLoadBalancers", &elb.DescribeLoadBalancersInput{}, client.DescribeLoadBalancers,
		func(out *elb.DescribeLoadBalancersOutput) *string { return out.NextMarker },
		func(in *elb.DescribeLoadBalancersInput, token *string) { in.Marker = token },
		func(out *elb.DescribeLoadBalancersOutput) []types.LoadBalancer { return out.LoadBalancers })
	batch := Batch{Reach: []fact.Reach{env.Reach(kind, gap, proofs...)}}
	if len(balancers) == 0 {
		return batch
	}
	policies := readTLSPolicies(ctx, env, client)
	found := inOrder(ctx, env, balancers, func(ctx context.Context, e entry[types.LoadBalancer]) *fact.LoadBalancer {
		f := &fact.LoadBalancer{
			Meta: env.Meta(aws.ToString(e.value.LoadBalancerArn), aws.ToString(e.value.LoadBalancerName), e.proof),
			Type: string(e.value.Type), Scheme: string(e.value.Scheme),
		}
		readListeners(ctx, env, client, f, policies)
		if e.value.Type == types.LoadBalancerTypeEnumApplication { // no other type takes one
			readFrontACL(ctx, env, f)
		}
		return f
	})
	var chunks [][]*fact.LoadBalancer
	for chunk := range slices.Chunk(found, 20) { // as many as AWS takes in one question
		chunks = append(chunks, chunk)
	}
	Each(ctx, env, chunks, func(ctx context.Context, chunk []*fact.LoadBalancer) { readBalancerTags(ctx, env, client, chunk) })
	for _, f := range found {
		batch.Facts = append(batch.Facts, f)
	}
	return batch
}

// tlsPolicies are the TLS versions of every security policy that AWS offers.
type tlsPolicies struct {
	versions map[string][]string
	proofs   []fact.Proof
	gap      *fact.Gap
}

func readTLSPolicies(ctx context.Context, env *Env, client *elb.Client) tlsPolicies {
	policies, proofs, gap := list(ctx, env, "elasticloadbalancingv2.DescribeSSLPolicies", &elb.DescribeSSLPoliciesInput{}, client.DescribeSSLPolicies,
		func(out *elb.DescribeSSLPoliciesOutput) *string { return out.NextMarker },
		func(in *elb.DescribeSSLPoliciesInput, token *string) { in.Marker = token },
		func(out *elb.DescribeSSLPoliciesOutput) []types.SslPolicy { return out.SslPolicies })
	versions := map[string][]string{}
	for _, p := range policies {
		versions[aws.ToString(p.value.Name)] = p.value.SslProtocols
	}
	return tlsPolicies{versions, proofs, gap}
}

func readListeners(ctx context.Context, env *Env, client *elb.Client, f *fact.LoadBalancer, policies tlsPolicies) {
	const op = "elasticloadbalancingv2.DescribeListeners"
	listeners, proofs, gap := list(ctx, env, op, &elb.DescribeListenersInput{LoadBalancerArn: aws.String(f.ARN)}, client.DescribeListeners,
		func(out *elb.DescribeListenersOutput) *string { return out.NextMarker },
		func(in *elb.DescribeListenersInput, token *string) { in.Marker = token },
		func(out *elb.DescribeListenersOutput) []types.Listener { return out.Listeners })
	if !keptAll(&f.Meta, proofs, gap, "listeners") {
		return
	}
	for _, l := range listeners {
		v := l.value
		one := fact.Listener{Port: int(aws.ToInt32(v.Port)), Protocol: string(v.Protocol)}
		if v.Protocol == types.ProtocolEnumHttps || v.Protocol == types.ProtocolEnumTls { // others have no use for a policy
			one.TLSPolicy = aws.ToString(v.SslPolicy)
			known := false
			if one.Versions, known = policies.versions[one.TLSPolicy]; !known {
				gap := policies.gap
				if gap == nil {
					unknown := unexpected("elasticloadbalancingv2.DescribeSSLPolicies", "the answer does not name the policy "+one.TLSPolicy)
					gap = &unknown
				}
				f.MarkUnread("listeners", *gap)
			}
		}
		if v.Protocol == types.ProtocolEnumHttp {
			rules, proofs, gap := list(ctx, env, "elasticloadbalancingv2.DescribeRules", &elb.DescribeRulesInput{ListenerArn: v.ListenerArn}, client.DescribeRules,
				func(out *elb.DescribeRulesOutput) *string { return out.NextMarker },
				func(in *elb.DescribeRulesInput, token *string) { in.Marker = token },
				func(out *elb.DescribeRulesOutput) []types.Rule { return out.Rules })
			if keptAll(&f.Meta, proofs, gap, "listeners") {
				one.Redirects = allRedirect(rules)
			}
		}
		f.Listeners = append(f.Listeners, one)
	}
	if _, unread := f.Unread["listeners"]; unread {
		f.Listeners = nil
	}
}

// allRedirect says that whatever a caller asks for over plain HTTP, the answer is to come back over HTTPS.
func allRedirect(rules []entry[types.Rule]) bool {
	return len(rules) > 0 && !slices.ContainsFunc(rules, func(r entry[types.Rule]) bool {
		return !slices.ContainsFunc(r.value.Actions, func(a types.Action) bool {
			return a.RedirectConfig != nil && aws.ToString(a.RedirectConfig.Protocol) == string(types.ProtocolEnumHttps)
		})
	})
}

// readFrontACL asks for the web ACL in front of a load balancer; an empty answer says that there is none.
func readFrontACL(ctx context.Context, env *Env, f *fact.LoadBalancer) {
	client := wafv2.NewFromConfig(env.Config)
	out, proof, gap := Ask(ctx, env, "wafv2.GetWebACLForResource", &wafv2.GetWebACLForResourceInput{ResourceArn: aws.String(f.ARN)}, client.GetWebACLForResource)
	if kept(&f.Meta, proof, gap, "webAclArn") {
		f.WebAclArn = frontACL(out.WebACL)
	}
}

func frontACL(acl *waftypes.WebACL) string {
	if acl == nil {
		return ""
	}
	return aws.ToString(acl.ARN)
}

// readBalancerTags asks for the tags of several load balancers at once; one that the answer leaves out stays unread.
func readBalancerTags(ctx context.Context, env *Env, client *elb.Client, found []*fact.LoadBalancer) {
	const op = "elasticloadbalancingv2.DescribeTags"
	var arns []string
	for _, f := range found {
		arns = append(arns, f.ARN)
	}
	out, proof, gap := Ask(ctx, env, op, &elb.DescribeTagsInput{ResourceArns: arns}, client.DescribeTags)
	for _, f := range found {
		if !kept(&f.Meta, proof, gap, "tags") {
			continue
		}
		i := slices.IndexFunc(out.TagDescriptions, func(d types.TagDescription) bool { return aws.ToString(d.ResourceArn) == f.ARN })
		if i < 0 {
			f.MarkUnread("tags", unexpected(op, "the answer leaves this load balancer out"))
			continue
		}
		f.Tags = tagMap(out.TagDescriptions[i].Tags, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	}
}
