package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"drydock/assess/fact"
)

// pageOf bounds the lists that may hold thousands, so that no answer is larger than it has to be.
const pageOf = 500

// ec2Groups reads where security groups let traffic out to.
func ec2Groups() Collector {
	const op, kind = "ec2.DescribeSecurityGroups", "ec2_security_group"
	return Collector{
		Name: "ec2-security-groups", Service: "ec2",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "ec2:DescribeSecurityGroups"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := ec2.NewFromConfig(env.Config)
			groups, proofs, gap := list(ctx, env, op, &ec2.DescribeSecurityGroupsInput{MaxResults: aws.Int32(pageOf)}, client.DescribeSecurityGroups,
				func(out *ec2.DescribeSecurityGroupsOutput) *string { return out.NextToken },
				func(in *ec2.DescribeSecurityGroupsInput, token *string) { in.NextToken = token },
				func(out *ec2.DescribeSecurityGroupsOutput) []types.SecurityGroup { return out.SecurityGroups })
			batch := Batch{Reach: []fact.Reach{env.Reach(kind, gap, proofs...)}}
			for _, g := range groups {
				v := g.value
				id := aws.ToString(v.GroupId)
				f := &fact.EC2SecurityGroup{
					Meta: env.Meta(env.arn("ec2", env.Target.Region, env.owner(v.OwnerId), "security-group/"+id), aws.ToString(v.GroupName), g.proof),
					ID:   id, VpcID: aws.ToString(v.VpcId), OpenOut: openOut(v.IpPermissionsEgress),
				}
				f.Tags = tagMap(v.Tags, ec2Tag)
				batch.Facts = append(batch.Facts, f)
			}
			return batch
		},
	}
}

func openOut(permissions []types.IpPermission) bool {
	for _, p := range permissions {
		for _, r := range p.IpRanges {
			if everywhere(aws.ToString(r.CidrIp)) {
				return true
			}
		}
		for _, r := range p.Ipv6Ranges {
			if everywhere(aws.ToString(r.CidrIpv6)) {
				return true
			}
		}
	}
	return false
}

// ec2Disks reads disks, and whether new ones are encrypted unasked.
func ec2Disks() Collector {
	const defaultOp, volumesOp = "ec2.GetEbsEncryptionByDefault", "ec2.DescribeVolumes"
	return Collector{
		Name: "ec2-disks", Service: "ec2",
		Kinds: []fact.Kind{"ec2_volume", "ec2_disk_default"},
		Calls: []Call{{volumesOp, "ec2:DescribeVolumes"}, {defaultOp, "ec2:GetEbsEncryptionByDefault"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := ec2.NewFromConfig(env.Config)
			volumes, proofs, gap := list(ctx, env, volumesOp, &ec2.DescribeVolumesInput{MaxResults: aws.Int32(pageOf)}, client.DescribeVolumes,
				func(out *ec2.DescribeVolumesOutput) *string { return out.NextToken },
				func(in *ec2.DescribeVolumesInput, token *string) { in.NextToken = token },
				func(out *ec2.DescribeVolumesOutput) []types.Volume { return out.Volumes })
			byDefault, proof, defaultGap := Ask(ctx, env, defaultOp, &ec2.GetEbsEncryptionByDefaultInput{}, client.GetEbsEncryptionByDefault)
			batch := Batch{Reach: []fact.Reach{env.Reach("ec2_volume", gap, proofs...), env.Reach("ec2_disk_default", defaultGap, proof)}}
			for _, v := range volumes {
				batch.Facts = append(batch.Facts, env.volume(v))
			}
			if defaultGap == nil {
				f := &fact.EC2DiskDefault{Meta: env.Meta("", "disks made in "+env.Target.Region, proof)}
				f.Encrypted = said(&f.Meta, defaultOp, "encrypted", byDefault.EbsEncryptionByDefault)
				batch.Facts = append(batch.Facts, f)
			}
			return batch
		},
	}
}

func (env *Env) volume(e entry[types.Volume]) *fact.EC2Volume {
	v := e.value
	id := aws.ToString(v.VolumeId)
	f := &fact.EC2Volume{
		Meta: env.Meta(env.here("ec2", "volume/"+id), nameTag(v.Tags, id), e.proof),
		ID:   id, Attached: v.State == types.VolumeStateInUse, KmsKeyID: aws.ToString(v.KmsKeyId),
	}
	f.Encrypted = said(&f.Meta, e.proof.Operation, "encrypted", v.Encrypted)
	f.Tags = tagMap(v.Tags, ec2Tag)
	return f
}
