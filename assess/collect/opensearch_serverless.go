package collect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/opensearchserverless"
	"github.com/aws/aws-sdk-go-v2/service/opensearchserverless/document"
	"github.com/aws/aws-sdk-go-v2/service/opensearchserverless/types"

	"drydock/assess/fact"
)

// AWS describes this many collections at once, and no more.
const collectionsAtOnce = 100

// openSearchCollections reads collections with what the policies of the account and Region say of each.
func openSearchCollections() Collector {
	const kind = "opensearch_collection"
	return Collector{
		Name: "opensearch-collections", Service: "opensearchserverless",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"opensearchserverless.ListCollections", "aoss:ListCollections"},
			{"opensearchserverless.BatchGetCollection", "aoss:BatchGetCollection"},
			{"opensearchserverless.ListSecurityPolicies", "aoss:ListSecurityPolicies"},
			{"opensearchserverless.GetSecurityPolicy", "aoss:GetSecurityPolicy"},
			{"opensearchserverless.ListAccessPolicies", "aoss:ListAccessPolicies"},
			{"opensearchserverless.GetAccessPolicy", "aoss:GetAccessPolicy"},
			{"opensearchserverless.ListTagsForResource", "aoss:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := opensearchserverless.NewFromConfig(env.Config)
			summaries, proofs, gap := list(ctx, env, "opensearchserverless.ListCollections", &opensearchserverless.ListCollectionsInput{}, client.ListCollections,
				func(out *opensearchserverless.ListCollectionsOutput) *string { return out.NextToken },
				func(in *opensearchserverless.ListCollectionsInput, token *string) { in.NextToken = token },
				func(out *opensearchserverless.ListCollectionsOutput) []types.CollectionSummary {
					return out.CollectionSummaries
				})
			var collections []*fact.OpenSearchCollection
			ids := map[string]string{}
			for _, e := range summaries {
				f := &fact.OpenSearchCollection{Meta: env.Meta(aws.ToString(e.value.Arn), aws.ToString(e.value.Name), e.proof)}
				collections, ids[f.ARN] = append(collections, f), aws.ToString(e.value.Id)
			}
			r := collectionReader{env, client, ids}
			if len(collections) > 0 {
				r.describe(ctx, collections)
				r.networks(ctx, collections)
				r.readers(ctx, collections)
			}
			return Batch{Reach: []fact.Reach{env.Reach(kind, gap, proofs...)}, Facts: facts(ctx, env, collections, r.tags)}
		},
	}
}

// collectionReader fills the facts of a Region's collections.
type collectionReader struct {
	env    *Env
	client *opensearchserverless.Client
	ids    map[string]string // by ARN
}

func (r collectionReader) describe(ctx context.Context, collections []*fact.OpenSearchCollection) {
	const op = "opensearchserverless.BatchGetCollection"
	batches := slices.Collect(slices.Chunk(collections, collectionsAtOnce))
	Each(ctx, r.env, batches, func(ctx context.Context, batch []*fact.OpenSearchCollection) {
		in := &opensearchserverless.BatchGetCollectionInput{}
		for _, f := range batch {
			in.Ids = append(in.Ids, r.ids[f.ARN])
		}
		out, proof, gap := Ask(ctx, r.env, op, in, r.client.BatchGetCollection)
		for _, f := range batch {
			detail, gap := whole(op, out, gap, func(out *opensearchserverless.BatchGetCollectionOutput) *types.CollectionDetail {
				i := slices.IndexFunc(out.CollectionDetails, func(d types.CollectionDetail) bool { return aws.ToString(d.Id) == r.ids[f.ARN] })
				if i < 0 {
					return nil
				}
				return &out.CollectionDetails[i]
			})
			if !kept(&f.Meta, proof, gap, "type", "kmsKeyArn") {
				continue
			}
			f.Type = string(detail.Type)
			if key := aws.ToString(detail.KmsKeyArn); key != "auto" {
				f.KmsKeyArn = key
			}
		}
	})
}

// policyRule is one rule of a network or data access policy: what it speaks of.
type policyRule struct {
	ResourceType string
	Resource     []string
}

// speaksOf says that a rule covers a collection, or indexes of it.
func (p policyRule) speaksOf(kind, collection string) bool {
	return p.ResourceType == kind && slices.ContainsFunc(p.Resource, func(pattern string) bool {
		pattern, found := strings.CutPrefix(pattern, kind+"/")
		if kind == "index" {
			pattern, _, _ = strings.Cut(pattern, "/")
		}
		return found && matches(pattern, collection)
	})
}

// networks says which collections a network policy opens to the internet. Where several apply, public wins.
func (r collectionReader) networks(ctx context.Context, collections []*fact.OpenSearchCollection) {
	const op = "opensearchserverless.GetSecurityPolicy"
	in := &opensearchserverless.ListSecurityPoliciesInput{Type: types.SecurityPolicyTypeNetwork}
	summaries, proofs, gap := list(ctx, r.env, "opensearchserverless.ListSecurityPolicies", in, r.client.ListSecurityPolicies,
		func(out *opensearchserverless.ListSecurityPoliciesOutput) *string { return out.NextToken },
		func(in *opensearchserverless.ListSecurityPoliciesInput, token *string) { in.NextToken = token },
		func(out *opensearchserverless.ListSecurityPoliciesOutput) []types.SecurityPolicySummary {
			return out.SecurityPolicySummaries
		})
	for _, e := range summaries {
		in := &opensearchserverless.GetSecurityPolicyInput{Name: e.value.Name, Type: types.SecurityPolicyTypeNetwork}
		out, proof, one := Ask(ctx, r.env, op, in, r.client.GetSecurityPolicy)
		detail, one := whole(op, out, one, func(out *opensearchserverless.GetSecurityPolicyOutput) *types.SecurityPolicyDetail {
			return out.SecurityPolicyDetail
		})
		var blocks []struct {
			Rules           []policyRule
			AllowFromPublic bool
		}
		if one == nil {
			one = unmarshal(op, detail.Policy, &blocks)
		}
		if one != nil {
			gap = cmpGap(gap, one)
			continue
		}
		proofs = append(proofs, proof)
		for _, block := range blocks {
			for _, f := range collections {
				f.Public = f.Public || block.AllowFromPublic && slices.ContainsFunc(block.Rules, func(p policyRule) bool { return p.speaksOf("collection", f.Name) })
			}
		}
	}
	for _, f := range collections {
		f.Proof = append(f.Proof, proofs...)
		if gap != nil && !f.Public {
			f.MarkUnread("public", *gap)
		}
	}
}

// readers says which principals data access policies let at the indexes of each collection.
func (r collectionReader) readers(ctx context.Context, collections []*fact.OpenSearchCollection) {
	const op = "opensearchserverless.GetAccessPolicy"
	in := &opensearchserverless.ListAccessPoliciesInput{Type: types.AccessPolicyTypeData}
	summaries, proofs, gap := list(ctx, r.env, "opensearchserverless.ListAccessPolicies", in, r.client.ListAccessPolicies,
		func(out *opensearchserverless.ListAccessPoliciesOutput) *string { return out.NextToken },
		func(in *opensearchserverless.ListAccessPoliciesInput, token *string) { in.NextToken = token },
		func(out *opensearchserverless.ListAccessPoliciesOutput) []types.AccessPolicySummary {
			return out.AccessPolicySummaries
		})
	found := map[string]map[string]bool{}
	for _, e := range summaries {
		in := &opensearchserverless.GetAccessPolicyInput{Name: e.value.Name, Type: types.AccessPolicyTypeData}
		out, proof, one := Ask(ctx, r.env, op, in, r.client.GetAccessPolicy)
		detail, one := whole(op, out, one, func(out *opensearchserverless.GetAccessPolicyOutput) *types.AccessPolicyDetail {
			return out.AccessPolicyDetail
		})
		var blocks []struct {
			Rules     []policyRule
			Principal []string
		}
		if one == nil {
			one = unmarshal(op, detail.Policy, &blocks)
		}
		if one != nil {
			gap = cmpGap(gap, one)
			continue
		}
		proofs = append(proofs, proof)
		for _, block := range blocks {
			for _, f := range collections {
				if !slices.ContainsFunc(block.Rules, func(p policyRule) bool { return p.speaksOf("index", f.Name) }) {
					continue
				}
				if found[f.ARN] == nil {
					found[f.ARN] = map[string]bool{}
				}
				for _, principal := range block.Principal {
					found[f.ARN][principal] = true
				}
			}
		}
	}
	for _, f := range collections {
		f.Principals, f.Proof = sorted(found[f.ARN]), append(f.Proof, proofs...)
		if gap != nil {
			f.MarkUnread("principals", *gap)
		}
	}
}

// cmpGap keeps the first gap.
func cmpGap(first, next *fact.Gap) *fact.Gap {
	if first != nil {
		return first
	}
	return next
}

// unmarshal reads a policy that AWS answers as a document. It goes by way of the text, so that JSON is read here as everywhere else.
func unmarshal(op string, policy document.Interface, into any) *fact.Gap {
	text, err := []byte(nil), errors.New("there is none")
	if policy != nil {
		text, err = policy.MarshalSmithyDocument()
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err == nil {
		return nil
	}
	gap := unexpected(op, fmt.Sprintf("the policy cannot be read: %v", err))
	return &gap
}

func (r collectionReader) tags(ctx context.Context, f *fact.OpenSearchCollection) *fact.OpenSearchCollection {
	in := &opensearchserverless.ListTagsForResourceInput{ResourceArn: aws.String(f.ARN)}
	out, proof, gap := Ask(ctx, r.env, "opensearchserverless.ListTagsForResource", in, r.client.ListTagsForResource)
	if kept(&f.Meta, proof, gap, "tags") {
		f.Tags = tagMap(out.Tags, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	}
	return f
}
