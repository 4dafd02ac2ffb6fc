package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"drydock/assess/fact"
)

// endpoints reads endpoints with the configuration that each runs on, and says which models those in service name.
func (s sage) endpoints(ctx context.Context) ([]fact.Fact, usage, fact.Reach) {
	summaries, proofs, gap := list(ctx, s.env, "sagemaker.ListEndpoints", &sagemaker.ListEndpointsInput{}, s.client.ListEndpoints,
		func(out *sagemaker.ListEndpointsOutput) *string { return out.NextToken },
		func(in *sagemaker.ListEndpointsInput, token *string) { in.NextToken = token },
		func(out *sagemaker.ListEndpointsOutput) []types.EndpointSummary { return out.Endpoints })
	parts, partsGap := s.components(ctx, len(summaries) > 0)
	endpoints := facts(ctx, s.env, summaries, func(ctx context.Context, e entry[types.EndpointSummary]) *fact.SageMakerEndpoint {
		return s.endpoint(ctx, e, parts, partsGap)
	})
	use := usage{models: map[string]fact.Proof{}, gap: gap}
	for _, one := range endpoints {
		e := one.(*fact.SageMakerEndpoint)
		unread, some := e.Unread["models"]
		if _, maybe := e.Unread["status"]; some && (maybe || e.Status == string(types.EndpointStatusInService)) && use.gap == nil {
			use.gap = &unread
		}
		if e.Status == string(types.EndpointStatusInService) {
			for _, model := range e.Models {
				use.models[model] = e.Proof[0]
			}
		}
	}
	return endpoints, use, s.env.Reach("sagemaker_endpoint", gap, proofs...)
}

func (s sage) endpoint(ctx context.Context, e entry[types.EndpointSummary], parts map[string]component, partsGap *fact.Gap) *fact.SageMakerEndpoint {
	const op = "sagemaker.DescribeEndpoint"
	f := &fact.SageMakerEndpoint{Meta: s.env.Meta(aws.ToString(e.value.EndpointArn), aws.ToString(e.value.EndpointName), e.proof)}
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeEndpointInput{EndpointName: e.value.EndpointName}, s.client.DescribeEndpoint)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeEndpointOutput) *string { return out.EndpointArn })
	if kept(&f.Meta, proof, gap, "status", "serverless", "fewestCopies", "capture", "captureStatus", "captureKey", "kmsKeyId", "localDisks", "models") {
		f.Status = string(out.EndpointStatus)
		copies(f, out.ProductionVariants)
		if c := out.DataCaptureConfig; c != nil {
			f.Capture, f.CaptureStatus, f.CaptureKey = aws.ToBool(c.EnableCapture), string(c.CaptureStatus), aws.ToString(c.KmsKeyId)
		}
		s.endpointConfig(ctx, f, out.EndpointConfigName)
	}
	for _, model := range parts[f.Name].models {
		if !slices.Contains(f.Models, model) {
			f.Models = append(f.Models, model)
		}
	}
	f.Proof = append(f.Proof, parts[f.Name].proofs...)
	if gap := parts[f.Name].gap; gap != nil {
		f.MarkUnread("models", *gap)
	}
	if partsGap != nil {
		f.MarkUnread("models", *partsGap)
	}
	s.tags(ctx, &f.Meta)
	return f
}

// copies counts the machines of the variant that has fewest.
func copies(f *fact.SageMakerEndpoint, variants []types.ProductionVariantSummary) {
	f.Serverless = len(variants) > 0
	for _, v := range variants {
		if v.CurrentServerlessConfig != nil {
			continue
		}
		count := int(aws.ToInt32(v.CurrentInstanceCount))
		if f.Serverless || count < f.FewestCopies {
			f.FewestCopies = count
		}
		f.Serverless = false
	}
}

func (s sage) endpointConfig(ctx context.Context, f *fact.SageMakerEndpoint, name *string) {
	const op = "sagemaker.DescribeEndpointConfig"
	fields := []string{"kmsKeyId", "localDisks", "models"}
	if aws.ToString(name) == "" { // an endpoint that could not be made
		for _, field := range fields {
			f.MarkUnread(field, unexpected("sagemaker.DescribeEndpoint", "the answer names no configuration"))
		}
		return
	}
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeEndpointConfigInput{EndpointConfigName: name}, s.client.DescribeEndpointConfig)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeEndpointConfigOutput) *string { return out.EndpointConfigArn })
	if !kept(&f.Meta, proof, gap, fields...) {
		return
	}
	f.KmsKeyID = aws.ToString(out.KmsKeyId)
	for _, v := range out.ProductionVariants {
		if model := aws.ToString(v.ModelName); model != "" && !slices.Contains(f.Models, model) {
			f.Models = append(f.Models, model)
		}
		f.LocalDisks = f.LocalDisks || localDisks(v.InstanceType)
		for _, pool := range v.InstancePools {
			f.LocalDisks = f.LocalDisks || localDisks(pool.InstanceType)
		}
	}
}

// component is what inference components put on one endpoint.
type component struct {
	models []string
	proofs []fact.Proof
	gap    *fact.Gap
}

// components reads which models are put on endpoints as components. Without an endpoint there are none.
func (s sage) components(ctx context.Context, any bool) (map[string]component, *fact.Gap) {
	if !any {
		return nil, nil
	}
	const op = "sagemaker.DescribeInferenceComponent"
	summaries, _, gap := list(ctx, s.env, "sagemaker.ListInferenceComponents", &sagemaker.ListInferenceComponentsInput{}, s.client.ListInferenceComponents,
		func(out *sagemaker.ListInferenceComponentsOutput) *string { return out.NextToken },
		func(in *sagemaker.ListInferenceComponentsInput, token *string) { in.NextToken = token },
		func(out *sagemaker.ListInferenceComponentsOutput) []types.InferenceComponentSummary {
			return out.InferenceComponents
		})
	if gap != nil && gap.Status == fact.NotOffered {
		gap = nil // a Region without components has none
	}
	type described struct {
		out   *sagemaker.DescribeInferenceComponentOutput
		proof fact.Proof
		gap   *fact.Gap
	}
	all := inOrder(ctx, s.env, summaries, func(ctx context.Context, e entry[types.InferenceComponentSummary]) described {
		in := &sagemaker.DescribeInferenceComponentInput{InferenceComponentName: e.value.InferenceComponentName}
		out, proof, gap := Ask(ctx, s.env, op, in, s.client.DescribeInferenceComponent)
		_, gap = whole(op, out, gap, func(out *sagemaker.DescribeInferenceComponentOutput) *string { return out.InferenceComponentArn })
		return described{out, proof, gap}
	})
	parts := map[string]component{}
	for i, d := range all {
		endpoint := aws.ToString(summaries[i].value.EndpointName)
		c := parts[endpoint]
		if d.gap != nil {
			c.gap = d.gap
		} else {
			c.proofs = append(c.proofs, d.proof)
			c.models = append(c.models, componentModels(d.out)...)
		}
		parts[endpoint] = c
	}
	return parts, gap
}

func componentModels(out *sagemaker.DescribeInferenceComponentOutput) []string {
	specs := out.Specifications
	if out.Specification != nil {
		specs = append([]types.InferenceComponentSpecificationSummary{*out.Specification}, specs...)
	}
	var models []string
	for _, spec := range specs {
		if model := aws.ToString(spec.ModelName); model != "" {
			models = append(models, model)
		}
	}
	return models
}

// transformJobs reads batch inference of the last 90 days, and says which models it used.
func (s sage) transformJobs(ctx context.Context) ([]fact.Fact, usage, fact.Reach) {
	in := &sagemaker.ListTransformJobsInput{CreationTimeAfter: s.since(), SortBy: types.SortByCreationTime, SortOrder: types.SortOrderDescending}
	summaries, proofs, gap := newest(ctx, s.env, "sagemaker.ListTransformJobs", in, s.client.ListTransformJobs,
		func(out *sagemaker.ListTransformJobsOutput) *string { return out.NextToken },
		func(in *sagemaker.ListTransformJobsInput, token *string) { in.NextToken = token },
		func(out *sagemaker.ListTransformJobsOutput) []types.TransformJobSummary {
			return out.TransformJobSummaries
		})
	jobs := facts(ctx, s.env, summaries, func(ctx context.Context, e entry[types.TransformJobSummary]) *fact.SageMakerTransformJob {
		return s.transformJob(ctx, e)
	})
	use := usage{models: map[string]fact.Proof{}, gap: gap}
	for _, one := range jobs {
		j := one.(*fact.SageMakerTransformJob)
		if unread, is := j.Unread["modelName"]; is && use.gap == nil {
			use.gap = &unread
		}
		if j.ModelName != "" {
			use.models[j.ModelName] = j.Proof[0]
		}
	}
	return jobs, use, s.env.Reach("sagemaker_transform_job", gap, proofs...)
}

func (s sage) transformJob(ctx context.Context, e entry[types.TransformJobSummary]) *fact.SageMakerTransformJob {
	const op = "sagemaker.DescribeTransformJob"
	f := &fact.SageMakerTransformJob{Meta: s.env.Meta(aws.ToString(e.value.TransformJobArn), aws.ToString(e.value.TransformJobName), e.proof)}
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeTransformJobInput{TransformJobName: e.value.TransformJobName}, s.client.DescribeTransformJob)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeTransformJobOutput) *string { return out.TransformJobArn })
	if kept(&f.Meta, proof, gap, "status", "modelName", "localDisks", "volumeKey", "outputKey") {
		f.Status, f.ModelName = string(out.TransformJobStatus), aws.ToString(out.ModelName)
		if r := out.TransformResources; r != nil {
			f.VolumeKey, f.LocalDisks = aws.ToString(r.VolumeKmsKeyId), localDisks(r.InstanceType)
		}
		if o := out.TransformOutput; o != nil {
			f.OutputKey = aws.ToString(o.KmsKeyId)
		}
	}
	s.tags(ctx, &f.Meta)
	return f
}
