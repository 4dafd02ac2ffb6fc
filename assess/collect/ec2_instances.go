package collect

import (
	"context"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"drydock/assess/fact"
)

// accelerated are the families of machines with a GPU, Trainium or Inferentia: p5en, g6, gr6, inf2, trn1n, dl1, vt1 is video only.
var accelerated = regexp.MustCompile(`^(p[0-9]|g[0-9]|gr[0-9]|inf[0-9]|trn[0-9]|dl[0-9])[a-z0-9-]*\.`)

// ec2Instances reads the running machines that have an accelerator, of which one can suppose that they serve or train models.
// It never asks for user data.
func ec2Instances() Collector {
	const op, kind = "ec2.DescribeInstances", "ec2_instance"
	return Collector{
		Name: "ec2-instances", Service: "ec2",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "ec2:DescribeInstances"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := ec2.NewFromConfig(env.Config)
			in := &ec2.DescribeInstancesInput{Filters: []types.Filter{{Name: aws.String("instance-state-name"), Values: []string{"pending", "running"}}}}
			reservations, proofs, gap := list(ctx, env, op, in, client.DescribeInstances,
				func(out *ec2.DescribeInstancesOutput) *string { return out.NextToken },
				func(in *ec2.DescribeInstancesInput, token *string) { in.NextToken = token },
				func(out *ec2.DescribeInstancesOutput) []types.Reservation { return out.Reservations })
			batch := Batch{Reach: []fact.Reach{env.Reach(kind, gap, proofs...)}}
			for _, r := range reservations {
				for _, instance := range r.value.Instances {
					if accelerated.MatchString(string(instance.InstanceType)) {
						batch.Facts = append(batch.Facts, env.instance(instance, r.proof))
					}
				}
			}
			return batch
		},
	}
}

func (env *Env) instance(i types.Instance, proof fact.Proof) *fact.EC2Instance {
	id := aws.ToString(i.InstanceId)
	f := &fact.EC2Instance{
		Meta: env.Meta(env.here("ec2", "instance/"+id), nameTag(i.Tags, id), proof),
		ID:   id, Type: string(i.InstanceType), PublicIP: aws.ToString(i.PublicIpAddress),
	}
	f.Tags = tagMap(i.Tags, ec2Tag)
	metadata := i.MetadataOptions
	if metadata == nil {
		for _, field := range []string{"metadata", "httpTokens", "hopLimit"} {
			f.MarkUnread(field, unexpected("ec2.DescribeInstances", "the answer does not say"))
		}
		return f
	}
	f.Metadata, f.HTTPTokens = string(metadata.HttpEndpoint), string(metadata.HttpTokens)
	f.HopLimit = int(aws.ToInt32(metadata.HttpPutResponseHopLimit))
	return f
}
