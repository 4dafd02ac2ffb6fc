package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"drydock/assess/fact"
)

const routesOp = "ec2.DescribeRouteTables"

// ec2Routes reads subnets and the connections between networks, with where their route tables lead. Route tables of networks that
// another account shares are not shown: what hangs on them is unread.
func ec2Routes() Collector {
	return Collector{
		Name: "ec2-routes", Service: "ec2",
		Kinds: []fact.Kind{"ec2_subnet", "ec2_peering"},
		Calls: []Call{
			{"ec2.DescribeSubnets", "ec2:DescribeSubnets"},
			{"ec2.DescribeVpcPeeringConnections", "ec2:DescribeVpcPeeringConnections"},
			{routesOp, "ec2:DescribeRouteTables"},
		},
		Collect: collectRoutes,
	}
}

func collectRoutes(ctx context.Context, env *Env) Batch {
	client := ec2.NewFromConfig(env.Config)
	subnets, subnetProofs, subnetGap := list(ctx, env, "ec2.DescribeSubnets", &ec2.DescribeSubnetsInput{}, client.DescribeSubnets,
		func(out *ec2.DescribeSubnetsOutput) *string { return out.NextToken },
		func(in *ec2.DescribeSubnetsInput, token *string) { in.NextToken = token },
		func(out *ec2.DescribeSubnetsOutput) []types.Subnet { return out.Subnets })
	peerings, peeringProofs, peeringGap := list(ctx, env, "ec2.DescribeVpcPeeringConnections", &ec2.DescribeVpcPeeringConnectionsInput{},
		client.DescribeVpcPeeringConnections,
		func(out *ec2.DescribeVpcPeeringConnectionsOutput) *string { return out.NextToken },
		func(in *ec2.DescribeVpcPeeringConnectionsInput, token *string) { in.NextToken = token },
		func(out *ec2.DescribeVpcPeeringConnectionsOutput) []types.VpcPeeringConnection {
			return out.VpcPeeringConnections
		})
	batch := Batch{Reach: []fact.Reach{
		env.Reach("ec2_subnet", subnetGap, subnetProofs...), env.Reach("ec2_peering", peeringGap, peeringProofs...),
	}}
	if len(subnets)+len(peerings) == 0 {
		return batch
	}
	tables := env.routeTables(ctx, client)
	for _, s := range subnets {
		batch.Facts = append(batch.Facts, env.subnet(s, tables))
	}
	for _, p := range peerings {
		if p.value.Status != nil && p.value.Status.Code == types.VpcPeeringConnectionStateReasonCodeActive {
			batch.Facts = append(batch.Facts, env.peering(p, tables))
		}
	}
	return batch
}

// routing is every route table of a Region that the account may see.
type routing struct {
	tables []entry[types.RouteTable]
	proofs []fact.Proof
	gap    *fact.Gap
}

func (env *Env) routeTables(ctx context.Context, client *ec2.Client) routing {
	tables, proofs, gap := list(ctx, env, routesOp, &ec2.DescribeRouteTablesInput{}, client.DescribeRouteTables,
		func(out *ec2.DescribeRouteTablesOutput) *string { return out.NextToken },
		func(in *ec2.DescribeRouteTablesInput, token *string) { in.NextToken = token },
		func(out *ec2.DescribeRouteTablesOutput) []types.RouteTable { return out.RouteTables })
	return routing{tables, proofs, gap}
}

// of is the table that a subnet uses: its own, else its network's main one. Before a list that broke off, the main one may be the
// wrong one.
func (r routing) of(subnet, vpc string) (entry[types.RouteTable], *fact.Gap) {
	var main *entry[types.RouteTable]
	for i, t := range r.tables {
		for _, a := range t.value.Associations {
			switch {
			case aws.ToString(a.SubnetId) == subnet:
				return t, nil
			case aws.ToBool(a.Main) && aws.ToString(t.value.VpcId) == vpc:
				main = &r.tables[i]
			}
		}
	}
	if r.gap != nil {
		return entry[types.RouteTable]{}, r.gap
	}
	if main == nil {
		hidden := unexpected(routesOp, "no route table of this subnet is shown; its network may belong to another account")
		return entry[types.RouteTable]{}, &hidden
	}
	return *main, nil
}

func (env *Env) subnet(s entry[types.Subnet], tables routing) *fact.EC2Subnet {
	v := s.value
	id := aws.ToString(v.SubnetId)
	f := &fact.EC2Subnet{
		Meta: env.Meta(env.arn("ec2", env.Target.Region, env.owner(v.OwnerId), "subnet/"+id), nameTag(v.Tags, id), s.proof),
		ID:   id, VpcID: aws.ToString(v.VpcId), PublicIPByDefault: aws.ToBool(v.MapPublicIpOnLaunch),
	}
	f.Tags = tagMap(v.Tags, ec2Tag)
	table, gap := tables.of(id, f.VpcID)
	if !kept(&f.Meta, table.proof, gap, "internetGateway", "waysOut") {
		return f
	}
	ways := map[string]bool{}
	for _, r := range table.value.Routes {
		if r.State != types.RouteStateActive {
			continue
		}
		target := routeTarget(r)
		f.InternetGateway = f.InternetGateway || strings.HasPrefix(target, "igw-")
		if everywhere(aws.ToString(r.DestinationCidrBlock)) || everywhere(aws.ToString(r.DestinationIpv6CidrBlock)) {
			ways[target] = true
		}
	}
	f.WaysOut = sorted(ways)
	return f
}

func everywhere(addresses string) bool { return addresses == "0.0.0.0/0" || addresses == "::/0" }

// routeTarget is where a route leads; a firewall's endpoint stands among the gateways.
func routeTarget(r types.Route) string {
	for _, id := range []*string{
		r.GatewayId, r.NatGatewayId, r.TransitGatewayId, r.VpcPeeringConnectionId, r.NetworkInterfaceId,
		r.EgressOnlyInternetGatewayId, r.CarrierGatewayId, r.LocalGatewayId, r.CoreNetworkArn, r.OdbNetworkArn, r.InstanceId,
	} {
		if aws.ToString(id) != "" {
			return *id
		}
	}
	return "another target"
}

func (env *Env) peering(p entry[types.VpcPeeringConnection], tables routing) *fact.EC2Peering {
	v := p.value
	id := aws.ToString(v.VpcPeeringConnectionId)
	f := &fact.EC2Peering{Meta: env.Meta(env.here("ec2", "vpc-peering-connection/"+id), nameTag(v.Tags, id), p.proof), ID: id}
	f.Tags = tagMap(v.Tags, ec2Tag)
	wide := []string{"0.0.0.0/0", "::/0"}
	for side, of := range map[*string]*types.VpcPeeringConnectionVpcInfo{&f.RequesterVpc: v.RequesterVpcInfo, &f.AccepterVpc: v.AccepterVpcInfo} {
		if of == nil {
			continue
		}
		*side = aws.ToString(of.VpcId)
		wide = append(wide, aws.ToString(of.CidrBlock))
		for _, c := range of.CidrBlockSet {
			wide = append(wide, aws.ToString(c.CidrBlock))
		}
		for _, c := range of.Ipv6CidrBlockSet {
			wide = append(wide, aws.ToString(c.Ipv6CidrBlock))
		}
	}
	if !keptAll(&f.Meta, tables.proofs, tables.gap, "wideRoutes") {
		return f
	}
	found := map[string]bool{}
	for _, t := range tables.tables {
		for _, r := range t.value.Routes {
			for _, to := range []string{aws.ToString(r.DestinationCidrBlock), aws.ToString(r.DestinationIpv6CidrBlock)} {
				if aws.ToString(r.VpcPeeringConnectionId) == id && to != "" && slices.Contains(wide, to) {
					found[to] = true
				}
			}
		}
	}
	f.WideRoutes = sorted(found)
	return f
}

// keptAll is kept for a whole list: its proofs, or the gap on the fields that need all of it.
func keptAll(m *fact.Meta, proofs []fact.Proof, gap *fact.Gap, fields ...string) bool {
	if gap == nil {
		m.Proof = append(m.Proof, proofs...)
		return true
	}
	for _, field := range fields {
		m.MarkUnread(field, *gap)
	}
	return false
}
