package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"

	"drydock/assess/fact"
)

// eksClusters reads Kubernetes clusters from AWS's side. What runs in them is not asked.
func eksClusters() Collector {
	const kind = "eks_cluster"
	return Collector{
		Name: "eks", Service: "eks",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"eks.ListClusters", "eks:ListClusters"},
			{"eks.DescribeCluster", "eks:DescribeCluster"},
			{"eks.DescribeClusterVersions", "eks:DescribeClusterVersions"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := eks.NewFromConfig(env.Config)
			names, proofs, gap := list(ctx, env, "eks.ListClusters", &eks.ListClustersInput{}, client.ListClusters,
				func(out *eks.ListClustersOutput) *string { return out.NextToken },
				func(in *eks.ListClustersInput, token *string) { in.NextToken = token },
				func(out *eks.ListClustersOutput) []string { return out.Clusters })
			batch := Batch{Reach: []fact.Reach{env.Reach(kind, gap, proofs...)}}
			if len(names) == 0 {
				return batch
			}
			versions, versionProofs, versionGap := readVersions(ctx, env, client)
			batch.Facts = facts(ctx, env, names, func(ctx context.Context, name entry[string]) *fact.EKSCluster {
				f := readCluster(ctx, env, client, name)
				keepVersion(f, versions, versionProofs, versionGap)
				return f
			})
			return batch
		},
	}
}

func readVersions(ctx context.Context, env *Env, client *eks.Client) (map[string]string, []fact.Proof, *fact.Gap) {
	in := &eks.DescribeClusterVersionsInput{IncludeAll: aws.Bool(true)}
	entries, proofs, gap := list(ctx, env, "eks.DescribeClusterVersions", in, client.DescribeClusterVersions,
		func(out *eks.DescribeClusterVersionsOutput) *string { return out.NextToken },
		func(in *eks.DescribeClusterVersionsInput, token *string) { in.NextToken = token },
		func(out *eks.DescribeClusterVersionsOutput) []types.ClusterVersionInformation {
			return out.ClusterVersions
		})
	versions := map[string]string{}
	for _, v := range entries {
		versions[aws.ToString(v.value.ClusterVersion)] = string(v.value.VersionStatus)
	}
	return versions, proofs, gap
}

// keepVersion says how long AWS still mends the cluster's version.
func keepVersion(f *fact.EKSCluster, versions map[string]string, proofs []fact.Proof, gap *fact.Gap) {
	status, known := versions[f.Version]
	unread, versionUnread := f.Unread["version"]
	switch {
	case versionUnread:
		f.MarkUnread("versionStatus", unread)
	case known && status != "":
		f.VersionStatus, f.Proof = status, append(f.Proof, proofs...)
	case gap != nil:
		f.MarkUnread("versionStatus", *gap)
	default:
		f.MarkUnread("versionStatus", unexpected("eks.DescribeClusterVersions", "the answer does not speak of this version"))
	}
}

func readCluster(ctx context.Context, env *Env, client *eks.Client, name entry[string]) *fact.EKSCluster {
	const op = "eks.DescribeCluster"
	f := &fact.EKSCluster{Meta: env.Meta(env.here("eks", "cluster/"+name.value), name.value, name.proof)}
	out, proof, gap := Ask(ctx, env, op, &eks.DescribeClusterInput{Name: aws.String(name.value)}, client.DescribeCluster)
	c, gap := whole(op, out, gap, func(out *eks.DescribeClusterOutput) *types.Cluster { return out.Cluster })
	if !kept(&f.Meta, proof, gap, "status", "version", "publicAccess", "publicCidrs", "privateAccess", "logTypes", "secretsKey", "tags") {
		return f
	}
	f.Status, f.Version, f.Tags = string(c.Status), aws.ToString(c.Version), c.Tags
	if vpc := c.ResourcesVpcConfig; vpc != nil {
		f.PublicAccess, f.PrivateAccess, f.PublicCidrs = vpc.EndpointPublicAccess, vpc.EndpointPrivateAccess, vpc.PublicAccessCidrs
		if f.PublicAccess && len(f.PublicCidrs) == 0 {
			f.PublicCidrs = []string{"0.0.0.0/0"} // the documented default
		}
	} else {
		for _, field := range []string{"publicAccess", "publicCidrs", "privateAccess"} {
			f.MarkUnread(field, unexpected(op, "the answer does not say"))
		}
	}
	if c.Logging != nil {
		for _, setup := range c.Logging.ClusterLogging {
			for _, kind := range setup.Types {
				if aws.ToBool(setup.Enabled) {
					f.LogTypes = append(f.LogTypes, string(kind))
				}
			}
		}
	}
	for _, e := range c.EncryptionConfig {
		if e.Provider != nil {
			f.SecretsKey = aws.ToString(e.Provider.KeyArn)
		}
	}
	return f
}
