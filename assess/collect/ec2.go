package collect

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"drydock/assess/fact"
)

// ec2Networks reads networks, and whether their traffic is logged.
func ec2Networks() Collector {
	return Collector{
		Name: "ec2-networks", Service: "ec2",
		Kinds: []fact.Kind{"ec2_vpc"},
		Calls: []Call{
			{"ec2.DescribeVpcs", "ec2:DescribeVpcs"},
			{"ec2.DescribeFlowLogs", "ec2:DescribeFlowLogs"},
		},
		Collect: collectNetworks,
	}
}

func collectNetworks(ctx context.Context, env *Env) Batch {
	const kind = "ec2_vpc"
	client := ec2.NewFromConfig(env.Config)
	vpcs, proofs, gap := list(ctx, env, "ec2.DescribeVpcs", &ec2.DescribeVpcsInput{}, client.DescribeVpcs,
		func(out *ec2.DescribeVpcsOutput) *string { return out.NextToken },
		func(in *ec2.DescribeVpcsInput, token *string) { in.NextToken = token },
		func(out *ec2.DescribeVpcsOutput) []types.Vpc { return out.Vpcs })
	batch := Batch{Reach: []fact.Reach{env.Reach(kind, gap, proofs...)}}
	if len(vpcs) == 0 {
		return batch
	}
	logs, logProofs, logGap := list(ctx, env, "ec2.DescribeFlowLogs", &ec2.DescribeFlowLogsInput{}, client.DescribeFlowLogs,
		func(out *ec2.DescribeFlowLogsOutput) *string { return out.NextToken },
		func(in *ec2.DescribeFlowLogsInput, token *string) { in.NextToken = token },
		func(out *ec2.DescribeFlowLogsOutput) []types.FlowLog { return out.FlowLogs })
	logged := map[string]entry[types.FlowLog]{}
	for _, l := range logs {
		if aws.ToString(l.value.FlowLogStatus) == "ACTIVE" {
			logged[aws.ToString(l.value.ResourceId)] = l
		}
	}
	for _, v := range vpcs {
		id := aws.ToString(v.value.VpcId)
		f := &fact.EC2VPC{
			Meta: env.Meta(env.arn("ec2", env.Target.Region, env.owner(v.value.OwnerId), "vpc/"+id), nameTag(v.value.Tags, id), v.proof),
			ID:   id, IsDefault: aws.ToBool(v.value.IsDefault),
		}
		f.Tags = tagMap(v.value.Tags, ec2Tag)
		log, found := logged[id]
		switch {
		case found:
			f.FlowLogs, f.Proof = true, append(f.Proof, log.proof)
		case logGap != nil:
			f.MarkUnread("flowLogs", *logGap)
		default:
			f.Proof = append(f.Proof, logProofs...)
		}
		batch.Facts = append(batch.Facts, f)
	}
	return batch
}

// owner is whose a resource is: a network may be shared by another account.
func (env *Env) owner(id *string) string {
	if aws.ToString(id) == "" {
		return env.Target.Account
	}
	return *id
}

func ec2Tag(t types.Tag) (key, value *string) { return t.Key, t.Value }

// nameTag is what people call a resource: its Name tag, else its id.
func nameTag(tags []types.Tag, id string) string {
	for _, t := range tags {
		if aws.ToString(t.Key) == "Name" && aws.ToString(t.Value) != "" {
			return *t.Value
		}
	}
	return id
}

// ec2Endpoints reads the private ways to services, with their policies.
func ec2Endpoints() Collector {
	const op, kind = "ec2.DescribeVpcEndpoints", "ec2_vpc_endpoint"
	return Collector{
		Name: "ec2-endpoints", Service: "ec2",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "ec2:DescribeVpcEndpoints"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := ec2.NewFromConfig(env.Config)
			endpoints, proofs, gap := list(ctx, env, op, &ec2.DescribeVpcEndpointsInput{}, client.DescribeVpcEndpoints,
				func(out *ec2.DescribeVpcEndpointsOutput) *string { return out.NextToken },
				func(in *ec2.DescribeVpcEndpointsInput, token *string) { in.NextToken = token },
				func(out *ec2.DescribeVpcEndpointsOutput) []types.VpcEndpoint { return out.VpcEndpoints })
			batch := Batch{Reach: []fact.Reach{env.Reach(kind, gap, proofs...)}}
			for _, e := range endpoints {
				batch.Facts = append(batch.Facts, env.endpoint(e))
			}
			return batch
		},
	}
}

func (env *Env) endpoint(e entry[types.VpcEndpoint]) *fact.EC2VPCEndpoint {
	v := e.value
	id := aws.ToString(v.VpcEndpointId)
	f := &fact.EC2VPCEndpoint{
		Meta: env.Meta(env.arn("ec2", env.Target.Region, env.owner(v.OwnerId), "vpc-endpoint/"+id), nameTag(v.Tags, id), e.proof),
		ID:   id, VpcID: aws.ToString(v.VpcId),
		State:      string(v.State),
		PrivateDNS: aws.ToBool(v.PrivateDnsEnabled),
		Policy:     aws.ToString(v.PolicyDocument),
	}
	region := env.Target.Region
	if r := aws.ToString(v.ServiceRegion); r != "" {
		region = r
	}
	f.Service = endpointService(aws.ToString(v.ServiceName), region)
	f.Tags = tagMap(v.Tags, ec2Tag)
	if f.Policy == "" { // the documented default is full access; endpoints of other types have no policy
		f.PolicyOpen = v.VpcEndpointType == types.VpcEndpointTypeInterface || v.VpcEndpointType == types.VpcEndpointTypeGateway
		f.Strangers = f.PolicyOpen
		return f
	}
	statements, err := parsePolicy(f.Policy)
	if err != nil {
		gap := unexpected(e.proof.Operation, fmt.Sprintf("the endpoint policy cannot be read: %v", err))
		f.MarkUnread("policyOpen", gap)
		f.MarkUnread("strangers", gap)
		return f
	}
	f.PolicyOpen, f.Strangers = allowsEverything(statements), allowsStrangers(statements)
	return f
}

// endpointService is the part of a service name after the Region: com.amazonaws.eu-west-1.bedrock-runtime is bedrock-runtime.
func endpointService(name, region string) string {
	if _, service, found := strings.Cut(name, "."+region+"."); found {
		return service
	}
	return name
}
