package collect

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"drydock/assess/fact"
)

// sagemakerModels reads what is in service: endpoints and batch jobs, the models that those name, and the registry's versions that
// the models name. One collector, because a model that nothing runs is of no interest, and what runs is known only from the others.
func sagemakerModels() Collector {
	return Collector{
		Name: "sagemaker-models", Service: "sagemaker",
		Kinds: []fact.Kind{"sagemaker_endpoint", "sagemaker_transform_job", "sagemaker_model", "sagemaker_model_package"},
		Calls: sagemakerCalls("ListEndpoints", "DescribeEndpoint", "DescribeEndpointConfig", "ListInferenceComponents", "DescribeInferenceComponent",
			"ListTransformJobs", "DescribeTransformJob", "DescribeModel", "DescribeModelPackage", "ListTags"),
		Collect: collectDeployed,
	}
}

func collectDeployed(ctx context.Context, env *Env) Batch {
	s := sage{env, sagemaker.NewFromConfig(env.Config)}
	endpoints, served, endpointReach := s.endpoints(ctx)
	jobs, batched, jobReach := s.transformJobs(ctx)
	use := served.with(batched)
	versions := newPackages(s)
	models := facts(ctx, env, slices.Sorted(maps.Keys(use.models)), func(ctx context.Context, name string) *fact.SageMakerModel {
		return s.model(ctx, name, use.models[name], versions)
	})
	versionGap := use.gap
	for _, m := range models {
		if unread, is := m.Base().Unread["containers"]; is && versionGap == nil {
			versionGap = &unread // it may name versions that nobody heard of
		}
	}
	proofs := slices.Concat(endpointReach.Proof, jobReach.Proof)
	return Batch{
		Reach: []fact.Reach{
			endpointReach, jobReach, env.Reach("sagemaker_model", use.gap, proofs...), env.Reach("sagemaker_model_package", versionGap, proofs...),
		},
		Facts: slices.Concat(endpoints, jobs, models, versions.inOrder()),
	}
}

// usage is which models are named by what runs, each with the answer that named it, and why there may be more.
type usage struct {
	models map[string]fact.Proof
	gap    *fact.Gap
}

// with adds what else names models. Where one of the two ways is not offered in a Region, the other is all there is.
func (u usage) with(other usage) usage {
	both := usage{models: map[string]fact.Proof{}, gap: u.gap}
	for _, models := range []map[string]fact.Proof{other.models, u.models} {
		maps.Copy(both.models, models)
	}
	if u.gap == nil || u.gap.Status == fact.NotOffered {
		both.gap = other.gap
	}
	if other.gap != nil && other.gap.Status == fact.NotOffered && u.gap == nil {
		both.gap = nil
	}
	return both
}

// model describes a model that is deployed. One that was deleted since is still in service, and cannot be read any more.
func (s sage) model(ctx context.Context, name string, named fact.Proof, versions *packages) *fact.SageMakerModel {
	const op = "sagemaker.DescribeModel"
	f := &fact.SageMakerModel{Meta: s.env.Meta(s.env.here("sagemaker", "model/"+strings.ToLower(name)), name, named), Deployed: true}
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeModelInput{ModelName: aws.String(name)}, s.client.DescribeModel)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeModelOutput) *string { return out.ModelArn })
	if kept(&f.Meta, proof, gap, "networkIsolation", "subnets", "containers") {
		f.ARN = aws.ToString(out.ModelArn)
		f.NetworkIsolation, f.Subnets = aws.ToBool(out.EnableNetworkIsolation), subnetsOf(out.VpcConfig)
		containers := out.Containers
		if out.PrimaryContainer != nil {
			containers = append([]types.ContainerDefinition{*out.PrimaryContainer}, containers...)
		}
		for _, c := range containers {
			s.container(ctx, f, c, versions)
		}
	}
	s.tags(ctx, &f.Meta)
	return f
}

// container adds one container; where it names a version of the registry, image and weights are the version's.
func (s sage) container(ctx context.Context, f *fact.SageMakerModel, c types.ContainerDefinition, versions *packages) {
	own := fact.ModelContainer{
		Image: aws.ToString(c.Image), RepositoryAccess: string(types.RepositoryAccessModePlatform), PackageArn: aws.ToString(c.ModelPackageName),
	}
	if c.ImageConfig != nil {
		own.RepositoryAccess = orDefault(c.ImageConfig.RepositoryAccessMode, types.RepositoryAccessModePlatform)
	}
	own.DataURL, own.DataETag = weights(c.ModelDataUrl, c.ModelDataSource)
	if own.PackageArn == "" {
		f.Containers = append(f.Containers, own)
		return
	}
	of := versions.ask(ctx, own.PackageArn)
	if of.gap != nil {
		f.MarkUnread("containers", *of.gap)
		return
	}
	f.Proof = append(f.Proof, of.proof)
	if len(of.list) == 0 {
		f.Containers = append(f.Containers, own)
	}
	for _, p := range of.list {
		one := own
		one.Image, one.DataURL, one.DataETag = p.Image, p.DataURL, p.DataETag
		f.Containers = append(f.Containers, one)
	}
}

// weights are where a container loads its weights from and what they must hash to.
func weights(url *string, source *types.ModelDataSource) (address, etag string) {
	if source == nil || source.S3DataSource == nil {
		return aws.ToString(url), ""
	}
	d := source.S3DataSource
	if etag = aws.ToString(d.ETag); etag == "" {
		etag = aws.ToString(d.ManifestEtag)
	}
	return aws.ToString(d.S3Uri), etag
}
