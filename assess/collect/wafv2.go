package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/wafv2"
	"github.com/aws/aws-sdk-go-v2/service/wafv2/types"

	"drydock/assess/fact"
)

// webACLs reads the web firewalls of a Region.
func webACLs() Collector {
	const kind = "web_acl"
	return Collector{
		Name: "web-acls", Service: "wafv2",
		Kinds: []fact.Kind{kind},
		Calls: webACLCalls(),
		Collect: func(ctx context.Context, env *Env) Batch {
			return collectWebACLs(ctx, env, kind, types.ScopeRegional, func(f *fact.WebACL) fact.Fact { return f })
		},
	}
}

// cloudFrontWebACLs reads the web firewalls of distributions, which belong to the account and are kept in its partition's home Region.
func cloudFrontWebACLs() Collector {
	const kind = "cloudfront_web_acl"
	return Collector{
		Name: "cloudfront-web-acls", Service: "wafv2", Global: true,
		Kinds: []fact.Kind{kind},
		Calls: webACLCalls(),
		Collect: func(ctx context.Context, env *Env) Batch {
			return collectWebACLs(ctx, env, kind, types.ScopeCloudfront, func(f *fact.WebACL) fact.Fact { return (*fact.CloudFrontWebACL)(f) })
		},
	}
}

func webACLCalls() []Call {
	return []Call{
		{"wafv2.ListWebACLs", "wafv2:ListWebACLs"},
		{"wafv2.GetWebACL", "wafv2:GetWebACL"},
		{"wafv2.GetLoggingConfiguration", "wafv2:GetLoggingConfiguration"},
		{"wafv2.ListTagsForResource", "wafv2:ListTagsForResource"},
	}
}

func collectWebACLs(ctx context.Context, env *Env, kind fact.Kind, scope types.Scope, as func(*fact.WebACL) fact.Fact) Batch {
	client := wafv2.NewFromConfig(env.Config)
	acls, proofs, gap := list(ctx, env, "wafv2.ListWebACLs", &wafv2.ListWebACLsInput{Scope: scope}, client.ListWebACLs,
		func(out *wafv2.ListWebACLsOutput) *string { return out.NextMarker },
		func(in *wafv2.ListWebACLsInput, token *string) { in.NextMarker = token },
		func(out *wafv2.ListWebACLsOutput) []types.WebACLSummary { return out.WebACLs })
	return Batch{
		Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
		Facts: facts(ctx, env, acls, func(ctx context.Context, e entry[types.WebACLSummary]) fact.Fact {
			return as(readWebACL(ctx, env, client, scope, e))
		}),
	}
}

func readWebACL(ctx context.Context, env *Env, client *wafv2.Client, scope types.Scope, e entry[types.WebACLSummary]) *fact.WebACL {
	const op, logOp, tagsOp = "wafv2.GetWebACL", "wafv2.GetLoggingConfiguration", "wafv2.ListTagsForResource"
	f := &fact.WebACL{Meta: env.Meta(aws.ToString(e.value.ARN), aws.ToString(e.value.Name), e.proof)}
	out, proof, gap := Ask(ctx, env, op, &wafv2.GetWebACLInput{Id: e.value.Id, Name: e.value.Name, Scope: scope}, client.GetWebACL)
	acl, gap := whole(op, out, gap, func(out *wafv2.GetWebACLOutput) *types.WebACL { return out.WebACL })
	if kept(&f.Meta, proof, gap, "defaultAction", "rules") {
		f.Rules = webACLRules(acl)
		switch {
		case acl.DefaultAction != nil && acl.DefaultAction.Block != nil:
			f.DefaultAction = "BLOCK"
		case acl.DefaultAction != nil && acl.DefaultAction.Allow != nil:
			f.DefaultAction = "ALLOW"
		default:
			f.MarkUnread("defaultAction", unexpected(op, "the answer does not say"))
		}
	}
	logs, proof, gap := Ask(ctx, env, logOp, &wafv2.GetLoggingConfigurationInput{ResourceArn: e.value.ARN}, client.GetLoggingConfiguration)
	if !none(&f.Meta, proof, gap) && kept(&f.Meta, proof, gap, "logged") {
		f.Logged = logs.LoggingConfiguration != nil && len(logs.LoggingConfiguration.LogDestinationConfigs) > 0
	}
	tags, proofs, gap := list(ctx, env, tagsOp, &wafv2.ListTagsForResourceInput{ResourceARN: e.value.ARN}, client.ListTagsForResource,
		func(out *wafv2.ListTagsForResourceOutput) *string { return out.NextMarker },
		func(in *wafv2.ListTagsForResourceInput, token *string) { in.NextMarker = token },
		func(out *wafv2.ListTagsForResourceOutput) []types.Tag {
			if out.TagInfoForResource == nil {
				return nil
			}
			return out.TagInfoForResource.TagList
		})
	keepTags(&f.Meta, tags, proofs, gap, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	return f
}

// webACLRules are the rules in the order in which they are asked: Firewall Manager's before and after the account's own.
func webACLRules(acl *types.WebACL) []fact.WebACLRule {
	var all []fact.WebACLRule
	managed := func(groups []types.FirewallManagerRuleGroup) {
		for _, g := range groups {
			r := fact.WebACLRule{Name: aws.ToString(g.Name), Action: groupAction(g.OverrideAction), Metrics: measured(g.VisibilityConfig)}
			if g.FirewallManagerStatement != nil {
				r.Group, r.Counted = managedGroup(g.FirewallManagerStatement.ManagedRuleGroupStatement)
			}
			all = append(all, r)
		}
	}
	managed(acl.PreProcessFirewallManagerRuleGroups)
	for _, v := range acl.Rules {
		r := fact.WebACLRule{Name: aws.ToString(v.Name), Action: ruleAction(v), Metrics: measured(v.VisibilityConfig), BySize: bySize(v.Statement)}
		if v.Statement != nil {
			r.Group, r.Counted = managedGroup(v.Statement.ManagedRuleGroupStatement)
			if v.Statement.RateBasedStatement != nil {
				r.Limit = int(aws.ToInt64(v.Statement.RateBasedStatement.Limit))
			}
		}
		all = append(all, r)
	}
	managed(acl.PostProcessFirewallManagerRuleGroups)
	return all
}

func measured(v *types.VisibilityConfig) bool { return v != nil && v.CloudWatchMetricsEnabled }

// ruleAction is what a rule does; a group's rules decide for themselves unless the whole group is overridden.
func ruleAction(r types.Rule) string {
	if r.Action != nil {
		return actionName(*r.Action)
	}
	return groupAction(r.OverrideAction)
}

func groupAction(o *types.OverrideAction) string {
	if o != nil && o.Count != nil {
		return "COUNT"
	}
	return "GROUP"
}

func actionName(a types.RuleAction) string {
	switch {
	case a.Block != nil:
		return "BLOCK"
	case a.Captcha != nil:
		return "CAPTCHA"
	case a.Challenge != nil:
		return "CHALLENGE"
	case a.Count != nil:
		return "COUNT"
	case a.Allow != nil:
		return "ALLOW"
	}
	return "" // an action that this version of the SDK does not know
}

// managedGroup is the name of a managed rule group and which of its rules no longer stop anything.
func managedGroup(g *types.ManagedRuleGroupStatement) (name string, counted []string) {
	if g == nil {
		return "", nil
	}
	for _, r := range g.ExcludedRules {
		counted = append(counted, aws.ToString(r.Name))
	}
	for _, o := range g.RuleActionOverrides {
		if o.ActionToUse != nil && (o.ActionToUse.Count != nil || o.ActionToUse.Allow != nil) {
			counted = append(counted, aws.ToString(o.Name))
		}
	}
	return aws.ToString(g.Name), counted
}

// bySize says that the size of the body decides, alone or beside other conditions.
func bySize(s *types.Statement) bool {
	if s == nil {
		return false
	}
	if c := s.SizeConstraintStatement; c != nil && c.FieldToMatch != nil {
		return c.FieldToMatch.Body != nil || c.FieldToMatch.JsonBody != nil
	}
	var parts []types.Statement
	if s.AndStatement != nil {
		parts = append(parts, s.AndStatement.Statements...)
	}
	if s.OrStatement != nil {
		parts = append(parts, s.OrStatement.Statements...)
	}
	for i := range parts {
		if bySize(&parts[i]) {
			return true
		}
	}
	return false
}
