package collect

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/opensearch"
	"github.com/aws/aws-sdk-go-v2/service/opensearch/types"

	"drydock/assess/fact"
)

// AWS describes this many domains at once, and no more.
const domainsAtOnce = 5

// openSearchDomains reads search domains.
func openSearchDomains() Collector {
	const kind = "opensearch_domain"
	return Collector{
		Name: "opensearch-domains", Service: "opensearch",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"opensearch.ListDomainNames", "es:ListDomainNames"},
			{"opensearch.DescribeDomains", "es:DescribeDomains"},
			{"opensearch.ListTags", "es:ListTags"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := opensearch.NewFromConfig(env.Config)
			names, proof, gap := Ask(ctx, env, "opensearch.ListDomainNames", &opensearch.ListDomainNamesInput{}, client.ListDomainNames)
			var domains []*fact.OpenSearchDomain
			if gap == nil {
				for _, d := range names.DomainNames {
					name := aws.ToString(d.DomainName)
					domains = append(domains, &fact.OpenSearchDomain{Meta: env.Meta(env.here("es", "domain/"+name), name, proof)})
				}
			}
			batches := slices.Collect(slices.Chunk(domains, domainsAtOnce))
			Each(ctx, env, batches, func(ctx context.Context, batch []*fact.OpenSearchDomain) { readSearchDomains(ctx, env, client, batch) })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proof)},
				Facts: facts(ctx, env, domains, func(ctx context.Context, f *fact.OpenSearchDomain) *fact.OpenSearchDomain {
					out, proof, gap := Ask(ctx, env, "opensearch.ListTags", &opensearch.ListTagsInput{ARN: aws.String(f.ARN)}, client.ListTags)
					if kept(&f.Meta, proof, gap, "tags") {
						f.Tags = tagMap(out.TagList, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
					}
					return f
				}),
			}
		},
	}
}

// readSearchDomains describes a few domains. One that the answer leaves out is unread.
func readSearchDomains(ctx context.Context, env *Env, client *opensearch.Client, domains []*fact.OpenSearchDomain) {
	const op = "opensearch.DescribeDomains"
	in := &opensearch.DescribeDomainsInput{}
	for _, f := range domains {
		in.DomainNames = append(in.DomainNames, f.Name)
	}
	out, proof, gap := Ask(ctx, env, op, in, client.DescribeDomains)
	for _, f := range domains {
		status, gap := whole(op, out, gap, func(out *opensearch.DescribeDomainsOutput) *types.DomainStatus {
			i := slices.IndexFunc(out.DomainStatusList, func(d types.DomainStatus) bool { return aws.ToString(d.DomainName) == f.Name })
			if i < 0 {
				return nil
			}
			return &out.DomainStatusList[i]
		})
		if kept(&f.Meta, proof, gap, "httpsOnly", "nodeToNode", "encrypted", "kmsKeyId", "inVpc", "fineGrained", "policyPublic") {
			describeSearchDomain(f, status)
		}
	}
}

func describeSearchDomain(f *fact.OpenSearchDomain, d *types.DomainStatus) {
	if o := d.DomainEndpointOptions; o != nil {
		f.HTTPSOnly = aws.ToBool(o.EnforceHTTPS)
	}
	if o := d.NodeToNodeEncryptionOptions; o != nil {
		f.NodeToNode = aws.ToBool(o.Enabled)
	}
	if o := d.EncryptionAtRestOptions; o != nil {
		f.Encrypted, f.KmsKeyID = aws.ToBool(o.Enabled), aws.ToString(o.KmsKeyId)
	}
	if o := d.AdvancedSecurityOptions; o != nil {
		f.FineGrained = aws.ToBool(o.Enabled)
	}
	f.InVpc = d.VPCOptions != nil && aws.ToString(d.VPCOptions.VPCId) != ""
	policy := aws.ToString(d.AccessPolicies)
	if policy == "" { // nobody but the domain's own sign-in lets anybody in
		return
	}
	statements, err := parsePolicy(policy)
	if err != nil {
		f.MarkUnread("policyPublic", unexpected("opensearch.DescribeDomains", fmt.Sprintf("the access policy cannot be read: %v", err)))
		return
	}
	f.PolicyPublic = opensToEverybody(statements)
}
