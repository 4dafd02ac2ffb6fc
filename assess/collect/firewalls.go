package collect

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/networkfirewall"
	firewalltypes "github.com/aws/aws-sdk-go-v2/service/networkfirewall/types"
	"github.com/aws/aws-sdk-go-v2/service/route53resolver"
	dnstypes "github.com/aws/aws-sdk-go-v2/service/route53resolver/types"

	"drydock/assess/fact"
)

// networkFirewalls reads firewalls with their policies and logs. A policy that several share is asked once.
func networkFirewalls() Collector {
	const op, kind = "networkfirewall.ListFirewalls", "network_firewall"
	return Collector{
		Name: "network-firewall", Service: "network-firewall",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{op, "network-firewall:ListFirewalls"},
			{"networkfirewall.DescribeFirewall", "network-firewall:DescribeFirewall"},
			{"networkfirewall.DescribeFirewallPolicy", "network-firewall:DescribeFirewallPolicy"},
			{"networkfirewall.DescribeLoggingConfiguration", "network-firewall:DescribeLoggingConfiguration"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := networkfirewall.NewFromConfig(env.Config)
			firewalls, proofs, gap := list(ctx, env, op, &networkfirewall.ListFirewallsInput{}, client.ListFirewalls,
				func(out *networkfirewall.ListFirewallsOutput) *string { return out.NextToken },
				func(in *networkfirewall.ListFirewallsInput, token *string) { in.NextToken = token },
				func(out *networkfirewall.ListFirewallsOutput) []firewalltypes.FirewallMetadata { return out.Firewalls })
			policies := map[string][]*fact.NetworkFirewall{}
			batch := Batch{Reach: []fact.Reach{env.Reach(kind, gap, proofs...)}}
			named := inOrder(ctx, env, firewalls, func(ctx context.Context, e entry[firewalltypes.FirewallMetadata]) namedPolicy {
				return readFirewall(ctx, env, client, e)
			})
			for _, n := range named {
				batch.Facts = append(batch.Facts, n.firewall)
				if n.policy != "" {
					policies[n.policy] = append(policies[n.policy], n.firewall)
				}
			}
			Each(ctx, env, slices.Sorted(maps.Keys(policies)), func(ctx context.Context, arn string) { readFirewallPolicy(ctx, env, client, arn, policies[arn]) })
			return batch
		},
	}
}

type namedPolicy struct {
	firewall *fact.NetworkFirewall
	policy   string // ARN
}

var firewallPolicyFields = []string{"statelessDefault", "statefulDefault", "statefulGroups", "statelessGroups"}

func readFirewall(ctx context.Context, env *Env, client *networkfirewall.Client, e entry[firewalltypes.FirewallMetadata]) namedPolicy {
	const op, logsOp = "networkfirewall.DescribeFirewall", "networkfirewall.DescribeLoggingConfiguration"
	f := &fact.NetworkFirewall{Meta: env.Meta(aws.ToString(e.value.FirewallArn), aws.ToString(e.value.FirewallName), e.proof)}
	out, proof, gap := Ask(ctx, env, op, &networkfirewall.DescribeFirewallInput{FirewallArn: e.value.FirewallArn}, client.DescribeFirewall)
	firewall, gap := whole(op, out, gap, func(out *networkfirewall.DescribeFirewallOutput) *firewalltypes.Firewall { return out.Firewall })
	policy := ""
	if kept(&f.Meta, proof, gap, append([]string{"vpcId", "tags"}, firewallPolicyFields...)...) {
		f.VpcID, policy = aws.ToString(firewall.VpcId), aws.ToString(firewall.FirewallPolicyArn)
		f.Tags = tagMap(firewall.Tags, func(t firewalltypes.Tag) (key, value *string) { return t.Key, t.Value })
		if policy == "" {
			nameless := unexpected(op, "the answer names no policy")
			kept(&f.Meta, proof, &nameless, firewallPolicyFields...)
		}
	}
	logs, proof, gap := Ask(ctx, env, logsOp, &networkfirewall.DescribeLoggingConfigurationInput{FirewallArn: e.value.FirewallArn}, client.DescribeLoggingConfiguration)
	if kept(&f.Meta, proof, gap, "logs") && logs.LoggingConfiguration != nil {
		for _, d := range logs.LoggingConfiguration.LogDestinationConfigs {
			f.Logs = append(f.Logs, string(d.LogType))
		}
	}
	return namedPolicy{f, policy}
}

func readFirewallPolicy(ctx context.Context, env *Env, client *networkfirewall.Client, arn string, firewalls []*fact.NetworkFirewall) {
	const op = "networkfirewall.DescribeFirewallPolicy"
	out, proof, gap := Ask(ctx, env, op, &networkfirewall.DescribeFirewallPolicyInput{FirewallPolicyArn: aws.String(arn)}, client.DescribeFirewallPolicy)
	policy, gap := whole(op, out, gap, func(out *networkfirewall.DescribeFirewallPolicyOutput) *firewalltypes.FirewallPolicy {
		return out.FirewallPolicy
	})
	for _, f := range firewalls {
		if !kept(&f.Meta, proof, gap, firewallPolicyFields...) {
			continue
		}
		f.StatelessDefault, f.StatefulDefault = policy.StatelessDefaultActions, policy.StatefulDefaultActions
		for _, g := range policy.StatefulRuleGroupReferences {
			f.StatefulGroups = append(f.StatefulGroups, aws.ToString(g.ResourceArn))
		}
		for _, g := range policy.StatelessRuleGroupReferences {
			f.StatelessGroups = append(f.StatelessGroups, aws.ToString(g.ResourceArn))
		}
	}
}

// dnsFirewalls reads which rule groups of the resolver's firewall stand on which network, and whether what nobody named is blocked.
// Of domain lists it asks only those that a blocking rule uses and that are the account's own; it keeps whether * is on them.
func dnsFirewalls() Collector {
	return Collector{
		Name: "dns-firewall", Service: "route53resolver",
		Kinds: []fact.Kind{"dns_firewall"},
		Calls: []Call{
			{"route53resolver.ListFirewallRuleGroupAssociations", "route53resolver:ListFirewallRuleGroupAssociations"},
			{"route53resolver.ListFirewallRules", "route53resolver:ListFirewallRules"},
			{"route53resolver.ListFirewallDomainLists", "route53resolver:ListFirewallDomainLists"},
			{"route53resolver.ListFirewallDomains", "route53resolver:ListFirewallDomains"},
			{"route53resolver.ListFirewallConfigs", "route53resolver:ListFirewallConfigs"},
		},
		Collect: collectDNSFirewalls,
	}
}

func collectDNSFirewalls(ctx context.Context, env *Env) Batch {
	client := route53resolver.NewFromConfig(env.Config)
	associations, proofs, gap := list(ctx, env, "route53resolver.ListFirewallRuleGroupAssociations",
		&route53resolver.ListFirewallRuleGroupAssociationsInput{}, client.ListFirewallRuleGroupAssociations,
		func(out *route53resolver.ListFirewallRuleGroupAssociationsOutput) *string { return out.NextToken },
		func(in *route53resolver.ListFirewallRuleGroupAssociationsInput, token *string) { in.NextToken = token },
		func(out *route53resolver.ListFirewallRuleGroupAssociationsOutput) []dnstypes.FirewallRuleGroupAssociation {
			return out.FirewallRuleGroupAssociations
		})
	batch := Batch{Reach: []fact.Reach{env.Reach("dns_firewall", gap, proofs...)}}
	if len(associations) == 0 {
		return batch
	}
	open := readFailOpen(ctx, env, client)
	groups := map[string]blocking{}
	for _, a := range associations {
		groups[aws.ToString(a.value.FirewallRuleGroupId)] = blocking{}
	}
	ids := slices.Sorted(maps.Keys(groups))
	for i, b := range readBlocking(ctx, env, client, ids) {
		groups[ids[i]] = b
	}
	for _, a := range associations {
		v := a.value
		f := &fact.DNSFirewall{
			Meta:  env.Meta(aws.ToString(v.Arn), aws.ToString(v.Name), a.proof),
			VpcID: aws.ToString(v.VpcId), Status: string(v.Status),
		}
		f.MarkUnread("tags", unasked("Drydock does not ask for the tags of firewall associations"))
		b := groups[aws.ToString(v.FirewallRuleGroupId)]
		if keptAll(&f.Meta, b.proofs, b.gap, "blocksRest") {
			f.BlocksRest = b.rest
		}
		if keptAll(&f.Meta, open.proofs, open.of(f.VpcID), "failOpen") {
			f.FailOpen = open.status(f.VpcID)
		}
		batch.Facts = append(batch.Facts, f)
	}
	return batch
}

// failOpen is what each network does while its firewall does not answer.
type failOpen struct {
	by     map[string]string
	proofs []fact.Proof
	gap    *fact.Gap
}

func readFailOpen(ctx context.Context, env *Env, client *route53resolver.Client) failOpen {
	configs, proofs, gap := list(ctx, env, "route53resolver.ListFirewallConfigs", &route53resolver.ListFirewallConfigsInput{}, client.ListFirewallConfigs,
		func(out *route53resolver.ListFirewallConfigsOutput) *string { return out.NextToken },
		func(in *route53resolver.ListFirewallConfigsInput, token *string) { in.NextToken = token },
		func(out *route53resolver.ListFirewallConfigsOutput) []dnstypes.FirewallConfig {
			return out.FirewallConfigs
		})
	by := map[string]string{}
	for _, c := range configs {
		by[aws.ToString(c.value.ResourceId)] = string(c.value.FirewallFailOpen)
	}
	return failOpen{by, proofs, gap}
}

// of is the gap for a network: none where the list reached it before it broke off.
func (o failOpen) of(vpc string) *fact.Gap {
	if _, found := o.by[vpc]; found {
		return nil
	}
	return o.gap
}

// status of a network that has no configuration of its own is the documented default.
func (o failOpen) status(vpc string) string {
	return orDefault(dnstypes.FirewallFailOpenStatus(o.by[vpc]), dnstypes.FirewallFailOpenStatusDisabled)
}

// blocking says whether a rule group blocks what nobody named.
type blocking struct {
	rest   bool
	proofs []fact.Proof
	gap    *fact.Gap
}

func readBlocking(ctx context.Context, env *Env, client *route53resolver.Client, groups []string) []blocking {
	lists := inOrder(ctx, env, groups, func(ctx context.Context, id string) rules {
		r, proofs, gap := list(ctx, env, "route53resolver.ListFirewallRules", &route53resolver.ListFirewallRulesInput{FirewallRuleGroupId: aws.String(id)}, client.ListFirewallRules,
			func(out *route53resolver.ListFirewallRulesOutput) *string { return out.NextToken },
			func(in *route53resolver.ListFirewallRulesInput, token *string) { in.NextToken = token },
			func(out *route53resolver.ListFirewallRulesOutput) []dnstypes.FirewallRule { return out.FirewallRules })
		return rules{r, proofs, gap}
	})
	domains := readDomains(ctx, env, client, blockedLists(lists))
	out := make([]blocking, len(groups))
	for i, l := range lists {
		out[i] = blocking{proofs: l.proofs, gap: l.gap}
		for _, id := range blockedLists([]rules{l}) {
			d := domains[id]
			out[i].rest = out[i].rest || d.everything
			out[i].proofs = append(out[i].proofs, d.proofs...)
			if out[i].gap == nil {
				out[i].gap = d.gap
			}
		}
		if out[i].rest {
			out[i].gap = nil // what is blocked stays blocked, whatever else was not read
		}
	}
	return out
}

type rules struct {
	entries []entry[dnstypes.FirewallRule]
	proofs  []fact.Proof
	gap     *fact.Gap
}

// blockedLists are the domain lists of rules that block every type of query.
func blockedLists(groups []rules) []string {
	found := map[string]bool{}
	for _, g := range groups {
		for _, r := range g.entries {
			if r.value.Action == dnstypes.ActionBlock && aws.ToString(r.value.FirewallDomainListId) != "" && aws.ToString(r.value.Qtype) == "" {
				found[*r.value.FirewallDomainListId] = true
			}
		}
	}
	return sorted(found)
}

// domainList says whether a list names every domain.
type domainList struct {
	everything bool
	proofs     []fact.Proof
	gap        *fact.Gap
}

func readDomains(ctx context.Context, env *Env, client *route53resolver.Client, ids []string) map[string]domainList {
	found := map[string]domainList{}
	if len(ids) == 0 {
		return found
	}
	lists, proofs, gap := list(ctx, env, "route53resolver.ListFirewallDomainLists", &route53resolver.ListFirewallDomainListsInput{}, client.ListFirewallDomainLists,
		func(out *route53resolver.ListFirewallDomainListsOutput) *string { return out.NextToken },
		func(in *route53resolver.ListFirewallDomainListsInput, token *string) { in.NextToken = token },
		func(out *route53resolver.ListFirewallDomainListsOutput) []dnstypes.FirewallDomainListMetadata {
			return out.FirewallDomainLists
		})
	managed := map[string]bool{} // by AWS: lists of bad names, which nobody may read and which never hold *
	for _, l := range lists {
		managed[aws.ToString(l.value.Id)] = aws.ToString(l.value.ManagedOwnerName) != ""
	}
	read := inOrder(ctx, env, ids, func(ctx context.Context, id string) domainList {
		byAWS, known := managed[id]
		if byAWS {
			return domainList{proofs: proofs}
		}
		if !known && gap != nil {
			return domainList{gap: gap}
		}
		names, proofs, gap := list(ctx, env, "route53resolver.ListFirewallDomains", &route53resolver.ListFirewallDomainsInput{FirewallDomainListId: aws.String(id)}, client.ListFirewallDomains,
			func(out *route53resolver.ListFirewallDomainsOutput) *string { return out.NextToken },
			func(in *route53resolver.ListFirewallDomainsInput, token *string) { in.NextToken = token },
			func(out *route53resolver.ListFirewallDomainsOutput) []string { return out.Domains })
		return domainList{slices.ContainsFunc(names, func(n entry[string]) bool { return strings.TrimSuffix(n.value, ".") == "*" }), proofs, gap}
	})
	for i, id := range ids {
		found[id] = read[i]
	}
	return found
}
