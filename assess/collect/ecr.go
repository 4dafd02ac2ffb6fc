package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecr/types"

	"drydock/assess/fact"
)

// scanBatch is how many repositories AWS answers about in one call.
const scanBatch = 25

// ecrRepositories reads private repositories, never an image.
func ecrRepositories() Collector {
	const kind = "ecr_repository"
	return Collector{
		Name: "ecr", Service: "ecr",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"ecr.DescribeRepositories", "ecr:DescribeRepositories"},
			{"ecr.BatchGetRepositoryScanningConfiguration", "ecr:BatchGetRepositoryScanningConfiguration"},
			{"ecr.ListTagsForResource", "ecr:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := ecr.NewFromConfig(env.Config)
			repositories, proofs, gap := list(ctx, env, "ecr.DescribeRepositories", &ecr.DescribeRepositoriesInput{}, client.DescribeRepositories,
				func(out *ecr.DescribeRepositoriesOutput) *string { return out.NextToken },
				func(in *ecr.DescribeRepositoriesInput, token *string) { in.NextToken = token },
				func(out *ecr.DescribeRepositoriesOutput) []types.Repository { return out.Repositories })
			scans := readScans(ctx, env, client, repositories)
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, repositories, func(ctx context.Context, e entry[types.Repository]) *fact.ECRRepository {
					return readRepository(ctx, env, client, e, scans)
				}),
			}
		},
	}
}

// scan is how a repository is scanned, or why that was not read.
type scan struct {
	frequency string
	proof     fact.Proof
	gap       *fact.Gap
}

// readScans asks how repositories are scanned, many in one call. One that the answer leaves out, or fails, is a gap of its own.
func readScans(ctx context.Context, env *Env, client *ecr.Client, repositories []entry[types.Repository]) map[string]scan {
	const op = "ecr.BatchGetRepositoryScanningConfiguration"
	scans := map[string]scan{}
	for chunk := range slices.Chunk(repositories, scanBatch) {
		var names []string
		for _, r := range chunk {
			names = append(names, aws.ToString(r.value.RepositoryName))
		}
		in := &ecr.BatchGetRepositoryScanningConfigurationInput{RepositoryNames: names}
		out, proof, gap := Ask(ctx, env, op, in, client.BatchGetRepositoryScanningConfiguration)
		for _, name := range names {
			silent := unexpected(op, "the answer does not speak of this repository")
			scans[name] = scan{gap: &silent}
			if gap != nil {
				scans[name] = scan{gap: gap}
			}
		}
		if gap != nil {
			continue
		}
		for _, c := range out.ScanningConfigurations {
			scans[aws.ToString(c.RepositoryName)] = scan{frequency: orDefault(c.ScanFrequency, types.ScanFrequencyManual), proof: proof}
		}
	}
	return scans
}

func readRepository(ctx context.Context, env *Env, client *ecr.Client, e entry[types.Repository], scans map[string]scan) *fact.ECRRepository {
	name := aws.ToString(e.value.RepositoryName)
	f := &fact.ECRRepository{
		Meta: env.Meta(aws.ToString(e.value.RepositoryArn), name, e.proof), URI: aws.ToString(e.value.RepositoryUri),
		TagMutability: orDefault(e.value.ImageTagMutability, types.ImageTagMutabilityMutable),
	}
	if kept(&f.Meta, scans[name].proof, scans[name].gap, "scanFrequency") {
		f.ScanFrequency = scans[name].frequency
	}
	tags, proof, gap := Ask(ctx, env, "ecr.ListTagsForResource", &ecr.ListTagsForResourceInput{ResourceArn: e.value.RepositoryArn}, client.ListTagsForResource)
	if kept(&f.Meta, proof, gap, "tags") {
		f.Tags = tagMap(tags.Tags, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	}
	return f
}
