package collect

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3vectors"
	"github.com/aws/aws-sdk-go-v2/service/s3vectors/types"

	"drydock/assess/fact"
)

// s3Vectors reads buckets of vectors and their indexes; the vectors themselves are never read.
func s3Vectors() Collector {
	return Collector{
		Name: "s3-vectors", Service: "s3vectors",
		Kinds: []fact.Kind{"s3vectors_bucket", "s3vectors_index"},
		Calls: []Call{
			{"s3vectors.ListVectorBuckets", "s3vectors:ListVectorBuckets"},
			{"s3vectors.GetVectorBucket", "s3vectors:GetVectorBucket"},
			{"s3vectors.GetVectorBucketPolicy", "s3vectors:GetVectorBucketPolicy"},
			{"s3vectors.ListIndexes", "s3vectors:ListIndexes"},
			{"s3vectors.GetIndex", "s3vectors:GetIndex"},
			{"s3vectors.ListTagsForResource", "s3vectors:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			r := vectorReader{env, s3vectors.NewFromConfig(env.Config)}
			summaries, proofs, gap := list(ctx, env, "s3vectors.ListVectorBuckets", &s3vectors.ListVectorBucketsInput{}, r.client.ListVectorBuckets,
				func(out *s3vectors.ListVectorBucketsOutput) *string { return out.NextToken },
				func(in *s3vectors.ListVectorBucketsInput, token *string) { in.NextToken = token },
				func(out *s3vectors.ListVectorBucketsOutput) []types.VectorBucketSummary { return out.VectorBuckets })
			buckets := facts(ctx, env, summaries, r.bucket)
			indexes, indexProofs, indexGap := children(ctx, env, buckets, r.indexes)
			if gap != nil { // a bucket that was not listed has indexes that were not listed
				indexGap = gap
			}
			return Batch{
				Reach: []fact.Reach{
					env.Reach("s3vectors_bucket", gap, proofs...), env.Reach("s3vectors_index", indexGap, append(proofs, indexProofs...)...),
				},
				Facts: append(buckets, indexes...),
			}
		},
	}
}

type vectorReader struct {
	env    *Env
	client *s3vectors.Client
}

func (r vectorReader) bucket(ctx context.Context, e entry[types.VectorBucketSummary]) *fact.S3VectorBucket {
	const op, policyOp = "s3vectors.GetVectorBucket", "s3vectors.GetVectorBucketPolicy"
	f := &fact.S3VectorBucket{Meta: r.env.Meta(aws.ToString(e.value.VectorBucketArn), aws.ToString(e.value.VectorBucketName), e.proof)}
	out, proof, gap := Ask(ctx, r.env, op, &s3vectors.GetVectorBucketInput{VectorBucketArn: e.value.VectorBucketArn}, r.client.GetVectorBucket)
	bucket, gap := whole(op, out, gap, func(out *s3vectors.GetVectorBucketOutput) *types.VectorBucket { return out.VectorBucket })
	if kept(&f.Meta, proof, gap, "kmsKeyArn") && bucket.EncryptionConfiguration != nil {
		f.KmsKeyArn = aws.ToString(bucket.EncryptionConfiguration.KmsKeyArn)
	}
	policy, proof, gap := Ask(ctx, r.env, policyOp, &s3vectors.GetVectorBucketPolicyInput{VectorBucketArn: e.value.VectorBucketArn}, r.client.GetVectorBucketPolicy)
	if !none(&f.Meta, proof, gap) {
		text, gap := whole(policyOp, policy, gap, func(out *s3vectors.GetVectorBucketPolicyOutput) *string { return out.Policy })
		if kept(&f.Meta, proof, gap, "policyPublic", "policyAccounts") {
			f.PolicyPublic, f.PolicyAccounts = openings(r.env, &f.Meta, policyOp, *text)
		}
	}
	r.tags(ctx, &f.Meta)
	return f
}

// openings says who a policy lets in; one that cannot be read leaves both fields unread.
func openings(env *Env, m *fact.Meta, op, policy string) (public bool, accounts []string) {
	statements, err := parsePolicy(policy)
	if err != nil {
		for _, field := range []string{"policyPublic", "policyAccounts"} {
			m.MarkUnread(field, unexpected(op, fmt.Sprintf("the policy cannot be read: %v", err)))
		}
		return false, nil
	}
	return opensToEverybody(statements), foreignAccounts(statements, env.Target.Account)
}

func (r vectorReader) indexes(ctx context.Context, bucket fact.Fact) ([]fact.Fact, []fact.Proof, *fact.Gap) {
	const op = "s3vectors.GetIndex"
	arn := bucket.Base().ARN
	summaries, proofs, gap := list(ctx, r.env, "s3vectors.ListIndexes", &s3vectors.ListIndexesInput{VectorBucketArn: aws.String(arn)}, r.client.ListIndexes,
		func(out *s3vectors.ListIndexesOutput) *string { return out.NextToken },
		func(in *s3vectors.ListIndexesInput, token *string) { in.NextToken = token },
		func(out *s3vectors.ListIndexesOutput) []types.IndexSummary { return out.Indexes })
	var all []fact.Fact
	for _, e := range summaries {
		f := &fact.S3VectorIndex{Meta: r.env.Meta(aws.ToString(e.value.IndexArn), aws.ToString(e.value.IndexName), e.proof), BucketArn: arn}
		out, proof, gap := Ask(ctx, r.env, op, &s3vectors.GetIndexInput{IndexArn: e.value.IndexArn}, r.client.GetIndex)
		index, gap := whole(op, out, gap, func(out *s3vectors.GetIndexOutput) *types.Index { return out.Index })
		if kept(&f.Meta, proof, gap, "kmsKeyArn") && index.EncryptionConfiguration != nil {
			f.KmsKeyArn = aws.ToString(index.EncryptionConfiguration.KmsKeyArn)
		}
		r.tags(ctx, &f.Meta)
		all = append(all, f)
	}
	return all, proofs, gap
}

func (r vectorReader) tags(ctx context.Context, m *fact.Meta) {
	in := &s3vectors.ListTagsForResourceInput{ResourceArn: aws.String(m.ARN)}
	out, proof, gap := Ask(ctx, r.env, "s3vectors.ListTagsForResource", in, r.client.ListTagsForResource)
	if kept(m, proof, gap, "tags") {
		m.Tags = out.Tags
	}
}
