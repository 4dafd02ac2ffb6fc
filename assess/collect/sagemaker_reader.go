package collect

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"drydock/assess/fact"
)

// Jobs have no end: facts speak of the last 90 days, and of the newest of each kind where there are more than anybody looks at.
const (
	recentDays = 90
	mostJobs   = 250
)

// sage reads SageMaker in one place.
type sage struct {
	env    *Env
	client *sagemaker.Client
}

// sagemakerKind is a collector of one kind: a list, and what is asked about each of its elements.
func sagemakerKind[T any, F fact.Fact](
	name string, kind fact.Kind, calls []string,
	all func(context.Context, sage) ([]entry[T], []fact.Proof, *fact.Gap), read func(context.Context, sage, entry[T]) F,
) Collector {
	return Collector{
		Name: "sagemaker-" + name, Service: "sagemaker", Kinds: []fact.Kind{kind}, Calls: sagemakerCalls(append(calls, "ListTags")...),
		Collect: func(ctx context.Context, env *Env) Batch {
			s := sage{env, sagemaker.NewFromConfig(env.Config)}
			entries, proofs, gap := all(ctx, s)
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, entries, func(ctx context.Context, e entry[T]) F { return read(ctx, s, e) }),
			}
		},
	}
}

// sagemakerCalls declares operations; in SageMaker each needs the action of its own name.
func sagemakerCalls(operations ...string) []Call {
	var calls []Call
	for _, operation := range operations {
		calls = append(calls, Call{"sagemaker." + operation, "sagemaker:" + operation})
	}
	return calls
}

// since is from when on a job is recent.
func (s sage) since() *time.Time { return aws.Time(s.env.Now().UTC().AddDate(0, 0, -recentDays)) }

// newest is list for jobs, which come newest first: it stops where there are more than mostJobs, and then says so as a gap.
func newest[In, Out, O, T any](
	ctx context.Context, env *Env, op string, in *In,
	call func(context.Context, *In, ...func(*O)) (*Out, error),
	next func(*Out) *string, set func(*In, *string), of func(*Out) []T,
) ([]entry[T], []fact.Proof, *fact.Gap) {
	read, more := 0, false
	entries, proofs, gap := list(ctx, env, op, in, call, func(out *Out) *string {
		read += len(of(out))
		token := next(out)
		if read >= mostJobs && aws.ToString(token) != "" {
			more = true
			return nil
		}
		return token
	}, set, of)
	if len(entries) > mostJobs {
		entries, more = entries[:mostJobs], true
	}
	if !more || gap != nil {
		return entries, proofs, gap
	}
	for i := range proofs {
		proofs[i].AllPages = false
	}
	for i := range entries {
		entries[i].proof.AllPages = false
	}
	rest := unexpected(op, fmt.Sprintf("there are more than %d in %d days; the newest %d were read", mostJobs, recentDays, mostJobs))
	return entries, proofs, &rest
}

// tags files the tags of a resource of SageMaker.
func (s sage) tags(ctx context.Context, m *fact.Meta) {
	tags, proofs, gap := list(ctx, s.env, "sagemaker.ListTags", &sagemaker.ListTagsInput{ResourceArn: aws.String(m.ARN)}, s.client.ListTags,
		func(out *sagemaker.ListTagsOutput) *string { return out.NextToken },
		func(in *sagemaker.ListTagsInput, token *string) { in.NextToken = token },
		func(out *sagemaker.ListTagsOutput) []types.Tag { return out.Tags })
	keepTags(m, tags, proofs, gap, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
}

// localDisks says that machines of a type store on disks of their own; those are encrypted in hardware, and SageMaker takes no key
// for them. AWS marks such families by a d behind the generation, and has some without the mark.
func localDisks[T ~string](instance T) bool {
	parts := strings.Split(string(instance), ".")
	if len(parts) != 3 || parts[0] != "ml" {
		return false
	}
	family := parts[1]
	digit := strings.IndexAny(family, "0123456789")
	if digit < 0 {
		return false
	}
	unmarked := []string{"g5", "g6", "g6e", "g6f", "gr6", "gr6f", "g7e", "p5", "p5e", "p5en", "trn1", "trn1n", "trn2", "dl1", "i3", "i3en", "i4i", "i4g", "i7i", "i7ie", "i8g"}
	return slices.Contains(unmarked, family) || strings.HasPrefix(family, "p6") || strings.Contains(family[digit:], "d")
}

// bucketOf is the bucket of an address in S3; empty where it is none.
func bucketOf(uri *string) string {
	rest, found := strings.CutPrefix(aws.ToString(uri), "s3://")
	if !found {
		return ""
	}
	bucket, _, _ := strings.Cut(rest, "/")
	return bucket
}

// subnetsOf are the subnets of a configuration that may not be there.
func subnetsOf(c *types.VpcConfig) []string {
	if c == nil {
		return nil
	}
	return c.Subnets
}
