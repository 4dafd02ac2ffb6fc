package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"drydock/assess/fact"
)

// sagemakerDomains reads Studio domains.
func sagemakerDomains() Collector {
	return sagemakerKind("domains", "sagemaker_domain", []string{"ListDomains", "DescribeDomain"},
		func(ctx context.Context, s sage) ([]entry[types.DomainDetails], []fact.Proof, *fact.Gap) {
			return list(ctx, s.env, "sagemaker.ListDomains", &sagemaker.ListDomainsInput{}, s.client.ListDomains,
				func(out *sagemaker.ListDomainsOutput) *string { return out.NextToken },
				func(in *sagemaker.ListDomainsInput, token *string) { in.NextToken = token },
				func(out *sagemaker.ListDomainsOutput) []types.DomainDetails { return out.Domains })
		}, readDomain)
}

func readDomain(ctx context.Context, s sage, e entry[types.DomainDetails]) *fact.SageMakerDomain {
	const op = "sagemaker.DescribeDomain"
	f := &fact.SageMakerDomain{Meta: s.env.Meta(aws.ToString(e.value.DomainArn), aws.ToString(e.value.DomainName), e.proof)}
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeDomainInput{DomainId: e.value.DomainId}, s.client.DescribeDomain)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeDomainOutput) *string { return out.DomainArn })
	if kept(&f.Meta, proof, gap, "network", "authMode", "kmsKeyId", "roleIdentity", "ssoApplication", "ssoInstance") {
		f.Network, f.AuthMode = orDefault(out.AppNetworkAccessType, types.AppNetworkAccessTypePublicInternetOnly), string(out.AuthMode)
		f.KmsKeyID = aws.ToString(out.KmsKeyId)
		f.SSOApplication, f.SSOInstance = aws.ToString(out.SingleSignOnApplicationArn), aws.ToString(out.SingleSignOnManagedApplicationInstanceId)
		f.RoleIdentity = string(types.ExecutionRoleIdentityConfigDisabled)
		if d := out.DomainSettings; d != nil {
			f.RoleIdentity = orDefault(d.ExecutionRoleIdentityConfig, types.ExecutionRoleIdentityConfigDisabled)
		}
	}
	s.tags(ctx, &f.Meta)
	return f
}

// sagemakerWorkforces reads who may sign in to label. The list says all that rules need.
func sagemakerWorkforces() Collector {
	return sagemakerKind("workforces", "sagemaker_workforce", []string{"ListWorkforces"},
		func(ctx context.Context, s sage) ([]entry[types.Workforce], []fact.Proof, *fact.Gap) {
			return list(ctx, s.env, "sagemaker.ListWorkforces", &sagemaker.ListWorkforcesInput{}, s.client.ListWorkforces,
				func(out *sagemaker.ListWorkforcesOutput) *string { return out.NextToken },
				func(in *sagemaker.ListWorkforcesInput, token *string) { in.NextToken = token },
				func(out *sagemaker.ListWorkforcesOutput) []types.Workforce { return out.Workforces })
		},
		func(ctx context.Context, s sage, e entry[types.Workforce]) *fact.SageMakerWorkforce {
			f := &fact.SageMakerWorkforce{Meta: s.env.Meta(aws.ToString(e.value.WorkforceArn), aws.ToString(e.value.WorkforceName), e.proof)}
			if c := e.value.SourceIpConfig; c != nil {
				f.Cidrs = c.Cidrs
			}
			if v := e.value.WorkforceVpcConfig; v != nil {
				f.VpcID = aws.ToString(v.VpcId)
			}
			s.tags(ctx, &f.Meta)
			return f
		})
}

// sagemakerFeatures reads groups of features.
func sagemakerFeatures() Collector {
	return sagemakerKind("features", "sagemaker_feature_group", []string{"ListFeatureGroups", "DescribeFeatureGroup"},
		func(ctx context.Context, s sage) ([]entry[types.FeatureGroupSummary], []fact.Proof, *fact.Gap) {
			return list(ctx, s.env, "sagemaker.ListFeatureGroups", &sagemaker.ListFeatureGroupsInput{}, s.client.ListFeatureGroups,
				func(out *sagemaker.ListFeatureGroupsOutput) *string { return out.NextToken },
				func(in *sagemaker.ListFeatureGroupsInput, token *string) { in.NextToken = token },
				func(out *sagemaker.ListFeatureGroupsOutput) []types.FeatureGroupSummary {
					return out.FeatureGroupSummaries
				})
		}, readFeatureGroup)
}

func readFeatureGroup(ctx context.Context, s sage, e entry[types.FeatureGroupSummary]) *fact.SageMakerFeatureGroup {
	const op = "sagemaker.DescribeFeatureGroup"
	f := &fact.SageMakerFeatureGroup{Meta: s.env.Meta(aws.ToString(e.value.FeatureGroupArn), aws.ToString(e.value.FeatureGroupName), e.proof)}
	out, proof, gap := Ask(ctx, s.env, op, &sagemaker.DescribeFeatureGroupInput{FeatureGroupName: e.value.FeatureGroupName}, s.client.DescribeFeatureGroup)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeFeatureGroupOutput) *string { return out.FeatureGroupArn })
	if kept(&f.Meta, proof, gap, "status", "online", "onlineKey", "offline", "offlineKey", "offlineStatus") {
		f.Status = string(out.FeatureGroupStatus)
		if o := out.OnlineStoreConfig; o != nil {
			f.Online = aws.ToBool(o.EnableOnlineStore)
			if o.SecurityConfig != nil {
				f.OnlineKey = aws.ToString(o.SecurityConfig.KmsKeyId)
			}
		}
		if o := out.OfflineStoreConfig; o != nil {
			f.Offline = true
			if o.S3StorageConfig != nil {
				f.OfflineKey = aws.ToString(o.S3StorageConfig.KmsKeyId)
			}
		}
		if o := out.OfflineStoreStatus; o != nil {
			f.OfflineStatus = string(o.Status)
		}
	}
	s.tags(ctx, &f.Meta)
	return f
}
