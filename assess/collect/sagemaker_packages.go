package collect

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"drydock/assess/fact"
)

// packages asks for each version of the model registry once, however many models name it.
type packages struct {
	s  sage
	mu sync.Mutex

	asked      map[string]*sync.Once
	found      map[string]*fact.SageMakerModelPackage
	containers map[string]packageContainers
}

// packageContainers are what a version serves.
type packageContainers struct {
	list  []fact.ModelContainer
	proof fact.Proof
	gap   *fact.Gap
}

func newPackages(s sage) *packages {
	return &packages{
		s: s, asked: map[string]*sync.Once{}, found: map[string]*fact.SageMakerModelPackage{}, containers: map[string]packageContainers{},
	}
}

func (p *packages) ask(ctx context.Context, arn string) packageContainers {
	p.mu.Lock()
	once := p.asked[arn]
	if once == nil {
		once = new(sync.Once)
		p.asked[arn] = once
	}
	p.mu.Unlock()
	once.Do(func() {
		version, containers := p.s.modelPackage(ctx, arn)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.containers[arn] = containers
		if containers.gap == nil {
			p.found[arn] = version
		}
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.containers[arn]
}

// inOrder are the versions that were found, by name.
func (p *packages) inOrder() []fact.Fact {
	var all []fact.Fact
	for _, arn := range slices.Sorted(maps.Keys(p.found)) {
		all = append(all, p.found[arn])
	}
	return all
}

func (s sage) modelPackage(ctx context.Context, arn string) (*fact.SageMakerModelPackage, packageContainers) {
	const op = "sagemaker.DescribeModelPackage"
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeModelPackageInput{ModelPackageName: aws.String(arn)}, s.client.DescribeModelPackage)
	if _, gap = whole(op, out, gap, func(out *sagemaker.DescribeModelPackageOutput) *string { return out.ModelPackageArn }); gap != nil {
		return nil, packageContainers{gap: gap}
	}
	name := arn[strings.LastIndex(arn, ":")+1:]
	if _, version, found := strings.Cut(name, "/"); found {
		name = version // the group and the version, without the kind of resource
	}
	f := &fact.SageMakerModelPackage{Meta: s.env.Meta(aws.ToString(out.ModelPackageArn), name, proof), Deployed: true}
	f.Group, f.Version = aws.ToString(out.ModelPackageGroupName), int(aws.ToInt32(out.ModelPackageVersion))
	f.Approval, f.ApprovalNote = string(out.ModelApprovalStatus), aws.ToString(out.ApprovalDescription)
	f.CreatedBy, f.ModifiedBy, f.SourceURI = byWhom(out.CreatedBy), byWhom(out.LastModifiedBy), aws.ToString(out.SourceUri)
	if m := out.MetadataProperties; m != nil {
		f.GeneratedBy, f.CommitID = aws.ToString(m.GeneratedBy), aws.ToString(m.CommitId)
	}
	if out.ModelCard != nil {
		f.CardStatus = string(out.ModelCard.ModelCardStatus)
	}
	if m := out.ModelMetrics; m != nil && m.Bias != nil {
		f.BiasReport = m.Bias.Report != nil || m.Bias.PreTrainingReport != nil || m.Bias.PostTrainingReport != nil
	}
	s.tags(ctx, &f.Meta)
	return f, packageContainers{list: containersOf(out.InferenceSpecification), proof: proof}
}

func containersOf(spec *types.InferenceSpecification) []fact.ModelContainer {
	if spec == nil {
		return nil
	}
	var all []fact.ModelContainer
	for _, c := range spec.Containers {
		one := fact.ModelContainer{Image: aws.ToString(c.Image)}
		if digest := aws.ToString(c.ImageDigest); digest != "" && !strings.Contains(one.Image, "@") {
			one.Image += "@" + digest // the registry wrote down which image the tag named
		}
		if one.DataURL, one.DataETag = weights(c.ModelDataUrl, c.ModelDataSource); one.DataETag == "" {
			one.DataETag = aws.ToString(c.ModelDataETag)
		}
		all = append(all, one)
	}
	return all
}

// byWhom names who did something, as far as AWS wrote it down.
func byWhom(u *types.UserContext) string {
	switch {
	case u == nil:
		return ""
	case aws.ToString(u.UserProfileArn) != "":
		return *u.UserProfileArn
	case u.IamIdentity != nil:
		return aws.ToString(u.IamIdentity.Arn)
	}
	return ""
}
