package collect

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	controltypes "github.com/aws/aws-sdk-go-v2/service/s3control/types"

	"drydock/assess/fact"
)

// s3Buckets reads the buckets of one Region. A bucket lives in one Region, and AWS lists a Region's buckets at that Region's own
// endpoint, so each bucket is asked about once in a run, however many Regions are in scope.
func s3Buckets() Collector {
	return Collector{
		Name: "s3-buckets", Service: "s3",
		Kinds: []fact.Kind{"s3_bucket"},
		Calls: []Call{
			{"s3.ListBuckets", "s3:ListAllMyBuckets"},
			{"s3.GetBucketLocation", "s3:GetBucketLocation"},
			{"s3.GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"},
			{"s3.GetBucketPolicyStatus", "s3:GetBucketPolicyStatus"},
			{"s3.GetBucketPolicy", "s3:GetBucketPolicy"},
			{"s3.GetBucketEncryption", "s3:GetEncryptionConfiguration"},
			{"s3.GetBucketVersioning", "s3:GetBucketVersioning"},
			{"s3.GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"},
			{"s3.GetBucketOwnershipControls", "s3:GetBucketOwnershipControls"},
			{"s3.GetBucketAcl", "s3:GetBucketAcl"},
			{"s3.GetBucketTagging", "s3:GetBucketTagging"},
		},
		Collect: collectBuckets,
	}
}

func collectBuckets(ctx context.Context, env *Env) Batch {
	const op, kind = "s3.ListBuckets", "s3_bucket"
	client := s3.NewFromConfig(env.Config)
	entries, proofs, gap := list(ctx, env, op, &s3.ListBucketsInput{BucketRegion: aws.String(env.Target.Region)}, client.ListBuckets,
		func(out *s3.ListBucketsOutput) *string { return out.ContinuationToken },
		func(in *s3.ListBucketsInput, token *string) { in.ContinuationToken = token },
		func(out *s3.ListBucketsOutput) []types.Bucket { return out.Buckets })
	var buckets []entry[types.Bucket]
	for _, b := range entries {
		region, unplaced := bucketRegion(ctx, env, client, b.value)
		if unplaced != nil && gap == nil {
			gap = unplaced
		}
		if region == env.Target.Region {
			buckets = append(buckets, b)
		}
	}
	return Batch{
		Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
		Facts: facts(ctx, env, buckets, func(ctx context.Context, b entry[types.Bucket]) *fact.S3Bucket {
			name := aws.ToString(b.value.Name)
			r := bucketReader{env, client, b.value.Name, &fact.S3Bucket{Meta: env.Meta(env.arn("s3", "", "", name), name, b.proof)}}
			r.publicAccess(ctx)
			r.policy(ctx)
			r.lists(ctx)
			r.encryption(ctx)
			r.versions(ctx)
			r.tags(ctx)
			return r.bucket
		}),
	}
}

// bucketRegion is where a bucket lives. AWS's list says so; where another server's does not, the bucket itself is asked.
func bucketRegion(ctx context.Context, env *Env, client *s3.Client, b types.Bucket) (string, *fact.Gap) {
	if region := aws.ToString(b.BucketRegion); region != "" {
		return region, nil
	}
	out, _, gap := Ask(ctx, env, "s3.GetBucketLocation", &s3.GetBucketLocationInput{Bucket: b.Name}, client.GetBucketLocation)
	if gap != nil {
		return "", gap
	}
	switch constraint := out.LocationConstraint; constraint {
	case "":
		return "us-east-1", nil // AWS's oldest Region has no constraint
	case types.BucketLocationConstraintEu:
		return "eu-west-1", nil
	default:
		return string(constraint), nil
	}
}

// bucketReader fills the fact of one bucket, one call after another.
type bucketReader struct {
	env    *Env
	client *s3.Client
	name   *string
	bucket *fact.S3Bucket
}

func (r bucketReader) publicAccess(ctx context.Context) {
	const op = "s3.GetPublicAccessBlock"
	b := r.bucket
	out, proof, gap := Ask(ctx, r.env, op, &s3.GetPublicAccessBlockInput{Bucket: r.name}, r.client.GetPublicAccessBlock)
	if none(&b.Meta, proof, gap) { // none set: all four are false
		return
	}
	block, gap := whole(op, out, gap, func(out *s3.GetPublicAccessBlockOutput) *types.PublicAccessBlockConfiguration {
		return out.PublicAccessBlockConfiguration
	})
	if kept(&b.Meta, proof, gap, "blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets") {
		b.BlockPublicAcls, b.IgnorePublicAcls = aws.ToBool(block.BlockPublicAcls), aws.ToBool(block.IgnorePublicAcls)
		b.BlockPublicPolicy, b.RestrictPublicBuckets = aws.ToBool(block.BlockPublicPolicy), aws.ToBool(block.RestrictPublicBuckets)
	}
}

func (r bucketReader) policy(ctx context.Context) {
	const status, policy = "s3.GetBucketPolicyStatus", "s3.GetBucketPolicy"
	b := r.bucket
	out, proof, gap := Ask(ctx, r.env, status, &s3.GetBucketPolicyStatusInput{Bucket: r.name}, r.client.GetBucketPolicyStatus)
	if !none(&b.Meta, proof, gap) { // without a policy, no policy makes the bucket public
		public, gap := whole(status, out, gap, func(out *s3.GetBucketPolicyStatusOutput) *types.PolicyStatus { return out.PolicyStatus })
		if kept(&b.Meta, proof, gap, "policyPublic") {
			b.PolicyPublic = said(&b.Meta, status, "policyPublic", public.IsPublic)
		}
	}
	document, proof, gap := Ask(ctx, r.env, policy, &s3.GetBucketPolicyInput{Bucket: r.name}, r.client.GetBucketPolicy)
	if none(&b.Meta, proof, gap) || !kept(&b.Meta, proof, gap, "policy", "tlsOnly", "policyAccounts") {
		return
	}
	b.Policy = aws.ToString(document.Policy)
	statements, err := parsePolicy(b.Policy)
	if err != nil {
		unreadable := unexpected(policy, fmt.Sprintf("the bucket policy cannot be read: %v", err))
		b.MarkUnread("tlsOnly", unreadable)
		b.MarkUnread("policyAccounts", unreadable)
		return
	}
	b.TLSOnly = deniesPlainHTTP(statements, b.ARN)
	b.PolicyAccounts = foreignAccounts(statements, r.env.Target.Account)
}

// lists reads who the access control list lets in, and whether such lists count at all.
func (r bucketReader) lists(ctx context.Context) {
	const controls, acl = "s3.GetBucketOwnershipControls", "s3.GetBucketAcl"
	b := r.bucket
	out, proof, gap := Ask(ctx, r.env, controls, &s3.GetBucketOwnershipControlsInput{Bucket: r.name}, r.client.GetBucketOwnershipControls)
	if !none(&b.Meta, proof, gap) { // without controls the bucket is one of those where lists count
		c, gap := whole(controls, out, gap, func(out *s3.GetBucketOwnershipControlsOutput) *types.OwnershipControls { return out.OwnershipControls })
		if kept(&b.Meta, proof, gap, "ownership") {
			for _, rule := range c.Rules {
				b.Ownership = string(rule.ObjectOwnership)
			}
		}
	}
	list, proof, gap := Ask(ctx, r.env, acl, &s3.GetBucketAclInput{Bucket: r.name}, r.client.GetBucketAcl)
	_, gap = whole(acl, list, gap, func(out *s3.GetBucketAclOutput) *types.Owner { return out.Owner })
	if kept(&b.Meta, proof, gap, "aclPublic") {
		for _, grant := range list.Grants {
			if g := grant.Grantee; g != nil && everybodyGroup(aws.ToString(g.URI)) {
				b.ACLPublic = true
			}
		}
	}
}

// everybodyGroup says that a group of S3's is everybody, or everybody with an AWS account.
func everybodyGroup(uri string) bool {
	return strings.HasSuffix(uri, "/groups/global/AllUsers") || strings.HasSuffix(uri, "/groups/global/AuthenticatedUsers")
}

func (r bucketReader) encryption(ctx context.Context) {
	const op = "s3.GetBucketEncryption"
	b := r.bucket
	out, proof, gap := Ask(ctx, r.env, op, &s3.GetBucketEncryptionInput{Bucket: r.name}, r.client.GetBucketEncryption)
	if none(&b.Meta, proof, gap) {
		return
	}
	c, gap := whole(op, out, gap, func(out *s3.GetBucketEncryptionOutput) *types.ServerSideEncryptionConfiguration {
		return out.ServerSideEncryptionConfiguration
	})
	if !kept(&b.Meta, proof, gap, "encryption", "kmsKeyArn") {
		return
	}
	for _, rule := range c.Rules {
		if d := rule.ApplyServerSideEncryptionByDefault; d != nil {
			b.Encryption, b.KmsKeyArn = string(d.SSEAlgorithm), r.env.keyArn(aws.ToString(d.KMSMasterKeyID))
			return
		}
	}
}

// keyArn completes a key that was named by id or alias.
func (env *Env) keyArn(key string) string {
	switch {
	case key == "", strings.HasPrefix(key, "arn:"):
		return key
	case strings.HasPrefix(key, "alias/"):
		return env.here("kms", key)
	}
	return env.here("kms", "key/"+key)
}

func (r bucketReader) versions(ctx context.Context) {
	b := r.bucket
	out, proof, gap := Ask(ctx, r.env, "s3.GetBucketVersioning", &s3.GetBucketVersioningInput{Bucket: r.name}, r.client.GetBucketVersioning)
	if kept(&b.Meta, proof, gap, "versioning") {
		b.Versioning = string(out.Status) // empty: never switched on
	}
	const op = "s3.GetObjectLockConfiguration"
	lockOut, proof, gap := Ask(ctx, r.env, op, &s3.GetObjectLockConfigurationInput{Bucket: r.name}, r.client.GetObjectLockConfiguration)
	if none(&b.Meta, proof, gap) {
		return
	}
	lock, gap := whole(op, lockOut, gap, func(out *s3.GetObjectLockConfigurationOutput) *types.ObjectLockConfiguration {
		return out.ObjectLockConfiguration
	})
	if kept(&b.Meta, proof, gap, "objectLock") {
		b.ObjectLock = lock.ObjectLockEnabled == types.ObjectLockEnabledEnabled
	}
}

func (r bucketReader) tags(ctx context.Context) {
	b := r.bucket
	out, proof, gap := Ask(ctx, r.env, "s3.GetBucketTagging", &s3.GetBucketTaggingInput{Bucket: r.name}, r.client.GetBucketTagging)
	if none(&b.Meta, proof, gap) {
		b.Tags = map[string]string{}
		return
	}
	if kept(&b.Meta, proof, gap, "tags") {
		b.Tags = tagMap(out.TagSet, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	}
}

// s3AccountBlock reads the account's own public access block; none set means that all four are false.
func s3AccountBlock() Collector {
	const op, kind = "s3control.GetPublicAccessBlock", "s3_account_block"
	return Collector{
		Name: "s3-account", Service: "s3control", Global: true,
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "s3:GetAccountPublicAccessBlock"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := s3control.NewFromConfig(env.Config)
			out, proof, gap := Ask(ctx, env, op, &s3control.GetPublicAccessBlockInput{AccountId: aws.String(env.Target.Account)}, client.GetPublicAccessBlock)
			f := &fact.S3AccountBlock{Meta: env.Meta("", env.Target.Account)}
			if !none(&f.Meta, proof, gap) {
				block, gap := whole(op, out, gap, func(out *s3control.GetPublicAccessBlockOutput) *controltypes.PublicAccessBlockConfiguration {
					return out.PublicAccessBlockConfiguration
				})
				if gap != nil {
					return Batch{Reach: []fact.Reach{env.Reach(kind, gap, proof)}}
				}
				f.Proof = append(f.Proof, proof)
				f.BlockPublicAcls, f.IgnorePublicAcls = aws.ToBool(block.BlockPublicAcls), aws.ToBool(block.IgnorePublicAcls)
				f.BlockPublicPolicy, f.RestrictPublicBuckets = aws.ToBool(block.BlockPublicPolicy), aws.ToBool(block.RestrictPublicBuckets)
			}
			return Batch{Reach: []fact.Reach{env.Reach(kind, nil, f.Proof...)}, Facts: []fact.Fact{f}}
		},
	}
}
