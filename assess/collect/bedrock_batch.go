package collect

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	"github.com/aws/aws-sdk-go-v2/service/bedrock/types"

	"drydock/assess/fact"
)

// bedrockBatchJobs reads the newest batch inference job of every bucket that jobs write to. Jobs that are over stay listed for ever and
// cannot be changed; the newest shows how it is done today.
func bedrockBatchJobs() Collector {
	const op, kind = "bedrock.ListModelInvocationJobs", "bedrock_batch_job"
	return Collector{
		Name: "bedrock-batch-jobs", Service: "bedrock",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "bedrock:ListModelInvocationJobs"}, {"bedrock.ListTagsForResource", "bedrock:ListTagsForResource"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := bedrock.NewFromConfig(env.Config)
			in := &bedrock.ListModelInvocationJobsInput{SortBy: types.SortJobsByCreationTime, SortOrder: types.SortOrderDescending}
			jobs, proofs, gap := list(ctx, env, op, in, client.ListModelInvocationJobs,
				func(out *bedrock.ListModelInvocationJobsOutput) *string { return out.NextToken },
				func(in *bedrock.ListModelInvocationJobsInput, token *string) { in.NextToken = token },
				func(out *bedrock.ListModelInvocationJobsOutput) []types.ModelInvocationJobSummary {
					return out.InvocationJobSummaries
				})
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, newestJobs(jobs), func(ctx context.Context, e entry[types.ModelInvocationJobSummary]) *fact.BedrockBatchJob {
					bucket, key := jobOutput(e.value)
					f := &fact.BedrockBatchJob{
						Meta:   env.Meta(aws.ToString(e.value.JobArn), aws.ToString(e.value.JobName), e.proof),
						Status: string(e.value.Status), OutputBucket: bucket, KmsKeyID: key,
					}
					bedrockTags(ctx, env, client, &f.Meta, f.ARN)
					return f
				}),
			}
		},
	}
}

// newestJobs keeps the first job of each output bucket; the list begins with the newest. A job that failed or expired wrote nothing,
// and stands only where no other does.
func newestJobs(jobs []entry[types.ModelInvocationJobSummary]) []entry[types.ModelInvocationJobSummary] {
	var kept []entry[types.ModelInvocationJobSummary]
	place := map[string]int{}
	wrote := func(s types.ModelInvocationJobStatus) bool {
		return s != types.ModelInvocationJobStatusFailed && s != types.ModelInvocationJobStatusExpired
	}
	for _, job := range jobs {
		bucket, _ := jobOutput(job.value)
		at, known := place[bucket]
		switch {
		case !known:
			place[bucket] = len(kept)
			kept = append(kept, job)
		case !wrote(kept[at].value.Status) && wrote(job.value.Status):
			kept[at] = job
		}
	}
	return kept
}

// jobOutput is where a job writes its results and with which key, "" being as the bucket does by default.
func jobOutput(job types.ModelInvocationJobSummary) (bucket, key string) {
	s3, is := job.OutputDataConfig.(*types.ModelInvocationJobOutputDataConfigMemberS3OutputDataConfig)
	if !is {
		return "", ""
	}
	bucket, _, _ = strings.Cut(strings.TrimPrefix(aws.ToString(s3.Value.S3Uri), "s3://"), "/")
	return bucket, aws.ToString(s3.Value.S3EncryptionKeyId)
}
